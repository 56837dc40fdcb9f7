"""A run as it is written: one line for each record, in a file that belongs to this run alone.

One thing that happens to a run (a Step's end, say) makes some records: what came of it, and what follows
at once. Each is `put`, and `flush` hands all of them to the system in one write, before the loop goes on and
before any work does. So a process that is killed loses at most what it is just writing, as if it had been
killed the moment before that happened, and nothing has been done on the strength of it: in particular, no
work has begun whose `step_started` is not there. A file of one's own needs no lock that others might hold,
no transaction and no second thread.

When the power fails, the system may lose what it had not put on the disk yet (on Linux up to some 30
seconds). The journal is then shorter, and still sound. What must not be done twice is safer: work of a
Step that is not `repeatable` begins only once its `step_started` is on the disk itself.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from engine import events as e
from engine.codec.decoding import pack_record
from engine.errors import JournalBroken, said
from engine.flow import StepId
from engine.store.values import LARGE, Values

LAST_WORDS: Final = "last-words"
"""The file of that, beside the journal."""

MOST: Final = 1_000
"""Lines that are not written yet, however much happens at once."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where there is no room."""


class Journal:
    """A run that is being kept; `put` is a sink for the runner, which calls `flush` in time.

    `append` is both. Made by `Store.begin` and `resume`.
    """

    def __init__(
        self,
        run: str,
        path: Path,
        handle: int,
        values: Values,
        closed: Callable[[int], None],
        *,
        careful: frozenset[StepId] = frozenset(),
        end: int | None = None,
    ) -> None:
        """Take an open and locked file, and whom to tell its size in bytes when it is closed.

        `careful` are the Steps, of whichever Flow, that must not be repeated; `end` is where the next
        record goes, in bytes, where what follows is to be given up for it.
        """
        self.run = run
        self._path, self._handle, self._values = path, handle, values
        self._closed = closed
        self._careful = careful
        self._end = end
        self._broken: JournalBroken | None = None
        self._lines: list[str] = []

    def __enter__(self) -> Journal:
        """Keep records, and close the journal afterwards."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the run."""
        self.close()

    @property
    def last_words(self) -> Path:
        """Where is noted why the process was ended, if it was and there was no time to record it."""
        return self._path.with_name(LAST_WORDS)

    def append(self, record: e.Record) -> None:
        """Keep a record: when this returns, killing the process does not lose it.

        Raises:
            JournalBroken: It cannot be kept (a full disk, a store that was taken away); nor can any more.
        """
        self.put(record)
        self.flush()

    def put(self, record: e.Record) -> None:
        """Take a record; it is kept once `flush` has returned.

        Raises:
            JournalBroken: No more can be kept, or a value of it cannot.
        """
        if self._broken is not None:
            raise self._broken
        try:
            line = pack_record(record, self._values.known)
            if len(line) > LARGE:
                line = pack_record(record, self._values.keep)
        except OSError as error:
            raise self._break_by(error) from error
        self._lines.append(line)
        if self._careful and self._must_care(record.event):
            self._sync()
        elif len(self._lines) > MOST:
            self.flush()

    def flush(self) -> None:
        """Keep what was put: when this returns, killing the process does not lose it.

        Raises:
            JournalBroken: It cannot be kept (a full disk, a store that was taken away); nor can any more.
        """
        lines = self._lines
        if not lines:
            return
        lines.append("")
        data = "\n".join(lines).encode("ascii")
        lines.clear()
        try:
            self._write(data)
        except OSError as error:
            raise self._break_by(error) from error

    def close(self) -> None:
        """Let go of the run; harmless when repeated.

        Raises:
            StoreError: The run is kept, and the list of runs could not be brought up to date.
        """
        if self._handle < 0:
            return
        with contextlib.suppress(JournalBroken):
            self.flush()
        size = os.fstat(self._handle).st_size + self._values.size
        os.close(self._handle)
        self._handle = -1
        self._closed(size)

    def _write(self, data: bytes) -> None:
        if (
            os.fstat(self._handle).st_nlink == 0
        ):  # else it would be written to nowhere, and no error
            why = f"the run store was taken away ('{self._path}' is gone)"
            raise self._break(why, "begin it anew, where need be with another place as --store")
        if self._end is not None:
            os.ftruncate(self._handle, self._end)
            self._end = None
        while data:
            data = data[os.write(self._handle, data) :]

    def _sync(self) -> None:
        """Have all that was put on the disk itself."""
        self.flush()
        try:
            os.fsync(self._handle)
        except OSError as error:
            raise self._break_by(error) from error

    def _must_care(self, event: e.Event) -> bool:
        """Whether what must not be repeated begins, maybe inside a Step: that is to be on the disk."""
        around = event.way if isinstance(event, e.Inner) else ()
        started = event.innermost if isinstance(event, e.Inner) else event
        if not isinstance(started, e.StepStarted):
            return False
        return not self._careful.isdisjoint({started.step, *(inside.step for inside in around)})

    def _break_by(self, error: OSError) -> JournalBroken:
        mend = (
            "free some space there" if error.errno in _FULL else "see that it can be written again"
        )
        hint = f"{mend} and resume run '{self.run}', or begin it anew with another place as --store"
        return self._break(f"{said(error)} ('{self._path}')", hint)

    def _break(self, why: str, hint: str) -> JournalBroken:
        self._broken = JournalBroken(f"the run cannot be kept any more: {why}; {hint}")
        return self._broken
