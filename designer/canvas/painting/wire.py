"""Paints a `WireLook`: a curve whose stroke says the state, and its Attribute on a pill."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from designer.canvas.curves import Curve, pieces
from designer.canvas.geometry import Point, Rect, Type
from designer.canvas.looks import Glyph, Stroke, WireLook, WireStatus
from designer.canvas.moments import unhasty_wire
from designer.canvas.painting.glyphs import draw_badge
from designer.canvas.painting.ink import Ink
from designer.canvas.painting.scene import Scene
from designer.canvas.painting.signs import paint_stop
from engine.flow import Wire

FADED = 0.35
"""The opacity of wires that do not touch the selection."""
FADED_TEXT = 0.6
"""The same for their labels, which are still read."""

_FLOW = (5.0, 4.0)
_SPEED = 24.0
_STOP_AT = 0.72
"""Where the sign of a breakpoint stands: before the value is read, and off the label."""
_GUILT_AT = 0.84
"""Near the Step that is blocked, and out of the label's way."""


def paint_wire(
    painter: QPainter, wire: Wire, look: WireLook, curve: Curve, scene: Scene, *,
    faded: bool = False, doomed: bool = False, selected: bool = False,
) -> None:  # fmt: skip
    """Draw a wire; one that would vanish is dashed in red before it does."""
    ink, look = scene.ink, unhasty_wire(look, scene.now)
    path = curve_path(curve)
    traced = scene.strength.traces(wire)
    painter.setOpacity(scene.of_wire(wire, look) * (FADED if faded and not traced else 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if traced:
        _cased(painter, path, ink["text"], ink["canvas"], (look.weight + 8) * scene.line, scene)
    if selected:
        halo = (look.weight + 5) * scene.line
        _cased(painter, path, ink["selection"], ink["canvas"], halo, scene)
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
    if wire in scene.moments.pulses:
        _pulse(painter, curve.at(scene.moments.pulses[wire]), scene)
    if look.breakpoint:
        paint_stop(painter, *curve.at(_STOP_AT), scene)


def _pulse(painter: QPainter, at: Point, scene: Scene) -> None:
    """A value on its way."""
    painter.setPen(QPen(scene.ink["canvas"], 1.5 * scene.line))
    painter.setBrush(scene.ink["ok"])
    painter.drawEllipse(QPointF(*at), 5.5 * scene.line, 5.5 * scene.line)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_loose(painter: QPainter, curve: Curve, scene: Scene, *, refused: bool) -> None:
    """Draw the wire that hangs at the cursor."""
    token = "failed" if refused else "selection"
    stroke = Stroke.DASHED if refused else Stroke.SOLID
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(scene.ink.pen(token, 2.5 * scene.line, stroke))
    painter.drawPath(curve_path(curve))


def paint_label(
    painter: QPainter, look: WireLook, rect: Rect, ink: Ink, share: float, *, faded: bool
) -> None:
    """Write the Attribute on its pill; `share` is the opacity of its wire."""
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


def _cased(
    painter: QPainter, path: QPainterPath, outer: QColor, inner: QColor, width: float, scene: Scene
) -> None:
    """Draw an outline round where a wire is going to be drawn."""
    halo = QPen(outer, width)
    halo.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(halo)
    painter.drawPath(path)
    painter.setPen(QPen(inner, width - 3 * scene.line))
    painter.drawPath(path)


def _flowing(ink: Ink, width: float, scene: Scene) -> QPen:
    pen = QPen(ink["running"], width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern(_FLOW)
    if not scene.still:
        pen.setDashOffset(-((scene.now * _SPEED / width) % sum(_FLOW)))
    return pen
