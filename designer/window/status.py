"""The line that says how things stand: the Goals, how much of the Flow they need, what is missing."""

from __future__ import annotations

from engine.flow import Flow
from engine.plan import Plan


def planned_line(flow: Flow, plan: Plan) -> str:
    """`Goal complete-onboarding: 4 of 4 steps · needs email, customer_id`."""
    if not flow.steps:
        return "An empty flow"
    if not flow.goals:
        return "No goal yet: select a step and press G"
    names = ", ".join(sorted(flow.goals))
    word = "Goal" if len(flow.goals) == 1 else "Goals"
    line = f"{word} {names}: {len(plan.steps)} of {len(flow.steps)} steps"
    if plan.faults:
        return f"{line} · {plan.faults[0].message}"
    missing = ", ".join(sorted(plan.missing))
    return f"{line} · needs {missing}" if missing else f"{line} · ready to run"
