"""What one Step of a run has come to: values. Only the fold of the run's records changes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from engine.clock import between
from engine.flow import Name, StepId
from engine.status import RunStatus, StepStatus
from engine.value import Value

if TYPE_CHECKING:
    from engine.state import RunState


class Retrying(NamedTuple):
    """A retry that is being waited for: try `attempt` failed, the next begins at `due` (s since 1970).

    `at` is when the wait began, `item` which element waits.
    """

    attempt: int
    due: float
    message: str
    at: float = 0.0
    item: int | None = None


class Items(NamedTuple):
    """How far an `each` Step is: its elements, and those that ended well or badly."""

    total: int
    completed: int = 0
    failed: int = 0


class Written(NamedTuple):
    """A value in Flow state: who wrote it (None: given) and when, in seconds since 1970."""

    value: Value
    step: StepId | None
    at: float


@dataclass(slots=True, kw_only=True)
class StepState:
    """One planned Step in a run. Times in seconds since 1970; `fraction` from 0 to 1 where known.

    `undo` is `running`, `completed` or `failed` once what the Step had done is being undone, `undo_message`
    why it could not be; `made` is when
    outputs came to be that were remembered from another run (ISO 8601, UTC). `edited` are the inputs
    that were given another value than the one that had come, `said` is the last line it printed, `worker`
    who did the last of its work, where that was not here. `inner` are
    the runs inside a Step that runs a Flow, of its last try, by element (None without `each`). `away` is
    for how many seconds since it started it was not at work, since the process was dead that the run was in.
    """

    status: StepStatus = StepStatus.PENDING
    tries: int = 0
    started: float | None = None
    ended: float | None = None
    inputs: dict[Name, Value] = field(default_factory=dict)
    outputs: dict[Name, Value] = field(default_factory=dict)
    reason: str | None = None
    names: tuple[str, ...] = ()
    message: str | None = None
    trace: str = ""
    fraction: float | None = None
    text: str = ""
    retrying: Retrying | None = None
    items: Items | None = None
    undo: str = ""
    undo_message: str = ""
    made: str = ""
    edited: tuple[Name, ...] = ()
    said: str = ""
    worker: str = ""
    inner: dict[int | None, RunState] | None = None
    away: float = 0.0

    @property
    def took(self) -> float | None:
        """How long it was at work, in seconds; None where it was not, or has not ended."""
        return between(self.started, self.ended, self.away)

    def lasts(self, now: float) -> float | None:
        """The same; of one that is at work, until now."""
        return between(self.started, now if self.ended is None else self.ended, self.away)

    def begins_again(self, cut: float) -> bool:
        """Whether nothing of what it was in the middle of outlives its process, which died then."""
        waits = self.retrying is not None and self.retrying.due > cut
        return self.items is None and not waits and not self.inner

    def go_on(self, at: float, away: float) -> None:
        """Note that its run goes on after it was cut off: what was in the middle of a try begins it again.

        Elements that had ended, what runs inside it has done, and tries that had failed are not begun again.
        """
        if self.begins_again(at - away):
            self.started, self.away = at, 0.0
        else:
            self.away += away
        for run in self.inner.values() if self.inner else ():
            run.go_on(at, away)

    def end_inner(self, item: int | None, status: RunStatus, at: float) -> None:
        """Note that the run inside, if there is one, has ended so."""
        if self.inner is not None and item in self.inner:
            run = self.inner[item]
            run.status, run.settled, run.ended = status, True, at
