"""What work says on the way, from whichever thread, brought to the loop in batches and in order."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from engine import events as e
from engine.flow import StepId
from engine.pulse import Pulse

SLICE: Final = 0.004
"""Seconds of recording, or of starting Steps, in one turn of the loop."""

PRINT_LIMIT: Final = 1_000
"""Lines printed but not recorded yet, beyond which a printing thread has to wait."""


class Outbox:
    """Carries what work says on the way (prints, progress, warnings) to the loop, in batches, in order."""

    def __init__(self, take: Callable[[e.Event], None]) -> None:
        """Take the callback that records an event; it is called on the running loop only."""
        self._take = take
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._events: deque[e.Event] = deque()
        self._woken = False
        self._closed = False
        self._pulses: dict[StepId, Pulse[e.StepProgress]] = {}

    def report(self, event: e.StepProgress) -> None:
        """Send how far a Step is: what comes too fast to be looked at is passed over, the last is not."""
        pulse = self._pulses.get(event.step)
        if pulse is None:
            pulse = self._pulses.setdefault(event.step, Pulse(self.put, self._call_later))
        pulse.put(event)

    def _call_later(self, delay: float, callback: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._loop.call_later, delay, callback)

    def put(self, event: e.Event) -> None:
        """Send an event; from any thread, which may be held back while the loop catches up."""
        if self._closed:
            return
        self._events.append(event)
        self._wake()
        while len(self._events) > PRINT_LIMIT and threading.get_ident() != self._thread:
            if self._closed:
                return
            time.sleep(0.002)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was sent that is not recorded."""
        return not self._events and not self._pulses

    def flush(self, step: StepId | None = None) -> None:
        """Record what was sent so far, and no more: work that never stops printing must not hold us.

        Of a Step that is named, or of all, also the progress that was held back.
        """
        if self.is_empty:
            return
        for each in list(self._pulses) if step is None else [step]:
            if (pulse := self._pulses.pop(each, None)) is not None:
                pulse.flush()
        for _ in range(len(self._events)):
            event = self._events.popleft()
            if not self._closed:
                self._take(event)

    def _flush_slice(self) -> None:
        """Record what was sent, for a slice of time; the rest in a later turn of the loop."""
        self._woken = False
        until = time.monotonic() + SLICE
        while self._events and not self._closed:
            self._take(self._events.popleft())
            if time.monotonic() > until:
                self._wake()
                return

    def _wake(self) -> None:
        if self._woken:
            return
        self._woken = True
        try:
            self._loop.call_soon_threadsafe(self._flush_slice)
        except RuntimeError:  # the loop is closed: nobody is left to listen
            self._closed = True

    def close(self) -> None:
        """Drop whatever still comes."""
        self._closed = True
        self._events.clear()
