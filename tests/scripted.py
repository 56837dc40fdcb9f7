"""A kind whose work is a Python callable of the test, and a way to run a Flow of such Steps for real."""

from __future__ import annotations

import asyncio
import inspect
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine import events as e
from engine.executors.thread import ThreadExecutor
from engine.flow import Flow, Step
from engine.halting import Halts
from engine.memo import StoredMemo
from engine.planner import make_plan
from engine.plugin import Call, Context, KindConfig, Outputs
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState, replay
from engine.store import Memory

Work = Callable[..., Any]


class ScriptedKind:
    """Does for each Step what the test says: a value, an exception, or a callable given the call."""

    name = "python"
    title = "Scripted"
    description = ""
    category = "Test"
    icon = "code"
    inputs: Mapping[str, Any] = OrderedDict()
    outputs: Mapping[str, Any] = OrderedDict()

    class config(KindConfig):  # noqa: N801
        function: str = ""

    def __init__(self, script: Mapping[str, Any], threads: Iterable[str] = ()) -> None:
        self.script = dict(script)
        self.threads = frozenset(threads)
        self.calls: list[Call] = []

    def check(self, step: Step, config: Any, folder: Path) -> tuple[()]:
        return ()

    def needs_thread(self, call: Call, context: Context) -> bool:
        return call.step in self.threads

    async def perform(self, call: Call, config: Any, context: Context) -> Outputs:
        self.calls.append(call)
        work = self.script.get(call.step, {name: f"{call.step}.{name}" for name in call.outputs})
        if call.step in self.threads:
            work = await context.blocking(lambda: work(call))
        elif callable(work):
            arguments = (call, context) if len(inspect.signature(work).parameters) == 2 else (call,)
            work = work(*arguments)
        if inspect.isawaitable(work):
            work = await work
        if isinstance(work, BaseException):
            raise work
        return work


class Ran:
    """A run that has ended: its records, its state, and short ways to ask for both."""

    def __init__(self, records: list[e.Record], state: RunState, kind: ScriptedKind) -> None:
        self.records, self.state, self.kind = records, state, kind

    @property
    def events(self) -> list[e.Event]:
        return [record.event for record in self.records]

    @property
    def statuses(self) -> dict[str, str]:
        return {step: str(state.status) for step, state in self.state.steps.items()}

    def all(self, type_: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, type_)]

    def order(self, *wanted: tuple[type, str]) -> list[int]:
        """Where the given (type, step) events stand in the record."""
        found = [(type(event), getattr(event, "step", None)) for event in self.events]
        return [found.index(each) for each in wanted]


def runner_of(
    flow: Flow,
    script: Mapping[str, Any] = {},
    given: Mapping[str, Any] = {},
    *,
    threads: Iterable[str] = (),
    unsound: bool = False,
    resume: Sequence[e.Record] = (),
    sink: Callable[[e.Record], None] = lambda record: None,
    folder: Path = Path(),
    memory: Memory | None = None,
    recalls: bool = True,
    timeout: float | None = None,
    halts: Halts | None = None,
) -> tuple[Runner, list[e.Record], ScriptedKind]:
    kind = ScriptedKind(script, threads)
    records: list[e.Record] = list(resume)

    def take(record: e.Record) -> None:
        sink(record)
        records.append(record)

    plan = make_plan(flow, given=given)
    if unsound:  # what planning would refuse already must hold at run time too
        plan = replace(plan, faults=())
    registry = Registry(kinds=[kind], executors=[ThreadExecutor()])
    memo = memory and StoredMemo(memory, plan, registry, folder, recalls=recalls)
    runner = Runner(
        plan, registry, take,
        folder=folder, resume=resume, memo=memo, timeout=timeout, halts=halts,
    )  # fmt: skip
    return runner, records, kind


async def ran(
    flow: Flow, script: Mapping[str, Any] = {}, given: Mapping[str, Any] = {}, **more: Any
) -> Ran:
    """Run to the end within ten seconds, and hold every run against what holds for all of them."""
    runner, records, kind = runner_of(flow, script, given, **more)
    async with asyncio.timeout(10):
        state = await runner.run()
    return checked(Ran(records, state, kind))


def checked(run: Ran) -> Ran:
    """The laws of every run: gapless records, fold equals state, all Steps ended, order at the end."""
    assert [record.seq for record in run.records] == list(range(1, len(run.records) + 1))
    assert replay(run.records, run.state.run) == run.state
    assert isinstance(run.events[0], e.RunStarted)
    assert isinstance(run.events[-1], e.RunSettled)
    aside = e.UndoStarted | e.UndoCompleted | e.UndoFailed | e.RunResumed  # undoing was cut off
    aside |= e.Warning  # a result may come late
    told = [each.innermost if isinstance(each, e.Inner) else each for each in run.events]
    ends = [event for event in told if not isinstance(event, aside)]
    assert isinstance(ends[-2], e.RunCompleted | e.RunFailed | e.RunCancelled)
    assert all(state.status.is_terminal for state in run.state.steps.values())
    started = [event.step for event in run.all(e.StepStarted)]
    assert len(started) == len(set(started))
    return run
