"""The executor `one-at-a-time`: blocking work in one thread, for a device that takes one thing at a time."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

T = TypeVar("T")
Done = Callable[[Any, BaseException | None], None]


class OneAtATime:
    """All work in one daemon thread, in the order in which it came."""

    name: str = "one-at-a-time"

    def __init__(self) -> None:
        """Begin without a thread: it is made for the first work."""
        self._queue: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._thread: Thread | None = None

    def submit(
        self, function: Callable[[], T], done: Callable[[T | None, BaseException | None], None]
    ) -> Callable[[], bool]:
        """Do it once what came before is done; gives what gives it up, as long as it has not begun."""
        loop, claim = asyncio.get_running_loop(), Lock()
        context = contextvars.copy_context()

        def work() -> None:
            if not claim.acquire(blocking=False):
                return  # given up before it began
            result: T | None = None
            error: BaseException | None = None
            try:
                result = context.run(function)
            except BaseException as raised:
                error = raised
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody wants to know
                loop.call_soon_threadsafe(done, result, error)

        self._queue.put(work)
        if self._thread is None:
            self._thread = Thread(target=self._work, name="one-at-a-time", daemon=True)
            self._thread.start()
        return lambda: claim.acquire(blocking=False)

    def _work(self) -> None:
        while True:
            self._queue.get()()
