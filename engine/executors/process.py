"""Runs blocking work in worker processes, for kinds whose functions can be pickled.

The kind `python` has `isolate` instead: functions of a flow's own modules are looked up in the worker.
"""

from __future__ import annotations

import asyncio
import contextvars
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from engine.context import Around
from engine.errors import Fatal
from engine.modules import Modules
from engine.plugin import Context, GiveUp, Outputs
from engine.tracing import describe
from engine.value import Value
from engine.workers.parcel import pack, unpack
from engine.workers.pool import POOL, Job

if TYPE_CHECKING:
    from engine.distant.errand import Errand

T = TypeVar("T")


class ProcessExecutor:
    """The executor for functions that compute or crash. All instances share the process's workers."""

    name: str = "process"

    async def perform(
        self, errand: Errand, context: Context, begun: Callable[[], object]
    ) -> Outputs:
        """Have an errand done by a worker process, which calls `begun`; cancelling kills it.

        Raises:
            StepFailure: Whatever it came to.
        """
        limit = errand.memory_mb
        return await POOL.run(errand.task, errand.modules, context, memory_mb=limit, begun=begun)

    def submit(
        self, function: Callable[[], T], done: Callable[[T | None, BaseException | None], None]
    ) -> GiveUp:
        """Send the function to a worker; giving it up kills the worker.

        `done(result, error)` is called once, on the loop that is running now; never, if that loop is
        closed by then. Where function or result cannot be pickled the error is a `Fatal` that says so.
        """
        loop = asyncio.get_running_loop()

        def tell(outputs: Mapping[str, Any] | None, error: BaseException | None) -> None:
            result = None if outputs is None else outputs["result"]
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(done, result, error)

        try:
            job = Job(_Packed(pack(function)), None, _Printing(), tell)
        except Exception as error:  # noqa: BLE001 - whatever the function's own parts raise
            tell(None, _not_sent(error))
            return lambda: True
        POOL.submit(job)

        def give_up() -> bool:
            POOL.give_up(job)
            return True

        return give_up


@dataclass(frozen=True, slots=True)
class _Packed:
    """A function on its way to a worker."""

    function: bytes
    inputs: Mapping[str, Value] = field(default_factory=dict)

    def perform(self, modules: Modules | None, _around: Around, _folder: str) -> Mapping[str, Any]:
        return {"result": unpack(self.function, modules)()}


class _Printing:
    """Prints here what a worker printed, for whoever records what the caller prints."""

    cancelled = False

    def __init__(self) -> None:
        self._context = contextvars.copy_context()

    def report(self, fraction: float | None = None, text: str = "") -> None:
        """Nobody asked: a plain function has no context to report by."""

    def output(self, text: str, stream: str = "stdout") -> None:
        self._context.run(lambda: print(text, file=getattr(sys, stream)))


def _not_sent(error: Exception) -> Fatal:
    return Fatal(
        f"this work cannot be sent to another process ({describe(error)[0]}); leave 'executor' out, or"
        " for a Python function set 'isolate' to 'process' in its config",
        reason="not_picklable",
    )
