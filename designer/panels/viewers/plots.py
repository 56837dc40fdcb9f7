"""A quick look at the numbers of a column: a line, bars, or how often they come. Painted here, no more.

Of a million numbers the least and the greatest in each of some hundred pieces are drawn, which looks
the same; they are gathered a little at a time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from designer.panels.choice import Choice
from designer.panels.viewers.rows import Source, number
from designer.panels.viewers.slicing import Slicer
from designer.theme import theme_of
from designer.words import tr

PIECES: Final = 600
"""Pieces into which many numbers are put."""
_BINS: Final = 40
_KINDS: Final = ("line", "bar", "histogram")
_WORDS: Final = {"line": "Line", "bar": "Bars", "histogram": "How often"}


class Piece(NamedTuple):
    """Some neighbouring numbers: the least and the greatest of them."""

    least: float
    greatest: float


class Numbers:
    """The numbers of a column, gathered."""

    def __init__(self) -> None:
        """Begin with none."""
        self.pieces: list[Piece] = []
        self.bins: list[int] = []
        self.count = 0
        self.least, self.greatest = math.inf, -math.inf

    def gather(self, source: Source, rows: Sequence[int], column: int) -> Iterator[float]:
        """Go through a column; yields how far it is. What is no number is left out."""
        values: list[float] = []
        total = max(len(rows), 1)
        for at, row in enumerate(rows):
            found = number(source.cell(row, column))
            if found is not None and math.isfinite(found):
                values.append(found)
            if at % 500 == 0:
                yield at / total * 0.8
        self.count = len(values)
        if not values:
            return
        self.least, self.greatest = min(values), max(values)
        step = max(1, math.ceil(len(values) / PIECES))
        for start in range(0, len(values), step):
            some = values[start : start + step]
            self.pieces.append(Piece(min(some), max(some)))
        yield 0.9
        yield from self._count(values)

    def _count(self, values: list[float]) -> Iterator[float]:
        spread = self.greatest - self.least
        self.bins = [0] * (_BINS if spread else 1)
        for at, value in enumerate(values):
            share = (value - self.least) / spread if spread else 0.0
            self.bins[min(int(share * len(self.bins)), len(self.bins) - 1)] += 1
            if at % 1_000 == 0:
                yield 0.9 + at / len(values) / 10


class Plot(QWidget):
    """The picture."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        self.setObjectName("valuePlot")
        self.kind = "line"
        self.numbers = Numbers()
        self.setMinimumSize(180, 90)

    def show_numbers(self, numbers: Numbers, kind: str, column: str) -> None:
        """Draw these; the words for those who do not see it are its accessible description."""
        self.numbers, self.kind = numbers, kind
        self.setAccessibleName(tr("Plot of {column}", column=column))
        self.setAccessibleDescription(self.told())
        self.update()

    def told(self) -> str:
        """What is to be seen, in words."""
        if not self.numbers.count:
            return tr("There are no numbers in this column.")
        return tr(
            "{count} numbers from {least} to {greatest}", count=f"{self.numbers.count:,}",
            least=short(self.numbers.least), greatest=short(self.numbers.greatest),
        )  # fmt: skip

    def sizeHint(self) -> QSize:
        """Wide enough for the shape to be seen."""
        return QSize(320, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, numbers and the curve or the bars."""
        del event
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme["field"])
        painter.setPen(theme["faint"])
        line = self.fontMetrics().height()
        if not self.numbers.count:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.told())
            painter.end()
            return
        top, bottom = self._ends()
        labels = [short(top), short(bottom)]
        left = max(self.fontMetrics().horizontalAdvance(text) for text in labels) + 12
        area = QRectF(
            left, 6.0, max(self.width() - left - 8.0, 10.0), max(self.height() - line - 14.0, 10.0)
        )
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for text, y in zip(
            labels, (area.top() + line / 2 - 2, area.bottom() - line / 2 + 2), strict=True
        ):
            painter.drawText(QRectF(0, y - line / 2, left - 6, line), right, text)
        self._draw_below(painter, area, line)
        painter.setPen(QPen(theme["outline"], 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.topLeft())
        painter.setPen(QPen(theme["running"], 1.5))
        painter.setBrush(theme["running"])
        if self.kind == "line":
            self._draw_line(painter, area)
        else:
            self._draw_bars(painter, area)
        painter.end()

    def _ends(self) -> tuple[float, float]:
        """The numbers at the top and at the bottom."""
        if self.kind == "histogram":
            return float(max(self.numbers.bins)), 0.0
        least, greatest = self.numbers.least, self.numbers.greatest
        if self.kind == "bar":
            least, greatest = min(least, 0.0), max(greatest, 0.0)
        return (greatest, least) if greatest > least else (greatest + 1, least - 1)

    def _draw_below(self, painter: QPainter, area: QRectF, line: int) -> None:
        numbers = self.numbers
        ends = ("1", f"{numbers.count:,}")
        if self.kind == "histogram":
            ends = (short(numbers.least), short(numbers.greatest))
        below = QRectF(area.left(), area.bottom() + 4, area.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, ends[0])
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, ends[1])

    def _draw_line(self, painter: QPainter, area: QRectF) -> None:
        pieces = self.numbers.pieces
        points = []
        for at, piece in enumerate(pieces):
            x = area.left() + area.width() * (at / max(len(pieces) - 1, 1))
            points.append(QPointF(x, self._y(piece.greatest, area)))
            if piece.least != piece.greatest:
                points.append(QPointF(x, self._y(piece.least, area)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        if len(points) <= 40:
            for point in points:
                painter.drawEllipse(point, 2, 2)

    def _draw_bars(self, painter: QPainter, area: QRectF) -> None:
        bars: Sequence[float] = self.numbers.bins
        if self.kind == "bar":
            bars = [p.greatest if p.greatest > -p.least else p.least for p in self.numbers.pieces]
        painter.setPen(Qt.PenStyle.NoPen)
        wide = area.width() / len(bars)
        gap = 1.0 if wide > 3 else 0.0
        zero = self._y(0.0, area)
        for at, value in enumerate(bars):
            y = self._y(float(value), area)
            x = area.left() + at * wide
            painter.drawRect(QRectF(x + gap / 2, min(y, zero), wide - gap, abs(zero - y)))

    def _y(self, value: float, area: QRectF) -> float:
        top, bottom = self._ends()
        return area.bottom() - area.height() * (value - bottom) / ((top - bottom) or 1.0)


class PlotPanel(QWidget):
    """The picture with the choice of its column and its kind."""

    def __init__(self, source: Source, parent: QWidget) -> None:
        """Take the table."""
        super().__init__(parent)
        self._source, self._rows = source, list[int]()
        self.plot = Plot(self)
        self._column = Choice("valuePlotColumn", tr("Column of the plot"), self)
        self._kind = Choice("valuePlotKind", tr("Kind of plot"), self)
        self._kind.offer({tr(_WORDS[kind]): kind for kind in _KINDS})
        self._kind.committed.connect(self._gather)
        self._column.committed.connect(self._gather)
        self._slicer = Slicer(self)
        self._slicer.finished.connect(self._show)
        self._next = Numbers()
        bar = QHBoxLayout()
        bar.addWidget(self._column, 1)
        bar.addWidget(self._kind, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(self.plot, 1)

    def show_rows(self, rows: Sequence[int]) -> None:
        """Draw these rows of the table, in that order."""
        if self._column.count() == 0:
            numeric = numeric_columns(self._source)
            offered = {
                f"{name}": at for at, name in enumerate(self._source.columns) if at in numeric
            }
            self._column.offer(offered or dict.fromkeys(self._source.columns[:1], 0))
        self._rows = rows  # type: ignore[assignment]
        self._gather()

    def _gather(self) -> None:
        self._next = Numbers()
        column = self._column.value()
        self._slicer.start(self._next.gather(self._source, self._rows, int(column or 0)))

    def _show(self) -> None:
        self.plot.show_numbers(self._next, str(self._kind.value()), self._column.currentText())


def numeric_columns(source: Source) -> set[int]:
    """The columns that have a number in one of the first rows."""
    rows = range(min(len(source), 50))
    return {
        at
        for at in range(len(source.columns))
        if any(number(source.cell(row, at)) is not None for row in rows)
    }


def short(value: float) -> str:
    """A number as it stands at an axis."""
    return f"{value:,.0f}" if value == int(value) and abs(value) < 1e6 else f"{value:.4g}"
