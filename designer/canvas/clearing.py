"""Keeps a part of the cards that was laid out off the cards that stay where they are. Qt-free."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from designer.canvas.geometry import GRID, Point, Rect
from designer.canvas.picture import Picture
from designer.document.diagram import Place
from designer.document.tidying import Block, Laid
from engine.flow import StepId

_WAYS: Final = (Point(0, 1), Point(1, 0), Point(0, -1), Point(-1, 0))
_TRIES: Final = 200


def kept_clear(picture: Picture, blocks: Mapping[StepId, Block], laid: Laid) -> Laid:
    """The layout, moved as a whole the shortest way up, down or aside where it would cover other cards."""
    if len(blocks) >= len(picture.cards):
        return laid
    rects = [Rect(at.x, at.y, blocks[step].w, blocks[step].h) for step, at in laid.places.items()]
    found = [by for way in _WAYS if (by := _until_clear(picture, blocks, rects, way)) is not None]
    by = min(found, key=lambda it: abs(it.x) + abs(it.y), default=Point(0, 0))
    if by == Point(0, 0):
        return laid
    places = {step: Place(at.x + by.x, at.y + by.y) for step, at in laid.places.items()}
    bends = {
        wire: tuple(Place(at.x + by.x, at.y + by.y) for at in points)
        for wire, points in laid.bends.items()
    }
    return Laid(places, bends)


def _until_clear(
    picture: Picture, blocks: Mapping[StepId, Block], rects: Sequence[Rect], way: Point
) -> Point | None:
    """How far the cards have to go one way until they cover none that stays; None where it is too far."""
    far = 0.0
    for _ in range(_TRIES):
        more = 0.0
        for rect in rects:
            here = Rect(rect.x + way.x * far, rect.y + way.y * far, rect.w, rect.h)
            for step in picture.steps_in(here.grown(GRID - 1)):
                if step not in blocks:
                    more = max(more, _apart(here, picture.box(step), way))
        if not more:
            return Point(way.x * far, way.y * far)
        far += math.ceil(more / GRID) * GRID
    return None


def _apart(one: Rect, other: Rect, way: Point) -> float:
    """How far a card has to go until it is a grid line off another; 0 where it is."""
    if not one.grown(GRID - 1).touches(other):
        return 0.0
    if way.x:
        return GRID + (other.right - one.x if way.x > 0 else one.right - other.x)
    return GRID + (other.bottom - one.y if way.y > 0 else one.bottom - other.y)
