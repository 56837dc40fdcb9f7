"""A Flow as a small SVG diagram, drawn without Qt: for notebooks and pages, not for editing.

Steps stand in columns by their longest way from the start, needed or not, in the order of the sketch; where
cards of the canvas have been put by hand does not matter here. In a cycle one arrow leads back, below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from html import escape
from typing import Final

from engine.export.sketch import INITIAL, Arrow, Sketch, Tone, sketch
from engine.flow import Flow, StepId
from engine.plan import Plan

WIDTH: Final = 150
HEIGHT: Final = 38
ACROSS: Final = 240
DOWN: Final = 62
_ROUND: Final = 40
LONGEST: Final = 22
"""Characters of a label that there is room for."""

STYLE: Final = {
    Tone.PLAIN: ("#ffffff", "#4a5764", ""),
    Tone.GOAL: ("#efeafc", "#5b3fc4", ""),
    Tone.DIM: ("#f4f6f8", "#9aa5b1", ' stroke-dasharray="4 3"'),
}


def to_svg(flow: Flow, plan: Plan) -> str:
    """The Flow as an SVG element; Goals in colour, what is not needed dashed. Same Flow, same picture."""
    drawing = sketch(flow, plan)
    places = _places(drawing)
    right = max((x for x, _ in places.values()), default=0) + WIDTH + 12
    bottom = max((y for _, y in places.values()), default=0) + HEIGHT + 24
    parts = [_arrow(arrow, places) for arrow in drawing.arrows]
    parts += [
        _box(box.label, box.tone, *places[box.step]) for box in drawing.boxes if box.step in places
    ]
    if INITIAL in places:
        x, y = places[INITIAL]
        parts.append(f'<circle cx="{x + WIDTH - 8}" cy="{y + HEIGHT / 2}" r="7" fill="#1f2937"/>')
    alone = sum(x < ACROSS for x, _ in places.values()) == 1 and INITIAL in places
    left = WIDTH - 16 if alone else 0  # of that column only the dot is seen
    if any(_leads_back(arrow, places) for arrow in drawing.arrows):
        left, right, bottom = left - _ROUND, right + _ROUND, bottom + DOWN // 2
    frame = f'viewBox="{left} 0 {right - left} {bottom}" width="{right - left}"'
    frame += ' style="max-width:100%"'
    font = 'font-family="sans-serif" font-size="12"'
    label = f'role="img" aria-label="{escape(drawing.title or "Flow")}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {frame} {font} {label}>{"".join(parts)}</svg>'


def _places(drawing: Sketch) -> dict[StepId, tuple[int, int]]:
    """Where each box begins: columns by the longest way, rows in the sketch's order."""
    order = [INITIAL, *(box.step for box in drawing.boxes)]
    column = _columns(order, drawing.arrows)
    rows: dict[int, int] = defaultdict(int)
    places = {}
    for step in order:
        if step == INITIAL and not any(arrow.source == INITIAL for arrow in drawing.arrows):
            continue
        places[step] = (12 + column[step] * ACROSS, 12 + rows[column[step]] * DOWN)
        rows[column[step]] += 1
    return places


def _columns(order: Sequence[StepId], arrows: Iterable[Arrow]) -> dict[StepId, int]:
    """How many boxes each has before it at the most; a cycle begins where the sketch names it first."""
    index = {step: number for number, step in enumerate(order)}
    after: dict[StepId, set[StepId]] = defaultdict(set)
    waits = dict.fromkeys(order, 0)
    for arrow in arrows:
        if arrow.target in waits and arrow.target not in after[arrow.source]:
            after[arrow.source].add(arrow.target)
            waits[arrow.target] += 1
    column = dict.fromkeys(order, 0)
    ready = [number for number, step in enumerate(order) if not waits[step]]
    left = iter(order)
    while waits:
        while ready and order[ready[0]] not in waits:
            heappop(ready)
        # where all wait for each other, the first goes on
        step = order[heappop(ready)] if ready else next(it for it in left if it in waits)
        del waits[step]
        for target in after[step] & waits.keys():
            column[target] = max(column[target], column[step] + 1)
            waits[target] -= 1
            if not waits[target]:
                heappush(ready, index[target])
    return column


def _leads_back(arrow: Arrow, places: dict[StepId, tuple[int, int]]) -> bool:
    there = arrow.source in places and arrow.target in places
    return there and places[arrow.target][0] <= places[arrow.source][0]


def _box(label: str, tone: Tone, x: int, y: int) -> str:
    fill, stroke, dash = STYLE[tone]
    shown = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
    return (
        f'<g><title>{escape(label)}</title><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}"'
        f' rx="6" fill="{fill}" stroke="{stroke}" stroke-width="1.5"{dash}/>'
        f'<text x="{x + WIDTH / 2}" y="{y + HEIGHT / 2 + 4}" text-anchor="middle"'
        f' fill="#1b2430">{escape(shown)}</text></g>'
    )


def _arrow(arrow: Arrow, places: dict[StepId, tuple[int, int]]) -> str:
    if arrow.source not in places or arrow.target not in places:
        return ""
    x1, y1 = places[arrow.source]
    x2, y2 = places[arrow.target]
    x1, y1, y2 = x1 + WIDTH, y1 + HEIGHT // 2, y2 + HEIGHT // 2
    if x2 < x1:
        bend, rise = _ROUND, DOWN
    else:
        bend = max(30, (x2 - x1) // 2)
        # a long one goes past the boxes in its way
        rise = DOWN // 2 if x2 - x1 > ACROSS else 0
    return (
        f"<g><title>{escape(', '.join(arrow.attributes))}</title>"
        f'<path d="M{x1} {y1}C{x1 + bend} {y1 + rise} {x2 - bend} {y2 + rise} {x2} {y2}"'
        f' fill="none"'
        f' stroke="#7d8896" stroke-width="1.5"/><path d="M{x2} {y2}l-7 -4v8z" fill="#7d8896"/></g>'
    )
