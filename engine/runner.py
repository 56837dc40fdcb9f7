"""Carries out a run: records what happens, and does what the rule decides. Decides nothing.

Every fact goes the same way: given to the sink first (what could not be kept did not happen), then
folded into the state, and only then are the decisions that follow from it carried out. Facts and
decisions wait in one agenda, so a decision that leads to another fact never overtakes those before it.

One Runner is one run, on the loop it was started on: asyncio's own headless, qasync's in the designer.
It is longer than most modules: performing a try, elements, undoing and resuming have rooms of their own,
and what is left is the one order in which all of them are recorded.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from engine import cause
from engine import events as e
from engine.batch import Batch
from engine.capture import capturing
from engine.cause import Cause, Reason
from engine.clock import Clock, SystemClock, new_run_id
from engine.decision import CancelWork, Decision, GiveUpRetry, StartWork, WakeAt
from engine.errors import StepFailure
from engine.flow import Name, StepId
from engine.performer import Performer
from engine.plan import Plan
from engine.registry import Registry
from engine.resuming import rebuild
from engine.scheduler import Scheduler
from engine.state import Retrying, RunState, StepStatus
from engine.undoing import Deed, Undoer, to_undo
from engine.value import Value
from engine.work import (
    SLICE,
    Delivered,
    Failure,
    Outbox,
    Outcome,
    Work,
    failure_of,
    undeclared_warning,
)

Sink: TypeAlias = Callable[[e.Record], None]

THREADS: Final = 256
"""Steps of one run whose work may block at one time; the next ones stay pending."""


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
        resume: Sequence[e.Record] = (),
    ) -> None:
        """Take a Plan and the folder that relative paths and modules resolve against.

        `sink` is given every record as it happens, on the loop; if it raises, the run is broken off
        and `run` raises what it raised. `resume` are the records of a run of the same Plan that was
        cut off: what had ended keeps its results, work in flight begins again, and the sink gets
        only what comes after them.
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
        self._works: dict[StepId, dict[int | None, Work]] = {}
        self._batches: dict[StepId, Batch] = {}
        self._completed: list[StepId] = []
        self._elements: list[Deed] = []
        self._undone: set[tuple[StepId, int | None]] = set()
        self._threads = 0
        self._resume = resume
        self._seq = 0
        self._ended: asyncio.Future[None] | None = None
        self._performer: Performer | None = None

    async def run(self) -> RunState:
        """Run to the end and give the final state. Cancelling this stops the run first.

        Raises:
            PlanError: The Plan cannot be run; nothing was recorded.
        """
        self._plan.require_runnable()
        self._ended = asyncio.get_running_loop().create_future()
        outbox = Outbox(self._take_aside)
        performer_of = partial(
            Performer, self._registry, self._folder, outbox, later=self._later, late=self._warn_late
        )
        self._performer = performer_of(ended=self._hear_end)
        self._undoer = Undoer(self._plan, performer_of, self._record, self._clock, self._safely)
        with capturing():
            self._safely(self._go_on_from if self._resume else self._begin)
            try:
                await asyncio.shield(self._ended)
            except asyncio.CancelledError:
                self.stop()
                await self._ended
                raise
            finally:
                outbox.close()
        return self.state

    def stop(self, why: Cause | None = None) -> None:
        """Give the run up; it ends `cancelled` within 6 s. On the loop only; harmless when repeated."""
        if self._is_on:
            self._safely(self._follow, self._scheduler.stop(why or cause.stopped()))
            self._undoer.stop()

    @property
    def left_behind(self) -> bool:
        """Whether a coroutine that did not let itself be cancelled is still there, on the loop."""
        return self._performer is not None and self._performer.left_behind

    @property
    def _is_on(self) -> bool:
        return self._ended is not None and not self._ended.done()

    @property
    def _perform(self) -> Performer:
        assert self._performer is not None, "work begins after the run"
        return self._performer

    # recording

    def _begin(self) -> None:
        self._record(e.RunStarted(self._plan.flow, self._plan, self._plan.given))
        self._follow(self._scheduler.begin())

    def _go_on_from(self) -> None:
        """Take a cut-off run up where its records end."""
        rebuilt = rebuild(self._scheduler, self.state, self._resume)
        self._seq = self.state.last_seq
        had_ended = self.state.status.is_terminal  # cut off after that, before it was settled
        self._completed = rebuilt.completed
        self._undone = rebuilt.undone
        self._elements = list(rebuilt.elements(self._plan, self.state))
        ending = {d.step for d in rebuilt.decisions if isinstance(d, CancelWork | GiveUpRetry)}
        for step, state in tuple(self.state.steps.items()):
            if state.status is StepStatus.RUNNING:
                self._take_up(step, rebuilt.items.get(step, {}), waits=step in ending)
        self._follow(rebuilt.decisions)
        if had_ended:
            self._undo()

    def _take_up(
        self, step: StepId, items: Mapping[int, Mapping[Name, Value]], *, waits: bool
    ) -> None:
        """Begin work again that was in flight; or only note it, where it is about to be ended."""
        state = self.state.steps[step]
        work = Work(self._plan.steps[step], attempt=max(1, state.tries))
        if state.items is not None and not waits:
            batch = self._batches[step] = Batch(work.step, state.inputs)
            for item, outputs in items.items():
                batch.restore(item, outputs)
            self._go_on(batch, work)
        elif state.retrying is None and not waits:
            self._begin_try(work, state.inputs)
        else:
            told = state.retrying or Retrying(work.attempt, 0.0, "")
            work.failure = Failure(Reason.EXCEPTION, told.message, retryable=True)
            self._keep(work)
            delay = max(0.0, told.due - self._clock.now())
            work.timer = self._later(delay, self._retry, work)

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

    def _carry_out_one(self, item: Decision | _Outside) -> None:
        match item:
            case _Outside(event=event):
                self._record(event)
                self._agenda.extend(self._scheduler.take(event))
            case StartWork(step=step):
                self._ready.append(step)
                self._start_soon()
            case CancelWork(step=step, cause=why):
                for work in tuple(self._works.get(step, {}).values()):
                    self._cancel(work, why)
            case GiveUpRetry(step=step):
                for work in tuple(self._works.get(step, {}).values()):
                    if work.failure is not None:
                        self._end_waiting(work, work.failure)
            case WakeAt(step=step, input=name, seconds=seconds):
                loop = asyncio.get_running_loop()
                loop.call_later(seconds, self._safely, self._expire, step, name)
            case event:
                self._record(event)
                if isinstance(event, e.RunCompleted | e.RunFailed | e.RunCancelled):
                    self._undo()

    def _record(self, event: e.Event) -> None:
        self._seq += 1
        record = e.Record(self._seq, self._clock.now(), event)
        self._sink(record)  # first: a record that could not be kept did not happen
        self.state.apply(record)

    def _undo(self) -> None:
        """Undo what is to be undone after a run that has ended, and then settle."""
        deeds = to_undo(self._plan, self.state, self._completed, self._elements)
        left = [deed for deed in deeds if (deed.step, deed.item) not in self._undone]
        self._undoer.begin(left, self._settle)

    def _settle(self) -> None:
        self._record(e.RunSettled())
        if self._ended is not None and self._is_on:
            self._ended.set_result(None)

    def _expire(self, step: StepId, name: Name) -> None:
        if self._is_on:
            self._follow(self._scheduler.expire(step, name))

    def _later(self, delay: float, what: Callable[[Work], None], work: Work) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(delay, self._safely, what, work)

    def _safely(self, what: Callable[..., None], *args: Any) -> None:
        """Call from the loop: an error of the sink, or a bug, ends the run instead of hanging it."""
        try:
            what(*args)
        except BaseException as error:  # noqa: BLE001 - `run` raises it
            self._break_off(error)

    def _break_off(self, error: BaseException) -> None:
        """The run cannot be recorded any more: cancel everything and let `run` raise."""
        self._agenda.clear()
        self._ready.clear()
        self._queued.clear()
        for works in self._works.values():
            for work in works.values():
                self._perform.close(work)
        if self._ended is not None and self._is_on:
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
        if any(port.each for port in work.step.inputs.values()):
            self._start_batch(work)
            return
        inputs = self.state.steps[step].inputs
        if self._perform.needs_thread(work, inputs):
            if self._threads >= THREADS:
                self._queued.append(step)
                return
            self._hold_thread(work)
        self._keep(work)
        self._fact(e.StepStarted(step))
        self._perform.begin(work, inputs)

    def _start_batch(self, work: Work) -> None:
        step = work.step
        try:
            batch = Batch(step, self.state.steps[step.id].inputs)
        except StepFailure as error:
            self._fact(e.StepStarted(step.id))
            self._fail(work, failure_of(error))
            return
        self._batches[step.id] = batch
        self._fact(e.StepStarted(step.id, batch.total))
        self._go_on(batch, work)

    def _start_item(self, work: Work, batch: Batch, item: int) -> None:
        self._follow([e.ItemStarted(work.step.id, item)])
        self._begin_try(work, batch.inputs(item))

    def _begin_try(self, work: Work, inputs: Mapping[Name, Value]) -> None:
        """Begin a try of a Step that has begun: over the limit of threads if need be."""
        if self._perform.needs_thread(work, inputs):
            self._hold_thread(work)
        self._keep(work)
        self._perform.begin(work, inputs)

    def _hold_thread(self, work: Work) -> None:
        work.holds_thread = True
        self._threads += 1

    def _keep(self, work: Work) -> None:
        self._works.setdefault(work.step.id, {})[work.item] = work

    # ending

    def _hear_end(self, work: Work, outcome: Outcome) -> None:
        self._safely(self._end, work, outcome)

    def _end(self, work: Work, outcome: Outcome) -> None:
        """A try has ended: record what came of it, or wait for the next."""
        self._forget(work)
        if isinstance(outcome, Failure) and self._is_worth_a_retry(work, outcome):
            self._wait_for_retry(work, outcome)
        elif work.item is not None:
            self._end_item(work, work.item, outcome)
        else:
            self._end_step(work, outcome)

    def _end_step(self, work: Work, outcome: Outcome) -> None:
        step = work.step
        match outcome:
            case Delivered():
                self._follow([undeclared_warning(step, name) for name in outcome.undeclared])
                self._complete(work, outcome.outputs)
            case Cause():
                self._fact(e.StepCancelled(step.id, work.attempt, *outcome))
            case Failure():
                self._fail(work, outcome)

    def _complete(self, work: Work, outputs: Mapping[Name, Value]) -> None:
        step = work.step
        there = self.state.steps[step.id].outputs  # recorded before the run was cut off: they stand
        values = [
            e.AttributeSet(step.outputs[name].writes(name), step.id, name, value)
            for name, value in outputs.items()
            if name not in there
        ]
        self._completed.append(step.id)
        self._fact(*values, e.StepCompleted(step.id, work.attempt))

    def _fail(self, work: Work, failure: Failure) -> None:
        self._fact(
            e.StepFailed(work.step.id, work.attempt, failure.reason, failure.message, failure.trace)
        )

    def _end_item(self, work: Work, item: int, outcome: Outcome) -> None:
        """An element has ended for good; go on with the next, or end the Step."""
        step, batch = work.step, self._batches[work.step.id]
        match outcome:
            case Delivered():
                batch.complete(item, outcome.outputs)
                self._follow([undeclared_warning(step, name) for name in outcome.undeclared])
                self._follow([e.ItemCompleted(step.id, item, work.attempt, outcome.outputs)])
            case Cause():
                batch.cancel(outcome)
            case Failure():
                batch.fail(item, outcome)
                why = (outcome.reason, outcome.message, outcome.trace)
                self._follow([e.ItemFailed(step.id, item, work.attempt, *why)])
        self._go_on(batch, Work(step))

    def _go_on(self, batch: Batch, work: Work) -> None:
        """Begin elements while there is room; end the Step once nothing is in progress."""
        while (item := batch.begin()) is not None:
            self._start_item(Work(work.step, item=item), batch, item)
        if not batch.in_progress and self._batches.pop(work.step.id, None) is not None:
            outcome = batch.outcome()
            if isinstance(outcome, Failure):
                self._elements += batch.deeds()
            self._end_step(work, outcome)

    def _is_worth_a_retry(self, work: Work, failure: Failure) -> bool:
        again = failure.retryable and work.attempt <= work.step.policy.retry.times
        return again and self._scheduler.may_retry(work.step.id)

    def _wait_for_retry(self, work: Work, failure: Failure) -> None:
        step, retry = work.step.id, work.step.policy.retry
        delay = retry.wait(work.attempt, self._clock.jitter())
        delay = max(delay, min(failure.retry_after or 0.0, retry.max_delay))
        waiting = Work(work.step, item=work.item, attempt=work.attempt, failure=failure)
        self._keep(waiting)
        why = (failure.reason, failure.message)
        self._fact(e.StepRetrying(step, work.attempt, delay, *why, work.item))
        if not waiting.closed:
            waiting.timer = self._later(delay, self._retry, waiting)

    def _retry(self, work: Work) -> None:
        self._scheduler.retry(work.step.id)
        inputs = self.state.steps[work.step.id].inputs
        if work.item is not None:
            inputs = self._batches[work.step.id].inputs(work.item)
        self._begin_try(Work(work.step, item=work.item, attempt=work.attempt + 1), inputs)

    def _end_waiting(self, work: Work, outcome: Outcome) -> None:
        """A wait for a retry is over, and no retry comes."""
        work.closed = True
        work.clear_timers()
        self._forget(work)
        if work.item is not None:
            self._end_item(work, work.item, outcome)
        else:
            self._end_step(work, outcome)

    def _forget(self, work: Work) -> None:
        """Work has ended; give back what it held."""
        works = self._works[work.step.id]
        del works[work.item]
        if not works:
            del self._works[work.step.id]
        if work.holds_thread:
            work.holds_thread = False
            self._threads -= 1
            if self._queued:
                self._ready.append(self._queued.popleft())
                self._start_soon()

    def _cancel(self, work: Work, why: Cause) -> None:
        if work.failure is None:
            self._perform.cancel(work, why)
        else:
            self._end_waiting(work, why)

    def _warn_late(self, work: Work) -> None:
        """A value that came after its Step had ended is dropped, and said to be."""
        if self._is_on:
            step = work.step.id
            message = f"step '{step}' delivered after it had been given up; the result is dropped"
            self._safely(self._follow, [e.Warning("late_result", message, step)])
