"""What can be done with what is selected: each a function that gives the edit, or None. Qt-free."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from designer.canvas.backdrop import Dot
from designer.canvas.geometry import GRID, Point, Rect, bounds
from designer.canvas.gestures.gesture import Edit
from designer.canvas.gestures.move import moved, named
from designer.canvas.gestures.wire import arrow
from designer.canvas.picture import Picture
from designer.canvas.scening import without
from designer.document import edits, splicing
from designer.document.diagram import Place
from designer.document.patch import Patch, apply
from designer.document.scenery import PanelId
from designer.words import quoted, tr
from engine.flow import FLOW_INPUTS, Name, Step, StepId, Wire
from engine.value import ABSENT, JSON, encode, same


def delete(
    picture: Picture, steps: frozenset[StepId], wires: frozenset[Wire],
    panels: frozenset[PanelId] = frozenset(), dots: frozenset[Dot] = frozenset(),
) -> Edit | None:  # fmt: skip
    """Take out Steps, frames and notes, cut wires, straighten them at their dots."""
    gone = frozenset(step for step in steps if step in picture.diagram.flow.steps)
    cut = frozenset(wire for wire in wires if wire in picture.wires)
    if not (gone or cut or panels or dots):
        return None
    patch = edits.remove(picture.diagram, gone, cut)
    if panels or dots:
        patch = without(picture, panels, dots, after=patch)
    if gone:
        return Edit(patch, tr("Delete {what}", what=named(picture, gone)))
    if cut:
        one = len(cut) == 1
        what = arrow(next(iter(cut))) if one else tr("{count} wires", count=len(cut))
        return Edit(patch, tr("Cut {what}", what=what))
    if not panels:
        return Edit(patch, tr("Straighten a wire"))
    return Edit(patch, tr("Delete {what}", what=named(picture, frozenset(), panels)))


def cut(
    picture: Picture, steps: frozenset[StepId], wires: frozenset[Wire],
    panels: frozenset[PanelId], dots: frozenset[Dot],
) -> Edit | None:  # fmt: skip
    """Take out what is selected, the Steps, frames and notes of which lie on the clipboard now."""
    edit = delete(picture, steps, wires, panels, dots)
    copied = frozenset(step for step in steps if step in picture.diagram.flow.steps)
    if edit is None or not (copied or panels):
        return edit
    return edit._replace(text=tr("Cut {what}", what=named(picture, copied, panels)))


def heal(
    picture: Picture, steps: frozenset[StepId], wires: frozenset[Wire]
) -> tuple[Edit | None, str]:  # fmt: skip
    """Take Steps out and join what was connected through them; and what could not be joined."""
    gone = frozenset(step for step in steps if step in picture.diagram.flow.steps)
    if not gone:
        return None, ""
    healed = splicing.heal(picture.diagram, gone, wires)
    edit = Edit(healed.patch, tr("Delete {what} and heal", what=named(picture, gone)))
    ports = ", ".join(quoted(port) for port in healed.left_open)
    told = tr("{ports} could not be joined: nothing that fed what is gone fits there.", ports=ports)
    return edit, told if ports else ""


def renamed(picture: Picture, step: StepId, text: str) -> Edit | None:
    """Call a Step something else: its title, or where it has none its id.

    Raises:
        EditRefused: The text cannot be an id.
    """
    known, text = picture.diagram.flow.steps.get(step), text.strip()
    if known is None or text == known.label:
        return None
    words = tr("Rename '{old}' to '{new}'", old=known.label, new=text)
    if known.title:
        return Edit(edits.set_step(picture.diagram, replace(known, title=text)), words)
    return Edit(edits.rename_step(picture.diagram, step, text), words)


def toggle_disabled(picture: Picture, steps: frozenset[StepId]) -> Edit | None:
    """Disable Steps; where all of them are disabled, enable them."""
    there = picture.diagram.flow.steps
    chosen = frozenset(step for step in steps if step in there)
    if not chosen:
        return None
    on = not all(there[step].disabled for step in chosen)
    changed = [replace(there[step], disabled=on) for step in sorted(chosen)]
    what = named(picture, chosen)
    text = tr("Disable {what}", what=what) if on else tr("Enable {what}", what=what)
    return Edit(_set_all(picture, changed), text)


def toggle_pinned(picture: Picture, steps: frozenset[StepId]) -> Edit | None:
    """Pin what the last run of Steps gave; where all they have is pinned, unpin it."""
    there = picture.diagram.flow.steps
    chosen = frozenset(step for step in steps if step in there and there[step].outputs)
    pinned = [step for step in chosen if _is_pinned(there[step])]
    if chosen and len(pinned) == len(chosen):
        freed = [_with_values(there[step], {}) for step in sorted(chosen)]
        return Edit(_set_all(picture, freed), tr("Unpin {what}", what=named(picture, chosen)))
    given = {step: _results(picture, step) for step in sorted(chosen)}
    changed = [_with_values(there[step], values) for step, values in given.items() if values]
    if not changed:
        return None
    what = named(picture, frozenset(step.id for step in changed))
    return Edit(_set_all(picture, changed), tr("Pin {what}", what=what))


def _results(picture: Picture, step: StepId) -> dict[Name, JSON]:
    """What the run that is shown had a Step give, as far as a flow file can hold it."""
    ran = picture.renames.to_run(step)
    found = picture.state.steps.get(ran) if picture.state and ran is not None else None
    values = found.outputs if found else {}
    outputs = picture.diagram.flow.steps[step].outputs
    return {
        name: value
        for name, value in values.items()
        if name in outputs and not outputs[name].type.secret and same(encode(value), value)
    }


def _with_values(step: Step, values: Mapping[Name, JSON]) -> Step:
    """The Step with these outputs pinned, or with none where there are no values."""
    outputs = OrderedDict(
        (name, replace(it, value=values.get(name, it.value if values else ABSENT)))
        for name, it in step.outputs.items()
    )
    return replace(step, outputs=outputs)


def _is_pinned(step: Step) -> bool:
    return all(output.value is not ABSENT for output in step.outputs.values())


def _set_all(picture: Picture, steps: Iterable[Step]) -> Patch:
    diagram, patch = picture.diagram, Patch()
    for step in steps:
        piece = edits.set_step(diagram, step)
        diagram, patch = apply(diagram, piece), patch.then(piece)
    return patch


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
    text = tr("Mark {what} as Goal", what=what) if on else tr("Unmark {what} as Goal", what=what)
    return Edit(patch, text)


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
    one = len(chosen) == 1
    text = (
        tr("Make {what} the only Goal", what=what)
        if one
        else tr("Make {what} the only Goals", what=what)
    )
    return Edit(patch, text)


def nudge(picture: Picture, steps: frozenset[StepId], dx: int, dy: int, step: float) -> Edit | None:
    """Move cards by keys; presses in a row are one undo step."""
    there = {
        s: Place(picture.cards[s].x + dx * step, picture.cards[s].y + dy * step)
        for s in steps
        if s in picture.cards
    }
    merge = "nudge:" + ",".join(sorted(there))
    return moved(picture, there, merge)


def beside(
    picture: Picture, steps: frozenset[StepId], panels: frozenset[PanelId] = frozenset()
) -> Point:  # fmt: skip
    """Where a copy of some Steps and panels goes: a little lower and to the right."""
    boxes = [Rect(*picture.scenery.panels[panel].box) for panel in panels]
    cards = picture.bounds(step for step in steps if step != FLOW_INPUTS)
    area = bounds([*boxes, *((cards,) if cards else ())])
    return Point(area.x + 2 * GRID, area.y + 2 * GRID) if area else Point(0.0, 0.0)
