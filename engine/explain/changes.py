"""What would have to change for a Step to be planned and to run. Every way to give names is tried first.

A suggestion is offered only where planning again, with the change made, says that it helps.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from engine.cause import Reason
from engine.datatype import can_agree
from engine.explain.answer import Action, Suggestion
from engine.explain.asking import never_asked
from engine.explain.case import Case
from engine.explain.inputs import lacking
from engine.explain.wording import suggest, to_run_another
from engine.flow import SUBFLOW, Collect, Flow, Name, Port, Step, StepId
from engine.plan import Fault
from engine.planner.fitting import UNKNOWN, written_type
from engine.planner.gates import matches
from engine.value import ABSENT

_CONNECTIONS: Final = 3
"""Wires to suggest at most."""

_TRIED: Final = 20
"""Inputs at most for which a wire is tried, since each is planned anew."""

_ROUNDS: Final = 8
"""How often giving names may bring up further ones before it is given up."""


def to_run_planned(case: Case, step: StepId) -> tuple[Suggestion, ...]:
    """What would let a planned Step run that cannot, or will be skipped."""
    found: list[Suggestion] = []
    for fault in case.faults_at(step):
        found += mend(case, fault)
    above = case.above(step)
    plan = case.plan
    for name, steps in [*plan.missing.items(), *plan.conditional.items()]:
        if any(wanting in above for wanting in steps):
            found.append(suggest(Action.GIVE, name))
            found += _enabling(case, name, step)
    for name, feed in plan.feeds[step].items():
        if feed.shut:
            found += _unshut(case, Port(step, name))
    if idle := never_asked(case, step):
        found += [*to_complete(case, idle), suggest(Action.MARK_GOAL, step)]
    return _once(found)


def to_complete(case: Case, ports: Iterable[Port]) -> Iterator[Suggestion]:
    """What would let planned lists be complete that are not; nothing of those that giving alone does not."""
    for port in ports:
        names = lacking(case, port)
        given = {**case.plan.given, **dict.fromkeys(names, UNKNOWN)}
        plan = case.replanned(case.flow, case.plan.goals, given)
        feed = plan.feeds.get(port.step, {}).get(port.name)
        if feed is not None and not feed.lost:
            yield from (
                suggest(Action.GIVE_OTHER if name in case.plan.given else Action.GIVE, name)
                for name in names
            )


def to_have_planned(case: Case, step: StepId) -> tuple[Suggestion, ...]:
    """What would bring a Step into the Plan, or within reach."""
    why = case.plan.excluded.get(step)
    found: list[Suggestion] = []
    match why.reason if why else "":
        case Reason.DISABLED:
            found.append(suggest(Action.ENABLE, step))
        case Reason.SATISFIED | Reason.PINNED:
            found += _clear_outputs(case, case.flow.steps[step])
        case Reason.BLOCKED:
            found += _clear_gates(case, step)
        case Reason.UNREACHABLE:
            found += _reach(case, step)
        case _:
            found += _want(case, step)
    return _once(found)


def names_to_give(case: Case, step: StepId) -> tuple[Name, ...]:
    """The names that, all given, would make a Step reachable; nothing where that does not help.

    Planned anew with each of them, since what is given may open a way, or shut a gate.
    """
    names: dict[Name, None] = {}
    for _ in range(_ROUNDS):
        plan = case.supposing(step, names).plan
        if step not in plan.steps or _is_stuck(plan.faults):
            return ()
        lacked = [*plan.missing, *plan.conditional]  # to be reachable, both have to be there
        if not lacked:
            return tuple(names)
        names |= dict.fromkeys(lacked)
    return ()


def _is_stuck(faults: Iterable[Fault]) -> bool:
    return any(fault.kind in ("cycle", "goal_blocked") for fault in faults)


def _reach(case: Case, step: StepId) -> Iterator[Suggestion]:
    """For a Step that nothing can reach: names to give, Steps to enable, gates to open."""
    names = names_to_give(case, step)
    for name in names:
        yield suggest(Action.GIVE, name)
        yield from _enabling(case, name, step)
    if names:
        return
    chances = case.supposing(step)
    for planned, feeds in chances.plan.feeds.items():
        for name, feed in feeds.items():
            if feed.shut:
                yield from _unshut(case, Port(planned, name))
    for barrier in (step, *_barriers(chances)):
        yield from _clear_gates(case, barrier)
    for fault in chances.plan.faults:
        yield from mend(chances, fault)
    if chances.plan.missing:
        yield from _beyond(case.supposing(step, chances.plan.missing))


def _beyond(supposed: Case) -> Iterator[Suggestion]:
    """Where giving names is not enough: wires to cut besides, or Steps that contradict themselves."""
    for fault in supposed.plan.faults:
        steps = [name for name in fault.names if name in supposed.flow.steps]
        if fault.kind == "cycle":
            yield from mend(supposed, fault)
        elif fault.kind == "goal_blocked":
            yield from (suggest(Action.CORRECT, step) for step in steps[-1:])


def _barriers(chances: Case) -> Iterator[StepId]:
    for fault in chances.plan.faults:
        if fault.kind == "goal_blocked":
            yield from (StepId(name) for name in fault.names[2:] if name in chances.flow.steps)


def _want(case: Case, step: StepId) -> Iterator[Suggestion]:
    """For a Step that nobody needs: withhold what is there instead, connect it, or make it a Goal."""
    why = case.plan.excluded.get(step)
    for name in why.names if why else ():
        if name in case.plan.given:
            yield suggest(Action.WITHHOLD, name)
    yield from _connections(case, step)
    yield suggest(Action.MARK_GOAL, step)
    for name in names_to_give(case, step):
        yield suggest(Action.GIVE, name)


def can_connect(case: Case, source: Port, target: Port) -> bool:
    """Whether a wire between two ports has types that agree, and closes no cycle in the Plan."""
    if source.step not in case.flow.steps or not _fits(case.flow, source, target):
        return False
    changed = _connected(case.flow, source, target)
    made = case.replanned(changed, [target.step])
    return all(fault.kind != "cycle" for fault in made.faults)


def _connections(case: Case, step: StepId) -> Iterator[Suggestion]:
    """Wires from a Step to planned inputs that lack a value: types agree, no cycle, and it is planned."""
    made = (
        (Port(step, output), target)
        for target in _hungry(case)
        for output in case.flow.steps[step].outputs
        if _fits(case.flow, Port(step, output), target)
    )
    good = (wire for wire in made if _helps(case, _connected(case.flow, *wire), step))
    for source, target in islice(good, _CONNECTIONS):
        yield suggest(Action.CONNECT, *source, *target)


def _hungry(case: Case) -> Iterator[Port]:
    """The planned inputs that read a missing name, the first few."""
    ports = (
        Port(reader, port)
        for name, readers in case.plan.missing.items()
        for reader in readers
        for port, source in case.flow.steps[reader].inputs.items()
        if name in source.reads(port)
    )
    return islice(ports, _TRIED)


def _fits(flow: Flow, source: Port, target: Port) -> bool:
    made = written_type(flow.steps[source.step], source.name)
    return can_agree(made, flow.steps[target.step].inputs[target.name].wire_type)


def _connected(flow: Flow, source: Port, target: Port) -> Flow:
    step = flow.steps[target.step]
    sources = (flow.steps[source.step].outputs[source.name].writes(source.name),)
    inputs = OrderedDict(step.inputs)
    inputs[target.name] = replace(inputs[target.name], sources=sources)
    return _with(flow, replace(step, inputs=inputs))


def _helps(case: Case, changed: Flow, step: StepId) -> bool:
    """Whether the changed Flow has the Step in its Plan, and can be run."""
    plan = case.replanned(changed, case.plan.goals)
    return step in plan.steps and not _is_stuck(plan.faults)


def _enabling(case: Case, name: Name, step: StepId) -> Iterator[Suggestion]:
    """The disabled Steps that, enabled, would give a name."""
    for port in case.writers(name, disabled=True):
        enabled = replace(case.flow.steps[port.step], disabled=False)
        plan = case.supposing(step, flow=_with(case.flow, enabled)).plan
        if step in plan.steps and name not in plan.missing and not _is_stuck(plan.faults):
            yield suggest(Action.ENABLE, port.step)


def _with(flow: Flow, step: Step) -> Flow:
    return replace(flow, steps={**flow.steps, step.id: step})


def _clear_outputs(case: Case, step: Step) -> Iterator[Suggestion]:
    """Let a Step's outputs be made again: withhold those that are given, unpin those that are pinned."""
    for name, output in step.outputs.items():
        if output.writes(name) in case.plan.given:
            yield suggest(Action.WITHHOLD, output.writes(name))
        if output.value is not ABSENT:
            yield suggest(Action.UNPIN_OUTPUT, step.id, name)


def _clear_gates(case: Case, step: StepId) -> Iterator[Suggestion]:
    """Take away what the `none` inputs of a Step want not to be there."""
    for name, source in case.flow.steps[step].inputs.items():
        if source.collect is Collect.NONE or source.match:
            yield from _unshut(case, Port(step, name))


def _unshut(case: Case, port: Port) -> Iterator[Suggestion]:
    """Change the known values that shut a gate."""
    source = case.flow.steps[port.step].inputs[port.name]
    unwanted = source.collect is Collect.NONE
    if source.value is not ABSENT:
        yield suggest(Action.UNPIN_INPUT, *port)
    for attribute in source.reads(port.name):
        if attribute in case.plan.given:
            fits = matches(source, case.plan.given[attribute])
            if fits is unwanted:
                yield suggest(Action.WITHHOLD if unwanted else Action.GIVE_OTHER, attribute)
        for writer in case.writers(attribute):
            value = case.flow.steps[writer.step].outputs[writer.name].value
            if value is not ABSENT and matches(source, value) is unwanted:
                yield suggest(Action.UNPIN_OUTPUT, *writer)


def mend(case: Case, fault: Fault) -> Iterator[Suggestion]:
    """What to do about what stops a Plan from being run."""
    steps = [StepId(name) for name in fault.names if name in case.flow.steps]
    match fault.kind:
        case "cycle":
            cuts = list(_cuts(case, steps))
            flows = [step for step in steps if case.flow.steps[step].kind == SUBFLOW]
            yield from cuts or map(to_run_another, flows[:1])
        case "bad_input":
            given = [name for name in fault.names if name in case.plan.given]
            yield from (suggest(Action.GIVE_OTHER, name) for name in given)
            yield from (suggest(Action.CORRECT, step) for step in steps if not given)
        case "goal_blocked":
            for step in steps[-1:]:
                yield from _clear_gates(case, step)
        case _:
            yield from (suggest(Action.CORRECT, step) for step in steps[:1])


def _cuts(case: Case, cycle: list[StepId]) -> Iterator[Suggestion]:
    """The wires of a cycle, each of which could be cut."""
    below = dict(zip(cycle, [*cycle[1:], *cycle[:1]], strict=True))
    uses = (use for step in cycle for use in case.uses.get(step, ()))
    for use in uses:
        if use.reader == below[use.producer.step]:
            made = use.producer
            yield suggest(Action.DISCONNECT, made.step, made.output, use.reader, use.input)


def _once(found: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    return tuple(dict.fromkeys(found))
