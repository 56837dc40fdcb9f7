"""Starts and stops runs, folds their records, and tells the views once a frame.

The only place in the designer that makes a Runner. It folds for itself and shares nothing mutable with
the runner, so a view cannot tell a live run from a recorded one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from designer.session.keeping import begin_aside, end_aside, resume_aside
from designer.session.manner import GoingOn, Manner
from designer.session.pacing import Pacer
from designer.session.questions import Questions
from engine.breakpoint import Breakpoint
from engine.clock import SystemClock, new_run_id
from engine.codec import dump_flow
from engine.errors import EngineError, StoreError
from engine.events import Record
from engine.flow import Flow, Name, StepId
from engine.halting import Halts
from engine.memo import StoredMemo
from engine.plan import Plan
from engine.recall import RecallingRegistry, recalling
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState, RunStatus, StepStatus
from engine.store import Again, Journal, Resumed, Store, store_path
from engine.undoing import is_put_off
from engine.value import Value

FRAME: Final = 33
"""Milliseconds between two notices to the views."""


class _PutOff(Exception):
    """Undoing is not gone on with today."""


class RunSession(QObject):
    """The run that is on, or the last one."""

    started = Signal()
    changed = Signal(object, object)
    """The `RunState`, and the frozenset of Steps touched since the last notice."""
    recorded = Signal(object)
    """The list of `Record`s since the last notice."""
    settled = Signal()
    broken = Signal(str)
    """The run could not be started, or was broken off; a sentence."""
    undoing_put_off = Signal(object)
    """Undoing was stopped, and the run is kept as interrupted; the list of Steps that are not undone."""
    unkept = Signal(str)
    """The run goes on without being kept; a sentence says why."""

    def __init__(self, registry: Registry, parent: QObject | None = None) -> None:
        """Take the kinds that Steps may be of."""
        super().__init__(parent)
        self.state = RunState()
        self.questions = Questions(self)
        self._registry = registry
        self._runner: Runner | None = None
        self._task: asyncio.Task[None] | None = None
        self._store: Store | None = None
        self._journal: Journal | None = None
        self._touched: set[StepId] = set()
        self._records: list[Record] = []
        self._taken: list[Record] = []
        self._given_up = self._puts_off = False
        self.writer_of: Callable[[Flow], Callable[[], bytes]] = lambda flow: partial(
            dump_flow, flow
        )
        """What writes, in a thread, the flow file under which a run of a Flow is kept."""
        self._pacer, self._least = Pacer(), 0.0
        self._lag = 0.0
        self._caught_up: asyncio.Future[None] | None = None
        self._release = QTimer(self)
        self._release.setSingleShot(True)
        self._release.timeout.connect(self._pass_on)
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(FRAME)
        self._frame.timeout.connect(self._tell)

    @property
    def is_running(self) -> bool:
        """Whether a run is on."""
        return self._task is not None

    @property
    def is_closing(self) -> bool:
        """Whether the run has come to its end, and what did its work is still being closed."""
        return self.is_running and self.state.settled

    @property
    def is_on(self) -> bool:
        """Whether there is a run that can be stopped or held."""
        return self.is_running and not self.state.settled

    @property
    def is_ending(self) -> bool:
        """Whether the run was given up or has come to its end, and another one can follow soon."""
        return self.is_running and (self._given_up or self.state.settled)

    @property
    def status(self) -> RunStatus:
        """What the run has come to, as far as the views have been told."""
        return self.state.status

    def start(
        self, plan: Plan, folder: Path, flow: Flow, file: str = "", manner: Manner | None = None
    ) -> None:
        """Run a Plan of a Flow on the running asyncio loop; `settled` follows, whatever happens.

        The run is kept in the store, under the name of its `file`; where that cannot be, it is said
        and the run goes on.

        Raises:
            PlanError: The Plan cannot be run; nothing was started.
        """
        assert not self.is_running, "one run at a time: stop the other first"
        plan.require_runnable()
        self._clear()
        running = self._prepare(plan, folder, flow, file, manner or Manner())
        self._task = asyncio.get_running_loop().create_task(running)
        self.started.emit()

    def go_on(self, run: str, folder: Path, going: GoingOn) -> None:
        """Go on with a run that is kept and did not come to its end; `settled` follows, whatever happens."""
        assert not self.is_running, "one run at a time: stop the other first"
        self._clear()
        plan, registry, recalls, executor = going
        self.state, self._runner = RunState(run=run), None
        store = self._store = Store(store_path())
        memo = StoredMemo(store.memory, plan, registry, folder, recalls=recalls)
        make = partial(
            Runner, plan, registry, self._take, folder=folder, run=run, memo=memo,
            asker=self.questions, keep=self._keep, executor=executor,
        )  # fmt: skip
        resume = partial(store.resume, run, plan, registry.is_repeatable)
        running = self._run(self._take_up(make, store, resume))
        self._task = asyncio.get_running_loop().create_task(running)
        self.started.emit()

    async def _take_up(
        self, make: Callable[..., Runner], store: Store, resume: Callable[[], Resumed]
    ) -> None:
        self._journal, left = await resume_aside(store, resume)
        self._runner = make(resume=left.records, standing=left.standing)
        for record in left.records:
            self._show(record)

    def _clear(self) -> None:
        self._pacer.least, self._given_up, self._puts_off = self._least, False, False
        self._touched.clear()
        self._records.clear()
        self._taken.clear()

    def _prepare(
        self, plan: Plan, folder: Path, flow: Flow, file: str, manner: Manner
    ) -> Coroutine[Any, Any, None]:
        """Make the runner, and what keeps the run and carries it out."""
        registry, again = self._registry, None
        if manner.reuse is not None:
            source, first, known = manner.reuse
            registry, again = RecallingRegistry(known), Again(source, first)
            plan = recalling(plan, known, source)
        now = SystemClock().now()
        run = new_run_id(now)
        self.state = RunState(run=run)
        store = self._store = Store(store_path())
        recalls = manner.recalls and again is None
        memo = StoredMemo(store.memory, plan, registry, folder, recalls=recalls)
        halts = Halts(manner.breakpoints, paused=manner.stepwise, first=1, least=manner.least)
        make = partial(
            Runner, plan, registry, self._take, folder=folder, run=run,
            asker=self.questions, halts=halts, keep=self._keep,
            executor=manner.executor,
        )  # fmt: skip
        self._runner = make(memo=memo)
        write = self.writer_of(flow)
        begin = partial(
            store.begin, run, plan, file=file, folder=folder, at=now, again=again,
            is_repeatable=registry.is_repeatable,
        )  # fmt: skip
        return self._run(self._begin_to_keep(make, lambda: begin(write())))

    def stop(self) -> None:
        """Give up the run that is on; `settled` follows within 6 s.

        What it is undoing then is left for when it goes on, where it is kept.
        """
        if self.is_running:
            self._pacer.least = 0.0  # whoever stops has seen enough
            self._given_up = True  # also where it is about to begin
            if self._runner is not None:
                ended = self._runner.state.status.is_terminal
                self._puts_off = ended and self._journal is not None
                self._runner.stop()
            self._pass_on()

    # holding it back

    @property
    def is_paused(self) -> bool:
        """Whether the run is held, though the views may still be on their way there."""
        return self.is_running and self._runner is not None and self._runner.state.paused

    def pause(self) -> None:
        """Begin nothing new until `resume`."""
        if self._runner is not None and self.is_running:
            self._runner.pause()

    def resume(self) -> None:
        """Go on, to the next breakpoint or the end."""
        if self._runner is not None and self.is_running:
            self._runner.resume()

    def advance(self) -> None:
        """Let exactly one more Step start; a run that is not paused is."""
        if self._runner is not None and self.is_running:
            self._runner.advance()

    def edit(self, values: Mapping[Name, Value]) -> None:
        """Give the Step that the run is held at other values for these inputs."""
        if self._runner is not None and self.is_running:
            self._runner.halts.edit(values)

    def watch(self, breakpoints: Iterable[Breakpoint]) -> None:
        """Hold the run that is on at these, and at no others."""
        if self._runner is not None and self.is_running:
            self._runner.halts.watch(breakpoints)

    # slow motion

    def slow_down(self, least: float) -> None:
        """Let every Step be seen at work for so many seconds, from now on; 0 shows what is."""
        self._least = self._pacer.least = least
        self._pass_on()

    def now(self) -> float:
        """The time that the views show, in seconds since 1970: as far back as they lag behind."""
        return SystemClock().now() - self._lag

    @property
    def is_behind(self) -> bool:
        """Whether the views lag behind the run."""
        return self._pacer.is_behind

    def forget(self) -> None:
        """Drop the last run: another document was opened."""
        assert not self.is_running, "a run that is on cannot be forgotten"
        self.state = RunState()
        self._touched.clear()
        self._records.clear()

    async def _end_to_keep(self) -> None:
        """Close the journal and the store; the run is kept even where that fails."""
        journal, store = self._journal, self._store
        self._journal = self._store = None
        try:
            if store is not None:
                await end_aside(store, journal)
        except StoreError as error:
            self.unkept.emit(f"{error}.")

    async def _run(self, keeping: Coroutine[Any, Any, None]) -> None:
        try:
            await keeping
            assert self._runner is not None, "it was made before this began"
            if self._given_up:
                asyncio.get_running_loop().call_soon(self._runner.stop)
            await self._runner.run()
        except _PutOff:
            self.undoing_put_off.emit(_undone_later(self._runner))
        except (EngineError, OSError) as error:
            self.broken.emit(f"The run was broken off: {error}")
        finally:
            self._tell()
            await self._end_to_keep()
            await self._catch_up()
            self._task = None
            self._tell()
            self.settled.emit()

    async def _begin_to_keep(
        self, make: Callable[[], Runner], begin: Callable[[], Journal]
    ) -> None:
        """Begin the journal; where that cannot be, the run remembers nothing, either."""
        assert self._store is not None, "it was made before this began"
        match await begin_aside(self._store, begin):
            case Journal() as journal:
                self._journal = journal
            case StoreError() | ValueError() as error:  # of a text that no file can hold
                self._store = None
                self._runner = make()
                self.unkept.emit(f"This run is not kept: {error}.")
            case error:
                raise error

    def _take(self, record: Record) -> None:
        """The runner's sink: nobody sees a record before it is kept."""
        if self._puts_off and is_put_off(record.event):
            raise _PutOff
        if self._journal is not None:
            self._journal.put(record)
        self._taken.append(record)

    def _keep(self) -> None:
        """Keep what was taken, and let it be seen: what cannot be kept did not happen."""
        taken, self._taken = self._taken, []
        if self._journal is not None:
            self._journal.flush()
        for record in taken:
            self._pass(record)

    def _pass(self, record: Record) -> None:
        if not self._pacer.least and not self._pacer.is_behind:
            self._show(record)
            return
        self._pacer.put(record)
        self._pass_on()

    def _show(self, record: Record) -> None:
        touched = self.state.apply(record)
        if touched is not None:
            self._touched.add(touched)
        self._records.append(record)
        if not self._frame.isActive():
            self._frame.start()

    def _pass_on(self) -> None:
        """Show what may be seen by now, and come back when there is more."""
        now = SystemClock().now()
        for record in self._pacer.pass_on(now):
            self._lag = now - record.at
            self._show(record)
        wait = self._pacer.wait(now)
        if wait is not None:
            self._release.start(round(wait * 1000) + 1)
            return
        self._lag = 0.0
        if self._caught_up is not None and not self._caught_up.done():
            self._caught_up.set_result(None)

    async def _catch_up(self) -> None:
        """Wait until the views have seen all of the run."""
        if self._pacer.is_behind:
            self._caught_up = asyncio.get_running_loop().create_future()
            try:
                await self._caught_up
            finally:
                self._caught_up = None

    def _tell(self) -> None:
        self._frame.stop()
        records, self._records = self._records, []
        touched, self._touched = frozenset(self._touched), set()
        if records:
            self.recorded.emit(records)
            self.changed.emit(self.state, touched)


def _undone_later(runner: Runner | None) -> list[StepId]:
    """The Steps of a run whose work was to be undone and is not, in the order in which that is done."""
    assert runner is not None, "it was undoing"
    plan, steps = runner.state.plan, runner.state.steps
    left = [
        (one.ended or 0.0, step)
        for step, one in steps.items()
        if one.status is StepStatus.COMPLETED and one.undo in ("", "running")
        if one.undo or plan.steps[step].policy.undo is not None
    ]
    return [step for _, step in sorted(left, reverse=True)]
