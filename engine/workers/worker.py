"""One worker process as our program sees it: starts it, has it make a call, reads what comes, kills it."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from socket import socket, socketpair
from typing import Final, Protocol

from engine.errors import StepFailure
from engine.offspring import marked
from engine.process import Tail
from engine.workers.guard import command
from engine.workers.parcel import CHUNK, Frame, Reader, send

PIPE_SIZE: Final = 1024 * 1024
"""Bytes of prints read at a time; as much as a pipe can hold."""

END_SECONDS: Final = 5.0
"""How long a killed worker may take to be gone."""


class Listener(Protocol):
    """Who hears what a call says on the way; called in the thread that leads the worker."""

    def output(self, text: str, stream: str = "stdout") -> None:
        """A line that was printed."""
        ...

    def progress(self, data: bytes) -> None:
        """How far it is, still packed."""
        ...


class ProcessEnded(Exception):
    """The process ended before it answered; `status` as `subprocess` gives it, None if nobody knows."""

    def __init__(self, status: int | None) -> None:
        """Take the status."""
        self.status = status
        super().__init__(status)

    def __str__(self) -> str:
        """In words: 'the process ended by signal SIGSEGV'."""
        if self.status is None:
            return "the process is gone"
        if self.status >= 0:
            return f"the function ended its process, with exit status {self.status}"
        try:
            name = signal.Signals(-self.status).name
        except ValueError:
            name = str(-self.status)
        return f"the process ended by signal {name}"


class Worker:
    """A worker process. One thread leads it; `kill` may be called by any."""

    def __init__(self) -> None:
        """Start the process.

        Raises:
            StepFailure: It cannot be started.
        """
        self._folder = tempfile.mkdtemp(prefix="backcast-worker-")
        self._talk, their_talk = socketpair()
        self._life, their_life = socketpair()
        with their_talk, their_life:
            self._process = self._start(their_talk, their_life)
        self._reader = Reader()
        self._selector = selectors.DefaultSelector()
        for source, name in (
            (self._talk, "talk"), (self._life, "life"),
            (self._process.stdout, "stdout"), (self._process.stderr, "stderr"),
        ):  # fmt: skip
            assert source is not None, "both streams are pipes"
            self._selector.register(source, selectors.EVENT_READ, name)

    def _start(self, talk: socket, life: socket) -> subprocess.Popen[bytes]:
        ends = (talk.fileno(), life.fileno())
        try:
            return subprocess.Popen(
                command(*ends, self._folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=ends,
                env=marked(os.environ)[1],  # where we are a program ourselves, it is ours to end
                start_new_session=True,
            )
        except OSError as error:
            self.let_go()
            shutil.rmtree(self._folder, ignore_errors=True)
            raise StepFailure(
                f"a process of its own could not be started: {error.strerror}", reason="no_process"
            ) from None

    @property
    def is_alive(self) -> bool:
        """Whether it can be given a call."""
        return not any(key.data in ("life", "talk") for key, _ in self._selector.select(0))

    def call(self, order: bytes, listener: Listener) -> tuple[Frame, bytes]:
        """Have a call made, and give the answer.

        Raises:
            ProcessEnded: There will be none.
        """
        tails = {
            name: Tail(_lines_of(listener, name)) for name in ("stdout", "stderr")
        }  # fmt: skip
        with suppress(OSError):  # it has ended: the lifeline tells how
            send(self._talk, Frame.CALL, order)
        try:
            return self._answer(listener, tails)
        finally:
            for key, _ in self._selector.select(0):
                self._print(key, tails)
            for tail in tails.values():
                tail.add(b"", final=True)

    def _answer(self, listener: Listener, tails: dict[str, Tail]) -> tuple[Frame, bytes]:
        while True:
            ready = {key.data: key for key, _ in self._selector.select()}
            for name in tails:
                if name in ready:
                    self._print(ready[name], tails)
            if "talk" in ready:
                for kind, message in self._heard():
                    if kind is not Frame.PROGRESS:
                        return kind, message
                    listener.progress(message)
            elif "life" in ready:
                raise ProcessEnded(self._status())

    def _heard(self) -> list[tuple[Frame, bytes]]:
        try:
            data = self._talk.recv(CHUNK)
            messages = list(self._reader.feed(data))
        except (OSError, ValueError):  # it breaks off, or talks nonsense
            data, messages = b"", []
        if not data:
            self._selector.unregister(self._talk)
            self.kill()
        return messages

    def _print(self, key: selectors.SelectorKey, tails: dict[str, Tail]) -> None:
        if key.data not in tails:
            return
        data = os.read(key.fd, PIPE_SIZE)
        if data:
            tails[key.data].add(data)
        else:  # closed by the user's code
            self._selector.unregister(key.fileobj)

    def _status(self) -> int | None:
        try:
            told = self._life.recv(16)
            return int(told) if told else None
        except (OSError, ValueError):
            return None

    def kill(self) -> None:
        """End the process, and all that it started, at once. Harmless when it has ended."""
        with suppress(OSError):
            self._life.send(b"x")

    def let_go(self) -> None:
        """Close the lines."""
        self._talk.close()
        self._life.close()

    def close(self) -> None:
        """Kill it, wait until it is gone, and give back what it held."""
        self.kill()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:  # its guard was stopped by somebody
            self._process.kill()
            self._process.wait()
        self._selector.close()
        self.let_go()
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None, "both are pipes"
            stream.close()


def _lines_of(listener: Listener, stream: str) -> Callable[[str], None]:
    return lambda line: listener.output(line, stream)
