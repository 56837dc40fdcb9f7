"""Where an arrow key leads from a Step: along wires, and to the cards above and below. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from designer.canvas.geometry import Point
from designer.canvas.picture import Picture
from engine.flow import StepId

_One = TypeVar("_One")


class Heading(Enum):
    """An arrow key, as a direction in the scene."""

    LEFT = (-1, 0)
    RIGHT = (1, 0)
    UP = (0, -1)
    DOWN = (0, 1)


def neighbour(picture: Picture, step: StepId, heading: Heading) -> StepId | None:
    """The Step that the arrow leads to: over a wire where there is one, else the nearest card there."""
    ends = [wire for wire in picture.wiring.of(step) if wire in picture.wires]
    along: list[StepId] = []
    if heading is Heading.RIGHT:
        along = [wire.target.step for wire in ends if wire.source.step == step]
    elif heading is Heading.LEFT:
        along = [wire.source.step for wire in ends if wire.target.step == step]
    here = picture.cards[step].rect.center
    if along:
        return min(along, key=lambda s: (abs(picture.cards[s].rect.center.y - here.y), s))
    return nearest({s: card.rect.center for s, card in picture.cards.items()}, step, here, heading)


def first(picture: Picture) -> StepId | None:
    """Where walking begins: the leftmost card, the upper one of those."""
    cards = picture.cards
    return min(cards, key=lambda s: (cards[s].x, cards[s].y, s), default=None)


def nearest(places: Mapping[_One, Point], one: _One, here: Point, heading: Heading) -> _One | None:
    """What lies next in a direction, among things at places; not the one that lies here."""
    dx, dy = heading.value
    best, found = float("inf"), None
    for other, there in places.items():
        ahead = (there.x - here.x) * dx + (there.y - here.y) * dy
        aside = abs((there.x - here.x) * dy) + abs((there.y - here.y) * dx)
        if other == one or ahead <= 1 or aside > 2 * ahead:
            continue
        if ahead + 2 * aside < best:
            best, found = ahead + 2 * aside, other
    return found
