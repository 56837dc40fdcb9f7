"""A file of code that is open: what it holds, and what is typed in it and not saved.

What is typed is kept in a recovery journal of its own, as what is done in a document is: first the file
as it was read, and then one line for each time that the text differs from what was kept before.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from designer.session.journal import CODE_FORMAT, Base, Journal
from engine.files import save_atomically

_KEY: Final = "code"


class CodeFile:
    """One file; its owner tells it what is typed. Knows no widget."""

    def __init__(self, path: Path) -> None:
        """Take the path; nothing is read yet."""
        self.path = path
        self.saved = ""
        """What the file held when it was last read or written here."""
        self.typed: str | None = None
        """What stands there now, where that is not saved."""
        self.line, self.column = 1, 0
        """Where the cursor was when another file was shown in its place."""
        self.told = ""
        """Why its journal could not be kept, as the user was told."""
        self.journal = Journal()
        self._kept: str | None = None
        """What the journal comes to; None where there is none."""

    @property
    def text(self) -> str:
        """What stands there now, saved or not."""
        return self.saved if self.typed is None else self.typed

    def read(self) -> None:
        """Take what the file holds now, in place of anything typed.

        Raises:
            OSError: It cannot be read.
            UnicodeError: It is no text.
        """
        self.begin(self.path.read_text("utf-8"))

    def begin(self, saved: str) -> None:
        """Have nothing typed; `saved` is what the file holds, or held as far as it is known here."""
        self.saved = saved
        self.typed = self._kept = None
        self.journal.drop()

    def note(self, typed: str | None) -> None:
        """Keep what stands there now; None: what is saved."""
        self.typed = typed
        if typed is None:
            if self._kept is not None:
                self.begin(self.saved)
        elif typed != self._kept:
            before = self.saved if self._kept is None else self._kept
            self.journal.keep_line(self._base(), line_of_code(before, typed))
            self._kept = typed

    def is_changed_on_disk(self) -> bool:
        """Whether somebody else has written the file meanwhile; one that is gone was not written."""
        try:
            return self.path.exists() and self.path.read_text("utf-8") != self.saved
        except (OSError, UnicodeError):
            return False

    def save(self) -> None:
        """Write what is typed, with the ends of lines that the file has.

        Raises:
            OSError: It could not be written; what is typed is still here, and kept.
        """
        text = self.text
        save_atomically(self.path, text.replace("\n", _line_end(self.path)).encode())
        self.begin(text)

    def _base(self) -> Base:
        return Base(
            path=self.path, folder=self.path.parent, title=self.path.name,
            data=self.saved.encode(), format=CODE_FORMAT,
        )  # fmt: skip


def line_of_code(before: str, after: str) -> bytes:
    """What turns a text into another, as a line of the journal: where, how much goes, what comes."""
    most = min(len(before), len(after))
    start = _alike(before[:most], after[:most])
    most -= start
    end = _alike(before[len(before) - most :][::-1], after[len(after) - most :][::-1])
    change = [start, len(before) - start - end, after[start : len(after) - end]]
    return json.dumps({_KEY: change}, separators=(",", ":")).encode() + b"\n"


def code_of_lines(base: str, lines: bytes) -> str:
    """What the lines make of a text; the last may be torn, and nothing is taken from after a torn one."""
    text = base
    for line in lines.splitlines(keepends=True):
        try:
            start, gone, new = json.loads(line)[_KEY]
            text = text[:start] + str(new) + text[start + gone :]
        except (ValueError, TypeError, KeyError):
            break
    return text


def _line_end(path: Path) -> str:
    """How the file ends its first line; a line feed where there is none."""
    try:
        with path.open("rb") as file:
            return "\r\n" if file.readline().endswith(b"\r\n") else "\n"
    except OSError:
        return "\n"


def _alike(one: str, other: str) -> int:
    """How many characters two texts of one length have in common at their beginning."""
    low, high = 0, len(one)
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
