"""Gives the panels at the sides their widths back that a window made narrow took from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow

_SETTLED: Final = 60
"""Milliseconds after which the widths are no longer those of the window's last change of size."""


class SideWidths(QObject):
    """Remembers how wide each dock was, but for what the window's own size made of it."""

    def __init__(self, window: QMainWindow, docks: Iterable[QDockWidget]) -> None:
        """Listen to a window and its docks; it belongs to the window."""
        super().__init__(window)
        self._window = window
        self._wanted: dict[QDockWidget, int] = {}
        self._docks = tuple(docks)
        self._tried: tuple[int, ...] = ()
        self._later, self._soon = QTimer(self), QTimer(self)
        for timer, pause, does in (
            (self._later, _SETTLED, self._settle), (self._soon, 0, self._note),
        ):  # fmt: skip
            timer.setSingleShot(True)
            timer.setInterval(pause)
            timer.timeout.connect(does)
        for part in (window, *self._docks):
            part.installEventFilter(self)

    @property
    def is_settling(self) -> bool:
        """Whether the docks are still as the window's last change of size made them."""
        return self._later.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a width that the user, or the layout that was kept, gives a dock."""
        if event.type() is QEvent.Type.Resize:
            if watched is self._window:
                self._tried = ()
                self._later.start()
            else:
                self._soon.start()  # Qt tells the docks first that the window has another size
        return False

    def _note(self) -> None:
        if not self._later.isActive():
            self._wanted |= {dock: dock.width() for dock in self._shown()}

    def _shown(self) -> list[QDockWidget]:
        return [dock for dock in self._docks if dock.isVisible() and not dock.isFloating()]

    def _settle(self) -> None:
        """Widen again what has become narrower than it was, as far as there is room."""
        shown = self._shown()
        for dock in shown:
            self._wanted.setdefault(dock, dock.width())
        lacking = [dock for dock in shown if dock.width() < self._wanted[dock]]
        centre = self._window.centralWidget()
        spare = centre.width() - centre.minimumWidth() if centre is not None else 0
        found = (self._window.width(), *(dock.width() for dock in shown))
        if not lacking or spare <= 0 or found == self._tried:
            return
        self._tried = found  # it is not tried again where it does not help
        widths = []
        for dock in lacking:
            more = min(self._wanted[dock] - dock.width(), spare)
            widths.append(dock.width() + more)
            spare -= more
        self._later.start()  # what the docks become now is no wish of the user's
        self._window.resizeDocks(lacking, widths, Qt.Orientation.Horizontal)
