from __future__ import annotations

import json
import math
from collections import OrderedDict
from enum import IntEnum
from typing import NamedTuple

import pytest

from engine import events as e
from engine.codec.decoding import DEPTH, pack_record, pack_value, unpack_record, unpack_value
from engine.events import Record
from engine.flow import Name, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.testing import flow_of
from engine.value import Secret, Unkept, encode, is_whole

A = StepId("a")


def nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth - 1):
        value = [value]
    return value


def test_a_line_says_number_time_type_and_fields() -> None:
    line = pack_record(Record(3, 1.5, e.StepCompleted(A, 2)))
    assert json.loads(line) == [3, 1.5, "step_completed", {"step": "a", "tries": 2}]


def test_a_run_starts_with_the_plan_that_is_made_again() -> None:
    plan = make_plan(flow_of("a: n -> x"), given={Name("n"): 3})
    record = Record(1, 0.0, e.RunStarted(plan.flow, plan, plan.given))
    line = pack_record(record)
    assert json.loads(line)[3] == {"flow": "test"}
    assert unpack_record(line, plan) == record


@pytest.mark.parametrize("value", [math.nan, math.inf, 1 << 5000, {1: 2}, {1, 2}, object()])
def test_what_json_cannot_say_comes_back_as_a_note_of_it(value: object) -> None:
    found = unpack_value(pack_value([value]))[0]
    assert isinstance(found, Unkept)
    assert found.type == type(value).__name__
    assert encode(found) == {"$type": found.type, "preview": found.preview}
    assert not is_whole({"deep": [found]})


def test_a_secret_is_kept_by_reference_alone() -> None:
    packed = pack_value({"token": Secret("env:TOKEN")})
    assert packed == {"token": {"$secret": "env:TOKEN"}}
    assert unpack_value(packed) == {"token": Secret("env:TOKEN")}


def test_what_is_nested_too_deeply_is_not_kept() -> None:
    assert unpack_value(pack_value(nested(DEPTH))) == nested(DEPTH)
    assert not is_whole(unpack_value(pack_value(nested(DEPTH + 1))))


@pytest.mark.parametrize(
    "line", ['[1, 2.0, "step_st', "[]", "{}", "null", '[1, 2.0, "step_started"]', "\x00\x00"]
)
def test_what_is_no_record_is_refused(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json raises its own
        unpack_record(line, Plan())


def test_an_event_of_a_newer_version_is_named() -> None:
    with pytest.raises(ValueError, match="'step_teleported'"):
        unpack_record('[1, 2.0, "step_teleported", {}]', Plan())
    with pytest.raises(ValueError, match="a field of 'step_started' is missing"):
        unpack_record('[1, 2.0, "step_started", {}]', Plan())


def test_a_field_that_came_later_has_its_default() -> None:
    line = '[1, 2.0, "step_failed", {"step": "a", "tries": 1, "reason": "r", "message": "m"}]'
    assert unpack_record(line, Plan()).event == e.StepFailed(A, 1, "r", "m", "")


class Point(NamedTuple):
    a: int
    b: int


class Level(IntEnum):
    LOW = 1


class Text(str):
    pass


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Point(1, 2), "Point"),
        ((1, 2), "tuple"),
        (Level.LOW, "Level"),
        (Text("a"), "Text"),
        (OrderedDict(a=1), "OrderedDict"),
        ({1: 2}, "dict"),
    ],
)
def test_what_json_would_give_back_as_something_else_is_kept_as_a_note(
    value: object, kind: str
) -> None:
    packed = pack_value({"v": [value]})
    found = unpack_value(json.loads(json.dumps(packed)))
    assert not is_whole(found)
    assert found["v"][0].type == kind
    assert encode(found) == encode({"v": [value]})  # shown as it was while the run was on
    assert pack_value(found) == packed
    record = Record(1, 0.5, e.AttributeSet(Name("x"), StepId("a"), Name("x"), value))
    assert '"$type"' in pack_record(record)


def test_a_value_that_contains_itself_is_kept_as_a_note() -> None:
    own: list[object] = []
    own += [own, own]
    found = unpack_value(pack_value(own))
    assert found == Unkept("array", "nested too deeply to keep")
