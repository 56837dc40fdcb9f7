"""The rows behind the Run panel: the newest so many of a run, those of some Steps only where asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from designer import icons
from designer.panels.run_words import Told
from engine.flow import StepId

ROW_LIMIT: Final = 10_000
TIME, STEP, WORDS = range(3)

_Index = QModelIndex | QPersistentModelIndex
_TOP: Final = 0
"""The internal id of a row; a line of its details has the row's number + 1 instead."""


class RunRows(QAbstractItemModel):
    """A tree of two levels: what happened, and below a failure the lines of its trace.

    Rows are numbered for ever; the oldest leave when there are too many.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._all: list[Told] = []
        self._shown: list[Told] = []
        self._first = 0
        """The number of the first row shown."""
        self._steps: frozenset[StepId] = frozenset()
        self._mono = QFont()
        self._colour = QColor()

    def dress(self, mono: QFont, colour: QColor) -> None:
        """Take the font of traces and the colour of the marks."""
        self._mono, self._colour = mono, colour

    @property
    def shown(self) -> Sequence[Told]:
        """The rows as they are shown."""
        return self._shown

    def clear(self) -> None:
        """Begin another run."""
        self.beginResetModel()
        self._all, self._shown, self._first = [], [], 0
        self.endResetModel()

    def add(self, rows: Iterable[Told]) -> None:
        """Add a batch at the end."""
        batch = list(rows)[-ROW_LIMIT:]
        self._all = (self._all + batch)[-ROW_LIMIT:]
        wanted = [row for row in batch if self._wants(row)]
        if not wanted:
            return
        self._make_room(len(self._shown) + len(wanted) - ROW_LIMIT)
        end = len(self._shown)
        self.beginInsertRows(QModelIndex(), end, end + len(wanted) - 1)
        self._shown += wanted
        self.endInsertRows()

    def only(self, steps: frozenset[StepId]) -> None:
        """Show what concerns these Steps; with none of them, everything."""
        if steps == self._steps:
            return
        self.beginResetModel()
        self._steps, self._first = steps, 0
        self._shown = [row for row in self._all if self._wants(row)]
        self.endResetModel()

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Qt's address of a cell."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        number = self._first + parent.row() + 1 if parent.isValid() else _TOP
        return self.createIndex(row, column, number)

    def parent(self, index: _Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """The row that a line of details belongs to."""
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1 - self._first, 0, _TOP)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows, or lines below a row."""
        if not parent.isValid():
            return len(self._shown)
        is_row = parent.internalId() == _TOP and parent.column() == 0
        return len(self._shown[parent.row()].details) if is_row else 0

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Time, Step and words, on both levels."""
        del parent
        return 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return ("Time", "Step", "What happened")[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if not index.isValid():
            return None
        if index.internalId() != _TOP:
            return self._detail(index, role)
        told = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (told.time, told.step, " ".join(told.words.split()))[index.column()]
            case Qt.ItemDataRole.ToolTipRole if index.column() != TIME:
                return (told.time, told.step, told.words)[index.column()]
            case Qt.ItemDataRole.DecorationRole if index.column() == WORDS:
                return icons.icon(told.icon, self._colour)
            case Qt.ItemDataRole.UserRole:
                return told.step
        return None

    def _detail(self, index: _Index, role: int) -> Any:
        if index.column() != WORDS:
            return None
        row = index.internalId() - 1 - self._first
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self._shown[row].details[index.row()]
            case Qt.ItemDataRole.FontRole:
                return self._mono
        return None

    def _wants(self, row: Told) -> bool:
        return not self._steps or row.step in self._steps

    def _make_room(self, surplus: int) -> None:
        gone = min(surplus, len(self._shown))
        if gone <= 0:
            return
        self.beginRemoveRows(QModelIndex(), 0, gone - 1)
        del self._shown[:gone]
        self._first += gone
        self.endRemoveRows()
