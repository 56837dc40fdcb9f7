"""The recovery journal of one open document: what it began with, and a line for every command since.

It lies beside the flow file as `.NAME.TOKEN.recovery`, and for a document without a file, or beside
which nothing can be written, in the recovery folder. Its first line says whose it is; then come, byte
for byte, the flow file as it was last read or written, and after that one line for each command, and one
for each time that what is typed in fields and not taken over had changed. The journal of a file of code
is the same with other lines.
A file beside a flow file leaves a note of where it is in the recovery folder, for the next start.

A thread of its own writes, so that a slow disk never holds up the window: `extend` costs nothing but a
place in a queue. A lock on the file says that its process lives; the system lets go of it, however that
ends. What is written is put on the disk itself at most once a second. Touches no Qt object.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import stat
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from designer.document.ledger import line_of
from designer.document.patch import Patch
from designer.session.settings import settings_folder
from designer.session.typed import Typed, line_of_typed
from engine.store.lock import hold

SUFFIX: Final = ".recovery"
NOTE: Final = ".at"
FORMAT: Final = "backcast-recovery/1"
CODE_FORMAT: Final = "backcast-recovery-code/1"
"""Of the journal of a file of code, in which other lines stand."""
SYNC: Final = 1.0
"""Seconds between two times that what is written is put on the disk itself."""
PATIENCE: Final = 2.0
"""Seconds that closing waits for the disk."""

Task = Callable[[], None]


def recovery_folder() -> Path:
    """Where journals of documents without a file lie, and the notes of where the others are."""
    return settings_folder() / "recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a journal begins with: the document's file, its title and folder, and the file's bytes."""

    path: Path | None = None
    folder: Path
    title: str
    data: bytes = b""
    format: str = FORMAT


class Journal:
    """Written by one document alone. Everything but `trouble` and `flush` returns at once."""

    def __init__(self) -> None:
        """Begin with nothing; no file and no thread is made before the first command."""
        self.trouble = ""
        """Why nothing can be kept for now; empty while all is well."""
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._file: _File | None = None
        self._unwritten: list[bytes] = []
        self._due: float | None = None
        """When what is written is to be put on the disk."""
        self._syncing: threading.Thread | None = None

    def extend(self, base: Base, patch: Patch) -> None:
        """Keep what a command made of the document; `base` is what the first one began with."""
        self._do(lambda: self._write(base, b"" if patch.is_empty else line_of(patch)))

    def keep_typed(self, base: Base, typed: Sequence[Typed]) -> None:
        """Keep what is typed and not taken over, in place of what was typed before."""
        self.keep_line(base, line_of_typed(typed))

    def keep_line(self, base: Base, line: bytes) -> None:
        """Keep a line of any sort, as it is."""
        self._do(lambda: self._write(base, line))

    def drop(self) -> None:
        """Take the journal away: everything is saved, or is to be forgotten."""
        if self._thread is not None:
            self._do(self._remove)

    def after(self, task: Task) -> None:
        """Do something, in the thread, once all that came before is written."""
        self._do(task)

    def flush(self, seconds: float = PATIENCE) -> bool:
        """Wait until all that came before is written; False where that takes longer."""
        done = threading.Event()
        self._do(done.set)
        return done.wait(seconds)

    def close(self) -> None:
        """Take the journal away and end the thread: the document was closed in good order."""
        if self._thread is None:
            return
        self.drop()
        self._tasks.put(None)
        self._thread.join(PATIENCE)
        self._thread = None

    def _do(self, task: Task) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="recovery", daemon=True)
            self._thread.start()
        self._tasks.put(task)

    # in the thread

    def _serve(self) -> None:
        while True:
            try:
                task = self._tasks.get(timeout=self._time_left())
            except Empty:
                self._sync()
                continue
            if task is None:
                return
            try:
                task()
            except (OSError, ValueError, TypeError, RecursionError) as error:
                self.trouble = str(error)  # the next command may be kept all the same

    def _time_left(self) -> float | None:
        return None if self._due is None else max(self._due - time.monotonic(), 0.0)

    def _write(self, base: Base, line: bytes) -> None:
        self._unwritten.append(line)
        try:
            if self._file is None:
                self._file = _File.beside(base)
            elif self._file.is_gone:
                self._file = self._file.again(base)
            self._file.append(self._unwritten)
        except OSError as error:
            self.trouble = error.strerror or str(error)
            return
        self._unwritten = []
        self.trouble = ""
        self._due = self._due or time.monotonic() + SYNC

    def _remove(self) -> None:
        self._unwritten = []
        if self._file is not None:
            self._file.remove()
            self._file = None
        self.trouble = ""

    def _sync(self) -> None:
        """Put it on the disk, in another thread: lines go on being written meanwhile."""
        self._due = None
        if self._syncing is not None and self._syncing.is_alive():
            self._due = time.monotonic() + SYNC
        elif self._file is not None:
            with contextlib.suppress(OSError):
                copy = os.dup(self._file.handle)
                self._syncing = threading.Thread(target=_put_on_disk, args=(copy,), daemon=True)
                self._syncing.start()


class _File:
    """An open, locked journal."""

    def __init__(self, path: Path, note: Path | None, content: list[bytes]) -> None:
        self.path, self._note = path, note
        self.handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            hold(self.handle)  # where there are no locks, it is kept all the same
            if note is not None:
                note.write_text(str(path), encoding="utf-8", errors="surrogateescape")
            self._end = 0
            self.append(content)
        except OSError:
            self.remove()
            raise

    @classmethod
    def beside(cls, base: Base, content: list[bytes] | None = None) -> _File:
        """A new journal beside the document's file, or where that cannot be, in the recovery folder."""
        content = content or [_head(base), base.data, b"\n"]
        home = recovery_folder()
        home.mkdir(parents=True, exist_ok=True)
        token = secrets.token_hex(4)
        name = base.path.name[:80] if base.path else "untitled"
        file = f".{name}.{token}{SUFFIX}"
        if base.path is not None and is_writable(base.path.resolve().parent):
            with contextlib.suppress(OSError):
                return cls(base.path.resolve().parent / file, home / f"{token}{NOTE}", content)
        return cls(home / file, None, content)

    @property
    def is_gone(self) -> bool:
        """Whether somebody has deleted it, as with the folder that it was in."""
        return os.fstat(self.handle).st_nlink == 0

    def again(self, base: Base) -> _File:
        """The same journal as a new file; this one is over."""
        os.lseek(self.handle, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self.handle), "rb") as old:
            fresh = _File.beside(base, [old.read()])
        self.remove()
        return fresh

    def append(self, lines: list[bytes]) -> None:
        """Add lines, all or none of them.

        Raises:
            OSError: They could not be written.
        """
        data = b"".join(lines)
        written = 0
        try:
            while written < len(data):
                written += _write_at(self.handle, data[written:], self._end + written)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self.handle, self._end)
            raise
        self._end += written

    def remove(self) -> None:
        """Take the file and its note away, and let go of the lock."""
        paths = [path for path in (self.path, self._note) if path is not None]
        for path in paths:
            with contextlib.suppress(OSError):
                path.unlink()
        with contextlib.suppress(OSError):
            os.close(self.handle)
        for path in paths:  # where an open file cannot be taken away
            with contextlib.suppress(OSError):
                path.unlink()


_BINARY: Final = getattr(os, "O_BINARY", 0)


def is_writable(path: Path) -> bool:
    """Whether a file or folder may be written to, by its permissions, which also bind an administrator."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return bool(mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)) and os.access(path, os.W_OK)


def _head(base: Base) -> bytes:
    head = {
        "format": base.format,
        "document": str(base.path) if base.path else None,
        "folder": str(base.folder),
        "title": base.title,
        "pid": os.getpid(),
        "begun": time.time(),
        "base": len(base.data),
    }
    return json.dumps(head).encode() + b"\n"


def _write_at(handle: int, data: bytes, at: int) -> int:
    os.lseek(handle, at, os.SEEK_SET)
    return os.write(handle, data)


def _put_on_disk(handle: int) -> None:
    with contextlib.suppress(OSError):
        os.fsync(handle)
    os.close(handle)
