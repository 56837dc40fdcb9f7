"""Finds what a name means in a Flow: a Step, an Attribute, a wire, or several of them.

A name with a `/` in it leads into a child flow (`engine.explain.nested`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from engine.errors import nearest
from engine.explain.answer import (
    ARROW,
    Subject,
    attribute_subject,
    step_subject,
    wire_subject,
)
from engine.flow import FLOW_INPUTS, Flow, Name, Port, StepId, Wire
from engine.graph import names

_COMPARED: Final = 10_000
"""Wires at most among which the nearest name is looked for: there may be very many."""


def find_subjects(flow: Flow, name: str) -> tuple[Subject, ...]:
    """All that a name can mean, a Step first; nothing where the Flow does not know it.

    A wire is `a.out->b.in`, `name->b.in` from a Flow input, or `a->b` for every wire between two Steps.
    Two ports that are not connected may be asked about as well.
    """
    if ARROW in name:
        return tuple(map(wire_subject, _wires(flow, name)))
    found = [step_subject(StepId(name))] if name in flow.steps else []
    if name in _attributes(flow):
        found.append(attribute_subject(Name(name)))
    return tuple(found)


def nearest_subject(flow: Flow, name: str) -> str:
    """The name that the Flow does know and that is spelled most like this one; else empty."""
    if ARROW not in name:
        return nearest(name, [*flow.steps, *sorted(_attributes(flow))])
    index = names(flow)
    wires = (
        Wire(source, target)
        for attribute, targets in index.readers.items()
        for source in index.writers.get(attribute, ())
        for target in targets
    )
    return nearest(name, [wire_subject(wire).name for wire in islice(wires, _COMPARED)])


def _attributes(flow: Flow) -> set[Name]:
    index = names(flow)
    return {*index.writers, *index.readers, *flow.inputs}


def _wires(flow: Flow, name: str) -> Iterator[Wire]:
    left, _, right = (part.strip() for part in name.partition(ARROW))
    sources, targets = _sources(flow, left), _targets(flow, right)
    exact = len(sources) == 1 == len(targets) and left not in flow.steps and right not in flow.steps
    for source in sources:
        for target in targets:
            if exact or written(flow, source) in flow.steps[target.step].inputs[target.name].reads(
                target.name
            ):
                yield Wire(source, target)


def written(flow: Flow, source: Port) -> Name:
    """The Attribute that a wire's source stands for: an output's, or the Flow input's own."""
    if source.step == FLOW_INPUTS:
        return source.name
    return flow.steps[source.step].outputs[source.name].writes(source.name)


def _sources(flow: Flow, text: str) -> list[Port]:
    step, _, port = text.rpartition(".")
    if step in flow.steps and port in flow.steps[StepId(step)].outputs:
        return [Port(StepId(step), Name(port))]
    if text in flow.steps:
        return [Port(StepId(text), name) for name in flow.steps[StepId(text)].outputs]
    return [Port(FLOW_INPUTS, Name(text))] if text in flow.inputs else []


def _targets(flow: Flow, text: str) -> list[Port]:
    step, _, port = text.rpartition(".")
    if step in flow.steps and port in flow.steps[StepId(step)].inputs:
        return [Port(StepId(step), Name(port))]
    if text in flow.steps:
        return [Port(StepId(text), name) for name in flow.steps[StepId(text)].inputs]
    return []
