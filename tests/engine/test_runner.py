from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from dataclasses import replace
from itertools import accumulate
from typing import Any

import pytest

from engine import events as e
from engine.cli.watching import _too_long
from engine.datatype import DataType, TypeName
from engine.errors import Fatal, PlanError, StepFailure
from engine.executors import thread
from engine.flow import Collect, Flow, Step, StepId
from engine.policy import Backoff, OnFailure, Retry, WorkPolicy
from engine.testing import flow_of, step_of
from engine.value import Secret
from tests.scripted import Ran, checked, ran, runner_of

DIAMOND = ("a: -> x", "b: x -> y", "c: x -> z", "goal: y, z -> done")


def with_policy(flow: Flow, step: str, **policy: object) -> Flow:
    changed = replace(flow.steps[step], policy=WorkPolicy(**policy))
    return replace(flow, steps={**flow.steps, step: changed})


SECRET = DataType(name=TypeName.STRING, format="secret")


def typed(flow: Flow, step: str, port: str, type_: DataType) -> Flow:
    old = flow.steps[step]
    ports = {
        name: replace(output, type=type_) if name == port else output
        for name, output in old.outputs.items()
    }
    inputs = {
        name: replace(one, type=type_) if name == port else one for name, one in old.inputs.items()
    }
    return replace(flow, steps={**flow.steps, step: replace(old, outputs=ports, inputs=inputs)})


async def test_values_travel_from_step_to_step_and_the_run_completes():
    run = await ran(
        flow_of("a: n -> x", "b: x -> y"),
        {
            "a": lambda call: {"x": call.inputs["n"] + 1},
            "b": lambda call: {"y": call.inputs["x"] * 2},
        },
        {"n": 20},
    )
    assert run.state.status == "completed"
    assert run.state.steps["b"].outputs == {"y": 42}
    assert [w.value for w in run.state.attributes["n"]] == [20]
    assert run.state.attributes["n"][0].step is None
    assert run.state.attributes["y"][0].step == "b"


async def test_steps_that_can_run_at_the_same_time_do():
    met = asyncio.Barrier(2)

    async def meet(call):
        await met.wait()
        return dict.fromkeys(call.outputs, 1)

    run = await ran(flow_of(*DIAMOND), {"b": meet, "c": meet})
    assert run.statuses == dict.fromkeys(["a", "b", "c", "goal"], "completed")


async def test_blocking_work_runs_at_the_same_time_in_threads():
    met = threading.Barrier(2, timeout=5)

    def meet(call):
        met.wait()
        return dict.fromkeys(call.outputs, 1)

    run = await ran(flow_of(*DIAMOND), {"b": meet, "c": meet}, threads=["b", "c"])
    assert run.state.status == "completed"


async def test_a_step_starts_only_when_all_its_inputs_are_settled():
    run = await ran(flow_of(*DIAMOND))
    y, z, start = run.order((e.StepCompleted, "b"), (e.StepCompleted, "c"), (e.StepStarted, "goal"))
    assert max(y, z) < start


async def test_an_output_enters_flow_state_before_its_step_is_complete():
    run = await ran(flow_of("a: -> x"))
    attribute, done = run.order((e.AttributeSet, "a"), (e.StepCompleted, "a"))
    assert attribute < done


async def test_a_failing_step_blocks_what_needs_it_and_names_the_root():
    run = await ran(flow_of("a: -> x", "b: x -> y", "c: y -> z"), {"a": ValueError("no rows")})
    assert run.statuses == {"a": "failed", "b": "blocked", "c": "blocked"}
    assert "no rows" in run.state.steps["a"].message
    assert [event.root for event in run.all(e.StepBlocked)] == ["a", "a"]
    assert run.state.status == "failed"
    assert run.state.error.kind == "exception"
    assert run.state.error.names == ("a",)


async def test_the_stand_in_is_asked_only_when_the_first_has_failed():
    flow = flow_of("a: -> x", "b: -> x", "goal: x -> done")
    fine = await ran(flow)
    assert fine.statuses == {"a": "completed", "b": "skipped", "goal": "completed"}
    assert fine.state.steps["b"].reason == "not_needed"
    second = await ran(flow, {"a": OSError("down")})
    assert second.statuses == {"a": "failed", "b": "completed", "goal": "completed"}
    assert second.state.status == "completed"
    assert second.state.error is None


async def test_what_only_a_stand_in_needs_does_not_run_while_it_is_held_back():
    flow = flow_of("a: -> x", "deep: -> d", "b: d -> x", "goal: x -> done")
    run = await ran(flow)
    assert run.statuses["deep"] == "skipped"
    assert "deep" not in [call.step for call in run.kind.calls]


async def test_all_waits_for_every_producer_and_keeps_their_order():
    async def late(call):
        await asyncio.sleep(0.02)
        return {"x": "late"}

    run = await ran(
        flow_of("a: -> x", "b: -> y", "goal: l=x&y -> done"), {"a": late, "b": {"y": "early"}}
    )
    assert run.state.steps["goal"].inputs["l"] == ["late", "early"]


async def test_all_is_lost_with_its_first_producer():
    run = await ran(flow_of("a: -> x", "b: -> y", "goal: l=x&y -> done"), {"b": ValueError("no")})
    assert run.statuses["goal"] == "blocked"


async def test_a_given_value_joins_the_producers_of_all_and_comes_first():
    run = await ran(flow_of("a: -> x", "goal: l=x& -> done"), {"a": {"x": 2}}, {"x": 1})
    assert run.state.steps["goal"].inputs["l"] == [1, 2]


async def test_an_optional_input_waits_for_its_producer_and_does_without_a_failed_one():
    flow = flow_of("a: -> x", "goal: x?=7 -> done")
    assert (await ran(flow, {"a": {"x": 3}})).state.steps["goal"].inputs == {"x": 3}
    failed = await ran(flow, {"a": ValueError("no")})
    assert failed.state.steps["goal"].inputs == {"x": 7}
    assert failed.state.status == "completed"
    left_out = await ran(flow_of("a: -> x", "goal: x? -> done"), {"a": ValueError("no")})
    assert left_out.state.steps["goal"].inputs == {}


async def test_a_pinned_output_delivers_without_work():
    run = await ran(flow_of("a: -> x:=5", "goal: x -> done"))
    assert run.state.steps["goal"].inputs == {"x": 5}
    assert run.kind.calls[0].step == "goal"
    assert run.state.attributes["x"][0].step == "a"


async def test_a_satisfied_goal_ends_the_run_at_once():
    run = await ran(flow_of("a: -> x"), {}, {"x": 1})
    assert run.state.status == "completed"
    assert run.kind.calls == []


async def test_one_failed_goal_leaves_the_others_alone():
    flow = flow_of("a: -> x", "b: -> y", goals=["a", "b"])
    run = await ran(flow, {"a": ValueError("no")})
    assert run.statuses == {"a": "failed", "b": "completed"}
    assert run.state.status == "failed"


async def test_steps_that_only_a_lost_goal_needed_are_skipped():
    gate = asyncio.Event()

    async def wait(call):
        await gate.wait()
        return {"y": 1}

    async def fail(call):
        asyncio.get_running_loop().call_later(0.02, gate.set)
        raise ValueError("no")

    flow = flow_of("a: -> x", "b: -> y", "c: y -> z", "goal: x, z -> done")
    run = await ran(flow, {"a": fail, "b": wait})
    assert run.statuses == {"a": "failed", "b": "completed", "c": "skipped", "goal": "blocked"}
    assert run.state.steps["c"].reason == "goal_failed"


async def test_on_failure_stop_cancels_what_has_not_begun():
    gate = asyncio.Event()

    async def slow(call):
        await gate.wait()
        return {"y": 1}

    async def fail(call):
        asyncio.get_running_loop().call_later(0.02, gate.set)
        raise ValueError("no")

    flow = flow_of("a: -> x", "b: -> y", "c: y -> z", goals=["a", "c"])
    run = await ran(replace(flow, on_failure=OnFailure.STOP), {"a": fail, "b": slow})
    assert run.statuses == {"a": "failed", "b": "completed", "c": "cancelled"}
    assert run.state.steps["c"].reason == "run_failed"


async def test_a_goal_runs_though_whoever_could_ask_for_it_has_what_it_needs():
    async def later(call):
        await asyncio.sleep(0.02)
        return {"c": 1}

    # `b` is the stand-in for `a`, and still waits for `slow` when `a` has delivered
    flow = flow_of("a: -> x", "slow: -> c", "b: c -> x", "one: x -> p", goals=["one", "b"])
    run = await ran(flow, {"slow": later})
    assert run.statuses == dict.fromkeys(["a", "slow", "b", "one"], "completed")


async def test_a_value_that_is_there_settles_an_input_before_an_earlier_stand_in_is_asked():
    async def fail(call):
        await asyncio.sleep(0.02)
        raise ValueError("no")

    flow = flow_of("main: -> m", "a: -> x", "b: -> y", "late: in=x|y -> m", "goal: m, y -> done")
    run = await ran(flow, {"main": fail})
    assert run.state.steps["late"].inputs == {"in": "b.y"}
    assert run.statuses["a"] == "skipped"


async def test_an_optional_list_that_can_never_be_complete_is_left_out():
    run = await ran(flow_of("a: -> x", "goal: l=x&y? -> done"))
    assert run.state.steps["goal"].inputs == {}
    assert run.state.status == "completed"


async def test_on_failure_stop_ends_the_retry_waits_of_the_other_goals():
    async def fail(call):
        await asyncio.sleep(0.02)
        raise ValueError("no")

    flow = with_policy(
        flow_of("a: -> x", "b: -> y", goals=["a", "b"]), "b", retry=Retry(times=1, delay=60)
    )
    run = await ran(replace(flow, on_failure=OnFailure.STOP), {"a": fail, "b": OSError("lost")})
    assert run.statuses == {"a": "failed", "b": "failed"}
    assert "lost" in run.state.steps["b"].message


async def test_when_all_goals_have_ended_unwanted_work_is_cancelled():
    async def never(call):
        await asyncio.Event().wait()

    async def later(call):
        await asyncio.sleep(0.02)
        return {"y": 1}

    # `first` of goal is settled by y, which the other goal needs anyway, while x is still being made
    flow = flow_of("a: -> x", "b: -> y", "one: in=x|y -> p", "two: y -> q", goals=["one", "two"])
    run = await ran(flow, {"a": never, "b": later})
    assert run.statuses == {
        "a": "cancelled",
        "b": "completed",
        "one": "completed",
        "two": "completed",
    }
    assert run.state.steps["a"].reason == "not_needed"
    assert run.state.status == "completed"


async def test_a_step_is_retried_as_often_as_its_policy_says():
    tries = []

    def flaky(call):
        tries.append(call.attempt)
        return ValueError("again") if call.attempt < 3 else {"x": 1}

    retry = Retry(times=3, delay=0.01, backoff=Backoff.FIXED, jitter=0)
    run = await ran(with_policy(flow_of("a: -> x"), "a", retry=retry), {"a": flaky})
    assert tries == [1, 2, 3]
    assert run.state.steps["a"].tries == 3
    assert [event.delay for event in run.all(e.StepRetrying)] == [0.01, 0.01]
    assert run.statuses == {"a": "completed"}


async def test_retries_end_and_the_last_failure_stands():
    retry = Retry(times=2, delay=0.001, jitter=0)
    run = await ran(with_policy(flow_of("a: -> x"), "a", retry=retry), {"a": ValueError("never")})
    assert run.state.steps["a"].tries == 3
    assert run.statuses == {"a": "failed"}


@pytest.mark.parametrize("error", [Fatal("bad key"), StepFailure("4xx", retryable=False)])
async def test_what_is_not_worth_a_retry_gets_none(error):
    retry = Retry(times=5, delay=0.001)
    run = await ran(with_policy(flow_of("a: -> x"), "a", retry=retry), {"a": error})
    assert run.state.steps["a"].tries == 1


async def test_a_missing_output_fails_the_step_and_is_never_retried():
    retry = Retry(times=5, delay=0.001)
    run = await ran(with_policy(flow_of("a: -> x, y"), "a", retry=retry), {"a": {"x": 1}})
    assert run.state.steps["a"].reason == "missing_output"
    assert "'y'" in run.state.steps["a"].message
    assert run.state.steps["a"].tries == 1


async def test_an_optional_output_may_be_missing_and_a_stand_in_takes_over():
    run = await ran(flow_of("a: -> x*", "b: -> x", "goal: x -> done"), {"a": {}})
    assert run.statuses == {"a": "completed", "b": "completed", "goal": "completed"}


async def test_a_returned_name_that_nobody_declared_is_dropped_with_a_warning():
    run = await ran(flow_of("a: -> total*"), {"a": {"totl": 1}})
    (warning,) = run.all(e.Warning)
    assert warning.names == ("totl", "total")
    assert warning.message.endswith("not one of its outputs; did you mean 'total'?")
    assert "totl" not in run.state.attributes


async def test_a_pin_wins_over_what_its_step_gave_for_it():
    flow = flow_of("a: -> x, y", "b: x, y -> z")
    a = flow.steps["a"]
    a = replace(a, outputs={**a.outputs, "x": replace(a.outputs["x"], value="pinned")})
    run = await ran(replace(flow, steps={**flow.steps, "a": a}), {"a": {"x": "made", "y": "made"}})
    assert run.state.steps["b"].inputs == {"x": "pinned", "y": "made"}
    assert [one.value for one in run.state.attributes["x"]] == ["pinned"]
    assert run.all(e.Warning) == []
    alone = flow_of("a: -> x, y", "b: y -> z")  # nobody asks for what is pinned
    run = await ran(replace(alone, steps={**alone.steps, "a": a}), {"a": {"x": "made", "y": 1}})
    assert "made" not in repr(run.records)


async def test_a_value_of_the_wrong_type_fails_where_it_leaves_and_where_it_enters():
    number = DataType(name=TypeName.NUMBER)
    left = await ran(typed(flow_of("a: -> x"), "a", "x", number), {"a": {"x": "many"}})
    assert left.state.steps["a"].reason == "bad_output"
    assert "expected number, got string many" in left.state.steps["a"].message
    entered = await ran(
        typed(flow_of("a: -> x", "b: x -> y"), "b", "x", number), {"a": {"x": "many"}}
    )
    assert entered.statuses == {"a": "completed", "b": "failed"}
    assert entered.state.steps["b"].reason == "bad_input"


async def test_a_step_that_takes_too_long_fails_with_timeout():
    async def never(call):
        await asyncio.Event().wait()

    run = await ran(with_policy(flow_of("a: -> x"), "a", timeout=0.02), {"a": never})
    assert run.state.steps["a"].reason == "timeout"
    assert "0.02 s" in run.state.steps["a"].message


async def test_a_coroutine_that_held_up_the_loop_past_its_timeout_has_timed_out_though_it_returned():
    async def holds(call):
        time.sleep(0.06)  # noqa: ASYNC251 - that is the point
        return {"x": 1}

    async def waits_well(call):
        await asyncio.sleep(0)
        return {"y": 1}

    flow = with_policy(flow_of("a: -> x", "b: -> y", goals=["a", "b"]), "a", timeout=0.02)
    run = await ran(with_policy(flow, "b", timeout=5), {"a": holds, "b": waits_well})
    assert (run.state.steps["a"].status, run.state.steps["a"].reason) == ("failed", "timeout")
    assert run.state.steps["a"].message == "took longer than 0.02 s"
    assert run.state.steps["b"].status == "completed"
    assert "x" not in run.state.attributes


async def test_a_timeout_is_retried_but_not_in_a_thread():
    async def second_time(call):
        if call.attempt == 1:
            await asyncio.Event().wait()
        return {"x": 1}

    retry = Retry(times=2, delay=0.001)
    again = with_policy(flow_of("a: -> x"), "a", timeout=0.05, retry=retry)
    assert (await ran(again, {"a": second_time})).state.steps["a"].tries == 2

    gate = threading.Event()
    try:
        run = await ran(again, {"a": lambda call: gate.wait(20)}, threads=["a"])
    finally:
        gate.set()
    assert run.state.steps["a"].tries == 1
    assert run.state.steps["a"].reason == "timeout"


async def test_a_late_result_of_an_abandoned_thread_is_dropped_with_a_warning():
    gate, late = threading.Event(), asyncio.Event()

    def stuck(call):
        gate.wait(10)
        return {"x": 1}

    def see(record: e.Record) -> None:
        if isinstance(record.event, e.StepFailed):
            gate.set()
        if isinstance(record.event, e.Warning):
            late.set()

    async def wait_for_late(call):
        await late.wait()
        return {"y": 1}

    flow = with_policy(flow_of("a: -> x", "b: -> y", goals=["a", "b"]), "a", timeout=0.02)
    run = await ran(flow, {"a": stuck, "b": wait_for_late}, threads=["a"], sink=see)
    assert run.statuses == {"a": "failed", "b": "completed"}
    assert [w.code for w in run.all(e.Warning)] == ["late_result"]
    assert "x" not in run.state.attributes


async def stopped_run(
    flow: Flow, script: dict, *, threads: tuple[str, ...] = ()
) -> tuple[Ran, float]:
    """Stop once the first Step has started; how long it took to end, in seconds."""
    begun = asyncio.Event()

    def see(record: e.Record) -> None:
        if isinstance(record.event, e.StepStarted):
            begun.set()

    runner, records, kind = runner_of(flow, script, threads=threads, sink=see)
    task = asyncio.create_task(runner.run())
    await begun.wait()
    await asyncio.sleep(0.01)
    before = time.monotonic()
    runner.stop()
    async with asyncio.timeout(8):
        state = await task
    return checked(Ran(records, state, kind)), time.monotonic() - before


async def test_stop_cancels_coroutines_at_once():
    async def never(call):
        await asyncio.Event().wait()

    run, took = await stopped_run(flow_of("a: -> x", "b: x -> y"), {"a": never})
    assert run.statuses == {"a": "cancelled", "b": "cancelled"}
    assert run.state.status == "cancelled"
    assert run.state.steps["a"].reason == "stopped"
    assert took < 1


async def test_stop_leaves_a_hanging_thread_to_itself():
    gate = threading.Event()
    try:
        run, took = await stopped_run(
            flow_of("a: -> x"), {"a": lambda call: gate.wait(30)}, threads=("a",)
        )
    finally:
        gate.set()
    assert run.statuses == {"a": "cancelled"}
    assert took < 1


async def test_stop_during_a_retry_wait_ends_the_step():
    retry = Retry(times=1, delay=60)
    run, took = await stopped_run(
        with_policy(flow_of("a: -> x"), "a", retry=retry), {"a": ValueError("no")}
    )
    assert run.statuses == {"a": "cancelled"}
    assert took < 1


async def test_a_coroutine_that_will_not_be_cancelled_is_given_up_within_six_seconds():
    free = asyncio.Event()

    async def stubborn(call):
        while not free.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await free.wait()
        return {"x": 1}

    run, took = await stopped_run(flow_of("a: -> x"), {"a": stubborn})
    free.set()
    await asyncio.sleep(0)
    assert run.statuses == {"a": "cancelled"}
    assert took < 6


async def test_a_retry_wait_ends_as_failed_when_its_goal_can_no_longer_be_reached():
    async def fail(call):
        await asyncio.sleep(0.02)
        raise ValueError("no")

    flow = with_policy(
        flow_of("a: -> x", "b: -> y", "goal: x, y -> done"), "b", retry=Retry(times=1, delay=60)
    )
    run = await ran(flow, {"a": fail, "b": OSError("connection lost")})
    assert run.statuses == {"a": "failed", "b": "failed", "goal": "blocked"}
    assert "connection lost" in run.state.steps["b"].message
    assert run.state.steps["b"].tries == 1


async def test_such_a_wait_ends_while_another_goal_is_still_pursued():
    waits, failed = asyncio.Event(), asyncio.Event()

    async def fail(call):
        await waits.wait()
        raise ValueError("no")

    async def other(call):
        await failed.wait()
        return {"z": 1}

    def watch(record):
        match record.event:
            case e.StepRetrying():
                waits.set()
            case e.StepFailed(step="b"):
                failed.set()

    flow = flow_of("a: -> x", "b: -> y", "goal: x, y -> done", "other: -> z", goals="goal other")
    flow = with_policy(flow, "b", retry=Retry(times=1, delay=60))
    run = await ran(flow, {"a": fail, "b": OSError("lost"), "other": other}, sink=watch)
    assert run.statuses == {"a": "failed", "b": "failed", "goal": "blocked", "other": "completed"}


async def test_such_a_wait_ends_with_the_last_goal_though_one_that_completed_had_asked_too():
    async def fail(call):
        await asyncio.sleep(0.02)
        raise ValueError("no")

    flow = flow_of("a: -> x", "b: -> y", "one: x, y -> p", "two: y? -> q", goals="one two")
    two = flow.steps["two"]
    two = replace(two, inputs={"y": replace(two.inputs["y"], deadline=0)})
    flow = replace(flow, steps={**flow.steps, "two": two})
    flow = with_policy(flow, "b", retry=Retry(times=1, delay=60))
    run = await ran(flow, {"a": fail, "b": OSError("lost")})
    assert run.statuses == {"a": "failed", "b": "failed", "one": "blocked", "two": "completed"}


@pytest.mark.parametrize(
    "error", [SystemExit(3), KeyboardInterrupt(), StopIteration(), GeneratorExit()]
)
@pytest.mark.parametrize("threads", [(), ("a",)], ids=["coroutine", "thread"])
async def test_whatever_user_code_raises_fails_its_step_and_nothing_else(error, threads):
    def raise_it(call):
        raise error

    flow = flow_of("a: -> x", "b: -> y", goals=["a", "b"])
    run = await ran(flow, {"a": raise_it}, threads=threads)
    assert run.statuses == {"a": "failed", "b": "completed"}


async def test_what_work_prints_becomes_events_and_goes_nowhere_else(capsys):
    def talk(call):
        print("hello from", call.step)
        return dict.fromkeys(call.outputs, 1)

    run = await ran(
        flow_of("a: -> x", "b: -> y", goals=["a", "b"]), {"a": talk, "b": talk}, threads=["b"]
    )
    lines = {(event.step, event.text) for event in run.all(e.StepOutput)}
    assert lines == {("a", "hello from a"), ("b", "hello from b")}
    assert capsys.readouterr().out == ""


async def test_prints_are_recorded_before_their_step_ends():
    def talk(call):
        for number in range(500):
            print(number)
        return {"x": 1}

    run = await ran(flow_of("a: -> x"), {"a": talk}, threads=["a"])
    assert [event.text for event in run.all(e.StepOutput)] == [str(number) for number in range(500)]
    last = max(i for i, event in enumerate(run.events) if isinstance(event, e.StepOutput))
    assert last < run.order((e.StepCompleted, "a"))[0]


async def test_what_work_says_once_its_step_has_ended_is_not_recorded():
    kept = []

    def work(call, context):
        kept.append(context)
        return {"x": 1}

    async def later(call):
        kept[0].report(0.5, "late")
        kept[0].output("late")
        await asyncio.sleep(0.05)
        return {"y": 1}

    run = await ran(flow_of("a: -> x", "b: x -> y"), {"a": work, "b": later})
    assert run.state.status == "completed"
    assert "late" not in repr(run.records)


async def test_work_that_prints_without_end_does_not_hold_up_the_others(monkeypatch):
    stop = threading.Event()

    def flood(call):
        while not stop.is_set():
            print("again")

    async def patient(call):
        await asyncio.sleep(0.05)
        return {"y": 1}

    flow = with_policy(flow_of("a: -> x", "b: -> y", goals=["a", "b"]), "a", timeout=0.3)
    try:
        run = await ran(flow, {"a": flood, "b": patient}, threads=["a"])
    finally:
        stop.set()
    assert run.statuses == {"a": "failed", "b": "completed"}
    assert run.state.steps["a"].reason == "timeout"
    assert run.state.ended - run.state.started < 3


async def test_a_plan_that_cannot_be_run_is_refused_before_any_record():
    runner, records, _ = runner_of(flow_of("a: n -> x"))
    with pytest.raises(PlanError) as refused:
        await runner.run()
    assert refused.value.kind == "missing_inputs"
    assert records == []


async def test_more_steps_than_threads_wait_their_turn_as_pending(monkeypatch):
    monkeypatch.setattr("engine.commons.THREADS", 2)
    busy, most, lock = [0], [0], threading.Lock()

    def count(call):
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        time.sleep(0.005)
        with lock:
            busy[0] -= 1
        return dict.fromkeys(call.outputs, 1)

    steps = [f"s{n}: -> x{n}" for n in range(12)]
    names = [f"s{n}" for n in range(12)]
    run = await ran(flow_of(*steps, goals=names), dict.fromkeys(names, count), threads=names)
    assert set(run.statuses.values()) == {"completed"}
    assert most[0] <= 2


def each_of(line: str, **policy: Any) -> Step:
    step = step_of(line, policy=WorkPolicy(parallelism=100, **policy))
    return replace(step, inputs={n: replace(port, each=True) for n, port in step.inputs.items()})


async def test_the_time_limit_of_an_element_does_not_run_while_it_waits_for_a_thread(monkeypatch):
    monkeypatch.setattr("engine.commons.THREADS", 2)
    monkeypatch.setattr(thread, "LIMIT", 2)
    monkeypatch.setattr(thread, "_POOL", thread._Pool())

    def naps(call):
        time.sleep(0.2)
        return {"x": call.inputs["n"]}

    flow = flow_of(each_of("a: n -> x", timeout=0.5))
    run = await ran(flow, {"a": naps}, {"n": [*range(6)]}, threads="a")
    assert run.state.steps["a"].outputs == {"x": [*range(6)]}
    at_work = accumulate(
        isinstance(event, e.ItemStarted) - isinstance(event, e.ItemCompleted)
        for event in run.events
    )
    assert max(at_work) == 2, "an element begins when it has its thread"


async def test_elements_and_retries_beyond_the_threads_wait_their_turn_and_get_it(monkeypatch):
    monkeypatch.setattr("engine.commons.THREADS", 2)
    busy, most, lock = [0], [0], threading.Lock()

    def count(call):
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        time.sleep(0.002)
        with lock:
            busy[0] -= 1
        if call.attempt == 1:
            raise OSError("down")
        return dict.fromkeys(call.outputs, call.inputs.get("n"))

    again = Retry(times=1, delay=0.001)
    names = ["a", "b", *(f"s{n}" for n in range(6))]
    flow = flow_of(each_of("a: n -> x", retry=again), each_of("b: n -> y", retry=again),
                   *(step_of(f"s{n}: -> x{n}", policy=WorkPolicy(retry=again)) for n in range(6)),
                   goals=names)  # fmt: skip
    async with asyncio.timeout(20):
        run = await ran(flow, dict.fromkeys(names, count), {"n": [*range(12)]}, threads=names)
    assert set(run.statuses.values()) == {"completed"}
    assert run.state.steps["a"].outputs == {"x": [*range(12)]}
    assert most[0] == 2


@pytest.mark.parametrize("paused", [False, True])
async def test_a_step_all_of_whose_elements_wait_for_a_thread_can_be_stopped(monkeypatch, paused):
    monkeypatch.setattr("engine.commons.THREADS", 1)
    go, begun = threading.Event(), asyncio.Event()

    def hear(record: e.Record) -> None:
        if record.event == e.StepStarted(StepId("b"), 2):
            begun.set()

    def waits(call):
        go.wait(10)
        return dict.fromkeys(call.outputs, 1)

    flow = flow_of("a: -> x", each_of("b: n -> y"), goals="a b")
    runner, records, _ = runner_of(
        flow, {"a": waits, "b": waits}, {"n": [1, 2]}, threads="ab", sink=hear
    )
    task = asyncio.create_task(runner.run())
    await asyncio.wait_for(begun.wait(), 5)
    if paused:
        runner.pause()
    runner.stop()
    try:
        state = await asyncio.wait_for(task, 5)
    finally:
        go.set()
    assert {str(one.status) for one in state.steps.values()} == {"cancelled"}
    assert not any(isinstance(r.event, e.ItemStarted) for r in records)


async def test_elements_that_waited_for_a_thread_do_not_begin_once_one_has_failed(monkeypatch):
    monkeypatch.setattr("engine.commons.THREADS", 1)
    called = []

    def work(call):
        called.append(call.inputs["n"])
        raise ValueError("no")

    async with asyncio.timeout(5):
        run = await ran(flow_of(each_of("a: n -> x")), {"a": work}, {"n": [1, 2, 3]}, threads="a")
    assert (called, run.statuses) == ([1], {"a": "failed"})


async def test_a_sink_that_fails_breaks_the_run_off_and_is_heard_of():
    def full(record: e.Record) -> None:
        if isinstance(record.event, e.StepCompleted):
            raise OSError(28, "No space left on device")

    runner, _, _ = runner_of(flow_of("a: -> x", "b: x -> y"), sink=full)
    async with asyncio.timeout(5):
        with pytest.raises(OSError, match="No space"):
            await runner.run()


async def test_cancelling_the_task_that_runs_it_stops_the_run_first():
    async def never(call):
        await asyncio.Event().wait()

    runner, records, _ = runner_of(flow_of("a: -> x"), {"a": never})
    task = asyncio.create_task(runner.run())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert isinstance(records[-1].event, e.RunSettled)


async def test_a_secret_reaches_the_work_and_nothing_else(monkeypatch):
    monkeypatch.setenv("BACKCAST_TEST_TOKEN", "hunter2")
    secret = DataType(name=TypeName.STRING, format="secret")
    seen = []

    def use(call):
        seen.append(call.inputs["token"])
        return {"x": 1}

    flow = typed(flow_of("a: token -> x"), "a", "token", secret)
    run = await ran(flow, {"a": use}, {"token": "env:BACKCAST_TEST_TOKEN"})
    assert seen == ["hunter2"]
    assert run.state.steps["a"].inputs["token"] == Secret("env:BACKCAST_TEST_TOKEN")
    assert "hunter2" not in repr(run.records)


@pytest.mark.parametrize("collect", [Collect.FIRST, Collect.SOME, Collect.ALL])
@pytest.mark.parametrize("each", [False, True])
async def test_secrets_in_a_list_reach_the_work_and_nothing_else(monkeypatch, collect, each):
    monkeypatch.setenv("ONE", "hunter1")
    monkeypatch.setenv("TWO", "hunter2")
    seen = []

    def use(call):
        seen.append(call.inputs["t"])
        return {"x": f"got {call.inputs['t']}"}

    is_list = collect is not Collect.FIRST
    flow = typed(flow_of("a: t=one|two -> x"), "a", "t", SECRET)
    port = replace(flow.steps["a"].inputs["t"], collect=collect, each=each)
    port = port if is_list else replace(port, sources=("list" if each else "one",))
    flow = replace(flow, steps={"a": replace(flow.steps["a"], inputs={"t": port})})
    given = {"one": "env:ONE", "two": "env:TWO"} if is_list or not each else {}
    run = await ran(flow, {"a": use}, given or {"list": ["env:ONE", "env:TWO"]})
    secrets, references = ["hunter1", "hunter2"], [Secret("env:ONE"), Secret("env:TWO")]
    assert sorted(seen) == (secrets if each else [secrets] if is_list else secrets[:1])
    both = each or is_list
    assert run.state.steps["a"].inputs == {"t": references if both else references[0]}
    assert "hunter" not in repr(run.records)
    assert "•••" in repr(run.state.steps["a"].outputs)


@pytest.mark.parametrize("each", [False, True])
async def test_a_literal_in_a_list_of_secrets_is_refused_and_not_shown(each):
    flow = typed(flow_of("a: -> list", "b: t=list -> x"), "b", "t", SECRET)
    more = {"each": True} if each else {"collect": Collect.SOME}
    port = replace(flow.steps["b"].inputs["t"], **more)
    flow = replace(flow, steps={**flow.steps, "b": replace(flow.steps["b"], inputs={"t": port})})
    made = ["env:PATH", "hunter2"] if each else "hunter2"
    run = await ran(flow, {"a": {"list": made}})
    assert run.state.steps["b"].reason == "bad_input"
    assert "got a literal" in run.state.steps["b"].message
    assert Secret("a literal") in run.state.steps["b"].inputs["t"]


async def test_a_secret_is_blotted_out_of_what_the_work_prints_and_of_why_it_failed(monkeypatch):
    monkeypatch.setenv("BACKCAST_TEST_TOKEN", "hunter2")
    secret = DataType(name=TypeName.STRING, format="secret")

    def tell(call, context):
        token = call.inputs["token"]
        print("token is", token)
        context.report(0.5, f"trying {token}")
        context.warn(f"{token} is short")
        raise ValueError(f"bad token {token}")

    flow = typed(flow_of("a: token -> x"), "a", "token", secret)
    run = await ran(flow, {"a": tell}, {"token": "env:BACKCAST_TEST_TOKEN"})
    assert [event.text for event in run.all(e.StepOutput)] == ["token is •••"]
    assert [event.text for event in run.all(e.StepProgress)] == ["trying •••"]
    assert [event.message for event in run.all(e.Warning)] == ["••• is short"]
    assert "bad token •••" in run.state.steps["a"].message
    assert "hunter2" not in repr(run.records)


async def test_a_literal_that_arrives_at_a_secret_input_is_refused_and_not_shown():
    secret = DataType(name=TypeName.STRING, format="secret")
    flow = typed(flow_of("a: -> token", "b: token -> x"), "b", "token", secret)
    run = await ran(flow, {"a": {"token": "hunter2"}})
    assert run.state.steps["b"].reason == "bad_input"
    settled = [event.value for event in run.all(e.InputSettled) if event.step == "b"]
    assert settled == [Secret("a literal")]


async def test_a_step_that_changes_its_inputs_in_place_changes_nobody_elses():
    def spoil(call):
        call.inputs["l"].append("spoilt")
        return dict.fromkeys(call.outputs, 1)

    flow = flow_of("a: -> l", "b: l -> x", "c: l -> y", goals=["b", "c"])
    run = await ran(flow, {"a": {"l": [0]}, "b": spoil, "c": spoil})
    assert run.state.steps["a"].outputs == {"l": [0]}
    assert run.state.steps["b"].inputs == run.state.steps["c"].inputs == {"l": [0]}
    assert [call.inputs["l"] for call in run.kind.calls if call.step in "bc"] == [[0, "spoilt"]] * 2


async def test_inputs_come_in_the_order_of_the_ports_however_they_arrived():
    async def late(call):
        await asyncio.sleep(0.01)
        return {"x": 1}

    run = await ran(flow_of("a: -> x", "b: -> y", "g: x, y -> z"), {"a": late})
    assert list(run.kind.calls[-1].inputs) == ["x", "y"]


async def test_a_result_given_after_the_time_was_up_does_not_count():
    async def swallow(call):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return {"x": 1}

    run = await ran(with_policy(flow_of("a: -> x"), "a", timeout=0.02), {"a": swallow})
    assert run.state.steps["a"].reason == "timeout"


async def test_a_secret_that_cannot_be_had_fails_its_step_with_the_reference():
    secret = DataType(name=TypeName.STRING, format="secret")
    flow = typed(flow_of("a: token -> x"), "a", "token", secret)
    run = await ran(flow, {}, {"token": "env:BACKCAST_NO_SUCH"})
    assert run.state.steps["a"].reason == "bad_secret"
    assert "BACKCAST_NO_SUCH" in run.state.steps["a"].message


async def test_a_thousand_steps_in_a_chain_run_without_recursion():
    steps = ["s0: -> x0", *(f"s{n}: x{n - 1} -> x{n}" for n in range(1, 3000))]
    run = await ran(flow_of(*steps))
    assert run.state.status == "completed"


async def test_a_wait_that_the_other_side_asks_for_is_honoured_up_to_the_longest_delay():
    def busy(call):
        return StepFailure("busy", retry_after=0.03) if call.attempt == 1 else {"x": 1}

    retry = Retry(times=1, delay=0, max_delay=0.02, jitter=0)
    run = await ran(with_policy(flow_of("a: -> x"), "a", retry=retry), {"a": busy})
    assert [event.delay for event in run.all(e.StepRetrying)] == [0.02]


async def test_three_steps_of_a_second_and_their_goal_take_little_more_than_one():
    async def wait(call):
        await asyncio.sleep(1)
        return {"x": 1}

    def block(call):
        time.sleep(1)
        return dict.fromkeys(call.outputs, 1)

    flow = flow_of("a: -> x", "b: -> y", "c: -> z", "goal: x, y, z -> done")
    for _ in range(
        3
    ):  # a busy machine may be late once; a runner that waits in turn is so every time
        run = await ran(flow, {"a": wait, "b": block, "c": block}, threads=["b", "c"])
        if run.state.ended - run.state.started < 1.3:
            return
    raise AssertionError(f"took {run.state.ended - run.state.started:.2f} s")


async def test_who_holds_up_the_loop_is_known_and_whether_its_work_is_over():
    told = {}

    def look(when: str) -> None:
        told[when] = runner.leaving.holder(threading.get_ident())

    def take(record: e.Record) -> None:
        if isinstance(record.event, e.AttributeSet):
            look("taken in")

    def work(_):
        look("at work")
        return {"x": 1}

    runner, _, _ = runner_of(flow_of("a: -> x"), {"a": work}, sink=take)
    await runner.run()
    step = told["at work"].step
    assert step.id == "a"
    assert told == {"at work": (step, True, False), "taken in": (step, True, True)}
    assert "does not let anything else go on" in _too_long(told["at work"])
    assert "what step 'a' gave takes too long" in _too_long(told["taken in"])
    look("afterwards")
    assert told["afterwards"] is None
