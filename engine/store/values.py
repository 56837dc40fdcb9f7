"""Large values of a run, each a file of its own named by its content (SHA-256), beside the run's journal.

The file is written before the record that names it, so a journal never speaks of a value to come. A
file that is gone or not what it was is found out by its name: the value is then `Unkept`.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from engine.codec.decoding import pack_value, unpack_value
from engine.jsontext import json_pieces
from engine.value import JSON, Unkept, Value, type_name

LARGE: Final = 64 * 1024
"""Bytes of JSON beyond which a value is kept in a file."""


@dataclass(frozen=True, slots=True)
class Unread(Unkept):
    """A large value that lies in its file until somebody asks for it. Equal where its content is."""

    name: str
    file: Path = field(compare=False, repr=False)

    def load(self) -> Value:
        """The value; an `Unkept` where its file is gone or damaged. Reads and parses all of it."""
        return Values(self.file.parent).load(self.name, self.type)


def whole(value: Value) -> Value:
    """The value itself, out of its file where it lies in one still."""
    return value.load() if isinstance(value, Unread) else value


class Values:
    """The values of one run. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the value files; it is made when the first one is written."""
        self._folder = folder
        self._known: dict[int, tuple[Value, JSON]] = {}
        self._found: dict[str, Value] = {}
        self.size = size_of(folder)

    def known(self, value: Value) -> JSON:
        """A packed value: a note where this very value is in a file already, or must be; else all of it.

        Raises:
            OSError: The file cannot be written.
        """
        kept = self._known.get(id(value))
        if kept is not None:
            return kept[1]
        return (
            self._keep_text(value)
            if type(value) is str and len(value) > LARGE
            else pack_value(value)
        )

    def keep(self, value: Value) -> JSON:
        """A packed value: a note that leads to a file where it is large.

        Raises:
            OSError: The file cannot be written.
        """
        packed = self.known(value)
        if not isinstance(packed, (str, list, dict)) or id(value) in self._known:
            return packed
        data = json.dumps(packed, separators=(",", ":"), allow_nan=False).encode()
        return packed if len(data) <= LARGE else self._note(value, [data])

    def _keep_text(self, text: str) -> JSON:
        """A note of a text, which is written as JSON bit by bit: escaped, it may be six times as long."""
        return self._note(text, (p.encode("ascii") for p in json_pieces(text, ascii_only=True)))

    def _note(self, value: Value, pieces: Iterable[bytes]) -> JSON:
        name, size = self._write(pieces)
        note = {"$file": name, "size": size, "type": type_name(value)}
        self._known[id(value)] = value, note  # the value is held, so that nothing else takes its id
        return note

    def unpack(self, packed: JSON) -> Value:
        """The value that was packed, out of its file where it is in one."""
        return unpack_value(packed, self._read)

    def unpack_later(self, packed: JSON) -> Value:
        """The same, but what is in a file is left there as an `Unread`."""
        return unpack_value(packed, self._leave)

    def _leave(self, note: JSON) -> Value:
        name, kind = str(note["$file"]), str(note.get("type", "any"))
        file = self._folder / Path(name).name
        if not file.exists():
            return self.load(name, kind)  # says what is wrong
        size = note.get("size")
        told = f"{kind} of {size:,} bytes" if isinstance(size, int) else kind
        return Unread(kind, told, name, file)

    def _write(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Write a file that is named by what is in it; its name and its bytes."""
        import hashlib  # costs more than all else that a run without large values loads

        self._folder.mkdir(mode=0o700, exist_ok=True)
        part, sha, size = self._folder / f"part.{os.getpid()}", hashlib.sha256(), 0
        try:
            with part.open("wb") as file:
                for piece in pieces:
                    sha.update(piece)
                    size += file.write(piece)
            path = self._folder / sha.hexdigest()
            if not path.exists():
                part.replace(path)
                self.size += size
        finally:
            part.unlink(missing_ok=True)
        return path.name, size

    def _read(self, note: JSON) -> Value:
        """The value of a note; the same one for the same file, since values are not changed."""
        name = str(note["$file"])
        if name not in self._found:
            self._found[name] = self.load(name, str(note.get("type", "any")))
        return self._found[name]

    def load(self, name: str, kind: str) -> Value:
        """The value of a file; an `Unkept` where it is gone or damaged."""
        try:
            data = (self._folder / Path(name).name).read_bytes()
        except (OSError, ValueError) as error:  # ValueError: the note was damaged
            why = getattr(error, "strerror", None) or str(error)
            return Unkept(kind, f"its file cannot be read: {why}")
        if _name(data) != name:
            return Unkept(kind, "its file is damaged")
        return unpack_value(json.loads(data))


def size_of(folder: Path) -> int:
    """Bytes of the files in a folder, from which somebody else may take some at the same time."""
    size = 0
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            with contextlib.suppress(OSError):
                size += file.stat().st_size
    return size


def _name(data: bytes) -> str:
    import hashlib  # costs more than all else that a run without large values loads

    return hashlib.sha256(data).hexdigest()
