"""Paints the lanes of the timeline: bars one after the other, those too narrow to be told apart as one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from designer.panels.timeline_frame import GAP, ICON, NOBODY, Shown, draw_icon, place_of
from designer.panels.timeline_rows import Lane
from designer.panels.timeline_words import ICONS, TONES, element_name
from designer.words import tr
from engine.flow import StepId
from engine.state import StepStatus


def paint_lane(painter: QPainter, shown: Shown, number: int, width: int) -> None:
    """One lane: bars that are too narrow to be told apart are painted as one."""
    lane, theme = shown.lanes[number], shown.theme
    y = shown.y_of(number)
    painter.save()
    painter.setClipRect(
        QRectF(0, max(y, shown.head), width, shown.row), Qt.ClipOperation.IntersectClip
    )
    by_tone: dict[str, list[QRectF]] = {}
    wide: list[tuple[QRectF, int]] = []
    reach = -1.0
    for index in lane.between(shown.scale.left, shown.scale.at(width - shown.gutter)):
        right = shown.gutter + shown.scale.x(lane.ends[index])
        if right <= reach:
            continue
        place = place_of(shown, lane.starts[index], lane.ends[index], number)
        reach = max(right, place.left() + 2.0)
        step = lane.steps[index]
        tone = TONES[_status(shown, lane, step)]
        by_tone.setdefault(tone, []).append(place)
        if place.width() > 2 * ICON or step == shown.selected:
            wide.append((place, index))
    for tone, places in by_tone.items():
        painter.setPen(QPen(theme[tone], 1))
        painter.setBrush(theme.blend(tone, "field", 0.28))
        painter.drawRects(places)
    for place, index in wide:
        _lane_label(painter, shown, place, lane, index)
    painter.restore()
    _lane_name(painter, shown, number)


def _status(shown: Shown, lane: Lane, step: StepId) -> StepStatus:
    """The Step's; what a worker has done is over, though other elements of the Step are not."""
    status = shown.statuses.get(step, StepStatus.COMPLETED if lane.stints else StepStatus.RUNNING)
    return StepStatus.COMPLETED if lane.stints and status is StepStatus.RUNNING else status


def _lane_label(painter: QPainter, shown: Shown, place: QRectF, lane: Lane, index: int) -> None:
    theme, step = shown.theme, lane.steps[index]
    status = _status(shown, lane, step)
    path = shown.path and shown.course is not None and step in shown.course.on_path
    if step == shown.selected or path:
        token = "selection" if step == shown.selected else "text"
        painter.setPen(QPen(theme[token], 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if place.width() > ICON:
            painter.drawRect(place.adjusted(1, 1, -1, -1))
        else:  # outlines of many would hide them
            painter.drawLine(place.bottomLeft(), place.bottomRight())
    left = max(place.left(), shown.gutter) + 3
    if place.right() - left < ICON:
        return
    draw_icon(
        painter, theme, ICONS[status], TONES[status], QPointF(left, place.center().y() - ICON / 2)
    )
    font = theme.font(9.0)
    painter.setFont(font)
    painter.setPen(theme["text"])
    box = QRectF(left + ICON + 4, place.top(), place.right() - left - ICON - 8, place.height())
    metrics, item = QFontMetricsF(font), lane.stints[index].item if lane.stints else None
    name = element_name(step, item)
    if item is not None and metrics.horizontalAdvance(name) > box.width():
        name = element_name(NOBODY, item)
    words = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, box.width())
    if words != "…":
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def _lane_name(painter: QPainter, shown: Shown, number: int) -> None:
    theme, y = shown.theme, shown.y_of(number)
    painter.fillRect(QRectF(0, max(y, shown.head), shown.gutter, shown.row), theme["field"])
    painter.setFont(theme.font(9.5))
    painter.setPen(theme["faint"])
    room = shown.gutter - 2.0 * GAP
    words = shown.lanes[number].name or tr("Lane {number}", number=number + 1)
    words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, round(room))
    box = QRectF(GAP, y, room, shown.row)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
