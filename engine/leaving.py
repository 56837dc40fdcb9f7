"""Ends a run that is to be left: sooner than its work would have it, or though its loop does not answer.

A coroutine that computes or blocks holds up the loop, and nothing can end it but the end of the process.
Who leaves the process then has the run recorded to its end here, as the rule decides it, from another
thread: whatever the loop still does is too late.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import NamedTuple

from engine import cause
from engine import events as e
from engine.cause import Cause
from engine.commons import Commons
from engine.crew import Crew
from engine.decision import Decision
from engine.flow import Step
from engine.inner import InnerRuns
from engine.performer import Performer
from engine.plan import Plan
from engine.recording import Sink, carrier
from engine.scheduler import Scheduler
from engine.state import RunState, RunStatus, StepStatus
from engine.undoing import to_undo
from engine.work import Work


class Holder(NamedTuple):
    """The Step in whose code a thread is; `is_own`: it is the run's own, not of one inside a Step.

    `is_over`: its work has ended, and what it gave is being taken in.
    """

    step: Step
    is_own: bool
    is_over: bool = False


class Leaving:
    """The end of one run that cannot be waited for."""

    def __init__(
        self, plan: Plan, state: RunState, scheduler: Scheduler, crew: Crew, inner: InnerRuns,
        commons: Commons, sink: Sink, now: Callable[[], float],
    ) -> None:  # fmt: skip
        """Take the run's parts; `now` gives seconds since 1970."""
        self._plan, self._state, self._scheduler = plan, state, scheduler
        self._crew, self._inner, self._commons = crew, inner, commons
        self._carry_out = carrier(
            state, sink, now, start=_drop, command=_drop, end=lambda: None
        )  # fmt: skip

    def hurry(self) -> None:
        """Give tries that are being cancelled next to no time to end. On the loop only."""
        self._commons.hurry()

    def holder(self, thread: int | None) -> Holder | None:
        """The Step whose code a thread is running, by the thread's id; None where it is in none."""
        found = _performed_in(sys._current_frames().get(thread or 0))
        if found is None:
            return None
        performer, work, is_over = found
        return Holder(work.step, performer is self._crew.performer, is_over)

    def give_up(self, why: Cause, failed: Step | None = None) -> None:
        """Record how the run ends, where its loop is held up for good; in any thread, and the last of all.

        What is at work is cancelled for that cause, but for the Step that has `failed`: over its own time.
        Nothing is undone: where that is to be done, the run is not settled, and can be resumed for it.
        """
        for child in self._inner.running:
            child.leaving.give_up(why)
        if self._state.status is not RunStatus.RUNNING:
            return
        if failed is not None:
            self._fail(failed)
        self._carry_out(self._scheduler.stop(why))
        for step, one in tuple(self._state.steps.items()):
            if one.status is StepStatus.RUNNING:
                self._tell(e.StepCancelled(step, one.tries, *why))
        if not to_undo(self._plan, self._state, self._crew.ended, self._crew.elements):
            self._carry_out([e.RunSettled()])

    def _fail(self, step: Step) -> None:
        one, seconds = self._state.steps[step.id], step.policy.timeout
        if one.status is StepStatus.RUNNING and seconds is not None:
            why = cause.held_up(seconds)
            self._tell(e.StepFailed(step.id, max(1, one.tries), why.reason, why.message))

    def _tell(self, event: e.StepFailed | e.StepCancelled) -> None:
        self._crew.ended.append(event.step)
        follows: Iterable[Decision] = self._scheduler.take(event)
        self._carry_out([event, *follows])


def _drop(_: object) -> None:
    """Nothing begins any more."""


def _performed_in(frame: FrameType | None) -> tuple[Performer, Work, bool] | None:
    """By a thread's frame: who performs the try in whose code it is, and whether that is over; or None."""
    is_over = False
    while frame is not None and frame.f_code is not Performer._perform.__code__:
        is_over = is_over or frame.f_code is Performer._end.__code__
        frame = frame.f_back
    return None if frame is None else (frame.f_locals["self"], frame.f_locals["work"], is_over)
