"""What a run came to, as the one JSON object that `run --json` prints. Nothing here decides anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.clock import iso
from engine.codec import fault_to_json
from engine.flow import Name, StepId
from engine.state import RunState, StepState, Written
from engine.value import JSON, Value, encode


def result_to_json(state: RunState) -> dict[str, JSON]:
    """The result of a run as strict JSON. Times are ISO 8601 in UTC; what did not happen is null."""
    return {
        "run": state.run,
        "flow": state.flow,
        "status": str(state.status),
        "error": None if state.error is None else fault_to_json(state.error),
        "goals": {goal: _goal(state, goal) for goal in state.plan.goals},
        "steps": _steps(state),
        "attributes": {name: _attribute(all_) for name, all_ in state.attributes.items() if all_},
    }


def _goal(state: RunState, goal: StepId) -> str:
    """A Goal's status in the run; for one that needed no run, the reason why it was left out."""
    if goal in state.steps:
        return str(state.steps[goal].status)
    return str(state.plan.excluded[goal].reason) if goal in state.plan.excluded else "pending"


def _steps(state: RunState) -> dict[str, JSON]:
    return {step: _step(one) for step, one in state.steps.items()}


def _step(step: StepState) -> dict[str, JSON]:
    """What a Step came to; `undo` is `running`, `completed` or `failed` where what it had done is undone.

    It is null where nothing was to be undone, and for a Step whose Flow was undone Step by Step: then those
    under `inner` have it. `worker` is there only where the last of its work was done by a worker elsewhere.
    """
    told: dict[str, JSON] = {
        "status": str(step.status),
        "reason": step.reason,
        "message": step.message,
        "tries": step.tries,
        "started": None if step.started is None else iso(step.started),
        "ended": None if step.ended is None else iso(step.ended),
        "inputs": _values(step.inputs),
        "outputs": _values(step.outputs),
        "items": None if step.items is None else step.items._asdict(),
        "undo": step.undo or None,
    }
    if step.worker:
        told["worker"] = step.worker
    return told if step.inner is None else told | {"inner": _inner(step.inner)}


def _inner(runs: Mapping[int | None, RunState]) -> JSON:
    """The Steps of the run inside a Step; with `each`, a list with those of each element's that began."""
    if None in runs:
        return _steps(runs[None])
    items = sorted(item for item in runs if item is not None)
    return [{"item": item, "steps": _steps(runs[item])} for item in items]


def _attribute(written: Sequence[Written]) -> dict[str, JSON]:
    """The earliest value of an Attribute, with all of them beside it where there are several."""
    every = [{"value": encode(one.value), "step": one.step} for one in written]
    return every[0] | ({"values": every} if len(every) > 1 else {})


def _values(values: Mapping[Name, Value]) -> dict[str, JSON]:
    return {name: encode(value) for name, value in values.items()}
