"""Where a run is to be held: a value. What holds it is `engine.halting`."""

from __future__ import annotations

from dataclasses import dataclass

from engine.flow import Name, Port, StepId


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakpoint:
    """Where a run is to be held, once: before `step` starts.

    With `input`, only where that input has a value, and with `source` only where it came from that
    output. `condition` is CEL over `value`, or, without an input, over the Step's inputs by name; empty
    holds always.
    """

    step: StepId
    input: Name | None = None
    source: Port | None = None
    condition: str = ""
