"""Ends a run at its limit even where nothing in Python can: while C code does not let go of the interpreter.

A regular expression that goes astray, or an extension that computes, keeps every other thread waiting, the
one that watches over the run among them. The interpreter's own watchdog needs nobody's leave: it ends the
process, with the status of a run that failed, and writes where every thread was to a pipe. A small guard
outside, a shell, reads that, says what has happened, and notes it beside the journal; where one JSON object
is waited for, it prints one that says how the run ended, though not how far it was. As long as Python goes
on, the end is put off.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import sys
import time
from pathlib import Path
from typing import Final, TextIO

from engine.cause import Reason
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
    [ -z "$4" ] || printf '%s\\n' "$4" 2> /dev/null
} <&3 3<&- &
"""


class Deadline:
    """While entered: the end of a process whose run goes on past its time without letting Python go on."""

    def __init__(self, seconds: float | None, folder: Path, note: Path | None) -> None:
        """Take the limit (None: there is none), where the user's code is, and where to note the end."""
        self._seconds, self._folder, self._note = seconds, folder, note
        self._pipe: int | None = None
        self._due = 0.0
        self._stdout, self._told = 2, ""

    def tell(self, result: TextIO, run: str, flow: str) -> None:
        """Have the end of this run, before it begins, put there as a JSON object if it has to be ended."""
        if self._seconds is None:
            return
        error = {"kind": str(Reason.RUN_TIMEOUT), "message": _words(self._seconds), "names": []}
        told = {"run": run, "flow": flow, "status": "failed", "error": error}
        with contextlib.suppress(OSError, ValueError):  # a stdout without a descriptor
            self._stdout, self._told = result.fileno(), json.dumps(told)

    def __enter__(self) -> Deadline:
        """Begin to count."""
        if self._seconds is not None:
            self._due = time.monotonic() + self._seconds
            noted = os.devnull if self._note is None else str(self._note.absolute())
            told = (_words(self._seconds), noted, str(self._folder.absolute()), self._told)
            self._pipe = _guarded(told, self._stdout)
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


def _guarded(told: tuple[str, ...], stdout: int) -> int | None:
    """Start a guard that knows what to say, and give the pipe to it; None where none can be started."""
    if not hasattr(os, "posix_spawn"):
        return None
    source, pipe = os.pipe()
    try:
        actions = [
            (os.POSIX_SPAWN_DUP2, source, 0),
            (os.POSIX_SPAWN_DUP2, stdout, 1),
        ]
        command = ["sh", "-c", _GUARD, "guard", *told]
        shell = os.posix_spawn("/bin/sh", command, os.environ, file_actions=actions, setsid=True)
        os.waitpid(shell, 0)  # it leaves the guard alone, at once
    except (OSError, NotImplementedError):
        os.close(pipe)
        return None
    finally:
        os.close(source)
    return pipe
