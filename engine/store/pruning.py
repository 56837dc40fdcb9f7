"""Which old runs are let go: those past an age, then the oldest, until the rest fits a size."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.errors import StoreError
from engine.store.entry import INTERRUPTED, RUNNING, RunEntry

DAY: Final = 24 * 3600.0
SPARED: Final = 7 * DAY
"""Seconds for which an interrupted run is kept whatever its size: somebody may want to resume it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long runs are kept, in seconds, and how many bytes of them; a run that is on always is."""

    age: float = 90 * DAY
    size: float = 2e9

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Limits:
        """The limits that `BACKCAST_KEEP_DAYS` and `BACKCAST_KEEP_MB` set; where they are not, our own.

        Raises:
            StoreError: One of them is no number.
        """
        days = _number(environment, "BACKCAST_KEEP_DAYS", cls().age / DAY)
        megabytes = _number(environment, "BACKCAST_KEEP_MB", cls().size / 1e6)
        return cls(age=days * DAY, size=megabytes * 1e6)


def superfluous(runs: Iterable[RunEntry], limits: Limits, now: float) -> Iterator[RunEntry]:
    """The runs to let go of, of all runs (the newest first); `now` in seconds since 1970."""
    room = limits.size
    for run in runs:
        room -= run.size
        age = now - run.started
        spared = run.status == RUNNING or (run.status == INTERRUPTED and age < SPARED)
        if not spared and (age > limits.age or room < 0):
            yield run


def _number(environment: Mapping[str, str], name: str, otherwise: float) -> float:
    text = environment.get(name, "")
    try:
        number = float(text or otherwise)
    except ValueError:
        number = -1.0
    if not number >= 0:
        raise StoreError(f"the environment variable {name} is '{text}'; expected a number")
    return number
