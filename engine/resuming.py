"""Brings the rule up to where a run was cut off, and says what is still to be done. Pure.

The records of a run hold the facts from outside and those that the rule decided. The former are told to
a fresh scheduler again, which decides the same; what it decided and the records have is ticked off. What
is left over is what the cut kept from being recorded or carried out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine import events as e
from engine.batch import Batch
from engine.cause import Cause, Reason
from engine.decision import CancelWork, Decision, GiveUpRetry, StartWork, WakeAt
from engine.deed import Deed
from engine.flow import Name, StepId
from engine.inside import Key, in_flight
from engine.plan import Plan
from engine.scheduler import Scheduler
from engine.state import Retrying, RunState, StepStatus
from engine.value import Value

_OF_THE_RUN: Final = frozenset({Reason.STOPPED, Reason.RUN_TIMEOUT})
"""Why a Step is cancelled because the whole run is given up."""


@dataclass(slots=True)
class Rebuilt:
    """What is left to do, in order, and what the records say that neither rule nor state remembers.

    `running` are the Steps in flight in the order in which they began, `items` the elements of `each`
    Steps that had ended well, `tried` the last tries that had failed of others, `ended` the Steps in
    the order in which their work ended, `undone` what an undo was already tried on, `inner` the records of
    the runs inside Steps (and elements) that are in flight.
    """

    decisions: list[Decision] = field(default_factory=list)
    running: list[StepId] = field(default_factory=list)
    items: dict[StepId, dict[int, Mapping[Name, Value]]] = field(default_factory=dict)
    tried: dict[StepId, dict[int, Retrying]] = field(default_factory=dict)
    ended: list[StepId] = field(default_factory=list)
    undone: set[tuple[StepId, int | None]] = field(default_factory=set)
    inner: dict[Key, list[e.Record]] = field(default_factory=dict)

    def elements(self, plan: Plan, state: RunState) -> Iterator[Deed]:
        """What elements had done of Steps that failed or were cancelled."""
        for step, items in self.items.items():
            if state.steps[step].status in (StepStatus.FAILED, StepStatus.CANCELLED):
                batch = Batch(plan.steps[step], state.steps[step].inputs)
                for item, outputs in items.items():
                    batch.restore(item, outputs)
                yield from batch.deeds()


def rebuild(scheduler: Scheduler, state: RunState, records: Sequence[e.Record]) -> Rebuilt:
    """Fold the records of a cut-off run into `state` and `scheduler`, both fresh.

    Raises:
        IllegalTransition: The records are not those of a run of this Plan.
    """
    rebuilt = Rebuilt()
    left: dict[tuple[object, ...], Decision] = {}
    waiting: set[tuple[StepId, int | None]] = set()
    for record in records:
        state.apply(record)
        for decision in _told(scheduler, record.event, left, waiting):
            left[_key(decision)] = decision
        match record.event:
            case e.StepStarted(step=step):
                rebuilt.running.append(step)
            case e.StepRetrying(step=step, item=int(item)):
                told = state.steps[step].retrying
                assert told is not None, "that was told of just now"
                rebuilt.tried.setdefault(step, {})[item] = told
            case e.ItemCompleted(step=step, item=item, outputs=outputs):
                rebuilt.items.setdefault(step, {})[item] = outputs
            case e.StepCompleted(step=step) | e.StepFailed(step=step) | e.StepCancelled(step=step):
                rebuilt.ended.append(step)
            case e.UndoCompleted(step=step, item=item) | e.UndoFailed(step=step, item=item):
                rebuilt.undone.add((step, item))
    still = StepStatus.RUNNING
    rebuilt.running = [step for step in rebuilt.running if state.steps[step].status is still]
    for key, found in in_flight(records).items():
        rebuilt.inner[key] = [record for _, record in found]
    if not state.status.is_terminal:  # else nothing is left to decide
        rebuilt.decisions = [d for d in left.values() if _is_open(d, state)]
    return rebuilt


def _told(
    scheduler: Scheduler,
    event: e.Event,
    left: dict[tuple[object, ...], Decision],
    waiting: set[tuple[StepId, int | None]],
) -> Sequence[Decision]:
    """What follows from a recorded event; one that had been decided already is ticked off."""
    if left.pop(_key(event), None) is not None:
        return []
    match event:
        case e.RunStarted():
            return scheduler.begin()
        case e.InputSettled(source=e.Source(how="edited")):
            pass  # the rule knows of the value before it, and of none that it does not decide by
        case e.InputSettled(step=step, input=name):
            decisions = scheduler.expire(step, name)  # nothing but its deadline can have settled it
            return [d for d in decisions if _key(d) != _key(event)]
        case e.StepRetrying(step=step, item=item):
            _go_on(scheduler, waiting, step, item)
            waiting.add((step, item))
            return scheduler.take(event)
        case e.ItemCompleted(step=step, item=item) | e.ItemFailed(step=step, item=item):
            _go_on(scheduler, waiting, step, item)
        case e.StepStarted() | e.AttributeSet() | e.StepCompleted() | e.StepCached():
            return scheduler.take(event)
        case e.StepCancelled(reason=reason) if reason in _OF_THE_RUN:
            return _told_of_stop(scheduler, event)
        case e.StepFailed() | e.StepCancelled():
            return scheduler.take(event)
        case _:
            pass  # what work said on the way
    return []


def _told_of_stop(scheduler: Scheduler, event: e.StepCancelled) -> Sequence[Decision]:
    """The run was being given up when it was cut off: that goes on."""
    decisions = scheduler.stop(Cause(event.reason, event.names, event.message))
    others = [decision for decision in decisions if _key(decision) != _key(event)]
    was_at_work = len(others) == len(decisions)
    return [*others, *scheduler.take(event)] if was_at_work else others


def _go_on(
    scheduler: Scheduler, waiting: set[tuple[StepId, int | None]], step: StepId, item: int | None
) -> None:
    if (step, item) in waiting:
        waiting.discard((step, item))
        scheduler.retry(step)


def _key(decision: Decision) -> tuple[object, ...]:
    """What tells one decision from all others of a run."""
    match decision:
        case e.InputSettled(step=step, input=name) | WakeAt(step=step, input=name):
            return type(decision), step, name
        case e.AttributeSet(step=step, output=output):
            return type(decision), step, output
        case _:
            return type(decision), getattr(decision, "step", None)


def _is_open(decision: Decision, state: RunState) -> bool:
    """Whether something is still to be done about a decision that the records do not have."""
    match decision:
        case StartWork(step=step):
            return state.steps[step].status is StepStatus.PENDING
        case CancelWork(step=step) | GiveUpRetry(step=step):
            return state.steps[step].status is StepStatus.RUNNING
        case _:
            return True
