"""The part of a card's look that says its state: a value. Qt-free."""

from __future__ import annotations

from typing import NamedTuple

from designer.canvas.looks import Glyph, Stroke, Ticking, Tone


class Mark(NamedTuple):
    """The part of a card's look that says its state."""

    status: str
    tone: Tone = Tone.NEUTRAL
    weight: float = 1.0
    glyph: Glyph = Glyph.NONE
    words: str = ""
    stroke: Stroke = Stroke.SOLID
    ticking: Ticking | None = None


def first_line(text: str) -> str:
    """The first line of a text in which there is anything."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
