"""Keeps the straight pieces that wires are drawn as: with a path Qt finds them anew whenever it draws one.

A screen of cards is crossed by a hundred long wires. As curves they take 9 ms a frame, and where they are
dashed 14, since for each of them an outline is made and filled; as the very same lines, kept, 1 and 2
(1054 x 502 pixels, zoom 1:1, raster). To find them takes longer than to draw a wire, so it is only done
where one view is painted again and again, and by a frame for a few wires; the others are curves.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QLineF

from designer.canvas.curves import Curve, pieces
from designer.canvas.geometry import EVERYWHERE, Rect

ON: Final = 4.0
OFF: Final = 3.0
"""How long a dash, and the gap after it, are: in widths of the line."""
_A_FRAME: Final = 12
"""Wires whose pieces a frame works out: some 0.2 ms each."""
_MOST: Final = 1024
"""Wires that are kept."""
_OFF_COURSE: Final = 0.1
"""How far a piece may be beside its curve, in scene units."""

_Line = tuple[float, float, float, float]


class Strokes:
    """What is kept of wires: what of them is in one area."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[tuple[Curve, float, bool], list[QLineF]] = {}
        self._area = EVERYWHERE
        self._left = 0

    def begin(self, area: Rect) -> None:
        """Begin a frame of that area."""
        self._left = _A_FRAME
        if area != self._area or len(self._kept) > _MOST:
            self._kept.clear()
            self._area = area

    def of(self, curve: Curve, width: float, *, dashed: bool) -> list[QLineF] | None:
        """The pieces of a wire that is drawn in that width; None where it is a curve this time."""
        key = curve, width, dashed
        known = self._kept.get(key)
        if known is None and self._left > 0:
            self._left -= 1
            found = (dashes_of if dashed else joints_of)(curve, width, self._area)
            known = self._kept[key] = [QLineF(*line) for line in found]
        return known


def joints_of(curve: Curve, width: float, area: Rect = EVERYWHERE) -> list[_Line]:
    """A wire as lines, each a little longer than to the next: where two end, nothing shines through."""
    points, made = _points(curve), list[_Line]()
    last = len(points) - 2
    for number, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        if not _is_in(x, y, to_x, to_y, area, width):
            continue
        way = math.hypot(to_x - x, to_y - y)
        more = 1.0 + (width / 2 / way if way and number < last else 0.0)
        made.append((x, y, x + (to_x - x) * more, y + (to_y - y) * more))
    return made


def dashes_of(curve: Curve, width: float, area: Rect = EVERYWHERE) -> list[_Line]:
    """The dashes of a wire, as a pen would make them."""
    made, on, off = list[_Line](), ON * width, OFF * width
    period, gone = on + off, 0.0  # how far from the wire's start
    for (x, y), (to_x, to_y) in pairwise(_points(curve)):
        way = math.hypot(to_x - x, to_y - y)
        if way and _is_in(x, y, to_x, to_y, area, width):
            along, down = (to_x - x) / way, (to_y - y) / way
            begin = -(gone % period)
            while begin < way:
                a, b = max(begin, 0.0), min(begin + on, way)
                if b > a:
                    made.append((x + along * a, y + down * a, x + along * b, y + down * b))
                begin += period
        gone += way
    return made


def _is_in(x: float, y: float, to_x: float, to_y: float, area: Rect, width: float) -> bool:
    left, top, wide, high = area
    return (
        max(x, to_x) + width >= left
        and min(x, to_x) - width <= left + wide
        and max(y, to_y) + width >= top
        and min(y, to_y) - width <= top + high
    )


def _points(curve: Curve) -> list[tuple[float, float]]:
    """Corners of a line that nobody can tell from the curve."""
    points: list[tuple[float, float]] = [curve.start]
    for (x0, y0), (x1, y1), (x2, y2), (x3, y3), _ in pieces(curve):
        one, other = (
            math.hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2),
            math.hypot(x1 - 2 * x2 + x3, y1 - 2 * y2 + y3),
        )
        count = max(1, math.ceil(math.sqrt(0.75 * max(one, other) / _OFF_COURSE)))
        for number in range(1, count + 1):
            t = number / count
            u = 1 - t
            a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points
