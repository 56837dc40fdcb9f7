"""Has a Step that runs a flow run it as its tab shows it, saved or not, and says where that is not the file.

Run runs what is on the screen and saves nothing; so does the Plan, and so does the list of Problems.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from designer.session.checking import real_path
from designer.window.family import bring_forward
from designer.words import quoted, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from designer.session.checking import Checker
    from designer.window.main import MainWindow
    from designer.window.page import Page
    from engine.flow import Flow
    from engine.plan import Plan


class Together(QObject):
    """Gives the checker of a window the flows that are open with changes, in whatever window."""

    def __init__(self, window: MainWindow, checker: Checker) -> None:
        """Take the window and its checker."""
        super().__init__(window)
        self._window, self._checker = window, checker
        checker.find_unsaved = self._flows
        window.parts.plan_line.unsavedChosen.connect(self.show)
        window.pages.opened.connect(self._join)
        self._join(window.pages.current)
        window.installEventFilter(self)

    def unsaved_in(self, plan: Plan) -> tuple[str, ...]:
        """The paths of the flows inside a Plan that are not what their files hold; as the Plan knows them."""
        unsaved = self._checker.unsaved
        return (
            tuple(path for path in plan.origin.flows if real_path(path) in unsaved)
            if unsaved
            else ()
        )

    def show(self, path: str) -> None:
        """Show the tab that has such a flow."""
        for window, page in self._changed():
            if real_path(str(page.document.path)) == real_path(path):
                window.pages.show(page)
                bring_forward(window)
                window.canvas.setFocus()
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Coming back from another window, plan with what was done to a flow there."""
        if watched is self._window and event.type() == QEvent.Type.WindowActivate:
            self._checker.look()
        return False

    def _join(self, page: Page) -> None:
        page.started.connect(lambda: self._tell(page))

    def _tell(self, page: Page) -> None:
        """Say what runs unsaved, as a run of a page begins."""
        if page.is_shown and page.past is None and (found := self.unsaved_in(page.plan)):
            names = ", ".join(quoted(Path(path).name) for path in found)
            self._window.show_hint(tr("{names} runs as its tab shows it, not saved", names=names))

    def _flows(self) -> Mapping[str, Flow]:
        current = self._window.pages.current
        return {
            real_path(str(page.document.path)): page.document.diagram.flow
            for _, page in self._changed()
            if page is not current
        }

    def _changed(self) -> Iterator[tuple[MainWindow, Page]]:
        """The pages whose files hold something else, those of this window last, which so stand for good."""
        windows = sorted(self._window.family.windows, key=lambda one: one is self._window)
        for window in windows:
            for page in window.pages.all:
                if page.document.path is not None and page.document.has_changes:
                    yield window, page
