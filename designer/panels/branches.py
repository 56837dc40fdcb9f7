"""Shows a list or an object as a tree that can be edited: add, remove, move, rename, nest."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from designer.panels import branching
from designer.panels.branching import Place
from designer.panels.cells import Cells
from designer.panels.choice import Choice
from designer.panels.controls import IconButton, Sentence
from designer.words import tr
from engine.value import JSON, preview, same

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ROWS: Final = 10
"""That are seen at once."""
MOST_BRANCHES: Final = 500
"""Of one list or object that are shown; the others are kept, and edited as JSON."""
_PLACE: Final = Qt.ItemDataRole.UserRole


class Branches(QWidget):
    """A value as a tree. `changed` gives the whole new value."""

    changed = Signal(object)
    typed = Signal(object)
    """What the whole value would be with what is typed in a cell."""
    closed = Signal()
    """The cell that was typed in was left; what was taken over has been told."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        """Take the object's name and what the value is called."""
        super().__init__(parent)
        self._value: JSON = None
        self._empty: JSON = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._fill_anew)
        self.tree = _Tree(self)
        self.tree.itemChanged.connect(self._take_cell)
        self.tree.currentItemChanged.connect(self._refresh)
        self.tree.wanted.connect(self._do)
        self._cells = Cells(self.tree)
        self._cells.typed.connect(self._tell_typed)
        self._cells.closed.connect(self.closed)
        self.tree.setItemDelegate(self._cells)
        self._sort = Choice("", "", self)
        self._sort.offer({tr(sort): sort for sort in branching.SORTS})
        self._sort.committed.connect(self._turn)
        self._wrong = Sentence("wrong", self)
        self._buttons = {key: self._button(key, *said) for key, said in _BUTTONS.items()}
        bar = QHBoxLayout()
        bar.setSpacing(2)
        for button in self._buttons.values():
            bar.addWidget(button)
        bar.addWidget(self._sort, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.tree)
        layout.addLayout(bar)
        layout.addWidget(self._wrong)
        self.setFocusProxy(self.tree)
        self.call(name, words)

    def call(self, name: str, words: str) -> None:
        """Take another object name and what the value is called."""
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.tree.setObjectName(f"{name}:tree" if name else "")
        self.tree.setAccessibleName(words)
        self._sort.setObjectName(f"{name}:sort" if name else "")
        self._sort.setAccessibleName(tr("What the value is"))
        for key, button in self._buttons.items():
            button.setObjectName(f"{name}:{key}" if name else "")

    def show_value(self, value: JSON, *, empty: JSON = None) -> None:
        """Show a value; `empty` is what it becomes when the first branch is added to nothing."""
        self._empty = value if branching.is_branching(value) else ({} if empty is None else empty)
        shown = value if branching.is_branching(value) else self._empty
        if same(shown, self._value) and self.tree.topLevelItemCount():
            return
        self._value = shown
        self._wrong.say("")
        self.tree.show_value(shown)
        self._refresh()

    @property
    def place(self) -> Place | None:
        """Where the current row is; None where there is none."""
        item = self.tree.currentItem()
        return None if item is None else item.data(0, _PLACE)

    def _button(self, key: str, icon: str, words: str) -> IconButton:
        button = IconButton(icon, tr(words), self)
        button.clicked.connect(lambda: self._do(key))
        return button

    def _do(self, key: str) -> None:
        """Do what a button or a key means, and put what it is about in view."""
        place = self.place
        if key == "add":
            self._add(place[:-1] if place else ())
        elif place is None:
            return
        elif key == "inside" and branching.is_branching(branching.at(self._value, place)):
            self._add(place)
        elif key == "remove":
            value = branching.remove(self._value, place)
            left = len(branching.branches(branching.at(value, place[:-1])))
            before = (*place[:-1], min(place[-1], left - 1)) if left else place[:-1]
            self._become(value, before)
        elif isinstance(branching.at(self._value, place[:-1]), list):
            self._become(*branching.move(self._value, place, -1 if key == "up" else 1))

    def _add(self, place: Place) -> None:
        value, added = branching.add(self._value, place)
        self._become(value, added)
        is_named = isinstance(branching.at(value, added[:-1]), dict)
        self.tree.begin_edit(0 if is_named else 1)

    def _turn(self, sort: str) -> None:
        place = self.place
        if place is not None:
            new = branching.turned(branching.at(self._value, place), sort)
            self._become(branching.put(self._value, place, new), place)

    def settle(self) -> None:
        """Take over what is typed in a cell."""
        self._cells.settle()

    def leave(self) -> None:
        """Close the cell that is typed in; its text is not taken over."""
        self._cells.leave()

    def _tell_typed(self) -> None:
        if (cell := self._cells.open) is None:
            return
        index, text = cell
        place: Place = tuple(index.siblingAtColumn(0).data(_PLACE))
        with suppress(ValueError):  # what cannot be taken is said when one is done with it
            self.typed.emit(self._with(place, index.column(), text))

    def _with(self, place: Place, column: int, text: str) -> JSON:
        """The value with a text typed as the key at a place, or as what is there.

        Raises:
            ValueError: That cannot be; the message is a sentence.
        """
        if column == 0:
            return branching.rename(self._value, place, text)
        new = branching.read_cell(text, branching.at(self._value, place))
        return branching.put(self._value, place, new)

    def _take_cell(self, item: QTreeWidgetItem, column: int) -> None:
        """Take what was typed. The rows stay: their editor is not closed yet."""
        place: Place = item.data(0, _PLACE)
        self._wrong.say("")
        try:
            value = self._with(place, column, item.text(column))
        except ValueError as error:
            self.tree.put_back(item, branching.branches(branching.at(self._value, place[:-1])))
            self._wrong.say(str(error))
            return
        if not same(value, self._value):
            self._value = value
            self.tree.put_back(item, branching.branches(branching.at(value, place[:-1])))
            self._later.start()
            self.changed.emit(value)

    def _fill_anew(self) -> None:
        """Show what was typed as rows of its own, where it is a list or an object."""
        place = self.place
        self.tree.show_value(self._value)
        if place is not None:
            self.tree.go_to(place)
        self._refresh()

    def _become(self, value: JSON, place: Place) -> None:
        changed = not same(value, self._value)
        self._value = value
        self._wrong.say("")
        self.tree.show_value(value)
        self.tree.go_to(place)
        self._refresh()
        if changed:
            self.changed.emit(value)

    def _refresh(self) -> None:
        place = self.place
        there = place is not None
        self._buttons["remove"].setEnabled(there)
        above = branching.at(self._value, place[:-1]) if place else None
        for key in ("up", "down"):  # the order of an object's keys carries no meaning
            self._buttons[key].setEnabled(isinstance(above, list))
        value = branching.at(self._value, place) if place is not None else None
        self._buttons["inside"].setEnabled(there and branching.is_branching(value))
        self._sort.setEnabled(there)
        if there:
            self._sort.show_value(branching.sort_of(value))


_BUTTONS: Final = {
    "add": ("plus", "Add below (Ins)"),
    "inside": ("log-in", "Add inside (Shift+Ins)"),
    "up": ("arrow-up", "Move up (Alt+Up)"),
    "down": ("arrow-down", "Move down (Alt+Down)"),
    "remove": ("trash-2", "Remove (Del)"),
}
_KEYS: Final[dict[tuple[Qt.Key, Qt.KeyboardModifier], str]] = {
    (Qt.Key.Key_Insert, Qt.KeyboardModifier.NoModifier): "add",
    (Qt.Key.Key_Insert, Qt.KeyboardModifier.ShiftModifier): "inside",
    (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier): "up",
    (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier): "down",
    (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier): "remove",
    (Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier): "remove",
}


class _Tree(QTreeWidget):
    """The rows; a key cannot be given to an item of a list, nor a text to a list or object."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setColumnCount(2)
        self.setHeaderLabels([tr("Name"), tr("Value")])
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.header().setStretchLastSection(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.itemExpanded.connect(lambda: self.updateGeometry())
        self.itemCollapsed.connect(lambda: self.updateGeometry())

    def show_value(self, value: JSON) -> None:
        """Show another value; what was open stays open."""
        shut = {item.data(0, _PLACE) for item in self._items() if not item.isExpanded()}
        shut -= {item.data(0, _PLACE) for item in self._items() if not item.childCount()}
        with QSignalBlocker(self):
            self.clear()
            self._fill(self.invisibleRootItem(), value, (), shut)
        self.setColumnWidth(
            0, max(self.sizeHintForColumn(0) + 12, self.viewport().width() * 2 // 5)
        )
        self.updateGeometry()

    def go_to(self, place: Place) -> None:
        """Make the row at a place the current one."""
        for item in self._items():
            if item.data(0, _PLACE) == place:
                self.setCurrentItem(item)
                self.scrollToItem(item)
                return

    def put_back(self, item: QTreeWidgetItem, pairs: list[tuple[str, JSON]]) -> None:
        """Show in one row what is so; `pairs` are all those beside it."""
        key, value = pairs[item.data(0, _PLACE)[-1]]
        with QSignalBlocker(self):
            item.setText(0, key)
            item.setText(1, _shown(value))

    def begin_edit(self, column: int) -> None:
        """Let the current row be typed into."""
        item = self.currentItem()
        if item is not None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.editItem(item, column)

    def edit(  # type: ignore[override]  # the slot of one argument is not ours
        self, index: QModelIndex, trigger: QAbstractItemView.EditTrigger, event: QEvent
    ) -> bool:
        """Refuse what cannot be typed into."""
        item = self.itemFromIndex(index) if index.isValid() else None
        if item is None or not self._may_edit(item, index.column()):
            return False
        return bool(super().edit(index, trigger, event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys of the buttons mean; Enter edits the value."""
        key = _KEYS.get((Qt.Key(event.key()), event.modifiers()))
        if self.state() is QAbstractItemView.State.EditingState:
            event.accept()  # it was the editor's, which had no use for it
        elif key is not None:
            self.wanted.emit(key)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self.currentItem()
            self.begin_edit(int(item is not None and self._may_edit(item, 1)))
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Take the keys of the buttons before any shortcut does."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        if (Qt.Key(event.key()), event.modifiers()) in _KEYS:
            event.accept()
        return event.isAccepted() or super().event(event)

    def sizeHint(self) -> QSize:
        """Room for the rows that there are, up to a few."""
        row = max(self.sizeHintForRow(0), self.fontMetrics().lineSpacing())
        shown = max(2, min(MOST_ROWS, sum(1 for _ in self._items(open_only=True))))
        height = self.header().sizeHint().height() + shown * row + 2 * self.frameWidth() + 4
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(80, self.sizeHint().height())

    def _may_edit(self, item: QTreeWidgetItem, column: int) -> bool:
        if column == 0:
            return bool(item.data(0, _PLACE + 1))
        return not item.data(1, _PLACE)

    def _fill(self, above: QTreeWidgetItem, value: JSON, place: Place, shut: set[Place]) -> None:
        pairs = branching.branches(value)
        for position, (key, inner) in enumerate(pairs[:MOST_BRANCHES]):
            here = (*place, position)
            nested = branching.is_branching(inner)
            item = QTreeWidgetItem(above, [key, _shown(inner)])
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setData(0, _PLACE, here)
            item.setData(0, _PLACE + 1, isinstance(value, dict))
            item.setData(1, _PLACE, nested)
            item.setToolTip(1, preview(inner, 400))
            if nested:
                self._fill(item, inner, here, shut)
                item.setExpanded(here not in shut)
        if len(pairs) > MOST_BRANCHES:
            more = tr("and {count} more, to be edited as JSON", count=len(pairs) - MOST_BRANCHES)
            QTreeWidgetItem(above, ["…", more]).setFlags(Qt.ItemFlag.NoItemFlags)

    def _items(self, *, open_only: bool = False) -> Iterator[QTreeWidgetItem]:
        waiting = [self.invisibleRootItem()]
        while waiting:
            above = waiting.pop()
            for number in range(above.childCount()):
                item = above.child(number)
                assert item is not None
                yield item
                if item.childCount() and (item.isExpanded() or not open_only):
                    waiting.append(item)


def _shown(value: JSON) -> str:
    return preview(value, 40) if branching.is_branching(value) else branching.write_cell(value)
