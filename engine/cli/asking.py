"""Asks on the terminal: one question at a time, below the table, in words on stderr.

A thread reads the keyboard, and only while somebody waits for a line: a terminal cannot be waited for
everywhere otherwise, and a question that is withdrawn must not hold up the run.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, TextIO

from engine.cli.progress import one_line, plain
from engine.datatype import DataType, TypeName
from engine.errors import Fatal
from engine.givens import BadInput, typed
from engine.question import Field, Question, Reply
from engine.value import ABSENT, JSON, Absent, Value, preview

try:
    import termios
except ImportError:  # Windows
    termios = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from engine.cli.progress import Progress
    from engine.flow import Name

LINE: Final = 1 << 16
"""Bytes of one line; terminals hand over far less."""

_YES: Final = frozenset({"yes", "y", "true"})
_NO: Final = frozenset({"no", "n", "false"})


def open_keyboard() -> Keyboard | None:
    """The terminal's keyboard; None where nobody sits at one, or the program is in the background."""
    try:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return None
        handle = sys.stdin.fileno()
        if termios is not None and os.tcgetpgrp(handle) != os.getpgrp():
            return None
        return Keyboard(os.dup(handle))
    except (OSError, ValueError):
        return None


class Keyboard:
    """The lines that are typed."""

    def __init__(self, handle: int) -> None:
        """Take a file descriptor of the terminal, which is this object's from now on."""
        self._handle = handle
        self._waiting: asyncio.Future[str | None] | None = None
        self._reads = False
        self._shown: list[Any] | None = None

    async def line(self, *, hidden: bool = False) -> str | None:
        """The next line, without its end; None when there will be no more. `hidden` shows nothing of it."""
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        if not self._reads:
            self._reads = True
            threading.Thread(target=self._read, args=(loop,), daemon=True).start()
        with self._without_echo() if hidden else contextlib.nullcontext():
            return await self._waiting

    @property
    def can_hide(self) -> bool:
        """Whether a line can be typed without being shown."""
        return termios is not None

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._shown is not None:
            shown, self._shown = self._shown, None
            with contextlib.suppress(OSError, termios.error):
                termios.tcsetattr(self._handle, termios.TCSADRAIN, shown)

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            data = os.read(self._handle, LINE)
        except OSError:  # the terminal was closed
            data = b""
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(self._deliver, data)

    def _deliver(self, data: bytes) -> None:
        self._reads = False
        if self._waiting is not None and not self._waiting.done():
            text = data.decode("utf-8", "replace").rstrip("\r\n")
            self._waiting.set_result(text if data else None)

    @contextlib.contextmanager
    def _without_echo(self) -> Iterator[None]:
        self._shown = termios.tcgetattr(self._handle)
        quiet = list(self._shown)
        quiet[3] = quiet[3] & ~termios.ECHO | termios.ECHONL
        termios.tcsetattr(self._handle, termios.TCSADRAIN, quiet)
        try:
            yield
        finally:
            self.close()


class Terminal:
    """Asks whoever sits at the terminal. Several questions are asked one after the other."""

    def __init__(self, keyboard: Keyboard, progress: Progress, stream: TextIO) -> None:
        """Take the keyboard, what is shown of the run, which gives way to a question, and where to ask.

        That is no `sys.stderr` of the time of asking: what a Step writes there is recorded as its own.
        """
        self._keyboard, self._progress, self._stream = keyboard, progress, stream
        self._turn = asyncio.Lock()

    async def ask(self, question: Question) -> Reply:
        """Ask for one field after the other, each until it fits.

        Raises:
            Fatal: `no_answer`: the terminal was closed.
        """
        async with self._turn:
            self._progress.hold()
            try:
                self._introduce(question)
                values: dict[Name, Value] = {}
                for name, field in question.fields.items():
                    answer = await self._field(question, name, field)
                    if answer is not ABSENT:
                        values[name] = answer
                return Reply(values=values, by="terminal")
            finally:
                self._progress.go_on()

    async def _field(self, question: Question, name: Name, field: Field) -> Value | Absent:
        if field.description:
            self._say(f"  {one_line(field.description)}")
        for number, choice in enumerate(field.type.enum or (), 1):
            self._say(f"  {number:>3}  {preview(choice, 60)}")
        hidden = field.type.secret and self._keyboard.can_hide
        while True:
            self._say(f"  {name}{_hint(field)}: ", end="")
            text = await self._keyboard.line(hidden=hidden)
            if text is None:
                message = f"the terminal was closed before '{question.title}' was answered"
                raise Fatal(message, reason="no_answer")
            try:
                return read_answer(name, field, text)
            except ValueError as error:
                self._say(f"  {error}")

    def _introduce(self, question: Question) -> None:
        self._say("")
        self._say(f"? {question.place}: {one_line(question.title)}")
        for line in question.message.splitlines():
            self._say(f"  {plain(line)}")

    def _say(self, text: str, end: str = "\n") -> None:
        with contextlib.suppress(OSError):  # the terminal was closed
            self._stream.write(text + end)
            self._stream.flush()


def read_answer(name: Name, field: Field, text: str) -> JSON | Absent:
    """What a typed line answers; an empty one takes the default, or nothing where that may be.

    Raises:
        ValueError: It does not fit; the message is a sentence.
    """
    if not text.strip():
        if field.default is ABSENT and field.required:
            raise ValueError(f"'{name}' is missing; give it a value")
        return field.default
    try:
        value = _chosen(name, field.type, text)
    except BadInput as error:
        raise ValueError(error.message) from None
    if complaint := field.complaint(value):
        raise ValueError(f"'{name}': {complaint}")
    return value


def _chosen(name: Name, type_: DataType, text: str) -> JSON:
    """The value of a line: a choice by its number or its words, yes or no, or as `-i` reads it."""
    choices = type_.enum or ()
    if text.strip().isdecimal() and 0 < int(text) <= len(choices):
        return choices[int(text) - 1]
    named = [choice for choice in choices if preview(choice) == text.strip()]
    if named:
        return named[0]
    if type_.name is TypeName.BOOLEAN and not choices:
        if (said := text.strip().lower()) not in _YES | _NO:
            raise ValueError(
                f"'{name}' takes yes or no, and '{preview(text.strip(), 40)}' is neither"
            )
        return said in _YES
    return typed(name, text.encode("utf-8", "surrogateescape"), type_)


def _hint(field: Field) -> str:
    kind = "yes or no" if field.type.name is TypeName.BOOLEAN else str(field.type.name)
    if field.type.enum is not None:
        kind = "number or value"
    if field.type.secret:
        kind = "not shown"
    if field.default is not ABSENT:
        return f" ({kind}) [{preview(field.default, 60)}]"
    return f" ({kind})" if field.required else f" ({kind}, may be left empty)"
