"""What a gesture in progress shows before anything is edited. Qt-free values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from designer.canvas.curves import Curve
from designer.canvas.geometry import Card, Point, Rect
from designer.canvas.looks import StepLook
from designer.document.scenery import Panel, PanelId
from engine.flow import Port, Side, StepId, Wire


class Line(NamedTuple):
    """A straight line in the scene."""

    start: Point
    end: Point


class Ghost(NamedTuple):
    """A Step that would be added, where it would lie, and how strongly it is drawn."""

    look: StepLook
    card: Card
    share: float = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What is elsewhere (cards, panels, bends of wires), and what would come or vanish.

    `into` is the wire that a Step would be put into, `knife` the cut so far, `guides` the lines that
    cards snap to.
    """

    cards: Mapping[StepId, Card] = field(default_factory=dict)
    band: Rect | None = None
    banded: frozenset[StepId] | None = None
    panels: Mapping[PanelId, Panel] = field(default_factory=dict)
    bends: Mapping[Wire, tuple[Point, ...]] = field(default_factory=dict)
    loose: tuple[Curve, ...] = ()
    landing: tuple[Side, Port] | None = None
    fitting: frozenset[tuple[Side, Port]] | None = None
    doomed: frozenset[Wire] = frozenset()
    into: Wire | None = None
    knife: Line | None = None
    guides: tuple[Line, ...] = ()
    ghosts: tuple[Ghost, ...] = ()
    refusal: str = ""
    at: Point = field(default=Point(0.0, 0.0))
    hint: str = ""

    @property
    def holds(self) -> bool:
        """Whether something that is there already is in the hand, and not where it lies."""
        return bool(self.cards or self.panels or self.bends)

    def holds_as(self, other: Preview) -> bool:
        """Whether the same things are in the hand."""
        return (self.cards.keys(), self.panels.keys(), self.bends.keys()) == (
            other.cards.keys(),
            other.panels.keys(),
            other.bends.keys(),
        )


NOTHING = Preview()
