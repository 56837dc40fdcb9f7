"""Colours, pens, fonts and shaped text of a theme, made once and kept: painting asks for them often."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QStaticText

from designer.canvas.geometry import Type
from designer.canvas.looks import Stroke
from designer.canvas.painting.strokes import OFF, ON, Strokes
from designer.theme import Theme, load_fonts

_KEPT = 20_000
_DASH = {Stroke.SOLID: None, Stroke.DOUBLE: None, Stroke.DASHED: (ON, OFF)}


class FontMeasure:
    """Measures text with the bundled font; sizes are scene units, whatever the screen's."""

    def __init__(self, theme: Theme) -> None:
        """Take the theme whose fonts are used."""
        load_fonts()
        self.fonts = {face: _font(theme, face) for face in Type}
        self._metrics = {face: QFontMetricsF(font) for face, font in self.fonts.items()}
        self._heights = {face: metrics.height() for face, metrics in self._metrics.items()}
        self.width = lru_cache(maxsize=_KEPT)(self._width)

    def height(self, face: Type) -> float:
        """How high a line is."""
        return self._heights[face]

    def _width(self, text: str, face: Type) -> float:
        return self._metrics[face].horizontalAdvance(text)


class Ink:
    """What a theme's tokens come to in Qt's terms. Thrown away with the theme."""

    def __init__(self, theme: Theme, measure: FontMeasure) -> None:
        """Take a theme and the fonts that everything was measured with."""
        self.theme = theme
        self._measure = measure
        self._colours: dict[str, QColor] = {}
        self._tints: dict[str, QColor] = {}
        self._pens: dict[tuple[str, float, Stroke], QPen] = {}
        self._texts: dict[tuple[str, Type], QStaticText] = {}
        self.strokes = Strokes()

    def __getitem__(self, token: str) -> QColor:
        """Give a colour; not to be changed."""
        if token not in self._colours:
            self._colours[token] = self.theme[token]
        return self._colours[token]

    def tint(self, token: str) -> QColor:
        """Give the body of a card in that state."""
        if token not in self._tints:
            self._tints[token] = self.theme.blend(token, "node", self.theme.share("tint"))
        return self._tints[token]

    def pen(self, token: str, width: float, stroke: Stroke = Stroke.SOLID) -> QPen:
        """Give a pen with round joints, `width` in the painter's units."""
        key = (token, round(width, 2), stroke)
        if key not in self._pens:
            pen = QPen(QBrush(self[token]), width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            dash = _DASH[stroke]
            if dash is not None:
                pen.setDashPattern(dash)
            self._pens[key] = pen
        return self._pens[key]

    def write(
        self, painter: QPainter, x: float, y: float, text: str, face: Type, token: str = "text"
    ) -> None:
        """Draw one line with its upper left corner there."""
        if not text:
            return
        key = (text, face)
        shaped = self._texts.get(key)
        if shaped is None:
            if len(self._texts) >= _KEPT:
                self._texts.clear()
            shaped = self._texts[key] = QStaticText(text)
            shaped.setTextFormat(Qt.TextFormat.PlainText)
            shaped.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        painter.setFont(self._measure.fonts[face])
        painter.setPen(self[token])
        painter.drawStaticText(QPointF(x, y), shaped)

    def width(self, text: str, face: Type) -> float:
        """How wide a line is drawn."""
        return self._measure.width(text, face)

    def height(self, face: Type) -> float:
        """How high a line is."""
        return self._measure.height(face)

    def font(self, face: Type) -> QFont:
        """Give the font itself, for text that wraps."""
        return self._measure.fonts[face]


def _font(theme: Theme, face: Type) -> QFont:
    font = theme.font(bold=face is Type.TITLE)
    font.setPixelSize(face.value)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)  # kept pixels know no screen
    return font
