"""The line that says how things stand: the Goals, how much of the Flow they need, what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from designer.engine_words import in_own_words
from designer.words import tr
from engine.flow import Flow, StepId
from engine.plan import Plan
from engine.state import RunState, RunStatus

if TYPE_CHECKING:
    from designer.window.page import Page


def planned_line(flow: Flow, plan: Plan) -> str:
    """`Goal complete-onboarding: 4 of 4 steps · needs email, customer_id`."""
    if not flow.steps:
        return tr("An empty flow")
    if not flow.goals:
        return tr("No goal yet: select a step and press G")
    names = ", ".join(sorted(flow.goals))
    word = tr("Goal") if len(flow.goals) == 1 else tr("Goals")
    count = tr("{some} of {all} steps", some=len(plan.steps), all=len(flow.steps))
    line = f"{word} {names}: {count}"
    if plan.faults:
        return f"{line} · {in_own_words(plan.faults[0].message)}"
    missing = ", ".join(sorted(plan.missing))
    needs = tr("needs {names}", names=missing) if missing else tr("ready to run")
    return f"{line} · {needs}"


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


def run_line(state: RunState, ended: int | None = None) -> str:
    """`Running: 2 of 4 steps have ended`, or how the run ended and why; `ended` is counted if not told."""
    if ended is None:
        ended = Ended().count(state, ())
    took = (
        tr(" in {time} s", time=f"{state.ended - state.started:.1f}")
        if state.started and state.ended
        else ""
    )
    match state.status:
        case RunStatus.RUNNING if state.paused:
            return tr("Paused: {some} of {all} steps have ended", some=ended, all=len(state.steps))
        case RunStatus.RUNNING:
            return tr("Running: {some} of {all} steps have ended", some=ended, all=len(state.steps))
        case RunStatus.COMPLETED:
            return tr("Every goal is reached{took}", took=took)
        case RunStatus.FAILED:
            why = in_own_words(state.error.message) if state.error else ""
            return tr("The run failed{took}: {why}", took=took, why=why)
        case RunStatus.CANCELLED:
            return tr("The run was stopped{took}", took=took)
    return ""


def page_line(page: Page) -> str:
    """How things stand with a document: its run where one is on, else its plan."""
    if page.session.is_running:
        return run_line(page.session.state)
    return planned_line(page.document.diagram.flow, page.plan)


def title_line(title: str, read_only: bool) -> str:
    """What stands over the window; Qt puts its mark of what is not saved where `[*]` is."""
    return f"{title}[*]{tr(' (read-only)') if read_only else ''} – Backcast"
