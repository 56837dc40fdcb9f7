"""What the command line says to people of runs that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from engine.cli.progress import STATUS_WIDTH, one_line
from engine.cli.sentences import outputs_of_goals, undoing_in_words
from engine.clock import lasting, local_time
from engine.flow import Flow
from engine.state import RunState, StepState
from engine.store import INTERRUPTED, RunEntry
from engine.value import PREVIEW_LENGTH, encode, preview

_WIDTH = len(INTERRUPTED)


def run_in_a_line(entry: RunEntry) -> str:
    """Id, how it ended, when it began (in UTC), how long it took, and the flow's name."""
    took = "" if entry.took is None else lasting(entry.took)
    name = one_line(entry.flow or entry.file)
    return f"{entry.run}  {entry.status:<{_WIDTH}}  {moment(entry.started)}  {took:>12}  {name}".rstrip()


def moment(at: float) -> str:
    """A time in seconds since 1970, as lists of the command line write it: in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")


def run_in_words(
    entry: RunEntry, flow: Flow, state: RunState, last_words: str = ""
) -> Iterator[str]:
    """How a run ended, what each Step came to, and what its Goals gave."""
    yield run_in_a_line(entry)
    for _, away in state.breaks:
        yield f"was cut off, and went on {lasting(away)} later; that is not counted"
    if state.error is not None:
        yield one_line(state.error.message)
    width = max(map(len, state.steps), default=0)
    for name, step in state.steps.items():
        told = f"  {name:<{width}}  {step.status:<{STATUS_WIDTH}}  {_detail(step)}"
        yield told.rstrip()
    yield from undoing_in_words(state)
    for attribute, value in outputs_of_goals(flow, state):
        yield f"{attribute}: {one_line(preview(encode(value)), PREVIEW_LENGTH)}"
    if entry.status == INTERRUPTED:
        if last_words:
            yield one_line(last_words)
        yield f"'backcast resume {entry.run}' goes on with it."


def _detail(step: StepState) -> str:
    if step.made:
        return f"reused, from {local_time(step.made)}"
    if (took := step.took) is None:
        return one_line(step.message or "")
    return f"{lasting(took)}  {one_line(step.message or '')}"
