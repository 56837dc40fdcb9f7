"""The program's own three streams: what goes to which, in UTF-8 whatever the locale, and who may not.

`stdout` is for results alone. Before user code runs, `kept_stdout` takes it away: file descriptor 1,
which child processes inherit, is then the same as stderr, and stdin is empty.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import threading
from collections.abc import Iterator
from typing import NoReturn, TextIO

from engine.jsontext import json_pieces
from engine.value import ABSENT, JSON, Absent


def prepare() -> None:
    """Make both outputs UTF-8, and harmless where they are closed."""
    if sys.stdin is None:
        sys.stdin = _nowhere("r")
    if sys.stdout is None:
        sys.stdout = _nowhere("w")
    if sys.stderr is None:
        sys.stderr = _nowhere("w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a lone surrogate, which UTF-8 cannot say, comes out as JSON writes it
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)


@contextlib.contextmanager
def kept_stdout() -> Iterator[TextIO]:
    """Give the real stdout, for the result; whatever else writes to "stdout" ends on stderr, from now on."""
    sys.stdout.flush()
    try:
        kept = os.dup(sys.stdout.fileno())
        os.dup2(sys.stderr.fileno(), 1)
    except (OSError, ValueError):  # a stdout without a descriptor: nobody else can write to it
        yield sys.stdout
        return
    with contextlib.suppress(OSError), _nowhere("r") as empty:
        os.dup2(empty.fileno(), 0)
    with os.fdopen(kept, "w", encoding="utf-8", errors="backslashreplace") as real:
        sys.stdout = sys.stderr
        yield real


def say(text: str, stream: TextIO | None = None) -> None:
    """Write a line to people: to stderr, or a stream that stands for it. Nobody reading is no error."""
    stream = sys.stderr if stream is None else stream
    try:
        stream.write(f"{text}\n")
        stream.flush()
    except OSError:
        _abandon(stream)


def put(text: str, stream: TextIO | None = None, value: JSON | Absent = ABSENT) -> bool:
    """Write a line of the result (to stdout where no stream is given); False when nobody reads it.

    A value follows the text as JSON, bit by bit where it is large.

    Raises:
        OSError: It cannot be written for another reason; the message says so.
    """
    stream = sys.stdout if stream is None else stream
    try:
        stream.write(text)
        stream.writelines(() if value is ABSENT else json_pieces(value))
        stream.write("\n")
        stream.flush()
    except BrokenPipeError:
        _abandon(stream)
        return False
    except OSError as error:
        _abandon(stream)
        message = f"the result cannot be written: {error.strerror}"
        raise OSError(error.errno, message) from error
    return True


def as_json(value: JSON, indent: int | None = None) -> str:
    """Strict JSON that people can read: not escaped where UTF-8 can say it."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


def leave(status: int) -> NoReturn:
    """End the process now, whatever threads are still at work, with all that was said written."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def work_is_left() -> bool:
    """Whether a thread would keep the process from ending."""
    return any(
        not thread.daemon
        for thread in threading.enumerate()
        if thread is not threading.main_thread()
    )


def _abandon(stream: TextIO) -> None:
    """Point a stream that cannot be written to nowhere, so that flushing it at exit is quiet."""
    with contextlib.suppress(OSError, ValueError), _nowhere("w") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def _nowhere(mode: str) -> TextIO:
    return open(os.devnull, mode, encoding="utf-8")  # type: ignore[return-value] # noqa: PTH123
