"""Who asks for a Step at once, who only on a condition, and who never: as a run does, so it is explained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.explain import Explanation, explain
from engine.explain.wording import Point
from engine.flow import Collect, Flow, Step
from engine.planner import make_plan
from engine.testing import flow_of
from tests import strategies as own
from tests.engine.program import backcast, saved
from tests.engine.test_explain import chain, offers, told, why
from tests.engine.test_gates import gated, waiting, with_ports
from tests.laws.test_run_laws import CHOICES, Simulated

HELD = (Point.STAND_IN, Point.BEHIND_GATE)
BOTH = {"sources": ("a", "b")}
MATCHING = {"match": "value > 1"}
NOTHING = {"collect": Collect.NONE}


def conditions(flow: Flow, name: str, **values: Any) -> list[str]:
    return [it.message for it in why(flow, name, **values).sentences if it.reason in HELD]


def listing(text: str, **changes: Any) -> Step:
    return with_ports(text, x={"collect": Collect.ALL, "sources": ("a", "b"), **changes})


# held back


@pytest.mark.parametrize(
    ("reader", "step"),
    [
        (with_ports("g: gate=a, again=a ->", gate=MATCHING), "p"),
        (with_ports("g: n, x ->", n=BOTH | NOTHING, x=BOTH), "q"),
        (with_ports("g: m=b, x ->", m=MATCHING, x=BOTH), "q"),
        (with_ports("g: x, y=b ->", x=BOTH), "q"),
    ],
    ids=["a gate", "a gate that wants nothing", "a gate beside a stand-in", "another input"],
)
def test_what_its_reader_asks_for_at_once_is_not_held_back_by_it(reader: Step, step: str) -> None:
    assert conditions(flow_of("p: -> a", "q: -> b", reader, goals="g"), step) == []


def test_what_a_gate_asks_for_only_in_the_end_does_not_wait_for_the_gate() -> None:
    reader = with_ports("g: m, x=b ->", m=BOTH | MATCHING)
    assert conditions(flow_of("p: -> a", "q: -> b", reader, goals="g"), "q") == [
        "input 'g.m' asks for it only if step 'p' ends without delivering"
    ]


def test_a_gate_that_a_given_value_has_opened_holds_nothing_back() -> None:
    flow = flow_of("p: -> z", gated("g: x, z ->", "x"))
    assert conditions(flow, "p", x=2) == []


def test_what_only_a_stand_in_needs_is_held_back_as_that_is() -> None:
    flow = flow_of(
        "p: -> a", "deep: -> k", "mid: k -> l", "q: l -> b", with_ports("g: x ->", x=BOTH)
    )
    held = "input 'g.x' asks for step 'q', which needs it, only if step 'p' ends without delivering"
    assert [conditions(flow, name) for name in ("p", "mid", "deep")] == [[], [held], [held]]


def test_what_somebody_else_needs_too_is_not_held_back() -> None:
    reader = with_ports("g: x ->", x=BOTH)
    flow = flow_of("p: -> a", "k: -> k", "q: k -> b", reader, "h: k ->", goals="g h")
    assert conditions(flow, "k") == []
    assert conditions(flow_of("p: -> a", "k: -> k", "q: k -> b", reader, goals="g k"), "k") == []


def test_what_only_a_gated_step_needs_is_held_back_as_that_is() -> None:
    flow = flow_of("p: -> x", "k: -> k", "q: k -> z", gated("g: x, z ->", "x"))
    assert conditions(flow, "k") == [
        "step 'g' asks for step 'q', which needs it, only once its gate at 'x' is open"
    ]


# never asked


def test_a_shut_gate_is_why_nothing_asks_for_what_its_step_reads() -> None:
    flow = flow_of(gated("g: m, n -> r", "m"))
    one = why(flow, "n", m=0)
    assert (one.verdict, offers(one)) == ("idle", ["give 'm' another value"])
    assert told(one) == [
        "nothing asks for 'n': step 'g' will be skipped: the gate at input 'm' stays shut"
    ]
    wired = flow_of("p: -> n", gated("g: m, n -> r", "m"), "h: n ->", goals="g h")
    wire = why(wired, "p.n->g.n", m=0)
    assert (wire.verdict, offers(wire)) == ("unused", ["give 'm' another value"])
    assert "the gate at input 'm' stays shut" in wire.answer.message


@pytest.mark.parametrize(
    ("changes", "said"), [({"default": "D"}, "takes its default"), ({}, "is left out")]
)
def test_of_a_list_that_cannot_be_complete_all_tell_the_same(changes: dict, said: str) -> None:
    flow = flow_of("above: -> k", "p: k -> a", listing("g: x? -> r", **changes))
    lost = f"input 'x' {said}, since its list cannot be complete without 'b'"
    assert told(why(flow, "g"))[1:] == [lost]
    for step in ("p", "above"):
        one = why(flow, step)
        assert one.answer.message == (
            f"step '{step}' is in the plan, but will be skipped: nothing asks for it"
        )
        assert f"step 'g': {lost}" in told(one)
        assert offers(one) == ["give 'b' a value", f"mark step '{step}' as a goal"]
        assert chain(one) == [step]
    wire = why(flow, "p.a->g.x")
    assert (wire.verdict, offers(wire)) == ("unused", ["give 'b' a value"])
    assert told(wire) == [f"the wire to 'g.x' is not in use: {lost}"]
    assert told(why(flow, "a")) == [f"nothing asks for 'a': step 'g': {lost}"]
    complete = why(flow, "p", b=1)
    assert complete.answer.message.startswith("step 'p' is in the plan: goal 'g' needs it")


def test_a_wire_into_an_input_that_wants_no_value_is_watched() -> None:
    one = why(flow_of("p: -> n", waiting("g: n ->", "n")), "p->g")
    assert (one.verdict, told(one)) == (
        "watches", ["the wire is watched: 'g.n' wants no 'n' to come from 'p.n'"]
    )  # fmt: skip


def test_a_gate_that_wants_nothing_to_match_says_so() -> None:
    reader = with_ports("g: n ->", n={"collect": Collect.NONE, "match": "value > 1"})
    assert told(why(flow_of("p: -> n", reader), "g"))[2] == (
        "input 'n' is a gate: the step runs only if no value comes with value > 1"
    )


# laws


@settings(deadline=None, max_examples=150)
@given(own.flows(own.whole_inputs, min_goals=1), own.givens, st.data())
def test_a_run_asks_as_it_is_explained(flow: Flow, values: dict, data: st.DataObject) -> None:
    wanted = make_plan(flow, given=values)
    plan = make_plan(flow, given={**values, **dict.fromkeys(wanted.missing, 2)})
    if plan.faults or plan.missing:
        return
    found = {step: explain(flow, plan, step)[0] for step in plan.steps}
    run = Simulated(plan)
    assert not [step for step in run.working if waits_with_another(found[step])]
    started = {*run.working}
    while run.working:
        run.go_on(data.draw(st.sampled_from(sorted(run.working))), data.draw(ENDS))
        started |= {*run.working}
    assert not [step for step in started if "nothing asks for it" in found[step].answer.message]


ENDS = st.sampled_from(CHOICES)


def waits_with_another(one: Explanation) -> bool:
    return any(it.reason in HELD and "which needs it" in it.message for it in one.sentences)


# elements


@pytest.fixture
def nested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work.py").write_text("def c1(x): return x\n")
    saved(flow_of("c1: x -> y"), "child.flow.json")


def parent(**port: Any) -> str:
    step = with_ports("sub: x -> y", x=port)
    data = json.loads(Path(saved(flow_of(step))).read_text())
    data["steps"]["sub"] |= {"kind": "flow", "config": {"flow": "child.flow.json"}}
    Path("f.flow.json").write_text(json.dumps(data))
    return "f.flow.json"


@pytest.mark.parametrize(
    ("port", "args", "known", "unknown", "there"),
    [
        ({}, ["-i", "x=[1]"], [], [0],
         "step 'sub' runs once, not for each element of a list: ask for 'sub/c1'"),
        ({"each": True, "value": [7, 8, 9]}, [], [0, 2], [3], "step 'sub' has elements 0 to 2"),
        ({"each": True}, ["-i", "x=[7]"], [0], [1], "step 'sub' has element 0 alone"),
        ({"each": True}, ["-i", "x=[]"], [], [0], "step 'sub' has no elements"),
        ({"each": True}, [], [0, 99], [], ""),
    ],
)  # fmt: skip
def test_an_element_that_there_cannot_be_is_as_unknown_as_any_wrong_name(
    nested: None, port: dict, args: list[str], known: list[int], unknown: list[int], there: str
) -> None:
    file = parent(**port)
    for element in known:
        assert backcast("explain", file, f"sub[{element}]/c1", *args).returncode == 0
    for element in unknown:
        done = backcast("explain", file, f"sub[{element}]/c1", *args)
        assert done.returncode == 2
        wrong = f"the flow has no step, attribute or wire 'sub[{element}]/c1'"
        assert f"{wrong}; {there}\n" in done.stderr


def test_of_a_run_the_elements_that_there_were_are_named(nested: None) -> None:
    file = parent(each=True)
    assert backcast("run", file, "-i", "x=[1, 2]").returncode == 0
    run = json.loads(backcast("runs", "--json").stdout)[0]["run"]
    assert backcast("explain", file, "sub[1]/c1", "--run", run).returncode == 0
    done = backcast("explain", file, "sub[2]/c1", "--run", run)
    assert (done.returncode, "step 'sub' has elements 0 to 1\n" in done.stderr) == (2, True)


def test_a_list_behind_a_gate_that_cannot_be_complete_is_said_to_lack_what_it_lacks() -> None:
    reader = with_ports(
        "g: m, i ->", m=MATCHING, i={"collect": Collect.ALL, "sources": ("c", "aa", "bb")}
    )
    flow = flow_of("o: -> m", "p: -> c", reader, goals="g")
    said = [it.message for it in why(flow, "g").sentences]
    assert "input 'i' needs 'aa' and 'bb', which nothing gives" in said
    assert "nothing asks for it" in str(why(flow, "p"))
