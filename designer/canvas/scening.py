"""Edits of frames, notes, dots and whole layouts, from what a picture knows of sizes. Qt-free."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from designer.canvas.backdrop import Dot
from designer.canvas.clearing import kept_clear
from designer.canvas.geometry import Point, Rect, bounds
from designer.canvas.gestures.gesture import Edit
from designer.canvas.gestures.move import named
from designer.canvas.picture import Picture
from designer.canvas.refitting import box_round, refitted
from designer.document import edits
from designer.document.diagram import Place
from designer.document.patch import Patch, apply
from designer.document.scenery import Box, Panel, PanelId, add_panel, scenery, set_scenery
from designer.document.tidying import Block, Laid, lay_out
from designer.words import tr
from engine.flow import FLOW_INPUTS, Name, Port, StepId, Wire

NOTE: Final = (200.0, 100.0)
"""How wide and high a new note is."""


def tidied(picture: Picture, steps: Collection[StepId]) -> Edit | None:
    """The edit that lays Steps out; frames stay round what is in them, and wires run past cards."""
    known = dict(blocks(picture, steps))
    return laid_out(picture, known, lay_out(picture.diagram.flow, known))


def blocks(picture: Picture, steps: Iterable[StepId]) -> Iterator[tuple[StepId, Block]]:
    """What is to be laid out, a card at a time: large ones are measured when they are asked for."""
    return ((step, _block(picture, step)) for step in steps)


def laid_out(picture: Picture, blocks: Mapping[StepId, Block], laid: Laid) -> Edit | None:
    """The edit that puts cards where they were laid out, and leads the wires between them."""
    laid = kept_clear(picture, blocks, laid)
    places, steps = laid.places, blocks.keys()
    there = {s: at for s, at in places.items() if (blocks[s].x, blocks[s].y) != at}
    were = {
        w: points
        for w, points in picture.scenery.bends.items()
        if {w.source.step, w.target.step} <= blocks.keys()
    }
    bends: dict[Wire, tuple[Place, ...]] = {
        w: laid.bends.get(w, ())
        for w in were.keys() | laid.bends.keys()
        if laid.bends.get(w, ()) != were.get(w, ())
    }
    if not there and not bends:
        return None
    patch = edits.move(picture.diagram, there)
    panels = refitted(picture, places)
    if panels or bends:
        patch = patch.then(set_scenery(apply(picture.diagram, patch), panels, bends))
    return Edit(patch, tr("Lay out {what}", what=named(picture, frozenset(steps))))


def framed(
    picture: Picture, steps: Collection[StepId], panels: Collection[PanelId]
) -> Edit | None:  # fmt: skip
    """The edit that puts a frame round cards, notes and frames; None where there are none."""
    boxes = [Rect(*picture.scenery.panels[panel].box) for panel in panels]
    area = bounds([*(picture.cards[step].rect for step in steps), *boxes])
    if area is None:
        return None
    patch = add_panel(picture.diagram, "frame", "Frame", box_round(area))
    return Edit(patch, tr("Frame the selection"), _merge(patch))


def unframed(
    picture: Picture, steps: Collection[StepId], panels: Collection[PanelId]
) -> Edit | None:  # fmt: skip
    """The edit that takes frames away: those chosen, else those round the Steps chosen."""
    chosen = {panel for panel in panels if panel.kind == "frame"}
    if not chosen:
        rects = [picture.cards[step].rect for step in steps]
        chosen = {p for p, it in _frames(picture) if any(_holds(it.box, rect) for rect in rects)}
    if not chosen:
        return None
    patch = set_scenery(picture.diagram, dict.fromkeys(chosen))
    if len(chosen) == 1:
        return Edit(patch, tr("Take the frame away"))
    return Edit(patch, tr("Take {count} frames away", count=len(chosen)))


def noted(picture: Picture, at: Point) -> Edit:
    """The edit that adds a note with its corner there."""
    patch = add_panel(picture.diagram, "note", "Note", Box(at.x, at.y, *NOTE))
    return Edit(patch, tr("Add a note"), _merge(patch))


def bent(picture: Picture, wire: Wire, at: Point) -> tuple[Edit, Dot]:
    """The edit that leads a wire through a point, and the dot there."""
    points = [Point(*point) for point in picture.scenery.bends.get(wire, ())]
    curve = picture.curves[wire]
    parts = 24 * (len(points) + 1)
    nearest = min(range(parts + 1), key=lambda index: curve.at(index / parts).to(at))
    number = min(nearest * (len(points) + 1) // parts, len(points))
    points.insert(number, at)
    patch = set_scenery(picture.diagram, bends={wire: [Place(*point) for point in points]})
    return Edit(patch, tr("Bend {wire}", wire=f"{wire.source} → {wire.target}")), Dot(wire, number)


def unbent(picture: Picture, dots: Iterable[Dot]) -> Edit | None:
    """The edit that takes dots off their wires; None where none is there."""
    patch = without(picture, dots=dots)
    return None if patch.is_empty else Edit(patch, tr("Straighten a wire"))


def without(
    picture: Picture, panels: Iterable[PanelId] = (), dots: Iterable[Dot] = (),
    after: Patch | None = None,
) -> Patch:  # fmt: skip
    """The patch that takes panels and dots away, on top of an earlier one where there is one."""
    diagram = apply(picture.diagram, after) if after else picture.diagram
    gone, there = set(dots), scenery(diagram.view)
    bends: Mapping[Wire, list[Place]] = {
        wire: [at for number, at in enumerate(there.bends[wire]) if Dot(wire, number) not in gone]
        for wire in {dot.wire for dot in gone}
        if wire in there.bends
    }
    patch = set_scenery(diagram, dict.fromkeys(p for p in panels if p in there.panels), bends)
    return after.then(patch) if after else patch


def new_panel(patch: Patch) -> PanelId | None:
    """The panel that a patch brings in, the first where there are several."""
    return min(new_panels(patch), default=None)


def new_panels(patch: Patch) -> frozenset[PanelId]:
    """The panels that a patch brings in."""
    change = patch.settings.get("view")
    if change is None:
        return frozenset()
    views = (dict(view) if isinstance(view, Mapping) else {} for view in change)
    before, after = (scenery(view).panels.keys() for view in views)
    return frozenset(after - before)


def _merge(patch: Patch) -> str:
    """What the text that is written next is merged with."""
    panel = new_panel(patch)
    return f"write:{panel.kind}:{panel.name}" if panel else ""


def _block(picture: Picture, step: StepId) -> Block:
    (x, y, width, height), flow = picture.box(step), picture.diagram.flow
    inputs: Iterable[Name] = flow.steps[step].inputs if step != FLOW_INPUTS else ()
    outputs: Iterable[Name] = flow.steps[step].outputs if step != FLOW_INPUTS else flow.inputs
    return Block(
        x,
        y,
        width,
        height,
        {name: picture.end("input", Port(step, name)).y - y for name in inputs},
        {name: picture.end("output", Port(step, name)).y - y for name in outputs},
    )


def _frames(picture: Picture) -> list[tuple[PanelId, Panel]]:
    return [(p, it) for p, it in picture.scenery.panels.items() if p.kind == "frame"]


def _holds(box: Box, rect: Rect) -> bool:
    frame = Rect(*box)
    return all(map(frame.contains, (Point(rect.x, rect.y), Point(rect.right, rect.bottom))))
