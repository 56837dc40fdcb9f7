"""Long chains and long lists: `python -m tests.bench.bench_scale` prints what a Step or an element costs.

Seconds are of processor time, memory is what the process holds more while the run's state is kept. Chains are
planned and run at 25,000, 50,000 and 100,000 Steps (a Step should cost the same in each), lists at
10,000 and 100,000 elements. No-op async work, events folded, no journal.
"""

from __future__ import annotations

import asyncio
import gc
import time
from dataclasses import replace
from pathlib import Path

from engine.executors.thread import ThreadExecutor
from engine.flow import Flow, Name
from engine.planner import make_plan
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState
from engine.testing import flow_of
from tests.bench.bench_planner import chain
from tests.bench.bench_runner import NoOp
from tests.leaks import holding

CHAINS = (25_000, 50_000, 100_000)
LISTS = (10_000, 100_000)


def each_flow() -> Flow:
    """One Step that runs for each element of `list`."""
    flow = flow_of("work: i=list -> o")
    flow.steps["work"].inputs["i"] = replace(flow.steps["work"].inputs["i"], each=True)
    return flow


async def ran(flow: Flow, given: dict[Name, object]) -> tuple[RunState, float, float]:
    """The state of a run, and the seconds of processor time that planning and running took."""
    began = time.process_time()
    plan = make_plan(flow, given=given)
    planned = time.process_time()
    registry = Registry(kinds=[NoOp({})], executors=[ThreadExecutor()])
    state = await Runner(plan, registry, lambda record: None, folder=Path()).run()
    assert state.status == "completed"
    return state, planned - began, time.process_time() - planned


async def measure(name: str, flow: Flow, given: dict[Name, object], count: int) -> None:
    before = holding().memory
    state, planned, run = await ran(flow, given)
    kept = holding().memory - before
    print(
        f"{name:12} {count:7}   planning {planned * 1e6 / count:5.1f} us   running"
        f" {run * 1e6 / count:5.1f} us   memory {kept * 1024 / count:5.2f} kB   each;"
        f" whole {planned + run:5.1f} s"
    )
    del state


async def everything() -> None:
    await ran(chain(2_000), {Name("start"): 1})
    for count in CHAINS:
        await measure("chain", chain(count), {Name("start"): 1}, count)
    for count in LISTS:
        await measure("each", each_flow(), {Name("list"): list(range(count))}, count)


def main() -> None:
    gc.set_threshold(50_000, 20, 50)
    asyncio.run(everything())


if __name__ == "__main__":
    main()
