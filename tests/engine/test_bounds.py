"""What ends, holds back and cleans up after a run: its time, a pause, late results, secrets, sharing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine import events as e
from engine.errors import JournalBroken, StepFailure
from engine.flow import Flow, Input
from engine.masking import blotted
from engine.policy import OnFailure, Retry, WorkPolicy
from engine.report import result_to_json
from engine.testing import flow_of
from engine.web import Web
from engine.work import LONGEST_MESSAGE
from tests.scripted import Ran, checked, ran, runner_of


async def forever(call):
    await asyncio.get_running_loop().create_future()


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is seen sends no event
            await asyncio.sleep(0.001)


def with_policy(flow: Flow, step: str, **policy: Any) -> Flow:
    changed = replace(flow.steps[step], policy=WorkPolicy(**policy))
    return replace(flow, steps={**flow.steps, step: changed})


def for_each(flow: Flow, step: str, port: str) -> Flow:
    inputs = {**flow.steps[step].inputs, port: Input(each=True)}
    changed = replace(flow.steps[step], inputs=inputs)
    return replace(flow, steps={**flow.steps, step: changed})


UNDO = {"function": "work:undo"}


class Undone:
    """A script in which `undo` calls are told from the work itself by the config."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self.work = work
        self.calls: list[dict[str, Any]] = []

    def __call__(self, call):
        if call.config.get("function") == "work:undo":
            self.calls.append(dict(call.inputs))
            return {}
        return self.work(call)


class TestTimeout:
    async def test_a_run_that_takes_too_long_fails_and_says_so(self):
        run = await ran(flow_of("a: -> x", "b: x -> y"), {"a": forever}, timeout=0.05)
        assert run.state.status == "failed"
        assert run.state.error.kind == "timeout"
        assert run.state.error.message == "the run took longer than 0.05 s"
        assert run.statuses == {"a": "cancelled", "b": "cancelled"}
        assert {step.reason for step in run.state.steps.values()} == {"run_timeout"}

    async def test_a_run_in_time_is_not_disturbed(self):
        run = await ran(flow_of("a: -> x"), timeout=5)
        assert run.state.status == "completed"

    async def test_a_failure_before_the_time_was_over_is_the_first_cause(self):
        flow = flow_of("a: -> x", "b: -> y", goals="a b")
        run = await ran(flow, {"a": ValueError("no rows"), "b": forever}, timeout=0.05)
        assert run.state.status == "failed"
        assert run.state.error.names == ("a",)

    async def test_a_retry_is_not_waited_for_beyond_the_time(self):
        flow = with_policy(flow_of("a: -> x"), "a", retry=Retry(times=9, delay=60))
        run = await ran(flow, {"a": OSError("down")}, timeout=0.05)
        assert run.statuses == {"a": "cancelled"}

    async def test_what_was_done_is_undone_where_the_flow_says_so(self):
        flow = with_policy(flow_of("a: -> x", "b: x -> y"), "a", undo=UNDO)
        work = Undone(lambda call: {"x": 1})
        flow = replace(flow, on_failure=OnFailure.UNDO)
        run = await ran(flow, {"a": work, "b": forever}, timeout=0.05)
        assert work.calls == [{"x": 1}]
        assert run.state.steps["a"].undo == "completed"

    async def test_undoing_gets_the_same_time_once_more_and_no_longer(self):
        flow = with_policy(flow_of("a: -> x", "b: x -> y"), "a", undo=UNDO)
        flow = replace(flow, on_failure=OnFailure.UNDO)

        async def work(call):
            return {"x": 1} if call.config["function"] != "work:undo" else await forever(call)

        run = await ran(flow, {"a": work, "b": forever}, timeout=0.1)
        (failed,) = run.all(e.UndoFailed)
        assert failed.reason == "run_timeout"

    async def test_a_paused_run_ends_too_when_its_time_is_over(self):
        runner, records, kind = runner_of(flow_of("a: -> x"), timeout=0.05)
        work = asyncio.create_task(runner.run())
        await asyncio.sleep(0)
        runner.pause()
        state = await asyncio.wait_for(work, 5)
        assert state.error.kind == "timeout"
        checked(Ran(records, state, kind))

    async def test_stopping_first_is_no_timeout(self):
        runner, _, _ = runner_of(flow_of("a: -> x"), {"a": forever}, timeout=0.2)
        work = asyncio.create_task(runner.run())
        await until(lambda: runner.state.steps)
        runner.stop()
        assert (await work).status == "cancelled"


class Paused:
    """A run that is paused as soon as some Steps are at work."""

    def __init__(self, flow: Flow, script: dict[str, Any], given: dict[str, Any] | None = None):
        self.runner, self.records, self.kind = runner_of(flow, script, given or {})
        self.work = asyncio.create_task(self.runner.run())

    def at_work(self, *steps: str) -> Callable[[], bool]:
        state = self.runner.state
        return lambda: all(s in state.steps and state.steps[s].status == "running" for s in steps)

    async def end(self) -> Ran:
        state = await asyncio.wait_for(self.work, 5)
        return checked(Ran(self.records, state, self.kind))


class TestPause:
    async def test_nothing_begins_while_a_run_is_paused_and_work_goes_on(self):
        go_on = asyncio.Event()

        async def slow(call):
            await go_on.wait()
            return {"x": 1}

        run = Paused(flow_of("a: -> x", "b: x -> y"), {"a": slow})
        await until(run.at_work("a"))
        run.runner.pause()
        go_on.set()
        await until(lambda: run.runner.state.steps["a"].status == "completed")
        for _ in range(20):
            await asyncio.sleep(0)
        assert run.runner.state.steps["b"].status == "pending"
        assert run.runner.state.status == "running"
        assert run.runner.state.paused
        run.runner.resume()
        ended = await run.end()
        assert ended.state.status == "completed"
        assert not ended.state.paused
        paused, resumed, began = ended.order(
            (e.RunPaused, None), (e.RunResumed, None), (e.StepStarted, "b")
        )
        assert paused < resumed < began

    async def test_pausing_twice_is_once(self):
        run = Paused(flow_of("a: -> x"), {"a": forever})
        await until(run.at_work("a"))
        for act in (run.runner.pause, run.runner.pause, run.runner.resume, run.runner.resume):
            act()
        run.runner.stop()
        ended = await run.end()
        assert [len(ended.all(t)) for t in (e.RunPaused, e.RunResumed)] == [1, 1]

    async def test_a_paused_run_can_be_stopped(self):
        run = Paused(flow_of("a: -> x", "b: x -> y"), {"a": lambda call: {"x": 1}})
        await asyncio.sleep(0)
        run.runner.pause()
        await asyncio.sleep(0.01)
        run.runner.stop()
        ended = await run.end()
        assert ended.state.status == "cancelled"
        assert not ended.state.paused

    async def test_elements_wait_and_go_on(self):
        flow = for_each(flow_of("a: n -> x"), "a", "n")
        flow = with_policy(flow, "a", parallelism=1)
        began = []

        async def work(call):
            began.append(call.inputs["n"])
            run.runner.pause()
            return {"x": call.inputs["n"]}

        run = Paused(flow, {"a": work}, {"n": [1, 2]})
        await until(lambda: run.runner.state.paused)
        await asyncio.sleep(0.01)
        assert began == [1]
        assert run.runner.state.steps["a"].status == "running"
        run.runner.resume()
        await until(lambda: began == [1, 2])
        run.runner.resume()
        assert (await run.end()).state.steps["a"].outputs == {"x": [1, 2]}

    async def test_a_step_whose_elements_wait_can_be_stopped(self):
        flow = with_policy(for_each(flow_of("a: n -> x"), "a", "n"), "a", parallelism=1)

        async def work(call):
            run.runner.pause()
            return {"x": 1}

        run = Paused(flow, {"a": work}, {"n": [1, 2]})
        await until(lambda: run.runner.state.paused)
        await asyncio.sleep(0.01)
        run.runner.stop()
        assert (await run.end()).statuses == {"a": "cancelled"}

    async def test_an_element_that_fails_in_a_pause_fails_its_step_at_once(self):
        flow = with_policy(for_each(flow_of("a: n -> x"), "a", "n"), "a", parallelism=1)

        async def work(call):
            run.runner.pause()
            raise ValueError("no rows")

        run = Paused(flow, {"a": work}, {"n": [1, 2]})
        assert (await run.end()).statuses == {"a": "failed"}

    @pytest.mark.parametrize("act", ["resume", "stop"])
    async def test_a_retry_waits_for_the_end_of_the_pause(self, act):
        tries = []

        async def work(call):
            tries.append(call.attempt)
            if len(tries) == 1:
                run.runner.pause()
                raise OSError("down")
            return {"x": 1}

        flow = with_policy(flow_of("a: -> x"), "a", retry=Retry(times=1, delay=0))
        run = Paused(flow, {"a": work})
        await until(lambda: run.runner.state.paused)
        await asyncio.sleep(0.02)
        assert tries == [1]
        getattr(run.runner, act)()
        ended = await run.end()
        assert ended.statuses == {"a": {"resume": "completed", "stop": "cancelled"}[act]}

    async def test_a_run_that_was_cut_off_in_a_pause_goes_on_when_it_is_resumed(self):
        flow = flow_of("a: -> x", "b: x -> y")
        first = Paused(flow, {"a": forever})
        await until(first.at_work("a"))
        first.runner.pause()
        cut = list(first.records)
        first.runner.stop()
        await first.end()
        again = await ran(flow, resume=cut)
        assert again.state.status == "completed"
        assert type(again.records[len(cut)].event) is e.RunResumed


class TestLate:
    async def given_up(self, work: Undone, end: threading.Event, **more: Any) -> Ran:
        """A run whose Step `a` timed out in its thread, and delivers while `goal` is still at work."""
        flow = flow_of("a: n -> x", "goal: -> done", goals="a goal")
        flow = more.pop("change", lambda flow: flow)(flow)
        a = flow.steps["a"].policy
        flow = with_policy(flow, "a", undo=UNDO, timeout=0.3, parallelism=a.parallelism)

        async def goal(call):
            await until(lambda: runner.state.steps["a"].status == "failed")
            end.set()
            await until(lambda: runner.state.warnings)
            return {"done": True}

        script = {"a": work, "goal": goal}
        runner, records, kind = runner_of(flow, script, more.pop("given"), threads=["a"])
        state = await asyncio.wait_for(runner.run(), 8)
        return checked(Ran(records, state, kind))

    async def test_a_late_result_is_undone_once_with_what_it_gave(self):
        end = threading.Event()
        work = Undone(lambda call: end.wait(5) and {"x": "late"})
        run = await self.given_up(work, end, given={"n": 7})
        assert run.statuses["a"] == "failed"
        assert run.state.warnings[0].code == "late_result"
        assert work.calls == [{"n": 7, "x": "late"}]

    async def test_an_element_that_succeeds_late_is_undone_too(self):
        end = threading.Event()

        def slow(call):
            if call.inputs["n"] == 2:
                end.wait(5)
            return {"x": call.inputs["n"] * 10}

        work = Undone(slow)
        run = await self.given_up(
            work, end, given={"n": [1, 2]}, change=lambda flow: for_each(flow, "a", "n")
        )
        assert run.statuses["a"] == "failed"
        assert sorted(call["x"] for call in work.calls) == [10, 20]

    async def test_the_step_fails_at_once_and_not_after_its_thread(self):
        end = threading.Event()
        work = Undone(lambda call: end.wait(5) and {"x": 1})
        flow = with_policy(flow_of("a: -> x"), "a", undo=UNDO, timeout=0.05)
        run = await asyncio.wait_for(ran(flow, {"a": work}, threads=["a"]), 2)
        end.set()
        assert run.state.steps["a"].reason == "timeout"
        assert work.calls == []

    async def test_stop_undoes_nothing(self):
        began, end = threading.Event(), threading.Event()

        def slow(call):
            began.set()
            end.wait(5)
            return {"x": 1}

        work = Undone(slow)
        flow = with_policy(flow_of("a: -> x"), "a", undo=UNDO)
        runner, _, _ = runner_of(flow, {"a": work}, threads=["a"])
        task = asyncio.create_task(runner.run())
        await until(began.is_set)
        runner.stop()
        end.set()
        assert (await task).status == "cancelled"
        assert work.calls == []


class TestShared:
    async def test_what_steps_share_is_closed_once_the_run_has_settled(self):
        closed = []

        class Held:
            def __init__(self, name: str) -> None:
                self.name = name

            def close(self):
                closed.append((self.name, runner.state.settled))

        class HeldAsync(Held):
            async def aclose(self):
                await asyncio.sleep(0)
                closed.append((self.name, runner.state.settled))

        async def work(call, context):
            context.shared("a", lambda: Held("a"))
            context.shared("b", lambda: HeldAsync("b"))
            context.shared("c", dict)
            return {"x": 1}

        runner, _, _ = runner_of(flow_of("a: -> x"), {"a": work})
        await runner.run()
        assert closed == [("a", True), ("b", True)]

    async def test_one_that_cannot_be_closed_hurts_nobody(self):
        class Broken:
            def close(self):
                raise OSError("stuck")

        async def work(call, context):
            context.shared("a", Broken)
            return {"x": 1}

        assert (await ran(flow_of("a: -> x"), {"a": work})).state.status == "completed"

    async def test_the_web_closes_what_is_open_still(self):
        class Client:
            closed = False

            async def aclose(self):
                self.closed = True

        web, client = Web(), Client()
        web._clients["tls"] = type("Open", (), {"opened": client, "users": 1})()
        await web.aclose()
        assert client.closed


class TestSecrets:
    def test_secrets_are_taken_out_of_values_and_nothing_else_is_touched(self):
        own = object()
        value = {"k": ["a hush b", 1, own], "hush": ("hush",), "same": ["x"]}
        masked = blotted(value, ("hush",))
        assert masked == {"k": ["a ••• b", 1, own], "•••": ["•••"], "same": ["x"]}
        assert masked["same"] is value["same"]
        assert blotted(own, ("hush",)) is own

    async def test_a_secret_that_comes_back_is_masked_with_a_warning(self, monkeypatch):
        monkeypatch.setenv("TOKEN", "hush-hush")
        flow = flow_of("a: token -> x, y")
        secret = Input(type=replace(flow.steps["a"].inputs["token"].type, format="secret"))
        flow = replace(flow, steps={"a": replace(flow.steps["a"], inputs={"token": secret})})
        seen = []

        def work(call):
            seen.append(call.inputs["token"])
            return {"x": {"echo": [f"Bearer {call.inputs['token']}"]}, "y": "plain"}

        run = await ran(flow, {"a": work}, {"token": "env:TOKEN"})
        assert seen == ["hush-hush"]
        assert run.state.steps["a"].outputs == {"x": {"echo": ["Bearer •••"]}, "y": "plain"}
        assert [w.message for w in run.state.warnings] == [
            "output 'x' held a secret that the step was given; it is masked"
        ]
        assert "hush-hush" not in repr(run.records)


async def test_a_long_message_keeps_its_beginning_and_its_end():
    message = "begin " + "x" * 5_000 + " end"
    run = await ran(flow_of("a: -> x"), {"a": StepFailure(message, retryable=False)})
    told = run.state.steps["a"].message
    assert told.startswith("begin ")
    assert told.endswith(" end")
    assert f"({len(message) - LONGEST_MESSAGE} characters left out)" in told
    assert len(told) < LONGEST_MESSAGE + 50


async def test_a_run_that_cannot_be_recorded_while_it_undoes_gives_that_up_too():
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def undo(call):
        begun.set()
        try:
            await forever(call)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async def work(call):
        if call.config["function"] == "work:undo":
            return await undo(call)
        return {"x": 1}

    flow = with_policy(flow_of("a: -> x", "b: x -> y"), "a", undo=UNDO)
    flow = replace(flow, on_failure=OnFailure.UNDO)

    def sink(record):
        if isinstance(record.event, e.Warning):
            raise JournalBroken("full")

    runner, _, _ = runner_of(flow, {"a": work, "b": ValueError("no")}, sink=sink)
    task = asyncio.create_task(runner.run())
    await begun.wait()
    runner.safely(runner.follow, [e.Warning("x", "x")])
    with pytest.raises(JournalBroken):
        await asyncio.wait_for(task, 5)
    await asyncio.wait_for(cancelled.wait(), 5)


async def test_pinned_outputs_of_satisfied_goals_are_there():
    run = await ran(flow_of("a: x -> y:=5", "b: z -> w:=6", goals="a b"))
    assert run.state.status == "completed"
    told = result_to_json(run.state)["attributes"]
    assert told == {"y": {"value": 5, "step": "a"}, "w": {"value": 6, "step": "b"}}


async def test_a_given_value_stands_before_the_pin_of_a_satisfied_goal():
    run = await ran(flow_of("a: x -> y:=5, z", goals="a"), given={"y": 1, "z": 2})
    told = result_to_json(run.state)["attributes"]
    assert told["y"] == {"value": 1, "step": None}


async def test_a_step_that_is_stopped_before_its_first_turn_ends_at_once():
    def sink(record):
        if isinstance(record.event, e.StepStarted):
            asyncio.get_running_loop().call_soon(runner.stop)

    runner, records, kind = runner_of(flow_of("a: -> x"), {"a": forever}, sink=sink)
    state = await asyncio.wait_for(runner.run(), 2)
    assert checked(Ran(records, state, kind)).statuses == {"a": "cancelled"}
