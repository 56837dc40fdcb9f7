"""The sentences of explanations, each a typed `Cause` with the names in it. Decides nothing.

What a Plan and a run record is worded once, in `engine.cause`; what is said about it is worded here, so
that the command line and the designer say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from engine.cause import Cause, Reason, listed
from engine.explain.answer import Action, Suggestion
from engine.flow import Collect, Name, Port, StepId
from engine.plan import Fault


class Point(StrEnum):
    """What a sentence is about, besides the reasons that a Plan or a run records (`engine.cause.Reason`)."""

    PLANNED = "planned"
    MISSING = "missing"
    OFFERED = "offered"
    CONDITIONAL = "conditional"
    GIVEN = "given"
    IDLE = "idle"
    PRODUCED = "produced"
    WAITS = "waits"
    DEFAULT = "default"
    LEFT_OUT = "left_out"
    OPTIONAL = "optional"
    WHEN = "when"
    SIEVE = "sieve"
    STAND_IN = "stand_in"
    BEHIND_GATE = "behind_gate"
    INSTEAD = "instead"
    ALONE = "alone"
    CARRIES = "carries"
    WATCHES = "watches"
    UNUSED = "unused"
    UNCONNECTED = "unconnected"
    PENDING = "pending"
    RUNNING = "running"
    RETRYING = "retrying"
    COMPLETED = "completed"
    CACHED = "cached"
    RECALLED = "recalled"
    FAILED = "failed"
    WAITED = "waited"
    ITEMS = "items"
    UNDONE = "undone"
    TOOK = "took"
    SAW = "saw"
    SET = "set"
    ABSENT = "absent"
    INSIDE = "inside"


_WAITS: Final[Mapping[Collect, str]] = {
    Collect.FIRST: "takes the first that {who} {deliver}, asked one after the other",
    Collect.FASTEST: "takes what arrives first from {who}, which all run at once",
    Collect.LAST: "waits until {who} {have} ended, and takes what arrived last",
    Collect.SOME: "waits until {who} {have} ended, and takes a list of what they delivered",
    Collect.ALL: "waits for a list of what {who} {deliver}: every one of them",
    Collect.NONE: "is a gate: it waits until {who} {have} ended, and wants nothing to come",
}

_SHOWN: Final = 5
"""Attributes of a long chain in a sentence, besides the last."""

_REMEDIES: Final[Mapping[str, str]] = {
    Reason.EXCEPTION: "correct the code of step '{0}', or what it is given",
    Reason.TIMEOUT: "give step '{0}' a longer timeout, or make its work shorter",
    Reason.BAD_INPUT: "let step '{0}' get a value of the type that its input declares",
    Reason.BAD_OUTPUT: "let step '{0}' return a value of the type that its output declares",
    Reason.MISSING_OUTPUT: "let step '{0}' return that output, or make the output optional",
    Reason.EXPRESSION: "correct the condition of step '{0}'",
}

_ACTIONS: Final[Mapping[Action, str]] = {
    Action.GIVE: "give '{0}' a value",
    Action.GIVE_OTHER: "give '{0}' another value",
    Action.WITHHOLD: "do not give '{0}'",
    Action.ENABLE: "enable step '{0}'",
    Action.MARK_GOAL: "mark step '{0}' as a goal",
    Action.UNPIN_INPUT: "unpin input '{0}.{1}'",
    Action.UNPIN_OUTPUT: "unpin output '{0}.{1}'",
    Action.CONNECT: "connect '{0}.{1}' to '{2}.{3}'",
    Action.DISCONNECT: "cut the wire from '{0}.{1}' to '{2}.{3}'",
    Action.CORRECT: "correct step '{0}'",
    Action.RERUN: "run again from step '{0}' on",
}


def suggest(action: Action, *names: str) -> Suggestion:
    """A suggestion in words."""
    return Suggestion(action, names, _ACTIONS[action].format(*names))


def remedy(step: StepId, reason: str | None) -> Suggestion:
    """What to do about a Step that failed for a reason."""
    plain = _ACTIONS[Action.CORRECT]
    return Suggestion(Action.CORRECT, (step,), _REMEDIES.get(reason or "", plain).format(step))


def to_return(step: StepId, outputs: Sequence[Name]) -> Suggestion:
    """What to do about a Step that completed without an output that somebody waited for."""
    return Suggestion(Action.CORRECT, (step,), f"let step '{step}' return {listed(outputs)}")


def inside(step: StepId, item: int | None = None) -> Cause:
    """It belongs to the Flow that a Step runs, for which element with `each`."""
    message = f"that is inside of step '{step}'"
    if item is not None:
        message = f"that is inside of step '{step}', element {item}"
    return Cause(Point.INSIDE, (step,), message)


def runs_once(step: StepId, rest: str) -> str:
    """There are no elements of a Step; what its Flow has is named without."""
    return f"step '{step}' runs once, not for each element of a list: ask for '{step}/{rest}'"


def has_elements(step: StepId, total: int) -> str:
    """Which elements of a Step there are."""
    if not total:
        return f"step '{step}' has no elements"
    return (
        f"step '{step}' has elements 0 to {total - 1}"
        if total > 1
        else f"step '{step}' has element 0 alone"
    )


def to_run_another(step: StepId) -> Suggestion:
    """What to do about a Step whose Flow would run inside itself."""
    message = f"let step '{step}' run a flow that does not run it again"
    return Suggestion(Action.CORRECT, (step,), message)


# the answer about a Step in a Plan


def a_goal(step: StepId) -> Cause:
    """It is in the Plan by itself."""
    return Cause(Point.PLANNED, (step,), f"step '{step}' is in the plan: it is a goal")


def needed(step: StepId, goals: Sequence[str], chain: Sequence[str]) -> Cause:
    """It is in the Plan for Goals, through a chain of Attributes."""
    what = f"goal {listed(goals)} needs" if len(goals) == 1 else f"goals {listed(goals)} need"
    return Cause(
        Point.PLANNED,
        (*goals, *chain),
        f"step '{step}' is in the plan: {what} it, through {_way(chain)}",
    )


def lacks(step: StepId, names: Sequence[str]) -> Cause:
    """It is in the Plan, and values are missing at it or above it."""
    message = (
        f"step '{step}' is in the plan, but cannot run yet: nothing gives {listed(names, 'or')}"
    )
    return Cause(Point.MISSING, tuple(names), message)


def at_fault(step: StepId, why: Cause) -> Cause:
    """It is in the Plan, and something stops the Plan from being run."""
    return Cause(why.reason, why.names, f"step '{step}' is in the plan, but: {why.message}")


def nothing_runs(fault: Fault) -> Cause:
    """Something else stops the whole Plan from being run."""
    message = f"nothing can run before this is mended: {fault.message}"
    return Cause(fault.kind, fault.names, message)


def stays_shut(step: StepId, inputs: Sequence[str]) -> Cause:
    """It is in the Plan, and it is certain already that it will be skipped."""
    what = "input" if len(inputs) == 1 else "inputs"
    message = f"step '{step}' will be skipped: the gate at {what} {listed(inputs)} stays shut"
    return Cause(Reason.GATE, tuple(inputs), message)


def left_out(step: StepId, why: Cause) -> Cause:
    """It is not in the Plan, for the cause that the Plan records."""
    return why._replace(message=f"step '{step}' is not in the plan: {why.message}")


def unknown(step: StepId) -> Cause:
    """The Plan knows nothing of it: it was made from a Flow without the Step."""
    message = f"step '{step}' is not in the plan: the plan was made without it"
    return Cause(Reason.NOT_NEEDED, (step,), message)


def alone(step: StepId, names: Sequence[str]) -> Cause:
    """What it would take to run it, were it a Goal."""
    message = f"to run, step '{step}' would also need {listed(names)}, which nothing gives"
    return Cause(Point.ALONE, tuple(names), message)


# what a Step waits for


def waits(name: Name, collect: Collect, steps: Sequence[StepId]) -> Cause:
    """An input waits for planned Steps, by its policy."""
    one = len(steps) == 1
    plain = one and collect in (Collect.FIRST, Collect.FASTEST)
    told = "waits for {who}" if plain else _WAITS[collect]
    who = f"step{'' if one else 's'} {listed(steps)}"
    said = told.format(
        who=who, have="has" if one else "have", deliver="delivers" if one else "deliver"
    )
    return Cause(Point.WAITS, (name, *steps), f"input '{name}' {said}")


def takes_given(name: Name, attributes: Sequence[str]) -> Cause:
    """An input takes given values."""
    return Cause(
        Point.GIVEN, (name, *attributes), f"input '{name}' takes the given {listed(attributes)}"
    )


def takes_pinned(name: Name, steps: Sequence[StepId]) -> Cause:
    """An input takes what is pinned: its own literal, or outputs."""
    if not steps:
        return Cause(Reason.PINNED, (name,), f"input '{name}' is pinned to a value")
    message = f"input '{name}' takes the pinned output of {steps_named(steps)}"
    return Cause(Reason.PINNED, (name, *steps), message)


def input_missing(name: Name, attributes: Sequence[str], *, every: bool = False) -> Cause:
    """A required input reads what nothing gives; `every` one of them is needed, or any."""
    which = listed(attributes) if every else listed(attributes, "or")
    message = f"input '{name}' needs {which}, which nothing gives"
    return Cause(Point.MISSING, (name, *attributes), message)


def input_cut_off(name: Name, steps: Sequence[StepId]) -> Cause:
    """A required input for which only Steps could do something that will not run."""
    message = f"input '{name}' needs what only {steps_named(steps)} could give"
    return Cause(Reason.UNREACHABLE, (name, *steps), message)


def does_without(name: Name, *, default: bool) -> Cause:
    """Nothing can come to an optional input."""
    said = "takes its default" if default else "is left out"
    point = Point.DEFAULT if default else Point.LEFT_OUT
    return Cause(point, (name,), f"input '{name}' {said}, since nothing gives it a value")


def incomplete(name: Name, lacking: Sequence[Name], *, default: bool) -> Cause:
    """An optional list of which something cannot come comes to nothing."""
    said = "takes its default" if default else "is left out"
    point = Point.DEFAULT if default else Point.LEFT_OUT
    message = f"input '{name}' {said}, since its list cannot be complete without {listed(lacking)}"
    return Cause(point, (name, *lacking), message)


def optional(name: Name, *, default: bool, deadline: float | None) -> Cause:
    """An optional input waits, and then does without."""
    limit = "" if deadline is None else f" within {deadline:g} s"
    said = "takes its default" if default else "is left out"
    message = f"without a value{limit}, input '{name}' {said}"
    return Cause(Point.OPTIONAL, (name,), message)


def gate(name: Name, match: str, *, required: bool, unwanted: bool = False) -> Cause:
    """A `match`: a gate for the whole Step where the input is required; what must not come to a `none`."""
    if unwanted:
        message = f"input '{name}' is a gate: the step runs only if no value comes with {match}"
        return Cause(Reason.GATE, (name,), message)
    if required:
        message = f"input '{name}' is a gate: the step runs only if {match}"
        return Cause(Reason.GATE, (name,), message)
    return Cause(Point.SIEVE, (name,), f"input '{name}' takes only a value with {match}")


def open_gate(name: Name) -> Cause:
    """A `none` gate for which nothing can come."""
    message = f"input '{name}' is a gate that wants no value, and none can come: it is open"
    return Cause(Reason.GATE, (name,), message)


def shut_gate(name: Name) -> Cause:
    """A gate that was decided while planning."""
    return Cause(Reason.GATE, (name,), f"the gate at input '{name}' is shut already")


def condition(when: str) -> Cause:
    """The Step's own `when`."""
    return Cause(Point.WHEN, (), f"it runs only if its condition is met: {when}")


def stand_in(reader: Port, before: Sequence[StepId], asked: StepId | None = None) -> Cause:
    """An input asks for it, or for a Step that needs it, only after others."""
    fail = "ends" if len(before) == 1 else "end"
    message = (
        f"input '{reader}' asks for {_asked(asked)} only if "
        f"{steps_named(before)} {fail} without delivering"
    )
    return Cause(Point.STAND_IN, (reader.step, reader.name, *before), message)


def behind_gate(reader: StepId, gates: Sequence[str], asked: StepId | None = None) -> Cause:
    """A reader asks for it, or for a Step that needs it, only once its gates are open."""
    what = "gate" if len(gates) == 1 else "gates"
    message = (
        f"step '{reader}' asks for {_asked(asked)} only once "
        f"its {what} at {listed(gates)} {_is(gates)} open"
    )
    return Cause(Point.BEHIND_GATE, (reader, *gates), message)


def not_asked(step: StepId) -> Cause:
    """It is in the Plan, and nothing will ask for it."""
    message = f"step '{step}' is in the plan, but will be skipped: nothing asks for it"
    return Cause(Reason.NOT_NEEDED, (step,), message)


def instead(reader: Port, what: Cause) -> Cause:
    """An input that might have asked for it has something else."""
    return Cause(Point.INSTEAD, (reader.step, *what.names), f"step '{reader.step}': {what.message}")


def steps_named(steps: Sequence[str]) -> str:
    """`step 'a'`, `steps 'a' and 'b'`."""
    return f"step{'' if len(steps) == 1 else 's'} {listed(steps)}"


def _asked(step: StepId | None) -> str:
    return "it" if step is None else f"step '{step}', which needs it,"


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _way(chain: Sequence[str]) -> str:
    """A chain of Attributes; of a long one its beginning and its end."""
    shown = [*chain[:_SHOWN], "…", chain[-1]] if len(chain) > _SHOWN + 2 else chain
    return " → ".join(shown)
