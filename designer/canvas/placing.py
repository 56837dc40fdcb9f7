"""Where there is room for one more card. Qt-free."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import Final

from designer.canvas.geometry import EVERYWHERE, GRID, Point, Rect, Shape, snapped
from designer.canvas.picture import Picture

GAP: Final = GRID
"""What is left free round a card that finds its place by itself."""

_STRIDE: Final = 2 * GRID
_RINGS: Final = (0, 6, 16, 40)
"""How far out it is looked, in strides: farther only where there is no room nearer by."""
_FAR: Final = 16
"""How far out a note looks for a place, in strides."""
_MOST_WIRES: Final = 200
_PARTS: Final = 48
"""Where on a wire it is looked whether something lies on it."""


def free_place(picture: Picture, shape: Shape, near: Point) -> Point:
    """The corner of the nearest place on the grid where a card covers nothing, its middle at `near`."""
    return _free_corner(picture, shape.width, shape.height, near)


def _free_corner(picture: Picture, width: float, height: float, near: Point) -> Point:
    wish = snapped(Point(near.x - width / 2, near.y - height / 2))
    room = Rect(wish.x, wish.y, width, height).grown(GAP - 1)
    for begin, end in pairwise(_RINGS):
        taken = _taken(picture, room, end)
        for x, y in _outwards(begin, end):
            if not taken.get(y, 0) >> (x + end) & 1:
                return Point(wish.x + x * _STRIDE, wish.y + y * _STRIDE)
    below = picture.bounds()
    return wish if below is None else snapped(Point(wish.x, below.bottom + 2 * GAP))


def clear_corner(picture: Picture, shape: Shape, corner: Point) -> Point:
    """The corner of a card that is wished for there: there, or near where another card would be covered."""
    return clear_area(picture, Rect(corner.x, corner.y, shape.width, shape.height))


def clear_area(picture: Picture, rect: Rect) -> Point:
    """The corner of an area that is wished for there: there, or near where it would cover a card."""
    if covers_a_card(picture, rect):
        return _free_corner(picture, rect.w, rect.h, rect.center)
    return Point(rect.x, rect.y)


def quiet_place(picture: Picture, rect: Rect, seen: Rect, *, pointed: bool = False) -> Point:
    """The corner nearest to an area that is wished for at which what lies there hides nothing.

    No card, no note and no wire is touched, within what is seen where there is room; wires give way first.
    """
    around = rect.grown(_FAR * _STRIDE)
    boxes = [picture.box(step) for step in picture.steps_in(around)]
    boxes += [Rect(*it.box) for one, it in picture.scenery.panels.items() if one.kind == "note"]
    if pointed and not any(map(rect.touches, boxes)):
        return Point(rect.x, rect.y)
    wires = [picture.curves[wire] for wire in picture.wires_in(around)[:_MOST_WIRES]]
    points = [wire.at(part / _PARTS) for wire in wires for part in range(_PARTS + 1)]
    for room, mind_wires in ((seen, True), (seen, False), (EVERYWHERE, True)):
        for x, y in _outwards(0, _FAR):
            spot = rect.moved(x * _STRIDE, y * _STRIDE)
            if not lies_in(spot, room):
                continue
            wide = spot.grown(GAP / 2)
            if any(map(wide.touches, boxes)) or (mind_wires and any(map(wide.contains, points))):
                continue
            return Point(spot.x, spot.y)
    return clear_area(picture, rect)


def lies_in(rect: Rect, room: Rect) -> bool:
    """Whether all of it is in there."""
    ends = Point(rect.x, rect.y), Point(rect.right, rect.bottom)
    return all(map(room.contains, ends))


def covers_a_card(picture: Picture, rect: Rect) -> bool:
    """Whether there is a card where an area is."""
    return any(picture.box(step).touches(rect) for step in picture.steps_in(rect))


def _taken(picture: Picture, room: Rect, rings: int) -> dict[int, int]:
    """How many strides across and down from where it is wished for a room would touch a card.

    For each number of strides down a bit for each across, the lowest for as many to the left as rings.
    """
    taken: dict[int, int] = {}
    for step in picture.steps_in(room.grown(rings * _STRIDE)):
        rect = picture.box(step)
        across = _strides(rect.x - room.right, rect.right - room.x)
        first, last = max(across.start, -rings) + rings, min(across.stop - 1, rings) + rings
        bits = (1 << max(last + 1, 0)) - (1 << first) if first <= last else 0
        for down in _strides(rect.y - room.bottom, rect.bottom - room.y):
            taken[down] = taken.get(down, 0) | bits
    return taken


def _strides(least: float, most: float) -> range:
    return range(math.ceil(least / _STRIDE), math.floor(most / _STRIDE) + 1)


@cache
def _outwards(begin: int, end: int) -> tuple[tuple[int, int], ...]:
    """Squares round the origin, each from its nearest cells on; below comes before above."""
    found: list[tuple[int, int]] = []
    for ring in range(begin, end):
        edge = range(-ring, ring + 1)
        cells = {(x, y) for y in (-ring, ring) for x in edge}
        cells |= {(x, y) for x in (-ring, ring) for y in edge}
        found += sorted(cells, key=lambda cell: (cell[0] ** 2 + cell[1] ** 2, -cell[1], -cell[0]))
    return tuple(found)
