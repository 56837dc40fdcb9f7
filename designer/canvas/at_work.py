"""Keeps which Steps of a picture say something that changes with the time: few of many. Qt-free.

As long as a few Steps change at a time that is known of all of them. Where thousands have changed at once
nobody looks for it: who asks what is at work in view is told by looking there, and who asks for all of
it has them all looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from designer.canvas.looks import Around
from designer.canvas.tiles import tile_of
from engine.flow import Step, StepId
from engine.state import StepStatus

_FEW: Final = 100
"""So many are looked at one by one, wherever they are."""


class AtWork:
    """The Steps whose words change with the time."""

    def __init__(self, known: Callable[[], tuple[Mapping[StepId, Step], Around]]) -> None:
        """Take what gives the Steps of the diagram, and what their looks depend on."""
        self._known = known
        self._steps: set[StepId] | None = None

    def forget(self) -> None:
        """Any of them may be such a one, or no longer."""
        self._steps = None

    def mind(self, step: StepId) -> None:
        """Look at this one again: from now on all of them are known."""
        (self.steps.add if self._ticks(step) else self.steps.discard)(step)

    @property
    def steps(self) -> set[StepId]:
        """All of them."""
        if self._steps is None:
            _, around = self._known()
            runs = around.state.steps.items() if around.state is not None else ()
            busy = [step for step, run in runs if run.status is StepStatus.RUNNING]
            self._steps = set(filter(self._ticks, map(around.renames.from_run, busy)))
        return self._steps

    def among(self, seen: Callable[[], Collection[StepId]]) -> list[StepId]:
        """Those that may be in view; `seen` finds out what is, and is asked only where need be."""
        if self._steps is None:
            return [step for step in seen() if self._ticks(step)]
        if len(self._steps) <= _FEW:
            return list(self._steps)
        return [step for step in seen() if step in self._steps]

    def _ticks(self, step: StepId) -> bool:
        steps, around = self._known()
        it, run = steps.get(step), around.run_of(step)
        if it is None or run is None or run.status is not StepStatus.RUNNING:
            return False
        return tile_of(it, around).ticking
