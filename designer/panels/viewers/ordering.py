"""Which rows of a table are shown, and in which order: filtered and sorted a little at a time.

Qt-free. A filter is a text that any cell has in it, or `column: text`, `column = 3`, `column > 3`,
`column < 3`, several of them parted by commas or "and": all of them hold for a row that is shown.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from designer.panels.viewers.rows import Source, number

Test: TypeAlias = Callable[[Source, int], bool]

_RUN: Final = 4_000
"""Rows sorted in one go, more or less."""
_FIRST: Final = 50
"""Rows that tell whether a column holds numbers."""

_CONDITION: Final = re.compile(
    r"\s*(?P<column>[^:=<>]+?)\s*(?P<sign>[:=]|[<>]=?)\s*(?P<wanted>.*?)\s*"
)


class Order:
    """The rows to show: all of them in their own order, unless filtered or sorted."""

    def __init__(self, source: Source) -> None:
        """Take the table; what is shown at first is all of it."""
        self._source = source
        self.rows: Sequence[int] | None = None
        """The rows in order; None: all as they are."""

    def __len__(self) -> int:
        """How many rows are shown."""
        return len(self._source) if self.rows is None else len(self.rows)

    def __getitem__(self, at: int) -> int:
        """The row that is shown at a place."""
        return at if self.rows is None else self.rows[at]

    def work(self, text: str, column: int, *, falls: bool) -> Iterator[float]:
        """Work the rows out: those that pass the filter, by a column (-1: by none); yields how far it is."""
        chosen: Sequence[int] = range(len(self._source))
        filtered = bool(text.strip())
        if filtered:
            kept = array("q")
            yield from self._filter(tests(self._source, text), kept)
            chosen = kept
        if column >= 0:
            ordered = array("q")
            yield from self._sort(chosen, column, ordered)
            if falls:
                ordered.reverse()
            chosen = ordered
        self.rows = chosen if filtered or column >= 0 else None

    def _filter(self, wanted: list[Test], kept: array[int]) -> Iterator[float]:
        source, total = self._source, max(len(self._source), 1)
        for row in range(len(source)):
            if all(test(source, row) for test in wanted):
                kept.append(row)
            if row % 200 == 0:
                yield row / total / 2

    def _sort(self, chosen: Sequence[int], column: int, into: array[int]) -> Iterator[float]:
        """Numbers first, then texts, what is missing last; each kind by itself, since that is quick."""
        cell, total = self._source.cell, max(len(chosen), 1)
        numbers: list[tuple[float, int]] = []
        texts: list[tuple[str, int]] = []
        missing: list[int] = []
        for at, row in enumerate(chosen):
            value = cell(row, column)
            if value is None:
                missing.append(row)
            elif type(value) is int or type(value) is float or isinstance(value, bool):
                numbers.append((value, row))
            else:
                texts.append((str(value).casefold(), row))
            if at % 500 == 0:
                yield at / total / 2
        yield from _sorted(numbers, into)
        yield from _sorted(texts, into)
        into.extend(missing)


def _sorted(keyed: list[Any], into: array[int]) -> Iterator[float]:
    """Sort pairs of a key and a row: put into many small heaps by size first, each sorted in a moment."""
    bounds = sorted(keyed[:: max(1, len(keyed) // 4_000)])[
        :: max(1, 4_000 // (len(keyed) // _RUN + 1))
    ]
    heaps: list[list[Any]] = [[] for _ in range(len(bounds) + 1)]
    for at, pair in enumerate(keyed):
        heaps[bisect_left(bounds, pair)].append(pair)
        if at % 500 == 0:
            yield 0.5 + at / len(keyed) / 4
    for at, heap in enumerate(heaps):
        heap.sort()
        into.extend([row for _, row in heap])
        yield 0.75 + at / len(heaps) / 4


def tests(source: Source, text: str) -> list[Test]:
    """What a filter asks of a row."""
    return [_test(source, term) for term in _terms(source, text)]


def no_number(source: Source, text: str) -> str:
    """What a filter compares a column of numbers with though it is none; empty where nothing is amiss."""
    columns, first = [name.casefold() for name in source.columns], range(min(len(source), _FIRST))
    for found in filter(None, map(_CONDITION.fullmatch, _terms(source, text))):
        name, wanted = found["column"].casefold(), found["wanted"]
        if name not in columns or found["sign"][0] not in "<>" or not wanted:
            continue
        at = columns.index(name)
        is_numeric = any(number(source.cell(row, at)) is not None for row in first)
        if is_numeric and _as_number(wanted) is None:
            return str(wanted)
    return ""


def _terms(source: Source, text: str) -> list[str]:
    """The terms of a filter, parted by `and`, and by a comma before a space or before the next condition.

    Nothing is parted within quotes. What follows a comma and is no condition belongs to the value of the
    condition before it, where that is a text: `name = Smith, John` is one term.
    """
    names = "|".join(map(re.escape, source.columns))
    condition = rf"(?:{names})\s*[:=<>]"
    parting = re.compile(rf'"[^"]*"|(?P<by>\s+and\s+|,(?=\s|$|{condition}))', flags=re.IGNORECASE)
    terms, begin, by = list[str](), 0, ""
    for end, after, until in (
        *((it.start(), it.end(), it["by"]) for it in parting.finditer(text) if it["by"]),
        (len(text), len(text), ""),
    ):
        part, before = text[begin:end].strip(), terms[-1] if terms else ""
        is_more = by == "," and part and not re.match(condition, part, flags=re.IGNORECASE)
        if is_more and _takes_text(before):
            terms[-1] = f"{before}, {part}"
        elif part:
            terms.append(part)
        begin, by = after, until
    return terms


def _takes_text(term: str) -> bool:
    """Whether a term is a condition on a text that goes on as long as nothing else begins."""
    found = _CONDITION.fullmatch(term)
    if found is None or found["sign"] not in (":", "=") or found["wanted"].startswith('"'):
        return False
    return bool(found["wanted"]) and _as_number(found["wanted"]) is None


def _plain(text: str) -> str:
    """A text without the quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _test(source: Source, text: str) -> Test:
    found = _CONDITION.fullmatch(text)
    columns = [name.casefold() for name in source.columns]
    if found and found["column"].casefold() in columns:
        column = columns.index(found["column"].casefold())
        return _condition(column, found["sign"], _plain(found["wanted"]))
    wanted, width = _plain(text).casefold(), range(len(columns))
    return lambda s, row: any(wanted in str(s.cell(row, at)).casefold() for at in width)


def _condition(column: int, sign: str, text: str) -> Test:
    wanted, bound = text.casefold(), _as_number(text)

    def holds(source: Source, row: int) -> bool:
        value = source.cell(row, column)
        if sign == ":":
            return wanted in str(value).casefold()
        if bound is not None and value is None:
            return False
        figure = number(value)
        if bound is None and figure is not None and sign != "=":
            return not wanted  # nothing is asked yet; a number is not compared with a word
        if bound is None or figure is None:
            told = str(value).casefold()
            return told == wanted if sign == "=" else bool(_COMPARED[sign](told, wanted))
        return bool(_COMPARED[sign](figure, bound))

    return holds


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


_COMPARED: Final[dict[str, Callable[..., bool]]] = {
    "=": lambda one, other: one == other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}
