"""The rules that decide when an input is settled, when a Step may run, and over what."""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from collections import OrderedDict
from dataclasses import replace

import pytest

from engine import events as e
from engine.cli.sentences import end_in_words
from engine.datatype import DataType, TypeName
from engine.errors import Fatal, StepFailure
from engine.flow import Collect, Flow, Input, Name, Output, Step, StepId
from engine.policy import Backoff, Combine, OnFailure, Retry, WorkPolicy
from engine.testing import flow_of
from tests.scripted import ran


def with_input(flow: Flow, step: str, port: str, **changes: object) -> Flow:
    old = flow.steps[StepId(step)]
    inputs = OrderedDict(old.inputs)
    inputs[Name(port)] = replace(inputs[Name(port)], **changes)
    return with_step(flow, replace(old, inputs=inputs))


def with_step(flow: Flow, step: Step) -> Flow:
    return replace(flow, steps={**flow.steps, step.id: step})


def changed(flow: Flow, step: str, **changes: object) -> Flow:
    return with_step(flow, replace(flow.steps[StepId(step)], **changes))


async def late(call):
    await asyncio.sleep(0.02)
    return dict.fromkeys(call.outputs, f"late {call.step}")


async def late_failure(call):
    await asyncio.sleep(0.02)
    raise ValueError("no")


async def never(call):
    await asyncio.Event().wait()


# --- when


@pytest.mark.parametrize(("n", "status"), [(3, "completed"), (1, "skipped")])
async def test_when_decides_whether_a_step_runs(n, status):
    flow = changed(flow_of("a: n -> x"), "a", when="n > 2")
    run = await ran(flow, {}, {"n": n})
    assert run.statuses == {"a": status}
    assert run.state.status == "completed"
    if status == "skipped":
        assert run.state.steps["a"].reason == "condition"
        assert "n > 2" in run.state.steps["a"].message


async def test_a_skipped_step_blocks_what_strictly_needs_it_and_its_stand_in_takes_over():
    flow = changed(flow_of("a: n -> x", "b: x -> y"), "a", when="false")
    run = await ran(flow, {}, {"n": 1})
    assert run.statuses == {"a": "skipped", "b": "blocked"}
    flow = changed(flow_of("a: n -> x", "b: -> x", "c: x -> y"), "b", when="false")
    run = await ran(changed(flow, "a", when="true"), {"a": ValueError("no")}, {"n": 1})
    assert run.statuses == {"a": "failed", "b": "skipped", "c": "blocked"}


async def test_absent_inputs_are_null_to_when():
    flow = changed(flow_of("a: x? -> y", goals="a"), "a", when="x == null")
    assert (await ran(flow)).statuses == {"a": "completed"}


@pytest.mark.parametrize("condition", ["n +", "n", "nobody > 1", "'text' > 1"])
async def test_a_condition_that_is_wrong_or_gives_no_truth_fails_the_step(condition):
    run = await ran(changed(flow_of("a: n -> x"), "a", when=condition), {}, {"n": 1}, unsound=True)
    assert run.statuses == {"a": "failed"}
    assert run.state.steps["a"].reason == "expression"
    assert run.kind.calls == []


# --- collect

THREE = flow_of("a: -> x", "b: -> y", "c: -> w", "goal: v=x|y|w -> z")


async def test_fastest_takes_the_first_to_arrive_and_cancels_the_losers():
    flow = with_input(
        flow_of("a: -> x", "b: -> y", "goal: v=x|y -> z"), "goal", "v", collect=Collect.FASTEST
    )
    run = await ran(flow, {"a": never})
    assert run.state.steps["goal"].inputs == {"v": "b.y"}
    assert run.statuses == {"a": "cancelled", "b": "completed", "goal": "completed"}
    assert run.state.steps["a"].reason == "too_late"


async def test_a_goal_or_a_step_that_another_asks_for_is_no_loser():
    flow = flow_of(
        "a: -> x", "b: -> y", "goal: v=x|y -> z", "other: x -> w", goals=["goal", "other"]
    )
    flow = with_input(flow, "goal", "v", collect=Collect.FASTEST)
    run = await ran(flow, {"a": late})
    assert run.state.steps["goal"].inputs == {"v": "b.y"}
    assert run.statuses["a"] == "completed"


async def test_last_waits_for_all_and_takes_the_last_to_arrive():
    flow = with_input(
        THREE,
        "goal",
        "v",
        collect=Collect.LAST,
    )
    run = await ran(flow, {"a": late, "c": ValueError("no")})
    assert run.state.steps["goal"].inputs == {"v": "late a"}


async def test_some_lists_what_was_delivered_in_the_order_of_from():
    flow = with_input(
        THREE,
        "goal",
        "v",
        collect=Collect.SOME,
    )
    run = await ran(flow, {"a": late, "b": ValueError("no")})
    assert run.state.steps["goal"].inputs == {"v": ["late a", "c.w"]}
    none = await ran(flow, dict.fromkeys("abc", ValueError("no")))
    assert none.statuses["goal"] == "blocked"


async def test_given_values_join_last_and_some_and_settle_fastest():
    flow = flow_of("a: -> x", "goal: v=x -> z")
    some = await ran(with_input(flow, "goal", "v", collect=Collect.SOME), {}, {"x": "given"})
    assert some.state.steps["goal"].inputs == {"v": ["given", "a.x"]}
    last = await ran(with_input(flow, "goal", "v", collect=Collect.LAST), {}, {"x": "given"})
    assert last.state.steps["goal"].inputs == {"v": "a.x"}
    fastest = await ran(with_input(flow, "goal", "v", collect=Collect.FASTEST), {}, {"x": "given"})
    assert fastest.state.steps["goal"].inputs == {"v": "given"}


@pytest.mark.parametrize(("collect", "value"), [(Collect.LAST, "given"), (Collect.SOME, ["given"])])
async def test_a_given_value_is_enough_where_no_producer_delivers(collect, value):
    flow = with_input(flow_of("a: -> x", "goal: v=x -> z"), "goal", "v", collect=collect)
    run = await ran(flow, {"a": ValueError("no")}, {"x": "given"})
    assert run.statuses == {"a": "failed", "goal": "completed"}
    assert run.state.steps["goal"].inputs == {"v": value}


# --- deadline


async def test_a_deadline_limits_the_wait_for_an_optional_input():
    flow = with_input(flow_of("slow: -> x", "goal: x?=7 -> y"), "goal", "x", deadline=0.02)
    run = await ran(flow, {"slow": never})
    assert run.state.steps["goal"].inputs == {"x": 7}
    assert run.statuses == {"slow": "cancelled", "goal": "completed"}


async def test_a_deadline_of_zero_does_not_wait():
    flow = with_input(flow_of("slow: -> x", "goal: x? -> y"), "goal", "x", deadline=0)
    run = await ran(flow, {"slow": late})
    assert run.state.steps["goal"].inputs == {}


async def test_a_deadline_counts_from_when_the_required_inputs_are_ready():
    flow = flow_of("first: -> r", "quick: -> x", "goal: r, x?=7 -> y")
    run = await ran(with_input(flow, "goal", "x", deadline=0.01), {"first": late, "quick": late})
    # by the time `r` is there, so is `x`
    assert run.state.steps["goal"].inputs["x"] == "late quick"


async def test_at_the_deadline_some_takes_what_has_arrived():
    flow = flow_of("a: -> x", "b: -> y", "goal: v=x|y? -> z")
    flow = with_input(flow, "goal", "v", collect=Collect.SOME, deadline=0.05)
    run = await ran(flow, {"a": never})
    assert run.state.steps["goal"].inputs == {"v": ["b.y"]}


async def test_at_the_deadline_last_takes_the_last_that_has_arrived():
    flow = flow_of("a: -> w", "b: -> x", "c: -> y", "goal: v=w|x|y? -> z")
    flow = with_input(flow, "goal", "v", collect=Collect.LAST, deadline=0.1)
    run = await ran(flow, {"a": late, "c": never})
    assert run.state.steps["goal"].inputs == {"v": "late a"}


async def test_a_value_that_comes_after_the_deadline_still_enters_flow_state_for_others():
    flow = flow_of("slow: -> x", "goal: x?=7 -> y", "other: x -> z", goals=["goal", "other"])
    run = await ran(with_input(flow, "goal", "x", deadline=0), {"slow": late})
    assert run.state.steps["goal"].inputs == {"x": 7}
    assert run.state.steps["other"].inputs == {"x": "late slow"}


# --- each


def each_flow(*ports: str, outputs: str = "y", **policy: object) -> Flow:
    flow = flow_of(f"a: {', '.join(ports)} -> {outputs}")
    for port in ports:
        flow = with_input(flow, "a", port.strip("?"), each=True)
    return changed(flow, "a", policy=WorkPolicy(**policy))


async def test_each_runs_once_per_element_and_keeps_their_order():
    async def double(call):
        await asyncio.sleep(0.01 / call.inputs["n"])
        return {"y": call.inputs["n"] * 2}

    run = await ran(each_flow("n"), {"a": double}, {"n": [1, 2, 3]})
    assert run.state.steps["a"].outputs == {"y": [2, 4, 6]}
    assert run.state.steps["a"].items == (3, 3, 0)
    assert [event.item for event in run.all(e.ItemStarted)] == [0, 1, 2]


@pytest.mark.parametrize(("given", "result"), [([], []), ([5], [5])])
async def test_no_element_gives_an_empty_list_and_one_a_list_of_one(given, result):
    run = await ran(each_flow("n"), {"a": lambda call: {"y": call.inputs["n"]}}, {"n": given})
    assert run.state.steps["a"].outputs == {"y": result}


async def test_several_each_inputs_give_all_combinations_the_first_varying_slowest():
    pair = {"a": lambda call: {"y": [call.inputs["m"], call.inputs["n"]]}}
    run = await ran(each_flow("m", "n"), pair, {"m": [1, 2], "n": ["x", "y"]})
    assert run.state.steps["a"].outputs["y"] == [[1, "x"], [1, "y"], [2, "x"], [2, "y"]]


async def test_zip_pairs_them_and_unequal_lengths_fail():
    pair = {"a": lambda call: {"y": [call.inputs["m"], call.inputs["n"]]}}
    flow = each_flow("m", "n", combine=Combine.ZIP)
    run = await ran(flow, pair, {"m": [1, 2], "n": [3, 4]})
    assert run.state.steps["a"].outputs["y"] == [[1, 3], [2, 4]]
    run = await ran(flow, pair, {"m": [1, 2], "n": [3]})
    assert run.statuses == {"a": "failed"}
    assert "'m' has 2, 'n' has 1" in run.state.steps["a"].message


async def test_more_combinations_than_a_step_can_run_for_fail_it_with_their_lengths():
    ports = [f"p{n}" for n in range(7)]
    run = await ran(each_flow(*ports), {}, {port: [0] * 1_000 for port in ports})
    assert (run.state.status, run.statuses) == ("failed", {"a": "failed"})
    state = run.state.steps["a"]
    assert state.reason == "too_many_combinations"
    assert "at most 1,000,000,000 combinations" in state.message
    assert "these make more: 'p0' (1,000) × 'p1' (1,000) × " in state.message
    assert state.message.endswith("make them shorter, or combine them as 'zip'")


async def test_elements_that_are_still_to_begin_cost_no_memory():
    async def fail(call):
        raise ValueError("the first one")

    lists = {"m": [0] * 20_000, "n": [0] * 1_000}
    tracemalloc.start()
    try:
        run = await ran(each_flow("m", "n"), {"a": fail}, lists)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert run.state.steps["a"].items.total == 20_000_000
    assert most < 20_000_000, "a byte for each would already be more"


async def test_an_absent_each_input_is_absent_for_every_element_and_alone_gives_one_element():
    see = {"a": lambda call: {"y": sorted(call.inputs)}}
    run = await ran(each_flow("m", "n?"), see, {"m": [1, 2]})
    assert run.state.steps["a"].outputs["y"] == [["m"], ["m"]]
    run = await ran(each_flow("n?"), see)
    assert run.state.steps["a"].outputs["y"] == [[]]


async def test_a_value_that_is_no_list_fails_the_step():
    run = await ran(each_flow("n"), {}, {"n": 3}, unsound=True)
    assert run.statuses == {"a": "failed"}
    assert "got integer" in run.state.steps["a"].message


async def test_a_missing_optional_result_is_null():
    flow = each_flow("n", outputs="y*")
    run = await ran(flow, {"a": lambda call: {"y": 1} if call.inputs["n"] else {}}, {"n": [1, 0]})
    assert run.state.steps["a"].outputs == {"y": [1, None]}


async def test_at_most_parallelism_elements_run_at_a_time():
    busy, most = [0], [0]

    async def count(call):
        busy[0] += 1
        most[0] = max(most[0], busy[0])
        await asyncio.sleep(0.001)
        busy[0] -= 1
        return {"y": 1}

    await ran(each_flow("n", parallelism=3), {"a": count}, {"n": list(range(20))})
    assert most[0] == 3


async def test_one_failed_element_fails_the_step_once_those_in_progress_have_ended():
    async def work(call):
        if call.inputs["n"] == 1:
            raise ValueError("bad one")
        await asyncio.sleep(0.02)
        return {"y": call.inputs["n"]}

    run = await ran(each_flow("n", parallelism=2), {"a": work}, {"n": [0, 1, 2, 3]})
    assert run.statuses == {"a": "failed"}
    assert "element 1: ValueError: bad one" in run.state.steps["a"].message
    assert [event.item for event in run.all(e.ItemStarted)] == [0, 1]
    assert [event.item for event in run.all(e.ItemCompleted)] == [0]


async def test_each_element_is_retried_by_itself():
    def flaky(call):
        return (
            ValueError("again")
            if call.attempt == 1 and call.inputs["n"]
            else {"y": call.inputs["n"]}
        )

    run = await ran(
        each_flow("n", retry=Retry(times=1, delay=0.001)), {"a": flaky}, {"n": [0, 1, 2]}
    )
    assert run.state.steps["a"].outputs == {"y": [0, 1, 2]}
    assert sorted(event.item for event in run.all(e.StepRetrying)) == [1, 2]


async def test_a_port_with_each_is_typed_by_the_element():
    number = DataType(name=TypeName.INTEGER)
    flow = with_input(each_flow("n"), "a", "n", type=number)
    step = flow.steps[StepId("a")]
    flow = with_step(flow, replace(step, outputs=OrderedDict(y=Output(type=number))))
    fine = await ran(flow, {"a": lambda call: {"y": call.inputs["n"]}}, {"n": [1, 2]}, unsound=True)
    assert fine.state.steps["a"].outputs == {"y": [1, 2]}
    bad = await ran(flow, {"a": lambda call: {"y": "many"}}, {"n": [1, 2]}, unsound=True)
    assert "element 0: output 'y': expected integer" in bad.state.steps["a"].message


async def test_stop_cancels_the_elements_in_progress():
    from tests.engine.test_runner import stopped_run

    flow = replace(each_flow("n?"), inputs={})
    flow = with_input(flow, "a", "n", each=True, value=[1, 2, 3])
    run, took = await stopped_run(flow, {"a": never})
    assert run.statuses == {"a": "cancelled"}
    assert took < 1


async def test_ten_thousand_elements_run_in_bounded_time():
    run = await ran(
        each_flow("n", parallelism=64),
        {"a": lambda call: {"y": call.inputs["n"]}},
        {"n": list(range(10_000))},
    )
    assert run.state.steps["a"].outputs["y"] == list(range(10_000))


# --- gates


def gated(*steps: str, gate: str = "v", match: str = "value > 1", **changes: object) -> Flow:
    flow = flow_of(*steps)
    return with_input(flow, "goal", gate, match=match, **changes)


async def test_a_gate_that_opens_lets_the_rest_be_asked_for():
    flow = gated("a: -> v", "b: -> x", "goal: v, x -> z")
    run = await ran(flow, {"a": {"v": 2}}, unsound=True)
    assert run.statuses == dict.fromkeys(["a", "b", "goal"], "completed")


async def test_what_only_a_shut_gate_hides_never_runs():
    flow = gated("a: -> v", "deep: -> d", "b: d -> x", "goal: v, x -> z")
    run = await ran(flow, {"a": {"v": 1}}, unsound=True)
    assert run.statuses == {"a": "completed", "deep": "skipped", "b": "skipped", "goal": "skipped"}
    assert run.state.steps["goal"].reason == "gate"
    assert run.state.status == "completed"  # the Goal was skipped by its own condition
    assert [call.step for call in run.kind.calls] == ["a"]


async def test_a_failed_producer_that_could_have_met_the_gate_blocks_the_step():
    run = await ran(gated("a: -> v", "goal: v -> z"), {"a": ValueError("no")}, unsound=True)
    assert run.statuses == {"a": "failed", "goal": "blocked"}
    assert run.state.status == "failed"


async def test_a_refused_gate_wins_over_a_lost_one():
    flow = gated("a: -> v", "b: -> w", "goal: v, w -> z")
    flow = with_input(flow, "goal", "w", match="value > 1")
    run = await ran(flow, {"a": {"v": 0}, "b": ValueError("no")}, unsound=True)
    assert run.statuses["goal"] == "skipped"


@pytest.mark.parametrize("given_up", [{"a": {}}, {"a": {"v": 0}}])
async def test_an_all_gate_that_would_be_shut_all_the_same_is_not_lost_to_a_failure(given_up):
    flow = gated(
        "a: -> v*", "b: v -> u*", "f: -> w", "goal: in=w&v -> z", gate="in", collect=Collect.ALL
    )
    flow = with_step(flow, replace(flow.steps["goal"], inputs={
        **flow.steps["goal"].inputs, Name("late"): Input(sources=(Name("u"),), collect=Collect.NONE),
    }))  # fmt: skip
    holder = flow_of("h: -> k", "first: i=k|z -> end")
    flow = replace(flow, steps={**holder.steps, **flow.steps}, goals=frozenset(["first", "b", "f"]))
    script = {"h": late_failure, "f": ValueError("no"), "b": {}, **given_up}
    run = await ran(flow, script, unsound=True)
    assert run.statuses["goal"] == "skipped"


async def test_a_name_that_a_gate_behind_an_opened_gate_lacks_blocks_its_step():
    flow = flow_of("a: -> v", "m: k -> w", "goal: v, w -> z")
    flow = with_input(with_input(flow, "goal", "v", match="value > 1"), "m", "k", match="value > 1")
    run = await ran(flow, {"a": {"v": 2}})
    assert run.statuses == {"a": "completed", "m": "blocked", "goal": "blocked"}
    assert run.state.steps["m"].message == "'k' was not given, and the gate before it opened"


async def test_work_for_a_goal_that_is_blocked_is_awaited_though_it_was_in_a_race():
    flow = flow_of("a: -> x", "b: -> y", "goal: x, i=y|x ->")
    flow = with_input(flow, "goal", "i", collect=Collect.FASTEST)
    run = await ran(flow, {"a": ValueError("no"), "b": late})
    assert run.statuses == {"a": "failed", "b": "completed", "goal": "blocked"}


async def test_a_value_that_does_not_match_counts_as_not_delivered():
    flow = gated("a: -> v", "b: -> w", "goal: in=v|w -> z", gate="in")
    run = await ran(flow, {"a": {"v": 0}, "b": {"w": 5}}, unsound=True)
    assert run.state.steps["goal"].inputs == {"in": 5}
    assert run.statuses == dict.fromkeys(["a", "b", "goal"], "completed")


async def test_lists_hold_matching_values_only_and_all_needs_every_one():
    some = gated("a: -> v", "b: -> w", "goal: in=v|w -> z", gate="in", collect=Collect.SOME)
    run = await ran(some, {"a": {"v": 0}, "b": {"w": 5}}, unsound=True)
    assert run.state.steps["goal"].inputs == {"in": [5]}
    every = with_input(some, "goal", "in", collect=Collect.ALL)
    run = await ran(every, {"a": {"v": 0}, "b": {"w": 5}}, unsound=True)
    assert run.statuses["goal"] == "skipped"


async def test_none_is_met_when_nobody_delivers_and_refused_when_somebody_does():
    flow = with_input(
        flow_of("a: -> v", "goal: v -> z"), "goal", "v", collect=Collect.NONE, default=7
    )
    met = await ran(flow, {"a": ValueError("no")}, unsound=True)
    assert met.state.steps["goal"].inputs == {"v": 7}
    assert met.state.status == "completed"
    refused = await ran(flow, {"a": {"v": 1}}, unsound=True)
    assert refused.statuses == {"a": "completed", "goal": "skipped"}


async def test_a_match_that_is_wrong_fails_its_step():
    run = await ran(
        gated("a: -> v", "goal: v -> z", match="value > 'x'"), {"a": {"v": 2}}, unsound=True
    )
    assert run.statuses == {"a": "completed", "goal": "failed"}
    assert run.state.steps["goal"].reason == "expression"
    assert "'match' of input 'v'" in run.state.steps["goal"].message


# --- undo

UNDO = {"kind": "python", "config": {"function": "work:undo"}}


def undoable(flow: Flow, *steps: str, **policy: object) -> Flow:
    for step in steps:
        flow = changed(flow, step, policy=WorkPolicy(undo=UNDO, **policy))
    return flow


def undoing(run):
    return [
        (type(event).__name__, event.step, event.item)
        for event in run.events
        if "Undo" in type(event).__name__
    ]


async def test_on_failure_undo_undoes_what_completed_in_reverse_order_once_the_run_has_failed():
    flow = undoable(flow_of("a: -> x", "b: x -> y", "c: y -> z"), "a", "b")
    flow = replace(flow, on_failure=OnFailure.UNDO)
    undone = []

    def work(call):
        if call.config.get("function") == "work:undo":
            undone.append((call.step, dict(call.inputs)))
            return {}
        return dict.fromkeys(call.outputs, call.step)

    run = await ran(flow, {"a": work, "b": work, "c": ValueError("no")})
    assert undone == [("b", {"x": "a", "y": "b"}), ("a", {"x": "a"})]
    kinds = [type(event).__name__ for event in run.events][-6:]
    assert kinds == [
        "RunFailed",
        "UndoStarted",
        "UndoCompleted",
        "UndoStarted",
        "UndoCompleted",
        "RunSettled",
    ]
    assert run.state.steps["a"].undo == "completed"


async def test_elements_of_a_failed_step_that_had_succeeded_are_undone_once():
    undone = []

    async def work(call):
        if call.config.get("function") == "work:undo":
            undone.append(dict(call.inputs))
            return {}
        if call.inputs["n"] == 2:
            raise ValueError("bad one")
        return {"y": call.inputs["n"] * 10}

    flow = each_flow("n", parallelism=1, undo=UNDO)
    run = await ran(flow, {"a": work}, {"n": [0, 1, 2, 3]})
    assert undone == [{"n": 1, "y": 10}, {"n": 0, "y": 0}], "the last first"
    assert run.state.status == "failed"


async def test_a_failed_undo_is_recorded_and_the_rest_go_on():
    def work(call):
        if call.config.get("function") == "work:undo":
            raise ValueError(f"cannot undo {call.step}")
        return dict.fromkeys(call.outputs, 1)

    flow = replace(
        undoable(flow_of("a: -> x", "b: x -> y", "c: y -> z"), "a", "b"), on_failure=OnFailure.UNDO
    )
    run = await ran(flow, {"a": work, "b": work, "c": ValueError("no")})
    assert [event.step for event in run.all(e.UndoFailed)] == ["b", "a"]
    assert "cannot undo b" in run.all(e.UndoFailed)[0].message


async def test_an_undo_is_retried_like_work():
    def work(call):
        if call.config.get("function") == "work:undo":
            return ValueError("again") if call.attempt == 1 else {}
        return dict.fromkeys(call.outputs, 1)

    flow = undoable(flow_of("a: -> x", "b: x -> y"), "a", retry=Retry(times=1, delay=0.001))
    run = await ran(replace(flow, on_failure=OnFailure.UNDO), {"a": work, "b": ValueError("no")})
    assert [event.step for event in run.all(e.UndoCompleted)] == ["a"]


async def test_without_on_failure_undo_completed_steps_stay_done_and_stop_undoes_nothing():
    flow = undoable(flow_of("a: -> x", "b: x -> y"), "a")
    run = await ran(flow, {"b": ValueError("no")})
    assert undoing(run) == []
    from tests.engine.test_runner import stopped_run

    flow = replace(undoable(flow_of("a: -> x", "b: x -> y"), "a"), on_failure=OnFailure.UNDO)
    run, _ = await stopped_run(flow, {"b": never})
    assert undoing(run) == []


async def test_a_run_that_completes_undoes_nothing_though_it_would_have_and_a_step_failed():
    flow = undoable(flow_of("a: -> x", "b: -> y", "c: x, y? -> z", goals="c"), "a", "c")
    run = await ran(replace(flow, on_failure=OnFailure.UNDO), {"b": ValueError("no")})
    assert run.state.status == "completed"
    assert undoing(run) == []


async def test_elements_of_a_step_that_failed_before_the_run_was_stopped_are_not_undone():
    from tests.engine.test_runner import stopped_run

    def work(call):
        if call.inputs["n"]:
            raise ValueError("no")
        return {"y": 1}

    flow = flow_of("a: n -> y", "b: -> z", goals="a b", n=[0, 1])
    flow = changed(with_input(flow, "a", "n", each=True), "a", policy=WorkPolicy(undo=UNDO))
    run, _ = await stopped_run(flow, {"a": work, "b": never})
    assert run.statuses == {"a": "failed", "b": "cancelled"}
    assert run.state.steps["a"].items.completed == 1
    assert undoing(run) == []


@pytest.mark.parametrize("each", [False, True])
async def test_where_an_input_and_an_output_have_one_name_an_undo_gets_the_output(each):
    undone = []

    def work(call):
        if call.config.get("function") == "work:undo":
            undone.append(dict(call.inputs))
            return {}
        if call.inputs["n"] > 1:
            raise ValueError("no")
        return {"n": call.inputs["n"] * 10}

    flow = flow_of("a: n -> n=m", "b: m -> z", n=[1, 2] if each else 1)
    flow = changed(with_input(flow, "a", "n", each=each), "a", policy=WorkPolicy(undo=UNDO))
    await ran(replace(flow, on_failure=OnFailure.UNDO), {"a": work, "b": ValueError("no")})
    assert undone == [{"n": 10}]


async def test_an_undo_that_no_retry_could_mend_is_tried_once_and_others_wait_as_long_as_asked():
    tried = []

    def work(call):
        if call.config.get("function") != "work:undo":
            return dict.fromkeys(call.outputs, 1)
        tried.append((call.step, asyncio.get_running_loop().time()))
        if call.step == "b":
            raise Fatal("never")
        if call.attempt == 1:
            raise StepFailure("busy", retry_after=0.05)
        return {}

    flow = flow_of("a: -> x", "b: x -> y", "c: y -> z")
    flow = undoable(flow, "a", "b", retry=Retry(times=3, delay=0, max_delay=1))
    await ran(replace(flow, on_failure=OnFailure.UNDO), {"a": work, "b": work, "c": ValueError()})
    assert [step for step, _ in tried] == ["b", "a", "a"]
    assert tried[2][1] - tried[1][1] > 0.045


# --- resume


async def test_a_run_cut_off_anywhere_while_it_undoes_ends_with_everything_undone_once():
    undone = []

    def work(call):
        if call.config.get("function") == "work:undo":
            undone.append(call.step)
            return {}
        return dict.fromkeys(call.outputs, call.step)

    flow = undoable(flow_of("a: -> x", "b: x -> y", "c: y -> z"), "a", "b")
    flow = replace(flow, on_failure=OnFailure.UNDO)
    script = {"a": work, "b": work, "c": ValueError("no")}
    whole = await ran(flow, script)
    for at in range(1, len(whole.records)):
        undone.clear()
        run = await ran(flow, script, resume=whole.records[:at])
        assert [event.step for event in run.all(e.UndoCompleted)] == ["b", "a"], at
        assert run.statuses == whole.statuses


async def test_tries_before_a_cut_count_and_a_wait_for_the_next_goes_on():
    tried = []

    def work(call):
        tried.append((call.attempt, time.time()))
        raise OSError("down")

    retry = Retry(times=2, delay=0.2, backoff=Backoff.FIXED, jitter=0)
    flow = changed(flow_of("a: -> x"), "a", policy=WorkPolicy(retry=retry))
    whole = await ran(flow, {"a": work})
    waits = [at for at, r in enumerate(whole.records) if isinstance(r.event, e.StepRetrying)]
    for done, at in enumerate(waits, start=1):
        tried.clear()
        late = whole.records[at]._replace(at=time.time())  # cut off as the wait begins
        run = await ran(flow, {"a": work}, resume=[*whole.records[:at], late])
        assert [attempt for attempt, _ in tried] == [2, 3][done - 1 :]
        assert tried[0][1] - late.at > 0.19
        assert run.state.steps["a"].tries == 3


async def test_tries_of_an_element_before_a_cut_count_and_a_wait_for_the_next_goes_on():
    tried = []

    def work(call):
        if call.inputs["n"] != 2:
            return {"y": call.inputs["n"]}
        tried.append((call.attempt, time.time()))
        raise OSError("down")

    retry = Retry(times=2, delay=0.2, backoff=Backoff.FIXED, jitter=0)
    flow = changed(each_flow("n"), "a", policy=WorkPolicy(retry=retry, parallelism=2))
    whole = await ran(flow, {"a": work}, {"n": [1, 2, 3]})
    waits = [at for at, r in enumerate(whole.records) if isinstance(r.event, e.StepRetrying)]
    for done, at in enumerate(waits, start=1):
        tried.clear()
        late = whole.records[at]._replace(at=time.time())  # cut off as the wait begins
        cut = [*whole.records[:at], late]
        run = await ran(flow, {"a": work}, {"n": [1, 2, 3]}, resume=cut)
        assert [attempt for attempt, _ in tried] == [2, 3][done - 1 :]
        assert tried[0][1] - late.at > 0.19
        assert [event.tries for event in run.all(e.ItemFailed)] == [3]
        assert run.statuses == {"a": "failed"}


async def test_elements_that_had_ended_well_are_not_run_again_after_a_cut():
    called = []

    async def work(call):
        called.append(call.inputs["n"])
        return {"y": call.inputs["n"] * 2}

    flow = each_flow("n", parallelism=1)
    whole = await ran(flow, {"a": work}, {"n": [1, 2, 3]})
    for at in range(1, len(whole.records)):
        called.clear()
        run = await ran(flow, {"a": work}, {"n": [1, 2, 3]}, resume=whole.records[:at])
        assert run.state.steps["a"].outputs == {"y": [2, 4, 6]}
        done = sum(isinstance(r.event, e.ItemCompleted) for r in whole.records[:at])
        assert len(called) <= 3 - done


# --- why a Goal is blocked


async def test_a_conditional_name_that_is_absent_when_its_gate_opens_is_named():
    flow = with_input(flow_of("a: -> v", "g: v, zz, y=ww -> w"), "g", "v", match="value == 1")
    run = await ran(flow, {"a": {"v": 1}}, {"ww": 2})
    assert run.state.steps["g"].message == "'zz' was not given, and the gate before it opened"
    error = run.state.error
    assert error.message == "goal 'g' is blocked: 'zz' was not given, and the gate before it opened"
    assert (error.kind, error.names) == ("input_lost", ("g", "zz"))
    words = list(end_in_words(run.state, verbose=False))
    assert words[1:] == ["Give it with -i zz=VALUE"]


@pytest.mark.parametrize("given", [{"aa": 1}, {"aa": 1, "bb": 2}])
async def test_an_all_input_behind_a_gate_is_never_content_with_fewer_than_all(given):
    flow = flow_of("a: -> v", "p: -> c", "g: v, i=c&aa&bb -> w", goals="g")
    run = await ran(
        with_input(flow, "g", "v", match="value == 1"), {"a": {"v": 1}, "p": {"c": 3}}, given
    )
    if "bb" in given:
        assert run.state.steps["g"].inputs["i"] == [3, 1, 2]
        return
    assert run.state.steps["g"].status == "blocked"
    why = "'i' can not arrive: 'bb' was not given, and the gate before it opened"
    assert run.state.steps["g"].message == why


async def test_a_goal_behind_such_a_step_names_both():
    flow = flow_of("a: -> v", "g: v, y=zz -> w", "h: w ->", goals="h")
    run = await ran(with_input(flow, "g", "v", match="value == 1"), {"a": {"v": 1}})
    assert run.state.error.names == ("h", "g", "zz")
    assert run.state.error.message == (
        "goal 'h' is blocked by 'g': "
        "'y' can not arrive: 'zz' was not given, and the gate before it opened"
    )
    assert list(end_in_words(run.state, verbose=False))[-1] == "Blocked by it: 'h'"


async def test_only_what_the_first_cause_blocked_is_said_to_be_blocked_by_it():
    async def boom(call):
        await asyncio.sleep(0.02)  # once the other has been skipped
        raise ValueError("no")

    flow = flow_of("a: n -> v", "b: v -> w", "f: n -> x", "h: x -> y", goals=("b", "h"))
    run = await ran(changed(flow, "a", when="n > 3"), {"f": boom}, {"n": 1})
    roots = {step: one.names[0] for step, one in run.state.steps.items() if one.names}
    assert roots == {"b": "a", "h": "f"}
    assert run.state.error.names == ("b", "a")
    assert list(end_in_words(run.state, verbose=False))[-1] == "Blocked by it: 'b'"


async def test_a_blocked_step_names_where_it_went_wrong_by_whichever_policy_it_waited():
    for collect in Collect:
        if collect is Collect.NONE:
            continue
        flow = flow_of("a: -> w", "b: w -> x", "c: w -> y", "d: v=x|y -> z")
        run = await ran(with_input(flow, "d", "v", collect=collect), {"a": ValueError("no")})
        assert run.statuses == {"a": "failed"} | dict.fromkeys("bcd", "blocked")
        assert [event.root for event in run.all(e.StepBlocked)] == ["a"] * 3, collect


async def test_a_goal_blocked_by_a_skipped_step_says_why_that_was_skipped():
    run = await ran(changed(flow_of("a: n -> v", "b: v -> y"), "a", when="n > 3"), {}, {"n": 1})
    assert run.state.error.names == ("b", "a")
    assert run.state.error.message == (
        "goal 'b' is blocked by 'a', which was skipped: its condition is not met: n > 3"
    )


@pytest.mark.parametrize("collect", ["first", "fastest", "last", "some"])
async def test_a_lost_gate_names_who_could_still_have_met_it(collect: str):
    flow = flow_of("a: -> v", "b: -> v", "c: -> u", "d: u -> v", "g: v -> w", goals="g")
    flow = with_input(flow, "g", "v", match="value == 1", collect=Collect(collect))
    run = await ran(flow, {"a": {"v": 2}, "b": {"v": 3}, "c": ValueError("no")})
    one = run.state.steps["g"]
    assert (one.status, one.names) == ("blocked", ("c", "v"))
    assert run.state.error.names == ("c",)
