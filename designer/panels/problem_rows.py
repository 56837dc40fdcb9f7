"""Problems as rows for Qt: a sentence and a place, put into words when they are looked at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon

from designer.panels.problem_words import place_of, sentence_of
from designer.words import tr
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
        self._notes: Collection[int] = ()
        self._icons: dict[Severity, QIcon] = {}
        self._note, self._faint = QIcon(), QColor()

    def show(self, problems: Sequence[Problem], notes: Collection[int] = ()) -> None:
        """Show these in place of those before; `notes` are the rows that no Goal minds."""
        if (problems, notes) == (self._problems, self._notes):
            return
        self.beginResetModel()
        self._problems, self._notes = problems, notes
        self.endResetModel()

    def dress(self, icons: dict[Severity, QIcon], note: QIcon, faint: QColor) -> None:
        """Take the marks of errors and warnings, and the mark and the colour of notes."""
        self._icons, self._note, self._faint = icons, note, faint
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
        is_note = index.row() in self._notes
        if role == _Role.ForegroundRole:
            return self._faint if is_note else None
        if index.column() == 1:
            return _place(problem, role)
        return self._sentence(problem, role, is_note=is_note)

    def _sentence(self, problem: Problem, role: int, *, is_note: bool) -> Any:
        match role:
            case _Role.ToolTipRole if is_note:
                return f"{sentence_of(problem)}\n{tr('No Goal needs this step: it stops no run.')}"
            case _Role.AccessibleTextRole if is_note:
                return f"{tr('note')}: {problem}"
            case _Role.DecorationRole if is_note:
                return self._note
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
