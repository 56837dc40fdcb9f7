"""The field over the canvas that finds Steps: says what is looked for, shows how many were found."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget

from designer.document.search import STATES
from designer.panels.controls import Card, IconButton, Sentence
from designer.words import tr

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LINES_WIDE: Final = 24
_FIELD: Final = 7
"""Line heights of field that are left to type in, at the least."""


class FindBar(Card):
    """A line to type in, a count, and buttons for who has no F3."""

    asked = Signal(str)
    """What is looked for has changed."""
    stepped = Signal(int)
    """To the next (1) or the previous (-1)."""
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden."""
        super().__init__("card", parent)
        self.setObjectName("findBar")
        self.setAutoFillBackground(True)
        self._kinds: Callable[[], list[str]] = list
        self._field = self._make_field()
        self._count = QLabel(self)
        self._count.setObjectName("findCount")
        self._where = Sentence("help", self)
        self._where.setObjectName("findWhere")
        row = self._row = QHBoxLayout()
        row.addWidget(self._field, 1)
        row.addWidget(self._count)
        self._sides = self._buttons()
        for button in self._sides:
            row.addWidget(button)
        layout = self._lines = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addLayout(row)
        layout.addWidget(self._where)
        self.hide()

    @property
    def text(self) -> str:
        """What is looked for."""
        return self._field.text()

    def open(self, kinds: Callable[[], list[str]]) -> None:
        """Show it, with all of what was typed before selected; `kinds` are offered as filters."""
        self._kinds = kinds
        self.show()
        self.place()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def close_bar(self) -> bool:
        """Go; False where it was not there."""
        if self.isHidden():
            return False
        self.hide()
        self.closed.emit()
        return True

    def show_found(self, current: int, total: int, where: str = "") -> None:
        """Say how many there are, and which of them is shown: from 1, or 0 for none yet."""
        if total == 0:
            self._count.setText(tr("Nothing found"))
        elif current:
            self._count.setText(tr("{current} of {total}", current=current, total=total))
        else:
            self._count.setText(tr("{total} found", total=total))
        self._count.setAccessibleName(f"{self._count.text()} {where}")
        self._say(where)

    def show_problem(self, sentence: str) -> None:
        """Say why nothing can be found; empty: nothing is looked for."""
        self._count.clear()
        self._say(sentence)

    def place(self) -> None:
        """Stand in the upper left corner of what it lies over."""
        parent = self.parentWidget()
        if parent is None:
            return
        line = self.fontMetrics().lineSpacing()
        width = max(min(_LINES_WIDE * line, parent.width() - line), 10 * line)
        self._put_count(width)
        self.setFixedWidth(width)
        self.adjustSize()

    def _put_count(self, width: int) -> None:
        """Beside the field, or below it where it would leave too little room to type in."""
        words = self.fontMetrics().horizontalAdvance(tr("Nothing found"))
        gap, margins = self._row.spacing(), self._lines.contentsMargins()
        others = sum(button.sizeHint().width() + gap for button in self._sides)
        others += words + gap + margins.left() + margins.right()
        is_narrow = width - others < _FIELD * self.fontMetrics().lineSpacing()
        if is_narrow and self._lines.indexOf(self._count) < 0:
            self._lines.insertWidget(1, self._count)
        elif not is_narrow and self._row.indexOf(self._count) < 0:
            self._row.insertWidget(1, self._count)
        self._count.setVisible(not is_narrow or bool(self._count.text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next, Shift+Enter to the one before, Esc closes."""
        del watched
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in _ENTER or event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.stepped.emit(-1 if back or event.key() == Qt.Key.Key_Up else 1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Esc also from a button."""
        if event.key() != Qt.Key.Key_Escape or not self.close_bar():
            super().keyPressEvent(event)

    def _make_field(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName("findField")
        field.setAccessibleName(tr("Find in the flow"))
        field.setPlaceholderText(tr("Find: words, is:failed, kind:http"))
        field.setClearButtonEnabled(True)
        field.textChanged.connect(self.asked)
        field.installEventFilter(self)
        return field

    def _buttons(self) -> list[IconButton]:
        filters = IconButton("list", tr("Filters"), self)
        filters.setObjectName("findFilters")
        filters.clicked.connect(lambda: self._offer_filters(filters))
        before = IconButton("arrow-up", tr("Previous (Shift+F3)"), self)
        before.setObjectName("findBefore")
        before.clicked.connect(lambda: self.stepped.emit(-1))
        after = IconButton("arrow-down", tr("Next (F3)"), self)
        after.setObjectName("findAfter")
        after.clicked.connect(lambda: self.stepped.emit(1))
        close = IconButton("x", tr("Close (Esc)"), self)
        close.setObjectName("findClose")
        close.clicked.connect(self.close_bar)
        return [filters, before, after, close]

    def _offer_filters(self, button: QWidget) -> None:
        menu = QMenu(self)
        menu.setObjectName("findFilterMenu")
        menu.aboutToHide.connect(menu.deleteLater)
        for word in (f"is:{state}" for state in STATES):
            menu.addAction(word, partial(self._add, word))
        menu.addSeparator()
        for kind in self._kinds():
            menu.addAction(f"kind:{kind}", partial(self._add, f"kind:{kind}"))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _add(self, word: str) -> None:
        self._field.setText(f"{self._field.text()} {word}".strip())
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, sentence: str) -> None:
        self._where.say(sentence)
        self.place()
