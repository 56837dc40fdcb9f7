"""Which Step stands in which row of the timeline, and in which lane. Qt-free.

A row for each Step, those that began in the order in which they did, then those that are pending; or
lanes, each full of Steps one after the other: there are as many as worked at the same time at most. The
lanes of workers are `timeline_workers`.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import NamedTuple

from engine.flow import StepId
from engine.timing import Bar, Stint, Tape
from engine.timing.tape import Track


class Grouping(StrEnum):
    """How bars are put into rows."""

    STEPS = "steps"
    INSIDE = "inside"
    """With a row for each Step of the runs inside Steps."""
    KINDS = "kinds"
    LANES = "lanes"
    WORKERS = "workers"
    """A lane for each worker elsewhere, and those of what was done here."""

    @property
    def in_lanes(self) -> bool:
        """Whether a row holds many bars."""
        return self in (Grouping.LANES, Grouping.WORKERS)


class Row(NamedTuple):
    """One Step: its name on the timeline, the tape that knows it, its name there, and how deep it is."""

    step: StepId
    tape: Tape
    own: StepId
    depth: int = 0

    def bar(self) -> Bar:
        """What it was doing when."""
        return self.tape.bar(self.own)


class Lane(NamedTuple):
    """Steps that worked one after the other, with when each began and ended, in microseconds.

    A worker's lane has its name, and what is known of each thing that it did.
    """

    steps: list[StepId]
    starts: list[int]
    ends: list[int]
    name: str = ""
    stints: list[Stint] = []  # noqa: RUF012 - a lane without any never gets one

    def between(self, start: float, end: float) -> range:
        """Which of them are to be seen in a stretch of time."""
        return range(bisect_left(self.ends, start), bisect_right(self.starts, end))


def rows_of(tape: Tape, grouping: Grouping = Grouping.STEPS) -> list[Row]:
    """A row for each Step."""
    if grouping is Grouping.KINDS:
        steps = tape.plan.steps
        tracks = sorted(_in_order(tape), key=lambda track: steps[track.step].kind)
        return [Row(track.step, tape, track.step) for track in tracks]
    if grouping is Grouping.INSIDE:
        return list(_with_inner(tape, "", 0))
    return [Row(track.step, tape, track.step) for track in _in_order(tape)]


def lanes_of(tape: Tape, only: Collection[StepId] | None = None) -> list[Lane]:
    """The Steps that worked, or those of them that are asked for, each in the first lane that is free."""
    lanes: list[Lane] = []
    busy: list[tuple[int, int]] = []
    free: list[int] = []
    for track in _in_order(tape):
        if track.start is None or not track.worked or (only is not None and track.step not in only):
            continue
        while busy and busy[0][0] <= track.start:
            heapq.heappush(free, heapq.heappop(busy)[1])
        if free:
            number = heapq.heappop(free)
        else:
            number = len(lanes)
            lanes.append(Lane([], [], []))
        end = tape.now if track.end is None else track.end
        lane = lanes[number]
        lane.steps.append(track.step)
        lane.starts.append(track.start)
        lane.ends.append(end)
        heapq.heappush(busy, (max(end, track.start + 1), number))
    return lanes


def _in_order(tape: Tape) -> list[Track]:
    tracks = tape.tracks.values()
    began = sorted(
        (t for t in tracks if t.start is not None), key=lambda t: (t.start or 0, t.begun)
    )
    return [*began, *(track for track in tracks if track.start is None)]


def _with_inner(tape: Tape, way: str, depth: int) -> Iterator[Row]:
    inner: dict[StepId, list[tuple[str, Tape]]] = {}
    for inside, below in tape.inner.items():
        inner.setdefault(inside.step, []).append((str(inside), below))
    for track in _in_order(tape):
        yield Row(StepId(f"{way}{track.step}"), tape, track.step, depth)
        for name, below in inner.get(track.step, ()):
            yield from _with_inner(below, f"{way}{name}/", depth + 1)
