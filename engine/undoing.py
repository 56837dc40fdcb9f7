"""What is to be undone once a run has ended, in which order, and with which call; and doing it.

A Step says how by `undo`: a function, or a kind with its config. It is called with the inputs and the
outputs of what it undoes, by name; where both have a name, the output wins. One after the other, each
retried like work; one that fails is recorded, and the rest go on.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine import cause
from engine import events as e
from engine.clock import Clock
from engine.flow import Input, Name, Step, StepId
from engine.performer import Performer
from engine.plan import Plan
from engine.policy import OnFailure, WorkPolicy
from engine.state import RunState, RunStatus, StepStatus
from engine.value import Value
from engine.work import Delivered, Failure, Outcome, Work


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done and may be undone: a Step's work, or one element of it."""

    step: StepId
    item: int | None
    values: Mapping[Name, Value]


def to_undo(
    plan: Plan, state: RunState, completed: Iterable[StepId], elements: Iterable[Deed]
) -> list[Deed]:
    """What is to be undone, in order, after a run that has ended.

    `completed` are the Steps in the order in which they completed, `elements` those that had ended
    well of Steps that failed. A run that was stopped undoes nothing.
    """
    if state.status not in (RunStatus.COMPLETED, RunStatus.FAILED):
        return []
    deeds = [deed for deed in elements if plan.steps[deed.step].policy.undo is not None]
    if state.status is RunStatus.FAILED and plan.on_failure is OnFailure.UNDO:
        deeds += [
            Deed(step, None, {**state.steps[step].inputs, **state.steps[step].outputs})
            for step in reversed(tuple(completed))
            if plan.steps[step].policy.undo is not None
            and state.steps[step].status is StepStatus.COMPLETED
        ]
    return deeds


def undoing_step(step: Step, deed: Deed) -> Step:
    """The Step whose work undoes a deed."""
    undo = step.policy.undo or {}
    function = undo.get("function")
    return replace(
        step,
        kind="python" if function else str(undo.get("kind", "")),
        config={"function": function} if function else undo.get("config", {}),
        inputs=OrderedDict((name, Input()) for name in deed.values),
        outputs=OrderedDict(),
        when="",
        policy=WorkPolicy(retry=step.policy.retry, timeout=step.policy.timeout),
    )


class Undoer:
    """Undoes deeds one by one, on the running loop."""

    def __init__(
        self,
        plan: Plan,
        performer_of: Callable[..., Performer],
        record: Callable[[e.Event], None],
        clock: Clock,
        safely: Callable[..., None],
    ) -> None:
        """Take how to perform work (`performer_of(ended=...)`) and where events go."""
        self._plan, self._record, self._clock, self._safely = plan, record, clock, safely
        self._performer = performer_of(ended=lambda work, outcome: safely(self._end, work, outcome))
        self._deeds: deque[Deed] = deque()
        self._done: Callable[[], None] = lambda: None
        self._deed: Deed | None = None
        self._work: Work | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._stopped = False

    def begin(self, deeds: Iterable[Deed], done: Callable[[], None]) -> None:
        """Undo these in order, and call `done` once that is over."""
        self._deeds.extend(deeds)
        self._done = done
        self._next()

    def stop(self) -> None:
        """Undo nothing more; what is being undone right now is cancelled."""
        self._stopped = True
        self._deeds.clear()
        if self._retry is not None:
            self._retry.cancel()
            self._settle(cause.stopped().reason, cause.stopped().message)
        elif self._work is not None:
            self._performer.cancel(self._work, cause.stopped())

    def _next(self) -> None:
        if not self._deeds:
            self._done()
            return
        self._deed = self._deeds.popleft()
        self._record(e.UndoStarted(self._deed.step, self._deed.item))
        self._try(1)

    def _try(self, attempt: int) -> None:
        assert self._deed is not None, "there is something to undo"
        self._retry = None
        step = undoing_step(self._plan.steps[self._deed.step], self._deed)
        self._work = Work(step, item=self._deed.item, attempt=attempt)
        self._performer.begin(self._work, self._deed.values)

    def _end(self, work: Work, outcome: Outcome) -> None:
        self._work = None
        if isinstance(outcome, Delivered):
            assert self._deed is not None, "something was being undone"
            self._record(e.UndoCompleted(self._deed.step, self._deed.item))
            self._next()
        elif isinstance(outcome, Failure) and self._is_worth_a_retry(work, outcome):
            delay = work.step.policy.retry.wait(work.attempt, self._clock.jitter())
            loop = asyncio.get_running_loop()
            again: Any = (self._safely, self._try, work.attempt + 1)
            self._retry = loop.call_later(delay, *again)
        else:
            self._settle(outcome.reason, outcome.message)

    def _is_worth_a_retry(self, work: Work, failure: Failure) -> bool:
        return (
            failure.retryable and not self._stopped and work.attempt <= work.step.policy.retry.times
        )

    def _settle(self, reason: str, message: str) -> None:
        """What was to be undone could not be."""
        assert self._deed is not None, "something was being undone"
        self._retry = None
        self._record(e.UndoFailed(self._deed.step, self._deed.item, reason, message))
        self._next()
