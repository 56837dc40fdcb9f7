"""Paints a `WireLook`: a curve whose stroke says the state, and its Attribute on a pill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen

from designer.canvas.curves import Curve, pieces
from designer.canvas.geometry import Point, Rect, Type
from designer.canvas.looks import Glyph, Stroke, WireLook, WireStatus
from designer.canvas.moments import unhasty_wire
from designer.canvas.painting.glyphs import draw_badge
from designer.canvas.painting.ink import Ink
from designer.canvas.painting.scene import Scene
from designer.canvas.painting.signs import paint_stop
from designer.canvas.painting.strokes import OFF, ON
from engine.flow import Wire

FADED = 0.35
"""The opacity of wires that do not touch the selection."""
FADED_TEXT = 0.6
"""The same for their labels, which are still read."""

_FLOW = (5.0, 4.0)
_SPEED = 24.0
_STOP_AT = 0.72
"""Where the sign of a breakpoint stands: before the value is read, and off the label."""
_LONG: Final = 1_500.0
"""Units. Of a wire that is longer most may be out of view, and Qt makes no dashes there."""
_GUILT_AT = 0.84
"""Near the Step that is blocked, and out of the label's way."""


_LIVELY: Final = frozenset({WireStatus.FLOWING, WireStatus.GUILTY})
"""What more is drawn of than a stroke."""


class Course(NamedTuple):
    """A wire that is to be painted: its look, its curve, and what the user's hand makes of it."""

    wire: Wire
    look: WireLook
    curve: Curve
    share: float
    """Its opacity."""
    faded: bool = False
    doomed: bool = False
    selected: bool = False


def paint_wires(
    painter: QPainter, courses: Iterable[Course], scene: Scene, areas: Sequence[Rect] = ()
) -> None:
    """Draw wires: those that are a stroke and no more by their strokes, the others above them.

    Nothing of them needs to be drawn outside of the `areas`; where there are none it may be anywhere.
    """
    ink, moments, traced = scene.ink, scene.moments.pulses, scene.strength.traces
    hasty = scene.hasty and len(areas) == 1
    plain: dict[tuple[float, str, float, str], list[Curve]] = {}
    others: list[Course] = []
    for course in courses:
        wire, look, curve, share, faded, doomed, selected = course
        marked = doomed or selected or look.breakpoint or look.status in _LIVELY
        if marked or wire in moments or traced(wire):
            others.append(course)
        else:
            key = share * FADED if faded else share, look.tone, look.weight, look.stroke
            plain.setdefault(key, []).append(curve)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if hasty:
        ink.strokes.begin(areas[0])
    for (share, tone, weight, stroke), curves in sorted(plain.items(), key=lambda it: it[0]):
        painter.setOpacity(share)
        width = weight * scene.line
        if hasty and share == 1.0:  # pieces that overlap would show through
            painter.setPen(ink.pen(tone, width))
            curves = _paint_pieces(painter, curves, ink, dashed=stroke == Stroke.DASHED)
        pen = ink.pen(tone, width, Stroke(stroke))
        painter.setPen(pen)
        keeps = stroke == Stroke.DASHED and not (hasty or scene.as_paths)
        for curve in curves:
            dashes = _dashes(curve, width) if keeps else None
            if dashes is None:
                painter.drawPath(curve_path(curve))
            else:
                painter.fillPath(dashes, pen.brush())
    painter.setOpacity(1.0)
    for wire, look, curve, _, faded, doomed, selected in others:
        paint_wire(painter, wire, look, curve, scene, faded=faded, doomed=doomed, selected=selected)


def _paint_pieces(
    painter: QPainter, curves: Iterable[Curve], ink: Ink, *, dashed: bool
) -> list[Curve]:
    """Draw those whose pieces are kept; the others."""
    left: list[Curve] = []
    lines: list[QLineF] = []
    width = painter.pen().widthF()
    for curve in curves:
        kept = ink.strokes.of(curve, width, dashed=dashed)
        if kept is None:
            left.append(curve)
        else:
            lines += kept
    painter.drawLines(lines)
    return left


def paint_wire(
    painter: QPainter, wire: Wire, look: WireLook, curve: Curve, scene: Scene, *,
    faded: bool = False, doomed: bool = False, selected: bool = False,
) -> None:  # fmt: skip
    """Draw a wire; one that would vanish is dashed in red before it does."""
    ink = scene.ink
    look = look if scene.past else unhasty_wire(look, scene.now)
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


def paint_labels(
    painter: QPainter, courses: Sequence[Course], placed: Mapping[Wire, Rect], ink: Ink
) -> None:
    """Write the Attributes of wires on their pills, where those were placed."""
    seen = [(course, placed[course.wire]) for course in courses if course.wire in placed]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink["canvas"])
    for _, rect in seen:
        painter.drawRoundedRect(QRectF(*rect), 7, 7)
    lift, written = ink.height(Type.SMALL) / 2, 1.0
    for (_, look, _, share, faded, _, _), (x, y, wide, high) in seen:
        strength = min(share, FADED_TEXT) if faded else share
        if strength != written:
            painter.setOpacity(strength)
            written = strength
        left = x + (wide - ink.width(look.attribute, Type.SMALL)) / 2
        ink.write(painter, left, y + high / 2 - lift, look.attribute, Type.SMALL)
    painter.setOpacity(1.0)


@lru_cache(maxsize=4096)
def curve_path(curve: Curve) -> QPainterPath:
    """The curve as Qt draws it; not to be changed."""
    path = QPainterPath(QPointF(*curve.start))
    for _, lead, trail, end, _ in pieces(curve):
        path.cubicTo(QPointF(*lead), QPointF(*trail), QPointF(*end))
    return path


@lru_cache(maxsize=512)
def _dashes(curve: Curve, width: float) -> QPainterPath | None:
    """The outline of a curve's dashes, which Qt makes anew whenever it draws them; None of a long one."""
    if max(curve.hull.w, curve.hull.h) > _LONG:
        return None
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(Qt.PenCapStyle.FlatCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    stroker.setDashPattern([ON, OFF])
    return stroker.createStroke(curve_path(curve))


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
