"""How large a value is and what shape it has, in words: rows and columns, items, characters, bytes.

Quick for whatever it is asked: of what is long only a sample is looked at, and then the size is "about"
so much. A table of pandas or pyarrow is known by what it says of itself; neither is ever imported here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from engine.value import Secret, Unkept, Value, preview

SAMPLE: Final = 400
"""Items of a long list or object that are looked at."""

_UNITS: Final = ("bytes", "kB", "MB", "GB", "TB")


class Size(NamedTuple):
    """How many bytes a value takes, as JSON or as it is; `exact` is False where that was estimated."""

    bytes: int
    exact: bool = True

    def __str__(self) -> str:
        """As people read it: `412 bytes`, `about 1.2 MB`."""
        number, unit = float(self.bytes), 0
        while number >= 999.5 and unit < len(_UNITS) - 1:
            number, unit = number / 1000, unit + 1
        shown = f"{self.bytes:,}" if not unit else f"{number:.3g}"
        word = "byte" if self.bytes == 1 else _UNITS[unit]
        return f"{shown} {word}" if self.exact else f"about {shown} {word}"


def sample(items: Sequence[Any], most: int = SAMPLE) -> list[Any]:
    """Up to so many items, evenly from all over a list."""
    if len(items) <= most:
        return list(items)
    step = len(items) / most
    return [items[int(at * step)] for at in range(most)]


def is_frame(value: Value) -> bool:
    """Whether a value is a table of pandas: it need not be installed to be told."""
    return _made_by(value, "pandas") and len(getattr(value, "shape", ())) == 2


def is_arrow(value: Value) -> bool:
    """Whether a value is a table of pyarrow."""
    return _made_by(value, "pyarrow") and hasattr(value, "column_names")


def grid(value: Value) -> tuple[int, int] | None:
    """Rows and columns, where a value is a table: of pandas, of pyarrow, a list of objects or of lists."""
    if is_frame(value):
        rows, columns = value.shape
        return int(rows), int(columns)
    if is_arrow(value):
        return int(value.num_rows), int(value.num_columns)
    if not isinstance(value, list) or not value:
        return None
    looked_at = sample(value)
    if all(isinstance(row, dict) for row in looked_at):
        keys = dict.fromkeys(key for row in looked_at for key in row)
        return (len(value), len(keys)) if keys else None
    if all(isinstance(row, list) for row in looked_at):
        width = max(map(len, looked_at))
        return (len(value), width) if width else None
    return None


def size_of(value: Value) -> Size:
    """How many bytes a value takes: a text in UTF-8, JSON as it is written, raw bytes as they are.

    Never raises, whatever an object's own code does: that is then taken for none.
    """
    try:
        return _size_of(value)
    except BaseException:  # noqa: BLE001 - whatever an object's own code raises
        return Size(0, exact=False)


def _size_of(value: Value) -> Size:
    match value:
        case Secret() | Unkept():
            return Size(0, exact=False)
        case str():
            return Size(_length(value))
        case bytes() | bytearray() | memoryview():
            return Size(memoryview(value).nbytes)
    for told in ("nbytes", "memory_usage"):
        if is_frame(value) or is_arrow(value):
            found = getattr(value, told, None)
            if isinstance(found, int):
                return Size(found)
            if callable(found):
                return Size(int(found().sum()))
    return _written(value)


def in_short(value: Value, length: int = 24) -> str:
    """What a value is, in a few characters: its extent where it has one, then how it begins.

    Never raises, whatever an object's own code does.
    """
    try:
        return _in_short(value, length)
    except BaseException:  # noqa: BLE001 - whatever an object's own code raises
        return preview(value, length)


def _in_short(value: Value, length: int) -> str:
    match value:
        case Secret():
            return "•••"
        case Unkept():
            return preview(value.preview, length)
        case str():
            return preview(value, length)
        case bytes() | bytearray() | memoryview():
            return str(size_of(value))
        case list() | dict() if not value:
            return preview(value)
    found = grid(value)
    if found is not None:
        return f"{found[0]:,} × {found[1]:,}"
    match value:
        case list():
            return f"[{len(value):,}] {preview(value, length)[1:]}"
        case dict():
            return f"{{{len(value):,}}} {', '.join(map(str, islice(value, 4)))}"
        case _:
            return preview(value, length)


def _made_by(value: Value, package: str) -> bool:
    return type(value).__module__.partition(".")[0] == package


def _length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _written(value: Value) -> Size:
    """The bytes of JSON, those of long lists and objects from a sample."""
    match value:
        case str():
            return Size(_length(value) + 2)
        case list() | tuple():
            return _of_many(value, sample(value), 0)
        case dict():
            some = list(islice(value.items(), SAMPLE))
            keys = sum(_length(str(key)) + 4 for key, _ in some)
            return _of_many(value, [item for _, item in some], keys)
        case _:
            try:
                return Size(len(json.dumps(value)))
            except Exception:  # noqa: BLE001 - no JSON, or its own code raises
                return Size(len(preview(value)), exact=False)


def _of_many(whole: Value, some: Iterable[Value], besides: int) -> Size:
    sizes = [_written(item) for item in some]
    if not sizes:
        return Size(2)
    total = sum(size.bytes for size in sizes) + besides + 2 * len(sizes)
    exact = len(sizes) == len(whole) and all(size.exact for size in sizes)
    return Size(total if exact else total * len(whole) // len(sizes), exact)
