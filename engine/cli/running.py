"""Carries out a Plan from the command line: its own loop, Ctrl-C, the stream of events."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, TextIO, TypeVar

from engine.cause import Reason, unheard
from engine.cli.exits import Exit
from engine.cli.streams import leave, say
from engine.clock import SystemClock
from engine.codec import dump_record
from engine.events import Record
from engine.inside import NOTHING_STANDS, Standing
from engine.plan import Fault
from engine.process import kill_programs
from engine.runner import Runner
from engine.state import RunState, RunStatus, StepStatus

if TYPE_CHECKING:
    from engine.cli.progress import Progress
    from engine.memo import Memo
    from engine.plan import Plan
    from engine.question import Asker
    from engine.registry import Registry
    from engine.store import Journal

T = TypeVar("T")

GRACE: Final = 6.0
"""Seconds that a stopped run has to end: it does, unless a coroutine holds up the loop."""

LAST_WORDS: Final = 2.0
"""Seconds for what is told when the process leaves at once: nobody may be reading."""

_ASKS: Final = (signal.SIGINT, signal.SIGTERM)
_HANGUP: Final = getattr(signal, "SIGHUP", None)
"""The terminal is closed, of which one is often told twice. Windows has none."""


class Ended(NamedTuple):
    """What a run came to; whether work that could not be cancelled still goes on, and events were lost.

    `unread` says that it was stopped because whoever read its events has gone.
    """

    state: RunState
    left_behind: bool
    events_lost: bool = False
    unread: bool = False


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
        self._try(lambda: self._stream.write(dump_record(record, self._run) + "\n"))
        if not self._waiting:
            self._waiting = True
            asyncio.get_running_loop().call_soon(self._flush)

    def send(self) -> None:
        """Send on what was written, from another thread, while the loop is held up."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()

    def close(self) -> None:
        """Write what is left."""
        self._try(self._stream.close)

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


class Interrupts:
    """While entered: the first Ctrl-C or SIGTERM stops, a second one leaves, whatever the loop is doing.

    The signals are heard by a thread of its own, since a Step's coroutine may hold up the main one. A
    terminal that is closed stops as well.
    """

    def __init__(
        self, stop: Callable[[], None], announce: Callable[[], None], tell: Callable[[], None]
    ) -> None:
        """Take what stops the run, what says so, and what tells how far it was when the process leaves.

        The first is called on the loop that is running now, the others in threads.
        """
        self._stop, self._announce, self._tell = stop, announce, tell
        self._loop = asyncio.get_running_loop()
        self._ours, self._theirs = socket.socketpair()

    def __enter__(self) -> Interrupts:
        """Begin to listen."""
        self._ours.setblocking(False)
        self._old_wakeup = signal.set_wakeup_fd(self._ours.fileno(), warn_on_full_buffer=False)
        self._old = {one: signal.signal(one, _heard) for one in _heeded()}
        self._thread = threading.Thread(target=self._listen, name="interrupts", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give the signals back."""
        for one, handler in self._old.items():
            signal.signal(one, handler)
        signal.set_wakeup_fd(self._old_wakeup)
        self._ours.close()
        self._thread.join()
        self._theirs.close()

    def _listen(self) -> None:
        if self._next_signal(None, (*_ASKS, _HANGUP)) is None:
            return
        self._loop.call_soon_threadsafe(self._stop)
        self._announce()
        late = ""
        try:
            if self._next_signal(GRACE, _ASKS) is None:
                return
        except TimeoutError:
            late = f"the run did not stop within {GRACE:g} s; it was left as it is"
        kill_programs()
        threading.Thread(target=self._leave, args=(late,), daemon=True).start()
        time.sleep(LAST_WORDS)  # unless the process has ended by then
        os._exit(Exit.CANCELLED)

    def _leave(self, late: str) -> NoReturn:
        try:
            if late:
                say(late)
            if sys.stderr.isatty():
                say("\x1b[?25h")  # a live table hides the cursor
            self._tell()
        finally:
            leave(Exit.CANCELLED)

    def _next_signal(
        self, timeout: float | None, among: Sequence[signal.Signals | None]
    ) -> int | None:
        """The next of these signals; None once the run is over. Raises TimeoutError."""
        self._theirs.settimeout(timeout)
        while received := self._theirs.recv(1):
            if received[0] in among:
                return received[0]
        return None


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
) -> Ended:
    """Run a Plan to its end and give what it came to; an interruption stops it.

    `events` takes the records as JSON lines, and is closed at the end. The `journal` keeps them first; a
    run goes on where the records of `resume` end, with what is `standing`; Steps take from `memo` what is
    remembered of them. `asker` answers questions, `timeout` is how many seconds the run may take, and
    `executor` where its Steps do their work. `leaving` is told, in a thread, how far the run was if the
    process has to leave before its end.

    Raises:
        PlanError: The Plan cannot be run; nothing has happened.
        JournalBroken: The run could not be kept any more and was broken off.
    """
    course = _Course(progress, events, journal, leaving, resume)
    run = journal.run if journal is not None else None
    runner = Runner(
        plan, registry, course.take, folder=folder, run=run, resume=resume, memo=memo,
        asker=asker, timeout=timeout, keep=course.keep, executor=executor, standing=standing,
    )  # fmt: skip
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
    ) -> None:
        self._resume = resume
        self._progress, self._events, self._journal = progress, events, journal
        self._leaving = leaving
        self._lines: EventLines | None = None
        self._taken: list[Record] = []
        self._events_lost = self._unread = False

    async def follow(self, runner: Runner) -> Ended:
        """Run to the end, which a Step that cancels whatever it finds may bring about too."""
        self._runner = runner
        self._progress.catch_up(self._resume)
        if self._events is not None:
            self._lines = EventLines(self._events, runner.run_id, self._lose)
        try:
            with (
                Interrupts(runner.stop, self._announce, self._tell),
                contextlib.suppress(asyncio.CancelledError),
            ):
                await runner.run()
        finally:
            self._progress.close()
            if self._lines is not None:
                self._lines.close()
        return Ended(_cut_off(runner.state), runner.left_behind, self._events_lost, self._unread)

    def take(self, record: Record) -> None:
        """Have a record kept, then told and shown."""
        if self._journal is not None:
            self._journal.put(record)
        self._taken.append(record)

    def keep(self) -> None:
        """Have what was taken written, then tell it and show it."""
        taken, self._taken = self._taken, []
        if self._journal is not None:
            self._journal.flush()
        for record in taken:
            self._show(record)

    def _show(self, record: Record) -> None:
        if self._lines is not None:
            self._lines.take(record)
        self._progress.take(record)

    def _announce(self) -> None:
        self._progress.note("stopping; Ctrl-C again leaves at once")

    def _tell(self) -> None:
        """Tell how far the run is, in a thread: what the loop changes meanwhile is let be."""
        if self._lines is not None:
            self._lines.send()
        is_kept = self._journal is not None and not self._runner.state.status.is_terminal
        with contextlib.suppress(OSError, RuntimeError):
            self._leaving(_cut_off(self._runner.state))
            if is_kept:
                run = self._runner.run_id
                say(f"the run is kept as interrupted; 'backcast resume {run}' goes on with it")

    def _lose(self, error: OSError) -> None:
        if isinstance(error, BrokenPipeError):
            self._unread = True
            asyncio.get_running_loop().call_soon(self._runner.stop, unheard())
            return
        self._events_lost = True
        self._progress.complain(f"the events can no longer be written: {error.strerror or error}")


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


def _heeded() -> Iterator[signal.Signals]:
    """The signals to listen to: a program that was begun with `nohup` outlives its terminal."""
    yield from _ASKS
    if _HANGUP is not None and signal.getsignal(_HANGUP) is not signal.SIG_IGN:
        yield _HANGUP


def _heard(_signal: int, _frame: FrameType | None) -> None:
    """Keep the signal from doing anything itself: the thread has heard it."""
