"""Edits of a JSON value at a place in it: values in, values out. No Qt.

A place is the positions of the branches that lead to it, the first from the whole value; the empty place
is the value itself. Nothing is changed in place.
"""

from __future__ import annotations

from typing import TypeAlias

from designer.panels.typed import read_value, write_value
from engine.datatype import ANY
from engine.value import JSON

Place: TypeAlias = tuple[int, ...]

SORTS = ("text", "number", "true or false", "nothing", "list", "object")
"""What a value can be, as people say it."""


def is_branching(value: JSON) -> bool:
    """Whether it is a list or an object."""
    return isinstance(value, list | dict)


def branches(value: JSON) -> list[tuple[str, JSON]]:
    """What is directly within a value, each under its key or its number from 1."""
    match value:
        case dict():
            return list(value.items())
        case list():
            return [(str(number), item) for number, item in enumerate(value, 1)]
    return []


def at(value: JSON, place: Place) -> JSON:
    """What is at a place."""
    for position in place:
        value = branches(value)[position][1]
    return value


def put(value: JSON, place: Place, new: JSON) -> JSON:
    """The value with another one at a place."""
    if not place:
        return new
    first, rest = place[0], place[1:]
    pairs = branches(value)
    pairs[first] = pairs[first][0], put(pairs[first][1], rest, new)
    return _joined(value, pairs)


def add(value: JSON, place: Place) -> tuple[JSON, Place]:
    """The value with one more branch at the end of a list or object, and where that is."""
    within = at(value, place)
    pairs = branches(within)
    taken = {key for key, _ in pairs}
    number = 2
    key = "name"
    while key in taken:
        key, number = f"name_{number}", number + 1
    made = _joined(within, [*pairs, (key, "")])
    return put(value, place, made), (*place, len(pairs))


def remove(value: JSON, place: Place) -> JSON:
    """The value without what is at a place."""
    above = at(value, place[:-1])
    pairs = branches(above)
    del pairs[place[-1]]
    return put(value, place[:-1], _joined(above, pairs))


def move(value: JSON, place: Place, by: int) -> tuple[JSON, Place]:
    """The value with what is at a place put before or behind its neighbours, and where it is then."""
    above = at(value, place[:-1])
    pairs = branches(above)
    to = max(0, min(place[-1] + by, len(pairs) - 1))
    pairs.insert(to, pairs.pop(place[-1]))
    return put(value, place[:-1], _joined(above, pairs)), (*place[:-1], to)


def rename(value: JSON, place: Place, key: str) -> JSON:
    """The value with another key at a place.

    Raises:
        ValueError: The object has that key already; the message is a sentence.
    """
    above = at(value, place[:-1])
    pairs = branches(above)
    if any(old == key for number, (old, _) in enumerate(pairs) if number != place[-1]):
        raise ValueError(f"There is a '{key}' already. Give it a name of its own.")
    pairs[place[-1]] = key, pairs[place[-1]][1]
    return put(value, place[:-1], _joined(above, pairs))


def sort_of(value: JSON) -> str:
    """What a value is, one of `SORTS`."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case str():
            return "text"
    return "list" if isinstance(value, list) else "object"


def turned(value: JSON, sort: str) -> JSON:
    """A value made into one of another sort, with as much of it kept as can be."""
    match sort:
        case "nothing":
            return None
        case "true or false":
            return value in (True, "true", 1, "1", "yes")
        case "number":
            return _number(value)
        case "text":
            return "" if value is None or is_branching(value) else _plain(value)
        case "list":
            return [item for _, item in branches(value)] if is_branching(value) else _one(value)
    return dict(branches(value)) if isinstance(value, dict) else {
        f"name_{key}": item for key, item in branches(value)
    }  # fmt: skip


def read_cell(text: str, before: JSON) -> JSON:
    """The value that a text typed in place of another one stands for; a text stays a text."""
    return text if isinstance(before, str) and _is_text(text) else read_value(text, ANY)


def write_cell(value: JSON) -> str:
    """The text that stands for a value that is neither list nor object."""
    return write_value(value, ANY)


def _is_text(text: str) -> bool:
    return not text.strip() or read_value(text, ANY) == text


def _plain(value: JSON) -> str:
    return value if isinstance(value, str) else write_cell(value)


def _one(value: JSON) -> JSON:
    return [] if value in (None, "") else [value]


def _number(value: JSON) -> JSON:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        read = read_value(value, ANY)
        return read if isinstance(read, int | float) and not isinstance(read, bool) else 0
    return value if isinstance(value, int | float) else 0


def _joined(like: JSON, pairs: list[tuple[str, JSON]]) -> JSON:
    return dict(pairs) if isinstance(like, dict) else [item for _, item in pairs]
