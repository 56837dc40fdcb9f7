"""Carries out a run: records what happens, and does what the rule decides. Decides nothing.

Every fact goes the same way: given to the sink first (what could not be kept did not happen), then
folded into the state, and only then are the decisions that follow from it carried out. Facts and
decisions wait in one agenda, so a decision that leads to another fact never overtakes those before it.

One Runner is one run, on the loop it was started on: asyncio's own headless, qasync's in the designer.
The work of its Steps is its `Crew`'s; undoing and resuming have rooms of their own, too. What is left
is a little more than other modules have: the one place where all of them meet.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine import cause
from engine import events as e
from engine.asking import Desk
from engine.capture import capturing
from engine.cause import Cause
from engine.clock import Clock, SystemClock, new_run_id
from engine.commons import Commons
from engine.crew import Crew
from engine.decision import CancelWork, Command, Decision, GiveUpRetry, StartWork, WakeAt
from engine.deed import Deed, Level
from engine.flow import Name, StepId
from engine.halting import Halts
from engine.inner import HASTE, InnerRuns, Nest
from engine.inside import NOTHING_STANDS, Standing
from engine.leaving import Leaving
from engine.limit import TimeLimit, wait_out
from engine.outbox import SLICE, Outbox
from engine.performer import GRACE, Performer
from engine.plan import Plan
from engine.question import Asker
from engine.recording import Sink, carrier
from engine.registry import Registry
from engine.resuming import rebuild
from engine.scheduler import Scheduler
from engine.state import RunState, RunStatus
from engine.undoing import Ended, Undoer, to_undo
from engine.work import Work

if TYPE_CHECKING:
    from engine.memo import Memo


class _Outside(NamedTuple):
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
        asker: Asker | None = None,
        timeout: float | None = None,
        memo: Memo | None = None,
        nest: Nest | None = None,
        halts: Halts | None = None,
        keep: Callable[[], None] = lambda: None,
        executor: str = "",
        standing: Standing = NOTHING_STANDS,
    ) -> None:
        """Take a Plan and the folder that relative paths and modules resolve against.

        `sink` is given every record as it happens, on the loop; if it raises, the run is broken off and
        `run` raises what it raised. `resume` are the records of a run of the same Plan that was cut off:
        what had ended keeps its results, work in flight begins again, and the sink gets only what comes
        after them; what is `standing` besides is given again. `asker` answers the questions of Steps;
        `timeout` is how many seconds the run may take from now on, and undoing once more, before it
        fails. `nest` is there where this is a run inside a Step; `halts` is what holds the run back on
        its way. `keep` is called after the records of each thing that happens, before any work goes on: a
        sink may put them off until then, and raise there what it would have raised. `executor` says where
        Steps work that do not say so themselves (`dask`, `dask:tcp://host:port`, `process`; empty: here).
        """
        self._clock = clock or SystemClock()
        self._now = self._clock.now
        self.run_id = run or new_run_id(self._now())
        self.state = RunState(run=self.run_id)
        self._plan, self._registry, self._folder = plan, registry, folder
        self._keep, self._is_called = keep, False
        self._scheduler = Scheduler(plan)
        self._agenda: deque[Decision | _Outside] = deque()
        self._carrying_out = self._is_open = False
        self._held: list[Decision] = []
        self._undone: set[tuple[StepId, int | None]] = set()
        self._resume, self._standing, self._memo = resume, standing, memo
        self._ended: asyncio.Future[None] | None = None
        self._nest = nest
        self._commons = nest.commons if nest else Commons(plan.origin, Desk(asker), executor)
        self.halts, threads = halts or Halts(), self._commons.threads
        self._crew = Crew(plan, self, self._scheduler, self._clock, threads, memo, self.halts)
        more = self._child, self._take_inner, self.take_late
        self._inner = InnerRuns(plan, registry, folder, self._commons, nest, *more)
        self._inner.standing = standing.inner
        self.halts.join(self, self._crew, self._inner, self._clock.now)
        self._carry_out_all = carrier(
            self.state, sink, self._now,
            start=self._crew.start, command=self._command, end=self._undo,
        )  # fmt: skip
        self.leaving = Leaving(
            plan, self.state, self._scheduler, self._crew, self._inner, self._commons, sink, self._now
        )  # fmt: skip
        self._limit = TimeLimit(timeout, self.safely)

    async def run(self) -> RunState:
        """Run to the end and give the final state. Cancelling this stops the run first.

        Raises:
            PlanError: The Plan cannot be run, or not there; nothing was recorded.
        """
        self._plan.require_runnable()
        self._registry.require_executor(self._commons.executor)
        self._ended = asyncio.get_running_loop().create_future()
        outbox = Outbox(self._take_aside)
        performer_of = partial(self._performer_of, outbox)
        ended = self.halts.dwelling(self._crew.hear_end)
        self._crew.performer = performer_of((), ended, self._crew.hear_late)
        self._crew.give_again(self._standing)
        self._crew.performer.go_afar(self._plan, self._inner.way)
        self._undoer = Undoer(self._plan, performer_of, self._record, self._clock, self.safely)
        self._limit.begin(self._give_up)
        with capturing():
            self.safely(self._go_on_from if self._resume else self._begin)
            try:
                await asyncio.shield(self._ended)
            except asyncio.CancelledError:
                self.stop()
                await wait_out(self._ended)
                raise
            finally:
                outbox.close()
                await self._close()
        return self.state

    def _performer_of(
        self, outbox: Outbox, levels: tuple[Level, ...], ended: Ended,
        late: Callable[..., None] = lambda *_: None,
    ) -> Performer:  # fmt: skip
        """Who performs work of this run, or of one inside its Steps that has ended."""
        inner, desk = self._inner, self._commons.desk
        for level in levels:
            inner = inner.step_into(*level)
        return Performer(
            self._registry, inner.folder, outbox, later=self.later, ended=ended,
            late=late, asking=(desk.inside(inner.way) if inner.way else desk).ask, run_flow=inner.run,
            commons=self._commons, grace=GRACE - inner.depth * HASTE,
        )  # fmt: skip

    def stop(self, why: Cause | None = None) -> None:
        """Give the run up; it ends `cancelled` within 6 s. On the loop only; harmless when repeated."""
        if self.is_on:
            self.safely(self._give_up, why or cause.stopped())
            self._undoer.stop(why or cause.stopped())

    def pause(self) -> None:
        """Begin nothing new, neither Steps, elements nor tries, until `resume`; what is at work goes on."""
        self.halts.pause()

    def resume(self) -> None:
        """Go on after a pause. On the loop only; harmless when repeated."""
        self.halts.resume()

    def advance(self) -> None:
        """While paused, let exactly one more Step start. On the loop only."""
        self.halts.advance()

    @property
    def hopeless(self) -> set[StepId]:
        """The Steps whose failure no retry could mend."""
        return self._crew.hopeless

    @property
    def left_thread(self) -> bool:
        """Whether a thread was left to itself."""
        return self._crew.left_thread

    @property
    def left_behind(self) -> bool:
        """Whether a coroutine that did not let itself be cancelled is still there, on the loop."""
        return self._commons.left_behind

    @property
    def is_on(self) -> bool:
        """Whether the run has begun and not ended."""
        return self._ended is not None and not self._ended.done()

    # recording

    def _begin(self) -> None:
        self._record(e.RunStarted(self._plan.flow, self._plan, self._plan.given))
        self._open()

    def _open(self) -> None:
        """Work out what follows from the start, for a slice of time in each turn of the loop."""
        until = self._clock.monotonic() + SLICE
        for _ in self._scheduler.beginning:
            self._hold_commands(self._scheduler.decided())
            if self._clock.monotonic() > until:
                asyncio.get_running_loop().call_soon(self.safely, self._open)
                return
        self._be_open()

    def _be_open(self) -> None:
        """Carry out what follows from the start; nothing else is decided before."""
        if not self._is_open:
            self._is_open = True
            self._hold_commands(self._scheduler.begin())
            held, self._held = self._held, []
            self.follow(held)
            self.halts.open()

    def _hold_commands(self, decisions: Iterable[Decision]) -> None:
        """Record the facts that follow from the start; the commands wait until all of them are."""
        facts: list[Decision] = []
        for item in decisions:
            (self._held if isinstance(item, Command) else facts).append(item)
        self.follow(facts)

    def _go_on_from(self) -> None:
        """Take a cut-off run up where its records end."""
        self._is_open = True
        rebuilt = rebuild(self._scheduler, self.state, self._resume)
        had_ended = self.state.status.is_terminal  # cut off after that, before it was settled
        self._crew.ended, self._undone = rebuilt.ended, rebuilt.undone
        self._crew.elements = list(rebuilt.elements(self._plan, self.state))
        away = self._commons.away_since(self._resume, self._standing, self._now())
        if not had_ended or self._left_to_undo():
            self._record(e.RunResumed(away))
        self._inner.cut_off = rebuilt.inner
        self._crew.start_soon()  # before work in flight can end: what was to start then, starts
        ending = {d.step for d in rebuilt.decisions if isinstance(d, CancelWork | GiveUpRetry)}
        for step in rebuilt.running:
            items, tried = rebuilt.items.get(step, {}), rebuilt.tried.get(step, {})
            self._crew.take_up(step, items, tried, waits=step in ending)
        self.follow(rebuilt.decisions)
        if had_ended:
            self._undo()

    def follow(self, decisions: Iterable[Decision]) -> None:
        """Carry out what was decided, or record what work says on the way. For the crew."""
        self._agenda.extend(decisions)
        self._carry_out()

    def fact(self, *events: e.Event) -> None:
        """Record facts that the rule has to hear of, and carry out what follows. For the crew."""
        if self._carrying_out:
            self._agenda.extend(map(_Outside, events))
            return
        self._carrying_out = True
        try:
            self._carry_out_all(events)
            if decisions := self._scheduler.take(*events):
                self._carry_out_all(decisions)
            if self._agenda:
                self._empty_agenda()
        finally:
            self._carrying_out = False

    def _take_aside(self, event: e.Event) -> None:
        """Record what work says on the way; once its Step has ended, nobody asks any more."""
        if self.state.is_at_work(event):
            self.safely(self.follow, [event])

    def _take_inner(self, event: e.Event) -> None:
        """Have what happened inside a Step recorded, by the outermost run; raises what its sink raises."""
        if self._nest is not None:
            self._nest.take(event)
            self.state.fold(event, self._now())  # it may have to undo it
        elif self.is_on and self.state.is_at_work(event):  # else it is an undo's
            try:
                self._record(event)
            except BaseException as error:
                self._break_off(error)
                raise

    def _child(
        self, plan: Plan, folder: Path, nest: Nest, sink: Sink, resume: Sequence[e.Record], standing: Standing
    ) -> Runner:  # fmt: skip
        """A run inside a Step of this one."""
        memo = None if self._memo is None else self._memo.inside(plan, folder)
        return Runner(
            plan, self._registry, sink,
            folder=folder, run=self.run_id, clock=self._clock, resume=resume, memo=memo, nest=nest,
            halts=self.halts.within(), keep=self._keep, standing=standing,
        )  # fmt: skip

    def _carry_out(self) -> None:
        if self._carrying_out:
            return
        self._carrying_out = True
        try:
            self._empty_agenda()
        finally:
            self._carrying_out = False

    def _empty_agenda(self) -> None:
        agenda = self._agenda
        while agenda:
            item = agenda.popleft()
            if isinstance(item, _Outside):
                self._carry_out_all((item.event,))
                agenda += self._scheduler.take(item.event)
            else:
                self._carry_out_all((item,))

    def _command(self, command: Command) -> None:
        match command:
            case StartWork(step=step):
                self._crew.start(step)
            case CancelWork(step=step, cause=why):
                self._crew.cancel(step, why)
            case GiveUpRetry(step=step):
                self._crew.give_up_retry(step)
            case WakeAt(step=step, input=name, seconds=seconds):
                loop = asyncio.get_running_loop()
                loop.call_later(seconds, self.safely, self._expire, step, name)

    def _record(self, event: e.Event) -> None:
        self._carry_out_all((event,))

    def _undo(self) -> None:
        """Undo what is to be undone after a run that has ended, and then settle."""
        self._limit.begin(self._undoer.stop)
        self._undoer.begin(self._left_to_undo(), self._settle)

    def _left_to_undo(self) -> list[Deed]:
        deeds = to_undo(self._plan, self.state, self._crew.ended, self._crew.elements)
        return [d for d in deeds if d.levels or (d.step, d.item) not in self._undone]

    def _settle(self) -> None:
        self._record(e.RunSettled())
        if self._ended is not None and self.is_on:
            self._ended.set_result(None)

    def _give_up(self, why: Cause) -> None:
        self._be_open()
        self.follow(self._scheduler.stop(why))

    async def _close(self) -> None:
        """Let go of everything: nothing of this run will happen any more."""
        self._limit.cancel()
        if self._nest is None:
            self._commons.desk.close()
            await self._crew.performer.aclose()

    def take_late(self, event: e.Event, deed: Deed | None) -> None:
        """Record that something came when its Step had ended, and have it undone. For what is inside."""
        if self.is_on:
            self.safely(self.follow, [event])
            if deed is not None and self.state.status is RunStatus.RUNNING:
                self._crew.elements.append(deed)
            elif deed is not None:
                self._undoer.add(deed)
        elif self._nest is not None:
            self._nest.late(event, deed)

    def _expire(self, step: StepId, name: Name) -> None:
        if self.is_on:
            self.follow(self._scheduler.expire(step, name))

    def later(self, delay: float, what: Callable[[Work], None], work: Work) -> asyncio.TimerHandle:
        """Call after so many seconds, safely. For the crew."""
        return asyncio.get_running_loop().call_later(delay, self.safely, what, work)

    def safely(self, what: Callable[..., None], *args: Any) -> None:
        """Call from the loop: an error of the sink, or a bug, ends the run instead of hanging it.

        What was recorded meanwhile is kept then, in one go.
        """
        was_called, self._is_called = self._is_called, True
        try:
            what(*args)
            if not was_called:
                self._keep()
        except BaseException as error:  # noqa: BLE001 - `run` raises it
            self._break_off(error)
        self._is_called = was_called

    def _break_off(self, error: BaseException) -> None:
        """The run cannot be recorded any more: cancel everything and let `run` raise."""
        with contextlib.suppress(BaseException):  # what was recorded before
            self._keep()
        self._agenda.clear()
        self._crew.close()
        self._undoer.close()
        if self._ended is not None and self.is_on:
            self._ended.set_exception(error)
