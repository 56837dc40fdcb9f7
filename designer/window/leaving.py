"""What Escape does where nobody had a use of their own for it: it leads the keyboard back to the canvas.

The one rule for all panels. An editor, a search or a drag that ends with Escape takes the key before it
comes here; what lies over the window goes first, and news in a bar stays until one is back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDockWidget, QWidget

if TYPE_CHECKING:
    from designer.window.main import MainWindow


class Leaving(QObject):
    """The way back to the canvas of one window."""

    def __init__(self, window: MainWindow) -> None:
        """Take a window whose panels are there."""
        super().__init__(window)
        self._window = window
        self._docks = window.findChildren(QDockWidget)
        for dock in self._docks:
            dock.installEventFilter(self)

    def escape(self) -> bool:
        """Close what lies over the window, else lead back, else answer what a bar says; False for none."""
        return self._escape_from(self._window.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear of Escape in a panel that is a window of its own: the key goes no further than that."""
        if (
            isinstance(watched, QDockWidget)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and watched.isFloating()
        ):
            return self._escape_from(watched.focusWidget() or watched)
        return super().eventFilter(watched, event)

    def _escape_from(self, focused: QWidget | None) -> bool:
        window = self._window
        if window.explaining.dismiss() or window.ways.dismiss():
            return True
        if focused is not None and any(
            dock is focused or dock.isAncestorOf(focused) for dock in self._docks
        ):
            return self._lead_back(focused)
        return (
            window.parts.prompt.dismiss() or window.parts.bar.dismiss() or self._lead_back(focused)
        )

    def _lead_back(self, focused: QWidget | None) -> bool:
        if focused is self._window.canvas:
            return False
        if focused is not None and self._window.inspector.isAncestorOf(focused):
            self._window.ways.outline.leave_form()
        else:
            self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._window.activateWindow()  # the panel may be a window of its own
        return True
