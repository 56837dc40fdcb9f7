"""What holds a run back: breakpoints, one Step at a time, values put in the place of others."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from engine import events as e
from engine.breakpoint import Breakpoint
from engine.codec import event_schema, record_to_json
from engine.codec.decoding import pack_record, unpack_record
from engine.datatype import DataType, TypeName
from engine.flow import Flow, Input, Name, Port, StepId
from engine.halting import Halts
from engine.plan import Plan
from engine.policy import Retry, WorkPolicy
from engine.state import RunState, replay
from engine.testing import flow_of
from tests.engine.test_codec import unfit
from tests.engine.test_subflow_runs import CHILD, PARENT
from tests.engine.test_subflow_runs import runner_of as runner_inside
from tests.scripted import Ran, checked, ran, runner_of

CHAIN = "a: -> x", "b: x -> y", "c: y -> z"


def at(step: str, port: str | None = None, source: str = "", condition: str = "") -> Breakpoint:
    """`at("b", "x", "a.x", "value > 1")`."""
    name = None if port is None else Name(port)
    out = Port(StepId(source.split(".")[0]), Name(source.split(".")[1])) if source else None
    return Breakpoint(step=StepId(step), input=name, source=out, condition=condition)


class Watched:
    """A run with somebody who watches it."""

    def __init__(
        self, flow: Flow, *breakpoints: Breakpoint, paused: bool = False, least: float = 0.0,
        script: Mapping[str, Any] = {}, given: Mapping[str, Any] = {}, **more: Any,
    ) -> None:  # fmt: skip
        self.halts = Halts(breakpoints, paused=paused, least=least)
        made = runner_of(flow, script, given, halts=self.halts, **more)
        self.runner, self.records, self.kind = made
        self.work = asyncio.create_task(self.runner.run())

    @property
    def state(self) -> RunState:
        return self.runner.state

    @property
    def begun(self) -> list[str]:
        return [r.event.step for r in self.records if isinstance(r.event, e.StepStarted)]

    async def until(self, condition: Callable[[], Any]) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - what is seen sends no event
                await asyncio.sleep(0)

    async def until_held(self) -> e.RunPaused:
        await self.until(lambda: self.state.halt or self.work.done())
        await self.quiet()
        assert self.state.halt is not None, self.state
        return self.state.halt

    async def quiet(self) -> None:
        """Whatever can happen has happened."""
        for _ in range(30):
            await asyncio.sleep(0)

    async def end(self) -> Ran:
        return checked(Ran(self.records, await asyncio.wait_for(self.work, 5), self.kind))


class TestBreakpoints:
    async def test_a_run_is_held_before_the_step_starts_and_goes_on(self):
        run = Watched(flow_of(*CHAIN), at("b"))
        assert await run.until_held() == e.RunPaused(StepId("b"))
        assert run.begun == ["a"]
        assert run.state.steps["b"].inputs == {"x": "a.x"}
        run.runner.resume()
        ended = await run.end()
        assert ended.statuses == dict.fromkeys("abc", "completed")
        assert [len(ended.all(t)) for t in (e.RunPaused, e.RunResumed)] == [1, 1]
        assert ended.state.halt is None

    async def test_a_breakpoint_on_a_wire_says_the_value_and_holds_only_where_its_condition_does(
        self,
    ):
        flow = flow_of("a: -> x", "b: x -> y", "c: x -> z", "d: y, z -> w")
        first = at("b", "x", "a.x", "value > 10")
        second = at("c", "x", "a.x", "value < 10")
        run = Watched(flow, first, second, script={"a": {"x": 7}})
        assert await run.until_held() == e.RunPaused(StepId("c"), Name("x"), 7)
        run.runner.resume()
        assert len((await run.end()).all(e.RunPaused)) == 1

    async def test_a_value_from_elsewhere_does_not_stop_at_the_wire(self):
        flow = flow_of("a: -> x", "b: x -> y")
        run = Watched(flow, at("b", "x", "a.x"), given={"x": 1})
        assert (await run.end()).all(e.RunPaused) == []

    async def test_a_list_that_holds_what_came_along_the_wire_stops_there(self):
        flow = flow_of("a: -> x", "b: -> x2", "c: x -> z")
        port = Input(sources=(Name("x"), Name("x2")), collect="all")
        flow = replace(
            flow, steps={**flow.steps, "c": replace(flow.steps["c"], inputs={"x": port})}
        )
        run = Watched(flow, at("c", "x", "b.x2", "size(value) == 2"), script={"b": {"x2": [1]}})
        assert (await run.until_held()).value == ["a.x", [1]]
        run.runner.resume()
        await run.end()

    async def test_a_condition_that_cannot_be_asked_holds_the_run_and_says_so(self):
        run = Watched(flow_of(*CHAIN), at("b", "x", condition="value.size > 'a'"))
        await run.until_held()
        (warning,) = run.state.warnings
        assert (warning.code, warning.step) == ("breakpoint", "b")
        run.runner.resume()
        await run.end()

    async def test_a_condition_of_a_step_asks_its_inputs_by_name(self):
        flow = flow_of("a: -> x", "b: x -> y", "c: x -> z")
        run = Watched(flow, at("b", condition="x == 1"), at("c", condition="x == 2"),
                      script={"a": {"x": 2}})  # fmt: skip
        assert (await run.until_held()).step == "c"
        run.runner.resume()
        await run.end()

    async def test_two_that_are_ready_are_held_one_after_the_other(self):
        run = Watched(flow_of("a: -> x", "b: -> y", "c: x, y -> z"), at("a"), at("b"))
        held = []
        for _ in range(2):
            held.append((await run.until_held()).step)
            run.runner.resume()
        assert sorted(held) == ["a", "b"]
        await run.end()

    async def test_breakpoints_may_be_set_and_cleared_while_the_run_is_on(self):
        run = Watched(flow_of(*CHAIN), at("b"))
        await run.until_held()
        run.halts.watch([at("c")])
        run.runner.resume()
        assert (await run.until_held()).step == "c"
        run.halts.watch([])
        run.runner.resume()
        assert (await run.end()).state.status == "completed"

    async def test_a_run_that_is_held_can_be_stopped(self):
        run = Watched(flow_of(*CHAIN), at("b"))
        await run.until_held()
        run.runner.stop()
        ended = await run.end()
        assert ended.statuses == {"a": "completed", "b": "cancelled", "c": "cancelled"}
        assert ended.state.halt is None

    async def test_a_run_without_breakpoints_is_never_asked(self):
        run = Watched(flow_of(*CHAIN))
        run.halts.passes = None  # type: ignore[method-assign, assignment]
        assert (await run.end()).state.status == "completed"


class TestEdited:
    async def test_the_value_put_in_its_place_is_what_the_reader_gets_and_nobody_else(self):
        flow = flow_of("a: -> x", "b: x -> y", "c: x -> z", goals="b c")
        run = Watched(flow, at("b", "x", "a.x"))
        await run.until_held()
        run.halts.edit({Name("x"): "mine"})
        run.runner.resume()
        ended = await run.end()
        assert {c.step: dict(c.inputs) for c in run.kind.calls if c.inputs} == {
            "b": {"x": "mine"}, "c": {"x": "a.x"},
        }  # fmt: skip
        assert ended.state.steps["b"].inputs == {"x": "mine"}
        sources = [s.source.how for s in ended.all(e.InputSettled) if s.step == "b"]
        assert sources == ["arrived", "edited"]
        assert ended.state.attributes["x"][0].value == "a.x"

    async def test_what_does_not_fit_the_port_fails_the_step(self):
        flow = flow_of("a: -> x", "b: x -> y")
        port = Input(type=DataType(name=TypeName.INTEGER))
        flow = replace(
            flow, steps={**flow.steps, "b": replace(flow.steps["b"], inputs={"x": port})}
        )
        run = Watched(flow, at("b"), script={"a": {"x": 1}})
        await run.until_held()
        run.halts.edit({Name("x"): "one"})
        run.runner.resume()
        assert (await run.end()).state.steps["b"].reason == "bad_input"

    async def test_a_run_that_was_cut_off_while_it_was_held_keeps_what_was_edited(self):
        flow = flow_of(*CHAIN)
        run = Watched(flow, at("b"))
        await run.until_held()
        run.halts.edit({Name("x"): "mine"})
        cut = [unpack_record(pack_record(r), run.state.plan) for r in run.records]
        run.runner.stop()
        await run.end()
        again = await ran(flow, resume=cut)
        assert again.state.status == "completed"
        assert again.state.steps["b"].inputs == {"x": "mine"}

    async def test_nothing_is_edited_where_nothing_is_held(self):
        run = Watched(flow_of(*CHAIN), paused=True)
        await run.quiet()
        run.halts.edit({Name("x"): "mine"})
        run.runner.resume()
        assert {i.source.how for i in (await run.end()).all(e.InputSettled)} == {"arrived"}


class TestOneAtATime:
    async def test_each_step_forward_starts_exactly_one(self):
        run = Watched(flow_of("a: -> x", "b: -> y", "c: x, y -> z"), paused=True)
        seen = []
        for _ in range(3):
            await run.quiet()
            seen.append(len(run.begun))
            run.runner.advance()
        ended = await run.end()
        assert seen == [0, 1, 2]
        assert ended.state.status == "completed"

    async def test_a_step_forward_while_nothing_is_ready_lets_the_next_one_start(self):
        go_on = asyncio.Event()

        async def slow(call: Any) -> Any:
            await go_on.wait()
            return {"x": 1}

        run = Watched(flow_of(*CHAIN), script={"a": slow})
        await run.until(lambda: run.begun == ["a"])
        run.runner.pause()
        run.runner.advance()
        run.runner.advance()
        await run.quiet()
        assert run.begun == ["a"]
        go_on.set()
        await run.until(lambda: run.state.steps["b"].status == "completed")
        await run.quiet()
        assert run.begun == ["a", "b"]
        run.runner.resume()
        await run.end()

    async def test_the_one_that_starts_is_worked_on_whole_with_its_elements_and_tries(self):
        tries = []

        def work(call: Any) -> Any:
            tries.append(call.inputs["n"])
            if len(tries) == 1:
                raise OSError("down")
            return {"x": call.inputs["n"]}

        flow = flow_of("a: n -> x", "b: x -> y")
        policy = WorkPolicy(parallelism=1, retry=Retry(times=1, delay=0))
        a = replace(flow.steps["a"], inputs={"n": Input(each=True)}, policy=policy)
        run = Watched(replace(flow, steps={**flow.steps, "a": a}), paused=True,
                      script={"a": work}, given={"n": [1, 2, 3]})  # fmt: skip
        await run.quiet()
        run.runner.advance()
        await run.until(lambda: run.state.steps["a"].status == "completed")
        await run.quiet()
        assert tries == [1, 1, 2, 3]
        assert run.begun == ["a"]
        run.runner.resume()
        await run.end()

    async def test_a_step_forward_comes_to_a_breakpoint_first(self):
        run = Watched(flow_of(*CHAIN), at("a"), paused=True)
        await run.quiet()
        assert run.state.halt is None
        run.runner.advance()
        assert (await run.until_held()).step == "a"
        assert run.begun == []
        run.runner.advance()
        await run.until(lambda: run.begun == ["a"])
        assert run.state.halt is None
        assert run.state.paused
        run.runner.resume()
        await run.end()

    async def test_a_run_that_is_on_pauses_at_the_first(self):
        run = Watched(flow_of(*CHAIN))
        await asyncio.sleep(0)
        run.runner.advance()
        assert run.state.paused
        run.runner.resume()
        await run.end()

    async def test_a_step_forward_leads_into_a_flow_that_is_held_inside_a_step(self):
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def work(call: Any) -> Any:
            begun.set()
            await go_on.wait()
            return {"x": 1}

        script = {"p": {"u": 1, "w": 2}, "a": work, "b": {"y": 4}}
        runner, records, kind = runner_inside(PARENT, script, child=CHILD)
        running = asyncio.create_task(runner.run())
        await asyncio.wait_for(begun.wait(), 5)
        runner.pause()
        go_on.set()
        await asyncio.sleep(0.05)
        assert [call.step for call in kind.calls] == ["p", "a"]
        runner.advance()
        await asyncio.sleep(0.05)
        assert [call.step for call in kind.calls] == ["p", "a", "b"]
        assert runner.state.paused
        runner.resume()
        assert (await asyncio.wait_for(running, 5)).status == "completed"
        checked(Ran(records, runner.state, kind))

    async def test_a_pause_that_is_asked_for_before_the_run_has_begun_holds_it(self):
        runner, _, kind = runner_of(flow_of(*CHAIN))
        runner.pause()
        running = asyncio.create_task(runner.run())
        await asyncio.sleep(0.02)
        assert kind.calls == []
        assert runner.state.paused
        runner.resume()
        assert (await running).status == "completed"

    async def test_what_waits_for_a_thread_needs_no_second_permission(self):
        run = Watched(flow_of("a: -> x", "b: -> y", "c: x, y -> z"), paused=True,
                      script=dict.fromkeys("ab", lambda call: dict.fromkeys(call.outputs, 1)),
                      threads="ab")  # fmt: skip
        await run.quiet()
        threads = run.runner._commons.threads
        while not threads.is_full:
            threads.hold()
        run.runner.advance()
        await run.quiet()
        assert run.begun == []
        threads.give_back()
        await run.until(lambda: len(run.begun) == 1)
        run.runner.resume()
        for _ in range(256):
            threads.give_back()
        await run.end()


async def test_a_least_time_a_step_holds_its_end_back_and_no_stop():
    run = Watched(flow_of("a: -> x", "b: -> y", "c: x, y -> z"), least=0.1)
    ended = await run.end()
    took = [s.ended - s.started for s in ended.state.steps.values() if s.ended and s.started]
    assert all(0.09 <= seconds < 2 for seconds in took)
    stopped = Watched(flow_of(*CHAIN), least=0.1)
    await stopped.until(lambda: stopped.begun == ["a"])
    await stopped.quiet()
    stopped.runner.stop()
    over = await stopped.end()
    assert over.state.status == "cancelled"
    assert over.statuses["a"] == "completed"


async def test_the_stream_says_where_a_run_is_held_and_the_schema_knows_it():
    run = Watched(flow_of(*CHAIN), at("b", "x"))
    await run.until_held()
    run.halts.edit({Name("x"): 2})
    run.runner.resume()
    ended = await run.end()
    lines = [record_to_json(r, "run") for r in ended.records]
    (paused,) = [line for line in lines if line["type"] == "run_paused"]
    assert [paused[key] for key in ("step", "port", "value")] == ["b", "x", "a.x"]
    for line in lines:
        assert unfit(json.loads(json.dumps(line)), event_schema()) == ""


def test_a_journal_of_before_there_were_breakpoints_is_still_read():
    record = unpack_record(b'[3,5.0,"run_paused",{}]', Plan())
    assert record.event == e.RunPaused()
    state = RunState()
    state.apply(e.Record(1, 0.0, e.RunStarted("f", Plan(), {})))
    state.apply(record)
    assert state.paused
    assert state.halt is None
    assert replay([record]).paused


def test_a_run_without_a_window_knows_nothing_of_breakpoints(tmp_path):
    step = {"kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}}
    view = {"breakpoints": {"steps": {"a": ""}, "wires": {"a.x > b.x": ""}}}
    flow = {"format": "backcast/1", "goals": ["a"], "steps": {"a": step}, "view": view}
    path = tmp_path / "held.flow.json"
    path.write_text(json.dumps(flow))
    command = [sys.executable, "-m", "engine", "run", str(path), "--no-store", "--events", "-"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    types = [json.loads(line)["type"] for line in done.stdout.splitlines()]
    assert types[-1] == "run_settled"
    assert "run_paused" not in types
