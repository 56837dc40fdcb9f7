"""Who feeds whom in a Flow: looked up while a wire is dragged, so worked out once for each Flow.

Counted are the wires that make planning a cycle. Not counted is what gives way: a disabled Step, a
pinned output, and an input that takes the first of several values one of which can only be given by
the user. Edits and refusals ask this module; it knows neither.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import Final, Protocol, TypeAlias

from engine.flow import Collect, Flow, Input, Name, Port, Step, StepId
from engine.graph import Names, names
from engine.value import ABSENT

_Index: TypeAlias = Mapping[Name, tuple[Port, ...]]

ONE_IS_ENOUGH: Final = frozenset({Collect.FIRST, Collect.FASTEST})


class Wiring(Protocol):
    """Where Steps and the writers of an Attribute are looked up: a Flow's links, or a draft."""

    def step(self, step: StepId) -> Step:
        """The Step of that id."""
        ...

    def writers(self, name: Name) -> Collection[Port]:
        """The Steps' outputs that write the Attribute."""
        ...


class Links:
    """The wires of one Flow, asked for by Step. What was worked out is kept."""

    def __init__(self, flow: Flow, before: Links | None = None) -> None:
        """Index the names of the Flow; quickly, where it differs little from one indexed before."""
        self.flow = flow
        self.names = names(flow) if before is None else _updated(before, flow)
        self._above: dict[StepId, Mapping[StepId, StepId]] = {}
        self._below: dict[StepId, Mapping[StepId, StepId]] = {}

    def step(self, step: StepId) -> Step:
        """The Step of that id."""
        return self.flow.steps[step]

    def writers(self, name: Name) -> tuple[Port, ...]:
        """The Steps' outputs that write the Attribute."""
        return self.names.writers.get(name, ())

    def readers(self, name: Name) -> tuple[Port, ...]:
        """The inputs that read the Attribute."""
        return self.names.readers.get(name, ())

    def path(self, start: StepId, end: StepId) -> tuple[StepId, ...]:
        """The Steps on the way from one to another that it feeds; empty where it does not.

        Whichever end stays the same from question to question, only the first one costs.
        """
        if start == end:
            return (start,)
        if end not in self._above and start not in self._below:
            self._above[end] = above([end], self)
            self._below[start] = _below(start, self)
        if end in self._above:
            return _walked(start, end, self._above[end])
        return _walked(end, start, self._below[start])[::-1]

    @cached_property
    def wanted(self) -> frozenset[StepId]:
        """The Goals and every Step that feeds one."""
        goals = [goal for goal in self.flow.goals if goal in self.flow.steps]
        return frozenset(above(goals, self)) | frozenset(goals)


def links(flow: Flow) -> Links:
    """The links of a Flow; those of the last one asked for are remembered."""
    if _memory.latest is None or _memory.latest.flow is not flow:
        _memory.latest = Links(flow, _memory.latest)
    return _memory.latest


def above(steps: Iterable[StepId], wiring: Wiring) -> dict[StepId, StepId]:
    """Every Step that feeds one of these, also from afar, each with the next on its way there."""
    towards: dict[StepId, StepId] = {}
    waiting = list(steps)
    for step in waiting:  # grows while it is walked: breadth first
        for feeder in _feeders(wiring.step(step), wiring):
            if feeder not in towards:
                towards[feeder] = step
                waiting.append(feeder)
    return towards


def _below(start: StepId, known: Links) -> dict[StepId, StepId]:
    """Every Step that this one feeds, also from afar, each with the one before it on the way."""
    back: dict[StepId, StepId] = {}
    waiting = [start]
    for step in waiting:
        for reader in _readers(known.step(step), known):
            if reader not in back:
                back[reader] = step
                waiting.append(reader)
    return back


def _walked(start: StepId, end: StepId, way: Mapping[StepId, StepId]) -> tuple[StepId, ...]:
    if start not in way:
        return ()
    steps = [start]
    while steps[-1] != end:
        steps.append(way[steps[-1]])
    return tuple(steps)


def gives_way(target: Input, attributes: Iterable[Name], wiring: Wiring) -> bool:
    """Whether giving one of these Attributes would spare the input all its producers."""
    return target.collect in ONE_IS_ENOUGH and not all(map(wiring.writers, attributes))


def needs_work(source: Port, wiring: Wiring) -> bool:
    """Whether an output is made by running its Step: it is not pinned, and its Step not disabled."""
    step = wiring.step(source.step)
    return not step.disabled and step.outputs[source.name].value is ABSENT


def _feeders(step: Step, wiring: Wiring) -> Iterator[StepId]:
    for name, target in step.inputs.items():
        givers = [wiring.writers(attribute) for attribute in target.reads(name)]
        if all(givers) or target.collect not in ONE_IS_ENOUGH:  # else it gives way
            for writer in chain.from_iterable(givers):
                if needs_work(writer, wiring):
                    yield writer.step


def _readers(step: Step, known: Links) -> Iterator[StepId]:
    for name, output in step.outputs.items():
        if not needs_work(Port(step.id, name), known):
            continue
        for port in known.readers(output.writes(name)):
            reader = known.step(port.step).inputs[port.name]
            if not gives_way(reader, reader.reads(port.name), known):
                yield port.step


def _updated(before: Links, flow: Flow) -> Names:
    """The names of a Flow from those of another; what both share is not looked at again."""
    old, new = before.flow.steps, flow.steps
    gone = [step for key, step in old.items() if new.get(key) is not step]
    come = {key: step for key, step in new.items() if old.get(key) is not step}
    if len(gone) + len(come) > len(new) // 4:
        return names(flow)
    more = names(replace(flow, steps=come))
    stale = {step.id for step in gone}
    left = names(replace(flow, steps={step.id: step for step in gone}))
    return Names(
        _merged(before.names.writers, left.writers, stale, more.writers),
        _merged(before.names.readers, left.readers, stale, more.readers),
    )


def _merged(index: _Index, left: Iterable[Name], stale: Collection[StepId], more: _Index) -> _Index:
    merged = dict(index)
    for name in left:
        merged[name] = tuple(port for port in merged[name] if port.step not in stale)
    for name, ports in more.items():
        merged[name] = (*merged.get(name, ()), *ports)
    return merged


class _Memory:
    """One Flow is edited at a time, and the next one differs from it in a Step or two."""

    latest: Links | None = None


_memory = _Memory()
