"""What user code prints: taken line by line to whoever records its Step, never the program's own output.

`sys.stdout` and `sys.stderr` are replaced once, by streams that look up a context variable at every
write. Where it holds a recorder, the text belongs to a Step; where it does not, it goes on to the
original stream. A context variable follows a coroutine through its awaits and into the tasks it
makes, and our threads copy it; a thread that user code starts by itself is noted as its Step's, and so
is the traceback of an error that ends it. `sys.stdin` is replaced likewise: a Step that asks the keyboard
fails at once instead of waiting for ever.

Not caught: what is written to the file descriptors themselves, by a child process or a C library, and
handlers of `logging` that were bound to the real stream before.
"""

from __future__ import annotations

import io
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any, Final, Literal, NamedTuple, TextIO, TypeAlias
from weakref import WeakKeyDictionary

from engine.errors import Fatal

LINE_LIMIT: Final = 8192
"""Characters after which a line without an end is passed on in pieces."""

Stream: TypeAlias = Literal["stdout", "stderr"]

Sink: TypeAlias = Callable[[str, str], None]
"""Takes a line without its end, and the name of its stream; from any thread."""


class Lines:
    """Makes lines of text that comes in pieces. Not thread-safe.

    A carriage return starts its line again, as on a terminal: of a progress bar the last state is kept.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._rest = ""

    def add(self, text: str) -> list[str]:
        """Take text; gives the lines that it ends, without their ends."""
        *ended, rest = (self._rest + text).split("\n")
        if len(rest) > LINE_LIMIT:  # of a line that never ends, only so much is held
            rest = _visible(rest) + ("\r" if rest.endswith("\r") else "")
        *whole, self._rest = _pieces(rest)
        return [piece for line in ended for piece in _pieces(_visible(line))] + whole

    def finish(self) -> list[str]:
        """What there is of a last line that nothing ended."""
        line, self._rest = _visible(self._rest), ""
        return [line] if line else []


def _visible(line: str) -> str:
    """What a terminal would show of a line after its last carriage return."""
    return line.rstrip("\r").rpartition("\r")[2]


def _pieces(line: str) -> list[str]:
    """The line in pieces that are short enough; at least one."""
    return [line[at : at + LINE_LIMIT] for at in range(0, max(len(line), 1), LINE_LIMIT)]


_recorder: ContextVar[recorded | None] = ContextVar("backcast_recorder", default=None)

_LOCK: Final = threading.Lock()
"""Whoever holds it may change lines that are not finished, for a moment."""


@contextmanager
def _recording(recorder: recorded | None) -> Iterator[None]:
    token = _recorder.set(recorder)
    try:
        yield
    finally:
        _recorder.reset(token)


_UNSET: Final = object()

_OF_THREADS: Final[WeakKeyDictionary[threading.Thread, recorded]] = WeakKeyDictionary()
"""Whose thread it is that user code started by itself."""


def _current() -> recorded | None:
    recorder: Any = _recorder.get(_UNSET)
    if recorder is _UNSET:
        recorder = _OF_THREADS.get(threading.current_thread()) if _OF_THREADS else None
    return recorder if recorder is not None and recorder.open else None


def unrecorded() -> AbstractContextManager[None]:
    """Leave what is printed in here to whoever records it further in, and not to the work around it."""
    return _recording(None)


class recorded:  # noqa: N801 - a context manager, a class because every Step enters one
    """Give what is printed in here to the sink, line by line; at the end, also a line without an end.

    What the same work prints later (a thread that was given up) goes to the original streams. Thread-safe,
    but for entering and leaving it. The sink may hold a thread up until the loop has caught up, so it is
    never called under the lock: the loop takes that too.
    """

    __slots__ = ("_lines", "_sink", "_token", "open")

    def __init__(self, sink: Sink) -> None:
        """Take where lines go."""
        self._sink = sink
        self._lines: dict[Stream, Lines] | None = None  # most work prints nothing
        self.open = True

    def __enter__(self) -> None:
        """Begin to record."""
        self._token = _recorder.set(self)

    def __exit__(self, *_: object) -> None:
        """Record what is left of a line."""
        _recorder.reset(self._token)
        self.end()

    def begin(self) -> None:
        """Begin to record, for the rest of this task or until another begins in it."""
        _recorder.set(self)

    def end(self) -> None:
        """Record what is left of a line, and no more."""
        self.open = False
        if self._lines is None:
            return
        with _LOCK:
            last = [(stream, lines.finish()) for stream, lines in self._lines.items()]
        for stream, lines in last:
            self._give(stream, lines)

    def write(self, stream: Stream, text: str) -> None:
        """Take what was printed."""
        with _LOCK:
            if self._lines is None:
                self._lines = {}
            lines = self._lines.setdefault(stream, Lines()).add(text)
        self._give(stream, lines)

    def _give(self, stream: Stream, lines: list[str]) -> None:
        with _recording(None):  # what the sink itself prints is not the work's
            for line in lines:
                self._sink(line, stream)


class Originals(NamedTuple):
    """The streams as they were before; None where the program has none (one without a console)."""

    stdin: TextIO | None
    stdout: TextIO | None
    stderr: TextIO | None


class _Threads:
    """Has threads that user code starts by itself belong to the Step that they were started in."""

    def __init__(self) -> None:
        self._start: Any = threading.Thread.start
        self._hook: Any = threading.excepthook
        start, hook = self._start, self._hook

        def started(thread: threading.Thread) -> None:
            if (recorder := _current()) is not None:
                _OF_THREADS[thread] = recorder
            start(thread)

        def failed(arguments: Any) -> None:
            recorder = _current()
            if recorder is None or arguments.exc_value is None or arguments.exc_type is SystemExit:
                hook(arguments)
                return
            trace = "".join(traceback.format_exception(arguments.exc_value))
            name = getattr(arguments.thread, "name", "without a name")
            recorder.write("stderr", f"Exception in thread {name}:\n{trace}")

        self._ours = (started, failed)
        threading.Thread.start = started  # type: ignore[method-assign, assignment]
        threading.excepthook = failed

    def restore(self) -> None:
        """Put back what was there, where nobody has put anything else there since."""
        started, failed = self._ours
        if threading.Thread.start is started:
            threading.Thread.start = self._start  # type: ignore[method-assign]
        if threading.excepthook is failed:
            threading.excepthook = self._hook
        _OF_THREADS.clear()


class _Switch:
    """Puts our streams in place for its first user, and the original ones back after its last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self.originals = Originals(None, None, None)

    def enter(self, stray: TextIO | None) -> Originals:
        with self._lock:
            self._users += 1
            if self._users == 1:
                self._install(stray)
            return self.originals

    def leave(self) -> None:
        with self._lock:
            self._users -= 1
            if not self._users:
                self._restore()

    def _install(self, stray: TextIO | None) -> None:
        now = self.originals = Originals(sys.stdin, sys.stdout, sys.stderr)
        self._ours: dict[str, object] = {
            "stdin": _NoKeyboard(now.stdin),
            "stdout": _Output("stdout", stray or now.stdout, now.stderr),
            "stderr": _Output("stderr", now.stderr, now.stderr),
        }
        for name, stream in self._ours.items():
            setattr(sys, name, stream)
        self._threads = _Threads()

    def _restore(self) -> None:
        self._threads.restore()
        for name, stream in self._ours.items():
            if getattr(sys, name) is stream:  # else somebody has put another there since
                setattr(sys, name, getattr(self.originals, name))


_SWITCH: Final = _Switch()


@contextmanager
def capturing(stray: TextIO | None = None) -> Iterator[Originals]:
    """Have the printing of Steps recorded in here; the streams are put back when the last user leaves.

    Args:
        stray: Where to send what goes to stdout and belongs to no Step; left out, the original stdout.
            Of several users at one time, the first one's counts.
    """
    originals = _SWITCH.enter(stray)
    try:
        yield originals
    finally:
        _SWITCH.leave()


class _Output(io.TextIOBase):
    """Stands for `sys.stdout` or `sys.stderr`."""

    def __init__(self, stream: Stream, original: TextIO | None, inherited: TextIO | None) -> None:
        self._stream: Stream = stream
        self._original = original
        self._inherited = inherited

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        recorder = _current()
        if recorder is not None:
            recorder.write(self._stream, text)
        elif self._original is not None:
            self._original.write(text)
        return len(text)

    def flush(self) -> None:
        if _current() is None and self._original is not None:
            self._original.flush()

    def close(self) -> None:
        """Stay open: the stream is everybody's."""

    def reconfigure(self, **_: object) -> None:
        """Stay as it is: the stream is everybody's."""

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return _current() is None and self._original is not None and self._original.isatty()

    def fileno(self) -> int:
        """Of stderr where a Step asks: what it hands to a child process must not reach stdout."""
        stream = self._original if _current() is None else self._inherited
        if stream is None:
            raise io.UnsupportedOperation("fileno")
        return stream.fileno()

    @property
    def name(self) -> str:
        return f"<{self._stream}>"

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    @property
    def buffer(self) -> _Bytes:
        return _Bytes(self)


class _Bytes(io.RawIOBase):
    """The binary side of an output: takes UTF-8."""

    def __init__(self, output: _Output) -> None:
        self._output = output

    def write(self, data: Any, /) -> int:
        raw = bytes(data)
        self._output.write(raw.decode(errors="replace"))
        return len(raw)

    def flush(self) -> None:
        self._output.flush()

    def writable(self) -> bool:
        return True


class _NoKeyboard(io.TextIOBase):
    """Stands for `sys.stdin`: refuses a Step, lets everybody else read."""

    def __init__(self, original: TextIO | None) -> None:
        self._original = original

    def _source(self) -> TextIO:
        if _current() is not None:
            raise Fatal(
                "input() cannot be used in a step; declare an input instead", reason="no_keyboard"
            )
        if self._original is None:
            raise io.UnsupportedOperation("this program has no standard input")
        return self._original

    def read(self, size: int | None = -1, /) -> str:
        return self._source().read(-1 if size is None else size)

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        return self._source().readline(size)

    def fileno(self) -> int:
        return self._source().fileno()

    def isatty(self) -> bool:
        return _current() is None and self._original is not None and self._original.isatty()

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """Stay open: the stream is everybody's."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    @property
    def buffer(self) -> Any:
        return self._source().buffer
