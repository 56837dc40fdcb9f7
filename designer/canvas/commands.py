"""What can be done with what is selected: each a function that gives the edit, or None. Qt-free."""

from __future__ import annotations

from designer.canvas.geometry import GRID, Point
from designer.canvas.gestures.gesture import Edit
from designer.canvas.gestures.move import moved, named
from designer.canvas.gestures.wire import arrow
from designer.canvas.picture import Picture
from designer.document import edits
from designer.document.diagram import Place
from designer.document.patch import Patch, apply
from engine.flow import FLOW_INPUTS, StepId, Wire


def delete(picture: Picture, steps: frozenset[StepId], wires: frozenset[Wire]) -> Edit | None:
    """Take out Steps and cut wires."""
    gone = frozenset(step for step in steps if step in picture.diagram.flow.steps)
    cut = frozenset(wire for wire in wires if wire in picture.wires)
    if not gone and not cut:
        return None
    patch = edits.remove(picture.diagram, gone, cut)
    if gone:
        return Edit(patch, f"Delete {named(picture, gone)}")
    text = arrow(next(iter(cut))) if len(cut) == 1 else f"{len(cut)} wires"
    return Edit(patch, f"Cut {text}")


def toggle_goal(picture: Picture, steps: frozenset[StepId]) -> Edit | None:
    """Make Steps Goals; where all of them are, make them none."""
    flow = picture.diagram.flow
    chosen = frozenset(step for step in steps if step in flow.steps)
    if not chosen:
        return None
    on = not chosen <= flow.goals
    diagram, patch = picture.diagram, Patch()
    for step in sorted(chosen):
        piece = edits.set_goal(diagram, step, on)
        diagram, patch = apply(diagram, piece), patch.then(piece)
    what = named(picture, chosen)
    return Edit(patch, f"Mark {what} as Goal" if on else f"Unmark {what} as Goal")


def only_goal(picture: Picture, steps: frozenset[StepId]) -> Edit | None:
    """Make Steps the Goals, and nothing else one."""
    chosen = frozenset(step for step in steps if step in picture.diagram.flow.steps)
    if not chosen:
        return None
    diagram, patch = picture.diagram, Patch()
    for step in sorted(chosen ^ diagram.flow.goals):
        piece = edits.set_goal(diagram, step, step in chosen)
        diagram, patch = apply(diagram, piece), patch.then(piece)
    what = named(picture, chosen)
    return Edit(patch, f"Make {what} the only Goal{'s' if len(chosen) > 1 else ''}")


def nudge(picture: Picture, steps: frozenset[StepId], dx: int, dy: int, step: float) -> Edit | None:
    """Move cards by keys; presses in a row are one undo step."""
    there = {
        s: Place(picture.cards[s].x + dx * step, picture.cards[s].y + dy * step)
        for s in steps
        if s in picture.cards
    }
    merge = "nudge:" + ",".join(sorted(there))
    return moved(picture, there, merge)


def beside(picture: Picture, steps: frozenset[StepId]) -> Point:
    """Where a copy of some Steps goes: a little lower and to the right."""
    area = picture.bounds(step for step in steps if step != FLOW_INPUTS)
    return Point(area.x + 2 * GRID, area.y + 2 * GRID) if area else Point(0.0, 0.0)
