"""Pins one port: an output to a value that it is to give, an input to a literal; and takes that back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Final

from designer.document import edits
from designer.document.diagram import Diagram
from designer.document.patch import Patch
from engine.flow import Name, Port, Side, Step
from engine.value import ABSENT, JSON, Absent, Secret, Value

_LOOKED_AT: Final = 1_000
"""Parts of a value that are looked at to say that it can be pinned; the edit itself looks at all."""


def is_pinnable(diagram: Diagram, side: Side, port: Port, value: Value) -> bool:
    """Whether a port can be pinned to a value: it is one of a Step's, no secret, and a file can hold it."""
    step = diagram.flow.steps.get(port.step)
    if step is None or isinstance(value, Secret):
        return False
    ports = step.inputs if side == "input" else step.outputs
    it = ports.get(port.name)
    return it is not None and not it.type.secret and _may_be_json(value, _LOOKED_AT)[0]


def _may_be_json(value: Value, left: int) -> tuple[bool, int]:
    """Whether a file can hold a value, as far as so many parts of it tell; and how many are left."""
    match value:
        case None | bool() | int() | float() | str():
            return True, left - 1
        case list():
            parts: Iterable[Value] = value
        case dict():
            if not all(isinstance(key, str) for key in islice(value, left)):
                return False, left
            parts = value.values()
        case _:
            return False, left
    for part in parts:
        if left <= 0:
            break
        fits, left = _may_be_json(part, left - 1)
        if not fits:
            return False, left
    return True, left


def is_pinned(diagram: Diagram, side: Side, port: Port) -> bool:
    """Whether a port has a value in the flow file."""
    step = diagram.flow.steps.get(port.step)
    if step is None:
        return False
    it = step.inputs.get(port.name) if side == "input" else step.outputs.get(port.name)
    return it is not None and it.value is not ABSENT


def pin(diagram: Diagram, side: Side, port: Port, value: JSON | Absent) -> Patch:
    """Pin a port to a value; with `ABSENT`, let it go again.

    Raises:
        EditRefused: There is no such Step, or a flow file could not hold the value.
    """
    return edits.set_step(diagram, _with(diagram.flow.steps[port.step], side, port.name, value))


def _with(step: Step, side: Side, name: Name, value: JSON | Absent) -> Step:
    if side == "input":
        inputs = (
            (n, replace(it, value=value) if n == name else it) for n, it in step.inputs.items()
        )
        return replace(step, inputs=OrderedDict(inputs))
    outputs = ((n, replace(it, value=value) if n == name else it) for n, it in step.outputs.items())
    return replace(step, outputs=OrderedDict(outputs))
