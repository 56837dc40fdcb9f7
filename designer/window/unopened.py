"""What is said of a file that could not be opened: its name, what is wrong with it, and what can be done."""

from __future__ import annotations

from pathlib import Path

from designer.engine_words import in_own_words
from designer.words import tr
from engine.errors import FlowFileError
from engine.problem import Problem


def why_unopened(error: FlowFileError) -> str:
    """A refused file in a few lines: its name, the first problems, how many more there are."""
    name = Path(error.path).name
    if name.endswith(".py"):
        return tr(
            "'{name}' is a Python file, and no flow. The functions of those beside the flow are in the list "
            "of steps on the left; 'Where functions come from…' adds other folders.", name=name,
        )  # fmt: skip
    lines = [f"• {_worded(problem)}" for problem in error.problems[:5]]
    more = len(error.problems) - len(lines)
    if more > 0:
        told = tr("and {count} more: 'backcast check {name}' lists them all", count=more, name=name)
        lines.append(told)
    return tr("'{name}' cannot be opened:\n{lines}", name=name, lines="\n".join(lines))


def _worded(problem: Problem) -> str:
    place = f"{problem.pointer}: " if problem.pointer else ""
    told = in_own_words(problem.message)
    if problem.hint:
        told = f"{told.rstrip('.')}. {in_own_words(problem.hint)}"
    return place + told
