"""The sentences about Attributes and wires in a Plan, each a typed `Cause`. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from engine.cause import Cause, listed
from engine.explain.wording import Point, steps_named
from engine.flow import Name, Port, StepId


def attribute_missing(name: Name, steps: Sequence[StepId]) -> Cause:
    """Nobody gives it, and somebody cannot do without."""
    message = f"nothing gives '{name}', and {steps_named(steps)} cannot run without it"
    return Cause(Point.MISSING, (name, *steps), message)


def attribute_conditional(name: Name, steps: Sequence[StepId]) -> Cause:
    """Nobody gives it, and it is wanted only if a gate opens."""
    wanted = f"{steps_named(steps)} {_verb(steps, 'need')} it only if a gate opens"
    message = f"nothing gives '{name}', and {wanted}"
    return Cause(Point.CONDITIONAL, (name, *steps), message)


def attribute_offered(name: Name, steps: Sequence[StepId]) -> Cause:
    """Nobody gives it, and somebody could use it."""
    message = f"nothing gives '{name}'; {steps_named(steps)} could use it, and nothing waits for it"
    return Cause(Point.OFFERED, (name, *steps), message)


def attribute_given(name: Name) -> Cause:
    """It is an initial value."""
    return Cause(Point.GIVEN, (name,), f"'{name}' is given")


def attribute_default(name: Name) -> Cause:
    """It is the default of a Flow input."""
    return Cause(Point.DEFAULT, (name,), f"'{name}' has the default of the flow's input")


def attribute_produced(name: Name, steps: Sequence[StepId], readers: Sequence[StepId]) -> Cause:
    """Planned Steps give it, or pinned outputs do."""
    use = f", for {steps_named(readers)}" if readers else ""
    message = f"{steps_named(steps)} {_verb(steps, 'give')} '{name}'{use}"
    return Cause(Point.PRODUCED, (name, *steps, *readers), message)


def attribute_idle(name: Name) -> Cause:
    """Nothing in the Plan gives it or wants it."""
    return Cause(Point.IDLE, (name,), f"nothing in the plan gives or needs '{name}'")


def attribute_not_asked(name: Name, why: Cause) -> Cause:
    """Planned Steps read it, and none of them will ask for it."""
    return Cause(Point.IDLE, (name, *why.names), f"nothing asks for '{name}': {why.message}")


def carries(name: Name, source: Port, target: Port) -> Cause:
    """A wire that the Plan uses."""
    message = f"the wire is in use: '{target}' takes '{name}' from '{source}'"
    return Cause(Point.CARRIES, (name, source.step, target.step), message)


def watches(name: Name, source: Port, target: Port) -> Cause:
    """A wire into an input that wants no value."""
    message = f"the wire is watched: '{target}' wants no '{name}' to come from '{source}'"
    return Cause(Point.WATCHES, (name, source.step, target.step), message)


def unused(target: Port, why: Cause) -> Cause:
    """A wire that the Plan does not use."""
    return Cause(why.reason, why.names, f"the wire to '{target}' is not in use: {why.message}")


def unconnected(source: Port, target: Port, writes: Name, reads: Sequence[Name]) -> Cause:
    """Two ports that share no Attribute."""
    what = f"reads {listed(reads, 'or')}" if reads else "is pinned to a value"
    message = f"'{source}' and '{target}' are not connected: one gives '{writes}', the other {what}"
    return Cause(Point.UNCONNECTED, (writes, *reads), message)


def _verb(names: Sequence[str], verb: str) -> str:
    return f"{verb}s" if len(names) == 1 else verb
