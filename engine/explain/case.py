"""What explaining looks up again and again: who feeds whom in a Plan, and what a Plan would be if."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from engine.explain.answer import Subject, step_subject, wire_subject
from engine.feed import Feed, Producer
from engine.flow import Collect, Flow, Name, Port, StepId, Wire
from engine.graph import Names, names
from engine.plan import Fault, Plan
from engine.planner import make_plan
from engine.planner.fitting import UNKNOWN
from engine.value import ABSENT, Value


class Use(NamedTuple):
    """A planned input that may ask a Step for a value; `before` are those that it asks first."""

    reader: StepId
    input: Name
    producer: Producer
    before: tuple[StepId, ...]


@dataclass(frozen=True)
class Case:
    """A Flow and the Plan made of it, with their indexes made once."""

    flow: Flow
    plan: Plan

    @cached_property
    def index(self) -> Names:
        """Who writes and who reads each Attribute, planned or not."""
        return names(self.flow)

    @cached_property
    def lacked(self) -> Mapping[StepId, frozenset[Name]]:
        """The missing and conditional names that each planned Step wants itself."""
        found: dict[StepId, set[Name]] = {}
        for wanted in (self.plan.missing, self.plan.conditional):
            for name, steps in wanted.items():
                for step in steps:
                    found.setdefault(step, set()).add(name)
        return {step: frozenset(wanted) for step, wanted in found.items()}

    @cached_property
    def uses(self) -> Mapping[StepId, tuple[Use, ...]]:
        """The planned inputs that may ask each Step, pinned outputs left aside."""
        found: dict[StepId, list[Use]] = {}
        for reader, feeds in self.plan.feeds.items():
            for name, feed in feeds.items():
                for number, producer in enumerate(feed.producers):
                    if producer.value is ABSENT:
                        use = Use(reader, name, producer, _before(feed, number))
                        found.setdefault(producer.step, []).append(use)
        return {step: tuple(uses) for step, uses in found.items()}

    def above(self, step: StepId) -> Mapping[StepId, StepId]:
        """All that a planned Step may wait for, with the reader through which it was reached first."""
        reached = {step: step}
        queue = [step]
        for reader in queue:  # grows while it is walked
            for producer in self.producers(reader):
                if producer.step not in reached:
                    reached[producer.step] = reader
                    queue.append(producer.step)
        return reached

    def producers(self, step: StepId) -> Iterator[Producer]:
        """The producers that a planned Step may ask and that have to run for it."""
        for feed in self.plan.feeds.get(step, {}).values():
            yield from (p for p in feed.producers if p.value is ABSENT)

    def faults_at(self, step: StepId) -> tuple[Fault, ...]:
        """What is wrong with a planned Step or with what it takes, then with the Steps above it."""
        own = {step, *(name for feed in self.plan.feeds[step].values() for name in feed.given)}
        above = self.above(step)
        first = [fault for fault in self.plan.faults if not own.isdisjoint(fault.names)]
        others = [f for f in self.plan.faults if any(name in above for name in f.names)]
        return tuple(dict.fromkeys([*first, *others]))

    def supposing(self, step: StepId, given: Iterable[Name] = (), flow: Flow | None = None) -> Case:
        """The case if this Step were the only Goal, and these Attributes were given as well."""
        known = {**self.plan.given, **dict.fromkeys(given, UNKNOWN)}
        changed = flow or self.flow
        return Case(changed, self.replanned(changed, [step], known))

    def replanned(
        self, flow: Flow, goals: Collection[StepId], given: Mapping[Name, Value] | None = None
    ) -> Plan:
        """The Plan of a changed Flow in the same place; where no values are said, from the same."""
        origin, values = self.plan.origin, self.plan.given if given is None else given
        return make_plan(flow, goals, values, folder=origin.folder, flows=origin.flows)

    def way_down(self, step: StepId) -> tuple[Subject, ...]:
        """The Steps and wires from a planned Step to the nearest Goal."""
        way: list[Subject] = [step_subject(step)]
        for attribute, reader in self.plan.because.way(step):
            way += self._link(step, reader, attribute)
            step = reader
        return tuple(way)

    def way_up(
        self, step: StepId, root: StepId, reached: Mapping[StepId, StepId]
    ) -> tuple[Subject, ...]:
        """The Steps and wires from a Step up to one above it, as `above` reached it."""
        links: list[Subject] = []
        while root != step:
            reader = reached[root]
            links += [step_subject(root), *self._link(root, reader)[:-1]]
            root = reader
        return (step_subject(step), *reversed(links))

    def writers(self, attribute: Name, *, disabled: bool = False) -> Iterator[Port]:
        """The outputs of enabled, or of disabled, Steps that write an Attribute."""
        for port in self.index.writers.get(attribute, ()):
            if self.flow.steps[port.step].disabled is disabled:
                yield port

    def _link(self, above: StepId, below: StepId, attribute: Name | None = None) -> list[Subject]:
        """The wire from one planned Step to another, and the other."""
        for name, feed in self.plan.feeds[below].items():
            for producer in feed.producers:
                if producer.step == above and attribute in (None, producer.attribute):
                    wire = Wire(Port(above, producer.output), Port(below, name))
                    return [wire_subject(wire), step_subject(below)]
        return [step_subject(below)]


def _before(feed: Feed, number: int) -> tuple[StepId, ...]:
    """Those that an input asks before its producer of this number; none unless one by one."""
    if feed.collect is not Collect.FIRST:
        return ()
    return tuple(dict.fromkeys(producer.step for producer in feed.producers[:number]))
