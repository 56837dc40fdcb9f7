"""The one place where a run's facts become records: numbered, kept, folded, in that order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from engine import events as e
from engine.decision import Command, Decision, StartWork
from engine.flow import StepId
from engine.state import FOLDS, RunState

Sink: TypeAlias = Callable[[e.Record], None]
"""Keeps a record, or raises: what could not be kept did not happen."""

_ENDS: Final = frozenset({e.RunCompleted, e.RunFailed, e.RunCancelled})


def carrier(
    state: RunState,
    sink: Sink,
    now: Callable[[], float],
    *,
    start: Callable[[StepId], None],
    command: Callable[[Command], None],
    end: Callable[[], None],
) -> Callable[[Iterable[Decision]], None]:
    """What carries out decisions in their order: records the facts among them, and passes commands on.

    Those of one call have happened at one moment. `start` gets the Steps whose work is to begin, `command`
    all other commands; `end` is called after the record of how the run ended. Raises what the sink raises.

    A function made of names that are its own, since it is the innermost of all: as a method, which looks
    each of them up, it costs half as much again.
    """
    Record, new, fold_of, rare = e.Record, tuple.__new__, FOLDS.get, RunState.fold  # noqa: N806
    begins, ends = StartWork, _ENDS

    def carry_out(decisions: Iterable[Decision]) -> None:
        at = now()
        for item in decisions:
            fold = fold_of(type(item))
            if fold is not None:
                seq = state.last_seq + 1
                sink(new(Record, (seq, at, item)))  # as Record(seq, at, item), in half the time
                fold(state, item, at)
                state.last_seq = seq
                if fold is rare and type(item) in ends:
                    end()
            elif type(item) is begins:
                start(item.step)
            else:
                command(item)  # type: ignore[arg-type]

    return carry_out
