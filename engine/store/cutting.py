"""How much of a cut-off run's journal can be built upon: all of it, but for values that are not there.

A value that could not be kept (`Unkept`) and that somebody still has to read must be made again. Any
beginning of a run's records is a run that was cut off earlier, so the way to do that is to go back to
before the value came. Whatever else was given after it stands: its Steps begin once more, and give it
without working for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from engine import events as e
from engine.flow import Name, Step, StepId
from engine.inside import NOTHING_STANDS, Key, Standing, in_flight
from engine.plan import Plan
from engine.state import RunState, RunStatus, StepState, StepStatus, replay
from engine.value import ABSENT, Value, is_whole

_ON_THE_WAY: Final = (
    e.StepProgress,
    e.StepOutput,
    e.StepRetrying,
    e.QuestionAsked,
    e.QuestionAnswered,
)
"""What was said before something ended well, and is of no use any more when it has."""


class Usable(NamedTuple):
    """The records to go on from, what stands besides, and the Steps that had begun and will begin again.

    A Step of a run inside another goes by `step/inner`; with each name come the Steps that it names.
    `lost` are those of them that had ended, and whose values could not be kept.
    """

    records: Sequence[e.Record]
    standing: Standing
    again: Mapping[StepId, tuple[Step, ...]]
    lost: tuple[StepId, ...]

    def careful(self, is_repeatable: Callable[[Step], bool]) -> list[StepId]:
        """Those that will begin again though they, or a Step around them, must not be repeated."""
        return [name for name, steps in self.again.items() if not all(map(is_repeatable, steps))]


def usable(plan: Plan, records: Sequence[e.Record]) -> Usable:
    """What of a run of this Plan can be built upon, and what is done twice."""
    before, state = len(records) + 1, replay(records)
    whole, kept = state, records
    while len(kept) < before:
        before = len(kept)
        kept = kept[: _first_gap(plan, kept, state)]
        state = replay(kept)
    standing = _standing(plan, records, kept, whole, state)
    again = dict(_again(plan, whole, state, standing))
    ended = (name for name in again if name in whole.steps and not _is_open(whole, name))
    return Usable(kept, standing, again, tuple(n for n in ended if whole.steps[n].status.delivered))


def _standing(
    plan: Plan,
    records: Sequence[e.Record],
    kept: Sequence[e.Record],
    whole: RunState,
    state: RunState,
) -> Standing:
    """What was given after the records that are kept, and can be given again.

    Elements, and what runs inside Steps, are taken up only where what they began from will be the same.
    """
    results: dict[Key, Mapping[Name, Value]] = {}
    if len(kept) == len(records):
        return NOTHING_STANDS
    ended = [n for n, one in whole.steps.items() if one.status.delivered and _is_open(state, n)]
    stand = {name for name in ended if is_whole(dict(whole.steps[name].outputs))}
    fed = plan.fed_by(name for name in ended if name not in stand)
    for name in stand:
        if whole.steps[name].items is None or name not in fed:
            results[name, None] = _worked_for(plan.steps[name], whole.steps[name].outputs)
    for record in records[len(kept) :]:
        match record.event:
            case e.ItemCompleted(step=step, item=item, outputs=outputs):
                if step not in fed and is_whole(dict(outputs)):
                    results[step, item] = outputs
    inner: dict[Key, Standing] = {}
    before = in_flight(kept)
    for key, found in in_flight(records).items():
        if key[0] not in fed and _is_open(state, key[0]):
            known, left = _inside(whole, key), _inside(state, key)
            inside, base = ([r for _, r in runs] for runs in (found, before.get(key, ())))
            inner[key] = _standing(known.plan, inside, base, known, left)
    until = records[-1].at
    some = {step for step, _ in results} | {key[0] for key, stands in inner.items() if stands.took}
    took = {step: _earlier(whole.steps[step], state.steps.get(step), until) for step in some}
    within = _within(whole, (r.event for r in records[len(kept) :]), results)
    return Standing(results, inner, took, until, within)


def _within(
    whole: RunState, events: Iterable[e.Event], ended: Collection[Key]
) -> dict[Key, list[e.Event]]:
    """What the runs inside of what had ended have recorded among these events, of the last try alone."""
    found: dict[Key, list[e.Event]] = {}
    for event in events:
        if isinstance(event, e.Inner) and (key := (event.step, event.item)) in ended:
            if isinstance(event.event, e.RunStarted):
                found[key] = []
            if not isinstance(event.innermost, _ON_THE_WAY):
                found.setdefault(key, []).append(_told_again(event.event, _inside(whole, key)))
    return found


def _told_again(event: e.Event, run: RunState) -> e.Event:
    """An event of a run that has ended; that of a Step's end says itself how long that took."""
    match event:
        case e.Inner(step=step, item=item, event=inner):
            return replace(event, event=_told_again(inner, _inside(run, (step, item))))
        case e.StepCompleted(step=step) if step in run.steps:
            return replace(event, took=run.steps[step].took)
    return event


def _earlier(whole: StepState, kept: StepState | None, until: float) -> float:
    """Seconds of a Step's work that count besides those since its run goes on."""
    goes_on = (
        kept is not None and kept.status is StepStatus.RUNNING and not kept.begins_again(until)
    )
    counted = kept.lasts(until) if kept is not None and goes_on else None
    return (whole.lasts(until) or 0.0) - (counted or 0.0)


def _worked_for(step: Step, outputs: Mapping[Name, Value]) -> dict[Name, Value]:
    """Of what a Step gave, what is not pinned."""
    ports = step.outputs
    return {n: value for n, value in outputs.items() if ports[n].value is ABSENT}


def _inside(run: RunState, key: Key) -> RunState:
    """The run inside a Step, or one of which nothing has happened."""
    step, item = key
    one = run.steps.get(step)
    return ((one.inner if one is not None else None) or {}).get(item) or RunState()


def _again(
    plan: Plan, whole: RunState, kept: RunState, standing: Standing
) -> Iterator[tuple[StepId, tuple[Step, ...]]]:
    """What had begun, is open and works; of a Step inside of which a run goes on, what does so in there."""
    for name, one in whole.steps.items():
        if one.started is None or not _is_open(kept, name) or (name, None) in standing.results:
            continue
        step, runs = plan.steps[name], kept.steps[name].inner if name in kept.steps else None
        inner = {i: run for i, run in (runs or {}).items() if run.status is RunStatus.RUNNING}
        if not inner:
            yield name, (step,)
        for item, run in inner.items():
            known = (one.inner or {}).get(item, run)
            stands = standing.inner.get((name, item), NOTHING_STANDS)
            for below, steps in _again(run.plan, known, run, stands):
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
    readers = plan.readers()
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
