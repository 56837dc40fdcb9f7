"""Where there is room for one more card. Qt-free."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import Final

from designer.canvas.geometry import GRID, Point, Rect, Shape, snapped
from designer.canvas.picture import Picture

GAP: Final = GRID
"""What is left free round a card that finds its place by itself."""

_STRIDE: Final = 2 * GRID
_RINGS: Final = 40


def free_place(picture: Picture, shape: Shape, near: Point) -> Point:
    """The corner of the nearest place on the grid where a card covers nothing, its middle at `near`."""
    wish = snapped(Point(near.x - shape.width / 2, near.y - shape.height / 2))
    taken = _taken(picture, Rect(wish.x, wish.y, shape.width, shape.height).grown(GAP - 1))
    for x, y in _outwards():
        if (x, y) not in taken:
            return Point(wish.x + x * _STRIDE, wish.y + y * _STRIDE)
    below = picture.bounds()
    return wish if below is None else snapped(Point(wish.x, below.bottom + 2 * GAP))


def clear_corner(picture: Picture, shape: Shape, corner: Point) -> Point:
    """The corner of a card that is wished for there: there, or near where another card would be covered."""
    rect = Rect(corner.x, corner.y, shape.width, shape.height)
    if any(picture.cards[step].rect.touches(rect) for step in picture.steps_in(rect)):
        return free_place(picture, shape, rect.center)
    return corner


def _taken(picture: Picture, room: Rect) -> set[tuple[int, int]]:
    """How many strides across and down from where it is wished for a room would touch a card."""
    taken: set[tuple[int, int]] = set()
    for step in picture.steps_in(room.grown(_RINGS * _STRIDE)):
        rect = picture.cards[step].rect
        across = _strides(rect.x - room.right, rect.right - room.x)
        taken.update(product(across, _strides(rect.y - room.bottom, rect.bottom - room.y)))
    return taken


def _strides(least: float, most: float) -> range:
    return range(math.ceil(least / _STRIDE), math.floor(most / _STRIDE) + 1)


def _outwards() -> Iterator[tuple[int, int]]:
    """Squares round the origin, each from its nearest cells on; below comes before above."""
    for ring in range(_RINGS):
        edge = range(-ring, ring + 1)
        cells = {(x, y) for y in (-ring, ring) for x in edge}
        cells |= {(x, y) for x in (-ring, ring) for y in edge}
        yield from sorted(cells, key=lambda cell: (cell[0] ** 2 + cell[1] ** 2, -cell[1], -cell[0]))
