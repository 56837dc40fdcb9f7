"""Drags copies of cards away from them; one edit on release."""

from __future__ import annotations

from typing import Final

from designer.canvas.geometry import Card, Point, snapped
from designer.canvas.gestures.gesture import Edit, Keys, Outcome, Sight
from designer.canvas.gestures.move import named
from designer.canvas.picture import Picture
from designer.canvas.preview import Ghost, Preview
from designer.document import fragment
from designer.document.diagram import Place
from designer.words import tr
from engine.flow import FLOW_INPUTS, StepId

_HINT: Final = "Drop to add the copy · Ctrl: keep its inputs wired · Alt: no grid · Esc: cancel"
_SHOWN: Final = 60
"""More copies than this are told by a few of them while they are dragged."""


class Copying:
    """Holds copies of Steps; the Steps themselves stay where they are.

    Alt is down when it begins, as that is what makes it a copy: it means "no grid" once it was let go.
    """

    def __init__(
        self, picture: Picture, steps: frozenset[StepId], held: StepId, start: Point
    ) -> None:
        """Take hold of `held` at a scene point; copies of `steps` go with it."""
        self._picture = picture
        self._start = start
        self._held = picture.cards[held]
        self._steps = frozenset(steps - {FLOW_INPUTS})
        self._alt_was_up = False

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """Show the copies."""
        del sight
        dx, dy = self._way(at, keys)
        cards, looks = self._picture.cards, self._picture.steps
        ghosts = tuple(
            Ghost(looks[s], Card(cards[s].x + dx, cards[s].y + dy, cards[s].shape))
            for s in sorted(self._steps)[:_SHOWN]
        )
        return Preview(ghosts=ghosts, at=at, hint=tr(_HINT))

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """Add them."""
        del sight
        area = self._picture.bounds(self._steps)
        if area is None:
            return None
        dx, dy = self._way(at, keys)
        text = fragment.copy(self._picture.diagram, self._steps)
        place = Place(area.x + dx, area.y + dy)
        patch = fragment.paste(self._picture.diagram, text, place, keep_wires=keys.ctrl)
        return Edit(patch, tr("Duplicate {what}", what=named(self._picture, self._steps)))

    def _way(self, at: Point, keys: Keys) -> tuple[float, float]:
        self._alt_was_up |= not keys.alt
        wish = Point(self._held.x + at.x - self._start.x, self._held.y + at.y - self._start.y)
        there = wish if keys.alt and self._alt_was_up else snapped(wish)
        return there.x - self._held.x, there.y - self._held.y
