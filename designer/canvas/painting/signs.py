"""Paints what a run and its breakpoints add to a card: how far it is, rings, and the sign to stop."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from designer.canvas.geometry import CORNER, Rect
from designer.canvas.looks import StepLook
from designer.canvas.painting.scene import Scene

GOAL_AT: Final = 4.0
"""How far round a card a Goal's ring is."""


def paint_progress(painter: QPainter, look: StepLook, rect: Rect, scene: Scene) -> None:
    """An arc on the border as long as the work is far; a sliding piece where nobody knows."""
    tick = look.ticking
    if tick is None or scene.now - tick.since < 0.3:
        return
    if tick.fraction is None and (scene.still or tick.due is not None):
        return  # nothing that stood still would say how far it is, and a wait for a retry slides nowhere
    path, length = _outline(rect.w, rect.h)
    width = 5.0 * scene.line
    part = tick.fraction if tick.fraction is not None else 0.18
    offset = 0.0 if tick.fraction is not None else -(scene.now % 2.4) / 2.4 * length
    pen = QPen(scene.ink["running"], width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([max(part, 0.004) * length / width, max(1 - part, 0.004) * length / width])
    pen.setDashOffset(offset / width)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.translate(rect.x, rect.y)
    painter.drawPath(path)
    painter.translate(-rect.x, -rect.y)


def paint_countdown(
    painter: QPainter, look: StepLook, at: QPointF, radius: float, scene: Scene
) -> None:
    """A ring round the badge that is gone when the next try begins."""
    tick = look.ticking
    if tick is None or tick.due is None or tick.due <= tick.waits:
        return
    left = min(max((tick.due - scene.now) / (tick.due - tick.waits), 0.0), 1.0)
    box = QRectF(at.x() - radius - 2.5, at.y() - radius - 2.5, 2 * radius + 5, 2 * radius + 5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(scene.ink.pen("attention", 2.0))
    painter.drawArc(box, 90 * 16, round(left * 360 * 16))


def paint_goal_pulse(painter: QPainter, rect: Rect, part: float, scene: Scene) -> None:
    """A ring that leaves the Goal's, once, as it is reached."""
    painter.save()
    painter.setOpacity(1 - part)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(scene.ink.pen("goal", 2.5 * scene.line))
    grown = GOAL_AT + 7 * part
    painter.drawRoundedRect(QRectF(*rect.grown(grown)), CORNER + grown, CORNER + grown)
    painter.restore()


def paint_stop(painter: QPainter, x: float, y: float, scene: Scene) -> None:
    """The sign of a breakpoint: an octagon, as a road has it."""
    radius = 8.0 * min(max(1.0, 0.8 / scene.zoom), 1.5)
    painter.save()
    painter.translate(x, y)
    painter.setBrush(scene.ink["attention"])
    painter.scale(radius, radius)
    painter.setPen(QPen(scene.ink["canvas"], 2.0 / radius))
    painter.drawPath(_octagon())
    painter.restore()


@lru_cache(maxsize=512)
def _outline(width: float, height: float) -> tuple[QPainterPath, float]:
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, width, height), CORNER, CORNER)
    return path, path.length()


@lru_cache(maxsize=1)
def _octagon() -> QPainterPath:
    path = QPainterPath()
    corners = [math.pi * (2 * n + 1) / 8 for n in range(8)]
    path.addPolygon(QPolygonF([QPointF(math.cos(a), math.sin(a)) for a in corners]))
    path.closeSubpath()
    return path
