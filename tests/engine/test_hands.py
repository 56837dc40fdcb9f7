"""Tries share tasks as long as nobody could tell."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

from engine.testing import flow_of
from tests.scripted import runner_of

COLOUR: ContextVar[str] = ContextVar("colour", default="none")
SHAPE = ("a: -> x", "b: -> y", "c: x, y -> z")


async def ran(script, flow=SHAPE):
    runner, records, kind = runner_of(flow_of(*flow), script)
    async with asyncio.timeout(10):
        state = await runner.run()
    return state, records, kind


async def test_what_one_step_sets_in_its_context_no_other_sees():
    seen = []

    def paints(call):
        seen.append((call.step, COLOUR.get()))
        COLOUR.set(call.step)
        return dict.fromkeys(call.outputs, 1)

    state, _, _ = await ran(dict.fromkeys("abc", paints))
    assert state.status == "completed"
    assert sorted(seen) == [("a", "none"), ("b", "none"), ("c", "none")]


async def test_a_step_that_waits_holds_up_no_other():
    there = asyncio.Event()

    async def waits(call):
        await there.wait()
        return {"x": 1}

    def lets_go(call):
        there.set()
        return {"y": 1}

    state, _, _ = await ran({"a": waits, "b": lets_go})
    assert state.status == "completed"


async def test_steps_that_never_wait_share_a_task_and_one_that_cancels_its_own_has_it_to_itself(
    monkeypatch,
):
    monkeypatch.setattr("engine.performer.SLICE", 60.0)  # however busy the machine is
    tasks = {}

    def notes(call):
        tasks[call.step] = asyncio.current_task()
        return dict.fromkeys(call.outputs, 1)

    def cancels(call):
        asyncio.current_task().cancel()
        return notes(call)

    chain = ("a: -> x", "b: x -> y", "c: y -> z")
    state, _, _ = await ran(dict.fromkeys("abc", notes), chain)
    assert state.status == "completed"
    assert tasks["a"] is tasks["b"] is tasks["c"]
    state, _, _ = await ran({"a": cancels, "b": notes, "c": notes}, chain)
    assert state.status == "completed"
    assert tasks["a"] is not tasks["b"]


async def test_a_step_that_is_stopped_before_its_turn_is_cancelled_and_never_performed():
    def stops(call):
        runner.stop()
        return {"x": 1}

    runner, _, kind = runner_of(flow_of(*SHAPE), {"a": stops})
    async with asyncio.timeout(10):
        state = await runner.run()
    assert state.status == "cancelled"
    assert [call.step for call in kind.calls] == ["a"]
    assert state.steps["b"].status == "cancelled"


async def test_whoever_cancels_every_task_does_not_leave_a_run_that_never_ends():
    def cancels_all(call):
        for task in asyncio.all_tasks() - {asyncio.current_task(), whole}:
            task.cancel()
        return {"x": 1}

    whole = asyncio.current_task()
    state, _, _ = await ran({"a": cancels_all})
    assert state.status == "completed"
