"""What the Run panel says of each record: a sentence in plain words. Values in, words out; no Qt."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from designer.engine_words import in_own_words
from designer.words import tr
from engine import events as e
from engine.clock import lasting, local_time
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
    event = _seen(record.event)
    if isinstance(event, e.InputSettled):
        return event.source.how == "edited"
    return not isinstance(event, _SILENT)


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
    words = _with_worker(event, words)
    if inside and isinstance(event, e.RunStarted):
        words = _started(event.plan, inside=True)
    step = getattr(event, "step", None) or inside
    return Told(clock(record.at), step, words, icon, _details(event))


def _with_worker(event: e.Plain, words: str) -> str:
    """The words, and which worker elsewhere said or did it: before what it printed, behind what it did."""
    worker: str | None = getattr(event, "worker", None)
    if worker is None:
        return words
    if isinstance(event, e.StepOutput | e.StepProgress):
        return "\n".join(f"[{worker}] {line}" for line in words.splitlines() or ("",))
    return tr("{words} · on worker {name}", words=words, name=worker)


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
            return "play", tr("started")
        case e.StepProgress():
            share = "" if event.fraction is None else f"{event.fraction:.0%}"
            return "hourglass", " · ".join(part for part in (share, event.text) if part)
        case e.StepOutput():
            return "message-square", event.text.rstrip("\n")
        case e.StepRetrying():
            return "rotate-cw", tr(
                "try {number} failed: {why}; again in {time} s",
                number=event.attempt,
                why=in_own_words(event.message),
                time=f"{event.delay:.3g}",
            )
        case e.AttributeSet():
            return "log-out", f"{event.attribute} = {preview(event.value, VALUE_LENGTH)}"
        case e.Warning(code="cluster"):
            return "info", in_own_words(event.message)
        case e.Warning():
            return "triangle-alert", in_own_words(event.message)
        case e.QuestionAsked():
            return "circle-question-mark", _of(event.item, f"{tr('asks')}: {event.title}")
        case e.QuestionAnswered():
            return "message-square", _answered(event)
        case e.RunPaused(step=str(), port=str() as port):
            return (
                "pause",
                f"paused before it starts: {port} = {preview(event.value, VALUE_LENGTH)}",
            )
        case e.RunPaused(step=str()):
            return "pause", "paused before it starts"
        case e.InputSettled(source=e.Source(how="edited")):
            return "pencil", f"gets {event.input} = {preview(event.value, VALUE_LENGTH)} instead"
        case e.RunPaused():
            return "pause", tr("The run is paused: nothing new begins.")
        case e.RunResumed(away=float() as away):
            return "play", tr("The run goes on, {time} after it was cut off.", time=lasting(away))
        case e.RunResumed():
            return "play", tr("The run goes on.")
        case e.ItemFailed():
            return "circle-x", tr(
                "element {item} failed: {why}", item=event.item, why=in_own_words(event.message)
            )
        case e.UndoStarted():
            return "undo-2", _of(event.item, tr("undoing"))
        case e.UndoCompleted():
            return "circle-check", _of(event.item, tr("undone"))
        case e.UndoFailed():
            return "circle-x", _of(
                event.item, tr("could not be undone: {why}", why=in_own_words(event.message))
            )
        case _:
            return _ended(event)


def _answered(event: e.QuestionAnswered) -> str:
    if event.rejected:
        return _of(event.item, tr("answered with no"))
    told = ", ".join(f"{n} = {preview(encode(v), 40)}" for n, v in event.values.items())
    return _of(event.item, f"{tr('answered')}: {told}" if told else tr("answered"))


def _of(item: int | None, words: str) -> str:
    return words if item is None else tr("element {item}: {words}", item=item, words=words)


def _ended(event: e.Plain) -> tuple[str, str] | None:
    match event:
        case e.StepCompleted():
            tried = tr("completed at try {number}", number=event.tries)
            return "circle-check", tried if event.tries > 1 else tr("completed")
        case e.StepCached():
            return "history", tr("reused, from {time}", time=local_time(event.made))
        case e.StepFailed():
            return "circle-x", tr("failed: {why}", why=in_own_words(event.message))
        case e.StepBlocked():
            return "ban", in_own_words(event.message)
        case e.StepSkipped():
            return "circle-slash", tr("skipped: {why}", why=in_own_words(event.message))
        case e.StepCancelled():
            return "square", tr("cancelled: {why}", why=in_own_words(event.message))
        case e.RunCompleted():
            return "flag", tr("The run is completed.")
        case e.RunFailed():
            return "circle-x", tr("The run failed: {why}", why=in_own_words(event.error.message))
        case e.RunCancelled():
            return "square", tr("The run was stopped.")
    return None


def _started(plan: Plan, *, inside: bool = False) -> str:
    """What began and what for; `inside` a Step rather than as a run of its own."""
    count, goals = len(plan.steps), ", ".join(plan.goals)
    steps = tr("1 Step") if count == 1 else tr("{count} Steps", count=count)
    began = tr("Its flow began: {steps}", steps=steps) if inside else None
    began = began or tr("The run began: {steps}", steps=steps)
    return tr("{began} to reach {goals}.", began=began, goals=goals) if goals else f"{began}."


def _details(event: e.Plain) -> tuple[str, ...]:
    if isinstance(event, e.StepFailed) and event.trace:
        return tuple(event.trace.rstrip("\n").splitlines())
    return ()
