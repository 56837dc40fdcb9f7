"""What travels along a wire, and the one word for "nothing was said" (which null is not).

A value is JSON, or any Python object while it stays inside the process. What leaves the process
(events, results) goes through `encode`, which always gives strict JSON.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal, TypeAlias, TypeVar, dataclass_transform

JSON: TypeAlias = Any
"""None, bool, int, float, str, list or dict of the same. Treated as immutable by everyone."""

Value: TypeAlias = Any
"""JSON, or a Python object that only this process can hold."""

PREVIEW_LENGTH: Final = 200
"""Characters kept of a value that has to be shown on one line."""

_MAX_BITS: Final = 1024
"""What other readers of JSON can hold, as a float; far above it Python refuses to write a number."""

ATOMS: Final = frozenset({str, int, float, bool, type(None)})
"""What nearly all values are made of, and nobody can change."""
_WRITTEN_BITS: Final = 12_000
"""The length of whole numbers that are shown by their digits."""

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True)
def fact(cls: type[_T]) -> type[_T]:
    """Make a class of values of which a run makes many: frozen for the type checker alone.

    What freezes a dataclass while the program runs makes each value three times as dear.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def named_fact(cls: type[_T]) -> type[_T]:
    """Make such a class whose values are made with the names of their fields."""
    return dataclass(slots=True, unsafe_hash=True, kw_only=True)(cls)


class Absent(Enum):
    """The type of `ABSENT`."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        """Short, since it stands in the repr of every port."""
        return "ABSENT"

    def __bool__(self) -> Literal[False]:
        """Nothing is falsy."""
        return False


ABSENT: Final = Absent.ABSENT
"""No value was given. Unlike None, which is the value null."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is only referred to (`env:TOKEN`): what it stands for is never shown or kept."""

    reference: str


@dataclass(frozen=True, slots=True)
class Unkept:
    """What is left in a recorded run of a value that could not be kept: its type, and how it looked.

    `json` is what JSON made of it, where it made something of it (a tuple's elements, as a list).
    """

    type: str
    preview: str
    json: JSON = field(default=ABSENT, kw_only=True, hash=False)


def is_whole(value: Value) -> bool:
    """Whether nothing in a value of a recorded run is `Unkept`."""
    match value:
        case Unkept():
            return False
        case list():
            return all(map(is_whole, value))
        case dict():
            return all(map(is_whole, value.values()))
        case _:
            return True


def same(one: object, other: object) -> bool:
    """Equal as JSON is: `1`, `1.0` and `true` differ, and so do two orders of the same keys."""
    return one is other or (one == other and repr(one) == repr(other))


def fresh(value: Value) -> Value:
    """The same JSON in lists and dicts of its own; other objects are shared.

    Another thread may be changing them meanwhile: of each list or dict it is as it was at one moment.
    Raises what the own code of one raises that cannot be read; a tuple is read, and left as it is.
    """
    match value:
        case list():
            return [item if type(item) in ATOMS else fresh(item) for item in [*value]]
        case dict():
            own = {**value}
            for key, item in own.items():
                if type(item) not in ATOMS:
                    own[key] = fresh(item)
            return own
        case tuple():
            for item in value:
                if type(item) not in ATOMS:
                    fresh(item)
            return value
        case _:
            return value


def type_name(value: Value) -> str:
    """What JSON calls the type of a value; the Python type's name where JSON has none."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list() | tuple():
            return "array"
        case dict():
            return "object"
        case _:
            return type(value).__name__


def preview(value: Value, length: int = PREVIEW_LENGTH) -> str:
    """One line of at most `length` characters that shows a value to a person. Never raises."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, Unkept):
        text = value.preview
    else:
        try:
            begun, _ = _beginning(value, length * 4)
            text = json.dumps(begun, ensure_ascii=False, allow_nan=False)
        except BaseException:  # noqa: BLE001 - whatever an object's own code raises
            text = shown(value)
    line = well_formed(" ".join(text[: length * 4].split()))
    is_whole = len(line) <= length and len(text) <= length * 4
    return line if is_whole else line[: length - 1] + "…"


def _beginning(value: Value, room: int) -> tuple[Value, int]:
    """As much of a value as writes at least `room` characters of JSON, and the room that is left.

    A list of a million is shown in a moment: what nobody would see of it is never written.
    """
    match value:
        case str():
            return value[: room + 1], room - len(value) - 2
        case list() | tuple():
            items = []
            for item in value:
                if room < 0:
                    break
                part, room = _beginning(item, room - 1)
                items.append(part)
            return items, room
        case dict() if type(value) is dict:
            parts = {}
            for key, item in value.items():
                if room < 0:
                    break
                parts[key], room = _beginning(item, room - len(str(key)) - 5)
            return parts, room
        case _:
            return value, room - 1


def encode(value: Value) -> JSON:
    """A value as strict JSON: as it is, or `{"$type": ..., "preview": ...}` where JSON cannot say it.

    Never raises, whatever an object's own code does.
    """
    try:
        return _encode(value)
    except RecursionError:
        return {"$type": type_name(value), "preview": "nested too deeply to show"}
    except BaseException as error:  # noqa: BLE001 - whatever an object's own code raises
        told = f"<{type(value).__name__} that cannot be read: {type(error).__name__}>"
        return {"$type": type(value).__name__, "preview": told}


def well_formed(text: str) -> str:
    """The text with every half of a character (a lone surrogate), which UTF-8 cannot say, as `?`."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _encode(value: Value) -> JSON:
    match value:
        case None | bool():
            return value
        case int() if value.bit_length() <= _MAX_BITS:
            return value
        case str() if well_formed(value) == value:
            return value
        case float() if math.isfinite(value):
            return value
        case list() | tuple():
            return [_encode(item) for item in value]
        case dict() if all(isinstance(key, str) for key in value):
            return {well_formed(key): _encode(item) for key, item in value.items()}
        case Secret():
            return {"$secret": value.reference}
        case Unkept(json=Absent.ABSENT):
            return {"$type": value.type, "preview": value.preview}
        case Unkept():
            return value.json
        case _:
            return {"$type": type(value).__name__, "preview": preview(shown(value))}


def shown(value: object) -> str:
    """What an object shows of itself. Never raises, whatever its own code does."""
    try:
        if type(value) is int and value.bit_length() > _WRITTEN_BITS:  # Python may refuse to
            return f"a whole number of some {int(value.bit_length() * math.log10(2)) + 1:,} digits"
        return repr(value)
    except BaseException as error:  # noqa: BLE001 - whatever an object's own repr raises
        return f"<{type(value).__name__} whose repr raised {type(error).__name__}>"
