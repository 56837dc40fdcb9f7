"""The flows that come with Backcast, as who looks for one to begin with sees them.

Reads their files and nothing else; a file that cannot be read is no example.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from designer.document.diagram import Diagram
from designer.document.storage import load
from designer.words import tr
from engine.errors import FlowFileError

_TEACHES: Final = "x-teaches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One flow: where it is, what it is, what one learns from it, and of which kinds its Steps are."""

    path: Path
    title: str
    what: str
    teaches: str
    kinds: tuple[str, ...]
    diagram: Diagram

    def matches(self, words: str) -> bool:
        """Whether every word that was typed is somewhere in what is said of it."""
        texts = (self.title, self.what, self.teaches)
        said = [self.path.name, *texts, *map(tr, texts), *self.kinds]
        steps = self.diagram.flow.steps.values()
        text = " ".join([*said, *(step.label for step in steps)]).casefold()
        return all(word in text for word in words.casefold().split())


def read_examples(paths: Iterable[Path]) -> tuple[Example, ...]:
    """The examples in these files, in their order, without those that cannot be read."""
    read = (_read(path) for path in paths)
    return tuple(example for example in read if example is not None)


def _read(path: Path) -> Example | None:
    try:
        diagram = load(path).diagram
    except FlowFileError:
        return None
    flow = diagram.flow
    teaches = flow.extra.get(_TEACHES)
    return Example(
        path=path,
        title=flow.name or path.name,
        what=flow.description,
        teaches=teaches if isinstance(teaches, str) else "",
        kinds=tuple(sorted({step.kind for step in flow.steps.values()})),
        diagram=diagram,
    )
