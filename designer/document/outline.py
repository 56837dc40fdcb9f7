"""A Flow as a tree to be read: the Goals, under each what it needs, then what no Goal needs. Qt-free.

A Step that several others need stands under each of them. What stands under an entry is worked out
when it is asked for, so that a tree over ten thousand Steps is as quick as one over ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from designer.document.links import Links, above, links
from engine.flow import Flow, Name, StepId


class Kind(StrEnum):
    """What an entry stands for."""

    GOALS = "goals"
    UNNEEDED = "unneeded"
    ALL = "all"
    STEP = "step"
    VALUE = "value"


class Entry(NamedTuple):
    """A row: a section, a Step, or a value that the user gives. `name` is what it gives to the one above."""

    kind: Kind
    step: StepId = StepId("")
    name: Name = Name("")


SECTIONS: Final = (Entry(Kind.GOALS), Entry(Kind.UNNEEDED), Entry(Kind.ALL))
DEEPEST: Final = 48
"""A way to a Step that is longer than this is not walked: the list of all Steps has it, too."""


class Outline:
    """The tree of one Flow."""

    def __init__(self, flow: Flow, before: Outline | None = None) -> None:
        """Take the Flow; who feeds the Goals is looked up once, sooner with the outline `before`."""
        self.flow = flow
        self._links: Links = Links(flow, before._links) if before else links(flow)
        goals = sorted(goal for goal in flow.goals if goal in flow.steps)
        self._goals = tuple(goals)
        self._towards = above(goals, self._links)
        """Every Step that a Goal needs, with the next on its way there."""

    def below(self, way: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """What stands under the last entry of a way from the top; under none, the sections."""
        if not way:
            return SECTIONS
        last = way[-1]
        match last.kind:
            case Kind.GOALS:
                return tuple(Entry(Kind.STEP, goal) for goal in self._goals)
            case Kind.UNNEEDED:
                steps = self.flow.steps.keys() - self._towards.keys() - set(self._goals)
                return tuple(Entry(Kind.STEP, step) for step in sorted(steps))
            case Kind.ALL:
                return tuple(Entry(Kind.STEP, step) for step in sorted(self.flow.steps))
            case Kind.STEP if last.step in self.flow.steps and not self.is_again(way):
                return tuple(self._needs(last.step))
        return ()

    def has_below(self, way: tuple[Entry, ...]) -> bool:
        """Whether anything may stand under the last entry of a way."""
        last = way[-1]
        if last.kind is Kind.STEP:
            it = self.flow.steps.get(last.step)
            return it is not None and bool(it.inputs) and not self.is_again(way)
        return last.kind is not Kind.VALUE and bool(self.below(way))

    @staticmethod
    def is_again(way: tuple[Entry, ...]) -> bool:
        """Whether a Step stands above itself: a cycle, which is not walked round and round."""
        return way[-1].kind is Kind.STEP and any(one.step == way[-1].step for one in way[:-1])

    def way_to(self, step: StepId) -> tuple[Entry, ...]:
        """The entries from the top down to a Step: under its nearest Goal, or where no Goal needs it."""
        if step not in self.flow.steps:
            return ()
        if step in self._goals:
            return SECTIONS[0], Entry(Kind.STEP, step)
        if step not in self._towards:
            return SECTIONS[1], Entry(Kind.STEP, step)
        steps = [step]
        while steps[-1] not in self._goals and len(steps) < DEEPEST:
            steps.append(self._towards[steps[-1]])
        if steps[-1] not in self._goals:
            return SECTIONS[2], Entry(Kind.STEP, step)
        return self._way_down(steps[::-1])

    def _way_down(self, steps: list[StepId]) -> tuple[Entry, ...]:
        way: tuple[Entry, ...] = (SECTIONS[0], Entry(Kind.STEP, steps[0]))
        for step in steps[1:]:
            way = (*way, next(one for one in self.below(way) if one.step == step))
        return way

    def _needs(self, step: StepId) -> Iterator[Entry]:
        """Who gives a Step what it reads, in the order of its inputs; each once."""
        seen: set[Entry] = set()
        for name, it in self.flow.steps[step].inputs.items():
            for attribute in it.reads(name):
                writers = self._links.writers(attribute)
                entries = [Entry(Kind.STEP, port.step, attribute) for port in writers]
                for entry in entries or [Entry(Kind.VALUE, step, attribute)]:
                    key = entry if entry.kind is Kind.VALUE else entry._replace(name=Name(""))
                    if key not in seen:
                        seen.add(key)
                        yield entry
