"""The inspector itself: chooses the page for what is selected, and keeps what was typed and not taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final
from weakref import WeakSet

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from designer.document.diagram import Diagram
from designer.document.patch import Patch, followed
from designer.panels.controls import tab_stops
from designer.panels.fields import (
    Draft,
    Text,
    drafts_in,
    fields_in,
    flush_fields,
    restore_drafts,
    take_drafts,
)
from designer.panels.inspector.flow_page import FlowPage
from designer.panels.inspector.many_page import ManyPage
from designer.panels.inspector.page import Desk
from designer.panels.inspector.step_page import StepPage
from designer.panels.value_tree import ValueTree, field_of
from designer.session.catalog import Catalog
from designer.session.typed import Typed
from designer.words import tr
from engine.flow import FLOW_INPUTS, StepId
from engine.problem import Problem

_LET_THROUGH: Final = Qt.WidgetAttribute.WA_TransparentForMouseEvents
_LATER: Final = 20
"""Milliseconds by which the page follows the canvas, once that is painted."""


class Inspector(QWidget):
    """Shows what is selected as fields, and emits an edit for each that is committed."""

    edited = Signal(object, str, str)
    """A patch, its text for Undo, and a key by which it merges with the one before (or "")."""
    typed = Signal()
    """A field was typed in, or left: `is_typing` may differ."""
    enterWanted = Signal()
    """The flow that the selected Step runs is to be shown."""

    def __init__(self, catalog: Catalog, parent: QWidget | None = None) -> None:
        """Take the kinds that there are; begin with an empty Flow."""
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName(tr("Inspector"))
        self._selection: frozenset[StepId] = frozenset()
        self._problems: tuple[Problem, ...] = ()
        self._drafts: dict[frozenset[StepId], dict[str, Draft]] = {}
        """What was typed and not taken about what is not selected just now."""
        self._stops: list[QWidget] = []
        self._is_ordered = False
        self._heard: WeakSet[QWidget] = WeakSet()
        self.lags: Callable[[Callable[[], object]], None] | None = None
        """Where there is a canvas: what calls back once it is painted; the page may come after that."""
        self._is_behind = False
        """Whether another Step is selected than the page shows: it follows once the canvas has."""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER)
        self._later.timeout.connect(self.catch_up)
        self._desk = Desk(self)
        self._desk.edited.connect(self.edited)
        self._flow_page = FlowPage(self._desk, self)
        self._step_page = StepPage(self._desk, catalog, self)
        self._step_page.enterWanted.connect(self.enterWanted)
        self._many_page = ManyPage(self._desk, catalog, self)
        self._pages = QStackedWidget(self)
        for page in (self._flow_page, self._step_page, self._many_page):
            self._pages.addWidget(_Scrolled(page))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        QApplication.instance().focusChanged.connect(self._hear)  # type: ignore[union-attr]
        self._refresh()

    def set_read_only(self, on: bool) -> None:
        """Show what is selected, and take no edits of it: it is of a run of the past."""
        for page in (self._flow_page, self._step_page, self._many_page):
            page.setEnabled(not on)

    def set_folder(self, folder: Path | None) -> None:
        """Take the flow file's folder (None: it has none yet), where functions are looked up."""
        self._desk.folder = folder
        self.catch_up() if self._is_behind else self._refresh()

    def show_diagram(
        self, diagram: Diagram, selection: frozenset[StepId], problems: Iterable[Problem] = ()
    ) -> None:
        """Show a diagram's selected Steps. One that no `show_patch` told of is another document's."""
        other = diagram is not self._desk.diagram
        if not other:
            if selection == self._selection and not problems:
                return  # `show_patch` has shown it
            self._flush_before(selection)
        else:
            self._desk.diagram = diagram
            self._problems = ()
            _put_by(self)
            self._drafts.clear()
        self._problems = tuple(problems) or self._problems
        self._select(frozenset(step for step in selection if step in self._desk.diagram.flow.steps))
        if other:
            self.catch_up()

    def catch_up(self) -> None:
        """Show at once what is selected; of itself it is shown a moment after the canvas has shown it."""
        if self._is_behind:
            self._is_behind = False
            self._later.stop()
            self._pages.setAttribute(_LET_THROUGH, False)
            self._refresh(afresh=True)
            self._restore()

    def show_patch(self, patch: Patch, diagram: Diagram) -> None:
        """Show what an edit made of the diagram; the focus and the cursor stay where they are."""
        self._desk.diagram = diagram
        selection = followed(self._selection, patch)
        self._drafts = {_kept(key, patch): drafts for key, drafts in self._drafts.items()}
        if self._is_behind:
            self._selection = selection
            return
        same_page = len(selection) == len(self._selection)  # also where the one Step was renamed
        if same_page:
            self._selection = selection
            if _concerns(patch, selection):
                self._refresh()
        else:
            self._select(selection)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say what is wrong, at the fields that it concerns."""
        self._problems = tuple(problems)
        if not self._is_behind:
            self._page().show_problems(self._problems)

    def focus_step(self) -> None:
        """Put the focus into the first field of what is selected."""
        self.catch_up()
        self._page().focus()

    def show_docs(self) -> None:
        """Say what the kind of the selected Step is and takes, where one is selected."""
        self.catch_up()
        page = self._page()
        if isinstance(page, StepPage):
            page.show_docs()

    def flush(self) -> None:
        """Commit what is typed in any field; called before what is shown goes away."""
        shown = self._pages.currentWidget()
        assert shown is not None, "one of the pages is always shown"
        for tree in shown.findChildren(ValueTree):
            tree.settle()
        flush_fields(shown)

    @property
    def is_typing(self) -> bool:
        """Whether the field in use holds what is not in the document, refused or not yet."""
        focus = self.window().focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            return False
        field = field_of(focus)
        return field is not None and field.draft is not None

    @property
    def drafts(self) -> tuple[Typed, ...]:
        """What is typed and not taken, refused or not, secrets left out; that of the page shown last.

        What was typed about Steps that are gone waits for them to come back, and is none of these.
        """
        self.catch_up()
        there = self._desk.diagram.flow.steps.keys()
        kept = {**self._drafts, self._selection: drafts_in(self._page())}
        shown = kept.pop(self._selection)
        return tuple(
            Typed(steps=steps, fields={name: draft.text for name, draft in drafts.items()})
            for steps, drafts in (*kept.items(), (self._selection, shown))
            if drafts and steps <= there
        )

    def bring_back(self, typed: Sequence[Typed]) -> None:
        """Put texts back into their fields; those about what is not selected show when it is."""
        self.catch_up()
        for one in typed:
            self._drafts[one.steps] = {name: Draft(text, "") for name, text in one.fields.items()}
        self._restore()

    def focus_draft(self) -> None:
        """Go on typing where a text is that was not taken, if there is one on the page."""
        self.catch_up()
        drafted = (field for field in fields_in(self._page()) if field.draft is not None)
        if (field := next(drafted, None)) is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hear(self, before: QWidget | None, now: QWidget | None) -> None:
        """Listen to the field that is used, and tell that one was left."""
        if now is not None and self.isAncestorOf(now):
            self.catch_up()
        if isinstance(now, QLineEdit | Text) and self.isAncestorOf(now) and now not in self._heard:
            self._heard.add(now)
            now.textEdited.connect(self.typed)
            if isinstance(now, QLineEdit):
                now.editingFinished.connect(self.typed)
        if before in self._heard:
            self.typed.emit()

    def _flush_before(self, selection: frozenset[StepId]) -> None:
        if selection != self._selection:
            self.flush()

    def _select(self, selection: frozenset[StepId]) -> None:
        if not self._is_behind:
            if selection == self._selection:
                self._refresh()
                return
            self._drafts[self._selection] = _put_by(self._page())
        self._selection, self._is_behind = selection, True
        focus = QApplication.focusWidget()
        if self.lags is None or (focus is not None and self.isAncestorOf(focus)):
            self.catch_up()
        elif not self._later.isActive():
            self._pages.setAttribute(_LET_THROUGH, True)  # nobody gets hold of what is not selected
            self.lags(self._follow)

    def _follow(self) -> None:
        """The canvas shows what is selected: the page is to do so soon."""
        if self._is_behind and not self._later.isActive():
            self._later.start()

    def _restore(self) -> None:
        drafts = self._drafts.pop(self._selection, {})
        page = self._page()
        if drafts and not isinstance(page, ManyPage):
            page.prepare(drafts)
        restore_drafts(page, drafts)
        for tree in page.findChildren(ValueTree) if drafts else ():
            tree.follow()

    def _refresh(self, *, afresh: bool = False) -> None:
        flow = self._desk.diagram.flow
        page = self._page()
        match page:
            case StepPage():
                page.show_step(flow.steps[self._key], afresh=afresh)
            case FlowPage():
                page.show_flow(flow)
            case ManyPage():
                page.show_steps(self._selection)
        page.show_problems(self._problems)
        self._pages.setCurrentIndex(_PAGES.index(type(page)))
        self._is_ordered = False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Lead Tab through the page as it is read; only once it is pressed, for it takes a while."""
        self.catch_up()
        if not self._is_ordered:
            self._order_stops(self._page())
            self._is_ordered = True
        return super().focusNextPrevChild(forward)

    def _order_stops(self, page: QWidget) -> None:
        """Let Tab go through the page as it is read, also where rows came or were moved."""
        layout = page.layout()
        stops = [] if layout is None else list(tab_stops(layout))
        if stops == self._stops:
            return
        self._stops = stops
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    @property
    def _key(self) -> StepId:
        """The selected Step; where it is not exactly one, the id that stands for the Flow."""
        return next(iter(self._selection)) if len(self._selection) == 1 else FLOW_INPUTS

    def _page(self) -> StepPage | FlowPage | ManyPage:
        if len(self._selection) == 1:
            return self._step_page
        return self._many_page if self._selection else self._flow_page


_PAGES = (FlowPage, StepPage, ManyPage)


def _put_by(page: QWidget) -> dict[str, Draft]:
    """Take what is typed and not taken out of the fields of a page, with the cells of their trees."""
    for tree in page.findChildren(ValueTree):
        tree.leave()
    return take_drafts(page)


def _kept(steps: frozenset[StepId], patch: Patch) -> frozenset[StepId]:
    """What drafts about these Steps are about after a patch: of Steps that are gone, about those."""
    after = followed(steps, patch)
    return after if len(after) == len(steps) or len(after) > 1 else steps


def _concerns(patch: Patch, selection: frozenset[StepId]) -> bool:
    """Whether the page of what is selected, of the Flow where nothing is, shows any of an edit."""
    if not selection:
        return any(patch.goals) or bool(patch.inputs or patch.settings)
    return not selection.isdisjoint({*patch.steps, *patch.goals.lost, *patch.goals.gained})


class _Scrolled(QScrollArea):
    """A page that scrolls up and down, never sideways: it is never narrower than its fields are."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._content = page
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)

    def minimumSizeHint(self) -> QSize:
        """As wide as the page has to be, with its scroll bar."""
        bar = self.verticalScrollBar().sizeHint().width()
        width = self._content.minimumSizeHint().width() + bar + 2 * self.frameWidth()
        return QSize(width, super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the page when its fields change."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
