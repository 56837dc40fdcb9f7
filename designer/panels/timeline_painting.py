"""Paints the timeline: rows, bars with their waits, the ruler, the critical path, the moment shown.

Knows values and a painter; what is shown and where it is scrolled to, the chart says. Only what is in
view is painted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from designer.panels.timeline_frame import GAP, ICON, Shown, draw_icon, place_of
from designer.panels.timeline_lanes import paint_lane
from designer.panels.timeline_scale import tick_words, ticks
from designer.panels.timeline_words import ICONS, TONES, length_words
from designer.theme import Theme
from engine.flow import StepId
from engine.state import StepStatus
from engine.timing import Bar, Doing, Span

_LEAST_TICK: Final = 80.0
_HATCH: Final = {
    Doing.INPUT: (Qt.BrushStyle.BDiagPattern, "waiting"),
    Doing.HELD: (Qt.BrushStyle.Dense6Pattern, "off"),
    Doing.QUEUE: (Qt.BrushStyle.FDiagPattern, "running"),
    Doing.WORKER: (Qt.BrushStyle.FDiagPattern, "running"),
    Doing.PAUSE: (Qt.BrushStyle.VerPattern, "attention"),
    Doing.LOST: (Qt.BrushStyle.CrossPattern, "failed"),
    Doing.RETRY: (Qt.BrushStyle.DiagCrossPattern, "attention"),
    Doing.PERSON: (Qt.BrushStyle.HorPattern, "pinned"),
    Doing.UNDO: (Qt.BrushStyle.CrossPattern, "off"),
}
"""Causes of waiting by pattern and colour: either tells them apart."""


def paint(painter: QPainter, shown: Shown, width: int, height: int) -> None:
    """Paint a whole frame."""
    theme = shown.theme
    painter.fillRect(0, 0, width, height, theme["field"])
    first = max(0, shown.top // shown.row)
    count = len(shown.lanes if shown.grouping.in_lanes else shown.rows)
    last = min(count, (shown.top + height - shown.head) // shown.row + 1)
    marks = _marks(shown, width)
    painter.save()
    painter.setClipRect(shown.gutter, shown.head, width - shown.gutter, height - shown.head)
    painter.setPen(QPen(theme["grid"], 1))
    painter.drawLines([QLineF(x, shown.head, x, height) for x, _ in marks])
    painter.restore()
    if shown.grouping.in_lanes:
        for number in range(first, last):
            paint_lane(painter, shown, number, width)
    else:
        bars = {number: shown.rows[number].bar() for number in range(first, last)}
        for number, bar in bars.items():
            _row(painter, shown, number, bar, width)
        if shown.path and shown.course:
            _path(painter, shown, bars, width, height)
    _ruler(painter, shown, marks, width)
    _breaks(painter, shown, width, height)
    _cursor(painter, shown, width, height)


# rows


def _row(painter: QPainter, shown: Shown, number: int, bar: Bar, width: int) -> None:
    theme, y = shown.theme, shown.y_of(number)
    row = shown.rows[number]
    if row.step == shown.selected:
        painter.fillRect(QRectF(0, y, width, shown.row), theme.blend("selection", "field", 0.14))
        if shown.has_focus:
            painter.setPen(QPen(theme["selection"], 1))
            painter.drawRect(QRectF(0.5, y + 0.5, width - 1, shown.row - 1))
    elif row.step == shown.hovered:
        painter.fillRect(QRectF(0, y, width, shown.row), theme["hover"])
    painter.save()
    painter.setClipRect(
        QRectF(shown.gutter, max(y, shown.head), width - shown.gutter, shown.row),
        Qt.ClipOperation.IntersectClip,
    )
    for span in bar.spans:
        if span.doing in _HATCH:
            _wait(painter, shown, number, bar, span)
    body = _body(bar, shown.now)
    if body is not None:
        _bar(painter, shown, place_of(shown, *body, number), bar, width)
    painter.restore()
    _name(painter, shown, number, bar, row.depth)


def _body(bar: Bar, now: int) -> tuple[int, int] | None:
    """From when to when the bar of a Step goes; None while it is pending."""
    if bar.start is None:
        return None
    return bar.start, now if bar.end is None else bar.end


def _bar(painter: QPainter, shown: Shown, place: QRectF, bar: Bar, width: int) -> None:
    """The body of a bar: the tries, and hatched between them what was waited for."""
    if place.right() < shown.gutter or place.left() > width:
        return
    theme, tone = shown.theme, TONES[bar.status]
    inside = [span for span in bar.spans if span.doing in _INSIDE]
    left = float(shown.gutter)
    painter.setPen(Qt.PenStyle.NoPen)
    _spans(painter, shown, place, inside, theme.blend(tone, "field", 0.28), float(width))
    if not any(span.doing is Doing.WORK for span in inside) and bar.status in _INSTANT:
        painter.fillRect(place, theme.blend(tone, "field", 0.28))
    pen = QPen(theme[tone], 1.5)
    if bar.status in (StepStatus.SKIPPED, StepStatus.BLOCKED, StepStatus.CANCELLED):
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(0.75, 0.75, -0.75, -0.75) if place.width() > 3 else place)
    if place.width() >= ICON + 6:
        at = QPointF(max(place.left(), left) + 3, place.center().y() - ICON / 2)
        draw_icon(painter, theme, ICONS[bar.status], tone, at)


def _spans(
    painter: QPainter, shown: Shown, place: QRectF, inside: list[Span], solid: QColor, width: float
) -> None:
    """Work as it is, waits hatched; of very many only the waits that can be seen, on top of the work."""
    left, least = float(shown.gutter), shown.scale.per_pixel
    if len(inside) > _MANY:
        painter.fillRect(place.intersected(QRectF(left, place.top(), width, place.height())), solid)
        inside = [s for s in inside if s.doing is not Doing.WORK and s.end - s.start > least]
    for span in inside:
        part = place_of(shown, span.start, span.end, 0)
        part = QRectF(max(left, part.left()), place.top(), 0, place.height())
        part.setRight(min(width, shown.gutter + shown.scale.x(span.end)))
        if part.width() <= 0:
            continue
        if span.doing is Doing.WORK:
            painter.fillRect(part, solid)
        else:
            painter.fillRect(part, shown.theme["field"])
            _hatch(painter, shown.theme, part, span.doing)


_INSIDE: Final = (Doing.WORK, Doing.RETRY, Doing.PERSON, Doing.WORKER)
"""What is done, or waited for, from the beginning of a Step's work to its end."""
_MANY: Final = 500
"""Spans of a bar from which they are not painted one by one."""
_INSTANT: Final = frozenset(StepStatus) - {StepStatus.PENDING, StepStatus.RUNNING}


def _wait(painter: QPainter, shown: Shown, number: int, bar: Bar, span: Span) -> None:
    """A wait before the work, or undoing after it: lower than a bar, hatched by its cause."""
    if span.doing in _INSIDE:
        return
    start = max(span.start, bar.stirred) if span.doing is Doing.INPUT else span.start
    if bar.start is None and span.doing is Doing.INPUT:
        start = span.start
    if span.end - start < shown.scale.per_pixel:
        return
    place = place_of(shown, start, span.end, number)
    room = place.height() * 0.3
    _hatch(painter, shown.theme, place.adjusted(0, room, 0, -room), span.doing)


def _hatch(painter: QPainter, theme: Theme, place: QRectF, doing: Doing) -> None:
    style, tone = _HATCH[doing]
    colour = theme[tone]
    faint = QColor(colour)
    faint.setAlphaF(0.10)
    painter.fillRect(place, faint)
    colour.setAlphaF(0.75)
    painter.fillRect(place, QBrush(colour, style))


def _name(painter: QPainter, shown: Shown, number: int, bar: Bar, depth: int) -> None:
    theme, y = shown.theme, shown.y_of(number)
    painter.save()
    painter.setClipRect(
        QRectF(0, max(y, shown.head), shown.gutter, shown.row), Qt.ClipOperation.IntersectClip
    )
    if bar.step not in (shown.selected, shown.hovered):
        painter.fillRect(QRectF(0, y, shown.gutter, shown.row), theme["field"])
    left = GAP + depth * 12
    tone = TONES[bar.status]
    icon_at = QPointF(left, y + (shown.row - ICON) / 2)
    draw_icon(painter, theme, ICONS[bar.status], tone, icon_at)
    critical = shown.path and shown.course is not None and bar.step in shown.course.on_path
    font = theme.font(9.5, bold=critical)
    painter.setFont(font)
    painter.setPen(theme["text"])
    room = shown.gutter - left - ICON - 2 * GAP
    text = QFontMetricsF(font).elidedText(short_name(bar.step), Qt.TextElideMode.ElideMiddle, room)
    box = QRectF(left + ICON + GAP, y, room, shown.row)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.restore()


def short_name(step: StepId) -> str:
    """What a Step is called in its row: of one inside another its own id, and which element it is of."""
    *around, name = str(step).split("/")
    element = around[-1].partition("[")[2] if around else ""
    return f"[{element} {name}" if element else name


# over the rows


def _path(
    painter: QPainter, shown: Shown, bars: Mapping[int, Bar], width: int, height: int
) -> None:
    """The critical path: its bars outlined, joined from each end to the next beginning."""
    assert shown.course is not None, "asked for only where it is known"
    theme = shown.theme
    rows = {bar.step: (number, bar) for number, bar in bars.items()}
    painter.save()
    painter.setClipRect(shown.gutter, shown.head, width - shown.gutter, height - shown.head)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme["text"], 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    before: QPointF | None = None
    for step in shown.course.path:
        row = rows.get(step)
        body = None if row is None else _body(row[1], shown.now)
        if row is None or body is None:
            before = None
            continue
        place = place_of(shown, *body, row[0])
        painter.drawRoundedRect(place.adjusted(-1, -1, 1, 1), 2, 2)
        start = QPointF(place.left(), place.center().y())
        if before is not None:
            corner = QPointF(start.x(), before.y())
            painter.drawPolyline(QPolygonF([before, corner, start]))
        before = QPointF(place.right(), place.center().y())
    painter.restore()


def _marks(shown: Shown, width: int) -> list[tuple[float, str]]:
    """Where the ruler has marks, and what they say."""
    found = ticks(shown.scale, width - shown.gutter, _LEAST_TICK)
    step = found[1] - found[0] if len(found) > 1 else max(1, found[0] if found else 1)
    return [(shown.gutter + shown.scale.x(at), tick_words(at, step)) for at in found]


def _ruler(painter: QPainter, shown: Shown, marks: Iterable[tuple[float, str]], width: int) -> None:
    theme = shown.theme
    painter.fillRect(0, 0, width, shown.head, theme["panel"])
    painter.setPen(QPen(theme["border"], 1))
    painter.drawLine(0, shown.head - 1, width, shown.head - 1)
    painter.drawLine(shown.gutter - 1, 0, shown.gutter - 1, shown.head)
    painter.setFont(theme.font(8.5))
    painter.save()
    painter.setClipRect(shown.gutter, 0, width - shown.gutter, shown.head)
    for x, words in marks:
        painter.setPen(theme["outline"])
        painter.drawLine(QLineF(x, shown.head - 6, x, shown.head - 1))
        painter.setPen(theme["faint"])
        box = QRectF(x + 3, 0, _LEAST_TICK, shown.head - 4)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
    painter.restore()


def _breaks(painter: QPainter, shown: Shown, width: int, height: int) -> None:
    """Where a time is left out in which the run's process was dead: a torn line, and how long it was."""
    colour = shown.theme["attention"]
    painter.save()
    painter.setClipRect(shown.gutter, 0, width - shown.gutter, height)
    painter.setFont(shown.theme.font(8.5))
    for pause in shown.breaks:
        x = shown.gutter + shown.scale.x(pause.at)
        words = f"// {length_words(pause.length)}"
        box = QRectF(x + 3, 1, painter.fontMetrics().horizontalAdvance(words) + 6, shown.head - 3)
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(x, 0, x, height))
        painter.fillRect(box, shown.theme["panel"])
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


def _cursor(painter: QPainter, shown: Shown, width: int, height: int) -> None:
    """The moment that is shown."""
    if shown.moment is None:
        return
    x = shown.gutter + shown.scale.x(shown.moment)
    if not shown.gutter - 1 <= x <= width:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = shown.theme["goal"]
    painter.setPen(QPen(colour, 2))
    painter.drawLine(QLineF(x, shown.head - 8, x, height))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    tip = [QPointF(x - 6, 2), QPointF(x + 6, 2), QPointF(x, 12)]
    painter.drawPolygon(QPolygonF(tip))
    painter.restore()
