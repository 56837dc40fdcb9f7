"""A run's journal as far as it is sound: what follows a torn or damaged line was never written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from engine import events as e
from engine.codec.decoding import Unpack, parse_line, unpack_record
from engine.errors import EngineError, StoreError, said
from engine.events import Record
from engine.plan import Plan
from engine.state import RunState
from engine.value import JSON, Unkept

_HEAD: Final = 80
"""Bytes within which a line has said its type."""

_ENDINGS: Final = {
    "run_completed": "completed",
    "run_failed": "failed",
    "run_cancelled": "cancelled",
}


class Verdict(NamedTuple):
    """How a run ended, when (in seconds since 1970), and for how many seconds its process had been dead."""

    status: str
    ended: float
    away: float


def sound_lines(journal: Path) -> Iterator[bytes]:
    """The whole lines of a journal, in order and without gaps; none where there is no journal.

    Raises:
        StoreError: The file is there, and cannot be read.
    """
    try:
        with journal.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n") or not _is_sound(line, number):
                    return
                yield line
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"'{journal}' cannot be read: {error.strerror}") from error


def read_journal(journal: Path, plan: Plan, unpack: Unpack) -> list[Record]:
    """The records of a journal, of a run of this Plan, as far as one can follow from the other.

    Raises:
        StoreError: It cannot be read, or holds what only a newer version knows.
    """
    try:
        records = [unpack_record(line, plan, unpack) for line in sound_lines(journal)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"'{journal}' was written by a newer version of Backcast, or is damaged: {error}"
        raise StoreError(message) from error
    return records[: _sensible(records, plan)]


def _sensible(records: list[Record], plan: Plan) -> int:
    """How many of the records, from the first one on, can be those of a run of the Plan."""
    state = RunState()
    for number, record in enumerate(records):
        try:
            if not _is_of(record.event, plan, state):
                return number
            state.apply(record)
        except (KeyError, IndexError, ValueError, TypeError, AttributeError, EngineError):
            return number
    return len(records)


def _is_of(event: e.Event, plan: Plan, state: RunState) -> bool:
    """Whether the names and elements of an event are there in the Plan and in the run so far."""
    match event:
        case e.RunStarted():
            return not state.steps
        case e.InputSettled(step=step, input=name):
            return name in plan.steps[step].inputs
        case e.StepStarted(step=step, items=int()):
            each = (name for name, port in plan.steps[step].inputs.items() if port.each)
            taken = state.steps[step].inputs
            return all(isinstance(taken.get(name, []), list | tuple | Unkept) for name in each)
        case e.AttributeSet(step=step, output=name) if step in plan.steps:
            return name in plan.steps[step].outputs
        case e.ItemStarted(step=step, item=at) | e.ItemCompleted(step=step, item=at):
            items = state.steps[step].items
            return items is not None and 0 <= at < items.total
    return True


def loss(journal: Path, records: int, *, has_ended: bool) -> str:
    """What of a journal was lost, of which so many records can be read; empty where nothing was.

    `has_ended` says that the run is known to have ended. A last line that was being written is no loss.
    """
    try:
        with journal.open("rb") as file:
            lines = sum(line.endswith(b"\n") for line in file)
    except OSError as error:
        why = (
            "is gone" if isinstance(error, FileNotFoundError) else f"cannot be read: {said(error)}"
        )
        return f"the journal '{journal}' {why}; what the steps of the run gave and said is lost"
    if lines > records:
        told = f"is damaged at line {records + 1:,}"
        return f"the journal '{journal}' {told}; what happened from there on is lost"
    if has_ended and verdict(journal) is None:
        return f"the journal '{journal}' was cut off; what happened after line {records:,} is lost"
    return ""


def length(journal: Path, records: int) -> int:
    """The bytes that the first so many records take."""
    return sum(map(len, islice(sound_lines(journal), records)))


def beginning(journal: Path) -> float | None:
    """When a run began, in seconds since 1970; None where nothing was written."""
    with contextlib.suppress(OSError, ValueError), journal.open("rb") as file:
        return parse_line(file.readline())[1]
    return None


def verdict(journal: Path) -> Verdict | None:
    """How a run ended; None where it has not settled."""
    own, last = [], b""
    with contextlib.suppress(OSError), journal.open("rb") as file:
        for last in file:
            if b',"run_' in last[:_HEAD]:
                own.append(last)
    try:
        if parse_line(last)[2] != "run_settled":
            return None
        told = [parse_line(line) for line in own]
    except ValueError:
        return None
    away = 0.0
    for _, at, name, fields in told:
        if name in _ENDINGS:
            return Verdict(_ENDINGS[name], at, away)
        away += _seconds(fields.get("away"))
    return None


def _seconds(told: JSON) -> float:
    return told if isinstance(told, float) else 0.0


def _is_sound(line: bytes, number: int) -> bool:
    try:
        return parse_line(line)[0] == number
    except ValueError:
        return False
