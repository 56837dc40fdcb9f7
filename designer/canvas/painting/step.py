"""Paints a `StepLook` as a card. Knows looks, shapes and colours, and nothing else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

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
from designer.canvas.looks import Glyph, PortLook, PortStatus, StepLook, Stroke, Tone, says
from designer.canvas.painting.glyphs import draw_badge, draw_flag, draw_glyph, port_path
from designer.canvas.painting.ink import Ink
from engine.flow import Name, Port, Side

SMALL_FROM = 0.5
"""Below this zoom the small print would be a smudge, so only titles and badges are drawn."""

_HALO = 3.0
_GOAL_AT = 4.0
_SELECTED_AT = 7.5
_FOUND_AT = 10.5
_FOUND_SHARE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What painting needs besides looks: the zoom, the screen, the time, and what the user holds."""

    ink: Ink
    zoom: float = 1.0
    ratio: float = 1.0
    now: float = 0.0
    still: bool = False
    selected: frozenset[str] = frozenset()
    focus: str | None = None
    hover: tuple[Side, Port] | None = None
    fitting: frozenset[tuple[Side, Port]] | None = None
    landing: tuple[Side, Port] | None = None
    found: frozenset[str] = frozenset()
    parts: frozenset[object] = frozenset()

    @property
    def line(self) -> float:
        """What a pixel-wide line is in scene units: borders stay visible when zoomed out."""
        return min(max(1.0 / self.zoom, 0.7), 2.2)


def paint_step(painter: QPainter, look: StepLook, card: Card, scene: Scene) -> None:
    """Draw a card; wires that pass behind it end a little before it."""
    ink, rect = scene.ink, card.rect
    painter.setPen(Qt.PenStyle.NoPen)
    if look.step in scene.found:
        painter.setBrush(ink.theme.blend("attention", "canvas", _FOUND_SHARE))
        _rounded(painter, rect.grown(_FOUND_AT), CORNER + _FOUND_AT)
    painter.setBrush(ink["canvas"])
    _rounded(painter, rect.grown(_HALO), CORNER + _HALO)
    painter.save()
    if look.dimmed:
        painter.setOpacity(ink.theme.share("unneeded"))
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
        _rounded(painter, rect.grown(_GOAL_AT), CORNER + _GOAL_AT)
    painter.restore()
    _ports(painter, look, card, scene)
    _selection(painter, look, rect, scene)


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
    elif look.ticking is not None and not scene.still:
        _progress(painter, look, rect, scene)


def _progress(painter: QPainter, look: StepLook, rect: Rect, scene: Scene) -> None:
    """An arc on the border as long as the work is far; a sliding piece where nobody knows."""
    tick = look.ticking
    if tick is None or scene.now - tick.since < 0.3:
        return
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


def _header(painter: QPainter, look: StepLook, card: Card, scene: Scene) -> None:
    ink, rect = scene.ink, card.rect
    left, top = rect.x + PAD, rect.y + HEADER_TOP
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
    for row in card.shape.inputs.values():
        ink.write(painter, card.x + PAD, card.y + row.at.y - lift, row.text, Type.SMALL)
    for name, row in card.shape.outputs.items():
        width = ink.width(row.text, Type.SMALL)
        right = card.x + card.shape.width - PAD
        ink.write(painter, right - width, card.y + row.at.y - lift, row.text, Type.SMALL)
        note = look.outputs[name].note if name in look.outputs else ""
        if note:
            room = card.shape.width - 2 * PAD - width - 16
            shown = elide(note, room, Type.SMALL, ink) if room > 24 else ""
            left, top = card.x + PAD, card.y + row.at.y - lift
            ink.write(painter, left, top, shown, Type.SMALL, "faint")


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
        left += 22
    if scene.zoom < SMALL_FROM:
        return
    words, token = says(look, scene.now), "text"
    if not words:
        words, token = look.note, _small_ink(look)
    shown = _fitted(words, rect.right - PAD - left, ink)
    ink.write(painter, left, middle - ink.height(Type.SMALL) / 2, shown, Type.SMALL, token)


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
    share = ink.theme.share("unneeded") if look.dimmed else 1.0
    x, y = card.x + row.at.x, card.y + row.at.y
    radius = PORT_RADIUS * min(max(1.0, 0.7 / scene.zoom), 1.5)
    painter.save()
    painter.translate(x, y)
    painter.setOpacity(0.35 if faded else share)
    if port.status is PortStatus.MISSING and not fits:
        _wanting(painter, radius + 3.5, ink)
    else:
        painter.scale(radius, radius)
        _outlined(painter, port, fits or key == scene.hover, key == scene.landing, ink)
    painter.restore()


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
    match port.status:
        case PortStatus.ARRIVED:
            line, fill = "ok", "ok"
        case PortStatus.PINNED:
            line, fill = "pinned", "pinned"
        case _:
            line, fill = "outline", "node"
    if lit:
        line = "selection"
        painter.scale(1.35, 1.35)
    painter.setBrush(ink["selection"] if landing else ink[fill])
    painter.setPen(QPen(ink[line], 0.42 if lit else 0.32))
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


@lru_cache(maxsize=512)
def _outline(width: float, height: float) -> tuple[QPainterPath, float]:
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, width, height), CORNER, CORNER)
    return path, path.length()


@lru_cache(maxsize=1)
def _notch() -> QPainterPath:
    path = QPainterPath()
    path.moveTo(-18, 0)
    path.lineTo(-CORNER, 0)
    path.arcTo(-2 * CORNER, 0, 2 * CORNER, 2 * CORNER, 90, -90)
    path.lineTo(0, 18)
    path.closeSubpath()
    return path
