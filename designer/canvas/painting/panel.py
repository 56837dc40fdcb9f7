"""Paints frames, notes and the dots of wires; and the lines that a gesture shows. Knows no document."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from designer.canvas.geometry import CORNER, NOTE_PAD, Point, Rect, Type, elide
from designer.canvas.painting.scene import Scene

_PAD: Final = NOTE_PAD
_FRAME_FILL: Final = 0.06
_NOTE_FILL: Final = 0.16


def paint_frame(painter: QPainter, title: str, box: Rect, scene: Scene, *, selected: bool) -> None:
    """Draw a frame, its title in the upper left corner as large as can be read."""
    ink = scene.ink
    painter.setPen(ink.pen("selection" if selected else "outline", 1.5 * scene.line))
    painter.setBrush(_faint(ink["selection"], _FRAME_FILL))
    painter.drawRoundedRect(QRectF(*box), CORNER, CORNER)
    size = min(max(1.0 / scene.zoom, 1.0), 4.0)
    painter.save()
    painter.translate(box.x + _PAD, box.y + (box_title(box) - ink.height(Type.TITLE) * size) / 2)
    painter.scale(size, size)
    room = (box.w - 2 * _PAD) / size
    ink.write(painter, 0, 0, elide(title, room, Type.TITLE, ink), Type.TITLE)
    painter.restore()


def paint_note(painter: QPainter, text: str, box: Rect, scene: Scene, *, selected: bool) -> None:
    """Draw a note, its text wrapped into it."""
    ink = scene.ink
    painter.setPen(ink.pen("selection" if selected else "attention", scene.line))
    painter.setBrush(ink["node"])
    painter.drawRoundedRect(QRectF(*box), 4, 4)
    painter.setBrush(_faint(ink["attention"], _NOTE_FILL))
    painter.drawRoundedRect(QRectF(*box), 4, 4)
    painter.setPen(ink["text"])
    painter.setFont(ink.font(Type.BODY))
    inner = QRectF(*box).adjusted(_PAD, _PAD / 2, -_PAD, -_PAD / 2)
    painter.drawText(inner, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter), text)


def box_title(box: Rect) -> float:
    """How high the strip is in which a frame's title stands."""
    return min(30.0, box.h)


def paint_dot(painter: QPainter, at: Point, radius: float, scene: Scene, *, selected: bool) -> None:
    """Draw a point that a wire runs through."""
    painter.setPen(QPen(scene.ink["selection" if selected else "outline"], 1.5 * scene.line))
    painter.setBrush(scene.ink["selection" if selected else "node"])
    painter.drawEllipse(QPointF(*at), radius, radius)


def paint_guide(painter: QPainter, start: Point, end: Point, scene: Scene) -> None:
    """Draw a line that cards snap to."""
    painter.setPen(QPen(scene.ink["goal"], 1.0 / scene.zoom, Qt.PenStyle.DashLine))
    painter.drawLine(QLineF(*start, *end))


def paint_knife(painter: QPainter, start: Point, end: Point, scene: Scene) -> None:
    """Draw the cut that a knife has made so far."""
    painter.setPen(QPen(scene.ink["failed"], 2.0 / scene.zoom))
    painter.drawLine(QLineF(*start, *end))


def _faint(colour: QColor, share: float) -> QColor:
    faint = QColor(colour)
    faint.setAlphaF(share)
    return faint
