"""What lies where in a picture: cards, ports and wires at a point or in an area. Qt-free.

Asks the indexes alone, so that no question walks all Steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from designer.canvas.curves import Curve, distance
from designer.canvas.geometry import NOWHERE, PORT_REACH, Card, Point, Rect, bounds
from designer.canvas.grid import Grid
from engine.flow import Name, Port, Side, StepId, Wire

AROUND_CARD = 12.0
"""How far a card's rings, ports and shadow reach beyond it."""


class Finding:
    """The questions. A picture is one of these."""

    cards: Mapping[StepId, Card]
    curves: Mapping[Wire, Curve]
    _card_grid: Grid[StepId]
    _wire_grid: Grid[Wire]

    def box(self, step: StepId) -> Rect:
        """What a card covers, without rings."""
        raise NotImplementedError

    def steps_in(self, area: Rect) -> list[StepId]:
        """The cards that touch an area, those painted last at the end."""
        near = self._card_grid.near(area.grown(AROUND_CARD))
        return sorted(s for s in near if self.box(s).grown(AROUND_CARD).touches(area))

    def wires_in(self, area: Rect) -> list[Wire]:
        """The wires that may touch an area, in the order in which they are painted."""
        return sorted(self._wire_grid.near(area))

    def steps_near(self, area: Rect) -> set[StepId]:
        """The cards that may touch an area, as far as they are known."""
        return self._card_grid.near(area)

    def wires_near(self, area: Rect) -> set[Wire]:
        """The wires that may touch an area."""
        return self._wire_grid.near(area)

    def steps_among(self, areas: Sequence[Rect]) -> set[StepId]:
        """The cards that touch one of these areas."""
        rooms = [area.grown(AROUND_CARD) for area in areas]
        around = _around(rooms)
        boxes = ((step, self.box(step)) for step in self._card_grid.near_any(rooms, around))
        return {step for step, box in boxes if box.touches(around) and any(map(box.touches, rooms))}

    def wires_among(self, areas: Sequence[Rect], room: float) -> set[Wire]:
        """The wires that may come nearer than `room` to one of these areas."""
        rooms = [area.grown(room) for area in areas]
        around, curves = _around(rooms), self.curves
        courses = ((w, curves[w].may_touch) for w in self._wire_grid.near_any(rooms, around))
        return {wire for wire, touches in courses if touches(around) and any(map(touches, rooms))}

    def step_at(self, at: Point) -> StepId | None:
        """The topmost card there."""
        steps = self.steps_in(Rect(at.x, at.y, 0, 0))
        return next((s for s in reversed(steps) if self.box(s).contains(at)), None)

    def port_at(
        self, at: Point, reach: float = PORT_REACH, fits: Callable[[Side, Port], bool] | None = None
    ) -> tuple[Side, Port] | None:
        """The nearest port within reach, of those that fit."""
        best, found = reach, None
        for step in self.steps_in(Rect(at.x, at.y, 0, 0).grown(reach)):
            for side, name, centre in self.ports(step):
                away = centre.to(at)
                port = Port(step, name)
                if away <= best and (fits is None or fits(side, port)):
                    best, found = away, (side, port)
        return found

    def ports(self, step: StepId) -> Iterable[tuple[Side, Name, Point]]:
        """The ports of a card with their centres."""
        card = self.cards[step]
        for name, row in card.shape.inputs.items():
            yield "input", name, Point(card.x + row.at.x, card.y + row.at.y)
        for name, row in card.shape.outputs.items():
            yield "output", name, Point(card.x + row.at.x, card.y + row.at.y)

    def wire_at(self, at: Point, reach: float) -> Wire | None:
        """The nearest wire within reach."""
        near = self._wire_grid.near(Rect(at.x, at.y, 0, 0).grown(reach))
        away = {wire: distance(self.curves[wire], at) for wire in near}
        nearest = min(sorted(away), key=away.__getitem__, default=None)
        return nearest if nearest is not None and away[nearest] <= reach else None


def _around(areas: Sequence[Rect]) -> Rect:
    """What covers all of these areas."""
    return bounds(areas) or NOWHERE
