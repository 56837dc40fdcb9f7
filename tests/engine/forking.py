"""The program, imported once and forked for each call: a real process that begins where imports end.

What is there before the fork is `import engine.cli`, which every call does, whatever its words are; nothing
of the command itself. So a call differs from a start of its own by the third of a second that it spares.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Final

CAN_FORK: Final = hasattr(os, "fork") and hasattr(socket, "send_fds")
_LONGEST: Final = 1 << 20
"""Bytes of a request: words and environment."""


class Forks:
    """One process that forks, for the calls of this one, one at a time."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Start it, in an environment that interpreters look at as they start."""
        self._here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._here.settimeout(30)
        self._lock, self._environment = Lock(), _of_python(environment)
        with there:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.engine.forking", str(there.fileno())],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,  # as each call has
                pass_fds=[there.fileno()], cwd=Path(__file__).parents[2], env=environment,
            )  # fmt: skip

    def call(
        self, words: Sequence[str], stdin: bytes, environment: Mapping[str, str], folder: int
    ) -> tuple[int, bytes, bytes] | None:
        """Exit status, output and errors of the program in a folder that is open; None where it has to be
        started anew.

        That is while another call is on, and where the environment says how interpreters start.
        """
        if _of_python(environment) != self._environment:
            return None
        if not self._lock.acquire(blocking=False):
            return None
        try:
            return self._call(words, stdin, environment, folder)
        finally:
            self._lock.release()

    def _call(
        self, words: Sequence[str], stdin: bytes, environment: Mapping[str, str], folder: int
    ) -> tuple[int, bytes, bytes]:
        request = json.dumps([[*words], {**environment}]).encode()
        (read_in, write_in), (read_out, write_out), (read_err, write_err) = (
            os.pipe() for _ in range(3)
        )
        theirs = [read_in, write_out, write_err]
        try:
            socket.send_fds(self._here, [request], [*theirs, folder])
        finally:
            for fd in theirs:
                os.close(fd)
        with ThreadPoolExecutor(3) as pool:
            pool.submit(_write, write_in, stdin)
            out, err = pool.submit(_read, read_out), pool.submit(_read, read_err)
            pid = int(self._here.recv(64))
            try:
                status = int(self._here.recv(64))
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                self._here.recv(64)
                raise subprocess.TimeoutExpired([*words], 30, out.result(), err.result()) from None
            return status, out.result(), err.result()


def _of_python(environment: Mapping[str, str]) -> dict[str, str]:
    """What an interpreter looks at as it starts."""
    return {k: v for k, v in environment.items() if k.startswith(("PYTHON", "LC_", "LANG"))}


def _write(fd: int, data: bytes) -> None:
    with os.fdopen(fd, "wb") as file:
        try:
            file.write(data)
            file.flush()
        except BrokenPipeError:
            return  # it does not read


def _read(fd: int) -> bytes:
    with os.fdopen(fd, "rb") as file:
        return file.read()


def serve(channel: socket.socket) -> None:
    """Fork the program for each request, and tell its process id and then its exit status."""
    import engine.cli  # noqa: F401

    gc.collect()
    gc.freeze()
    while True:
        request, fds, _, _ = socket.recv_fds(channel, _LONGEST, 4)
        if not request:
            return
        pid = os.fork()
        if not pid:
            channel.close()
            become(fds, *json.loads(request))
            return
        for fd in fds:
            os.close(fd)
        channel.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        channel.send(str(os.waitstatus_to_exitcode(status)).encode())


def become(fds: Sequence[int], words: list[str], environment: dict[str, str]) -> None:
    """Go on as the program does with these words; the streams' descriptors, and the folder's, are given."""
    *streams, folder = fds
    for fd, own in enumerate(streams):
        os.dup2(own, fd)
    os.fchdir(folder)
    for own in fds:
        os.close(own)
    os.environ.clear()
    os.environ.update(environment)
    with contextlib.suppress(FileNotFoundError):  # it was deleted under us
        sys.path[0] = os.getcwd()  # noqa: PTH109
    sys.argv[1:] = words
    runpy.run_module("engine", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        serve(requests)
