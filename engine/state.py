"""What a run has come to: the fold of its records, and nothing that is not in them.

`RunState.apply` is the only place that changes it, the `StepState`s in it included (frozen ones, copied
for every record, were a third of the cost of a run). The canvas, the
command line and the history are projections of it, so a live run, a recorded one, and one that runs
elsewhere look alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, assert_never, cast, get_args

from engine import events as e
from engine.clock import between
from engine.errors import IllegalTransition
from engine.flow import Name, StepId
from engine.plan import Fault, Plan
from engine.policy import OnFailure
from engine.status import STEP_TRANSITIONS as STEP_TRANSITIONS
from engine.status import RunStatus as RunStatus
from engine.status import StepStatus as StepStatus
from engine.step_state import Items as Items
from engine.step_state import Retrying as Retrying
from engine.step_state import StepState as StepState
from engine.step_state import Written as Written

LINE: Final = 200
"""Characters that are remembered of the last line that a Step printed."""

WAITING_FOR_ANSWER: Final = "waiting for an answer"
"""What a Step says of itself while a person is asked."""


@dataclass(slots=True)
class RunState:
    """The state of a run. Read it freely; only `apply` changes it.

    `questions` are those that wait for an answer, by Step and element, the longest-waiting first;
    `halt` is the breakpoint at which the run is paused. `breaks` says when it went on after the process that
    it was in had been dead, and for how many seconds that was. `earlier` are the runs inside Steps, by
    element, of tries before the last, where they may have to be undone.
    """

    run: str = ""
    flow: str = ""
    plan: Plan = field(default_factory=Plan)
    status: RunStatus = RunStatus.NONE
    settled: bool = False
    started: float | None = None
    ended: float | None = None
    error: Fault | None = None
    steps: dict[StepId, StepState] = field(default_factory=dict)
    attributes: dict[Name, list[Written]] = field(default_factory=dict)
    warnings: list[e.Warning] = field(default_factory=list)
    paused: bool = False
    halt: e.RunPaused | None = None
    questions: dict[tuple[StepId, int | None], e.QuestionAsked] = field(default_factory=dict)
    last_seq: int = 0
    breaks: list[tuple[float, float]] = field(default_factory=list)
    earlier: Mapping[StepId, tuple[tuple[int | None, RunState], ...]] = field(default_factory=dict)

    @property
    def took(self) -> float | None:
        """How long the run took, in seconds: from its first event to that which says how it ended.

        None while it has not. What is undone afterwards is no part of it, nor when its process was dead.
        """
        return None if self.ended is None else self.lasted(self.ended)

    def lasted(self, at: float) -> float | None:
        """How long the run had been on at a time in seconds since 1970, without its breaks."""
        return between(self.started, at, sum(away for end, away in self.breaks if end <= at))

    def apply(self, record: e.Record) -> StepId | None:
        """Fold one record in and name the Step that it touched, if any.

        Raises:
            IllegalTransition: The record cannot follow from this state; nothing was changed.
        """
        seq, at, event = record
        touched = FOLDS[type(event)](self, event, at)
        self.last_seq = seq
        return touched

    def is_at_work(self, event: e.Event) -> bool:
        """Whether the Step that an event is about is running; so is the run itself."""
        step = getattr(event, "step", None)
        if step is None:
            return True
        one = self.steps.get(step)  # a Step that is undone in a run inside is not among them
        return one is not None and one.status is StepStatus.RUNNING

    def fold(self, event: e.Event, at: float) -> StepId | None:
        """The way of any event; `FOLDS` has shorter ones for those that are nearly all."""
        if type(event) in _OF_STEPS:
            return self._apply_to_step(cast(e.StepEvent, event), at)
        match event:
            case e.RunStarted():
                self._start(event, at)
            case e.RunCompleted():
                self._end(RunStatus.COMPLETED, at)
            case e.RunFailed():
                self._end(RunStatus.FAILED, at, event.error)
            case e.RunCancelled():
                fault = Fault("cancelled", event.message)
                self._end(RunStatus.CANCELLED, at, self.error or fault)
            case e.RunSettled():
                self.settled = True
            case e.RunPaused():
                self.paused, self.halt = True, None if event.step is None else event
                return event.step
            case e.RunResumed():
                held, self.paused, self.halt = self.halt, False, None
                self.go_on(at, event.away)
                return None if held is None else held.step
            case e.Warning():
                self.warnings.append(event)
                return event.step
            case e.StepOutput():
                if event.step in self.steps:
                    self._apply_line(self.steps[event.step], event)
                return event.step
            case e.Inner():
                return self._apply_inner(event, at)
            case _:
                raise AssertionError(f"an event of a step that is not listed as one: {event}")
        return None

    def go_on(self, at: float, away: float | None) -> None:
        """Leave out the time in which nothing was done, since the process was dead; None: it was not."""
        if away is None or self.status is not RunStatus.RUNNING:
            return
        self.breaks.append((at, away))
        for one in self.steps.values():
            if one.status is StepStatus.RUNNING:
                one.go_on(at, away)

    def _apply_line(self, one: StepState, event: e.StepOutput) -> None:
        if line := event.text.strip():
            one.said = line[:LINE]
        one.worker = event.worker or one.worker

    def _apply_input(self, event: e.InputSettled, _: float) -> StepId:
        step, how = event.step, event.source.how
        one = self.steps[step]
        if how != "left_out":
            one.inputs[event.input] = event.value
        if how == "edited":
            one.edited += (event.input,)
        return step

    def _apply_value(self, event: e.AttributeSet, at: float) -> StepId:
        step, attribute, value = event.step, event.attribute, event.value
        written = tuple.__new__(Written, (value, step, at))  # as Written(...), in half the time
        there = self.attributes.get(attribute)
        if there is None:
            self.attributes[attribute] = [written]
        else:
            there.append(written)
        one = self.steps.get(step)
        if one is not None:  # a pinned output may be of a Step that is not planned
            one.outputs[event.output] = value
        return step

    def _apply_start(self, event: e.StepStarted, at: float) -> StepId:
        step = event.step
        one = self._move(step, StepStatus.RUNNING)
        one.started, one.tries = at, 1
        if event.items is not None:
            one.items = Items(event.items)
        return step

    def _apply_completion(self, event: e.StepCompleted, at: float) -> StepId:
        step = event.step
        one = self._move(step, StepStatus.COMPLETED)
        one.tries, one.ended = event.tries, at
        if event.worker is not None:
            one.worker = event.worker
        if event.took is not None:
            one.away = at - (one.started or at) - event.took
        if one.inner or self.questions:
            self._end_inside(step, one, at)
        return step

    def _apply_to_step(self, event: e.StepEvent, at: float) -> StepId:
        step = event.step
        one = (
            self.steps.get(step) or StepState()
        )  # a pinned output is of a Step that is not planned
        match event:
            case e.InputSettled():
                self._apply_input(event, at)
            case e.AttributeSet():
                self._apply_value(event, at)
            case e.StepStarted():
                self._apply_start(event, at)
            case e.StepProgress():
                one.fraction, one.text, one.retrying = event.fraction, event.text, None
                one.worker = event.worker or one.worker
            case e.StepRetrying():
                self._close_question(one, step, event.item)
                one.end_inner(event.item, RunStatus.FAILED, at)
                one.tries = event.attempt
                due = at + event.delay
                one.retrying = Retrying(event.attempt, due, event.message, at, event.item)
            case e.ItemStarted():
                pass
            case e.ItemCompleted():
                one.end_inner(event.item, RunStatus.COMPLETED, at)
                items = one.items or Items(0)
                one.items = items._replace(completed=items.completed + 1)
                one.worker = event.worker or one.worker
            case e.ItemFailed():
                self._close_question(one, step, event.item)
                one.end_inner(event.item, RunStatus.FAILED, at)
                items = one.items or Items(0)
                one.items = items._replace(failed=items.failed + 1)
                one.worker = event.worker or one.worker
            case e.UndoStarted():
                one.undo = one.undo or "running"
            case e.UndoCompleted():
                one.undo = "failed" if one.undo == "failed" else "completed"
            case e.UndoFailed():
                one.undo, one.undo_message = "failed", one.undo_message or event.message
            case e.QuestionAsked():
                self.questions[step, event.item] = event
                one.text, one.retrying = WAITING_FOR_ANSWER, None
            case e.QuestionAnswered():
                self._close_question(one, step, event.item)
            case _:
                self._end_step(event, at)
        return step

    def _end_step(self, event: e.StepEnd, at: float) -> StepId:
        step = event.step
        one = self.steps[step]
        match event:
            case e.StepCompleted():
                return self._apply_completion(event, at)
            case e.StepCached():
                self._move(step, StepStatus.CACHED)
                one.made = event.made
            case e.StepFailed():
                self._move(step, StepStatus.FAILED)
                one.tries, one.reason = event.tries, event.reason
                one.message, one.trace = event.message, event.trace
                one.worker = event.worker or one.worker
                told = f"step '{step}' failed: {event.message}"
                self.error = self.error or Fault(event.reason, told, (step,))
            case e.StepBlocked() | e.StepSkipped() | e.StepCancelled():
                self._move(step, _ENDS[type(event)])
                one.reason, one.names, one.message = event.reason, event.names, event.message
                if isinstance(event, e.StepCancelled):
                    one.tries = event.tries
            case _:
                assert_never(event)
        one.ended = at
        if one.inner or self.questions:
            self._end_inside(step, one, at)
        return step

    def _end_inside(self, step: StepId, one: StepState, at: float) -> None:
        """Nothing goes on in a Step that has ended, and nobody is asked for it."""
        for item, run in one.inner.items() if one.inner else ():
            if run.status is RunStatus.RUNNING:
                one.end_inner(item, _RUN_ENDS[one.status], at)
        for asked in [key for key in self.questions if key[0] == step]:
            self._close_question(one, *asked)

    def _close_question(self, one: StepState, step: StepId, item: int | None) -> None:
        """Whatever was asked of a person is not asked any more."""
        if not self.questions or self.questions.pop((step, item), None) is None:
            return
        if not any(other == step for other, _ in self.questions):
            one.text = ""

    def _apply_inner(self, event: e.Inner, at: float) -> StepId:
        """Fold what happened inside a Step into the run in there; where that starts, it starts afresh."""
        here, told = self, cast(e.Event, event)
        while isinstance(told, e.Inner):
            step, item, told = told.step, told.item, told.event
            one = here.steps[step]
            one.inner = one.inner or {}
            if isinstance(told, e.RunStarted):
                before = one.inner.get(item)
                if before is not None and self.plan.on_failure is OnFailure.UNDO:
                    tries = (*here.earlier.get(step, ()), (item, before))
                    here.earlier = {**here.earlier, step: tries}
                one.inner[item] = RunState(run=self.run)
            here = one.inner[item]
        FOLDS[type(told)](here, told, at)
        return event.step

    def _start(self, event: e.RunStarted, at: float) -> None:
        self.status, self.started = RunStatus.RUNNING, at
        self.flow, self.plan = event.flow, event.plan
        self.steps = {step: StepState() for step in event.plan.steps}
        for name, value in event.given.items():
            self.attributes[name] = [Written(value, None, at)]

    def _end(self, status: RunStatus, at: float, error: Fault | None = None) -> None:
        self.status, self.ended, self.error = status, at, error
        self.paused, self.halt = False, None

    def _move(self, step: StepId, status: StepStatus) -> StepState:
        one = self.steps[step]
        if status not in STEP_TRANSITIONS[one.status]:
            raise IllegalTransition(step, one.status, status)
        one.status, one.retrying, one.fraction = status, None, None
        if self.halt is not None and self.halt.step == step:
            self.halt = None  # it was let go, or given up
        return one


_OF_STEPS: Final = frozenset(get_args(e.StepEvent))

FOLDS: Final[Mapping[type, Callable[[RunState, Any, float], StepId | None]]] = {
    **dict.fromkeys((*e.TYPE_NAMES, e.Inner), RunState.fold),
    e.InputSettled: RunState._apply_input,
    e.AttributeSet: RunState._apply_value,
    e.StepStarted: RunState._apply_start,
    e.StepCompleted: RunState._apply_completion,
}
"""How each type of event is folded; nearly all of a run's are of the last four, which need not ask."""

_RUN_ENDS: Final[Mapping[StepStatus, RunStatus]] = {
    StepStatus.COMPLETED: RunStatus.COMPLETED,
    StepStatus.FAILED: RunStatus.FAILED,
    StepStatus.CANCELLED: RunStatus.CANCELLED,
}
"""How a run inside a Step has ended that the Step itself brought to an end."""

_ENDS: Final[Mapping[type, StepStatus]] = {
    e.StepBlocked: StepStatus.BLOCKED,
    e.StepSkipped: StepStatus.SKIPPED,
    e.StepCancelled: StepStatus.CANCELLED,
}


def undoing(state: RunState, way: str = "") -> Iterator[tuple[str, StepState]]:
    """The Steps of which something was to be undone; those of runs inside Steps as `step/inner`."""
    for step, one in state.steps.items():
        if one.undo:
            yield f"{way}{step}", one
        for item, run in one.inner.items() if one.inner else ():
            yield from undoing(run, f"{way}{e.Inside(step, item)}/")


def replay(records: Iterable[e.Record], run: str = "") -> RunState:
    """The state that a whole list of records comes to."""
    state = RunState(run=run)
    for record in records:
        state.apply(record)
    return state
