"""What a run has in common with the runs inside its Steps: one limit of threads, shared objects, questions.

Nothing here knows a Plan or a Step's work; each run of the family puts its own share in.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.asking import Desk
from engine.clock import between
from engine.events import Record
from engine.inside import Standing
from engine.plan import Origin
from engine.policy import THREADS


class Threads:
    """Counts who may block a thread, and gives those who wait their turn."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._free = THREADS
        self._waiting: deque[Callable[[], bool]] = deque()

    @property
    def is_full(self) -> bool:
        """Whether whoever has not begun yet has to wait."""
        return self._free <= 0

    def hold(self) -> None:
        """Take one, over the limit if need be."""
        self._free -= 1

    def give_back(self) -> None:
        """Let the next one have it."""
        self._free += 1
        self.pass_on()

    def wait(self, begin: Callable[[], bool]) -> None:
        """Have `begin` called once there is room; it says whether it still wants to."""
        self._waiting.append(begin)

    def pass_on(self) -> None:
        """Give the turn to the next who wants it, where there is room: whoever had it did not begin."""
        while self._waiting and not self.is_full:
            if self._waiting.popleft()():
                return


@dataclass(slots=True)
class Commons:
    """What the runs of one family share; `origin` is the outermost one's, `executor` who does their work."""

    origin: Origin
    desk: Desk
    executor: str = ""
    threads: Threads = field(default_factory=Threads)
    shared: dict[str, Any] = field(default_factory=dict)
    left: list[asyncio.Task[None]] = field(default_factory=list)
    ending: dict[int, Callable[[], None]] = field(default_factory=dict)
    is_hurried: bool = False
    away: float | None = None

    @property
    def left_behind(self) -> bool:
        """Whether a coroutine that did not let itself be cancelled is still there, on the loop."""
        return any(not task.done() for task in self.left)

    def away_since(self, records: Sequence[Record], standing: Standing, now: float) -> float:
        """For how many seconds nothing was done, since the process was dead; the outermost run asks first.

        `records` are those that it goes on from, and what is `standing` was done after them.
        """
        if self.away is None:
            self.away = between(max(records[-1].at, standing.until), now) or 0.0
        return self.away

    def hurry(self) -> None:
        """Have whatever is being cancelled end very soon, from now on.

        `ending` are the tries that are, each with what gives it less time.
        """
        self.is_hurried = True
        for give_less in tuple(self.ending.values()):
            give_less()
