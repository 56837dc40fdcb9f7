"""F1 and the guide: which page belongs to what the user is at, and what its links open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from designer.panels.guide import GuideWindow, kind_place
from designer.panels.guide.book import FIRST, problem_place

if TYPE_CHECKING:
    from pathlib import Path

    from designer.window.main import MainWindow

_TWICE: Final = 700
"""Milliseconds within which F1 counts as pressed twice."""
_PLACES: Final = {
    "palette": "kinds.md", "paletteSearch": "kinds.md", "outline": "designer.md#by-keyboard",
    "outlinePanel": "designer.md#by-keyboard",
    "inspector": "designer.md#the-inspector", "problems": "troubleshooting.md",
    "runLogPanel": "running.md", "timeline": "designer.md#the-timeline",
    "history": "designer.md#earlier-runs", "values": "designer.md#values",
    "findBar": "designer.md#finding", "chooser": "designer.md#finding",
    "inputsForm": "running.md", "question": "running.md#questions",
    "whyCard": "planning.md", "gallery": "designer.md#examples", "planLine": "planning.md",
    "halt": "designer.md#holding-a-run", "canvas": "designer.md",
    "breakpoints": "designer.md#holding-a-run", "scrubberPanel": "designer.md#earlier-runs",
    "pastBar": "designer.md#earlier-runs", "differences": "designer.md#earlier-runs",
    "codeSheet": "designer.md#code-of-your-own", "stubForm": "designer.md#code-of-your-own",
    "placesCard": "first-flow.md#your-functions-in-the-palette",
    "exportForm": "designer.md#a-picture-of-it", "whereForm": "cluster.md",
    "trust": "plugins.md#code-from-elsewhere", "trusted": "plugins.md#code-from-elsewhere",
    "plugins": "plugins.md#what-is-there", "failure": "troubleshooting.md#a-run-failed",
    "recover": "running.md#nothing-is-lost", "messageBar": "troubleshooting.md",
    "closePrompt": "designer.md", "shortcutSheet": "designer.md#by-keyboard",
    "tour": "first-flow.md", "welcome": "first-flow.md", "toolbar": "designer.md",
    "runButton": "running.md", "pauseButton": "running.md", "stopButton": "running.md",
    "documentTabs": "designer.md", "belowTabs": "designer.md",
}  # fmt: skip
"""The part of the guide for each part of the window, by object name."""

_OF_PALETTE: Final = ("palette", "paletteSearch")

WIRES: Final = "designer.md#ports-and-wires"

_WINDOWS: Final = {"shortcuts": "designer.md#by-keyboard"}
"""The same for windows of their own."""


class GuideControl(QObject):
    """The guide's window is made when it is asked for first."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window that is explained."""
        super().__init__(window)
        self._window = window
        self._guide: GuideWindow | None = None
        self._since = QElapsedTimer()

    @property
    def guide(self) -> GuideWindow:
        """The guide's window."""
        if self._guide is None:
            self._guide = GuideWindow(self._window)
            self._guide.flowWanted.connect(self._open_flow)
            self._guide.sheetWanted.connect(self._show_sheet)
        return self._guide

    def open(self, place: str = FIRST) -> None:
        """Show a place of the guide: the name of a page, and behind `#` a heading of it."""
        self.guide.open(place)

    def help(self) -> None:
        """Tell about what the user is at; pressed twice, show all keys."""
        again = self._since.isValid() and self._since.elapsed() < _TWICE
        if again:
            self._since.invalidate()
            self.guide.close()
            self._show_sheet()
            return
        self.open(self._place())
        self._since.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """F1 in a window of its own leads to the page that is about it."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() == Qt.Key.Key_F1:  # type: ignore[attr-defined]
            self.open(_WINDOWS.get(watched.objectName(), FIRST))
            return True
        return False

    def _place(self) -> str:
        """What the guide says of the selected Step's kind, else of the part that has the keyboard."""
        window, focused = self._window, QApplication.focusWidget() or self._window.focusWidget()
        names = _names(focused)
        selected = window.canvas.selection
        canvas, problem = window.canvas, window.parts.problems.current()
        if "problems" in names and problem is not None:
            return problem_place(problem.code)
        if names and names[0] in _OF_PALETTE and (kind := window.parts.palette.current()):
            return kind_place(kind) or _PLACES["palette"]
        if "canvas" in names and (canvas.hover is not None or canvas.selected_wires):
            return WIRES
        on_step = "canvas" in names or "inspector" in names or focused is None
        if on_step and len(selected) == 1:
            step = window.document.diagram.flow.steps.get(next(iter(selected)))
            place = kind_place(step.kind) if step is not None else ""
            if step is not None:
                window.show_docs()  # all that there is for a plug-in's kind, and beside the page else
            return place or "kinds.md"
        return next((_PLACES[name] for name in names if name in _PLACES), FIRST)

    def _show_sheet(self) -> None:
        self._window.activateWindow()
        self._window.ways.show_sheet()

    def _open_flow(self, path: Path) -> None:
        self._window.files.open(path)
        self._window.raise_()
        self._window.activateWindow()


def _names(widget: QWidget | None) -> list[str]:
    """The object names of a widget and of what it stands in, from the inside."""
    names = []
    while widget is not None:
        names.append(widget.objectName())
        widget = widget.parentWidget()
    return names
