"""A Flow at hand: where it lies, which kinds it may use, and what can be done with it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload

from engine.clock import SystemClock, new_run_id
from engine.codec import dump_flow, read_flow
from engine.codec.loading import FlowFile
from engine.export.diagram import to_svg
from engine.files import save_atomically
from engine.flow import Flow, Name, Step, StepId
from engine.givens import anchored
from engine.library.allowed import require_trusted
from engine.library.live import LIVE, LiveKind, ports_of
from engine.library.misuse import meant, require_function, require_known
from engine.library.ran import Ran
from engine.plan import Plan
from engine.planner import make_plan
from engine.policy import WorkPolicy
from engine.problem import Problem
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState
from engine.subflow import load_children
from engine.validator import validate
from engine.value import Value

if TYPE_CHECKING:
    from engine.events import Record

F = TypeVar("F", bound=Callable[..., Any])
OnEvent = Callable[["Record"], object]


def open_flow(path: str | Path, *, trust: bool = False) -> OpenFlow:
    """The Flow of a file; nothing that it names is imported before it runs.

    A flow that was downloaded, or any where `BACKCAST_REQUIRE_TRUST` is set, runs only with `trust`, or
    where the designer or `backcast run --trust` was told so; `trust` counts for this process alone.

    Raises:
        FlowFileError: The file cannot be read, or is refused; it lists every problem.
        TypeError: This names no file.
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"a flow file is named by a text or a path, not {type(path).__name__}")
    path = Path(path).absolute()
    return OpenFlow(read_flow(path), path.parent, path, trust=trust)


def new_flow(name: str = "", *, folder: str | Path = ".") -> OpenFlow:
    """An empty Flow; relative paths in it start at `folder`.

    Raises:
        TypeError: The name is no text.
    """
    if not isinstance(name, str):
        raise TypeError(f"a flow's name is a text, not {type(name).__name__}")
    return OpenFlow(FlowFile(flow=Flow(name=name)), Path(folder).absolute())


class OpenFlow:
    """A Flow that can be added to, planned and run. `flow` is the value, always as it is now."""

    def __init__(
        self, file: FlowFile, folder: Path, path: Path | None = None, *, trust: bool = False
    ) -> None:
        """Take what was read, the folder that relative paths start at, and the file, if there is one.

        `trust` lets it run wherever that file is from.
        """
        self.flow, self._trust = file.flow, trust
        self._from = path
        self.folder, self.path = folder, path
        self._file = file
        self._live = LiveKind()
        self._registry = Registry(also=[self._live])

    # building

    @overload
    def step(self, function: F) -> F: ...

    @overload
    def step(
        self, function: None = None, *, id: str = "", goal: bool = False, when: str = "",
        **policy: Any,
    ) -> Callable[[F], F]: ...  # fmt: skip

    def step(
        self,
        function: F | None = None,
        *,
        id: str = "",  # noqa: A002 - the flow file's word
        goal: bool = False,
        when: str = "",
        **policy: Any,
    ) -> F | Callable[[F], F]:
        """Add a function as a Step; it can still be called as before.

        Its parameters are the inputs, what it returns the outputs, as `engine.step` or its annotations
        name them. `policy` is what a Step may say of its work: `retry`, `timeout`, `cache` ...

        Raises:
            TypeError: This is no function with a name, or a Step has no such policy.
            ValueError: A Step of that id is there already.
        """
        if function is None:
            return lambda found: self._added(found, id, goal, when, policy)
        return self._added(function, id, goal, when, policy)

    def add(self, step: Step, *, goal: bool = False) -> OpenFlow:
        """Add a Step of any kind, and give this Flow.

        Raises:
            ValueError: A Step of that id is there already.
        """
        if step.id in self.flow.steps:
            raise ValueError(f"there is a step '{step.id}' already; give this one another id")
        goals = self.flow.goals | {step.id} if goal else self.flow.goals
        self.flow = replace(self.flow, steps={**self.flow.steps, step.id: step}, goals=goals)
        return self

    def changed(
        self, flow: Flow, functions: Mapping[StepId, Callable[..., Any]] | None = None
    ) -> OpenFlow:
        """Another Flow in the same place, with functions at hand in the place of some Steps' work."""
        made = OpenFlow(self._file, self.folder, self.path, trust=self._trust)
        made._live.functions.update(self._live.functions)
        steps = dict(flow.steps)
        for step, function in (functions or {}).items():
            made._live.functions[step] = function
            steps[step] = replace(steps[step], kind=LIVE, config={"function": step})
        made.flow = replace(flow, steps=steps)
        return made

    def save(self, path: str | Path | None = None) -> Path:
        """Write the flow file, in one go, and give its path.

        Raises:
            ValueError: Nothing says where to, or a Step is a function that only this process has.
            OSError: It cannot be written.
        """
        if path is None and self.path is None:
            raise ValueError("the flow has no file yet; say which")
        live = sorted(step.id for step in self.flow.steps.values() if step.kind == LIVE)
        if live:
            told = "is a function of this process; put it into a module beside the flow"
            raise ValueError(f"step '{live[0]}' {told}, and use the kind 'python'")
        target = Path(path or self.path or "").absolute()
        save_atomically(target, dump_flow(self.flow, self._file.view, self._file.order))
        self.path, self.folder = target, target.parent
        return target

    def _added(
        self, function: F, wanted: str, goal: bool, when: str, policy: Mapping[str, Any]
    ) -> F:
        require_function(function)
        known = {*(each.name for each in fields(WorkPolicy)), "id", "goal", "when"}
        for unknown in sorted(policy.keys() - known):
            raise TypeError(f"a step has no '{unknown}'{meant(unknown, known)}")
        name = wanted or function.__name__.lower().strip("_").replace("_", "-")
        description, inputs, outputs = ports_of(function)
        step = Step(
            id=StepId(name), kind=LIVE, description=description, config={"function": name},
            inputs=inputs, outputs=outputs, when=when, policy=WorkPolicy(**policy),
        )  # fmt: skip
        self.add(step, goal=goal)
        self._live.functions[name] = function
        return function

    # looking

    def problems(self) -> tuple[Problem, ...]:
        """Everything that is not right yet, each with its place."""
        children = load_children(self.flow, self.folder, self.path)
        plan = self.plan()
        return children.all_problems(validate(self.flow, plan, self._registry, self.folder))

    def plan(
        self,
        given: Mapping[str, Value] | None = None,
        *,
        goals: Collection[str] | None = None,
        **values: Value,
    ) -> Plan:
        """What would run for these Goals (the Flow's own, if none are named), and why. Runs nothing.

        `given` and further keywords are the initial values.

        Raises:
            TypeError: A keyword is no name that a Step of the Flow reads or writes.
        """
        require_known(self.flow, values)
        all_given = {**(given or {}), **values}
        return self._plan({Name(name): value for name, value in all_given.items()}, goals)

    def _plan(self, values: Mapping[Name, Value], goals: Collection[str] | None) -> Plan:
        if isinstance(goals, str):
            raise TypeError(f"goals must be a list of step ids; did you mean ['{goals}']?")
        children = load_children(self.flow, self.folder, self.path)
        return make_plan(
            self.flow, None if goals is None else [StepId(goal) for goal in goals],
            anchored(self.flow, values, Path.cwd()), kinds=self._registry, folder=self.folder,
            flows=children.flows, unread=children.unread,
        )  # fmt: skip

    def _repr_html_(self) -> str:
        """The Flow as its diagram, for a notebook."""
        return to_svg(self.flow, self.plan())

    # running

    def run(
        self,
        given: Mapping[str, Value] | None = None,
        *,
        goals: Collection[str] | None = None,
        on_event: OnEvent | None = None,
        timeout: float | None = None,
        executor: str = "",
        **values: Value,
    ) -> Ran:
        """Run to the end and give what came of it; also where a loop is running, as in a notebook.

        `given` and further keywords are the initial values, `timeout` the seconds that the run may
        take. `on_event` is called with every record as it happens, in another thread. `executor` says where
        the work is done (`dask`, `dask:tcp://host:port`, `process`; left out: here). Ctrl-C stops the run and
        is then raised.

        Raises:
            PlanError: It cannot be run: values are missing, or what `plan(...).faults` says; or it was
                downloaded and nobody said that it may run (`not_trusted`).
            TypeError: A keyword is no name that a Step of the Flow reads or writes.
        """
        require_known(self.flow, values)
        work = _Aside(self._runner({**(given or {}), **values}, goals, on_event, timeout, executor))
        return work.result()

    async def run_async(
        self,
        given: Mapping[str, Value] | None = None,
        *,
        goals: Collection[str] | None = None,
        on_event: OnEvent | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the run's own, which undoes what is to be undone
        executor: str = "",
        **values: Value,
    ) -> Ran:
        """Run on the running loop and give what came of it, as `run` does; cancelling it stops the run."""
        require_known(self.flow, values)
        all_given = {**(given or {}), **values}
        runner, records = self._runner(all_given, goals, on_event, timeout, executor)
        return Ran(await runner.run(), records)

    def _runner(
        self,
        given: Mapping[str, Value],
        goals: Collection[str] | None,
        on_event: OnEvent | None,
        timeout: float | None,
        executor: str,
    ) -> tuple[Runner, list[Record]]:
        plan = self.plan(given, goals=goals)
        plan.require_runnable()
        require_trusted(self._from, plan, self._registry, trust=self._trust)
        records: list[Record] = []

        def take(record: Record) -> None:
            records.append(record)
            if on_event is not None:
                on_event(record)

        run = new_run_id(SystemClock().now())
        runner = Runner(
            plan, self._registry, take,
            folder=self.folder, run=run, timeout=timeout, executor=executor,
        )  # fmt: skip
        return runner, records


class _Aside:
    """A run on a loop and in a thread of its own, so that it does not matter what runs here."""

    def __init__(self, made: tuple[Runner, list[Record]]) -> None:
        self._runner, self._records = made
        self._loop = asyncio.new_event_loop()
        self._state: RunState | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="backcast run", daemon=True)

    def result(self) -> Ran:
        self._thread.start()
        try:
            self._thread.join()
        except KeyboardInterrupt:
            self._loop.call_soon_threadsafe(self._runner.stop)
            self._thread.join()
            raise
        if self._error is not None:
            raise self._error
        assert self._state is not None, "a run that raised nothing has ended"
        return Ran(self._state, self._records)

    def _run(self) -> None:
        try:
            self._state = self._loop.run_until_complete(self._runner.run())
        except BaseException as error:  # noqa: BLE001 - raised where the run was asked for
            self._error = error
        finally:
            self._loop.close()
