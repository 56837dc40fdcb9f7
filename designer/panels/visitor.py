"""A card that comes over a window for a while, and gives the keyboard back where it took it from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from designer.panels.controls import Card


class Visitor(Card):
    """Hidden at first; `come` and `dismiss` are its whole stay."""

    def __init__(self, name: str, words: str, parent: QWidget) -> None:
        """Begin hidden, over a window; `words` are for assistive technology."""
        super().__init__("card", parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setAutoFillBackground(True)
        self._before: QWidget | None = None
        self._stand: Callable[[], None] = self._keep_inside
        """Takes the place that it was given last, in a window of another size."""
        self.hide()

    def come(self, field: QWidget) -> None:
        """Come to the front, the keyboard in a field of its own."""
        if self.isHidden():
            self._before = self.window().focusWidget()
        self.show()
        self.raise_()
        field.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> bool:
        """Go; False where there was nothing to dismiss."""
        if self.isHidden():
            return False
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        return True

    def stand_high(self) -> None:
        """Stand in the middle, a little below the window's top."""
        self._stand = self.stand_high
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, parent.height() // 6)
            self._keep_inside()

    def fill(self) -> None:
        """Lie over all of the window but its edge."""
        self._stand = self.fill
        parent = self.parentWidget()
        if parent is not None:
            line = self.fontMetrics().lineSpacing()
            self.setGeometry(parent.rect().adjusted(2 * line, 2 * line, -2 * line, -2 * line))

    def showEvent(self, event: QShowEvent) -> None:
        """Watch the window's size while it is there, and no longer: that costs every event a call."""
        super().showEvent(event)
        if (over := self.parent()) is not None:
            over.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Watch nothing any more."""
        if (over := self.parent()) is not None:
            over.removeEventFilter(self)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go with the window's size."""
        if event.type() is QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self._stand()
        return super().eventFilter(watched, event)

    def _keep_inside(self) -> None:
        """Come in from beyond the window's right and lower edge."""
        parent = self.parentWidget()
        if parent is not None:
            room = parent.size() - self.size()
            self.move(max(min(self.x(), room.width()), 0), max(min(self.y(), room.height()), 0))


class Asking(Visitor):
    """One that asks something: Enter answers it, unless a button has the keyboard."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the answer, Esc gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._submit()
        else:
            super().keyPressEvent(event)

    def _submit(self) -> None:
        raise NotImplementedError
