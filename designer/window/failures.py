"""What is done about a failed Step: told in the Values panel, its line opened, taken out of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from designer.window import failing
from designer.window.failed import FailedSteps
from designer.words import tr
from engine.flow import Name, Port, StepId
from engine.state import RunState, StepStatus

if TYPE_CHECKING:
    from designer.session.settings import Settings
    from designer.window.main import MainWindow
    from designer.window.valuing import ValueControl


class Failures(QObject):
    """The failed Step that is told of, named as the diagram is today."""

    def __init__(self, window: MainWindow, settings: Settings, values: ValueControl) -> None:
        """Take the window, and what shows values."""
        super().__init__(values)
        self._window, self._settings, self._values = window, settings, values
        self._panel = window.parts.values
        self.step: StepId | None = None
        """What is told of; None where it is something else."""
        FailedSteps(window)
        page = self._panel.failure
        page.stepWanted.connect(lambda step: window.ways.jump(StepId(step)))
        page.inputWanted.connect(self._show_input)
        page.wanted.connect(self._do)
        self._panel.editorGiven.connect(self._keep_editor)
        window.canvas.menuShown.connect(self._add_to_menu)

    def show(self, step: StepId) -> bool:
        """Tell why a Step failed; False where it did not, or there is no run."""
        state, here = self._values.state, self._values.in_run(step)
        if state is None or here is None:
            return False
        flow, folder = self._values.run_flow(state), self._window.document.folder
        failure = failing.failure_of(state, flow, here, folder)
        if failure is None:
            return False
        self.step = step
        self._panel.show_failure(failure)
        return True

    def tell_run(self, touched: frozenset[StepId], *, is_other: bool) -> bool:
        """The run went on, or is another one; False where what was told is no longer so."""
        if self.step is None or not (is_other or self._values.in_run(self.step) in touched):
            return True
        return self.show(self.step)

    @property
    def chosen(self) -> StepId | None:
        """The failed Step that is told of, else the one that is selected."""
        if self._panel.is_failure and self.step is not None:
            return self.step
        chosen = self._window.canvas.selection
        state = self._values.state
        if state is None or len(chosen) != 1:
            return None
        (step,) = chosen
        return step if self._has_failed(state, step) else None

    def open_line(self) -> None:
        """Show the line that failed in the user's editor."""
        step = self.chosen
        if step is None or not self.show(step):
            return
        failure = self._panel.failure.failure
        if failure is not None and failure.place is not None:
            wrong = failing.open_line(failure.place, self._settings.editor_command)
            if wrong:
                self._window.parts.bar.say(wrong, icon="circle-x")

    def ask_editor(self) -> None:
        """Ask which editor opens a line."""
        self._values.bring()
        self._panel.ask_editor(self._settings.editor_command)

    def _has_failed(self, state: RunState, step: StepId) -> bool:
        here = self._values.in_run(step)
        run = state.steps.get(here) if here is not None else None
        return run is not None and run.status is StepStatus.FAILED

    def _show_input(self, name: str) -> None:
        if self.step is not None:
            self._values.show_end("input", Port(self.step, Name(name)))

    def _do(self, what: str) -> None:
        failure = self._panel.failure.failure
        if failure is None:
            return
        match what:
            case "edit":
                self.open_line()
            case "editor":
                self.ask_editor()
            case "copy":
                QGuiApplication.clipboard().setText(failure.report())
                self._window.show_hint(tr("Copied the report"))
            case "export":
                self._window.reproducing.ask_minimal()

    def _add_to_menu(self, menu: QMenu) -> None:
        """Offer below the canvas's own commands what can be done about a failed Step, and about a run."""
        names = ["exportMinimal", "openFailedLine"] if self.chosen is not None else []
        if self._window.reproducing.state is not None:
            names.append("copyCommand")
        if names:
            menu.addSeparator()
        for name in names:
            action = self._window.findChild(QAction, name)
            if action is not None:
                action.setEnabled(True)
                menu.addAction(action)

    def _keep_editor(self, command: str) -> None:
        self._settings.editor_command = command
