"""What the Run panel says of each record: a sentence in plain words. Values in, words out; no Qt."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from engine import events as e
from engine.clock import local_time
from engine.flow import StepId
from engine.plan import Plan
from engine.value import encode, preview

VALUE_LENGTH: Final = 120
_SILENT: Final = (e.InputSettled, e.RunSettled, e.ItemStarted, e.ItemCompleted)


class Told(NamedTuple):
    """One row: when, of which Step (empty: the run's), what happened, its icon, and what it opens to."""

    time: str
    step: StepId
    words: str
    icon: str
    details: tuple[str, ...] = ()


def is_told(record: e.Record) -> bool:
    """Whether a record says something that a person would miss; far quicker than to tell it."""
    return not isinstance(_seen(record.event), _SILENT)


def step_of(record: e.Record) -> StepId:
    """The Step that a record is about; empty where it is about the run."""
    return getattr(record.event, "step", None) or StepId("")


def has_details(record: e.Record) -> bool:
    """Whether the words of a record open to more."""
    return bool(_details(_seen(record.event)))


def tell(record: e.Record) -> Told:
    """A record in words. Those that are not told (`is_told`) have none.

    What happens inside a Step that runs a Flow is told of `step/inner`.
    """
    event = _seen(record.event)
    inside = StepId(record.event.within if isinstance(record.event, e.Inner) else "")
    icon, words = _tell(event) or ("", "")
    if inside and isinstance(event, e.RunStarted):
        words = _started(event.plan, "Its flow")
    step = getattr(event, "step", None) or inside
    return Told(clock(record.at), step, words, icon, _details(event))


def _seen(event: e.Event) -> e.Plain:
    return event.seen if isinstance(event, e.Inner) else event


def clock(at: float) -> str:
    """The time of day on this machine, to the millisecond."""
    local = datetime.fromtimestamp(at).astimezone()
    return local.strftime("%H:%M:%S.") + f"{local.microsecond // 1000:03d}"


def _tell(event: e.Plain) -> tuple[str, str] | None:
    match event:
        case e.RunStarted():
            return "play", _started(event.plan)
        case e.StepStarted():
            return "play", "started"
        case e.StepProgress():
            share = "" if event.fraction is None else f"{event.fraction:.0%}"
            return "hourglass", " · ".join(part for part in (share, event.text) if part)
        case e.StepOutput():
            return "message-square", event.text.rstrip("\n")
        case e.StepRetrying():
            message = f"try {event.attempt} failed: {event.message}; again in {event.delay:.3g} s"
            return "rotate-cw", message
        case e.AttributeSet():
            return "log-out", f"{event.attribute} = {preview(event.value, VALUE_LENGTH)}"
        case e.Warning():
            return "triangle-alert", event.message
        case e.QuestionAsked():
            return "circle-question-mark", f"asks{_element(event.item)}: {event.title}"
        case e.QuestionAnswered():
            return "message-square", _answered(event)
        case e.RunPaused():
            return "pause", "The run is paused: nothing new begins."
        case e.RunResumed():
            return "play", "The run goes on."
        case e.ItemFailed():
            return "circle-x", f"element {event.item} failed: {event.message}"
        case e.UndoStarted():
            return "undo-2", f"undoing{_element(event.item)}"
        case e.UndoCompleted():
            return "circle-check", f"undone{_element(event.item)}"
        case e.UndoFailed():
            return "circle-x", f"could not be undone{_element(event.item)}: {event.message}"
        case _:
            return _ended(event)


def _answered(event: e.QuestionAnswered) -> str:
    if event.rejected:
        return f"answered with no{_element(event.item)}"
    told = ", ".join(f"{n} = {preview(encode(v), 40)}" for n, v in event.values.items())
    return f"answered{_element(event.item)}: {told}" if told else f"answered{_element(event.item)}"


def _element(item: int | None) -> str:
    return "" if item is None else f" (element {item})"


def _ended(event: e.Plain) -> tuple[str, str] | None:
    match event:
        case e.StepCompleted():
            tries = f" at try {event.tries}" if event.tries > 1 else ""
            return "circle-check", f"completed{tries}"
        case e.StepCached():
            return "history", f"reused, from {local_time(event.made)}"
        case e.StepFailed():
            return "circle-x", f"failed: {event.message}"
        case e.StepBlocked():
            return "ban", event.message
        case e.StepSkipped():
            return "circle-slash", f"skipped: {event.message}"
        case e.StepCancelled():
            return "square", f"cancelled: {event.message}"
        case e.RunCompleted():
            return "flag", "The run is completed."
        case e.RunFailed():
            return "circle-x", f"The run failed: {event.error.message}"
        case e.RunCancelled():
            return "square", "The run was stopped."
    return None


def _started(plan: Plan, what: str = "The run") -> str:
    steps = f"{len(plan.steps)} Step{'' if len(plan.steps) == 1 else 's'}"
    goals = ", ".join(plan.goals)
    return f"{what} began: {steps} to reach {goals}." if goals else f"{what} began: {steps}."


def _details(event: e.Plain) -> tuple[str, ...]:
    if isinstance(event, e.StepFailed) and event.trace:
        return tuple(event.trace.rstrip("\n").splitlines())
    return ()
