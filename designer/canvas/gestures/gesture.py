"""What a gesture is: it previews while it moves, and comes to one edit or selection when it ends. Qt-free.

A gesture never edits. Throwing it away at any moment leaves everything as it was.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, TypeAlias

from designer.canvas.backdrop import Dot
from designer.canvas.geometry import Point, Rect
from designer.canvas.preview import Preview
from designer.document.patch import Patch
from designer.document.scenery import PanelId
from engine.flow import Port, Side, StepId, Wire


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
    """A change to be made, the text of its undo step, what it may be merged with, and what it is not."""

    patch: Patch
    text: str
    merge: str = ""
    told: str = ""


class Selection(NamedTuple):
    """What is to be selected."""

    steps: frozenset[StepId] = frozenset()
    wires: frozenset[Wire] = frozenset()
    panels: frozenset[PanelId] = frozenset()
    dots: frozenset[Dot] = frozenset()


class Ask(NamedTuple):
    """The user is to choose a Step for the loose end of a wire; `side` is that of the port."""

    side: Side
    port: Port
    at: Point


Outcome: TypeAlias = Edit | Selection | Ask | None


class Gesture(Protocol):
    """One press-to-release interaction."""

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """What to show with the pointer at a scene point."""
        ...

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """What it comes to when it ends there."""
        ...
