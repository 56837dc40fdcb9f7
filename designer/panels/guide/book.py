"""The guide as it is read: which pages there are, in which order, and what a page is made of. Qt-free.

Nothing in here draws; a page that is not there is a page that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from designer.assets import resource
from designer.words import tr

FIRST: Final = "index.md"
"""The page that leads to all others."""
MARK: Final = "\ue000"
"""Stands, with a number behind it, where a block of code is."""

_FENCE: Final = re.compile(
    r"^```(?P<about>[^\n]*)\n(?P<text>.*?)^```[ ]*$", re.MULTILINE | re.DOTALL
)
_LISTED: Final = re.compile(r"\[([^\]]+)\]\(([\w-]+\.md)\)")
_HEADING: Final = re.compile(r"^(#+) +(.+?) *$", re.MULTILINE)
_NO_SLUG: Final = re.compile(r"[^\w\- ]")
_PROMPT: Final = "$ "
_PROBLEMS: Final = "troubleshooting.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page in the list of pages."""

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A block of code: its language, the name of the file that it is, if it is one, and its text."""

    language: str
    name: str
    text: str

    @property
    def to_copy(self) -> str:
        """What is of use elsewhere: of what was typed and printed, just the commands."""
        lines = self.text.splitlines()
        typed = [line.removeprefix(_PROMPT) for line in lines if line.startswith(_PROMPT)]
        return "\n".join(typed) if self.language == "console" and typed else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: Markdown in which a mark stands for every block of code, and those blocks."""

    name: str
    prose: str
    codes: tuple[Code, ...] = ()


def contents() -> tuple[Entry, ...]:
    """All pages, as the first one lists them, and behind those any that it does not."""
    first = _text(FIRST)
    listed = {name: title for title, name in _LISTED.findall(first)}
    for path in sorted(folder().glob("*.md")):
        if path.name != FIRST and path.name not in listed:
            listed[path.name] = next(headings(path.name), path.stem)
    return (
        Entry(name=FIRST, title=tr("Overview")),
        *(Entry(name=name, title=title) for name, title in listed.items()),
    )


def read_page(name: str) -> Page:
    """A page by the name of its file; one that says so where there is none of that name."""
    text = _text(name)
    if not text:
        return Page(name=name, prose=tr("The guide has no page '{name}'.", name=name))
    codes: list[Code] = []

    def take(found: re.Match[str]) -> str:
        language, *words = found["about"].split() or [""]
        told = {key: value for key, _, value in (word.partition("=") for word in words)}
        codes.append(Code(language=language, name=told.get("name", ""), text=found["text"]))
        return f"\n{MARK}{len(codes) - 1}\n"

    return Page(name=name, prose=_FENCE.sub(take, text), codes=tuple(codes))


def slug(heading: str) -> str:
    """The name by which a link finds a heading, as on the web."""
    return _NO_SLUG.sub("", heading.casefold()).strip().replace(" ", "-")


def headings(name: str) -> Iterator[str]:
    """The headings of a page, in their order."""
    for _, words in _HEADING.findall(read_page(name).prose):
        yield words


def kind_place(kind: str) -> str:
    """Where the guide tells of a kind of Step; empty where it does not, as with a plug-in's."""
    for heading in headings("kinds.md"):
        if heading.partition(":")[0] == kind:
            return f"kinds.md#{slug(heading)}"
    return ""


def problem_place(code: str) -> str:
    """Where the guide tells of a Problem by its code."""
    for heading in headings(_PROBLEMS):
        if heading.partition(":")[0] == code:
            return f"{_PROBLEMS}#{slug(heading)}"
    return _PROBLEMS


def folder() -> Path:
    """Where the pages are."""
    return resource("guide")


def _text(name: str) -> str:
    path = folder() / name
    if Path(name).name != name or not path.is_file():
        return ""
    return path.read_text(encoding="utf-8")
