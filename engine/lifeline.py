"""Has the programs that this process started end with it, even where it is killed and can do nothing more.

A small guard outside, a shell, is told by a pipe of every program that begins and ends. When the pipe
breaks, this process has died, however it did: what is still running is then terminated and, after a
while, killed, so that nobody who resumes the run does the same work twice at once. Where the system has no
means for that, nothing is guarded. Knows process groups alone.
"""

from __future__ import annotations

import contextlib
import os
from typing import Final

_GUARD: Final = """
cd /
exec 3<&0
{
    live=
    while read -r what group; do
        rest=
        for one in $live; do [ "$one" = "$group" ] || rest="$rest $one"; done
        live=$rest
        [ "$what" = begun ] && live="$live $group"
    done
    for one in $live; do kill -s TERM -- "-$one"; done
    waited=0
    while [ -n "$live" ] && [ "$waited" -lt "$1" ]; do
        rest=
        for one in $live; do kill -s 0 -- "-$one" && rest="$rest $one"; done
        live=$rest
        [ -n "$live" ] && sleep 1
        waited=$((waited + 1))
    done
    for one in $live; do kill -s KILL -- "-$one"; done
} <&3 3<&- &
"""


class Lifeline:
    """The pipe to the guard, who is there from the first program on."""

    def __init__(self, patience: float) -> None:
        """Begin without a guard; `patience` are the seconds that an orphan has to end by itself."""
        self._patience = patience
        self._pipe: int | None = None
        self._is_tried = False

    def begun(self, group: int) -> None:
        """A program runs, in a process group of its own."""
        if not self._is_tried:
            self._is_tried = True
            self._pipe = _guarded(self._patience)
        self._tell("begun", group)

    def ended(self, group: int) -> None:
        """It is not to be guarded any more."""
        self._tell("ended", group)

    def forget(self) -> None:
        """Let go of the pipe: in a copy of this process, whose programs those are not."""
        if self._pipe is not None:
            os.close(self._pipe)
        self._pipe, self._is_tried = None, False

    def _tell(self, what: str, group: int) -> None:
        if self._pipe is not None:
            with contextlib.suppress(OSError):  # the guard was killed
                os.write(self._pipe, f"{what} {group}\n".encode())


def _guarded(patience: float) -> int | None:
    """Start a guard, and give the pipe to it; None where none can be started."""
    if not hasattr(os, "posix_spawn"):
        return None
    source, pipe = os.pipe()
    try:
        nowhere = [(os.POSIX_SPAWN_OPEN, one, os.devnull, os.O_WRONLY, 0) for one in (1, 2)]
        actions = [(os.POSIX_SPAWN_DUP2, source, 0), *nowhere]
        command = ["sh", "-c", _GUARD, "guard", f"{patience:.0f}"]
        shell = os.posix_spawn("/bin/sh", command, os.environ, file_actions=actions, setsid=True)
        os.waitpid(shell, 0)  # it leaves the guard alone, at once
        os.set_blocking(pipe, False)  # nobody waits for a guard that was stopped
    except (OSError, NotImplementedError):
        os.close(pipe)
        return None
    finally:
        os.close(source)
    return pipe
