"""How large a value is and what shape it has, in the user's words. What it comes to is `engine.extent`'s."""

from __future__ import annotations

from typing import Final

from designer.words import tr
from engine.extent import Size, grid, size_of
from engine.value import Value

_COUNTED: Final = {
    "row": ("{count} row", "{count} rows"),
    "column": ("{count} column", "{count} columns"),
    "item": ("{count} item", "{count} items"),
    "key": ("{count} key", "{count} keys"),
    "character": ("{count} character", "{count} characters"),
    "byte": ("{count} byte", "{count} bytes"),
}


def extent(value: Value) -> str:
    """The shape of a value: `1,200 rows × 4 columns`, `3 keys`; empty where it has none."""
    found = grid(value)
    if found is not None:
        return f"{_counted(found[0], 'row')} × {_counted(found[1], 'column')}"
    match value:
        case str():
            return _counted(len(value), "character")
        case list() | tuple():
            return _counted(len(value), "item")
        case dict():
            return _counted(len(value), "key")
        case _:
            return ""


def bytes_in_words(value: Value) -> str:
    """How much room a value takes: `412 bytes`, `about 1.2 MB`."""
    return size_in_words(size_of(value))


def size_in_words(size: Size) -> str:
    """A size as people read it."""
    shown = _counted(size.bytes, "byte") if size.bytes < 1_000 else str(Size(size.bytes))
    return shown if size.exact else tr("about {size}", size=shown)


def _counted(count: int, noun: str) -> str:
    one, many = _COUNTED[noun]
    return tr(one if count == 1 else many, count=f"{count:,}")
