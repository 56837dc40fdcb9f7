"""Carries out a Plan from the command line: its own loop, Ctrl-C, the stream of events."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

from engine.cause import Cause, Reason
from engine.cli.exits import Exit
from engine.cli.streams import leave, say
from engine.codec import dump_record
from engine.events import Record
from engine.runner import Runner
from engine.state import RunState

if TYPE_CHECKING:
    from engine.cli.progress import Progress
    from engine.plan import Plan
    from engine.registry import Registry

GRACE: Final = 8.0
"""Seconds that a stopped run has to end: it takes 6 at most, unless a coroutine holds up the loop."""

_UNREAD: Final = Cause(Reason.STOPPED, (), "nobody reads the events any more")

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Ended(NamedTuple):
    """What a run came to, and whether work that could not be cancelled still goes on."""

    state: RunState
    left_behind: bool


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

    The signals are heard by a thread of its own, since a Step's coroutine may hold up the main one.
    """

    def __init__(self, stop: Callable[[], None]) -> None:
        """Take what stops the run; it is called on the loop that is running now."""
        self._stop = stop
        self._loop = asyncio.get_running_loop()
        self._ours, self._theirs = socket.socketpair()

    def __enter__(self) -> Interrupts:
        """Begin to listen."""
        self._ours.setblocking(False)
        self._old_wakeup = signal.set_wakeup_fd(self._ours.fileno(), warn_on_full_buffer=False)
        self._old = {one: signal.signal(one, _heard) for one in _SIGNALS}
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
        if self._next_signal(None) is None:
            return
        self._loop.call_soon_threadsafe(self._stop)
        try:
            if self._next_signal(GRACE) is None:
                return
        except TimeoutError:
            say(f"the run did not stop within {GRACE:g} s; it was left as it is")
        if sys.stderr.isatty():
            say("\x1b[?25h")  # a live table hides the cursor
        leave(Exit.CANCELLED)

    def _next_signal(self, timeout: float | None) -> int | None:
        """The next of our signals; None once the run is over. Raises TimeoutError."""
        self._theirs.settimeout(timeout)
        while received := self._theirs.recv(1):
            if received[0] in _SIGNALS:
                return received[0]
        return None


def carry_out(
    plan: Plan, registry: Registry, folder: Path, *, progress: Progress, events: TextIO | None
) -> Ended:
    """Run a Plan to its end and give what it came to; an interruption stops it.

    `events` takes the records as JSON lines, and is closed at the end.

    Raises:
        PlanError: The Plan cannot be run; nothing has happened.
    """
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_run(plan, registry, folder, progress, events))
    finally:
        loop.run_until_complete(_end_leftovers())
        loop.close()


async def _run(
    plan: Plan, registry: Registry, folder: Path, progress: Progress, events: TextIO | None
) -> Ended:
    def stop() -> None:
        progress.note("stopping; Ctrl-C again leaves at once")
        runner.stop()

    def lost(error: OSError) -> None:
        if isinstance(error, BrokenPipeError):
            asyncio.get_running_loop().call_soon(runner.stop, _UNREAD)
        else:
            progress.note(f"the events can no longer be written: {error.strerror or error}")

    def sink(record: Record) -> None:
        if lines is not None:
            lines.take(record)
        progress.take(record)

    runner = Runner(plan, registry, sink, folder=folder)
    lines = EventLines(events, runner.run_id, lost) if events is not None else None
    try:
        with Interrupts(stop):
            return Ended(await runner.run(), runner.left_behind)
    finally:
        progress.close()
        if lines is not None:
            lines.close()


async def _end_leftovers() -> None:
    """Cancel tasks that user code began and forgot; those that will not end are left behind."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others, timeout=1.0)


def _heard(_signal: int, _frame: FrameType | None) -> None:
    """Keep the signal from doing anything itself: the thread has heard it."""
