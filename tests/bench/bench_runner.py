"""Running no-op Steps, as a ratio to a hand-written scheduler with one asyncio task a Step.

By hand: `python -m tests.bench.bench_runner [--qt]`. Prints microseconds a Step and the ratio, both
measured in one process; planning is left out, events are folded and not journalled.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections import OrderedDict
from pathlib import Path

from engine.executors.thread import ThreadExecutor
from engine.flow import Flow, Input, Name, Output, Step, StepId
from engine.planner import make_plan
from engine.registry import Registry
from engine.runner import Runner
from tests.scripted import ScriptedKind

ROUNDS = 3


def step(number: int, reads: list[int]) -> Step:
    return Step(
        id=StepId(f"s{number}"),
        kind="python",
        inputs=OrderedDict((Name(f"x{n}"), Input()) for n in reads),
        outputs=OrderedDict([(Name(f"x{number}"), Output())]),
    )


def wide(count: int) -> list[list[int]]:
    return [[] for _ in range(count)]


def chain(count: int) -> list[list[int]]:
    return [[n - 1] if n else [] for n in range(count)]


def layered(width: int, depth: int) -> list[list[int]]:
    return [
        [(layer - 1) * width + (column + k) % width for k in range(3)] if layer else []
        for layer in range(depth)
        for column in range(width)
    ]


class NoOp(ScriptedKind):
    async def perform(self, call, config, context):  # type: ignore[no-untyped-def]
        return dict.fromkeys(call.outputs, 1)


async def by_hand(reads: list[list[int]]) -> None:
    """The limit: a counter of open inputs and a task for each Step."""
    open_, readers = [len(r) for r in reads], [[] for _ in reads]
    for number, sources in enumerate(reads):
        for source in sources:
            readers[source].append(number)
    left, done = len(reads), asyncio.get_running_loop().create_future()

    async def work(number: int) -> None:
        nonlocal left
        left -= 1
        for reader in readers[number]:
            open_[reader] -= 1
            if not open_[reader]:
                asyncio.get_running_loop().create_task(work(reader))
        if not left:
            done.set_result(None)

    for number, count in enumerate(open_):
        if not count:
            asyncio.get_running_loop().create_task(work(number))
    await done


async def ours(reads: list[list[int]]) -> float:
    steps = {f"s{n}": step(n, sources) for n, sources in enumerate(reads)}
    read = {source for sources in reads for source in sources}
    goals = frozenset(StepId(f"s{n}") for n in range(len(reads)) if n not in read)
    plan = make_plan(Flow(steps=steps, goals=goals))  # type: ignore[arg-type]
    registry = Registry(kinds=[NoOp({})], executors=[ThreadExecutor()])
    before = time.perf_counter()
    runner = Runner(plan, registry, lambda record: None, folder=Path())
    state = await runner.run()
    took = time.perf_counter() - before
    assert state.status == "completed"
    return took


async def measure(name: str, reads: list[list[int]]) -> None:
    limits, times = [], []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        await by_hand(reads)
        limits.append(time.perf_counter() - before)
        times.append(await ours(reads))
    limit, took = min(limits) * 1e6 / len(reads), min(times) * 1e6 / len(reads)
    print(f"{name:16} {took:7.1f} us a step   limit {limit:5.1f}   ratio {took / limit:5.1f}")


async def everything() -> None:
    await measure("wide 10,000", wide(10_000))
    await measure("chain 1,000", chain(1_000))
    await measure("layered 100x100", layered(100, 100))


def main() -> None:
    gc.set_threshold(50_000, 20, 50)
    if "--qt" in sys.argv:
        from designer.app import create_loop

        loop = create_loop()
        asyncio.set_event_loop(loop)
        with loop:
            loop.run_until_complete(everything())
    else:
        asyncio.run(everything())


if __name__ == "__main__":
    main()
