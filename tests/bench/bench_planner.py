"""What planning costs: `python tests/bench/bench_planner.py` prints us of processor time a Step.

With `--tuned` the collector is set as the designer sets it: what is loaded is frozen, thresholds are high.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable, Iterator

from engine.flow import Flow, Input, Name, Output, Step, StepId
from engine.planner import make_plan

SIZES = (100, 1_000, 10_000, 100_000)


def step(number: int, reads: list[str], optional: int = 0) -> Step:
    return Step(
        id=StepId(f"s{number}"),
        kind="python",
        config={"function": "work:f"},
        inputs={
            Name(f"i{n}"): Input(sources=(Name(name),), required=n >= optional)
            for n, name in enumerate(reads)
        },
        outputs={Name("out"): Output(attribute=Name(f"a{number}"))},
    )


def flow_of(steps: Iterator[Step], goals: list[int]) -> Flow:
    return Flow(
        steps={step.id: step for step in steps},
        goals=frozenset(StepId(f"s{goal}") for goal in goals),
    )


def wide(count: int) -> Flow:
    """Steps that depend on nobody but one start value, and a Goal that joins them all."""
    last = count - 1
    joined = step(last, [f"a{n}" for n in range(last)])
    return flow_of(iter([*(step(n, ["start"]) for n in range(last)), joined]), [last])


def chain(count: int) -> Flow:
    """Each Step reads the one before it."""
    return flow_of((step(n, [f"a{n - 1}" if n else "start"]) for n in range(count)), [count - 1])


def layered(count: int) -> Flow:
    """Square layers; each Step reads three of the layer above; the last layer are the Goals."""
    width = int(count**0.5)
    chance = random.Random(7)

    def reads(number: int) -> list[str]:
        above = number - number % width - width
        return (
            [f"a{above + chance.randrange(width)}" for _ in range(3)] if above >= 0 else ["start"]
        )

    total = width * width
    return flow_of((step(n, reads(n)) for n in range(total)), list(range(total - width, total)))


def alternatives(count: int) -> Flow:
    """Chains in which each Attribute has two writers, one of them unreachable at first."""

    def made(number: int) -> Step:
        plain = step(number, [f"b{number // 2 - 1}" if number > 1 else "start"])
        output = Output(attribute=Name(f"b{number // 2}"))
        return Step(id=plain.id, kind="python", inputs=plain.inputs, outputs={Name("out"): output})

    return flow_of((made(n) for n in range(count)), [count - 1])


def main() -> None:
    shapes: tuple[Callable[[int], Flow], ...] = (wide, chain, layered, alternatives)
    for shape in shapes:
        for given in ({}, {Name("start"): 1}):
            costs, floor = [], []
            for size in SIZES:
                flow = shape(size)
                if "--tuned" in sys.argv:
                    gc.freeze()
                    gc.set_threshold(100_000, 50, 50)
                best = min(timed(flow, given) for _ in range(3 if size > 20_000 else 7))
                costs.append(f"{size}: {best / len(flow.steps) * 1e6:5.1f}")
                best = min(walked(flow) for _ in range(3))
                floor.append(f"{size}: {best / len(flow.steps) * 1e6:5.1f}")
            print(f"{shape.__name__:12} given={len(given)}  us a Step  " + "   ".join(costs))
            print(f"{'a bare walk over dicts':31}  " + "   ".join(floor))


def walked(flow: Flow) -> float:
    """The limit: back from the Goals over dicts, and once through in order. Seconds."""
    start = time.process_time()
    made = {out.attribute: step for step in flow.steps.values() for out in step.outputs.values()}
    readers: dict[StepId, list[StepId]] = {goal: [] for goal in flow.goals}
    waiting: dict[StepId, int] = {}
    queue = list(readers)
    for reader in queue:  # grows while it is walked
        above = [
            made[name].id
            for source in flow.steps[reader].inputs.values()
            for name in source.sources
            if name in made
        ]
        waiting[reader] = len(above)
        for step in above:
            if step not in readers:
                readers[step] = []
                queue.append(step)
            readers[step].append(reader)
    ready = [step for step, count in waiting.items() if not count]
    for step in ready:
        for reader in readers[step]:
            waiting[reader] -= 1
            if not waiting[reader]:
                ready.append(reader)
    assert len(ready) == len(queue)
    return time.process_time() - start


def timed(flow: Flow, given: dict[Name, int]) -> float:
    start = time.process_time()
    make_plan(flow, given=given)
    return time.process_time() - start


if __name__ == "__main__":
    main()
