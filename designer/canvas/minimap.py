"""The whole in small, in the corner of the canvas: a tile for each Step, a frame for what is seen.

The tiles are kept as one picture, made anew at most five times a second, and only while it is shown.
Over the canvas it costs Qt's quick scrolling, so it is not there unless it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from designer.canvas.camera import Camera
from designer.canvas.geometry import Point, Rect
from designer.canvas.looks import Tone
from designer.words import tr

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

EVERY: Final = 200
"""Milliseconds between two renewals of the tiles at least."""
STAYS: Final = 1_200
"""Milliseconds that it stays after a move, where it is shown only then."""
_LINES: Final = (13, 8)
"""Its size in line heights."""
_MARGIN: Final = 10
_PAD: Final = 6.0
_LEAST_TILE: Final = 1.5


_Tile: TypeAlias = tuple[Tone, float, float, float, float]


class Minimap(QWidget):
    """Shows where one is, and goes where it is clicked."""

    def __init__(self, canvas: Canvas, leave: Callable[[], None]) -> None:
        """Lie over a canvas; `leave` is called before a jump."""
        super().__init__(canvas)
        self.setObjectName("minimap")
        self.setAccessibleName(tr("Minimap"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._canvas, self._leave = canvas, leave
        self._when = "never"
        self._tiles: QPixmap | None = None
        self._area = Rect(0, 0, 1, 1)
        self._camera = Camera()
        self._held = Point(0.0, 0.0)
        """From the pointer to the middle of the frame that it holds."""
        self._late, self._gone = QTimer(self), QTimer(self)
        for timer, pause in ((self._late, EVERY), (self._gone, STAYS)):
            timer.setSingleShot(True)
            timer.setInterval(pause)
        self._late.timeout.connect(self._renew)
        self._gone.timeout.connect(self.hide)
        canvas.viewport().installEventFilter(self)
        self.hide()

    @property
    def when(self) -> str:
        """`never`, `moving` or `always`."""
        return self._when

    def show_when(self, when: str) -> None:
        """Show it `always`, only while one is `moving`, or `never`."""
        self._when = when
        self._gone.stop()
        self._camera = self._canvas.camera
        if when == "always":
            self._appear()
        else:
            self.hide()

    def tell_changed(self) -> None:
        """Tiles may be elsewhere or in another colour: renew them soon, if anybody can see them."""
        if self.isVisible():
            if not self._late.isActive():
                self._late.start()
        else:
            self._tiles = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner; see that the canvas has moved."""
        del watched
        if event.type() is QEvent.Type.Resize:
            self._place()
        elif event.type() is QEvent.Type.Paint and self._camera != self._canvas.camera:
            self._camera = self._canvas.camera
            self._mind_move()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tiles that are kept, and over them what is seen."""
        del event
        if self._tiles is None:
            self._render()
        theme, painter = self._canvas.theme, QPainter(self)
        if self._tiles is not None:
            painter.drawPixmap(0, 0, self._tiles)
        veil = QColor(theme["canvas"])
        veil.setAlphaF(0.55)
        around = QRegion(self.rect()) - QRegion(self._seen().toAlignedRect())
        painter.setClipRegion(around)
        painter.fillRect(self.rect(), veil)
        painter.setClipping(False)
        painter.setPen(QPen(theme["selection"], 1.5))
        painter.drawRect(self._seen())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._leave()
            seen, at = self._seen(), event.position()
            self._held = Point(0.0, 0.0)
            if seen.contains(at):  # taken hold of where it is
                middle = self._middle()
                self._held = Point(middle.x - at.x(), middle.y - at.y())
            self._go(Point(at.x(), at.y()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(Point(event.position().x(), event.position().y()))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep it from the canvas."""
        event.accept()

    def frame(self) -> QRectF:
        """Where what is seen lies within it, for tests."""
        return self._seen()

    # ----------------------------------------------------------------------------------------------

    def _appear(self) -> None:
        self._place()
        self._render()
        self.show()
        self.raise_()

    def _mind_move(self) -> None:
        if self._when == "moving":
            if self.isHidden():
                self._appear()
            self._gone.start()
        if self.isVisible():
            self.update()

    def _place(self) -> None:
        line = self._canvas.fontMetrics().lineSpacing()
        room = self._canvas.viewport().geometry()
        wanted = QSize(_LINES[0] * line, _LINES[1] * line)
        size = wanted.boundedTo(room.size() / 2)
        if size != self.size():
            self._tiles = None
        corner = room.bottomRight()
        self.setGeometry(
            corner.x() - size.width() - _MARGIN, corner.y() - size.height() - _MARGIN,
            size.width(), size.height(),
        )  # fmt: skip

    def _renew(self) -> None:
        self._tiles = None
        self.update()

    @property
    def _scale(self) -> float:
        wide = (self.width() - 2 * _PAD) / max(self._area.w, 1.0)
        high = (self.height() - 2 * _PAD) / max(self._area.h, 1.0)
        return min(wide, high, 0.25)

    def _origin(self) -> Point:
        """Where the scene's zero lies: the whole stands in the middle."""
        middle, scale = self._area.center, self._scale
        return Point(self.width() / 2 - middle.x * scale, self.height() / 2 - middle.y * scale)

    def _seen(self) -> QRectF:
        sight, scale, origin = self._canvas.sight().area, self._scale, self._origin()
        there = QRectF(
            sight.x * scale + origin.x, sight.y * scale + origin.y, sight.w * scale, sight.h * scale
        )
        return there.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _middle(self) -> Point:
        """Where the middle of what is seen lies."""
        middle, scale, origin = self._canvas.sight().area.center, self._scale, self._origin()
        return Point(middle.x * scale + origin.x, middle.y * scale + origin.y)

    def _go(self, at: Point) -> None:
        scale, origin, camera = self._scale, self._origin(), self._canvas.camera
        x = (at.x + self._held.x - origin.x) / scale
        y = (at.y + self._held.y - origin.y) / scale
        size, zoom = self._canvas.view_size(), camera.zoom
        self._canvas.look_at(
            Camera(zoom, round(size.x / 2 - x * zoom), round(size.y / 2 - y * zoom))
        )

    def _render(self) -> None:
        theme, ratio = self._canvas.theme, self.devicePixelRatioF()
        cards = list(self._cards())
        self._area = _round(cards)
        tiles = QPixmap(self.size() * ratio)
        tiles.setDevicePixelRatio(ratio)
        tiles.fill(theme["panel"])
        painter = QPainter(tiles)
        painter.setPen(theme["border"])
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setPen(Qt.PenStyle.NoPen)
        for token, rects in self._batches(cards).items():
            painter.setBrush(theme[token])
            painter.drawRects(rects)
        painter.end()
        self._tiles = tiles

    def _batches(self, cards: list[_Tile]) -> dict[str, list[QRectF]]:
        """The tiles by colour."""
        batches: dict[str, list[QRectF]] = defaultdict(list)
        scale, origin = self._scale, self._origin()
        for tone, x, y, wide, high in cards:
            batches["outline" if tone is Tone.NEUTRAL else tone.value].append(
                QRectF(
                    x * scale + origin.x, y * scale + origin.y,
                    max(wide * scale, _LEAST_TILE), max(high * scale, _LEAST_TILE),
                )
            )  # fmt: skip
        return batches

    def _cards(self) -> Iterator[_Tile]:
        """The tiles: their colour, and where they are."""
        picture = self._canvas.picture
        tile = picture.tile
        for step, x, y, wide, high in picture.laid():
            yield tile(step).tone, x, y, wide, high


def _round(cards: list[_Tile]) -> Rect:
    """The rectangle round all of them."""
    if not cards:
        return Rect(0, 0, 1, 1)
    left, top = min(card[1] for card in cards), min(card[2] for card in cards)
    right, low = max(card[1] + card[3] for card in cards), max(card[2] + card[4] for card in cards)
    return Rect(left, top, right - left, low - top)
