"""Whether a Flow that a program opened may run: as on the command line, but nothing is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from engine.codec import read_flow
from engine.errors import PlanError
from engine.plan import Plan
from engine.registry import Registry

_MOST: Final = 5
"""Things that it would execute, of those that the sentence names."""


def require_trusted(file: Path | None, plan: Plan, registry: Registry, *, trust: bool) -> None:
    """Let only a Flow pass that is this user's own, that was allowed before, or that is with `trust`.

    Raises:
        PlanError: `not_trusted`: it is none of these; nothing of it has been executed.
        FlowFileError: The file cannot be read any more.
    """
    if trust or file is None:
        return
    from engine.trust import Trust, shown  # what only flows from elsewhere need

    asked = Trust().needed(file, plan, registry, lambda: read_flow(file).flow)
    if asked is None:
        return
    names = [shown(doing.name) for doing in asked.doings[:_MOST]]
    more = f" and {left} more" if (left := len(asked.doings) - _MOST) > 0 else ""
    would = f"it would execute {', '.join(names)}{more}" if names else "it executes no code"
    steps = dict.fromkeys(step for doing in asked.doings for step in doing.steps)
    raise PlanError(
        "not_trusted",
        f"{asked.why_again}; {would}. Look at it, then open it with "
        f"open_flow({file.name!r}, trust=True), or run it once with backcast run --trust",
        list(steps),
    )
