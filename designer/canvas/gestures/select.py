"""The rubber band."""

from __future__ import annotations

from designer.canvas.geometry import Point, Rect
from designer.canvas.gestures.gesture import Keys, Outcome, Selection, Sight
from designer.canvas.picture import Picture
from designer.canvas.preview import Preview
from engine.flow import StepId

_HINT = "Shift: add · Ctrl: toggle · Esc: cancel"


class Band:
    """Selects every card that it touches; Shift adds to what was selected, Ctrl toggles."""

    def __init__(self, picture: Picture, selected: frozenset[StepId], start: Point) -> None:
        """Begin at a scene point, with what is selected before."""
        self._picture = picture
        self._before = selected
        self._start = start

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """Show the band, and what it would select."""
        del sight
        band = Rect.spanning(self._start, at)
        return Preview(band=band, banded=self._selected(band, keys), at=at, hint=_HINT)

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """Select it."""
        del sight
        return Selection(self._selected(Rect.spanning(self._start, at), keys))

    def _selected(self, band: Rect, keys: Keys) -> frozenset[StepId]:
        cards = self._picture.cards
        near = self._picture.steps_in(band)
        inside = frozenset(step for step in near if cards[step].rect.touches(band))
        if keys.ctrl:
            return self._before ^ inside
        return self._before | inside if keys.shift else inside
