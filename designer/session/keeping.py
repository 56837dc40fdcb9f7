"""Begins and ends to keep a run, in a thread: either takes as long as some dozens of frames, on a busy disk.

The thread gets values only, and a store that nobody else asks before it is done.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeAlias, TypeVar

from engine.errors import StoreError
from engine.store import Journal, Resumed, Store

T = TypeVar("T")

Begun: TypeAlias = Journal | StoreError | BaseException
"""The journal of the run; else why there is none."""


async def begin_aside(store: Store, begin: Callable[[], Journal]) -> Begun:
    """What `begin` comes to, which has the store to itself meanwhile; the loop goes on."""
    return await _aside(store, begin)


async def resume_aside(store: Store, resume: Callable[[], Resumed]) -> Resumed:
    """The same of a run that goes on.

    Raises:
        StoreError: It is on elsewhere, or cannot be read or written.
    """
    found = await _aside(store, resume)
    if isinstance(found, BaseException):
        raise found
    return found


async def end_aside(store: Store, journal: Journal | None) -> None:
    """Close the journal of a run that has ended, and the store; the loop goes on.

    Raises:
        StoreError: The list of runs could not be brought up to date.
    """
    store.close()  # what this thread has asked it: a connection is its thread's own
    if journal is not None and (error := await _aside(store, journal.close)) is not None:
        raise error


async def _aside(store: Store, work: Callable[[], T]) -> T | BaseException:
    """What work comes to that has the store to itself, or what it raised."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[T | BaseException] = loop.create_future()

    def do() -> None:
        done: T | BaseException
        try:
            with store:
                done = work()
        except BaseException as error:  # noqa: BLE001 - whoever waits is to hear of it
            done = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: the program has ended
            loop.call_soon_threadsafe(_deliver, found, done)

    threading.Thread(target=do, name="keeping", daemon=True).start()
    return await found


def _deliver(found: asyncio.Future[T], done: T) -> None:
    if not found.done():
        found.set_result(done)
    elif isinstance(done, Journal):  # nobody waits any more
        with contextlib.suppress(StoreError):
            done.close()
