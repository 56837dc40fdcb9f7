"""What a Step was doing when: values. Knows neither records nor Plans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from engine.flow import StepId
from engine.state import StepStatus

SECOND: Final = 1_000_000
"""Microseconds."""
NOBODY: Final = StepId("")


class Doing(StrEnum):
    """What a Step did, or waited for, in a span of time."""

    HELD = "held"
    """Nobody had asked for it yet: another producer or a gate came first."""
    INPUT = "input"
    """An input had not arrived."""
    PAUSE = "pause"
    """All inputs were there, and the run was paused."""
    QUEUE = "queue"
    """All inputs were there, and no worker was free."""
    WORKER = "worker"
    """Its work was given to workers elsewhere, and none had begun with it."""
    WORK = "work"
    LOST = "lost"
    """It was at work when the run was cut off, and had to begin again."""
    RETRY = "retry"
    """A try had failed, and the next one was not due."""
    PERSON = "person"
    """A person was asked."""
    UNDO = "undo"
    """What it had done was taken back."""

    @property
    def is_wait(self) -> bool:
        """Whether nothing was done for the Step."""
        return self not in (Doing.WORK, Doing.LOST, Doing.UNDO)


class Break(NamedTuple):
    """A time that is left out: the process was dead that the run was in. Both in microseconds.

    `at` is since the run began, with this and all such times before it left out.
    """

    at: int
    length: int


class Span(NamedTuple):
    """A stretch of time, in microseconds since the run began.

    `name` is the input that was waited for, and `step` the one that gave it (empty where nobody did);
    `attempt` is the try that was at work, or had failed before a retry (0 before the first).
    """

    start: int
    end: int
    doing: Doing
    name: str = ""
    step: StepId = NOBODY
    attempt: int = 0

    @property
    def length(self) -> int:
        """How long it is, in microseconds."""
        return self.end - self.start


class Stint(NamedTuple):
    """What a worker elsewhere did for a Step (and element), in microseconds since the run began.

    `start` is when the worker began, `end` when that was known here to have ended.
    """

    worker: str
    step: StepId
    item: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One Step on the timeline. Times in microseconds since the run began.

    `start` is when its work began, or when it ended without any; None while it is pending. `end` is
    None until it has ended. `stirred` is when it first had something to wait with: an input was there,
    or it was asked for. `spans` lie end to end from 0 on, those of undoing excepted. A Step of a run
    inside another goes by `step/inner`, and `inside` names the Step that is run around it. `workers`
    are those elsewhere that are known to have worked on it, in the order in which they were heard of.
    """

    step: StepId
    status: StepStatus
    start: int | None
    end: int | None
    stirred: int
    tries: int
    spans: tuple[Span, ...]
    inside: StepId = NOBODY
    workers: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[Span, ...]:
        """The spans as they are told in words: its waits for workers elsewhere, which are many, as one."""
        waits = [span for span in self.spans if span.doing is Doing.WORKER]
        if len(waits) < 2:
            return self.spans
        first = waits[0]
        whole = first._replace(end=first.start + sum(span.length for span in waits))
        others = (span for span in self.spans if span.doing is not Doing.WORKER or span is first)
        return tuple(whole if span is first else span for span in others)

    def spent(self, *doing: Doing) -> int:
        """How long it did, or waited for, any of these, in microseconds."""
        return sum(span.length for span in self.spans if span.doing in doing)
