"""Values of a run that stay on a cluster: what stands for them here, and when they are let go of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TypeAlias

from engine.distant.depot import Depot
from engine.distant.staying import may_stay
from engine.distant.trip import Trip
from engine.flow import Input, Name, Step, StepId
from engine.kept import Kept
from engine.modules import Modules
from engine.plan import Plan
from engine.value import Value
from engine.workers.parcel import unpack

References: TypeAlias = tuple[tuple[str, Input, int, str], ...]
"""Inputs that are values that stayed: name, port, load and key."""


class Keeper:
    """Knows who is still to read which value that stayed. On the run's loop only."""

    def __init__(self, plan: Plan, goes: Callable[[Step], Depot | None], *, inside: bool) -> None:
        """Take the Plan and where the work of its Steps goes; what is `inside` a Step comes home to it."""
        self._plan, self._goes, self._inside = plan, goes, inside
        self._readers: dict[tuple[Depot, int], list[set[StepId]]] = {}

    @cached_property
    def _staying(self) -> dict[StepId, tuple[Name, ...]]:
        return {} if self._inside else may_stay(self._plan, self._goes)

    def outputs(self, step: StepId) -> tuple[Name, ...]:
        """The outputs of a Step that may stay."""
        return self._staying.get(step, ())

    def stand_ins(
        self, step: Step, trip: Trip, worker: str, load: int,
        notes: Mapping[str, tuple[str, str, int, str]],
    ) -> dict[Name, Value]:  # fmt: skip
        """What stands here for values that stayed on a worker."""
        depot = self._goes(step)
        assert depot is not None, "a value stays where it was made"
        found: dict[Name, Value] = {}
        for name, (kind, look, size, key) in notes.items():
            shown = f"{look} (kept on worker '{worker}', {size / 1e6:.1f} MB)"
            readers = self._readers.setdefault((depot, load), [])
            readers.append(self._readers_of(step.id, name))
            fetch = partial(_fetched, depot, load, key, name, trip.errand.modules)
            found[Name(name)] = Kept(kind, shown, depot, load, key, fetch)
        return found

    def release_after(self, step: Step, trip: Trip) -> None:
        """Let go of values that a Step was the last to read."""
        depot = self._goes(step)
        for load in {load for _, _, load, _ in trip.kept}:
            if depot is None or (readers := self._readers.get((depot, load))) is None:
                continue
            for steps in readers:
                steps.discard(step.id)
            if not any(readers):
                del self._readers[depot, load]
                depot.release([load])

    def _readers_of(self, step: StepId, output: str) -> set[StepId]:
        return {
            reader
            for reader, feeds in self._plan.feeds.items()
            for feed in feeds.values()
            if any((one.step, one.output) == (step, output) for one in feed.producers)
        }


def parted(step: Step, inputs: Mapping[Name, Value]) -> tuple[Mapping[Name, Value], References]:
    """The inputs that are here, and where the others are, which stayed."""
    if Kept not in set(map(type, inputs.values())):
        return inputs, ()
    here = {name: value for name, value in inputs.items() if type(value) is not Kept}
    kept = ((n, step.inputs[n], v.load, v.key) for n, v in inputs.items() if type(v) is Kept)
    return here, tuple(kept)


async def _fetched(depot: Depot, load: int, key: str, name: str, modules: Modules) -> Value:
    data = await depot.fetch(load, key, name)
    return await asyncio.to_thread(unpack, data, modules)
