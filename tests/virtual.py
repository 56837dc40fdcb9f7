"""A loop whose time passes only when nothing else is to be done, so that an hour of waiting costs nothing."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 10.0
"""Seconds of real time after which something that only a thread could bring does not come any more."""


class _Skipping(selectors.DefaultSelector):  # type: ignore[misc, valid-type]
    def __init__(self) -> None:
        super().__init__()
        self.now = self.patience = 0.0

    def select(self, timeout: float | None = None) -> Any:
        found = super().select(PATIENCE if timeout is None else min(timeout, self.patience))
        if timeout is None and not found:
            raise AssertionError("nothing is left that could ever happen")
        if not found and timeout is not None and timeout > 0:
            self.now += timeout
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """An asyncio loop that jumps to the next timer when it would wait.

    Threads seem slow on it, but for those that are at work within `patient`.
    """

    def __init__(self) -> None:
        self._skipping = _Skipping()
        self._waiting = 0
        super().__init__(self._skipping)

    def time(self) -> float:
        return self._skipping.now

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Let a thread have its time before that of the loop goes on."""
        self._waiting += 1
        self._skipping.patience = 5.0
        try:
            yield
        finally:
            self._waiting -= 1
            self._skipping.patience = 5.0 if self._waiting else 0.0
