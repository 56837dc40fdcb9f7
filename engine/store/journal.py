"""A run as it is written: one line for each record, in a file that belongs to this run alone.

`append` hands each line to the system before it returns, and the runner carries out what follows from a
record only after that. So a process that is killed loses at most the line that it is writing, and
nothing has been done on the strength of it: in particular, no work has begun whose `step_started` is
not there. A file of one's own needs no lock that others might hold, no transaction and no second thread.

When the power fails, the system may lose what it had not put on the disk yet (on Linux up to some 30
seconds). The journal is then shorter, and still sound. What must not be done twice is safer: work of a
Step that is not `repeatable` begins only once its `step_started` is on the disk itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from engine import events as e
from engine.codec.decoding import pack_record
from engine.errors import JournalBroken, said
from engine.flow import StepId
from engine.store.values import LARGE, Values


class Journal:
    """A run that is being kept; `append` is a sink for the runner. Made by `Store.begin` and `resume`."""

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

    def __enter__(self) -> Journal:
        """Keep records, and close the journal afterwards."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the run."""
        self.close()

    def append(self, record: e.Record) -> None:
        """Keep a record: when this returns, killing the process does not lose it.

        Raises:
            JournalBroken: It cannot be kept (a full disk, a store that was taken away); nor can any more.
        """
        if self._broken is not None:
            raise self._broken
        try:
            self._write(self._packed(record).encode("ascii"))
            if self._careful:
                self._care(record.event)
        except OSError as error:
            why = said(error)
            raise self._break(f"{why} ('{self._path}')") from error

    def close(self) -> None:
        """Let go of the run; harmless when repeated.

        Raises:
            StoreError: The run is kept, and the list of runs could not be brought up to date.
        """
        if self._handle < 0:
            return
        size = os.fstat(self._handle).st_size + self._values.size
        os.close(self._handle)
        self._handle = -1
        self._closed(size)

    def _packed(self, record: e.Record) -> str:
        line = pack_record(record, self._values.known)
        if len(line) > LARGE:
            line = pack_record(record, self._values.keep)
        return line + "\n"

    def _write(self, data: bytes) -> None:
        if (
            os.fstat(self._handle).st_nlink == 0
        ):  # else it would be written to nowhere, and no error
            raise self._break(f"the run store was taken away ('{self._path}' is gone)")
        if self._end is not None:
            os.ftruncate(self._handle, self._end)
            self._end = None
        while data:
            data = data[os.write(self._handle, data) :]

    def _care(self, event: e.Event) -> None:
        """Have the start of what must not be repeated on the disk; also where that is inside a Step."""
        around = event.way if isinstance(event, e.Inner) else ()
        started = event.innermost if isinstance(event, e.Inner) else event
        if isinstance(started, e.StepStarted):
            steps = {started.step, *(inside.step for inside in around)}
            if not steps.isdisjoint(self._careful):
                os.fsync(self._handle)

    def _break(self, why: str) -> JournalBroken:
        hint = "free some space or choose another place with --store, then resume the run"
        self._broken = JournalBroken(f"the run cannot be kept any more: {why}; {hint}")
        return self._broken
