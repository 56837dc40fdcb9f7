"""What a frame of the timeline is made of, and where things are in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from designer import icons
from designer.panels.timeline_rows import Grouping, Lane, Row
from designer.panels.timeline_scale import Scale
from designer.theme import Theme
from engine.flow import StepId
from engine.state import StepStatus
from engine.timing import Break, Course

ICON: Final = 14
GAP: Final = 6
NEAR: Final = 60
"""Pixels from the mark of a break within which the pointer means it."""
NOBODY: Final = StepId("")


@dataclass(slots=True, kw_only=True)
class Shown:
    """All that a frame is made of. Times in microseconds; `top` is how far it is scrolled down."""

    theme: Theme
    scale: Scale
    rows: Sequence[Row] = ()
    lanes: Sequence[Lane] = ()
    grouping: Grouping = Grouping.STEPS
    statuses: Mapping[StepId, StepStatus] = field(default_factory=dict)
    course: Course | None = None
    path: bool = True
    selected: StepId = NOBODY
    hovered: StepId = NOBODY
    moment: int | None = None
    now: int = 0
    breaks: Sequence[Break] = ()
    row: int = 24
    head: int = 26
    gutter: int = 160
    top: int = 0
    has_focus: bool = False

    def row_at(self, y: float) -> int:
        """The number of the row or lane at a height of the viewport; -1 above the first."""
        return -1 if y < self.head else int((y - self.head + self.top) // self.row)

    def break_at(self, x: float) -> Break | None:
        """The break whose mark on the ruler is there."""
        near = (one for one in self.breaks if 0 <= x - self.gutter - self.scale.x(one.at) <= NEAR)
        return next(near, None)

    def y_of(self, row: int) -> float:
        """Where a row begins, in the viewport."""
        return float(self.head + row * self.row - self.top)


def place_of(shown: Shown, start: float, end: float, row: int) -> QRectF:
    """Where a stretch of time of a row is: at least two pixels wide."""
    left = shown.gutter + shown.scale.x(start)
    right = max(left + 2.0, shown.gutter + shown.scale.x(end))
    return QRectF(left, shown.y_of(row) + 3, right - left, shown.row - 6)


def draw_icon(painter: QPainter, theme: Theme, name: str, tone: str, at: QPointF) -> None:
    """Draw an icon in a tone of the theme; `at` is its corner."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(at, icons.pixmap(name, theme[tone], ICON, ratio))
