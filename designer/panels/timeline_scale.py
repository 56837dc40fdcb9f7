"""How times become pixels on the timeline, and which of them the ruler names. Qt-free."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

MOST_PIXELS: Final = 1 << 30
"""How wide all of a run may be: what a scroll bar can count."""
_STEPS: Final = (1, 2, 5)
_SECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """`per_pixel` microseconds a pixel; the left edge shows the time `left`. A value."""

    per_pixel: float = 1000.0
    left: float = 0.0

    def x(self, micros: float) -> float:
        """Where a time is, in pixels from the left edge."""
        return (micros - self.left) / self.per_pixel

    def at(self, x: float) -> float:
        """The time at a place, in microseconds."""
        return self.left + x * self.per_pixel

    def zoomed(self, factor: float, x: float, total: float, width: float) -> Scale:
        """Closer (a factor above 1) or farther, with what is at `x` staying there; never past all of it."""
        held = self.at(x)
        most = max(total, 1.0) / max(width, 1.0)
        least = max(0.05, total / MOST_PIXELS)
        per_pixel = min(max(self.per_pixel / factor, min(least, most)), most)
        made = replace(self, per_pixel=per_pixel, left=held - x * per_pixel)
        return made.kept(total, width)

    def moved(self, pixels: float, total: float, width: float) -> Scale:
        """Pulled along by so many pixels."""
        return replace(self, left=self.left - pixels * self.per_pixel).kept(total, width)

    def kept(self, total: float, width: float) -> Scale:
        """The same with nothing before the beginning or after the end in view, if there is enough."""
        most = max(0.0, total - width * self.per_pixel)
        return replace(self, left=min(max(0.0, self.left), most))


def fitting(total: float, width: float) -> Scale:
    """All of a run in view."""
    return Scale(per_pixel=max(total, 1000.0) / max(width, 1.0))


def ticks(scale: Scale, width: float, least: float) -> list[int]:
    """The round times to name, in microseconds, at least so many pixels apart."""
    wanted = max(1.0, least * scale.per_pixel)
    power = 10 ** math.floor(math.log10(wanted))
    step = next((s * power for s in _STEPS if s * power >= wanted), 10 * power)
    step = max(1, round(step))
    if step > 30 * _SECOND:
        minutes = (60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400)
        step = next((m * _SECOND for m in minutes if m * _SECOND >= wanted), step)
    first = math.ceil(scale.left / step)
    return [n * step for n in range(first, math.floor(scale.at(width) / step) + 1)]


def tick_words(micros: int, step: int) -> str:
    """A time since the beginning, as exact as the ticks are apart."""
    if step < 1000:
        return f"{micros / 1000:.{2 if step < 100 else 1}f} ms"
    if step < _SECOND:
        digits = 3 if step < 10_000 else 2 if step < 100_000 else 1
        return f"{micros / _SECOND:.{digits}f} s"
    seconds = micros // _SECOND
    if seconds < 60:
        return f"{seconds} s"
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"
