"""What the timeline says: of a bar, of a wait, of what would be saved. Values in, words out; no Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from designer.state_words import state_words
from designer.words import quoted, tr
from engine.clock import lasting
from engine.flow import StepId
from engine.state import StepStatus
from engine.timing import Bar, Break, Course, Doing, Span, Stint

_SECOND: Final = 1_000_000
NOT_PLANNED: Final = "-"
_NAMED: Final = 3
"""Workers that are called by their names."""
ICONS: Final = {
    StepStatus.PENDING: "hourglass",
    StepStatus.RUNNING: "play",
    StepStatus.COMPLETED: "circle-check",
    StepStatus.CACHED: "history",
    StepStatus.SKIPPED: "circle-slash",
    StepStatus.FAILED: "circle-x",
    StepStatus.BLOCKED: "ban",
    StepStatus.CANCELLED: "square",
}
TONES: Final = {
    StepStatus.PENDING: "waiting",
    StepStatus.RUNNING: "running",
    StepStatus.COMPLETED: "ok",
    StepStatus.CACHED: "ok",
    StepStatus.SKIPPED: "off",
    StepStatus.FAILED: "failed",
    StepStatus.BLOCKED: "off",
    StepStatus.CANCELLED: "off",
}
"""The colours of states by meaning, as on the canvas."""


def length_words(micros: int) -> str:
    """A length of time in microseconds, as it is told everywhere: `0.3 ms`, `42 ms`, `4.2 s`."""
    return lasting(micros / _SECOND)


def span_words(span: Span) -> str:
    """A stretch of time in words: what was done, or what was waited for, and how long."""
    long = length_words(span.length)
    match span.doing:
        case Doing.WORK if span.attempt > 1:
            return tr("try {number}: {time}", number=span.attempt, time=long)
        case Doing.WORK:
            return tr("at work: {time}", time=long)
        case Doing.INPUT if span.name and span.step:
            return tr(
                "waited {time} for '{name}' from '{step}'",
                time=long,
                name=span.name,
                step=span.step,
            )
        case Doing.INPUT if span.name:
            return tr("waited {time} for '{name}'", time=long, name=span.name)
        case Doing.INPUT:
            return tr("waited {time} for an input", time=long)
        case Doing.RETRY:
            return tr("waited {time} after try {number} had failed", time=long, number=span.attempt)
        case Doing.HELD:
            return tr("{time} before anybody asked for it", time=long)
        case Doing.QUEUE | Doing.WORKER:
            return tr("waited {time} for a worker", time=long)
        case Doing.PERSON:
            return tr("waited {time} for a person", time=long)
        case Doing.LOST:
            return tr("began again: {time} of work lost when the run was cut off", time=long)
        case Doing.PAUSE:
            return tr("{time} while the run was paused", time=long)
    return tr("{time} of undoing", time=long)


def break_words(pause: Break) -> str:
    """What is said of a time in which the run's process was dead."""
    return tr("Cut off here, and gone on {time} later", time=length_words(pause.length))


def bar_words(bar: Bar, course: Course | None) -> str:
    """What a Step's bar says in one line: its state, how long it took and waited, and what it held up."""
    parts = [state_words(bar.status)]
    if bar.start is not None and bar.end is not None and bar.end > bar.start:
        parts.append(tr("took {time}", time=length_words(bar.end - bar.start)))
    if bar.tries > 1:
        parts.append(tr("{count} tries", count=bar.tries))
    if bar.workers:
        parts.append(workers_words(bar.workers))
    parts += waits_of(bar)
    if course is not None and bar.step in course.links:
        parts += _held_up(bar, course)
    return f"{quoted(bar.step)}: " + " · ".join(parts)


def workers_words(workers: Sequence[str]) -> str:
    """Who worked on it, elsewhere: a few by name, many counted."""
    if len(workers) == 1:
        return tr("on worker {name}", name=workers[0])
    names = ", ".join(workers[:_NAMED])
    if len(workers) <= _NAMED:
        return tr("on workers {names}", names=names)
    return tr("on {count} workers, such as {names}", count=len(workers), names=names)


def element_name(step: StepId, item: int | None) -> str:
    """What one thing that a worker did is called."""
    return str(step) if item is None else f"{step}[{item}]"


def stint_words(stint: Stint) -> str:
    """What a worker did: for whom, how long."""
    return tr(
        "{name}: {time} on worker {worker}", name=element_name(stint.step, stint.item),
        time=length_words(stint.end - stint.start), worker=stint.worker,
    )  # fmt: skip


def waits_of(bar: Bar) -> Iterator[str]:
    """Each wait of a Step of a millisecond or more, in words, but for the run-up to its first input."""
    for span in bar.told:
        is_told = span.doing.is_wait or span.doing is Doing.LOST
        if is_told and span.length >= 1000 and span.end > bar.stirred:
            begun = max(span.start, bar.stirred) if span.doing is Doing.INPUT else span.start
            yield span_words(span._replace(start=begun))


def slack_words(course: Course | None, step: StepId) -> str:
    """How much longer a Step could have taken; a dash where that is not known."""
    if course is None or step not in course.slack:
        return NOT_PLANNED
    slack = course.slack[step]
    return length_words(slack) if slack else tr("none: critical")


def _held_up(bar: Bar, course: Course) -> Iterator[str]:
    slack = course.slack[bar.step]
    if bar.step in course.on_path:
        yield tr("on the critical path")
    else:
        yield tr("slack {time}", time=length_words(slack))
    saved = course.saved(bar.step)
    if saved:
        yield tr("if this were cached: −{time}", time=length_words(saved))
    elif course.links[bar.step].length:
        yield tr("if this were cached: no sooner")
