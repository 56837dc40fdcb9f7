"""Performs tries: starts each as a task, limits its time, cancels it, and tells what came of it, once.

Knows nothing of the Plan, the rule or the record; the runner decides what a try's end leads to.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from engine import cause
from engine.capture import recorded
from engine.cause import Cause
from engine.commons import Commons
from engine.flow import Name
from engine.registry import Registry
from engine.secret import resolve
from engine.value import Secret, Value, fresh
from engine.work import (
    Asking,
    Delivered,
    Failure,
    Outbox,
    Outcome,
    RunFlow,
    Work,
    WorkContext,
    blotted,
    call_of,
    check_outputs,
    failure_of,
    unfit_input,
)

GRACE: Final = 5.5
"""Seconds that a cancelled try may take to end before it is given up."""

_NOT_AS_IT_IS: Final = (Secret, list, dict)
"""Values that a try gets in another shape, or a copy of its own."""

CLOSING: Final = 2.0
"""Seconds that an object shared in a run may take to close."""

Late: TypeAlias = Callable[..., None]
"""Hears of work that delivered too late, and of its inputs and outputs where they are known."""

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
        late: Late,
        asking: Asking,
        run_flow: RunFlow,
        commons: Commons,
        grace: float = GRACE,
    ) -> None:
        """Take where kinds come from, and whom to tell.

        `ended` hears of every try exactly once; `late` of one that delivers after it was given up, with
        its inputs and outputs where there are any. `later` sets timers whose errors are the run's;
        `asking` brings questions before a person, `run_flow` runs Flows inside Steps; `commons` is what
        the runs in there share with this one. A cancelled try may take `grace` seconds to end.
        """
        self._registry, self._folder, self._outbox = registry, folder, outbox
        self._later, self._ended, self._late = later, ended, late
        self._asking, self._run_flow = asking, run_flow
        self._commons, self._grace = commons, grace
        self._closed = False

    def needs_thread(self, work: Work, inputs: Mapping[Name, Value]) -> bool:
        """Whether a try may block a thread. A kind that cannot even say fails when it is performed."""
        try:
            kind = self._registry.kind(work.step.kind)
            work.call, work.context = call_of(work, inputs), self._context(work)
            return kind.needs_thread(work.call, work.context)
        except Exception:  # noqa: BLE001 - a kind is somebody's code
            return False

    def begin(self, work: Work, inputs: Mapping[Name, Value]) -> None:
        """Begin a try; what came of it is told later, or at once where the inputs do not fit."""
        if (failure := unfit_input(work.step, inputs)) is not None:
            self._ended(work, failure)
            return
        work.task = asyncio.get_running_loop().create_task(self._perform(work, inputs))
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

    async def aclose(self) -> None:
        """Close what Steps shared: the run has settled."""
        shared = list(self._commons.shared.values())
        self._commons.shared.clear()
        for made in shared:
            await _close(made)

    async def _perform(self, work: Work, inputs: Mapping[Name, Value]) -> None:
        """One try, whatever may come of it; the task that this runs in never raises."""
        outcome: Outcome
        try:
            context = work.context or self._context(work)
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
            self._late(work, {**inputs, **outcome.outputs})

    async def _outcome(
        self, work: Work, inputs: Mapping[Name, Value], context: WorkContext
    ) -> Outcome:
        call = work.call
        for value in inputs.values():
            if isinstance(value, _NOT_AS_IT_IS):
                call = None
        kind = self._registry.kind(work.step.kind)
        if call is None:
            find = not getattr(kind, "keeps_references", False)
            call = call_of(work, await self._own(work, inputs, context, find=find))
        returned = await kind.perform(call, self._registry.config(work.step), context)
        outcome = check_outputs(work.step.outputs, returned)
        if work.secrets and isinstance(outcome, Delivered):
            return _without_secrets(work, outcome, context)
        return outcome

    async def _own(
        self, work: Work, inputs: Mapping[Name, Value], context: WorkContext, *, find: bool
    ) -> dict[Name, Value]:
        """The inputs for one try: lists that it may change in place, and, with `find`, the secrets."""
        own = {}
        for name, value in inputs.items():
            if isinstance(value, Secret) and find:
                looked_up = partial(resolve, value.reference, self._folder)
                own[name] = await context.blocking(looked_up)
                work.secrets += (own[name],)
            else:
                own[name] = fresh(value)
        return own

    def _context(self, work: Work) -> WorkContext:
        executor = self._registry.executor(work.step.policy.executor or "thread")
        return WorkContext(
            work, self._folder, executor, self._outbox, self._commons.shared,
            self._late, self._give_up_left, self._asking, self._run_flow,
        )  # fmt: skip

    def _as_asked(self, work: Work, outcome: Outcome) -> Outcome:
        """A try that was cancelled or timed out has no result, even if it went on to give one."""
        if isinstance(outcome, Delivered) and (work.cancelled is not None or work.timed_out):
            return self._why_cancelled(work, asyncio.CancelledError())
        return outcome

    def _end(self, work: Work, outcome: Outcome) -> None:
        self._outbox.flush(work.step.id)
        work.closed = True
        work.call = work.context = None  # they know the work: nothing is left to the collector
        work.clear_timers()
        self._ended(work, outcome)

    def _time_out(self, work: Work) -> None:
        work.timed_out = True
        self._interrupt(work)

    def _interrupt(self, work: Work) -> None:
        """Cancel a try, and give it up if it does not end in time."""
        assert work.task is not None, "a try that began has a task"
        work.task.cancel()
        work.task.add_done_callback(lambda _: self._end_unbegun(work))
        if work.grace is None:
            work.grace = self._later(self._grace, self._give_up, work)

    def _end_unbegun(self, work: Work) -> None:
        """End a try whose task was cancelled before its first turn: nothing in it has heard of that."""
        if not work.closed:
            self._end(work, self._why_cancelled(work, asyncio.CancelledError()))

    def _give_up(self, work: Work) -> None:
        assert work.task is not None, "a try that began has a task"
        self._commons.left.append(work.task)
        work.left_thread = True
        self._end(work, self._why_cancelled(work, asyncio.CancelledError()))

    def _give_up_left(self, work: Work) -> None:
        """End a try whose thread was left to itself at once; what it may still give is heard of late."""
        if not work.closed:
            self._give_up(work)

    def _why_cancelled(self, work: Work, error: BaseException) -> Outcome:
        """What a cancelled try comes to; user code that cancels itself has failed."""
        if work.cancelled is not None:
            return work.cancelled
        if work.timed_out:
            why = cause.timed_out(work.step.policy.timeout or 0.0)
            return Failure(why.reason, why.message, retryable=not work.left_thread)
        return cause.stopped() if self._closed else failure_of(error)


def _without_secrets(work: Work, outcome: Delivered, context: WorkContext) -> Delivered:
    """What a try gave, with every secret that it was given taken out, and said to be."""
    outputs = blotted(outcome.outputs, work.secrets)
    for name, value in outcome.outputs.items():
        if outputs[name] is not value:
            context.warn(f"output '{name}' held a secret that the step was given; it is masked")
    return replace(outcome, outputs=outputs)


async def _close(made: object) -> None:
    """Close an object that was shared in a run, if it can be; how that went is nobody's business."""
    close = getattr(made, "aclose", None) or getattr(made, "close", None)
    if not callable(close) or isinstance(made, type):
        return
    with contextlib.suppress(Exception):
        closing = close()
        if inspect.isawaitable(closing):
            await asyncio.wait_for(closing, CLOSING)


def _is_current(task: asyncio.Task[None] | None) -> bool:
    try:
        return asyncio.current_task() is task
    except RuntimeError:  # no loop is running
        return False
