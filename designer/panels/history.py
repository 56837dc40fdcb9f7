"""The History panel: every run that is kept, to be searched, opened, run again, compared, let go of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import ICON_SIZE, Heading, IconButton, Sentence
from designer.panels.difference_words import LEAST, later_words
from designer.panels.history_rows import HistoryRows, Purpose, RunRow
from designer.panels.lead import Lead
from designer.panels.listing import listing_view
from designer.panels.wrapping import WrappedRow
from designer.theme import theme_of
from designer.words import quoted, tr
from engine.comparing import Aspect, Comparison, Difference
from engine.store import INTERRUPTED

_TONES = ("ok", "failed", "off", "running", "attention", "text")


class History(QWidget):
    """Lists runs; what is wanted of them is said, not done."""

    refreshWanted = Signal()
    openWanted = Signal(str)
    againWanted = Signal(str)
    dropWanted = Signal(object)
    """The list of runs to let go of."""
    resumeWanted = Signal(str)
    commandWanted = Signal(str)
    compareWanted = Signal(str, str)
    """Two runs, the older one first."""
    chosenChanged = Signal()
    """Other runs are selected, or what can be done with them has changed."""
    differenceChosen = Signal(object)
    """A `Difference` was gone to in the list of them."""

    def __init__(
        self,
        purposes: Callable[[Sequence[str]], Mapping[str, Purpose]],
        parent: QWidget | None = None,
    ) -> None:
        """Take whom to ask what some runs were for."""
        super().__init__(parent)
        self.setObjectName("history")
        self.setAccessibleName(tr("History"))
        self._file = ""
        self.rows = HistoryRows(purposes, self)
        self.view = self._make_view()
        self.differences = self._make_differences()
        self._nothing = Sentence("help", self)
        self._nothing.setObjectName("historyTold")
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.addWidget(self.view)
        self._split.addWidget(self._beside)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(4)
        layout.addLayout(self._make_bar())
        self._lead = Lead(self)
        layout.addWidget(self._nothing)
        layout.addWidget(self._lead)
        layout.addWidget(self._split, 1)
        self._dress()
        self._refresh_buttons()

    def enter(self) -> None:
        """Take the keyboard, at the newest run where none is selected."""
        if self.rows.rowCount() and not self.chosen:
            self.view.selectRow(0)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_runs(self, runs: Sequence[RunRow], file: str) -> None:
        """List these, those of this file alone unless all are wanted."""
        self._file = file
        chosen = self.chosen
        self._only()
        self.rows.show_runs(runs)
        self._choose(chosen)
        self._say()

    def say(self, sentence: str) -> None:
        """Say why nothing can be listed."""
        self._nothing.say(sentence)

    def show_comparison(self, title: str, found: Comparison | None) -> None:
        """List what differs between two runs; None: no two are compared."""
        self._beside.setVisible(found is not None)
        self.differences.clear()
        if found is None:
            return
        self._title.setText(title)
        for one in found.differences:
            item = QListWidgetItem(one.message)
            item.setData(Qt.ItemDataRole.UserRole, one)
            item.setToolTip(one.message)
            self.differences.addItem(item)
        if not found.differences:
            self.differences.addItem(tr("Nothing differs: plan, values, causes and times agree."))
        self._add_small_times(found)

    def _add_small_times(self, found: Comparison) -> None:
        """By how much the other Steps took longer, which is little in all, though much it may be for them."""
        told = {one.step for one in found.differences if one.aspect is Aspect.TIME}
        later = {step: by for step, by in found.later.items() if abs(by) >= LEAST}
        small = [step for step in later if step not in told]
        if small:
            heading = QListWidgetItem(tr("Small differences in time"))
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            self.differences.addItem(heading)
        for step in small:
            words = later_words(later[step])
            item = QListWidgetItem(f"{quoted(step)}: {words}")
            item.setData(
                Qt.ItemDataRole.UserRole, Difference(Aspect.TIME, step, "took", "", words, "")
            )
            self.differences.addItem(item)

    @property
    def chosen(self) -> list[str]:
        """The runs that are selected, from top to bottom."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.rows.run(row).run for row in rows]

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        self.search = QLineEdit(self)
        self.search.setObjectName("historySearch")
        self.search.setPlaceholderText(tr("Search: status, goal, inputs, flow, date"))
        self.search.setAccessibleName(tr("Search the runs"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self._all = QCheckBox(tr("All flows"), self)
        self._all.setObjectName("historyAll")
        self._all.toggled.connect(self._search)
        self.search.setMinimumWidth(self.fontMetrics().averageCharWidth() * 12)
        bar.addWidget(self.search, 1)
        bar.addWidget(self._all)
        row = WrappedRow(self, gap=4)
        bar.addWidget(row)
        self._buttons: dict[str, IconButton] = {}
        for name, icon, words, does in (
            ("historyOpen", "folder-open", tr("Open"), self.open),
            ("historyAgain", "rotate-cw", tr("Run again"), self._run_again),
            ("historyResume", "play", tr("Go on with it"), self.go_on),
            ("historyCompare", "git-compare", tr("Compare two runs"), self.compare),
            ("historyCommand", "terminal", tr("Copy the command"), self._copy_command),
            ("historyDrop", "trash-2", tr("Delete"), self._drop),
        ):
            button = IconButton(icon, words, row)
            button.setObjectName(name)
            button.clicked.connect(does)
            self._buttons[name] = button
            row.add(button)
        refresh = IconButton("refresh-cw", tr("Look again"), row)
        refresh.setObjectName("historyRefresh")
        refresh.clicked.connect(self.refreshWanted)
        row.add(refresh)
        return bar

    def _make_view(self) -> QTableView:
        view = listing_view(self.rows, "historyRuns", tr("Runs that are kept"), self)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.doubleClicked.connect(self._open_row)
        view.selectionModel().selectionChanged.connect(self._refresh_buttons)
        view.installEventFilter(self)
        return view

    def _make_differences(self) -> QListWidget:
        self._beside = QWidget(self)
        self._title = Heading("", self._beside)
        self._title.setWordWrap(True)
        close = IconButton("x", tr("Stop comparing"), self._beside)
        close.setObjectName("compareClose")
        close.clicked.connect(lambda: self.differenceChosen.emit(None))
        found = QListWidget(self._beside)
        found.setObjectName("differences")
        found.setAccessibleName(tr("What differs between the two runs"))
        found.setWordWrap(True)
        found.currentItemChanged.connect(lambda item: self._go(item))
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(close)
        layout = QVBoxLayout(self._beside)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(found, 1)
        self._beside.hide()
        return found

    def _go(self, item: QListWidgetItem | None) -> None:
        one = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if isinstance(one, tuple) and one:
            self.differenceChosen.emit(Difference(*one))

    def _only(self) -> None:
        file = None if self._all.isChecked() or not self._file else self._file
        self.rows.only(self.search.text(), file)

    def _search(self) -> None:
        chosen = self.chosen
        self._only()
        self._choose(chosen)
        self._say()

    def _choose(self, runs: Sequence[str]) -> None:
        """Select these again, as far as they are listed."""
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for run in runs:
            row = self.rows.row_of(run)
            if row >= 0:
                self.view.selectionModel().select(self.rows.index(row, 0), flags)
        self._refresh_buttons()

    def _say(self) -> None:
        is_empty = not self.rows.rowCount() and not self.search.text()
        self._lead.offer(*((("run", tr("Run")),) if is_empty else ()))
        if self.rows.rowCount():
            self._nothing.say("")
        elif self.search.text():
            self._nothing.say(tr("No run has all these words in it."))
        elif self._file and not self._all.isChecked():
            self._nothing.say(tr("This flow has not run yet. Tick 'All flows' to see the others."))
        else:
            self._nothing.say(tr("No runs are kept yet."))

    def _refresh_buttons(self) -> None:
        count = len(self.chosen)
        for name in ("historyOpen", "historyAgain", "historyCommand"):
            self._buttons[name].setEnabled(count == 1)
        self._buttons["historyResume"].setEnabled(self.is_one_cut_off)
        self._buttons["historyCompare"].setEnabled(count == 2)
        self._buttons["historyDrop"].setEnabled(count > 0)
        self.chosenChanged.emit()

    def _with_one(self, does: Callable[[str], object]) -> None:
        if len(self.chosen) == 1:
            does(self.chosen[0])

    def open(self) -> None:
        """Show the run that is selected, if it is one."""
        self._with_one(self.openWanted.emit)

    def _run_again(self) -> None:
        self._with_one(self.againWanted.emit)

    @property
    def is_one_cut_off(self) -> bool:
        """Whether one run is selected, and can be gone on with."""
        rows = [index.row() for index in self.view.selectionModel().selectedRows()]
        return len(rows) == 1 and self.rows.run(rows[0]).status == INTERRUPTED

    def go_on(self) -> None:
        """Go on with the run that is selected, if it is one that was cut off."""
        if self.is_one_cut_off:
            self._with_one(self.resumeWanted.emit)

    def _copy_command(self) -> None:
        self._with_one(self.commandWanted.emit)

    def _drop(self) -> None:
        self.dropWanted.emit(self.chosen)

    def _open_row(self, index: QModelIndex) -> None:
        self.openWanted.emit(self.rows.run(index.row()).run)

    def compare(self) -> None:
        """Compare the runs that are selected, if they are two."""
        if len(self.chosen) == 2:
            newer, older = self.chosen
            self.compareWanted.emit(older, newer)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Enter opens, Delete lets go."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.open()
                return True
            if event.key() == Qt.Key.Key_Delete and self.chosen:
                self.dropWanted.emit(self.chosen)
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def showEvent(self, event: QShowEvent) -> None:
        """Look at what is kept now."""
        super().showEvent(event)
        self.refreshWanted.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is chosen where nobody sees it."""
        super().hideEvent(event)
        self.chosenChanged.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()

    def _dress(self) -> None:
        theme = theme_of(self.palette())
        self.rows.dress({tone: theme[tone] for tone in _TONES})
        metrics = self.fontMetrics()
        self.view.verticalHeader().setDefaultSectionSize(max(metrics.height(), ICON_SIZE) + 6)
        width = metrics.averageCharWidth()
        for column, letters in enumerate((15, 17, 20, 9, 26, 10)):
            self.view.setColumnWidth(column, width * letters)
