"""What a text diagram of a Flow shows, before any notation: boxes, arrows and which stand out.

`mermaid` and `dot` write it down. Nothing here knows how either of them spells things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from engine.cause import Reason
from engine.flow import FLOW_INPUTS, Flow, Name, StepId
from engine.graph import names
from engine.plan import Plan
from engine.value import ABSENT

INITIAL: Final = FLOW_INPUTS
"""The "step" of the one node that every run begins at."""


class Tone(StrEnum):
    """How a Step is drawn."""

    PLAIN = "plain"
    GOAL = "goal"
    DIM = "dim"


class Box(NamedTuple):
    """A Step as it is drawn."""

    step: StepId
    label: str
    tone: Tone


class Arrow(NamedTuple):
    """Everything that goes from one Step to another: the Attributes, sorted."""

    source: StepId
    target: StepId
    attributes: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """Boxes in the order of the Plan (those that are left out last), arrows in the order of boxes."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def sketch(flow: Flow, plan: Plan) -> Sketch:
    """Work out what to draw; the same for the same Flow, whatever the order in its file."""
    planned = [step for step in plan.steps if step in flow.steps]
    order = [*planned, *sorted(flow.steps.keys() - set(planned))]
    place = {INITIAL: -1} | {step: index for index, step in enumerate(order)}
    carried = _carried(flow)
    for step in flow.steps.keys() - {target for _, target in carried}:
        carried[INITIAL, step] = _wanted(flow, step)
    ends = sorted(carried, key=lambda pair: (place[pair[0]], place[pair[1]]))
    return Sketch(
        title=flow.name,
        boxes=tuple(Box(step, flow.steps[step].label, _tone(flow, plan, step)) for step in order),
        arrows=tuple(Arrow(*pair, tuple(sorted(carried[pair]))) for pair in ends),
    )


def _carried(flow: Flow) -> dict[tuple[StepId, StepId], Collection[Name]]:
    """The Attributes on the wires between each two Steps."""
    index = names(flow)
    carried: dict[tuple[StepId, StepId], set[Name]] = defaultdict(set)
    for attribute, writers in index.writers.items():
        for target in index.readers.get(attribute, ()):
            for source in writers:
                carried[source.step, target.step].add(attribute)
    return dict(carried)


def _wanted(flow: Flow, step: StepId) -> set[Name]:
    """What a Step that nothing feeds takes from the start of a run."""
    return {
        attribute
        for name, source in flow.steps[step].inputs.items()
        for attribute in source.reads(name)
        if attribute in flow.inputs or (source.required and source.default is ABSENT)
    }


def _tone(flow: Flow, plan: Plan, step: StepId) -> Tone:
    if flow.steps[step].disabled:
        return Tone.DIM
    if step in flow.goals:
        return Tone.GOAL
    cause = plan.excluded.get(step)
    return Tone.DIM if cause is not None and cause.reason != Reason.SATISFIED else Tone.PLAIN
