"""Paints many Steps at once where nobody could read a card: tiles and thin wires, batched by colour.

Ten thousand single calls from Python cost more than drawing what they draw, so rectangles and lines go
to Qt in lists, without smoothing. A tile keeps its state's colour and, where there is room, its glyph
and as much of its title as it can carry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from designer.canvas.curves import curve, pieces
from designer.canvas.geometry import Point, Rect, Type
from designer.canvas.looks import Glyph, Tone
from designer.canvas.painting.glyphs import draw_badge, draw_flag
from designer.canvas.painting.ink import Ink
from designer.canvas.painting.scene import Scene
from designer.canvas.painting.step import elide_end
from designer.canvas.tiles import Thread, Tile
from engine.flow import StepId, Wire

_CURVED_FROM: Final = 0.18
_GLYPH: Final = 7.0
"""Half of a glyph's size in pixels."""
_TEXT_WIDE: Final = 48.0
_TEXT_HIGH: Final = 16.0
"""How large a tile must be in pixels to carry text."""
_TEXT_PAD: Final = 5.0
_LEAST: Final = 3
"""So few letters, the mark of what was left out among them, are no title."""
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


def is_bare(high: float, zoom: float) -> bool:
    """Whether tiles of such a height carry neither glyph nor text: they are plain rectangles."""
    return high * zoom <= min(2 * _GLYPH + 2, _TEXT_HIGH)


def bare_rect(rect: Rect, zoom: float) -> QRectF:
    """A tile with the pixel of its border, for `paint_bare_tiles`."""
    half = 0.5 / zoom
    return QRectF(rect.x - half, rect.y - half, rect.w + 2 * half, rect.h + 2 * half)


def paint_bare_tiles(
    painter: QPainter, alike: Mapping[tuple[Tone, float], Sequence[QRectF]], scene: Scene
) -> None:
    """Draw tiles of states, by colour and strength, in place of whatever was there."""
    painter.setPen(Qt.PenStyle.NoPen)  # a border of the same colour would take three times as long
    modes = QPainter.CompositionMode
    for (tone, share), rects in alike.items():
        painter.setOpacity(share)
        full = modes.CompositionMode_SourceOver if share >= 1.0 else modes.CompositionMode_Source
        painter.setCompositionMode(full)
        painter.setBrush(scene.ink[tone])
        painter.drawRects(rects)
    painter.setOpacity(1.0)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


Lines = QPainterPath | list[QLineF]
"""A wire as it is drawn: curved, or straight from one knot to the next."""


def lines_of(start: Point, end: Point, via: tuple[Point, ...], zoom: float) -> Lines:
    """How a wire is drawn at that zoom."""
    if zoom < _CURVED_FROM:
        return [QLineF(a.x, a.y, b.x, b.y) for a, b in pairwise((start, *via, end))]
    path = QPainterPath()
    path.moveTo(start.x, start.y)
    for _, lead, trail, knot, _ in pieces(curve(start, end, via)):
        path.cubicTo(lead.x, lead.y, trail.x, trail.y, knot.x, knot.y)
    return path


def draw_lines(painter: QPainter, colour: QColor, width: float, some: Iterable[Lines]) -> None:
    """Draw wires in one colour; a width of 0 is a pixel."""
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    straight: list[QLineF] = []
    for lines in some:
        if isinstance(lines, QPainterPath):
            painter.drawPath(lines)
        else:
            straight += lines
    if straight:
        painter.drawLines(straight)


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
        shown = shortened(title, rect.w * zoom - left - _TEXT_PAD, ink)
        if shown:
            painter.setOpacity(share)
            x, y = round(rect.x * zoom + left), round(rect.center.y * zoom - lift)
            on_state = tile.tone is not Tone.NEUTRAL and share > _FADED
            ink.write(painter, x, y, shown, Type.SMALL, "badge" if on_state else "text")
    painter.restore()


def shortened(title: str, room: float, ink: Ink) -> str:
    """As much of a title from its beginning as there is room for; nothing where that says nothing."""
    shown = elide_end(title, room, ink)
    return shown if len(shown) > _LEAST or shown == title else ""


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
