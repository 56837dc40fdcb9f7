"""The lines of a journal, written quickly: a run writes some for each Step, and nothing is written as often.

Four events are nearly all of a run. Their lines are put together here by hand, from what the general way
(`engine.codec.decoding`) would write; a law holds one to the other.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any, Final

from pydantic_core import PydanticSerializationError, to_json

from engine import events as e
from engine.value import JSON, Value

_Pack = Callable[[Value], JSON]

_careful: Final = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode

_quoted: Final[Callable[[str], str]] = encode_basestring_ascii

_SHORT: Final = 1_000
"""Characters of a text that is written at once: none of these is a value to keep in a file."""

_LARGEST: Final = 1 << 60


def compact(value: JSON) -> str:
    """JSON in ASCII; by the quick way, where that writes nothing that is no ASCII, or no JSON."""
    try:
        quick = to_json(value)
    except PydanticSerializationError:  # half a character
        return _careful(value)
    is_sure = quick.isascii() and b"NaN" not in quick and b"Infinity" not in quick
    return quick.decode() if is_sure else _careful(value)


def quick_line(record: e.Record, pack: _Pack) -> str | None:
    """The line of a record of one of the events that come all the time; None of any other."""
    seq, at, event = record
    fields = _FIELDS.get(type(event))
    if fields is None or type(at) is not float:
        return None
    return f"[{seq},{at!r},{fields(event, pack)}]"


def _value(value: Value, pack: _Pack) -> str:
    kind = type(value)
    if kind is int and -_LARGEST < value < _LARGEST:
        return repr(value)
    if kind is str and len(value) < _SHORT:
        return _quoted(value)
    if kind is float and math.isfinite(value):
        return repr(value)
    return compact(pack(value))


@lru_cache(maxsize=256)
def _source(source: e.Source) -> str:
    return compact(list(source))


def _input_settled(event: e.InputSettled, pack: _Pack) -> str:
    step, name, source = _quoted(event.step), _quoted(event.input), _source(event.source)
    value = _value(event.value, pack)
    return (
        f'"input_settled",{{"step":{step},"input":{name},"source":{source},"value":{value}}}'
    )  # fmt: skip


def _attribute_set(event: e.AttributeSet, pack: _Pack) -> str:
    attribute, step = _quoted(event.attribute), _quoted(event.step)
    output, value = _quoted(event.output), _value(event.value, pack)
    return (
        f'"attribute_set",{{"attribute":{attribute},"step":{step},'
        f'"output":{output},"value":{value}}}'
    )


def _step_started(event: e.StepStarted, _: _Pack) -> str:
    items = "null" if event.items is None else repr(event.items)
    return f'"step_started",{{"step":{_quoted(event.step)},"items":{items}}}'


def _step_completed(event: e.StepCompleted, _: _Pack) -> str:
    is_plain = event.worker is None and event.waited is None and event.took is None
    more = "" if is_plain else _seldom(event)
    return f'"step_completed",{{"step":{_quoted(event.step)},"tries":{event.tries!r}{more}}}'


def _seldom(event: e.StepCompleted) -> str:
    """What is said of work that was done elsewhere, or before the run was cut off."""
    told = {"worker": event.worker, "waited": event.waited, "took": event.took}
    found = compact({name: value for name, value in told.items() if value is not None})
    return f",{found[1:-1]}"


_FIELDS: Final[Mapping[type, Callable[[Any, _Pack], str]]] = {
    e.InputSettled: _input_settled,
    e.AttributeSet: _attribute_set,
    e.StepStarted: _step_started,
    e.StepCompleted: _step_completed,
}
