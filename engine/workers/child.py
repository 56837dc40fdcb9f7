"""What a worker process does: reads a call, makes it, answers, and reads the next.

User code runs in the main thread of the process. Whatever it raises is an answer; what it does to the
process itself (it exits, crashes, hangs) is the guard's to tell.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from socket import socket
from typing import Final

import engine.calling  # noqa: F401 - what the calls are made of; better now than within the first one
from engine.errors import Fatal
from engine.modules import Modules
from engine.pulse import Pulse
from engine.workers.parcel import (
    CHUNK,
    Failed,
    Frame,
    Order,
    Reader,
    failed_of,
    pack,
    pack_named,
    send,
    unpack,
)

RUNS: Final = 4
"""Runs whose modules a worker keeps."""


def serve(line: socket, folder: str) -> None:
    """Answer calls until the other end goes away; temporary files go below the folder."""
    _take_over()
    runs, later, reader, born = _Runs(), _Later(), Reader(), os.getpid()
    later.start()
    while data := line.recv(CHUNK):
        for _, message in reader.feed(data):
            around = _Around(line, later)
            answer = _answer(message, runs, around, folder)
            _flush()
            if os.getpid() != born:  # the user's code has forked, and this is its child
                os._exit(0)
            around.close()
            send(line, *answer)
            del message, answer  # an idle worker holds on to nothing


def _answer(message: bytes, runs: _Runs, around: _Around, folder: str) -> tuple[Frame, bytes]:
    """What a call comes to, whatever it does."""
    order: Order = unpack(message, None)
    try:
        with _limited(order.memory_mb):
            modules = runs.modules(order)
            outputs = unpack(order.task, modules).perform(modules, around, folder)
            return Frame.RESULT, pack_named(outputs, "output")
    except BaseException as error:  # noqa: BLE001 - user code runs here: all of it is contained
        return Frame.FAILURE, pack(_failed(error, order.memory_mb))


def _failed(error: BaseException, memory_mb: int | None) -> Failed:
    failed = failed_of(error)
    if not isinstance(error, MemoryError):
        return failed
    if memory_mb is None:
        return replace(failed, spent=True)
    message = f"the function needed more than its {memory_mb} MB of memory"
    return replace(failed, reason="memory_limit", message=message, retryable=False, spent=True)


@contextmanager
def _limited(memory_mb: int | None) -> Iterator[None]:
    """Let the process grow by so much and no more in here."""
    if memory_mb is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _address_space() + (memory_mb << 20)
    resource.setrlimit(
        resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
    )
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    """Bytes of address space that the process has; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _take_over() -> None:
    """Make the process fit for user code: prints at once, no keyboard, no core files."""
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, io.TextIOWrapper)
        stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    sys.stdin = _NoKeyboard()
    sys.argv = [""]
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # noqa: BLE001 - the user's code may have closed it, or put its own there
            continue


class _NoKeyboard(io.TextIOBase):
    """Stands for `sys.stdin`: there is nobody to ask."""

    def readline(self, _size: int = -1, /) -> str:  # type: ignore[override]
        raise Fatal(
            "input() cannot be used in a step; declare an input instead", reason="no_keyboard"
        )

    def read(self, _size: int | None = -1, /) -> str:
        return self.readline()


class _Runs:
    """The modules of the runs that were here last."""

    def __init__(self) -> None:
        self._modules: OrderedDict[tuple[str, str], Modules] = OrderedDict()

    def modules(self, order: Order) -> Modules | None:
        """The modules of the call's run, as far as it has loaded them in this process."""
        if not order.room:
            return None
        key = (order.folder, order.room)
        found = self._modules.pop(key, None) or Modules(Path(order.folder))
        self._modules[key] = found
        while len(self._modules) > RUNS:
            self._modules.popitem(last=False)
        return found


class _Later(threading.Thread):
    """Calls back after a while. One thread from the start: under a memory limit none can be added."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._waiting: SimpleQueue[tuple[float, Callable[[], None]]] = SimpleQueue()

    def call(self, delay: float, callback: Callable[[], None]) -> None:
        self._waiting.put((delay, callback))

    def run(self) -> None:
        while True:
            delay, callback = self._waiting.get()
            time.sleep(delay)
            callback()


class _Around:
    """What the `StepContext` of one call stands on in here."""

    cancelled = False  # it is killed instead

    def __init__(self, line: socket, later: _Later) -> None:
        self._line = line
        self._lock = threading.Lock()
        self._open = True
        self._pulse = Pulse(self._send, later.call)

    def report(self, fraction: float | None = None, text: str = "") -> None:
        self._pulse.put((fraction, text))

    def output(self, text: str, stream: str = "stdout") -> None:
        print(text, file=getattr(sys, stream))

    def close(self) -> None:
        """Say the last word; what threads of the user's still report is for nobody."""
        self._pulse.flush()
        with self._lock:
            self._open = False

    def _send(self, report: tuple[float | None, str]) -> None:
        with self._lock:
            if self._open:
                send(self._line, Frame.PROGRESS, pack(report))
