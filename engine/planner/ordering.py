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
    """Order Steps so that each comes after those that feed it, ties by id; cycles come last.

    Each Step is its place among the sorted ids meanwhile: numbers compare faster than ids, and lists of
    them lie together in memory.
    """
    ids = sorted(feeds)
    place = {step: number for number, step in enumerate(ids)}
    readers: list[Sequence[int]] = [()] * len(ids)
    waiting = [0] * len(ids)
    for step, those in below.items():
        numbers = readers[place[step]] = [place[reader] for reader in those]
        for number in numbers:
            waiting[number] += 1
    ready = [number for number, count in enumerate(waiting) if not count]
    order: list[int] = []
    stage = [0] * len(ids)
    while ready:
        number = heappop(ready)
        order.append(number)
        after = stage[number] + 1
        for reader in readers[number]:
            stage[reader] = max(stage[reader], after)
            waiting[reader] -= 1
            if not waiting[reader]:
                heappush(ready, reader)
    stuck = tuple([ids[number] for number, count in enumerate(waiting) if count])
    stages: list[list[StepId]] = [
        [] for _ in range(1 + max(map(stage.__getitem__, order), default=-1))
    ]
    for number, step in enumerate(ids):
        if not waiting[number]:
            stages[stage[number]].append(step)
    steps = (*map(ids.__getitem__, order), *stuck)
    return Order(steps, (*map(tuple, stages), *([stuck] if stuck else [])), stuck)
