"""The main window: canvas in the middle, panels round it, and the wiring of signals to slots.

Nothing is decided here. Opening and saving are `files`, running is `runs`, commands are `actions`; how
the window is put together is `layout`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow

from designer.canvas.view import Canvas
from designer.document.patch import Patch
from designer.panels.inspector import Inspector
from designer.session.catalog import Catalog
from designer.session.checking import Checked, Checker
from designer.session.document import Document
from designer.session.running import RunSession
from designer.session.settings import Settings
from designer.theme import THEME_NAMES, apply_theme, load_theme, preferred_theme_name
from designer.window import actions
from designer.window.files import FileControl
from designer.window.layout import Layout, fitting_size
from designer.window.runs import RunControl
from designer.window.status import planned_line, run_line
from engine.export.mermaid import to_mermaid
from engine.flow import StepId
from engine.plan import Plan
from engine.problem import Problem
from engine.registry import Registry
from engine.state import RunState

STATE_VERSION: Final = 1
"""Of the docks' arrangement: an older one is not restored."""


class MainWindow(QMainWindow):
    """One window with one document."""

    runSettled = Signal()
    """The run that was on has come to its very end."""
    closed = Signal()
    """The window has been closed for good."""

    document: Document
    canvas: Canvas
    inspector: Inspector
    runs: RunControl
    files: FileControl
    parts: Layout

    def __init__(self, registry: Registry, settings: Settings, *, reduced_motion: bool) -> None:
        """Take what outlives the window; everything else is made and owned here."""
        super().__init__()
        self._settings = settings
        self._catalog = Catalog(registry)
        self._plan = Plan()
        self._may_close = False
        self.problem_list: tuple[Problem, ...] = ()
        self.document = Document(self)
        self.session = RunSession(registry, self)
        self._checker = Checker(registry, self)
        self.parts = Layout(self, self._catalog)
        self.canvas, self.inspector = self.parts.canvas, self.parts.inspector
        self.canvas.set_reduced_motion(reduced_motion)
        bar, form, prompt = self.parts.bar, self.parts.form, self.parts.prompt
        self.runs = RunControl(
            self.document, self.session, self._checker, form, bar, settings, self
        )
        self.files = FileControl(self, self.document, prompt, bar, settings)
        self._actions = actions.make_actions(self)
        self.parts.add_actions(self._actions, self.files.open, settings)
        self._join()
        self._dress()
        if not self.restoreGeometry(settings.geometry):
            self.resize(fitting_size(self.screen()))
        self.restoreState(settings.window_state, STATE_VERSION)
        self.show_opened()

    # what tests and the command line use

    def open_path(self, path: str) -> None:
        """Show the flow file at `path`, after asking about unsaved changes."""
        self.files.open(Path(path))

    def save_path(self, path: str) -> None:
        """Save the document as the flow file `path`."""
        self.files.save_to(Path(path))

    def run_status(self) -> str:
        """What the run has come to, in the words of the contract; `none` before any."""
        return str(self.session.status)

    # what commands do

    def show_new(self) -> None:
        """Show an empty Flow."""
        self.document.renew()
        self.show_opened()

    def show_opened(self) -> None:
        """Show the document as one that was just opened: no run, nothing selected, all in view."""
        self.session.forget()
        diagram = self.document.diagram
        self.canvas.show_diagram(diagram)
        self.canvas.show_run(None, frozenset())
        self.inspector.set_folder(self.document.folder)
        self.inspector.show_diagram(diagram, frozenset())
        self.parts.log.clear()
        self.parts.form.forget()
        self._check(at_once=True)
        self._refresh()

    def show_moved(self) -> None:
        """Look up modules in another folder: the document was saved there."""
        self.inspector.set_folder(self.document.folder)
        self._check(at_once=True)

    def choose_theme(self, name: str) -> None:
        """Dress in `light`, `dark`, or (empty) as the system has it, from now on."""
        self._settings.theme = name
        self._dress()
        actions.refresh(self, self._actions)

    def _dress(self) -> None:
        """Dress application and window; widgets that are there work their sizes out anew by it."""
        app = QApplication.instance()
        assert isinstance(app, QApplication), "a window needs an application"
        theme = load_theme(preferred_theme_name(app, self._settings.theme))
        apply_theme(app, theme)
        self.canvas.set_theme(theme)
        self.parts.tint(theme, self._actions)

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

    def show_hint(self, text: str) -> None:
        """Say something in passing in the status bar."""
        self.parts.status.showMessage(text, 6_000)

    def exported(self, to: str) -> bytes:
        """The Flow as Mermaid text, or the canvas as it is seen as a PNG."""
        if to == "mermaid":
            return to_mermaid(self.document.diagram.flow, self._plan).encode()
        buffer = QBuffer(self)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.canvas.viewport().grab().save(buffer, "PNG")
        return bytes(buffer.data().data())

    @property
    def theme_choice(self) -> str:
        """What the user chose: `light`, `dark`, or empty for as the system has it."""
        return self._settings.theme

    @property
    def theme_is_fixed(self) -> bool:
        """Whether the environment says which theme it is, whatever is chosen."""
        return os.environ.get("BACKCAST_THEME", "") in THEME_NAMES

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back, and no gesture is half done."""
        return bool(self.document.undo_text) and not self.canvas.gesture_active

    @property
    def can_redo(self) -> bool:
        """Whether there is an edit to do again, and no gesture is half done."""
        return bool(self.document.redo_text) and not self.canvas.gesture_active

    @property
    def has_selection(self) -> bool:
        """Whether something on the canvas is selected."""
        return bool(self.canvas.selection or self.canvas.selected_wires)

    # wiring

    def _join(self) -> None:
        """Signals to slots. The inspector hears of a patch first: it follows renames by itself."""
        canvas, inspector, layout = self.canvas, self.inspector, self.parts
        self.document.patched.connect(self._show_patch)
        self.document.stateChanged.connect(self._refresh)
        self.document.undo_stack.indexChanged.connect(self._refresh)
        canvas.edited.connect(self._push)
        canvas.selectionChanged.connect(self._show_selection)
        canvas.zoomChanged.connect(layout.show_zoom)
        canvas.hint.connect(layout.show_gesture_hint)
        canvas.gestureChanged.connect(self._refresh)
        canvas.activated.connect(lambda _: self._focus_inspector())
        inspector.edited.connect(self._push)
        inspector.left.connect(self._focus_canvas)
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
        layout.palette.show_offers(self._catalog.offers())
        self._checker.checked.connect(self._show_checked)
        self.session.started.connect(self._show_run_started)
        self.session.changed.connect(self._show_run)
        self.session.recorded.connect(layout.log.take)
        self.session.settled.connect(self._show_settled)

    def _push(self, patch: Patch, text: str, merge: str) -> None:
        self.document.push(patch, text, merge=merge)

    def _show_patch(self, patch: Patch) -> None:
        diagram = self.document.diagram
        self.inspector.show_patch(patch, diagram)
        self.canvas.show_patch(patch, diagram)
        self._check()

    def _show_selection(self) -> None:
        selection = self.canvas.selection
        self.inspector.show_diagram(self.document.diagram, selection)
        self.parts.log.show_selection(selection)
        self._refresh()

    def _check(self, *, at_once: bool = False) -> None:
        self._checker.schedule(self.document.diagram.flow, self.document.folder, at_once=at_once)

    def _show_checked(self, checked: Checked) -> None:
        self._plan, self.problem_list = checked.plan, checked.problems
        self.canvas.show_plan(checked.plan, checked.problems)
        self.inspector.show_problems(checked.problems)
        self.parts.show_problems(checked.problems)
        if not self.runs.is_running:
            self.parts.show_plan_line(planned_line(checked.flow, checked.plan))
        self.parts.form.refresh(checked.plan, checked.flow)
        self._refresh()

    def _show_run_started(self) -> None:
        self.parts.log.clear()
        self._refresh()

    def _show_run(self, state: RunState, touched: frozenset[StepId]) -> None:
        self.canvas.show_run(state, touched)
        self.parts.show_plan_line(run_line(state))

    def _show_settled(self) -> None:
        self._refresh()
        self.runSettled.emit()

    def _refresh(self) -> None:
        """Everything that is enabled, checked or worded by how things stand."""
        actions.refresh(self, self._actions)
        self.parts.show_running(self.runs.is_running)
        self.parts.show_welcome(not self.document.diagram.flow.steps)
        path = self.document.path
        self.setWindowTitle(f"{self.document.title}[*] – Backcast")
        self.setWindowFilePath(str(path) if path else "")
        self.setWindowModified(not self.document.is_clean)
        self.parts.show_saved(self.document.is_clean, path)

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
            self.canvas.reveal(now)
            self.canvas.select([now])

    def _focus_canvas(self) -> None:
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_inspector(self) -> None:
        self.parts.show_panel("inspector")
        self.inspector.focus_step()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys mean though the window is not the active one, where Qt's shortcuts sleep."""
        pressed = QKeySequence(event.keyCombination())
        for action in self._actions.values():
            if action.isEnabled() and pressed in action.shortcuts():
                action.trigger()
                return
        escape = event.key() == Qt.Key.Key_Escape
        if escape and (self.parts.prompt.dismiss() or self.parts.bar.dismiss()):
            return
        super().keyPressEvent(event)

    # closing

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only once no run is on and nothing can be lost; asks in the window, not in its way."""
        if not self._may_close:
            event.ignore()
            self.files.keep_safe(self._close_now)
            return
        self._settings.geometry = self.saveGeometry()
        self._settings.window_state = self.saveState(STATE_VERSION)
        self._settings.flush()
        # it tells of its own end, when the window is half gone already
        self.document.undo_stack.indexChanged.disconnect(self._refresh)
        super().closeEvent(event)
        self.closed.emit()

    def _close_now(self) -> None:
        self._may_close = True
        QTimer.singleShot(
            0, self.close
        )  # Qt does not close a window from within its own closeEvent
