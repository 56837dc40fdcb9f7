"""Performs tries: starts each as a task, limits its time, cancels it, and tells what came of it, once.

Knows nothing of the Plan, the rule or the record; the runner decides what a try's end leads to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from engine import cause
from engine.capture import recorded
from engine.cause import Cause
from engine.flow import Name
from engine.registry import Registry
from engine.secret import resolve
from engine.value import Secret, Value, fresh
from engine.work import (
    Delivered,
    Failure,
    Outbox,
    Outcome,
    Work,
    WorkContext,
    call_of,
    check_outputs,
    failure_of,
    unfit_input,
)

GRACE: Final = 5.5
"""Seconds that a cancelled try may take to end before it is given up."""

Later: TypeAlias = Callable[[float, Callable[[Work], None], Work], asyncio.TimerHandle]


class Performer:
    """Tries of Steps' work, on the running loop."""

    def __init__(
        self,
        registry: Registry,
        folder: Path,
        outbox: Outbox,
        *,
        later: Later,
        ended: Callable[[Work, Outcome], None],
        late: Callable[[Work], None],
    ) -> None:
        """Take where kinds come from, and whom to tell.

        `ended` hears of every try exactly once; `late` of one that delivers after it was given up.
        `later` sets timers whose errors are the run's.
        """
        self._registry, self._folder, self._outbox = registry, folder, outbox
        self._later, self._ended, self._late = later, ended, late
        self._shared: dict[str, Any] = {}
        self._left: list[asyncio.Task[None]] = []
        self._closed = False

    @property
    def left_behind(self) -> bool:
        """Whether a coroutine that did not let itself be cancelled is still there, on the loop."""
        return any(not task.done() for task in self._left)

    def needs_thread(self, work: Work, inputs: Mapping[Name, Value]) -> bool:
        """Whether a try may block a thread. A kind that cannot even say fails when it is performed."""
        try:
            kind = self._registry.kind(work.step.kind)
            return kind.needs_thread(call_of(work, inputs), self._context(work))
        except Exception:  # noqa: BLE001 - a kind is somebody's code
            return False

    def begin(self, work: Work, inputs: Mapping[Name, Value]) -> None:
        """Begin a try; what came of it is told later, or at once where the inputs do not fit."""
        if (failure := unfit_input(work.step, inputs)) is not None:
            self._ended(work, failure)
            return
        work.task = asyncio.get_running_loop().create_task(self._perform(work, dict(inputs)))
        if work.step.policy.timeout is not None:
            work.timer = self._later(work.step.policy.timeout, self._time_out, work)

    def cancel(self, work: Work, why: Cause) -> None:
        """Cancel a try that has begun; its end is told within `GRACE`."""
        if work.cancelled is None:
            work.cancelled = why
            self._interrupt(work)

    def close(self, work: Work) -> None:
        """Give a try up without a word: the run is broken off."""
        self._closed = True
        work.closed = True
        work.clear_timers()
        if work.task is not None:
            work.task.cancel()

    async def _perform(self, work: Work, inputs: dict[Name, Value]) -> None:
        """One try, whatever may come of it; the task that this runs in never raises."""
        outcome: Outcome
        try:
            context = self._context(work)
            with recorded(context.output):
                outcome = await self._outcome(work, inputs, context)
        except asyncio.CancelledError as error:
            outcome = self._why_cancelled(work, error)
        except BaseException as error:
            if not _is_current(work.task):  # the coroutine is being thrown away with its loop
                raise
            outcome = failure_of(error, work.secrets)
        if not work.closed:
            self._end(work, self._as_asked(work, outcome))
        elif isinstance(outcome, Delivered):
            self._late(work)

    async def _outcome(
        self, work: Work, inputs: dict[Name, Value], context: WorkContext
    ) -> Outcome:
        for name, value in inputs.items():
            if isinstance(value, Secret):
                reference = value.reference
                secret = await context.blocking(partial(resolve, reference, self._folder))
                work.secrets += (secret,)
                inputs[name] = secret
            else:
                inputs[name] = fresh(value)  # whoever changes it in place changes nobody else's
        kind = self._registry.kind(work.step.kind)
        config = self._registry.config(work.step)
        returned = await kind.perform(call_of(work, inputs), config, context)
        return check_outputs(work.step.outputs, returned)

    def _context(self, work: Work) -> WorkContext:
        executor = self._registry.executor(work.step.policy.executor or "thread")
        return WorkContext(
            work, self._folder, executor, self._outbox, self._shared, lambda _: self._late(work)
        )

    def _as_asked(self, work: Work, outcome: Outcome) -> Outcome:
        """A try that was cancelled or timed out has no result, even if it went on to give one."""
        if isinstance(outcome, Delivered) and (work.cancelled is not None or work.timed_out):
            return self._why_cancelled(work, asyncio.CancelledError())
        return outcome

    def _end(self, work: Work, outcome: Outcome) -> None:
        self._outbox.flush(work.step.id)
        work.closed = True
        work.clear_timers()
        self._ended(work, outcome)

    def _time_out(self, work: Work) -> None:
        work.timed_out = True
        self._interrupt(work)

    def _interrupt(self, work: Work) -> None:
        """Cancel a try, and give it up if it does not end in time."""
        assert work.task is not None, "a try that began has a task"
        work.task.cancel()
        if work.grace is None:
            work.grace = self._later(GRACE, self._give_up, work)

    def _give_up(self, work: Work) -> None:
        assert work.task is not None, "a try that began has a task"
        self._left.append(work.task)
        work.left_thread = True
        self._end(work, self._why_cancelled(work, asyncio.CancelledError()))

    def _why_cancelled(self, work: Work, error: BaseException) -> Outcome:
        """What a cancelled try comes to; user code that cancels itself has failed."""
        if work.cancelled is not None:
            return work.cancelled
        if work.timed_out:
            why = cause.timed_out(work.step.policy.timeout or 0.0)
            return Failure(why.reason, why.message, retryable=not work.left_thread)
        return cause.stopped() if self._closed else failure_of(error)


def _is_current(task: asyncio.Task[None] | None) -> bool:
    try:
        return asyncio.current_task() is task
    except RuntimeError:  # no loop is running
        return False
