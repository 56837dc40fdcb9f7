"""Keeps the straight pieces that wires are drawn as: with a path Qt finds them anew whenever it draws one.

A screen of cards is crossed by a hundred long wires. As curves they take 9 ms a frame, and where they are
dashed 14, since for each of them an outline is made and filled; as the very same lines, kept, 1 and 2
(1054 x 502 pixels, zoom 1:1, raster). To find them takes longer than to draw a wire, so it is only done
where one view is painted again and again, and by a frame for a few wires; the others are curves.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final, NamedTuple

from PySide6.QtCore import QLineF

from designer.canvas.curves import Curve, pieces
from designer.canvas.geometry import Point, Rect

ON: Final = 4.0
OFF: Final = 3.0
"""How long a dash, and the gap after it, are: in widths of the line."""
_TOGETHER: Final = 32
"""Pieces of which is looked together whether they are in view."""
_A_FRAME: Final = 4
"""Wires whose pieces a frame works out: 0.3 ms each where they cross many screens."""
_MOST: Final = 512
"""Wires that are kept, some twenty kilobytes each."""
_OFF_COURSE: Final = 0.1
"""How far a piece may be beside its curve, in scene units."""

_Key = tuple[Curve, float, bool]


class Pieces(NamedTuple):
    """Some pieces that follow each other, and the area they are in."""

    area: Rect
    lines: list[QLineF]


class Strokes:
    """What is kept of wires."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[_Key, tuple[Pieces, ...]] = {}
        self._left = 0

    def begin(self) -> None:
        """Begin a frame."""
        self._left = _A_FRAME

    def of(self, curve: Curve, width: float, *, dashed: bool) -> tuple[Pieces, ...] | None:
        """The pieces of a wire that is drawn in that width; None where it is a curve this time."""
        key = curve, width, dashed
        known = self._kept.get(key)
        if known is not None or self._left == 0:
            return known
        self._left -= 1
        if len(self._kept) >= _MOST:
            self._kept.clear()
        found = dashes_of(curve, width) if dashed else joints_of(curve, width)
        known = self._kept[key] = _together(found, width)
        return known


def joints_of(curve: Curve, width: float) -> list[tuple[Point, Point]]:
    """A wire as lines, each a little longer than to the next: where two end, nothing shines through."""
    points = _points(curve)
    made = [(a, _beyond(a, b, width / 2)) for a, b in pairwise(points)]
    made[-1] = (points[-2], points[-1])
    return made


def dashes_of(curve: Curve, width: float) -> list[tuple[Point, Point]]:
    """The dashes of a wire, as a pen would make them."""
    made: list[tuple[Point, Point]] = []
    is_on, rest, begun = True, ON * width, curve.start
    for here, there in pairwise(_points(curve)):
        at = here
        while (way := at.to(there)) >= rest:
            share = rest / way
            at = Point(at.x + (there.x - at.x) * share, at.y + (there.y - at.y) * share)
            if is_on:
                made.append((begun, at))
            is_on, begun = not is_on, at
            rest = (ON if is_on else OFF) * width
        rest -= way
    if is_on:
        made.append((begun, curve.end))
    return made


def _points(curve: Curve) -> list[Point]:
    """Corners of a line that nobody can tell from the curve."""
    points = [curve.start]
    for one in pieces(curve):
        bent = max(_bend(one.start, one.lead, one.trail), _bend(one.lead, one.trail, one.end))
        points += one.points(max(1, math.ceil(math.sqrt(0.75 * bent / _OFF_COURSE))))[1:]
    return points


def _bend(a: Point, b: Point, c: Point) -> float:
    return math.hypot(a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y)


def _beyond(a: Point, b: Point, by: float) -> Point:
    far = by / (a.to(b) or 1.0)
    return Point(b.x + (b.x - a.x) * far, b.y + (b.y - a.y) * far)


def _together(made: list[tuple[Point, Point]], width: float) -> tuple[Pieces, ...]:
    parts = [made[at : at + _TOGETHER] for at in range(0, len(made), _TOGETHER)]
    return tuple(Pieces(_area(part, width), [QLineF(*a, *b) for a, b in part]) for part in parts)


def _area(part: list[tuple[Point, Point]], width: float) -> Rect:
    xs = [end.x for line in part for end in line]
    ys = [end.y for line in part for end in line]
    left, top = min(xs), min(ys)
    return Rect(left, top, max(xs) - left, max(ys) - top).grown(width)
