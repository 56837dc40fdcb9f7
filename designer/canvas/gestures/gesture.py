"""What a gesture is: it previews while it moves, and comes to one edit or selection when it ends. Qt-free.

A gesture never edits. Throwing it away at any moment leaves everything as it was.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, TypeAlias

from designer.canvas.geometry import Point, Rect
from designer.canvas.preview import Preview
from designer.document.patch import Patch
from engine.flow import StepId, Wire


class Keys(NamedTuple):
    """The modifiers held."""

    shift: bool = False
    ctrl: bool = False
    alt: bool = False


class Sight(NamedTuple):
    """What is in view, in scene coordinates, and how large a pixel is."""

    area: Rect
    zoom: float


class Edit(NamedTuple):
    """A change to be made, the text of its undo step, and what it may be merged with."""

    patch: Patch
    text: str
    merge: str = ""


class Selection(NamedTuple):
    """What is to be selected."""

    steps: frozenset[StepId] = frozenset()
    wires: frozenset[Wire] = frozenset()


Outcome: TypeAlias = Edit | Selection | None


class Gesture(Protocol):
    """One press-to-release interaction."""

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """What to show with the pointer at a scene point."""
        ...

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """What it comes to when it ends there."""
        ...
