"""What was imported as a diagram: its Steps laid out, and its frames round them. Nothing is read in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from designer.document.arrange import ROW_GAP, arrange, estimates
from designer.document.diagram import Diagram, Place
from designer.document.patch import apply
from designer.document.scenery import Box, Panel, PanelId, set_scenery
from designer.document.storage import Order, view_of
from engine.codec import dump_flow
from engine.flow import Flow, StepId

_MARGIN = 24.0
_HEAD = 48.0


def laid_out(flow: Flow, frames: Mapping[str, tuple[StepId, ...]]) -> Diagram:
    """The Flow with a place for each card, and a frame round the Steps under each title."""
    sizes = estimates(flow)
    diagram = Diagram(flow=flow, places=_cleared(arrange(flow), sizes, frames.values()))
    panels = {
        PanelId("frame", f"frame_{number}"): Panel(title, _box(diagram.places, sizes, steps))
        for number, (title, steps) in enumerate(frames.items(), 1)
    }
    return apply(diagram, set_scenery(diagram, panels)) if panels else diagram


def height(diagram: Diagram) -> float:
    """From the top of its highest card to the bottom of its lowest."""
    sizes, places = estimates(diagram.flow), diagram.places
    bottom = max((places[step].y + sizes[step][1] for step in places), default=0.0)
    return bottom - min((place.y for place in places.values()), default=0.0)


def as_text(diagram: Diagram) -> str:
    """The flow file of a diagram, with its picture, as it is pasted."""
    return dump_flow(diagram.flow, view_of(diagram, Order())).decode()


def _cleared(
    places: dict[StepId, Place],
    sizes: Mapping[StepId, tuple[float, float]],
    frames: Iterable[tuple[StepId, ...]],
) -> dict[StepId, Place]:
    """The places, with each card that would lie in a frame it does not belong to put below all others."""
    floor = max((places[step].y + sizes[step][1] for step in places), default=0.0) + _HEAD + _MARGIN
    ends: dict[float, float] = {}
    for members in frames:
        box = _box(places, sizes, members)
        for step in sorted(places.keys() - set(members)):
            (x, y), (width, tall) = places[step], sizes[step]
            across = box.x < x + width and x < box.x + box.w
            if across and box.y < y + tall and y < box.y + box.h:
                places[step] = Place(x, ends.get(x, floor))
                ends[x] = places[step].y + tall + ROW_GAP
    return places


def _box(
    places: Mapping[StepId, Place],
    sizes: Mapping[StepId, tuple[float, float]],
    steps: tuple[StepId, ...],
) -> Box:
    left = min(places[step].x for step in steps) - _MARGIN
    top = min(places[step].y for step in steps) - _HEAD
    right = max(places[step].x + sizes[step][0] for step in steps) + _MARGIN
    bottom = max(places[step].y + sizes[step][1] for step in steps) + _MARGIN
    return Box(left, top, right - left, bottom - top)
