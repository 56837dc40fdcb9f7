"""Which elements a Step has that runs once for each of a list, as far as that is known."""

from __future__ import annotations

from engine.batch import Batch
from engine.errors import Fatal
from engine.events import Inside
from engine.flow import Name, Step
from engine.plan import Plan
from engine.planner.demand import SETTLED_BY_GIVEN
from engine.state import RunState
from engine.value import ABSENT, Absent, Value


def may_have(plan: Plan, step: Step, around: Inside, state: RunState | None = None) -> bool:
    """Whether a Step has an element, or may still come to have it; with none named, always."""
    if around.item is None:
        return True
    total = elements_of(plan, step, state)
    return runs_for_each(step) and (total is None or around.item < total)


def runs_for_each(step: Step) -> bool:
    """Whether a Step runs once for each element of a list."""
    return any(port.each for port in step.inputs.values())


def elements_of(plan: Plan, step: Step, state: RunState | None = None) -> int | None:
    """How many elements a Step has, in a run or as it is planned; None where nobody knows yet."""
    one = state.steps.get(step.id) if state else None
    if one and one.items:
        return one.items.total
    values = {n: _sure(plan, step, n) for n, port in step.inputs.items() if port.each}
    if not values or any(value is ABSENT for value in values.values()):
        return None
    try:
        return Batch(step, values).total
    except Fatal:
        return None


def _sure(plan: Plan, step: Step, name: Name) -> Value | Absent:
    """What an input is sure to come to, where that is known before anything runs."""
    feed = plan.feeds.get(step.id, {}).get(name)
    if feed is not None and feed.given and feed.collect in SETTLED_BY_GIVEN:
        return plan.given[feed.given[0]]
    return step.inputs[name].value
