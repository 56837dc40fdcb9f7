"""Rows and columns: sorted by a click on a title, filtered by a few words, plotted beside the table."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import IconButton
from designer.panels.fields import Line
from designer.panels.viewers.ordering import Order, no_number
from designer.panels.viewers.plain import is_masked
from designer.panels.viewers.plots import PlotPanel, numeric_columns
from designer.panels.viewers.rows import Source, is_columns, number, source_of
from designer.panels.viewers.slicing import Slicer
from designer.panels.viewers.viewing import Shown
from designer.words import tr
from engine.extent import grid, in_short, is_arrow, is_frame, sample
from engine.value import Value, preview

_Index = QModelIndex | QPersistentModelIndex
_LENGTH: Final = 200
_BRIEF: Final = 16
"""Letters of what is typed that are told beside the filter, which keeps its room."""
_MOST_COPIED: Final = 100_000
"""Cells that are copied at once."""


class TableModel(QAbstractTableModel):
    """The rows of a source in some order. Asked only for what is seen."""

    def __init__(self, source: Source, parent: QObject | None = None) -> None:
        """Take the table."""
        super().__init__(parent)
        self.source, self.order = source, Order(source)
        self._count = len(source)
        self._numeric = numeric_columns(source)

    def anew(self) -> None:
        """The rows, or their order, are others now."""
        self.beginResetModel()
        self._count = len(self.order)
        self.endResetModel()

    def grow(self) -> None:
        """More rows have been read."""
        if self.order.rows is None and len(self.source) > self._count:
            self.beginInsertRows(QModelIndex(), self._count, len(self.source) - 1)
            self._count = len(self.source)
            self.endInsertRows()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows are shown."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.source.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The name of a column; of a row its number in the table as it came, from 1."""
        across = orientation is Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.TextAlignmentRole and across and section in self._numeric:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if across:
            return self.source.columns[section]
        return str(self.order[section] + 1) if section < self._count else ""

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return told(self.cell(index))
            case Qt.ItemDataRole.ToolTipRole:
                return preview(self.cell(index), 1_000)
            case Qt.ItemDataRole.TextAlignmentRole if number(self.cell(index)) is not None:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def cell(self, index: _Index) -> Value:
        """The value of a cell."""
        return self.source.cell(self.order[index.row()], index.column())


class TableView(QWidget):
    """The table, with what filters it and the plot beside it."""

    def __init__(self, source: Source, parent: QWidget) -> None:
        """Take the table, which may still be read."""
        super().__init__(parent)
        self.model = TableModel(source, self)
        self._column, self._falls = -1, False
        self.view = _Grid(self.model, self)
        head = self.view.horizontalHeader()
        head.sectionClicked.connect(self.sort)
        self._filter = Line("valueFilter", tr("Rows to show"), self)
        self._filter.setPlaceholderText(
            tr("Filter, each term must hold: text, column: text, column > 3")
        )
        self._filter.setToolTip(
            tr(
                "Terms are joined by a comma or by 'and'. After a text, a comma before what is no "
                'condition belongs to it: name = Smith, John. Quotes keep a text as it is: "Smith, John".'
            )
        )
        self._filter.textChanged.connect(self._work)
        self._count = QLabel(self)
        self._count.setObjectName("valueRows")
        self._plot_button = IconButton("square-function", tr("Plot a column"), self)
        self._plot_button.setObjectName("valuePlotButton")
        self._plot_button.setCheckable(True)
        self._plot_button.toggled.connect(self._turn_plot)
        self._plot: PlotPanel | None = None
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.addWidget(self.view)
        self._lay()
        self._slicer, self._reader = Slicer(self), Slicer(self)
        self._slicer.finished.connect(self._show)
        self._slicer.progressed.connect(self._tell_far)
        self._reader.progressed.connect(self._grow)
        self._reader.finished.connect(self._grow)
        self._reader.start(source.read())
        self._say()

    @property
    def is_busy(self) -> bool:
        """Whether rows are still being read, filtered or sorted."""
        return self._slicer.is_busy or self._reader.is_busy

    def sort(self, column: int) -> None:
        """Sort by a column; once more the other way round, a third time not at all."""
        if column != self._column:
            self._column, self._falls = column, False
        elif not self._falls:
            self._falls = True
        else:
            self._column, self._falls = -1, False
        self._work()

    def _work(self) -> None:
        self._slicer.start(
            self.model.order.work(self._filter.text(), self._column, falls=self._falls)
        )

    def _show(self) -> None:
        self.model.anew()
        head = self.view.horizontalHeader()
        head.setSortIndicatorShown(self._column >= 0)
        way = Qt.SortOrder.DescendingOrder if self._falls else Qt.SortOrder.AscendingOrder
        head.setSortIndicator(self._column, way)
        self._say()
        self._show_plot()

    def _grow(self) -> None:
        self.model.grow()
        self._say()

    def _tell_far(self, far: float) -> None:
        words = tr("sorting, {far} %", far=f"{far * 100:.0f}")
        if words != self._count.text():
            self._count.setText(words)

    def _say(self) -> None:
        shown, total = self.model.rowCount(), len(self.model.source)
        all_ = shown == total
        words = tr("{count} rows", count=f"{total:,}")
        if not all_:
            words = tr("{shown} of {total} rows", shown=f"{shown:,}", total=f"{total:,}")
        if wrong := no_number(self.model.source, self._filter.text()):
            brief = wrong if len(wrong) <= _BRIEF else f"{wrong[:_BRIEF]}…"
            words = tr("'{value}' is not a number", value=brief)
        self._count.setText(words)

    def _turn_plot(self, on: bool) -> None:
        if on and self._plot is None:
            self._plot = PlotPanel(self.model.source, self)
            self._splitter.addWidget(self._plot)
            self._splitter.setSizes([self.width() * 3 // 5, self.width() * 2 // 5])
        if self._plot is not None:
            self._plot.setVisible(on)
        self._show_plot()

    def _show_plot(self) -> None:
        if self._plot is not None and self._plot_button.isChecked():
            order = self.model.order
            rows = range(len(self.model.source)) if order.rows is None else order.rows
            self._plot.show_rows(rows)

    def _lay(self) -> None:
        bar = QHBoxLayout()
        bar.addWidget(self._filter, 1)
        bar.addWidget(self._count)
        bar.addWidget(self._plot_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(bar)
        layout.addWidget(self._splitter, 1)


class TableViewer:
    """Shows rows and columns."""

    name = "table"
    title = "Table"

    def accepts(self, shown: Shown) -> int:
        """A table best; a list of plain values as well as a tree does, which can also be plotted here."""
        value = shown.value
        if is_masked(shown):
            return 0
        if is_frame(value) or is_arrow(value) or _is_table(value):
            return 80
        if isinstance(value, dict):
            return 62 if is_columns(value) else 0
        if isinstance(value, str):
            found = source_of(shown)
            return (75 if len(found.columns) > 1 else 0) if found is not None else 0
        if isinstance(value, list) and value:
            numbers = all(number(item) is not None for item in sample(value))
            return 65 if numbers and len(value) > 8 else 30
        return 0

    def widget(self, shown: Shown, parent: QWidget) -> QWidget:
        """The table."""
        source = source_of(shown)
        assert source is not None, "it was accepted"
        return TableView(source, parent)


class _Grid(QTableView):
    """The cells; Ctrl+C copies those that are selected, as a spreadsheet takes them."""

    def __init__(self, model: TableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("valueTable")
        self.setAccessibleName(tr("The value as a table"))
        self.setModel(model)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerItem)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        height = self.fontMetrics().height() + 6
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(True)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        letter = self.fontMetrics().averageCharWidth()
        for at, name in enumerate(model.source.columns[:40]):
            cells = (told(model.source.cell(row, at)) for row in range(min(len(model.source), 30)))
            widest = max(map(len, (name, *cells)), default=4)
            self.setColumnWidth(at, letter * min(max(widest + 4, 8), 36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
            return
        model = self.model()
        chosen = sorted(
            (index.row(), index.column()) for index in self.selectedIndexes()[:_MOST_COPIED]
        )
        lines: dict[int, list[str]] = {}
        for row, column in chosen:
            lines.setdefault(row, []).append(str(model.data(model.index(row, column))))
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in lines.values()))


def told(value: Value) -> str:
    """A cell in words."""
    match value:
        case None:
            return ""
        case str():
            return value if len(value) <= _LENGTH and "\n" not in value else preview(value, _LENGTH)
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case _:
            return in_short(value, 60)


def _is_table(value: Value) -> bool:
    return isinstance(value, list) and grid(value) is not None
