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


async def no_op(*inputs: int) -> int:
    return 1


class Node:
    __slots__ = ("inputs", "output", "readers", "waiting")

    def __init__(self, output: int, inputs: list[int]) -> None:
        self.output, self.inputs, self.waiting = output, inputs, len(inputs)
        self.readers: list[Node] = []


async def by_hand(reads: list[list[int]]) -> float:
    """The limit: one task a Step, started when its last input is there; values, and no more."""
    nodes = [Node(number, sources) for number, sources in enumerate(reads)]
    for node in nodes:
        for source in node.inputs:
            nodes[source].readers.append(node)
    loop, left = asyncio.get_running_loop(), len(nodes)
    values: dict[int, int] = {}
    tasks: set[asyncio.Task[None]] = set()
    done = loop.create_future()

    async def work(node: Node) -> None:
        nonlocal left
        values[node.output] = await no_op(*[values[name] for name in node.inputs])
        for reader in node.readers:
            reader.waiting -= 1
            if not reader.waiting:
                begin(reader)
        left -= 1
        if not left:
            done.set_result(None)

    def begin(node: Node) -> None:
        task = loop.create_task(work(node))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    before = time.perf_counter()
    for node in nodes:
        if not node.inputs:
            begin(node)
    await done
    return time.perf_counter() - before


async def ours(reads: list[list[int]]) -> float:
    steps = {f"s{n}": step(n, sources) for n, sources in enumerate(reads)}
    read = {source for sources in reads for source in sources}
    goals = frozenset(StepId(f"s{n}") for n in range(len(reads)) if n not in read)
    registry = Registry(kinds=[NoOp({})], executors=[ThreadExecutor()])
    plan = make_plan(Flow(steps=steps, goals=goals), kinds=registry)  # type: ignore[arg-type]
    before = time.perf_counter()
    runner = Runner(plan, registry, lambda record: None, folder=Path())
    state = await runner.run()
    took = time.perf_counter() - before
    assert state.status == "completed"
    return took


async def measure(name: str, reads: list[list[int]]) -> None:
    limits, times = [], []
    for _ in range(ROUNDS):
        limits.append(await by_hand(reads))
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
