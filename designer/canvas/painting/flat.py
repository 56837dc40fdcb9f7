"""Paints many Steps at once where nobody could read a card: tiles and thin wires, batched by colour.

Ten thousand single calls from Python cost more than drawing what they draw, so rectangles and lines go
to Qt in lists, without smoothing. A tile keeps its state's colour and, where there is room, its glyph
and as much of its title as it can carry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, NamedTuple

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from designer.canvas.curves import curve, pieces
from designer.canvas.geometry import Point, Rect, Type, elide
from designer.canvas.looks import Glyph, Tone
from designer.canvas.painting.glyphs import draw_badge, draw_flag
from designer.canvas.painting.scene import Scene
from designer.canvas.tiles import Thread, Tile
from engine.flow import StepId, Wire

_CURVED_FROM: Final = 0.18
_GLYPH: Final = 7.0
"""Half of a glyph's size in pixels."""
_TEXT_WIDE: Final = 48.0
_TEXT_HIGH: Final = 16.0
"""How large a tile must be in pixels to carry text."""
_TEXT_PAD: Final = 5.0
_FADED: Final = 0.7
"""Below this strength a tile's colour is nearer to the canvas than to the state's."""


class Plate(NamedTuple):
    """A tile at its place."""

    step: StepId
    tile: Tile
    rect: Rect
    title: str


class Strand(NamedTuple):
    """A thread where it runs."""

    wire: Wire
    thread: Thread
    start: Point
    end: Point
    via: tuple[Point, ...]


def carries_text(zoom: float) -> bool:
    """Whether tiles of the usual size have room for a title."""
    return zoom * 320 >= _TEXT_WIDE


def paint_tiles(painter: QPainter, plates: Iterable[Plate], scene: Scene, faint: float) -> None:
    """Draw Steps as flat tiles in their state's colour."""
    strength, zoom = scene.strength, scene.zoom
    batches: dict[tuple[str, float], list[QRectF]] = defaultdict(list)
    marked: list[tuple[Plate, float]] = []
    named: list[tuple[Plate, float]] = []
    high, wide = (2 * _GLYPH + 2) / zoom, _TEXT_WIDE / zoom
    for plate in plates:
        step, tile, rect, title = plate
        share = strength.of_tile(step, tile.dimmed, faint)
        batches[tile.tone, share].append(QRectF(*rect))
        if (
            tile.goal
            or (tile.glyph is not Glyph.NONE and rect.h > high)
            or step in scene.selected
            or step in scene.found
            or strength.outlines(step)
        ):
            marked.append((plate, share))
        if title and rect.w >= wide and rect.h * zoom >= _TEXT_HIGH:
            named.append((plate, share))
    line = 1.0 / zoom
    for (tone, share), rects in sorted(batches.items()):  # the same in every part of the scene
        painter.setOpacity(share)
        plain = tone == Tone.NEUTRAL
        painter.setPen(QPen(scene.ink[tone], line))
        painter.setBrush(scene.ink["node"] if plain else scene.ink[tone])
        painter.drawRects(rects)
    painter.setOpacity(1.0)
    for plate, _ in marked:
        _mark(painter, plate, scene, line)
    if named:
        _name(painter, named, scene)


def paint_threads(
    painter: QPainter, strands: Iterable[Strand], scene: Scene, faint: float,
    among: frozenset[StepId],
) -> None:  # fmt: skip
    """Draw wires as thin lines; with `among`, those of other Steps are faded."""
    curved, strength = scene.zoom >= _CURVED_FROM, scene.strength
    batches: dict[tuple[str, float], list[Strand]] = defaultdict(list)
    traced: list[Strand] = []
    plain = strength.is_plain and not among
    for strand in strands:
        wire, thread = strand[0], strand[1]
        if plain:
            batches[thread.tone, faint if thread.dimmed else 1.0].append(strand)
            continue
        share = strength.of_wire(wire, thread, faint)
        if strength.traces(wire):
            traced.append(strand)
            continue
        if among and among.isdisjoint((wire.source.step, wire.target.step)):
            share *= 0.35
        batches[thread.tone, share].append(strand)
    draw = _draw_curves if curved else _draw_lines
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for (tone, share), some in sorted(batches.items(), key=lambda item: item[0]):
        colour = QColor(scene.ink[tone])
        colour.setAlphaF(share)
        painter.setPen(QPen(colour, 0))
        draw(painter, some)
    if traced:
        painter.setPen(QPen(scene.ink["text"], 3 / scene.zoom))
        draw(painter, traced)


def _draw_lines(painter: QPainter, strands: Iterable[Strand]) -> None:
    lines: list[QLineF] = []
    for _, _, start, end, via in strands:
        if via:
            knots = (start, *via, end)
            lines.extend(QLineF(a.x, a.y, b.x, b.y) for a, b in pairwise(knots))
        else:
            lines.append(QLineF(start.x, start.y, end.x, end.y))
    painter.drawLines(lines)


def _draw_curves(painter: QPainter, strands: Iterable[Strand]) -> None:
    path = QPainterPath()
    for _, _, start, end, via in strands:
        path.moveTo(start.x, start.y)
        for _, lead, trail, knot, _ in (
            pieces(curve(start, end, via)) if via else (curve(start, end),)
        ):
            path.cubicTo(lead.x, lead.y, trail.x, trail.y, knot.x, knot.y)
    painter.drawPath(path)


def _name(painter: QPainter, plates: Iterable[tuple[Plate, float]], scene: Scene) -> None:
    """Write as much of each title as its tile can carry, as large as it can be read."""
    zoom, ink = scene.zoom, scene.ink
    lift = ink.height(Type.SMALL) / 2
    painter.save()
    painter.scale(1.0 / zoom, 1.0 / zoom)  # a pixel is a pixel
    for (_, tile, rect, title), share in plates:
        glyph = tile.glyph is not Glyph.NONE or tile.goal
        left = _TEXT_PAD + (2 * _GLYPH + 3 if glyph else 0.0)
        shown = elide(title, rect.w * zoom - left - _TEXT_PAD, Type.SMALL, ink)
        if len(shown) > 2 or shown == title:
            painter.setOpacity(share)
            x, y = round(rect.x * zoom + left), round(rect.center.y * zoom - lift)
            on_state = tile.tone is not Tone.NEUTRAL and share > _FADED
            ink.write(painter, x, y, shown, Type.SMALL, "badge" if on_state else "text")
    painter.restore()


def _mark(painter: QPainter, plate: Plate, scene: Scene, line: float) -> None:
    step, tile, rect, title = plate
    ink, centre = scene.ink, rect.center
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if step in scene.found:
        painter.setPen(QPen(ink.theme.blend("attention", "canvas", 0.6), 4 * line))
        painter.drawRect(QRectF(*rect.grown(9 * line)))
    if scene.strength.outlines(step):
        painter.setPen(QPen(ink["text"], 3 * line))
        painter.drawRect(QRectF(*rect.grown(9 * line)))
    if tile.goal:
        painter.setPen(QPen(ink["goal"], 2 * line))
        painter.drawRect(QRectF(*rect.grown(3 * line)))
    if step in scene.selected:
        painter.setPen(QPen(ink["selection"], 2 * line))
        painter.drawRect(QRectF(*rect.grown(6 * line)))
    radius = _GLYPH * line
    roomy = rect.h > 2 * radius + 2 * line
    named = title and rect.w >= _TEXT_WIDE * line and rect.h >= _TEXT_HIGH * line
    x = rect.x + _TEXT_PAD * line + radius if named else centre.x
    if tile.glyph is not Glyph.NONE and roomy:
        draw_badge(painter, tile.glyph, x, centre.y, radius, ink[tile.tone], ink["badge"])
    elif tile.goal and roomy:
        draw_flag(painter, x - radius, centre.y - radius, 2 * radius, ink["goal"], False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
