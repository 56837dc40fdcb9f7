"""Passes on at most one of many reports in a while, and never loses the last. Knows nothing of Steps.

Work may say a million times a second how far it is; nobody can look at more than a few of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

INTERVAL: Final = 0.05
"""Seconds between two reports that are passed on."""


class Pulse(Generic[T]):
    """The first report goes on at once, and then, every `INTERVAL`, the last of those since. Thread-safe."""

    def __init__(
        self,
        send: Callable[[T], None],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        """Take where reports go, and what calls back after some seconds; both may be called anywhere."""
        self._send = send
        self._later = later
        self._lock = threading.Lock()
        self._held: tuple[T] | None = None
        self._beating = False

    def put(self, report: T) -> None:
        """Take a report; it goes on now or later, unless another overtakes it."""
        with self._lock:
            self._held = (report,)
            if self._beating:
                return
            self._beating = True
        self._beat()

    def flush(self) -> None:
        """Pass on what is held back, now."""
        held = self._take(stop=False)
        if held is not None:
            self._send(*held)

    def _beat(self) -> None:
        held = self._take(stop=True)
        if held is not None:
            self._send(*held)
            self._later(INTERVAL, self._beat)

    def _take(self, *, stop: bool) -> tuple[T] | None:
        with self._lock:
            held, self._held = self._held, None
            if stop and held is None:
                self._beating = False
            return held
