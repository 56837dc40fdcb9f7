"""Carries out a Plan from the command line: its own loop, the stream of events, what it comes to."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO, TypeVar

from engine.cause import Reason, left, run_held_up, unheard
from engine.cli.deadline import Deadline
from engine.cli.streams import say
from engine.cli.watching import LAST_WORDS, Overdue, Watch
from engine.clock import SystemClock
from engine.codec import dump_record
from engine.events import Record
from engine.inside import NOTHING_STANDS, Standing
from engine.plan import Fault
from engine.process import kill_programs
from engine.runner import Runner
from engine.state import RunState, RunStatus, StepStatus
from engine.undoing import is_put_off

if TYPE_CHECKING:
    from engine.cli.progress import Progress
    from engine.memo import Memo
    from engine.plan import Plan
    from engine.question import Asker
    from engine.registry import Registry
    from engine.store import Journal

T = TypeVar("T")


class Ended(NamedTuple):
    """What a run came to; whether work that could not be cancelled still goes on, and events were lost.

    `unread` says that it was stopped because whoever read its events has gone, `later` what is left of it
    for `resume`, in a sentence.
    """

    state: RunState
    left_behind: bool
    events_lost: bool = False
    unread: bool = False
    later: str = ""


class _SetAside(Exception):
    """Undoing was stopped: what is left of it is not given up, but left for when the run is resumed."""


class EventLines:
    """Writes every record as a line of JSON, and sends the lines on once a turn of the loop."""

    def __init__(self, stream: TextIO, run: str, failed: Callable[[OSError], None]) -> None:
        """Take where to write, the run's id, and whom to tell that it cannot be written any more."""
        self._stream = stream
        self._run = run
        self._failed = failed
        self._waiting = False

    def take(self, record: Record) -> None:
        """Write a record; it is on its way before the loop's next turn."""
        if self._stream.closed:
            return
        self._try(lambda: self._write(record))
        if not self._waiting:
            self._waiting = True
            asyncio.get_running_loop().call_soon(self._flush)

    def send(self, records: Iterable[Record] = ()) -> None:
        """Send on what was written, and these, from another thread, while the loop is held up."""
        with contextlib.suppress(OSError, ValueError):
            for record in records:
                self._write(record)
            self._stream.flush()

    def close(self) -> None:
        """Write what is left."""
        self._try(self._stream.close)

    def _write(self, record: Record) -> None:
        self._stream.write(dump_record(record, self._run) + "\n")

    def _flush(self) -> None:
        self._waiting = False
        if not self._stream.closed:
            self._try(self._stream.flush)

    def _try(self, write: Callable[[], object]) -> None:
        try:
            write()
        except OSError as error:
            with contextlib.suppress(OSError):
                self._stream.close()
            self._failed(error)


def carry_out(
    plan: Plan,
    registry: Registry,
    folder: Path,
    *,
    progress: Progress,
    events: TextIO | None,
    journal: Journal | None = None,
    resume: Sequence[Record] = (),
    standing: Standing = NOTHING_STANDS,
    memo: Memo | None = None,
    asker: Asker | None = None,
    timeout: float | None = None,
    executor: str = "",
    leaving: Callable[[RunState], None] = lambda _: None,
    result: TextIO | None = None,
) -> Ended:
    """Run a Plan to its end and give what it came to; an interruption stops it.

    `events` takes the records as JSON lines, and is closed at the end. The `journal` keeps them first; a
    run goes on where the records of `resume` end, with what is `standing`; Steps take from `memo` what is
    remembered of them. `asker` answers questions, `timeout` is how many seconds the run may take, and
    `executor` where its Steps do their work. `leaving` is told, in a thread, how far the run was if the
    process has to leave before its end; `result` is where one JSON object is waited for, if that is so.

    Raises:
        PlanError: The Plan cannot be run; nothing has happened.
        JournalBroken: The run could not be kept any more and was broken off.
    """
    course = _Course(progress, events, journal, leaving, resume, timeout, folder)
    run = journal.run if journal is not None else None
    runner = Runner(
        plan, registry, course.take, folder=folder, run=run, resume=resume, memo=memo,
        asker=asker, timeout=timeout, keep=course.keep, executor=executor, standing=standing,
    )  # fmt: skip
    if result is not None:
        course.deadline.tell(result, runner.run_id, plan.flow)
    loop = asyncio.new_event_loop()
    try:
        return _drive(loop, course.follow(runner))
    finally:
        kill_programs()
        _drive(loop, _end_leftovers())
        loop.close()


class _Course:
    """The course of one run: where its records go, and what interrupts it."""

    def __init__(
        self,
        progress: Progress,
        events: TextIO | None,
        journal: Journal | None,
        leaving: Callable[[RunState], None],
        resume: Sequence[Record],
        timeout: float | None,
        folder: Path,
    ) -> None:
        self.deadline = Deadline(timeout, folder, None if journal is None else journal.last_words)
        self._resume, self._timeout = resume, timeout
        self._began = time.monotonic()
        self._thread = threading.get_ident()
        self._gate = threading.Lock()  # whoever has it may keep records
        self._progress, self._events, self._journal = progress, events, journal
        self._leaving = leaving
        self._lines: EventLines | None = None
        self._taken: list[Record] = []
        self._events_lost = self._unread = self._sets_aside = False

    async def follow(self, runner: Runner) -> Ended:
        """Run to the end, which a Step that cancels whatever it finds may bring about too."""
        self._runner = runner
        self._progress.catch_up(self._resume)
        if self._events is not None:
            self._lines = EventLines(self._events, runner.run_id, self._lose)
        try:
            with (
                self.deadline,
                Watch(self),
                contextlib.suppress(asyncio.CancelledError, _SetAside),
            ):
                await runner.run()
        finally:
            self._progress.close()
            if self._lines is not None:
                self._lines.close()
        state, left = runner.state, runner.left_behind
        return Ended(_cut_off(state), left, self._events_lost, self._unread, self._later(state))

    def take(self, record: Record) -> None:
        """Have a record kept, then told and shown.

        Raises:
            _SetAside: It says that something is not undone, which is to be done later.
        """
        if self._sets_aside and is_put_off(record.event):
            raise _SetAside
        if self._journal is not None:
            self._journal.put(record)
        self._taken.append(record)

    def keep(self) -> None:
        """Have what was taken written, then tell it and show it."""
        with self._gate:
            for record in self._written():
                self._show(record)

    def _written(self) -> list[Record]:
        """Have what was taken written, and give it."""
        taken, self._taken = self._taken, []
        if self._journal is not None:
            self._journal.flush()
        return taken

    def _show(self, record: Record) -> None:
        if self._lines is not None:
            self._lines.take(record)
        self._progress.take(record)

    # being watched over

    def stop(self) -> None:
        """Stop the run; what it is undoing then is left for when it is resumed, where it is kept."""
        self._sets_aside = self._journal is not None and self._runner.state.status.is_terminal
        self._runner.stop()

    def hurry(self) -> None:
        """Stop it with hardly any time for its work to end."""
        self._runner.leaving.hurry()

    def announce(self) -> None:
        """Say that it is being stopped."""
        self._progress.note("stopping; Ctrl-C again leaves at once")

    def alive(self) -> None:
        """Let the run go on."""
        self.deadline.put_off()

    def overdue(self, silent: float, grace: float, patience: float) -> Overdue | None:
        """Why it is to be left now that the loop has not answered for so long: its time, or a Step's, is up.

        Undoing has as much time as the run had.
        """
        if silent < grace:
            return None
        holder, state, limit = self._runner.leaving.holder(self._thread), self._runner.state, None
        if self._timeout is not None:
            more = self._timeout if state.status.is_terminal else 0.0
            is_over = time.monotonic() > self._began + self._timeout + grace
            if is_over and silent >= grace + more:
                name = None if holder is None else holder.step.id
                return Overdue(run_held_up(self._timeout, name), holder)
        if holder is not None:
            limit = holder.step.policy.timeout
        if holder is None or limit is None or silent < limit + patience:
            return None
        return Overdue(left(holder.step.id), holder, failed=holder.is_own)

    def tell(self, overdue: Overdue | None) -> None:
        """Tell how far the run is, in a thread, and have its end kept where it is to be left as overdue.

        The loop records nothing from then on.
        """
        self._shut()
        last: list[Record] = []
        if overdue is not None:
            with contextlib.suppress(Exception):  # else it is kept as far as it was
                failed = overdue.holder.step if overdue.holder and overdue.failed else None
                self._runner.leaving.give_up(overdue.why, failed)
                last = self._written()
        if self._lines is not None:
            self._lines.send(last)
        state = self._runner.state
        with contextlib.suppress(OSError, RuntimeError):
            self._leaving(_cut_off(state))
            if later := self._later(state):
                say(later)

    def _later(self, state: RunState) -> str:
        """What is left of a run that is kept and has not come to its end; empty where nothing is."""
        if self._journal is None or state.settled:
            return ""
        run = self._runner.run_id
        return f"the run is kept as interrupted; 'backcast resume {run}' {_what_next(state)}"

    def _shut(self) -> None:
        """Let the loop keep nothing any more, between two things that happen if possible."""
        until = time.monotonic() + LAST_WORDS / 4
        while self._gate.acquire(timeout=LAST_WORDS / 4) and self._taken:
            if time.monotonic() > until:
                return
            self._gate.release()
            time.sleep(0.001)

    def _lose(self, error: OSError) -> None:
        if isinstance(error, BrokenPipeError):
            self._unread = True
            asyncio.get_running_loop().call_soon(self._runner.stop, unheard())
            return
        self._events_lost = True
        self._progress.complain(f"the events can no longer be written: {error.strerror or error}")


def _what_next(state: RunState) -> str:
    """What resuming a run will do that was left before its end."""
    if state.status.is_terminal:
        return "undoes what is left to undo"
    is_stopping = any(one.reason == Reason.STOPPED for one in dict(state.steps).values())
    return "records its end" if is_stopping else "goes on with it"


def _cut_off(state: RunState) -> RunState:
    """What a run comes to that is left now: whatever has not ended is cancelled."""
    if state.status.is_terminal:
        return state
    now, message = SystemClock().now(), "the program was left before this had ended"
    steps = {
        name: one
        if one.status.is_terminal
        else replace(
            one,
            status=StepStatus.CANCELLED,
            ended=now,
            reason=Reason.STOPPED,
            message=message,
            retrying=None,
        )
        for name, one in dict(state.steps).items()
    }
    error = state.error or Fault("cancelled", message)
    attributes = {name: list(all_) for name, all_ in dict(state.attributes).items()}
    return replace(
        state,
        status=RunStatus.CANCELLED,
        ended=now,
        error=error,
        steps=steps,
        attributes=attributes,
    )


def _drive(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, on a loop that the code of Steps has at hand as well.

    That code may stop the loop or raise through it, and finds no task of ours among `all_tasks`.
    """
    task = loop.create_task(work)
    task.add_done_callback(lambda _: loop.stop())
    asyncio._unregister_task(task)
    while not task.done():
        with contextlib.suppress(SystemExit, KeyboardInterrupt):
            loop.run_forever()
    return task.result()


async def _end_leftovers() -> None:
    """Cancel tasks that user code began and forgot; those that will not end are left behind."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others, timeout=1.0)
