"""What a film of moments knows of a Step in view and of its wires: all of it in one place."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import chain
from typing import Final

from PySide6.QtCore import QRectF

from designer.canvas.geometry import Point
from designer.canvas.looks import Tone
from designer.canvas.painting.flat import Lines
from designer.canvas.tiles import Thread, Tile, moved_on, thread_of
from engine.flow import Name, StepId, Wire
from engine.state import StepState, StepStatus

COMPLETED: Final = StepStatus.COMPLETED
PENDING: Final = StepStatus.PENDING
_OVER: Final = StepState(status=COMPLETED)
_AHEAD: Final = StepState(status=PENDING)
_PIECE: Final = 64
"""Slots that are kept in the order they were made in: what lies together is found together."""


class Bundle:
    """Wires of one output that are always painted alike, unless what they wait for has failed."""

    __slots__ = ("dimmed", "lines", "name", "share", "thread", "wires")

    def __init__(self, name: Name, share: float, thread: Thread) -> None:
        """Begin with none, painted as strongly as that."""
        self.name, self.share, self.dimmed = name, share, thread.dimmed
        self.thread: Thread | None = thread
        """As they are painted; None where they differ."""
        self.wires: list[Wire] = []
        self.lines: list[Lines] = []


class Slot:
    """What is known of a Step that is in view, or whose wires are: together, to be found at once.

    `rect` is None where its card is out of view. `done` and `waits` are what it shows
    at nearly all moments; `due` says that its wires may have changed, and `sources` are what feeds it.
    """

    __slots__ = ("bundles", "done", "due", "rect", "share", "sources", "step", "tile", "waits")

    def __init__(self, step: StepId, tile: Tile) -> None:
        """Begin out of view and without wires."""
        self.step, self.tile = step, tile
        self.done, self.waits = moved_on(tile, _OVER), moved_on(tile, _AHEAD)
        self.rect: QRectF | None = None
        self.share, self.due = 1.0, False
        self.bundles: list[Bundle] = []
        self.sources: list[Slot] = []


def middle_first(slots: Iterable[Slot], middle: Point) -> tuple[Slot, ...]:
    """The same, in pieces of those that stand side by side, nearest first; out of view is last."""
    every = list(slots)
    pieces = [every[at : at + _PIECE] for at in range(0, len(every), _PIECE)]

    def far(piece: list[Slot]) -> float:
        at = (slot.rect.center() for slot in piece if slot.rect is not None)
        return min(
            (math.hypot(it.x() - middle.x, it.y() - middle.y) for it in at), default=math.inf
        )

    pieces.sort(key=far)
    return tuple(chain.from_iterable(pieces))


def thread_at(bundle: Bundle, run: StepState | None) -> Thread | None:
    """How the wires of an output are painted; None where that is not all the same, or not so plain."""
    if run is None:
        return None
    if bundle.name in run.outputs:
        return thread_of(Tone.OK, bundle.dimmed)
    if run.status is StepStatus.RUNNING:
        return thread_of(Tone.RUNNING, bundle.dimmed)
    return thread_of(Tone.WAITING, bundle.dimmed) if run.status is StepStatus.PENDING else None
