"""Puts some Steps into a Flow of their own, and one Step that runs it in their place.

Names do the wiring: the new Step reads and writes the very Attributes that the Steps did, so no other
Step changes. Where the file of the child lies, and writing it, is not said here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from designer.document.diagram import Diagram, Place
from designer.document.draft import Draft, EditRefused
from designer.document.links import above, links
from designer.document.patch import Patch
from designer.document.storable import storable
from designer.document.wiring import type_of
from designer.words import tr
from engine.flow import (
    SUBFLOW,
    Collect,
    Declared,
    Flow,
    Input,
    Name,
    Output,
    Port,
    Step,
    StepId,
)


class Collapsed(NamedTuple):
    """The edit of the parent, the Step that it adds, and the child that its file is to hold."""

    patch: Patch
    step: StepId
    child: Diagram


def collapse(diagram: Diagram, steps: Collection[StepId], name: str, file: str) -> Collapsed:
    """Replace Steps by one that runs them as the flow file `file`, called `name`.

    The child's Goals are the Steps whose results are read outside and those that were Goals; where
    there are none, the last Steps of the child.

    Raises:
        EditRefused: There is nothing to collapse, or the new Step would wait for its own result.
    """
    chosen = [step for step in diagram.flow.steps if step in steps]
    if not chosen:
        raise EditRefused(tr("Select the steps first that are to become a Flow of their own."))
    draft = Draft(diagram)
    _refuse_between(diagram, frozenset(chosen))
    inputs, declared = _taken(draft, frozenset(chosen))
    outputs, goals = _given(draft, frozenset(chosen))
    _refuse_stand_ins(draft, frozenset(chosen), goals)
    child = Diagram(
        flow=Flow(
            name=name,
            steps={step: diagram.flow.steps[step] for step in chosen},
            goals=goals or _last(diagram.flow, chosen),
            inputs=declared,
        ),
        places={step: diagram.places[step] for step in chosen if step in diagram.places},
    )
    for step in chosen:
        draft.drop(step)
    new = draft.fresh_step(StepId(name))
    config = {"flow": file}
    draft.put(Step(id=new, kind=SUBFLOW, title=name, config=config, inputs=inputs, outputs=outputs))
    if diagram.flow.goals & set(chosen):
        draft.goals |= {new}
    draft.place(new, _middle(diagram.places, chosen))
    return Collapsed(storable(draft.patch()), new, child)


def _taken(
    draft: Draft, chosen: frozenset[StepId]
) -> tuple[OrderedDict[Name, Input], dict[Name, Declared]]:
    """The inputs of the new Step, and what the child declares: each Attribute from outside, once."""
    inputs: OrderedDict[Name, Input] = OrderedDict()
    declared: dict[Name, Declared] = {}
    known = draft.diagram.flow.inputs
    for port, attribute in _reads(draft, chosen):
        writers = draft.writers(attribute)
        inner = bool(writers) and all(writer.step in chosen for writer in writers)
        if inner and not draft.declares(attribute):
            continue
        target = draft.input(port)
        alone = len(target.reads(port.name)) == 1
        needed = (target.required and alone) or (attribute in inputs and inputs[attribute].required)
        declared.setdefault(
            attribute,
            known.get(attribute) or Declared(type=target.wire_type, description=target.description),
        )
        inputs[attribute] = Input(type=declared[attribute].type, required=needed)
    return inputs, declared


def _given(
    draft: Draft, chosen: frozenset[StepId]
) -> tuple[OrderedDict[Name, Output], frozenset[StepId]]:
    """The outputs of the new Step, and the Steps behind them and behind Goals."""
    outputs: OrderedDict[Name, Output] = OrderedDict()
    goals = set(draft.goals & chosen)
    for step in sorted(chosen):
        for name in draft.step(step).outputs:
            source = Port(step, name)
            attribute = draft.attribute(source)
            if step in draft.goals or any(r.step not in chosen for r in draft.readers(attribute)):
                output = draft.output(source)
                optional = output.optional
                outputs[attribute] = Output(type=type_of(draft, source), optional=optional)
                goals.add(step)
    return outputs, frozenset(goals)


def _reads(draft: Draft, chosen: frozenset[StepId]) -> Iterator[tuple[Port, Name]]:
    for step in sorted(chosen):
        for name, target in draft.step(step).inputs.items():
            for attribute in target.reads(name):
                yield Port(step, name), attribute


def _refuse_between(diagram: Diagram, chosen: frozenset[StepId]) -> None:
    """No Step outside may read from the chosen ones and feed them: it would have to run in between."""
    known = links(diagram.flow)
    for step in sorted(above(chosen, known).keys() - chosen):
        reads = (name for port, it in known.step(step).inputs.items() for name in it.reads(port))
        if any(writer.step in chosen for name in reads for writer in known.writers(name)):
            raise EditRefused(
                tr(
                    "'{step}' reads from the selected steps and feeds them too, so it would have to "
                    "run in the middle of the new Flow. Select it as well.",
                    step=step,
                )
            )


def _refuse_stand_ins(draft: Draft, chosen: frozenset[StepId], goals: frozenset[StepId]) -> None:
    """No Step outside may choose between what one of several Goals of the child gives and something else.

    As Goals all of them would run, and one that fails would take the others along: what stood in for
    another would do so no longer.
    """
    if len(goals) < 2:
        return
    choosing: dict[StepId, StepId] = {}
    for step in sorted(goals):
        for name in draft.step(step).outputs:
            for reader in draft.readers(draft.attribute(Port(step, name))):
                if reader.step not in chosen and _chooses(draft, reader):
                    choosing.setdefault(reader.step, step)
    if choosing:
        one, step = min(choosing.items())
        raise EditRefused(
            tr(
                "'{reader}' takes what '{step}' gives or something else, whichever comes. In a Flow of "
                "their own the selected steps would all run, and fail together. Select {others} as "
                "well.",
                reader=one,
                step=step,
                others=f" {tr('and')} ".join(tr("'{name}'", name=it) for it in sorted(choosing)),
            )
        )


def _chooses(draft: Draft, reader: Port) -> bool:
    """Whether an input can do without one of those that feed it, since there are others."""
    taken = draft.input(reader)
    sources = [source for name in taken.reads(reader.name) for source in draft.sources(name)]
    return len(sources) > 1 and taken.collect is not Collect.ALL


def _last(flow: Flow, chosen: Collection[StepId]) -> frozenset[StepId]:
    """The Steps that no other one of them reads from; all of them, where that is none."""
    known = links(flow)
    last = {
        step
        for step in chosen
        if not any(
            reader.step in chosen and reader.step != step
            for name, output in flow.steps[step].outputs.items()
            for reader in known.readers(output.writes(name))
        )
    }
    return frozenset(last or chosen)


def _middle(places: Mapping[StepId, Place], chosen: Collection[StepId]) -> Place:
    there = [places[step] for step in chosen if step in places] or [Place(0.0, 0.0)]
    x = sum(place.x for place in there) / len(there)
    y = sum(place.y for place in there) / len(there)
    return Place(round(x / 20) * 20.0, round(y / 20) * 20.0)
