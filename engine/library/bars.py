"""A run as a small SVG timeline, drawn without Qt: when each Step began and ended, and how."""

from __future__ import annotations

from html import escape
from typing import Final

from engine.clock import lasting
from engine.state import RunState, StepState, StepStatus

ROW: Final = 22
LABEL: Final = 190
WIDTH: Final = 560
MOST: Final = 200
"""Steps that are drawn: more are no picture."""

COLOURS: Final = {
    StepStatus.COMPLETED: ("#1e8a6e", "✓"),
    StepStatus.CACHED: ("#1e8a6e", "⟲"),
    StepStatus.FAILED: ("#a8140a", "✕"),
    StepStatus.RUNNING: ("#1a4fd6", "▶"),
    StepStatus.CANCELLED: ("#6b7684", "■"),
}


def to_bars(state: RunState) -> str:
    """The Steps that did something, in the order in which they began, as an SVG element."""
    began = sorted(
        ((_end(state, one) - (one.took or 0.0), step, one) for step, one in state.steps.items()
         if one.status in COLOURS and (one.started or one.ended)),
        key=lambda each: each[:2],
    )  # fmt: skip
    if not began:
        return ""
    first = min(at for at, _, _ in began)
    last = max((_end(state, one) for _, _, one in began), default=first)
    scale = WIDTH / max(last - first, 1e-6)
    rows = [
        _row(number, step, one, (at - first) * scale, _length(one, last - at) * scale)
        for number, (at, step, one) in enumerate(began[:MOST])
    ]
    height = ROW * len(rows) + 8
    more = f"<div>and {len(began) - MOST} more steps</div>" if len(began) > MOST else ""
    frame = f'viewBox="0 0 {LABEL + WIDTH + 90} {height}" width="{LABEL + WIDTH + 90}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame} style="max-width:100%"'
        f' font-family="sans-serif" font-size="12" role="img" aria-label="Timeline">'
        f"{''.join(rows)}</svg>{more}"
    )


def _end(state: RunState, one: StepState) -> float:
    """When a Step ended, else began, in seconds since the run did."""
    return state.lasted(one.ended or one.started or 0.0) or 0.0


def _length(one: StepState, rest: float) -> float:
    return rest if one.ended is None else one.took or 0.0


def _row(number: int, step: str, one: StepState, start: float, length: float) -> str:
    colour, mark = COLOURS[one.status]
    y = 4 + number * ROW
    seconds = one.took or 0.0
    told = f"{step}: {one.status}" + (f", {one.message}" if one.message else "")
    return (
        f"<g><title>{escape(told)}</title>"
        f'<text x="{LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(step)}</text>'
        f'<rect x="{LABEL + start:.1f}" y="{y}" width="{max(2.0, length):.1f}" height="{ROW - 5}"'
        f' rx="3" fill="{colour}"/><text x="{LABEL + start + max(2.0, length) + 6:.1f}"'
        f' y="{y + 13}">{mark} {lasting(seconds)}</text></g>'
    )
