"""Puts errands that wait together into loads, as many as go well together, and packs them."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from engine.distant.pace import AHEAD, Pace
from engine.distant.trip import Letter, Trip
from engine.distant.wire import Bundle, packed_bundle
from engine.errors import StepFailure
from engine.plugin import Load
from engine.workers.parcel import LIMIT, pack, too_large, unpackable

DROPPED: Final = 10_000
"""Loads that are remembered after they were given up."""

_NAME: Final = 60
"""Characters of a load's name."""


@dataclass(slots=True, eq=False)
class Group:
    """Errands that may go together, and how many loads of them are on their way."""

    name: str
    pace: Pace
    limit: int | None
    waiting: deque[Trip] = field(default_factory=deque)
    flying: int = 0

    def next(self, slots: int) -> int:
        """How many of those that wait go together now; 0: none, for now."""
        is_full = self.limit is not None and self.flying >= self.limit
        if is_full or not self.waiting:
            return 0
        if self.waiting[0].alone or self.pace.is_slow:
            return 1
        if self.flying >= slots * AHEAD:
            return 0
        return self.pace.share(len(self.waiting), slots)


@dataclass(slots=True, eq=False)
class Loaded:
    """A load on its way, and the errands in it that have not ended.

    `worker` is who is at it; `nonce` marks the one begin that was allowed of what may be done once; `heavy`
    are those that have ended and whose outputs are still to be fetched. `held` are the last letters: whoever
    begins something on hearing them is to find the worker free.
    """

    number: int
    group: Group
    trips: dict[int, Trip]
    worker: str = ""
    nonce: str = ""
    heavy: dict[int, tuple[Trip, float]] = field(default_factory=dict)
    held: list[tuple[Trip, Letter]] = field(default_factory=list)
    stays: bool = False

    def let_go(self) -> None:
        """Bring the letters that were held back until the load was over."""
        for trip, letter in self.held:
            trip.mailbox.put(letter)
        self.held.clear()


class Dropped:
    """Loads that were given up before they began, with their errands: they may begin all the same."""

    def __init__(self) -> None:
        """Begin with none."""
        self._loads: dict[int, tuple[int, ...]] = {}

    def __contains__(self, load: int) -> bool:
        """Whether it was given up, as far as that is remembered."""
        return load in self._loads

    def add(self, load: int, errands: Iterable[int]) -> None:
        """Remember that errands of a load were given up."""
        self._loads[load] = (*self._loads.get(load, ()), *errands)
        while len(self._loads) > DROPPED:
            del self._loads[next(iter(self._loads))]

    def pop(self, load: int) -> tuple[int, ...]:
        """The errands that were, which are forgotten then."""
        return self._loads.pop(load)


class Loader:
    """The errands that wait, by group."""

    def __init__(self, run: str) -> None:
        """Take what messages of this run are marked with."""
        self._run = run
        self._groups: dict[str, Group] = {}
        self._paces: dict[str, Pace] = {}
        self._numbers = itertools.count(1)

    def pace(self, name: str) -> Pace:
        """How long errands of a name take."""
        found = self._paces.get(name)
        if found is None:
            found = self._paces.setdefault(name, Pace())
        return found

    def put(self, trip: Trip) -> None:
        """Have an errand wait for its turn."""
        group = self._groups.get(trip.group)
        if group is None:
            made = Group(trip.group, self.pace(trip.errand.name), trip.limit)
            group = self._groups.setdefault(trip.group, made)
        trip.load = None
        group.waiting.append(trip)

    def drop(self, trip: Trip) -> None:
        """Forget an errand that waits; harmless where it does not."""
        group = self._groups.get(trip.group)
        if group is not None and trip in group.waiting:
            group.waiting.remove(trip)

    def all(self) -> list[Trip]:
        """What waits, which does not wait any more then."""
        found = [trip for group in self._groups.values() for trip in group.waiting]
        for group in self._groups.values():
            group.waiting.clear()
        return found

    def ready(self, slots: int) -> Iterator[tuple[Loaded, Load | None, dict[Trip, StepFailure]]]:
        """What is to go now: each load, and the errands that cannot travel; None where nothing is left."""
        for group in self._groups.values():
            while count := group.next(slots):
                trips = [group.waiting.popleft() for _ in range(count)]
                yield self._load(group, trips)

    def _load(
        self, group: Group, trips: list[Trip]
    ) -> tuple[Loaded, Load | None, dict[Trip, StepFailure]]:
        tasks, unfit = _packed(trips)
        left = [trip for trip in trips if trip not in unfit]
        loaded = Loaded(next(self._numbers), group, {trip.number: trip for trip in left})
        if not left:
            return loaded, None, unfit
        first = left[0]
        values = (*dict.fromkeys(load for trip in left for _, _, load, _ in trip.kept),)
        bundle = Bundle(
            number=loaded.number, run=self._run,
            folder=str(first.origin.folder), room=first.errand.modules.room,
            sources=first.origin.sources().digest, ids=tuple(loaded.trips), tasks=tasks,
            isolate=first.errand.isolate, memory_mb=first.errand.memory_mb, once=first.once or first.guarded,
            keeps={trip.number: trip.keeps for trip in left if trip.keeps},
            kept=tuple(
                (at, name, port, values.index(load), key)
                for at, trip in enumerate(left)
                for name, port, load, key in trip.kept
            ),
        )  # fmt: skip
        for trip in left:
            trip.load = loaded.number
            trip.sends += 1
        group.flying += 1
        name = first.errand.name.rpartition(":")[2] or first.step
        return loaded, Load(
            number=loaded.number, name=name[:_NAME], packed=packed_bundle(bundle),
            needs=first.needs, values=values,
        ), unfit  # fmt: skip


def _packed(trips: list[Trip]) -> tuple[bytes, dict[Trip, StepFailure]]:
    """The tasks as they are sent, and the errands that cannot be."""
    try:
        data = pack([trip.errand.task for trip in trips])
    except Exception as error:  # noqa: BLE001 - whatever the values' own code raises
        unfit = {trip: found for trip in trips if (found := _complaint(trip)) is not None}
        if not unfit:  # only together
            unfit = {trips[0]: unpackable(trips[0].errand.task.inputs, "input", error)}
        left = [trip.errand.task for trip in trips if trip not in unfit]
        return pack(left), unfit
    if len(data) > LIMIT:
        return b"", {trip: too_large("input", len(data)) for trip in trips}
    return data, {}


def _complaint(trip: Trip) -> StepFailure | None:
    try:
        pack(trip.errand.task)
    except Exception as error:  # noqa: BLE001 - as above
        return unpackable(trip.errand.task.inputs, "input", error)
    return None
