"""Carries out a run: starts work, sets timers, cancels, and records what happens. Decides nothing.

Every fact goes the same way: given to the sink first (what could not be kept did not happen), then
folded into the state, and only then are the decisions that follow from it carried out. Facts and
decisions wait in one agenda, so a decision that leads to another fact never overtakes those before it.

One Runner is one run, on the loop it was started on: asyncio's own headless, qasync's in the designer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from engine import cause
from engine import events as e
from engine.capture import capturing, recorded
from engine.cause import Cause
from engine.clock import Clock, SystemClock, new_run_id
from engine.flow import Name, StepId
from engine.plan import Plan
from engine.registry import Registry
from engine.scheduler import CancelWork, Decision, GiveUpRetry, Scheduler, StartWork
from engine.secret import resolve
from engine.state import RunState, StepStatus
from engine.value import Secret, Value
from engine.work import (
    SLICE,
    Delivered,
    Failure,
    Outbox,
    Outcome,
    Work,
    WorkContext,
    call_of,
    check_outputs,
    failure_of,
    undeclared_warning,
    unfit_input,
)

Sink: TypeAlias = Callable[[e.Record], None]

THREADS: Final = 256
"""Steps of one run whose work may block at one time; the next ones stay pending."""

GRACE: Final = 5.5
"""Seconds that a cancelled try may take to end before it is given up."""


@dataclass(frozen=True, slots=True)
class _Outside:
    """A fact that the rule has to hear of."""

    event: e.Event


class Runner:
    """One run of a Plan."""

    def __init__(
        self,
        plan: Plan,
        registry: Registry,
        sink: Sink,
        *,
        folder: Path,
        run: str | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Take a Plan and the folder that relative paths and modules resolve against.

        `sink` is given every record as it happens, on the loop; if it raises, the run is broken off
        and `run` raises what it raised.
        """
        self._clock = clock or SystemClock()
        self.run_id = run or new_run_id(self._clock.now())
        self.state = RunState(run=self.run_id)
        self._plan, self._registry, self._sink, self._folder = plan, registry, sink, folder
        self._scheduler = Scheduler(plan)
        self._agenda: deque[Decision | _Outside] = deque()
        self._carrying_out = False
        self._ready: deque[StepId] = deque()
        self._queued: deque[StepId] = deque()
        self._starting = False
        self._works: dict[StepId, Work] = {}
        self._threads = 0
        self._left: list[asyncio.Task[None]] = []
        self._shared: dict[str, Any] = {}
        self._seq = 0
        self._ended: asyncio.Future[None] | None = None
        self._outbox: Outbox | None = None

    async def run(self) -> RunState:
        """Run to the end and give the final state. Cancelling this stops the run first.

        Raises:
            PlanError: The Plan cannot be run; nothing was recorded.
        """
        self._plan.require_runnable()
        self._ended = asyncio.get_running_loop().create_future()
        self._outbox = Outbox(self._take_aside)
        with capturing():
            self._safely(self._begin)
            try:
                await asyncio.shield(self._ended)
            except asyncio.CancelledError:
                self.stop()
                await self._ended
                raise
            finally:
                self._outbox.close()
        return self.state

    def _begin(self) -> None:
        self._record(e.RunStarted(self._plan.flow, self._plan, self._plan.given))
        self._follow(self._scheduler.begin())

    def stop(self, why: Cause | None = None) -> None:
        """Give the run up; it ends `cancelled` within 6 s. On the loop only; harmless when repeated."""
        if self._ended is not None and not self._ended.done():
            self._safely(self._follow, self._scheduler.stop(why or cause.stopped()))

    @property
    def left_behind(self) -> bool:
        """Whether a coroutine that did not let itself be cancelled is still there, on the loop."""
        return any(not task.done() for task in self._left)

    # recording

    def _follow(self, decisions: list[Decision]) -> None:
        self._agenda.extend(decisions)
        self._carry_out()

    def _fact(self, *events: e.Event) -> None:
        self._agenda.extend(_Outside(event) for event in events)
        self._carry_out()

    def _take_aside(self, event: e.Event) -> None:
        """Record what work says on the way; once its Step has ended, nobody asks any more."""
        step = getattr(event, "step", None)
        if step is None or self.state.steps[step].status is StepStatus.RUNNING:
            self._safely(self._follow, [event])

    def _carry_out(self) -> None:
        if self._carrying_out:
            return
        self._carrying_out = True
        try:
            while self._agenda:
                self._carry_out_one(self._agenda.popleft())
        finally:
            self._carrying_out = False

    def _safely(self, what: Callable[..., None], *args: Any) -> None:
        """Call from the loop: an error of the sink, or a bug, ends the run instead of hanging it."""
        try:
            what(*args)
        except BaseException as error:  # noqa: BLE001 - `run` raises it
            self._break_off(error)

    def _later(self, delay: float, what: Callable[..., None], work: Work) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(delay, self._safely, what, work)

    def _carry_out_one(self, item: Decision | _Outside) -> None:
        match item:
            case _Outside(event=event):
                self._record(event)
                self._agenda.extend(self._scheduler.take(event))
            case StartWork(step=step):
                self._ready.append(step)
                self._start_soon()
            case CancelWork(step=step, cause=why):
                self._cancel(step, why)
            case GiveUpRetry(step=step):
                work = self._works.pop(step)
                assert work.failure is not None, "only a failed try waits for the next"
                self._close(work)
                self._fail(work, work.failure)
            case event:
                self._record(event)
                if isinstance(event, e.RunSettled):
                    self._settle()

    def _record(self, event: e.Event) -> None:
        self._seq += 1
        record = e.Record(self._seq, self._clock.now(), event)
        self._sink(record)  # first: a record that could not be kept did not happen
        self.state.apply(record)

    def _settle(self) -> None:
        assert self._ended is not None, "a run that was never started cannot settle"
        if not self._ended.done():
            self._ended.set_result(None)

    def _break_off(self, error: BaseException) -> None:
        """The run cannot be recorded any more: cancel everything and let `run` raise."""
        self._agenda.clear()
        self._ready.clear()
        self._queued.clear()
        for work in self._works.values():
            self._close(work)
            if work.task is not None:
                work.task.cancel()
        assert self._ended is not None, "only a started run records"
        if not self._ended.done():
            self._ended.set_exception(error)

    # starting

    def _start_soon(self) -> None:
        if not self._starting:
            self._starting = True
            asyncio.get_running_loop().call_soon(self._safely, self._start_ready)

    def _start_ready(self) -> None:
        """Start what is ready, for a slice of time; the rest in the next turn of the loop."""
        self._starting = False
        until = self._clock.monotonic() + SLICE
        while self._ready:
            if self._clock.monotonic() > until:
                self._start_soon()
                return
            step = self._ready.popleft()
            if self.state.steps[step].status is StepStatus.PENDING:
                self._start(step)

    def _start(self, step: StepId) -> None:
        work = Work(self._plan.steps[step])
        if self._needs_thread(work):
            if self._threads >= THREADS:
                self._queued.append(step)
                return
            self._hold_thread(work)
        self._works[step] = work
        self._fact(e.StepStarted(step))
        self._try(work)

    def _needs_thread(self, work: Work) -> bool:
        """Whether the work may block. A kind that cannot even say fails when it is performed."""
        try:
            kind = self._registry.kind(work.step.kind)
            call = call_of(work, self.state.steps[work.step.id].inputs)
            return kind.needs_thread(call, self._context(work))
        except Exception:  # noqa: BLE001 - a kind is somebody's code
            return False

    def _hold_thread(self, work: Work) -> None:
        work.holds_thread = True
        self._threads += 1

    def _try(self, work: Work) -> None:
        """Begin a try."""
        inputs = self.state.steps[work.step.id].inputs
        if (failure := unfit_input(work.step, inputs)) is not None:
            self._end(work, failure)
            return
        work.task = asyncio.get_running_loop().create_task(self._perform(work, dict(inputs)))
        if work.step.policy.timeout is not None:
            work.timer = self._later(work.step.policy.timeout, self._time_out, work)

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
            outcome = failure_of(error)
        if not work.closed:
            self._safely(self._end, work, outcome)
        elif isinstance(outcome, Delivered):
            self._warn_late(work.step.id)

    async def _outcome(
        self, work: Work, inputs: dict[Name, Value], context: WorkContext
    ) -> Outcome:
        for name, value in inputs.items():
            if isinstance(value, Secret):
                inputs[name] = await context.blocking(
                    partial(resolve, value.reference, self._folder)
                )
        kind = self._registry.kind(work.step.kind)
        config = self._registry.config(work.step)
        returned = await kind.perform(call_of(work, inputs), config, context)
        return check_outputs(work.step.outputs, returned)

    def _context(self, work: Work) -> WorkContext:
        assert self._outbox is not None, "work begins after the run"
        executor = self._registry.executor(work.step.policy.executor or "thread")
        return WorkContext(
            work, self._folder, executor, self._outbox, self._shared, self._warn_late
        )

    # ending

    def _end(self, work: Work, outcome: Outcome) -> None:
        """A try has ended: record what came of it, or wait for the next."""
        assert self._outbox is not None, "work begins after the run"
        self._outbox.flush()
        self._close(work)
        step = work.step
        del self._works[step.id]
        match outcome:
            case Delivered():
                self._follow([undeclared_warning(step, name) for name in outcome.undeclared])
                self._fact(
                    *(
                        e.AttributeSet(step.outputs[name].writes(name), step.id, name, value)
                        for name, value in outcome.outputs.items()
                    ),
                    e.StepCompleted(step.id, work.attempt),
                )
            case Cause():
                self._fact(e.StepCancelled(step.id, work.attempt, *outcome))
            case Failure():
                self._fail_or_retry(work, outcome)

    def _fail_or_retry(self, work: Work, failure: Failure) -> None:
        step, retry = work.step.id, work.step.policy.retry
        again = failure.retryable and work.attempt <= retry.times
        if not again or not self._scheduler.may_retry(step):
            self._fail(work, failure)
            return
        delay = retry.wait(work.attempt, self._clock.jitter())
        waiting = Work(work.step, attempt=work.attempt, failure=failure)
        self._works[step] = waiting
        self._fact(e.StepRetrying(step, work.attempt, delay, failure.reason, failure.message))
        waiting.timer = self._later(delay, self._retry, waiting)

    def _retry(self, work: Work) -> None:
        work.timer, work.failure = None, None
        work.attempt += 1
        if self._needs_thread(work):
            self._hold_thread(
                work
            )  # over the limit if need be: a Step that has begun does not queue
        self._scheduler.retry(work.step.id)
        self._try(work)

    def _fail(self, work: Work, failure: Failure) -> None:
        self._fact(
            e.StepFailed(work.step.id, work.attempt, failure.reason, failure.message, failure.trace)
        )

    def _close(self, work: Work) -> None:
        """Whatever the work still does is too late; give back what it held."""
        work.closed = True
        work.clear_timers()
        if work.holds_thread:
            work.holds_thread = False
            self._threads -= 1
            if self._queued:
                self._ready.append(self._queued.popleft())
                self._start_soon()

    # cancelling

    def _cancel(self, step: StepId, why: Cause) -> None:
        work = self._works.get(step)
        if work is None or work.cancelled is not None:
            return
        work.cancelled = why
        if work.failure is None:
            self._interrupt(work)
        else:
            self._end(work, why)

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
            timeout = work.step.policy.timeout or 0.0
            why = cause.timed_out(timeout)
            return Failure(why.reason, why.message, retryable=not work.left_thread)
        if self._ended is not None and self._ended.done():
            return cause.stopped()
        return failure_of(error)

    def _warn_late(self, step: StepId) -> None:
        """A value that came after its Step had ended is dropped, and said to be."""
        if self._ended is not None and not self._ended.done():
            message = f"step '{step}' delivered after it had been given up; the result is dropped"
            self._safely(self._follow, [e.Warning("late_result", message, step)])


def _is_current(task: asyncio.Task[None] | None) -> bool:
    try:
        return asyncio.current_task() is task
    except RuntimeError:  # no loop is running
        return False
