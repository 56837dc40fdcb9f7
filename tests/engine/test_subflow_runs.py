from __future__ import annotations

import asyncio
import io
import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine import events as e
from engine.asking import Desk
from engine.cli.progress import Lines
from engine.cli.streams import as_json
from engine.cli.table import _with_inner
from engine.codec import dump_record, record_to_json
from engine.codec.decoding import pack_record, unpack_record
from engine.datatype import DataType, TypeName
from engine.errors import Fatal
from engine.executors.thread import ThreadExecutor
from engine.flow import Flow, Input, Name, Step, StepId
from engine.inside import NOTHING_STANDS, Standing
from engine.kinds.flow import FlowKind
from engine.planner import make_plan
from engine.planner.children import child_path
from engine.plugin import Call, Context
from engine.policy import OnFailure, Retry, WorkPolicy
from engine.question import Field, Question, Reply
from engine.registry import Registry
from engine.report import result_to_json
from engine.runner import Runner
from engine.state import replay
from engine.store.cutting import usable
from engine.testing import flow_of, step_of
from engine.value import Secret
from tests.scripted import Ran, ScriptedKind, checked

FOLDER = Path("/flows")


def sub(text: str, flow: str | None = "child.flow.json", *goals: str, **changes: Any) -> Step:
    return step_of(text, kind="flow", config={"flow": flow, "goals": list(goals)}, **changes)


async def ran(
    parent: Flow, script: Mapping[str, Any] = {}, given: Mapping[str, Any] = {}, /,
    **children: Flow,
) -> Ran:  # fmt: skip
    runner, records, kind = runner_of(parent, script, given, **children)
    async with asyncio.timeout(20):
        state = await runner.run()
    return checked(Ran(records, state, kind))


def runner_of(
    parent: Flow, script: Mapping[str, Any] = {}, given: Mapping[str, Any] = {}, /,
    cut: Sequence[e.Record] = (), threads: Any = (), on: Any = lambda record: None,
    standing: Standing = NOTHING_STANDS, **children: Flow,
) -> tuple[Runner, list[e.Record], ScriptedKind]:  # fmt: skip
    kind = ScriptedKind(script, threads)
    registry = Registry(kinds=[kind, FlowKind()], executors=[ThreadExecutor()])
    flows = {child_path(FOLDER, f"{name}.flow.json"): flow for name, flow in children.items()}
    plan = make_plan(parent, given=given, kinds=registry, folder=FOLDER, flows=flows)
    records = list(cut)

    def take(record: e.Record) -> None:
        on(record)
        records.append(record)

    runner = Runner(plan, registry, take, folder=FOLDER, resume=cut, standing=standing)
    return runner, records, kind


CHILD = flow_of("a: u -> x", "b: x, w -> y", goals="b")
PARENT = flow_of("p: -> u, w", sub("s: u, w -> y, x"), "g: y ->")


async def test_a_flow_runs_inside_a_step_and_its_attributes_are_the_outputs():
    run = await ran(PARENT, {"p": {"u": 1, "w": 2}, "a": {"x": 3}, "b": {"y": 4}}, child=CHILD)
    assert run.statuses == {"p": "completed", "s": "completed", "g": "completed"}
    assert run.state.steps["s"].outputs == {"y": 4, "x": 3}
    inputs = {call.step: dict(call.inputs) for call in run.kind.calls}
    assert inputs["a"] == {"u": 1}
    assert inputs["b"] == {"x": 3, "w": 2}
    inner = run.state.steps["s"].inner[None]
    assert (inner.status, inner.settled) == ("completed", True)
    assert {step: one.status for step, one in inner.steps.items()} == dict.fromkeys(
        "ab", "completed"
    )


def within(run: Ran) -> list[str]:
    """What happened inside Steps, in short."""
    return [
        f"{event.within}: {type(event.innermost).__name__}"
        for event in run.all(e.Inner)
        if isinstance(event.innermost, e.RunStarted | e.StepStarted | e.StepCompleted)
    ]


async def test_what_happens_inside_is_recorded_there_and_its_end_is_the_steps_own():
    run = await ran(PARENT, {"p": {"u": 1, "w": 2}, "a": {"x": 3}, "b": {"y": 4}}, child=CHILD)
    assert within(run) == [
        "s: RunStarted", "s: StepStarted", "s: StepCompleted", "s: StepStarted", "s: StepCompleted"
    ]  # fmt: skip
    inner = [type(event.innermost) for event in run.all(e.Inner)]
    assert not e.OUTERMOST.intersection(inner)
    start, completed = run.order((e.StepStarted, "s"), (e.StepCompleted, "s"))
    places = [n for n, event in enumerate(run.events) if isinstance(event, e.Inner)]
    assert start < min(places)
    assert max(places) < completed
    told = [event.text for event in run.all(e.StepProgress) if event.step == "s"]
    assert told[-1] == "2 of 2 steps"


async def test_the_stream_says_where_and_numbers_without_gaps():
    run = await ran(PARENT, {"p": {"u": 1, "w": 2}, "a": {"x": 3}, "b": {"y": 4}}, child=CHILD)
    told = [record_to_json(record, "R") for record in run.records]
    assert [line["seq"] for line in told] == list(range(1, len(told) + 1))
    inner = [line for line in told if "within" in line]
    assert {line["within"] for line in inner} == {"s"}
    assert [line["step"] for line in inner if line["type"] == "step_started"] == ["s/a", "s/b"]
    assert [line["type"] for line in told].count("run_completed") == 1
    assert [line["type"] for line in told].count("run_started") == 2


async def test_other_goals_of_the_same_file_run_as_a_child():
    flow = flow_of("a: u -> x", sub("s: u -> x", None, "a"), "g: x -> y", goals="s")
    run = await ran(flow, {"a": {"x": 5}}, {"u": 1})
    assert run.state.steps["s"].outputs == {"x": 5}


async def test_a_child_is_planned_from_the_values_that_are_there():
    gate = Input(match="value > 1")
    child = flow_of(
        "c: -> z", step_of("a: -> x*", inputs={"v": gate, "z": Input()}), "e: -> y", goals="a e"
    )
    parent = flow_of("p: -> v", sub("s: v -> x*, y"))
    shut = await ran(parent, {"p": {"v": 1}, "e": {"y": 1}}, child=child)
    assert [call.step for call in shut.kind.calls] == ["p", "e"]
    opened = await ran(parent, {"p": {"v": 2}, "a": {"x": 1}, "e": {"y": 1}}, child=child)
    assert sorted(call.step for call in opened.kind.calls) == ["a", "c", "e", "p"]


async def test_pinned_outputs_and_given_values_of_a_child_come_out_too():
    child = flow_of("a: u -> x:=7, y", goals="a")
    run = await ran(flow_of(sub("s: u:=1 -> x, y, u")), {"a": {"y": 2}}, child=child)
    assert run.state.steps["s"].outputs == {"x": 7, "y": 2, "u": 1}
    satisfied = await ran(flow_of(sub("s: -> x")), child=flow_of("a: -> x:=7"))
    assert satisfied.state.steps["s"].outputs == {"x": 7}


# failing


async def test_a_failed_child_fails_the_step_with_the_cause_in_it():
    run = await ran(PARENT, {"p": {"u": 1, "w": 2}, "a": Fatal("no luck")}, child=CHILD)
    step = run.state.steps["s"]
    assert (step.status, step.reason) == ("failed", "flow_failed")
    assert step.message == "step 'a' of flow 'child.flow.json' failed: no luck"
    assert run.statuses["g"] == "blocked"
    inner = step.inner[None]
    assert (inner.status, inner.steps["b"].status) == ("failed", "blocked")


async def test_the_cause_is_told_through_any_number_of_flows():
    middle = flow_of(sub("m: u, w -> y", "child.flow.json"))
    parent = flow_of(sub("s: u:=1, w:=2 -> y", "middle.flow.json"))
    run = await ran(parent, {"a": Fatal("no")}, middle=middle, child=CHILD)
    assert run.state.steps["s"].message == (
        "step 'm' of flow 'middle.flow.json' failed: step 'a' of flow 'child.flow.json' failed: no"
    )


async def test_a_retry_of_the_step_begins_the_child_afresh():
    tries = []

    def flaky(call: Call) -> Any:
        tries.append(1)
        return ValueError("again") if len(tries) == 1 else {"y": 1}

    policy = WorkPolicy(retry=Retry(times=2, delay=0, jitter=0))
    parent = flow_of(sub("s: u:=1, w:=2 -> y", policy=policy))
    run = await ran(parent, {"b": flaky}, child=CHILD)
    assert (run.state.steps["s"].status, run.state.steps["s"].tries) == ("completed", 2)
    assert within(run).count("s: RunStarted") == 2
    assert [call.step for call in run.kind.calls] == ["a", "b", "a", "b"]
    assert run.state.steps["s"].inner[None].status == "completed"


async def test_what_is_useless_in_the_child_is_useless_around_it():
    policy = WorkPolicy(retry=Retry(times=2, delay=0, jitter=0))
    parent = flow_of(sub("s: u:=1, w:=2 -> y", policy=policy))
    run = await ran(parent, {"a": Fatal("never")}, child=CHILD)
    assert run.state.steps["s"].tries == 1
    assert run.all(e.StepRetrying) == []


async def test_a_child_that_lacks_a_value_at_run_time_fails_with_that_sentence():
    runner, _, _ = runner_of(flow_of(sub("s: u:=1, w? -> y")), child=CHILD)
    assert [fault.kind for fault in runner._plan.faults] == ["bad_config"]
    runner._plan = replace(runner._plan, faults=())
    state = await runner.run()
    step = state.steps["s"]
    assert step.reason == "missing_inputs"
    assert step.message == ("flow 'child.flow.json' cannot be run: values are missing: 'w' (for b)")


async def test_a_value_of_the_wrong_type_for_the_child_fails_the_step():
    child = flow_of(step_of("a: -> x", inputs={"u": Input(type=DataType(name=TypeName.INTEGER))}))
    run = await ran(flow_of("p: -> u", sub("s: u -> x")), {"p": {"u": "one"}}, child=child)
    assert run.state.steps["s"].reason == "bad_input"
    assert "flow 'child.flow.json' cannot be run: " in run.state.steps["s"].message


async def test_a_flow_that_turns_out_to_lead_back_to_itself_is_a_cycle_of_the_step_in_there():
    parent = flow_of("q: -> v", sub("s: v? -> x"), goals="s")
    child = flow_of(sub("t: v -> x=w", "parent.flow.json"), "a: w? -> x", goals="a")
    run = await ran(parent, {"q": {"v": 1}, "a": {"x": 2}}, child=child, parent=parent)
    inner = run.state.steps["s"].inner[None]
    assert (inner.steps["t"].status, inner.steps["t"].reason) == ("failed", "cycle")
    assert inner.steps["t"].message == (
        "flow 'parent.flow.json' cannot be run: a flow would run inside itself: "
        "'s' -> 't' in 'child.flow.json' -> 's'"
    )
    assert run.state.steps["s"].outputs == {"x": 2}


async def test_an_output_that_the_child_did_not_write_fails_the_step():
    child = flow_of(step_of("a: -> x*, y"), goals="a")
    run = await ran(flow_of(sub("s: -> x")), {"a": {"y": 1}}, child=child)
    assert run.state.steps["s"].reason == "missing_output"


# stopping


async def test_stop_cancels_the_child_too():
    begun = asyncio.Event()

    async def long(call: Call) -> Any:
        begun.set()
        await asyncio.sleep(60)

    runner, records, kind = runner_of(PARENT, {"p": {"u": 1, "w": 2}, "a": long}, child=CHILD)
    running = asyncio.create_task(runner.run())
    await asyncio.wait_for(begun.wait(), 5)
    runner.stop()
    state = await asyncio.wait_for(running, 6)
    assert (state.status, state.steps["s"].status) == ("cancelled", "cancelled")
    inner = state.steps["s"].inner[None]
    assert (inner.status, inner.steps["a"].status) == ("cancelled", "cancelled")
    checked(Ran(records, state, kind))


async def test_a_child_that_will_not_stop_is_told_of_before_it_is_given_up(monkeypatch):
    monkeypatch.setattr("engine.runner.GRACE", 0.3)
    begun = asyncio.Event()

    async def stubborn(call: Call) -> Any:
        begun.set()
        for _ in range(20):
            try:
                await asyncio.sleep(0.1)
            except asyncio.CancelledError:
                continue

    runner, _, _ = runner_of(PARENT, {"p": {"u": 1, "w": 2}, "a": stubborn}, child=CHILD)
    running = asyncio.create_task(runner.run())
    await asyncio.wait_for(begun.wait(), 5)
    runner.stop()
    state = await asyncio.wait_for(running, 6)
    assert state.steps["s"].inner[None].steps["a"].status == "cancelled"
    assert runner.left_behind
    await asyncio.wait({*runner._commons.left})


async def test_the_time_limit_of_the_step_stops_the_child():
    async def long(call: Call) -> Any:
        await asyncio.sleep(60)

    policy = WorkPolicy(timeout=0.2)
    run = await ran(flow_of(sub("s: u:=1, w:=2 -> y", policy=policy)), {"a": long}, child=CHILD)
    assert run.state.steps["s"].reason == "timeout"
    assert run.state.steps["s"].inner[None].steps["a"].status == "cancelled"


async def test_a_run_that_cannot_be_recorded_begins_nothing_more_inside():
    def sink(record: e.Record) -> None:
        if isinstance(record.event, e.Inner) and isinstance(
            record.event.innermost, e.StepCompleted
        ):
            raise OSError("disk full")

    runner, _, kind = runner_of(PARENT, {"p": {"u": 1, "w": 2}}, on=sink, child=CHILD)
    with pytest.raises(OSError, match="disk full"):
        await runner.run()
    await asyncio.sleep(0.05)
    assert [call.step for call in kind.calls] == ["p", "a"]


# undoing


UNDO = {"function": "work:undo"}


async def test_a_child_undoes_inside_before_its_step_fails():
    child = replace(
        flow_of(
            step_of("a: -> x", policy=WorkPolicy(undo=UNDO)), "b: x -> y", goals="b"
        ),
        on_failure=OnFailure.UNDO,
    )  # fmt: skip
    run = await ran(
        flow_of(sub("s: -> y")),
        {"a": lambda call: {"x": 1} if call.outputs else {}, "b": ValueError("no")},
        child=child,
    )
    inner = [event.innermost for event in run.all(e.Inner)]
    assert [type(i) for i in inner if isinstance(i, e.UndoStarted | e.UndoCompleted)] == [
        e.UndoStarted, e.UndoCompleted
    ]  # fmt: skip
    last = max(n for n, event in enumerate(run.events) if isinstance(event, e.Inner))
    assert last < run.order((e.StepFailed, "s"))[0]
    assert run.state.steps["s"].inner[None].steps["a"].undo == "completed"


async def test_the_undo_of_a_step_that_ran_a_flow_is_called_as_any_other():
    policy = WorkPolicy(undo=UNDO)
    parent = replace(
        flow_of(sub("s: u:=1, w:=2 -> y", policy=policy), "g: y ->"), on_failure=OnFailure.UNDO
    )
    run = await ran(parent, {"g": ValueError("no")}, child=CHILD)
    assert run.state.steps["s"].undo == "completed"
    undone = run.kind.calls[-1]
    assert (undone.step, dict(undone.inputs)) == ("s", {"u": 1, "w": 2, "y": "b.y"})


async def test_an_undo_may_be_a_flow_itself():
    undo = {"kind": "flow", "config": {"flow": None, "goals": ["back"]}}
    policy = WorkPolicy(undo=undo)
    parent = replace(
        flow_of(step_of("a: -> x", policy=policy), "g: x ->", "back: x ->", goals="g"),
        on_failure=OnFailure.UNDO,
    )
    run = await ran(parent, {"a": {"x": 1}, "g": ValueError("no"), "back": {}})
    assert run.state.steps["a"].undo == "completed"
    assert [call.step for call in run.kind.calls] == ["a", "g", "back"]


# elements, depth, threads


async def test_a_flow_runs_for_each_element_in_order_and_within_the_parallelism():
    each = {"u": Input(each=True), "w": Input(value=2)}
    parent = flow_of(
        "p: -> u",
        step_of("s: -> y", kind="flow", config={"flow": "child.flow.json", "goals": []}, inputs=each,
                policy=WorkPolicy(parallelism=2)),
        "g: y ->",
    )  # fmt: skip
    at_work, most = 0, 0

    async def work(call: Call) -> Any:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0.01 * (4 - call.inputs["u"]))
        at_work -= 1
        return {"x": call.inputs["u"] * 10}

    script = {"p": {"u": [1, 2, 3]}, "a": work, "b": lambda call: {"y": call.inputs["x"] + 1}}
    run = await ran(parent, script, child=CHILD)
    assert run.state.steps["s"].outputs == {"y": [11, 21, 31]}
    assert most == 2
    assert sorted(run.state.steps["s"].inner) == [0, 1, 2]
    assert "s[2]: StepStarted" in within(run)


async def test_an_element_whose_flow_fails_fails_the_step_and_names_it():
    each = {"u": Input(each=True), "w": Input(value=2)}
    step = step_of("s: -> y", kind="flow", config={"flow": "child.flow.json"}, inputs=each)
    script = {"a": lambda call: Fatal("odd") if call.inputs["u"] == 2 else {"x": 1}}
    run = await ran(flow_of("p: -> u", step), {"p": {"u": [1, 2]}, **script}, child=CHILD)
    assert run.state.steps["s"].message == (
        "element 1: step 'a' of flow 'child.flow.json' failed: odd"
    )
    assert {item: one.status for item, one in run.state.steps["s"].inner.items()} == {
        0: "completed", 1: "failed"
    }  # fmt: skip


async def test_each_inside_each():
    inner = flow_of(step_of("a: -> x", inputs={"v": Input(each=True)}))
    step = step_of(
        "s: -> x", kind="flow", config={"flow": "child.flow.json"}, inputs={"v": Input(each=True)}
    )
    script = {"p": {"v": [[1, 2], [3]]}, "a": lambda call: {"x": call.inputs["v"] * 2}}
    run = await ran(flow_of("p: -> v", step), script, child=inner)
    assert run.state.steps["s"].outputs == {"x": [[2, 4], [6]]}


@pytest.mark.parametrize("depth", [30, 99])
async def test_flows_inside_each_other_need_no_recursion(depth: int):
    deep = [sub(f"s{n}: -> x", None, f"s{n + 1}") for n in range(depth)]
    run = await ran(flow_of(*deep, f"s{depth}: -> x", goals="s0"), {f"s{depth}": {"x": 1}})
    assert run.state.steps["s0"].outputs == {"x": 1}
    deepest = max(len(event.way) for event in run.all(e.Inner))
    assert deepest == depth
    for record in run.records:
        dump_record(record, "R")
        unpack_record(pack_record(record), run.state.plan)
    as_json(result_to_json(run.state))


async def test_flows_too_deep_inside_each_other_fail_and_do_not_overflow():
    deep = [sub(f"s{n}: -> x", None, f"s{n + 1}") for n in range(150)]
    run = await ran(flow_of(*deep, "s150: -> x", goals="s0"), {"s150": {"x": 1}})
    assert run.state.status == "failed"
    assert "inside each other" in run.state.steps["s0"].message


async def test_threads_are_counted_together_for_the_whole_family(monkeypatch):
    monkeypatch.setattr("engine.commons.THREADS", 2)
    lock, at_work, most = threading.Lock(), 0, 0

    def busy(call: Call) -> Any:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.02)
        with lock:
            at_work -= 1
        return dict.fromkeys(call.outputs, 1)

    names = [f"c{n}" for n in range(4)]
    child = flow_of(*(f"{name}: -> {name}" for name in names), goals=names)
    parent = flow_of(
        *(sub(f"s{n}: ->") for n in range(3)), "t: -> z", goals="s0 s1 s2 t"
    )  # fmt: skip
    runner, _, _ = runner_of(
        parent, dict.fromkeys([*names, "t"], busy), threads=[*names, "t"], child=child
    )
    state = await asyncio.wait_for(runner.run(), 20)
    assert state.status == "completed"
    assert most == 2


async def test_prints_inside_are_of_the_step_inside_and_nobody_elses(capsys):
    def work(call: Call) -> Any:
        print("inside")
        return {"x": 1}

    runner, records, kind = runner_of(
        PARENT, {"p": {"u": 1, "w": 2}, "a": work}, on=lambda record: print("told"), child=CHILD
    )
    state = await runner.run()
    run = checked(Ran(records, state, kind))
    assert [
        event.seen for event in run.all(e.Inner) if isinstance(event.innermost, e.StepOutput)
    ] == [e.StepOutput(StepId("s/a"), "stdout", "inside")]
    assert run.all(e.StepOutput) == []
    assert "inside" not in capsys.readouterr().out


async def test_a_secret_is_handed_down_as_the_reference_that_it_is(monkeypatch):
    monkeypatch.setenv("TOKEN", "hush")
    secret = DataType(name=TypeName.STRING, format="secret")
    child = flow_of(step_of("a: -> x", inputs={"token": Input(type=secret)}))
    step = step_of(
        "s: -> x", kind="flow", config={"flow": "child.flow.json"},
        inputs={"token": Input(type=secret)},
    )  # fmt: skip
    seen = []

    def work(call: Call) -> Any:
        seen.append(call.inputs["token"])
        return {"x": 1}

    run = await ran(flow_of(step), {"a": work}, {"token": "env:TOKEN"}, child=child)
    assert seen == ["hush"]
    assert all("hush" not in dump_record(record, "R") for record in run.records)
    inner = run.state.steps["s"].inner[None]
    assert inner.steps["a"].inputs == {"token": Secret("env:TOKEN")}


async def test_a_pause_holds_what_is_inside_too():
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work(call: Call) -> Any:
        begun.set()
        await go_on.wait()
        return {"x": 1}

    runner, records, kind = runner_of(PARENT, {"p": {"u": 1, "w": 2}, "a": work}, child=CHILD)
    running = asyncio.create_task(runner.run())
    await asyncio.wait_for(begun.wait(), 5)
    runner.pause()
    go_on.set()
    await asyncio.sleep(0.1)
    assert [call.step for call in kind.calls] == ["p", "a"]
    runner.resume()
    state = await asyncio.wait_for(running, 5)
    assert state.status == "completed"
    checked(Ran(records, state, kind))


# going on after a cut


async def test_a_run_cut_off_inside_a_flow_goes_on_in_there():
    script = {"p": {"u": 1, "w": 2}, "a": {"x": 3}, "b": {"y": 4}}
    whole = await ran(PARENT, script, child=CHILD)
    for at in range(1, len(whole.records)):
        runner, records, kind = runner_of(PARENT, script, cut=whole.records[:at], child=CHILD)
        state = await asyncio.wait_for(runner.run(), 10)
        again = checked(Ran(records, state, kind))
        assert again.state.steps["s"].outputs == {"y": 4, "x": 3}
        done = [
            event.step
            for event in replayed(whole.records[:at])
            if isinstance(event, e.StepCompleted)
        ]
        assert not {call.step for call in kind.calls} & set(done)
        assert within(again).count("s: RunStarted") == 1


def replayed(records: list[e.Record]) -> list[e.Event]:
    events = [record.event for record in records]
    return [event.innermost if isinstance(event, e.Inner) else event for event in events]


async def test_elements_and_grandchildren_go_on_where_they_were():
    each = {"u": Input(each=True), "w": Input(value=2)}
    step = step_of("s: -> y", kind="flow", config={"flow": "middle.flow.json"}, inputs=each)
    middle = flow_of(sub("m: u, w -> y"))
    parent = flow_of("p: -> u", step)
    script = {
        "p": {"u": [1, 2]},
        "a": lambda c: {"x": c.inputs["u"]},
        "b": lambda c: {"y": c.inputs["x"]},
    }
    whole = await ran(parent, script, middle=middle, child=CHILD)
    for at in range(1, len(whole.records)):
        runner, records, kind = runner_of(
            parent, script, cut=whole.records[:at], middle=middle, child=CHILD
        )
        state = await asyncio.wait_for(runner.run(), 10)
        assert checked(Ran(records, state, kind)).state.steps["s"].outputs == {"y": [1, 2]}


async def test_a_value_inside_that_was_not_kept_is_made_again():
    script = {"p": {"u": 1, "w": 2}, "a": {"x": {1, 2}}, "b": {"y": 4}}
    whole = await ran(PARENT, script, child=CHILD)
    lines = [pack_record(record) for record in whole.records]
    read = [unpack_record(line, whole.state.plan) for line in lines]
    started = next(
        n for n, event in enumerate(replayed(read))
        if isinstance(event, e.StepStarted) and event.step == "b"
    )  # fmt: skip
    kept = usable(whole.state.plan, read[: started + 1])
    assert list(kept.again) == ["s/a", "s/b"]
    assert [step.id for step in kept.again["s/a"]] == ["s", "a"]
    assert isinstance(replayed([kept.records[-1]])[0], e.StepStarted)
    runner, _, kind = runner_of(PARENT, script, cut=list(kept.records), child=CHILD)
    await runner.run()
    assert [call.step for call in kind.calls] == ["a", "b", "g"]


async def test_an_output_inside_that_the_step_around_still_wants_is_made_again():
    script = {"p": {"u": 1, "w": 2}, "a": {"x": {1, 2}}, "b": {"y": 4}}
    whole = await ran(PARENT, script, child=CHILD)
    read = [unpack_record(pack_record(r), whole.state.plan) for r in whole.records]
    ended = max(n for n, event in enumerate(read) if isinstance(event.event, e.Inner))
    kept = usable(whole.state.plan, read[: ended + 1])
    assert list(kept.again) == ["s/a"]  # `x` is an output of `s`, though `b` has read it
    assert kept.standing.inner["s", None].results == {("b", None): {"y": 4}}
    runner, _, kind = runner_of(
        PARENT, script, cut=list(kept.records), standing=kept.standing, child=CHILD
    )
    state = await runner.run()
    assert [call.step for call in kind.calls] == ["a", "g"], "what `b` gave stands"
    assert state.steps["s"].outputs == whole.state.steps["s"].outputs


async def test_what_stands_inside_a_step_is_given_again_in_its_next_try_alone():
    policy = WorkPolicy(retry=Retry(times=1, delay=0, jitter=0))
    parent = flow_of("p: -> u, w", sub("s: u, w -> y, x", policy=policy), "g: y ->")
    fails = iter([ValueError("not yet"), {"y": 4}])
    script = {"p": {"u": 1, "w": 2}, "a": {"x": 3}, "b": lambda _: next(fails)}
    stands = Standing(inner={("s", None): Standing({("a", None): {"x": 5}})})
    runner, _, kind = runner_of(parent, script, standing=stands, child=CHILD)
    state = await runner.run()
    assert state.steps["s"].outputs == {"y": 4, "x": 3}
    assert [call.step for call in kind.calls] == ["p", "b", "a", "b", "g"]


# asking a person


async def test_a_question_inside_says_which_step_of_which_asks_and_its_secret_comes_out():
    fields = {Name("token"): Field(type=DataType(name=TypeName.STRING, format="secret"))}

    async def asks(call: Call, context: Context) -> Any:
        reply = await context.ask(Question(step=call.step, title="Token?", fields=fields))
        return {"x": reply.values["token"]}

    places = []

    class Person:
        async def ask(self, question: Question) -> Reply:
            places.append(question.place)
            return Reply(values={Name("token"): "hush"})

    secret = Input(type=DataType(name=TypeName.STRING, format="secret"))
    parent = flow_of(sub("s: -> x"), step_of("g: -> y", inputs={"x": secret}))
    seen = []

    def uses(call: Call) -> Any:
        seen.append(call.inputs["x"])
        return {"y": 1}

    runner, records, kind = runner_of(parent, {"a": asks, "g": uses}, child=flow_of("a: -> x"))
    runner._commons.desk = Desk(Person())
    state = await asyncio.wait_for(runner.run(), 10)
    assert state.status == "completed"
    assert (places, seen) == (["s/a"], ["hush"])
    run = checked(Ran(records, state, kind))
    (asked,) = [i.seen for i in run.all(e.Inner) if isinstance(i.innermost, e.QuestionAsked)]
    assert asked.step == "s/a"
    assert all("hush" not in dump_record(record, "R") for record in records)


def test_lines_and_table_tell_what_is_at_work_inside() -> None:
    child = make_plan(flow_of("a: -> x", "b: x -> y"))
    parent = make_plan(flow_of("s: -> y", "z: y ->"))
    s, a = StepId("s"), StepId("a")
    inner = [
        e.RunStarted("child", child, {}), e.StepStarted(a), e.StepOutput(a, "stdout", "half way")
    ]  # fmt: skip
    events = [e.RunStarted("p", parent, {}), e.StepStarted(s), *(e.Inner(s, 1, i) for i in inner)]
    records = [e.Record(n, float(n), event) for n, event in enumerate(events, 1)]
    told = io.StringIO()
    lines = Lines(told)
    for record in records:
        lines.take(record)
    assert re.search(r"^\+4\.000 s  s\[1\]/a +\| half way$", told.getvalue(), re.MULTILINE)
    state = replay(records)
    assert [name for name, _ in _with_inner(state)] == ["s", "s[1]/a", "z"]


async def test_an_output_that_a_skipped_step_of_the_child_would_have_written_says_so():
    child = flow_of(replace(step_of("a: u -> y, z*"), when="u > 100"), "b: u -> w", goals="a b")
    run = await ran(flow_of(sub("s: u:=1 -> y, w, z*")), child=child)
    one = run.state.steps["s"]
    assert (one.reason, one.message) == (
        "missing_output",
        "did not return 'y'; step 'a' in it was skipped: its condition is not met: u > 100",
    )
    run = await ran(flow_of(sub("s: u:=1 -> y*, w")), child=child)
    assert run.statuses == {"s": "completed"}
