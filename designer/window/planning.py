"""Shows what the Goals need while one edits: the line above the canvas, Run's words, what an edit changes.

The Plan is the checker's, what it would come to the foreseer's; an edit that is only thought of is
planned off the loop, and of many just the newest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject

from designer.canvas.emphasis import Emphasis
from designer.canvas.looking import is_beside
from designer.canvas.looks import Outlook, duration
from designer.document.difference import Difference, difference
from designer.document.patch import Patch, apply
from designer.engine_words import in_own_words
from designer.panels.plan_words import Standing
from designer.session.aside import Aside
from designer.session.checking import Checked, Checker
from designer.session.foresight import Foreseer
from designer.window.allowing import past_words
from designer.window.status import doubts, past_line
from designer.window.together import Together
from designer.words import tr
from engine.cause import Reason
from engine.clock import local_time
from engine.flow import Name, StepId
from engine.foresight import Fate, Foreseen, Foresight
from engine.plan import Plan
from engine.state import RunStatus

if TYPE_CHECKING:
    from designer.session.history import PastRun
    from designer.window.main import MainWindow
    from designer.window.page import Page
    from engine.registry import Registry

_WHOLE_FROM: Final = 3.0
"""Seconds from which an estimate is told without a fraction."""


class PlanControl(QObject):
    """Joins the Plan of the page that is shown to all that says something of it."""

    def __init__(self, window: MainWindow, checker: Checker, registry: Registry) -> None:
        """Take the window, whose canvas and panels are there."""
        super().__init__(window)
        self._window, self._canvas, self._checker = window, window.canvas, checker
        self.line = window.parts.plan_line
        self.foreseer = Foreseer(registry, self)
        self.foreseen = Foresight()
        self.considered: Difference | None = None
        self._aside = Aside(self)
        self._outlooks: dict[StepId, Outlook] = {}
        self._counted = _count(Plan(), self.foreseen)
        self._past: tuple[PastRun | None, str] = (None, "")
        self.together = Together(window, checker)
        checker.checked.connect(self._take)
        self.foreseer.foreseen.connect(self._foresee)
        window.pages.shown.connect(self._turn)
        window.pages.opened.connect(self._join)
        self._join(window.pages.current)
        window.runSettled.connect(self._settle)
        self._canvas.considered.connect(self._consider)
        self._canvas.light.changed.connect(self._mind_light)
        self.line.goalChosen.connect(lambda step: window.ways.jump(StepId(step)))
        self.line.needChosen.connect(lambda name: self.ask_for(Name(name)))
        self.line.spareChosen.connect(self.select_spare)
        self.line.reusedChosen.connect(self.show_reused)
        self.line.faultChosen.connect(lambda: window.show_next_problem(1))
        self.line.everythingChosen.connect(self.turn_everything)

    # commands -------------------------------------------------------------------------------------

    @property
    def shows_everything(self) -> bool:
        """Whether what no Goal needs is shown as strongly as the rest."""
        return self._canvas.light.shows_everything

    def turn_everything(self) -> None:
        """Show what no Goal needs as strongly as the rest, or dim it again."""
        self._canvas.light.show_everything(not self.shows_everything)
        self._window.refresh_commands()

    @property
    def spare(self) -> tuple[StepId, ...]:
        """The Steps that serve no Goal."""
        plan, flow = self._plan, self._window.document.diagram.flow
        if not plan.goals:
            return ()
        return tuple(
            step
            for step, cause in plan.excluded.items()
            if cause.reason == Reason.NOT_NEEDED and step in flow.steps
        )

    def select_spare(self) -> None:
        """Select the Steps that serve no Goal, and show them."""
        self._canvas.select(self.spare)
        self._canvas.frame_selection()
        self._canvas.setFocus()

    def show_reused(self) -> None:
        """Point out the Steps whose results would be used again; asked twice, no more."""
        steps = frozenset(self.foreseen.with_fate(Fate.REUSED))
        shown = self._canvas.emphasis
        words = tr("{count} reused", count=len(steps))
        fresh = Emphasis(steps=steps, words=words)
        self._canvas.emphasise(None if shown == fresh else fresh)

    def ask_for(self, name: Name) -> None:
        """Open the form at the value that is to be given."""
        form = self._window.parts.form
        if form.isHidden() and not self._window.runs.is_running:
            self._window.runs.run()
        form.focus_on(name)

    # what is shown --------------------------------------------------------------------------------

    @property
    def _plan(self) -> Plan:
        return self._window.pages.current.plan

    def _join(self, page: Page) -> None:
        page.started.connect(self._tell)
        page.went_on.connect(self._follow)

    def _follow(self) -> None:
        """Say how far the run is that is on."""
        if self._window.runs.is_running:
            self.line.show_standing(self._standing())

    def _take(self, checked: Checked) -> None:
        document, plan = self._window.document, checked.plan
        self.foreseer.schedule(plan, document.folder, document.path)
        beside = [step for step in plan.excluded if is_beside(step, plan)]
        self._window.parts.problems.show_beside(beside)
        self._window.parts.problems.show_asked(plan.missing)
        self._tell()

    def _turn(self) -> None:
        self.foreseen = Foresight()
        self._tell()

    def _settle(self) -> None:
        """A run has ended: more is remembered, and more was measured."""
        self._tell()
        document = self._window.document
        self.foreseer.schedule(self._plan, document.folder, document.path)

    def _foresee(self, foreseen: Foresight) -> None:
        before, known, canvas = self.foreseen.steps, self._outlooks, self._canvas
        self.foreseen, self._outlooks = (
            foreseen,
            {
                step: known[step] if (was := before.get(step)) is it or was == it else _outlook(it)
                for step, it in foreseen.steps.items()
            },
        )
        canvas.frame.redraw(canvas.picture.show_outlooks(self._outlooks))
        self._tell()

    def _mind_light(self) -> None:
        self._tell()
        self._window.refresh_commands()

    def tell(self) -> None:
        """Say anew how things stand."""
        self._tell()

    def _tell(self) -> None:
        self.line.show_standing(self._standing())
        self.line.setVisible(bool(self._window.document.diagram.flow.steps))
        self._tell_run()

    def _running(self) -> str:
        """How far the run is that is on; empty where none is."""
        state, far = self._window.session.state, self._window.pages.current.far
        if not self._window.runs.is_running or state.status is not RunStatus.RUNNING:
            return ""
        return (
            tr("Paused: {some} of {all} Steps done", some=far, all=len(state.steps))
            if state.paused
            else tr("Running: {some} of {all} Steps done", some=far, all=len(state.steps))
        )

    def _past_words(self) -> str:
        """What the run of the past came to that is shown; read once."""
        past = self._window.pages.current.past
        if past is not self._past[0]:
            self._past = past, "" if past is None else past_line(past)
        return self._past[1]

    def _fault(self, plan: Plan) -> str:
        """Why it cannot be run, or would fail; empty where nothing is known to be wrong."""
        if not plan.goals:
            return ""
        found = [it.message for it in plan.faults]
        found += [it.message for it in doubts(self._window.pages.current)]
        return in_own_words(found[0]) if found else ""

    def _standing(self) -> Standing:
        plan, flow, seen = self._plan, self._window.document.diagram.flow, self.foreseen
        if self._counted.plan is not plan or self._counted.seen is not seen:
            self._counted = _count(plan, seen)
        place, dashboard = self._window.where.line()
        return Standing(
            place=place, dashboard=dashboard, unsaved=self.together.unsaved_in(plan),
            goals=tuple(
                (step, flow.steps[step].label) for step in plan.goals if step in flow.steps
            ),
            needed=len(plan.steps),
            all=len(flow.steps),
            reused=self._counted.reused,
            pinned=self._counted.pinned,
            needs=tuple(plan.missing),
            spare=len(self.spare),
            seconds=self._counted.seconds,
            fault=self._fault(plan),
            as_before=self._window.runs.offers_again,
            running=self._running(),
            past=self._past_words(),
            shows_everything=self.shows_everything and bool(self.spare),
        )  # fmt: skip

    def _tell_run(self) -> None:
        """Say on the Run button what stands in the way."""
        button, (words, tip) = self._window.parts.runButton, self._run_words()
        button.setToolTip(tip)
        if button.text() != words:
            button.setText(words)
            self._window.parts.show_way_back(self._window.pages.current.past is not None)
            button.setAccessibleName(
                tr("Run: {words}", words=words) if words != tr("Run") else words
            )

    def _run_words(self) -> tuple[str, str]:
        """What the Run button says, and what its tooltip does."""
        plan, page, runs = self._plan, self._window.pages.current, self._window.runs
        words, tip = tr("Run"), tr("Run the flow to its goals (F5)")
        if runs.is_running:
            return words, tip
        if page.past is not None:
            return tr("Back to editing"), past_words()
        if not plan.goals:
            return words, tip
        found = doubts(page)
        count = len(plan.faults) or len(found)
        if count:
            words = tr("1 problem") if count == 1 else tr("{count} problems", count=count)
        elif plan.missing and not runs.offers_again:
            count = len(plan.missing)
            words = tr("Needs 1 input") if count == 1 else tr("Needs {count} inputs", count=count)
        if plan.missing and not plan.faults:
            tip += "\n" + tr("It asks for what is missing first, and remembers what was given.")
        if not self._window.where.is_here:
            tip += "\n" + self._window.where.words()
        if found and not plan.faults:
            tip += "\n" + tr("It would fail: {why}", why=in_own_words(found[0].message))
        return words, tip

    # what an edit would change --------------------------------------------------------------------

    def _consider(self, patch: Patch | None) -> None:
        """Plan the Flow as an edit would leave it, and say what is another then."""
        self.considered = None
        if patch is None or not self._plan.goals:
            self._aside.drop()
            self.line.say_would("")
            return
        document, before = self._window.document, self._plan
        diagram, folder, path = document.diagram, document.folder, document.path

        def work() -> Difference:
            after = self._checker.plan(apply(diagram, patch).flow, folder, {}, path)
            return difference(before, after)

        self._aside.ask(work, self._would)

    def _would(self, found: Difference) -> None:
        self.considered = found
        self.line.say_would(found.words)


_WORKING: Final = tuple(fate for fate in Fate if fate.works)


class _Counts(NamedTuple):
    """What is counted of a Plan and of what it would come to: all of it, so once and no more."""

    plan: Plan
    seen: Foresight
    reused: int
    pinned: int
    seconds: str


def _count(plan: Plan, seen: Foresight) -> _Counts:
    fates = [it.fate for it in seen.steps.values()]
    planned = plan.steps.keys()
    reused = len(planned & seen.with_fate(Fate.REUSED)) if Fate.REUSED in fates else 0
    pinned = len(planned & seen.with_fate(Fate.PINNED)) if Fate.PINNED in fates else 0
    pinned += sum(cause.reason == Reason.PINNED for cause in plan.excluded.values())
    seconds = about(seen) if seen.steps.keys() == plan.steps.keys() else ""
    return _Counts(plan, seen, reused, pinned, seconds)


def about(seen: Foresight) -> str:
    """How long it takes by what was measured: `about 6 s`; empty where nothing was."""
    fates = [it.fate for it in seen.steps.values()]
    measured = sum(fates.count(fate) for fate in _WORKING) - len(seen.unmeasured)
    if not measured:
        return ""
    time = seen.seconds if seen.seconds < _WHOLE_FROM else float(round(seen.seconds))
    words = duration(time).replace(".0 s", " s")
    if seen.unmeasured:
        return tr("at least {time}", time=words)
    return tr("about {time}", time=words)


def _outlook(it: Foreseen) -> Outlook:
    """What a card says of its Step before a run."""
    measured = tr("About {time}, by earlier runs.", time=duration(it.seconds)) if it.seconds else ""
    match it.fate:
        case Fate.REUSED:
            time = local_time(it.made)
            words = tr("will be reused · from {time}", time=time)
            return Outlook(True, words, tr("Will be reused: made at {time}.", time=time))
        case Fate.PINNED:
            return Outlook(False, "", tr("Its result is pinned: it will not be worked out."))
        case Fate.NOT_CACHED:
            return Outlook(False, "", measured)
    why = tr("Not reused: {why}.", why=in_own_words(it.message))
    return Outlook(False, "", f"{why}\n{measured}".strip())
