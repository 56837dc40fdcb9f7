"""The pictures of the guide, sharp on every screen: drawings at any size, photographs of the window small.

Reads files of the guide and nothing else: whatever leads out of it, or to a network, is no picture.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

PIXELS: Final = 1.5
"""Pixels of a photograph of the window for one of the window."""
_AIR: Final = 12
"""Pixels round a drawing."""


def picture(path: Path, room: int, ratio: float, paper: QColor, edge: QColor) -> QImage:
    """A picture no wider than `room`, for a screen of that pixel ratio; a null image where there is none.

    Drawings lie on `paper`; photographs of the window have an edge of that colour.
    """
    if not path.is_file():
        return QImage()
    if path.suffix == ".svg":
        return _drawing(path, room, ratio, paper)
    image = QImage(str(path))
    if image.isNull():
        return image
    width = min(room, round(image.width() / PIXELS))
    mode = Qt.TransformationMode.SmoothTransformation
    if width * ratio < image.width():
        image = image.scaledToWidth(round(width * ratio), mode)
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setPen(edge)
    painter.drawRect(0, 0, image.width() - 1, image.height() - 1)
    painter.end()
    image.setDevicePixelRatio(image.width() / width)
    return image


def _drawing(path: Path, room: int, ratio: float, paper: QColor) -> QImage:
    renderer = QSvgRenderer(str(path))
    wanted = renderer.defaultSize()
    if not renderer.isValid() or wanted.isEmpty():
        return QImage()
    scale = min(1.0, (room - 2 * _AIR) / wanted.width())
    size = wanted * scale + QSize(2 * _AIR, 2 * _AIR)
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(paper)
    painter.drawRoundedRect(QRectF(0, 0, size.width(), size.height()), 6, 6)
    renderer.render(painter, QRectF(_AIR, _AIR, wanted.width() * scale, wanted.height() * scale))
    painter.end()
    return image
