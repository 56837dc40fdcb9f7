"""Paints a whole frame from back to front: grid, wires, labels, cards, what a gesture previews."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen

from designer.canvas.backdrop import DOT_RADIUS, panel_area
from designer.canvas.camera import FLAT_BELOW, READABLE, Camera
from designer.canvas.covering import LABEL_ROOM, MANY
from designer.canvas.curves import Curve
from designer.canvas.finding import AROUND_CARD
from designer.canvas.geometry import GRID, Card, Point, Rect, Type
from designer.canvas.labels import Labels
from designer.canvas.painting.dots import ground
from designer.canvas.painting.flat import (
    Plate,
    Strand,
    carries_text,
    paint_threads,
    paint_tiles,
)
from designer.canvas.painting.notes import NOTE_ROOM, paint_notes
from designer.canvas.painting.panel import (
    paint_dot,
    paint_frame,
    paint_guide,
    paint_knife,
    paint_note,
)
from designer.canvas.painting.scene import Scene
from designer.canvas.painting.stamps import Stamps
from designer.canvas.painting.step import paint_step
from designer.canvas.painting.wire import Course, paint_labels, paint_loose, paint_wires
from designer.canvas.picture import Picture
from designer.canvas.preview import Preview
from engine.flow import StepId, Wire

_MARKS: Final = 12.0
"""Pixels by which rings reach beyond a tile."""
_STROKE: Final = 16.0
"""Units by which all that is drawn of a wire reaches beyond its curve at most."""
_DOTS_EVERY: Final = GRID * 2
_BUBBLE_WIDTH: Final = 300.0
UNDER: Final = ("frame",)
OVER_WIRES: Final = ("note",)
"""Panels by what they lie under and over; a note is to be read, whatever wire runs through it."""


class _Layer(NamedTuple):
    """What is painted together: Steps and wires, with cards and curves that are not where they lie."""

    steps: list[StepId]
    wires: list[Wire]
    cards: Mapping[StepId, Card]
    curves: Mapping[Wire, Curve]
    areas: Sequence[Rect] = ()
    """Where it is to be seen: of a wire that is elsewhere the label may be there. Empty: anywhere."""


def paint_still(
    painter: QPainter, areas: Sequence[Rect], picture: Picture, preview: Preview, scene: Scene,
    labels: Labels, chosen: frozenset[Wire], stamps: Stamps | None = None,
) -> None:  # fmt: skip
    """Draw what lies in `areas`, but for what a gesture moves; the painter is in scene coordinates."""
    held = preview.cards
    paint_panels(painter, areas, picture, preview, scene, held=False, kinds=UNDER)
    steps = picture.steps_among(areas)
    wires = picture.wires_among(areas, LABEL_ROOM if scene.zoom >= READABLE else 4.0)
    if held or preview.bends:
        wires = {w for w in wires - preview.bends.keys() if held.keys().isdisjoint(_ends(w))}
    layer = _Layer(sorted(steps - held.keys()), sorted(wires), {}, {}, areas)
    over = partial(
        paint_panels, painter, areas, picture, preview, scene, held=False, kinds=OVER_WIRES
    )
    _paint(painter, layer, picture, preview, scene, labels, chosen, over, stamps)


def paint_afar(
    painter: QPainter, area: Rect, picture: Picture, preview: Preview, scene: Scene
) -> None:
    """Draw what of an area is known already, as flat tiles and threads, without what a gesture moves."""
    held, box = preview.cards, picture.box
    room = area.grown(_MARKS / scene.zoom)
    paint_panels(painter, [room], picture, preview, scene, held=False, kinds=UNDER)
    steps = [
        step for step in picture.steps_near(room) if step not in held and box(step).touches(room)
    ]
    wires: Iterable[Wire] = picture.wires_near(area)
    if held or preview.bends:
        wires = (w for w in wires if w not in preview.bends and held.keys().isdisjoint(_ends(w)))
    over = partial(
        paint_panels, painter, [room], picture, preview, scene, held=False, kinds=OVER_WIRES
    )
    _flat(painter, picture, _Layer(sorted(steps), list(wires), {}, {}), scene, over)


def paint_sketch(painter: QPainter, area: Rect, picture: Picture, scene: Scene) -> None:
    """Draw where the cards in an area are going to be, all at once and nearly right."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(scene.ink["outline"], 0))
    painter.setBrush(scene.ink["node"])
    painter.drawRects([QRectF(*rect) for rect in picture.guesses(area)])


def paint_held(
    painter: QPainter, areas: Sequence[Rect], picture: Picture, preview: Preview, scene: Scene,
    labels: Labels, chosen: frozenset[Wire],
) -> None:  # fmt: skip
    """Draw what a gesture moves, above all else: it is in the user's hand."""
    cards = preview.cards
    paint_panels(painter, areas, picture, preview, scene, held=True, kinds=UNDER)
    room = [area.grown(AROUND_CARD) for area in areas]
    seen = [s for s, card in cards.items() if any(card.rect.touches(area) for area in room)]
    curves = _loosened(picture, preview, seen if len(cards) > MANY else cards)
    wires = sorted(wire for wire in curves if wire in picture.wires)
    steps = sorted(step for step in seen if step in picture.steps)
    _paint_into(painter, picture, preview, scene)
    layer = _Layer(steps, wires, cards, curves)
    over = partial(
        paint_panels, painter, areas, picture, preview, scene, held=True, kinds=OVER_WIRES
    )
    _paint(painter, layer, picture, preview, scene, labels, chosen, over)


def _paint(
    painter: QPainter, layer: _Layer, picture: Picture, preview: Preview, scene: Scene,
    labels: Labels, chosen: frozenset[Wire], paint_over_wires: Callable[[], None],
    stamps: Stamps | None = None,
) -> None:  # fmt: skip
    if scene.zoom < FLAT_BELOW:
        _flat(painter, picture, layer, scene, paint_over_wires)
        return
    courses = _courses(layer, picture, preview, scene, chosen)
    rooms = [area.grown(_STROKE * max(scene.line, 1.0)) for area in layer.areas]
    paint_wires(painter, [it for it in courses if _may_be_in(rooms, it.curve)], scene, rooms)
    if scene.zoom >= READABLE:
        placed = labels.place(layer.wires, picture, layer.curves, frozenset(layer.cards))
        seen = {w: at for w, at in placed.items() if not rooms or any(map(at.touches, rooms))}
        paint_labels(painter, courses, seen, scene.ink)
    paint_over_wires()
    _paint_dots(painter, layer, picture, preview, scene)
    for step in sorted(layer.steps, key=lambda s: (s in scene.selected, s)):
        held = layer.cards.get(step)
        if held is not None or stamps is None:
            paint_step(painter, picture.steps[step], held or picture.cards[step], scene)
        else:
            stamps.paint(painter, picture.steps[step], picture.cards[step], scene)
    if scene.strength.emphasis is not None and scene.strength.emphasis.notes:
        noted = {s for area in layer.areas for s in picture.steps_in(area.grown(NOTE_ROOM))}
        paint_notes(painter, ((step, picture.box(step)) for step in sorted(noted)), scene)


def _may_be_in(areas: Sequence[Rect], curve: Curve) -> bool:
    return not areas or any(map(curve.may_touch, areas))


def _courses(
    layer: _Layer, picture: Picture, preview: Preview, scene: Scene, chosen: frozenset[Wire]
) -> list[Course]:
    """The wires of a layer, those beside what is selected with less strength."""
    among = scene.selected if not chosen else frozenset[str]()
    fades = bool(among or chosen) and not scene.strength.dims_rest
    looks, curves, doomed = picture.wires, picture.curves, preview.doomed
    courses = []
    for wire in layer.wires:
        look = looks.known.get(wire) or looks[wire]
        faded = fades and wire not in chosen and not _touches(wire, among)
        curve = layer.curves.get(wire) or curves.known.get(wire) or curves[wire]
        share = scene.of_wire(wire, look)
        courses.append(Course(wire, look, curve, share, faded, wire in doomed, wire in chosen))
    return courses


def paint_preview(painter: QPainter, picture: Picture, preview: Preview, scene: Scene) -> None:
    """Draw what a gesture shows above everything; the painter is in scene coordinates."""
    ink = scene.ink
    if not preview.holds:
        _paint_into(painter, picture, preview, scene)
    for curve in preview.loose:
        paint_loose(painter, curve, scene, refused=bool(preview.refusal))
    for ghost in preview.ghosts:
        painter.setOpacity(ghost.share)
        paint_step(painter, ghost.look, ghost.card, scene)
        painter.setOpacity(1.0)
    for guide in preview.guides:
        paint_guide(painter, *guide, scene)
    if preview.knife is not None:
        paint_knife(painter, *preview.knife, scene)
    if preview.band is not None:
        fill = ink["selection"]
        painter.setPen(QPen(fill, 1.0 / scene.zoom))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(*preview.band))
        painter.setOpacity(0.12)
        painter.fillRect(QRectF(*preview.band), fill)
        painter.setOpacity(1.0)


def bubble_rect(text: str, at: Point, width: float, height: float, scene: Scene) -> QRectF:
    """Where a sentence at the cursor is written, inside a viewport of that size."""
    font = scene.ink.font(Type.BODY)
    room = QRectF(0, 0, min(_BUBBLE_WIDTH, max(width - 40, 80)), 1000)
    inner = QFontMetricsF(font).boundingRect(room, Qt.TextFlag.TextWordWrap, text)
    box = QRectF(
        at.x + 18, at.y + 20, math.ceil(inner.width()) + 26, math.ceil(inner.height()) + 16
    )
    if box.right() > width - 6:
        box.moveRight(min(at.x - 12, width - 6))
    if box.bottom() > height - 6:
        box.moveBottom(at.y - 14)
    box.moveLeft(max(box.left(), 6.0))
    box.moveTop(max(box.top(), 6.0))
    return box


def paint_bubble(painter: QPainter, text: str, box: QRectF, scene: Scene) -> None:
    """Write a refusal in a box beside the cursor; the painter is in viewport coordinates."""
    ink = scene.ink
    painter.setPen(ink.pen("failed", 1.5))
    painter.setBrush(ink["node"])
    painter.drawRoundedRect(box, 6, 6)
    painter.fillRect(QRectF(box.left() + 1, box.top() + 6, 4, box.height() - 12), ink["failed"])
    painter.setPen(ink["text"])
    painter.setFont(ink.font(Type.BODY))
    painter.drawText(box.adjusted(14, 8, -8, -8), int(Qt.TextFlag.TextWordWrap), text)


def ground_of(camera: Camera, scene: Scene) -> QBrush | None:
    """The empty canvas and its dots as pixels; None where a dot would lie between two."""
    if scene.ratio != 1.0:
        return None
    side, dot = round(_grid_step(camera) * camera.zoom, 6), max(2.0, 1.5 * camera.zoom)
    return ground(side, dot, scene.ink["canvas"].rgba(), scene.ink["grid"].rgba())


def _grid_step(camera: Camera) -> float:
    """How far the dots that cards snap to are apart, so that they are no grey fog."""
    return _DOTS_EVERY * (4 if _DOTS_EVERY * camera.zoom < 14 else 1)


def paint_grid(painter: QPainter, area: Rect, camera: Camera, scene: Scene) -> None:
    """Draw the dots that cards snap to."""
    step = _grid_step(camera)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(scene.ink["grid"], max(2.0, 1.5 * camera.zoom) / camera.zoom))
    first_x, first_y = math.floor(area.x / step), math.floor(area.y / step)
    last_x, last_y = math.ceil(area.right / step), math.ceil(area.bottom / step)
    painter.drawPoints(
        [
            QPointF(x * step, y * step)
            for x in range(first_x, last_x + 1)
            for y in range(first_y, last_y + 1)
        ]
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _flat(
    painter: QPainter, picture: Picture, layer: _Layer, scene: Scene,
    paint_over_wires: Callable[[], None],
) -> None:  # fmt: skip
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    faint = scene.ink.theme.share("unneeded")
    among = frozenset(StepId(step) for step in scene.selected)
    paint_threads(painter, _strands(picture, layer), scene, faint, among)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_over_wires()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    paint_tiles(painter, _plates(picture, layer, named=carries_text(scene.zoom)), scene, faint)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _plates(picture: Picture, layer: _Layer, *, named: bool) -> Iterator[Plate]:
    """The tiles of a layer, those that a gesture has moved at their new place."""
    cards = layer.cards
    for step in layer.steps:
        rect = cards[step].rect if step in cards else picture.box(step)
        title = picture.title(step) if named else ""
        yield Plate(step, picture.tile(step), rect, title)


def _strands(picture: Picture, layer: _Layer) -> Iterator[Strand]:
    """The threads of a layer, those that a gesture has moved where they run now."""
    curves, bends = layer.curves, picture.scenery.bends
    for wire in layer.wires:
        moved = curves.get(wire)
        if moved is not None:
            yield Strand(wire, picture.thread(wire), moved.start, moved.end, moved.via)
        else:
            via = tuple(Point(*at) for at in bends[wire]) if wire in bends else ()
            yield Strand(wire, picture.thread(wire), *picture.ends(wire), via)


def _loosened(picture: Picture, preview: Preview, steps: Iterable[StepId]) -> dict[Wire, Curve]:
    """The curves of the wires of some Steps, whose cards a gesture has moved, and of those it bends."""
    wires = {wire for step in steps for wire in picture.wiring.of(step)} | preview.bends.keys()
    curves: dict[Wire, Curve] = {}
    for wire in wires:
        curve = picture.curve_of(wire, preview.cards, preview.bends)
        if curve is not None:
            curves[wire] = curve
    return curves


def _paint_into(painter: QPainter, picture: Picture, preview: Preview, scene: Scene) -> None:
    """Light the wire that what is in the hand would be put into, below it."""
    curve = picture.curves.get(preview.into) if preview.into else None
    if curve is not None:
        paint_loose(painter, curve, scene, refused=False)


def paint_panels(
    painter: QPainter, areas: Sequence[Rect], picture: Picture, preview: Preview, scene: Scene, *,
    held: bool, kinds: Collection[str] = (*UNDER, *OVER_WIRES),
) -> None:  # fmt: skip
    """Draw frames and notes: those in the hand where it has them, or all the others."""
    for panel, known in picture.panels():
        if panel.kind not in kinds:
            continue
        text, box = preview.panels.get(panel) or known
        rect, selected = Rect(*box), panel in scene.parts
        there = any(panel_area(box).touches(area) for area in areas)
        if not there or (panel in preview.panels) is not held:
            continue
        if panel.kind == "frame":
            paint_frame(painter, text, rect, scene, selected=selected)
        else:
            paint_note(painter, text, rect, scene, selected=selected)


def _paint_dots(
    painter: QPainter, layer: _Layer, picture: Picture, preview: Preview, scene: Scene
) -> None:
    bends = picture.scenery.bends
    for wire in layer.wires if bends else ():
        points = preview.bends.get(wire) or [Point(*at) for at in bends.get(wire, ())]
        for number, at in enumerate(points):
            selected = (wire, number) in scene.parts
            paint_dot(painter, at, DOT_RADIUS, scene, selected=selected)


def _ends(wire: Wire) -> tuple[StepId, StepId]:
    return wire.source.step, wire.target.step


def _touches(wire: Wire, steps: frozenset[str]) -> bool:
    return wire.source.step in steps or wire.target.step in steps
