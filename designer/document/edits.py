"""What a user can do to a diagram: each edit is a pure function from a diagram to the patch that does it.

An edit that cannot be raises `EditRefused` with the sentence for the user and changes nothing. Fresh
ids and names are made the same way every time (`name_2`). The laws: no Goal and no place names a Step
that an edit took away, and every wire that an edit did not name is still there. Edits of wires live
in `wiring`, of ports in `ports`; all of them can be had from here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import replace

from designer.document.diagram import Diagram, Place
from designer.document.draft import Draft, EditRefused, checked_id, checked_name
from designer.document.patch import FLOW_SETTINGS, Patch
from designer.document.ports import (
    add_input,
    add_output,
    free_attribute,
    move_port,
    remove_port,
    rename_port,
    set_port,
)
from designer.document.storable import storable
from designer.document.wiring import connect, cut, cut_in, follow, refusal, write
from designer.words import tr
from engine.flow import FLOW_INPUTS, Declared, Name, Port, Step, StepId, Wire

__all__ = [
    "EditRefused",
    "add_input",
    "add_output",
    "add_step",
    "connect",
    "cut",
    "declare",
    "move",
    "move_port",
    "refusal",
    "remove",
    "remove_port",
    "rename_declared",
    "rename_port",
    "rename_step",
    "set_flow",
    "set_goal",
    "set_port",
    "set_step",
]


def add_step(diagram: Diagram, template: Step, at: Place) -> Patch:
    """Add a Step like the template, under an id of its own. Equal names wire it.

    An output whose Attribute another Step writes already gets one of its own, and so does one whose
    readers feed the new Step.

    Raises:
        EditRefused: A name in it cannot be one, or a flow file could not hold it.
    """
    draft = Draft(diagram)
    step = draft.fresh_step(template.id or StepId(template.kind))
    draft.put(replace(template, id=step, outputs=OrderedDict()))
    for name, output in template.outputs.items():
        port = Port(step, name)
        attribute = free_attribute(draft, port, output.writes(name))
        draft.put_output(port, output)
        write(draft, port, attribute)
    draft.place(step, at)
    return storable(draft.patch())


def remove(diagram: Diagram, steps: Collection[StepId], wires: Collection[Wire] = ()) -> Patch:
    """Take Steps out and cut wires. Inputs that read what is gone keep its name and ask the user.

    The card of the Flow's inputs stays: it goes when the last Flow input does.
    """
    draft = Draft(diagram)
    gone = {step for step in steps if step != FLOW_INPUTS}
    for step in sorted(gone):
        draft.drop(step)
    cut_in(draft, [wire for wire in wires if gone.isdisjoint({wire.source.step, wire.target.step})])
    return draft.patch()


def move(diagram: Diagram, places: Mapping[StepId, Place]) -> Patch:
    """Put cards elsewhere; that of the Flow inputs has the id `FLOW_INPUTS`."""
    draft = Draft(diagram)
    for step, place in places.items():
        if step != FLOW_INPUTS:
            draft.step(step)
        draft.place(step, place)
    return draft.patch()


def set_goal(diagram: Diagram, step: StepId, on: bool) -> Patch:
    """Mark a Step as wanted, or take the mark away, also from a Goal whose Step is not there."""
    draft = Draft(diagram)
    if on:
        draft.goals |= {draft.step(step).id}
    else:
        draft.goals -= {step}
    return draft.patch()


def rename_step(diagram: Diagram, old: StepId, new: str) -> Patch:
    """Give a Step another id; its Goal mark and its place follow, and no wire changes.

    Raises:
        EditRefused: The id is taken or cannot be one.
    """
    draft = Draft(diagram)
    step, wanted = draft.step(old), checked_id(new)
    if wanted == old:
        return draft.patch()
    if draft.has(wanted):
        raise EditRefused(tr("There is a step '{step}' already. Choose another id.", step=wanted))
    is_goal = old in draft.goals
    draft.drop(old)
    draft.put(replace(step, id=wanted))
    for name in step.inputs:
        draft.call("input", Port(old, name), Port(wanted, name))
    for name in step.outputs:
        draft.call("output", Port(old, name), Port(wanted, name))
    if old in diagram.places:
        draft.place(wanted, diagram.places[old])
    if is_goal:
        draft.goals |= {wanted}
    return draft.patch()


def set_step(diagram: Diagram, step: Step) -> Patch:
    """Replace what a Step says about itself; its id stays.

    Raises:
        EditRefused: There is no Step of that id, or a flow file could not hold it.
    """
    draft = Draft(diagram)
    draft.step(step.id)
    draft.put(step)
    return storable(draft.patch())


def declare(diagram: Diagram, name: Name, declared: Declared | None) -> Patch:
    """Add a Flow input, replace what it declares, or with None take it away.

    Raises:
        EditRefused: The name cannot be one, or a flow file could not hold what it declares.
    """
    draft = Draft(diagram)
    draft.declare(name, declared)
    return storable(draft.patch())


def rename_declared(diagram: Diagram, old: Name, new: str) -> Patch:
    """Rename a Flow input for all its readers, in presets too.

    Raises:
        EditRefused: There is no such input, or the name is taken or cannot be one.
    """
    draft = Draft(diagram)
    attribute = draft.attribute(Port(FLOW_INPUTS, old))
    wanted = checked_name(new, "a Flow input")
    if wanted == old:
        return draft.patch()
    _refuse_taken(draft, wanted)
    draft.declare(wanted, diagram.flow.inputs[old])
    draft.declare(old, None)
    draft.call("output", Port(FLOW_INPUTS, old), Port(FLOW_INPUTS, wanted))
    follow(draft, attribute, wanted)
    presets = diagram.flow.presets
    if any(old in values for values in presets.values()):
        draft.set(
            "presets", {key: _renamed(values, old, wanted) for key, values in presets.items()}
        )
    return draft.patch()


def set_flow(diagram: Diagram, **settings: object) -> Patch:
    """Replace settings of the Flow (`FLOW_SETTINGS`), or the rest of its `view`.

    Raises:
        EditRefused: A name in them cannot be one, or a flow file could not hold them.
    """
    unknown = settings.keys() - {*FLOW_SETTINGS, "view"}
    if unknown:
        raise TypeError(f"no settings of a Flow: {', '.join(sorted(unknown))}")
    draft = Draft(diagram)
    for name, value in settings.items():
        draft.set(name, value)
    return storable(draft.patch())


def _refuse_taken(draft: Draft, name: Name) -> None:
    writer = next(iter(draft.writers(name)), None)
    if draft.declares(name):
        raise EditRefused(
            tr("There is a Flow input '{name}' already. Choose another name.", name=name)
        )
    if writer is not None:
        told = tr(
            "Step '{step}' writes '{name}' already. Choose another name.",
            step=writer.step,
            name=name,
        )
        raise EditRefused(told)


def _renamed(values: Mapping[Name, object], old: Name, new: Name) -> dict[Name, object]:
    return {new if key == old else key: value for key, value in values.items()}
