"""Says of a run that runs other flows which breakpoints do not hold it: they are the outermost's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.document.breakpoints import breakpoints
from designer.words import quoted, tr

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from designer.window.page import Page


class Nesting(QObject):
    """Looks, as a run begins, which of the flows inside it are open with breakpoints."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window, whose pages are there."""
        super().__init__(window)
        self._window = window
        window.pages.opened.connect(self._join)
        self._join(window.pages.current)

    def _join(self, page: Page) -> None:
        page.started.connect(self._look)

    def _look(self) -> None:
        names = self.passed_by(self._window.pages.current)
        if names:
            files = ", ".join(quoted(name) for name in names)
            told = tr(
                "Breakpoints of {files} do not hold this run: they count where that flow is run by"
                " itself. Pause and One step count inside it, too.",
                files=files,
            )  # fmt: skip
            self._window.parts.bar.say(told, icon="info", grab=False)

    def passed_by(self, page: Page) -> list[str]:
        """The open files with breakpoints that the flow of a page runs inside its Steps."""
        inside = {_place(page.document.folder, path) for path in page.plan.origin.flows}
        inside.discard(page.document.path)
        others = [one for window in self._window.family.windows for one in window.pages.all]
        return sorted(
            one.document.path.name
            for one in others
            if one is not page
            and one.document.path is not None
            and _place(page.document.folder, str(one.document.path)) in inside
            and breakpoints(one.document.diagram.view)
        )


def _place(folder: Path, path: str) -> Path:
    return (folder / path).resolve()
