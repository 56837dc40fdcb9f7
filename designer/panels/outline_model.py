"""The outline as a model of Qt's: rows are made when they are asked for, long lists in portions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from designer.document.outline import Entry, Kind, Outline
from designer.words import tr
from engine.flow import Flow, StepId

PORTION: Final = 100
"""Rows that are shown before more are asked for."""
ENTRY: Final = Qt.ItemDataRole.UserRole

_Role = Qt.ItemDataRole
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_TITLES: Final = {
    Kind.GOALS: "Goals ({count})",
    Kind.UNNEEDED: "Not needed by a goal ({count})",
    Kind.ALL: "All steps ({count})",
}


class Told(NamedTuple):
    """What there is to say of a Step: its name, its state in a word, and more in a sentence."""

    title: str
    state: str = ""
    more: str = ""


class _Node:
    """One row that was asked for."""

    __slots__ = ("above", "children", "entries", "limit", "number", "row", "way")

    def __init__(self, way: tuple[Entry, ...], number: int, row: int, above: int) -> None:
        self.way, self.number, self.row, self.above = way, number, row, above
        self.entries: tuple[Entry, ...] | None = None
        self.limit = PORTION
        self.children: dict[int, int] = {}
        """The numbers of the rows beneath that were asked for, by row."""


class OutlineModel(QAbstractItemModel):
    """Rows by the way that leads to them. A node is named by a number, never by its address."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with an empty Flow."""
        super().__init__(parent)
        self.tell: Callable[[StepId], Told] = Told
        self.renamed: Callable[[StepId, str], bool] = lambda _, __: False
        self._show(Outline(Flow()))

    def show_outline(self, outline: Outline) -> None:
        """Show another Flow; all rows are new."""
        self.beginResetModel()
        self._show(outline)
        self.endResetModel()

    def follow(self, outline: Outline) -> None:
        """Show the Flow after an edit: rows come and go, the others stay what they are."""
        self.outline = outline
        self._follow(self._root)
        self.tell_all()

    def _show(self, outline: Outline) -> None:
        self.outline = outline
        self._nodes: list[_Node] = []
        self._root = self._make((), 0, 0)

    # questions

    def entry(self, index: _Index) -> Entry | None:
        """What a row stands for."""
        return self._nodes[index.internalId()].way[-1] if index.isValid() else None

    def way(self, index: _Index) -> tuple[Entry, ...]:
        """The entries from the top down to a row."""
        return self._nodes[index.internalId()].way if index.isValid() else ()

    def index_of(self, way: tuple[Entry, ...]) -> QModelIndex:
        """The row at the end of a way; invalid where the way leads nowhere any more."""
        node = self._root
        for entry in way:
            entries = self._entries(node)
            if entry not in entries:
                return QModelIndex()
            row = entries.index(entry)
            while row >= node.limit:
                self.fetchMore(self._index(node))
            node = self._child(node, row)
        return self._index(node)

    def tell_all(self) -> None:
        """States may be others now: whoever looks at a row has to ask again.

        The top rows stand for all: to be told of each, Qt would look for it among all the others.
        """
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 1))

    # Qt

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many rows are there by now under one."""
        return 0 if parent.column() > 0 else self._count(self._node(parent))

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """The name, and the state."""
        del parent
        return 2

    def hasChildren(self, parent: _Index = _NOWHERE) -> bool:
        """Whether anything stands under a row."""
        if parent.column() > 0:
            return False
        node = self._node(parent)
        if node.entries is not None:
            return bool(node.entries)
        return node is self._root or self.outline.has_below(node.way)

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether there are more rows than were asked for."""
        node = self._node(parent)
        return node.limit < len(self._entries(node))

    def fetchMore(self, parent: _Index) -> None:
        """Show a portion more."""
        node = self._node(parent)
        last = min(node.limit + PORTION, len(self._entries(node))) - 1
        if last >= node.limit:
            self.beginInsertRows(self._index(node), node.limit, last)
            node.limit += PORTION
            self.endInsertRows()

    def index(self, row: int, column: int, parent: _Index = _NOWHERE) -> QModelIndex:
        """The row there."""
        node = self._node(parent)
        if not (0 <= column < 2 and 0 <= row < self._count(node)):
            return QModelIndex()
        return self.createIndex(row, column, self._child(node, row).number)

    def parent(self, index: _Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """The row above."""
        if not index.isValid():
            return QModelIndex()
        return self._index(self._nodes[self._nodes[index.internalId()].above])

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """All can be gone to; Steps can be renamed."""
        entry = self.entry(index)
        if entry is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if entry.kind is Kind.STEP and index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """What the columns are."""
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return (tr("Step"), tr("State"))[section]
        return None

    def data(self, index: _Index, role: int = 0) -> Any:
        """What a row says, to the eye and to the ear."""
        entry = self.entry(index)
        if entry is None:
            return None
        if role == ENTRY:
            return entry
        if role == _Role.EditRole:
            return self._told(self._nodes[index.internalId()]).title
        if role not in (_Role.DisplayRole, _Role.AccessibleTextRole, _Role.ToolTipRole):
            return None
        told = self._told(self._nodes[index.internalId()])
        if role == _Role.DisplayRole:
            return told[index.column()]
        spoken = (told.title, told.state, told.more)
        return ", ".join(filter(None, spoken if role == _Role.AccessibleTextRole else spoken[1:]))

    def setData(self, index: _Index, value: Any, role: int = 0) -> bool:
        """Call a Step something else, if that can be."""
        entry = self.entry(index)
        if entry is None or role != _Role.EditRole or value == self.data(index, role):
            return False
        return self.renamed(entry.step, str(value))

    # rows

    def _told(self, node: _Node) -> Told:
        entry = node.way[-1]
        if entry.kind in _TITLES:
            return Told(tr(_TITLES[entry.kind], count=self.outline.count(node.way)))
        if entry.kind is Kind.RANGE:
            steps = self.outline.below(node.way)
            ends = (steps[0].step, steps[-1].step) if steps else (entry.step, entry.step)
            return Told(tr("{first} to {last}", first=ends[0], last=ends[1]), str(len(steps)))
        if entry.kind is Kind.VALUE:
            return Told(
                tr("value {name}", name=entry.name),
                tr("asked for"),
                tr("asked for at the start of a run"),
            )
        told = self.tell(entry.step)
        gives = tr("gives {name}", name=entry.name) if entry.name else ""
        again = tr("stands above already") if self.outline.is_again(node.way) else ""
        return told._replace(more="; ".join(filter(None, (gives, again, told.more))))

    def _entries(self, node: _Node) -> tuple[Entry, ...]:
        if node.entries is None:
            node.entries = self.outline.below(node.way)
        return node.entries

    def _follow(self, node: _Node) -> None:
        """Make the rows under one what they are in the outline of today, those that were asked for."""
        if node.entries is None:
            return
        entries = self.outline.below(node.way)
        if entries != node.entries:
            self._replace(node, entries)
        for child in list(node.children.values()):
            self._follow(self._nodes[child])

    def _replace(self, node: _Node, entries: tuple[Entry, ...]) -> None:
        """Take rows out and put others in, in one place, so that those before and behind it stay."""
        all_of = node.entries or ()
        limit = max(node.limit + len(entries) - len(all_of), 1)
        old, new = all_of[: node.limit], entries[:limit]
        first = _common(old, new)
        last = _common(old[first:][::-1], new[first:][::-1])
        above, gone, come = self._index(node), len(old) - last, len(new) - last
        if gone > first:
            self.beginRemoveRows(above, first, gone - 1)
            node.entries = (*old[:first], *old[gone:])
            node.limit = len(node.entries)
            self._shift(node, first, gone, first - gone)
            self.endRemoveRows()
        if come > first:
            self.beginInsertRows(above, first, come - 1)
            self._shift(node, first, first, come - first)
            node.entries, node.limit = entries, limit
            self.endInsertRows()
        node.entries, node.limit = entries, limit

    def _shift(self, node: _Node, first: int, kept: int, by: int) -> None:
        """Rows from `kept` on stand elsewhere now, those from `first` up to there are gone."""
        children = {row: number for row, number in node.children.items() if row < first}
        for row, number in node.children.items():
            if row >= kept:
                children[row + by] = number
                self._nodes[number].row = row + by
        node.children = children

    def _count(self, node: _Node) -> int:
        return min(len(self._entries(node)), node.limit)

    def _child(self, node: _Node, row: int) -> _Node:
        if row not in node.children:
            way = (*node.way, self._entries(node)[row])
            node.children[row] = self._make(way, row, node.number).number
        return self._nodes[node.children[row]]

    def _make(self, way: tuple[Entry, ...], row: int, above: int) -> _Node:
        node = _Node(way, len(self._nodes), row, above)
        self._nodes.append(node)
        return node

    def _node(self, index: _Index) -> _Node:
        return self._nodes[index.internalId()] if index.isValid() else self._root

    def _index(self, node: _Node, column: int = 0) -> QModelIndex:
        if node is self._root:
            return QModelIndex()
        return self.createIndex(node.row, column, node.number)


def _common(one: tuple[Entry, ...], other: tuple[Entry, ...]) -> int:
    """With how many entries both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((row for row, (a, b) in pairs if a != b), min(len(one), len(other)))
