"""A picture of a Flow to take away: all of it or some Steps, as SVG or PNG, painted as the canvas paints.

Nothing of it is what one happens to see or hold: no selection, no grid, no motion.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final, TypeAlias

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from designer import icons
from designer.canvas.geometry import ICON, Rect
from designer.canvas.labels import Labels
from designer.canvas.painting.ink import FontMeasure, Ink
from designer.canvas.painting.layers import paint_still
from designer.canvas.painting.scene import Scene
from designer.canvas.picture import Picture
from designer.canvas.preview import NOTHING
from designer.document.diagram import Diagram
from designer.theme import Theme
from engine.flow import FLOW_INPUTS, StepId

MOST_PIXELS: Final = 60_000_000
"""A PNG of more than this is made smaller: 240 MB while it is painted."""
_MARGIN: Final = 24.0
_THIN: Final = 0.001
"""The height of what stands in for an icon: nothing else is so thin."""
_STANDS_IN: Final = re.compile(
    rb'<rect x="([^"]+)" y="([^"]+)" width="(\d+)" height="%s"/>' % f"{_THIN:g}".encode()
)
_IDLE: Final = (
    re.compile(rb"<g [^>]*>\n</g>\n\n"),
    re.compile(
        rb'(?<=\n)font-family="[^"]*" font-size="[^"]*" font-weight="\d+" font-style="\w+" \n'
    ),
    re.compile(rb' vector-effect="none" fill-rule="evenodd"| (?:fill|stroke)-opacity="1"(?= )'),
)
StandIn: TypeAlias = Callable[[QPainter, str, float, float], None]
_NOTHING_SHOWN: Final = Rect(0, 0, 320, 120)
_DOTS_PER_INCH: Final = 96


def part(diagram: Diagram, steps: Collection[StepId]) -> Diagram:
    """A diagram of just these Steps, and of the Flow's inputs if their card is among them."""
    flow = diagram.flow
    chosen = {step: it for step, it in flow.steps.items() if step in steps}
    inputs = flow.inputs if FLOW_INPUTS in steps else {}
    goals = flow.goals & chosen.keys()
    return replace(diagram, flow=replace(flow, steps=chosen, inputs=inputs, goals=goals))


class _Icons:
    """The icons of an SVG: each is drawn once, and then used wherever a line stands in for it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def draw(self, painter: QPainter, name: str, left: float, top: float) -> None:
        """Draw what stands in for an icon with its corner there."""
        number = self._numbers.setdefault(name, len(self._numbers) + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRect(QRectF(left, top, number, _THIN))

    def put_into(self, svg: bytes, colour: QColor) -> bytes:
        """Put the icons where something stands in for them."""
        drawn = "".join(
            f'<g id="icon-{number}">{icons.drawing(name, colour, ICON)}</g>\n'
            for name, number in self._numbers.items()
        )
        head, defs, rest = _without_idle_words(svg).partition(b"<defs>\n")
        used = _STANDS_IN.sub(rb'<use xlink:href="#icon-\3" x="\1" y="\2"/>', rest)
        return head + defs + drawn.encode() + used


def _without_idle_words(svg: bytes) -> bytes:
    """The same picture without groups of nothing, and without what is said anyway."""
    for idle in _IDLE:
        svg = idle.sub(b"", svg)
    return svg


class Portrait:
    """Paints a whole picture at once."""

    def __init__(self, picture: Picture, theme: Theme, now: float) -> None:
        """Take a picture and a theme; `now` is what running times count to, in seconds since 1970."""
        picture.finish()
        self._picture, self._now = picture, now
        self._measure = FontMeasure(theme)
        self._ink = Ink(theme, self._measure)
        self._area = (picture.bounds() or _NOTHING_SHOWN).grown(_MARGIN)

    def svg(self, title: str) -> bytes:
        """The picture as SVG; text stays text."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setResolution(_DOTS_PER_INCH)
        size = QSize(math.ceil(self._area.w), math.ceil(self._area.h))
        generator.setSize(size)
        generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
        generator.setTitle(title)
        stamps = _Icons()
        painter = QPainter(generator)
        self._paint(painter, zoom=1.0, stand_in=stamps.draw)
        painter.end()
        return stamps.put_into(bytes(buffer.data().data()), self._ink["faint"])

    def png(self, scale: float) -> bytes:
        """The picture as PNG, `scale` pixels for one of the canvas, fewer where it would be huge."""
        most = math.sqrt(MOST_PIXELS / (self._area.w * self._area.h))
        image = self.image(min(scale, most))
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows names of files alone
        return bytes(buffer.data().data())

    def image(self, zoom: float) -> QImage:
        """The picture, `zoom` pixels for one of the canvas."""
        image = QImage(
            math.ceil(self._area.w * zoom), math.ceil(self._area.h * zoom),
            QImage.Format.Format_ARGB32_Premultiplied,
        )  # fmt: skip
        image.fill(self.paper)  # the last row and column are covered by less than a pixel
        painter = QPainter(image)
        self._paint(painter, zoom=zoom)
        painter.end()
        return image

    def scale_for(self, size: QSize) -> float:
        """How many pixels for one of the canvas there may be for all of it to fit into a size."""
        return min(size.width() / self._area.w, size.height() / self._area.h)

    @property
    def paper(self) -> QColor:
        """The colour beneath."""
        return QColor(self._ink["canvas"])

    def _paint(self, painter: QPainter, *, zoom: float, stand_in: StandIn | None = None) -> None:
        area = self._area
        scene = Scene(
            ink=self._ink, zoom=zoom, now=self._now, still=True, as_paths=True, stand_in=stand_in
        )
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
        )
        painter.scale(zoom, zoom)
        painter.translate(-area.x, -area.y)
        painter.fillRect(QRectF(*area), self._ink["canvas"])
        labels = Labels(self._measure)
        wires = self._picture.wires_in(area)
        labels.place(wires, self._picture, {}, all_now=True)
        paint_still(painter, [area], self._picture, NOTHING, scene, labels, frozenset())
