"""What a dragged card lines up with: others in view, the straight course of its wires, the grid. Qt-free."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from designer.canvas.geometry import Point, Rect, snapped
from designer.canvas.picture import Picture
from designer.canvas.preview import Line
from engine.flow import StepId

PULL: Final = 6.0
"""How near a line must be to pull, in pixels of the viewport."""
_MOST: Final = 300
"""Of more cards in view nobody can tell the lines apart."""


class Snapped(NamedTuple):
    """Where a rectangle's corner goes, and the lines that pulled it there."""

    at: Point
    lines: tuple[Line, ...] = ()


class _Track(NamedTuple):
    """One way to line up: where others have it, sorted, and how far it is from a rectangle's corner."""

    marks: Sequence[tuple[float, float, float]]
    offset: float


class Guides:
    """The lines for one drag: what lies still does not change meanwhile."""

    def __init__(self, picture: Picture, held: frozenset[StepId], rect: Rect, area: Rect) -> None:
        """Take what is in the hand, where it lay when it was taken up, and what is in view."""
        self._size = (rect.w, rect.h)
        few = len(picture.steps_near(area)) <= 4 * _MOST
        still = [s for s in picture.steps_in(area) if s not in held] if few else []
        rects = [picture.cards[step].rect for step in still] if len(still) <= _MOST else []
        self._across = [
            _track(((r.x + r.w * part, r.y, r.bottom) for r in rects), rect.w * part)
            for part in (0.0, 0.5, 1.0)
        ]
        self._down = [
            _track(((r.y + r.h * part, r.x, r.right) for r in rects), rect.h * part)
            for part in (0.0, 0.5, 1.0)
        ]
        if len(held) == 1:
            self._down = [*_straight(picture, next(iter(held)), rect), *self._down]

    def snap(self, wish: Point, zoom: float) -> Snapped:
        """Where a corner that is wished for there goes: to a line that is near, else to the grid."""
        grid, reach = snapped(wish), PULL / zoom
        x, across = _nearest(self._across, wish.x, reach)
        y, down = _nearest(self._down, wish.y, reach)
        at = Point(grid.x if x is None else x, grid.y if y is None else y)
        lines: list[Line] = []
        if across is not None:
            top, bottom = min(across[1], at.y), max(across[2], at.y + self._size[1])
            lines.append(Line(Point(across[0], top), Point(across[0], bottom)))
        if down is not None:
            left, right = min(down[1], at.x), max(down[2], at.x + self._size[0])
            lines.append(Line(Point(left, down[0]), Point(right, down[0])))
        return Snapped(at, tuple(lines))


def _track(marks: Iterable[tuple[float, float, float]], offset: float) -> _Track:
    return _Track(sorted(marks), offset)


def _straight(picture: Picture, step: StepId, rect: Rect) -> Iterable[_Track]:
    """The heights at which a wire of a card would run straight."""
    for wire in sorted(picture.wiring.of(step)):
        if wire.source.step == wire.target.step or wire not in picture.wires:
            continue
        source = picture.cards[wire.source.step].port("output", wire.source.name)
        target = picture.cards[wire.target.step].port("input", wire.target.name)
        if source is None or target is None:
            continue
        own, other = (source, target) if wire.source.step == step else (target, source)
        yield _Track([(other.y, other.x, other.x)], own.y - rect.y)


def _nearest(
    tracks: Iterable[_Track], wish: float, reach: float
) -> tuple[float | None, tuple[float, float, float] | None]:
    """The place of a corner nearest to the one wished for at which it lines up, and with what."""
    best, place, found = reach, None, None
    for marks, offset in tracks:
        index = bisect_left(marks, (wish + offset,))
        for mark in marks[max(index - 1, 0) : index + 1]:
            away = abs(mark[0] - offset - wish)
            if away < best:
                best, place, found = away, mark[0] - offset, mark
    return place, found
