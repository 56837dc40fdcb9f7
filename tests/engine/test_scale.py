"""Many at once, long chains, long lists: all of it ends, nothing is left, memory grows with the work."""

from __future__ import annotations

import asyncio
import gc
import inspect
import os
import sys
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.events import InputSettled, Record, StepStarted
from engine.executors.thread import ThreadExecutor
from engine.flow import Flow, Name, Output, Step, StepId
from engine.planner import make_plan
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState
from engine.testing import flow_of, step_of
from engine.work import Work
from tests.bench.bench_planner import chain, wide
from tests.engine.webserver import response, serving
from tests.leaks import children, holding
from tests.scripted import ScriptedKind


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def side_by_side(count: int, kind: str, config: Any) -> Flow:
    """So many Steps that have nothing to do with each other, all of them Goals."""
    steps = {
        StepId(f"s{n}"): Step(
            id=StepId(f"s{n}"),
            kind=kind,
            config=config(n),
            outputs=OrderedDict([(Name(f"out{n}"), Output())]),
        )
        for n in range(count)
    }
    return Flow(name="many", steps=steps, goals=frozenset(steps))


async def ran(flow: Flow, folder: Path, sink: Any = lambda record: None) -> RunState:
    registry = Registry.installed()
    runner = Runner(make_plan(flow, kinds=registry, folder=folder), registry, sink, folder=folder)
    return await runner.run()


def values_of(state: RunState, count: int) -> list[Any]:
    return [state.attributes[Name(f"out{n}")][0].value for n in range(count)]


# many at once


@pytest.mark.parametrize("count", [250, pytest.param(1_000, marks=pytest.mark.long)])
async def test_http_steps_at_once_all_complete_over_few_connections(
    count: int, tmp_path: Path
) -> None:
    async with serving() as server:

        async def slowly(request: Any, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(0.02)
            writer.write(response(200, request.target.rpartition("=")[2].encode()))
            await writer.drain()

        url = server.says("/x", slowly)
        flow = side_by_side(count, "http", lambda n: {"url": f"{url}?n={n}"})
        await ran(side_by_side(1, "http", lambda n: {"url": f"{url}?n=0"}), tmp_path)
        await server.left_alone()
        before, began = holding(), time.monotonic()
        state = await ran(flow, tmp_path)
        took = time.monotonic() - began
        await server.left_alone()
        assert state.status == "completed", state.error
        assert values_of(state, count) == list(range(count))
        assert server.busiest <= 256
        assert holding().files <= before.files
    print(f"{count} http steps: {took:.2f} s, at most {server.busiest} connections")
    assert took < 20


@pytest.mark.parametrize("count", [40, pytest.param(200, marks=pytest.mark.long)])
async def test_command_steps_at_once_all_complete_and_leave_no_process(
    count: int, tmp_path: Path
) -> None:
    """Every program waits until all of them are there: none has to end for another to begin."""
    os.mkfifo(tmp_path / "go")
    flow = side_by_side(
        count, "command", lambda n: {"command": ["sh", "-c", f"read x < go; echo {n}"]}
    )
    first = side_by_side(1, "command", lambda _n: {"command": ["true"]})
    await ran(first, tmp_path)  # the pipe to the guard of programs stays open from then on
    before, began = holding(), time.monotonic()
    running = asyncio.get_running_loop().create_task(ran(flow, tmp_path))
    async with asyncio.timeout(30):
        while len(children()) < before.children + count:  # noqa: ASYNC110 - a test may look again
            await asyncio.sleep(0.02)
    gate = os.open(tmp_path / "go", os.O_RDWR)
    os.write(gate, b"\n" * count)
    state = await running
    os.close(gate)
    took = time.monotonic() - began
    assert state.status == "completed", state.error
    assert values_of(state, count) == [str(n) for n in range(count)]
    async with asyncio.timeout(10):
        while (after := holding()).threads > before.threads:  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.01)
    assert (after.files, after.children) == (before.files, before.children)
    print(f"{count} command steps: {took:.2f} s")


# long chains


@contextmanager
def shallow(room: int = 150) -> Iterator[None]:
    """Within, calls go no deeper than a few more than here."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + room)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def registry_of(script: Any) -> Registry:
    return Registry(kinds=[ScriptedKind(script)], executors=[ThreadExecutor()])


async def chained(count: int, script: Any = None) -> tuple[RunState, list[float]]:
    """A chain that was run, and the seconds that planning and running took."""
    began = time.monotonic()
    plan = make_plan(chain(count), given={Name("start"): 1})
    planned = time.monotonic()
    state = await Runner(plan, registry_of(script or {}), lambda record: None, folder=Path()).run()
    return state, [planned - began, time.monotonic() - planned]


async def test_a_chain_needs_no_recursion() -> None:
    with shallow():
        state, _ = await chained(3_000)
    assert state.status == "completed"
    assert len(state.steps) == 3_000


async def test_the_loop_has_its_turns_while_what_is_known_is_recorded() -> None:
    turns = 0
    seen: list[tuple[type, int]] = []

    def note(record: Record) -> None:
        seen.append((type(record.event), turns))
        time.sleep(0.0004)  # as a slow disk

    async def beat() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    plan = make_plan(wide(400), given={Name("start"): 1})
    beating = asyncio.create_task(beat())
    await Runner(plan, registry_of({}), note, folder=Path()).run()
    beating.cancel()
    first = next(number for number, (kind, _) in enumerate(seen) if kind is StepStarted)
    begun = [turn for kind, turn in seen[:first] if kind is InputSettled]
    assert len(begun) == 399
    assert len(set(begun)) > 10


async def test_a_chain_that_fails_at_its_beginning_is_blocked_to_its_end_without_recursion() -> (
    None
):
    with shallow():
        state, _ = await chained(3_000, {"s0": ValueError("no")})
    assert state.status == "failed"
    assert {str(one.status) for one in state.steps.values()} == {"failed", "blocked"}
    assert state.steps[StepId("s2999")].message


async def test_a_chain_that_is_stopped_in_the_middle_ends_without_recursion() -> None:
    plan = make_plan(chain(3_000), given={Name("start"): 1})
    runner: Runner

    def stop(call: Any) -> dict[str, Any]:
        asyncio.get_running_loop().call_soon(runner.stop)
        return dict.fromkeys(call.outputs, 1)

    runner = Runner(plan, registry_of({"s1500": stop}), lambda record: None, folder=Path())
    with shallow():
        state = await runner.run()
    assert state.status == "cancelled"
    assert all(one.status.is_terminal for one in state.steps.values())


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_a_chain_of_a_hundred_thousand_takes_memory_in_proportion() -> None:
    await chained(2_000)
    sizes, taken = [25_000, 50_000, 100_000], []
    for count in sizes:
        before = holding().memory
        state, seconds = await chained(count)
        taken.append(holding().memory - before)
        assert state.status == "completed"
        told = ", ".join(
            f"{what} {s * 1e6 / count:.1f} us"
            for what, s in zip(("plan", "run"), seconds, strict=True)
        )
        print(f"chain {count}: {told} a step, {taken[-1] * 1024 / count:.2f} kB a step kept")
        del state
    assert taken[2] < 2.6 * taken[1] + 20


# long lists


def each_flow(parallelism: int = 8) -> Flow:
    step = step_of("work: i=list -> o", kind="python")
    port = replace(step.inputs[Name("i")], each=True)
    policy = replace(step.policy, parallelism=parallelism)
    return flow_of(replace(step, inputs=OrderedDict([(Name("i"), port)]), policy=policy))


async def each(count: int, act: Any = None, parallelism: int = 8) -> tuple[RunState, float]:
    plan = make_plan(each_flow(parallelism), given={Name("list"): list(range(count))})
    script = {"work": act or (lambda call: {Name("o"): call.inputs[Name("i")]})}
    began = time.monotonic()
    state = await Runner(plan, registry_of(script), lambda record: None, folder=Path()).run()
    return state, time.monotonic() - began


@pytest.mark.parametrize("count", [5_000, pytest.param(100_000, marks=pytest.mark.long)])
async def test_elements_come_in_order_and_few_are_in_progress(count: int) -> None:
    most = {"tasks": 0, "works": 0}

    def works() -> int:
        gc.collect()
        return sum(isinstance(one, Work) for one in gc.get_objects())

    others = works()  # what hangs since an earlier test

    async def act(call: Any) -> dict[Name, Any]:
        number = call.inputs[Name("i")]
        if number % (count // 4) == 7:
            most["works"] = max(most["works"], works() - others)
            most["tasks"] = max(most["tasks"], len(asyncio.all_tasks()))
        return {Name("o"): number}

    with shallow(200):
        state, seconds = await each(count, act)
    assert state.attributes[Name("o")][0].value == list(range(count))
    assert most["tasks"] <= 8 + 5
    assert most["works"] <= 8 * 4
    print(f"{count} elements: {seconds * 1e6 / count:.1f} us each, {most}")


async def test_a_list_whose_last_element_fails_ends_at_once() -> None:
    def act(call: Any) -> dict[Name, Any]:
        if call.inputs[Name("i")] == 4_999:
            raise ValueError("no")
        return {Name("o"): 1}

    state, _ = await each(5_000, act)
    assert state.steps[StepId("work")].message.startswith("element 4999")
    assert state.status == "failed"


@pytest.mark.parametrize("count", [20_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_a_long_chain_is_planned_without_recursion(count: int) -> None:
    flow = chain(count)
    with shallow():
        plan = make_plan(flow, given={Name("start"): 1})
    assert len(plan.steps) == count
    assert plan.stages[-1] == (f"s{count - 1}",)
