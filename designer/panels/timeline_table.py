"""The timeline as a table: every number in words, for whoever does not see bars, and for exact reading."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QObject, Qt

from designer.panels.listing import Index, Listing
from designer.panels.timeline_rows import Row
from designer.panels.timeline_words import (
    NOT_PLANNED,
    length_words,
    slack_words,
    waits_of,
)
from designer.state_words import state_words
from designer.words import tr
from engine.timing import Course

STEP, STATE, START, TOOK, SLACK, SAVED, WAITED, WORKER = range(8)
TITLES: Final = ("Step", "State", "Began at", "Took", "Slack", "If cached", "Waited", "Worker")


class TimesTable(Listing):
    """A row for each Step, as the chart has them. A cell is worked out when it is looked at."""

    titles = TITLES

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with no run."""
        super().__init__(parent)
        self._rows: list[Row] = []
        self._course: Course | None = None

    def show_rows(self, rows: list[Row], course: Course | None) -> None:
        """Take the rows of a run, and what held it up where that is known."""
        if len(rows) == len(self._rows):
            self._rows, self._course = rows, course
            if rows:
                last = self.index(len(rows) - 1, WORKER)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._rows, self._course = rows, course
        self.endResetModel()

    def step(self, row: int) -> str:
        """The Step of a row."""
        return str(self._rows[row].step)

    def row_of(self, step: str) -> int:
        """The row of a Step; -1 where it has none."""
        return next((n for n, row in enumerate(self._rows) if row.step == step), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell says."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        return self._words(self._rows[index.row()], index.column())

    def _words(self, row: Row, column: int) -> str:
        bar, course = row.bar(), self._course
        match column:
            case 0:
                return str(row.step)
            case 1:
                tries = tr("{count} tries", count=bar.tries)
                return state_words(bar.status) + (f" · {tries}" if bar.tries > 1 else "")
            case 2:
                return NOT_PLANNED if bar.start is None else length_words(bar.start)
            case 3 if bar.start is not None and bar.end is not None:
                return length_words(bar.end - bar.start)
            case 4:
                return slack_words(course, row.step)
            case 6:
                return " · ".join(waits_of(bar)) or NOT_PLANNED
            case 7:
                return ", ".join(bar.workers) or NOT_PLANNED
            case 5 if course is not None and row.step in course.links:
                saved = course.saved(row.step)
                return f"−{length_words(saved)}" if saved else NOT_PLANNED
        return NOT_PLANNED
