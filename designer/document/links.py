"""Who feeds whom in a Flow: looked up while a wire is dragged, so worked out once for each Flow.

Counted are the wires that make planning a cycle. Not counted is what gives way: a disabled Step, a
pinned output, and an input that takes the first of several values one of which can only be given by
the user. Edits and refusals ask this module; it knows neither.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Final, Protocol

from engine.flow import Collect, Flow, Input, Name, Port, Step, StepId
from engine.graph import MANY, Changed, changed, names, names_after
from engine.knot import Order
from engine.value import ABSENT

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
        self._order: Order | None = None
        self._is_knotted = False
        if before is None:
            self.names = names(flow)
        else:
            change = changed(before.flow, flow)
            self.names = names_after(before.names, change, flow)
            self._is_knotted = before._is_knotted
            self._follow(before, change)
        self._above: dict[StepId, _Flood] = {}
        self._below: dict[StepId, _Flood] = {}

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
        if self._comes_before(end, start):
            return ()
        up, down = self._above.get(end), self._below.get(start)
        if up is None and down is None:
            up = self._above[end] = _Flood(end, self._feeders_of)
            down = self._below[start] = _Flood(start, self._readers_of)
        while not (up and start in up.back) and not (down and end in down.back):
            if not all(flood.grow() for flood in (up, down) if flood):
                return ()
        if up and start in up.back:
            return _walked(start, end, up.back)
        assert down is not None, "one of the two has found the other end"
        return _walked(end, start, down.back)[::-1]

    def _follow(self, before: Links, change: Changed) -> None:
        """Keep the order of the Steps, where there is one that still holds."""
        if before._order is not None and len(change.come) <= len(self.flow.steps) // MANY:
            order = before._order.copy()
            self._order = order if order.take(change, self.flow, self.names) else None

    def _comes_before(self, one: StepId, other: StepId) -> bool:
        """Whether it is known without a search that a Step is not fed by another, however far off."""
        if self._order is None and not self._is_knotted:
            order = Order.of(self.flow)
            self._is_knotted = not order.has_all(self.flow)
            self._order = None if self._is_knotted else order
        return self._order is not None and self._order.is_before(one, other)

    def _feeders_of(self, step: StepId) -> Iterator[StepId]:
        return _feeders(self.step(step), self)

    def _readers_of(self, step: StepId) -> Iterator[StepId]:
        return _readers(self.step(step), self)

    @cached_property
    def wanted(self) -> frozenset[StepId]:
        """The Goals and every Step that feeds one."""
        goals = [goal for goal in self.flow.goals if goal in self.flow.steps]
        return frozenset(above(goals, self)) | frozenset(goals)


def links(flow: Flow) -> Links:
    """The links of a Flow; those of the last one asked for are remembered."""
    latest = _memory.latest  # another thread may put another one there meanwhile
    if latest is None or latest.flow is not flow:
        latest = _memory.latest = Links(flow, latest)
    return latest


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


class _Flood:
    """What is found from one Step on, breadth first, each with the one before it; goes on when asked."""

    def __init__(self, start: StepId, onward: Callable[[StepId], Iterable[StepId]]) -> None:
        self.back: dict[StepId, StepId] = {}
        self._onward = onward
        self._waiting = [start]
        self._next = 0

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing more to be found."""
        return self._next == len(self._waiting)

    def grow(self) -> bool:
        """Look beyond one Step more; False where there is none."""
        if self.is_whole:
            return False
        step = self._waiting[self._next]
        self._next += 1
        for other in self._onward(step):
            if other not in self.back:
                self.back[other] = step
                self._waiting.append(other)
        return True


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


class _Memory:
    """One Flow is edited at a time, and the next one differs from it in a Step or two."""

    latest: Links | None = None


_memory = _Memory()
