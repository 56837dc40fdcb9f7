"""Has cards painted as they are that a zoom has shown as they were, larger or smaller, for a moment.

Not one by one: as soon as the zoom rests, as many in each frame as a frame has time for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from designer.canvas.finding import AROUND_CARD
from designer.canvas.geometry import Rect
from designer.canvas.painting.stamps import Stamps

_REST: Final = 60
"""Milliseconds after which a zoom rests."""


class Sharpening(QObject):
    """Minds the stamps of one canvas."""

    def __init__(self, stamps: Stamps, repaint: Callable[[list[Rect]], None], parent: QObject):
        """Take the stamps, and who paints areas of the scene anew."""
        super().__init__(parent)
        self._stamps, self._repaint = stamps, repaint
        self._zoom = 1.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._sharpen)

    @property
    def is_due(self) -> bool:
        """Whether cards in view are shown as they were at another zoom."""
        return self._timer.isActive()

    def mind(self, zoom: float) -> None:
        """A frame was painted at that zoom."""
        before, self._zoom = self._zoom, zoom
        if self._stamps.rough and (zoom != before or not self.is_due):
            self._timer.start(_REST if zoom != before else 0)

    def _sharpen(self) -> None:
        cards = list(self._stamps.rough.values())
        self._stamps.rough.clear()  # those that are in view and have to wait still come back
        self._repaint([card.rect.grown(AROUND_CARD) for card in cards])
