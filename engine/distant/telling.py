"""How a worker tells of what it does: gathered for a moment, in order, from whichever thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Final, Protocol

from engine.distant import wire

BEAT: Final = 0.04
"""Seconds for which what errands tell is gathered before it is sent."""

LIGHT: Final = 256 * 1024
"""Bytes of packed outputs that go with what is told; heavier ones are fetched from the worker."""


class Line(Protocol):
    """The way back from a worker, for one bundle; any thread may use it."""

    worker: str
    """The worker's name."""

    def send(self, message: wire.Message) -> None:
        """Send a message."""
        ...

    def is_wanted(self) -> bool:
        """Whether anybody still waits for the bundle."""
        ...


class Teller:
    """Gathers what the errands of a bundle tell, and sends it a moment later, or when it is much."""

    def __init__(self, line: Line, bundle: int) -> None:
        """Take the way back, and the bundle's number."""
        self._line, self._bundle = line, bundle
        self._lock = threading.Lock()
        self._entries: list[tuple[Any, ...]] = []
        self._size = 0
        self._due = False

    def add(self, entry: tuple[Any, ...], size: int = 0) -> None:
        """Take what is to be told."""
        with self._lock:
            self._entries.append(entry)
            self._size += size
            is_much = self._size > LIGHT or len(self._entries) > 2_000
            soon, self._due = not self._due and not is_much, True
        if is_much:
            self.flush()
        elif soon:
            self.call_later(BEAT, self.flush)

    def call_later(self, delay: float, callback: Callable[[], None]) -> None:
        """Call back from another thread."""
        _CLOCK.call(delay, callback)

    def flush(self, kind: str = wire.TOLD) -> None:
        """Send what there is."""
        with self._lock:
            entries, self._entries = self._entries, []
            self._size, self._due = 0, False
            if entries:  # under the lock: in order
                told = kind, self._bundle, self._line.worker, time.monotonic(), entries
                self._line.send(told)

    def close(self) -> None:
        """Send the last of it."""
        self.flush(wire.LAST)


class _Clock(threading.Thread):
    """Calls back after a while: one thread for all that is told here."""

    def __init__(self) -> None:
        super().__init__(name="backcast-clock", daemon=True)
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, Callable[[], None]]] = []

    def call(self, delay: float, callback: Callable[[], None]) -> None:
        with self._changed:
            if not self.is_alive():
                self.start()
            self._waiting.append((time.monotonic() + delay, callback))
            self._changed.notify()

    def run(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                now = time.monotonic()
                due = [one for one in self._waiting if one[0] <= now]
                self._waiting = [one for one in self._waiting if one[0] > now]
                if not due:
                    self._changed.wait(min(at for at, _ in self._waiting) - now)
            for _, callback in due:
                callback()


_CLOCK: Final = _Clock()
