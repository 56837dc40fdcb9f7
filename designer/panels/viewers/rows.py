"""What a table is read from: lists of objects or of lists, columns, CSV, frames of pandas and pyarrow.

Qt-free. A source gives one cell at a time and holds nothing of its own but what it has to; neither pandas
nor pyarrow is imported: a value that they have made brings them along.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from designer.panels.viewers.viewing import Shown
from engine.extent import is_arrow, is_frame, sample
from engine.value import Value

MOST_COLUMNS: Final = 500
"""Columns of a table that are shown."""

_DELIMITERS: Final = ",;\t|"


class Source(Protocol):
    """Rows and columns. `columns` and the number of rows may still grow while `read` goes on."""

    columns: list[str]

    def __len__(self) -> int:
        """How many rows there are so far."""
        ...

    def cell(self, row: int, column: int) -> Value:
        """The value of a cell; None where there is none."""
        ...

    def read(self) -> Iterator[float]:
        """Read what has not been read yet, a little at a time; yields how far it is, from 0 to 1."""
        ...


class Held:
    """A source all of which is there."""

    columns: list[str]

    def read(self) -> Iterator[float]:
        """Nothing is left to be read."""
        return iter(())


class Objects(Held):
    """A list of objects: their keys are the columns, those of a sample of them."""

    def __init__(self, rows: Sequence[Mapping[str, Value]]) -> None:
        """Take the rows."""
        self._rows = rows
        keys = dict.fromkeys(key for row in sample(rows, 2_000) for key in row)
        self._keys = list(keys)[:MOST_COLUMNS]
        self.columns = [str(key) for key in self._keys]

    def __len__(self) -> int:
        """How many rows."""
        return len(self._rows)

    def cell(self, row: int, column: int) -> Value:
        """The value under a key."""
        here = self._rows[row]
        return here.get(self._keys[column]) if isinstance(here, dict) else None


class Lists(Held):
    """A list of lists, or of plain values in one column; `head` are the titles, where they are known."""

    def __init__(self, rows: Sequence[Value], head: Sequence[str] | None = None) -> None:
        """Take the rows."""
        self._rows = rows
        some = sample(rows, 2_000)
        self._plain = not any(isinstance(row, list | tuple) for row in some)
        width = (
            1
            if self._plain
            else max((len(row) for row in some if isinstance(row, list)), default=0)
        )
        titles = list(head or (["value"] if self._plain else []))
        self.columns = [*titles, *(str(at + 1) for at in range(len(titles), width))][:MOST_COLUMNS]

    def __len__(self) -> int:
        """How many rows."""
        return len(self._rows)

    def cell(self, row: int, column: int) -> Value:
        """The value at a place."""
        here = self._rows[row]
        if self._plain:
            return here
        return here[column] if isinstance(here, list | tuple) and column < len(here) else None


class Columns(Held):
    """An object whose values are lists of one length: each is a column."""

    def __init__(self, columns: Mapping[str, Sequence[Value]]) -> None:
        """Take the columns."""
        self._lists = list(columns.values())[:MOST_COLUMNS]
        self.columns = [str(key) for key in columns][:MOST_COLUMNS]

    def __len__(self) -> int:
        """How many rows."""
        return len(self._lists[0])

    def cell(self, row: int, column: int) -> Value:
        """The value at a place."""
        return self._lists[column][row]


class Frame(Held):
    """A frame of pandas."""

    def __init__(self, frame: Any) -> None:
        """Take the frame."""
        self._frame = frame
        self.columns = [str(name) for name in frame.columns[:MOST_COLUMNS]]

    def __len__(self) -> int:
        """How many rows."""
        return int(self._frame.shape[0])

    def cell(self, row: int, column: int) -> Value:
        """The value at a place, as Python has it."""
        return _plain(self._frame.iat[row, column])


class Arrow(Held):
    """A table of pyarrow."""

    def __init__(self, table: Any) -> None:
        """Take the table."""
        self._table = table
        self.columns = [str(name) for name in table.column_names[:MOST_COLUMNS]]

    def __len__(self) -> int:
        """How many rows."""
        return int(self._table.num_rows)

    def cell(self, row: int, column: int) -> Value:
        """The value at a place, as Python has it."""
        return self._table.column(column)[row].as_py()


class Csv:
    """Text as it comes out of a spreadsheet, read line by line; the first line is the head."""

    def __init__(self, text: str) -> None:
        """Take the text."""
        self._length = max(len(text), 1)
        self._file = io.StringIO(text, newline="")
        begins = text[:8_192]
        self._lines = csv.reader(self._file, delimiter=delimiter_of(begins) or ",")
        self.columns = next(self._lines, [])[:MOST_COLUMNS]
        self._rows: list[list[str]] = list(itertools.islice(self._lines, 500))

    def __len__(self) -> int:
        """How many rows have been read."""
        return len(self._rows)

    def cell(self, row: int, column: int) -> Value:
        """The number or the text at a place."""
        here = self._rows[row]
        return _number(here[column]) if column < len(here) else None

    def read(self) -> Iterator[float]:
        """Read on."""
        while some := list(itertools.islice(self._lines, 2_000)):
            self._rows += some
            yield self._file.tell() / self._length


def source_of(shown: Shown) -> Source | None:
    """What to read a value's table from; None where it is none."""
    value = shown.value
    if is_frame(value):
        return Frame(value)
    if is_arrow(value):
        return Arrow(value)
    if isinstance(value, list) and value:
        objects = all(isinstance(row, dict) for row in sample(value))
        return Objects(value) if objects else Lists(value)
    if isinstance(value, dict) and is_columns(value):
        return Columns(value)
    if isinstance(value, str):
        text = _text(shown.file) if shown.file is not None else value
        return Csv(text) if delimiter_of(text[:8_192]) is not None else None
    return None


def is_columns(value: Mapping[str, Value]) -> bool:
    """Whether an object is a table by columns: lists of one length, of plain values, not empty."""
    lists = list(value.values())[:MOST_COLUMNS]
    if not lists or not all(isinstance(one, list) and one for one in lists):
        return False
    if len({len(one) for one in lists}) != 1 or len(lists) < 2:
        return False
    return not any(isinstance(cell, list | dict) for one in lists for cell in one[:3])


def delimiter_of(begins: str) -> str | None:
    """What parts the cells of a text, where its first lines all have as many of it; None: it is no CSV."""
    lines = [line for line in begins.splitlines()[:12] if line.strip()]
    if len(begins) == 8_192 and len(lines) > 2:
        lines = lines[:-1]  # it may be cut off
    if len(lines) < 2:
        return None
    for delimiter in _DELIMITERS:
        try:
            counts = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        except csv.Error:
            continue
        is_prose = delimiter == "," and all(", " in line and ",," not in line for line in lines)
        if len(counts) == 1 and counts.pop() > 1 and not is_prose:
            return delimiter
    return None


def number(value: Value) -> float | None:
    """A value as a number, for plots and for comparing; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _number(text: str) -> Value:
    """A cell of CSV: the number that it writes, else the text."""
    try:
        return int(text)
    except ValueError:
        try:
            return float(text) if text.strip()[:1] in "+-.0123456789" else text
        except ValueError:
            return text


def _plain(value: Any) -> Value:
    """A number of numpy as Python has it."""
    item = getattr(value, "item", None)
    return item() if callable(item) and type(value).__module__ == "numpy" else value


def _text(file: Path) -> str:
    if file.suffix.lower() not in (".csv", ".tsv", ".txt"):
        return ""
    try:
        return file.read_text("utf-8-sig", "replace")
    except OSError:
        return ""
