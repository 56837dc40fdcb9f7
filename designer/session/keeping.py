"""Begins to keep a run, in a thread: writing down a large Flow takes as long as some dozens of frames.

The thread gets values only, and a store that nobody else asks before it is done.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeAlias

from engine.errors import StoreError
from engine.store import Journal, Store

Begun: TypeAlias = Journal | StoreError | BaseException
"""The journal of the run; else why there is none."""


async def begin_aside(store: Store, begin: Callable[[], Journal]) -> Begun:
    """What `begin` comes to, which has the store to itself meanwhile; the loop goes on."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[Begun] = loop.create_future()

    def work() -> None:
        begun: Begun
        try:
            with store:  # a connection is its thread's own
                begun = begin()
        except BaseException as error:  # noqa: BLE001 - whoever waits is to hear of it
            begun = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: the program has ended
            loop.call_soon_threadsafe(_deliver, found, begun)

    threading.Thread(target=work, name="keeping", daemon=True).start()
    return await found


def _deliver(found: asyncio.Future[Begun], begun: Begun) -> None:
    if not found.done():
        found.set_result(begun)
    elif isinstance(begun, Journal):  # nobody waits any more
        with contextlib.suppress(StoreError):
            begun.close()
