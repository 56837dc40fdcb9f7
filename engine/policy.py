"""How a Step is to be worked on: retries, time-outs and the like, as values with their arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from engine.value import JSON

THREADS: Final = 256
"""Pieces of work that may block at one time, in a run and in those inside it; the next ones wait."""


class OnFailure(StrEnum):
    """What the other Goals of a run do when one fails."""

    CONTINUE = "continue"
    STOP = "stop"
    UNDO = "undo"


class Combine(StrEnum):
    """How several `each` inputs are put together."""

    PRODUCT = "product"
    ZIP = "zip"


class Backoff(StrEnum):
    """How the wait grows from retry to retry."""

    FIXED = "fixed"
    LINEAR = "linear"
    EXPONENTIAL = "exponential"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """How often failed work is tried again, and after which waits. Times in seconds."""

    times: int = 0
    delay: float = 1.0
    backoff: Backoff = Backoff.EXPONENTIAL
    max_delay: float = 60.0
    jitter: float = 0.1
    extra: Mapping[str, JSON] = field(default_factory=dict)

    def wait(self, retry: int, spread: float, asked: float | None = None) -> float:
        """Seconds before retry 1, 2, ...; `spread` from -1 to 1 picks a place within the jitter.

        Who refused may have `asked` for more: that counts up to the longest delay.
        """
        match self.backoff:
            case Backoff.FIXED:
                factor = 1.0
            case Backoff.LINEAR:
                factor = float(retry)
            case Backoff.EXPONENTIAL:
                factor = 2.0 ** min(retry - 1, 1000)  # 2**1024 would not fit a float
        own = min(self.delay * factor, self.max_delay) * (1.0 + self.jitter * spread)
        return max(0.0, own, min(asked or 0.0, self.max_delay))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPolicy:
    """All that a Step says about how it is worked on, besides what the work is."""

    retry: Retry = Retry()
    timeout: float | None = None
    cache: bool = False
    parallelism: int = 8
    combine: Combine = Combine.PRODUCT
    undo: Mapping[str, JSON] | None = None
    repeatable: bool = True
    executor: str = ""
    resources: Mapping[str, JSON] = field(default_factory=dict)
