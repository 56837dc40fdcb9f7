"""The Flow as a tree that is worked with by keys alone: the other way in, for who has no mouse or screen.

Goes to Steps, renames them in place, and tells which command was wanted; edits nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from designer.document.outline import Entry, Kind, Outline
from designer.panels.aside import Aside
from designer.panels.cells import Cells
from designer.panels.controls import Sentence
from designer.panels.lead import Lead
from designer.panels.outline_model import OutlineModel, Told
from designer.words import tr
from engine.flow import Flow, StepId

_LATER: Final = 60
"""Milliseconds after an edit before the tree is made anew: many edits, one tree."""
_RUN: Final = 150
"""Milliseconds between two looks at the states while a run is on."""
_AT_ONCE: Final = 1_500
"""Steps of which a tree is made at once; of more, in a thread."""
_FEW: Final = 20
"""So many new and old Steps are an edit in any case, not another Flow."""
_OPEN: Final = 2
"""Sections that are open at first: the list of all Steps is not."""
_INDENT: Final = 14
_STATE_SHARE: Final = 34
"""Percent of the width that the states have."""
_STATE_MOST: Final = 20
"""Line heights that they are given at most."""
_PORTABLE: Final = QKeySequence.SequenceFormat.PortableText
_WALKING: Final = frozenset(
    {
        "Up", "Down", "Left", "Right", "PgUp", "PgDown", "Home", "End", "Tab", "Backtab", "*", "Shift++",
        "+", "-", "Space", "Esc",
    }
)  # fmt: skip
"""Keys that go through the tree, and are never a command here."""


class OutlinePanel(QWidget):
    """The tree, and what is said about the last thing that could not be done."""

    chosen = Signal(str)
    """The user has gone to a Step."""
    activated = Signal(str)
    """A Step was double-clicked: it is to be shown."""
    menuWanted = Signal(QPoint)
    typed = Signal()
    """Something was typed in the name of a Step, or that was left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with an empty Flow."""
        super().__init__(parent)
        self.setObjectName("outlinePanel")
        self._flow = Flow()
        self._is_behind = False
        self._following = False
        self._asked = self._flow
        """The Flow whose outline is being made."""
        self._from: tuple[StepId, StepId] | None = None
        """The Step that was gone to because something else chose it, and the one before."""
        self._wanted: StepId | None = None
        """Where to go once the tree is that of today."""
        self._press: Callable[[str], bool] = lambda _: False
        self.model = OutlineModel(self)
        self.view = self._make_view()
        self._cells = Cells(self.view)
        self._cells.typed.connect(self.typed)
        self._cells.closed.connect(self.typed)
        self.view.setItemDelegate(self._cells)
        self._told = Sentence("wrong", self)
        self._told.setObjectName("outlineTold")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._empty, self._lead = Sentence("help", self), Lead(self)
        layout.addWidget(self._told)
        layout.addWidget(self._empty)
        layout.addWidget(self._lead)
        self.setFocusProxy(self.view)
        self._later, self._run = QTimer(self), QTimer(self)
        for timer, pause, does in (
            (self._later, _LATER, self._catch_up), (self._run, _RUN, self._tell_all),
        ):  # fmt: skip
            timer.setSingleShot(True)
            timer.setInterval(pause)
            timer.timeout.connect(does)
        self._aside = Aside(self._show, self)
        self._open_sections()
        self._say_empty(True)

    def join(
        self, tell: Callable[[StepId], Told], renamed: Callable[[StepId, str], bool],
        press: Callable[[str], bool],
    ) -> None:  # fmt: skip
        """Take what knows how a Step stands, what gives one another id, and what keys do.

        Keys are told in portable text (`Ctrl+L`); `press` says whether they stand for anything.
        """
        self.model.tell, self.model.renamed = tell, renamed
        self._press = press

    def show_flow(self, flow: Flow) -> None:
        """Show a Flow, soon, if anybody can see it."""
        if flow is not self._flow:
            self._flow, self._is_behind = flow, True
            if self.isVisible():
                self._later.start()

    def show_states(self) -> None:
        """States may be others: show them, soon."""
        if self.isVisible() and not self._run.isActive():
            self._run.start()

    def current(self) -> StepId | None:
        """The Step that the keys are about."""
        entry = self.model.entry(self.view.currentIndex())
        return entry.step if entry is not None and entry.kind is Kind.STEP else None

    def go_to(self, step: StepId) -> None:
        """Make a Step the current row, where it is not already."""
        self._catch_up()
        self._wanted = step if self._is_behind else None
        if self._is_behind or self.current() == step:
            return
        index, before = self.model.index_of(self.model.outline.way_to(step)), self.current()
        if index.isValid():
            self._from = None if before is None else (step, before)
            self._following = True
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
            self._following = False

    def rename(self) -> None:
        """Let the user type what else the current Step is called."""
        index = self.view.currentIndex().siblingAtColumn(0)
        if self.current() is not None:
            self.view.edit(index)

    @property
    def draft(self) -> tuple[StepId, str] | None:
        """The Step whose name is being typed, and what is typed; None where that is its name already."""
        if (cell := self._cells.open) is None:
            return None
        index, text = cell
        entry, known = self.model.entry(index), index.data(Qt.ItemDataRole.EditRole)
        return None if entry is None or text.strip() == known else (entry.step, text)

    def settle(self) -> None:
        """Take over the name that is typed."""
        self._cells.settle()

    def say(self, sentence: str) -> None:
        """Say why something could not be done; empty: nothing is wrong."""
        self._told.say(sentence)

    def told(self) -> str:
        """What was said last."""
        return self._told.text()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was edited while nobody could see it."""
        super().showEvent(event)
        self._catch_up()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take keys that may be commands before the tree searches by them, and share a new width out."""
        if event.type() is QEvent.Type.Resize:
            self._share_room()
            return False
        is_key = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if not is_key or self.view.state() is QAbstractItemView.State.EditingState:
            return super().eventFilter(watched, event)
        assert isinstance(event, QKeyEvent)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        keys = QKeySequence(held.value | event.key()).toString(_PORTABLE)
        if keys in _WALKING or not keys:
            return False
        self.say("")
        if keys in ("Menu", "Shift+F10"):
            self._ask_menu()
            return True
        return self._press(keys)

    def pop_up(self, at: QPoint, entries: Iterable[tuple[str, str, Callable[[], object]]]) -> None:
        """Show a menu of (words, keys, what it does) at a place of the screen."""
        menu = QMenu(self)
        menu.setObjectName("outlineMenu")
        menu.aboutToHide.connect(menu.deleteLater)
        for words, keys, does in entries:
            action = menu.addAction(words)
            action.setShortcut(QKeySequence(keys, _PORTABLE))
            action.triggered.connect(lambda _=False, does=does: does())
        menu.popup(at)

    def _make_view(self) -> QTreeView:
        view = QTreeView(self)
        view.setObjectName("outline")
        view.setAccessibleName(tr("Outline of the flow"))
        view.setAccessibleDescription(
            tr(
                "Goals with what each needs beneath. The menu key lists what can be done with a step."
            )
        )
        view.setModel(self.model)
        view.setUniformRowHeights(True)
        view.setAllColumnsShowFocus(True)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHeaderHidden(True)
        view.setIndentation(_INDENT)
        view.header().setStretchLastSection(False)
        view.header().setMinimumSectionSize(1)
        view.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.viewport().installEventFilter(self)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(
            lambda at: self.menuWanted.emit(view.viewport().mapToGlobal(at))
        )
        view.selectionModel().currentChanged.connect(self._choose)
        view.clicked.connect(self._choose)  # also the row where one is, which may not be selected
        view.doubleClicked.connect(self._activate)
        view.installEventFilter(self)
        return view

    def _share_room(self) -> None:
        """Give the state a part of the width, the more the wider it is."""
        room = self.view.viewport().width()
        state = min(room * _STATE_SHARE // 100, _STATE_MOST * self.fontMetrics().lineSpacing())
        self.view.setColumnWidth(0, room - state)
        self.view.setColumnWidth(1, state)

    def _ask_menu(self) -> None:
        place = self.view.visualRect(self.view.currentIndex()).bottomLeft()
        self.menuWanted.emit(self.view.viewport().mapToGlobal(place))

    def _choose(self, index: QModelIndex) -> None:
        entry = self.model.entry(index)
        if entry is not None and entry.kind is Kind.STEP and not self._following:
            self.say("")
            self.chosen.emit(entry.step)

    def _activate(self, index: QModelIndex) -> None:
        entry = self.model.entry(index)
        if entry is not None and entry.kind is Kind.STEP:
            self.activated.emit(entry.step)

    # keeping what was open

    def _catch_up(self) -> None:
        if not self._is_behind:
            return
        if self.view.state() is QAbstractItemView.State.EditingState:
            self._later.start()  # what is being typed goes on
            return
        flow, before = self._flow, self.model.outline
        if len(flow.steps) <= _AT_ONCE:
            self._aside.forget()
            self._show(Outline(flow, before))
        elif self._asked is not flow:
            self._asked = flow
            self._aside.ask(lambda: Outline(flow, before))

    def _say_empty(self, empty: bool) -> None:
        self._empty.say(tr("No steps yet: Ins adds one here.") if empty else "")
        links = (("tour", tr("Show me round")), ("gallery", tr("All examples…")))
        self._lead.offer(*(links if empty else ()))

    def _show(self, outline: Outline) -> None:
        """Show the outline of an edited Flow, or of another one."""
        self._is_behind = outline.flow is not self._flow
        self._say_empty(not outline.flow.steps)
        old, new = self.model.outline.flow.steps.keys(), outline.flow.steps.keys()
        was, here = self.current(), self.model.way(self.view.currentIndex())
        row = self.view.currentIndex().row()
        self._following = True
        if len(old ^ new) > max(len(old) // 4, _FEW):
            opened = list(self._opened(QModelIndex()))
            self.model.show_outline(outline)
            self._open_sections()
            for way in opened:
                self._open(way)
        else:
            self.model.follow(outline)
        self._come_back(here, was, row)
        self._following = False
        self.view.viewport().update()
        wanted, self._wanted = self._wanted, None
        if wanted is not None and not self._is_behind:
            self.go_to(wanted)

    def _tell_all(self) -> None:
        self.model.tell_all()
        self.view.viewport().update()

    def _come_back(self, here: tuple[Entry, ...], was: StepId | None, row: int) -> None:
        """Stand where one stood, or where that Step is now, or on one near by where it is gone."""
        index = self.model.index_of(here) if here else QModelIndex()
        if not index.isValid() and was is not None:
            index = self.model.index_of(self.model.outline.way_to(was))
        if not index.isValid() and self._from is not None and was == self._from[0]:
            index = self.model.index_of(self.model.outline.way_to(self._from[1]))
        if not index.isValid() and here:
            index = self._near(here, row)
        if index.isValid():
            self.view.setCurrentIndex(index)

    def _near(self, here: tuple[Entry, ...], row: int) -> QModelIndex:
        """The Step that is nearest to a way that leads nowhere any more: beside it, above it, or any."""
        for depth in range(len(here) - 1, 0, -1):
            above = self.model.index_of(here[:depth])
            rows = self.model.rowCount(above) if above.isValid() else 0
            beside = self.model.index(min(row, rows - 1), 0, above) if rows else above
            if found := next((it for it in (beside, above) if self._is_step(it)), None):
                return found
            row = above.row()
        sections = (self.model.index(row, 0) for row in range(self.model.rowCount()))
        firsts = [self.model.index(0, 0, it) for it in sections if self.model.rowCount(it)]
        return next(filter(self._is_step, firsts), self.model.index(0, 0))

    def _is_step(self, index: QModelIndex) -> bool:
        entry = self.model.entry(index)
        return entry is not None and entry.kind is Kind.STEP

    def _opened(self, above: QModelIndex) -> Iterable[tuple[Entry, ...]]:
        for row in range(self.model.rowCount(above)):
            index = self.model.index(row, 0, above)
            if self.view.isExpanded(index):
                yield self.model.way(index)
                yield from self._opened(index)

    def _open_sections(self) -> None:
        for row in range(self.model.rowCount()):
            self.view.setFirstColumnSpanned(row, QModelIndex(), True)
            self.view.setExpanded(self.model.index(row, 0), row < _OPEN)

    def _open(self, way: tuple[Entry, ...]) -> None:
        index = self.model.index_of(way)
        if index.isValid():
            self.view.expand(index)
