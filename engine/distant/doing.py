"""One errand at a worker: does it, whatever it does, hears that it is given up, and tells what came of it."""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from engine.capture import recorded
from engine.distant import wire
from engine.distant.telling import LIGHT, Teller
from engine.errors import StepFailure
from engine.modules import Modules
from engine.pulse import Pulse
from engine.value import preview, type_name
from engine.workers.parcel import failed_of, pack, pack_named
from engine.workers.pool import POOL, Job, Task

LASTING: Final = 1024 * 1024
"""Bytes from which an output that may stay on the cluster does."""


def _fits(task: Task, name: str, value: Any) -> bool:
    """Whether an output is what its Step declares; what is not is told at home."""
    port = getattr(task, "outputs", {}).get(name)
    return port is not None and not port.type.complaint(value)


def _note(value: Any) -> tuple[str, str]:
    return type_name(value), preview(value)


class Doing:
    """One errand at this end, and what its `StepContext` stands on."""

    def __init__(self, teller: Teller, number: int) -> None:
        """Take who tells of it, and its number."""
        self.number = number
        self.cancelled = self.over = self.left = False
        self.claim = threading.Lock()  # whoever takes it decides whether it begins or never does
        self._teller = teller
        self._end: Callable[[], object] | None = None
        self.on_left: Callable[[], object] = lambda: None
        self._pulse: Pulse[tuple[float | None, str]] | None = None

    @property
    def can_end(self) -> bool:
        """Whether there is a way to end it, rather than to leave it to itself."""
        return self._end is not None

    def give_up(self) -> None:
        """Have nobody wait for it; what can be ended is."""
        self.cancelled = True
        if self.claim.acquire(blocking=False):
            self.over = True
        if self._end is not None and not self.over:
            with suppress(RuntimeError):  # its loop is closed already
                self._end()

    def leave(self) -> None:
        """Leave the work to itself, if it goes on: nobody waits for its thread any more."""
        if not self.over:
            self.left = True
            self.on_left()

    def held_by(self, end: Callable[[], object]) -> None:
        """Take what ends the work from any thread; it is called at once where the work was given up."""
        self._end = end
        if self.cancelled:
            end()

    def report(self, fraction: float | None = None, text: str = "") -> None:
        """Tell how far it is."""
        if self._pulse is None:
            self._pulse = Pulse(self._tell_progress, self._teller.call_later)
        self._pulse.put((fraction, text))

    def output(self, text: str, stream: str = "stdout") -> None:
        """Tell a line that it printed."""
        self._teller.add((wire.LINE, self.number, stream, text))

    def _tell_progress(self, report: tuple[float | None, str]) -> None:
        if not self.over:
            self._teller.add((wire.PROGRESS, self.number, *report))

    def perform(
        self, task: Task, modules: Modules, bundle: wire.Bundle, rest: dict[Any, bytes]
    ) -> None:
        """Do it, whatever it does, and tell what came of it; what is too heavy to tell goes into `rest`.

        Whoever calls this has taken the `claim`.
        """
        began, steady = time.monotonic(), True
        kind, told = wire.FAILED, b""
        try:
            with recorded(self.output):
                prepare = None if bundle.isolate else getattr(task, "prepare", None)
                steady = prepare is None or not prepare(modules)
                begun = time.monotonic()
                outputs = (
                    self._isolated(task, modules, bundle.memory_mb)
                    if bundle.isolate
                    else task.perform(modules, self, tempfile.gettempdir())
                )
            took = time.monotonic() - begun
            kind, told = self._told(task, outputs, bundle, rest)
        except BaseException as error:  # noqa: BLE001 - user code runs here: all of it is contained
            took = time.monotonic() - began
            told = pack(failed_of(self._named(error)))
        finally:
            if self._pulse is not None:
                self._pulse.flush()
            self.over = True
        self._teller.add(
            (kind, self.number, began, took if steady else -took, told), size=len(told)
        )

    def _told(
        self, task: Task, outputs: Mapping[Any, Any], bundle: wire.Bundle, rest: dict[Any, bytes]
    ) -> tuple[str, bytes]:
        packed = pack_named(outputs, "output")
        if len(packed) <= LIGHT or self.left:
            return wire.DONE, packed
        if self.number in bundle.keeps and len(packed) >= LASTING:
            stayed, notes = {}, {}
            for name in bundle.keeps[self.number]:
                if name in outputs and _fits(task, name, outputs[name]):
                    data = pack(outputs[name])
                    if len(data) >= LASTING:
                        key = f"{self.number} {name}"
                        stayed[key], notes[name] = data, (*_note(outputs[name]), len(data), key)
            if notes:
                rest.update(stayed)
                light = {name: value for name, value in outputs.items() if name not in notes}
                return wire.STAYS, pack((light, notes))
        rest[self.number] = packed
        return wire.HEAVY, b""

    def _named(self, error: BaseException) -> BaseException:
        if isinstance(error, asyncio.CancelledError):
            told = "the work was given up" if self.cancelled else "the function cancelled itself"
            return StepFailure(told, reason="cancelled")
        return error

    def _isolated(self, task: Task, modules: Modules, memory_mb: int | None) -> Mapping[Any, Any]:
        ended, came = threading.Event(), []

        def done(result: Any, error: BaseException | None) -> None:
            came.append((result, error))
            ended.set()

        job = Job(task, modules, self, done, memory_mb=memory_mb)
        POOL.submit(job)
        self.held_by(lambda: POOL.give_up(job))
        ended.wait()
        outputs, error = came[0]
        if error is not None:
            raise error
        found: Mapping[Any, Any] = outputs
        return found
