"""A Flow as Graphviz text; shows what `engine.export.mermaid` shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.export.sketch import INITIAL, Sketch, Tone, sketch
from engine.flow import Flow
from engine.plan import Plan

_TONES: Final = {
    Tone.PLAIN: 'fillcolor="#ffffff", color="#1f2937", fontcolor="#111827"',
    Tone.GOAL: 'fillcolor="#14532d", color="#0a2e18", fontcolor="#ffffff", penwidth=2',
    Tone.DIM: 'fillcolor="#f3f4f6", color="#9ca3af", fontcolor="#4b5563", style="rounded,filled,dashed"',
}


def to_dot(flow: Flow, plan: Plan) -> str:
    """The Flow as a DOT digraph, ending in a newline. The same for the same Flow, always."""
    drawing = sketch(flow, plan)
    head = f"digraph {_quoted(drawing.title or 'flow')} {{"
    return "\n".join([head, *(f"    {line};" for line in _lines(drawing)), "}"]) + "\n"


def _lines(drawing: Sketch) -> Iterator[str]:
    yield "rankdir=LR"
    yield 'node [shape=box, style="rounded,filled", fontname="sans-serif"]'
    yield 'edge [fontname="sans-serif", color="#4b5563", fontcolor="#374151"]'
    yield (
        f'{_quoted(INITIAL)} [shape=circle, style=filled, fillcolor="#1f2937", label="", '
        "width=0.25, fixedsize=true]"
    )
    for box in drawing.boxes:
        yield f"{_quoted(box.step)} [label={_quoted(box.label)}, {_TONES[box.tone]}]"
    for arrow in drawing.arrows:
        label = f" [label={_quoted(', '.join(arrow.attributes))}]" if arrow.attributes else ""
        yield f"{_quoted(arrow.source)} -> {_quoted(arrow.target)}{label}"


def _quoted(text: str) -> str:
    """A DOT string that shows `text` as it is: neither escapes nor HTML entities of its own."""
    text = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    lines = text.splitlines() or [""]
    return '"' + "\\n".join("".join(c if c.isprintable() else " " for c in x) for x in lines) + '"'
