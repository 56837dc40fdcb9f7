"""What can be reached from the given values, and how long the chain above each Step is.

Values flow down in rounds: round 0 has the Steps that wait for nobody, round 1 those that wait for them
alone, and so on. A Step's round is the length of the chain above it, and a Step without a round is
unreachable. The same once more in the hope that every bare name were given tells through which producer
an unreachable input might be reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from engine.feed import Producer
from engine.flow import Collect, Name, StepId
from engine.planner.demand import Demand, Want
from engine.value import ABSENT

_NEVER: Final = 1 << 60
"""The chain above a Step that nothing can reach: longer than any."""


class Lack(NamedTuple):
    """Why nothing can reach a Step: bare names nearest above it, or a Step there that will never run."""

    names: tuple[Name, ...] = ()
    barred: StepId | None = None


class Reach:
    """Which Steps of a demand can be reached, and in which round (`rounds`)."""

    def __init__(self, demand: Demand) -> None:
        """Work the rounds out, in time linear in the number of candidates."""
        self._demand = demand.wants
        self._barred = demand.barred
        self._readers: dict[StepId, list[StepId]] = {}  # those that cannot do without the Step
        self._choices: dict[StepId, list[int]] = {}  # inputs by number that the Step may settle
        self._choosers: list[StepId] = []  # whose input it is, by that number
        self._granted: set[int] = set()  # the inputs of those that a bare name may settle
        waiting, spared = self._count()
        self._hoping = {s: n - spared.get(s, 0) for s, n in waiting.items()} if spared else {}
        self.rounds: Final[Mapping[StepId, int]] = self._flow(waiting, set())

    @cached_property
    def hopes(self) -> Mapping[StepId, int]:
        """The rounds that there would be were every bare name given."""
        if not self._hoping:
            return self.rounds
        return self._flow(self._hoping, self._granted)

    def delivers(self, producer: Producer) -> bool:
        """Whether a producer is pinned or reachable."""
        return producer.value is not ABSENT or producer.step in self.rounds

    def settles(self, want: Want) -> bool:
        """Whether the input has, or can get, what lets its Step run."""
        if not want.strict or want.literal is not ABSENT:
            return True
        if want.input.collect is Collect.ALL:
            return not want.bare and all(map(self.delivers, want.producers))
        return bool(want.given) or any(map(self.delivers, want.producers))

    def ordered(self, want: Want, producers: Iterable[Producer]) -> tuple[Producer, ...]:
        """Producers as stand-ins: by preference, then the shortest chain above, then id."""
        made = tuple(producers)
        if len(made) < 2:
            return made
        place = {attribute: i for i, attribute in enumerate(want.input.reads(want.name))}
        return tuple(
            sorted(
                made,
                key=lambda p: (place[p.attribute], self._chain(p.step), p.step, p.output),
            )
        )

    def lacking(self) -> dict[StepId, Lack]:
        """What stands against every unreachable Step; nothing where it waits for itself."""
        unreachable = [step for step in self._demand if step not in self.rounds]
        found: dict[StepId, Lack] = dict.fromkeys(unreachable, Lack())
        below: dict[StepId, list[StepId]] = {step: [] for step in unreachable}
        level = {step: Lack(barred=step) for step in self._barred}
        for step in unreachable:
            wants = [want for want in self._demand[step] if not self.settles(want)]
            if names := sorted({name for want in wants for name in want.bare}):
                level[step] = Lack(tuple(names))
            for want in wants:
                for producer in want.producers:
                    if not self.delivers(producer):
                        below[producer.step].append(step)
        while level:
            found.update(level)
            following: dict[StepId, Lack] = {}
            for step in sorted(level):
                for reader in below[step]:
                    if found[reader] == Lack():
                        following.setdefault(reader, level[step])
            level = following
        return found

    def _chain(self, step: StepId) -> int:
        found = self.rounds.get(step)
        return self.hopes.get(step, _NEVER) if found is None else found

    def _count(self) -> tuple[dict[StepId, int], dict[StepId, int]]:
        """How many arrivals each Step waits for, and how many of them bare names would spare it, if any."""
        waiting: dict[StepId, int] = {}
        spared: dict[StepId, int] = {}
        readers = self._readers
        for step, wants in self._demand.items():
            count = 0
            for want in wants:
                if want.plain:
                    above = want.producers[0]
                    if above.value is not ABSENT:
                        continue
                    count += 1
                    if above.step in readers:
                        readers[above.step].append(step)
                    else:
                        readers[above.step] = [step]
                elif want.strict:
                    arrivals, fewer = self._await(step, want)
                    count += arrivals
                    if fewer:
                        spared[step] = spared.get(step, 0) + fewer
            waiting[step] = count
        for step in self._barred:  # waits for what never comes
            waiting[step] = 1
            spared.pop(step, None)
        return waiting, spared

    def _await(self, step: StepId, want: Want) -> tuple[int, int]:
        """Note for whom an input waits: how many arrivals, and how many of them a bare name spares."""
        producers, bare = want.producers, bool(want.bare)
        every = want.input.collect is Collect.ALL
        arriving = [producer.step for producer in producers if producer.value is ABSENT]
        if not every and (want.given or len(arriving) < len(producers)):
            return 0, 0
        if every or len(producers) < 2 - bare:
            for above in arriving:
                self._readers.setdefault(above, []).append(step)
            return len(arriving) + bare, bare
        number = len(self._choosers)
        self._choosers.append(step)
        if bare:
            self._granted.add(number)
        for producer in producers:
            self._choices.setdefault(producer.step, []).append(number)
        return 1, bare

    def _flow(self, waiting: dict[StepId, int], settled: set[int]) -> dict[StepId, int]:
        """The round of every Step that all it waits for reaches; both arguments are used up."""
        rounds: dict[StepId, int] = {}
        number = 0
        level = [step for step, count in waiting.items() if not count]
        while level:
            following: list[StepId] = []
            for step in level:
                rounds[step] = number
                for reader in self._arrivals(step, settled):
                    waiting[reader] -= 1
                    if not waiting[reader]:
                        following.append(reader)
            level = following
            number += 1
        return rounds

    def _arrivals(self, step: StepId, settled: set[int]) -> Sequence[StepId]:
        """The Steps, one for each of their inputs, that are served now that this one is reached."""
        readers = self._readers.get(step, ())
        if step not in self._choices:
            return readers
        fresh = set(self._choices[step]) - settled
        settled |= fresh
        return [*readers, *(self._choosers[number] for number in fresh)]
