"""The three lists of the inspector (inputs, outputs, Flow inputs): what they hold and how they are edited.

Values only, no Qt. Every function gives the patch of an edit; what cannot be, the edit refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from designer.document import edits
from designer.document.diagram import Diagram
from designer.document.draft import Draft
from designer.document.patch import Patch
from designer.panels.inspector.aspects import (
    DECLARED_PARTS,
    INPUT_PARTS,
    OUTPUT_PARTS,
    Part,
)
from engine.flow import FLOW_INPUTS, Declared, Name, Side, StepId


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list of named things: how to find them in a diagram, and how to edit them there."""

    step: StepId = FLOW_INPUTS
    """The Step that they belong to; the Flow's own card where it is none."""

    prefix: str
    """The first part of its fields' object names."""
    noun: str
    add_name: str
    """The object name of the button that adds one."""
    parts: tuple[Part, ...]
    entries: Callable[[Diagram], Mapping[Name, Any]]
    add: Callable[[Diagram], Patch]
    rename: Callable[[Diagram, Name, str], Patch]
    change: Callable[[Diagram, Name, Any], Patch]
    remove: Callable[[Diagram, Name], Patch]
    move: Callable[[Diagram, Name, int], Patch] | None = None


def input_table(step: StepId) -> Table:
    """The inputs of a Step."""
    return _port_table(
        step,
        "input",
        add_name="addInput",
        parts=INPUT_PARTS,
        entries=lambda diagram: diagram.flow.steps[step].inputs,
        add=lambda diagram: edits.add_input(diagram, step),
    )


def output_table(step: StepId) -> Table:
    """The outputs of a Step."""
    return _port_table(
        step,
        "output",
        add_name="addOutput",
        parts=OUTPUT_PARTS,
        entries=lambda diagram: diagram.flow.steps[step].outputs,
        add=lambda diagram: edits.add_output(diagram, step),
    )


def declared_table() -> Table:
    """The Flow's own inputs."""
    return Table(
        prefix="declared",
        noun="Flow input",
        add_name="addDeclared",
        parts=DECLARED_PARTS,
        entries=lambda diagram: diagram.flow.inputs,
        add=_add_declared,
        rename=edits.rename_declared,
        change=edits.declare,
        remove=lambda diagram, name: edits.declare(diagram, name, None),
    )


def _port_table(step: StepId, side: Side, **rest: Any) -> Table:
    return Table(
        step=step,
        prefix=side,
        noun=side,
        rename=lambda diagram, old, new: edits.rename_port(diagram, step, side, old, new),
        change=lambda diagram, name, port: edits.set_port(diagram, step, side, name, port),
        remove=lambda diagram, name: edits.remove_port(diagram, step, side, name),
        move=lambda diagram, name, to: edits.move_port(diagram, step, side, name, to),
        **rest,
    )


def _add_declared(diagram: Diagram) -> Patch:
    return edits.declare(diagram, Draft(diagram).fresh_attribute(Name("value")), Declared())
