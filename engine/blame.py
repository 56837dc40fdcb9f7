"""Where a failure began: the places of a recorded trace, the user's own first. Texts in, values out.

A trace is text, since that is what a run keeps (`engine.tracing`). What a file held at the time is known
by the one line that the trace quotes; where the file says otherwise by now, `excerpt` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

AROUND: Final = 3
"""Lines of code shown before and after the one that failed."""

_MOST: Final = 4 * 1024 * 1024
"""Bytes of a source file that is read."""

_FRAME: Final = re.compile(r'^\s*(?:\| )*File "(?P<file>[^"\n]+)", line (?P<line>\d+)(?P<rest>.*)$')
_MARKS: Final = re.compile(r"^[\s|]*[\^~]+[\s\^~]*$")


class CodePlace(NamedTuple):
    """A line of code in a trace; `code` is that line as it was when it failed, empty if not told."""

    file: Path
    line: int
    function: str = ""
    code: str = ""

    def __str__(self) -> str:
        """As messages write it: `work.py:12, in load`."""
        return f"{self.file.name}:{self.line}" + (f", in {self.function}" if self.function else "")


class Excerpt(NamedTuple):
    """Some lines of a file by number, and whether the one that failed is still what it was."""

    lines: tuple[tuple[int, str], ...]
    is_same: bool


def places(trace: str) -> tuple[CodePlace, ...]:
    """All places that a trace names, in its order: the last one is where it was raised."""
    return tuple(_places(trace.splitlines()))


def blamed(trace: str, folder: Path | None = None) -> CodePlace | None:
    """Where to look first: the deepest place in the flow's own folder, else the deepest of all."""
    found = places(trace)
    if folder is not None:
        own = [place for place in found if place.file.is_relative_to(folder)]
        found = tuple(own) or found
    return found[-1] if found else None


def excerpt(place: CodePlace, around: int = AROUND) -> Excerpt:
    """The code around a place, as its file has it now; only the line of the trace where it has none."""
    try:
        data = place.file.read_bytes() if place.file.stat().st_size <= _MOST else b""
    except (OSError, ValueError):
        data = b""
    lines = data.decode("utf-8", "replace").splitlines()
    if not 0 < place.line <= len(lines):
        return Excerpt(((place.line, place.code),) if place.code else (), is_same=not place.code)
    first, last = max(1, place.line - around), min(len(lines), place.line + around)
    shown = tuple((number, lines[number - 1]) for number in range(first, last + 1))
    now = lines[place.line - 1].strip()
    return Excerpt(shown, is_same=not place.code or now == place.code)


def _places(lines: list[str]) -> Iterator[CodePlace]:
    for at, line in enumerate(lines):
        if (found := _FRAME.match(line)) is None:
            continue
        after = lines[at + 1].strip() if at + 1 < len(lines) else ""
        is_code = after and not _FRAME.match(lines[at + 1]) and not _MARKS.match(after)
        rest = found["rest"]
        function = rest.partition(", in ")[2].strip()
        yield CodePlace(
            Path(found["file"]),
            int(found["line"]),
            "" if function == "<module>" else function,
            after if is_code and lines[at + 1].startswith((" ", "|")) else "",
        )
