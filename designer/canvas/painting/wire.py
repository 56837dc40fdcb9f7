"""Paints a `WireLook`: a curve whose stroke says the state, and its Attribute on a pill."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from designer.canvas.curves import Curve, pieces
from designer.canvas.geometry import Rect, Type
from designer.canvas.looks import Glyph, Stroke, WireLook, WireStatus
from designer.canvas.painting.glyphs import draw_badge
from designer.canvas.painting.ink import Ink
from designer.canvas.painting.step import Scene

FADED = 0.35
"""The opacity of wires that do not touch the selection."""
FADED_TEXT = 0.6
"""The same for their labels, which are still read."""

_FLOW = (5.0, 4.0)
_SPEED = 24.0
_GUILT_AT = 0.84
"""Near the Step that is blocked, and out of the label's way."""


def paint_wire(
    painter: QPainter, look: WireLook, curve: Curve, scene: Scene, *,
    faded: bool = False, doomed: bool = False, selected: bool = False,
) -> None:  # fmt: skip
    """Draw a wire; one that would vanish is dashed in red before it does."""
    ink = scene.ink
    path = curve_path(curve)
    share = ink.theme.share("unneeded") if look.dimmed else 1.0
    painter.setOpacity(share * (FADED if faded else 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if selected:
        halo = QPen(ink["selection"], (look.weight + 5) * scene.line)
        halo.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(halo)
        painter.drawPath(path)
        painter.setPen(QPen(ink["canvas"], (look.weight + 2) * scene.line))
        painter.drawPath(path)
    width = look.weight * scene.line
    if doomed:
        painter.setPen(ink.pen("failed", 2.5 * scene.line, Stroke.DASHED))
    elif look.status is WireStatus.FLOWING:
        painter.setPen(_flowing(ink, width, scene))
    else:
        painter.setPen(ink.pen(look.tone, width, look.stroke))
    painter.drawPath(path)
    if look.status is WireStatus.GUILTY:
        at = curve.at(_GUILT_AT)
        draw_badge(painter, Glyph.CROSS, at.x, at.y, 8.0, ink["failed"], ink["badge"])
    painter.setOpacity(1.0)


def paint_loose(painter: QPainter, curve: Curve, scene: Scene, *, refused: bool) -> None:
    """Draw the wire that hangs at the cursor."""
    token = "failed" if refused else "selection"
    stroke = Stroke.DASHED if refused else Stroke.SOLID
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(scene.ink.pen(token, 2.5 * scene.line, stroke))
    painter.drawPath(curve_path(curve))


def paint_label(painter: QPainter, look: WireLook, rect: Rect, ink: Ink, *, faded: bool) -> None:
    """Write the Attribute on its pill."""
    share = ink.theme.share("unneeded") if look.dimmed else 1.0
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink["canvas"])
    painter.drawRoundedRect(QRectF(*rect), 7, 7)
    width = ink.width(look.attribute, Type.SMALL)
    top = rect.center.y - ink.height(Type.SMALL) / 2
    painter.setOpacity(min(share, FADED_TEXT if faded else 1.0))
    ink.write(painter, rect.center.x - width / 2, top, look.attribute, Type.SMALL)
    painter.setOpacity(1.0)


def curve_path(curve: Curve) -> QPainterPath:
    """The curve as Qt draws it."""
    path = QPainterPath(QPointF(*curve.start))
    for _, lead, trail, end, _ in pieces(curve):
        path.cubicTo(QPointF(*lead), QPointF(*trail), QPointF(*end))
    return path


def _flowing(ink: Ink, width: float, scene: Scene) -> QPen:
    pen = QPen(ink["running"], width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern(_FLOW)
    if not scene.still:
        pen.setDashOffset(-((scene.now * _SPEED / width) % sum(_FLOW)))
    return pen
