from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import events as e
from engine.cause import Reason
from engine.datatype import DataType, TypeName
from engine.explain import Action, Explanation, explain, explain_run, find_subjects
from engine.explain.answer import wire_subject
from engine.flow import Collect, Declared, Flow, Name, Step, StepId
from engine.graph import names, wires
from engine.plan import Plan
from engine.planner import make_plan
from engine.planner.fitting import UNKNOWN
from engine.policy import OnFailure, Retry, WorkPolicy
from engine.state import RunState, StepState, StepStatus
from engine.testing import flow_of, step_of
from tests import strategies as own
from tests.engine.program import WORK, backcast, error_of, saved, started
from tests.engine.test_gates import gated, waiting, with_ports
from tests.laws.test_run_laws import CHOICES, Simulated
from tests.scripted import Ran, ran, runner_of

law = settings(deadline=None, max_examples=100)


def off(text: str) -> Step:
    return step_of(text, disabled=True)


def collecting(text: str, collect: Collect, **changes: Any) -> Step:
    return with_ports(text, x={"collect": collect, **changes})


def told(one: Explanation) -> list[str]:
    return [sentence.message for sentence in one.sentences]


def offers(one: Explanation) -> list[str]:
    return [suggestion.message for suggestion in one.suggestions]


def chain(one: Explanation) -> list[str]:
    return [subject.name for subject in one.chain]


def why(flow: Flow, name: str, **values: Any) -> Explanation:
    return explain(flow, make_plan(flow, given=values), name)[0]


# a Step in the Plan or out of it

PLANNED = {
    "a goal": (
        flow_of("g: x ->", "a: -> x", goals="g"), {}, "g", "planned",
        "step 'g' is in the plan: it is a goal", [],
    ),
    "needed": (
        flow_of("a: -> x", "b: x -> y", "g: y ->"), {}, "a", "planned",
        "step 'a' is in the plan: goal 'g' needs it, through x → y", [],
    ),
    "missing above": (
        flow_of("a: u -> x", "g: x ->"), {}, "g", "planned",
        "step 'g' is in the plan, but cannot run yet: nothing gives 'u'", ["give 'u' a value"],
    ),
    "missing, its writer disabled": (
        flow_of(off("a: -> x"), "g: x ->"), {}, "g", "planned",
        "step 'g' is in the plan, but cannot run yet: nothing gives 'x'",
        ["give 'x' a value", "enable step 'a'"],
    ),
    "a shut gate": (
        flow_of(gated("g: x -> y", "x")), {"x": 0}, "g", "planned",
        "step 'g' will be skipped: the gate at input 'x' stays shut", ["give 'x' another value"],
    ),
    "a cycle": (
        flow_of("a: y -> x", "g: x -> y"), {}, "g", "planned",
        "step 'g' is in the plan, but: steps wait for each other: 'a' -> 'g' -> 'a'",
        ["cut the wire from 'a.x' to 'g.x'", "cut the wire from 'g.y' to 'a.y'"],
    ),
    "a broken gate": (
        flow_of("a: -> x", gated("g: x ->", "x", match="value >")), {}, "g", "planned",
        "step 'g' is in the plan, but: 'match' of input 'x' of step 'g': ", ["correct step 'g'"],
    ),
    "a bad value": (
        flow_of("g: x ->", x=Declared(type=DataType(name=TypeName.INTEGER))),
        {"x": "no"}, "g", "planned",
        "step 'g' is in the plan, but: 'x' was given: ", ["give 'x' another value"],
    ),
    "a fault above": (
        flow_of("a: -> x", gated("b: x -> y", "x", match="value >"), "g: y ->"), {}, "g", "planned",
        "step 'g' is in the plan, but: 'match' of input 'x' of step 'b': ", ["correct step 'b'"],
    ),
    "a dead end": (
        flow_of(waiting("a: n -> x", "n"), "g: x ->"), {"n": 1}, "g", "planned",
        "step 'g' is in the plan, but: goal 'g' cannot be reached: 'g.x' needs step 'a', "
        "which is blocked",
        ["do not give 'n'"],
    ),
    "disabled": (
        flow_of(off("a: -> x"), "g: x? ->"), {}, "a", "disabled",
        "step 'a' is not in the plan: the step is disabled", ["enable step 'a'"],
    ),
    "blocked by a given value": (
        flow_of(waiting("a: n -> x", "n"), "g: x? ->"), {"n": 1}, "a", "blocked",
        "step 'a' is not in the plan: input 'n' waits for no value, and 'n' is already there",
        ["do not give 'n'"],
    ),
    "blocked by a pinned output": (
        flow_of("p: -> n:=1", waiting("a: n -> x", "n"), "g: x? ->"), {}, "a", "blocked",
        "step 'a' is not in the plan: input 'n' waits for no value, and 'n' is already there",
        ["unpin output 'p.n'"],
    ),
    "blocked by its own literal": (
        flow_of(with_ports("a: n:=1 -> x", n={"collect": Collect.NONE}), "g: x? ->"),
        {}, "a", "blocked",
        "step 'a' is not in the plan: input 'n' waits for no value, and it is pinned to a value",
        ["unpin input 'a.n'"],
    ),
    "satisfied": (
        flow_of("g: -> x, y:=1"), {"x": 1}, "g", "satisfied",
        "step 'g' is not in the plan: 'x' was already given and 'y' is pinned",
        ["do not give 'x'", "unpin output 'g.y'"],
    ),
    "pinned": (
        flow_of("a: u -> x:=1", "g: x ->"), {}, "a", "pinned",
        "step 'a' is not in the plan: 'x' is pinned", ["unpin output 'a.x'"],
    ),
    "not needed": (
        flow_of("a: u -> x", "g: -> y"), {}, "a", "not_needed",
        "step 'a' is not in the plan: not needed for any goal",
        ["mark step 'a' as a goal", "give 'u' a value"],
    ),
    "not needed, and could be": (
        flow_of("a: -> x", "g: y ->"), {}, "a", "not_needed",
        "step 'a' is not in the plan: not needed for any goal",
        ["connect 'a.x' to 'g.y'", "mark step 'a' as a goal"],
    ),
    "given instead": (
        flow_of("a: -> x", "g: x ->"), {"x": 1}, "a", "not_needed",
        "step 'a' is not in the plan: 'x' was already given",
        ["do not give 'x'", "mark step 'a' as a goal"],
    ),
    "unreachable": (
        flow_of("a: u, v -> x", "b: -> x", "g: x ->"), {}, "a", "unreachable",
        "step 'a' is not in the plan: nothing gives 'u' or 'v'",
        ["give 'u' a value", "give 'v' a value"],
    ),
    "unreachable behind a disabled step": (
        flow_of(off("o: -> u"), "a: u -> x", "b: -> x", "g: x ->"), {}, "a", "unreachable",
        "step 'a' is not in the plan: nothing gives 'u'", ["give 'u' a value", "enable step 'o'"],
    ),
    "unreachable behind a shut gate": (
        flow_of(gated("a: n -> x", "n"), "b: -> x", "g: x ->"), {"n": 0}, "a", "unreachable",
        "step 'a' is not in the plan: no value can come that the gate at input 'n' lets in",
        ["give 'n' another value"],
    ),
    "cut off": (
        flow_of(waiting("o: n -> u", "n"), "a: u -> x", "b: -> x", "g: x ->"),
        {"n": 0}, "a", "unreachable",
        "step 'a' is not in the plan: it needs what only step 'o' could bring about",
        ["do not give 'n'"],
    ),
    "waiting for itself": (
        flow_of("a: x -> x", "b: -> x", "g: x ->"), {}, "a", "planned",
        "step 'a' is in the plan, but: steps wait for each other: 'a' -> 'a'",
        ["cut the wire from 'a.x' to 'a.x'"],
    ),
    "unreachable, for it waits for itself": (
        flow_of("o: u -> u", "a: u -> x", "b: -> x", "g: x ->"), {}, "a", "unreachable",
        "step 'a' is not in the plan: it waits for itself", ["cut the wire from 'o.u' to 'o.u'"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PLANNED.values(), ids=PLANNED)
def test_a_step_is_explained_by_the_plan(case: tuple) -> None:
    flow, values, name, verdict, answer, suggested = case
    one = why(flow, name, **values)
    assert one.verdict == verdict
    assert one.answer.message.startswith(answer)
    assert offers(one) == suggested


def test_every_cause_of_exclusion_is_in_the_table() -> None:
    causes = {case[3] for case in PLANNED.values()}
    excluding = ["disabled", "blocked", "satisfied", "pinned", "not_needed", "unreachable"]
    assert {*excluding, "planned"} == causes


def test_the_chain_leads_to_the_nearest_goal_by_steps_and_wires() -> None:
    one = why(flow_of("a: -> x", "b: x -> y", "g: y ->"), "a")
    assert chain(one) == ["a", "a.x->b.x", "b", "b.y->g.y", "g"]
    assert [str(subject.topic) for subject in one.chain[:2]] == ["step", "wire"]


def test_the_chain_of_a_step_that_cannot_run_leads_up_to_what_is_missing() -> None:
    one = why(flow_of("a: u -> x", "b: x -> y", "g: y ->"), "g")
    assert chain(one) == ["g", "b.y->g.y", "b", "a.x->b.x", "a", "u"]


def test_a_long_chain_is_shortened_in_words_and_whole_in_what_to_highlight() -> None:
    lines = [f"s{n}: {f'x{n - 1}' if n else ''} -> x{n}" for n in range(2000)]
    one = why(flow_of(*lines), "s0")
    assert one.answer.message.endswith("through x0 → x1 → x2 → x3 → x4 → … → x1998")
    assert len(one.chain) == 2000 + 1999


def test_a_step_that_is_left_out_tells_who_is_asked_in_its_place_and_what_it_would_need() -> None:
    flow = flow_of("a: u -> x", "b: -> x", "g: x ->")
    assert told(why(flow, "a"))[1:] == ["step 'g': input 'x' waits for step 'b'"]
    idle = why(flow_of("a: u -> x", "g: ->"), "a")
    assert "to run, step 'a' would also need 'u', which nothing gives" in told(idle)
    assert chain(idle) == ["a", "u"]


def test_a_fault_elsewhere_is_told_last_since_it_stops_every_step() -> None:
    flow = flow_of("g: ->", gated("h: x ->", "x", match="value >"), "a: -> x", goals="g h")
    assert told(why(flow, "g"))[-1].startswith("nothing can run before this is mended: 'match' of")


def test_a_given_value_that_does_not_fit_says_so() -> None:
    flow = flow_of("g: x ->", x=Declared(type=DataType(name=TypeName.INTEGER)))
    one = why(flow, "x", x="no")
    assert told(one)[1].startswith("nothing can run before this is mended: 'x' was given: ")
    assert offers(one) == ["give 'x' another value"]


# inputs


def input_sentences(reader: Step, *others: str | Step, **values: Any) -> list[str]:
    return told(why(flow_of(*others, reader, goals="g"), "g", **values))[1:]


@pytest.mark.parametrize(
    ("collect", "sentence"),
    [
        ("first", "takes the first that steps 'a' and 'b' deliver, asked one after the other"),
        ("fastest", "takes what arrives first from steps 'a' and 'b', which all run at once"),
        ("last", "waits until steps 'a' and 'b' have ended, and takes what arrived last"),
        (
            "some",
            "waits until steps 'a' and 'b' have ended, and takes a list of what they delivered",
        ),
        ("all", "waits for a list of what steps 'a' and 'b' deliver: every one of them"),
        (
            "none",
            "is a gate: it waits until steps 'a' and 'b' have ended, and wants nothing to come",
        ),
    ],
)
def test_an_input_tells_by_which_policy_it_waits_and_for_whom(collect: str, sentence: str) -> None:
    reader = collecting("g: x ->", Collect(collect))
    assert input_sentences(reader, "a: -> x", "b: -> x") == [f"input 'x' {sentence}"]


@pytest.mark.parametrize(
    ("reader", "others", "values", "sentences"),
    [
        ("g: x ->", ["a: -> x"], {}, ["input 'x' waits for step 'a'"]),
        ("g: x ->", ["a: -> x"], {"x": 1}, ["input 'x' takes the given 'x'"]),
        ("g: x:=1 ->", [], {}, ["input 'x' is pinned to a value"]),
        ("g: x ->", ["a: -> x:=1"], {}, ["input 'x' takes the pinned output of step 'a'"]),
        ("g: x? ->", [], {}, ["input 'x' is left out, since nothing gives it a value"]),
        ("g: x?=1 ->", [], {}, ["input 'x' takes its default, since nothing gives it a value"]),
        (
            "g: x?=1 ->",
            ["a: -> x"],
            {},
            ["input 'x' waits for step 'a'", "without a value, input 'x' takes its default"],
        ),
        (
            with_ports("g: x? ->", x={"deadline": 2.5}),
            ["a: -> x"],
            {},
            [
                "input 'x' waits for step 'a'",
                "without a value within 2.5 s, input 'x' is left out",
            ],
        ),
        (
            gated("g: x ->", "x"),
            ["a: -> x"],
            {},
            [
                "input 'x' waits for step 'a'",
                "input 'x' is a gate: the step runs only if value > 1",
            ],
        ),
        (
            gated("g: x? ->", "x"),
            ["a: -> x"],
            {},
            [
                "input 'x' waits for step 'a'",
                "input 'x' takes only a value with value > 1",
                "without a value, input 'x' is left out",
            ],
        ),
        (
            waiting("g: x ->", "x"),
            [],
            {},
            ["input 'x' is a gate that wants no value, and none can come: it is open"],
        ),
        (
            step_of("g: x ->", when="x > 3"),
            ["a: -> x"],
            {},
            ["input 'x' waits for step 'a'", "it runs only if its condition is met: x > 3"],
        ),
    ],
)
def test_an_input_tells_what_it_takes_and_what_limits_it(
    reader: str | Step, others: list, values: dict, sentences: list[str]
) -> None:
    step = reader if isinstance(reader, Step) else step_of(reader)
    assert input_sentences(step, *others, **values) == sentences


def test_an_input_that_lacks_a_value_says_which_attribute() -> None:
    sentences = input_sentences(step_of("g: x=u, y ->"), "a: -> y")
    assert sentences[1:] == [
        "input 'x' needs 'u', which nothing gives",
        "input 'y' waits for step 'a'",
    ]


def test_a_stand_in_tells_after_whom_it_is_asked_for() -> None:
    one = why(flow_of("a: -> x", "b: -> x", "g: x ->"), "b")
    assert "input 'g.x' asks for it only if step 'a' ends without delivering" in told(one)


def test_a_step_behind_a_gate_tells_which_gate_has_to_open() -> None:
    one = why(flow_of("p: -> x", "q: -> z", gated("g: x, z ->", "x")), "q")
    assert "step 'g' asks for it only once its gate at 'x' is open" in told(one)


# Attributes and wires

ATTRIBUTES = {
    "given": ({"x": 1}, "x", "'x' is given", []),
    "default": ({}, "d", "'d' has the default of the flow's input", []),
    "produced": ({}, "x", "step 'a' gives 'x', for steps 'g' and 'h'", []),
    "missing": (
        {}, "m", "nothing gives 'm', and step 'g' cannot run without it", ["give 'm' a value"],
    ),
    "conditional": (
        {}, "c", "nothing gives 'c', and step 'h' needs it only if a gate opens",
        ["give 'c' a value"],
    ),
    "offered": (
        {}, "o", "nothing gives 'o'; step 'g' could use it, and nothing waits for it",
        ["give 'o' a value"],
    ),
    "idle": ({}, "i", "nothing in the plan gives or needs 'i'",
        ["connect 'j.i' to 'g.m'", "mark step 'j' as a goal"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("verdict", ATTRIBUTES)
def test_an_attribute_is_explained_by_the_plan(verdict: str) -> None:
    values, name, answer, suggested = ATTRIBUTES[verdict]
    flow = flow_of(
        "a: -> x", "j: -> i", "g: x, m, d, o? -> y", gated("h: x, c ->", "x"), goals="g h", d=4
    )
    one = why(flow, name, **values)
    assert (one.verdict, one.answer.message, offers(one)) == (verdict, answer, suggested)


def test_a_name_of_a_step_and_of_an_attribute_is_explained_as_both_the_step_first() -> None:
    flow = flow_of("x: -> x", "g: x ->")
    both = explain(flow, make_plan(flow), "x")
    assert [str(one.subject.topic) for one in both] == ["step", "attribute"]


def test_an_unknown_name_is_not_explained() -> None:
    flow = flow_of("a: -> x", "g: x ->")
    for name in ("nobody", "a.x->g.y", "a.z->g.x", "sub/a", "", "->"):
        assert explain(flow, make_plan(flow), name) == ()


@pytest.mark.parametrize(
    ("name", "verdict", "answer", "suggested"),
    [
        ("b.x->g.x", "carries", "the wire is in use: 'g.x' takes 'x' from 'b.x'", []),
        (
            "a.x->g.x",
            "unused",
            "the wire to 'g.x' is not in use: step 'a' is not in the plan: nothing gives 'u'",
            ["give 'u' a value"],
        ),
        (
            "b.x->i.x",
            "unused",
            "the wire to 'i.x' is not in use: step 'i' is not in the plan: not needed for any goal",
            ["mark step 'i' as a goal"],
        ),
        (
            "b.x->g.y",
            "unconnected",
            "'b.x' and 'g.y' are not connected: one gives 'x', the other reads 'y'",
            ["connect 'b.x' to 'g.y'"],
        ),
        (
            "d->g.d",
            "carries",
            "the wire is in use: 'g.d' takes 'd' from 'd'",
            [],
        ),
        (
            "n->g.n",
            "unused",
            "the wire to 'g.n' is not in use: input 'n' needs 'n', which nothing gives",
            ["give 'n' a value"],
        ),
    ],
)
def test_a_wire_is_explained_by_the_plan(
    name: str, verdict: str, answer: str, suggested: list[str]
) -> None:
    flow = flow_of(
        "a: u -> x", "b: -> x", "g: x, y?, d, n ->", "i: x ->", goals="g", d=1, n=Declared()
    )
    one = why(flow, name)
    assert (one.verdict, one.answer.message, offers(one)) == (verdict, answer, suggested)


def test_two_steps_with_an_arrow_stand_for_all_wires_between_them() -> None:
    flow = flow_of("a: -> x, y", "g: x, y, z ->", "c: -> z", goals="g")
    assert [s.name for s in find_subjects(flow, "a->g")] == ["a.x->g.x", "a.y->g.y"]


def test_a_wire_that_would_close_a_cycle_is_not_suggested() -> None:
    one = why(flow_of("a: u? -> x", "g: x -> y"), "g.y->a.u")
    assert (one.verdict, offers(one)) == ("unconnected", [])


# runs


def of(run: Ran, flow: Flow, name: str) -> Explanation:
    return explain_run(flow, run.state, name)[0]


def later(value: Any, seconds: float = 0.02) -> Any:
    return lambda call: asyncio.sleep(seconds, value)


def retried(text: str) -> Step:
    return step_of(text, policy=WorkPolicy(retry=Retry(times=1, delay=0)))


NO = ValueError("no rows")

RUNS = {
    "completed": (
        flow_of("a: -> x"), {}, {}, "a", "completed", "step 'a' completed in ", [], [],
    ),
    "failed": (
        flow_of(retried("a: -> x")), {"a": NO}, {}, "a", "failed",
        "step 'a' failed after 2 tries: ValueError: no rows", [],
        ["correct the code of step 'a', or what it is given", "run again from step 'a' on"],
    ),
    "failed for time": (
        flow_of(step_of("a: -> x", policy=WorkPolicy(timeout=0.01))), {"a": later({}, 5)}, {},
        "a", "failed", "step 'a' failed: took longer than 0.01 s", [],
        ["give step 'a' a longer timeout, or make its work shorter", "run again from step 'a' on"],
    ),
    "failed for an output": (
        flow_of("a: -> x"), {"a": {}}, {}, "a", "failed",
        "step 'a' failed: did not return 'x'", [],
        ["let step 'a' return that output, or make the output optional",
         "run again from step 'a' on"],
    ),
    "failed by its condition": (
        flow_of(step_of("a: n -> x", when="n.foo")), {}, {"n": 1}, "a", "failed",
        "step 'a' failed before its work began: 'when': ", ["'a.n' took the given 'n'"],
        ["correct the condition of step 'a'", "run again from step 'a' on"],
    ),
    "blocked": (
        flow_of("a: -> x", "b: x -> y", "c: y ->"), {"a": NO}, {}, "c", "blocked",
        "step 'c' could not run: blocked by 'a': 'y' can no longer arrive",
        ["step 'a' failed: ValueError: no rows"],
        ["correct the code of step 'a', or what it is given", "run again from step 'a' on"],
    ),
    "blocked by what was left out": (
        flow_of("a: -> x*", "c: x ->"), {"a": {}}, {}, "c", "blocked",
        "step 'c' could not run: blocked by 'a': 'x' can no longer arrive",
        ["step 'a' completed in ", "step 'a' did not return 'x', which it may leave out"],
        ["let step 'a' return 'x'", "run again from step 'a' on"],
    ),
    "blocked by a condition": (
        flow_of(step_of("a: n -> x", when="n > 3"), "c: x ->"), {}, {"n": 1}, "c", "blocked",
        "step 'c' could not run: blocked by 'a': 'x' can no longer arrive",
        ["step 'a' was skipped: its condition is not met: n > 3", "input 'n' was 1"],
        ["give 'n' another value"],
    ),
    "condition": (
        flow_of("a: -> x", step_of("c: x, m? -> y", when="x > 3")), {"a": {"x": 0}}, {}, "c",
        "skipped", "step 'c' was skipped: its condition is not met: x > 3",
        ["input 'x' was 0", "input 'm' had no value"], [],
    ),
    "gate": (
        flow_of("a: -> x", "b: -> x", gated("c: x, n -> y", "x"), goals="c"),
        {"a": {"x": 0}, "b": {"x": 1}}, {"n": 1}, "c", "skipped",
        "step 'c' was skipped: the gate at input 'x' stays shut",
        ["input 'x' from step 'a' was 0", "input 'x' from step 'b' was 1",
         "input 'x' is a gate: the step runs only if value > 1"], [],
    ),
    "gate that is lost": (
        flow_of("a: -> x", "b: -> x", gated("c: x -> y", "x"), goals="c"),
        {"a": {"x": 0}, "b": NO}, {}, "c", "blocked",
        "step 'c' could not run: blocked by 'b': 'x' can no longer arrive",
        ["input 'x' from step 'a' was 0", "input 'x' is a gate: the step runs only if value > 1",
         "step 'b' failed: ValueError: no rows"],
        ["correct the code of step 'b', or what it is given", "run again from step 'b' on"],
    ),
    "gate on a given value": (
        flow_of(gated("c: n -> y", "n")), {}, {"n": 0}, "c", "skipped",
        "step 'c' was skipped: the gate at input 'n' stays shut",
        ["input 'n' was 0", "input 'n' is a gate: the step runs only if value > 1"],
        ["give 'n' another value"],
    ),
    "not needed": (
        flow_of("a: -> x", "b: -> x", "c: x -> y"), {}, {}, "b", "skipped",
        "step 'b' was skipped: no longer needed", ["'c.x' took what step 'a' delivered"],
        ["mark step 'b' as a goal"],
    ),
    "goal failed": (
        flow_of("a: -> x", "w: -> v", "m: v -> u", "c: x, u ->"), {"a": NO, "w": later({"v": 1})},
        {}, "m", "skipped", "step 'm' was skipped: goal 'c' can no longer be reached",
        ["step 'c' could not run: blocked by 'a': 'x' can no longer arrive",
         "step 'a' failed: ValueError: no rows"],
        ["correct the code of step 'a', or what it is given", "run again from step 'a' on"],
    ),
    "too late": (
        flow_of("a: -> x", "b: -> x", collecting("c: x -> y", Collect.FASTEST)),
        {"a": later({"x": 1}), "b": later({"x": 2}, 5)}, {}, "b", "cancelled",
        "step 'b' was cancelled: another step was faster", ["'c.x' took what step 'a' delivered"],
        [],
    ),
    "run failed": (
        replace(flow_of("a: ->", "w: -> v", "m: v ->", goals="a m"), on_failure=OnFailure.STOP),
        {"a": NO, "w": later({"v": 1})}, {}, "m", "cancelled",
        "step 'm' was cancelled: the run stops because goal 'a' failed",
        ["step 'a' failed: ValueError: no rows"],
        ["correct the code of step 'a', or what it is given", "run again from step 'a' on"],
    ),
    "satisfied": (
        flow_of("a: -> x"), {}, {"x": 1}, "a", "satisfied",
        "step 'a' is not in the plan: 'x' was already given", [], ["do not give 'x'"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RUNS.values(), ids=RUNS)
async def test_a_step_is_explained_by_its_run(case: tuple) -> None:
    flow, script, values, name, verdict, answer, sentences, suggested = case
    one = of(await ran(flow, script, values), flow, name)
    assert one.verdict == verdict
    assert one.answer.message.startswith(answer)
    found = told(one)[1:]
    assert len(found) == len(sentences)
    assert all(a.startswith(b) for a, b in zip(found, sentences, strict=True))
    assert offers(one) == suggested


async def test_a_completed_step_tells_what_it_took_and_what_it_waited_for_last() -> None:
    flow = flow_of("a: -> x", "b: -> y", "c: x, y, n, q?=1 -> z")
    one = of(await ran(flow, {"b": later({"y": 1})}, {"n": 1}), flow, "c")
    sentences = told(one)
    assert sentences[1].startswith("it waited ")
    assert sentences[1].endswith(" from the start of the run, last for 'y' from step 'b'")
    assert sentences[2:] == [
        "'c.x' took what step 'a' delivered",
        "'c.y' took what step 'b' delivered",
        "'c.n' took the given 'n'",
        "'c.q' took its own value",
    ]


@pytest.mark.parametrize(
    ("reader", "others", "values", "sentence"),
    [
        (collecting("c: x -> z", Collect.ALL), ["a: -> x", "b: -> x"], {},
         "'c.x' took what steps 'a' and 'b' delivered"),
        (collecting("c: x -> z", Collect.SOME), ["a: -> x"], {"x": 1},
         "'c.x' took what step 'a' delivered"),
        (collecting("c: x -> z", Collect.LAST), ["a: -> x", "b: -> x"], {},
         "'c.x' took what step 'b' delivered"),
        (collecting("c: x -> z", Collect.LAST), [], {"x": 1}, "'c.x' took the given 'x'"),
        (collecting("c: x? -> z", Collect.NONE, default=3), ["a: -> y"], {},
         "'c.x' took its own value"),
        (step_of("c: x:=1 -> z"), [], {}, "'c.x' took its own value"),
        (step_of("c: x -> z"), ["p: -> x:=1"], {}, "'c.x' took what step 'p' delivered"),
    ],
)  # fmt: skip
async def test_an_input_tells_from_whom_it_took_its_value(
    reader: Step, others: list[str], values: dict, sentence: str
) -> None:
    flow = flow_of(*others, reader, goals="c")
    one = of(await ran(flow, {"b": later({"x": 2})}, values), flow, "c")
    assert sentence in told(one)


async def test_an_input_that_somebody_changed_says_so() -> None:
    flow = flow_of("a: -> x", "c: x -> z", goals="c")
    run = await ran(flow)
    run.state.steps[StepId("c")].edited = (Name("x"),)
    assert "'c.x' was changed by hand" in told(of(run, flow, "c"))


async def test_a_wait_for_a_retry_tells_which_try_failed_and_why() -> None:
    flow = flow_of(step_of("a: -> x", policy=WorkPolicy(retry=Retry(times=1, delay=60, jitter=0))))
    failed = asyncio.Event()

    def sink(record: e.Record) -> None:
        if isinstance(record.event, e.StepRetrying):
            failed.set()

    runner, _, _ = runner_of(flow, {"a": NO}, sink=sink)
    running = asyncio.create_task(runner.run())
    await failed.wait()
    await asyncio.sleep(0)
    sentences = told(explain_run(flow, runner.state, "a")[0])
    assert sentences[0] == "step 'a' is at work"
    assert sentences[1].startswith("step 'a' is tried again: try 1 failed: ValueError: no rows")
    runner.stop()
    await running


async def test_a_gate_with_a_literal_of_its_own_tells_the_value() -> None:
    flow = flow_of(gated("c: x:=0 -> y", "x"))
    one = of(await ran(flow), flow, "c")
    assert told(one)[1] == "input 'x' was 0"
    assert why(flow, "c").suggestions[0].message == "unpin input 'c.x'"


async def test_an_attribute_that_nobody_was_to_set_is_explained_by_the_plan() -> None:
    flow = flow_of("a: -> x", "c: o? -> y", goals="c")
    one = of(await ran(flow), flow, "x")
    assert told(one) == [
        "'x' has no value in this run",
        "nothing in the plan gives or needs 'x'",
        "step 'a' is not in the plan: not needed for any goal",
    ]
    assert offers(one) == ["mark step 'a' as a goal"]


async def test_a_loser_that_outlives_every_goal_tells_that_they_had_ended() -> None:
    flow = flow_of("a: -> x", with_ports("c: x, y? -> z", y={"deadline": 0.05}), "s: -> y")
    run = await ran(replace(flow, goals=frozenset(["c"])), {"s": later({"y": 1}, 5)})
    one = of(run, flow, "s")
    assert (one.verdict, told(one)[0]) == ("cancelled", "step 's' was cancelled: no longer needed")
    assert told(one)[-1] == "every goal had ended by then"


async def test_the_chain_of_a_blocked_step_leads_up_to_the_root() -> None:
    flow = flow_of("a: -> x", "b: x -> y", "c: y ->")
    run = await ran(flow, {"a": NO})
    assert chain(of(run, flow, "c")) == ["c", "b.y->c.y", "b", "a.x->b.x", "a"]


async def test_the_chain_of_a_skipped_step_leads_over_its_goal_to_the_root() -> None:
    flow, script, *_ = RUNS["goal failed"]
    one = of(await ran(flow, script), flow, "m")
    assert chain(one) == ["m", "m.u->c.u", "c", "a.x->c.x", "a"]


async def test_what_was_undone_says_so() -> None:
    undoable = step_of("a: -> x", policy=WorkPolicy(undo={"function": "work:undo"}))
    flow = replace(flow_of(undoable, "b: x ->"), on_failure=OnFailure.UNDO)
    one = of(await ran(flow, {"b": NO}), flow, "a")
    assert told(one)[-1] == "what step 'a' had done was undone"


async def test_an_each_step_tells_how_its_elements_ended() -> None:
    flow = flow_of(with_ports("a: n -> x", n={"each": True}))
    work = {"a": lambda call: NO if call.inputs["n"] == 2 else {"x": 1}}
    one = of(await ran(flow, work, {"n": [1, 2]}), flow, "a")
    assert told(one)[-1] == "of 2 elements, 1 completed, 1 failed"


async def test_a_live_run_tells_what_is_at_work_and_what_waits() -> None:
    flow = flow_of("a: -> x", "b: x ->")
    began = asyncio.Event()

    async def work(call: Any) -> None:
        began.set()
        await asyncio.sleep(30)

    runner, _, _ = runner_of(flow, {"a": work})
    running = asyncio.create_task(runner.run())
    await began.wait()
    a, b = (explain_run(flow, runner.state, name)[0] for name in "ab")
    assert (a.verdict, a.answer.message) == ("running", "step 'a' is at work")
    assert (b.verdict, b.answer.message) == (
        "pending",
        "step 'b' has not begun: it waits for step 'a'",
    )
    runner.stop()
    state = await running
    stopped = explain_run(flow, state, "a")[0]
    assert stopped.answer.message == "step 'a' was cancelled: stopped"
    assert offers(stopped) == ["run again from step 'a' on"]


def test_a_step_that_was_remembered_says_so() -> None:
    flow = flow_of("a: -> x")
    state = RunState(plan=make_plan(flow))
    state.apply(e.Record(1, 0.0, e.RunStarted("test", state.plan, {})))
    state.steps["a"] = StepState(status=StepStatus.CACHED, outputs={"x": 1})
    one = explain_run(flow, state, "a")[0]
    message = "step 'a' did not have to run: its outputs were remembered from an earlier run"
    assert (one.verdict, one.answer.message) == ("cached", message)


def test_without_a_run_its_plan_is_explained() -> None:
    flow = flow_of("a: -> x")
    state = RunState(plan=make_plan(flow))
    assert explain_run(flow, state, "a") == explain(flow, state.plan, "a")


async def test_an_attribute_tells_who_set_it_or_why_nobody_did() -> None:
    flow = flow_of("a: -> x", "b: x, n -> y", "c: y -> z")
    run = await ran(flow, {"a": {"x": 5}, "b": NO}, {"n": 1})
    assert told(of(run, flow, "x")) == [
        "'x' was set by step 'a': 5",
        "'b.x' took what step 'a' delivered",
    ]
    assert told(of(run, flow, "n"))[0] == "'n' was given: 1"
    lost = of(run, flow, "z")
    assert (lost.verdict, told(lost)[0]) == ("absent", "'z' has no value in this run")
    assert any(line.startswith("step 'b' failed: ValueError: no rows") for line in told(lost))
    assert chain(lost) == ["z", "c", "b.y->c.y", "b"]


async def test_a_wire_tells_whether_its_value_was_taken_and_else_what_was() -> None:
    flow = flow_of("a: -> x", "b: -> x", "c: x -> y")
    run = await ran(flow, {"a": NO})
    assert told(of(run, flow, "b->c")) == ["the wire was used: 'c.x' took 'x' from 'b.x'"]
    sentences = told(of(run, flow, "a->c"))
    assert sentences[:2] == [
        "the wire was not used: 'c.x' took nothing from 'a.x'",
        "'c.x' took what step 'b' delivered",
    ]
    assert sentences[2].startswith("step 'a' failed: ValueError: no rows")


async def test_no_secret_is_ever_told() -> None:
    secret = DataType(name=TypeName.STRING, format="secret")
    flow = flow_of(
        with_ports("a: key, n -> x", key={"type": secret}), "b: x ->", key=Declared(type=secret)
    )
    flow = replace(
        flow, steps={**flow.steps, "a": replace(flow.steps["a"], when="n > 3")}, goals={"b"}
    )
    run = await ran(flow, {}, {"key": "env:TOKEN", "n": 1})
    for name in ("a", "b", "key", "key->a"):
        assert not any("TOKEN" in line for line in told(of(run, flow, name)))


# laws


def every_name(flow: Flow) -> list[str]:
    index = names(flow)
    attributes = {*index.writers, *index.readers, *flow.inputs}
    return [*flow.steps, *sorted(attributes), *(wire_subject(wire).name for wire in wires(flow))]


def sound(flow: Flow, found: tuple[Explanation, ...]) -> bool:
    return bool(found) and all(
        one.sentences
        and all(sentence.reason and sentence.message for sentence in one.sentences)
        and all(subject in find_subjects(flow, subject.name) for subject in one.chain)
        and all(suggestion.message for suggestion in one.suggestions)
        for one in found
    )


@law
@given(own.flows(own.whole_inputs), own.givens)
def test_every_step_attribute_and_wire_of_any_flow_is_explained(flow: Flow, values: dict) -> None:
    plan = make_plan(flow, given=values)
    for name in every_name(flow):
        assert sound(flow, explain(flow, plan, name)), name


@law
@given(own.flows(own.whole_inputs, min_goals=1), own.givens, st.data())
def test_every_step_attribute_and_wire_is_explained_at_any_moment_of_any_run(
    flow: Flow, values: dict, data: st.DataObject
) -> None:
    wanted = make_plan(flow, given=values)
    plan = make_plan(flow, given={**values, **dict.fromkeys(wanted.missing, 2)})
    if plan.faults or plan.missing:
        return
    run = Simulated(plan)
    for _ in range(data.draw(st.integers(0, 20))):
        if run.working:
            run.go_on(data.draw(st.sampled_from(sorted(run.working))), data.draw(ENDS))
    for name in every_name(flow):
        assert sound(flow, explain_run(flow, run.state, name)), name


ENDS = st.sampled_from(CHOICES)


def gives(one: Explanation) -> list[str]:
    return [s.names[0] for s in one.suggestions if s.action is Action.GIVE]


def unreachable(plan: Plan, step: str) -> bool:
    return step in plan.excluded and plan.excluded[step].reason == Reason.UNREACHABLE


@settings(law, max_examples=150)
@given(own.flows(own.whole_inputs), own.givens)
def test_giving_what_is_suggested_makes_an_unreachable_step_reachable(
    flow: Flow, values: dict
) -> None:
    plan = make_plan(flow, given=values)
    for step in plan.excluded:
        names_ = gives(explain(flow, plan, step)[0])
        if names_ and unreachable(plan, step):
            after = make_plan(flow, given={**values, **dict.fromkeys(names_, UNKNOWN)})
            assert not unreachable(after, step)


@settings(law, max_examples=150)
@given(own.flows(own.policies), own.givens)
def test_giving_what_a_planned_step_lacks_leaves_it_lacking_nothing(
    flow: Flow, values: dict
) -> None:
    plan = make_plan(flow, given=values)
    for step in plan.steps:
        names_ = gives(explain(flow, plan, step)[0])
        after = make_plan(flow, given={**values, **dict.fromkeys(names_, 2)})
        found = explain(flow, after, step)[0]
        assert found.answer.reason != "missing"


# the command line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work.py").write_text(
        "def a(n): return n\ndef b(x): raise ValueError('no rows')\ndef c(y): return y\n"
    )
    monkeypatch.chdir(tmp_path)
    saved(CHAIN)
    return tmp_path


CHAIN = flow_of("a: n -> x", "b: x -> y", "c: y -> z")
FILE = "f.flow.json"


def kept_run() -> str:
    assert backcast("run", FILE, "-i", "n=1").returncode == 1
    return str(json.loads(backcast("runs", "--json").stdout)[0]["run"])


def explained(*args: str) -> Mapping[str, Any]:
    done = backcast("explain", FILE, *args, "--json")
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_the_command_gives_the_answer_first_then_what_would_change_it(folder: Path) -> None:
    done = backcast("explain", FILE, "c")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Step 'c' is in the plan, but cannot run yet: nothing gives 'n'.",
        "  - step 'c' is in the plan: it is a goal",
        "  - input 'y' waits for step 'b'",
        "To change that:",
        "  - give 'n' a value",
    ]


def test_the_command_takes_values_presets_and_goals(folder: Path) -> None:
    saved(replace(CHAIN, presets={"p": {"n": 1}}))
    assert backcast("explain", FILE, "c", "-i", "n=1").stdout.startswith("Step 'c' is in the plan:")
    assert explained("c", "--set", "p")["explanations"][0]["suggestions"] == []
    other = explained("c", "--goal", "b")["explanations"][0]
    assert other["verdict"] == "not_needed"


def test_the_command_prints_typed_values_as_json(folder: Path) -> None:
    document = explained("b->c")
    assert document["run"] is None
    [one] = document["explanations"]
    assert one["subject"] == {"topic": "wire", "name": "b.y->c.y"}
    assert one["verdict"] == "carries"
    assert one["sentences"][0]["names"] == ["y", "b", "c"]
    assert one["chain"][0] == {"topic": "step", "name": "b"}
    missing = explained("n")["explanations"][0]
    assert missing["suggestions"] == [
        {"action": "give", "names": ["n"], "message": "give 'n' a value"}
    ]


def test_a_flow_that_cannot_be_run_is_explained_all_the_same(folder: Path) -> None:
    saved(flow_of("a: y -> x", "g: x -> y"))
    done = backcast("explain", FILE, "g")
    assert done.returncode == 0
    assert "wait for each other" in done.stdout


def test_a_run_is_explained_down_to_its_root(folder: Path) -> None:
    run = kept_run()
    done = backcast("explain", FILE, "c", "--run", run[:20])
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == [
        "Step 'c' could not run: blocked by 'b': 'y' can no longer arrive.",
        "  - step 'b' failed: ValueError: no rows (work.py:2, in b)",
    ]
    document = explained("c", "--run", run)
    assert document["run"] == run
    assert document["explanations"][0]["verdict"] == "blocked"


def test_a_file_that_is_only_written_in_another_way_is_still_what_the_run_was_made_of(
    folder: Path,
) -> None:
    run = kept_run()
    said = json.loads(Path(FILE).read_text())
    said["steps"] = dict(reversed(said["steps"].items()))
    said["view"] = {"positions": {"c": [7, 7]}}
    Path(FILE).write_text(json.dumps(said, indent=7))
    done = backcast("explain", FILE, "c", "--run", run)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Step 'c' could not run")


def test_a_run_is_explained_by_the_flow_that_it_was_made_of(folder: Path) -> None:
    run = kept_run()
    saved(flow_of("c: -> z"))
    done = backcast("explain", FILE, "b", "--run", run)
    assert done.stdout.startswith("Step 'b' failed: ValueError: no rows")
    assert "the flow of the run is explained" in done.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["bb"], "the flow has no step, attribute or wire 'bb'; did you mean 'b'?"),
        (["a.x->b.z"], "did you mean 'a.x->b.x'?"),
        (["\udcff\n"], "the flow has no step, attribute or wire"),
        (["c", "--run", "nope"], "there is no run 'nope'"),
        (["c", "--run", "nope", "-i", "n=1"], "'--run' has its own values and goals"),
        (["c", "-i", "n"], "expected NAME=VALUE"),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_be_explained_is_refused_in_a_sentence(
    folder: Path, args: list[str], message: str
) -> None:
    for form in ([], ["--json"]):
        done = backcast("explain", FILE, *args, *form)
        assert done.returncode == 2
        assert message in done.stderr
    assert message in error_of(done.stdout)["message"]


def test_a_file_that_is_none_is_refused(folder: Path) -> None:
    Path("bad.flow.json").write_text("{")
    for file in ("bad.flow.json", "nowhere.flow.json"):
        done = backcast("explain", file, "c", "--json")
        assert done.returncode == 2
        assert error_of(done.stdout)["kind"] == "bad_file"


def test_a_torn_store_is_refused_in_a_sentence(folder: Path, home: Path) -> None:
    run = kept_run()
    Path("torn").write_bytes((home / "store.sqlite3").read_bytes()[:700])
    done = backcast("explain", FILE, "c", "--run", run, "--store", "torn")
    assert done.returncode == 2
    assert "torn" in done.stderr


def test_an_interrupted_run_is_explained_as_far_as_it_came(folder: Path) -> None:
    (folder / "work.py").write_text(WORK)
    saved(flow_of("waits: -> n", "after: n -> m"))
    with started("run", FILE):
        pass
    run = json.loads(backcast("runs", "--json").stdout)[0]["run"]
    done = backcast("explain", FILE, "after", "--run", run)
    assert done.stdout.startswith("Step 'after' has not begun: it waits for step 'waits'.")
    assert "was interrupted" in done.stderr


def test_a_torn_journal_is_explained_as_far_as_it_goes(folder: Path, home: Path) -> None:
    run = kept_run()
    journal = home / "store.sqlite3.runs" / run / "journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:3]) + lines[3][:5])
    done = backcast("explain", FILE, "c", "--run", run)
    assert done.returncode == 0
    assert done.stdout.startswith("Step 'c' has not begun: it waits for step 'b'")
