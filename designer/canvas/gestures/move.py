"""Drags cards; one edit on release."""

from __future__ import annotations

from designer.canvas.geometry import Card, Point, snapped
from designer.canvas.gestures.gesture import Edit, Keys, Outcome, Sight
from designer.canvas.picture import Picture
from designer.canvas.preview import Preview
from designer.document import edits
from designer.document.diagram import Place
from engine.flow import StepId

_HINT = "Alt: no grid · Esc: cancel"


class Move:
    """Drags some cards by one of them, which snaps to the grid."""

    def __init__(
        self, picture: Picture, steps: frozenset[StepId], held: StepId, start: Point
    ) -> None:
        """Take hold of `held` at a scene point; `steps` go with it."""
        self._picture = picture
        self._start = start
        self._held = picture.cards[held]
        self._cards = {step: picture.cards[step] for step in steps if step in picture.cards}

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """Show the cards at their new places."""
        del sight
        return Preview(cards=self._moved(at, keys), at=at, hint=_HINT)

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """Put them there."""
        del sight
        places = {step: Place(c.x, c.y) for step, c in self._moved(at, keys).items()}
        return moved(self._picture, places)

    def _moved(self, at: Point, keys: Keys) -> dict[StepId, Card]:
        wish = Point(self._held.x + at.x - self._start.x, self._held.y + at.y - self._start.y)
        there = wish if keys.alt else snapped(wish)
        dx, dy = there.x - self._held.x, there.y - self._held.y
        return {step: Card(c.x + dx, c.y + dy, c.shape) for step, c in self._cards.items()}


def moved(picture: Picture, places: dict[StepId, Place], merge: str = "") -> Edit | None:
    """The edit that puts cards elsewhere; None where they lie there already."""
    cards = picture.cards
    there = {s: at for s, at in places.items() if s in cards and at != (cards[s].x, cards[s].y)}
    if not there:
        return None
    patch = edits.move(picture.diagram, there)
    return Edit(patch, f"Move {named(picture, frozenset(there))}", merge)


def named(picture: Picture, steps: frozenset[StepId]) -> str:
    """Steps in the text of an undo step: `'load'` or `3 steps`."""
    if len(steps) != 1:
        return f"{len(steps)} steps"
    (step,) = steps
    return f"'{step}'" if step else picture.steps[step].title
