"""Where a wire's Attribute is written: somewhere on the curve where it covers nothing. Qt-free.

A label that finds no room is left out: the ports at both ends say the name too. Places are kept until
the geometry changes, so that labels do not jump while one pans.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from designer.canvas.geometry import Curve, Measure, Rect, Type
from designer.canvas.picture import Picture
from engine.flow import StepId, Wire

_ALONG: Final = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8)
_PAD: Final = 6.0
_GAP: Final = 4.0
_PIECES: Final = 16
_SLACK: Final = 200.0
"""How far a wire that runs backwards may reach beyond its ends."""


class Labels:
    """Places labels, and remembers where."""

    def __init__(self, measure: Measure) -> None:
        """Begin with none placed."""
        self._measure = measure
        self._placed: dict[Wire, Rect | None] = {}
        self._pieces: dict[Wire, list[Rect]] = {}

    def clear(self) -> None:
        """Forget all places: the geometry has changed."""
        self._placed.clear()
        self._pieces.clear()

    def place(
        self,
        wires: Iterable[Wire],
        picture: Picture,
        curves: Mapping[Wire, Curve],
        moving: frozenset[StepId] = frozenset(),
    ) -> dict[Wire, Rect]:
        """The labels of these wires; those of Steps that are being moved are placed anew each time."""
        shown: dict[Wire, Rect] = {}
        for wire in wires:
            loose = wire.source.step in moving or wire.target.step in moving
            if loose or wire not in self._placed:
                self._placed.pop(wire, None)
                self._placed[wire] = self._find(wire, picture, curves)
            rect = self._placed[wire]
            if rect is not None:
                shown[wire] = rect
        return shown

    def _find(self, wire: Wire, picture: Picture, curves: Mapping[Wire, Curve]) -> Rect | None:
        curve = curves.get(wire) or picture.curves[wire]
        width = self._measure.width(picture.wires[wire].attribute, Type.SMALL) + 2 * _PAD
        height = self._measure.height(Type.SMALL) + 2
        best, least = None, 100
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
            return 100
        near = picture.wires_in(roomy)
        for other in near:
            placed = self._placed.get(other)
            if other != wire and placed is not None and placed.touches(roomy):
                return 100
        return sum(
            other.source != wire.source and self._crosses(other, rect, picture) for other in near
        )

    def _crosses(self, wire: Wire, rect: Rect, picture: Picture) -> bool:
        """Whether a wire runs through the rectangle, or past it within a few units."""
        if wire not in self._pieces:
            points = picture.curves[wire].points(_PIECES)
            self._pieces[wire] = [Rect.spanning(a, b) for a, b in pairwise(points)]
        pieces = self._pieces[wire]
        if rect.x > max(pieces[0].right, pieces[-1].right) + _SLACK:
            return False
        return any(piece.touches(rect) for piece in pieces)
