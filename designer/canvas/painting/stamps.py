"""Keeps cards as pixels, so that what passes beside a card does not have it painted anew.

What moves, and what a gesture lights up, is always painted. A pan leaves a card on the same part of a
pixel, so that one that was kept is exactly the one that would be painted. A zoom shows most cards as they
were, larger or smaller, and a moment later as they are: `rough` says which.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from designer.canvas.finding import AROUND_CARD
from designer.canvas.geometry import Card
from designer.canvas.looks import StepLook
from designer.canvas.painting.ink import Ink
from designer.canvas.painting.scene import Scene
from designer.canvas.painting.step import paint_step
from engine.flow import StepId

_MOST_PIXELS: Final = 12_000_000
"""Of all that is kept: 48 MB."""
_LARGEST: Final = 2.0
"""Above this zoom few cards are in view, and each is large."""
SHARP: Final = 8
"""Cards that a frame paints anew only because the zoom is another; the others have to wait."""
_MOMENTS: Final = 3
"""Ways to look that are kept of a card: who goes to and fro between two moments sees the same again."""
_HINTS: Final = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform


class _As(NamedTuple):
    """What a card's pixels follow from, but for its look and its shape."""

    zoom: float
    ratio: float
    x: float
    y: float
    """Where it begins on its first pixel."""
    share: float
    marks: tuple[bool, bool, bool, bool]


class _Stamp(NamedTuple):
    """A card as it was painted."""

    look: StepLook
    card: Card
    ink: Ink
    how: _As
    pixels: QPixmap

    def shows(self, look: StepLook, card: Card, scene: Scene, how: _As) -> bool:
        """Whether it is just what would be painted."""
        there = self.card is card and self.ink is scene.ink and self.how == how
        return there and (self.look is look or self.look == look)

    def differs_in_time(self, other: _Stamp) -> bool:
        """Whether it is of the same card at another moment, and may be seen again."""
        same = self.card is other.card and self.ink is other.ink and self.how == other.how
        return same and self.look != other.look

    @property
    def size(self) -> int:
        """How many pixels it has."""
        return self.pixels.width() * self.pixels.height()


class Stamps:
    """The cards that are kept."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[StepId, list[_Stamp]] = {}
        """Of each card the one that was painted last stands last."""
        self._pixels = 0
        self._left: float = math.inf
        self.rough: dict[StepId, Card] = {}
        """The cards that were last shown as they were at another zoom."""

    def begin(self, *, whole: bool = False) -> None:
        """Begin a frame; one that is the `whole` truth shows no card as it was at another zoom."""
        self._left = math.inf if whole else SHARP

    def clear(self) -> None:
        """Keep none any more."""
        self._kept.clear()
        self.rough.clear()
        self._pixels = 0

    def paint(self, painter: QPainter, look: StepLook, card: Card, scene: Scene) -> None:
        """Draw a card as `paint_step` does; the painter is in scene coordinates, upright."""
        if scene.zoom > _LARGEST or _is_lively(look, scene):
            paint_step(painter, look, card, scene)
            return
        there = painter.transform()
        pad = _pad(scene.zoom)
        left = there.dx() + card.x * scene.zoom - pad
        top = there.dy() + card.y * scene.zoom - pad
        corner = QPointF(math.floor(left), math.floor(top))
        how = _how(look, scene, left - corner.x(), top - corner.y())
        kept = self._kept.get(look.step, [])
        known = next((one for one in reversed(kept) if one.shows(look, card, scene, how)), None)
        self.rough.pop(look.step, None)
        if known is None and kept and self._is_spent_on(kept[-1], look, card, scene, how):
            self.rough[look.step] = card
            _show_scaled(painter, kept[-1], card)
            return
        if known is None:
            pixels = _painted(look, card, scene, there, corner, pad)
            known = _Stamp(look, card, scene.ink, how, pixels)
            self._keep(look.step, known)
        painter.setWorldMatrixEnabled(False)
        painter.drawPixmap(corner, known.pixels)
        painter.setWorldMatrixEnabled(True)

    def _is_spent_on(
        self, known: _Stamp, look: StepLook, card: Card, scene: Scene, how: _As
    ) -> bool:
        """Whether a card has but another size than the kept one, and enough were painted anew."""
        alike = known.look is look and known.card is card and known.ink is scene.ink
        if not alike or known.how[4:] != how[4:] or known.how.ratio != how.ratio:
            return False
        self._left -= 1
        return self._left < 0

    def _keep(self, step: StepId, stamp: _Stamp) -> None:
        """Keep one more of a card, as many as are of the same kind and no more than that."""
        if self._pixels + stamp.size > _MOST_PIXELS:
            self._thin()
        if self._pixels + stamp.size > _MOST_PIXELS:
            self.clear()
        before = self._kept.get(step, [])
        left = [one for one in before if one.differs_in_time(stamp)][1 - _MOMENTS :]
        self._kept[step] = [*left, stamp]
        self._pixels += stamp.size + sum(it.size for it in left) - sum(it.size for it in before)

    def _thin(self) -> None:
        """Keep of each card what was painted last."""
        self._kept = {step: kept[-1:] for step, kept in self._kept.items()}
        self._pixels = sum(one.size for kept in self._kept.values() for one in kept)


def _show_scaled(painter: QPainter, stamp: _Stamp, card: Card) -> None:
    """Draw a card as it was at another zoom; the painter is in scene coordinates."""
    zoom, ratio, x, y = stamp.how[:4]
    left, top = _pad(zoom) + x, _pad(zoom) + y  # of the card in its pixels
    wide, high = stamp.pixels.width() / ratio, stamp.pixels.height() / ratio
    there = QRectF(card.x - left / zoom, card.y - top / zoom, wide / zoom, high / zoom)
    painter.drawPixmap(there, stamp.pixels, QRectF(stamp.pixels.rect()))


def _pad(zoom: float) -> float:
    """Pixels round a card for its rings."""
    return AROUND_CARD * zoom + 2


def _is_lively(look: StepLook, scene: Scene) -> bool:
    """Whether a card may look otherwise in the next frame, or just now."""
    lit = [end[1].step for end in (scene.hover, scene.landing) if end is not None]
    rings = scene.strength.emphasis is not None and bool(scene.strength.emphasis.ports)
    fades = look.step in scene.strength.fading
    swells = look.step in scene.moments.pings or look.step in scene.moments.goals
    moves = look.ticking is not None or swells or fades
    return moves or rings or scene.fitting is not None or look.step in lit


def _how(look: StepLook, scene: Scene, x: float, y: float) -> _As:
    step = look.step
    marks = (
        step in scene.selected, step == scene.focus, step in scene.found,
        scene.strength.outlines(step),
    )  # fmt: skip
    share = scene.of_step(look)
    return _As(scene.zoom, scene.ratio, round(x, 3), round(y, 3), share, marks)


def _painted(
    look: StepLook, card: Card, scene: Scene, there: QTransform, corner: QPointF, pad: float
) -> QPixmap:
    wide = math.ceil(card.shape.width * scene.zoom + 2 * pad) + 1
    high = math.ceil(card.shape.height * scene.zoom + 2 * pad) + 1
    pixels = QPixmap(QSize(wide, high) * scene.ratio)
    pixels.setDevicePixelRatio(scene.ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    painter.setRenderHints(_HINTS)
    painter.translate(there.dx() - corner.x(), there.dy() - corner.y())
    painter.scale(scene.zoom, scene.zoom)
    paint_step(painter, look, card, scene)
    painter.end()
    return pixels
