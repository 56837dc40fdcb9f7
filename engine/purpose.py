"""What every planned Step is there for, worked out when somebody asks.

All chains of a long Flow together are as large as the square of its length; so a plan that is made at
every edit keeps the way from each Step to the nearest Goal, and spells out a chain when it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from engine.feed import Feed
from engine.flow import Name, StepId
from engine.value import ABSENT


class Because(NamedTuple):
    """Why a Step is planned: the Goals it serves, and the shortest chain of Attributes to the nearest."""

    goals: tuple[StepId, ...]
    chain: tuple[Name, ...]


class Purposes(Mapping[StepId, Because]):
    """`Plan.because`: a mapping like any other, whose values are made when they are asked for."""

    def __init__(
        self, feeds: Mapping[StepId, Mapping[Name, Feed]] = {}, goals: Iterable[StepId] = ()
    ) -> None:
        """Take the feeds of the planned Steps in topological order, and the Goals among them."""
        self._feeds = feeds
        self._goals = tuple(sorted(goals))

    def __getitem__(self, step: StepId) -> Because:
        """The Goals that a Step serves, and the shortest chain to the nearest."""
        return Because(self.goals(step), self._chain(step))

    def __contains__(self, step: object) -> bool:
        """Whether a Step is planned, told without spelling out its chain."""
        return step in self._feeds

    def __iter__(self) -> Iterator[StepId]:
        """The planned Steps, in topological order."""
        return iter(self._feeds)

    def __len__(self) -> int:
        """The number of planned Steps."""
        return len(self._feeds)

    def __repr__(self) -> str:
        """Like a dictionary."""
        return repr(dict(self))

    def goals(self, step: StepId) -> tuple[StepId, ...]:
        """The Goals that a Step serves, by id, without spelling out its chain."""
        return self._served[step]

    def way(self, step: StepId) -> tuple[tuple[Name, StepId], ...]:
        """The shortest way from a Step to the nearest Goal: each Attribute with the Step that reads it."""
        way: list[tuple[Name, StepId]] = []
        while step in self._ways:
            way.append(self._ways[step])
            _, step = way[-1]
        return tuple(way)

    def beginning(self, step: StepId, most: int) -> tuple[tuple[Name, ...], StepId | None]:
        """The first names of the chain, at most so many, and the Step whose own chain goes on from there.

        None where that is all of it. So all chains of a Flow can be told in proportion to its Steps.
        """
        begin: list[Name] = []
        while step in self._ways and len(begin) < most:
            attribute, step = self._ways[step]
            begin.append(attribute)
        return tuple(begin), step if step in self._ways else None

    def outline(self, step: StepId, most: int) -> tuple[tuple[Name, ...], int]:
        """The chain, of which at most so many names (its beginning and its end), and how many were left out.

        Takes no longer for a long chain than for a short one.
        """
        length, last = self._lengths.get(step, (0, None))
        if length <= most or last is None:
            return self._chain(step), 0
        begin: list[Name] = []
        while len(begin) < most - 1:
            attribute, step = self._ways[step]
            begin.append(attribute)
        return (*begin, last), length - most

    def _chain(self, step: StepId) -> tuple[Name, ...]:
        return tuple(attribute for attribute, _ in self.way(step))

    @cached_property
    def _ways(self) -> Mapping[StepId, tuple[Name, StepId]]:
        """The Attribute and the reader by which the nearest Goal is reached; nothing for Goals."""
        ways: dict[StepId, tuple[Name, StepId]] = {}
        seen = set(self._goals)
        level: Iterable[StepId] = self._goals
        while level:
            nearer: dict[StepId, tuple[Name, StepId]] = {}
            for reader in level:
                for attribute, step in self._above(reader):
                    if step not in seen:
                        way = (attribute, reader)
                        nearer[step] = min(way, nearer.get(step, way))
            seen.update(nearer)
            ways.update(nearer)
            level = nearer
        return ways

    @cached_property
    def _lengths(self) -> Mapping[StepId, tuple[int, Name]]:
        """How long the chain of each Step is, and its last name; nothing for Goals."""
        lengths: dict[StepId, tuple[int, Name]] = {}
        for step, (attribute, reader) in self._ways.items():  # those nearer the Goals come first
            length, last = lengths.get(reader, (0, attribute))
            lengths[step] = length + 1, last
        return lengths

    @cached_property
    def _served(self) -> Mapping[StepId, tuple[StepId, ...]]:
        """The Goals below each Step; equal tuples are one, since most Steps serve the same Goals."""
        below: dict[StepId, list[StepId]] = {step: [] for step in self._feeds}
        for reader in self._feeds:
            for _, step in self._above(reader):
                below[step].append(reader)
        served: dict[StepId, tuple[StepId, ...]] = {goal: (goal,) for goal in self._goals}
        one = {goals: goals for goals in served.values()}
        upwards = tuple(reversed(tuple(self._feeds)))
        changed = True
        while changed:  # more than twice only where Steps wait for each other
            changed = False
            for step in upwards:
                old = served.get(step, ())
                parts = {id(goals): goals for goals in (served.get(r, ()) for r in below[step])}
                new = _union([old, *parts.values()])
                if len(new) > len(old):
                    served[step] = one.setdefault(new, new)
                    changed = True
        return served

    def _above(self, reader: StepId) -> Iterator[tuple[Name, StepId]]:
        for feed in self._feeds[reader].values():
            for producer in feed.producers:
                if producer.value is ABSENT:
                    yield producer.attribute, producer.step


def _union(parts: list[tuple[StepId, ...]]) -> tuple[StepId, ...]:
    filled = [part for part in parts if part]
    return filled[0] if len(filled) == 1 else tuple(sorted(set().union(*filled)))
