"""What a field of code is told of where it stands: the names in scope, and the flow file's folder."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from designer.panels.code import Code
from designer.panels.code_words import (
    expression_fault,
    expression_names,
    function_fault,
    function_names,
)
from designer.panels.fields import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The names that can be typed where a sheet is, asked for when they are wanted."""

    inputs: Callable[[], Collection[str]] = tuple
    """Of the Step, for its expressions."""
    attributes: Callable[[], Collection[str]] = tuple
    """Of the whole Flow."""
    folder: Callable[[], Path | None] = lambda: None
    """The flow file's."""


def assist_expression(code: Code, names: Callable[[], Collection[str]]) -> None:
    """Have an expression completed and judged by the names that it may read."""
    code.complete_with(lambda before: expression_names(before, names()), leads=True)
    code.judge_with(lambda text: expression_fault(text, names()))


def assist_reference(line: Line, folder: Callable[[], Path | None]) -> None:
    """Have a reference to a function completed from the modules beside the flow file."""
    line.complete_with(lambda before: function_names(before, folder()))


def mark_reference(line: Line, folder: Path | None) -> str:
    """Underline what is wrong with the reference that stands in a line, and give the sentence."""
    fault = function_fault(line.text(), folder) if line.draft is None else None
    line.mark_fault(*(fault[1:] if fault else (0, 0)))
    return fault.sentence if fault else ""
