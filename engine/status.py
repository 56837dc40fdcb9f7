"""What a run and its Steps can come to, and which way. Words only: nothing here knows a run."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class StepStatus(StrEnum):
    """What a planned Step has come to."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    CACHED = "cached"
    SKIPPED = "skipped"
    FAILED = "failed"
    BLOCKED = "blocked"
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        """Whether nothing can follow."""
        return not STEP_TRANSITIONS[self]

    @property
    def delivered(self) -> bool:
        """Whether the Step's outputs are there."""
        return self in (StepStatus.COMPLETED, StepStatus.CACHED)


class RunStatus(StrEnum):
    """What a run has come to; `NONE` before there is one."""

    NONE = "none"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        """Whether the run has ended."""
        return self in (RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED)


STEP_TRANSITIONS: Final[Mapping[StepStatus, frozenset[StepStatus]]] = {
    StepStatus.PENDING: frozenset(
        {
            StepStatus.RUNNING,
            StepStatus.CACHED,
            StepStatus.SKIPPED,
            StepStatus.FAILED,
            StepStatus.BLOCKED,
            StepStatus.CANCELLED,
        }
    ),
    StepStatus.RUNNING: frozenset({StepStatus.COMPLETED, StepStatus.FAILED, StepStatus.CANCELLED}),
    StepStatus.COMPLETED: frozenset(),
    StepStatus.CACHED: frozenset(),
    StepStatus.SKIPPED: frozenset(),
    StepStatus.FAILED: frozenset(),
    StepStatus.BLOCKED: frozenset(),
    StepStatus.CANCELLED: frozenset(),
}
