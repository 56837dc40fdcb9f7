"""Remembered results: what Steps gave, by key, in the store's list, with large values beside it.

Beside the store's file `store.sqlite3` stands `store.sqlite3.memo/KEY/` for an entry with values that are
large. They are written before the row that names them, and checked when they are read: so an entry is
whole or counts as not there, whatever happened to the process or the disk meanwhile. Several processes
may use it at once; of two that keep the same key the later one stays.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from engine.codec.decoding import pack_value
from engine.errors import StoreError, said
from engine.flow import Name, StepId
from engine.store.database import Database
from engine.store.pruning import DAY, Limits
from engine.store.values import LARGE, Values, size_of
from engine.value import Value, is_whole

_LISTED: Final = "SELECT key, step, kind, flow, folder, run, made, size FROM memo"


class MemoEntry(NamedTuple):
    """A result that is remembered: of which Step and Flow, from which run, since when, how many bytes."""

    key: str
    step: StepId
    kind: str
    flow: str
    folder: Path
    run: str
    made: float
    size: int


class Kept(NamedTuple):
    """What is found under a key: the outputs, the marks of the files among them, and where it is from."""

    outputs: Mapping[Name, Value]
    marks: Mapping[str, str]
    made: float
    run: str


class Memory:
    """The remembered results of one store. For one thread; any number of processes may have their own."""

    def __init__(self, database: Database) -> None:
        """Take the store's database; nothing is opened or made."""
        self._database = database
        self._folder = database.path.parent / f"{database.path.name}.memo"

    def find(self, key: str) -> Kept | None:
        """What is remembered under a key; a damaged entry is dropped and counts as not there.

        Raises:
            StoreError: The store cannot be read.
        """
        rows = self._database.rows("SELECT outputs, made, run FROM memo WHERE key = ?", key)
        if not rows:
            return None
        packed, made, run = rows[0]
        found = self._unpacked(key, packed)
        if found is None:
            self._drop([key])
            return None
        return Kept(*found, made, run)

    def keep(self, entry: MemoEntry, kept: Kept) -> None:
        """Remember a result, in place of what was under its key; the entry's `size` is found out.

        Raises:
            StoreError: It cannot be kept; the sentence says why.
        """
        text = json.dumps(self._packed(entry.key, kept), separators=(",", ":"), allow_nan=False)
        row = {
            **entry._asdict(), "folder": str(entry.folder), "outputs": text,
            "size": len(text) + size_of(self._folder / entry.key),
        }  # fmt: skip
        self._database.change(
            f"INSERT OR REPLACE INTO memo ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            *row.values(),
        )

    def entries(self) -> list[MemoEntry]:
        """All that is remembered, the newest first.

        Raises:
            StoreError: The store cannot be read.
        """
        rows = self._database.rows(f"{_LISTED} ORDER BY made DESC, key")
        return [_entry(row) for row in rows]

    def clear(self, entries: list[MemoEntry]) -> None:
        """Forget some entries, with their files.

        Raises:
            StoreError: The store cannot be written.
        """
        self._drop([entry.key for entry in entries])

    def prune(self, limits: Limits, now: float) -> int:
        """Forget what is past the limits (`now` in seconds since 1970), and say how many entries.

        Files that no entry names, which a killed process left, go too once they are a day old.

        Raises:
            StoreError: The store cannot be used.
        """
        entries = self.entries()
        gone = list(_superfluous(entries, limits, now))
        self._drop(gone)
        self._sweep({entry.key for entry in entries} - set(gone), now)
        return len(gone)

    def _packed(self, key: str, kept: Kept) -> dict[str, Any]:
        outputs: dict[str, Any] = {name: pack_value(value) for name, value in kept.outputs.items()}
        if any(len(json.dumps(packed)) > LARGE for packed in outputs.values()):
            outputs = self._filed(key, kept.outputs)
        return {"outputs": outputs, "marks": dict(kept.marks)}

    def _filed(self, key: str, outputs: Mapping[Name, Value], tries: int = 3) -> dict[str, Any]:
        """The outputs as notes that lead to files, those that are large."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            values = Values(self._folder / key)
            return {name: values.keep(value) for name, value in outputs.items()}
        except OSError as error:
            if tries > 1 and isinstance(error, FileNotFoundError):  # others just cleared the entry
                return self._filed(key, outputs, tries - 1)
            why = said(error)
            raise StoreError(f"'{self._folder}' cannot be written: {why}") from error

    def _unpacked(
        self, key: str, packed: str
    ) -> tuple[Mapping[Name, Value], Mapping[str, str]] | None:
        """The outputs and marks of an entry; None where they are not whole."""
        with contextlib.suppress(ValueError, KeyError, AttributeError, TypeError, RecursionError):
            told = json.loads(packed)
            values = Values(self._folder / key)
            outputs = {Name(name): values.unpack(value) for name, value in told["outputs"].items()}
            if is_whole(outputs):
                return outputs, dict(told["marks"])
        return None

    def _drop(self, keys: list[str]) -> None:
        for key in keys:
            self._database.change("DELETE FROM memo WHERE key = ?", key)
            shutil.rmtree(self._folder / key, ignore_errors=True)

    def _sweep(self, known: set[str], now: float) -> None:
        with contextlib.suppress(OSError):
            for folder in self._folder.iterdir():
                if folder.name not in known and now - folder.stat().st_mtime > DAY:
                    shutil.rmtree(folder, ignore_errors=True)


def _superfluous(entries: list[MemoEntry], limits: Limits, now: float) -> Iterator[str]:
    room = limits.size
    for entry in entries:
        room -= entry.size
        if now - entry.made > limits.age or room < 0:
            yield entry.key


def _entry(row: Any) -> MemoEntry:
    key, step, kind, flow, folder, run, made, size = row
    return MemoEntry(key, StepId(step), kind, flow, Path(folder), run, made, size)
