"""The guide as a test reads it: blocks of files, commands and programs, in the order of a page.

    ```json name=FILE         a file that is written
    ```python name=FILE       the same
    ```console [in=EXAMPLE]   commands behind `$ `, each followed by what it prints; `…` is anything;
                              `# exit N` is its status, else 0
    ```python run [in=EXAMPLE]  a program; the next ```output block is what it prints

What one block leaves is there for the next; `in` is a copy of an example's folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

GUIDE: Final = Path(__file__).parents[2] / "resources" / "guide"
PAGES: Final = tuple(sorted(GUIDE.glob("*.md")))

_FENCE: Final = re.compile(r"^```(?P<about>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT: Final = re.compile(r"# exit (\d+)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its words, what is in it."""

    language: str
    words: dict[str, str]
    text: str


@dataclass(slots=True)
class Command:
    """A command, what it prints, line by line, and its exit status."""

    line: str
    expected: list[str] = field(default_factory=list)
    status: int = 0


def blocks(page: Path) -> Iterator[Block]:
    for found in _FENCE.finditer(page.read_text(encoding="utf-8")):
        language, *words = found["about"].split()
        named = {name: value for name, _, value in (word.partition("=") for word in words)}
        yield Block(language, named, found["text"])


def commands(block: Block) -> list[Command]:
    told: list[Command] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            told.append(Command(line[2:]))
        elif ended := _EXIT.fullmatch(line):
            told[-1].status = int(ended[1])
        else:
            told[-1].expected.append(line)
    return told


def complaint(expected: list[str], printed: str) -> str:
    """What of the expected lines was not printed, in order and whole; a line of `…` is any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else ".*?".join(map(re.escape, line.split("…"))) + r"[ ]*\n"
        for line in expected
    )
    lines = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    return "" if re.fullmatch(pattern, lines) else f"expected\n{pattern}\ngot\n{lines}"
