"""How much of a cut-off run's journal can be built upon: all of it, but for values that are not there.

A value that could not be kept (`Unkept`) and that somebody still has to read must be made again. Any
beginning of a run's records is a run that was cut off earlier, so the way to do that is to go back to
before the value came; what ended after it is done again too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine import events as e
from engine.flow import Name, Step, StepId
from engine.inside import in_flight
from engine.plan import Plan
from engine.state import RunState, RunStatus, replay
from engine.value import ABSENT, is_whole


class Usable(NamedTuple):
    """The records to go on from, and the Steps that had begun and will begin again.

    A Step of a run inside another goes by `step/inner`; with each name come the Steps that it names.
    """

    records: Sequence[e.Record]
    again: Mapping[StepId, tuple[Step, ...]]


def usable(plan: Plan, records: Sequence[e.Record]) -> Usable:
    """What of a run of this Plan can be built upon, and what is done twice."""
    before, state = len(records) + 1, replay(records)
    whole, kept = state, records
    while len(kept) < before:
        before = len(kept)
        kept = kept[: _first_gap(plan, kept, state)]
        state = replay(kept)
    return Usable(kept, dict(_again(plan, whole, state)))


def _again(
    plan: Plan, whole: RunState, kept: RunState
) -> Iterator[tuple[StepId, tuple[Step, ...]]]:
    """What had begun and is open; of a Step inside of which a run goes on, what had begun in there."""
    for name, one in whole.steps.items():
        if one.started is None or not _is_open(kept, name):
            continue
        step, runs = plan.steps[name], kept.steps[name].inner if name in kept.steps else None
        inner = {i: run for i, run in (runs or {}).items() if run.status is RunStatus.RUNNING}
        if not inner:
            yield name, (step,)
        for item, run in inner.items():
            known = (one.inner or {}).get(item, run)
            for below, steps in _again(run.plan, known, run):
                yield StepId(f"{e.Inside(name, item)}/{below}"), (step, *steps)


def _first_gap(
    plan: Plan, records: Sequence[e.Record], state: RunState, wanted: Collection[Name] = ()
) -> int:
    """Where the results begin to come of the first Step that must run again; the end if there is none.

    `wanted` are the Attributes that a Step around this run still has to read.
    """
    first = _first_gap_of_own(plan, records, state, wanted)
    for (step, item), found in in_flight(records).items():
        inner = (state.steps[step].inner or {}).get(item) if step in state.steps else None
        if inner is not None:
            inside = [record for _, record in found]
            at = _first_gap(inner.plan, inside, inner, plan.steps[step].outputs)
            first = min(first, found[at][0] if at < len(found) else first)
    return first


def _first_gap_of_own(
    plan: Plan, records: Sequence[e.Record], state: RunState, wanted: Collection[Name]
) -> int:
    readers = _readers(plan)
    for index, record in enumerate(records):
        match record.event:
            case e.AttributeSet(attribute=attribute, step=step, output=output):
                one = state.steps.get(step)
                if one is None or plan.steps[step].outputs[output].value is not ABSENT:
                    continue  # pinned: nothing has to run for it
                lost = not is_whole(dict(one.outputs)) and (
                    attribute in wanted or any(_is_open(state, r) for r in readers.get(step, ()))
                )
                if lost or not one.status.is_terminal:  # cut off between two of its outputs
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
