"""The rows behind the Run panel: the newest so many of a run, those of some Steps only where asked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor, QFont

from designer import icons
from designer.panels.listing import Index, Listing
from designer.panels.run_words import Told, has_details, is_told, step_of, tell
from engine.events import Record
from engine.flow import StepId
from engine.value import preview

ROW_LIMIT: Final = 10_000
TIME, STEP, FOLD, WORDS = range(4)
SHORT_TIME: Final = "00:00:00"
"""What a time looks like that is told to the second."""
_TITLES: Final = ("Time", "Step", "", "What happened")
_LINE: Final = 500
"""Characters of a row that are shown; few windows are wider."""
_TIP: Final = 4_000
_KEPT: Final = 1_000
"""Records that are kept in words."""


class _Line(NamedTuple):
    """One line of a record's details."""

    record: Record
    number: int


class RunRows(Listing):
    """What happened, one row each; below a failure that is open, the lines of its trace.

    A table and not a tree: a tree asks about every row again whenever one is added. A record is put into
    words only when its row is seen: of a hundred thousand printed lines most never are.
    """

    titles = _TITLES

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._all: list[Record] = []
        self._rows: list[Record | _Line] = []
        self._told: dict[int, tuple[Record, Told]] = {}
        """Those that were seen lately, by identity."""
        self._steps: frozenset[StepId] = frozenset()
        self._mono = QFont()
        self._colour = QColor()
        self._is_short = False

    def show_short(self, short: bool) -> None:
        """Tell times to the second where there is little room; the tooltip has them whole."""
        if short is not self._is_short:
            self._is_short = short
            if self._rows:
                self.dataChanged.emit(self.index(0, TIME), self.index(len(self._rows) - 1, TIME))

    def dress(self, mono: QFont, colour: QColor) -> None:
        """Take the font of traces and the colour of the marks."""
        self._mono, self._colour = mono, colour

    def step(self, row: int) -> StepId:
        """The Step that a row is about; empty where it is about the run."""
        return step_of(self._record(row))

    def clear(self) -> None:
        """Begin another run."""
        self.beginResetModel()
        self._all, self._rows = [], []
        self._told.clear()
        self.endResetModel()

    def add(self, records: Sequence[Record]) -> None:
        """Add a batch at the end."""
        batch = _newest_told(records)
        self._all = (self._all + batch)[-ROW_LIMIT:]
        wanted = [record for record in batch if self._wants(record)]
        if not wanted:
            return
        self._make_room(len(self._rows) + len(wanted) - ROW_LIMIT)
        end = len(self._rows)
        self.beginInsertRows(QModelIndex(), end, end + len(wanted) - 1)
        self._rows += wanted
        self.endInsertRows()

    def only(self, steps: frozenset[StepId]) -> None:
        """Show what concerns these Steps; with none of them, everything."""
        if steps == self._steps:
            return
        self.beginResetModel()
        self._steps = steps
        self._rows = [record for record in self._all if self._wants(record)]
        self.endResetModel()

    def is_open(self, row: int) -> bool:
        """Whether lines of details stand below a row, or it is one of them."""
        return any(isinstance(one, _Line) for one in self._rows[row : row + 2])

    def unfold(self, row: int, on: bool) -> int:
        """Open or close the details of the record in a row, if it has any; the row that it is in."""
        record, here = self._record(row), self._rows[row]
        row -= here.number + 1 if isinstance(here, _Line) else 0
        if on == self.is_open(row) or not has_details(record):
            return row
        lines = [_Line(record, number) for number in range(len(self._words(record).details))]
        first, last = row + 1, row + len(lines)
        if on:
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = lines
            self.endInsertRows()
        else:
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        self.dataChanged.emit(self.index(row, FOLD), self.index(row, FOLD))
        return row

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        told = self._words(self._record(index.row()))
        if isinstance(row, _Line):
            return self._detail(told.details[row.number], column, role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                time = told.time[: len(SHORT_TIME)] if self._is_short else told.time
                return (time, told.step, "", preview(told.words, _LINE))[column]
            case Qt.ItemDataRole.ToolTipRole:
                return (told.time if self._is_short else "", told.step, "", told.words[:_TIP])[
                    column
                ]
            case Qt.ItemDataRole.DecorationRole if column == WORDS:
                return icons.icon(told.icon, self._colour)
            case Qt.ItemDataRole.DecorationRole if column == FOLD and told.details:
                way = "chevron-down" if self.is_open(index.row()) else "chevron-right"
                return icons.icon(way, self._colour)
        return None

    def _detail(self, line: str, column: int, role: int) -> Any:
        if column != WORDS:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line[:_LINE]
            case Qt.ItemDataRole.ToolTipRole:
                return line[:_TIP]
            case Qt.ItemDataRole.FontRole:
                return self._mono
        return None

    def _record(self, row: int) -> Record:
        here = self._rows[row]
        return here.record if isinstance(here, _Line) else here

    def _words(self, record: Record) -> Told:
        kept = self._told.get(id(record))
        if kept is None:
            if len(self._told) > _KEPT:
                self._told.clear()
            kept = self._told[id(record)] = record, tell(record)
        return kept[1]

    def _wants(self, record: Record) -> bool:
        return not self._steps or step_of(record) in self._steps

    def _make_room(self, surplus: int) -> None:
        """Let the oldest rows go, each with the lines below it."""
        gone = max(0, min(surplus, len(self._rows)))
        while 0 < gone < len(self._rows) and isinstance(self._rows[gone], _Line):
            gone += 1
        if gone:
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
            del self._rows[:gone]
            self.endRemoveRows()


def _newest_told(records: Sequence[Record]) -> list[Record]:
    """As many of the newest records as there is room for, without those that say nothing."""
    told = islice(filter(is_told, reversed(records)), ROW_LIMIT)
    return list(told)[::-1]
