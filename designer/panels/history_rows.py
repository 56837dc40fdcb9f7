"""The rows behind the History panel: kept runs, what each was for, how it ended. Values in, words out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from designer import icons
from designer.panels.listing import Index, Listing
from designer.words import tr
from engine.clock import lasting
from engine.flow import Name
from engine.value import Value, encode, preview

STATUS, STARTED, GOAL, TOOK, INPUTS, FLOW = range(6)
_TITLES: Final = ("Status", "Started", "Goal", "Took", "Inputs", "Flow")
_ICONS: Final = {
    "completed": ("circle-check", "ok"),
    "failed": ("circle-x", "failed"),
    "cancelled": ("square", "off"),
    "running": ("play", "running"),
    "interrupted": ("triangle-alert", "attention"),
}
_VALUE: Final = 40


class RunRow(NamedTuple):
    """A run as it is listed: when it began, in seconds since 1970, and how long it took, in seconds."""

    run: str
    status: str
    started: float
    took: float | None
    flow: str
    file: str


class Purpose(NamedTuple):
    """What a run was started for and with."""

    goals: Sequence[str] = ()
    given: Mapping[Name, Value] = {}


class HistoryRows(Listing):
    """Runs, those that fit the words that are searched for. What one was for is asked when it is seen."""

    titles = _TITLES

    def __init__(
        self, purposes: Callable[[Sequence[str]], Mapping[str, Purpose]], parent: QObject
    ) -> None:
        """Take whom to ask what some runs were for."""
        super().__init__(parent)
        self._ask = purposes
        self._all: list[RunRow] = []
        self._rows: list[RunRow] = []
        self._known: dict[str, Purpose] = {}
        self._words: tuple[str, ...] = ()
        self._file: str | None = None
        self._colours: Mapping[str, QColor] = {}

    def dress(self, colours: Mapping[str, QColor]) -> None:
        """Take the colours of states."""
        self._colours = colours

    def show_runs(self, runs: Sequence[RunRow]) -> None:
        """List these, the newest first."""
        if list(runs) != self._all:
            self._all = list(runs)
            self._filter()

    def only(self, text: str, file: str | None) -> None:
        """List those in which all these words stand; with a file, only its own."""
        words = tuple(text.casefold().split())
        if (words, file) != (self._words, self._file):
            self._words, self._file = words, file
            self._filter()

    def run(self, row: int) -> RunRow:
        """The run in a row."""
        return self._rows[row]

    def row_of(self, run: str) -> int:
        """The row of a run; -1 where it is not listed."""
        return next((n for n, row in enumerate(self._rows) if row.run == run), -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._cell(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return row.run if column == STATUS else self._cell(row, column)
            case Qt.ItemDataRole.DecorationRole if column == STATUS:
                icon, tone = _ICONS.get(row.status, ("circle-question-mark", "text"))
                return icons.icon(icon, self._colours.get(tone, QColor()))
        return None

    def _cell(self, row: RunRow, column: int) -> str:
        match column:
            case 0:
                return status_words(row.status)
            case 1:
                return moment_words(row.started)
            case 2:
                return ", ".join(self._purpose(row).goals)
            case 3:
                return "" if row.took is None else lasting(row.took)
            case 4:
                given = self._purpose(row).given.items()
                return ", ".join(f"{n} = {preview(encode(v), _VALUE)}" for n, v in given)
        return row.flow or row.file

    def _purpose(self, row: RunRow) -> Purpose:
        if row.run not in self._known:
            here = self._rows.index(row)
            near = [one.run for one in self._rows[here : here + 50] if one.run not in self._known]
            self._known |= self._ask(near)
        return self._known.get(row.run, Purpose())

    def _filter(self) -> None:
        self.beginResetModel()
        rows = [row for row in self._all if self._file in (None, row.file)]
        if self._words:
            unknown = [row.run for row in rows if row.run not in self._known]
            self._known |= self._ask(unknown) if unknown else {}
        self._rows = [row for row in rows if self._fits(row)]
        self.endResetModel()

    def _fits(self, row: RunRow) -> bool:
        if not self._words:
            return True
        about = self._known.get(row.run, Purpose())
        given = (f"{n} {preview(encode(v), 200)}" for n, v in about.given.items())
        parts = (row.run, row.status, status_words(row.status), row.flow, row.file)
        text = " ".join((*parts, moment_words(row.started), *about.goals, *given)).casefold()
        return all(word in text for word in self._words)


def status_words(status: str) -> str:
    """How a run ended, as people call it."""
    words = {
        "completed": tr("completed"),
        "failed": tr("failed"),
        "cancelled": tr("stopped"),
        "running": tr("running"),
        "interrupted": tr("interrupted"),
    }
    return words.get(status, status)


def moment_words(at: float) -> str:
    """A time in seconds since 1970, as people here write it; with the day where that is not today."""
    moment = datetime.fromtimestamp(at).astimezone()
    is_today = moment.date() == datetime.now().astimezone().date()
    return moment.strftime("%H:%M:%S" if is_today else "%Y-%m-%d %H:%M:%S")
