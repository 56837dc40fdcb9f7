"""What was done and may be undone, and in which runs inside Steps: values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from engine import events as e
from engine.flow import Name, StepId
from engine.plan import Plan
from engine.value import Value


class Level(NamedTuple):
    """A run inside a Step: which Step (and element) that is, and the Plan of the run."""

    inside: e.Inside
    plan: Plan


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done and may be undone: a Step's work, or one element of it.

    `levels` are the runs inside Steps that it was done in, the outermost first.
    """

    step: StepId
    item: int | None
    values: Mapping[Name, Value]
    levels: tuple[Level, ...] = ()

    def told(self, event: e.Event) -> e.Event:
        """An event about it, as the outermost of these runs records it."""
        for level in reversed(self.levels):
            event = e.Inner(*level.inside, event)
        return event
