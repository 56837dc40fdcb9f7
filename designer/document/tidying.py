"""Lays out cards that are placed already: columns by what feeds what, wires as straight as may be.

Stable: within a column cards keep the order from top to bottom that the user gave them, and what was
laid out once is not moved by being laid out again. Where a wire joins a card is counted in: a card
stands where its ports face those that they are wired to, as far as its neighbours leave room.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from designer.document.arrange import COLUMN_GAP, ROW_GAP, columns_of
from designer.document.diagram import Place
from designer.document.links import links
from engine.flow import FLOW_INPUTS, Flow, Port, StepId

SWEEPS: Final = 12
GRID: Final = 20.0


class Block(NamedTuple):
    """A card: where it lies, how large it is, and how far below its top each port is."""

    x: float
    y: float
    w: float
    h: float
    inputs: Mapping[str, float]
    outputs: Mapping[str, float]


class _Pull(NamedTuple):
    """A wire from one card's side: the other card, and how far below it this one would lie."""

    other: StepId
    drop: float


_Pulls = Mapping[StepId, Sequence[_Pull]]


def tidy(flow: Flow, blocks: Mapping[StepId, Block]) -> dict[StepId, Place]:
    """Where the cards go, the upper left corner of all of them staying where it is."""
    if not blocks:
        return {}
    columns = _columns(flow, blocks)
    back, onward = _pulls(flow, blocks)
    tops = {step: y for column in columns for step, y in _packed(column, blocks).items()}
    for sweep in range(SWEEPS):
        is_back = sweep % 2 == 1
        for column in reversed(columns) if is_back else columns:
            tops.update(_settled(column, blocks, tops, onward if is_back else back))
    return _places(columns, blocks, tops)


def _columns(flow: Flow, blocks: Mapping[StepId, Block]) -> list[list[StepId]]:
    steps = {step: flow.steps[step] for step in flow.steps if step in blocks}
    inputs = flow.inputs if FLOW_INPUTS in blocks else {}
    columns = columns_of(replace(flow, steps=steps, inputs=inputs))

    def height(step: StepId) -> tuple[float, float, StepId]:
        block = blocks[step]
        return block.y + block.h / 2, block.x, step

    return [sorted(column, key=height) for column in columns if column]


def _pulls(flow: Flow, blocks: Mapping[StepId, Block]) -> tuple[_Pulls, _Pulls]:
    """For each card its wires to the left, and those to the right."""
    back: dict[StepId, list[_Pull]] = defaultdict(list)
    onward: dict[StepId, list[_Pull]] = defaultdict(list)
    known = links(flow)
    for step in sorted(blocks):
        for name in flow.inputs if step == FLOW_INPUTS else flow.steps[step].outputs:
            source = Port(step, name)
            attribute = name if step == FLOW_INPUTS else flow.steps[step].outputs[name].writes(name)
            for target in known.readers(attribute):
                if target.step in blocks and target.step != step:
                    drop = _offset(blocks, target, "inputs") - _offset(blocks, source, "outputs")
                    onward[step].append(_Pull(target.step, drop))
                    back[target.step].append(_Pull(step, -drop))
    return back, onward


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
    offsets, y = [], 0.0
    pools: list[tuple[float, int]] = []  # the mean of what is wanted, and of how many cards
    for step in column:
        offsets.append(y)
        y += blocks[step].h + ROW_GAP
        wanted = [tops[pull.other] + pull.drop for pull in pulls.get(step, ())]
        mean = (sum(wanted) / len(wanted) if wanted else tops[step]) - offsets[-1]
        pools.append((mean, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (high, many), (low, more) = pools[-2], pools[-1]
            pools[-2:] = [((high * many + low * more) / (many + more), many + more)]
    starts = [mean for mean, count in pools for _ in range(count)]
    return {
        step: start + offset for step, start, offset in zip(column, starts, offsets, strict=True)
    }


def _places(
    columns: Sequence[Sequence[StepId]],
    blocks: Mapping[StepId, Block],
    tops: Mapping[StepId, float],
) -> dict[StepId, Place]:
    left = _snapped(min(block.x for block in blocks.values()))
    upper = _snapped(min(block.y for block in blocks.values())) - min(tops.values())
    places, x = {}, left
    for column in columns:
        for step in column:
            places[step] = Place(x, _snapped(tops[step] + upper))
        widest = max(blocks[step].w for step in column)
        x = _snapped(x + widest + COLUMN_GAP)
    return places


def _snapped(value: float) -> float:
    return round(value / GRID) * GRID
