"""The rubber band."""

from __future__ import annotations

from designer.canvas.geometry import Point, Rect
from designer.canvas.gestures.gesture import Keys, Outcome, Selection, Sight
from designer.canvas.picture import Picture
from designer.canvas.preview import Preview
from designer.document.scenery import PanelId
from designer.words import tr
from engine.flow import StepId

_HINT = "Shift: add · Ctrl: toggle · Esc: cancel"


class Band:
    """Selects every card that it touches; Shift adds to what was selected, Ctrl toggles."""

    def __init__(
        self, picture: Picture, selected: frozenset[StepId], start: Point,
        panels: frozenset[PanelId] = frozenset(),
    ) -> None:  # fmt: skip
        """Begin at a scene point, with what is selected before."""
        self._picture = picture
        self._before, self._before_panels = selected, panels
        self._start = start

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """Show the band, and what it would select."""
        del sight
        band = Rect.spanning(self._start, at)
        return Preview(band=band, banded=self._selected(band, keys), at=at, hint=tr(_HINT))

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """Select it."""
        del sight
        band = Rect.spanning(self._start, at)
        return Selection(self._selected(band, keys), panels=self._panels(band, keys))

    def _panels(self, band: Rect, keys: Keys) -> frozenset[PanelId]:
        """Notes that it touches, and frames that lie in it as a whole: one may draw within a frame."""
        boxes = {p: Rect(*it.box) for p, it in self._picture.scenery.panels.items()}
        inside = frozenset(
            p
            for p, box in boxes.items()
            if box.touches(band) and (p.kind == "note" or _within(box, band))
        )
        if keys.ctrl:
            return self._before_panels ^ inside
        return self._before_panels | inside if keys.shift else inside

    def _selected(self, band: Rect, keys: Keys) -> frozenset[StepId]:
        cards = self._picture.cards
        near = self._picture.steps_in(band)
        inside = frozenset(step for step in near if cards[step].rect.touches(band))
        if keys.ctrl:
            return self._before ^ inside
        return self._before | inside if keys.shift else inside


def _within(box: Rect, band: Rect) -> bool:
    corners = Point(box.x, box.y), Point(box.right, box.bottom)
    return all(map(band.contains, corners))
