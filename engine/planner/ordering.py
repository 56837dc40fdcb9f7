"""The planned Steps in topological order, and in stages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from engine.flow import StepId


class Order(NamedTuple):
    """The planned Steps in topological order, in stages, and those that wait for each other."""

    steps: tuple[StepId, ...]
    stages: tuple[tuple[StepId, ...], ...]
    stuck: tuple[StepId, ...]


def arrange(feeds: Collection[StepId], below: Mapping[StepId, Sequence[StepId]]) -> Order:
    """Order Steps so that each comes after those that feed it, ties by id; cycles come last."""
    waiting = dict.fromkeys(feeds, 0)
    for readers in below.values():
        for reader in readers:
            waiting[reader] += 1
    ready = sorted([step for step, count in waiting.items() if not count])
    order: list[StepId] = []
    stage = dict.fromkeys(ready, 0)
    while ready:
        step = heappop(ready)
        order.append(step)
        for reader in below.get(step, ()):
            stage[reader] = max(stage.get(reader, 0), stage[step] + 1)
            waiting[reader] -= 1
            if not waiting[reader]:
                heappush(ready, reader)
    done = set(order)
    stuck = tuple(sorted([step for step in feeds if step not in done]))
    stages: list[list[StepId]] = [
        [] for _ in range(1 + max(map(stage.__getitem__, order), default=-1))
    ]
    for step in sorted(order):
        stages[stage[step]].append(step)
    return Order((*order, *stuck), (*map(tuple, stages), *([stuck] if stuck else [])), stuck)
