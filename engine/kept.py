"""A value that has stayed where it was made: what is known of it here, and how to have it brought home."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from engine.value import Unkept


@dataclass(frozen=True, slots=True, eq=False)
class Kept(Unkept):
    """Stands for a large value that only workers of one cluster read; shown as its type and how it looks.

    A run that is resumed has none of them: what made the value is done again, as with any that could not be
    kept. `holder` is where it lies, `load` and `key` its name there.
    """

    holder: object
    load: int
    key: str
    fetch: Callable[[], Awaitable[Any]]
    """Brings the value home; it stays there too. Raises `StepFailure` once the cluster has let go of it."""
