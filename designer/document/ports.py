"""Edits of a Step's ports. What they add is not wired by accident, and what they rename stays wired."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from designer.document.diagram import Diagram
from designer.document.draft import Draft, EditRefused, checked_name, numbered
from designer.document.patch import Patch
from designer.document.rewording import reworded
from designer.document.storable import storable
from designer.document.wiring import (
    closes_cycle,
    follow,
    is_own_name,
    name_of_its_own,
    write,
)
from designer.words import tr
from engine.flow import Input, Name, Output, Port, Side, StepId
from engine.value import ABSENT

P = TypeVar("P", Input, Output)


def add_input(diagram: Diagram, step: StepId, name: str = "", port: Input | None = None) -> Patch:
    """Add an input as the last. A name that is asked for is wired by it; a made-up one is not.

    Raises:
        EditRefused: The name is taken or cannot be one.
    """
    draft = Draft(diagram)
    new = Port(step, _new_name(draft.step(step).inputs, name, "input"))
    draft.put_input(new, port or Input())
    if port is None or not port.sources:
        reads = _own_name(draft, new, wanted=bool(name))
        draft.put_input(new, replace(draft.input(new), sources=reads))
    return storable(draft.patch())


def add_output(diagram: Diagram, step: StepId, name: str = "", port: Output | None = None) -> Patch:
    """Add an output as the last, which writes an Attribute that no other Step writes.

    Raises:
        EditRefused: The name is taken or cannot be one.
    """
    draft = Draft(diagram)
    new = Port(step, _new_name(draft.step(step).outputs, name, "output"))
    added = port or Output()
    wanted = added.writes(new.name)
    attribute = free_attribute(draft, new, wanted) if name else draft.fresh_attribute(wanted)
    draft.put_output(new, added)
    write(draft, new, attribute)
    return storable(draft.patch())


def rename_port(diagram: Diagram, step: StepId, side: Side, old: Name, new: str) -> Patch:
    """Rename a port; its wires stay. An Attribute named after an output is renamed with it.

    So are what the Step says of the port in its condition, expressions and templates.
    An input that nothing feeds reads its new name, so that it finds the output of that name.

    Raises:
        EditRefused: There is no such port, or the name is taken or cannot be one.
    """
    draft = Draft(diagram)
    before, after = Port(step, old), Port(step, checked_name(new, f"an {side}"))
    if before == after:
        return draft.patch()
    if side == "input":
        _rename_input(draft, before, after)
    else:
        _rename_output(draft, before, after)
    return draft.patch()


def set_port(diagram: Diagram, step: StepId, side: Side, name: Name, port: Input | Output) -> Patch:
    """Replace what a port declares. Readers follow where the Attribute of an output changes.

    Raises:
        EditRefused: There is no such port, or a flow file could not hold it.
    """
    draft = Draft(diagram)
    address = Port(step, name)
    match port:
        case Input() if side == "input":
            draft.input(address)
            draft.put_input(address, port)
        case Output() if side == "output":
            before = draft.attribute(address)
            draft.put_output(address, port)
            if port.writes(name) != before:
                follow(draft, before, port.writes(name))
        case _:
            raise TypeError(f"an {side} cannot be {type(port).__name__}")
    return storable(draft.patch())


def remove_port(diagram: Diagram, step: StepId, side: Side, name: Name) -> Patch:
    """Take a port away, and with it its wires. Inputs that read it ask the user instead.

    Raises:
        EditRefused: There is no such port.
    """
    draft = Draft(diagram)
    there = draft.step(step)
    if side == "input":
        draft.input(Port(step, name))
        draft.put(replace(there, inputs=_without(there.inputs, name)))
    else:
        draft.output(Port(step, name))
        draft.put(replace(there, outputs=_without(there.outputs, name)))
    return draft.patch()


def move_port(diagram: Diagram, step: StepId, side: Side, name: Name, to: int) -> Patch:
    """Put a port at another position among its fellows, counted from 0.

    Raises:
        EditRefused: There is no such port.
    """
    draft = Draft(diagram)
    there = draft.step(step)
    if side == "input":
        draft.input(Port(step, name))
        draft.put(replace(there, inputs=_moved(there.inputs, name, to)))
    else:
        draft.output(Port(step, name))
        draft.put(replace(there, outputs=_moved(there.outputs, name, to)))
    return draft.patch()


def free_attribute(draft: Draft, source: Port, wanted: Name) -> Name:
    """The Attribute that a new output may write under its name without colliding or closing a cycle."""
    if any(writer != source for writer in draft.writers(wanted)):
        return draft.fresh_attribute(wanted)
    if closes_cycle(draft, [source], draft.readers(wanted)):
        return draft.fresh_attribute(wanted)
    return wanted


def _own_name(draft: Draft, target: Port, *, wanted: bool) -> tuple[Name, ...]:
    """What `sources` says of an input that is to be fed by its name, if that is wanted and can be."""
    welcome = wanted and not closes_cycle(draft, draft.writers(target.name), [target])
    name = target.name if welcome else name_of_its_own(draft, target)
    return () if name == target.name else (name,)


def _rename_input(draft: Draft, before: Port, after: Port) -> None:
    port = draft.input(before)
    step = draft.step(before.step)
    _refuse_taken(step.inputs, after.name, "input")
    reads = port.reads(before.name)
    asks = len(reads) == 1 and not draft.is_given(reads[0]) and is_own_name(before, reads[0])
    renamed = replace(step, inputs=_renamed(step.inputs, before.name, after.name))
    draft.put(reworded(renamed, "input", before.name, after.name))
    draft.call("input", before, after)
    if port.value is ABSENT:
        kept = () if reads == (after.name,) else reads
        sources = _own_name(draft, after, wanted=True) if asks else kept
        draft.put_input(after, replace(port, sources=sources))


def _rename_output(draft: Draft, before: Port, after: Port) -> None:
    old = draft.attribute(before)
    step = draft.step(before.step)
    _refuse_taken(step.outputs, after.name, "output")
    kept = replace(draft.output(before), attribute=old)
    outputs = _renamed({**step.outputs, before.name: kept}, before.name, after.name)
    draft.put(reworded(replace(step, outputs=outputs), "output", before.name, after.name))
    draft.call("output", before, after)
    named_after = re.fullmatch(rf"{before.name}(_\d+)?", old)
    new = free_attribute(draft, after, after.name) if named_after else old
    write(draft, after, new)
    if new != old:
        follow(draft, old, new)


def _new_name(ports: Mapping[Name, object], name: str, side: str) -> Name:
    """The name that is asked for, or one made up where none is."""
    if not name:
        return numbered(side, lambda taken: taken in ports)
    _refuse_taken(ports, name, side)
    return checked_name(name, f"an {side}")


def _refuse_taken(ports: Mapping[Name, object], name: str, side: str) -> None:
    if name in ports:
        told = tr("There is an input '{name}' already. Choose another name.", name=name)
        if side == "output":
            told = tr("There is an output '{name}' already. Choose another name.", name=name)
        raise EditRefused(told)


def _without(ports: Mapping[Name, P], name: Name) -> OrderedDict[Name, P]:
    return OrderedDict((key, port) for key, port in ports.items() if key != name)


def _renamed(ports: Mapping[Name, P], old: Name, new: Name) -> OrderedDict[Name, P]:
    return OrderedDict((new if key == old else key, port) for key, port in ports.items())


def _moved(ports: Mapping[Name, P], name: Name, to: int) -> OrderedDict[Name, P]:
    order = [key for key in ports if key != name]
    order.insert(max(to, 0), name)
    return OrderedDict((key, ports[key]) for key in order)
