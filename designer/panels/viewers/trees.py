"""JSON as a tree that is made as it is opened: a million items are a thousand rows of a thousand each."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QTreeView, QWidget

from designer.panels.viewers.extents import extent
from designer.panels.viewers.viewing import Shown
from designer.words import tr
from engine.value import JSON, Value, encode, preview, type_name

SPAN: Final = 1_000
"""Children of one row; of more, there is a row for every so many of them."""

KEY, VALUE, TYPE = range(3)
_TITLES: Final = ("Key", "Value", "Type")
_LENGTH: Final = 300

_Index = QModelIndex | QPersistentModelIndex


class _Row(NamedTuple):
    """A row: what it is called, its value, and the part of that value which hangs below it."""

    key: str
    value: Value
    above: int
    """The row above it, by number; -1 for those at the top."""
    at: int
    """Which child of that row it is."""
    start: int = 0
    stop: int = -1
    """The items below it; to the end where it is -1. A row for some of many has both."""

    @property
    def is_range(self) -> bool:
        return self.stop >= 0


class TreeModel(QAbstractItemModel):
    """A value; children are made when they are asked for."""

    def __init__(self, value: Value, parent: QObject | None = None) -> None:
        """Take a list or an object."""
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._below: dict[int, list[int]] = {}
        self._top = _Row("", value, -1, 0)

    def value(self, index: _Index) -> Value:
        """The value of a row; the whole one for no row."""
        row = self._row(index)
        if row.is_range and isinstance(row.value, list):
            return row.value[row.start : row.stop]
        if row.is_range:
            return {key: row.value[key] for key in list(row.value)[row.start : row.stop]}
        return row.value

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """The place of a row below another one."""
        children = self._children(self._number(parent))
        if not (0 <= row < len(children) and 0 <= column < len(_TITLES)):
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, index: _Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """The place of the row above."""
        above = self._row(index).above if index.isValid() else -1
        return self.createIndex(self._rows[above].at, 0, above) if above >= 0 else QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows hang below a row."""
        if parent.isValid() and parent.column() != KEY:
            return 0
        return _count(self._row(parent))

    def hasChildren(self, parent: _Index = QModelIndex()) -> bool:  # noqa: B008
        """Whether anything hangs below a row."""
        return self.rowCount(parent) > 0

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: ARG002, B008
        """Key, value and type."""
        return len(_TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return tr(_TITLES[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        spoken = Qt.ItemDataRole.AccessibleTextRole
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, spoken)
        if not index.isValid() or role not in wanted:
            return None
        row, column = self._row(index), index.column()
        if column == KEY and role == spoken and not row.is_range:
            return f"{row.key}: {_told(row.value)}"
        if column == KEY:
            return row.key
        if row.is_range:
            return ""
        return type_name(row.value) if column == TYPE else _told(row.value)

    def _number(self, index: _Index) -> int:
        return int(index.internalId()) if index.isValid() else -1

    def _row(self, index: _Index) -> _Row:
        return self._rows[self._number(index)] if index.isValid() else self._top

    def _children(self, number: int) -> list[int]:
        if number not in self._below:
            row = self._rows[number] if number >= 0 else self._top
            made = _made(row, number)
            self._below[number] = list(range(len(self._rows), len(self._rows) + len(made)))
            self._rows += made
        return self._below[number]


class Tree(QTreeView):
    """The tree; Ctrl+C copies the value of the current row."""

    def __init__(self, model: TreeModel, parent: QWidget) -> None:
        """Take the model, and open it as far as that is little."""
        super().__init__(parent)
        self._model = model
        model.setParent(self)
        self.setObjectName("valueTree")
        self.setAccessibleName(tr("The value as a tree"))
        self.setModel(model)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        head = self.header()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        letter = self.fontMetrics().averageCharWidth()
        head.resizeSection(KEY, letter * 26)
        head.resizeSection(TYPE, letter * 12)
        if model.rowCount() <= 12:
            self.expandToDepth(0)
        self.setCurrentIndex(model.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the value of the current row as it stands in JSON."""
        if event.matches(QKeySequence.StandardKey.Copy):
            value = self._model.value(self.currentIndex())
            text = value if isinstance(value, str) else as_text(value)
            QGuiApplication.clipboard().setText(text)
            return
        super().keyPressEvent(event)


class TreeViewer:
    """Shows objects and lists."""

    name = "tree"
    title = "Tree"

    def accepts(self, shown: Shown) -> int:
        """An object well, a list of plain values less well than a table of rows."""
        value = shown.value
        if isinstance(value, str) and value[:1] in ("{", "["):
            return 35 if _read(value) is not None else 0
        return 60 if isinstance(value, list | tuple | dict) else 0

    def widget(self, shown: Shown, parent: QWidget) -> QWidget:
        """The tree of a value, or of the JSON that a text holds."""
        value = shown.value
        value = _read(value) if isinstance(value, str) else value
        return Tree(TreeModel(list(value) if isinstance(value, tuple) else value), parent)


def as_text(value: Value) -> str:
    """A value as JSON in lines; what is no JSON in there as its preview."""
    return json.dumps(encode(value), ensure_ascii=False, indent=2)


def _read(text: str) -> JSON:
    """The list or object that a text is the JSON of; None where it is none, or too long to try."""
    if len(text) > 2_000_000:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list | dict) else None


def _told(value: Value) -> str:
    return extent(value) if isinstance(value, list | dict) else preview(value, _LENGTH)


def _count(row: _Row) -> int:
    if not isinstance(row.value, list | tuple | dict):
        return 0
    stop = row.stop if row.is_range else len(row.value)
    many = stop - row.start
    return many if many <= SPAN else -(-many // _span(many))


def _span(many: int) -> int:
    """How many items one row stands for where there are so many."""
    span = SPAN
    while many / span > SPAN:
        span *= SPAN
    return span


def _made(row: _Row, number: int) -> list[_Row]:
    value = row.value
    stop = row.stop if row.is_range else len(value)
    many = stop - row.start
    if many > SPAN:
        span = _span(many)
        ends = [(at, min(at + span, stop)) for at in range(row.start, stop, span)]
        return [
            _Row(f"{start:,} … {end - 1:,}", value, number, at, start, end)
            for at, (start, end) in enumerate(ends)
        ]
    if isinstance(value, dict):
        keys = list(value)[row.start : stop]
        return [_Row(str(key), value[key], number, at) for at, key in enumerate(keys)]
    items = value[row.start : stop]
    return [_Row(str(row.start + at), item, number, at) for at, item in enumerate(items)]
