"""What becomes of frames and notes when the cards in them are laid out. Qt-free.

A frame is as large as it takes to hold the same cards and notes; a note goes with the card that it stands
nearest to, or below all of them where it would cover one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from designer.canvas.backdrop import TITLE_BAR
from designer.canvas.geometry import GRID, Rect, bounds
from designer.canvas.picture import Picture
from designer.document.diagram import Place
from designer.document.scenery import Box, Panel, PanelId
from engine.flow import StepId

AROUND: Final = GRID
"""What a frame leaves free round what is in it."""


def refitted(picture: Picture, places: Mapping[StepId, Place]) -> dict[PanelId, Panel | None]:
    """The frames round cards that are moved to these places, and the notes in them."""
    there = picture.scenery.panels
    fitted: dict[PanelId, Panel | None] = {}
    boxes = {panel: Rect(*it.box) for panel, it in there.items()}
    frames = [panel for panel in there if panel.kind == "frame"]
    for frame in sorted(frames, key=lambda panel: boxes[panel].w * boxes[panel].h):
        steps, panels = picture.inside([frame])
        if not steps or steps.isdisjoint(places):
            continue
        before = {step: picture.box(step) for step in steps}
        cards = {s: Rect(*places.get(s, (r.x, r.y)), r.w, r.h) for s, r in before.items()}
        notes = sorted(panel for panel in panels if panel.kind == "note")
        for note in notes:
            if note not in fitted:  # a frame within this one had it in hand
                others = [boxes[it] for it in notes if it in fitted]
                boxes[note] = _gone_along(boxes[note], before, cards, others)
                fitted[note] = there[note]._replace(box=Box(*boxes[note]))
        area = bounds([*cards.values(), *(boxes[note] for note in notes)])
        if area is not None:
            fitted[frame] = there[frame]._replace(box=box_round(area))
    return {panel: it for panel, it in fitted.items() if it != there[panel]}


def _gone_along(
    note: Rect, before: Mapping[StepId, Rect], cards: Mapping[StepId, Rect], others: Iterable[Rect]
) -> Rect:
    """Where a note is once the cards are where they are going, and other notes are there."""
    near = min(sorted(before), key=lambda step: before[step].center.to(note.center))
    moved = note.moved(cards[near].x - before[near].x, cards[near].y - before[near].y)
    covered = [step for step, card in before.items() if card.touches(note)]
    if all(step in covered for step, card in cards.items() if card.touches(moved)):
        return moved
    area = bounds([*cards.values(), *others])
    assert area is not None, "there is a card that it went along with"
    return Rect(area.x, -(-area.bottom // GRID) * GRID + GRID, note.w, note.h)


def box_round(area: Rect) -> Box:
    """The box of a frame round an area, on the grid."""
    left, top = _floor(area.x - AROUND), _floor(area.y - AROUND - TITLE_BAR)
    right, bottom = -_floor(-area.right - AROUND), -_floor(-area.bottom - AROUND)
    return Box(left, top, right - left, bottom - top)


def _floor(value: float) -> float:
    return value // GRID * GRID
