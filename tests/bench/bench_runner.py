"""Running no-op Steps, as a ratio to a hand-written scheduler with one asyncio task a Step.

By hand: `python -m tests.bench.bench_runner [--qt] [--default-gc]`. Prints microseconds of processor time a
Step and the ratio, both the best of rounds taken in turns in one process, with the collector set as the
program sets it (or, for both, left alone). Planning is left out, events are folded and not journalled.

The Flows: ten thousand Steps that depend on nobody and a Goal that joins them; a chain; a hundred layers of a
hundred Steps, each of which reads two or three of the layer above, and a Goal that joins the last.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import time
from collections import OrderedDict
from contextlib import closing
from pathlib import Path

from engine.collector import relax
from engine.executors.thread import ThreadExecutor
from engine.flow import Flow, Input, Name, Output, Step, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.registry import Registry
from engine.runner import Runner
from tests.scripted import ScriptedKind

ROUNDS = 5

Reads = list[list[int]]
"""Which Steps each Step reads, by number; the last one is the Goal."""


def step(number: int, reads: list[int]) -> Step:
    return Step(
        id=StepId(f"s{number}"),
        kind="python",
        inputs=OrderedDict((Name(f"x{n}"), Input()) for n in reads),
        outputs=OrderedDict([(Name(f"x{number}"), Output())]),
    )


def wide(count: int) -> Reads:
    return [*([] for _ in range(count)), list(range(count))]


def chain(count: int) -> Reads:
    return [[n - 1] if n else [] for n in range(count)]


def layered(width: int, depth: int) -> Reads:
    chance = random.Random(7)
    reads: Reads = [[] for _ in range(width)]
    for layer in range(1, depth):
        above = range((layer - 1) * width, layer * width)
        for first in chance.sample(above, width):  # everything is read by somebody
            others = chance.sample([n for n in above if n != first], chance.choice((1, 2)))
            reads.append([first, *others])
    return [*reads, list(range((depth - 1) * width, depth * width))]


class NoOp(ScriptedKind):
    async def perform(self, call, config, context):  # type: ignore[no-untyped-def]
        return dict.fromkeys(call.outputs, 1)


async def no_op(*inputs: int) -> int:
    return 1


class Node:
    __slots__ = ("inputs", "output", "readers", "waiting")

    def __init__(self, output: str, inputs: list[str]) -> None:
        self.output, self.inputs, self.waiting = output, inputs, len(inputs)
        self.readers: list[Node] = []


def planned_by_hand(reads: Reads) -> list[Node]:
    nodes = [Node(f"x{n}", [f"x{source}" for source in sources]) for n, sources in enumerate(reads)]
    for node, sources in zip(nodes, reads, strict=True):
        for source in sources:
            nodes[source].readers.append(node)
    return nodes


async def by_hand(nodes: list[Node]) -> float:
    """The limit: one task a Step, started when its last input is there; values, failures, and no more.

    Values go by name, as they do in a Flow.
    """
    loop, left = asyncio.get_running_loop(), len(nodes)
    values: dict[str, int] = {}
    tasks: set[asyncio.Task[None]] = set()
    done = loop.create_future()

    async def work(node: Node) -> None:
        nonlocal left
        try:
            values[node.output] = await no_op(*[values[name] for name in node.inputs])
        except BaseException as error:
            if not done.done():
                done.set_exception(error)
            return
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

    before = time.process_time()
    for node in nodes:
        if not node.inputs:
            begin(node)
    await done
    return time.process_time() - before


def planned(reads: Reads) -> tuple[Plan, Registry]:
    steps = {StepId(f"s{n}"): step(n, sources) for n, sources in enumerate(reads)}
    registry = Registry(kinds=[NoOp({})], executors=[ThreadExecutor()])
    goals = frozenset([StepId(f"s{len(reads) - 1}")])
    return make_plan(Flow(steps=steps, goals=goals), kinds=registry), registry


async def ours(plan: Plan, registry: Registry) -> float:
    before = time.process_time()
    runner = Runner(plan, registry, lambda record: None, folder=Path())
    state = await runner.run()
    took = time.process_time() - before
    assert state.status == "completed"
    return took


def measure(name: str, reads: Reads, loop: asyncio.AbstractEventLoop) -> None:
    limits, times = [], []
    for _ in range(ROUNDS):
        nodes = planned_by_hand(reads)
        gc.collect()
        limits.append(loop.run_until_complete(by_hand(nodes)))
        del nodes
        ready = planned(reads)
        gc.collect()
        times.append(loop.run_until_complete(ours(*ready)))
    limit, took = min(limits) * 1e6 / len(reads), min(times) * 1e6 / len(reads)
    print(f"{name:16} {took:7.1f} us a step   limit {limit:5.1f}   ratio {took / limit:5.1f}")


def main() -> None:
    if "--default-gc" not in sys.argv:
        relax()
    if "--qt" in sys.argv:
        from designer.app import create_loop

        loop: asyncio.AbstractEventLoop = create_loop()
    else:
        loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    with closing(loop):
        measure("wide 10,000", wide(10_000), loop)
        measure("chain 1,000", chain(1_000), loop)
        measure("layered 100x100", layered(100, 100), loop)


if __name__ == "__main__":
    main()
