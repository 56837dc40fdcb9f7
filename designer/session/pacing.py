"""Lets what happened be seen more slowly than it did: records are kept back, in order, each for a while.

Every Step is to be seen at work for a least time before its end is. What is shown is still the fold of
the run's own records, and of nothing else; it only comes later. Knows no clock and no timer.
"""

from __future__ import annotations

from collections import deque

from engine import events as e
from engine.events import Record
from engine.flow import StepId


class Pacer:
    """Records that wait for their time. All times are seconds on the caller's clock."""

    def __init__(self, least: float = 0.0) -> None:
        """Take for how many seconds a Step is to be seen at work; 0 lets everything pass at once."""
        self.least = least
        self._waiting: deque[Record] = deque()
        self._seen: dict[StepId, float] = {}
        self._last_end = 0.0

    @property
    def is_behind(self) -> bool:
        """Whether something has happened that was not passed on yet."""
        return bool(self._waiting)

    def put(self, record: Record) -> None:
        """Take what has happened."""
        self._waiting.append(record)

    def pass_on(self, now: float) -> list[Record]:
        """What may be seen by now, in order."""
        passed = []
        while self._waiting and self._due(self._waiting[0].event) <= now:
            record = self._waiting.popleft()
            self._note(record.event, now)
            passed.append(record)
        return passed

    def wait(self, now: float) -> float | None:
        """In how many seconds there is more to pass on; None where nothing waits."""
        return max(0.0, self._due(self._waiting[0].event) - now) if self._waiting else None

    def _due(self, event: e.Event) -> float:
        match event:
            case e.StepCompleted(step=step) | e.StepFailed(step=step) | e.StepCancelled(step=step):
                return self._seen[step] + self.least if step in self._seen else 0.0
            case e.StepCached():  # no work is to be seen: let one be seen after the other
                return self._last_end + self.least
        return 0.0

    def _note(self, event: e.Event, now: float) -> None:
        match event:
            case e.RunStarted():
                self._last_end = now
                self._seen.clear()
            case e.StepStarted(step=step):
                self._seen[step] = now
            case e.StepCompleted() | e.StepCached():
                self._last_end = now
