"""Asks for the value of what is held: the port that the keys chose, a wire, a Step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.words import tr
from engine.flow import Name, Port, Side

if TYPE_CHECKING:
    from designer.canvas.view import Canvas


def peek(canvas: Canvas) -> None:
    """Ask for the value of the chosen port, of a wire, else of the Step in focus."""
    if canvas.chosen_port is not None:
        canvas.valueWanted.emit(*canvas.chosen_port)
    elif canvas.selected_wires and not canvas.selection:
        canvas.valueWanted.emit("output", min(canvas.selected_wires).source)
    else:
        step = canvas.focus_step if canvas.focus_step in canvas.selection else None
        chosen = step if step is not None else min(canvas.selection, default=None)
        if chosen is None:
            canvas.hint.emit(tr("Select a step or a wire first."))
        else:
            canvas.valueWanted.emit("", Port(chosen, Name("")))


def has_value(canvas: Canvas, side: Side, port: Port) -> bool:
    """Whether the run that is shown has brought a value to a port."""
    state = canvas.picture.state
    look = canvas.picture.steps.get(port.step)
    if state is None or look is None:
        return False
    ports = look.inputs if side == "input" else look.outputs
    return port.name in ports and ports[port.name].status == "arrived"
