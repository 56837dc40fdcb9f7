"""What a picture has besides cards and wires: frames, notes, and the points wires run through. Qt-free.

There are few of them, so they are looked at one by one; a picture is one of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from designer.canvas.curves import Curve, curve
from designer.canvas.geometry import Card, Point, Rect
from designer.document.diagram import Diagram
from designer.document.scenery import Box, Panel, PanelId, Scenery, scenery
from engine.flow import StepId, Wire

TITLE_BAR: Final = 30.0
"""The upper part of a frame, by which it is taken hold of; its inside is empty canvas."""
DOT_RADIUS: Final = 5.0
LEAST_SIDE: Final = 60.0


class Dot(NamedTuple):
    """A point that a wire runs through, counted from its output."""

    wire: Wire
    number: int


class Edges(NamedTuple):
    """Which edges of a panel are in the hand."""

    left: bool = False
    top: bool = False
    right: bool = False
    bottom: bool = False


class Grip(NamedTuple):
    """A panel as the hand finds it: by edges that can be moved, or as a whole where there are none."""

    panel: PanelId
    edges: Edges


class Backdrop:
    """The questions, and where curves run."""

    diagram: Diagram
    scenery: Scenery
    cards: Mapping[StepId, Card]

    def box(self, step: StepId) -> Rect:
        """What a card covers, without rings."""
        raise NotImplementedError

    def steps_in(self, area: Rect) -> list[StepId]:
        """The cards that touch an area."""
        raise NotImplementedError

    def panels(self) -> list[tuple[PanelId, Panel]]:
        """Frames and notes in the order in which they are painted: large ones first, notes last."""
        return sorted(self.scenery.panels.items(), key=_depth)

    def grip_at(self, at: Point, reach: float) -> Grip | None:
        """The topmost panel that can be taken hold of there."""
        for panel, (_, box) in reversed(self.panels()):
            if Rect(*box).grown(reach).contains(at):
                edges = _edges(box, at, reach)
                if any(edges) or panel.kind == "note" or at.y <= box.y + TITLE_BAR:
                    return Grip(panel, edges)
        return None

    def dot_at(self, at: Point, reach: float) -> Dot | None:
        """The nearest dot within reach of a point."""
        dots = (
            (Point(*point).to(at), Dot(wire, number))
            for wire, points in self.scenery.bends.items()
            for number, point in enumerate(points)
        )
        return min((near for near in dots if near[0] <= reach), default=(0.0, None))[1]

    def inside(self, panels: Iterable[PanelId]) -> tuple[set[StepId], set[PanelId]]:
        """What lies wholly within frames, and so goes where they go: Steps, and other panels."""
        there = self.scenery.panels
        frames = [Rect(*there[p].box) for p in panels if p in there and p.kind == "frame"]
        steps = {
            step
            for frame in frames
            for step in self.steps_in(frame)
            if _within(self.box(step), [frame])
        }
        return steps, {p for p, it in there.items() if _within(Rect(*it.box), frames)}

    def curve_of(
        self,
        wire: Wire,
        cards: Mapping[StepId, Card] | None = None,
        bends: Mapping[Wire, tuple[Point, ...]] | None = None,
    ) -> Curve | None:
        """The curve between two ports, with some cards elsewhere; None where a port is not there."""
        moved = cards or {}
        source = moved.get(wire.source.step) or self.cards.get(wire.source.step)
        target = moved.get(wire.target.step) or self.cards.get(wire.target.step)
        start = source.port("output", wire.source.name) if source else None
        end = target.port("input", wire.target.name) if target else None
        if start is None or end is None:
            return None
        there = (bends or {}).get(wire)
        if there is None:
            there = tuple(Point(*point) for point in self.scenery.bends.get(wire, ()))
        return curve(start, end, there)

    def _take_view(self, diagram: Diagram) -> tuple[list[Rect], set[Wire]]:
        """Look at `view` again: the areas where panels changed, and the wires that run elsewhere."""
        before, self.scenery = self.scenery, scenery(diagram.view)
        old, new = before.panels, self.scenery.panels
        changed = {p for p in {*old, *new} if old.get(p) != new.get(p)}
        dirty = [panel_area(at[p].box) for at in (old, new) for p in changed if p in at]
        were, are = before.bends, self.scenery.bends
        return dirty, {wire for wire in {*were, *are} if were.get(wire) != are.get(wire)}


def panel_area(box: Box) -> Rect:
    """Where a frame or a note is to be seen, the mark of being selected included."""
    return Rect(*box).grown(8.0)


def _depth(item: tuple[PanelId, Panel]) -> tuple[bool, float, PanelId]:
    panel, (_, box) = item
    return panel.kind == "note", -box.w * box.h, panel


def _edges(box: Box, at: Point, reach: float) -> Edges:
    return Edges(
        left=abs(at.x - box.x) <= reach,
        top=abs(at.y - box.y) <= reach,
        right=abs(at.x - box.x - box.w) <= reach,
        bottom=abs(at.y - box.y - box.h) <= reach,
    )


def _within(rect: Rect, frames: Iterable[Rect]) -> bool:
    return any(
        frame != rect
        and frame.x <= rect.x
        and frame.y <= rect.y
        and rect.right <= frame.right
        and rect.bottom <= frame.bottom
        for frame in frames
    )
