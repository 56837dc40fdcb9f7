"""Records to the lines of a journal and back, losing nothing that JSON can say.

A line is `[seq, at, type, {field: value}]` in strict ASCII. It differs from the event stream, which is
for others to read, in what it must not lose: times are exact, an object of the user's that looks like
one of our notes (its first key begins with `$`) is wrapped in one, and every note is read back for what
it stands for. A Plan is never written: it is made again from what it was made of.

How a field is read follows from the event classes' own annotations, so a new event needs nothing here.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias, Union, get_args, get_origin, get_type_hints

from engine.events import EVENTS, TYPE_NAMES, Record, RunStarted
from engine.plan import Plan
from engine.value import JSON, Secret, Unkept, Value, encode, type_name

Pack: TypeAlias = Callable[[Value], JSON]
Unpack: TypeAlias = Callable[[JSON], Value]

DEPTH: Final = 200
"""Lists and objects inside each other, beyond which a value is not kept: reading must not overflow."""

_MAX_BITS: Final = 4096
"""The length of whole numbers that Python reads back, whatever limit it is given."""

_compact: Final = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class _Field(NamedTuple):
    """How one field of an event is written and read; None: as it is."""

    name: str
    pack: Callable[[Any, Pack], JSON] | None
    unpack: Callable[[Any, Unpack], Any] | None


def pack_value(value: Value, depth: int = DEPTH) -> JSON:
    """A value as strict JSON that `unpack_value` gives back: the same where JSON can say it."""
    match value:
        case None | bool() | str():
            return value
        case int() if value.bit_length() <= _MAX_BITS:
            return value
        case float() if math.isfinite(value):
            return value
        case list() | tuple() if depth:
            return [pack_value(item, depth - 1) for item in value]
        case dict() if depth and all(isinstance(key, str) for key in value):
            packed = {key: pack_value(item, depth - 1) for key, item in value.items()}
            return {"$json": packed} if next(iter(packed), "").startswith("$") else packed
        case Secret():
            return {"$secret": value.reference}
        case list() | tuple() | dict() if not depth:
            return {"$type": type_name(value), "preview": "nested too deeply to keep"}
        case _:
            return encode(value)


def unpack_value(packed: JSON, find: Unpack | None = None) -> Value:
    """The value that was packed; of what JSON could not say, an `Unkept`.

    `find` gives the value that a note (`{"$file": ...}`) leads to.

    Raises:
        ValueError: It holds a note that only a newer version knows.
    """
    if isinstance(packed, list):
        return [unpack_value(item, find) for item in packed]
    if not isinstance(packed, dict):
        return packed
    if not next(iter(packed), "").startswith("$"):
        return {key: unpack_value(item, find) for key, item in packed.items()}
    match packed:
        case {"$json": dict(inner)}:
            return {key: unpack_value(item, find) for key, item in inner.items()}
        case {"$secret": str(reference)}:
            return Secret(reference)
        case {"$type": str(name), "preview": str(text)}:
            return Unkept(name, text)
        case {"$file": _} if find is not None:
            return find(packed)
    raise ValueError(f"unknown note {next(iter(packed))!r}")


def pack_record(record: Record, pack: Pack = pack_value) -> str:
    """A record as one line, without its end. The Plan and the given values of a run are not in it."""
    event = record.event
    kind = TYPE_NAMES[type(event)]
    body = {
        name: getattr(event, name) if how is None else how(getattr(event, name), pack)
        for name, how, _ in _fields_of(kind)
    }
    return _compact([record.seq, record.at, kind, body])


def unpack_record(line: bytes | str, plan: Plan, unpack: Unpack = unpack_value) -> Record:
    """The record of a line of a journal; `plan` is the run's own, made again.

    Raises:
        ValueError: It is no line of a journal, or one of a newer version.
    """
    seq, at, name, body = parse_line(line)
    event = EVENTS.get(name)
    if event is None:
        raise ValueError(f"unknown event '{name}'")
    values = {
        field: body[field] if how is None else how(body[field], unpack)
        for field, _, how in _fields_of(name)
        if field in body
    }
    if event is RunStarted:
        values |= {"plan": plan, "given": plan.given}
    try:
        return Record(seq, at, event(**values))
    except TypeError as error:
        raise ValueError(f"a field of '{name}' is missing") from error


def parse_line(line: bytes | str) -> tuple[int, float, str, dict[str, JSON]]:
    """Number, time, type and fields of a line, not read any further.

    Raises:
        ValueError: It is no line of a journal: cut off, or damaged.
    """
    match json.loads(line):
        case [int(seq), (int() | float()) as at, str(name), dict(body)]:
            return seq, at, name, body
    raise ValueError("not a record")


@cache
def _fields_of(name: str) -> tuple[_Field, ...]:
    event = EVENTS[name]
    hints = get_type_hints(event)
    left_out = ("plan", "given") if event is RunStarted else ()
    return tuple(
        _Field(field.name, _packer(hints[field.name]), _unpacker(hints[field.name]))
        for field in fields(event)
        if field.name not in left_out
    )


def _packer(hint: Any) -> Callable[[Any, Pack], JSON] | None:
    """Values are packed; everything else that events hold is JSON, or a tuple of it, already."""
    if hint is Any:
        return lambda value, pack: pack(value)
    if _is_mapping_of_values(hint):
        return lambda values, pack: {name: pack(value) for name, value in values.items()}
    return None


def _unpacker(hint: Any) -> Callable[[Any, Unpack], Any] | None:
    if hint is Any:
        return lambda packed, unpack: unpack(packed)
    if _is_mapping_of_values(hint):
        return lambda packed, unpack: {name: unpack(value) for name, value in packed.items()}
    shape = _shape(hint)
    return None if shape is None else lambda packed, _: shape(packed)


def _is_mapping_of_values(hint: Any) -> bool:
    return get_origin(hint) in (dict, Mapping) and get_args(hint)[1] is Any


def _shape(hint: Any) -> Callable[[Any], Any] | None:
    """How a list of JSON becomes the tuple that it was; None for what JSON says as it is."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        shapes = [shape for part in arguments if (shape := _shape(part)) is not None]
        return None if not shapes else lambda packed: None if packed is None else shapes[0](packed)
    if origin is tuple:
        inner = _shape(arguments[0])
        return tuple if inner is None else lambda packed: tuple(map(inner, packed))
    if hasattr(hint, "_fields"):
        parts = [_shape(part) or _as_is for part in get_type_hints(hint).values()]
        return lambda packed: hint(*(part(one) for part, one in zip(parts, packed, strict=True)))
    return None


def _as_is(value: Any) -> Any:
    return value
