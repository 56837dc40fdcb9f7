"""Keeps the wires of a Flow as its Steps change, an Attribute at a time. Qt-free.

`engine.graph.wires` says which wires there are; this keeps the same answer without asking the whole
Flow again. `tests/laws/test_projection.py` holds the two together. A large Flow can be learned bit by
bit (`learn_until`); who asks before all of it is known waits for the rest.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from engine.flow import FLOW_INPUTS, Flow, Name, Port, Step, StepId, Wire

_AT_A_TIME: Final = 50


class Wiring:
    """Who writes and who reads each Attribute, and the wires that follow."""

    def __init__(self, flow: Flow) -> None:
        """Take the wires of a whole Flow."""
        self._wires: dict[Wire, Name] = {}
        self._writers: dict[Name, set[Port]] = defaultdict(set)
        self._readers: dict[Name, set[Port]] = defaultdict(set)
        self._by_step: dict[StepId, set[Wire]] = defaultdict(set)
        self._rest: Iterator[None] | None = self._learn(flow)

    def learn_until(self, end: float) -> bool:
        """Go on learning until then by `time.perf_counter`; whether all is known."""
        for _ in self._rest or ():
            if time.perf_counter() > end:
                return False
        self._rest = None
        return True

    @property
    def is_known(self) -> bool:
        """Whether all has been learned."""
        return self._rest is None

    @property
    def wires(self) -> Mapping[Wire, Name]:
        """Every wire with its Attribute."""
        if self._rest is not None:
            self.learn_until(math.inf)
        return self._wires

    def of(self, step: StepId) -> frozenset[Wire]:
        """The wires that begin or end at a Step."""
        if self._rest is not None:
            self.learn_until(math.inf)
        return frozenset(self._by_step.get(step, ()))

    def writers(self, attribute: Name) -> frozenset[Port]:
        """The outputs that write an Attribute, the inputs' card included."""
        if self._rest is not None:
            self.learn_until(math.inf)
        return frozenset(self._writers.get(attribute, ()))

    def readers(self, attribute: Name) -> frozenset[Port]:
        """The inputs that read an Attribute."""
        if self._rest is not None:
            self.learn_until(math.inf)
        return frozenset(self._readers.get(attribute, ()))

    def change(
        self, steps: Iterable[tuple[Step | None, Step | None]], inputs: Iterable[tuple[Name, bool]]
    ) -> tuple[frozenset[Name], frozenset[Wire]]:
        """Take Steps as (before, after) and Flow inputs as (name, there now).

        Gives the Attributes that it concerns, and the wires that are gone.
        """
        self.learn_until(math.inf)
        steps, inputs = list(steps), list(inputs)
        names = {name for name, _ in inputs}
        for step in chain.from_iterable(steps):
            names |= set(_names(step)) if step is not None else set()
        were = {name: self._between(name) for name in names}
        for before, after in steps:
            if before is not None:
                self._leave(before)
            if after is not None:
                self._enter(after)
        for name, there in inputs:
            port = Port(FLOW_INPUTS, name)
            self._writers[name].add(port) if there else self._writers[name].discard(port)
        gone = {wire for name in names for wire in self._join(name, were[name])}
        still = self.wires
        return frozenset(names), frozenset(wire for wire in gone if wire not in still)

    def _learn(self, flow: Flow) -> Iterator[None]:
        """Take the wires of a whole Flow, a few at a time."""
        for number, step in enumerate(flow.steps.values()):
            self._enter(step)
            if number % _AT_A_TIME == 0:
                yield
        for name in flow.inputs:
            self._writers[name].add(Port(FLOW_INPUTS, name))
        for number, name in enumerate(list(self._readers)):
            self._string(name, self._between(name))
            if number % _AT_A_TIME == 0:
                yield

    def _enter(self, step: Step) -> None:
        for name, output in step.outputs.items():
            self._writers[output.writes(name)].add(Port(step.id, name))
        for name, it in step.inputs.items():
            for attribute in it.reads(name):
                self._readers[attribute].add(Port(step.id, name))

    def _leave(self, step: Step) -> None:
        for name, output in step.outputs.items():
            self._writers[output.writes(name)].discard(Port(step.id, name))
        for name, it in step.inputs.items():
            for attribute in it.reads(name):
                self._readers[attribute].discard(Port(step.id, name))

    def _between(self, name: Name) -> frozenset[Wire]:
        """The wires of an Attribute, as its writers and readers are now."""
        sources, targets = self._writers.get(name, ()), self._readers.get(name, ())
        return frozenset(Wire(source, target) for source in sources for target in targets)

    def _join(self, name: Name, before: frozenset[Wire]) -> frozenset[Wire]:
        """Take the wires of an Attribute; those that it had `before` and has no more."""
        now = self._between(name)
        for wire in before - now:
            if self._wires.get(wire) == name:
                del self._wires[wire]
                self._by_step[wire.source.step].discard(wire)
                self._by_step[wire.target.step].discard(wire)
        self._string(name, now)
        return before - now

    def _string(self, name: Name, wires: Iterable[Wire]) -> None:
        for wire in wires:
            self._wires[wire] = name
            self._by_step[wire.source.step].add(wire)
            self._by_step[wire.target.step].add(wire)


def _names(step: Step) -> Iterator[Name]:
    """The Attributes that a Step writes and reads."""
    for name, output in step.outputs.items():
        yield output.writes(name)
    for name, it in step.inputs.items():
        yield from it.reads(name)
