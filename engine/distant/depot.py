"""The thread, with a loop of its own, in which errands are sent to a cluster and heard of.

So asyncio's loop and the designer's are served alike, and packing large values holds up neither.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

from engine.distant.pace import Pace
from engine.distant.traffic import Traffic
from engine.distant.trip import Trip
from engine.errors import StepFailure
from engine.plugin import Cluster
from engine.tracing import describe

CLOSING: Final = 1.7
"""Seconds that letting go of the cluster may take, as far as a run waits for it."""

_LOG: Final = logging.getLogger(__name__)

LAST: Final = 0.5
"""Seconds that what a cluster's own code began on the loop may take to end."""


class Depot:
    """The way to one cluster, for a run and those inside it. Its public methods are the run's loop's."""

    def __init__(self, cluster: Cluster) -> None:
        """Take the cluster; it is opened for the first errand."""
        self._cluster = cluster
        self._traffic = Traffic(cluster)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="backcast-depot", daemon=True)
        self._has_begun = self._has_ended = False

    def send(self, trips: Sequence[Trip]) -> None:
        """Send errands; what comes of them is put into their mailboxes."""
        if not self._has_begun:
            self._has_begun = True
            self._thread.start()
        self._call(self._traffic.take, trips)

    def give_up(self, trips: Sequence[Trip]) -> None:
        """Give errands up; a letter says of each whether it is over."""
        self._call(self._traffic.give_up, trips)

    def release(self, loads: Sequence[int]) -> None:
        """Let go of values that stayed: nobody will ask for them again."""
        self._call(self._traffic.release, loads)

    def pace(self, name: str) -> Pace:
        """How long errands of a name take, as far as is known."""
        return self._traffic.loader.pace(name)

    async def fetch(self, load: int, key: str, name: str) -> bytes:
        """A value that stayed, packed; `name` is for the sentence.

        Raises:
            StepFailure: It cannot be had any more.
        """
        if self._has_ended:
            raise _lost_value(name, "the run is over")
        fetching = asyncio.run_coroutine_threadsafe(self._cluster.fetch(load), self._loop)
        try:
            values = await asyncio.wrap_future(fetching)
            data: bytes = values[key]
        except asyncio.CancelledError:
            if not fetching.cancelled():
                raise
            raise _lost_value(name, "the run is over") from None
        except Exception as error:
            raise _lost_value(name, describe(error)[0]) from error
        return data

    async def aclose(self) -> None:
        """Let go of the cluster; where that takes long, it goes on without being waited for."""
        if self._has_ended:
            return
        self._has_ended = True
        if not self._has_begun:
            self._loop.close()
            return
        closing = asyncio.run_coroutine_threadsafe(self._close(), self._loop)
        await asyncio.wait([asyncio.wrap_future(closing)], timeout=CLOSING)

    def _call(self, what: Callable[..., None], *arguments: Any) -> None:
        with suppress(RuntimeError):  # it is closed: nobody asks any more
            self._loop.call_soon_threadsafe(what, *arguments)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(_unheard)
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    async def _close(self) -> None:
        await self._traffic.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for other in others:
            other.cancel()
        if others:
            await asyncio.wait(others, timeout=LAST)
        self._loop.call_soon(self._loop.stop)


def _unheard(_loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    """What a cluster's own tasks leave behind is nobody's; an error of ours is a bug, and is logged."""
    level = logging.ERROR if "handle" in told else logging.DEBUG
    _LOG.log(level, "%s", told.get("message"), exc_info=told.get("exception"))


def _lost_value(name: str, why: str) -> StepFailure:
    told = f"'{name}' stayed on the cluster and cannot be had any more ({why})"
    return StepFailure(told, reason="value_lost")
