"""The state of a recorded run at record n, for any n, in a few milliseconds. Qt-free.

Folding a record takes some five microseconds, so from one record to the next it is folded; to go far, or
back, a checkpoint is taken up and folded on from. Checkpoints share the `StepState`s that did not change
between them: whatever a record is about to change is copied first, if a checkpoint holds it too.

There is one `RunState` for all moments, always the same object: views that keep what they worked out
only redo the Steps that `seek` names. Measured with `tests/bench/bench_timeline.py`, 50,000 events: a jump
to anywhere takes 1 ms with 1,000 Steps and 4 ms with 8,000 (95 %: 2 and 5), the next event 0.1 ms.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from engine import events as e
from engine.flow import Name, StepId
from engine.state import RunState, StepState

EVERY: Final = 1024
"""Records between two checkpoints."""

_RUN: Final = tuple(field.name for field in fields(RunState))
_STEP: Final = tuple(field.name for field in fields(StepState))


class Playback:
    """A run's records and its state at one of them. The list may grow at its end: a live run's does."""

    def __init__(self, records: Sequence[e.Record], run: str = "") -> None:
        """Take the records, the first of which begins the run; the state is that after the first."""
        assert records, "a run has at least the record of its beginning"
        self.records = records
        self.state = RunState(run=run)
        self.position = 0
        """How many records have been folded."""
        self._checkpoints: list[RunState] = []
        self._own_steps: set[StepId] = set()
        self._own_attributes: set[Name] = set()
        self._own_inner: set[tuple[StepId, int | None]] = set()
        self._forward(1)

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.records)

    @property
    def at(self) -> float:
        """The time of the record that is shown, in seconds since 1970."""
        return self.records[self.position - 1].at

    def seek(self, position: int) -> frozenset[StepId]:
        """Go to where so many records have happened, and name the Steps that may look different.

        Beyond either end it goes to that end.
        """
        target = max(1, min(position, len(self.records)))
        before, steps = self.position, self.state.steps
        nearest = min(target // EVERY, len(self._checkpoints)) - 1
        if target < before or (nearest + 1) * EVERY > before:
            self._take_up(nearest)
        here = self.position
        self._forward(target)
        now = self.state.steps
        touched = {getattr(record.event, "step", None) for record in self.records[here:target]}
        if now is not steps:
            touched |= {step for step, one in now.items() if one is not steps.get(step)}
        return frozenset(step for step in touched if step is not None)

    def position_at(self, at: float) -> int:
        """How many records had happened at a time, in seconds since 1970; at least the first."""
        return max(1, bisect_right(self.records, at, key=lambda record: record.at))

    def _take_up(self, checkpoint: int) -> None:
        """Put a checkpoint's state in place of the one that is shown; before the first, the very first."""
        if checkpoint < 0:
            self._show(RunState(run=self.state.run))
            self.position = 0
        else:
            self._show(self._checkpoints[checkpoint])
            self.position = (checkpoint + 1) * EVERY
        self._disown()

    def _show(self, state: RunState) -> None:
        for name in _RUN:
            setattr(self.state, name, _loose(getattr(state, name)))

    def _disown(self) -> None:
        self._own_steps.clear()
        self._own_attributes.clear()
        self._own_inner.clear()

    def _forward(self, target: int) -> None:
        records, state = self.records, self.state
        for number in range(self.position, target):
            record = records[number]
            self._make_own(record.event)
            state.apply(record)
            if (number + 1) % EVERY == 0 and (number + 1) // EVERY > len(self._checkpoints):
                self._checkpoints.append(_kept(state))
                self._disown()
        self.position = max(self.position, target)

    def _make_own(self, event: e.Event) -> None:
        """Copy what a record is about to change, where a checkpoint holds it too."""
        if isinstance(event, e.RunStarted):
            return
        step: StepId | None = getattr(event, "step", None)
        steps = self.state.steps
        if step is not None and step in steps and step not in self._own_steps:
            steps[step] = _copied(steps[step])
            self._own_steps.add(step)
        if isinstance(event, e.AttributeSet) and event.attribute not in self._own_attributes:
            written = self.state.attributes
            if event.attribute in written:
                written[event.attribute] = list(written[event.attribute])
            self._own_attributes.add(event.attribute)
        if step is not None and step in steps and steps[step].inner:
            self._own_runs_inside(step, event)

    def _own_runs_inside(self, step: StepId, event: e.Event) -> None:
        """Copy the run inside a Step; every one of them where the Step itself changes."""
        inner = self.state.steps[step].inner or {}
        items = [event.item] if isinstance(event, e.Inner) else list(inner)
        for item in items:
            if item in inner and (step, item) not in self._own_inner:
                inner[item] = _whole(inner[item])
                self._own_inner.add((step, item))


def _loose(value: Any) -> Any:
    """The same, in a dict or a list of its own."""
    return value.copy() if type(value) in (dict, list) else value


def _kept(state: RunState) -> RunState:
    """A state that later records do not change, its parts shared."""
    kept = RunState()
    for name in _RUN:
        setattr(kept, name, _loose(getattr(state, name)))
    return kept


def _copied(one: StepState) -> StepState:
    made = StepState()
    for name in _STEP:
        setattr(made, name, _loose(getattr(one, name)))
    return made


def _whole(state: RunState) -> RunState:
    """A state that shares nothing that a record might change."""
    made = _kept(state)
    made.steps = {step: _copied(one) for step, one in state.steps.items()}
    made.attributes = {name: list(written) for name, written in state.attributes.items()}
    for one in made.steps.values():
        if one.inner:
            one.inner = {item: _whole(run) for item, run in one.inner.items()}
    return made
