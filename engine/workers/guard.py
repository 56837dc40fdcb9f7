"""The first thing that a new worker runs: forks the process that will do the work, and guards it.

Imports next to nothing: all of it is in memory once more for every worker.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import threading
from contextlib import suppress
from typing import NoReturn


def command(talk: int, life: int, folder: str) -> list[str]:
    """The command line of a worker that finds its modules where this process does."""
    path = [os.path.abspath(place) for place in sys.path]  # noqa: PTH100 - may be no folder at all
    code = f"import sys; sys.path[:] = {path!r}; import engine.workers.guard as guard; "
    return [sys.executable, "-c", code + f"guard.main({talk}, {life}, {folder!r})"]


def main(talk: int, life: int, folder: str) -> NoReturn:
    """Fork the worker proper, and stay until its end.

    Args:
        talk: The descriptor by which calls come and answers go.
        life: The descriptor of the lifeline.
        folder: Where the worker's temporary files belong.
    """
    pid = os.fork()
    if pid:
        os.close(talk)
        _guard(pid, socket.socket(fileno=life), folder)
    os.setsid()
    os.close(life)
    from engine.workers.child import serve  # after the fork: the guard does without

    serve(socket.socket(fileno=talk), folder)
    os._exit(0)


def _guard(pid: int, life: socket.socket, folder: str) -> NoReturn:
    threading.Thread(target=_kill_when_told, args=(pid, life), daemon=True).start()
    _, status = os.waitpid(pid, 0)
    _kill_group(pid)  # what it started and left running
    with suppress(OSError):
        life.send(b"%d" % os.waitstatus_to_exitcode(status))
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _kill_when_told(pid: int, life: socket.socket) -> None:
    with suppress(OSError):
        life.recv(1)  # or the line breaks
    _kill_group(pid)
    with suppress(ProcessLookupError):  # it may not have a group yet
        os.kill(pid, signal.SIGKILL)


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
