"""What keeping a run costs: `python -m tests.bench.bench_store [STEPS]`.

Runs wide, chained and layered Flows of async Steps that do nothing, folded, without a journal and with
one, in turns in this process, the collector set as the program sets it; prints us of processor time a Step
of each, the best of several rounds, us a record, and the ratio. Planning is left out.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine.codec import dump_flow
from engine.collector import relax
from engine.events import Record
from engine.executors.thread import ThreadExecutor
from engine.flow import Flow, Name
from engine.plan import Plan
from engine.planner import make_plan
from engine.registry import Registry
from engine.runner import Runner
from engine.store import Store
from tests.bench.bench_planner import chain, layered, wide
from tests.bench.bench_runner import NoOp

ROUNDS = 3


def main() -> None:
    relax()
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for shape, size in ((wide, steps), (chain, min(steps, 1_000)), (layered, steps)):
        flow = shape(size)
        registry = Registry(kinds=[NoOp({})], executors=[ThreadExecutor()])
        plan = make_plan(flow, given={Name("start"): 1}, kinds=registry)
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "store")) as store:
            told = compared(flow, plan, registry, store)
        print(f"{shape.__name__:8} {told}")


def compared(flow: Flow, plan: Plan, registry: Registry, store: Store) -> str:
    """The best of several rounds, each once without and once with a journal."""
    bare, kept, records = [], [], 0
    for number in range(ROUNDS):
        seconds, _ = timed(plan, registry, lambda record: None)
        bare.append(seconds)
        text, run = dump_flow(flow), f"RUN{number}"
        with store.begin(run, plan, text, file="", folder=Path(), at=0.0) as journal:
            seconds, records = timed(plan, registry, journal.put, journal.flush)
        kept.append(seconds)
    a_step = [min(times) / len(plan.steps) * 1e6 for times in (bare, kept)]
    a_record = (min(kept) - min(bare)) / records * 1e6
    return (
        f"{len(plan.steps):6} Steps   bare {a_step[0]:6.1f} us a Step   kept {a_step[1]:6.1f}"
        f"   {a_record:5.1f} us a record   ratio {a_step[1] / a_step[0]:.2f}"
    )


def timed(
    plan: Plan,
    registry: Registry,
    sink: Callable[[Record], None],
    keep: Callable[[], None] = lambda: None,
) -> tuple[float, int]:
    """Seconds of processor time that a run takes, folded, and how many records it made."""

    async def run() -> int:  # not the state: as a task's result, it is written out by `asyncio.run`
        state = await Runner(plan, registry, sink, folder=Path(), keep=keep).run()
        return state.last_seq

    gc.collect()
    start = time.process_time()
    records = asyncio.run(run())
    return time.process_time() - start, records


if __name__ == "__main__":
    main()
