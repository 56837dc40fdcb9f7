"""Which wire a Step held over it would be put into. Qt-free."""

from __future__ import annotations

from designer.canvas.curves import Curve, curve, distance
from designer.canvas.geometry import Card, Point, Rect
from designer.canvas.picture import Picture
from designer.document.draft import Draft
from designer.document.splicing import can_insert, fit_input, fit_output
from designer.document.wiring import type_of
from designer.words import tr
from engine.flow import Step, Wire


class Insertion:
    """Looks for a wire under one Step that is in the hand."""

    def __init__(self, picture: Picture, step: Step, *, is_there: bool) -> None:
        """Take the Step, and whether it is in the Flow already."""
        self._picture = picture
        self._step = step
        self._own = frozenset({step.id} if is_there else ())
        self._known: dict[Wire, bool] = {}

    def wire_under(self, rect: Rect) -> Wire | None:
        """The wire that runs nearest to the middle of a card, of those that it fits into."""
        return next((wire for wire in self._near(rect) if self._fits(wire)), None)

    def refusal(self, rect: Rect) -> str:
        """Why it would not be put into the wire that runs there; empty where there is none, or it would."""
        near = self._near(rect)
        if not near or any(map(self._fits, near)):
            return ""
        draft, (wire, *_) = Draft(self._picture.diagram), near
        given, taken = type_of(draft, wire.source), draft.input(wire.target).wire_type
        if fit_input(self._step, wire.source.name, given) is None:
            return tr(
                "'{step}' does not fit into {wire}: it has no input that takes {type}.",
                step=self._step.id, wire=f"{wire.source} → {wire.target}", type=given,
            )  # fmt: skip
        return tr(
            "'{step}' does not fit into {wire}: it has no output that gives {type}.",
            step=self._step.id, wire=f"{wire.source} → {wire.target}", type=taken,
        )  # fmt: skip

    def is_over(self, rect: Rect) -> bool:
        """Whether a wire of others runs under a card."""
        return bool(self._near(rect))

    def threads(self, wire: Wire, card: Card) -> tuple[Curve, ...]:
        """The wires that there would be instead of one, with the card where it is held."""
        draft = Draft(self._picture.diagram)
        given = type_of(draft, wire.source)
        inlet = fit_input(self._step, wire.source.name, given)
        outlet = fit_output(self._step, wire.target.name, draft.input(wire.target).wire_type)
        line, middle = self._picture.curves[wire], card.rect.center
        left = card.port("input", inlet.name) if inlet else None
        right = card.port("output", outlet.name) if outlet else None
        return (
            curve(line.start, left or Point(card.x, middle.y)),
            curve(right or Point(card.rect.right, middle.y), line.end),
        )

    def _near(self, rect: Rect) -> list[Wire]:
        """The wires of others that run near the middle of a card, the nearest first."""
        picture, middle, reach = self._picture, rect.center, min(rect.w, rect.h) / 2
        away = {
            wire: distance(picture.curves[wire], middle)
            for wire in picture.wires_near(rect)
            if self._own.isdisjoint({wire.source.step, wire.target.step})
            and picture.curves[wire].may_touch(rect)
        }
        near = sorted(wire for wire, how_far in away.items() if how_far <= reach)
        return sorted(near, key=away.__getitem__)

    def _fits(self, wire: Wire) -> bool:
        if wire not in self._known:
            self._known[wire] = can_insert(self._picture.diagram, self._step, wire)
        return self._known[wire]
