"""Everything that is not right yet about a Flow that could be read, as Problems, worst first.

Each check is one small function, and `CHECKS` lists them. A Problem here never stops a file from being
opened, drawn or saved; a Step that is disabled has only warnings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from engine.datatype import DataType, can_agree
from engine.errors import nearest
from engine.flow import FLOW_INPUTS, SUBFLOW, Flow, Name, Port, Step, StepId
from engine.graph import Names, names
from engine.knot import Knot, find_knots
from engine.misspelt import a_letter_apart
from engine.plan import Plan
from engine.planner.children import child_path
from engine.planner.fitting import misfit, misfit_of_one, misfit_of_whole, written_type
from engine.planner.gates import condition_complaint, is_gate, literal_values, match_complaint
from engine.problem import Code, Problem, Severity, pointer
from engine.registry import Registry
from engine.value import ABSENT, JSON


class Subject:
    """What is checked, and what several checks ask of it."""

    def __init__(self, flow: Flow, plan: Plan, registry: Registry, folder: Path | None) -> None:
        """Take the Flow, the Plan for its own Goals, the kinds, and the flow file's folder."""
        self.flow, self.plan, self.registry, self.folder = flow, plan, registry, folder
        self.steps: Collection[Step] = flow.steps.values()
        """Those that are looked at one by one."""

    @cached_property
    def attributes(self) -> Collection[Name]:
        """Those that are looked at one by one."""
        return self.names.readers.keys()

    @cached_property
    def knots(self) -> tuple[Knot, ...]:
        """The Steps that wait for each other."""
        return find_knots(self.flow)

    @cached_property
    def names(self) -> Names:
        """Who writes and who reads each Attribute."""
        return names(self.flow)

    def child(self, step: Step) -> Flow | None:
        """The Flow that a Step runs; None where it runs none, or one that was not read."""
        if step.kind != SUBFLOW:
            return None
        named = step.config.get("flow")
        if isinstance(named, str):
            return self.plan.origin.flows.get(child_path(self.folder, named))
        return self.flow if named is None else None

    def severity(self, *steps: StepId) -> Severity:
        """How bad it is if something is wrong between these Steps."""
        asleep = any(step and self.flow.steps[step].disabled for step in steps)
        return Severity.WARNING if asleep else Severity.ERROR


Check: TypeAlias = Callable[[Subject], Iterable[Problem]]


class Found(NamedTuple):
    """A Problem, and the number of the check that found it."""

    turn: int
    problem: Problem


def validate(
    flow: Flow, plan: Plan, registry: Registry, folder: Path | None
) -> tuple[Problem, ...]:
    """Every Problem of a Flow: errors first, then by check, then by place; whatever the file's order.

    `plan` is the one for the Flow's own Goals; `folder` is the flow file's, if it has one.
    """
    return in_order(find(Subject(flow, plan, registry, folder), CHECKS))


def find(subject: Subject, checks: Iterable[Check]) -> Iterator[Found]:
    """What these checks find, in no order."""
    for check in checks:
        turn = CHECKS.index(check)
        for problem in check(subject):
            yield Found(turn, problem)


def in_order(found: Iterable[Found]) -> tuple[Problem, ...]:
    """Problems in their one order."""

    def place(one: Found) -> tuple[bool, int, str, str]:
        problem = one.problem
        return problem.severity is not Severity.ERROR, one.turn, problem.pointer, problem.message

    return tuple(one.problem for one in sorted(found, key=place))


def steps(subject: Subject) -> Iterator[Problem]:
    """What each Step's own kind finds, planned or not."""
    for step in subject.steps:
        found = subject.registry.problems(step, subject.folder)
        if found and step.disabled:
            yield from (replace(problem, severity=Severity.WARNING) for problem in found)
        else:
            yield from found


def goals(subject: Subject) -> Iterator[Problem]:
    """Goals that are no Steps or asleep, and a Flow of Steps with none: half-drawn, so a warning."""
    flow = subject.flow
    if flow.steps and not flow.goals:
        yield Problem(
            code=Code.NO_GOALS,
            severity=Severity.WARNING,
            message="the flow has no goal",
            hint="Mark the step whose outcome you want.",
        )
    for goal in flow.goals:
        if goal not in flow.steps:
            close = nearest(goal, flow.steps)
            message = f"there is no step '{goal}' to be a goal"
            message += f"; did you mean '{close}'?" if close else ""
            yield Problem(code=Code.UNKNOWN_GOAL, pointer=pointer("goals"), message=message)
        elif flow.steps[goal].disabled:
            yield Problem(
                code=Code.GOAL_BLOCKED,
                pointer=pointer("steps", goal, "disabled"),
                message=f"goal '{goal}' is disabled",
                hint="Enable the step, or choose another goal.",
            )


def wire_types(subject: Subject) -> Iterator[Problem]:
    """Wires whose ends no value can fit; for each input and each type that it cannot take, one."""
    flow = subject.flow
    for attribute in subject.attributes:
        readers = subject.names.readers.get(attribute, ())
        givers = _givers(flow, attribute, subject.names.writers.get(attribute, ()))
        for port in readers:
            taken = flow.steps[port.step].inputs[port.name].wire_type
            for source, given in givers:
                if given is not taken and not can_agree(given, taken):
                    yield Problem(
                        code=Code.WIRE_TYPES,
                        severity=subject.severity(source.step, port.step),
                        pointer=pointer("steps", port.step, "inputs", port.name, "type"),
                        message=f"'{source}' gives {given}, and '{port}' takes {taken}",
                        hint="Change one of the types, or cut the wire.",
                    )


def children(subject: Subject) -> Iterator[Problem]:
    """What keeps planned Steps from running the Flows that they name."""
    for fault in subject.plan.faults:
        step = subject.flow.steps.get(StepId(fault.names[0])) if fault.names else None
        if fault.kind != "bad_config" or step is None or step.kind != SUBFLOW:
            continue
        known = subject.registry.problems(step, subject.folder)
        if not any(problem.message in fault.message for problem in known):
            place = pointer("steps", step.id, "config", "flow")
            yield Problem(code=Code.BAD_CONFIG, pointer=place, message=fault.message)


def expressions(subject: Subject) -> Iterator[Problem]:
    """Conditions and gates that are no expressions, or cannot be asked of what is written beside them."""
    for step in subject.steps:
        found: list[tuple[tuple[str, ...], str]] = [(("when",), condition_complaint(step))]
        for name, source in step.inputs.items():
            values = [] if source.value is ABSENT else literal_values(source, source.value)
            found.append((("inputs", name, "match"), match_complaint(source, values)))
        for place, complaint in found:
            if complaint:
                yield Problem(
                    code=Code.BAD_CONFIG,
                    severity=subject.severity(step.id),
                    pointer=pointer("steps", step.id, *place),
                    message=complaint,
                )


def idle_settings(subject: Subject) -> Iterator[Problem]:
    """A `match` that holds nothing back, as its input is optional; a `deadline` of one that is not."""
    for step in subject.steps:
        for name, source in step.inputs.items():
            port = Port(step.id, name)
            if source.match and not is_gate(source):
                told = f"'match' of '{port}' is no gate, since the input is optional"
                hint = (
                    "The step runs without the values that do not match; "
                    "make the input required, without a default, if it is to be skipped."
                )
                yield _idle(port, "match", told, hint)
            if source.deadline is not None and (source.required or is_gate(source)):
                told = f"'deadline' of '{port}' limits nothing, since the step waits for that input"
                hint = "Make the input optional, or give it a default, to go on without it."
                yield _idle(port, "deadline", told, hint)


def unread_by_child(subject: Subject) -> Iterator[Problem]:
    """Inputs of Steps that run a Flow which the Flow has no use for."""
    for step in subject.flow.steps.values():
        child = subject.child(step)
        if child is None:
            continue
        known = names(child)
        for name in step.inputs:
            if name in known.readers or name in known.writers or name in step.outputs:
                continue
            close = nearest(name, known.readers)
            told = f"; did you mean '{close}'?" if close else ""
            place = pointer("steps", step.id, "inputs", name)
            yield _unread(place, f"no step of the flow that '{step.id}' runs reads '{name}'{told}")


def literals(subject: Subject) -> Iterator[Problem]:
    """Values written into the file (pins, defaults, examples) that do not fit their own type."""
    for step in subject.steps:
        severity = subject.severity(step.id)
        for place, complaint in _literals_of(step):
            where = Port(step.id, Name(str(place[1])))
            yield Problem(
                code=Code.BAD_VALUE,
                severity=severity,
                pointer=pointer("steps", step.id, *place),
                message=f"{place[2]} of '{where}': {complaint}",
            )


def initial_values(subject: Subject) -> Iterator[Problem]:
    """Defaults, examples and presets that do not fit the Flow input they are for."""
    flow = subject.flow
    for name, port in flow.inputs.items():
        for key, value in (("default", port.default), ("example", port.example)):
            severity = Severity.ERROR if key == "default" else Severity.WARNING
            if value is not ABSENT and (complaint := _misfit_of_given(subject, name, value)):
                message = f"{key} of '{name}': {complaint}"
                yield _bad_value(severity, pointer("inputs", name, key), message)
    for preset, values in flow.presets.items():
        for name, value in values.items():
            if complaint := _misfit_of_given(subject, name, value):
                message = f"'{name}' of preset '{preset}': {complaint}"
                yield _bad_value(Severity.ERROR, pointer("presets", preset, name), message)


def half_secrets(subject: Subject) -> Iterator[Problem]:
    """Flow inputs that are secret on one side only: shown in clear, or refused when a run begins."""
    for name in subject.flow.inputs.keys() & subject.attributes:
        declared = subject.flow.inputs[name]
        for port in subject.names.readers.get(name, ()):
            taken = subject.flow.steps[port.step].inputs[port.name].type
            if taken.secret != declared.type.secret:
                one, other = f"'{port}'", f"the flow input '{name}'"
                secret, plain = (one, other) if taken.secret else (other, one)
                place = pointer("steps", port.step, "inputs", port.name, "format")
                told = f"{secret} is a secret, and {plain} is not"
                hint = "Give both the format 'secret', or neither."
                yield _warning(Code.WIRE_TYPES, place, told, hint)


def cycles(subject: Subject) -> Iterator[Problem]:
    """Steps that wait for each other: an error where the Goals need them, else a warning."""
    planned: list[frozenset[str]] = []
    for fault in subject.plan.faults:
        if fault.kind == "cycle":
            planned.append(frozenset(fault.names))
            place = pointer("steps", fault.names[0])
            yield Problem(code=Code.CYCLE, pointer=place, message=fault.message)
    for knot in subject.knots:
        if any(names <= knot.steps for names in planned):
            continue
        path = " -> ".join(f"'{step}'" for step in (*knot.cycle, knot.cycle[0]))
        place, told = pointer("steps", knot.cycle[0]), f"steps wait for each other: {path}"
        hint = "The goals can be planned without this cycle."
        yield _warning(Code.CYCLE, place, told, hint)


def near_names(subject: Subject) -> Iterator[Problem]:
    """Inputs whose Attribute comes from nowhere, while one that differs by a letter is there."""
    writers, readers = subject.names.writers, subject.names.readers
    lost = {
        name: ports
        for name, ports in readers.items()
        if name not in writers and name not in subject.flow.inputs
    }
    near = a_letter_apart(lost, (*writers, *subject.flow.inputs))
    for name, close in near.items():
        for port in lost[name]:
            place = pointer("steps", port.step, "inputs", port.name)
            told = f"'{port}' reads '{name}', which nothing gives; there is '{close}'"
            hint = f"If that is meant, let it read '{close}'; else give '{name}' when you run."
            yield _warning(Code.NEAR_NAME, place, told, hint)


def unread_inputs(subject: Subject) -> Iterator[Problem]:
    """Flow inputs, and values of presets, that no Step reads."""
    readers = subject.names.readers
    unread = [name for name in subject.flow.inputs if name not in readers]
    near = a_letter_apart(unread, readers)
    for name in unread:
        close = f"; did you mean '{near[name]}'?" if name in near else ""
        yield _unread(pointer("inputs", name), f"no step reads the flow input '{name}'{close}")
    for preset, values in subject.flow.presets.items():
        for name in values.keys() - readers.keys() - subject.flow.inputs.keys():
            told = nearest(name, {*readers, *subject.flow.inputs})
            hint = f"; did you mean '{told}'?" if told else ""
            place = pointer("presets", preset, name)
            yield _unread(place, f"preset '{preset}' gives '{name}', which no step reads{hint}")


CHECKS: Final[tuple[Check, ...]] = (
    goals,
    cycles,
    steps,
    children,
    expressions,
    wire_types,
    literals,
    initial_values,
    half_secrets,
    idle_settings,
    near_names,
    unread_by_child,
    unread_inputs,
)
"""All checks, the most telling first."""

LOCAL: Final[tuple[Check, ...]] = (
    steps,
    expressions,
    wire_types,
    literals,
    half_secrets,
    idle_settings,
)
"""Those that look at Steps and Attributes one by one: what they say of a Step follows from it, and from
those that write what it reads."""


def _givers(
    flow: Flow, attribute: Name, writers: Iterable[Port]
) -> tuple[tuple[Port, DataType], ...]:
    """What feeds an Attribute, the first port of each type: a thousand alike would say the same."""
    found: dict[tuple[str, str], tuple[Port, DataType]] = {}
    if attribute in flow.inputs:
        declared = flow.inputs[attribute].type
        found[declared.name, repr(declared.enum)] = Port(FLOW_INPUTS, attribute), declared
    for port in sorted(writers):
        given = written_type(flow.steps[port.step], port.name)
        found.setdefault((given.name, repr(given.enum)), (port, given))
    return tuple(found.values())


def _literals_of(step: Step) -> Iterator[tuple[tuple[str, Name, str], str]]:
    """The place within a Step of every value that does not fit, and why."""
    for name, source in step.inputs.items():
        for key, value in (("value", source.value), ("default", source.default)):
            if value is not ABSENT and (complaint := misfit_of_whole(source, value)):
                yield ("inputs", name, key), complaint
    for name, port in step.outputs.items():
        if port.value is not ABSENT and (
            complaint := written_type(step, name).complaint(port.value)
        ):
            yield ("outputs", name, "value"), complaint


def _misfit_of_given(subject: Subject, name: Name, value: JSON) -> str:
    """Why an initial value does not fit the Flow input, or a secret port that would take it."""
    for port in sorted(subject.names.readers.get(name, ())):
        source = subject.flow.steps[port.step].inputs[port.name]
        if source.type.secret and (complaint := misfit_of_one(source, value)):
            return complaint
    declared = subject.flow.inputs.get(name)
    return "" if declared is None else misfit(declared.type, value)


def _warning(code: Code, place: str, message: str, hint: str = "") -> Problem:
    return Problem(code=code, severity=Severity.WARNING, pointer=place, message=message, hint=hint)


def _unread(place: str, message: str) -> Problem:
    return _warning(Code.UNREAD_INPUT, place, message)


def _idle(port: Port, key: str, message: str, hint: str) -> Problem:
    place = pointer("steps", port.step, "inputs", port.name, key)
    return _warning(Code.BAD_CONFIG, place, message, hint)


def _bad_value(severity: Severity, place: str, message: str) -> Problem:
    return Problem(code=Code.BAD_VALUE, severity=severity, pointer=place, message=message)
