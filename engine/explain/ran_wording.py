"""The sentences about a run, each a typed `Cause` with the names in it. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.cause import Cause, Reason, listed
from engine.clock import lasting
from engine.explain.wording import Point, steps_named
from engine.flow import Name, Port, StepId

PREVIEW: Final = 60
"""Characters of a value in a sentence."""


def completed(step: StepId, seconds: float | None, tries: int) -> Cause:
    """Its work succeeded."""
    took = "" if seconds is None else f" in {lasting(seconds)}"
    again = f", at try {tries}" if tries > 1 else ""
    return Cause(Point.COMPLETED, (step,), f"step '{step}' completed{took}{again}")


def cached(step: StepId) -> Cause:
    """Its outputs were remembered."""
    message = f"step '{step}' did not have to run: its outputs were remembered from an earlier run"
    return Cause(Point.CACHED, (step,), message)


def recalled(step: StepId, run: str) -> Cause:
    """Its outputs are those that it had given in another run."""
    message = f"step '{step}' was not run again: its outputs were taken from run '{run}'"
    return Cause(Point.RECALLED, (step, run), message)


def failed(step: StepId, reason: str | None, message: str | None, tries: int) -> Cause:
    """Its own work failed for good."""
    when = f" after {tries} tries" if tries > 1 else "" if tries else " before its work began"
    return Cause(reason or Point.FAILED, (step,), f"step '{step}' failed{when}: {message}")


def ended(step: StepId, status: str, why: Cause) -> Cause:
    """It was skipped, blocked or cancelled, for the cause that the run records."""
    how = {"skipped": "was skipped", "cancelled": "was cancelled", "blocked": "could not run"}
    return Cause(why.reason, why.names, f"step '{step}' {how[status]}: {why.message}")


def withheld(step: StepId, outputs: Sequence[Name]) -> Cause:
    """It completed without some of its outputs, which it may."""
    message = f"step '{step}' did not return {listed(outputs)}, which it may leave out"
    return Cause(Point.ABSENT, (step, *outputs), message)


def pending(step: StepId, steps: Sequence[StepId]) -> Cause:
    """It has not begun."""
    what = f"it waits for {steps_named(steps)}" if steps else "nobody has asked for it yet"
    return Cause(Point.PENDING, (step, *steps), f"step '{step}' has not begun: {what}")


def running(step: StepId, tries: int) -> Cause:
    """It is at work."""
    again = f", at try {tries}" if tries > 1 else ""
    return Cause(Point.RUNNING, (step,), f"step '{step}' is at work{again}")


def retrying(step: StepId, attempt: int, message: str) -> Cause:
    """It waits for its next try."""
    return Cause(
        Point.RETRYING, (step,), f"step '{step}' is tried again: try {attempt} failed: {message}"
    )


def waited(step: StepId, name: Name, seconds: float) -> Cause:
    """What arrived last, and how long that was after the run had begun."""
    message = f"it waited {lasting(seconds)} from the start of the run, last for '{name}' from step '{step}'"
    return Cause(Point.WAITED, (step, name), message)


def items(total: int, done: int, wrong: int) -> Cause:
    """How its elements ended."""
    bad = f", {wrong} failed" if wrong else ""
    return Cause(Point.ITEMS, (), f"of {total} elements, {done} completed{bad}")


def undone(step: StepId, undo: str, why: str = "") -> Cause:
    """What it had done was undone, or was to be."""
    said = {
        "running": "is being undone",
        "completed": "was undone",
        "failed": "could not be undone",
    }
    told = f"what step '{step}' had done {said.get(undo, undo)}" + (f": {why}" if why else "")
    return Cause(Point.UNDONE, (step,), told)


def took(
    reader: Port, steps: Sequence[StepId], attributes: Sequence[str], by_hand: bool = False
) -> Cause:
    """What an input came to: from a person, Steps, what was given, or from its own literal or default."""
    if by_hand:
        said = "was changed by hand"
    elif steps:
        said = f"took what {steps_named(steps)} delivered"
    elif attributes:
        said = f"took the given {listed(attributes)}"
    else:
        said = "took its own value"
    return Cause(Point.TOOK, (reader.step, reader.name, *steps, *attributes), f"'{reader}' {said}")


def let_go(reader: StepId, status: str) -> Cause:
    """A reader ended without asking for it."""
    message = f"step '{reader}', which could have asked for it, is {status}"
    return Cause(Point.INSTEAD, (reader,), message)


def goals_ended() -> Cause:
    """Nobody wanted what it would have given."""
    return Cause(Reason.NOT_NEEDED, (), "every goal had ended by then")


def saw(name: Name, shown: str | None, steps: Sequence[StepId] = ()) -> Cause:
    """A value that a condition or a gate looked at; None where there was no value."""
    whence = f" from {steps_named(steps)}" if steps else ""
    said = "had no value" if shown is None else f"was {shown}"
    return Cause(Point.SAW, (name, *steps), f"input '{name}'{whence} {said}")


def attribute_set(name: Name, shown: str, step: StepId | None) -> Cause:
    """A value in Flow state."""
    whence = "was given" if step is None else f"was set by step '{step}'"
    return Cause(Point.SET, (name, *([step] if step else [])), f"'{name}' {whence}: {shown}")


def attribute_absent(name: Name) -> Cause:
    """No value ever came."""
    return Cause(Point.ABSENT, (name,), f"'{name}' has no value in this run")


def carried(name: Name, source: Port, target: Port) -> Cause:
    """A wire whose value the input took."""
    message = f"the wire was used: '{target}' took '{name}' from '{source}'"
    return Cause(Point.TOOK, (name, source.step, target.step), message)


def not_carried(source: Port, target: Port) -> Cause:
    """A wire whose value the input did not take, or that had none."""
    message = f"the wire was not used: '{target}' took nothing from '{source}'"
    return Cause(Point.UNUSED, (source.step, target.step), message)
