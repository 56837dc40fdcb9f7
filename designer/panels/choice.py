"""A field that is a list to choose a value from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QToolTip,
    QWidget,
)

from designer import icons
from designer.panels.controls import ICON_SIZE

_MARGIN: Final = 2
"""Pixels that a style leaves beside the words."""
_RIGHT: Final = Qt.TextElideMode.ElideRight


class _Held:
    """A value that Qt is to keep as it is: it has no room for every int."""

    def __init__(self, value: object) -> None:
        self.value = value


def _held(value: object) -> object:
    return _Held(value) if isinstance(value, int | list | dict) else value


class ElidedBox(QComboBox):
    """A list whose chosen words are elided where there is no room for them, with the whole beside it."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Have as much of the words drawn as there is room for."""
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        whole = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(whole, option, part, self).width() - 2 * _MARGIN
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + _MARGIN
        words = option.currentText
        option.currentText = option.fontMetrics.elidedText(words, _RIGHT, room)

    def shown(self) -> str:
        """As much of the words as there is room for."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return str(option.currentText)

    def event(self, event: QEvent) -> bool:
        """Say the whole where a tooltip is asked for, and there is none of its own."""
        if (
            isinstance(event, QHelpEvent)
            and not self.toolTip()
            and self.shown() != self.currentText()
        ):
            QToolTip.showText(event.globalPos(), self.currentText(), self)
            return True
        return super().event(event)

    def showPopup(self) -> None:
        """Make the list as wide as the words in it."""
        margin = self.view().verticalScrollBar().sizeHint().width()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + margin)
        super().showPopup()


class Choice(ElidedBox):
    """A list to choose a value from; the wheel scrolls past it and never changes it."""

    committed = Signal(object)

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        """Take the object's name and the accessible name."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setProperty("role", "choice")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(8)  # as long as a type's name; longer words are elided
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda index: self.committed.emit(self.itemData(index)))

    def offer(self, choices: Mapping[str, object]) -> None:
        """Offer values under their words, in that order."""
        with QSignalBlocker(self):
            self.clear()
            for words, value in choices.items():
                self.addItem(words, _held(value))

    def show_value(self, value: object, words: str = "") -> None:
        """Show a value as the chosen one; one that was not offered is added under its words."""
        index = self._index(value)
        with QSignalBlocker(self):
            if index < 0:
                self.addItem(words or str(value), _held(value))
                index = self.count() - 1
            self.setCurrentIndex(index)

    def withdraw(self, value: object) -> None:
        """Offer a value no longer."""
        index = self._index(value)
        if index >= 0:
            with QSignalBlocker(self):
                self.removeItem(index)

    def value(self) -> Any:
        """The chosen value."""
        return self.itemData(self.currentIndex())

    def itemData(self, index: int, role: int = Qt.ItemDataRole.UserRole) -> Any:
        """The value that is offered there, as it was given."""
        held = super().itemData(index, role)
        return held.value if isinstance(held, _Held) else held

    def currentData(self, role: int = Qt.ItemDataRole.UserRole) -> Any:
        """The same of the one that is chosen."""
        return self.itemData(self.currentIndex(), role)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow, which a style sheet could only take from a picture of one colour."""
        super().paintEvent(event)
        colour = self.palette().color(QPalette.ColorRole.Text)
        arrow = icons.pixmap("chevron-down", colour, ICON_SIZE, self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(self.width() - ICON_SIZE - 4, (self.height() - ICON_SIZE) // 2, arrow)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel that is being scrolled."""
        event.ignore()

    def _index(self, value: object) -> int:
        for index in range(self.count()):
            offered = self.itemData(index)
            if offered == value and type(offered) is type(value):
                return index
        return -1
