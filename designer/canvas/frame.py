"""Decides what of the viewport is painted anew, and paints it; keeps the time for what moves.

One frame is asked for, however many records came. Nothing ticks unless work in view is running.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap, QRegion

from designer.canvas.afar import Afar
from designer.canvas.afterwards import Afterwards
from designer.canvas.camera import READABLE, Camera
from designer.canvas.clockwork import Clockwork
from designer.canvas.covering import LABEL_ROOM, covered_by
from designer.canvas.film import Film
from designer.canvas.geometry import EVERYWHERE, NOWHERE, Rect
from designer.canvas.haste import Haste
from designer.canvas.labels import Labels
from designer.canvas.pace import Pace
from designer.canvas.painting.ink import FontMeasure, Ink
from designer.canvas.painting.layers import (
    bubble_rect,
    ground_of,
    paint_afar,
    paint_bubble,
    paint_grid,
    paint_held,
    paint_preview,
    paint_sketch,
    paint_still,
)
from designer.canvas.painting.scene import Scene
from designer.canvas.painting.stamps import Stamps
from designer.canvas.preview import NOTHING, Preview
from designer.canvas.reading import from_qrect, to_qrect
from designer.canvas.sharpening import Sharpening
from designer.canvas.slices import AT_ONCE_AFAR, Slices
from designer.theme import Theme
from engine.flow import StepId, Wire

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

_MOST_RECTS: Final = 60
_WHOLE_FROM: Final = 2_000
"""More changed areas than this are not looked at one by one."""
_SOME: Final = 300
"""More Steps than this are painted anew a few blocks at a time, as something of them is there to be shown."""
_BUDGET: Final = 0.005
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
        self._stamps = Stamps()
        self.clockwork, self.pace = Clockwork(canvas, self._show_moved), Pace(self._repaint, self)
        self._backdrop: QPixmap | None = None
        self._sharpening = Sharpening(self._stamps, self._repaint, self)
        self._afar, self._haste = Afar(self._paint_block), Haste(canvas.viewport().update, self)
        self.film, self.after = Film(canvas, self._scene), Afterwards(self)
        self._slices = Slices(canvas, self._labels, self._afar, self._update, self._repaint)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme's colours."""
        self._ink = Ink(theme, self.measure)
        self.redraw_all()

    @property
    def is_animating(self) -> bool:
        """Whether it paints by itself, since work in view is running."""
        return self.clockwork.is_on

    @property
    def labels_wait(self) -> bool:
        """Whether labels of what is in view have still to find their places."""
        return self._labels.is_behind

    @property
    def is_blurred(self) -> bool:
        """Whether some of what is in view from afar is still to be painted."""
        return self._canvas.camera.flat and self._afar.is_behind and not self.film.is_on

    @property
    def is_rough(self) -> bool:
        """Whether something in view is shown for a moment as it can be painted sooner."""
        return self._sharpening.is_due or self._haste.is_on

    @property
    def is_opening(self) -> bool:
        """Whether the first full picture of a large diagram is still to come."""
        picture = self._canvas.picture
        if picture.plan is not None or len(picture.diagram.flow.steps) <= AT_ONCE_AFAR:
            return False
        return picture.is_behind or self.is_blurred

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
        self._stamps.clear()
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
        self.film.forget()
        self._canvas.viewport().update()
        self.clockwork.mind()
        self._slices.mind()

    def redraw(self, rects: Iterable[Rect]) -> None:
        """Paint these parts of the scene anew."""
        self._update(rects)
        self.clockwork.mind()
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
        if after is NOTHING and before.fitting is not None:
            self.after.do(self.look)  # the wire at once, the light on ports a frame later
        elif before.fitting != after.fitting or after is NOTHING:
            self.look()
            return
        self._repaint(covered)
        for preview in (before, after):
            if preview.refusal:
                self._canvas.viewport().update(self._bubble(preview))

    def scroll(self, dx: int, dy: int) -> None:
        """Move what is painted, and paint the strips that came into view."""
        self._backdrop = None
        self.film.forget()
        viewport = self._canvas.viewport()
        if self._canvas.preview.refusal:
            viewport.update()
        else:
            viewport.scroll(dx, dy)
        self.pace.hurry()
        self.clockwork.mind()

    def _update(
        self, rects: Iterable[Rect], show: Callable[[list[Rect]], None] | None = None
    ) -> None:
        rects, show = list(rects), show or self._repaint
        self._backdrop = None
        if rects:
            self.film.forget()
        if any(rect.w >= EVERYWHERE.w for rect in rects):
            self._afar.spoil_all()
        else:
            self._afar.spoil(rects)
        show(rects)

    def _repaint(self, rects: Iterable[Rect]) -> None:
        viewport, camera = self._canvas.viewport(), self._canvas.camera
        seen = Rect(0, 0, viewport.width(), viewport.height())
        rects = list(rects)
        most = 4 * _MOST_RECTS if camera.flat else _WHOLE_FROM
        if len(rects) > most or any(rect.w >= EVERYWHERE.w for rect in rects):
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
        seen = self._canvas.sight().area
        self._afar.look(seen, self._canvas.camera, self._canvas.viewport().devicePixelRatioF())
        self._canvas.picture.close = NOWHERE if self._canvas.camera.flat else seen
        self._stamps.begin()
        painter = QPainter(self._canvas.viewport())
        try:
            self._paint(painter, region)
        finally:
            painter.end()
        self._slices.mind()
        self._sharpening.mind(self._canvas.camera.zoom)
        self.after.painted()

    def _paint(self, painter: QPainter, region: QRegion) -> None:
        canvas, preview = self._canvas, self._canvas.preview
        scene = self._scene(painter.device().devicePixelRatioF())
        rects = list(region) if region.rectCount() <= _MOST_RECTS else [region.boundingRect()]  # type: ignore[call-overload]  # the stub lacks its iterator
        if preview.holds and not canvas.camera.flat:
            backdrop = self._backdrop_of(scene)
            for rect in rects:
                painter.drawPixmap(QRectF(rect), backdrop, _on_screen(rect, scene.ratio))
        else:
            self._paint_still(painter, rects, scene)
        with self._in_scene(painter, canvas.camera):
            if preview.holds:
                areas = [canvas.camera.rect_to_scene(from_qrect(rect)) for rect in rects]
                picture, chosen = canvas.picture, canvas.selected_wires
                paint_held(painter, areas, picture, preview, scene, self._labels, chosen)
            paint_preview(painter, canvas.picture, preview, scene)
        if preview.refusal:
            paint_bubble(painter, preview.refusal, self._bubble_box(preview, scene), scene)

    def _paint_still(self, painter: QPainter, rects: Sequence[QRect], scene: Scene) -> None:
        canvas = self._canvas
        if canvas.camera.flat:
            self._paint_afar(painter, rects, scene)
            return
        dotted = ground_of(canvas.camera, scene)
        painter.setBrushOrigin(int(canvas.camera.x), int(canvas.camera.y))
        for rect in rects:
            painter.fillRect(rect, dotted or scene.ink["canvas"])
        areas = [canvas.camera.rect_to_scene(from_qrect(rect)) for rect in rects]
        with self._in_scene(painter, canvas.camera):
            for area in areas if dotted is None else ():
                paint_grid(painter, area, canvas.camera, scene)
            picture, chosen = canvas.picture, canvas.selected_wires
            paint_still(
                painter, areas, picture, canvas.preview, scene, self._labels, chosen, self._stamps
            )

    def _paint_afar(self, painter: QPainter, rects: Sequence[QRect], scene: Scene) -> None:
        """Show the blocks; while nobody knows where all is, a sketch, or those there were before."""
        canvas, picture = self._canvas, self._canvas.picture
        if self.film.is_resting and not self._afar.is_behind:
            self.film.end()
        if self.film.is_shown:
            self.film.show(painter, rects)
            return
        many = len(picture.diagram.flow.steps) > AT_ONCE_AFAR
        if many and picture.is_behind and self._afar.is_blank:
            sketch = self._sketch_of(scene)
            for rect in rects:
                painter.drawPixmap(QRectF(rect), sketch, _on_screen(rect, scene.ratio))
            return
        some = many or (len(picture.diagram.flow.steps) > _SOME and not self._afar.is_blank)
        seconds = 0.0 if many and picture.is_behind else _BUDGET if some else math.inf
        ground = scene.ink["canvas"]
        self._afar.show(painter, rects, canvas.camera, scene.ratio, ground, seconds)

    def _backdrop_of(self, scene: Scene) -> QPixmap:
        """All that lies still while cards are moved: painted once, as it is the same in each frame."""
        viewport = self._canvas.viewport()
        return self._kept(
            scene, lambda painter: self._paint_still(painter, [viewport.rect()], scene)
        )

    def _sketch_of(self, scene: Scene) -> QPixmap:
        """Where the cards are going to be."""
        canvas = self._canvas

        def sketch(painter: QPainter) -> None:
            painter.fillRect(canvas.viewport().rect(), scene.ink["canvas"])
            with self._in_scene(painter, canvas.camera):
                paint_sketch(painter, canvas.sight().area, canvas.picture, scene)

        return self._kept(scene, sketch)

    def _kept(self, scene: Scene, paint: Callable[[QPainter], None]) -> QPixmap:
        """The viewport as it was painted, until something of it is to be painted anew."""
        size = self._canvas.viewport().size() * scene.ratio
        if self._backdrop is None or self._backdrop.size() != size:
            self._stamps.begin(whole=True)
            self._backdrop = QPixmap(size)
            self._backdrop.setDevicePixelRatio(scene.ratio)
            painter = QPainter(self._backdrop)
            paint(painter)
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
        canvas, preview = self._canvas, self._canvas.preview
        return Scene(
            ink=self._ink,
            zoom=canvas.camera.zoom,
            ratio=ratio,
            now=canvas.now(),
            past=canvas.is_past,
            hasty=self._haste.is_on,
            still=canvas.reduced_motion or self.clockwork.is_much,
            moments=self.clockwork.passing.moments(),
            selected=canvas.selection if preview.banded is None else preview.banded,
            focus=canvas.focus_step if canvas.hasFocus() else None,
            hover=canvas.hover,
            fitting=preview.fitting,
            landing=preview.landing,
            parts=frozenset({*canvas.selected_panels, *canvas.selected_dots}),
            found=canvas.found,
            strength=canvas.light.strength(),
        )

    def _bubble(self, preview: Preview) -> QRect:
        return self._bubble_box(preview, self._scene()).toAlignedRect().adjusted(-3, -3, 3, 3)

    def _bubble_box(self, preview: Preview, scene: Scene) -> QRectF:
        size = self._canvas.view_size()
        at = self._canvas.camera.to_view(preview.at)
        return bubble_rect(preview.refusal, at, size.x, size.y, scene)

    def take_run(self, touched: frozenset[StepId], show: Callable[[], list[Rect]]) -> None:
        """Show what a run has come to, and what of it is there for a moment only."""
        self.film.forget()
        self._update(self.clockwork.take(touched, show), self.pace.ask)
        self.clockwork.mind()
        self._slices.mind()

    def take_moment(self, touched: frozenset[StepId], show: Callable[[], list[Rect]]) -> None:
        """Show another moment of the run, as fast as a hand can ask for it."""
        if not self._canvas.camera.flat:
            self.film.forget()
            self._haste.note(touched)
            self._afar.spoil_all()  # `dirty` tells of no more than is in sight
            seen, dirty = self._canvas.sight().area, self.clockwork.take(touched, show)
            self.redraw([EVERYWHERE] if any(map(seen.touches, dirty)) else ())
            return
        dirty = show()
        if self.film.take(touched):
            self._afar.spoil_all()
            self._canvas.viewport().update()
        else:
            self.redraw(dirty)

    def _show_moved(self, rects: list[Rect]) -> None:
        self._backdrop = None
        self.pace.ask(rects)


def _on_screen(rect: QRect, ratio: float) -> QRectF:
    """A part of the viewport in pixels of the screen."""
    return QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
