"""Decides what of the viewport is painted anew, and paints it; keeps the time for what moves.

One frame is asked for, however many records came. Nothing ticks unless work in view is running.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QTimer
from PySide6.QtGui import QHelpEvent, QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QToolTip

from designer.canvas.afar import Afar
from designer.canvas.camera import READABLE, Camera
from designer.canvas.covering import LABEL_ROOM, covered_by
from designer.canvas.curves import cover
from designer.canvas.finding import AROUND_CARD
from designer.canvas.geometry import Point, Rect
from designer.canvas.labels import Labels
from designer.canvas.looks import WireStatus
from designer.canvas.painting.ink import FontMeasure, Ink
from designer.canvas.painting.layers import (
    bubble_rect,
    paint_afar,
    paint_bubble,
    paint_grid,
    paint_held,
    paint_preview,
    paint_still,
)
from designer.canvas.painting.step import Scene
from designer.canvas.preview import NOTHING, Preview
from designer.canvas.reading import to_qrect
from designer.canvas.slices import AT_ONCE_AFAR, Slices
from designer.theme import Theme
from engine.flow import StepId, Wire

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

_MOVING: Final = 33
"""Milliseconds between frames while something moves: 30 a second."""
_COUNTING: Final = 100
"""Milliseconds between frames where only durations count."""
_MOST_MOVING: Final = 40
"""More running Steps in view than this only count, so that motion never costs much."""
_MOST_RECTS: Final = 60
_WHOLE_FROM: Final = 2_000
"""More changed areas than this are not looked at one by one."""
_BUDGET: Final = 0.006
"""Seconds that a frame takes for painting blocks where there are many Steps."""


class Frame(QObject):
    """The painting side of a canvas."""

    def __init__(self, canvas: Canvas, theme: Theme) -> None:
        """Paint for a canvas."""
        super().__init__(canvas)
        self._canvas = canvas
        self.measure = FontMeasure(theme)
        self._ink = Ink(theme, self.measure)
        self._labels = Labels(self.measure)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._backdrop: QPixmap | None = None
        self._afar = Afar(self._paint_block)
        self._slices = Slices(canvas, self._labels, self._afar, self._update, self._repaint)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._ink = Ink(theme, self.measure)
        self.redraw_all()

    @property
    def is_animating(self) -> bool:
        """Whether it paints by itself, since work in view is running."""
        return self._clock.isActive()

    @property
    def labels_wait(self) -> bool:
        """Whether labels of what is in view have still to find their places."""
        return self._labels.is_behind

    @property
    def is_blurred(self) -> bool:
        """Whether some of what is in view from afar is still to be painted."""
        return self._canvas.camera.flat and self._afar.is_behind

    def labels_shown(self) -> dict[Wire, Rect]:
        """The labels that are painted for what is in view, in scene coordinates."""
        canvas, picture = self._canvas, self._canvas.picture
        if canvas.camera.zoom < READABLE:
            return {}
        wires = picture.wires_in(canvas.sight().area)
        return self._labels.place(wires, picture, {}, all_now=True)

    # asking for a frame ---------------------------------------------------------------------------

    def rebuild(self) -> None:
        """Paint the whole viewport anew, with labels placed afresh: another diagram is shown."""
        self._labels.clear()
        self._afar.forget()
        self.look()

    def relay(self, rects: Sequence[Rect]) -> None:
        """Paint these parts anew, and place their labels afresh: the geometry has changed there."""
        labels = self._labels.forget(rects)
        if self._canvas.camera.zoom >= READABLE:
            labels += [rect.grown(LABEL_ROOM) for rect in rects]
        self._repaint(labels)
        self.redraw(rects)

    def redraw_all(self) -> None:
        """Paint the whole viewport anew."""
        self._afar.spoil_all()
        self.look()

    def look(self) -> None:
        """Show the same things from elsewhere."""
        self._backdrop = None
        self._canvas.viewport().update()
        self._mind_clock()
        self._slices.mind()

    def redraw(self, rects: Iterable[Rect]) -> None:
        """Paint these parts of the scene anew."""
        self._update(rects)
        self._mind_clock()
        self._slices.mind()

    def redraw_preview(self, before: Preview, after: Preview) -> None:
        """Paint what a gesture showed, and what it shows now."""
        if before == after:
            return
        picture, sight = self._canvas.picture, self._canvas.sight()
        covered = [*covered_by(before, picture, sight), *covered_by(after, picture, sight)]
        if not before.holds_as(after):
            self._backdrop = None
            self._afar.spoil(covered)
        if before.banded != after.banded:
            self.redraw_all()
            return
        if before.fitting != after.fitting or after is NOTHING:
            self.look()
            return
        self._repaint(covered)
        for preview in (before, after):
            if preview.refusal:
                self._canvas.viewport().update(self._bubble(preview))

    def scroll(self, dx: int, dy: int) -> None:
        """Move what is painted, and paint the strips that came into view."""
        self._backdrop = None
        viewport = self._canvas.viewport()
        if self._canvas.preview.refusal:
            viewport.update()
        else:
            viewport.scroll(dx, dy)
        self._mind_clock()

    def _update(self, rects: Iterable[Rect]) -> None:
        rects = list(rects)
        self._backdrop = None
        self._afar.spoil(rects)
        self._repaint(rects)

    def _repaint(self, rects: Iterable[Rect]) -> None:
        viewport, camera = self._canvas.viewport(), self._canvas.camera
        seen = Rect(0, 0, viewport.width(), viewport.height())
        rects = list(rects)
        if len(rects) > (_WHOLE_FROM if not camera.flat else 4 * _MOST_RECTS):
            viewport.update()
            return
        region = QRegion()
        for count, rect in enumerate(rects):
            there = camera.rect_to_view(rect).grown(3)
            if there.touches(seen):
                region += to_qrect(there)
            if count > 4 * _MOST_RECTS and region.rectCount() > _MOST_RECTS:
                region = QRegion(region.boundingRect())
        if not region.isEmpty():
            viewport.update(region)

    # painting it ----------------------------------------------------------------------------------

    def paint(self, region: QRegion) -> None:
        """Paint a region of the viewport; the painter is clipped to it."""
        self._afar.look(self._canvas.sight().area)
        painter = QPainter(self._canvas.viewport())
        try:
            self._paint(painter, region)
        finally:
            painter.end()
        self._slices.mind()

    def _paint(self, painter: QPainter, region: QRegion) -> None:
        canvas, preview = self._canvas, self._canvas.preview
        scene = self._scene(painter.device().devicePixelRatioF())
        rects = list(region) if region.rectCount() <= _MOST_RECTS else [region.boundingRect()]  # type: ignore[call-overload]  # the stub lacks its iterator
        if preview.holds and not canvas.camera.flat:
            backdrop = self._backdrop_of(scene)
            for rect in rects:
                there = QRectF(rect)
                source = QRectF(there.topLeft() * scene.ratio, there.size() * scene.ratio)
                painter.drawPixmap(there, backdrop, source)
        else:
            self._paint_still(painter, rects, scene)
        areas = [canvas.camera.rect_to_scene(_rect(rect)) for rect in rects]
        with self._in_scene(painter, canvas.camera):
            if preview.holds:
                picture, chosen = canvas.picture, canvas.selected_wires
                paint_held(painter, areas, picture, preview, scene, self._labels, chosen)
            paint_preview(painter, canvas.picture, preview, scene)
        if preview.refusal:
            paint_bubble(painter, preview.refusal, self._bubble_box(preview, scene), scene)

    def _paint_still(self, painter: QPainter, rects: Sequence[QRect], scene: Scene) -> None:
        canvas = self._canvas
        if canvas.camera.flat:
            few = len(canvas.picture.diagram.flow.steps) <= AT_ONCE_AFAR
            seconds = math.inf if few else _BUDGET
            self._afar.show(
                painter, rects, canvas.camera, scene.ratio, scene.ink["canvas"], seconds
            )
            return
        for rect in rects:
            painter.fillRect(rect, scene.ink["canvas"])
        areas = [canvas.camera.rect_to_scene(_rect(rect)) for rect in rects]
        with self._in_scene(painter, canvas.camera):
            for area in areas:
                paint_grid(painter, area, canvas.camera, scene)
            picture, chosen = canvas.picture, canvas.selected_wires
            paint_still(painter, areas, picture, canvas.preview, scene, self._labels, chosen)

    def _backdrop_of(self, scene: Scene) -> QPixmap:
        """All that lies still while cards are moved: painted once, as it is the same in each frame."""
        viewport = self._canvas.viewport()
        size = viewport.size() * scene.ratio
        if self._backdrop is None or self._backdrop.size() != size:
            self._backdrop = QPixmap(size)
            self._backdrop.setDevicePixelRatio(scene.ratio)
            painter = QPainter(self._backdrop)
            self._paint_still(painter, [viewport.rect()], scene)
            painter.end()
        return self._backdrop

    def _paint_block(self, painter: QPainter, area: Rect, camera: Camera) -> None:
        """Paint what lies still in an area, as it is seen from afar."""
        scene = replace(self._scene(), zoom=camera.zoom)
        painter.fillRect(QRectF(*camera.rect_to_view(area)), scene.ink["canvas"])
        with self._in_scene(painter, camera):
            paint_afar(painter, area, self._canvas.picture, self._canvas.preview, scene)

    @contextmanager
    def _in_scene(self, painter: QPainter, camera: Camera) -> Iterator[None]:
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        painter.translate(camera.x, camera.y)
        painter.scale(camera.zoom, camera.zoom)
        yield
        painter.restore()

    def _scene(self, ratio: float = 1.0) -> Scene:
        canvas = self._canvas
        preview = canvas.preview
        return Scene(
            ink=self._ink,
            zoom=canvas.camera.zoom,
            ratio=ratio,
            now=canvas.now(),
            still=canvas.reduced_motion,
            selected=canvas.selection if preview.banded is None else preview.banded,
            focus=canvas.focus_step if canvas.hasFocus() else None,
            hover=canvas.hover,
            fitting=preview.fitting,
            landing=preview.landing,
            parts=frozenset({*canvas.selected_panels, *canvas.selected_dots}),
            found=canvas.found,
        )

    def _bubble(self, preview: Preview) -> QRect:
        return self._bubble_box(preview, self._scene()).toAlignedRect().adjusted(-3, -3, 3, 3)

    def _bubble_box(self, preview: Preview, scene: Scene) -> QRectF:
        size = self._canvas.view_size()
        at = self._canvas.camera.to_view(preview.at)
        return bubble_rect(preview.refusal, at, size.x, size.y, scene)

    # what moves -----------------------------------------------------------------------------------

    def _mind_clock(self) -> None:
        """Tick while work in view is running, and only then."""
        running = self._running()
        if not running:
            self._clock.stop()
            return
        moves = not self._canvas.reduced_motion and len(running) <= _MOST_MOVING
        interval = _MOVING if moves else _COUNTING
        if not self._clock.isActive() or self._clock.interval() != interval:
            self._clock.start(interval)

    def _running(self) -> list[StepId]:
        picture = self._canvas.picture
        if not picture.ticking or self._canvas.camera.flat:  # tiles keep still
            return []
        seen = picture.steps_in(self._canvas.sight().area)
        return [step for step in seen if step in picture.ticking]

    def _flowing(self, steps: Iterable[StepId]) -> list[Wire]:
        picture = self._canvas.picture
        return [
            wire
            for step in steps
            for wire in picture.wiring.of(step)
            if wire in picture.wires and picture.wires[wire].status is WireStatus.FLOWING
        ]

    def _tick(self) -> None:
        running = self._running()
        if not running:
            self._clock.stop()
            return
        picture = self._canvas.picture
        rects = [picture.cards[step].rect.grown(AROUND_CARD) for step in running]
        if not self._canvas.reduced_motion:
            for wire in self._flowing(running):
                rects += cover(picture.curves[wire])
        self._backdrop = None
        self._repaint(rects)

    # words under the pointer ----------------------------------------------------------------------

    def show_tip(self, event: QEvent) -> bool:
        """Show the whole text of what lies under the pointer."""
        if not isinstance(event, QHelpEvent):
            return False
        at = self._canvas.camera.to_scene(Point(event.pos().x(), event.pos().y()))
        tip = self.tip_at(at)
        if tip:
            QToolTip.showText(event.globalPos(), tip, self._canvas.viewport())
        else:
            QToolTip.hideText()
        return True

    def tip_at(self, at: Point) -> str:
        """What there is to say about a place in the scene."""
        picture, zoom = self._canvas.picture, self._canvas.camera.zoom
        port = picture.port_at(at, 10 / zoom) if not self._canvas.camera.flat else None
        if port is not None:
            look = picture.steps[port[1].step]
            return (look.inputs if port[0] == "input" else look.outputs)[port[1].name].tip
        step = picture.step_at(at)
        if step is not None:
            return picture.steps[step].tip
        wire = picture.wire_at(at, 7 / zoom)
        return f"{picture.wires[wire].attribute}: {wire.source} → {wire.target}" if wire else ""


def _rect(rect: QRect) -> Rect:
    return Rect(rect.x(), rect.y(), rect.width(), rect.height())
