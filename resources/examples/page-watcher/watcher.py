"""Notice that a web page says something else than the last time.

The Steps of `page-watcher.flow.json`. What the page said is kept in `examples/page-watcher` under
`BACKCAST_HOME` where that is set, else under the user's data folder, one file for each page. Only the text
counts: another advertisement or another script is no news.
"""

from __future__ import annotations

import difflib
import hashlib
import os
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, NamedTuple

from platformdirs import user_data_path

from engine import step

SILENT: Final = frozenset({"script", "style", "template", "noscript", "head", "title"})
"""Elements whose text nobody reads."""


class Text(HTMLParser):
    """Collects what a page says, a line for each piece of text."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.lines: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Stop listening where nobody reads."""
        self._silent += tag in SILENT

    def handle_endtag(self, tag: str) -> None:
        """Listen again."""
        self._silent -= tag in SILENT and self._silent > 0

    def handle_data(self, data: str) -> None:
        """Keep a piece of text, without what only lays it out."""
        line = " ".join(data.split())
        if line and not self._silent:
            self.lines.append(line)


class News(NamedTuple):
    """What is different from the last time; nothing is new when a page is looked at first."""

    changed: bool
    difference: str


@step(outputs={"text": str})
def read_text(page: str) -> str:
    """Take the text out of a page, and leave out what only a browser needs."""
    reader = Text()
    reader.feed(page)
    reader.close()
    return "\n".join(reader.lines)


@step(outputs={"changed": bool, "difference": str})
def compare(url: str, text: str) -> News:
    """Hold the text against what the page said the last time; at first there is nothing new."""
    if not _kept(url).exists():
        _remember(url, text)
    before = _kept(url).read_text(encoding="utf-8")
    lines = difflib.unified_diff(
        before.splitlines(), text.splitlines(), "before", "now", lineterm=""
    )
    return News(before != text, "\n".join(lines))


@step(outputs={"note": str})
def note_change(url: str, text: str, difference: str) -> str:
    """Write down what changed, at the end of a list of all changes, and give its path."""
    path = _folder() / "changes.txt"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{url}\n{difference}\n\n")
    _remember(url, text)  # last: a change that could not be written down is news again
    return str(path)


def _remember(url: str, text: str) -> None:
    draft = _kept(url).with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(_kept(url))


def _kept(url: str) -> Path:
    return _folder() / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.txt"


def _folder() -> Path:
    home = os.environ.get("BACKCAST_HOME")
    data = Path(home).absolute() if home else user_data_path("backcast")
    folder = data / "examples" / "page-watcher"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
