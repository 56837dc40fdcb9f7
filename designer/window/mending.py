"""Does what an explanation suggests, as one step of undo, where one click is all that it takes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from designer.document import edits
from designer.document.patch import Patch
from designer.words import quoted, tr
from engine.explain import Action, Suggestion
from engine.flow import Name, Port, StepId, Wire
from engine.value import ABSENT

if TYPE_CHECKING:
    from designer.document.diagram import Diagram
    from designer.window.main import MainWindow

_EDITS: Final = frozenset(
    {
        Action.ENABLE, Action.MARK_GOAL, Action.UNPIN_INPUT, Action.UNPIN_OUTPUT, Action.CONNECT,
        Action.DISCONNECT,
    }
)  # fmt: skip


def can_mend(suggestion: Suggestion) -> bool:
    """Whether a click can do it: an edit, or going to where a value is given."""
    return suggestion.action in _EDITS or suggestion.action is Action.GIVE


def mend(window: MainWindow, suggestion: Suggestion) -> None:
    """Make the edit that is suggested, or open the form at the value that is to be given.

    Raises:
        EditRefused: The document has changed meanwhile, so that it cannot be made.
    """
    if suggestion.action is Action.GIVE:
        window.planning.ask_for(Name(suggestion.names[0]))
        return
    diagram = window.document.diagram
    patch = _patch(diagram, suggestion)
    if not patch.is_empty:
        what = ", ".join(quoted(name) for name in suggestion.names[:1])
        window.push(patch, tr("Change {what} as suggested", what=what))


def _patch(diagram: Diagram, suggestion: Suggestion) -> Patch:
    names = suggestion.names
    step = StepId(names[0])
    match suggestion.action:
        case Action.MARK_GOAL:
            return edits.set_goal(diagram, step, on=True)
        case Action.CONNECT | Action.DISCONNECT:
            wire = Wire(Port(step, Name(names[1])), Port(StepId(names[2]), Name(names[3])))
            if suggestion.action is Action.CONNECT:
                return edits.connect(diagram, wire)
            return edits.cut(diagram, [wire])
    it = diagram.flow.steps.get(step)
    if it is None:
        return Patch()
    match suggestion.action:
        case Action.ENABLE:
            return edits.set_step(diagram, replace(it, disabled=False))
        case Action.UNPIN_INPUT:
            name = Name(names[1])
            inputs = OrderedDict(it.inputs)
            inputs[name] = replace(it.inputs[name], value=ABSENT)
            return edits.set_step(diagram, replace(it, inputs=inputs))
        case _:
            name = Name(names[1])
            outputs = OrderedDict(it.outputs)
            outputs[name] = replace(it.outputs[name], value=ABSENT)
            return edits.set_step(diagram, replace(it, outputs=outputs))
