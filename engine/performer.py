"""Performs tries: in tasks, limits their time, cancels them, and tells what came of each, once.

A task of its own for every try would cost more than most tries do. So tries wait in a queue, and a task, a
*hand*, works it off for a slice of time. Before each try a hand sees to it that another one is there to go on
should the try make it wait: what waits has a task for itself, and what never does costs none. A hand that was
cancelled, or in which a context variable was set, takes no more tries, so no work sees another's.

Knows nothing of the Plan, the rule or the record; the runner decides what a try's end leads to.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections import deque
from collections.abc import Callable, Mapping
from contextvars import Context, copy_context
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeAlias

from engine import cause
from engine.capture import recorded
from engine.cause import Cause, Reason
from engine.commons import Commons
from engine.errors import Fatal
from engine.flow import Name
from engine.inside import Key
from engine.masking import blot, blotted, forms_of
from engine.outbox import SLICE, Outbox
from engine.plan import Plan
from engine.plugin import StepKind
from engine.registry import Registry
from engine.secret import references, resolve_all
from engine.value import Secret, Value, fresh
from engine.work import (
    Around,
    Asking,
    Delivered,
    Failure,
    Outcome,
    RunFlow,
    Work,
    WorkContext,
    call_of,
    check_outputs,
    failure_of,
    unfit_input,
)

if TYPE_CHECKING:
    from engine.distant.afar import Afar

GRACE: Final = 5.5
"""Seconds that a cancelled try may take to end before it is given up."""

HURRY: Final = 0.5
"""The same where the run is being left."""

CLOSING: Final = 2.0
"""Seconds that an object shared in a run may take to close."""

Late: TypeAlias = Callable[..., None]
"""Hears of work that delivered too late, and of its inputs and outputs where they are known."""

Later: TypeAlias = Callable[[float, Callable[[Work], None], Work], asyncio.TimerHandle]


class Performer:
    """Tries of Steps' work, on the running loop. `afar` takes those that are done elsewhere, if any are.

    `standing` is what was given before the run was cut off: it is given again, and not worked for.
    """

    afar: Afar | None = None
    standing: Mapping[Key, Mapping[Name, Value]] = {}

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
        self._commons, self._grace = commons, grace
        self._closed = False
        self._kinds: dict[str, StepKind] = {}
        self._loop = asyncio.get_running_loop()
        self._variables = copy_context()  # what work sets of them, no other work gets to see
        self._waiting: deque[tuple[Work, Mapping[Name, Value]]] = deque()
        self._hands: set[asyncio.Task[None]] = set()
        self._at_hand = False  # one of them is going to look at what waits
        self._next: asyncio.Task[None] | None = None  # the one that has not begun yet
        self._around = Around(
            folder=folder, executor=registry.executor_here, outbox=outbox, shared=commons.shared,
            on_late=late, on_left=self._give_up_left, asking=asking, run_flow=run_flow,
            limit_time=self._limit_time,
        )  # fmt: skip

    def needs_thread(self, work: Work, inputs: Mapping[Name, Value]) -> bool:
        """Whether a try may block a thread. A kind that cannot even say fails when it is performed."""
        if self.afar is not None and self.afar.takes(work.step):
            return False
        try:
            kind = self._kinds.get(work.step.kind) or self._kind(work.step.kind)
            call = work.call = call_of(work, inputs)
            context = work.context = WorkContext(work, self._around)
            return kind.needs_thread(call, context)
        except Exception:  # noqa: BLE001 - a kind is somebody's code
            return False

    def begin(self, work: Work, inputs: Mapping[Name, Value]) -> None:
        """Begin a try; what came of it is told later, or at once where it stands or the inputs do not fit."""
        if self.standing and (stands := self.standing.get((work.step.id, work.item))) is not None:
            self._ended(work, Delivered(stands))
            return
        if (failure := unfit_input(work, inputs)) is not None:
            self._ended(work, failure)
            return
        afar = self.afar
        if afar is None or not afar.begin(work, inputs, WorkContext(work, self._around)):
            self._waiting.append((work, inputs))
            if not self._at_hand and self._next is None:
                self._hire()
        if work.step.policy.timeout is not None and (afar is None or not afar.takes(work.step)):
            self._limit_time(work)

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
        elif self.afar is not None:
            self.afar.give_up(work)

    def go_afar(self, plan: Plan, within: str) -> None:
        """Have work of a Plan done elsewhere, where run or Step say so; `within` is where the run is."""
        spec = self._commons.executor
        if not spec and not any(step.policy.executor for step in plan.steps.values()):
            return
        from engine.distant.afar import Afar  # a run that stays here does without

        self.afar = Afar(
            plan, self._registry, spec, self._commons.shared, self._outbox,
            within=f"{within}/" if within else "", folder=self._folder,
            end=self._end, given=self._end_given, late=self._late, begun=self._limit_time,
        )  # fmt: skip

    async def aclose(self) -> None:
        """Close what Steps shared: the run has settled."""
        shared = list(self._commons.shared.values())
        self._commons.shared.clear()
        for made in shared:
            await _close(made)

    def _hire(self) -> None:
        """Have one more task look at what waits, in the loop's next turn."""
        self._next = self._loop.create_task(self._work_off(), context=self._variables.copy())
        self._hands.add(self._next)
        self._next.add_done_callback(self._dismiss)

    def _dismiss(self, hand: asyncio.Task[None]) -> None:
        self._hands.discard(hand)
        if hand is self._next:  # somebody cancelled it before it began
            self._next = None
            if self._waiting:
                self._hire()

    async def _work_off(self) -> None:
        """Perform what waits, one try after the other; while a try makes this one wait, the next goes on."""
        self._next, hand = None, asyncio.current_task()
        assert hand is not None, "a coroutine that is awaited by nobody is a task"
        until = monotonic() + SLICE
        is_clean = True
        while self._waiting and is_clean and monotonic() < until:
            work, inputs = self._waiting.popleft()
            if work.closed:
                continue
            work.task = hand
            if self._waiting and self._next is None:
                self._hire()
            self._at_hand = False
            is_clean = await self._perform(work, inputs) and not hand.cancelling()
        self._at_hand = False
        if self._waiting and self._next is None:
            self._hire()

    async def _perform(self, work: Work, inputs: Mapping[Name, Value]) -> bool:
        """One try, whatever may come of it; whether it left its task as it was. Never raises."""
        outcome: Outcome
        context = work.context or WorkContext(work, self._around)
        recorder = recorded(context.output)
        recorder.begin()
        before = copy_context()
        try:
            name = work.step.kind
            kind = self._kinds.get(name) or self._kind(name)
            call = work.call
            if call is None:
                find = not getattr(kind, "keeps_references", False)
                call = call_of(work, await self._own(work, inputs, context, find=find))
            config = self._registry.config(work.step)
            if self.afar is None:
                returned = await kind.perform(call, config, context)
            else:
                work.call = call
                returned = await self.afar.perform(work, kind, config, context)
            if work.secrets:
                returned = _without_secrets(work, returned, context)
            outcome = check_outputs(call.outputs, returned)
        except asyncio.CancelledError as error:
            outcome = self._why_cancelled(work, error)
        except BaseException as error:
            if not _is_current(work.task):  # the coroutine is being thrown away with its loop
                raise
            outcome = failure_of(error, work.secrets)
        recorder.end()
        self._at_hand = True
        is_clean = _is_same(before, copy_context())
        if not work.closed:
            self._end(work, outcome)
        elif isinstance(outcome, Delivered):
            self._late(work, {**inputs, **outcome.outputs})
        return is_clean

    def _kind(self, name: str) -> StepKind:
        kind = self._kinds[name] = self._registry.kind(name)
        return kind

    async def _own(
        self, work: Work, inputs: Mapping[Name, Value], context: WorkContext, *, find: bool
    ) -> dict[Name, Value]:
        """The inputs for one try: lists that it may change in place, and, with `find`, the secrets."""
        own, found = {}, []
        for name, value in inputs.items():
            if find and isinstance(value, Secret | list) and (named := references(value)):
                secrets = await context.blocking(partial(resolve_all, named, self._folder))
                own[name] = secrets if isinstance(value, list) else secrets[0]
                found += secrets
                work.secrets = forms_of(*found)
            else:
                own[name] = _copied(work, name, value)
        return own

    def _end(self, work: Work, outcome: Outcome) -> None:
        """Tell of the end. A try that was cancelled or timed out has no result, even if it gave one."""
        if work.timer is not None and work.task and self._loop.time() > work.timer.when():
            work.timed_out = True  # it held up the loop, which could not cancel it
        if (work.cancelled is not None or work.timed_out) and isinstance(outcome, Delivered):
            outcome = self._why_cancelled(work, asyncio.CancelledError())
        if not self._outbox.is_empty:
            self._outbox.flush(work.step.id)
        work.closed = True
        work.call = work.context = None  # they know the work: nothing is left to the collector
        if work.timer is not None or work.grace is not None:
            self._commons.ending.pop(id(work), None)
            work.clear_timers()
        self._ended(work, outcome)

    def _limit_time(self, work: Work, *, is_begun: bool = True) -> None:
        """Have a try's time run from now on; or not, where it has to wait for a worker again."""
        if work.timer is not None:
            work.timer.cancel()
            work.timer = None
        timeout = work.step.policy.timeout
        if timeout is not None and is_begun and not work.closed:
            work.timer = self._later(timeout, self._time_out, work)

    def _time_out(self, work: Work) -> None:
        work.timed_out = True
        self._interrupt(work)

    def _interrupt(self, work: Work) -> None:
        """Cancel a try, and give it up if it does not end in time."""
        if work.task is not None:
            work.task.cancel()
        elif work.trip is not None and self.afar is not None:
            self.afar.give_up(work)
        else:  # it waits for its turn: nothing in it has heard of that
            self._end_given(work)
            return
        if work.grace is None:
            self._give_grace(work)

    def _give_grace(self, work: Work) -> None:
        """Let a try that is being cancelled end by itself for a while, and a shorter one in a hurry."""
        commons, less = self._commons, partial(self._give_grace, work)
        if work.grace is not None:
            work.grace.cancel()
        seconds = self._grace - (GRACE - HURRY if commons.is_hurried else 0.0)
        work.grace = self._later(max(0.0, seconds), self._give_up, work)
        commons.ending[id(work)] = less

    def _give_up(self, work: Work) -> None:
        if work.task is not None:
            self._commons.left.append(work.task)
        work.left_thread = True
        self._end_given(work)

    def _end_given(self, work: Work) -> None:
        """End a try that was given up."""
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


def _is_same(before: Context, after: Context) -> bool:
    """Whether no context variable was set in between; they are compared only where any was."""
    try:
        return before == after
    except Exception:  # noqa: BLE001 - a value may refuse to be compared
        return False


def _copied(work: Work, name: Name, value: Value) -> Value:
    """An input for one try; a `Fatal` where it cannot be copied."""
    try:
        return fresh(value)
    except RecursionError:
        where = f"input '{name}' of step '{work.step.id}'"
        told = f"{where} contains itself or is nested too deeply to be handed on"
        raise Fatal(told, reason=Reason.BAD_INPUT) from None


def _without_secrets(
    work: Work, returned: Mapping[Name, Value], context: WorkContext
) -> dict[Name, Value]:
    """What a try gave, with every secret that it was given taken out, and said to be."""
    declared, clean = work.step.outputs, {}
    for name, value in returned.items():
        clean_name = name if name in declared else Name(blot(str(name), work.secrets))
        clean[clean_name] = blotted(value, work.secrets)
        if name in declared and clean[name] is not value:
            context.warn(f"output '{name}' held a secret that the step was given; it is masked")
    return clean


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
