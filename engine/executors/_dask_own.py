"""A Dask cluster of our own: worker processes of this machine, started for a run and gone with it.

Dask's own way to end one may be cut off, or start a worker anew that was just killed; here it ends for
certain. Nothing of runs or errands.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

from engine.workers.pool import cores

KILL: Final = 0.3
"""Seconds that a worker may take to end before it is killed."""

PATIENCE: Final = 10.0
"""Seconds that each part of ending a cluster may take by Dask's own ways."""


class OwnCluster:
    """Worker processes with a scheduler in ours, on the loop on which they are started."""

    def __init__(self, count: int) -> None:
        """Take how many workers; 0: one for each core."""
        self._count = count or cores()
        self._starting: asyncio.Task[None] | None = None
        self.cluster: Any = None

    async def start(self) -> Any:
        """Start it, and give Dask's object for it. Cancelling leaves it to `end`."""
        self.cluster = import_module("distributed").LocalCluster(
            n_workers=self._count, threads_per_worker=1, processes=True, asynchronous=True,
            dashboard_address=":0", silence_logs=logging.CRITICAL, worker_dashboard_address=None,
        )  # fmt: skip
        self._starting = asyncio.get_running_loop().create_task(self._started())
        await asyncio.shield(self._starting)
        return self.cluster

    async def end(self) -> None:
        """End it with all its processes, whatever its own code makes of that; takes as long as it takes."""
        if self.cluster is None:
            return
        self.cluster.shutdown_on_close = False  # if not in time, then its processes end with ours
        nannies: list[Any] = []
        try:
            if self._starting is not None:  # what is half started cannot be ended
                await asyncio.wait([self._starting], timeout=PATIENCE)
            nannies += self.cluster._created
            processes = [*_processes(nannies)]
            with suppress(Exception):
                await _closed(nannies)
            with suppress(Exception):
                await self.cluster.close(timeout=PATIENCE)
            _kill([*processes, *_processes(nannies)])
        finally:
            _kill(_processes(nannies))
            self.cluster.status = import_module("distributed").Status.closed

    async def _started(self) -> None:
        await self.cluster


async def _closed(nannies: Iterable[Any]) -> None:
    """Close nannies, which then do not start another worker in place of the one that they end."""
    closing = [asyncio.get_running_loop().create_task(one.close(timeout=KILL)) for one in nannies]
    if closing:
        await asyncio.wait(closing, timeout=PATIENCE)
    for task in closing:
        task.cancel()


def _processes(nannies: Iterable[Any]) -> Iterator[Any]:
    """The processes of nannies' workers, as `multiprocessing` knows them."""
    for nanny in nannies:
        made = getattr(getattr(nanny.process, "process", None), "_process", None)
        if made is not None:
            yield made


def _kill(processes: Iterable[Any]) -> None:
    for process in processes:
        with suppress(Exception):  # it is gone already, and let go of
            process.kill()
