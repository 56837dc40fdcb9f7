"""Why the Steps that a Plan leaves out are left out: one cause each, the first that applies."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engine import cause
from engine.cause import Cause
from engine.feed import Feed, Producer
from engine.flow import Flow, Name, Step, StepId
from engine.planner.demand import SETTLED_BY_GIVEN, Producers, Want
from engine.planner.gates import blockers
from engine.planner.reach import Lack
from engine.value import ABSENT, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What planning has found out that matters for the Steps left out.

    `takers` are the planned inputs that read a given Attribute, `satisfied` the Goals whose outputs are
    all there, `pinned` the pinned outputs that planned Steps may ask for, `unreachable` the Steps that
    would be needed could they be reached, with what stands against them, and `barred` those behind a
    shut gate.
    """

    feeds: Mapping[StepId, Mapping[Name, Feed]]
    given: Mapping[Name, Value]
    takers: Collection[tuple[StepId, Want]]
    producers: Producers
    satisfied: Collection[StepId]
    pinned: Collection[Producer]
    unreachable: Mapping[StepId, Lack]
    barred: Mapping[StepId, Want]


def exclude(flow: Flow, found: Findings) -> dict[StepId, Cause]:
    """The cause of every Step of the Flow that has no feeds, in order of id."""
    if len(found.feeds) == len(flow.steps):
        return {}
    causes = {step.id: cause.disabled() for step in flow.steps.values() if step.disabled}
    for other in flow.steps.values():
        if blocking := other.id not in found.feeds and blockers(
            other, found.given, found.producers
        ):
            causes.setdefault(other.id, cause.blocked(*blocking))
    for goal in found.satisfied:
        causes.setdefault(goal, _satisfied(flow.steps[goal], found.given))
    pins: dict[StepId, set[Name]] = {}
    for producer in found.pinned:
        pins.setdefault(producer.step, set()).add(producer.attribute)
    for step, names in pins.items():
        causes.setdefault(step, cause.pinned(sorted(names)))
    for step, lacks in found.unreachable.items():
        causes.setdefault(step, _unreachable(step, lacks, found))
    for step, name in _spared(flow, found, causes).items():
        causes.setdefault(step, cause.given_instead([name]))
    idle = cause.not_needed()
    return {s: causes.get(s, idle) for s in sorted(flow.steps) if s not in found.feeds}


def _unreachable(step: StepId, lacks: Lack, found: Findings) -> Cause:
    if lacks.barred is None:
        return cause.unreachable(lacks.names)
    if lacks.barred == step:
        return cause.gate_shut(found.barred[step].name)
    return cause.cut_off(lacks.barred)


def _satisfied(goal: Step, given: Mapping[Name, Value]) -> Cause:
    names = {output.writes(name) for name, output in goal.outputs.items()}
    return cause.satisfied(sorted(names & given.keys()), sorted(names - given.keys()))


def _spared(flow: Flow, found: Findings, causes: Mapping[StepId, Cause]) -> Mapping[StepId, Name]:
    """The Steps that would be needed had an Attribute not been given, with that Attribute."""
    spared: dict[StepId, Name] = {}
    level = _replaced(flow, found)
    while level:
        fresh = {
            step: name
            for step, name in level.items()
            if step not in spared and step not in found.feeds and step not in causes
        }
        spared.update(fresh)
        level = {}
        for step, name in fresh.items():
            for above in _above(flow.steps[step], found.producers):
                level[above] = min(name, level.get(above, name))
    return spared


def _replaced(flow: Flow, found: Findings) -> dict[StepId, Name]:
    """The Steps whose values a given one replaces for a planned Step or for a satisfied Goal."""
    replaced: dict[StepId, Name] = {}
    if not found.given:
        return replaced
    instead = {
        (attribute, want.given[0])
        for _, want in found.takers
        if want.input.collect in SETTLED_BY_GIVEN
        for attribute in want.input.reads(want.name)
    }
    for attribute, name in instead:
        for producer in found.producers.get(attribute, ()):
            replaced[producer.step] = min(name, replaced.get(producer.step, name))
    for goal in found.satisfied:
        outputs = flow.steps[goal].outputs.items()
        names = {output.writes(name) for name, output in outputs} & found.given.keys()
        for above in _above(flow.steps[goal], found.producers) if names else ():
            replaced[above] = min(min(names), replaced.get(above, min(names)))
    return replaced


def _above(step: Step, producers: Producers) -> Iterator[StepId]:
    for name, source in step.inputs.items():
        for attribute in source.reads(name):
            for producer in producers.get(attribute, ()):
                if producer.value is ABSENT:
                    yield producer.step
