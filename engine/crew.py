"""The work of a run's Steps: starts each, goes through its elements and tries, and says what came of it.

The runner decides nothing and neither does this: `Run` is asked to record what happens, and carries out
what follows. Performing one try is the performer's.

Longer than most modules, since a try, an element and a wait for another try are the same work at different
moments: what begins, ends and retries it changes the same few dicts.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from engine import events as e
from engine.batch import Batch
from engine.cause import Cause, Reason
from engine.clock import Clock
from engine.commons import Threads
from engine.deed import Deed
from engine.errors import StepFailure
from engine.flow import Name, Step, StepId
from engine.halting import Halts
from engine.inside import Key, Standing
from engine.outbox import SLICE
from engine.performer import Performer
from engine.plan import Plan
from engine.run import Run
from engine.scheduler import Scheduler
from engine.state import Retrying, StepStatus
from engine.value import Value
from engine.work import (
    Delivered,
    Failure,
    Outcome,
    Work,
    failure_of,
    late_warning,
    undeclared_warning,
)

if TYPE_CHECKING:
    from engine.memo import Memo


class Crew:
    """The Steps of one run that are ready, at work, or waiting for another try."""

    performer: Performer

    def __init__(
        self, plan: Plan, run: Run, scheduler: Scheduler, clock: Clock, threads: Threads,
        memo: Memo | None, halts: Halts,
    ) -> None:  # fmt: skip
        """Take whom to work for; `performer` has to be set before anything is started.

        `ended` are the Steps in the order in which their work ended, `elements` what those that
        did not end well had done, `hopeless` the Steps whose failure no retry could mend; `left_thread` says
        whether a thread was left to itself.
        """
        self._plan, self._run, self._scheduler = plan, run, scheduler
        self._clock, self._threads, self._memo, self._halts = clock, threads, memo, halts
        self._ready: deque[StepId] = deque()
        self._starting = False  # in the loop's next turn
        self._is_busy = False  # whoever is at it starts what became ready
        self._works: dict[StepId, Work] = {}
        self._items: dict[StepId, dict[int, Work]] = {}  # of Steps that run for each element
        self._batches: dict[StepId, Batch] = {}
        self._tried: dict[StepId, dict[int, Retrying]] = {}  # elements that it was cut off in
        self._held: list[Work] = []  # what would be tried again, were the run not paused
        self.ended: list[StepId] = []
        self.elements: list[Deed] = []
        self.hopeless: set[StepId] = set()
        self.left_thread = False
        self._earlier: dict[StepId, float] = {}  # seconds that count of Steps it was cut off in
        self._within: dict[Key, Sequence[e.Event]] = {}

    def give_again(self, standing: Standing) -> None:
        """Take what was given before the run was cut off, and is not to be worked for."""
        self.performer.standing = standing.results
        self._earlier, self._within = dict(standing.took), dict(standing.within)

    def take_up(
        self, step: StepId, items: Mapping[int, Mapping[Name, Value]],
        tried: Mapping[int, Retrying], *, waits: bool,
    ) -> None:  # fmt: skip
        """Begin work again that was in flight; or only note it, where it is about to be ended.

        `items` are the elements that had ended well, `tried` those that had failed, and are tried again.
        """
        state = self._run.state.steps[step]
        self._earlier.setdefault(step, 0.0)
        work = Work(self._plan.steps[step], attempt=max(1, state.tries))
        if state.items is not None and not waits:
            batch = self._batches[step] = Batch(work.step, state.inputs)
            for item, outputs in items.items():
                batch.restore(item, outputs)
            self._tried[step] = dict(tried)
            self._go_on(batch, work)
        elif state.retrying is None and not waits:
            self._begin_try(work, state.inputs)
        else:
            self._wait_again(work, state.retrying or Retrying(work.attempt, 0.0, ""))

    def _wait_again(self, work: Work, told: Retrying) -> None:
        """Wait for as long as is left of the wait for a retry that the run was cut off in."""
        work.attempt = told.attempt
        work.failure = Failure(Reason.EXCEPTION, told.message, retryable=True)
        self._keep(work)
        delay = max(0.0, told.due - self._clock.now())
        work.timer = self._run.later(delay, self._retry, work)

    # starting

    def start(self, step: StepId) -> None:
        """Begin the work of a Step whose inputs are settled, once what is being recorded is recorded."""
        self._ready.append(step)
        if not self._is_busy:
            self.start_soon()

    def start_soon(self) -> None:
        """Have what is ready started in the loop's next turn."""
        if not self._starting:
            self._starting = True
            asyncio.get_running_loop().call_soon(self._run.safely, self._start_ready)

    def _start_ready(self) -> None:
        """Start what is ready, for a slice of time; the rest in the next turn of the loop."""
        self._starting = False
        self._is_busy = True
        try:
            self._start_slice()
        finally:
            self._is_busy = False

    def _start_slice(self) -> None:
        ready, halts, steps = self._ready, self._halts, self._run.state.steps
        until = 0.0
        while ready and (halts.free or halts.passes(ready[0])):
            step = ready.popleft()
            if steps[step].status is StepStatus.PENDING:
                self._start(step)
            else:
                self._go_on_in_turn(step)
            if not ready:
                return
            now = self._clock.monotonic()
            until = until or now + SLICE
            if now > until:
                self.start_soon()
                return

    def _start(self, step: StepId) -> None:
        work, memo = Work(self._plan.steps[step]), self._memo
        if work.step.policy.cache and memo is not None and self._recall(work.step, memo):
            return
        for port in work.step.inputs.values():
            if port.each:
                self._start_batch(work)
                return
        inputs = self._run.state.steps[step].inputs
        if self.performer.needs_thread(work, inputs):
            if self._threads.is_full:
                self._threads.wait(partial(self._take_turn, step))
                return
            self._hold_thread(work)
        self._keep(work)
        self._run.fact(e.StepStarted(step))
        self.performer.begin(work, inputs)

    def _recall(self, step: Step, memo: Memo) -> bool:
        """Take what a Step gave in an earlier run, where that is remembered."""
        found = memo.recall(step, self._run.state.steps[step.id].inputs)
        self._run.follow([*memo.told()])
        if found is not None:
            values = self._values(step, found.outputs)
            self._run.fact(*values, e.StepCached(step.id, found.made, found.run))
        return found is not None

    def _start_batch(self, work: Work) -> None:
        step = work.step
        try:
            batch = Batch(step, self._run.state.steps[step.id].inputs)
        except StepFailure as error:
            self._run.fact(e.StepStarted(step.id))
            self._fail(work, failure_of(error))
            return
        self._batches[step.id] = batch
        self._run.fact(e.StepStarted(step.id, batch.total))
        self._go_on(batch, work)

    def _begin_try(self, work: Work, inputs: Mapping[Name, Value]) -> None:
        """Begin a try of a Step that has begun: over the limit of threads if need be."""
        if self.performer.needs_thread(work, inputs):
            self._hold_thread(work)
        self._keep(work)
        self.performer.begin(work, inputs)

    def _hold_thread(self, work: Work) -> None:
        work.holds_thread = True
        self._threads.hold()

    def _take_turn(self, step: StepId) -> bool:
        """Go on with a Step that waited for a thread, unless it has ended meanwhile."""
        batch, status = self._batches.get(step), self._run.state.steps[step].status
        if batch is not None:
            batch.waits = False
        wanted = self._run.is_on and (status is StepStatus.PENDING or batch is not None)
        if wanted:
            self._ready.appendleft(step)
            self.start_soon()
        return wanted

    def _go_on_in_turn(self, step: StepId) -> None:
        """Begin elements that waited for a thread; let others have what is left."""
        if (batch := self._batches.get(step)) is not None:
            self._go_on(batch, Work(self._plan.steps[step]))
        self._threads.pass_on()

    def _keep(self, work: Work) -> None:
        if work.item is None:
            self._works[work.step.id] = work
        else:
            self._items.setdefault(work.step.id, {})[work.item] = work

    def _all_of(self, step: StepId) -> list[Work]:
        """What is in progress of a Step."""
        work, items = self._works.get(step), self._items.get(step, {})
        return [*([] if work is None else [work]), *items.values()]

    # ending

    def hear_end(self, work: Work, outcome: Outcome) -> None:
        """Take what a try has come to, and start what became ready by it."""
        self._run.safely(self._end if self._is_busy else self._end_and_go_on, work, outcome)

    def _end_and_go_on(self, work: Work, outcome: Outcome) -> None:
        self._is_busy = True
        try:
            if type(outcome) is Delivered and work.item is None:  # nearly always
                self._forget(work)
                self._complete(work, outcome)
            else:
                self._end(work, outcome)
        finally:
            self._is_busy = False
        if self._ready and not self._starting:
            self._start_ready()

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
        match outcome:
            case Delivered():
                self._complete(work, outcome)
            case Cause():
                self.ended.append(work.step.id)
                self._run.fact(e.StepCancelled(work.step.id, work.attempt, *outcome))
            case Failure():
                self._fail(work, outcome)

    def _complete(self, work: Work, outcome: Delivered) -> None:
        step, outputs = work.step, outcome.outputs
        if outcome.undeclared:
            self._run.follow([undeclared_warning(step, name) for name in outcome.undeclared])
        if step.policy.cache and self._memo is not None:
            self._memo.keep(step, outputs, self._run.run_id)
            self._run.follow([*self._memo.told()])
        if self._within:
            self._tell_inside(work)
        self.ended.append(step.id)
        values, took = self._values(step, outputs), self._took(step.id) if self._earlier else None
        ended = e.StepCompleted(step.id, work.attempt, work.worker, work.waited, took)
        self._run.fact(*values, ended)

    def _took(self, step: StepId) -> float | None:
        """How long a Step was at work that the run was cut off in; None for others."""
        since = self._run.state.steps[step].lasts(self._clock.now()) or 0.0
        return round(max(0.0, self._earlier[step] + since), 6) if step in self._earlier else None

    def _tell_inside(self, work: Work) -> None:
        """Tell again what was done inside of what stands, before its end is told."""
        told = self._within.pop((work.step.id, work.item), ())
        self._run.follow([e.Inner(work.step.id, work.item, event) for event in told])

    def _values(self, step: Step, outputs: Mapping[Name, Value]) -> list[e.AttributeSet]:
        there = self._run.state.steps[step.id].outputs
        values = []
        for name, value in outputs.items():
            if name not in there:  # those that were recorded before the run was cut off stand
                attribute = step.outputs[name].attribute or name
                values.append(e.AttributeSet(attribute, step.id, name, value))
        return values

    def _fail(self, work: Work, failure: Failure) -> None:
        if not failure.retryable:
            self.hopeless.add(work.step.id)
        self.ended.append(work.step.id)
        why = (failure.reason, failure.message, failure.trace)
        self._run.fact(e.StepFailed(work.step.id, work.attempt, *why, work.worker, work.waited))

    def _end_item(self, work: Work, item: int, outcome: Outcome) -> None:
        """An element has ended for good; go on with the next, or end the Step."""
        step, batch = work.step, self._batches[work.step.id]
        match outcome:
            case Delivered():
                if self._within:
                    self._tell_inside(work)
                batch.complete(item, outcome.outputs)
                self._run.follow([undeclared_warning(step, name) for name in outcome.undeclared])
                told = (step.id, item, work.attempt, outcome.outputs, work.worker, work.waited)
                self._run.follow([e.ItemCompleted(*told)])
            case Cause():
                batch.cancel(outcome)
            case Failure():
                batch.fail(item, outcome)
                why = (outcome.reason, outcome.message, outcome.trace, work.worker, work.waited)
                self._run.follow([e.ItemFailed(step.id, item, work.attempt, *why)])
        self._go_on(batch, Work(step))

    def _go_on(self, batch: Batch, work: Work) -> None:
        """Begin elements while there is room; end the Step once nothing is in progress."""
        step, afar = work.step.id, self.performer.afar
        if afar is not None:
            batch.room = afar.room(work.step, batch.in_progress)
        while not self._halts.holds(step) and (item := batch.begin()) is not None:
            if not self._begin_item(batch, Work(work.step, item=item), item):
                break
        if (batch.waits or self._halts.holds(step)) and batch.has_more:
            return
        if not batch.in_progress and self._batches.pop(work.step.id, None) is not None:
            outcome = batch.outcome()
            if not isinstance(outcome, Delivered):
                self.elements += batch.deeds()
            self._end_step(work, outcome)

    def _begin_item(self, batch: Batch, work: Work, item: int) -> bool:
        """Begin an element, and say so: not where it has to wait for a thread."""
        step, inputs = work.step.id, batch.inputs(item)
        if (told := self._tried.get(step, {}).pop(item, None)) is not None:
            self._wait_again(work, told)
            return True
        if self._threads.is_full and self.performer.needs_thread(work, inputs):
            batch.put_back(item)
            if not batch.waits:
                batch.waits = True
                self._threads.wait(partial(self._take_turn, step))
            return False
        self._run.follow([e.ItemStarted(step, item)])
        self._begin_try(work, inputs)
        return True

    def _is_worth_a_retry(self, work: Work, failure: Failure) -> bool:
        again = failure.retryable and work.attempt <= work.step.policy.retry.times
        return again and self._scheduler.may_retry(work.step.id)

    def _wait_for_retry(self, work: Work, failure: Failure) -> None:
        step, retry = work.step.id, work.step.policy.retry
        delay = retry.wait(work.attempt, self._clock.jitter(), failure.retry_after)
        waiting = Work(work.step, item=work.item, attempt=work.attempt, failure=failure)
        self._keep(waiting)
        why = (failure.reason, failure.message)
        self._run.fact(e.StepRetrying(step, work.attempt, delay, *why, work.item))
        if not waiting.closed:
            waiting.timer = self._run.later(delay, self._retry, waiting)

    def _retry(self, work: Work) -> None:
        if self._run.state.paused and self._halts.holds(work.step.id):
            self._held.append(work)
            return
        inputs = self._run.state.steps[work.step.id].inputs
        if work.item is not None:
            inputs = self._batches[work.step.id].inputs(work.item)
        again = Work(work.step, item=work.item, attempt=work.attempt + 1)
        if self._threads.is_full and self.performer.needs_thread(again, inputs):
            self._threads.wait(partial(self._take_turn_to_retry, work))
            return
        self._scheduler.retry(work.step.id)
        self._begin_try(again, inputs)

    def _take_turn_to_retry(self, work: Work) -> bool:
        """Try again what waited for a thread, unless it is given up meanwhile."""
        wanted = self._run.is_on and not work.closed
        if wanted:
            asyncio.get_running_loop().call_soon(self._run.safely, self._retry_in_turn, work)
        return wanted

    def _retry_in_turn(self, work: Work) -> None:
        if not work.closed:
            self._retry(work)
        self._threads.pass_on()

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
        if work.left_thread:
            self.left_thread = True
        if work.item is None:
            del self._works[work.step.id]
        else:
            items = self._items[work.step.id]
            del items[work.item]
            if not items:
                del self._items[work.step.id]
        if work.holds_thread:
            work.holds_thread = False
            self._threads.give_back()

    def cancel(self, step: StepId, why: Cause) -> None:
        """Cancel all that is in progress of a Step."""
        for work in self._all_of(step):
            self._cancel(work, why)
        self._cancel_idle(step, why)

    def give_up_retry(self, step: StepId) -> None:
        """End a Step's waits for a retry with the failure that they follow."""
        self._tried.pop(step, None)
        for work in self._all_of(step):
            if work.failure is not None:
                self._end_waiting(work, work.failure)

    def go_on(self) -> None:
        """Begin what was held back while the run was paused."""
        self.start_soon()
        held, self._held = self._held, []
        for work in held:
            if not work.closed:
                self._retry(work)
        for step, batch in tuple(self._batches.items()):
            self._go_on(batch, Work(self._plan.steps[step]))

    def close(self) -> None:
        """Give everything up without a word: the run is broken off."""
        self._ready.clear()
        self._threads.pass_on()
        for step in {**self._works, **self._items}:
            for work in self._all_of(step):
                self.performer.close(work)

    def _cancel(self, work: Work, why: Cause) -> None:
        if work.failure is None:
            self.performer.cancel(work, why)
        else:
            self._end_waiting(work, why)

    def _cancel_idle(self, step: StepId, why: Cause) -> None:
        """Cancel a Step none of whose elements is at work, since the run is paused."""
        batch = self._batches.get(step)
        if batch is not None and not batch.in_progress:
            batch.give_up(why)
            self._go_on(batch, Work(self._plan.steps[step]))

    def hear_late(self, work: Work, values: Mapping[Name, Value] | None = None) -> None:
        """A value that came after its Step had ended is dropped, and undone where that can be."""
        deed = None
        if values is not None and work.step.policy.undo is not None:
            deed = Deed(work.step.id, work.item, values)
        self._run.take_late(late_warning(work.step.id), deed)
