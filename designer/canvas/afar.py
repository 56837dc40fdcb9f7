"""What is seen from afar, kept as pixels: painted in blocks, a few at a time, and from then on only shown.

From afar a frame would have to paint every tile and wire there is, and ten thousand of them take longer
than a frame may. So the scene at one zoom is kept in square blocks, as maps are: a pan shows them
elsewhere, a change paints anew what it touches of a block. Where a block is still to be painted, what
is known from another zoom is shown in its place, larger or smaller, for a moment.

Knows neither Steps nor wires: who paints a part of the scene is given to it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap

from designer.canvas.camera import Camera
from designer.canvas.geometry import Point, Rect

SIDE: Final = 128
"""The side of a block in pixels of the viewport."""
_KEPT: Final = 600
"""Blocks of one zoom that are kept, most of them out of view: 40 MB on a plain screen."""
_MANY: Final = 3_000
"""Of more changed areas than this nobody asks where they are."""
_MARGIN: Final = 5
"""Pixels by which a mark may reach beyond what it marks."""

_Key = tuple[int, int]
Render = Callable[[QPainter, Rect, Camera], None]
"""Paints an area of the scene, which is clipped to it, as that camera sees it."""


class _Zoom(NamedTuple):
    """How large the scene is shown, and how many pixels of the screen one of the viewport has."""

    zoom: float
    ratio: float


class _Level:
    """The blocks of one zoom; `due` says what of a block has still to be painted: all of it, or a part."""

    def __init__(self, zoom: _Zoom) -> None:
        self.zoom = zoom
        self.side = SIDE / zoom.zoom
        """The side of a block in the scene."""
        self.blocks: dict[_Key, QPixmap] = {}
        self.due: dict[_Key, Rect | None] = {}

    def keys(self, area: Rect) -> Iterator[_Key]:
        """The blocks that an area of the scene touches."""
        side = self.side
        across = range(int(area.x // side), int((area.x + area.w) // side) + 1)
        for j in range(int(area.y // side), int((area.y + area.h) // side) + 1):
            for i in across:
                yield i, j

    def area(self, key: _Key) -> Rect:
        """What a block shows of the scene."""
        return Rect(key[0] * self.side, key[1] * self.side, self.side, self.side)

    def want(self, area: Rect) -> list[_Key]:
        """The blocks of an area that are not as they should be, those longest due first."""
        wanted = dict.fromkeys(self.keys(area))
        for key in wanted:
            if key not in self.blocks:
                self.due.setdefault(key, None)
        return [key for key in self.due if key in wanted]

    def spoil(self, rects: Sequence[Rect]) -> None:
        """What lies there has changed: blocks that are kept have to be painted anew in that part."""
        for rect in rects:
            for key in self.keys(rect):
                if key in self.blocks:
                    self._spoil_part(key, rect)

    def _spoil_part(self, key: _Key, rect: Rect) -> None:
        if key not in self.due:
            self.due[key] = rect
            return
        before = self.due[key]
        if before is not None:
            x, y = min(before.x, rect.x), min(before.y, rect.y)
            right, bottom = max(before.right, rect.right), max(before.bottom, rect.bottom)
            self.due[key] = Rect(x, y, right - x, bottom - y)

    def spoil_all(self) -> None:
        """Everything looks otherwise now; what is kept is shown until it is painted anew."""
        self.due = dict.fromkeys(self.blocks)

    def render(self, key: _Key, render: Render) -> None:
        """Paint what is due of a block."""
        part = self.due.pop(key, None)
        zoom, ratio = self.zoom
        block = self.blocks.pop(key, None)
        if block is None:
            block, part = QPixmap(round(SIDE * ratio), round(SIDE * ratio)), None
            block.setDevicePixelRatio(ratio)
        camera = Camera(zoom, -key[0] * SIDE, -key[1] * SIDE)
        painter = QPainter(block)
        area = self.area(key)
        if part is not None:
            seen = _whole_pixels(camera.rect_to_view(part))
            painter.setClipRect(seen)
            area = camera.rect_to_scene(Rect(seen.x(), seen.y(), seen.width(), seen.height()))
        render(painter, area, camera)
        painter.end()
        self.blocks[key] = block  # last, so that those least painted are the first to go

    def forget_but(self, area: Rect) -> None:
        """Let go of blocks out of view, once there are many."""
        if len(self.blocks) <= _KEPT:
            return
        seen = set(self.keys(area))
        for key in [key for key in self.blocks if key not in seen][: len(self.blocks) - _KEPT]:
            del self.blocks[key]
            self.due.pop(key, None)


class Afar:
    """The blocks that are in view, those of the whole in small, and those of the zoom before."""

    def __init__(self, render: Render) -> None:
        """Take what paints a part of the scene."""
        self._render = render
        self.forget()

    def forget(self) -> None:
        """Nothing is known any more: another diagram is shown."""
        self._here = _Level(_Zoom(1.0, 1.0))
        self._before: _Level | None = None
        self._whole: _Level | None = None
        self._round: Rect | None = None
        """What the whole in small shows."""
        self._seen = Rect(0, 0, 0, 0)

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all has been painted yet."""
        return not any(level.blocks for level in (self._here, self._before, self._whole) if level)

    @property
    def is_behind(self) -> bool:
        """Whether something in view is not shown as it should be."""
        return bool(self._here.want(self._seen))

    def spoil(self, rects: Sequence[Rect]) -> None:
        """What lies there has changed."""
        if len(rects) > _MANY:
            self.spoil_all()
            return
        for level in self._levels():
            level.spoil(rects)
        if self._round is not None and not all(map(self._round.touches, rects)):
            self._round = None

    def spoil_all(self) -> None:
        """Everything looks otherwise now."""
        for level in self._levels():
            level.spoil_all()

    def show(
        self, painter: QPainter, rects: Iterable[QRect], camera: Camera, ratio: float,
        ground: QColor, seconds: float,
    ) -> None:  # fmt: skip
        """Show some rectangles of the viewport; blocks are painted for as long as there is time for."""
        here = self._at(_Zoom(camera.zoom, ratio))
        end = time.perf_counter() + seconds
        rects = list(rects)
        for rect in rects:
            if time.perf_counter() < end:
                self._render_until(end, here, here.want(_seen(rect, camera)))
        for rect in rects:
            self._show(painter, rect, camera, ground)

    def look(self, seen: Rect, camera: Camera, ratio: float) -> None:
        """Say what of the scene is in view, and how large."""
        self._seen = seen
        if camera.flat:
            self._at(_Zoom(camera.zoom, ratio))

    def go_on(self, seconds: float) -> list[Rect]:
        """Paint blocks that are due in view for so long; the areas of the scene that they show."""
        end, here = time.perf_counter() + seconds, self._here
        made = self._render_until(end, here, here.want(self._seen))
        here.forget_but(self._seen)
        return [here.area(key) for key in made]

    @property
    def lacks_whole(self) -> bool:
        """Whether the whole in small has still to be painted, or some of it."""
        return self._round is None or self._whole is None or bool(self._whole.due)

    def go_on_with_whole(
        self, seconds: float, bounds: Callable[[], Rect | None], size: Point
    ) -> None:
        """Paint the whole in small for so long, for when one zooms out to where nothing is known."""
        if self._round is None or self._whole is None:
            self._round = bounds() or Rect(0, 0, 1, 1)
            fitting = min(size.x / self._round.w, size.y / self._round.h, 1.0)
            zoom = 2.0 ** math.floor(math.log2(fitting))
            self._whole = _Level(_Zoom(zoom, self._here.zoom.ratio))
        end = time.perf_counter() + seconds
        self._render_until(end, self._whole, self._whole.want(self._round))

    def _render_until(self, end: float, level: _Level, keys: Iterable[_Key]) -> list[_Key]:
        """Paint blocks, one at least, as long as another one is likely to be done in time."""
        made: list[_Key] = []
        before = time.perf_counter()
        for key in keys:
            level.render(key, self._render)
            made.append(key)
            now = time.perf_counter()
            if now + (now - before) > end:
                break
            before = now
        return made

    def _levels(self) -> list[_Level]:
        return [level for level in (self._here, self._whole) if level is not None]

    def _at(self, zoom: _Zoom) -> _Level:
        """The blocks of a zoom; those of the last one stay for a while, if they are worth it."""
        if self._here.zoom != zoom:
            if not self.is_behind or self._before is None:
                self._before = self._here
            self._here = _Level(zoom)
        return self._here

    def _show(self, painter: QPainter, rect: QRect, camera: Camera, ground: QColor) -> None:
        """Show a rectangle: what is known from other zooms, and over it the blocks that are there."""
        painter.save()
        painter.setClipRect(rect)
        level, seen = self._here, _seen(rect, camera)
        keys = list(level.keys(seen))
        if any(key not in level.blocks for key in keys):
            painter.fillRect(rect, ground)
            for other in filter(None, (self._whole, self._before)):
                _show_scaled(painter, other, seen, camera)
        for key in keys:
            block = level.blocks.get(key)
            if block is not None:
                x, y = key[0] * SIDE + camera.x, key[1] * SIDE + camera.y
                painter.drawPixmap(int(x), int(y), block)
        painter.restore()


def _show_scaled(painter: QPainter, level: _Level, area: Rect, camera: Camera) -> None:
    """Show the blocks of another zoom as large as they are in this one."""
    side = level.side * camera.zoom
    for key, block in level.blocks.items():
        x, y = key[0] * side + camera.x, key[1] * side + camera.y
        there = Rect(key[0] * level.side, key[1] * level.side, level.side, level.side)
        if there.touches(area):
            painter.drawPixmap(QRectF(x, y, side, side), block, QRectF(block.rect()))


def _seen(rect: QRect, camera: Camera) -> Rect:
    return camera.rect_to_scene(Rect(rect.x(), rect.y(), rect.width() - 0.01, rect.height() - 0.01))


def _whole_pixels(rect: Rect) -> QRect:
    """The pixels that a rectangle touches, and those that its marks do."""
    return QRectF(*rect).toAlignedRect().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
