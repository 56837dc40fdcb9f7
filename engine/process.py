"""Runs one program to its end: pipes, memory, cancelling. Knows nothing of Steps.

The program is led through asyncio's protocol rather than its streams, for there the end of the program
and the end of its pipes are two events: a grandchild in the background that keeps a pipe open delays
us only for a moment. The program gets a session of its own and a mark in its environment, so that signals
reach all that it starts, wherever that goes (`engine.offspring`).
"""

from __future__ import annotations

import asyncio
import atexit
import codecs
import errno
import os
import shutil
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, cast

from engine.capture import Lines
from engine.errors import Fatal, StepFailure
from engine.lifeline import Lifeline
from engine.offspring import Offspring, marked

KILL_AFTER: Final = 5.0
"""Seconds that a cancelled program has to end by itself."""

DRAIN_SECONDS: Final = 0.5
"""How long the pipes may stay open after the program's end."""

LOOK_EVERY: Final = (0.01, 0.25)
"""Seconds between two looks at what is left of a cancelled program: at first, and in the end."""

STDOUT_LIMIT: Final = 256 * 1024 * 1024
"""Bytes of stdout that are kept as a value; a program that prints more is stopped."""

STDERR_LIMIT: Final = 64 * 1024
"""Characters kept of the end of stderr."""

_FIRST_LINE: Final = 256
"""Bytes of a script's first line that the system looks at."""

_STDOUT, _STDERR = 1, 2

OnLine: TypeAlias = Callable[[str], bool | None]
"""Takes a line; False says that no more are wanted."""

_LIVE: Final[set[Offspring]] = set()
"""The programs that are running now, with all that they started."""

_LIFELINE: Final = Lifeline(KILL_AFTER)
"""By which they end also where this process is killed."""


def kill_programs() -> None:
    """Kill every program that is running, with all that it started. For when the process ends at once."""
    for offspring in tuple(_LIVE):
        offspring.kill()


atexit.register(kill_programs)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_LIVE.clear)  # they are not the child's to kill
    os.register_at_fork(after_in_child=_LIFELINE.forget)


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """What to start; `stdin` None means that there is nothing to read."""

    arguments: tuple[str, ...]
    stdin: str | None
    folder: Path
    environment: Mapping[str, str]

    @property
    def program(self) -> str:
        """The program's name, without its folder."""
        return Path(self.arguments[0]).name


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a program ended, what it wrote to stdout, and the end of what it wrote to stderr."""

    status: int
    stdout: bytes
    stderr: str

    @property
    def how(self) -> str:
        """In words: 'ended with exit status 3', 'was killed by SIGKILL'."""
        if self.status >= 0:
            return f"ended with exit status {self.status}"
        try:
            return f"was killed by {signal.Signals(-self.status).name}"
        except ValueError:
            return f"was killed by signal {-self.status}"

    @property
    def last_line(self) -> str:
        """The last line on stderr that says something."""
        lines = [line.strip() for line in self.stderr.splitlines()]
        return next((line for line in reversed(lines) if line), "")


async def run_program(
    launch: Launch,
    *,
    on_stdout: OnLine,
    on_stderr: OnLine,
    keep: bool = False,
) -> Ended:
    """Start a program and wait for its end. The callbacks get whole lines as they come, until one says False.

    With `keep`, stdout is also given at the end. When cancelled, the program and all
    that it started are terminated and, after 5 s, killed, before the cancellation goes on.

    Raises:
        StepFailure: It could not be started, or printed more than can be kept.
    """
    mark, environment = marked(launch.environment)
    program = await _start(launch, environment, _Program(on_stdout, on_stderr, keep, mark))
    try:
        program.feed(launch.stdin)
        await program.end()
    except asyncio.CancelledError:
        await program.stop()
        raise
    finally:
        program.close()
    return program.result(launch.program)


async def _start(launch: Launch, environment: Mapping[str, str], program: _Program) -> _Program:
    if not launch.folder.is_dir():
        raise Fatal(f"the folder {launch.folder} is not there", reason="bad_folder")
    try:
        await asyncio.get_running_loop().subprocess_exec(
            lambda: program,
            *launch.arguments,
            stdin=asyncio.subprocess.DEVNULL if launch.stdin is None else asyncio.subprocess.PIPE,
            cwd=launch.folder,
            env=environment,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise _not_started(launch, error) from None
    return program


def _not_started(launch: Launch, error: OSError | ValueError) -> StepFailure:
    name = launch.arguments[0]
    match error:
        case FileNotFoundError() if lost := _lost_interpreter(launch):
            message = f"'{name}' is to be run by {lost}, which is not there"
            hint = "install that, or correct the file's first line"
        case FileNotFoundError():
            message, hint = f"program '{name}' was not found", "install it, or give its whole path"
        case PermissionError() if _is_folder(launch):
            message, hint = f"'{name}' cannot be run", "it is a folder; name the program in it"
        case PermissionError():
            message, hint = f"'{name}' cannot be run", "it is not marked as executable"
        case OSError(errno=errno.E2BIG):
            size = "its arguments and environment are longer than the system takes"
            hint = "hand it the text as 'stdin', or in a file"
            return Fatal(f"'{name}' cannot be run: {size}; {hint}", reason="bad_argument")
        case OSError():
            message, hint = f"'{name}' cannot be run", error.strerror or type(error).__name__
        case _:  # a null character in an argument
            return Fatal(f"'{name}' cannot be started: {error}", reason="bad_argument")
    return Fatal(f"{message}; {hint}", reason="missing_program")


def _is_folder(launch: Launch) -> bool:
    return os.sep in launch.arguments[0] and (launch.folder / launch.arguments[0]).is_dir()


def _lost_interpreter(launch: Launch) -> str:
    """What a program that is there is to be run by, and is not there; empty where that is not so."""
    path = shutil.which(launch.arguments[0], path=launch.environment.get("PATH"))
    if path is None:
        return ""
    try:
        with Path(path).open("rb") as file:
            line = file.readline(_FIRST_LINE)
    except OSError:
        return ""
    words = line.removeprefix(b"#!").split()
    if not line.startswith(b"#!") or not words:
        return "a loader"
    return f"'{words[0].decode(errors='replace')}'"


class Tail:
    """Turns bytes into lines for a callback until it has enough, and keeps the end of the text."""

    def __init__(self, on_line: OnLine) -> None:
        """Take who gets the lines."""
        self._on_line = on_line
        self._enough = False
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._lines = Lines()
        self.text = ""

    def add(self, data: bytes, *, final: bool = False) -> None:
        """Take what was read; `final` gives on a last line that nothing ended."""
        text = self._decoder.decode(data, final)
        self.text = (self.text + text)[-STDERR_LIMIT:]
        if self._enough:
            return
        for line in self._lines.add(text) + (self._lines.finish() if final else []):
            if self._on_line(line) is False:
                self._enough = True
                return


class _Program(asyncio.SubprocessProtocol):
    """A running program, as asyncio tells of it."""

    def __init__(self, on_stdout: OnLine, on_stderr: OnLine, keep: bool, mark: str) -> None:
        loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[None] = loop.create_future()
        self._drained: asyncio.Future[None] = loop.create_future()
        self._mark = mark
        self._open = {_STDOUT, _STDERR}
        self._keep = keep
        self._kept = bytearray()
        self._too_large = False
        self._tails = {_STDOUT: Tail(on_stdout), _STDERR: Tail(on_stderr)}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.SubprocessTransport, transport)
        self._pid = self._transport.get_pid()
        self._offspring = Offspring(self._pid, self._mark)
        _LIVE.add(self._offspring)
        _LIFELINE.begun(self._pid, self._mark)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        if self._too_large:
            return
        self._tails[fd].add(data)
        if fd == _STDERR or not self._keep:
            return
        self._kept += data
        if len(self._kept) > STDOUT_LIMIT:
            self._too_large = True
            self._offspring.kill()

    def pipe_connection_lost(self, fd: int, _exc: Exception | None) -> None:
        self._open.discard(fd)
        if not self._open and not self._drained.done():
            self._drained.set_result(None)

    def process_exited(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    def feed(self, text: str | None) -> None:
        """Write the program's stdin and end it."""
        pipe = self._transport.get_pipe_transport(0)
        if text is not None and pipe is not None:
            stdin = cast(asyncio.WriteTransport, pipe)
            stdin.write(text.encode(errors="replace"))
            stdin.close()  # once all of it is written

    async def end(self) -> None:
        """Wait for the program's end, and then a moment for what is left in the pipes."""
        await asyncio.wait([self._ended])  # unlike awaiting it, leaves it whole when cancelled
        await asyncio.wait([self._drained], timeout=DRAIN_SECONDS)

    async def stop(self) -> None:
        """Terminate all that was started, and kill what is left of it after a while."""
        self._offspring.terminate()
        gone: bool | None = False
        try:
            async with asyncio.timeout(KILL_AFTER):
                gone = await self._gone()
        except TimeoutError:
            pass
        finally:
            if not gone:
                self._offspring.kill()
        await asyncio.wait([self._ended])
        if gone:
            await asyncio.wait([self._drained], timeout=DRAIN_SECONDS)

    async def _gone(self) -> bool | None:
        """Wait until nothing is left of what was started; None where nobody can tell."""
        await asyncio.wait([self._ended])
        since, (pause, longest) = time.monotonic(), LOOK_EVERY
        gone: bool | None = False
        while gone is False:
            await asyncio.sleep(pause)  # others end too, and one look serves all of them
            gone, pause = self._offspring.is_gone(since), min(2 * pause, longest)
        if gone is None:
            await asyncio.wait([self._drained])  # a helper that still cleans up holds the pipes
        return gone

    def close(self) -> None:
        """Let go of the pipes, and give on the lines that nothing ended."""
        _LIVE.discard(self._offspring)
        _LIFELINE.ended(self._pid, self._mark)
        self._transport.close()
        for tail in self._tails.values():
            tail.add(b"", final=True)

    def result(self, name: str) -> Ended:
        """How it ended.

        Raises:
            StepFailure: It printed more than can be kept.
        """
        if self._too_large:
            limit = STDOUT_LIMIT // (1024 * 1024)
            raise Fatal(
                f"'{name}' printed more than {limit} MB and was stopped", reason="output_too_large"
            )
        status = self._transport.get_returncode()
        return Ended(status=status or 0, stdout=bytes(self._kept), stderr=self._tails[_STDERR].text)
