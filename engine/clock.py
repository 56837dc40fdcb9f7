"""Time and fresh names. Nothing else in the engine reads a clock or a random source."""

from __future__ import annotations

import math
import random
import secrets
import time
from datetime import UTC, datetime
from typing import Protocol

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID = 26
_MICROS = 1_000_000


class Clock(Protocol):
    """Where the runner gets its time from; a test may give it another."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some start; never goes back."""
        ...

    def jitter(self) -> float:
        """A number from -1 to 1, for spreading retries."""
        ...


class SystemClock:
    """The machine's own clock."""

    now = staticmethod(time.time)

    monotonic = staticmethod(time.monotonic)

    def jitter(self) -> float:
        """A number from -1 to 1, for spreading retries."""
        return random.uniform(-1.0, 1.0)


def new_run_id(now: float) -> str:
    """A ULID (github.com/ulid/spec): 26 characters that sort by time. `now` in seconds."""
    number = (int(now * 1000) << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def began_at(run: str) -> float | None:
    """When a run began, in seconds since 1970, as its id says it; None where it is no ULID."""
    if len(run) != _ULID or not set(run) <= set(_CROCKFORD):
        return None
    number = 0
    for letter in run[:10]:
        number = number << 5 | _CROCKFORD.index(letter)
    return number / 1000


def iso(at: float) -> str:
    """A time in seconds since 1970 as ISO 8601 in UTC, with microseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")


def local_time(at: str) -> str:
    """A time as `iso` writes it, for people here: `14:02`, or `2026-11-21 14:02` where that was not today."""
    moment = datetime.fromisoformat(at).astimezone()
    is_today = moment.date() == datetime.now().astimezone().date()
    return moment.strftime("%H:%M" if is_today else "%Y-%m-%d %H:%M")


def micros(at: float) -> int:
    """A time in seconds since 1970 in whole microseconds, as the event stream says it."""
    part, whole = math.modf(at)
    return int(whole) * _MICROS + round(part * _MICROS)


def between(started: float | None, ended: float | None, away: float = 0.0) -> float | None:
    """Seconds from one record to another but those `away`, None where one of them is missing.

    To the microsecond, as the event stream writes times: so whoever reads the stream comes to the same.
    """
    if started is None or ended is None:
        return None
    return max(0, micros(ended) - micros(started) - micros(away)) / _MICROS


def lasting(seconds: float) -> str:
    """A length of time as it is told everywhere: `0.3 ms`, `420 ms`, `4.2 s`, `2 min 05 s`, `1 h 02 min`."""
    millis = round(max(0.0, seconds) * 1000, 3)
    if millis < 9.95:
        return f"{millis:.2g} ms"
    if millis < 999.5:
        return f"{millis:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
