"""Where a wire's Attribute is written: somewhere on the curve where it covers nothing. Qt-free.

A label that finds no room is left out: the ports at both ends say the name too. Places are kept until
the wire or what lies there changes, so that labels do not jump while one pans; where many are to be
found at once, some wait for the next frame.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from designer.canvas.geometry import Curve, Measure, Point, Rect, Type
from designer.canvas.picture import Picture
from engine.flow import StepId, Wire

_ALONG: Final = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8)
_PAD: Final = 6.0
_GAP: Final = 4.0
_PIECES: Final = 16
_NO_ROOM: Final = 100
_LOOKS: Final = 2_500
"""How often one frame looks at a wire in a label's way before the other labels have to wait."""


class _Placed(NamedTuple):
    """Where a label is, if it found room, and for which course of its wire."""

    rect: Rect | None
    curve: Curve


class Labels:
    """Places labels, and remembers where."""

    def __init__(self, measure: Measure) -> None:
        """Begin with none placed."""
        self._measure = measure
        self._placed: dict[Wire, _Placed] = {}
        self._pieces: dict[Wire, tuple[Curve, _Pieces]] = {}
        self._waiting: dict[Wire, None] = {}
        self._looks = 0

    @property
    def is_behind(self) -> bool:
        """Whether labels wait to be placed."""
        return bool(self._waiting)

    def clear(self) -> None:
        """Forget all places."""
        self._placed.clear()
        self._pieces.clear()
        self._waiting.clear()

    def forget(self, areas: Sequence[Rect]) -> None:
        """Forget what is placed where something has changed, and what has found no room so far."""
        for wire, (rect, _) in list(self._placed.items()):
            if rect is None or any(rect.touches(area) for area in areas):
                del self._placed[wire]

    def place(
        self,
        wires: Iterable[Wire],
        picture: Picture,
        curves: Mapping[Wire, Curve],
        moving: frozenset[StepId] = frozenset(),
        *,
        all_now: bool = False,
    ) -> dict[Wire, Rect]:
        """The labels of these wires; those of Steps that are being moved are placed anew each time."""
        shown: dict[Wire, Rect] = {}
        self._looks = 0
        for wire in wires:
            curve = curves.get(wire) or picture.curves[wire]
            placed = self._placed.get(wire)
            loose = wire.source.step in moving or wire.target.step in moving
            if loose or placed is None or placed.curve is not curve:
                if self._looks > _LOOKS and not all_now:
                    self._waiting |= {} if loose else {wire: None}
                    continue
                self._waiting.pop(wire, None)
                self._placed.pop(wire, None)
                placed = self._placed[wire] = _Placed(self._find(wire, picture, curve), curve)
            if placed.rect is not None:
                shown[wire] = placed.rect
        return shown

    def go_on(self, picture: Picture) -> list[Rect]:
        """Place some of those that wait, and give where they are."""
        waiting = [wire for wire in self._waiting if wire in picture.curves]
        self._waiting.clear()
        return list(self.place(waiting, picture, {}).values())

    def _find(self, wire: Wire, picture: Picture, curve: Curve) -> Rect | None:
        width = self._measure.width(picture.wires[wire].attribute, Type.SMALL) + 2 * _PAD
        height = self._measure.height(Type.SMALL) + 2
        best, least = None, _NO_ROOM
        for t in _ALONG:
            at = curve.at(t)
            rect = Rect(at.x - width / 2, at.y - height / 2, width, height)
            cost = self._cost(rect, wire, picture)
            if cost < least:
                best, least = rect, cost
            if not cost:
                break
        return best

    def _cost(self, rect: Rect, wire: Wire, picture: Picture) -> int:
        roomy = rect.grown(_GAP)
        if any(picture.cards[step].rect.touches(roomy) for step in picture.steps_in(roomy)):
            return _NO_ROOM
        near = picture.wires_near(roomy)
        self._looks += len(near)
        for other in near:
            placed = self._placed.get(other)
            if placed is not None and placed.rect is not None and placed.rect.touches(roomy):
                return _NO_ROOM
        return sum(
            other.source != wire.source and self._crosses(other, rect, picture) for other in near
        )

    def _crosses(self, wire: Wire, rect: Rect, picture: Picture) -> bool:
        """Whether a wire runs through the rectangle, or past it within a few units."""
        curve = picture.curves[wire]
        known = self._pieces.get(wire)
        if known is None or known[0] is not curve:
            known = self._pieces[wire] = curve, _Pieces.of(curve)
        return known[1].cross(rect)


class _Pieces(NamedTuple):
    """A curve as short straight pieces; `xs` are their ends where it never turns back."""

    points: list[Point]
    xs: list[float]

    @staticmethod
    def of(curve: Curve) -> _Pieces:
        points = curve.points(_PIECES)
        onward = curve.lead.x <= curve.trail.x
        return _Pieces(points, [point.x for point in points] if onward else [])

    def cross(self, rect: Rect) -> bool:
        """Whether the box round one of the pieces touches the rectangle."""
        points, first, last = self.points, 0, len(self.points) - 1
        if self.xs:
            first = max(bisect_left(self.xs, rect.x) - 1, 0)
            last = min(bisect_right(self.xs, rect.x + rect.w), last)
        left, top, right, bottom = rect.x, rect.y, rect.x + rect.w, rect.y + rect.h
        for index in range(first, last):
            (ax, ay), (bx, by) = points[index], points[index + 1]
            beside = (ax < left and bx < left) or (ax > right and bx > right)
            if not beside and not ((ay < top and by < top) or (ay > bottom and by > bottom)):
                return True
        return False
