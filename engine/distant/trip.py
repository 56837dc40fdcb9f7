"""An errand on its way, what is told of it, and the mailbox in which that reaches the run's loop."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from engine.distant import shipping
from engine.flow import Input

if TYPE_CHECKING:
    from engine.distant.errand import Errand
    from engine.distant.wire import Sources

SLICE: Final = 0.004
"""Seconds of handing out in one turn of the loop."""


class Origin:
    """Where the modules of a run's errands come from; their files are looked at once, away from the loop."""

    __slots__ = ("_files", "_sources", "folder")

    def __init__(self, folder: Path, files: Callable[[], list[Path]]) -> None:
        """Take the folder, and what finds the files of its that errands need."""
        self.folder, self._files = folder, files
        self._sources: Sources | None = None

    def sources(self) -> Sources:
        """What is in them."""
        if self._sources is None:
            self._sources = shipping.gathered(self.folder, self._files())
        return self._sources


@dataclass(slots=True, kw_only=True, eq=False)
class Trip:
    """An errand on its way. The run's loop makes it and reads it; only the depot changes it.

    `group` is what may go together: of one group, at most `limit` loads are on their way at one time. An
    errand that goes `alone` is in no bundle, and one to be done `once` never begins a second time. `needs`
    are the resources that its worker must have. Of one that is `timed` it is told when a worker begins it.
    `keeps` names the outputs that may stay, and `kept` which inputs are values that stayed: the load that
    made each, and the output's name.
    """

    number: int
    errand: Errand
    origin: Origin
    mailbox: Mailbox
    whose: Any  # the run's own: what it is for
    step: str
    group: str
    alone: bool = False
    once: bool = False
    limit: int | None = None
    timed: bool = False
    needs: Mapping[str, Any] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()
    kept: tuple[tuple[str, Input, int, str], ...] = ()
    sent: float = field(default_factory=time.monotonic)
    load: int | None = None
    given_up: bool = False
    sends: int = 0
    deaths: int = 0  # of workers that were at it
    guarded: bool = False  # it asks before it begins, so that none but us has it done again


Letter: TypeAlias = tuple[Any, ...]
"""What is told of a trip: its kind, the trip (or None), and what the kind says."""

DONE: Final = "done"
"""`(DONE, trip, outputs, worker, waited)`."""
STAYED: Final = "stayed"
"""`(STAYED, trip, outputs, worker, waited, load, notes)`: the outputs that the notes name stay there.

A note is the value's type, how it looks, its bytes, and its key in the load.
"""
FAILED: Final = "failed"
"""`(FAILED, trip, Failed, worker, waited)`."""
LINE: Final = "line"
"""`(LINE, trip, stream, text, worker)`."""
PROGRESS: Final = "progress"
"""`(PROGRESS, trip, fraction, text, worker)`."""
BEGUN: Final = "begun"
"""`(BEGUN, trip, is_begun)`: a worker has begun one that is timed, or was lost with it."""
GIVEN: Final = "given"
"""`(GIVEN, trip, ended)`: it was given up, and whether nothing of it goes on."""
NEWS: Final = "news"
"""`(NEWS, trip or None, code, sentence, names)`: something that the user ought to know."""


class Mailbox:
    """Brings letters from the depot's thread to the loop on which it was made, in order and in batches."""

    def __init__(self, hear: Callable[[Letter], None]) -> None:
        """Take who reads them; called on the loop that is running now."""
        self._hear = hear
        self._loop = asyncio.get_running_loop()
        self._letters: deque[Letter] = deque()
        self._woken = False

    def put(self, letter: Letter) -> None:
        """Leave a letter, from any thread."""
        self._letters.append(letter)
        if not self._woken:
            self._woken = True
            self._wake()

    def _wake(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._hand_out)
        except RuntimeError:  # closed: nobody is there to be told
            self._letters.clear()

    def _hand_out(self) -> None:
        self._woken = False  # first: a letter that comes from here on wakes the loop again
        until = time.monotonic() + SLICE
        while self._letters:
            self._hear(self._letters.popleft())
            if time.monotonic() > until:
                if not self._woken:
                    self._woken = True
                    self._wake()
                return
