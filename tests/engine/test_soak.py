"""Thousands of short runs in one process: memory, threads, files and the store stay as large as they were."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import time
from collections import Counter, OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.clock import SystemClock, new_run_id
from engine.codec import dump_flow
from engine.flow import Flow, Input, Name, Step
from engine.planner import make_plan
from engine.policy import OnFailure, Retry, WorkPolicy
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState
from engine.store import Limits, Store
from engine.testing import flow_of, step_of
from tests.conftest import HAS_QT, designer_loop
from tests.engine.webserver import Server, response, serving
from tests.leaks import Holding, holding

WORK = """
import asyncio, time

async def quick(n): return n + 1
def thread(n): print("in a thread"); return [n, n]
async def hangs(): await asyncio.sleep(600)
hangs_too = hangs
def boom(n): raise ValueError("no rows")
TRIED = set()
def second_time(n):
    if n not in TRIED:
        TRIED.add(n)
        raise ValueError("not yet")
    return n
def large(n): return "x" * 70_000
def undone(**values): pass
"""


def given_by(expression: str, line: str, **more: Any) -> Step:
    """A `set` Step whose one output is what an expression comes to."""
    step = step_of(line, kind="set", **more)
    return replace(step, config={"expressions": dict.fromkeys(step.outputs, expression)})


EACH = OrderedDict([(Name("i"), Input(sources=(Name("list"),), each=True))])
AGAIN = WorkPolicy(retry=Retry(times=1, delay=0.0))
UNDONE = WorkPolicy(undo={"function": "work:undone"})

FLOWS = {
    "mixed": flow_of(
        "quick: n -> x",
        "thread: n=x -> list",
        step_of("second_time: n -> z", policy=AGAIN),
        replace(given_by("i * 2", "each: -> y"), inputs=EACH),
        "large: n -> big",
        given_by("size(y) + z", "total: y, z -> t"),
        goals="total large",
        n=1,
    ),
    "failing": replace(
        flow_of(
            step_of("quick: n -> x", policy=UNDONE),
            "boom: n=x -> y",
            given_by("y", "after: y -> z"),
            n=1,
        ),
        on_failure=OnFailure.UNDO,
    ),
    "hanging": flow_of(
        "hangs: -> x",
        step_of("hangs-too: -> y", policy=WorkPolicy(timeout=0.001)),
        goals="hangs hangs-too",
    ),
    "http": flow_of(step_of("get: url -> body", kind="http", config={"url": "{url}"})),
    "command": flow_of(
        step_of("say: -> text", kind="command", config={"command": ["echo", "hello", "{work}"]})
    ),
}

OFTEN = ["mixed"] * 6 + ["failing"] * 4 + ["hanging"] * 4 + ["http"] + ["command"]


class Soak:
    """One process that runs and runs."""

    def __init__(self, folder: Path, server: Server) -> None:
        (folder / "work.py").write_text(WORK)
        self.folder, self.server = folder, server
        self.registry = Registry.installed()
        self.url = server.says("/x", response(200, b'{"a": 1}'))
        self.chance = random.Random(1)
        self.ends: Counter[str] = Counter()
        self.largest = 0

    async def go(self, times: int) -> Holding:
        """So many runs, and what the process holds after them."""
        limits = Limits(size=300_000)
        with Store(self.folder / "store") as store:
            for number in range(times):
                name = [*FLOWS, *FLOWS][number] if number < 10 else self.chance.choice(OFTEN)
                state = await self._one(name, store if number % 2 else None)
                self.ends[f"{name} {state.status}"] += 1
                if number % 10 == 0:
                    store.prune(limits, SystemClock().now())
                    self._measure()
                del self.server.received[:]
        await self.server.left_alone()
        await asyncio.sleep(0.05)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert len(others) <= 2, others
        return holding()

    async def _one(self, name: str, store: Store | None) -> RunState:
        flow = FLOWS[name]
        given: Any = {"url": self.url} if name == "http" else {}
        plan = make_plan(flow, given=given, kinds=self.registry, folder=self.folder)
        run = new_run_id(SystemClock().now())
        with contextlib.ExitStack() as stack:
            sink: Any = id  # which forgets it
            if store is not None:
                sink = stack.enter_context(self._journal(store, run, flow, plan)).append
            runner = Runner(plan, self.registry, sink, folder=self.folder, run=run)
            if name == "hanging":
                asyncio.get_running_loop().call_later(0.003, runner.stop)
            async with asyncio.timeout(30):
                return await runner.run()

    def _journal(self, store: Store, run: str, flow: Flow, plan: Any) -> Any:
        now = SystemClock().now()
        return store.begin(run, plan, dump_flow(flow), file="", folder=self.folder, at=now)

    def _measure(self) -> None:
        kept = [path.stat().st_size for path in self.folder.glob("store*/**/*") if path.is_file()]
        kept += [path.stat().st_size for path in self.folder.glob("store*") if path.is_file()]
        self.largest = max(self.largest, sum(kept))


async def soak(folder: Path, times: int, warm: int) -> None:
    """Warm up, run, and hold what the process has then against what it had."""
    async with serving() as server:
        soaked = Soak(folder, server)
        before = await soaked.go(warm)
        modules, began = len(sys.modules), time.monotonic()
        after = await soaked.go(times)
        took = (time.monotonic() - began) * 1e3 / times
        async with asyncio.timeout(20):  # spare threads end after ten seconds
            while holding().threads > before.threads + 2:  # noqa: ASYNC110 - a test may look again
                await asyncio.sleep(0.2)
    print(f"{times} runs, {took:.2f} ms each: {before} -> {after}; {dict(soaked.ends)}")
    print(
        f"modules {modules} -> {len(sys.modules)}; the store held at most {soaked.largest >> 10} kB"
    )
    assert len(soaked.ends) == 5, soaked.ends
    assert after.files <= before.files + 1
    assert after.children <= before.children
    assert after.memory - before.memory < 10 + times * 0.0005
    assert len(sys.modules) <= modules + 5
    assert soaked.largest < 6_000_000


async def test_two_hundred_runs_leave_nothing_behind(tmp_path: Path) -> None:
    await soak(tmp_path, 200, 60)


@pytest.mark.long
@pytest.mark.timeout(3_600)
async def test_ten_thousand_runs_leave_nothing_behind(tmp_path: Path) -> None:
    await soak(tmp_path, 10_000, 1_000)


@pytest.mark.skipif(not HAS_QT, reason="the designer's loop needs Qt")
@pytest.mark.parametrize(
    ("times", "warm"), [(60, 60), pytest.param(2_000, 1_000, marks=pytest.mark.long)]
)
@pytest.mark.timeout(1_200)
def test_nor_do_they_on_the_designers_loop(tmp_path: Path, times: int, warm: int) -> None:
    loop = designer_loop()
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(soak(tmp_path, times, warm))
    finally:
        loop.close()
        asyncio.set_event_loop(None)
