"""Works out how a Step's card says what a run has come to. Qt-free, and pure.

The rows of the table of states that a run brings about are in here; those before it are `looking`'s.
"""

from __future__ import annotations

from typing import Final

from designer.canvas.looks import PAUSED, Around, Glyph, Stroke, Ticking, Tone, duration, quoted
from designer.canvas.mark import Mark, first_line
from designer.words import tr
from engine.clock import began_at, iso, local_time
from engine.flow import Input, Name, Step
from engine.state import WAITING_FOR_ANSWER, StepState, StepStatus

_RECALLED: Final = "recalled"
"""The kind of Steps whose results a rerun took as they were; no flow file can name it."""


def run_mark(step: Step, run: StepState, around: Around) -> Mark:
    """How a planned Step says what it has come to."""
    took = duration(max(0.0, (run.ended or 0.0) - (run.started or run.ended or 0.0)))
    match run.status:
        case StepStatus.PENDING if _is_held(step, around):
            return Mark(PAUSED, Tone.ATTENTION, 2.5, Glyph.PAUSE, tr("paused before run"))
        case StepStatus.PENDING:
            words = _waiting(step, run, around)
            return Mark(run.status, Tone.WAITING, 1.5, Glyph.HOURGLASS, words)
        case StepStatus.RUNNING:
            return _running(step, run)
        case StepStatus.COMPLETED if since := _recalled(step, around):
            return Mark(run.status, Tone.OK, 2.0, Glyph.AGAIN, since, Stroke.DOUBLE)
        case StepStatus.COMPLETED:
            return Mark(run.status, Tone.OK, 2.0, Glyph.CHECK, took + _items(run))
        case StepStatus.CACHED:
            return Mark(run.status, Tone.OK, 2.0, Glyph.AGAIN, reused(run), Stroke.DOUBLE)
        case StepStatus.FAILED:
            words = first_line(run.message or run.reason or "failed")
            return Mark(run.status, Tone.FAILED, 3.0, Glyph.CROSS, words)
        case StepStatus.BLOCKED:
            words = (
                tr("blocked by '{step}'", step=run.names[0])
                if run.names
                else first_line(run.message or "")
            )
            return Mark(run.status, Tone.OFF, 1.5, Glyph.CROSS, words)
        case StepStatus.SKIPPED:
            words = first_line(run.message or "skipped")
            return Mark(run.status, Tone.OFF, 1.5, Glyph.SLASH, words, Stroke.DASHED)
    words = (
        tr("stopped after {time}", time=took)
        if run.started
        else first_line(run.message or "stopped")
    )
    return Mark(run.status, Tone.OFF, 1.5, Glyph.STOP, words)


def reused(run: StepState) -> str:
    """The words of a Step that was remembered from another run."""
    return tr("reused · from {time}", time=local_time(run.made)) if run.made else tr("reused")


def _is_held(step: Step, around: Around) -> bool:
    halt = around.state.halt if around.state else None
    return halt is not None and halt.step == around.renames.to_run(step.id)


def _recalled(step: Step, around: Around) -> str:
    """The words of a Step whose result was taken from another run; empty where it was worked on."""
    there = around.renames.to_run(step.id)
    ran = around.state.plan.steps.get(there) if around.state and there is not None else None
    if ran is None or ran.kind != _RECALLED:
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


def _running(step: Step, run: StepState) -> Mark:
    since = run.started or 0.0
    if run.text == WAITING_FOR_ANSWER:  # nothing is at work: the next move is a person's
        return Mark(run.status, Tone.RUNNING, 2.5, Glyph.HOURGLASS, run.text)
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
        return Mark(run.status, Tone.RUNNING, 2.5, Glyph.AGAIN, "", ticking=tick)
    tick = Ticking(since, fraction, said, done=count)
    return Mark(run.status, Tone.RUNNING, 2.5, Glyph.PLAY, "", ticking=tick)


def _waiting(step: Step, run: StepState, around: Around) -> str:
    state = around.state
    there = around.renames.to_run(step.id)
    feeds = state.plan.feeds.get(there, {}) if state and there is not None else {}

    def awaited(name: Name, it: Input) -> bool:
        if name in run.inputs:
            return False
        producers = feeds[name].producers if name in feeds else ()
        open_ones = (state.steps[p.step] for p in producers if state and p.step in state.steps)
        return it.required or any(not other.status.is_terminal for other in open_ones)

    names = [name for name, it in step.inputs.items() if awaited(name, it)]
    return tr("waiting for {names}", names=quoted(names)) if names else tr("queued")
