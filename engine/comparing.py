"""Two runs beside each other: what differs in Plan, values, causes and times. Values in, values out.

Neither run need be of the same Flow, or have ended. Steps are matched by their ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, NamedTuple

from engine.clock import lasting
from engine.flow import Name, Step, StepId
from engine.state import RunState, StepState, StepStatus
from engine.value import Value, encode, preview, same

NOTABLE: Final = 0.1
"""The share of the longer time by which two times differ that are told as different."""
NOTABLE_SECONDS: Final = 0.05
"""And by how much at least, in seconds."""
_LENGTH: Final = 60
"""Characters of a value in a sentence."""
_NONE: Final = StepId("")


class Aspect(StrEnum):
    """What of two runs differs, in the order in which one follows from another."""

    PLAN = "plan"
    VALUE = "value"
    CAUSE = "cause"
    TIME = "time"


class Difference(NamedTuple):
    """One thing that differs, from the first run to the second.

    `step` is empty where it is about the run; `name` is the Attribute, the Goal, or the part of the
    Step that differs; `before` and `after` say in a few words what it was, empty where it was not there.
    """

    aspect: Aspect
    step: StepId
    name: str
    before: str
    after: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that differs between two runs; `later` is by how many seconds each Step took longer."""

    differences: tuple[Difference, ...] = ()
    later: Mapping[StepId, float] = field(default_factory=dict)

    @property
    def steps(self) -> frozenset[StepId]:
        """The Steps of which something differs."""
        return frozenset(one.step for one in self.differences if one.step)

    def of(self, step: StepId) -> tuple[Difference, ...]:
        """What differs of one Step."""
        return tuple(one for one in self.differences if one.step == step)


def compare(first: RunState, second: RunState) -> Comparison:
    """What differs from one run to another."""
    differences = (
        *_plans(first, second),
        *_values(first, second),
        *_causes(first, second),
        *_times(first, second),
    )
    return Comparison(differences=differences, later=_later(first, second))


def took(step: StepState | None) -> float | None:
    """How long the work of a Step took, in seconds; None where there was none, or it has not ended."""
    return None if step is None else step.took


# in the Plan


def _plans(first: RunState, second: RunState) -> Iterator[Difference]:
    old, new = first.plan, second.plan
    for goal in dict.fromkeys((*old.goals, *new.goals)):
        if (goal in old.goals) != (goal in new.goals):
            told = "was a goal" if goal in old.goals else "is a goal now"
            yield _differs(Aspect.PLAN, goal, "goal", told, goal in old.goals)
    for step in dict.fromkeys((*old.steps, *new.steps)):
        if step not in new.steps:
            why = new.excluded[step].message if step in new.excluded else "it is not in the flow"
            yield _differs(Aspect.PLAN, step, "step", f"was planned, and no longer is: {why}", True)
        elif step not in old.steps:
            why = old.excluded[step].message if step in old.excluded else "it was not in the flow"
            yield _differs(Aspect.PLAN, step, "step", f"is planned now; before: {why}", False)
        else:
            yield from _definitions(step, old.steps[step], new.steps[step])


def _differs(aspect: Aspect, step: StepId, name: str, told: str, was: bool) -> Difference:
    before, after = ("yes", "") if was else ("", "yes")
    return Difference(aspect, step, name, before, after, f"'{step}' {told}")


def _definitions(step: StepId, old: Step, new: Step) -> Iterator[Difference]:
    """What of a Step's meaning differs; its title and words do not count."""
    if old is new or _meaning(old) == _meaning(new):
        return
    told = False
    parts: tuple[tuple[str, Mapping[Any, Any], Mapping[Any, Any]], ...] = (
        ("kind", {"kind": old.kind}, {"kind": new.kind}),
        ("config", old.config, new.config),
        ("input", old.inputs, new.inputs),
        ("output", old.outputs, new.outputs),
    )
    for what, before, after in parts:
        for name in dict.fromkeys((*before, *after)):
            if before.get(name) != after.get(name):
                label = name if what in ("kind", "config") else f"{what} '{name}'"
                one, other = _shown(what, before, name), _shown(what, after, name)
                message = f"'{step}': {_changed(label, one, other)}"
                yield Difference(Aspect.PLAN, step, str(name), one, other, message)
                told = True
    if not told:
        message = f"'{step}' was changed in how it runs"
        yield Difference(Aspect.PLAN, step, "policy", "", "", message)


def _meaning(step: Step) -> Step:
    return replace(step, title="", description="", extra={})


def _shown(what: str, parts: Mapping[Any, Any], name: str) -> str:
    if name not in parts:
        return ""
    return _short(parts[name]) if what in ("kind", "config") else "declared"


def _changed(label: str, before: str, after: str) -> str:
    if not before:
        return f"{label} is new"
    if not after:
        return f"{label} is gone"
    return f"{label} changed" if before == after else f"{label} was {before}, and is {after}"


# in values


def _values(first: RunState, second: RunState) -> Iterator[Difference]:
    for name in dict.fromkeys((*first.attributes, *second.attributes)):
        old, new = _given(first, name), _given(second, name)
        if (bool(old) or bool(new)) and not _equal(old, new):
            yield _value(_NONE, name, old, new, f"given '{name}'")
    for step in dict.fromkeys((*first.steps, *second.steps)):
        one, other = first.steps.get(step), second.steps.get(step)
        if one is None or other is None:
            continue
        if not (one.status.delivered and other.status.delivered):
            continue
        for output in dict.fromkeys((*one.outputs, *other.outputs)):
            was = [one.outputs[output]] if output in one.outputs else []
            now = [other.outputs[output]] if output in other.outputs else []
            if not _equal(was, now):
                yield _value(step, output, was, now, f"'{step}.{output}'")


def _given(state: RunState, name: Name) -> list[Value]:
    return [one.value for one in state.attributes.get(name, ()) if one.step is None]


def _equal(one: list[Value], other: list[Value]) -> bool:
    return same([encode(value) for value in one], [encode(value) for value in other])


def _value(step: StepId, name: Name, old: list[Value], new: list[Value], what: str) -> Difference:
    before, after = ("".join(map(_short, values)) for values in (old, new))
    return Difference(Aspect.VALUE, step, name, before, after, _changed(what, before, after))


def _short(value: object) -> str:
    return preview(encode(value), _LENGTH)


# in causes


def _causes(first: RunState, second: RunState) -> Iterator[Difference]:
    if first.status is not second.status:
        before, after = str(first.status), str(second.status)
        message = f"the run was {before}, and is {after}"
        yield Difference(Aspect.CAUSE, _NONE, "status", before, after, message)
    for step in dict.fromkeys((*first.steps, *second.steps)):
        one, other = first.steps.get(step), second.steps.get(step)
        if one is None or other is None or _end(one) == _end(other):
            continue
        before, after = _told(one), _told(other)
        message = f"'{step}' was {before}, and is {after}"
        yield Difference(Aspect.CAUSE, step, "status", before, after, message)


def _end(step: StepState) -> tuple[StepStatus, str | None, tuple[str, ...], int]:
    tries = step.tries if step.status is not StepStatus.CACHED else 1
    return step.status, step.reason, step.names, max(1, tries)


def _told(step: StepState) -> str:
    tries = f" at try {step.tries}" if step.tries > 1 else ""
    why = f" ({preview(step.message, _LENGTH)})" if step.message else ""
    return f"{step.status}{tries}{why}"


# in times


def _later(first: RunState, second: RunState) -> dict[StepId, float]:
    found = {}
    for step in first.steps.keys() & second.steps.keys():
        old, new = took(first.steps[step]), took(second.steps[step])
        if old is not None and new is not None:
            found[step] = new - old
    return {step: found[step] for step in second.steps if step in found}


def _times(first: RunState, second: RunState) -> Iterator[Difference]:
    pairs: list[tuple[StepId, float, float]] = []
    if first.took is not None and second.took is not None:
        pairs.append((_NONE, first.took, second.took))
    for step, later in _later(first, second).items():
        new = took(second.steps[step]) or 0.0
        pairs.append((step, new - later, new))
    for step, old, new in sorted(pairs, key=lambda one: (bool(one[0]), -abs(one[2] - one[1]))):
        if is_notable(old, new):
            what = f"'{step}'" if step else "the run"
            faster = "faster" if new < old else "slower"
            told, was, by = lasting(new), lasting(old), lasting(abs(new - old))
            message = f"{what} took {told}, {by} {faster} than {was}"
            yield Difference(Aspect.TIME, step, "took", was, told, message)


def is_notable(old: float, new: float) -> bool:
    """Whether two times, in seconds, differ by more than chance is likely to make them."""
    return abs(new - old) >= max(NOTABLE_SECONDS, NOTABLE * max(old, new))
