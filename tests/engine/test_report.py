from __future__ import annotations

import json

import pytest

from engine import cause
from engine import events as e
from engine.flow import Name, StepId
from engine.plan import Fault
from engine.planner import make_plan
from engine.report import result_to_json
from engine.state import RunState
from engine.testing import flow_of

A, B, X = StepId("a"), StepId("b"), Name("x")
START = 1_700_000_000.0


def state_of(
    *facts: e.Event, goals: str = "b", given: dict[Name, object] | None = None
) -> RunState:
    plan = make_plan(flow_of("a: -> x", "b: x, n -> y", goals=goals), given=given or {Name("n"): 1})
    state = RunState(run="01RUN")
    for seq, fact in enumerate((e.RunStarted("Test", plan, plan.given), *facts), 1):
        state.apply(e.Record(seq, START + seq, fact))
    return state


def test_a_result_has_the_keys_of_the_contract() -> None:
    result = result_to_json(state_of(e.StepStarted(A)))
    assert list(result) == ["run", "flow", "status", "error", "goals", "steps", "attributes"]
    assert (result["run"], result["flow"], result["status"]) == ("01RUN", "Test", "running")
    assert result["error"] is None
    assert result["goals"] == {"b": "pending"}
    assert result["steps"]["a"] == {
        "status": "running",
        "reason": None,
        "message": None,
        "tries": 1,
        "started": "2023-11-14T22:13:22.000000+00:00",
        "ended": None,
        "inputs": {},
        "outputs": {},
        "items": None,
        "undo": None,
    }


def test_a_given_value_has_no_step_and_a_written_one_names_it() -> None:
    result = result_to_json(state_of(e.StepStarted(A), e.AttributeSet(X, A, X, 5)))
    assert result["attributes"] == {
        "n": {"value": 1, "step": None},
        "x": {"value": 5, "step": "a"},
    }
    assert result["steps"]["a"]["outputs"] == {"x": 5}


def test_several_values_stand_beside_the_earliest() -> None:
    facts = e.StepStarted(A), e.AttributeSet(X, A, X, 5), e.AttributeSet(X, A, X, 6)
    assert result_to_json(state_of(*facts))["attributes"]["x"] == {
        "value": 5,
        "step": "a",
        "values": [{"value": 5, "step": "a"}, {"value": 6, "step": "a"}],
    }


def test_a_failed_run_tells_its_first_cause() -> None:
    fault = Fault("exception", "step 'a' failed: boom", ("a",))
    facts = (
        e.StepStarted(A),
        e.StepFailed(A, 1, "exception", "boom", "trace"),
        e.StepBlocked(B, A, *cause.input_lost("x", "a")),
        e.RunFailed(fault),
    )
    result = result_to_json(state_of(*facts))
    assert result["status"] == "failed"
    assert result["error"] == {
        "kind": "exception",
        "message": "step 'a' failed: boom",
        "names": ["a"],
    }
    assert result["goals"] == {"b": "blocked"}
    assert result["steps"]["a"]["message"] == "boom"
    assert "'a'" in result["steps"]["b"]["message"]


def test_a_goal_that_needed_no_run_says_why() -> None:
    plan = make_plan(flow_of("a: -> x", goals="a"), given={X: 1})
    state = RunState()
    state.apply(e.Record(1, START, e.RunStarted("", plan, plan.given)))
    assert result_to_json(state)["goals"] == {"a": "satisfied"}


@pytest.mark.parametrize(
    "value", [float("nan"), {1, 2}, b"x", "\udcff", 10**5000, object()], ids=type
)
def test_any_value_comes_out_as_strict_json(value: object) -> None:
    facts = e.StepStarted(A), e.AttributeSet(X, A, X, value)
    text = json.dumps(result_to_json(state_of(*facts)), allow_nan=False, ensure_ascii=False)
    assert text.encode("utf-8")


def test_pinned_values_of_steps_that_do_not_run_are_attributes_too() -> None:
    plan = make_plan(flow_of("a: -> x:=3", "b: x ->"))
    state = RunState()
    state.apply(e.Record(1, START, e.RunStarted("", plan, plan.given)))
    state.apply(e.Record(2, START, e.AttributeSet(X, A, X, 3)))
    result = result_to_json(state)
    assert result["attributes"] == {"x": {"value": 3, "step": "a"}}
    assert "a" not in result["steps"]
