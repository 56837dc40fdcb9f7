"""Why a Plan cannot be run although it could be made: Goals, kinds, configs, cycles, given values.

Every check gives `Fault`s and raises nothing. A value that is still missing is no fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol

from engine.cause import Cause
from engine.datatype import ANY, can_agree
from engine.errors import nearest
from engine.feed import Feed, Producer
from engine.flow import Flow, Input, Name, Port, Step, StepId
from engine.graph import find_cycle
from engine.plan import Fault
from engine.planner.demand import Want
from engine.planner.fitting import misfit, misfit_of_one, misfit_of_whole, written_type
from engine.planner.gates import condition_complaint, literal_values, match_complaint
from engine.problem import Code, Problem, Severity
from engine.purpose import Purposes
from engine.value import ABSENT, Value

_KINDS: Final = (
    "no_goals", "unknown_goal", "goal_blocked", "unknown_kind", "bad_config", "cycle", "bad_input",
)  # fmt: skip

Feeds = Mapping[StepId, Mapping[Name, Feed]]


class Kinds(Protocol):
    """Where the kinds of Steps are known; the registry is one."""

    def problems(self, step: Step, folder: Path | None) -> tuple[Problem, ...]:
        """What is wrong with a Step's kind and config; `folder` is the flow file's, if it has one."""
        ...


def by_importance(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults in their one order: by kind, then by the names in them, each once."""
    return tuple(
        sorted(set(faults), key=lambda f: (_KINDS.index(f.kind), f.names, f.message)),
    )


def check_goals(
    flow: Flow, goals: Iterable[StepId], blocked: Mapping[StepId, Cause]
) -> Iterator[Fault]:
    """Goals that are none: not there, disabled, blocked, or no Goal at all."""
    goals = tuple(goals)
    if not goals:
        yield Fault("no_goals", "the flow has no goal: mark the step whose outcome you want")
    for goal in goals:
        if goal not in flow.steps:
            close = nearest(goal, flow.steps)
            hint = f"; did you mean '{close}'?" if close else ""
            yield Fault("unknown_goal", f"there is no step '{goal}' to be a goal{hint}", (goal,))
        elif flow.steps[goal].disabled:
            message = f"goal '{goal}' is disabled: enable the step, or choose another goal"
            yield Fault("goal_blocked", message, (goal,))
        elif goal in blocked:
            message = f"goal '{goal}' is blocked: {blocked[goal].message}"
            yield Fault("goal_blocked", message, (goal, *blocked[goal].names))


def check_dead_ends(
    dead_ends: Iterable[tuple[StepId, Name, StepId]], because: Purposes
) -> Iterator[Fault]:
    """Goals that need what only a blocked Step could give; each end is a Step, its input, and that."""
    for step, name, barrier in dead_ends:
        for goal in because.goals(step):
            yield Fault(
                "goal_blocked",
                f"goal '{goal}' cannot be reached: '{Port(step, name)}' needs step '{barrier}', "
                "which is blocked",
                (goal, step, barrier),
            )


def check_gates(
    gates: Iterable[tuple[StepId, Want]], given: Mapping[Name, Value]
) -> Iterator[Fault]:
    """Every `match` that is no condition, or gives none on a value that is known already."""
    for step, want in gates:
        values = [given[name] for name in want.input.reads(want.name) if name in given]
        values += [pin.value for pin in want.producers if pin.value is not ABSENT]
        if want.literal is not ABSENT:
            values += literal_values(want.input, want.literal)
        if complaint := match_complaint(want.input, values):
            place = f"'match' of input '{want.name}' of step '{step}'"
            yield Fault("bad_config", f"{place}: {complaint}", (step,))


def check_steps(steps: Iterable[Step], kinds: Kinds | None, folder: Path | None) -> Iterator[Fault]:
    """What planned Steps say that cannot be run: unknown kinds, wrong configs."""
    for step in steps:
        if step.when:
            yield from _check_expressions(step)
        if kinds is not None:
            for problem in kinds.problems(step, folder):
                if problem.severity is Severity.ERROR:
                    yield _fault(step, problem)
        for name, source in step.inputs.items():
            if source.value is not ABSENT or source.default is not ABSENT:
                yield from _check_literals(step, name, source)


def check_pins(flow: Flow, pinned: Iterable[Producer]) -> Iterator[Fault]:
    """Pinned outputs in use that do not fit their own type."""
    for producer in pinned:
        datatype = written_type(flow.steps[producer.step], producer.output)
        if complaint := datatype.complaint(producer.value):
            place = f"output '{producer.output}' of step '{producer.step}'"
            yield Fault("bad_config", f"{place} is pinned: {complaint}", (producer.step,))


def check_wires(flow: Flow, feeds: Feeds) -> Iterator[Fault]:
    """Planned inputs that no value of a planned producer can fit."""
    for step, named in feeds.items():
        inputs = flow.steps[step].inputs
        for name, feed in named.items():
            port = inputs[name]
            if port.type is ANY and not port.each:
                continue  # nearly every input
            taken = port.wire_type
            if taken.takes_all:
                continue
            for producer in feed.producers:
                given = written_type(flow.steps[producer.step], producer.output)
                if given is not taken and given != taken and not can_agree(given, taken):
                    source, target = Port(producer.step, producer.output), Port(step, name)
                    message = f"'{source}' gives {given}, and '{target}' takes {taken}"
                    yield Fault("bad_config", message, (step, producer.step))


def check_values(
    flow: Flow,
    takers: Iterable[tuple[StepId, Want]],
    given: Mapping[Name, Value],
    stated: Collection[Name],
) -> Iterator[Fault]:
    """Given values that fit neither the Flow input nor the planned ports that take them.

    `stated` are those that the user gave; a Flow input's default counts only where it is taken.
    """
    wrong = set()
    takers = tuple(takers)
    wanted = {*stated, *(name for _, want in takers for name in want.given)}
    for name, value in given.items():
        known = name in wanted and name in flow.inputs
        if known and (complaint := misfit(flow.inputs[name].type, value)):
            wrong.add(name)
            said = f"'{name}' was given" if name in stated else f"default of '{name}'"
            yield Fault("bad_input", f"{said}: {complaint}", (name,))
    for step, want in takers:
        for name in want.given:
            if name not in wrong and (complaint := misfit_of_one(want.input, given[name])):
                place = f"input '{want.name}' of step '{step}'"
                said = f"'{name}' was given for {place}"
                said = said if name in stated else f"default of '{name}'"
                yield Fault("bad_input", f"{said}: {complaint}", (name, step))


def check_cycle(feeds: Feeds, stuck: Iterable[StepId]) -> Iterator[Fault]:
    """One cycle among the Steps that could not be put in order, if there are any."""
    rest = set(stuck)
    edges = (
        (producer.step, step)
        for step in rest
        for feed in feeds[step].values()
        for producer in feed.producers
        if producer.step in rest and producer.value is ABSENT
    )
    if rest:
        names = find_cycle(edges)
        path = " -> ".join(f"'{name}'" for name in (*names, names[0]))
        yield Fault("cycle", f"steps wait for each other: {path}", names)


def _check_expressions(step: Step) -> Iterator[Fault]:
    """The condition of a Step; the `match` of its inputs is `check_gates`'s."""
    if complaint := condition_complaint(step):
        message = f"'when' of step '{step.id}': {complaint}"
        yield Fault("bad_config", message, (step.id,))


def _check_literals(step: Step, name: Name, source: Input) -> Iterator[Fault]:
    place = f"input '{name}' of step '{step.id}'"
    if source.type.secret:
        for literal in (source.value, source.default):
            if literal is not ABSENT and (complaint := misfit_of_whole(source, literal)):
                yield Fault("bad_input", f"{place}: {complaint}", (step.id,))
    elif source.value is not ABSENT and (complaint := misfit_of_whole(source, source.value)):
        yield Fault("bad_config", f"{place} is pinned: {complaint}", (step.id,))
    if source.type.secret or source.default is ABSENT:
        return
    if complaint := misfit_of_whole(source, source.default):
        yield Fault("bad_config", f"default of {place}: {complaint}", (step.id,))


def _fault(step: Step, problem: Problem) -> Fault:
    kind = "unknown_kind" if problem.code is Code.UNKNOWN_KIND else "bad_config"
    said = problem.sentence
    named = said if f"'{step.id}'" in said else f"step '{step.id}': {said}"
    return Fault(kind, named, (step.id,))
