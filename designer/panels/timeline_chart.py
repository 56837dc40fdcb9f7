"""The timeline's picture: takes hands and keys, and says which Step or which moment is wanted.

An own viewport: of ten thousand bars only those in view are asked for and painted. Measured with
`tests/bench/bench_timeline.py` (1400 x 420, 10,000 bars): a frame 2 ms with a row for each, 5 ms with all of
them in view as lanes; putting the rows together anew 12 ms.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from designer.panels import timeline_painting as painting
from designer.panels.timeline_frame import ICON, NOBODY, Shown, place_of
from designer.panels.timeline_hands import Hands
from designer.panels.timeline_rows import Grouping, Lane, Row, lanes_of, rows_of
from designer.panels.timeline_scale import Scale, fitting
from designer.panels.timeline_words import bar_words, break_words, length_words, stint_words
from designer.panels.timeline_workers import WorkerLanes
from designer.theme import theme_of
from designer.words import tr
from engine.flow import StepId
from engine.timing import Course, Tape


class Chart(QAbstractScrollArea):
    """Bars over time."""

    chosen = Signal(str)
    """A Step was clicked, or gone to by the arrow keys."""
    activated = Signal(str)
    """Enter was pressed on a Step, or it was double-clicked."""
    momentWanted = Signal(int)
    """The user wants to see the run as it was, so many microseconds after its beginning."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with no run."""
        super().__init__(parent)
        self.setObjectName("timelineChart")
        self.setAccessibleName(tr("Timeline"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.tape = Tape()
        self._fits = True
        self._setting = False
        self._rows_due = True
        self._rows: list[Row] = []
        self._numbers: dict[StepId, int] = {}
        self._hands, self._workers = Hands(self), WorkerLanes()
        self.shown = Shown(theme=theme_of(self.palette()), scale=Scale())
        self.horizontalScrollBar().valueChanged.connect(self._scroll_across)
        self.verticalScrollBar().valueChanged.connect(self._scroll_down)
        self._dress()

    # what is shown

    def show_tape(self, tape: Tape) -> None:
        """Show another run."""
        self.tape, self.shown.course, self.shown.moment = tape, None, None
        self._fits = True
        self.refresh(begun=True)

    def refresh(self, *, begun: bool) -> None:
        """Show what the tape has come to; `begun`: Steps may have begun since the last time."""
        self.shown.now, self.shown.breaks = self.tape.now, self.tape.breaks
        self._rows_due = self._rows_due or begun or self.shown.grouping.in_lanes
        if self._fits:
            self.shown.scale = fitting(self._total, self._room)
        if self.isVisible():
            self._lay_out()
            self.viewport().update()

    def show_course(self, course: Course | None) -> None:
        """Show which Steps held the run up."""
        self.shown.course = course
        self.viewport().update()

    def show_moment(self, moment: int | None) -> None:
        """Mark the moment that is shown elsewhere, in microseconds since the beginning."""
        self.shown.moment = moment
        self.viewport().update()

    def group(self, grouping: Grouping) -> None:
        """Put the bars into rows another way."""
        self.shown.grouping = grouping
        self._rows_due = True
        self._lay_out()
        self._reveal(self.shown.selected)
        self.viewport().update()

    def select(self, step: StepId) -> None:
        """Mark a Step, and see its bar."""
        if step != self.shown.selected:
            self.shown.selected = step
            self._reveal(step)
            self.setAccessibleDescription(self.told_of(step))
            self.viewport().update()

    def fit(self) -> None:
        """Show all of the run."""
        self._fits = True
        self.refresh(begun=False)

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Come closer by a factor; what is at a place of the viewport stays there."""
        middle = self.shown.gutter + self._room / 2
        at = (middle if x is None else x) - self.shown.gutter
        self._fits = False
        self.shown.scale = self.shown.scale.zoomed(factor, max(0.0, at), self._total, self._room)
        self._lay_out()
        self.viewport().update()

    @property
    def rows(self) -> list[Row]:
        """The rows from top to bottom; in lanes, as if each Step had its own."""
        if self._rows_due:
            self._lay_out()
        return self._rows

    # where things are

    def bar_place(self, step: str) -> QPoint:
        """The middle of the part of a bar that is in view, in the viewport.

        Raises:
            KeyError: There is no such bar.
        """
        number, start, end = self._span(StepId(step))
        place = place_of(self.shown, start, end, number)
        left = max(place.left(), self.shown.gutter)
        right = min(place.right(), float(self.viewport().width()))
        return QPoint(round((left + right) / 2), round(place.center().y()))

    def step_at(self, at: QPointF) -> StepId:
        """The Step whose row, or bar, is there; empty where there is none."""
        row, shown = self.shown.row_at(at.y()), self.shown
        if not shown.grouping.in_lanes:
            return shown.rows[row].step if 0 <= row < len(shown.rows) else NOBODY
        lane, index = self._in_lane(at)
        return NOBODY if lane is None or index < 0 else lane.steps[index]

    def _in_lane(self, at: QPointF) -> tuple[Lane | None, int]:
        """The lane at a place of the viewport, and the number of the bar in it; -1 where there is none."""
        row, shown = self.shown.row_at(at.y()), self.shown
        if not 0 <= row < len(shown.lanes):
            return None, -1
        lane, slack = shown.lanes[row], 2 * shown.scale.per_pixel
        if at.x() < shown.gutter:
            return lane, -1
        time = shown.scale.at(at.x() - shown.gutter)
        near = lane.between(time - slack, time)
        return lane, near[-1] if near else -1

    def _span(self, step: StepId) -> tuple[int, float, float]:
        """Row, beginning and end of a Step's bar."""
        if self.shown.grouping.in_lanes:
            for number, lane in enumerate(self.shown.lanes):
                if step in lane.steps:
                    index = lane.steps.index(step)
                    return number, lane.starts[index], lane.ends[index]
            raise KeyError(step)
        number = self._numbers[step]
        bar = self.shown.rows[number].bar()
        start = self.tape.now if bar.start is None else bar.start
        return number, start, self.tape.now if bar.end is None else bar.end

    @property
    def _total(self) -> float:
        return max(1000.0, self.tape.now * 1.02)

    @property
    def _room(self) -> float:
        return float(max(50, self.viewport().width() - self.shown.gutter))

    # laying out

    def _dress(self) -> None:
        self.shown.theme = theme_of(self.palette())
        metrics = self.fontMetrics()
        self.shown.row = max(metrics.height(), ICON) + 10
        self.shown.head = metrics.height() + 12
        wanted = metrics.averageCharWidth() * 24
        self.shown.gutter = min(wanted, max(80, self.viewport().width() // 3))

    def _lay_out(self) -> None:
        shown = self.shown
        if self._rows_due:
            self._rows_due = False
            self._rows = rows_of(self.tape, shown.grouping)
            shown.rows = self._rows
            shown.lanes = self._lanes()
            shown.statuses = {step: track.status for step, track in self.tape.tracks.items()}
            self._numbers = {row.step: number for number, row in enumerate(self._rows)}
        self._setting = True
        count = len(shown.lanes if shown.grouping.in_lanes else shown.rows)
        room = self.viewport().height() - shown.head
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, count * shown.row - room))
        down.setPageStep(max(1, room))
        down.setSingleStep(shown.row)
        wide = round(self._total / shown.scale.per_pixel)
        across.setRange(0, 0 if self._fits else max(0, wide - round(self._room)))
        across.setPageStep(round(self._room))
        across.setSingleStep(40)
        across.setValue(round(shown.scale.left / shown.scale.per_pixel))
        shown.top = down.value()
        self._setting = False

    def _lanes(self) -> Sequence[Lane]:
        match self.shown.grouping:
            case Grouping.LANES:
                return lanes_of(self.tape)
            case Grouping.WORKERS:
                return self._workers.lanes(self.tape)
        return ()

    def _scroll_across(self, value: int) -> None:
        if not self._setting:
            moved = self.shown.scale.moved(0, self._total, self._room)
            by = round(moved.left / moved.per_pixel) - value
            self.shown.scale = moved.moved(by, self._total, self._room)
            self.viewport().update()

    def _scroll_down(self, value: int) -> None:
        self.shown.top = value
        self.viewport().update()

    def _reveal(self, step: StepId) -> None:
        """Scroll until a Step's bar is in view."""
        try:
            number, start, end = self._span(step)
        except KeyError:
            return
        down, shown = self.verticalScrollBar(), self.shown
        room = self.viewport().height() - shown.head
        top = number * shown.row
        if top < down.value():
            down.setValue(top)
        elif top + shown.row > down.value() + room:
            down.setValue(top + shown.row - room)
        left, right = shown.scale.left, shown.scale.at(self._room)
        if end < left or start > right:
            middle = (start + end) / 2 - (right - left) / 2
            by = (shown.scale.left - middle) / shown.scale.per_pixel
            shown.scale = shown.scale.moved(by, self._total, self._room)
            self._lay_out()

    # Qt

    def sizeHint(self) -> QSize:
        """A few rows."""
        return QSize(480, self.shown.head + 5 * self.shown.row)

    def minimumSizeHint(self) -> QSize:
        """The ruler and a row."""
        return QSize(200, self.shown.head + self.shown.row)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in view."""
        del event
        if self._rows_due:
            self._lay_out()
        self.shown.has_focus = self.hasFocus()
        with QPainter(self.viewport()) as painter:
            painting.paint(painter, self.shown, self.viewport().width(), self.viewport().height())
            if not self.tape.tracks:
                painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
                words = tr("Nothing has run yet.")
                painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all in view until the user looks closer."""
        super().resizeEvent(event)
        self._dress()
        self.refresh(begun=False)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.told_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self.hover(NOBODY)
        return super().viewportEvent(event)

    def told_at(self, at: QPointF) -> str:
        """What is to be said of a place: a Step in a line, or the time."""
        step, (lane, index) = self.step_at(at), self._in_lane(at)
        if step:
            done = stint_words(lane.stints[index]) if lane is not None and lane.stints else ""
            return f"{done}\n{self.told_of(step)}".strip()
        if at.x() < self.shown.gutter:
            return "" if lane is None else lane.name
        if at.y() < self.shown.head and (pause := self.shown.break_at(at.x())) is not None:
            return break_words(pause)
        return length_words(max(0, round(self.shown.scale.at(at.x() - self.shown.gutter))))

    def told_of(self, step: StepId) -> str:
        """What is to be said of a Step; empty where there is no such row."""
        number = self._numbers.get(step)
        if number is None:
            return ""
        return bar_words(self._rows[number].bar(), self.shown.course)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass it to the hands."""
        self._hands.wheel(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pass it to the hands."""
        self._hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pass it to the hands."""
        self._hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pass it to the hands."""
        self._hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to the Step."""
        if step := self.step_at(event.position()):
            self.activated.emit(step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass it to the hands, else on."""
        if not self._hands.key(event):
            super().keyPressEvent(event)

    def pull(self, across: float, down: float) -> None:
        """Move the picture by so many pixels."""
        self.shown.scale = self.shown.scale.moved(across, self._total, self._room)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() - round(down))
        self._lay_out()
        self.viewport().update()

    def hover(self, step: StepId) -> None:
        """Light a row."""
        if step != self.shown.hovered:
            self.shown.hovered = step
            self.viewport().update()

    def choose(self, step: StepId) -> None:
        """Mark a Step for everybody."""
        if step:
            self.select(step)
            self.chosen.emit(step)

    def step_by(self, by: int) -> None:
        """Go up or down by so many rows."""
        rows = self.rows
        if rows:
            here = self._numbers.get(self.shown.selected, -1 if by > 0 else len(rows))
            self.choose(rows[min(max(0, here + by), len(rows) - 1)].step)

    def follow(self, *, back: bool) -> None:
        """Go to the Step that was waited for last, or to the first that waited for this one."""
        course, here = self.shown.course, self.shown.selected
        if course is None or here not in course.links:
            self.step_by(-1 if back else 1)
            return
        links = course.links
        if back:
            near = sorted(links[here].after, key=lambda step: -links[step].end)
        else:
            near = [step for step, link in links.items() if here in link.after]
        if near:
            self.choose(near[0])
