"""How the panels word a Problem: a whole sentence, and its place in a few words. Values only, no Qt."""

from __future__ import annotations

from typing import Final

from designer.engine_words import in_own_words, placed
from designer.words import tr
from engine.problem import Problem

_PLACES: Final = {"goals": "Goals", "inputs": "Flow inputs", "presets": "Presets"}


def sentence_of(problem: Problem) -> str:
    """What is wrong and what to do about it, as sentences."""
    text = placed(problem)
    text = text[:1].upper() + text[1:]
    text = text if text.endswith((".", "…", "?")) else f"{text}."
    return f"{text} {in_own_words(problem.hint)}".strip()


def place_of(problem: Problem) -> str:
    """Where a Problem is: `pay.amount`, `pay`, or the part of the file."""
    if problem.step is None:
        parts = problem.pointer.strip("/").split("/")
        return " › ".join((tr(_PLACES.get(parts[0], parts[0])), *parts[1:])).strip()
    return f"{problem.step}.{problem.port[1]}" if problem.port else problem.step
