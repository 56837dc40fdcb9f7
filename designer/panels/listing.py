"""A list with columns, as every panel shows one: rows of values under titles, seen whole rows at a time.

What a row says is the panel's own business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from designer.panels.controls import ICON_SIZE
from designer.words import tr

Index: TypeAlias = QModelIndex | QPersistentModelIndex


class Listing(QAbstractTableModel):
    """Rows under titles; a subclass says what a cell shows."""

    titles: tuple[str, ...]
    """What stands over the columns, to be translated."""
    _rows: Sequence[Any]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns."""
        return 0 if parent.isValid() else len(self.titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return tr(self.titles[section]) if role == Qt.ItemDataRole.DisplayRole else None


def listing_view(model: Listing, name: str, words: str, parent: QWidget) -> QTableView:
    """A view of a listing: whole rows are chosen, Tab leads on; `words` are for assistive technology."""
    view = QTableView(parent)
    view.setObjectName(name)
    view.setAccessibleName(words)
    view.setModel(model)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.verticalHeader().hide()
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setStretchLastSection(True)
    return view
