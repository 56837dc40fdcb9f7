"""Problems as rows for Qt: a sentence and a place, put into words when they are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from designer.panels.problem_words import place_of, sentence_of
from engine.problem import Problem, Severity

PROBLEM: Final = Qt.ItemDataRole.UserRole
"""The role under which a row has its Problem."""

_Role = Qt.ItemDataRole
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


class ProblemRows(QAbstractTableModel):
    """What the list shows; ten thousand Problems cost no more than those in view."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with none."""
        super().__init__(parent)
        self._problems: Sequence[Problem] = ()
        self._icons: dict[Severity, QIcon] = {}

    def show(self, problems: Sequence[Problem]) -> None:
        """Show these in place of those before."""
        self.beginResetModel()
        self._problems = problems
        self.endResetModel()

    def dress(self, icons: dict[Severity, QIcon]) -> None:
        """Take the marks of errors and warnings."""
        self._icons = icons
        if self._problems:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._problems) - 1, 0))

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many Problems there are."""
        return 0 if parent.isValid() else len(self._problems)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """The sentence, and the place."""
        return 0 if parent.isValid() else 2

    def data(self, index: _Index, role: int = 0) -> Any:
        """What a row says, to the eye and to the ear."""
        if not index.isValid():
            return None
        problem = self._problems[index.row()]
        if role == PROBLEM:
            return problem
        return self._sentence(problem, role) if index.column() == 0 else _place(problem, role)

    def _sentence(self, problem: Problem, role: int) -> Any:
        match role:
            case _Role.DisplayRole | _Role.ToolTipRole:
                return sentence_of(problem)
            case _Role.AccessibleTextRole:
                return f"{problem.severity}: {problem}"
            case _Role.DecorationRole:
                return self._icons.get(problem.severity)
        return None


def _place(problem: Problem, role: int) -> str | None:
    match role:
        case _Role.DisplayRole | _Role.AccessibleTextRole:
            return place_of(problem)
        case _Role.ToolTipRole:
            return f"{place_of(problem)}\n{problem.pointer}"
    return None
