"""The line at the foot of the window: how the run goes, else how the last one ended and what Run comes to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from designer.canvas.looks import quoted
from designer.engine_words import in_own_words
from designer.panels.history_rows import moment_words, status_words
from designer.words import tr
from engine.clock import lasting
from engine.flow import Flow, StepId
from engine.plan import Plan
from engine.problem import Code, Severity
from engine.state import RunState, RunStatus, StepStatus

if TYPE_CHECKING:
    from designer.session.history import PastRun
    from designer.window.page import Page
    from engine.problem import Problem


def standing_line(
    flow: Flow,
    plan: Plan,
    last: RunState,
    goals: Collection[StepId] | None = None,
    *,
    as_before: bool = False,
) -> str:
    """`Last run: every goal reached in 1.3 s · Run asks for 3 values`, and nothing of the Goals.

    `goals` are those that the Flow had as the last run began; `as_before`: what Run would ask for stands
    in the form already, as it was given to that run.
    """
    if not flow.steps:
        return tr("An empty flow")
    return f"{_last(last, goals)} · {_next(plan, as_before=as_before)}"


def _last(state: RunState, goals: Collection[StepId] | None) -> str:
    """How the run before ended."""
    match state.status:
        case RunStatus.COMPLETED if not _is_whole(state, goals):
            return tr("Last run: {done}", done=_as_asked(state))
        case RunStatus.COMPLETED:
            return tr("Last run: every goal reached{took}", took=_took(state))
        case RunStatus.FAILED:
            why = in_own_words(state.error.message) if state.error else ""
            return tr("Last run: failed{took}: {why}", took=_took(state), why=why)
        case RunStatus.CANCELLED:
            return tr("Last run: stopped{took}", took=_took(state))
    return tr("Not run yet")


def _next(plan: Plan, *, as_before: bool) -> str:
    """What Run comes to."""
    if not plan.goals:
        return tr("without a Goal nothing runs")
    if plan.faults:
        count = len(plan.faults)
        words = tr("1 problem is in the way") if count == 1 else ""
        return words or tr("{count} problems are in the way", count=count)
    if plan.missing and as_before:
        return tr("Run asks again, with the values of the last run")
    if plan.missing:
        count = len(plan.missing)
        return (
            tr("Run asks for 1 value")
            if count == 1
            else tr("Run asks for {count} values", count=count)
        )
    return tr("ready to run")


def _took(state: RunState) -> str:
    return "" if state.took is None else tr(" in {time}", time=lasting(state.took))


def _is_whole(state: RunState, goals: Collection[StepId] | None) -> bool:
    """Whether a run was for just the Goals of its Flow, not for Steps that were asked for instead."""
    return goals is None or set(state.plan.goals) == set(goals)


def _as_asked(state: RunState) -> str:
    """`Step 'a' is done, as asked`: what a run to here, or of one Step, has come to."""
    goals = sorted(state.plan.goals)
    steps, took = quoted(goals), _took(state)
    if len(goals) == 1:
        return tr("Step {step} is done{took}, as asked", step=steps, took=took)
    return tr("Steps {steps} are done{took}, as asked", steps=steps, took=took)


class Ended:
    """How many Steps of a run have ended, kept as they do."""

    def __init__(self) -> None:
        """Begin with no run."""
        self._state: RunState | None = None
        self._steps: set[StepId] = set()

    def count(self, state: RunState, touched: Iterable[StepId]) -> int:
        """How many have by now; `touched` are the Steps changed since the last time."""
        if state is not self._state:
            self._state, self._steps, touched = state, set(), state.steps
        there = state.steps
        self._steps.update(s for s in touched if s in there and there[s].status.is_terminal)
        return len(self._steps)


def run_line(state: RunState, ended: int, goals: Collection[StepId] | None = None) -> str:
    """`Running: 2 of 4 steps have ended`, or how the run ended and why."""
    took = _took(state)
    match state.status:
        case RunStatus.RUNNING if state.paused:
            return tr("Paused: {some} of {all} steps have ended", some=ended, all=len(state.steps))
        case RunStatus.RUNNING:
            return tr("Running: {some} of {all} steps have ended", some=ended, all=len(state.steps))
        case RunStatus.COMPLETED if not _is_whole(state, goals):
            return _as_asked(state)
        case RunStatus.COMPLETED:
            return tr("Every goal is reached{took}", took=took)
        case RunStatus.FAILED:
            why = in_own_words(state.error.message) if state.error else ""
            return tr("The run failed{took}: {why}", took=took, why=why)
        case RunStatus.CANCELLED:
            return tr("The run was stopped{took}", took=took)
    return ""


def far_line(page: Page) -> str:
    """How far the last run of a page has come, or how it has just ended; whatever moment is shown."""
    return run_line(page.session.state, page.far, page.goals_then)


def page_line(page: Page, *, as_before: bool = False) -> str:
    """How things stand with a document: its run where one is on, else the last one and the next.

    `as_before` as for `standing_line`.
    """
    if page.session.is_running:
        return far_line(page)
    if page.past is not None:
        return tr("A run of {time}", time=moment_words(page.past.started))
    flow, last = page.document.diagram.flow, page.session.state
    if page.plan.goals and not page.plan.faults and (found := doubts(page)):
        count = len(found)
        words = tr("1 problem") if count == 1 else tr("{count} problems", count=count)
        return f"{_last(last, page.goals_then)} · " + tr(
            "the run would fail: {problems}", problems=words
        )
    return standing_line(flow, page.plan, last, page.goals_then, as_before=as_before)


def past_line(past: PastRun) -> str:
    """`run of 20:48, failed, 4 of 9 Steps ran`: what a run that is shown again came to."""
    state = past.state()
    steps = [it.status for it in state.steps.values()]
    return tr(
        "run of {time}, {status}, {some} of {all} Steps ran",
        time=moment_words(past.started),
        status=_status(state),
        some=sum(it.delivered or it is StepStatus.FAILED for it in steps), all=len(steps),
    )  # fmt: skip


def bar_line(past: PastRun, state: RunState, *, is_on: bool) -> str:
    """`Run of 20:48 · failed in 3 s · read-only`: which run it is that is shown, and how it ended."""
    if is_on:
        words = tr("Run of {time} · it goes on · read-only", time=moment_words(past.started))
    else:
        # one that was cut off has come as far as its last record
        took = state.took or state.lasted(past.records[-1].at) or 0.0
        words = tr(
            "Run of {time} · {status} in {took} · read-only",
            time=moment_words(past.started), status=_status(state), took=lasting(took),
        )  # fmt: skip
    if past.is_sketched:
        words += " · " + tr("drawn from its events: its flow was not found")
    return words


def _status(state: RunState) -> str:
    """How a run ended, as the list of runs says it; one that did not was cut off."""
    return status_words(str(state.status) if state.status.is_terminal else "interrupted")


def doubts(page: Page) -> tuple[Problem, ...]:
    """The Problems of planned Steps that do not keep the Flow from being run, but would make it fail."""
    steps = page.plan.steps
    return tuple(
        it for it in page.problems
        if it.step in steps and (it.code is Code.BAD_CONFIG or it.severity is Severity.ERROR)
        and (it.port is not None or it.pointer.endswith("/config/function"))
    )  # fmt: skip


def title_line(title: str, read_only: bool) -> str:
    """What stands over the window; Qt puts its mark of what is not saved where `[*]` is."""
    return f"{title}[*]{tr(' (read-only)') if read_only else ''} – Backcast"


def saved_words(clean: bool, code: bool, page: Page) -> str:
    """Whether a page's file holds what is shown, and could; `code`: some code is not saved."""
    document = page.document
    if page.past is not None:
        words = tr("A run as it was")
    elif not clean:
        words = tr("● unsaved")
    elif code:
        words = tr("● code unsaved")
    else:
        words = tr("Saved") if document.path else tr("New")
    return tr("{words} · read-only", words=words) if document.is_read_only else words
