"""Copy and paste: some Steps as the text of a small flow file, and the patch that brings such a text in.

The text is a flow file like any other, so it can be mailed, kept and read. Wires between the pasted
Steps stay, under Attributes of their own where those names are taken; nothing else of the Flow changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import replace

from designer.document.diagram import Diagram, Place
from designer.document.draft import Draft, EditRefused, numbered
from designer.document.patch import Patch
from designer.document.storage import Order, from_file, view_of
from designer.document.wiring import name_of_its_own
from engine.codec import dump_flow, parse_flow
from engine.errors import FlowFileError
from engine.flow import Flow, Input, Name, Output, Port, Step, StepId

CLIPBOARD = "the clipboard"


def copy(diagram: Diagram, steps: Collection[StepId]) -> str:
    """The text of a flow file that holds just these Steps and their places."""
    flow = diagram.flow
    chosen = {step: flow.steps[step] for step in flow.steps if step in steps}
    places = {step: diagram.places[step] for step in chosen if step in diagram.places}
    part = Diagram(flow=Flow(steps=chosen), places=places)
    return dump_flow(part.flow, view_of(part, Order())).decode()


def paste(diagram: Diagram, text: str, at: Place, *, keep_wires: bool = False) -> Patch:
    """Add the Steps of a text, the top-left of them at a place, under ids of their own.

    `keep_wires` keeps the wires that come from outside: the inputs then read what they read before.

    Raises:
        EditRefused: The text is no flow file, or holds no Steps.
    """
    part = _part(text)
    draft = Draft(diagram)
    ids: dict[StepId, StepId] = {}
    attributes = _fresh_attributes(draft, part.flow)
    outside = {name for name in _read(part.flow) if draft.is_given(name) and not keep_wires}
    for old, step in part.flow.steps.items():
        ids[old] = draft.fresh_step(old)
        outputs = OrderedDict((k, _output(k, o, attributes)) for k, o in step.outputs.items())
        draft.put(replace(step, id=ids[old], inputs=OrderedDict(), outputs=outputs))
    for old, step in part.flow.steps.items():
        for name, port in step.inputs.items():
            target = Port(ids[old], name)
            draft.put_input(target, _input(draft, target, port, attributes, outside))
    left = min(place.x for place in part.places.values())
    top = min(place.y for place in part.places.values())
    for old, place in part.places.items():
        if old in ids:
            draft.place(ids[old], Place(at.x + place.x - left, at.y + place.y - top))
    return draft.patch()


def _part(text: str) -> Diagram:
    try:
        file = parse_flow(text.encode("utf-8", "surrogatepass"), CLIPBOARD)
    except FlowFileError as error:
        raise EditRefused(
            f"The clipboard holds no steps that could be pasted: {error.problems[0]} "
            "Copy steps of a Flow first."
        ) from error
    if not file.flow.steps:
        raise EditRefused("The clipboard holds a Flow without steps. Copy steps of a Flow first.")
    return from_file(replace(file, flow=replace(file.flow, inputs={}))).diagram


def _written(step: Step) -> list[Name]:
    return [output.writes(name) for name, output in step.outputs.items()]


def _read(flow: Flow) -> set[Name]:
    return {
        attribute
        for step in flow.steps.values()
        for name, port in step.inputs.items()
        for attribute in port.reads(name)
    }


def _fresh_attributes(draft: Draft, part: Flow) -> dict[Name, Name]:
    """What each Attribute that the part writes is called once it is pasted."""
    written = dict.fromkeys(name for step in part.steps.values() for name in _written(step))
    taken = _read(part) - written.keys()
    fresh: dict[Name, Name] = {}
    for name in written:
        fresh[name] = numbered(name, lambda other: other in taken or draft.is_used(other))
        taken.add(fresh[name])
    return fresh


def _output(name: Name, output: Output, attributes: Mapping[Name, Name]) -> Output:
    attribute = attributes[output.writes(name)]
    return replace(output, attribute=Name("") if attribute == name else attribute)


def _input(
    draft: Draft,
    target: Port,
    port: Input,
    attributes: Mapping[Name, Name],
    outside: Collection[Name],
) -> Input:
    kept = tuple(
        attributes.get(name, name)
        for name in port.reads(target.name)
        if name in attributes or name not in outside
    )
    if not port.reads(target.name):  # pinned
        return port
    reads = kept or (name_of_its_own(draft, target),)
    return replace(port, sources=() if reads == (target.name,) else reads)
