"""What a gesture in progress shows before anything is edited. Qt-free values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from designer.canvas.geometry import Card, Curve, Point, Rect
from designer.canvas.looks import StepLook
from engine.flow import Port, Side, StepId, Wire


class Ghost(NamedTuple):
    """A Step that would be added, where it would lie."""

    look: StepLook
    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Cards elsewhere, a rubber band, a loose wire, ports that fit, a wire that would vanish, a refusal."""

    cards: Mapping[StepId, Card] = field(default_factory=dict)
    band: Rect | None = None
    banded: frozenset[StepId] | None = None
    loose: Curve | None = None
    landing: tuple[Side, Port] | None = None
    fitting: frozenset[tuple[Side, Port]] | None = None
    doomed: frozenset[Wire] = frozenset()
    ghost: Ghost | None = None
    refusal: str = ""
    at: Point = field(default=Point(0.0, 0.0))
    hint: str = ""


NOTHING = Preview()
