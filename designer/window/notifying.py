"""Tells of a run while one looks elsewhere: the window's title counts, and the end of a long run is said.

How the desktop is told is two functions that can be replaced: not every one has a tray, and no test has.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from designer.window.status import far_line, title_line
from designer.words import tr

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from designer.window.page import Page

LONG: Final = 10.0
"""Seconds from which on a run is long enough for one to have turned away."""


class Notifying(QObject):
    """Watches the runs of a window."""

    def __init__(self, window: MainWindow) -> None:
        """Listen to every page; `alert` and `message` tell the desktop, `is_away` whether one looks."""
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        self._share = ""
        self.alert: Callable[[QWidget], None] = QApplication.alert
        self.message: Callable[[str, str], None] = self._show_message
        self.is_away: Callable[[], bool] = lambda: QApplication.activeWindow() is None
        self.long = LONG
        window.pages.opened.connect(self._join)
        window.pages.shown.connect(self._name)
        self._join(window.pages.current)

    def _join(self, page: Page) -> None:
        page.went_on.connect(self._count)
        page.settled.connect(self._tell)

    def _count(self) -> None:
        """Say in the title how far the run is: it is all that a task bar shows."""
        if not self._window.session.is_running:
            return
        page = self._window.pages.current
        state = page.session.state
        line = tr("paused") if state.paused else f"{page.far}/{len(state.steps)}"
        if line != self._share:
            self._share = line
            document = page.document
            self._window.setWindowTitle(
                f"{line} · {title_line(document.title, document.is_read_only)}"
            )

    def _name(self, page: Page) -> None:
        self._share = ""
        if page.session.is_running:
            self._count()

    def _tell(self, page: Page) -> None:
        self._share = ""
        state = page.session.state
        if state.took is None or state.took < self.long or not self.is_away():
            return
        self.alert(self._window)
        self.message(page.document.title, far_line(page))

    def _show_message(self, title: str, sentence: str) -> None:
        """Ask the desktop to show a message, where it has a place for one."""
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.messageClicked.connect(self._window.activateWindow)
        self._tray.show()
        self._tray.showMessage(title, sentence, self._window.windowIcon())
