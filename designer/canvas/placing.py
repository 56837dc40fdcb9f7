"""Where there is room for one more card. Qt-free."""

from __future__ import annotations

from collections.abc import Iterator
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
    for x, y in _outwards():
        corner = Point(wish.x + x * _STRIDE, wish.y + y * _STRIDE)
        room = Rect(corner.x, corner.y, shape.width, shape.height).grown(GAP - 1)
        if not any(picture.cards[step].rect.touches(room) for step in picture.steps_in(room)):
            return corner
    below = picture.bounds()
    return wish if below is None else snapped(Point(wish.x, below.bottom + 2 * GAP))


def _outwards() -> Iterator[tuple[int, int]]:
    """Squares round the origin, each from its nearest cells on; below comes before above."""
    for ring in range(_RINGS):
        edge = range(-ring, ring + 1)
        cells = {(x, y) for y in (-ring, ring) for x in edge}
        cells |= {(x, y) for x in (-ring, ring) for y in edge}
        yield from sorted(cells, key=lambda cell: (cell[0] ** 2 + cell[1] ** 2, -cell[1], -cell[0]))
