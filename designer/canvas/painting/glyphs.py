"""The marks that say a state without colour, as paths: sharp at every zoom and on every screen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final, TypeAlias

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from designer.canvas.looks import Glyph, PortShape

_Line: TypeAlias = Sequence[tuple[float, float]]

# in a box from -1 to 1; the first are stroked, the others filled
_LINES: Final[dict[Glyph, Sequence[_Line]]] = {
    Glyph.CHECK: [[(-0.5, 0.05), (-0.12, 0.42), (0.52, -0.38)]],
    Glyph.CROSS: [[(-0.4, -0.4), (0.4, 0.4)], [(0.4, -0.4), (-0.4, 0.4)]],
    Glyph.SLASH: [[(-0.36, 0.5), (0.36, -0.5)]],
    Glyph.HOURGLASS: [
        [(-0.4, -0.5), (0.4, -0.5), (-0.4, 0.5), (0.4, 0.5), (-0.4, -0.5)],
    ],
    Glyph.BANG: [[(0.0, -0.52), (0.0, 0.1)], [(0.0, 0.42), (0.0, 0.5)]],
    Glyph.PIN: [[(-0.3, -0.5), (0.3, -0.5)], [(0.0, -0.5), (0.0, 0.0)],
                [(-0.42, 0.05), (0.42, 0.05)], [(0.0, 0.05), (0.0, 0.6)]],
    Glyph.PAUSE: [[(-0.22, -0.4), (-0.22, 0.4)], [(0.22, -0.4), (0.22, 0.4)]],
    Glyph.TRIANGLE: [[(0.0, -0.5), (0.5, 0.38), (-0.5, 0.38), (0.0, -0.5)]],
}  # fmt: skip
_AREAS: Final[dict[Glyph, _Line]] = {
    Glyph.PLAY: [(-0.28, -0.46), (0.5, 0.0), (-0.28, 0.46)],
    Glyph.STOP: [(-0.36, -0.36), (0.36, -0.36), (0.36, 0.36), (-0.36, 0.36)],
}
_SHAPES: Final[dict[PortShape, _Line]] = {
    PortShape.TEXT: [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    PortShape.NUMBER: [(0.0, -1.15), (1.15, 0.0), (0.0, 1.15), (-1.15, 0.0)],
    PortShape.BOOLEAN: [(-0.85, -1.0), (1.1, 0.0), (-0.85, 1.0)],
    PortShape.OBJECT: [(-0.55, -0.95), (0.55, -0.95), (1.1, 0.0), (0.55, 0.95), (-0.55, 0.95),
                       (-1.1, 0.0)],
    PortShape.ARRAY: [(-0.95, -0.9), (0.35, -0.9), (1.15, 0.0), (0.35, 0.9), (-0.95, 0.9)],
}  # fmt: skip


def draw_glyph(
    painter: QPainter, glyph: Glyph, x: float, y: float, radius: float, colour: QColor
) -> None:
    """Draw a mark with its centre there."""
    path, filled = _path(glyph)
    painter.save()
    painter.translate(x, y)
    painter.scale(radius, radius)
    if filled:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
    else:
        painter.setPen(
            QPen(colour, 0.24, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                 Qt.PenJoinStyle.RoundJoin)
        )  # fmt: skip
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


def draw_badge(
    painter: QPainter, glyph: Glyph, x: float, y: float, radius: float, disc: QColor, ink: QColor
) -> None:
    """Draw a mark on a filled disc."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(disc)
    painter.drawEllipse(QPointF(x, y), radius, radius)
    draw_glyph(painter, glyph, x, y, radius, ink)


def draw_flag(
    painter: QPainter, x: float, y: float, size: float, colour: QColor, waving: bool
) -> None:
    """Draw the Goal's flag in a box of that size, its upper left corner there; filled when waving."""
    painter.setPen(
        QPen(colour, size * 0.11, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
             Qt.PenJoinStyle.RoundJoin)
    )  # fmt: skip
    painter.setBrush(colour if waving else Qt.BrushStyle.NoBrush)
    painter.drawLine(QPointF(x + size * 0.2, y), QPointF(x + size * 0.2, y + size))
    cloth = [(0.2, 0.06), (0.95, 0.06), (0.76, 0.32), (0.95, 0.58), (0.2, 0.58)]
    painter.drawPolygon(QPolygonF([QPointF(x + size * a, y + size * b) for a, b in cloth]))


@cache
def port_path(shape: PortShape) -> QPainterPath:
    """The outline of a port of radius 1 around the origin."""
    path = QPainterPath()
    if shape is PortShape.ANY:
        path.addEllipse(QPointF(0, 0), 1.0, 1.0)
    else:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in _SHAPES[shape]]))
        path.closeSubpath()
    return path


@cache
def _path(glyph: Glyph) -> tuple[QPainterPath, bool]:
    path = QPainterPath()
    if glyph in _AREAS:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in _AREAS[glyph]]))
        path.closeSubpath()
        return path, True
    for line in _LINES.get(glyph, ()):
        path.moveTo(*line[0])
        for point in line[1:]:
            path.lineTo(*point)
    if glyph is Glyph.SLASH:
        path.addEllipse(QPointF(0, 0), 0.58, 0.58)
    if glyph is Glyph.AGAIN:
        path.arcMoveTo(QRectF(-0.5, -0.5, 1.0, 1.0), 60)
        path.arcTo(QRectF(-0.5, -0.5, 1.0, 1.0), 60, 290)
        path.moveTo(0.12, -0.62)
        path.lineTo(0.3, -0.4)
        path.lineTo(0.06, -0.22)
    return path, False
