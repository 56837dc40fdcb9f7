"""Where something happens that happens inside a Step: a value."""

from __future__ import annotations

from typing import NamedTuple

from engine.flow import StepId


class Inside(NamedTuple):
    """A Step that runs a Flow, and for which element, with `each`."""

    step: StepId
    item: int | None = None

    def __str__(self) -> str:
        """As the event stream writes it: `step`, or `step[2]`."""
        return self.step if self.item is None else f"{self.step}[{self.item}]"
