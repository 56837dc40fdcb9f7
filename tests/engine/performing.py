"""A small real run around one Step: threads, capture and a folder, without the runner."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from engine.capture import capturing, recorded
from engine.executors.thread import ThreadExecutor
from engine.flow import Input, Name, Output, Step, StepId
from engine.plugin import Call, Outputs, StepKind

T = TypeVar("T")


class Bench:
    """Performs Steps one at a time; what they print is in `lines`."""

    def __init__(self, kind: StepKind, folder: Path) -> None:
        self.kind = kind
        self.folder = folder
        self.lines: list[tuple[str, str]] = []
        self.warnings: list[str] = []
        self.progress: list[tuple[float | None, str]] = []
        self.cancelled = False
        self._shared: dict[str, Any] = {}
        self._threads = ThreadExecutor()

    def report(self, fraction: float | None = None, text: str = "") -> None:
        self.lines.append(("progress", text))
        self.progress.append((fraction, text))

    def output(self, text: str, stream: str = "stdout") -> None:
        self.lines.append((stream, text))

    def warn(self, message: str) -> None:
        self.warnings.append(message)

    async def blocking(self, function: Callable[[], T]) -> T:
        future: asyncio.Future[tuple[Any, BaseException | None]]
        future = asyncio.get_running_loop().create_future()

        def done(result: T | None, error: BaseException | None) -> None:
            if not future.done():
                future.set_result((result, error))

        self._threads.submit(function, done)
        result, error = await future
        if error is not None:
            raise error
        return result

    def wait_for_turn(self) -> Callable[[], object]:
        return lambda: None

    def shared(self, key: str, make: Callable[[], T]) -> T:
        if key not in self._shared:
            self._shared[key] = make()
        return self._shared[key]

    def call(self, config: dict[str, Any], inputs: dict[str, Any], outputs: Any) -> Call:
        return Call(
            step=StepId("work"),
            kind=self.kind.name,
            config=config,
            inputs={Name(name): value for name, value in inputs.items()},
            outputs=ports(outputs),
        )

    async def perform(
        self, config: dict[str, Any], inputs: dict[str, Any] | None = None, outputs: Any = "result"
    ) -> Outputs:
        call = self.call(config, inputs or {}, outputs)
        with capturing(), recorded(self.output):
            return await self.kind.perform(call, self.kind.config(**config), self)


def ports(outputs: Any) -> OrderedDict[Name, Output]:
    if isinstance(outputs, dict):
        return OrderedDict(outputs)
    return OrderedDict((Name(name), Output()) for name in outputs.split())


def step(config: dict[str, Any], inputs: str = "", outputs: Any = "result") -> Step:
    return Step(
        id=StepId("work"),
        kind="python",
        config=config,
        inputs=OrderedDict((Name(name), Input()) for name in inputs.split()),
        outputs=ports(outputs),
    )
