"""The Run panel: what happened, record by record; a failure opens to its trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QSpacerItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import ICON_SIZE, Sentence
from designer.panels.lead import Lead
from designer.panels.listing import listing_view
from designer.panels.run_rows import FOLD, SHORT_TIME, STEP, TIME, WORDS, RunRows
from designer.theme import mono_font
from designer.words import tr
from engine.events import Record, RunSettled, RunStarted
from engine.flow import StepId

_LATER: Final = 60
"""Milliseconds for which records are gathered."""
_NARROW: Final = 70
"""Letters beside each other below which a panel is narrow."""
_LEAST_LINES: Final = 3
NOTHING_YET: Final = "Nothing has run yet."


class RunLog(QWidget):
    """Shows records as they come, and follows the end unless the user has scrolled up."""

    stepActivated = Signal(str)
    """The user wants to go to the Step of a row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        self.setObjectName("runLogPanel")
        self._selected: frozenset[StepId] = frozenset()
        self._waiting: list[Record] = []
        self._is_narrow: bool | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER)
        self._later.timeout.connect(self.catch_up)
        self.rows = RunRows(self)
        self._rest = QSpacerItem(0, 0)
        """What is left over below whole rows."""
        self._view = self._make_view()
        self._view.viewport().installEventFilter(self)
        self._only = QCheckBox(tr("Only the selected Steps"), self)
        self._only.setObjectName("runLogOnly")
        self._only.toggled.connect(self._filter)
        self._nothing, self._lead = Sentence("help", self), Lead(self)
        top = QHBoxLayout()
        top.addWidget(self._nothing, 1)
        top.addWidget(self._only, 0, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.addLayout(top)
        layout.addWidget(self._lead)
        layout.addWidget(self._view, 1)
        layout.addItem(self._rest)
        self._say_nothing()
        self._dress()

    def take_soon(self, records: Sequence[Record]) -> None:
        """Add records in a moment, those of a few frames together: the canvas shows them first."""
        self._waiting += records
        if any(isinstance(record.event, RunSettled) for record in records):
            self.catch_up()
        elif not self._later.isActive():
            self._later.start()

    def catch_up(self) -> None:
        """Add at once what waits for it."""
        self._later.stop()
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.take(waiting)

    def take(self, records: Iterable[Record]) -> None:
        """Add records, many at once; the start of a run clears what was there."""
        self.catch_up()
        batch = list(records)
        starts = [n for n, record in enumerate(batch) if isinstance(record.event, RunStarted)]
        if starts:
            self.rows.clear()
            batch = batch[starts[-1] :]
        follows = self._is_at_end()
        self.rows.add(batch)
        self._say_nothing()
        if follows:
            self._view.scrollToBottom()

    def clear(self) -> None:
        """Forget the run that is shown."""
        self._waiting.clear()
        self.rows.clear()
        self._say_nothing()

    def show_selection(self, steps: frozenset[StepId]) -> None:
        """Tell which Steps are selected: where the user asked for it, only they are shown."""
        self._selected = steps
        self._filter()

    def _round_off(self) -> None:
        """Have room for whole rows: at the end of a run the first one seen would be cut."""
        layout = self.layout()
        assert layout is not None
        room = self._view.viewport().height() + self._rest.sizeHint().height()
        rest = room % self._view.verticalHeader().defaultSectionSize()
        if rest != self._rest.sizeHint().height():
            self._rest.changeSize(0, rest)
            layout.invalidate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open with the right arrow, close with the left one; Enter goes to the Step."""
        if event.type() == QEvent.Type.Resize and watched is self._view.viewport():
            self._round_off()
            self._share_room()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        current = self._view.currentIndex()
        match event.key():
            case Qt.Key.Key_Right | Qt.Key.Key_Left if current.isValid():
                row = self.rows.unfold(current.row(), event.key() == Qt.Key.Key_Right)
                self._view.setCurrentIndex(self.rows.index(row, WORDS))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if current.isValid():
                self._go(current)
            case _:
                return super().eventFilter(watched, event)
        return True

    def _make_view(self) -> QTableView:
        view = listing_view(self.rows, "runLog", tr("What happened in the run"), self)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.horizontalHeader().setMinimumSectionSize(1)
        view.clicked.connect(self._fold)
        view.doubleClicked.connect(self._go)
        view.installEventFilter(self)
        return view

    def _dress(self) -> None:
        mono = mono_font(self.font().pointSizeF())
        self.rows.dress(mono, self.palette().color(QPalette.ColorRole.Text))
        metrics = self.fontMetrics()
        height = max(metrics.height(), QFontMetrics(mono).height(), ICON_SIZE) + 2
        self._view.verticalHeader().setMinimumSectionSize(height)
        self._view.verticalHeader().setDefaultSectionSize(height)
        self._view.setMinimumHeight(_LEAST_LINES * height + 2 * self._view.frameWidth())
        self._view.setColumnWidth(FOLD, ICON_SIZE + 8)
        self._is_narrow = None
        self._share_room()

    def _share_room(self) -> None:
        """Give most of a narrow panel to what happened; widths of the user's stay until it changes."""
        letters, metrics = self.fontMetrics().averageCharWidth(), self.fontMetrics()
        is_narrow = self._view.viewport().width() < _NARROW * letters
        if is_narrow is self._is_narrow:
            return
        self._is_narrow = is_narrow
        self.rows.show_short(is_narrow)
        time = SHORT_TIME if is_narrow else f"{SHORT_TIME}.000"
        self._view.setColumnWidth(TIME, metrics.horizontalAdvance(time) + (8 if is_narrow else 24))
        self._view.setColumnWidth(STEP, letters * (11 if is_narrow else 18))

    def _filter(self) -> None:
        self.rows.only(self._selected if self._only.isChecked() else frozenset())
        self._say_nothing()
        self._view.scrollToBottom()

    def _say_nothing(self) -> None:
        is_empty = not self.rows.rowCount() and not self._only.isChecked()
        links = (("run", tr("Run")), ("history", tr("History of runs"))) if is_empty else ()
        self._lead.offer(*links)
        if self.rows.rowCount():
            self._nothing.say("")
        elif self._only.isChecked() and self._selected:
            self._nothing.say(tr("Nothing has happened to the selected Steps."))
        else:
            self._nothing.say(tr(NOTHING_YET))

    def _is_at_end(self) -> bool:
        bar = self._view.verticalScrollBar()
        return bar.value() >= bar.maximum()

    def _fold(self, index: QModelIndex) -> None:
        if index.column() == FOLD:
            self.rows.unfold(index.row(), not self.rows.is_open(index.row()))

    def _go(self, index: QModelIndex) -> None:
        step = self.rows.step(index.row())
        if step:
            self.stepActivated.emit(step)
