"""What Run and Stop do: plan the Flow as drawn, ask for what is missing, start, stop.

A run never saves the document. Nothing here waits: questions are panels, answers are signals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.document import breakpoints
from designer.document.feeding import recalled
from designer.document.patch import Patch
from designer.engine_words import in_own_words
from designer.panels.inputs_form import InputsForm
from designer.panels.prompt import Answer, MessageBar
from designer.session.checking import Checked, Checker
from designer.session.document import Document
from designer.session.running import RunSession
from designer.session.settings import Settings
from designer.window.errands import Errand
from designer.window.page import Page
from designer.words import quoted, tr
from engine.givens import anchored
from engine.plan import Plan

if TYPE_CHECKING:
    from designer.window.pages import Pages
    from engine.flow import Flow, Name
    from engine.value import Value


class RunControl(QObject):
    """Joins the Run button, the form for missing values, and the run of the page that is shown."""

    def __init__(
        self,
        pages: Pages,
        checker: Checker,
        form: InputsForm,
        bar: MessageBar,
        settings: Settings,
        parent: QObject,
    ) -> None:
        """Take what a run needs; all of it belongs to the window."""
        super().__init__(parent)
        self._pages, self._checker = pages, checker
        self._form, self._bar, self._settings = form, bar, settings
        self._errand = Errand()
        self._asked = ""
        """The last question that is one only while a run is on."""
        self._refused: tuple[Page | None, str] = (None, "")
        """Of which page it was said last that it cannot be run, and in what sentence."""
        self.settle: Callable[[], None] = lambda: None
        """Takes over what is half typed: what is run is what one sees."""
        self.go_on: Callable[[], None] = lambda: self._session.resume()
        """How a run that is paused is gone on with."""
        self.go_back: Callable[[], None] = lambda: None
        """How a run of the past is left for the Flow that it is of."""
        self.gate: Callable[[Path | None, Plan, Callable[[], None]], None] = (
            lambda _file, _plan, go: go()
        )
        """Lets a Plan of a file pass, now or once the user has allowed it."""
        self.least = 0.0
        """Seconds that each Step of the next run takes at least, really."""
        self.executor: Callable[[], str] = lambda: ""
        """Where the next run does its work."""
        form.submitted.connect(self._start_with)

    def join(self, page: Page) -> None:
        """Listen to the runs of a page."""
        page.patched.connect(self._follow)
        page.settled.connect(self._go_on)
        page.said.connect(self._say_of)

    @property
    def is_running(self) -> bool:
        """Whether a run of the page that is shown is on."""
        return self._session.is_running

    @property
    def offers_again(self) -> bool:
        """Whether all that Run would ask for was given to the last run, and stands in the form."""
        plan, given = self._pages.current.plan, self._session.state.plan.given
        kept = self._settings.last_given(self._document.path) if given else {}
        return bool(plan.missing) and all(name in given and name in kept for name in plan.missing)

    @property
    def _document(self) -> Document:
        return self._pages.current.document

    @property
    def _session(self) -> RunSession:
        return self._pages.current.session

    def run(self) -> None:
        """Run the Flow as it is drawn, after asking for what is missing; go on where it is paused.

        A run of the past is not what one runs: the Flow that it is of is shown instead.
        """
        if self._session.is_paused and not self._session.is_ending:
            self.go_on()
        elif self._pages.current.past is not None and not self.is_running:
            self.go_back()
        elif self._form.isVisible() and (not self.is_running or self._session.is_ending):
            self._form.submit()
        else:
            self.run_for(Errand())

    def run_for(self, errand: Errand) -> None:
        """Run a part of the Flow, or all of it in some manner, after asking for what is missing."""
        self.settle()
        if self.is_running and not self._session.is_ending:
            again = Answer(
                tr("Stop it and run again"), "stopAndRun", lambda: self._run_again(errand)
            )
            self._ask(tr("A run is on."), again, Answer(tr("Let it run"), "keepRunning"))
            return
        self._bar.close_bar()
        self._errand = errand
        plan = self._plan(errand.given)
        if plan.faults:
            self._refuse(plan)
        elif plan.missing:
            last = self._settings.last_given(self._document.path)
            self._form.ask(plan, self._flow, {**last, **errand.texts})
        else:
            self._start(plan)

    def plan_for(self, errand: Errand) -> Plan:
        """The Plan of an errand, at once."""
        document = self._document
        flow = errand.of(document.diagram.flow)
        return self._checker.plan(flow, document.folder, errand.given, document.path)

    def take_checked(self, checked: Checked) -> None:
        """Ask for what is missing now, and refuse only what still cannot be run: it was checked anew."""
        self._mind_refusal(checked)
        if self._errand.is_whole or self._form.isHidden():
            self._form.refresh(checked.plan, checked.flow)
        else:
            self._form.refresh(self._plan(self._errand.given), self._flow)

    def _follow(self, patch: Patch) -> None:
        """What is typed for a value, or was the last time, stays with it when it is renamed."""
        for old, new in recalled(patch):
            self._form.follow(old, new)
            text = self._settings.last_given(self._document.path).get(old)
            if text is not None:
                self._settings.keep_given(self._document.path, {new: text})

    def stop(self) -> None:
        """Give up the run that is on."""
        self._session.stop()

    def stop_then(self, then: Callable[[], None]) -> None:
        """Do something once no run is on; asks before it stops one."""
        if not self.is_running or self._session.is_ending:
            self._stop_for(then)
            return
        stop = Answer(tr("Stop the run"), "stopAndLeave", lambda: self._stop_for(then))
        keep = Answer(tr("Go on running"), "keepRunning")
        self._ask(tr("A run is on. Leaving now stops it."), stop, keep)

    def _ask(self, question: str, *answers: Answer) -> None:
        self._asked = question
        self._bar.say(question, answers, icon="play")

    def _run_again(self, errand: Errand) -> None:
        self._stop_for(lambda: self.run_for(errand))

    def _stop_for(self, then: Callable[[], None]) -> None:
        if not self.is_running:
            then()
            return
        self._pages.current.after = then
        self.stop()

    def _go_on(self, page: Page) -> None:
        if page.is_shown and self._bar.sentence == self._asked:
            self._bar.close_bar()  # there is nothing to be stopped any more
        then, page.after = page.after, None
        if then is not None:
            self._pages.show(page)
            then()

    def _start_with(self, given: Mapping[Name, Value]) -> None:
        self.settle()
        if self._errand.only is None:
            self._settings.keep_given(self._document.path, self._form.texts())
        own = anchored(self._flow, given, self._document.folder)
        plan = self._plan({**self._errand.given, **own})
        if plan.faults:
            self._refuse(plan)
        elif self.is_running and not self._session.is_ending:
            return
        elif plan.missing:  # an edit since the form was made wants more
            self._form.ask(self._plan(self._errand.given), self._flow, self._form.texts())
        else:
            self._start(plan)

    def _start(self, plan: Plan) -> None:
        if self.is_running:
            self._start_later(plan.given)
            return
        document, view = self._document, self._document.diagram.view
        halts = breakpoints.halts(self._flow, view)
        manner = replace(self._errand.manner, breakpoints=halts, least=self.least)
        file = str(document.path or "")
        session, flow, folder = self._session, self._flow, document.folder

        def go() -> None:
            there = replace(manner, executor=self.executor())  # as it is chosen by now
            session.start(plan, folder, flow, file, there)

        self.gate(document.path, plan, go)

    def _start_later(self, given: Mapping[Name, Value]) -> None:
        """Start with these values as soon as the run before has ended, and its workers are closed."""
        errand = self._errand

        def start() -> None:
            self._errand = errand
            self._bar.close_bar()
            plan = self._plan(given)
            if plan.faults:
                self._refuse(plan)
            elif plan.missing:
                self._form.ask(plan, self._flow, {})
            else:
                self._start(plan)

        self._pages.current.after = start
        page = self._pages.current
        told = tr("The last run is being closed. Then this one starts.")
        never = Answer(tr("Do not start it"), "dropRun", lambda: self._drop(page, start))
        self._bar.say(told, (never,), icon="play")

    def _drop(self, page: Page, start: Callable[[], None]) -> None:
        if page.after is start:
            page.after = None

    @property
    def _flow(self) -> Flow:
        """The Flow to be run: what the errand makes of the one that is drawn."""
        return self._errand.of(self._document.diagram.flow)

    def _plan(self, given: Mapping[Name, Value]) -> Plan:
        document = self._document
        return self._checker.plan(self._flow, document.folder, given, document.path)

    def _refuse(self, plan: Plan) -> None:
        sentence = _refusal(plan)
        self._refused = self._pages.current, sentence
        self._say_wrong(sentence)

    def _mind_refusal(self, checked: Checked) -> None:
        """Take back that it cannot be run, where it can; say it anew where another reason is left."""
        page, sentence = self._refused
        if not sentence or self._bar.sentence != sentence:
            return  # the bar says something else since, or nothing
        errand = self._errand
        if page is not self._pages.current or not errand.is_in(checked.flow):
            self._bar.close_bar()
            return
        plan = checked.plan if errand.is_whole else self._plan(errand.given)
        if not plan.faults:
            self._bar.close_bar()
        elif _refusal(plan) != sentence:
            self._refuse(plan)

    def _say_of(self, page: Page, sentence: str) -> None:
        self._say_wrong(sentence if page.is_shown else f"{quoted(page.document.title)}: {sentence}")

    def _say_wrong(self, sentence: str) -> None:
        self._bar.say(sentence, icon="circle-x")


def _refusal(plan: Plan) -> str:
    """Why a Plan cannot be run, as a sentence."""
    why = in_own_words(plan.faults[0].message)
    return tr("This cannot be run: {why}.", why=why.rstrip("."))
