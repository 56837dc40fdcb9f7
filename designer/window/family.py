"""The windows of one process that belong together: a file is open in one tab of one of them.

Keeps them alive as long as they are open, and tells when the last one is gone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from designer.session.instance import RunWanted
    from designer.window.main import MainWindow


class Family(QObject):
    """Windows that were opened from one another."""

    emptied = Signal()
    """The last window has been closed."""

    def __init__(self) -> None:
        """Begin without a window."""
        super().__init__()
        self.windows: list[MainWindow] = []

    def join(self, window: MainWindow) -> None:
        """Take a window in until it is closed."""
        self.windows.append(window)

    def leave(self, window: QWidget) -> None:
        """A window has been closed."""
        self.windows[:] = [other for other in self.windows if other is not window]
        if not self.windows:
            self.emptied.emit()

    def active(self) -> MainWindow | None:
        """The window that the user was in last; None where none is left."""
        focused = QApplication.activeWindow()
        return next((w for w in self.windows if w is focused), next(iter(self.windows[::-1]), None))

    def say(self, sentence: str) -> None:
        """Say something in the window that the user was in last."""
        if (window := self.active()) is not None:
            window.parts.bar.say(sentence, icon="circle-x")

    def take(self, files: list[Path]) -> None:
        """Open what another start of the program handed over; without files, a new window."""
        window = self.active()
        if window is None:
            return
        if files:
            window.files.open_all(files)
            bring_forward(window)
        else:
            window.new_window()

    def show_run(self, wanted: RunWanted) -> None:
        """Show a run that another start of the program was asked for."""
        window = self.active()
        if window is not None:
            window.past.open_from(*wanted)
            bring_forward(window)

    def show_open(self, path: Path) -> bool:
        """Bring the tab to the front that has this file; False where there is none."""
        for window in self.windows:
            for page in window.pages.all:
                if _is_same(page.document.path, path):
                    window.pages.show(page)
                    bring_forward(window)
                    return True
        return False

    def has_open(self, path: Path, but: QObject) -> bool:
        """Whether a page other than `but` has this file."""
        pages = (page for window in self.windows for page in window.pages.all)
        return any(page is not but and _is_same(page.document.path, path) for page in pages)


def bring_forward(window: MainWindow) -> None:
    """Let a window be the one that the user sees and types into."""
    if window.isMinimized():
        window.showNormal()
    if not window.isActiveWindow():
        window.raise_()
        window.activateWindow()


def _is_same(one: Path | None, other: Path) -> bool:
    if one is None:
        return False
    return one == other or one.resolve() == other.resolve()
