"""The Flows that Steps of the kind `flow` run: whether they can be, as far as the parent's names tell.

A child is planned with its Step's inputs as values that will be there and that nobody knows; so nothing
depends on who asks for a Step, and every Step is looked at once, through any number of files. Files are
named by their path; the caller has read them (`engine.subflow`), and nothing is read here.
"""

from __future__ import annotations

import os.path
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeAlias

from engine.errors import nearest
from engine.flow import SUBFLOW, Flow, Name, Step, StepId
from engine.graph import find_cycle
from engine.plan import Fault, Plan
from engine.planner.anchoring import anchored
from engine.planner.fitting import UNKNOWN
from engine.value import ABSENT, Value

_HERE: Final = ""
"""What stands for the path of the Flow that is planned."""

Node: TypeAlias = tuple[str, StepId]
"""A Step, in the Flow of that path."""


class Maker(Protocol):
    """Plans one Flow by itself: its Goals, its given values, its folder."""

    def __call__(
        self,
        flow: Flow,
        goals: Collection[StepId] | None,
        given: Mapping[Name, Value],
        folder: Path | None,
        /,
    ) -> Plan:
        """The Plan, children not looked at."""
        ...


class _Visit(NamedTuple):
    """What was found at a Step that runs a Flow: what is wrong, and the Steps in there that do so too."""

    complaints: tuple[str, ...] = ()
    inner: tuple[tuple[str, Step], ...] = ()


def child_path(folder: Path | None, named: str) -> str:
    """The path by which a child flow is known; `folder` is that of the file that names it."""
    return os.path.abspath((folder or Path()) / named)  # noqa: PTH100 - a link stays what it is called


def inside_itself(cycle: Sequence[Node]) -> str:
    """The sentence about Steps each of which runs the Flow of the next, and the last that of the first.

    Where several files have part in that, those are named that are not the planned Flow's own.
    """
    files = {path for path, _ in cycle}
    alike = Counter(map(os.path.basename, files))

    def told(node: Node) -> str:
        path, step = node
        if len(files) == 1 or path == _HERE:
            return f"'{step}'"
        name = os.path.basename(path)  # noqa: PTH119 - a path here is a text
        return f"'{step}' in '{name if alike[name] == 1 else path}'"

    return "a flow would run inside itself: " + " -> ".join(map(told, (*cycle, cycle[0])))


class Family:
    """A Flow and those that its Steps may run, by path."""

    def __init__(
        self,
        flow: Flow,
        flows: Mapping[str, Flow],
        folder: Path | None,
        make: Maker,
        unread: Mapping[str, str] = {},
    ) -> None:
        """Take the Flow that is planned, its children and their children, and how to plan one.

        `unread` says why a file could not be read, by path.
        """
        self._flow, self._flows, self._folder, self._make = flow, flows, folder, make
        self._unread = unread
        self._visits: dict[Node, _Visit] = {}
        self._tops: dict[Node, StepId] = {}  # the planned Step through which each was reached first

    def check(self, plan: Plan) -> Iterator[Fault]:
        """What stops the planned Steps from running their Flows."""
        for step in plan.steps.values():
            if step.kind == SUBFLOW:
                self._look_into(step)
        cycle = self._find_cycle()
        for (path, name), visit in self._visits.items():
            if (path, name) in cycle:
                continue  # what it lacks is beside the point
            top = self._tops[path, name]
            place = f"in '{path or 'this flow'}', step '{name}': "
            place = "" if (path, name) == (_HERE, top) else place
            for complaint in visit.complaints:
                yield Fault("bad_config", f"step '{top}': {place}{complaint}", (top,))
        if cycle:
            yield self._cycle_fault(cycle)

    def _look_into(self, top: Step) -> None:
        queue = [(_HERE, top)]
        for path, step in queue:  # grows while it is walked
            if (path, step.id) in self._visits:
                continue
            visit = self._visits[path, step.id] = self._visit(path, step)
            self._tops[path, step.id] = top.id
            queue += visit.inner

    def _visit(self, path: str, step: Step) -> _Visit:
        """Plan the Flow that a Step runs, from what its inputs are sure to give."""
        named, goals = step.config.get("flow"), step.config.get("goals")
        if not isinstance(named, str | None) or not isinstance(goals, list | None):
            return _Visit()  # the kind says so
        child = path if named is None else self._path(child_path(self._folder_of(path), named))
        flow = self._flow if child == _HERE else self._flows.get(child)
        if flow is None:
            why = f": {self._unread[child]}" if child in self._unread else ""
            return _Visit((f"the flow file '{named}' cannot be read{why}",))
        wanted = [StepId(goal) for goal in goals or () if isinstance(goal, str)]
        plan = self._make(flow, wanted or None, sure_values(step), self._folder_of(child))
        label = f"flow '{named}'" if named else "this flow"
        found = [f"{label} cannot be run: {fault.message}" for fault in plan.faults]
        found += _unfed(step, plan, label)
        found += _unwritten(step, plan, {*pinned_values(flow, plan, None)}, label)
        inner = tuple((child, s) for s in plan.steps.values() if s.kind == SUBFLOW)
        return _Visit(tuple(found), inner)

    def _find_cycle(self) -> tuple[Node, ...]:
        edges = [
            (node, (path, step.id))
            for node, visit in self._visits.items()
            for path, step in visit.inner
        ]
        return tuple(find_cycle(edges))

    def _cycle_fault(self, cycle: tuple[Node, ...]) -> Fault:
        names = tuple(step for _, step in cycle)
        way = () if cycle[0][0] == _HERE else (self._tops[cycle[0]],)
        return Fault("cycle", inside_itself(cycle), (*way, *names))

    def _path(self, path: str) -> str:
        """The same, or what stands for the Flow that is planned where it is its own."""
        return _HERE if self._flows.get(path) is self._flow else path

    def _folder_of(self, path: str) -> Path | None:
        return Path(path).parent if path else self._folder


def pinned_values(flow: Flow, plan: Plan, folder: Path | None) -> dict[Name, Value]:
    """The pinned outputs of planned Steps and of Goals, by Attribute: there whether asked for or not."""
    goals = {goal: flow.steps[goal] for goal in plan.goals if goal in flow.steps}
    return {
        output.writes(name): anchored(output.value, output.type, folder)
        for step in {**plan.steps, **goals}.values()
        for name, output in step.outputs.items()
        if output.value is not ABSENT
    }


def sure_values(step: Step) -> dict[Name, Value]:
    """The inputs that will have a value whatever happens; literals as they are."""
    return {
        name: UNKNOWN if source.value is ABSENT or source.each else source.value
        for name, source in step.inputs.items()
        if source.required or source.value is not ABSENT or source.default is not ABSENT
    }


def _unfed(step: Step, plan: Plan, label: str) -> Iterator[str]:
    for name in plan.missing:
        if name in step.inputs:
            yield f"{label} cannot do without '{name}': make the input '{name}' required"
        else:
            yield f"{label} needs '{name}': give the step an input of that name"


def _unwritten(step: Step, plan: Plan, pinned: set[Name], label: str) -> Iterator[str]:
    """The outputs that the child can never write; a child that is not sound yet is not asked."""
    if plan.faults:
        return
    written = {*plan.given, *pinned}
    for made in plan.steps.values():
        written |= {output.writes(name) for name, output in made.outputs.items()}
    for feeds in plan.feeds.values():
        written |= {p.attribute for feed in feeds.values() for p in feed.producers}
    for name, output in step.outputs.items():
        if name not in written and output.value is ABSENT and not output.optional:
            close = nearest(name, written)
            hint = f"; did you mean '{close}'?" if close else ""
            yield f"{label} never writes '{name}'{hint}"
