"""The state of a recorded run at record n, for any n, in a millisecond or two. Qt-free.

Folding a record takes some five microseconds, so from one record to the next it is folded; to go far, or
back, a checkpoint is taken up and folded on from. Checkpoints share the `StepState`s that did not change
between them, in pieces that they share too where nothing in them changed, so that to take one up costs
what is different there; whatever a record is about to change is copied first, if a checkpoint holds it.

There is one `RunState` for all moments, always the same object: views that keep what they worked out
only redo the Steps that `seek` names. Measured with the run of `tests/bench/bench_timeline.py`, 47,000
events and 8,000 Steps, CPU time: a jump to anywhere takes 0.8 ms (99 %: 1.8), 235 events back 0.3 ms.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import zip_longest
from typing import Any, Final, NamedTuple, TypeVar

from engine import events as e
from engine.flow import Name, StepId
from engine.state import RunState, StepState, StepStatus, Written

EVERY: Final = 128
"""Records between two checkpoints."""

_RUN: Final = tuple(field.name for field in fields(RunState))
_SMALL: Final = tuple(name for name in _RUN if name not in ("steps", "attributes"))
_STEP: Final = tuple(field.name for field in fields(StepState))


_PIECE: Final = 64
"""How many Steps, or Attributes, checkpoints share together."""
_FEW: Final = 16
"""In no more pieces than these each Step is looked at, however few there are."""


class _Checkpoint(NamedTuple):
    """A state that later records do not change: its Steps and Attributes in the order they came in."""

    rest: RunState
    steps: list[tuple[StepState, ...]]
    attributes: list[tuple[list[Written], ...]]


_NOTHING: Final = _Checkpoint(RunState(), [], [])


class Playback:
    """A run's records and its state at one of them. The list may grow at its end: a live run's does."""

    def __init__(self, records: Sequence[e.Record], run: str = "") -> None:
        """Take the records, the first of which begins the run; the state is that after the first."""
        assert records, "a run has at least the record of its beginning"
        self.records = records
        self.state = RunState(run=run)
        self.position = 0
        """How many records have been folded."""
        self._checkpoints: list[_Checkpoint] = []
        """The first is after the first record, the others after so many times `EVERY`."""
        self._base = _NOTHING
        """The checkpoint that the state has come from: what is one's own is what differs from it."""
        self._names: dict[Name, int] = {}
        """Every Attribute that has ever had a value, numbered in the order of their first ones."""
        self._own_steps: set[StepId] = set()
        self._own_attributes: set[Name] = set()
        self._own_inner: set[tuple[StepId, int | None]] = set()
        self.state.apply(records[0])
        self.position = 1
        self._numbers = {step: number for number, step in enumerate(self.state.steps)}
        self._names.update((name, number) for number, name in enumerate(self.state.attributes))
        self._own_steps.update(self._numbers)
        self._own_attributes.update(self._names)
        self._ids, self._everyone = tuple(self._numbers), frozenset(self._numbers)
        self._keep()

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
        before, nearest = self.position, min(target // EVERY, len(self._checkpoints) - 1)
        touched: set[StepId] | None = set()
        if target < before or nearest * EVERY > before:
            touched = self._take_up(nearest)
        here = self.position
        self._forward(target)
        if touched is None:
            return self._everyone
        for record in self.records[here:target]:
            step = getattr(record.event, "step", None)
            if step is not None:
                touched.add(step)
            elif _begins_again(record.event):
                return self._everyone
        return frozenset(touched)

    def position_at(self, at: float) -> int:
        """How many records had happened at a time, in seconds since 1970; at least the first."""
        return max(1, bisect_right(self.records, at, key=lambda record: record.at))

    def _take_up(self, checkpoint: int) -> set[StepId] | None:
        """Put a checkpoint's state in place of the one that is shown; the Steps that may differ.

        None where those may be most of them.
        """
        there, base, state = self._checkpoints[checkpoint], self._base, self.state
        _put(state, there.rest)
        self.position = max(1, checkpoint * EVERY)
        touched, steps, numbers = set(self._own_steps), state.steps, self._numbers
        pieces = {numbers[step] // _PIECE for step in touched}
        pieces.update(_differing(base.steps, there.steps))
        most = len(pieces) > max(_FEW, len(there.steps) // 4)
        for piece in pieces:
            ids = self._ids[piece * _PIECE : (piece + 1) * _PIECE]
            if not most:
                changed = zip(ids, there.steps[piece], strict=True)
                touched.update(step for step, one in changed if steps[step] is not one)
            steps.update(zip(ids, there.steps[piece], strict=True))
        self._take_up_attributes(there)
        self._base = there
        self._disown()
        return None if most else touched

    def _take_up_attributes(self, there: _Checkpoint) -> None:
        written, names = self.state.attributes, list(self._names)
        own = {self._names[name] // _PIECE for name in self._own_attributes}
        count = sum(map(len, there.attributes[-1:])) + _PIECE * max(0, len(there.attributes) - 1)
        for name in names[count : len(written)]:
            del written[name]
        for piece in own.union(_differing(self._base.attributes, there.attributes)):
            if piece < len(there.attributes):
                some = names[piece * _PIECE : (piece + 1) * _PIECE]
                written.update(zip(some, there.attributes[piece], strict=False))

    def _keep(self) -> None:
        """Put a checkpoint where the state is."""
        state, rest = self.state, RunState()
        _put(rest, state)
        steps, attributes = list(self._base.steps), list(self._base.attributes)
        _replace(steps, (self._numbers[step] for step in self._own_steps), state.steps, self._ids)
        numbers = (self._names[name] for name in self._own_attributes)
        _replace(attributes, numbers, state.attributes, list(state.attributes))
        self._base = _Checkpoint(rest, steps, attributes)
        self._checkpoints.append(self._base)
        self._disown()

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
            if (number + 1) % EVERY == 0 and (number + 1) // EVERY == len(self._checkpoints):
                self._keep()
        self.position = max(self.position, target)

    def _make_own(self, event: e.Event) -> None:
        """Copy what a record is about to change, where a checkpoint holds it too."""
        if isinstance(event, e.RunStarted):
            return
        step: StepId | None = getattr(event, "step", None)
        steps = self.state.steps
        self._own_step(step, event)
        if _begins_again(event):
            for running in [s for s, one in steps.items() if one.status is StepStatus.RUNNING]:
                self._own_step(running, event)
        if isinstance(event, e.AttributeSet) and event.attribute not in self._own_attributes:
            written = self.state.attributes
            self._names.setdefault(event.attribute, len(self._names))
            if event.attribute in written:
                written[event.attribute] = list(written[event.attribute])
            self._own_attributes.add(event.attribute)

    def _own_step(self, step: StepId | None, event: e.Event) -> None:
        steps = self.state.steps
        if step is None or step not in steps:
            return
        if step not in self._own_steps:
            steps[step] = _copied(steps[step])
            self._own_steps.add(step)
        if steps[step].inner:
            self._own_runs_inside(step, event)

    def _own_runs_inside(self, step: StepId, event: e.Event) -> None:
        """Copy the run inside a Step; every one of them where the Step itself changes."""
        inner = self.state.steps[step].inner or {}
        items = [event.item] if isinstance(event, e.Inner) else list(inner)
        for item in items:
            if item in inner and (step, item) not in self._own_inner:
                inner[item] = _whole(inner[item])
                self._own_inner.add((step, item))


def _begins_again(event: e.Event) -> bool:
    """Whether the run goes on after it was cut off, which changes every Step that is at work."""
    return isinstance(event, e.RunResumed) and event.away is not None


_K = TypeVar("_K")
_V = TypeVar("_V")


def _replace(
    pieces: list[tuple[_V, ...]], numbers: Iterable[int], now: Mapping[_K, _V], keys: Sequence[_K]
) -> None:
    """Put in place of the pieces in which these numbers are what is there now."""
    for piece in sorted({number // _PIECE for number in numbers}):
        some = tuple(now[key] for key in keys[piece * _PIECE : (piece + 1) * _PIECE])
        pieces[piece : piece + 1] = [some]


def _differing(one: Sequence[object], other: Sequence[object]) -> list[int]:
    """The pieces in which two checkpoints differ."""
    pairs = zip_longest(one, other)
    return [piece for piece, (was, now) in enumerate(pairs) if was is not now]


def _loose(value: Any) -> Any:
    """The same, in a dict or a list of its own."""
    return value.copy() if type(value) in (dict, list) else value


def _put(state: RunState, other: RunState) -> None:
    """Make a state say what another one says, but for its Steps and Attributes."""
    for name in _SMALL:
        setattr(state, name, _loose(getattr(other, name)))


def _copied(one: StepState) -> StepState:
    made = StepState()
    for name in _STEP:
        setattr(made, name, _loose(getattr(one, name)))
    return made


def _whole(state: RunState) -> RunState:
    """A state that shares nothing that a record might change."""
    made = RunState()
    _put(made, state)
    made.steps = {step: _copied(one) for step, one in state.steps.items()}
    made.attributes = {name: list(written) for name, written in state.attributes.items()}
    for one in made.steps.values():
        if one.inner:
            one.inner = {item: _whole(run) for item, run in one.inner.items()}
    return made
