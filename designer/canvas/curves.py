"""The course of a wire: cubics from an output to an input, through points if need be. Qt-free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from designer.canvas.geometry import Point, Rect

_COVER_STEP: Final = 160.0
_SHORT: Final = 640.0
_COVER_MOST: Final = 32
"""Rectangles for one curve: of a wire that runs past thousands of cards they are longer."""


class Curve(NamedTuple):
    """A wire's course from an output to an input: a cubic, or several through the points of `via`."""

    start: Point
    lead: Point
    trail: Point
    end: Point
    via: tuple[Point, ...] = ()

    def may_touch(self, area: Rect) -> bool:
        """Whether it could come into an area, by the box round the points that lead it."""
        if self.via:
            return True
        (x0, y0), (x1, _), (x2, _), (x3, y3), _ = self
        x, y, wide, high = area
        return (
            (x0 <= x + wide or x3 <= x + wide or x2 <= x + wide)
            and (x3 >= x or x0 >= x or x1 >= x)
            and (y0 <= y + high or y3 <= y + high)
            and (y0 >= y or y3 >= y)
        )

    @property
    def hull(self) -> Rect:
        """The box round all points that lead it."""
        xs, ys = zip(self.start, self.lead, self.trail, self.end, *self.via, strict=True)
        left, top = min(xs), min(ys)
        return Rect(left, top, max(xs) - left, max(ys) - top)

    @property
    def is_onward(self) -> bool:
        """Whether it never turns back."""
        return not self.via and self.lead.x <= self.trail.x

    def at(self, t: float) -> Point:
        """The point at `t` from 0 to 1."""
        if self.via:
            parts = pieces(self)
            index = min(int(t * len(parts)), len(parts) - 1)
            return parts[index].at(t * len(parts) - index)
        u = 1 - t
        a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        return Point(
            a * self.start.x + b * self.lead.x + c * self.trail.x + d * self.end.x,
            a * self.start.y + b * self.lead.y + c * self.trail.y + d * self.end.y,
        )

    def points(self, count: int) -> list[Point]:
        """`count` pieces' corners, both ends included; as many more as it has bends."""
        count *= len(self.via) + 1
        return [self.at(i / count) for i in range(count + 1)]


def curve(start: Point, end: Point, via: tuple[Point, ...] = ()) -> Curve:
    """The wire between two ports: leaves to the right, arrives from the left."""
    if via:
        out, back = start.to(via[0]) / 2, end.to(via[-1]) / 2
        lead = Point(start.x + min(out, 60.0), start.y)
        return Curve(start, lead, Point(end.x - min(back, 60.0), end.y), end, via)
    pull = _pull(end.x - start.x, end.y - start.y)
    return Curve(start, Point(start.x + pull, start.y), Point(end.x - pull, end.y), end)


def _pull(dx: float, dy: float) -> float:
    """How far a wire goes on level from its ends."""
    return max(36.0, dx / 2) if dx > 0 else min(200.0, 60.0 + abs(dx) / 3 + abs(dy) / 8)


@lru_cache(maxsize=4096)
def pieces(wire: Curve) -> tuple[Curve, ...]:
    """The cubics of a course: one, or one more than it has bends, smooth where they meet."""
    if not wire.via:
        return (wire,)
    knots = (wire.start, *wire.via, wire.end)
    leads, trails = [wire.lead], []
    for before, here, after in zip(knots, knots[1:], knots[2:], strict=False):
        way = before.to(after) or 1.0
        dx, dy = (after.x - before.x) / way, (after.y - before.y) / way
        one, other = before.to(here) / 3, here.to(after) / 3
        trails.append(Point(here.x - dx * one, here.y - dy * one))
        leads.append(Point(here.x + dx * other, here.y + dy * other))
    return tuple(map(Curve, knots, leads, [*trails, wire.trail], knots[1:]))


def cover(wire: Curve, margin: float = 4.0) -> tuple[Rect, ...]:
    """A few rectangles that together cover the curve, much tighter than one round it would be."""
    if wire.via:
        return tuple(rect for piece in pieces(wire) for rect in _cover(piece, margin, bent=True))
    return _cover(wire, margin, bent=False)


def reach(start: Point, end: Point, via: tuple[Point, ...] = ()) -> tuple[Rect, ...]:
    """A rectangle round a short wire, else what covers a long one; looser than `cover`, and sooner."""
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    if via or abs(dx) > _SHORT or abs(dy) > _SHORT:
        return cover(curve(start, end, via))
    pull = _pull(dx, dy)
    left, right = min(x0, x1 - pull), max(x1, x0 + pull)
    top = y0 if dy > 0 else y1
    return (Rect(left - 4.0, top - 4.0, right - left + 8.0, abs(dy) + 8.0),)


def _cover(wire: Curve, margin: float, *, bent: bool) -> tuple[Rect, ...]:
    start, lead, trail, end, _ = wire
    length = start.to(lead) + lead.to(trail) + trail.to(end)
    count = min(max(math.ceil(length / _COVER_STEP), 1), _COVER_MOST)
    if lead.x <= trail.x and not bent:  # it never turns back, so the corners of a piece bound it
        return _boxes(wire.points(count) if count > 1 else [start, end], margin)
    return _boxes(wire.points(count * 4), margin + max(_COVER_STEP, length / count) / 32)


def _boxes(points: Sequence[Point], margin: float) -> tuple[Rect, ...]:
    grown = 2 * margin
    return tuple(
        Rect(
            (a.x if a.x < b.x else b.x) - margin,
            (a.y if a.y < b.y else b.y) - margin,
            abs(a.x - b.x) + grown,
            abs(a.y - b.y) + grown,
        )
        for a, b in pairwise(points)
    )


def distance(wire: Curve, at: Point) -> float:
    """How far a point is from the curve."""
    return min(_to_segment(a, b, at) for a, b in pairwise(wire.points(24)))


def _to_segment(a: Point, b: Point, at: Point) -> float:
    dx, dy = b.x - a.x, b.y - a.y
    square = dx * dx + dy * dy
    if not square:
        return a.to(at)
    t = max(0.0, min(1.0, ((at.x - a.x) * dx + (at.y - a.y) * dy) / square))
    return Point(a.x + t * dx, a.y + t * dy).to(at)
