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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias, Union, get_args, get_origin, get_type_hints

from engine.codec.lines import compact, quick_line
from engine.events import EVENTS, SELDOM, TYPE_NAMES, Event, Inner, Plain, Record, RunStarted
from engine.flow import Name
from engine.plan import Origin, Plan
from engine.planner import make_plan
from engine.value import ABSENT, JSON, Secret, Unkept, Value, encode, preview, type_name

_INNER: Final = "inner"
"""The type of lines about runs inside Steps; no event of the stream has that name."""

Pack: TypeAlias = Callable[[Value], JSON]
Unpack: TypeAlias = Callable[[JSON], Value]

DEPTH: Final = 200
"""Lists and objects inside each other, beyond which a value is not kept: reading must not overflow."""

_MAX_BITS: Final = 4096
"""The length of whole numbers that Python reads back, whatever limit it is given."""


class _Field(NamedTuple):
    """How one field of an event is written and read; None: as it is."""

    name: str
    pack: Callable[[Any, Pack], JSON] | None
    unpack: Callable[[Any, Unpack], Any] | None
    json: tuple[type, ...]  # what it may be in a line


def pack_value(value: Value) -> JSON:
    """A value as strict JSON that `unpack_value` gives back: the same where JSON can say it.

    What JSON would give back as something else (a tuple, a member of an Enum, a subclass of `str`) is a
    note with what JSON makes of it; so is, as a whole, what is nested deeper than `DEPTH`.
    """
    try:
        return _pack(value, DEPTH)
    except _TooDeep:
        return {"$type": type_name(value), "preview": "nested too deeply to keep"}


class _TooDeep(Exception):
    """A value is nested deeper than `DEPTH`, or it contains itself."""


def _pack(value: Value, depth: int) -> JSON:
    kind = type(value)
    if value is None or kind is str or kind is bool:
        return value
    if kind is list:
        if not depth:
            raise _TooDeep
        return [_pack(item, depth - 1) for item in value]
    if kind is dict and all(type(key) is str for key in value):
        if not depth:
            raise _TooDeep
        packed = {key: _pack(item, depth - 1) for key, item in value.items()}
        return {"$json": packed} if next(iter(packed), "").startswith("$") else packed
    if kind is int and value.bit_length() <= _MAX_BITS:
        return value
    if kind is float and math.isfinite(value):
        return value
    if kind is Secret:
        return {"$secret": value.reference}
    return _note(value)


def _note(value: Value) -> dict[str, JSON]:
    """A value that JSON cannot say: what it was, how it looked, and what JSON makes of it, if anything."""
    shown = encode(value)
    if isinstance(value, Unkept):
        is_note, kind, look = value.json is ABSENT, value.type, value.preview
    else:
        kind, look = type(value).__name__, preview(value)
        is_note = isinstance(shown, dict) and shown.get("$type") == kind
    return shown if is_note else {"$type": kind, "preview": look, "json": shown}


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
            return Unkept(name, text, json=packed.get("json", ABSENT))
        case {"$file": _} if find is not None:
            return find(packed)
    raise ValueError(f"unknown note {next(iter(packed))!r}")


def pack_record(record: Record, pack: Pack = pack_value) -> str:
    """A record as one line, without its end. The Plan and the given values of a run are not in it."""
    if (line := quick_line(record, pack)) is not None:
        return line
    event = record.event
    if isinstance(event, Inner):
        return compact([record.seq, record.at, _INNER, _pack_inner(event, pack)])
    kind = TYPE_NAMES[type(event)]
    return compact([record.seq, record.at, kind, _pack_fields(event, kind, pack)])


def unpack_record(line: bytes | str, plan: Plan, unpack: Unpack = unpack_value) -> Record:
    """The record of a line of a journal; `plan` is the run's own, made again.

    Raises:
        ValueError: It is no line of a journal, or one of a newer version.
    """
    seq, at, name, body = parse_line(line)
    if name == _INNER:
        return Record(seq, at, _unpack_inner(body, plan.origin, unpack))
    return Record(seq, at, _unpack_fields(name, body, plan, unpack))


def _pack_fields(event: Plain, kind: str, pack: Pack) -> dict[str, JSON]:
    return {
        name: getattr(event, name) if how is None else how(getattr(event, name), pack)
        for name, how, _, _ in _fields_of(kind)
        if name not in SELDOM or getattr(event, name) is not None
    }


def _unpack_fields(name: str, body: Mapping[str, JSON], plan: Plan, unpack: Unpack) -> Plain:
    event = EVENTS.get(name)
    if event is None:
        raise ValueError(f"unknown event '{name}'")
    values = {}
    for field, _, how, kinds in _fields_of(name):
        if field in body:
            if not isinstance(body[field], kinds):
                raise ValueError(f"'{field}' of '{name}' is {type_name(body[field])}")
            values[field] = body[field] if how is None else how(body[field], unpack)
    if event is RunStarted:
        values |= {"plan": plan, "given": plan.given}
    try:
        made: Plain = event(**values)
    except TypeError as error:
        raise ValueError(f"a field of '{name}' is missing") from error
    return made


def _pack_inner(inner: Inner, pack: Pack) -> dict[str, JSON]:
    """An event of a run inside a Step, flat however deep that is; its Plan by what it is made of."""
    event = inner.innermost
    kind = TYPE_NAMES[type(event)]
    body: dict[str, JSON] = {"way": inner.way, "type": kind, **_pack_fields(event, kind, pack)}
    if isinstance(event, RunStarted):
        plan = event.plan
        given = {name: pack(value) for name, value in event.given.items()}
        made_of = {"path": plan.origin.path, "goals": plan.goals, "given": given}
        body |= made_of | {"steps": [*plan.steps]}
    return body


def _unpack_inner(body: Mapping[str, JSON], origin: Origin, unpack: Unpack) -> Inner:
    match body:
        case {"way": [*way], "type": str(kind), **fields} if way:
            plan = _plan_again(fields, origin, unpack) if EVENTS.get(kind) is RunStarted else Plan()
            event: Event = _unpack_fields(kind, fields, plan, unpack)
            for step, item in reversed(way):
                event = Inner(step, item, event)
            assert isinstance(event, Inner), "there is a way"
            return event
    raise ValueError("not an event of a run inside a step")


def _plan_again(fields: Mapping[str, JSON], origin: Origin, unpack: Unpack) -> Plan:
    """The Plan of a run inside a Step, made again from the child flows of the outermost one.

    Its Steps are those that it had, though a value that decided about them was not kept.
    """
    match fields:
        case {"path": str(path), "goals": [*goals], "given": dict(given), "steps": [*steps]}:
            flow = origin.flow if path == origin.path else origin.flows.get(path)
            if flow is None:
                raise ValueError(f"the flow '{path}' is not among those of the run")
            folder = origin.folder if path == origin.path else Path(path).parent
            values = {Name(name): unpack(value) for name, value in given.items()}
            plan = make_plan(flow, goals, values, folder=folder, flows=origin.flows, path=path)
            if [*plan.steps] == steps:
                return plan
            return replace(plan, steps={s: flow.steps[s] for s in steps}, feeds={})
    raise ValueError("not the start of a run inside a step")


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
        _Field(field.name, _packer(hint), _unpacker(hint), tuple(_kinds(hint)))
        for field in fields(event)
        if field.name not in left_out
        for hint in [hints[field.name]]
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


def _kinds(hint: Any) -> Iterator[type]:
    """What a field of such a type is in JSON; where that is not clear, anything."""
    origin = get_origin(hint)
    if origin in (types.UnionType, Union):
        for part in get_args(hint):
            yield from _kinds(part)
    elif origin is tuple or hasattr(hint, "_fields"):
        yield list
    elif origin in (dict, Mapping):
        yield dict
    elif hint is float:
        yield from (int, float)
    else:
        plain = getattr(hint, "__supertype__", hint)
        yield plain if plain in (str, int, bool, types.NoneType) else object


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
