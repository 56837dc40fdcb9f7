"""Lets cards glide to where an edit has put them already, so that eyes can follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from designer.canvas.covering import MANY
from designer.canvas.geometry import Card
from designer.canvas.preview import NOTHING, Preview
from engine.flow import StepId

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

DURATION: Final = 200
"""Milliseconds."""


class Gliding(QObject):
    """One glide at a time; the document knows nothing of it."""

    def __init__(self, canvas: Canvas) -> None:
        """Serve a canvas."""
        super().__init__(canvas)
        self._canvas = canvas
        self._before: Mapping[StepId, Card] = {}
        self._motion = QVariantAnimation(self)
        self._motion.setDuration(DURATION)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._show)
        self._motion.finished.connect(self.stop)

    def start(self, before: Mapping[StepId, Card]) -> None:
        """Show cards on their way from where they lay; too many of them, or without motion: not at all."""
        self.stop()
        if self._canvas.reduced_motion or not 0 < len(before) <= MANY:
            return
        self._before = before
        self._motion.start()

    def stop(self) -> None:
        """Show all cards where they lie."""
        if self._before:
            self._before = {}
            self._motion.stop()
            self._canvas.show_preview(NOTHING)

    def _show(self, share: float) -> None:
        there = self._canvas.picture.cards
        way = {step: (card, there[step]) for step, card in self._before.items() if step in there}
        cards = {step: _between(*ends, share) for step, ends in way.items()}
        if cards:
            self._canvas.show_preview(Preview(cards=cards))


def _between(start: Card, end: Card, share: float) -> Card:
    x, y = start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share
    return Card(x, y, end.shape)
