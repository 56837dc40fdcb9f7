"""How the panels word a Problem: a whole sentence, and its place in a few words. Values only, no Qt."""

from __future__ import annotations

from engine.problem import Problem


def sentence_of(problem: Problem) -> str:
    """What is wrong and what to do about it, as sentences."""
    text = problem.message[:1].upper() + problem.message[1:]
    text = text if text.endswith((".", "…", "?")) else f"{text}."
    return f"{text} {problem.hint}".strip()


def place_of(problem: Problem) -> str:
    """Where a Problem is: `pay.amount`, `pay`, or the part of the file."""
    if problem.step is None:
        return problem.pointer.strip("/").replace("/", " › ")
    return f"{problem.step}.{problem.port[1]}" if problem.port else problem.step
