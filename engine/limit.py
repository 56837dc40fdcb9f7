"""How long a run, or undoing it, may take; and waiting for its end, whoever is impatient meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from engine import cause
from engine.cause import Cause


class TimeLimit:
    """The time that something may take; one limit at a time, on the running loop."""

    def __init__(self, seconds: float | None, safely: Callable[..., None]) -> None:
        """Take how long (None: for ever), and what calls safely."""
        self._seconds, self._safely = seconds, safely
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, over: Callable[[Cause], Any]) -> None:
        """Give what begins now that time, in place of what began before; `over` hears that it is up."""
        self.cancel()
        if self._seconds is not None:
            loop, why = asyncio.get_running_loop(), cause.run_timeout(self._seconds)
            self._timer = loop.call_later(self._seconds, self._safely, over, why)

    def cancel(self) -> None:
        """Nothing more is limited."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


async def wait_out(ended: asyncio.Future[None]) -> None:
    """Wait for an end, however often this is cancelled; raises what that raises."""
    while not ended.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([ended])
    ended.result()
