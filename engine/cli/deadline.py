"""Ends a run at its limit even where nothing in Python can: while C code does not let go of the interpreter.

A regular expression that goes astray, or an extension that computes, keeps every other thread waiting, the
one that watches over the run among them. The interpreter's own watchdog needs nobody's leave: it ends the
process, with the status of a run that failed, and writes where every thread was to a pipe. A small guard
outside, a shell, reads that, says what has happened, and notes it beside the journal. As long as Python goes
on, the end is put off.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import sys
import time
from pathlib import Path
from typing import Final

from engine.cli.watching import GRACE, LAST_WORDS

MARGIN: Final = GRACE + LAST_WORDS + 2.0
"""Seconds past its time that a run has to be ended by whoever can do it better."""

_GUARD: Final = """
cd /
exec 3<&0
{
    read -r _ || exit 0
    place=
    while read -r line; do
        case $line in *"$3/"*) [ -n "$place" ] || place=" ($line)" ;; esac
    done
    printf '%s\\n' "$1$place" > "$2"
    printf '\\r%s\\n' "backcast: $1$place" >&2
} <&3 3<&- &
"""


class Deadline:
    """While entered: the end of a process whose run goes on past its time without letting Python go on."""

    def __init__(self, seconds: float | None, folder: Path, note: Path | None) -> None:
        """Take the limit (None: there is none), where the user's code is, and where to note the end."""
        self._seconds, self._folder, self._note = seconds, folder, note
        self._pipe: int | None = None
        self._due = 0.0

    def __enter__(self) -> Deadline:
        """Begin to count."""
        if self._seconds is not None:
            self._due = time.monotonic() + self._seconds
            self._pipe = _guarded(_words(self._seconds), self._note, self._folder)
            self._arm(self._seconds + MARGIN)
        return self

    def __exit__(self, *_: object) -> None:
        """It has ended by itself."""
        if self._seconds is not None:
            faulthandler.cancel_dump_traceback_later()
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None

    def put_off(self) -> None:
        """Python goes on, so whatever there is to be ended can be ended in better ways."""
        if self._seconds is not None and time.monotonic() > self._due:
            self._arm(MARGIN)

    def _arm(self, seconds: float) -> None:
        to = sys.__stderr__ if self._pipe is None else self._pipe
        if to is not None:
            with contextlib.suppress(ValueError, OSError, RuntimeError):  # stderr is closed
                faulthandler.dump_traceback_later(seconds, exit=True, file=to)


def _words(seconds: float) -> str:
    return (
        f"the run took longer than {seconds:g} s, and some code let nothing else go on, so the program was "
        'ended; "isolate": "process" in a step\'s config lets it be ended alone'
    )


def _guarded(words: str, note: Path | None, folder: Path) -> int | None:
    """Start a guard, and give the pipe to it; None where none can be started."""
    if not hasattr(os, "posix_spawn"):
        return None
    source, pipe = os.pipe()
    try:
        actions = [
            (os.POSIX_SPAWN_DUP2, source, 0),
            (os.POSIX_SPAWN_DUP2, 2, 1),
        ]  # stdout is the result's
        noted = os.devnull if note is None else str(note.absolute())
        command = ["sh", "-c", _GUARD, "guard", words, noted, str(folder.absolute())]
        shell = os.posix_spawn("/bin/sh", command, os.environ, file_actions=actions, setsid=True)
        os.waitpid(shell, 0)  # it leaves the guard alone, at once
    except (OSError, NotImplementedError):
        os.close(pipe)
        return None
    finally:
        os.close(source)
    return pipe
