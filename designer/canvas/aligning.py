"""Where cards go when they are lined up or spread evenly. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from designer.canvas.geometry import Rect
from designer.document.diagram import Place
from engine.flow import StepId

Alignment: TypeAlias = Literal["left", "center", "right", "top", "middle", "bottom"]
Axis: TypeAlias = Literal["horizontal", "vertical"]


def aligned(rects: Mapping[StepId, Rect], how: Alignment) -> dict[StepId, Place]:
    """The places of cards lined up at an edge of what they cover together, or at its middle."""
    left, right = min(r.x for r in rects.values()), max(r.right for r in rects.values())
    top, bottom = min(r.y for r in rects.values()), max(r.bottom for r in rects.values())
    places = {}
    for step, rect in rects.items():
        across = {"left": left, "center": (left + right - rect.w) / 2, "right": right - rect.w}
        down = {"top": top, "middle": (top + bottom - rect.h) / 2, "bottom": bottom - rect.h}
        places[step] = Place(across.get(how, rect.x), down.get(how, rect.y))
    return places


def distributed(rects: Mapping[StepId, Rect], axis: Axis) -> dict[StepId, Place]:
    """The places of cards with even gaps between them; the outermost ones stay where they are."""
    across = axis == "horizontal"
    order = sorted(rects, key=lambda step: (_start(rects[step], across=across), step))
    sizes = [rects[s].w if across else rects[s].h for s in order]
    first, last = rects[order[0]], rects[order[-1]]
    span = _start(last, across=across) + sizes[-1] - _start(first, across=across)
    gap = (span - sum(sizes)) / max(len(order) - 1, 1)
    places, at = {}, _start(first, across=across)
    for step, size in zip(order, sizes, strict=True):
        rect = rects[step]
        places[step] = Place(at, rect.y) if across else Place(rect.x, at)
        at += size + gap
    return places


def _start(rect: Rect, *, across: bool) -> float:
    return rect.x if across else rect.y
