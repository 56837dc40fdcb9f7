"""What is wrong with the Flow: each Problem a row that leads to its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from designer import icons
from designer.panels.controls import ICON_SIZE, Sentence
from designer.panels.lead import Lead
from designer.panels.pressing import PushButton
from designer.panels.problem_rows import PROBLEM, ProblemRows
from designer.words import quoted, tr
from engine.flow import StepId
from engine.problem import Code, Problem, Severity

NOTHING_WRONG: Final = "No problems: every planned Step can run."

PLACE_SHARE: Final = 5
"""A place may take one part in so many of the width, though the sentence is elided for it."""

_MOST_ASKED: Final = 50
"""Problems from the first on that are asked whether one click mends them."""

_ICONS: Final = {Severity.ERROR: "circle-x", Severity.WARNING: "triangle-alert"}


class Problems(QWidget):
    """The list of Problems, errors first; `activated` says which one the user wants to go to."""

    activated = Signal(object)
    fixWanted = Signal(object)
    """The Problem that one click is to mend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with nothing wrong."""
        super().__init__(parent)
        self._problems: tuple[Problem, ...] = ()
        self._found: tuple[Problem, ...] = ()
        self._failures: tuple[Problem, ...] = ()
        self._is_empty = self._is_past = False
        self._beside: frozenset[StepId] = frozenset()
        self._asks: tuple[str, ...] = ()
        self._filled: object = None
        """All that is shown follows from, as it was when it was shown last."""
        self._model = ProblemRows(self)
        self._view = self._make_view()
        layout = QVBoxLayout(self)
        self._nothing = Sentence("help", self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lead = Lead(self)
        self._lead.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        layout.addWidget(self._nothing)
        layout.addWidget(self._lead)
        layout.addWidget(self._view)
        self._words_of: Callable[[Problem], str] = lambda _: ""
        self._fix = PushButton(self)
        self._fix.setObjectName("problemFix")
        self._fix.clicked.connect(lambda: self.fixWanted.emit(self._mendable))
        self._mendable: Problem | None = None
        self._fix.hide()
        layout.addWidget(self._fix, 0, Qt.AlignmentFlag.AlignLeft)
        self._view.selectionModel().currentChanged.connect(lambda: self._offer_fix())
        self._dress()
        self.show_problems(())

    @property
    def count(self) -> int:
        """How many there are, for the panel's title."""
        return len(self._problems)

    @property
    def title(self) -> str:
        """What to call the panel: `Problems`, or `Problems (3)`."""
        return tr("Problems ({count})", count=self.count) if self.count else tr("Problems")

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Show these in place of those before; the chosen one stays chosen where it still is there."""
        self._found = tuple(
            sorted(problems, key=lambda p: (self._is_beside(p), p.severity is not Severity.ERROR))
        )
        self._show()

    def show_failures(self, failures: Iterable[Problem]) -> None:
        """Show what failed in the run that is looked at, before what is wrong with the Flow."""
        failures = tuple(failures)
        if failures != self._failures:
            self._failures = failures
            self._show()

    def _show(self) -> None:
        current = self.current()
        self._problems = (*self._failures, *self._found)
        self._fill()
        self._select(self._problems, current)
        self._offer_fix()

    def show_empty(self, empty: bool) -> None:
        """Take whether the Flow has no Steps at all, of which nothing can be said."""
        if empty is not self._is_empty:
            self._is_empty = empty
            self._fill()

    def show_past(self, past: bool) -> None:
        """Take whether it is a run of the past that is shown, which nobody runs."""
        if past is not self._is_past:
            self._is_past = past
            self._fill()

    def show_asked(self, names: Iterable[str]) -> None:
        """Take the values that a run would ask for: without them nothing runs."""
        names = tuple(names)
        if names != self._asks:
            self._asks = names
            self._fill()

    def show_beside(self, steps: Collection[StepId]) -> None:
        """Take the Steps that no Goal needs: what is wrong with them is only a note, and comes last."""
        steps = frozenset(steps)
        if steps != self._beside:
            self._beside = steps
            self.show_problems(self._found)

    def offer_fixes(self, words: Callable[[Problem], str]) -> None:
        """Take what says how one click mends a Problem; empty where none can."""
        self._words_of = words

    def mendable(self) -> Problem | None:
        """The Problem that the button below the list mends: the chosen one, else the first that can be."""
        return self._mendable

    def _offer_fix(self) -> None:
        current = self.current()
        asked = (() if current is None else (current,)) + self._problems[:_MOST_ASKED]
        found = ((problem, words) for problem in asked if (words := self._words_of(problem)))
        self._mendable, words = next(found, (None, ""))
        self._fix.setText(words)
        self._fix.setVisible(bool(words))

    def _is_beside(self, problem: Problem) -> bool:
        return problem.step in self._beside

    def _is_note(self, problem: Problem) -> bool:
        return problem.code is not Code.FAILED and self._is_beside(problem)

    def current(self) -> Problem | None:
        """The chosen Problem."""
        problem = self._view.currentIndex().siblingAtColumn(0).data(PROBLEM)
        return problem if isinstance(problem, Problem) else None

    def step_to(self, by: int) -> None:
        """Choose the next (1) or previous (-1) Problem, round and round, and go to it."""
        if not self._problems:
            return
        row = self._view.currentIndex().row()
        following = (row + by) % self.count if row >= 0 else (0 if by > 0 else self.count - 1)
        self._view.setCurrentIndex(self._model.index(following, 0))
        self._go(self._view.currentIndex())

    def changeEvent(self, event: QEvent) -> None:
        """Tint the marks anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter go to the chosen Problem, and share a new width out."""
        if event.type() == QEvent.Type.Resize:
            self._share_room()
            return False
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() in enter:  # type: ignore[attr-defined]
            self._go(self._view.currentIndex())
            return True
        return super().eventFilter(watched, event)

    def _make_view(self) -> QTreeView:
        view = QTreeView(self)
        view.setObjectName("problems")
        view.setAccessibleName(tr("Problems"))
        view.setModel(self._model)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setHeaderHidden(True)
        view.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setAllColumnsShowFocus(True)
        view.header().setStretchLastSection(False)
        view.header().setMinimumSectionSize(1)
        view.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.clicked.connect(self._go)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        return view

    def _dress(self) -> None:
        colour = self.palette().color(QPalette.ColorRole.Text)
        faint = self.palette().color(QPalette.ColorRole.PlaceholderText)
        marks = {mark: icons.icon(name, colour) for mark, name in _ICONS.items()}
        self._model.dress(marks, icons.icon("info", faint), faint)

    def _fill(self) -> None:
        notes = frozenset(n for n, it in enumerate(self._problems) if self._is_note(it))
        filled = self._problems, notes, self._is_empty, self._is_past, self._asks
        if filled == self._filled:
            return
        self._filled = filled
        self._model.show(self._problems, notes)
        self._view.setVisible(bool(self._problems))
        self._share_room()
        wrong = tr(NOTHING_WRONG)
        if self._is_empty:
            wrong = tr("Nothing can be wrong yet: the flow is empty.")
        elif self._asks and not self._is_past:
            names = ", ".join(quoted(name) for name in self._asks)
            wrong = tr("No problems. Run asks for {names} first.", names=names)
        self._nothing.say("" if self._problems else wrong)
        runs = not (self._problems or self._is_empty or self._is_past)
        self._lead.offer(*((("run", tr("Run")),) if runs else ()))

    def _share_room(self) -> None:
        """Give the place what the sentences leave, and in any case a part: it is elided before they are."""
        room = self._view.viewport().width()
        sentences, places = (self._view.sizeHintForColumn(column) for column in (0, 1))
        place = min(places, max(room - sentences, room // PLACE_SHARE))
        self._view.setColumnWidth(0, room - place)
        self._view.setColumnWidth(1, place)

    def _select(self, problems: Sequence[Problem], wanted: Problem | None) -> None:
        if wanted in problems:
            self._view.setCurrentIndex(self._model.index(problems.index(wanted), 0))

    def _go(self, index: QModelIndex) -> None:
        problem = index.siblingAtColumn(0).data(PROBLEM)
        if isinstance(problem, Problem):
            self.activated.emit(problem)
