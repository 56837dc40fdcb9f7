"""Where a wire's Attribute is written: somewhere on the curve where it covers nothing. Qt-free.

A label that finds no room is left out: the ports at both ends say the name too. Places are kept until
the wire or what lies there changes, so that labels do not jump while one pans; where many are to be
found at once, some wait for the next frame, and stay meanwhile where they were.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from designer.canvas.covering import LABEL_ROOM
from designer.canvas.curves import Curve
from designer.canvas.geometry import Measure, Point, Rect, Type, bounds
from designer.canvas.picture import Picture
from engine.flow import StepId, Wire

_ALONG: Final = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8)
_PAD: Final = 6.0
_GAP: Final = 4.0
_PIECES: Final = 16
_NO_ROOM: Final = 100
_NEAR: Final = 700.0
"""Round a wire that is not longer than this one looks just once."""
_LOOKS: Final = 2_500
"""How often one frame looks at a wire in a label's way before the other labels have to wait."""
_LOOKS_AGAIN: Final = 60
"""The same of labels that can stay where they were for a moment: an edit is not kept waiting for them."""
_LOOKS_BETWEEN: Final = 400
"""The same of those between two frames."""
_LOOKS_AT_MOST: Final = 2_000_000
"""The same where all are wanted now: in so dense a thicket the other labels are left out."""


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
        self._before: dict[Wire, _Placed] = {}
        """Where those were that something has changed beside, until they are placed anew."""
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
        self._before.clear()
        self._pieces.clear()
        self._waiting.clear()

    def forget(self, areas: Sequence[Rect]) -> list[Rect]:
        """Forget what is placed where something has changed, or may find room there now.

        Gives the areas in which labels of those wires are and may come to be.
        """
        forgotten: list[Rect] = []
        whole = bounds(areas)
        if whole is None:
            return []
        for wire, (rect, curve) in list(self._placed.items()):
            reach = rect or _round(curve)
            if reach.touches(whole) and any(map(reach.touches, areas)):
                self._before[wire] = self._placed.pop(wire)
                forgotten.append(_round(curve))
        return forgotten

    def place(
        self,
        wires: Iterable[Wire],
        picture: Picture,
        curves: Mapping[Wire, Curve],
        moving: frozenset[StepId] = frozenset(),
        *,
        all_now: bool = False,
        again: int = _LOOKS_AGAIN,
    ) -> dict[Wire, Rect]:
        """The labels of these wires; those of Steps that are being moved are placed anew each time.

        Of those that stay meanwhile as many are placed anew as `again` looks allow, unless `all_now` are.
        """
        shown: dict[Wire, Rect] = {}
        self._looks, most = 0, _LOOKS_AT_MOST if all_now else _LOOKS
        again = most if all_now else again
        for wire in wires:
            curve = curves.get(wire) or picture.curves[wire]
            placed = self._placed.get(wire)
            loose = wire.source.step in moving or wire.target.step in moving
            if loose or placed is None or placed.curve is not curve:
                before = None if loose else self._before.get(wire)
                stays = before is not None and before.curve is curve
                if self._looks > (again if stays else most):
                    self._waiting |= {} if loose else {wire: None}
                    placed = before if stays else None
                else:
                    placed = self._place(wire, picture, curve)
            if placed is not None and placed.rect is not None:
                shown[wire] = placed.rect
        return shown

    def _place(self, wire: Wire, picture: Picture, curve: Curve) -> _Placed:
        """Place one anew, whatever was known of it."""
        for known in (self._waiting, self._before, self._placed):
            known.pop(wire, None)
        placed = self._placed[wire] = _Placed(self._find(wire, picture, curve), curve)
        return placed

    def go_on(self, picture: Picture) -> list[Rect]:
        """Place some of those that wait, and give where they are, and where others were."""
        waiting = [wire for wire in self._waiting if wire in picture.curves]
        self._waiting.clear()
        before = {wire: self._before[wire].rect for wire in waiting if wire in self._before}
        now = self.place(waiting, picture, {}, again=_LOOKS_BETWEEN)
        if not self._waiting:
            self._before.clear()  # the others are out of view
        changed = [wire for wire in waiting if before.get(wire) != now.get(wire)]
        return [at for wire in changed for at in (before.get(wire), now.get(wire)) if at]

    def _find(self, wire: Wire, picture: Picture, curve: Curve) -> Rect | None:
        width = self._measure.width(picture.wires[wire].attribute, Type.SMALL) + 2 * _PAD
        height = self._measure.height(Type.SMALL) + 2
        best, least = None, _NO_ROOM
        around: _Around | None = None
        for t in _ALONG:
            at = curve.at(t)
            rect = Rect(at.x - width / 2, at.y - height / 2, width, height)
            if curve.via and any(map(rect.grown(_GAP).contains, curve.via)):
                continue
            if around is None or not around.holds(rect):
                around = self._look_around(wire, picture, curve, rect)
            cost = self._cost(rect, around, least)
            if cost < least:
                best, least = rect, cost
            if not cost:
                break
        return best

    def _look_around(self, wire: Wire, picture: Picture, curve: Curve, rect: Rect) -> _Around:
        """What a label of that wire may come to lie on: anywhere on a short one, else there."""
        hull = curve.hull
        small = hull.w < _NEAR and hull.h < _NEAR
        area = (Rect(hull.x - rect.w / 2, hull.y - rect.h / 2, hull.w + rect.w, hull.h + rect.h)
                if small and not curve.via else rect).grown(_GAP)  # fmt: skip
        boxes = map(picture.box, picture.steps_near(area))
        near, curves = picture.wires_near(area), picture.curves
        self._looks += len(near)
        known = curves.known
        wires = [
            (other, course)
            for other in near
            if (course := known.get(other) or curves[other]).may_touch(area)
        ]
        placed = (self._placed.get(other) for other in near if other is not wire)
        labels = [it.rect for it in placed if it is not None and it.rect is not None]
        return _Around(
            area,
            [box for box in boxes if box.touches(area)] + [it for it in labels if it.touches(area)],
            [(other, course) for other, course in wires if other.source != wire.source],
        )

    def _cost(self, rect: Rect, around: _Around, least: int) -> int:
        """How many wires a label there would lie on; it does not matter how many more than `least`."""
        roomy = rect.grown(_GAP)
        self._looks += len(around.wires)
        for taken in around.taken:
            if taken.touches(roomy):
                return _NO_ROOM
        count = 0
        for other, curve in around.wires:
            if curve.may_touch(rect) and self._crosses(other, curve, rect):
                count += 1
                if count >= least:
                    break
        return count

    def _crosses(self, wire: Wire, curve: Curve, rect: Rect) -> bool:
        """Whether a wire runs through the rectangle, or past it within a few units."""
        known = self._pieces.get(wire)
        if known is None or known[0] is not curve:
            known = self._pieces[wire] = curve, _Pieces.of(curve)
        return known[1].cross(rect)


def _round(curve: Curve) -> Rect:
    """Where a label of a wire may be."""
    xs, ys = zip(curve.start, curve.lead, curve.trail, curve.end, *curve.via, strict=True)
    box = Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return box.grown(LABEL_ROOM)


class _Around(NamedTuple):
    """What is in the way of a label in an area: cards and labels, and wires of other outputs."""

    area: Rect
    taken: list[Rect]
    wires: list[tuple[Wire, Curve]]

    def holds(self, rect: Rect) -> bool:
        """Whether it knows of all that is in the way there."""
        area = self.area
        return (
            area.x <= rect.x - _GAP
            and area.y <= rect.y - _GAP
            and rect.right + _GAP <= area.right
            and rect.bottom + _GAP <= area.bottom
        )


class _Pieces(NamedTuple):
    """A curve as short straight pieces; `xs` are their ends where it never turns back."""

    points: list[Point]
    xs: list[float]

    @staticmethod
    def of(curve: Curve) -> _Pieces:
        points = curve.points(_PIECES)
        return _Pieces(points, [point.x for point in points] if curve.is_onward else [])

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
