"""The line that says how things stand: the Goals, how much of the Flow they need, what is missing."""

from __future__ import annotations

from engine.flow import Flow
from engine.plan import Plan
from engine.state import RunState, RunStatus


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


def run_line(state: RunState) -> str:
    """`Running: 2 of 4 steps have ended`, or how the run ended and why."""
    ended = sum(one.status.is_terminal for one in state.steps.values())
    took = f" in {state.ended - state.started:.1f} s" if state.started and state.ended else ""
    match state.status:
        case RunStatus.RUNNING:
            return f"Running: {ended} of {len(state.steps)} steps have ended"
        case RunStatus.COMPLETED:
            return f"Every goal is reached{took}"
        case RunStatus.FAILED:
            why = state.error.message if state.error else ""
            return f"The run failed{took}: {why}"
        case RunStatus.CANCELLED:
            return f"The run was stopped{took}"
    return ""
