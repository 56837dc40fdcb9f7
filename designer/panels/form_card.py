"""A card of fields over the canvas that keeps its keys to itself: none reaches what lies beneath.

Which fields there are, and what becomes of them, is for the cards that are built on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from designer.panels.controls import Card

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FormCard(Card):
    """Tab goes round its stops; Enter sends, Esc leaves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with no stops."""
        super().__init__("card", parent)
        self._stops: list[QWidget] = []

    def press_enter(self) -> None:
        """Send what is typed."""
        raise NotImplementedError

    def press_escape(self) -> None:
        """Give the keyboard back."""
        raise NotImplementedError

    def order_stops(self, stops: Iterable[QWidget]) -> None:
        """Let Tab stop at these, in this order; those that are not to be seen are passed over."""
        self._stops = list(stops)
        for before, after in pairwise(self._stops):
            QWidget.setTabOrder(before, after)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go round: after the last stop comes the first. Esc is the way out."""
        stops = [stop for stop in self._stops if stop.isVisible() and stop.isEnabled()]
        if not stops:
            return super().focusNextPrevChild(forward)
        focused = self.window().focusWidget()
        at = next((n for n, stop in enumerate(stops) if stop is focused), -1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Enter from the window's shortcuts."""
        if event.type() is QEvent.Type.ShortcutOverride and _sends(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends where no button takes it for itself, Ctrl+Enter always; Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.press_escape()
        elif event.key() in _ENTER:
            self.press_enter()
        else:
            super().keyPressEvent(event)
        event.accept()


def _sends(event: QEvent) -> bool:
    """Whether it is Ctrl+Enter."""
    control = Qt.KeyboardModifier.ControlModifier
    return (
        isinstance(event, QKeyEvent)
        and event.key() in _ENTER
        and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == control
    )
