"""A stroke across wires that cuts them."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from designer.canvas.curves import Curve
from designer.canvas.geometry import Point, Rect
from designer.canvas.gestures.gesture import Edit, Keys, Outcome, Sight
from designer.canvas.picture import Picture
from designer.canvas.preview import Line, Preview
from designer.document import edits
from designer.words import tr
from engine.flow import Wire

_HINT: Final = "Let go to cut the wires in red · Esc: cancel"
_PIECES: Final = 24


class Knife:
    """A straight cut from where it began to the pointer."""

    def __init__(self, picture: Picture, start: Point) -> None:
        """Begin at a scene point."""
        self._picture = picture
        self._start = start

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """Show the cut, and the wires that it would take."""
        del keys, sight
        line = Line(self._start, at)
        return Preview(knife=line, doomed=self._crossed(line), at=at, hint=tr(_HINT))

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """Cut them."""
        del keys, sight
        wires = self._crossed(Line(self._start, at))
        if not wires:
            return None
        first = min(wires)
        text = (
            f"{first.source} → {first.target}"
            if len(wires) == 1
            else tr("{count} wires", count=len(wires))
        )
        return Edit(edits.cut(self._picture.diagram, sorted(wires)), tr("Cut {what}", what=text))

    def _crossed(self, line: Line) -> frozenset[Wire]:
        picture = self._picture
        near = picture.wires_near(Rect.spanning(*line))
        return frozenset(wire for wire in near if _crosses(picture.curves[wire], line))


def _crosses(curve: Curve, line: Line) -> bool:
    return any(_meet(Line(a, b), line) for a, b in pairwise(curve.points(_PIECES)))


def _meet(one: Line, other: Line) -> bool:
    """Whether two pieces of straight line cross."""
    return _side(one, other.start) * _side(one, other.end) <= 0 and (
        _side(other, one.start) * _side(other, one.end) <= 0
    )


def _side(line: Line, at: Point) -> float:
    """On which side of a line a point is, by its sign."""
    (ax, ay), (bx, by) = line
    return (bx - ax) * (at.y - ay) - (by - ay) * (at.x - ax)
