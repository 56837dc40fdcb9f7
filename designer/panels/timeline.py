"""The Timeline panel: the chart or its table, how its rows are put together, and what one Step held up."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.panels.choice import ElidedBox
from designer.panels.controls import IconButton, Sentence
from designer.panels.lead import Lead
from designer.panels.listing import listing_view
from designer.panels.pressing import ToolButton
from designer.panels.timeline_chart import Chart
from designer.panels.timeline_rows import Grouping
from designer.panels.timeline_table import TimesTable
from designer.panels.timeline_words import length_words
from designer.words import tr
from engine.flow import StepId
from engine.timing import Course, Tape

_SHORT: Final = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_GROUPINGS: Final = (
    (Grouping.STEPS, "Each step"),
    (Grouping.INSIDE, "Flows inside too"),
    (Grouping.KINDS, "By kind"),
    (Grouping.LANES, "In lanes"),
    (Grouping.WORKERS, "By worker"),
)


class Timeline(QWidget):
    """Where the time of a run went. Shows what it is told; says which Step and which moment are wanted."""

    chosen = Signal(str)
    activated = Signal(str)
    momentWanted = Signal(int)
    pathToggled = Signal(bool)
    """Whether the critical path is to be pointed out on the canvas; here it always is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with no run."""
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName(tr("Timeline"))
        self.chart = Chart(self)
        self.times = TimesTable(self)
        self.table = self._make_table()
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.table)
        self._told = Sentence("help", self)
        self._told.setObjectName("timelineTold")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(4)
        layout.addLayout(self._make_bar())
        layout.addWidget(self._stack, 1)
        self._lead = Lead(self)
        layout.addWidget(self._told)
        layout.addWidget(self._lead)
        self.chart.chosen.connect(self._choose)
        self.chart.activated.connect(self.activated)
        self.chart.momentWanted.connect(self.momentWanted)
        self.show_course(None)

    @property
    def path_is_on(self) -> bool:
        """Whether the critical path is to be pointed out on the canvas."""
        return self._path.isChecked()

    def turn_path(self) -> None:
        """Have the critical path pointed out on the canvas, or no longer."""
        self._path.toggle()

    def leave_path(self) -> None:
        """The critical path is not pointed out on the canvas any more."""
        self._path.setChecked(False)

    def focus(self) -> None:
        """Take the keyboard."""
        shown = self.table if self._as_table.isChecked() else self.chart
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_tape(self, tape: Tape) -> None:
        """Show another run."""
        self.chart.show_tape(tape)
        self.show_course(None)

    def refresh(self, *, begun: bool) -> None:
        """Show what the tape has come to; `begun`: Steps may have begun or ended since."""
        self.chart.refresh(begun=begun)
        if begun and self._as_table.isChecked():
            self.times.show_rows(self.chart.rows, self.chart.shown.course)

    def show_course(self, course: Course | None) -> None:
        """Show what held the run up."""
        self.chart.show_course(course)
        if self._as_table.isChecked():
            self.times.show_rows(self.chart.rows, course)
        self._say()

    def show_moment(self, moment: int | None) -> None:
        """Mark the moment that is shown on the canvas; None: the newest."""
        self.chart.show_moment(moment)

    def select(self, step: StepId) -> None:
        """Mark a Step that was selected elsewhere."""
        self.chart.select(step)
        row = self.times.row_of(step) if self._as_table.isChecked() else -1
        if row >= 0 and row != self.table.currentIndex().row():
            self.table.setCurrentIndex(self.times.index(row, 0))
        self._say()

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        self._rows = ElidedBox(self)
        self._rows.setObjectName("timelineRows")
        self._rows.setAccessibleName(tr("Rows of the timeline"))
        self._rows.setSizeAdjustPolicy(_SHORT)
        self._rows.setMinimumContentsLength(5)
        for grouping, words in _GROUPINGS:
            self._rows.addItem(tr(words), grouping)
        self._rows.currentIndexChanged.connect(self._group)
        self._path = _toggle(
            "timelinePath", tr("Critical path"), tr("Critical path on the canvas"), self
        )
        self._path.toggled.connect(self.pathToggled)
        self._as_table = IconButton("list", tr("The timeline as a table"), self)
        self._as_table.setObjectName("timelineTable")
        self._as_table.setCheckable(True)
        self._as_table.toggled.connect(self._turn_table)
        bar.addWidget(self._rows, 1)
        bar.addWidget(self._path)
        bar.addWidget(self._as_table)
        bar.addStretch(2)
        for name, icon, words, does in (
            ("timelineIn", "zoom-in", tr("Look closer (+)"), lambda: self.chart.zoom(1.5)),
            (
                "timelineOut",
                "zoom-out",
                tr("Look from farther (-)"),
                lambda: self.chart.zoom(1 / 1.5),
            ),
            ("timelineFit", "maximize", tr("Show all of the run (Home)"), self.chart.fit),
        ):
            button = IconButton(icon, words, self)
            button.setObjectName(name)
            button.clicked.connect(does)
            bar.addWidget(button)
        return bar

    def _make_table(self) -> QTableView:
        view = listing_view(self.times, "timelineTimes", tr("The timeline as a table"), self)
        view.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        view.selectionModel().currentRowChanged.connect(self._choose_row)
        view.activated.connect(lambda index: self.activated.emit(self.times.step(index.row())))
        width = self.fontMetrics().averageCharWidth()
        for column, letters in enumerate((22, 18, 12, 11, 14, 12, 44, 22)):
            view.setColumnWidth(column, width * letters)
        return view

    def _group(self) -> None:
        self.chart.group(Grouping(self._rows.currentData()))
        if self._as_table.isChecked():
            self.times.show_rows(self.chart.rows, self.chart.shown.course)

    def _turn_table(self, on: bool) -> None:
        if on:
            self.times.show_rows(self.chart.rows, self.chart.shown.course)
        self._stack.setCurrentWidget(self.table if on else self.chart)

    def _choose(self, step: str) -> None:
        self._say()
        self.chosen.emit(step)

    def _choose_row(self, now: QModelIndex, before: QModelIndex) -> None:
        del before
        if now.isValid() and self.table.hasFocus():
            step = self.times.step(now.row())
            self.chart.select(StepId(step))
            self._choose(step)

    def _say(self) -> None:
        """Say of the selected Step what it held up, else of the whole run."""
        chart = self.chart
        words = chart.told_of(chart.shown.selected) if chart.shown.selected else ""
        course = chart.shown.course
        if not words and course is not None and course.path:
            tape = chart.tape
            ended = tape.now if tape.ended is None else tape.ended
            words = tr(
                "Critical path: {count} of {all} steps, {time} of the run's {whole}",
                count=len(course.path), all=len(tape.tracks),
                time=length_words(course.makespan), whole=length_words(ended),
            )  # fmt: skip
            for pause in tape.breaks:
                gone = length_words(pause.length)
                words += " · " + tr("cut off for {time}, which is left out", time=gone)
        self._told.say(words or tr("Select a step to see what it waited for and what it held up."))
        self._told.setVisible(course is not None)
        self._lead.offer(*(() if course is not None else (("run", tr("Run")),)))


def _toggle(name: str, words: str, tip: str, parent: QWidget) -> QToolButton:
    button = ToolButton(parent)
    button.setObjectName(name)
    button.setText(words)
    button.setAccessibleName(tip)
    button.setToolTip(tip)
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
