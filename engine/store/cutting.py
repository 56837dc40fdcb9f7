"""How much of a cut-off run's journal can be built upon: all of it, but for values that are not there.

A value that could not be kept (`Unkept`) and that somebody still has to read must be made again. Any
beginning of a run's records is a run that was cut off earlier, so the way to do that is to go back to
before the value came; what ended after it is done again too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine import events as e
from engine.flow import StepId
from engine.plan import Plan
from engine.state import RunState, StepStatus, replay
from engine.value import ABSENT, is_whole


class Usable(NamedTuple):
    """The records to go on from, and the Steps that had begun and will begin again."""

    records: Sequence[e.Record]
    again: tuple[StepId, ...]


def usable(plan: Plan, records: Sequence[e.Record]) -> Usable:
    """What of a run of this Plan can be built upon, and what is done twice."""
    before, state = len(records) + 1, replay(records)
    begun = [step for step, one in state.steps.items() if one.started is not None]
    kept = records
    while len(kept) < before:
        before = len(kept)
        kept = kept[: _first_gap(plan, kept, state)]
        state = replay(kept)
    return Usable(kept, tuple(s for s in begun if _is_open(state, s)))


def _first_gap(plan: Plan, records: Sequence[e.Record], state: RunState) -> int:
    """Where the results begin to come of the first Step that must run again; the end if there is none."""
    readers = _readers(plan)
    for index, record in enumerate(records):
        match record.event:
            case e.AttributeSet(step=step, output=output):
                one = state.steps.get(step)
                if one is None or plan.steps[step].outputs[output].value is not ABSENT:
                    continue  # pinned: nothing has to run for it
                lost = not is_whole(dict(one.outputs)) and any(
                    _is_open(state, reader) for reader in readers.get(step, ())
                )
                if lost or one.status is StepStatus.RUNNING:  # cut off between two of its outputs
                    return index
            case e.ItemCompleted(step=step, outputs=outputs):
                if _is_open(state, step) and not is_whole(dict(outputs)):
                    return index
    return len(records)


def _is_open(state: RunState, step: StepId) -> bool:
    return step not in state.steps or not state.steps[step].status.is_terminal


def _readers(plan: Plan) -> dict[StepId, list[StepId]]:
    readers: dict[StepId, list[StepId]] = {}
    for step, feeds in plan.feeds.items():
        for feed in feeds.values():
            for producer in feed.producers:
                readers.setdefault(producer.step, []).append(step)
    return readers
