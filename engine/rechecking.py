"""Plans and validates a Flow that is being edited, in time that goes by what was edited.

The answers are those of `make_plan` and `validate`. Kept from one edit to the next are the Plan, the
Problems that follow from one Step and from who writes what it reads, and an order that shows there is
no cycle; the few checks that look at the whole are cheap and always made anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain
from pathlib import Path
from typing import Final

from engine.flow import Flow, Name, Step
from engine.graph import MANY, Changed, Names, changed, names, names_after
from engine.knot import Knots
from engine.plan import Plan
from engine.planner import make_plan
from engine.planner.again import plan_again
from engine.planner.reshaping import Shapes
from engine.problem import Problem
from engine.registry import Registry
from engine.subflow import Children
from engine.validator import CHECKS, LOCAL, Found, Subject, find, in_order

_WHOLE: Final = tuple(check for check in CHECKS if check not in LOCAL)


class Rechecker:
    """What was found last, and what is kept for the next time. For one thread at a time."""

    def __init__(self, registry: Registry) -> None:
        """Begin with nothing."""
        self._registry = registry
        self._folder: Path | None = None
        self._flow = Flow()
        self._plan: Plan | None = None
        self._names = names(self._flow)
        self._knots = Knots()
        self._shapes = Shapes()
        self._found: list[Found] = []

    def check(
        self, flow: Flow, folder: Path | None, children: Children
    ) -> tuple[Plan, tuple[Problem, ...]]:
        """The Plan for the Flow's own Goals from no given values, and every Problem of the Flow."""
        if folder != self._folder:
            self._flow, self._folder = Flow(), folder  # paths in the file mean others now
            self._plan, self._names, self._knots = None, names(self._flow), Knots()
            self._shapes = Shapes()
        change = changed(self._flow, flow)
        self._shapes.after(change)
        known = names_after(self._names, change, flow)
        plan = self._planned(change, flow, known, children)
        subject = Subject(flow, plan, self._registry, folder)
        subject.names, subject.knots = known, self._knots.after(change, flow, known)
        if len(change.come) > len(flow.steps) // MANY:
            found = list(find(subject, LOCAL))
        else:
            found = self._local(subject, change)
        self._flow, self._plan, self._names, self._found = flow, plan, known, found
        return plan, in_order([*found, *find(subject, _WHOLE)])

    def _planned(self, change: Changed, flow: Flow, known: Names, children: Children) -> Plan:
        kinds, folder = self._registry, self._folder
        if self._plan is not None:
            plan = plan_again(self._plan, change, flow, known, kinds, folder, self._shapes)
            if plan is not None:
                return plan
        return make_plan(
            flow, kinds=kinds, folder=folder, flows=children.flows, unread=children.unread
        )

    def _local(self, subject: Subject, change: Changed) -> list[Found]:
        """What the local checks find now: they look at what was touched, and the rest is kept."""
        flow, known = subject.flow, subject.names
        declared = _declared(self._flow, flow)
        touched = {*chain.from_iterable(map(_names_of, (*change.gone, *change.come))), *declared}
        steps = {step.id for step in change.come}
        for name in touched:
            steps |= {port.step for port in known.readers.get(name, ())}
        gone = {step.id for step in change.gone}
        kept = [one for one in self._found if one.problem.step not in steps | gone]
        subject.steps = [flow.steps[step] for step in steps]
        subject.attributes = _read_by(subject.steps)
        fresh = [one for one in find(subject, LOCAL) if one.problem.step in steps]
        return [*kept, *fresh]


def _declared(old: Flow, new: Flow) -> Iterable[Name]:
    """The Flow inputs that came, went or are declared otherwise."""
    if old.inputs is new.inputs:
        return ()
    before, after = old.inputs, new.inputs
    return [n for n in before.keys() | after.keys() if before.get(n) is not after.get(n)]


def _names_of(step: Step) -> Iterable[Name]:
    """The Attributes that a Step writes and reads."""
    for name, output in step.outputs.items():
        yield output.writes(name)
    yield from _read_by([step])


def _read_by(steps: Collection[Step]) -> set[Name]:
    return {a for step in steps for name, it in step.inputs.items() for a in it.reads(name)}
