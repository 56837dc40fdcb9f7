"""Watches over a run from a thread of its own: Ctrl-C, and whether the loop still answers.

A Step's coroutine may hold up the loop for ever, and nothing on it can hear of a signal or a time limit
then. What this leads to in the end is that the process is left: that ends any work.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Final, NamedTuple, NoReturn, Protocol

from engine.cause import Cause
from engine.cli.exits import Exit
from engine.cli.streams import leave, say
from engine.leaving import Holder
from engine.process import kill_programs

GRACE: Final = 6.0
"""Seconds that a stopped run has to end: it does, unless a coroutine holds up the loop."""

PATIENCE: Final = 30.0
"""Seconds that a Step may hold up the loop past its own time: if it returns yet, the others go on."""

HURRY: Final = 1.5
"""The same after a second Ctrl-C."""

BEAT: Final = 1.0
"""Seconds between two looks at whether the loop answers."""

LAST_WORDS: Final = 2.0
"""Seconds for what is told when the process leaves at once: nobody may be reading."""

_ASKS: Final = (signal.SIGINT, signal.SIGTERM)
_HANGUP: Final = getattr(signal, "SIGHUP", None)
"""The terminal is closed, of which one is often told twice. Windows has none."""


class Overdue(NamedTuple):
    """Why a run whose loop does not answer is left: the cause of its end, and the Step that holds it up.

    `failed` says that it is that Step's own time that is up.
    """

    why: Cause
    holder: Holder | None
    failed: bool = False


class Watched(Protocol):
    """A run, as it is watched over."""

    def stop(self) -> None:
        """Stop it; called on the loop."""
        ...

    def hurry(self) -> None:
        """Stop it with hardly any time for its work to end; called on the loop."""
        ...

    def announce(self) -> None:
        """Say that it is being stopped; called in the thread, as the following are."""
        ...

    def alive(self) -> None:
        """Hear that Python goes on; called every now and then."""
        ...

    def overdue(self, silent: float, grace: float, patience: float) -> Overdue | None:
        """Why it is to be left now that the loop has not answered for `silent` seconds, if it is.

        It has had `grace` past the time of the run, or `patience` past that of a Step.
        """
        ...

    def tell(self, overdue: Overdue | None) -> None:
        """Tell how far it was: the process is about to leave."""
        ...


class Watch:
    """While entered: the first Ctrl-C or SIGTERM stops, a second one leaves, whatever the loop is doing.

    A terminal that is closed stops as well. A run that goes on past its time, or a Step past its own, is
    left once the loop has not answered for a while.
    """

    def __init__(self, run: Watched) -> None:
        """Take the run, which is on the loop that is running now."""
        self._run = run
        self._loop = asyncio.get_running_loop()
        self._ours, self._theirs = socket.socketpair()
        self._asked = self._hurried = 0.0  # when, by the monotonic clock
        self._answered, self._silent = True, 0.0

    def __enter__(self) -> Watch:
        """Begin to listen."""
        self._ours.setblocking(False)
        self._old_wakeup = signal.set_wakeup_fd(self._ours.fileno(), warn_on_full_buffer=False)
        self._old = {one: signal.signal(one, _heard) for one in _heeded()}
        self._thread = threading.Thread(target=self._listen, name="watch", daemon=True)
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
        """Hear signals, and look at the loop between them, until the run is over."""
        while True:
            self._theirs.settimeout(BEAT / 10 if self._asked else BEAT)
            try:
                received = self._theirs.recv(1)
            except TimeoutError:
                self._look()
                continue
            if not received:
                return
            self._hear(received[0])

    def _hear(self, number: int) -> None:
        if not self._asked and number in (*_ASKS, _HANGUP):
            self._asked = time.monotonic()
            self._loop.call_soon_threadsafe(self._run.stop)
            self._run.announce()
        elif number not in _ASKS:
            return
        elif not self._hurried:
            self._hurried = time.monotonic()
            self._loop.call_soon_threadsafe(self._run.hurry)
            kill_programs()
        else:
            self._leave(Exit.CANCELLED)

    def _look(self) -> None:
        """Leave the process where the run does not end, or goes on past its time."""
        self._run.alive()
        now = time.monotonic()
        if self._hurried and now > self._hurried + HURRY:
            self._leave(Exit.CANCELLED)
        if self._asked:
            if now > self._asked + GRACE:
                late = f"the run did not stop within {GRACE:g} s; it was left as it is"
                self._leave(Exit.CANCELLED, late)
            return
        if self._answered:
            self._answered, self._silent = False, 0.0
            self._loop.call_soon_threadsafe(self._answer)
            return
        self._silent += BEAT  # not by the clock: the whole process may have been halted
        if found := self._run.overdue(self._silent, GRACE, PATIENCE):
            self._leave(Exit.FAILED, _too_long(found.holder), found)

    def _answer(self) -> None:
        self._answered = True

    def _leave(self, status: int, late: str = "", overdue: Overdue | None = None) -> NoReturn:
        """End the process, with last words if somebody reads them."""
        kill_programs()
        args = status, late, overdue
        threading.Thread(target=self._speak_last, args=args, daemon=True).start()
        time.sleep(LAST_WORDS)  # unless the process has ended by then
        os._exit(status)

    def _speak_last(self, status: int, late: str, overdue: Overdue | None) -> NoReturn:
        try:
            if late:
                say(late)
            if sys.stderr.isatty():
                say("\x1b[?25h")  # a live table hides the cursor
            self._run.tell(overdue)
        finally:
            leave(status)


def _too_long(holder: Holder | None) -> str:
    """What to do about a run that could only be left."""
    if holder is None:
        return "the program does not answer any more, and was left"
    if holder.is_over:
        return (
            f"what step '{holder.step.id}' gave takes too long to take in, so the program was left; let it "
            "give less, or write it to a file and give the file's path"
        )
    return (
        f"step '{holder.step.id}' does not let anything else go on and cannot be ended, so the program was "
        'left; a function that computes or blocks must not be \'async\', and "isolate": "process" in the '
        "step's config lets it be ended"
    )


def _heeded() -> Iterator[signal.Signals]:
    """The signals to listen to: a program that was begun with `nohup` outlives its terminal."""
    yield from _ASKS
    if _HANGUP is not None and signal.getsignal(_HANGUP) is not signal.SIG_IGN:
        yield _HANGUP


def _heard(_signal: int, _frame: FrameType | None) -> None:
    """Keep the signal from doing anything itself: the thread has heard it."""
