"""Runs of Flows whose functions are written on the spot, somewhere else than here."""

from __future__ import annotations

import asyncio
import textwrap
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engine import events as e
from engine.flow import Flow, Input, Name, Output, Step, StepId
from engine.planner import make_plan
from engine.policy import WorkPolicy
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState, StepState


def write(folder: Path, source: str, module: str = "work") -> None:
    (folder / f"{module}.py").write_text(textwrap.dedent(source))


def step(
    name: str, inputs: str = "", outputs: str = "", *, each: str = "", kind: str = "python",
    config: Mapping[str, Any] | None = None, **policy: Any,
) -> Step:  # fmt: skip
    """`inputs` and `outputs` are names; those in `each` run for each element; `name` is the function too."""
    return Step(
        id=StepId(name), kind=kind, config={"function": f"work:{name}"} if config is None else config,
        inputs=OrderedDict((Name(n), Input(each=n in each.split())) for n in inputs.split()),
        outputs=OrderedDict((Name(n), Output()) for n in outputs.split()),
        policy=WorkPolicy(**policy),
    )  # fmt: skip


class Going:
    """A run that may be looked at while it is on."""

    def __init__(
        self, folder: Path, steps: list[Step], executor: str, goals: str = "", **given: Any
    ) -> None:
        flow = Flow(
            name="test", steps={one.id: one for one in steps},
            goals=frozenset(map(StepId, goals.split())) or frozenset([steps[-1].id]),
        )  # fmt: skip
        registry = Registry.installed()
        values = {Name(name): value for name, value in given.items()}
        plan = make_plan(flow, None, values, kinds=registry, folder=folder)
        plan.require_runnable()
        self.records: list[e.Record] = []
        self._changed = asyncio.Event()
        self.runner = Runner(plan, registry, self._take, folder=folder, executor=executor)
        self.task = asyncio.create_task(self.runner.run())

    def _take(self, record: e.Record) -> None:
        self.records.append(record)
        self._changed.set()

    def of(self, kind: type) -> list[Any]:
        return [record.event for record in self.records if isinstance(record.event, kind)]

    def warned(self, code: str) -> list[e.Warning]:
        return [one for one in self.of(e.Warning) if one.code == code]

    async def until(self, condition: Callable[[], object], seconds: float = 40) -> None:
        """Wait until the records say so."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def printed(self, text: str) -> e.StepOutput:
        """Wait until work has printed a line, and give it."""

        def found() -> list[e.StepOutput]:
            return [one for one in self.of(e.StepOutput) if one.text == text]

        await self.until(found)
        return found()[0]

    async def end(self, seconds: float = 55) -> RunState:
        async with asyncio.timeout(seconds):
            return await self.task


async def ran(
    folder: Path, steps: list[Step], executor: str, goals: str = "", **given: Any
) -> Going:
    going = Going(folder, steps, executor, goals, **given)
    await going.end()
    return going


def only(going: Going) -> StepState:
    """The state of the last Step."""
    return list(going.runner.state.steps.values())[-1]
