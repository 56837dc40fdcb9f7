"""What is to be undone once a run has ended, in which order, and with which call; and doing it.

A Step says how by `undo`: a function, or a kind with its config. It is called with the inputs and the
outputs of what it undoes, by name; where both have a name, the output wins. One after the other, each
retried like work; one that fails is recorded, and the rest go on.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias

from engine import cause
from engine import events as e
from engine.cause import Cause, Reason
from engine.clock import Clock
from engine.deed import Deed, Level
from engine.flow import StepId, undoing_step
from engine.performer import Performer
from engine.plan import Plan
from engine.policy import OnFailure
from engine.state import RunState, RunStatus, StepStatus
from engine.work import Delivered, Failure, Outcome, Work

Ended: TypeAlias = Callable[[Work, Outcome], None]

_TRIED: Final = frozenset({"completed", "failed"})


def to_undo(
    plan: Plan, state: RunState, ended: Iterable[StepId], elements: Iterable[Deed]
) -> list[Deed]:
    """What is to be undone, in order, after a run that has ended.

    `ended` are the Steps in the order in which their work ended, `elements` those that had ended well of
    Steps that did not, and what came too late. What a Flow inside a Step had done is undone Step by Step,
    however it ended itself, unless that Step says itself how. A run that was stopped undoes nothing.
    """
    if state.status not in (RunStatus.COMPLETED, RunStatus.FAILED):
        return []
    undoes = state.status is RunStatus.FAILED and plan.on_failure is OnFailure.UNDO
    deeds = [
        deed
        for deed in elements
        if (deed.levels[-1].plan if deed.levels else plan).steps[deed.step].policy.undo is not None
        and (undoes or deed.levels or state.steps[deed.step].status is StepStatus.FAILED)
    ]
    for step in reversed(tuple(ended)) if undoes else ():
        deeds += _done_by(plan, state, step, ())
    return deeds


def _done_by(
    plan: Plan, state: RunState, step: StepId, levels: tuple[Level, ...]
) -> Iterator[Deed]:
    """What a Step had done; what was tried to be undone inside of it, is not again."""
    one, own = state.steps[step], plan.steps[step].policy.undo is not None
    if own and one.status is StepStatus.COMPLETED:
        if not levels or one.undo not in _TRIED:
            yield Deed(step, None, {**one.inputs, **one.outputs}, levels)
        return
    for item, run in _latest_first(state, step):
        if not own or run.status is not RunStatus.COMPLETED:  # else it is undone as an element
            yield from _done_in(run, (*levels, Level(e.Inside(step, item), run.plan)))


def _done_in(run: RunState, levels: tuple[Level, ...]) -> Iterator[Deed]:
    """What a run inside a Step had done, the latest first."""
    in_order = sorted(run.steps, key=lambda name: run.steps[name].ended or math.inf)
    for name in reversed(in_order):
        yield from _done_by(run.plan, run, name, levels)


def _latest_first(state: RunState, step: StepId) -> list[tuple[int | None, RunState]]:
    """The runs inside a Step, by element, of all its tries, the one that ended last first."""
    runs = [*state.earlier.get(step, ()), *(state.steps[step].inner or {}).items()]
    return sorted(runs, key=lambda it: (it[1].ended or math.inf, it[0] or 0), reverse=True)


class Undoer:
    """Undoes deeds one by one, on the running loop."""

    def __init__(
        self,
        plan: Plan,
        performer_of: Callable[[tuple[Level, ...], Ended], Performer],
        record: Callable[[e.Event], None],
        clock: Clock,
        safely: Callable[..., None],
    ) -> None:
        """Take who performs work in which run, and where events go."""
        self._plan, self._record, self._clock, self._safely = plan, record, clock, safely
        self._performer_of = performer_of
        self._performer = performer_of((), self._hear_end)
        self._deeds: deque[Deed] = deque()
        self._done: Callable[[], None] = lambda: None
        self._deed: Deed | None = None
        self._work: Work | None = None
        self._retry: asyncio.TimerHandle | None = None
        self._stopped: Cause | None = None

    def begin(self, deeds: Iterable[Deed], done: Callable[[], None]) -> None:
        """Undo these in order, and call `done` once that is over."""
        self._deeds.extend(deeds)
        self._done = done
        self._next()

    def add(self, deed: Deed) -> None:
        """Undo one thing more, after the others: it was done late."""
        self._deeds.append(deed)

    def stop(self, why: Cause) -> None:
        """Undo nothing more, and record what is not undone; what is being undone now is cancelled."""
        if self._stopped is not None:
            return
        self._stopped = why
        if self._retry is not None:
            self._retry.cancel()
            self._settle(*_cut_short(why))
        elif self._work is not None:
            self._performer.cancel(self._work, why)

    def close(self) -> None:
        """Give up without a word: the run is broken off."""
        self._stopped = cause.stopped()
        self._deeds.clear()
        if self._retry is not None:
            self._retry.cancel()
        if self._work is not None:
            self._performer.close(self._work)

    def _next(self) -> None:
        if self._stopped is not None:
            self._leave_undone(self._stopped)
        if not self._deeds:
            self._done()
            return
        deed = self._deed = self._deeds.popleft()
        self._record(deed.told(e.UndoStarted(deed.step, deed.item)))
        self._performer = self._performer_of(deed.levels, self._hear_end)
        self._try(1)

    def _leave_undone(self, why: Cause) -> None:
        """Say of everything that was still to be undone that it is not."""
        message = f"not undone: {_in_words(why)}"
        while self._deeds:
            deed = self._deeds.popleft()
            self._record(deed.told(e.UndoFailed(deed.step, deed.item, Reason.STOPPED, message)))

    def _try(self, attempt: int) -> None:
        assert self._deed is not None, "there is something to undo"
        self._retry = None
        plan = self._deed.levels[-1].plan if self._deed.levels else self._plan
        step = undoing_step(plan.steps[self._deed.step], self._deed.values)
        self._work = Work(step, item=self._deed.item, attempt=attempt)
        self._performer.begin(self._work, self._deed.values)

    def _hear_end(self, work: Work, outcome: Outcome) -> None:
        self._safely(self._end, work, outcome)

    def _end(self, work: Work, outcome: Outcome) -> None:
        self._work = None
        if isinstance(outcome, Delivered):
            assert self._deed is not None, "something was being undone"
            deed = self._deed
            self._record(deed.told(e.UndoCompleted(deed.step, deed.item)))
            self._next()
        elif isinstance(outcome, Failure) and self._is_worth_a_retry(work, outcome):
            retry, asked = work.step.policy.retry, outcome.retry_after
            delay = retry.wait(work.attempt, self._clock.jitter(), asked)
            loop = asyncio.get_running_loop()
            again: Any = (self._safely, self._try, work.attempt + 1)
            self._retry = loop.call_later(delay, *again)
        elif isinstance(outcome, Cause):
            self._settle(*_cut_short(outcome))
        else:
            self._settle(outcome.reason, outcome.message)

    def _is_worth_a_retry(self, work: Work, failure: Failure) -> bool:
        return (
            failure.retryable
            and self._stopped is None
            and work.attempt <= work.step.policy.retry.times
        )

    def _settle(self, reason: str, message: str) -> None:
        """What was to be undone could not be."""
        assert self._deed is not None, "something was being undone"
        self._retry, deed = None, self._deed
        self._record(deed.told(e.UndoFailed(deed.step, deed.item, reason, message)))
        self._next()


def is_put_off(event: e.Event) -> bool:
    """Whether it says that something is not undone because the user stopped that: there is another day."""
    told = event.innermost if isinstance(event, e.Inner) else event
    return isinstance(told, e.UndoFailed) and told.reason == Reason.STOPPED


def _cut_short(why: Cause) -> tuple[str, str]:
    """Why something that was being undone may be half undone."""
    return why.reason, f"cut short: {_in_words(why)}"


def _in_words(why: Cause) -> str:
    return "the run was stopped" if why.reason == Reason.STOPPED else why.message
