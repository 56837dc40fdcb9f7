"""A list to choose from by typing: commands, kinds of Step, places for a wire. Lies over the window.

What cannot be chosen is shown all the same, grey, with the sentence why: one that is simply not there
leaves people searching.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from designer.panels.controls import Card, Heading, Sentence
from designer.panels.fuzzy import ranked
from designer.words import tr

SHOWN: Final = 200
"""Rows at most: who has not found it among these types another letter."""
CHOICE: Final = Qt.ItemDataRole.UserRole
"""The role under which a row has its `Choice`."""

_LINES: Final = 14
_WIDTH: Final = 44
"""Of the whole, in line heights."""
_PASSED_ON: Final = frozenset(
    {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}
)
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _never() -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One row: what to call it, what stands beside it, and why it cannot be chosen (asked when shown)."""

    text: str
    does: Callable[[], object]
    beside: str = ""
    more: str = ""
    """Words by which it is found, too."""
    known_as: str = ""
    """What else it is called, in full: its English name, whatever is spoken here."""
    refusal: Callable[[], str] = _never


class Chooser(Card):
    """Asks once, and is gone: by a choice, by Esc, or by going elsewhere."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden, over a window."""
        super().__init__("card", parent)
        self.setObjectName("chooser")
        self.setAutoFillBackground(True)
        self._choices: Sequence[Choice] = ()
        self._before: QWidget | None = None
        self._title = Heading("", self)
        self._search = QLineEdit(self)
        self._search.setObjectName("chooserSearch")
        self._search.textChanged.connect(self._fill)
        self._search.installEventFilter(self)
        self._model = QStandardItemModel(0, 2, self)
        self._view = self._make_view()
        self._told = Sentence("help", self)
        self._told.setObjectName("chooserTold")
        layout = QVBoxLayout(self)
        for part in (self._title, self._search, self._view, self._told):
            layout.addWidget(part)
        self.hide()

    def ask(self, title: str, hint: str, choices: Sequence[Choice]) -> None:
        """Show these, the first one chosen; `hint` stands in the empty field."""
        self._choices = choices
        if self.isHidden():
            self._before = self.window().focusWidget()
            QApplication.instance().focusChanged.connect(self._mind_focus)  # type: ignore[union-attr]
        self._title.setText(title)
        self.setAccessibleName(title)
        self._search.setAccessibleName(title)
        self._search.setPlaceholderText(hint)
        self._search.clear()
        self._fill()
        self.place()
        self.show()
        self.raise_()
        self._search.setFocus(Qt.FocusReason.PopupFocusReason)

    def place(self) -> None:
        """Stand in the upper middle of the window, as large as there is room for."""
        parent = self.parentWidget()
        if parent is None:
            return
        line = self.fontMetrics().lineSpacing()
        room = parent.rect().adjusted(line, line, -line, -line)
        width = min(_WIDTH * line, room.width())
        height = min((_LINES + 6) * line, room.height())
        self.setGeometry(room.center().x() - width // 2, room.top() + 2 * line, width, height)

    def dismiss(self) -> bool:
        """Go without a choice; False where there was nothing to dismiss."""
        if self.isHidden():
            return False
        QApplication.instance().focusChanged.disconnect(self._mind_focus)  # type: ignore[union-attr]
        had_focus = self.isAncestorOf(self.window().focusWidget() or self)
        self.hide()
        before, self._before = self._before, None
        if had_focus and before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()
        return True

    def shown(self) -> list[str]:
        """The words of the rows, from the top."""
        return [self._model.item(row).text() for row in range(self._model.rowCount())]

    def told(self) -> str:
        """What is said about the row that is current."""
        return self._told.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter chooses, arrows go through the rows, Esc ends it; the rest is typing."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())
        if key in _ENTER:
            self._choose(self._view.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in _PASSED_ON and watched is self._search:
            QApplication.sendEvent(self._view, event)
        else:
            return False
        return True

    def _make_view(self) -> QTreeView:
        view = QTreeView(self)
        view.setObjectName("chooserRows")
        view.setAccessibleName(tr("What can be chosen"))
        view.setModel(self._model)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setHeaderHidden(True)
        view.setAllColumnsShowFocus(True)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.header().setStretchLastSection(False)
        view.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        view.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        view.clicked.connect(self._choose)
        view.selectionModel().currentChanged.connect(self._tell)
        view.installEventFilter(self)
        return view

    def _fill(self) -> None:
        typed = self._search.text()
        found = ranked(
            typed, self._choices, lambda one: one.text, lambda one: one.more,
            lambda one: one.known_as,
        )  # fmt: skip
        self._model.removeRows(0, self._model.rowCount())
        for choice in found[:SHOWN]:
            self._model.appendRow(self._row(choice))
        self._view.setCurrentIndex(self._model.index(0, 0))
        if not found:
            self._told.say(tr("Nothing is called that."))
        elif len(found) > SHOWN:
            self._told.say(tr("{count} more: type on to see them.", count=len(found) - SHOWN))

    def _row(self, choice: Choice) -> list[QStandardItem]:
        refusal = choice.refusal()
        item, beside = QStandardItem(choice.text), QStandardItem(choice.beside)
        item.setData(choice, CHOICE)
        item.setToolTip(refusal or choice.more or choice.text)
        beside.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        spoken = ", ".join(filter(None, (choice.text, choice.beside, refusal)))
        item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
        if refusal:
            grey = self.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
            item.setForeground(grey)
            beside.setForeground(grey)
        return [item, beside]

    def _tell(self, index: QModelIndex) -> None:
        choice = index.siblingAtColumn(0).data(CHOICE)
        self._told.say(choice.refusal() if isinstance(choice, Choice) else "")

    def _choose(self, index: QModelIndex) -> None:
        choice = index.siblingAtColumn(0).data(CHOICE)
        if not isinstance(choice, Choice):
            return
        refusal = choice.refusal()
        if refusal:
            self._told.say(refusal)
            return
        self.dismiss()
        choice.does()

    def _mind_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        """Go where the keyboard goes elsewhere; not where the whole window loses it."""
        del old
        if new is not None and new is not self and not self.isAncestorOf(new):
            self.dismiss()
