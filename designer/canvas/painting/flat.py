"""Paints many Steps at once where nobody could read a card: tiles and thin wires, batched by colour.

Ten thousand single calls from Python cost more than drawing what they draw, so rectangles and lines go
to Qt in lists, without smoothing. A tile keeps its state's colour and, where there is room, its glyph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from designer.canvas.curves import Curve
from designer.canvas.geometry import Card, Rect
from designer.canvas.looks import Glyph, StepLook, Tone, WireLook
from designer.canvas.painting.glyphs import draw_badge, draw_flag
from designer.canvas.painting.step import Scene
from engine.flow import StepId, Wire

_CURVED_FROM: Final = 0.18
_PIECES: Final = 8
_GLYPH: Final = 7.0
"""Half of a glyph's size in pixels."""


def paint_tiles(
    painter: QPainter, steps: Iterable[tuple[StepLook, Card]], scene: Scene, faint: float
) -> None:
    """Draw Steps as flat tiles in their state's colour."""
    batches: dict[tuple[str, bool], list[QRectF]] = defaultdict(list)
    marked: list[tuple[StepLook, Rect]] = []
    for look, card in steps:
        shape = card.shape
        batches[look.tone, look.dimmed].append(QRectF(card.x, card.y, shape.width, shape.height))
        found = look.step in scene.found
        if found or look.glyph is not Glyph.NONE or look.goal or look.step in scene.selected:
            marked.append((look, card.rect))
    line = 1.0 / scene.zoom
    for (tone, dimmed), rects in sorted(batches.items()):  # the same in every part of the scene
        painter.setOpacity(faint if dimmed else 1.0)
        plain = tone == Tone.NEUTRAL
        painter.setPen(QPen(scene.ink[tone], line))
        painter.setBrush(scene.ink["node"] if plain else scene.ink[tone])
        painter.drawRects(rects)
    painter.setOpacity(1.0)
    for look, rect in marked:
        _mark(painter, look, rect, scene, line)


def paint_threads(
    painter: QPainter, wires: Iterable[tuple[Wire, WireLook, Curve]], scene: Scene,
    faint: float, among: frozenset[StepId],
) -> None:  # fmt: skip
    """Draw wires as thin lines; with `among`, those of other Steps are faded."""
    batches: dict[tuple[str, float], list[QLineF]] = defaultdict(list)
    curved = scene.zoom >= _CURVED_FROM
    for wire, look, curve in wires:
        share = faint if look.dimmed else 1.0
        if among and wire.source.step not in among and wire.target.step not in among:
            share *= 0.35
        lines = batches[look.tone, share]
        if curved:
            points = curve.points(_PIECES)
            lines.extend(QLineF(a.x, a.y, b.x, b.y) for a, b in pairwise(points))
        else:
            knots = (curve.start, *curve.via, curve.end)
            lines.extend(QLineF(a.x, a.y, b.x, b.y) for a, b in pairwise(knots))
    for (tone, share), lines in sorted(batches.items()):
        colour = QColor(scene.ink[tone])
        colour.setAlphaF(share)
        painter.setPen(QPen(colour, 0))
        painter.drawLines(lines)


def moved(
    cards: Mapping[StepId, Card], steps: Iterable[StepId], looks: Mapping[StepId, StepLook],
    elsewhere: Mapping[StepId, Card],
) -> Iterable[tuple[StepLook, Card]]:  # fmt: skip
    """The looks and cards of some Steps, those that a gesture has moved at their new place."""
    return ((looks[step], elsewhere.get(step) or cards[step]) for step in steps if step in looks)


def _mark(painter: QPainter, look: StepLook, rect: Rect, scene: Scene, line: float) -> None:
    ink, centre = scene.ink, rect.center
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if look.step in scene.found:
        painter.setPen(QPen(ink.theme.blend("attention", "canvas", 0.6), 4 * line))
        painter.drawRect(QRectF(*rect.grown(9 * line)))
    if look.goal:
        painter.setPen(QPen(ink["goal"], 2 * line))
        painter.drawRect(QRectF(*rect.grown(3 * line)))
    if look.step in scene.selected:
        painter.setPen(QPen(ink["selection"], 2 * line))
        painter.drawRect(QRectF(*rect.grown(6 * line)))
    radius = _GLYPH * line
    roomy = rect.h > 2 * radius + 2 * line
    if look.glyph is not Glyph.NONE and roomy:
        draw_badge(painter, look.glyph, centre.x, centre.y, radius, ink[look.tone], ink["badge"])
    elif look.goal and roomy:
        draw_flag(painter, centre.x - radius, centre.y - radius, 2 * radius, ink["goal"], False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
