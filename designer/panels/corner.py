"""A card in one of the lower corners of what it lies over, which it follows wherever that goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QWidget

from designer.panels.form_card import FormCard

_MARGIN = 16
"""Pixels between the card and the edges."""


class CornerCard(FormCard):
    """Keeps its place at the bottom, at the left or the right."""

    def __init__(self, over: QWidget, *, left: bool) -> None:
        """Lie over a widget, hidden."""
        super().__init__(over)
        self._over, self._left = over, left
        self._shunned = QRect()
        over.installEventFilter(self)
        self.hide()

    def keep_clear_of(self, rect: QRect) -> None:
        """Stand in the other corner where this one would cover that place."""
        self._shunned = rect
        self.place()

    def place(self) -> None:
        """Take as much room as is wanted and there is."""
        room = self._over.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        size = self.sizeHint().boundedTo(room.size())
        top, corners = room.bottom() - size.height(), [room.left(), room.right() - size.width()]
        own, other = (QRect(QPoint(x, top), size) for x in corners[:: 1 if self._left else -1])
        covers = own.intersects(self._shunned) and not other.intersects(self._shunned)
        self.setGeometry(other if covers else own)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what it lies over."""
        if watched is self._over and event.type() is QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Follow what is in it."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self.place()
        return done

    def leave(self) -> None:
        """Go away, and give the keyboard to what lies beneath if it was here."""
        held = self.holds_keyboard
        self.hide()
        if held:
            self._over.setFocus()

    @property
    def holds_keyboard(self) -> bool:
        """Whether the keyboard is in here."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)
