"""A long list of Steps in ranges of about a hundred, which stay what they are from edit to edit. Qt-free.

A range is called by where it began when it was made, so that one that is open stays open while Steps
come and go: only the ranges that an edit falls into are others afterwards.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from typing import Final

from engine.flow import StepId

LONG: Final = 400
"""A list of more Steps than this is shown in ranges."""
RANGE: Final = 100
"""About so many Steps are in one: never more than twice as many."""


class Ranges:
    """Sorted Steps, in ranges if they are many. A value: nobody changes it."""

    __slots__ = ("_edges", "begins", "steps")

    def __init__(self, steps: Collection[StepId], before: Ranges | None = None) -> None:
        """Take the Steps; with those of `before`, ranges begin where they began there."""
        self.steps: Final[tuple[StepId, ...]] = tuple(sorted(steps))
        kept = before.begins if before is not None else ()
        begins = _begins(self.steps, kept) if len(self.steps) > LONG else ()
        self.begins: Final[tuple[StepId, ...]] = begins
        """What the ranges are called; none where the list is short."""
        inner = [bisect_left(self.steps, begin) for begin in begins[1:]]
        self._edges: Final = (0, *inner, len(self.steps))

    def __len__(self) -> int:
        """How many Steps there are."""
        return len(self.steps)

    def within(self, begin: StepId) -> tuple[StepId, ...]:
        """The Steps of a range; none where there is no such range."""
        place = bisect_left(self.begins, begin)
        if place == len(self.begins) or self.begins[place] != begin:
            return ()
        return self.steps[self._edges[place] : self._edges[place + 1]]

    def begin_of(self, step: StepId) -> StepId | None:
        """The range that a Step is in, or would be; None where the list is short."""
        if not self.begins:
            return None
        return self.begins[max(bisect_right(self.begins, step) - 1, 0)]


def _begins(steps: Sequence[StepId], kept: Sequence[StepId]) -> tuple[StepId, ...]:
    """Where ranges begin: as before, but that none is empty and none too long."""
    begins: list[StepId] = []
    start = 0
    for number, name in enumerate(kept):
        end = len(steps)
        if number + 1 < len(kept):
            end = bisect_left(steps, kept[number + 1])
        if end > start:
            begins.append(name)
            long = end - start > 2 * RANGE
            begins += steps[start + RANGE : end - RANGE // 2 : RANGE] if long else ()
        start = end
    if len(begins) * RANGE > 2 * len(steps) or not begins:  # most were emptied: begin anew
        return tuple(steps[::RANGE])
    return tuple(begins)
