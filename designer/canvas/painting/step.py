"""Paints a `StepLook` as a card. Knows looks, shapes and colours, and nothing else."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from designer import icons
from designer.canvas.geometry import (
    CORNER,
    FLAG,
    FOOTER,
    HEADER_TOP,
    ICON,
    PAD,
    PORT_RADIUS,
    SPINE,
    Card,
    Rect,
    Row,
    Type,
    elide,
)
from designer.canvas.looks import (
    Glyph,
    PortLook,
    PortStatus,
    StepLook,
    Stroke,
    Tone,
    says,
)
from designer.canvas.moments import unhasty
from designer.canvas.painting.dots import OUTLINE, stamp_port
from designer.canvas.painting.glyphs import draw_badge, draw_flag, draw_glyph, port_path
from designer.canvas.painting.ink import Ink
from designer.canvas.painting.scene import Scene
from designer.canvas.painting.signs import (
    GOAL_AT,
    paint_countdown,
    paint_goal_pulse,
    paint_progress,
    paint_stop,
)
from engine.flow import Name, Port, Side

SMALL_FROM = 0.5
"""Below this zoom the small print would be a smudge, so only titles and badges are drawn."""

_HALO = 3.0
_SELECTED_AT = 7.5
_FOUND_AT = 10.5
_FOUND_SHARE = 0.4
_EMPHASISED_AT = 10.0
PING_BY = 0.04
"""By how much a card swells as it is done."""
_BARELY: Final = 0.03
"""So far into that it has grown by less than a pixel, and its text is drawn as it always is."""
_RING = 4.8
"""From a port's edge to the ring that points it out, and as far again where it pulses."""


def paint_step(painter: QPainter, look: StepLook, card: Card, scene: Scene) -> None:
    """Draw a card; wires that pass behind it end a little before it."""
    ping = scene.moments.pings.get(look.step, 0.0)
    if ping < _BARELY:
        _paint_step(painter, look if scene.past else unhasty(look, scene.now), card, scene)
        return
    centre, grown = card.rect.center, 1 + PING_BY * math.sin(math.pi * ping)
    painter.save()
    painter.translate(centre.x, centre.y)
    painter.scale(grown, grown)
    painter.translate(-centre.x, -centre.y)
    _paint_step(painter, look, card, scene)
    painter.restore()


def _paint_step(painter: QPainter, look: StepLook, card: Card, scene: Scene) -> None:
    ink, rect = scene.ink, card.rect
    painter.setPen(Qt.PenStyle.NoPen)
    if look.step in scene.found:
        painter.setBrush(ink.theme.blend("attention", "canvas", _FOUND_SHARE))
        _rounded(painter, rect.grown(_FOUND_AT), CORNER + _FOUND_AT)
    painter.setBrush(ink["canvas"])
    _rounded(painter, rect.grown(_HALO), CORNER + _HALO)
    painter.save()
    share = scene.of_step(look)
    if share < 1.0:
        painter.setOpacity(painter.opacity() * share)
    _body(painter, look, card, ink)
    _border(painter, look, rect, scene)
    _header(painter, look, card, scene)
    if scene.zoom >= SMALL_FROM:
        _names(painter, look, card, ink)
    if card.shape.footer:
        _footer(painter, look, card, scene)
    if look.goal:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(ink.pen("goal", 2.0 * scene.line))
        _rounded(painter, rect.grown(GOAL_AT), CORNER + GOAL_AT)
    painter.restore()
    _ports(painter, look, card, scene)
    if look.breakpoint:
        paint_stop(painter, rect.x, rect.y, scene)
    if look.step in scene.moments.goals:
        paint_goal_pulse(painter, rect, scene.moments.goals[look.step], scene)
    _selection(painter, look, rect, scene)
    _emphasis(painter, look, rect, scene)


def _body(painter: QPainter, look: StepLook, card: Card, ink: Ink) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink[look.category])
    rect = card.rect
    plain = look.tone in (Tone.NEUTRAL, Tone.WAITING)
    painter.translate(rect.x, rect.y)
    painter.drawPath(_spine(rect.h))
    painter.setBrush(ink["node"] if plain else ink.tint(look.tone))
    painter.drawPath(_right_of_spine(rect.w, rect.h))
    painter.translate(-rect.x, -rect.y)
    if not card.shape.footer:
        return
    painter.setPen(ink.pen("border", 1.0))
    line = rect.bottom - FOOTER + 0.5
    painter.drawLine(QPointF(rect.x + SPINE + 1, line), QPointF(rect.right - 1, line))


def _border(painter: QPainter, look: StepLook, rect: Rect, scene: Scene) -> None:
    ink, width = scene.ink, look.weight * scene.line
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if look.stroke is Stroke.DOUBLE:
        painter.setPen(ink.pen(look.tone, scene.line))
        _rounded(painter, rect.grown(1.0), CORNER + 1)
        _rounded(painter, rect.grown(-2.0), CORNER - 2)
        return
    inset = look.weight / 2 - 0.5  # the outer edge is the same for every width
    painter.setPen(ink.pen(look.tone, width, look.stroke))
    _rounded(painter, rect.grown(-inset), CORNER - inset)
    if look.tone is Tone.FAILED and look.glyph is Glyph.CROSS:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink["failed"])
        painter.translate(rect.right, rect.y)
        painter.drawPath(_notch())
        painter.translate(-rect.right, -rect.y)
    elif look.ticking is not None:
        paint_progress(painter, look, rect, scene)


def _header(painter: QPainter, look: StepLook, card: Card, scene: Scene) -> None:
    ink, rect = scene.ink, card.rect
    left, top = rect.x + PAD, rect.y + HEADER_TOP
    if scene.stand_in is not None:
        scene.stand_in(painter, look.icon, left, top)
    else:
        picture = icons.pixmap(look.icon, ink["faint"], int(ICON), scene.ratio * scene.zoom)
        painter.drawPixmap(QRectF(left, top, ICON, ICON), picture, QRectF(picture.rect()))
    left += ICON + 8
    step = ink.height(Type.TITLE)
    for line in card.shape.title:
        ink.write(painter, left, top, line, Type.TITLE)
        top += step
    if scene.zoom >= SMALL_FROM:
        ink.write(painter, left, top, card.shape.subtitle, Type.SMALL, _small_ink(look))
    if look.goal:
        x = rect.right - PAD - FLAG + 4
        draw_flag(
            painter, x, rect.y + HEADER_TOP + 1, FLAG - 4, ink["goal"], waving=look.goal_reached
        )


def _names(painter: QPainter, look: StepLook, card: Card, ink: Ink) -> None:
    lift = ink.height(Type.SMALL) / 2
    ends: dict[float, float] = {}  # how far the name of an input reaches, by its row
    for row in card.shape.inputs.values():
        ink.write(painter, card.x + PAD, card.y + row.at.y - lift, row.text, Type.SMALL)
        ends[row.at.y] = ink.width(row.text, Type.SMALL) + 12
    for name, row in card.shape.outputs.items():
        width = ink.width(row.text, Type.SMALL)
        right = card.x + card.shape.width - PAD
        ink.write(painter, right - width, card.y + row.at.y - lift, row.text, Type.SMALL)
        note = look.outputs[name].note if name in look.outputs else ""
        if note:
            begin = ends.get(row.at.y, 0.0)
            room = card.shape.width - 2 * PAD - width - 16 - begin
            shown = elide(note, room, Type.SMALL, ink) if room > 24 else ""
            left = (
                right - width - 8 - ink.width(shown, Type.SMALL)
            )  # beside its name, not the input's
            ink.write(painter, left, card.y + row.at.y - lift, shown, Type.SMALL, "faint")


def _footer(painter: QPainter, look: StepLook, card: Card, scene: Scene) -> None:
    ink, rect = scene.ink, card.rect
    left, middle = rect.x + PAD, rect.bottom - FOOTER / 2 + 0.5
    if look.glyph is not Glyph.NONE:
        radius = 8.0 * min(max(0.8 / scene.zoom, 0.75), 1.35)
        glyph, hollow = look.glyph, look.stroke is Stroke.DOUBLE
        disc = Tone.ATTENTION if _is_retry(look) else look.tone
        if hollow:
            painter.setPen(ink.pen(disc, 1.5))
            painter.setBrush(ink["node"])
            painter.drawEllipse(QPointF(left + 7, middle), radius, radius)
            draw_glyph(painter, glyph, left + 7, middle, radius, ink[disc])
        else:
            draw_badge(painter, glyph, left + 7, middle, radius, ink[disc], ink["badge"])
        if _is_retry(look):
            paint_countdown(painter, look, QPointF(left + 7, middle), radius, scene)
        left += 22
    if scene.zoom < SMALL_FROM:
        return
    words, token = says(look, scene.now), "text"
    if not words:
        words, token = look.note, _small_ink(look)
    shown = _fitted(words, rect.right - PAD - left, ink)
    ink.write(painter, left, middle - ink.height(Type.SMALL) / 2, shown, Type.SMALL, token)
    if look.leads_to is not None:
        low = middle + ink.height(Type.SMALL) / 2 - 2
        painter.setPen(ink.pen("text", 1.0))
        painter.drawLine(QPointF(left, low), QPointF(left + ink.width(shown, Type.SMALL), low))


def _small_ink(look: StepLook) -> str:
    """The colour of small print: on a dimmed card only full ink is still read."""
    return "text" if look.dimmed else "faint"


def _fitted(words: str, room: float, ink: Ink) -> str:
    """As many parts of the words as fit: better no time left than half of one."""
    parts = words.split(" · ")
    while len(parts) > 1 and ink.width(" · ".join(parts), Type.SMALL) > room:
        parts.pop()
    return elide_end(" · ".join(parts), room, ink)


def elide_end(text: str, room: float, ink: Ink) -> str:
    """A sentence, cut at its end where it does not fit: its beginning matters most."""
    if ink.width(text, Type.SMALL) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        kept = (low + high + 1) // 2
        fits = ink.width(text[:kept].rstrip() + "…", Type.SMALL) <= room
        low, high = (kept, high) if fits else (low, kept - 1)
    return text[:low].rstrip() + "…"


def _is_retry(look: StepLook) -> bool:
    return look.ticking is not None and look.ticking.due is not None


# ports --------------------------------------------------------------------------------------------


def _ports(painter: QPainter, look: StepLook, card: Card, scene: Scene) -> None:
    """Every port that both the look and the card know: what only one of them names is not painted."""
    for name, row in card.shape.inputs.items():
        if name in look.inputs:
            _port(painter, "input", look.inputs[name], card, row, name, scene, look)
    for name, row in card.shape.outputs.items():
        if name in look.outputs:
            _port(painter, "output", look.outputs[name], card, row, name, scene, look)


def _port(
    painter: QPainter, side: Side, port: PortLook, card: Card, row: Row, name: Name,
    scene: Scene, look: StepLook,
) -> None:  # fmt: skip
    ink, key = scene.ink, (side, Port(look.step, name))
    fits = scene.fitting is not None and key in scene.fitting
    faded = scene.fitting is not None and not fits
    share = scene.of_step(look)
    x, y = card.x + row.at.x, card.y + row.at.y
    radius = PORT_RADIUS * min(max(1.0, 0.7 / scene.zoom), 1.5)
    if _is_plain(port, key, scene) and share == 1.0:
        line, fill = _PORTS.get(port.status, _EMPTY)
        stamp_port(painter, port.shape, x, y, radius, ink[line], ink[fill], scene.ratio)
        return
    painter.save()
    painter.translate(x, y)
    painter.setOpacity(painter.opacity() * (0.35 if faded else share))
    if port.status is PortStatus.MISSING and not fits:
        _wanting(painter, radius + 3.5, ink)
    else:
        painter.scale(radius, radius)
        _outlined(painter, port, fits or key == scene.hover, key == scene.landing, ink)
    painter.restore()
    if port.breakpoint:
        paint_stop(painter, x, y, scene)
    if scene.strength.rings(key):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(ink.pen("text", 2.5 * scene.line))
        ring = radius + _RING * (1 + scene.strength.pulse)
        painter.drawEllipse(QPointF(x, y), ring, ring)


_EMPTY: Final = ("outline", "node")
_PORTS: Final = {PortStatus.ARRIVED: ("ok", "ok"), PortStatus.PINNED: ("pinned", "pinned")}
"""The outline and the filling of a port."""


def _is_plain(port: PortLook, key: tuple[Side, Port], scene: Scene) -> bool:
    """Whether a port is painted as hundreds of others are, on a screen."""
    lit = scene.fitting is not None or key in (scene.hover, scene.landing)
    rung = port.breakpoint or scene.strength.rings(key)
    return not (scene.as_paths or lit or rung or port.status is PortStatus.MISSING)


def _wanting(painter: QPainter, radius: float, ink: Ink) -> None:
    """A port whose value nobody gives: a dotted ring and a mark."""
    pen = QPen(ink["attention"], 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    count = 12  # dots round the ring, evenly
    pen.setDashPattern([0.01, 2 * math.pi * radius / 2.0 / count - 0.01])
    painter.setPen(pen)
    painter.setBrush(ink["node"])
    painter.drawEllipse(QPointF(0, 0), radius, radius)
    draw_glyph(painter, Glyph.BANG, 0, 0, radius, ink["attention"])


def _outlined(painter: QPainter, port: PortLook, lit: bool, landing: bool, ink: Ink) -> None:
    line, fill = _PORTS.get(port.status, _EMPTY)
    if lit:
        line = "selection"
        painter.scale(1.35, 1.35)
    painter.setBrush(ink["selection"] if landing else ink[fill])
    painter.setPen(QPen(ink[line], 0.42 if lit else OUTLINE))
    painter.drawPath(port_path(port.shape))


# rings --------------------------------------------------------------------------------------------


def _selection(painter: QPainter, look: StepLook, rect: Rect, scene: Scene) -> None:
    if look.step not in scene.selected and look.step != scene.focus:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    chosen = look.step in scene.selected
    painter.setPen(
        scene.ink.pen("selection", 2.0 * scene.line, Stroke.SOLID if chosen else Stroke.DASHED)
    )
    _rounded(painter, rect.grown(_SELECTED_AT), CORNER + _SELECTED_AT)


def _emphasis(painter: QPainter, look: StepLook, rect: Rect, scene: Scene) -> None:
    """Outline what is pointed out: in the colour of text, which stands for no state."""
    if scene.strength.outlines(look.step):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(scene.ink.pen("text", 2.5 * scene.line))
        _rounded(painter, rect.grown(_EMPHASISED_AT), CORNER + _EMPHASISED_AT)


def _rounded(painter: QPainter, rect: Rect, radius: float) -> None:
    painter.drawRoundedRect(QRectF(*rect), radius, radius)


@lru_cache(maxsize=512)
def _spine(height: float) -> QPainterPath:
    """The card's left edge, and nothing under the rest: a dimmed card is seen through."""
    whole, strip = QPainterPath(), QPainterPath()
    whole.addRoundedRect(QRectF(0, 0, 4 * CORNER, height), CORNER, CORNER)
    strip.addRect(QRectF(0, 0, SPINE, height))
    return whole.intersected(strip)


@lru_cache(maxsize=512)
def _right_of_spine(width: float, height: float) -> QPainterPath:
    """The card without its spine: square at the left, round at the right."""
    path = QPainterPath()
    path.moveTo(SPINE, 0)
    path.lineTo(width - CORNER, 0)
    path.arcTo(width - 2 * CORNER, 0, 2 * CORNER, 2 * CORNER, 90, -90)
    path.arcTo(width - 2 * CORNER, height - 2 * CORNER, 2 * CORNER, 2 * CORNER, 0, -90)
    path.lineTo(SPINE, height)
    path.closeSubpath()
    return path


@lru_cache(maxsize=1)
def _notch() -> QPainterPath:
    path = QPainterPath()
    path.moveTo(-18, 0)
    path.lineTo(-CORNER, 0)
    path.arcTo(-2 * CORNER, 0, 2 * CORNER, 2 * CORNER, 90, -90)
    path.lineTo(0, 18)
    path.closeSubpath()
    return path
