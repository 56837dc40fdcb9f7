"""What the command line says to people of runs that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from engine.cli.progress import STATUS_WIDTH, one_line, taken_from
from engine.cli.sentences import outputs_of_goals, undoing_in_words
from engine.clock import lasting, local_time
from engine.events import Inside
from engine.flow import StepId
from engine.plan import Plan
from engine.state import RunState, RunStatus, StepState
from engine.store import INTERRUPTED, RunEntry
from engine.value import PREVIEW_LENGTH, encode, preview

_WIDTH = len(INTERRUPTED)

INNER_LIMIT: Final = 20
"""Steps inside of one Step at most that a run in words lists."""


def run_in_a_line(entry: RunEntry) -> str:
    """Id, how it ended, when it began (in UTC), how long it took, and the flow's name."""
    took = "" if entry.took is None else lasting(entry.took)
    name = one_line(entry.flow or entry.file)
    return f"{entry.run}  {entry.status:<{_WIDTH}}  {moment(entry.started)}  {took:>12}  {name}".rstrip()


def moment(at: float) -> str:
    """A time in seconds since 1970, as lists of the command line write it: in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")


def run_in_words(
    entry: RunEntry, plan: Plan, state: RunState, last_words: str = ""
) -> Iterator[str]:
    """How a run ended, what each Step came to, and what its Goals gave; `plan` is as it was carried out."""
    yield run_in_a_line(entry)
    for _, away in state.breaks:
        yield f"was cut off, and went on {lasting(away)} later; that is not counted"
    if state.error is not None:
        yield one_line(state.error.message)
    rows = {name: list(_inside(name, step)) for name, step in state.steps.items()}
    shown = [
        row
        for name, step in state.steps.items()
        for row in ((name, step), *rows[name][:INNER_LIMIT])
    ]
    width = max((len(name) for name, _ in shown), default=0)
    for name, step in shown:
        taken = taken_from(plan, StepId(name)) if step.status.delivered else ""
        told = f"  {name:<{width}}  {step.status:<{STATUS_WIDTH}}  {taken or _detail(step)}"
        yield told.rstrip()
    for name, inner in rows.items():
        if (more := len(inner) - INNER_LIMIT) > 0:
            yield f"{more} more steps inside of '{name}': --json shows all"
    yield from undoing_in_words(state)
    for attribute, value in outputs_of_goals(plan.origin.flow, state):
        yield f"{attribute}: {one_line(preview(encode(value)), PREVIEW_LENGTH)}"
    if entry.status == INTERRUPTED:
        if last_words:
            yield one_line(last_words)
        yield f"'backcast resume {entry.run}' goes on with it."


def _inside(name: StepId, step: StepState, way: str = "") -> Iterator[tuple[str, StepState]]:
    """The Steps of the runs inside of a Step: all of one that ended ill, else those that were undone."""
    for item, run in sorted((step.inner or {}).items(), key=lambda found: found[0] or 0):
        within = f"{way}{Inside(name, item)}/"
        for inner, one in run.steps.items():
            if one.undo or run.status is not RunStatus.COMPLETED:
                yield f"{within}{inner}", one
            yield from _inside(inner, one, within)


def _detail(step: StepState) -> str:
    if step.made:
        return f"reused, from {local_time(step.made)}"
    if (took := step.took) is None:
        return one_line(step.message or "")
    return f"{lasting(took)}  {one_line(step.message or '')}"
