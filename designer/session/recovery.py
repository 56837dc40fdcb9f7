"""Finds what a process that died has left behind, and gives it back: by file, with what changed.

Only a journal whose lock nobody holds was left behind. What is offered is locked meanwhile, so that no
other window and no other process offers it too. Changes nothing but by `LeftBehind.give_up`.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypedDict

from designer.document import storage
from designer.document.comparing import beginning, differences
from designer.document.diagram import Diagram
from designer.document.ledger import Ledger
from designer.document.patch import diff
from designer.session.code_file import code_of_lines
from designer.session.journal import CODE_FORMAT, FORMAT, NOTE, SUFFIX, recovery_folder
from designer.session.typed import Typed, in_words, typed_of_line
from designer.words import tr
from engine.errors import FlowFileError
from engine.store.lock import hold, is_held

GRACE: Final = 60.0
"""Seconds after which a journal without a beginning is no longer one that is just being begun."""
MAX_JOURNAL: Final = 256 << 20
"""Bytes of a journal that are looked at."""


_CLAIMED: Final[set[Path]] = set()
"""The journals that this process holds to offer them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """What stood here when its process died and was not saved.

    `document` is its file (None: it had none yet), `data` that file as it was when the first change
    was made, `at` when the last was, in seconds since 1970, `changes` what differs, in words. `handle`
    holds the lock.
    """

    journal: Path
    document: Path | None
    folder: Path
    title: str
    at: float
    data: bytes
    changes: tuple[str, ...]
    handle: int

    def let_go(self) -> None:
        """Leave it for another time: it can be offered again."""
        _CLAIMED.discard(self.journal)
        with contextlib.suppress(OSError):
            os.close(self.handle)

    def give_up(self) -> None:
        """Delete it: it was recovered, or is not wanted."""
        _delete(self.journal)
        self.let_go()
        _delete(self.journal)  # where an open file cannot be taken away


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(LeftBehind):
    """A document: `diagram` is what was shown, `typed` what stood in fields and was not taken over."""

    diagram: Diagram
    typed: tuple[Typed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftCode(LeftBehind):
    """A file of code: `document` is where it is, `text` what stood there, `line` the first that differs."""

    text: str
    line: int


def find_left(beside: Path | None = None) -> tuple[LeftBehind, ...]:
    """What was left behind, newest first; with `beside` only what belongs to that file.

    Journals in which nothing differs from the file are deleted on the way. Never raises.
    """
    paths = _beside(beside) if beside is not None else _everywhere()
    found = [left for path in dict.fromkeys(paths) if (left := _claim(path, beside)) is not None]
    return tuple(sorted(found, key=lambda left: left.at, reverse=True))


def is_edited_elsewhere(document: Path) -> bool:
    """Whether a living process, or another window, has changes of this file that it has not saved.

    What was left behind, and is held here to be offered, does not count.
    """
    return any(path not in _CLAIMED and is_held(path) for path in _beside(document))


def _beside(document: Path) -> list[Path]:
    target = document.resolve()
    pattern = f".{_literal(target.name[:80])}.*{SUFFIX}"
    try:
        there = sorted(target.parent.glob(pattern))
        kept = sorted(recovery_folder().glob(pattern))
    except OSError:
        return []
    return [*there, *(path for path in kept if _document_of(path) == document.absolute())]


def _everywhere() -> Iterator[Path]:
    home = recovery_folder()
    yield from sorted(home.glob(f".*{SUFFIX}"))
    for note in sorted(home.glob(f"*{NOTE}")):
        try:
            path = Path(note.read_text(encoding="utf-8", errors="surrogateescape"))
            if path.exists():
                yield path
            elif path.parent.exists():  # else a drive that is not there just now
                note.unlink()
        except (OSError, ValueError):
            continue


def _claim(path: Path, document: Path | None) -> LeftBehind | None:
    """Lock a journal that nobody holds, and read it; None where there is nothing to recover."""
    if is_held(path):
        return None
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return None
    left: LeftBehind | None = None
    try:
        _CLAIMED.add(path)  # before it is held: another thread may ask who holds it
        if hold(handle) and path.exists():
            left = _read(path, document, handle)
    except (OSError, ValueError, KeyError, TypeError, FlowFileError):
        left = None
    if left is None:
        _CLAIMED.discard(path)
        with contextlib.suppress(OSError):
            os.close(handle)
    return left


def _read(path: Path, document: Path | None, handle: int) -> LeftBehind | None:
    with path.open("rb") as file:
        head = _head(file.readline())
        if head is None:
            _delete_stale(path)
            return None
        data = file.read(head["base"])
        if len(data) < head["base"]:
            _delete_stale(path)
            return None
        lines = file.read(MAX_JOURNAL)
    named = document or (Path(head["document"]) if head["document"] else None)
    told = _Told(
        journal=path, document=named, folder=Path(head["folder"]), title=head["title"],
        at=path.stat().st_mtime, data=data, handle=handle,
    )  # fmt: skip
    left = _code(told, lines) if head["format"] == CODE_FORMAT else _diagram(told, lines)
    if left is None:
        _delete(path)
    return left


class _Told(TypedDict):
    """What a journal says of any sort of work."""

    journal: Path
    document: Path | None
    folder: Path
    title: str
    at: float
    data: bytes
    handle: int


def _diagram(told: _Told, lines: bytes) -> Left | None:
    """The document that the lines come to; None where nothing differs from its file, and that is there.

    One that is as it was opened is work all the same where the file holds something else by now.
    """
    base = storage.parse(told["data"], told["title"]).diagram
    diagram, typed = _added_up(base, lines)
    named, patch = told["document"], diff(base, diagram)
    if patch.is_empty and not typed and (named is None or _holds(named, diagram)):
        return None
    is_there = named is None or named.exists()
    why = tr("the file holds something else now") if is_there else tr("the file itself is gone")
    changes = (*differences(patch), *map(in_words, typed)) or (why,)
    return Left(**told, diagram=diagram, typed=typed, changes=changes)


def _holds(path: Path, diagram: Diagram) -> bool:
    """Whether a file is there and is what was shown."""
    try:
        return storage.load(path).diagram == diagram
    except FlowFileError:
        return False


def _code(told: _Told, lines: bytes) -> LeftCode | None:
    """The text that the lines come to; None where its file holds that, or nothing differs from it."""
    base = told["data"].decode()
    text = code_of_lines(base, lines[1:])
    try:
        there = told["document"].read_text("utf-8") if told["document"] else ""
    except (OSError, UnicodeError):
        there = None
    if text == there or (text == base and there is not None):
        return None
    was, now = base.splitlines(), text.splitlines()
    same = (n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b)
    first = next(same, min(len(was), len(now)))
    words = tr("line {line} and what follows differ", line=first + 1)
    if first < len(now) and now[first].strip():
        words = f"{words}: {beginning(now[first])}"
    return LeftCode(**told, text=text, line=first + 1, changes=(words,))


def _added_up(base: Diagram, lines: bytes) -> tuple[Diagram, tuple[Typed, ...]]:
    """What the lines come to; the last may be torn, and nothing is taken from after a torn one."""
    ledger = Ledger(base)
    typed: tuple[Typed, ...] = ()
    for line in lines[1:].splitlines(keepends=True):  # the first is the end of the base
        try:
            told = typed_of_line(line)
            if told is None:
                ledger.take(line)
            else:
                typed = told
        except (ValueError, TypeError, FlowFileError):
            break
    return ledger.diagram, typed


def _head(line: bytes) -> dict[str, Any] | None:
    """What the first line says; None where it is torn.

    Raises:
        ValueError: It is no journal of ours, or one of a newer Backcast; it is not to be touched.
    """
    if not line.endswith(b"\n"):
        return None
    head = json.loads(line)
    if not isinstance(head, dict) or head.get("format") not in (FORMAT, CODE_FORMAT):
        raise ValueError("this is no recovery journal that we know")
    return head


def _document_of(journal: Path) -> Path | None:
    try:
        with journal.open("rb") as file:
            head = _head(file.readline())
    except (OSError, ValueError):
        return None
    return Path(head["document"]) if head and head["document"] else None


def _delete_stale(path: Path) -> None:
    """Take away what was never begun, as where the disk was full."""
    if time.time() - path.stat().st_mtime > GRACE:
        _delete(path)


def _delete(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
    note = recovery_folder() / f"{path.name.removesuffix(SUFFIX).rpartition('.')[2]}{NOTE}"
    with contextlib.suppress(OSError):
        note.unlink()


def _literal(name: str) -> str:
    """A file name as a pattern that fits nothing else."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
