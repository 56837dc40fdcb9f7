"""Takes a Step's ports from the Python function that it calls, by reading the source; nothing is imported."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

from designer.document import edits
from designer.document.diagram import Diagram
from designer.document.patch import Patch, apply
from engine.flow import Input, Name, Output, Step
from engine.reading import function_named
from engine.signature import FunctionInfo

PYTHON = "python"


def function_of(step: Step, folder: Path | None) -> FunctionInfo | None:
    """What the source says about the function that a Step names; None where it cannot be read."""
    found = None if step.kind != PYTHON or folder is None else function_named(step.config, folder)
    return None if found is None else found[1]


def offers_more(step: Step, function: FunctionInfo) -> bool:
    """Whether taking the ports of the function would change the Step."""
    return _merged(step, function) != step


def take_ports(diagram: Diagram, step: Step, function: FunctionInfo) -> Patch:
    """Add the ports that the function has and the Step lacks, and take over the types of the others.

    A port that the function does not know stays: it may be wired, and the Problems say so.
    """
    patch = edits.set_step(diagram, _merged(step, function, known_only=True))
    ports: list[tuple[Name, Input | Output]] = [
        *function.inputs.items(),
        *function.outputs.items(),
    ]
    for name, port in ports:
        patch = _with_port(diagram, patch, step, name, port)
    if not step.description and function.description:
        described = apply(diagram, patch).flow.steps[step.id]
        changed = replace(described, description=function.description)
        patch = patch.then(edits.set_step(apply(diagram, patch), changed))
    return patch


def _with_port(
    diagram: Diagram, patch: Patch, step: Step, name: Name, port: Input | Output
) -> Patch:
    so_far = apply(diagram, patch)
    match port:
        case Input() if name not in step.inputs:
            return patch.then(edits.add_input(so_far, step.id, name, port))
        case Output() if name not in step.outputs:
            return patch.then(edits.add_output(so_far, step.id, name, port))
    return patch


def _merged(step: Step, function: FunctionInfo, *, known_only: bool = False) -> Step:
    """The Step with what the function says about ports; only about those it has, where asked."""
    inputs, outputs = OrderedDict(step.inputs), OrderedDict(step.outputs)
    for name, port in function.inputs.items():
        if name in inputs:
            inputs[name] = replace(
                inputs[name], type=port.type, required=port.required, default=port.default
            )
        elif not known_only:
            inputs[name] = port
    for name, output in function.outputs.items():
        if name in outputs:
            outputs[name] = replace(outputs[name], type=output.type)
        elif not known_only:
            outputs[name] = output
    return replace(step, inputs=inputs, outputs=outputs)
