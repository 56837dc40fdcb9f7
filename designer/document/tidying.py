"""Lays out cards that are placed already: columns by what feeds what, wires as straight as may be.

Stable: within a column cards keep the order from top to bottom that the user gave them, and what was
laid out once is not moved by being laid out again. Where a wire joins a card is counted in: a card
stands where its ports face those that they are wired to, as far as its neighbours leave room. Wires
that run past columns have room there (`lanes`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import Final, NamedTuple

from designer.document.arrange import COLUMN_GAP, ROW_GAP, columns_of
from designer.document.diagram import Place
from designer.document.lanes import LANE_GAP, Column, Lanes, Link, apart, is_lane, lane_of
from designer.document.links import links
from engine.flow import FLOW_INPUTS, Flow, Port, StepId, Wire

SWEEPS: Final = 12
GRID: Final = 20.0
LIGHT: Final = 0.05
"""How much a lane counts beside a card: it gives way rather than bend a wire to the next column."""


class Block(NamedTuple):
    """A card: where it lies, how large it is, and how far below its top each port is."""

    x: float
    y: float
    w: float
    h: float
    inputs: Mapping[str, float]
    outputs: Mapping[str, float]


class Laid(NamedTuple):
    """Where cards go, and the points through which wires are led that would run over cards."""

    places: dict[StepId, Place]
    bends: dict[Wire, tuple[Place, ...]]


class GivenUp(Exception):
    """Nobody wants the layout any more."""


class _Pull(NamedTuple):
    """A wire from one card's side: the other card, and how far below it this one would lie."""

    other: StepId
    drop: float
    weight: float = 1.0


_Pulls = Mapping[StepId, Sequence[_Pull]]
_Columns = Sequence[Sequence[StepId]]
_Told = Callable[[float], bool]


def tidy(flow: Flow, blocks: Mapping[StepId, Block]) -> dict[StepId, Place]:
    """Where the cards go, the upper left corner of all of them staying where it is."""
    return lay_out(flow, blocks).places


def lay_out(flow: Flow, blocks: Mapping[StepId, Block], tell: _Told = lambda _share: True) -> Laid:
    """Where the cards and the bends of long wires go, the upper left corner of all staying.

    `tell` is told now and then which share of the work is done, from 0 to 1.

    Raises:
        GivenUp: `tell` said no.
    """
    if not blocks:
        return Laid({}, {})
    columns = _columns(flow, blocks)
    known = list(_links(flow, blocks))
    lanes = Lanes(known, {step: n for n, column in enumerate(columns) for step in column})
    straight = _pulls([(link.wire.source.step, link.wire.target.step, link) for link in known])
    tops = {step: y for column in columns for step, y in _packed(column, blocks).items()}
    half = 0.5 if lanes.of else 1.0
    _sweep(columns, blocks, tops, straight, lambda share: tell(share * half))
    if not lanes.of:
        return Laid(_places(columns, blocks, tops), {})
    tops |= lanes.heights(tops)
    full = _with_lanes(columns, blocks, tops, lanes)
    room = {**blocks, **{lane: Block(0.0, 0.0, 0.0, 0.0, {}, {}) for _, lane in lanes}}
    _sweep(full, room, tops, _pulls(_led(known, lanes)), lambda share: tell(half + share * half))
    places = _places(columns, blocks, tops)
    return Laid(places, _bends(columns, full, blocks, places, tops, lanes))


def _sweep(
    columns: _Columns,
    blocks: Mapping[StepId, Block],
    tops: dict[StepId, float],
    pulls: tuple[_Pulls, _Pulls],
    tell: _Told,
) -> None:
    """Move the cards of each column to where their wires want them, to and fro."""
    back, onward = pulls
    for sweep in range(SWEEPS):
        if not tell(sweep / SWEEPS):
            raise GivenUp
        is_back = sweep % 2 == 1
        for column in reversed(columns) if is_back else columns:
            tops.update(_settled(column, blocks, tops, onward if is_back else back))


def _columns(flow: Flow, blocks: Mapping[StepId, Block]) -> list[list[StepId]]:
    steps = {step: flow.steps[step] for step in flow.steps if step in blocks}
    inputs = flow.inputs if FLOW_INPUTS in blocks else {}
    columns = columns_of(replace(flow, steps=steps, inputs=inputs))

    def height(step: StepId) -> tuple[float, float, StepId]:
        block = blocks[step]
        return block.y + block.h / 2, block.x, step

    return [sorted(column, key=height) for column in columns if column]


def _links(flow: Flow, blocks: Mapping[StepId, Block]) -> Iterator[Link]:
    """The wires between these cards."""
    known = links(flow)
    for step in sorted(blocks):
        for name in flow.inputs if step == FLOW_INPUTS else flow.steps[step].outputs:
            source = Port(step, name)
            attribute = name if step == FLOW_INPUTS else flow.steps[step].outputs[name].writes(name)
            out = _offset(blocks, source, "outputs")
            for target in known.readers(attribute):
                if target.step in blocks and target.step != step:
                    yield Link(Wire(source, target), out, _offset(blocks, target, "inputs"))


def _led(known: Sequence[Link], lanes: Lanes) -> Iterator[tuple[StepId, StepId, Link]]:
    """What pulls at what where long wires run along lanes, each lane once from either side."""
    for link in known:
        source, target = link.wire
        if link.wire not in lanes:
            yield source.step, target.step, link
            continue
        last = lane_of(source, lanes.where[target.step] - 1)
        yield last, target.step, link._replace(out=0.0)
    for source, columns in lanes.of.items():
        out = lanes.links[source][0].out
        way = [source.step, *(lane_of(source, column) for column in columns)]
        for number, (one, other) in enumerate(pairwise(way)):
            yield one, other, Link(Wire(source, source), 0.0 if number else out, 0.0)


def _pulls(linked: Iterable[tuple[StepId, StepId, Link]]) -> tuple[_Pulls, _Pulls]:
    """For each card, and each lane, its wires to the left, and those to the right."""
    back: dict[StepId, list[_Pull]] = defaultdict(list)
    onward: dict[StepId, list[_Pull]] = defaultdict(list)
    for source, target, link in linked:
        drop = link.into - link.out
        one, other = _weight(source), _weight(target)
        onward[source].append(_Pull(target, drop, max(other, 1.0 - one)))
        back[target].append(_Pull(source, -drop, max(one, 1.0 - other)))
    return back, onward


def _weight(step: StepId) -> float:
    return LIGHT if is_lane(step) else 1.0


def _with_lanes(
    columns: _Columns, blocks: Mapping[StepId, Block], tops: Mapping[StepId, float], lanes: Lanes
) -> list[list[StepId]]:
    """The columns with their lanes in them, each between the cards between which it would lie."""
    more: dict[int, list[StepId]] = defaultdict(list)
    for number, lane in lanes:
        more[number].append(lane)

    def middle(step: StepId) -> tuple[float, StepId]:
        return tops[step] if is_lane(step) else tops[step] + blocks[step].h / 2, step

    return [
        sorted([*column, *more[number]], key=middle) if number in more else list(column)
        for number, column in enumerate(columns)
    ]


def _bends(
    columns: _Columns,
    full: _Columns,
    blocks: Mapping[StepId, Block],
    places: Mapping[StepId, Place],
    tops: Mapping[StepId, float],
    lanes: Lanes,
) -> dict[Wire, tuple[Place, ...]]:
    """The bends of the wires that would run over cards."""
    corners = {s: (x, x + blocks[s].w, y) for s, (x, y) in places.items()}
    standing = [
        Column(
            corners[column[0]][0],
            max(corners[step][1] for step in column),
            [places[step].y for step in column],
            [places[step].y + blocks[step].h for step in column],
        )
        for column in columns
    ]
    upper = _upper(blocks, tops)
    heights: dict[StepId, float] = {}
    for column in full:
        heights |= _between_cards(column, blocks, places, tops, upper)
    return lanes.bends(standing, corners, heights)


def _between_cards(
    column: Sequence[StepId],
    blocks: Mapping[StepId, Block],
    places: Mapping[StepId, Place],
    tops: Mapping[StepId, float],
    upper: float,
) -> Iterator[tuple[StepId, float]]:
    """How high the lanes of a column lie, now that its cards stand on the grid."""
    low, waiting = -inf, list[StepId]()
    for step in (*column, None):
        if step is not None and is_lane(step):
            waiting.append(step)
            continue
        top = inf if step is None else places[step].y
        yield from zip(waiting, apart([tops[s] + upper for s in waiting], low, top), strict=True)
        waiting = []
        if step is not None:
            low = places[step].y + blocks[step].h


def _offset(blocks: Mapping[StepId, Block], port: Port, side: str) -> float:
    block = blocks[port.step]
    rows = block.inputs if side == "inputs" else block.outputs
    return rows.get(port.name, block.h / 2)


def _packed(column: Sequence[StepId], blocks: Mapping[StepId, Block]) -> dict[StepId, float]:
    """The cards of a column below each other, the middle of all at 0."""
    tops, y = {}, 0.0
    for step in column:
        tops[step] = y
        y += blocks[step].h + ROW_GAP
    return {step: top - (y - ROW_GAP) / 2 for step, top in tops.items()}


def _settled(
    column: Sequence[StepId],
    blocks: Mapping[StepId, Block],
    tops: Mapping[StepId, float],
    pulls: _Pulls,
) -> dict[StepId, float]:
    """The cards of a column as near as can be to where their wires want them, in their order.

    What is least in the sum of squares is found by pooling those that would overlap.
    """
    offsets, y, was_card = [], -ROW_GAP, True
    pools: list[
        tuple[float, float, int]
    ] = []  # the mean of what is wanted, its weight, of how many
    for step in column:
        is_card = not is_lane(step)
        y += ROW_GAP if was_card and is_card else LANE_GAP
        offsets.append(y)
        y += blocks[step].h
        was_card = is_card
        wanted = total = 0.0
        for other, drop, weight in pulls.get(step, ()):
            wanted += (tops[other] + drop) * weight
            total += weight
        mean = (wanted / total if total else tops[step]) - offsets[-1]
        pools.append((mean, 1.0 if is_card else LIGHT, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (high, many, count), (low, more, further) = pools[-2:]
            both = many + more
            pools[-2:] = [((high * many + low * more) / both, both, count + further)]
    starts = [mean for mean, _, count in pools for _ in range(count)]
    return {
        step: start + offset for step, start, offset in zip(column, starts, offsets, strict=True)
    }


def _places(
    columns: _Columns, blocks: Mapping[StepId, Block], tops: Mapping[StepId, float]
) -> dict[StepId, Place]:
    upper = _upper(blocks, tops)
    places, x = {}, _snapped(min(block.x for block in blocks.values()))
    for column in columns:
        for step in column:
            places[step] = Place(x, _snapped(tops[step] + upper))
        widest = max(blocks[step].w for step in column)
        x = _snapped(x + widest + COLUMN_GAP)
    return places


def _upper(blocks: Mapping[StepId, Block], tops: Mapping[StepId, float]) -> float:
    """By how much all is moved, so that the uppermost card lies where the uppermost one lay."""
    return _snapped(min(block.y for block in blocks.values())) - min(tops[step] for step in blocks)


def _snapped(value: float) -> float:
    return round(value / GRID) * GRID
