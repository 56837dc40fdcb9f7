"""A Flow as a tree to be read: the Goals, under each what it needs, then what no Goal needs. Qt-free.

A Step that several others need stands under each of them. What stands under an entry is worked out
when it is asked for, so that a tree over ten thousand Steps is as quick as one over ten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from designer.document.links import above, links
from designer.document.ranges import Ranges
from engine.flow import Flow, Name, StepId


class Kind(StrEnum):
    """What an entry stands for."""

    GOALS = "goals"
    UNNEEDED = "unneeded"
    ALL = "all"
    RANGE = "range"
    STEP = "step"
    VALUE = "value"


class Entry(NamedTuple):
    """A row: a section, a range of a long one, a Step, or a value that the user gives.

    `step` is the Step, or where the range begins; `name` is what is given to the row above.
    """

    kind: Kind
    step: StepId = StepId("")
    name: Name = Name("")


SECTIONS: Final = (Entry(Kind.GOALS), Entry(Kind.UNNEEDED), Entry(Kind.ALL))
DEEPEST: Final = 48
"""A way to a Step that is longer than this is not walked: the list of all Steps has it, too."""


class Outline:
    """The tree of one Flow."""

    def __init__(self, flow: Flow, before: Outline | None = None) -> None:
        """Take the Flow; who feeds the Goals is looked up once.

        Long lists are divided as in the outline `before`, as far as the Steps are the same.
        """
        self.flow = flow
        self._links = links(flow)
        self._goals = frozenset(goal for goal in flow.goals if goal in flow.steps)
        self._towards = above(sorted(self._goals), self._links)
        """Every Step that a Goal needs, with the next on its way there."""
        unneeded = flow.steps.keys() - self._towards.keys() - self._goals
        self._lists: Mapping[Kind, Ranges] = {
            kind: Ranges(steps, before._lists[kind] if before else None)
            for kind, steps in (
                (Kind.GOALS, self._goals), (Kind.UNNEEDED, unneeded), (Kind.ALL, flow.steps.keys()),
            )
        }  # fmt: skip

    def below(self, way: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """What stands under the last entry of a way from the top; under none, the sections."""
        if not way:
            return SECTIONS
        last = way[-1]
        match last.kind:
            case Kind.GOALS | Kind.UNNEEDED | Kind.ALL:
                known = self._lists[last.kind]
                if known.begins:
                    return tuple(Entry(Kind.RANGE, begin) for begin in known.begins)
                return tuple(Entry(Kind.STEP, step) for step in known.steps)
            case Kind.RANGE:
                steps = self._lists[way[-2].kind].within(last.step)
                return tuple(Entry(Kind.STEP, step) for step in steps)
            case Kind.STEP if last.step in self.flow.steps and not self.is_again(way):
                return tuple(self._needs(last.step))
        return ()

    def has_below(self, way: tuple[Entry, ...]) -> bool:
        """Whether anything may stand under the last entry of a way."""
        last = way[-1]
        if last.kind is Kind.STEP:
            it = self.flow.steps.get(last.step)
            return it is not None and bool(it.inputs) and not self.is_again(way)
        if last.kind is Kind.RANGE:
            return True
        return last.kind is not Kind.VALUE and len(self._lists[last.kind]) > 0

    def count(self, way: tuple[Entry, ...]) -> int:
        """How many Steps the section or the range at the end of a way has."""
        last = way[-1]
        if last.kind is Kind.RANGE:
            return len(self._lists[way[-2].kind].within(last.step))
        return len(self._lists[last.kind])

    @staticmethod
    def is_again(way: tuple[Entry, ...]) -> bool:
        """Whether a Step stands above itself: a cycle, which is not walked round and round."""
        return way[-1].kind is Kind.STEP and any(
            one.step == way[-1].step and one.kind is Kind.STEP for one in way[:-1]
        )

    def way_to(self, step: StepId) -> tuple[Entry, ...]:
        """The entries from the top down to a Step: under its nearest Goal, or where no Goal needs it."""
        if step not in self.flow.steps:
            return ()
        if step in self._goals:
            return self._listed(SECTIONS[0], step)
        if step not in self._towards:
            return self._listed(SECTIONS[1], step)
        steps = [step]
        while steps[-1] not in self._goals and len(steps) < DEEPEST:
            steps.append(self._towards[steps[-1]])
        if steps[-1] not in self._goals:
            return self._listed(SECTIONS[2], step)
        return self._way_down(steps[::-1])

    def _listed(self, section: Entry, step: StepId) -> tuple[Entry, ...]:
        """The way to a Step that stands in a section itself."""
        begin = self._lists[section.kind].begin_of(step)
        parts = () if begin is None else (Entry(Kind.RANGE, begin),)
        return section, *parts, Entry(Kind.STEP, step)

    def _way_down(self, steps: list[StepId]) -> tuple[Entry, ...]:
        way = self._listed(SECTIONS[0], steps[0])
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
