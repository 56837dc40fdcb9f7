"""Tables as CSV text: read into lists of objects with typed columns, and written from them.

An empty cell of a column that is not text is null, and null is written as an empty cell.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from engine.datatype import DataType, TypeName
from engine.errors import nearest
from engine.value import JSON, Value, preview, type_name

ColumnType: TypeAlias = Literal["string", "integer", "number", "boolean"]

_INTEGER: Final = re.compile(r"[+-]?\d{1,300}", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_BOOLEANS: Final = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class TableShape:
    """How a table is written: its columns' types, whether their names come first, what is between cells."""

    columns: Mapping[str, ColumnType]
    header: bool = True
    delimiter: str = ","


def read_table(text: str, shape: TableShape) -> list[dict[str, JSON]]:
    """The rows of a CSV text as objects; columns that the shape does not name are text.

    Raises:
        ValueError: The text is not such a table; the message names row and column.
    """
    rows = _rows(text, shape.delimiter)
    names = _names(rows, shape)
    table = []
    for number, (line, cells) in enumerate(rows, 1):
        place = f"row {number} (line {line})"
        if len(cells) != len(names):
            raise ValueError(f"{place} has {len(cells)} cells; expected {len(names)}")
        table.append(
            {
                name: _read_cell(cell, shape.columns.get(name, "string"), place, name)
                for name, cell in zip(names, cells, strict=True)
            }
        )
    return table


def table_text(table: Value, shape: TableShape, existing: str = "") -> str:
    """A list of objects as CSV text; `existing` is the text that it will be appended to.

    Columns stand in the order of the existing header, else of the shape, else as they first occur.

    Raises:
        ValueError: It is not a list of objects that fits; the message names row and column.
    """
    rows = _objects(table)
    found = next(_rows(existing, shape.delimiter), None) if shape.header else None
    names = _unique(found[1]) if found else list(shape.columns) or _all_keys(rows)
    written = io.StringIO()
    writer = csv.writer(written, delimiter=shape.delimiter, lineterminator="\n")
    if existing and not existing.endswith(("\n", "\r")):
        written.write("\n")
    if shape.header and found is None and names:
        writer.writerow(names)
    for number, row in enumerate(rows, 1):
        if unknown := next((key for key in row if key not in names), None):
            close = nearest(unknown, names)
            hint = f"; did you mean '{close}'?" if close else ""
            raise ValueError(f"row {number}: there is no column '{unknown}'{hint}")
        writer.writerow(
            [_written(row.get(name), shape.columns.get(name), number, name) for name in names]
        )
    return written.getvalue()


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with its last line's number from 1."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise ValueError(f"line {reader.line_num}: {error}") from None
        if cells is None:
            return
        if cells:
            yield reader.line_num, cells


def _names(rows: Iterator[tuple[int, list[str]]], shape: TableShape) -> Sequence[str]:
    if not shape.header:
        return list(shape.columns)
    _, names = next(rows, (0, list[str]()))
    _unique(names)
    if lacking := next((name for name in shape.columns if names and name not in names), None):
        close = nearest(lacking, names)
        hint = f"; did you mean '{close}'?" if close else ""
        raise ValueError(f"the first line has no column '{lacking}'{hint}")
    return names


def _unique(names: list[str]) -> list[str]:
    seen = set()
    for name in names:
        if name in seen:
            raise ValueError(f"the first line has two columns '{name}'")
        seen.add(name)
    return names


def _read_cell(text: str, type_: ColumnType, place: str, column: str) -> JSON:
    if type_ == "string":
        return text
    bare = text.strip()
    if not bare:
        return None
    value: JSON = None
    if type_ == "boolean":
        value = _BOOLEANS.get(bare.lower())
    elif type_ == "integer" and _INTEGER.fullmatch(bare):
        value = int(bare)
    elif type_ == "number" and _NUMBER.fullmatch(bare):
        value = int(bare) if _INTEGER.fullmatch(bare) else float(bare)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        shown = preview(text, 40)
        raise ValueError(f"{place}, column '{column}': expected {type_}, got '{shown}'")
    return value


def _objects(table: Value) -> Sequence[Mapping[str, Any]]:
    if not isinstance(table, (list, tuple)):
        raise ValueError(f"a table is a list of objects, and this is {type_name(table)}")  # noqa: TRY004 - a value's fault
    for number, row in enumerate(table, 1):
        if not isinstance(row, dict) or not all(isinstance(key, str) for key in row):
            raise ValueError(
                f"row {number} is {type_name(row)} {preview(row, 40)}; expected an object"
            )
    return table


def _all_keys(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for row in rows for key in row))


def _written(value: Value, type_: ColumnType | None, number: int, column: str) -> str:
    """A cell's text; the writer puts quotes around it where need be."""
    if value is None:
        return ""
    plain = isinstance(value, (str, bool, int)) or (
        isinstance(value, float) and math.isfinite(value)
    )
    wanted = DataType(name=TypeName(type_)) if type_ else DataType()
    complaint = wanted.complaint(value)
    if not plain or complaint:
        why = complaint or f"a cell cannot hold {type_name(value)} {preview(value, 40)}"
        raise ValueError(f"row {number}, column '{column}': {why}")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
