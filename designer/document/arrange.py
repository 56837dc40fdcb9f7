"""A layout for cards that nobody has placed: columns from left to right, each Step right of its feeders.

The longest way to a Step is its column, a few sweeps by the middle of the neighbours settle the order
within one, and columns are centred on each other. The same for the same Flow, whatever the order of
its file; cycles do not matter. What is placed already is never moved.

Nothing is measured in here, since files are laid out where there are no fonts: a card is taken to be
at least as large as the canvas will draw it, so that none ever lies on another. A test holds the two
together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Final, TypeAlias

from designer.document.diagram import Diagram, Place
from engine.flow import FLOW_INPUTS, Flow, Step, StepId
from engine.graph import names

Size: TypeAlias = tuple[float, float]
"""Width and height in scene units."""

COLUMN_GAP: Final = 100.0
ROW_GAP: Final = 40.0
SWEEPS: Final = 4

_NARROW, _WIDE = 220.0, 320.0
_SNAP: Final = 20.0
_TITLE, _SMALL = 13.0, 11.0
_BESIDE_TITLE: Final = 70.0
"""What stands beside the title: paddings, the icon, the flag."""
_BESIDE_PORTS: Final = 52.0
_HEAD: Final = 78.0
_LINE: Final = 16.0
_ROW: Final = 22.0

_SLIM: Final = frozenset("abcdefghijklnopqrstuvxyz0123456789_-. ·:/")
_OF_SLIM, _OF_OTHERS = 0.67, 1.05
"""How wide a letter is at most, in parts of the size of the type."""

_Neighbours: TypeAlias = Mapping[StepId, list[StepId]]


def arrange(flow: Flow, sizes: Mapping[StepId, Size] | None = None) -> dict[StepId, Place]:
    """A place for every Step, and for the card of the Flow's inputs where it has any.

    `sizes` are those of the cards; one that is not in it is taken to be as large as its words may ask for.
    """
    measured = {**estimates(flow), **(sizes or {})}
    feeders, readers = _neighbours(flow)
    columns = _columns(flow, feeders, readers)
    for sweep in range(SWEEPS):
        _sort(columns, feeders if sweep % 2 == 0 else readers, measured, backwards=sweep % 2 == 1)
    return _places(columns, measured)


def columns_of(flow: Flow) -> list[list[StepId]]:
    """The Steps by the column in which they stand, from left to right; first that of the inputs."""
    return _columns(flow, *_neighbours(flow))


def missing_places(diagram: Diagram) -> dict[StepId, Place]:
    """Places for the Steps that have none: below those that have.

    The card of the Flow's inputs is among them only where nothing is placed: it else stands left of all.
    """
    flow, placed = diagram.flow, diagram.places
    known = [step for step in flow.steps if step in placed]
    if not known:
        return {**arrange(flow), **placed}
    loose = {step: flow.steps[step] for step in flow.steps if step not in placed}
    if not loose:
        return {}
    sizes = estimates(flow)
    left = min(placed[step].x for step in known)
    bottom = max(placed[step].y + sizes[step][1] for step in known) + ROW_GAP
    rest = arrange(replace(flow, steps=loose, inputs={}))
    return {step: Place(left + place.x, bottom + place.y) for step, place in rest.items()}


def estimates(flow: Flow) -> dict[StepId, Size]:
    """How large each card is at most once it is drawn; that of the Flow's inputs too."""
    sizes = {step.id: _estimate(step) for step in flow.steps.values()}
    names = max((_breadth(name, _SMALL) for name in flow.inputs), default=0.0)
    return {**sizes, FLOW_INPUTS: (_width(names + _BESIDE_PORTS), _HEAD + _ROW * len(flow.inputs))}


def _estimate(step: Step) -> Size:
    """At least what the canvas makes of it: a title on two lines where it might need them."""
    title = _breadth(step.label, _TITLE) + _BESIDE_TITLE
    subtitle = f"{step.id} · {step.kind}" if step.title else step.kind
    rows = [
        _breadth(left, _SMALL) + _breadth(right, _SMALL) + _BESIDE_PORTS
        for left, right in zip_longest(step.inputs, step.outputs, fillvalue="")
    ]
    width = _width(max(title, _breadth(subtitle, _SMALL) + _BESIDE_TITLE, *rows, 0.0))
    lines = _LINE if title > width else 0.0
    return width, _HEAD + lines + _ROW * len(rows)


def _width(wish: float) -> float:
    return math.ceil(min(max(wish, _NARROW), _WIDE) / _SNAP) * _SNAP


def _breadth(text: str, size: float) -> float:
    """How wide a text is drawn at most."""
    slim = sum(letter in _SLIM for letter in text)
    return size * (slim * _OF_SLIM + (len(text) - slim) * _OF_OTHERS)


def _neighbours(flow: Flow) -> tuple[_Neighbours, _Neighbours]:
    """The Steps right before and right after each, in the order of their ids."""
    index = names(flow)
    feeders: dict[StepId, set[StepId]] = {step: set() for step in flow.steps}
    readers: dict[StepId, set[StepId]] = {step: set() for step in flow.steps}
    for attribute, ports in index.writers.items():
        for writer in ports:
            for reader in index.readers.get(attribute, ()):
                if reader.step != writer.step:
                    feeders[reader.step].add(writer.step)
                    readers[writer.step].add(reader.step)
    return (
        {step: sorted(found) for step, found in feeders.items()},
        {step: sorted(found) for step, found in readers.items()},
    )


def _columns(flow: Flow, feeders: _Neighbours, readers: _Neighbours) -> list[list[StepId]]:
    layers = _layers(feeders, readers)
    for step, after in readers.items():
        if not feeders[step] and after:  # a source stands right before those that it feeds
            layers[step] = max(0, min(layers[reader] for reader in after) - 1)
    columns: list[list[StepId]] = [[] for _ in range(max(layers.values(), default=-1) + 1)]
    for step in sorted(layers):
        columns[layers[step]].append(step)
    return [[FLOW_INPUTS], *columns] if flow.inputs else columns


def _layers(feeders: _Neighbours, readers: _Neighbours) -> dict[StepId, int]:
    """The length of the longest way to each Step; a cycle is entered at its smallest id."""
    waiting_for = {step: len(before) for step, before in feeders.items()}
    layers = dict.fromkeys(feeders, 0)
    order = sorted(feeders)
    ready = [step for step in order if not waiting_for[step]]
    done: set[StepId] = set()
    for entry in [None, *order]:
        if entry is not None and entry not in done:
            ready.append(entry)
        while ready:
            step = ready.pop()
            if step in done:
                continue
            done.add(step)
            for reader in readers[step]:
                if reader not in done:
                    layers[reader] = max(layers[reader], layers[step] + 1)
                    waiting_for[reader] -= 1
                    if not waiting_for[reader]:
                        ready.append(reader)
    return layers


def _sort(
    columns: list[list[StepId]],
    neighbours: _Neighbours,
    sizes: Mapping[StepId, Size],
    *,
    backwards: bool,
) -> None:
    """Put each column into the order of the middles of its Steps' neighbours."""
    middles = {step: y for column in columns for step, y in _middles(column, sizes)}
    for column in reversed(columns) if backwards else columns:
        wanted = {
            step: _mean([middles[other] for other in neighbours.get(step, ())], middles[step])
            for step in column
        }
        column.sort(key=lambda step: (wanted[step], step))
        middles.update(_middles(column, sizes))


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _middles(column: Iterable[StepId], sizes: Mapping[StepId, Size]) -> list[tuple[StepId, float]]:
    """How far below the middle of its column each card's own middle is."""
    found, y = [], 0.0
    for step in column:
        height = sizes[step][1]
        found.append((step, y + height / 2))
        y += height + ROW_GAP
    return [(step, middle - (y - ROW_GAP) / 2) for step, middle in found]


def _places(columns: list[list[StepId]], sizes: Mapping[StepId, Size]) -> dict[StepId, Place]:
    places, x = {}, 0.0
    for column in columns:
        for step, middle in _middles(column, sizes):
            places[step] = Place(x, middle - sizes[step][1] / 2)
        x += max((sizes[step][0] for step in column), default=0.0) + COLUMN_GAP
    top = min((place.y for place in places.values()), default=0.0)
    return {step: Place(round(x), round(y - top)) for step, (x, y) in places.items()}
