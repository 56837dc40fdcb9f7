"""What Run and Stop do: plan the Flow as drawn, ask for what is missing, start, stop.

A run never saves the document. Nothing here waits: questions are panels, answers are signals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.panels.inputs_form import InputsForm
from designer.panels.prompt import Answer, MessageBar
from designer.session.checking import Checker
from designer.session.document import Document
from designer.session.running import RunSession
from designer.session.settings import Settings
from engine.givens import anchored
from engine.plan import Plan

if TYPE_CHECKING:
    from engine.flow import Name
    from engine.value import Value


class RunControl(QObject):
    """Joins the Run button, the form for missing values, and the run session."""

    def __init__(
        self,
        document: Document,
        session: RunSession,
        checker: Checker,
        form: InputsForm,
        bar: MessageBar,
        settings: Settings,
        parent: QObject,
    ) -> None:
        """Take what a run needs; all of it belongs to the window."""
        super().__init__(parent)
        self._document, self._session, self._checker = document, session, checker
        self._form, self._bar, self._settings = form, bar, settings
        self._after: Callable[[], None] | None = None
        form.submitted.connect(self._start_with)
        session.settled.connect(self._go_on)
        session.broken.connect(self._say_wrong)
        session.unkept.connect(self._say_wrong)

    @property
    def is_running(self) -> bool:
        """Whether a run is on."""
        return self._session.is_running

    def run(self) -> None:
        """Run the Flow as it is drawn, after asking for what is missing."""
        if self.is_running:
            again = Answer("Stop it and run again", "stopAndRun", self._run_again)
            self._bar.say("A run is on.", (again, Answer("Let it run", "keepRunning")), icon="play")
            return
        if self._form.isVisible():
            self._form.submit()
            return
        self._bar.close_bar()
        plan = self._plan({})
        if plan.faults:
            self._refuse(plan)
        elif plan.missing:
            path = self._document.path
            self._form.ask(plan, self._document.diagram.flow, self._settings.last_given(path))
        else:
            self._start(plan)

    def stop(self) -> None:
        """Give up the run that is on."""
        self._session.stop()

    def stop_then(self, then: Callable[[], None]) -> None:
        """Do something once no run is on; asks before it stops one."""
        if not self.is_running:
            then()
            return
        stop = Answer("Stop the run", "stopAndLeave", lambda: self._stop_for(then))
        keep = Answer("Go on running", "keepRunning")
        self._bar.say("A run is on. Leaving now stops it.", (stop, keep), icon="play")

    def _run_again(self) -> None:
        self._stop_for(self.run)

    def _stop_for(self, then: Callable[[], None]) -> None:
        if not self.is_running:
            then()
            return
        self._after = then
        self.stop()

    def _go_on(self) -> None:
        then, self._after = self._after, None
        if then is not None:
            then()

    def _start_with(self, given: Mapping[Name, Value]) -> None:
        self._settings.keep_given(self._document.path, self._form.texts())
        flow, folder = self._document.diagram.flow, self._document.folder
        plan = self._plan(anchored(flow, given, folder))
        if plan.faults:
            self._refuse(plan)
        elif not self.is_running:
            self._start(plan)

    def _start(self, plan: Plan) -> None:
        document = self._document
        file = str(document.path or "")
        self._session.start(plan, document.folder, document.diagram.flow, file)

    def _plan(self, given: Mapping[Name, Value]) -> Plan:
        return self._checker.plan(self._document.diagram.flow, self._document.folder, given)

    def _refuse(self, plan: Plan) -> None:
        self._say_wrong(f"This cannot be run: {plan.faults[0].message.rstrip('.')}.")

    def _say_wrong(self, sentence: str) -> None:
        self._bar.say(sentence, icon="circle-x")
