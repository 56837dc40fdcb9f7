"""A card that comes over a window for a while, and gives the keyboard back where it took it from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget
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
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, parent.height() // 6)

    def fill(self) -> None:
        """Lie over all of the window but its edge."""
        parent = self.parentWidget()
        if parent is not None:
            line = self.fontMetrics().lineSpacing()
            self.setGeometry(parent.rect().adjusted(2 * line, 2 * line, -2 * line, -2 * line))


class Asking(Visitor):
    """One that asks something: Enter answers it, unless a button has the keyboard."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the answer, Esc gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            focused.click() if isinstance(focused, QPushButton) else self._submit()
        else:
            super().keyPressEvent(event)

    def _submit(self) -> None:
        raise NotImplementedError
