"""A window closes once no run is on and nothing can be lost, and leaves its arrangement behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, SignalInstance
from PySide6.QtGui import QCloseEvent

from designer.window.dropping import TakesFiles

if TYPE_CHECKING:
    from designer.session.settings import Settings
    from designer.window.family import Family
    from designer.window.pages import Pages
    from designer.window.recovering import Recovering

STATE_VERSION: Final = 1
"""Of the docks' arrangement: an older one is not restored."""


class ClosesSafely(TakesFiles):
    """A window that asks in itself, not in its way, before anything would be lost."""

    closed: SignalInstance
    family: Family
    pages: Pages
    recovering: Recovering
    _settings: Settings
    _may_close = False

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only once no run is on and nothing can be lost."""
        if not self._may_close:
            event.ignore()
            self.files.keep_all_safe(self._close_now)
            return
        self._settings.geometry = self.saveGeometry()
        self._settings.window_state = self.saveState(STATE_VERSION)
        self._settings.flush()
        self.recovering.close()
        for page in self.pages.all:
            page.close()
        super().closeEvent(event)
        self.family.leave(self)
        self.closed.emit()

    def _close_now(self) -> None:
        self._may_close = True
        QTimer.singleShot(
            0, self.close
        )  # Qt does not close a window from within its own closeEvent
