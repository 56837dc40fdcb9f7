"""A Flow as Mermaid text, as one would draw it by hand: Attributes on the arrows, Goals in colour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.export.sketch import INITIAL, Arrow, Sketch, Tone, sketch
from engine.flow import Flow, StepId
from engine.plan import Plan

CLASSES: Final = {
    "initial": "fill:#1f2937,stroke:#1f2937,color:#1f2937",
    "goal": "fill:#14532d,stroke:#0a2e18,color:#ffffff,stroke-width:2px",
    "dim": "fill:#f3f4f6,stroke:#9ca3af,color:#4b5563,stroke-dasharray:4 3",
}
"""How each class of node is drawn; every text has a contrast of 4.5 or more on its ground."""

_SPELLED: Final = re.compile(
    r"""["#&<>%;`\\*~|{}\[\]$]         # quotes, markup, directives
      | (?<![^\W_])_ | _(?![^\W_])     # an underscore that could begin or end emphasis
      | ^[-+] | (?<=\d)[.)](?=\s|$)    # what Markdown takes for a list
      | [\x00-\x1f\x7f]""",
    re.VERBOSE,
)


def to_mermaid(flow: Flow, plan: Plan) -> str:
    """The Flow as a Mermaid flowchart, ending in a newline. The same for the same Flow, always."""
    drawing = sketch(flow, plan)
    ids = node_ids(drawing)
    return "\n".join(["flowchart LR", *(f"    {line}" for line in _lines(drawing, ids))]) + "\n"


def node_ids(drawing: Sketch) -> dict[StepId, str]:
    """A name for each node that no notation takes for a word of its own, and that reads like its Step."""
    ids = {INITIAL: "start"}
    taken = set[str]()
    for step in sorted(box.step for box in drawing.boxes):
        plain = candidate = "step_" + re.sub(r"\W", "_", step, flags=re.ASCII)
        number = 1
        while candidate in taken:
            number += 1
            candidate = f"{plain}_{number}"
        taken.add(candidate)
        ids[step] = candidate
    return ids


def _lines(drawing: Sketch, ids: dict[StepId, str]) -> Iterator[str]:
    yield 'start((" "))'
    for box in drawing.boxes:
        yield f"{ids[box.step]}[{_quoted(box.label)}]"
    for arrow in drawing.arrows:
        yield f"{ids[arrow.source]} -->{_label(arrow)} {ids[arrow.target]}"
    yield f"classDef initial {CLASSES['initial']}"
    yield "class start initial"
    for tone in (Tone.GOAL, Tone.DIM):
        nodes = [ids[box.step] for box in drawing.boxes if box.tone is tone]
        if nodes:
            yield f"classDef {tone} {CLASSES[tone]}"
            yield f"class {','.join(nodes)} {tone}"


def _label(arrow: Arrow) -> str:
    return f"|{_quoted(', '.join(arrow.attributes))}|" if arrow.attributes else ""


def _quoted(text: str) -> str:
    lines = text.strip().splitlines() or [" "]
    return '"' + "<br/>".join(_SPELLED.sub(_entity, line) for line in lines) + '"'


def _entity(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"#{code};" if code >= ord(" ") else " "
