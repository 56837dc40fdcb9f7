"""Paints a few words on the upper edge of cards: what a comparison found out about each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from designer.canvas.geometry import Rect, Type
from designer.canvas.painting.scene import Scene
from designer.canvas.painting.step import elide_end
from engine.flow import StepId

_PAD: Final = 7.0
_BELOW: Final = 6.0
"""How far it reaches into the card: not as far as the title."""
NOTE_ROOM: Final = 40.0
"""How far above a card its note may be."""


def paint_notes(painter: QPainter, boxes: Iterable[tuple[StepId, Rect]], scene: Scene) -> None:
    """Draw the notes of the emphasis on those of these cards that have any."""
    emphasis, ink = scene.strength.emphasis, scene.ink
    if emphasis is None or not emphasis.notes:
        return
    high = ink.height(Type.SMALL) + 4
    grown = min(max(0.85 / scene.zoom, 1.0), 1.5)
    for step, box in boxes:
        words = emphasis.notes.get(step)
        if not words:
            continue
        shown = elide_end(words, box.w / grown - 4 * _PAD, ink)
        wide = ink.width(shown, Type.SMALL) + 2 * _PAD
        painter.save()
        painter.translate(box.right, box.y)
        painter.scale(grown, grown)
        plate = QRectF(-wide - _PAD, _BELOW / grown - high, wide, high)
        painter.setPen(ink.pen("text", 1.5))
        painter.setBrush(ink["node"])
        painter.drawRoundedRect(plate, high / 2, high / 2)
        ink.write(painter, plate.x() + _PAD, plate.y() + 2, shown, Type.SMALL, "text")
        painter.restore()
