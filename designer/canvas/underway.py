"""Works out how a Step's card says what a run has come to. Qt-free, and pure.

The rows of the table of states that a run brings about are in here; those before it are `looking`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from designer.canvas.looks import PAUSED, Around, Glyph, Stroke, Ticking, Tone, duration, quoted
from designer.canvas.mark import Mark, first_line
from designer.words import tr
from engine.clock import began_at, iso, local_time
from engine.flow import Input, Name, Step, StepId
from engine.policy import THREADS
from engine.state import WAITING_FOR_ANSWER, StepState, StepStatus
from engine.value import ABSENT

RECALLED: Final = "recalled"
"""The kind of Steps whose results a rerun took as they were; no flow file can name it."""


class Sign(NamedTuple):
    """What a state shows without words, and whether the words change with the time."""

    tone: Tone
    glyph: Glyph
    ticking: bool = False


ENDED: Final[Mapping[StepStatus, Sign]] = {
    StepStatus.CACHED: Sign(Tone.OK, Glyph.AGAIN),
    StepStatus.FAILED: Sign(Tone.FAILED, Glyph.CROSS),
    StepStatus.BLOCKED: Sign(Tone.OFF, Glyph.CROSS),
    StepStatus.SKIPPED: Sign(Tone.OFF, Glyph.SLASH),
    StepStatus.CANCELLED: Sign(Tone.OFF, Glyph.STOP),
}
DONE: Final = Sign(Tone.OK, Glyph.CHECK)
WAITS: Final = Sign(Tone.WAITING, Glyph.HOURGLASS)
_HELD: Final = Sign(Tone.ATTENTION, Glyph.PAUSE)
_AT_WORK: Final = Sign(Tone.RUNNING, Glyph.PLAY, ticking=True)
_ASKS: Final = Sign(Tone.RUNNING, Glyph.HOURGLASS)
_AGAIN: Final = Sign(Tone.RUNNING, Glyph.AGAIN, ticking=True)


def run_sign(step: StepId, run: StepState, around: Around) -> Sign:
    """What a planned Step has come to, as far as that is seen from afar: asked for thousands at once."""
    match run.status:
        case StepStatus.COMPLETED:
            return ENDED[StepStatus.CACHED] if _is_recalled(step, around) else DONE
        case StepStatus.PENDING:
            return _HELD if _is_held(step, around) else WAITS
        case StepStatus.RUNNING:
            return at_work(run)
    return ENDED[run.status]


def at_work(run: StepState) -> Sign:
    """The same of one that is running."""
    if run.text == WAITING_FOR_ANSWER:  # nothing is at work: the next move is a person's
        return _ASKS
    return _AT_WORK if run.retrying is None else _AGAIN


def run_mark(step: Step, run: StepState, around: Around) -> Mark:
    """How a planned Step says what it has come to."""
    tone, glyph, _ = run_sign(step.id, run, around)
    took = duration(run.took or 0.0)
    match run.status:
        case StepStatus.PENDING if glyph is Glyph.PAUSE:
            return Mark(PAUSED, tone, 2.5, glyph, tr("paused before run"))
        case StepStatus.PENDING:
            return Mark(run.status, tone, 1.5, glyph, _waiting(step, run, around))
        case StepStatus.RUNNING:
            return _running(step, run, tone, glyph)
        case StepStatus.COMPLETED if glyph is Glyph.AGAIN:
            words = _recalled(step.id, around)
            return Mark(run.status, tone, 2.0, glyph, words, Stroke.DOUBLE)
        case StepStatus.COMPLETED:
            return Mark(run.status, tone, 2.0, glyph, took + _items(run))
        case StepStatus.CACHED:
            return Mark(run.status, tone, 2.0, glyph, reused(run), Stroke.DOUBLE)
        case StepStatus.FAILED:
            words = first_line(run.message or run.reason or "failed")
            return Mark(run.status, tone, 3.0, glyph, words)
        case StepStatus.BLOCKED:
            words = (
                tr("blocked by '{step}'", step=run.names[0])
                if run.names
                else first_line(run.message or "")
            )
            return Mark(run.status, tone, 1.5, glyph, words)
        case StepStatus.SKIPPED:
            words = first_line(run.message or "skipped")
            return Mark(run.status, tone, 1.5, glyph, words, Stroke.DASHED)
    words = (
        tr("stopped after {time}", time=took)
        if run.started
        else first_line(run.message or "stopped")
    )
    return Mark(run.status, tone, 1.5, glyph, words)


def reused(run: StepState) -> str:
    """The words of a Step that was remembered from another run."""
    return tr("reused · from {time}", time=local_time(run.made)) if run.made else tr("reused")


def _is_held(step: StepId, around: Around) -> bool:
    halt = around.state.halt if around.state else None
    return halt is not None and halt.step == around.renames.to_run(step)


def _is_recalled(step: StepId, around: Around) -> bool:
    there = around.renames.to_run(step)
    ran = around.state.plan.steps.get(there) if around.state and there is not None else None
    return ran is not None and ran.kind == RECALLED


def _recalled(step: StepId, around: Around) -> str:
    """The words of a Step whose result was taken from another run."""
    there = around.renames.to_run(step)
    ran = around.state.plan.steps.get(there) if around.state and there is not None else None
    if ran is None:
        return ""
    began = began_at(str(ran.config.get("run", "")))
    return (
        tr("reused") if began is None else tr("reused · from {time}", time=local_time(iso(began)))
    )


def _items(run: StepState) -> str:
    """How many elements there were, where there were any to go through."""
    if run.items is None:
        return ""
    return " · " + tr("{count} items", count=run.items.total)


def _running(step: Step, run: StepState, tone: Tone, glyph: Glyph) -> Mark:
    since = (run.started or 0.0) + run.away
    if glyph is Glyph.HOURGLASS:
        return Mark(run.status, tone, 2.5, glyph, run.text)
    fraction, said, count = run.fraction, first_line(run.text) or run.said, ""
    if run.items is not None:
        done, total = run.items.completed + run.items.failed, run.items.total
        count = tr("{some} of {all} items", some=done, all=total)
        fraction = done / total if total and fraction is None else fraction
    if run.retrying is not None:
        again = run.retrying
        tick = Ticking(
            since, fraction, first_line(again.message), again.attempt, again.due,
            step.policy.retry.times, again.at,
        )  # fmt: skip
        return Mark(run.status, tone, 2.5, glyph, "", ticking=tick)
    tick = Ticking(since, fraction, said, done=count)
    return Mark(run.status, tone, 2.5, glyph, "", ticking=tick)


def _waiting(step: Step, run: StepState, around: Around) -> str:
    state = around.state
    there = around.renames.to_run(step.id)
    feeds = state.plan.feeds.get(there, {}) if state and there is not None else {}

    def awaited(name: Name, it: Input) -> bool:
        if name in run.inputs:
            return False
        feed = feeds.get(name)
        every = feed.producers if feed is not None else ()
        producers = [it for it in every if it.value is ABSENT]  # what is pinned comes of nobody
        is_known = feed is not None and (every or feed.given or feed.literal is not ABSENT)
        if is_known and not producers:
            return False  # and only not told yet
        open_ones = (state.steps[p.step] for p in producers if state and p.step in state.steps)
        return it.required or any(not other.status.is_terminal for other in open_ones)

    names = [name for name, it in step.inputs.items() if awaited(name, it)]
    return tr("waiting for {names}", names=quoted(names)) if names else _queued(step, around)


def _queued(step: Step, around: Around) -> str:
    """Why a Step does not begin that has all that it needs."""
    if around.state is not None and around.state.paused:
        return tr("queued: the run is paused")
    if step.policy.executor:
        return tr("queued: waiting for '{executor}'", executor=step.policy.executor)
    if around.busy >= THREADS:
        return tr("queued: {busy} of {all} threads are busy", busy=THREADS, all=THREADS)
    return tr("queued")
