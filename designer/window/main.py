"""The main window: canvas in the middle, panels round it, and the wiring of signals to slots.

Nothing is decided here. Opening and saving are `files`, running is `runs`, commands are `actions`; how
the window is put together is `layout`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from designer.canvas.view import Canvas
from designer.document.patch import Patch
from designer.panels.inspector import Inspector
from designer.session.catalog import Catalog
from designer.session.checking import Checked, Checker
from designer.session.settings import Settings
from designer.theme import Theme
from designer.window import commanding
from designer.window.allowing import may
from designer.window.asking import AskControl
from designer.window.closing import STATE_VERSION, ClosesSafely
from designer.window.coding import Coding
from designer.window.drafting import Drafting
from designer.window.dressing import Dressing
from designer.window.explaining import ExplainControl
from designer.window.family import Family
from designer.window.files import FileControl
from designer.window.galleries import GalleryControl
from designer.window.giving import GiveControl
from designer.window.guiding import GuideControl
from designer.window.layout import Layout, fitting_size
from designer.window.leading import Leading
from designer.window.leaving import Leaving
from designer.window.library import Library
from designer.window.moments import Moments
from designer.window.notifying import Notifying
from designer.window.offering import Offering
from designer.window.outside import Outside
from designer.window.page import Page
from designer.window.pages import Pages
from designer.window.past import Past
from designer.window.planning import PlanControl
from designer.window.pushing import Pushing
from designer.window.recovering import Recovering
from designer.window.reopening import Reopening
from designer.window.reproducing import Reproducing
from designer.window.runs import RunControl
from designer.window.slowing import Slowing
from designer.window.standing import Standing
from designer.window.status import far_line, page_line, saved_words, title_line
from designer.window.stepping import Stepping
from designer.window.suggesting import SuggestControl
from designer.window.timing import Timing
from designer.window.touring import TourControl
from designer.window.tracing import Tracing
from designer.window.trusting import Trusting
from designer.window.valuing import ValueControl
from designer.window.ways import Ways
from designer.window.where import Where
from engine.flow import StepId
from engine.problem import Problem
from engine.registry import Registry
from engine.state import RunState


class MainWindow(ClosesSafely, Standing, Pushing, Dressing):
    """One window with the documents that are open in it; what it is asked about is the one shown."""

    runSettled = Signal()
    """The run that was on has come to its very end."""
    closed = Signal()
    """The window has been closed for good."""

    canvas: Canvas
    inspector: Inspector
    runs: RunControl
    pages: Pages
    files: FileControl
    outside: Outside
    recovering: Recovering
    drafting: Drafting
    reopening: Reopening
    parts: Layout
    ways: Ways
    stepping: Stepping
    slowing: Slowing
    notifying: Notifying
    planning: PlanControl
    explaining: ExplainControl
    suggesting: SuggestControl
    library: Library
    coding: Coding
    timing: Timing
    moments: Moments
    past: Past
    valuing: ValueControl
    reproducing: Reproducing
    guiding: GuideControl
    galleries: GalleryControl
    touring: TourControl
    tracing: Tracing
    trusting: Trusting
    offering: Offering
    where: Where
    leaving: Leaving

    def __init__(
        self,
        registry: Registry,
        settings: Settings,
        *,
        reduced_motion: bool,
        family: Family | None = None,
    ) -> None:
        """Take what outlives the window; everything else is made and owned here."""
        super().__init__()
        self._registry, self._settings = registry, settings
        self._reduced_motion = reduced_motion
        self.family = family or Family()
        self._catalog = Catalog(registry)
        self._checker = Checker(registry, self)
        self.parts = Layout(self, self._catalog)
        self.canvas, self.inspector = self.parts.canvas, self.parts.inspector
        self.canvas.set_reduced_motion(reduced_motion)
        bar, form, prompt = self.parts.bar, self.parts.form, self.parts.prompt
        self.pages = Pages(self, registry)
        self.runs = RunControl(self.pages, self._checker, form, bar, settings, self)
        self.asking = AskControl(self.pages, self.parts.question, self)
        self.files = FileControl(self, prompt, bar, settings)
        self.outside = Outside(self)
        self.recovering = Recovering(self, self.parts.recover)
        self.drafting = Drafting(self)
        self.reopening = Reopening(self, settings)
        self._actions = commanding.make_actions(self)
        self.parts.add_actions(self._actions, self.files.open, self.files.new_from, settings)
        self.ways = Ways(self, self._actions, self._catalog, settings, STATE_VERSION)
        self._join()
        self.stepping, self.slowing = Stepping(self, registry), Slowing(self)
        self.notifying = Notifying(self)
        self.planning = PlanControl(self, self._checker, registry)
        self.explaining, self.tracing = ExplainControl(self), Tracing(self)
        self.giving = GiveControl(self)
        self.suggesting = SuggestControl(self, self._catalog, self._checker)
        self.library = Library(self, self._catalog, self._checker, settings)
        self.coding = Coding(self, settings)
        self.coding.files.changed.connect(self._refresh)
        self.valuing, self.reproducing = ValueControl(self, settings), Reproducing(self)
        self.timing, self.trusting = Timing(self), Trusting(self, registry)
        self.offering, self.where = Offering(self, registry), Where(self, registry, settings)
        self.moments, self.past = Moments(self, self.timing), Past(self, registry)
        self.guiding, self.galleries = GuideControl(self), GalleryControl(self, registry)
        self.touring, self.leading = TourControl(self, self._catalog, settings), Leading(self)
        self.leaving = Leaving(self)
        self.dress()
        if not self.restoreGeometry(settings.geometry):
            self.resize(fitting_size(self.screen()))
        self.restoreState(settings.window_state, STATE_VERSION)
        self.setAcceptDrops(True)
        self.family.join(self)
        self.show_opened()
        if len(self.family.windows) == 1:
            self.recovering.look()

    # what tests and the command line use

    def open_path(self, path: str) -> None:
        """Show the flow file at `path`, after asking about unsaved changes."""
        self.files.open(Path(path))

    def save_path(self, path: str) -> None:
        """Save the document as the flow file `path`."""
        self.files.save_to(Path(path))

    # what commands do

    def new_window(self) -> MainWindow:
        """Open another window, with an empty Flow."""
        still, family = self._reduced_motion, self.family
        window = MainWindow(self._registry, self._settings, reduced_motion=still, family=family)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.move(self.pos() + QPoint(32, 32))
        window.show()
        return window

    def show_opened(self) -> None:
        """Show the document as one that was just opened: no run, nothing selected, all in view."""
        self.pages.current.forget_run()
        diagram = self.document.diagram
        self.canvas.show_diagram(diagram)
        self.canvas.show_run(None, frozenset())
        self.inspector.set_folder(self.document.folder)
        self.inspector.show_diagram(diagram, frozenset())
        self.parts.log.clear()
        self.parts.form.forget()
        self._check(at_once=True)
        self._refresh()
        self.ways.tell_opened()

    def show_moved(self) -> None:
        """Look up modules in another folder: the document was saved there."""
        self.inspector.set_folder(self.document.folder)
        self._check(at_once=True)

    def show_next_problem(self, by: int) -> None:
        """Go to the next or the previous Problem and show its place."""
        self.parts.show_panel("problems")
        self.parts.problems.step_to(by)
        problem = self.parts.problems.current()
        if problem is not None:
            self._show_place(problem)

    def focus_panel(self, by: int) -> None:
        """Give the keyboard to the next or the previous panel."""
        self.parts.focus_panel(by)

    def tint(self, theme: Theme) -> None:
        """Draw every icon in a theme's colour."""
        self.parts.tint(theme, self._actions)

    def refresh_commands(self) -> None:
        """Enable what can be used now."""
        commanding.refresh(self, self._actions)

    def show_hint(self, text: str) -> None:
        """Say something in passing in the status bar."""
        self.parts.telling.tell(text)

    def show_docs(self) -> None:
        """Say what the kind of the selected Step is and takes."""
        self.parts.show_panel("inspector")
        self.inspector.show_docs()

    # wiring

    def _join(self) -> None:
        """Signals to slots. The inspector hears of a patch first: it follows renames by itself."""
        canvas, inspector, layout = self.canvas, self.inspector, self.parts
        self.pages.opened.connect(self._join_page)
        self.pages.shown.connect(self._show_page)
        layout.tabs.closeWanted.connect(self.files.close)
        self._join_page(self.pages.current)
        canvas.edited.connect(self.push)
        canvas.selectionChanged.connect(self._show_selection)
        canvas.zoomChanged.connect(layout.show_zoom)
        canvas.gestureChanged.connect(lambda _: self.refresh_commands())
        canvas.activated.connect(lambda _: self._focus_inspector())
        inspector.edited.connect(self.push)
        self.drafting.typed.connect(self._mind_typing)
        layout.palette.dragMoved.connect(self._drag)
        layout.palette.dragDropped.connect(self._drop)
        layout.palette.dragCancelled.connect(canvas.cancel_drag)
        layout.palette.chosen.connect(self._add_in_view)
        layout.problems.activated.connect(self._show_place)
        layout.log.stepActivated.connect(self._reveal)
        layout.welcome.exampleChosen.connect(self.files.open)
        layout.welcome.openChosen.connect(self.files.ask_open)
        layout.runButton.clicked.connect(self.runs.run)
        layout.stopButton.clicked.connect(self.runs.stop)
        layout.palette.show_offers(offers := self._catalog.everything())
        canvas.adding.show_offers(offers, self._catalog.template)
        self._checker.checked.connect(self._show_checked)
        self._checker.has_to_wait = lambda: canvas.frame.is_opening

    def _join_page(self, page: Page) -> None:
        """Listen to a page, which says nothing of patches and records while another one is shown."""
        page.patched.connect(self._show_patch)
        page.changed.connect(self._refresh)
        page.undoable.connect(self._refresh)
        page.started.connect(self._show_run_started)
        page.ran.connect(self._show_run)
        page.went_on.connect(lambda: self.parts.show_standing(far_line(page), soon=page.goes_on))
        page.recorded.connect(self.parts.log.take_soon)
        page.settled.connect(self._show_settled)
        self.runs.join(page)

    def _show_page(self, page: Page) -> None:
        """Follow the change to another tab."""
        self.parts.telling.pass_on()
        self.parts.show_standing(page_line(page, as_before=self.runs.offers_again))
        self.ways.tell_opened()
        self._check(at_once=True)
        self._refresh()
        self.outside.tell(page)

    def _show_patch(self, patch: Patch) -> None:
        self.parts.telling.pass_on()
        diagram = self.document.diagram
        self.inspector.show_patch(patch, diagram)
        self.canvas.show_patch(patch, diagram)
        self.ways.tell_changed()
        self._check()

    def _show_selection(self) -> None:
        self.parts.telling.pass_on()
        selection = self.canvas.selection
        self.inspector.show_diagram(self.document.diagram, selection)
        self.parts.log.show_selection(selection)
        self._refresh()

    def _check(self, *, at_once: bool = False) -> None:
        document = self.document
        self._checker.schedule(
            document.diagram.flow, document.folder, file=document.path, at_once=at_once
        )

    def _show_checked(self, checked: Checked) -> None:
        page = self.pages.current
        page.plan, page.problems = checked.plan, checked.problems
        self.canvas.show_plan(checked.plan, checked.problems)
        self.inspector.show_problems(checked.problems)
        self.parts.show_problems(checked.problems)
        self.parts.show_standing(page_line(page, as_before=self.runs.offers_again))
        self.runs.take_checked(checked)
        self.ways.tell_changed()
        self._refresh()

    def _show_run_started(self) -> None:
        self.parts.log.clear()
        self._refresh()

    def _show_run(self, state: RunState, touched: frozenset[StepId]) -> None:
        self.canvas.show_run(state, touched)
        self.ways.tell_changed()

    def _show_settled(self) -> None:
        self._refresh()
        self.runSettled.emit()

    def _refresh(self) -> None:
        """Everything that is enabled, checked or worded by how things stand."""
        if self.is_pushing:
            return
        commanding.refresh(self, self._actions)
        self.parts.show_running(self.session.is_on)
        self.parts.show_welcome(not self.document.diagram.flow.steps)
        document = self.document
        self.setWindowTitle(title_line(document.title, document.is_read_only))
        self.setWindowFilePath(str(document.path or ""))
        self._was_clean = clean = document.is_clean and not self.drafting.is_typing
        code = self.coding.files.has_work
        self.setWindowModified(code or not clean)
        words = saved_words(clean, code, self.pages.current)
        self.parts.show_saved(words, is_past=self.pages.current.past is not None)
        self.pages.name_all()
        self.outside.tell_trouble()

    def _mind_typing(self) -> None:
        if self._was_clean != (self.document.is_clean and not self.drafting.is_typing):
            self._refresh()

    def _drag(self, kind: str, at: QPoint) -> None:
        self.canvas.drag_step(self._catalog.template(kind), at)

    def _drop(self, kind: str, at: QPoint) -> None:
        self.canvas.drop_step(self._catalog.template(kind), at)
        self.canvas.setFocus()

    def _add_in_view(self, kind: str) -> None:
        self.canvas.add_step(self._catalog.template(kind))
        self.canvas.setFocus()

    def _show_place(self, problem: Problem) -> None:
        step = problem.step
        if step is not None and step in self.document.diagram.flow.steps:
            self._reveal(step)

    def _reveal(self, step: str) -> None:
        """Show a Step, which the run or a Problem may know by an id that it no longer has."""
        now = self.canvas.picture.renames.from_run(StepId(step))
        if now in self.document.diagram.flow.steps:
            self.ways.jump(now)

    def _focus_inspector(self) -> None:
        self.parts.show_panel("inspector")
        self.inspector.focus_step()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what keys mean in a window that is not active, where Qt's shortcuts sleep; or say why not."""
        pressed = QKeySequence(event.keyCombination())
        for name, action in self._actions.items():
            if pressed in action.shortcuts() and (action.isEnabled() or not may(self, name)):
                action.trigger()  # which does nothing where it cannot be used
                return
        if event.key() == Qt.Key.Key_Escape and self.leaving.escape():
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Look what others did to the files when the user comes back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.outside.look()
