"""Room for long wires in a layout: a lane in every column that a wire runs through, between two cards.

A lane takes part in the laying out like a card without height. Where a wire drawn straight from port to
port would still run over a card, it is led along its lanes by bends. Which lanes there are and where
they lie goes by the order of the cards alone, so that a layout stays as it is when it is made again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from designer.document.diagram import Place
from engine.flow import Port, StepId, Wire

LANE_GAP: Final = 20.0
"""What is left between a lane and a card, or another lane."""
MOST: Final = 12_000
"""Lanes that a layout has at most; the longest wires go without first."""
CLEAR: Final = 4.0
"""How near a wire may come to a card."""
_SAMPLES: Final = 8
"""Points of a wire that are looked at in each column."""
_INSET: Final = 10.0
"""How far within a column the bends at its edges are: so the turn is made outside."""
_MARK: Final = "\0"


class Link(NamedTuple):
    """A wire between two cards, and how far below their tops it begins and ends."""

    wire: Wire
    out: float
    into: float


class Column(NamedTuple):
    """Where a column lies, and the cards in it from top to bottom: their upper and lower edges."""

    left: float
    right: float
    tops: Sequence[float]
    lows: Sequence[float]


class Lanes:
    """The lanes of one layout, by the output whose wires run along them and by column."""

    def __init__(self, links: Iterable[Link], where: Mapping[StepId, int]) -> None:
        """Give every output with a wire past a column a lane in each such column."""
        self.where: Final = where
        self.links: dict[Port, list[Link]] = {}
        """The wires that have lanes, by output."""
        self.of: dict[Port, range] = {}
        """The columns in which an output has a lane."""
        far = [link for link in links if self._way(link) > 1]
        self._led: set[Wire] = set()
        count = 0
        for link in sorted(far, key=lambda link: (self._way(link), link.wire)):
            source = link.wire.source
            begin, end = where[source.step] + 1, where[link.wire.target.step]
            more = end - begin - len(self.of.get(source, ()))
            if count + max(more, 0) > MOST:
                break
            count += max(more, 0)
            self._led.add(link.wire)
            self.links.setdefault(source, []).append(link)
            self.of[source] = range(begin, max(end, self.of.get(source, range(end)).stop))

    def __contains__(self, wire: Wire) -> bool:
        """Whether a wire runs along lanes."""
        return wire in self._led

    def __iter__(self) -> Iterator[tuple[int, StepId]]:
        """Every lane, with its column."""
        for source, columns in self.of.items():
            for column in columns:
                yield column, lane_of(source, column)

    def heights(self, tops: Mapping[StepId, float]) -> dict[StepId, float]:
        """How high each lane would like to lie: on the straight ways to where its wires end."""
        found: dict[StepId, float] = {}
        for source, columns in self.of.items():
            begin = self.where[source.step]
            for column in columns:
                ways = []
                for link in self.links[source]:
                    end = self.where[link.wire.target.step]
                    if end > column:
                        start = tops[source.step] + link.out
                        drop = tops[link.wire.target.step] + link.into - start
                        ways.append(start + drop * (column - begin) / (end - begin))
                found[lane_of(source, column)] = sum(ways) / len(ways)
        return found

    def bends(
        self,
        columns: Sequence[Column],
        corners: Mapping[StepId, tuple[float, float, float]],
        lanes: Mapping[StepId, float],
    ) -> dict[Wire, tuple[Place, ...]]:
        """The points through which wires are led that would run over cards.

        `corners` are the left, the right and the top of each card, `lanes` how high each lane lies.
        """
        found: dict[Wire, tuple[Place, ...]] = {}
        for source, links in self.links.items():
            _, right, top = corners[source.step]
            for link in links:
                left, _, low = corners[link.wire.target.step]
                past = range(self.of[source].start, self.where[link.wire.target.step])
                ends = (right, top + link.out), (left, low + link.into)
                if _runs_over(*ends, [columns[number] for number in past]):
                    found[link.wire] = _through(
                        [(columns[n], lanes[lane_of(source, n)]) for n in past]
                    )
        return found

    def _way(self, link: Link) -> int:
        """How many columns a wire leads onward."""
        return self.where[link.wire.target.step] - self.where[link.wire.source.step]


def apart(heights: Sequence[float], low: float, top: float) -> list[float]:
    """The lanes between two cards, as near to where they are as keeps them off these and each other."""
    step = min(LANE_GAP, (top - low) / (len(heights) + 1))
    return [
        min(max(height, low + step * number), top - step * (len(heights) + 1 - number))
        for number, height in enumerate(heights, 1)
    ]


def lane_of(source: Port, column: int) -> StepId:
    """What stands for a lane among the cards of a column; no Step is called that."""
    return StepId(f"{_MARK}{source.step}{_MARK}{source.name}{_MARK}{column}")


def is_lane(step: StepId) -> bool:
    """Whether this is a lane and no card."""
    return step.startswith(_MARK)


def _runs_over(
    start: tuple[float, float], end: tuple[float, float], columns: Sequence[Column]
) -> bool:
    """Whether a wire that is not led would touch a card of these columns."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    count = _SAMPLES * (len(columns) + 1)
    lefts = [column.left for column in columns]
    for number in range(1, count):
        t = number / count
        across = x + dx * (1.5 * t * (1 - t) + t * t * t)
        down = y + dy * (3 * t * t - 2 * t * t * t)
        place = bisect_right(lefts, across + CLEAR) - 1
        if place >= 0 and across <= columns[place].right + CLEAR and _hits(columns[place], down):
            return True
    return False


def _hits(column: Column, down: float) -> bool:
    place = bisect_right(column.tops, down + CLEAR) - 1
    return place >= 0 and down < column.lows[place] + CLEAR


def _through(lanes: Sequence[tuple[Column, float]]) -> tuple[Place, ...]:
    """The points at both ends of each lane, without those between two that lie equally high."""
    points: list[Place] = []
    for column, height in lanes:
        down = float(round(height))
        if len(points) > 1 and points[-1].y == points[-2].y == down:
            points.pop()
        else:
            points.append(Place(column.left + _INSET, down))
        points.append(Place(column.right - _INSET, down))
    return tuple(points)
