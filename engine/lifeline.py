"""Has the programs that this process started end with it, even where it is killed and can do nothing more.

A small guard outside, a shell, is told by a pipe of every program that begins and ends. When the pipe
breaks, this process has died, however it did: what is still running is then terminated and, after a
while, killed, so that nobody who resumes the run does the same work twice at once. It finds what they
started by the same signs as `engine.offspring`, where there is a `/proc`; else by their process groups.
Where the system has no means for a guard, nothing is guarded. Knows processes alone.
"""

from __future__ import annotations

import contextlib
import os
from typing import Final

from engine.offspring import unmarked

_GUARD: Final = """
cd /
exec 3<&0
patience=$1

marked() {  # the processes that carry one of the marks behind $1
    name=$1
    set --
    for one in $live; do set -- "$@" -e "$name[0-9a-f ]*${one#*:}"; done
    for file in $(LC_ALL=C grep -sl "$@" /proc/[0-9]*/environ); do
        file=${file%/environ}
        echo "${file#/proc/}"
    done
}

processes() {
    for file in /proc/[0-9]*/stat; do
        read -r line <"$file" && echo "${line%% *} ${line##*) }"
    done
}

look() {  # what is alive, but for $without; $known grows by what is under it or in its sessions
    left=
    if [ ! -r /proc/self/stat ]; then
        for one in $live; do
            kill -s 0 -- "-${one%:*}" && left="$left -${one%:*}"
        done
        return
    fi
    table=$(processes)
    more=yes
    while [ "$more" ]; do
        more=
        while read -r pid state parent group session rest; do
            case " $known $without " in *" $pid "*) continue ;; esac
            case " $known " in *" $parent "* | *" $session "*) known="$known $pid" more=yes ;; esac
        done <<END
$table
END
    done
    while read -r pid state rest; do
        case $state in [ZXx]) continue ;; esac
        case " $known " in *" $pid "*) left="$left $pid" ;; esac
    done <<END
$table
END
}

{
    live=
    while read -r what group mark; do
        rest=
        for one in $live; do [ "$one" = "$group:$mark" ] || rest="$rest $one"; done
        live=$rest
        [ "$what" = begun ] && live="$live $group:$mark"
    done
    [ -n "$live" ] || exit
    without=$(echo $(marked PROGRAMS_ABOVE=))
    known=$(for one in $live; do echo "${one%:*}"; done)
    known=$(echo $known $(marked PROGRAM=))
    look
    for one in $left; do kill -s TERM -- "$one"; done
    without= waited=0
    known=$(echo $known $(marked PROGRAMS_ABOVE=))
    look
    while [ -n "$left" ] && [ "$waited" -lt "$patience" ]; do
        sleep 1
        waited=$((waited + 1))
        look
    done
    known=$(echo $known $(marked))
    look
    for one in $left; do kill -s KILL -- "$one"; done
    look
    for one in $left; do kill -s KILL -- "$one"; done
} <&3 3<&- &
"""
"""The guard. A shell, for it is there as long as we are; all that is asked of the system beside is `grep`."""


class Lifeline:
    """The pipe to the guard, who is there from the first program on."""

    def __init__(self, patience: float) -> None:
        """Begin without a guard; `patience` are the seconds that an orphan has to end by itself."""
        self._patience = patience
        self._pipe: int | None = None
        self._is_tried = False

    def begun(self, group: int, mark: str) -> None:
        """A program runs, in a process group of its own, with a mark in its environment."""
        if not self._is_tried:
            self._is_tried = True
            self._pipe = _guarded(self._patience)
        self._tell("begun", group, mark)

    def ended(self, group: int, mark: str) -> None:
        """It is not to be guarded any more."""
        self._tell("ended", group, mark)

    def forget(self) -> None:
        """Let go of the pipe: in a copy of this process, whose programs those are not."""
        if self._pipe is not None:
            os.close(self._pipe)
        self._pipe, self._is_tried = None, False

    def _tell(self, what: str, group: int, mark: str) -> None:
        if self._pipe is not None:
            with contextlib.suppress(OSError):  # the guard was killed
                os.write(self._pipe, f"{what} {group} {mark}\n".encode())


def _guarded(patience: float) -> int | None:
    """Start a guard, and give the pipe to it; None where none can be started."""
    if not hasattr(os, "posix_spawn"):
        return None
    source, pipe = os.pipe()
    try:
        nowhere = [(os.POSIX_SPAWN_OPEN, one, os.devnull, os.O_WRONLY, 0) for one in (1, 2)]
        actions = [(os.POSIX_SPAWN_DUP2, source, 0), *nowhere]
        command = ["sh", "-c", _GUARD, "guard", f"{patience:.0f}"]
        shell = os.posix_spawn(
            "/bin/sh", command, unmarked(os.environ), file_actions=actions, setsid=True
        )
        os.waitpid(shell, 0)  # it leaves the guard alone, at once
        os.set_blocking(pipe, False)  # nobody waits for a guard that was stopped
    except (OSError, NotImplementedError):
        os.close(pipe)
        return None
    finally:
        os.close(source)
    return pipe
