from __future__ import annotations

import json
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.codec.decoding import pack_record, pack_value, unpack_record, unpack_value
from engine.events import (
    EVENTS,
    OUTERMOST,
    AttributeSet,
    Inner,
    InputSettled,
    Record,
    RunStarted,
    StepCompleted,
    StepStarted,
)
from engine.flow import Input, Name, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.testing import flow_of, step_of
from engine.value import Secret, Unkept, same

TEXTS = st.one_of(st.text(max_size=8), st.sampled_from(["$file", "$json", "$secret", "$type"]))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
JSONS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)
VALUES = st.one_of(JSONS, st.builds(Secret, TEXTS), st.lists(st.builds(Secret, TEXTS), max_size=2))
GIVEN = st.dictionaries(st.sampled_from([Name("a"), Name("b")]), VALUES)

law = settings(max_examples=200, deadline=None, derandomize=True)


def of_type(hint: Any) -> st.SearchStrategy[Any]:
    hint = getattr(hint, "__supertype__", hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any:
        return VALUES
    if hint is Plan:
        return st.builds(Plan, flow=TEXTS, given=GIVEN)
    if hint is str:
        return TEXTS
    if hint is float:
        return NUMBERS
    if origin in (types.UnionType, Union):
        return st.one_of(*map(of_type, arguments))
    if origin is tuple:
        return st.lists(of_type(arguments[0]), max_size=3).map(tuple)
    if origin in (dict, Mapping):
        return st.dictionaries(TEXTS, of_type(arguments[1]), max_size=2)
    if hasattr(hint, "_fields"):
        return st.builds(hint, *map(of_type, get_type_hints(hint).values()))
    return st.from_type(hint)


def events(event: type) -> st.SearchStrategy[Any]:
    fields = {name: of_type(hint) for name, hint in get_type_hints(event).items()}
    if "plan" in fields:  # a run is given what its Plan says
        fields |= {"given": st.none()}
        return st.builds(event, **fields).map(lambda e: event(e.flow, e.plan, e.plan.given))
    return st.builds(event, **fields)


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
@settings(law, max_examples=40)
@given(data=st.data())
def test_a_record_is_read_back_as_it_was(event: type, data: st.DataObject) -> None:
    record = Record(data.draw(st.integers(1)), data.draw(NUMBERS), data.draw(events(event)))
    line = pack_record(record)
    assert line.isascii()
    assert "\n" not in line
    plan = getattr(record.event, "plan", Plan())
    assert same(unpack_record(line, plan), record)


@pytest.mark.parametrize("event", [InputSettled, AttributeSet, StepStarted, StepCompleted])
@settings(law, max_examples=100)
@given(data=st.data())
def test_a_line_written_quickly_says_what_the_general_way_says(
    event: type, data: st.DataObject
) -> None:
    told = data.draw(events(event))
    quick = json.loads(pack_record(Record(1, 0.5, told)))
    inside = json.loads(pack_record(Record(1, 0.5, Inner(StepId("s"), None, told))))
    fields = dict(inside[3])
    assert (fields.pop("way"), fields.pop("type")) == ([["s", None]], quick[2])
    assert same(quick[3], fields)


@law
@given(value=VALUES)
def test_a_value_is_read_back_as_it_was_even_where_it_looks_like_one_of_our_notes(
    value: Any,
) -> None:
    assert same(unpack_value(pack_value(value)), value)


WAYS = st.lists(
    st.tuples(TEXTS, st.one_of(st.none(), st.integers(0))), min_size=1, max_size=3
)  # fmt: skip


@pytest.mark.parametrize("event", sorted({*EVENTS.values()} - OUTERMOST, key=str), ids=str)
@settings(law, max_examples=20)
@given(data=st.data())
def test_an_event_inside_steps_is_read_back_with_its_way(event: type, data: st.DataObject) -> None:
    told: Any = data.draw(events(event))
    if event is RunStarted:
        told = RunStarted(CHILD.flow, CHILD, CHILD.given)
    for step, item in data.draw(WAYS):
        told = Inner(step, item, told)
    record = Record(1, 0.5, told)
    line = pack_record(record)
    assert line.isascii()
    assert same(unpack_record(line, PARENT), record)


_FLOWS = {"/f/child": flow_of("a: u -> x", "b: x -> y")}
PARENT = make_plan(flow_of("s: -> x"), folder=Path("/f"), flows=_FLOWS)
CHILD = make_plan(
    _FLOWS["/f/child"], given={Name("u"): {"$file": 1}}, folder=Path("/f"), flows=_FLOWS, path="/f/child"
)  # fmt: skip


def test_the_steps_of_a_run_inside_are_kept_though_a_value_that_decided_is_not() -> None:
    gate = Input(match="value.ok")
    child = flow_of("p: -> v", step_of("b: -> y", inputs={Name("u"): gate, Name("v"): Input()}))
    flows = {"/f/child": child}
    parent = make_plan(flow_of("s: -> x"), folder=Path("/f"), flows=flows)
    more = {"folder": Path("/f"), "flows": flows, "path": "/f/child"}
    shut = make_plan(child, given={Name("u"): {"ok": False}}, **more)
    assert list(shut.steps) == ["b"]
    line = pack_record(Record(1, 0.5, Inner(StepId("s"), None, RunStarted("", shut, shut.given))))
    again = unpack_record(line, parent, lambda _: Unkept("object", "gone")).event.event.plan
    assert list(again.steps) == ["b"]
