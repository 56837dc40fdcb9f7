"""Small things that are painted by the hundred in every frame, kept as pixels: ports, and the grid.

What is kept belongs to a theme's colours, a zoom and a screen; it is exact to half a pixel.
"""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from designer.canvas.looks import PortShape
from designer.canvas.painting.glyphs import port_path

_HINTS = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
OUTLINE = 0.32
"""How wide a port's outline is, where its radius is 1."""


def stamp_port(
    painter: QPainter, shape: PortShape, x: float, y: float, radius: float, line: QColor,
    fill: QColor, ratio: float,
) -> None:  # fmt: skip
    """Draw a port with its centre there; the painter is in scene coordinates, upright."""
    there = painter.transform()
    zoom = there.m11()
    pixels = _port(shape, round(radius * zoom, 2), line.rgba(), fill.rgba(), ratio)
    half = pixels.width() / ratio / 2
    at = QPointF(round(there.dx() + x * zoom) - half, round(there.dy() + y * there.m22()) - half)
    painter.setWorldMatrixEnabled(False)
    painter.drawPixmap(at, pixels)
    painter.setWorldMatrixEnabled(True)


@lru_cache(maxsize=256)
def _port(shape: PortShape, radius: float, line: int, fill: int, ratio: float) -> QPixmap:
    half = math.ceil(radius * 1.45) + 1
    pixels = QPixmap(QSize(2 * half, 2 * half) * ratio)
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    painter.setRenderHints(_HINTS)
    painter.translate(half, half)
    painter.scale(radius, radius)
    painter.setBrush(QColor.fromRgba(fill))
    painter.setPen(QPen(QColor.fromRgba(line), OUTLINE))
    painter.drawPath(port_path(shape))
    painter.end()
    return pixels


@lru_cache(maxsize=16)
def ground(side: float, dot: float, canvas: int, grid: int) -> QBrush | None:
    """The empty canvas with a dot every `side` pixels, where that is a whole number of them."""
    if not side.is_integer():
        return None
    pixels = QPixmap(int(side), int(side))
    pixels.fill(QColor.fromRgba(canvas))
    painter = QPainter(pixels)
    painter.setPen(QPen(QColor.fromRgba(grid), dot))
    painter.drawPoints([QPointF(x, y) for x in (0, side) for y in (0, side)])
    painter.end()
    return QBrush(pixels)
