"""Drags the edges of a frame or a note; one edit on release."""

from __future__ import annotations

from typing import Final

from designer.canvas.backdrop import LEAST_SIDE, Grip
from designer.canvas.geometry import Point, snapped
from designer.canvas.gestures.gesture import Edit, Keys, Outcome, Sight
from designer.canvas.picture import Picture
from designer.canvas.preview import Preview
from designer.document.scenery import Panel, set_scenery
from designer.words import tr

_HINT: Final = "Alt: no grid · Esc: cancel"


class Resize:
    """Holds some edges of a panel."""

    def __init__(self, picture: Picture, grip: Grip, start: Point) -> None:
        """Take hold of them at a scene point."""
        self._picture, self._grip, self._start = picture, grip, start
        self._panel = picture.scenery.panels[grip.panel]

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """Show it as large as it would be."""
        del sight
        return Preview(panels={self._grip.panel: self._sized(at, keys)}, at=at, hint=tr(_HINT))

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """Make it so large."""
        del sight
        sized = self._sized(at, keys)
        if sized == self._panel:
            return None
        patch = set_scenery(self._picture.diagram, {self._grip.panel: sized})
        return Edit(patch, tr("Resize {what}", what=tr(self._grip.panel.kind)))

    def _sized(self, at: Point, keys: Keys) -> Panel:
        box, edges = self._panel.box, self._grip.edges
        dx, dy = at.x - self._start.x, at.y - self._start.y
        corner = self._there(Point(box.x + dx, box.y + dy), keys)
        far = self._there(Point(box.x + box.w + dx, box.y + box.h + dy), keys)
        left = min(corner.x, box.x + box.w - LEAST_SIDE) if edges.left else box.x
        top = min(corner.y, box.y + box.h - LEAST_SIDE) if edges.top else box.y
        right = max(far.x, box.x + LEAST_SIDE) if edges.right else box.x + box.w
        bottom = max(far.y, box.y + LEAST_SIDE) if edges.bottom else box.y + box.h
        sized = box._replace(x=left, y=top, w=right - left, h=bottom - top)
        return self._panel._replace(box=sized)

    @staticmethod
    def _there(at: Point, keys: Keys) -> Point:
        return at if keys.alt else snapped(at)
