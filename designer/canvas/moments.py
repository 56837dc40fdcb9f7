"""What is to be seen of a run for a moment only: an output runs along its wire, a Step says that it is done.

Nothing of it means anything that does not stay to be seen afterwards, so whoever wants things to keep
still misses nothing. Work that ends in a blink is never shown as running: it goes straight to done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from designer.canvas.geometry import Rect
from designer.canvas.looks import Glyph, StepLook, Stroke, Tone, WireLook, WireStatus
from designer.words import tr
from engine.flow import StepId, Wire
from engine.state import StepStatus

if TYPE_CHECKING:
    from designer.canvas.picture import Picture

DELAY: Final = 0.2
"""Seconds that work takes at least to be shown as running."""
PING: Final = 0.18
PULSE: Final = 0.25
GOAL: Final = 0.6
_MOST_TOUCHED: Final = 60
"""Where more Steps than this have changed at once, nobody could follow any of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """How far each is, from 0 to 1: Steps that are done, Goals that are reached, values under way."""

    pings: Mapping[StepId, float] = field(default_factory=dict)
    goals: Mapping[StepId, float] = field(default_factory=dict)
    pulses: Mapping[Wire, float] = field(default_factory=dict)


NO_MOMENTS: Final = Moments()


def unhasty(look: StepLook, now: float) -> StepLook:
    """The look of a card, which does not show work as running that may be over in a blink."""
    tick = look.ticking
    if tick is None or look.glyph is not Glyph.PLAY or not 0 <= now - tick.since < DELAY:
        return look
    return replace(
        look, tone=Tone.WAITING, weight=1.5, glyph=Glyph.HOURGLASS, words=tr("queued"), ticking=None
    )


def unhasty_wire(look: WireLook, now: float) -> WireLook:
    """The same for a wire that waits for such work."""
    if look.status is not WireStatus.FLOWING or look.since is None:
        return look
    if not 0 <= now - look.since < DELAY:
        return look
    return replace(
        look, status=WireStatus.WILL_RUN, tone=Tone.WAITING, stroke=Stroke.DASHED, weight=1.5
    )


class Passing:
    """The moments that have begun and are not over. Times are `now`'s."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        """Begin with none."""
        self._now = now
        self._pings: dict[StepId, float] = {}
        self._goals: dict[StepId, float] = {}
        self._pulses: dict[Wire, float] = {}

    @property
    def steps(self) -> set[StepId]:
        """The cards that they are seen at."""
        return {*self._pings, *self._goals}

    @property
    def wires(self) -> set[Wire]:
        """The wires that they are seen on."""
        return {*self._pulses}

    @property
    def is_on(self) -> bool:
        """Whether there is any."""
        return bool(self._pings or self._goals or self._pulses)

    def moments(self) -> Moments:
        """How far they are now; those that are over are forgotten."""
        now = self._now()
        self._pings = {s: at for s, at in self._pings.items() if now - at < PING}
        self._goals = {s: at for s, at in self._goals.items() if now - at < GOAL}
        self._pulses = {w: at for w, at in self._pulses.items() if now - at < PULSE}
        if not self.is_on:
            return NO_MOMENTS
        return Moments(
            pings={s: (now - at) / PING for s, at in self._pings.items()},
            goals={s: (now - at) / GOAL for s, at in self._goals.items()},
            pulses={w: (now - at) / PULSE for w, at in self._pulses.items()},
        )

    def forget(self) -> None:
        """Whatever is on its way is over: something else is shown."""
        self._pings, self._goals, self._pulses = {}, {}, {}

    def take(
        self,
        picture: Picture,
        touched: Collection[StepId],
        show: Callable[[], list[Rect]],
        most: int,
    ) -> list[Rect]:
        """Show what has come of these Steps, and let at most so many moments begin."""
        if not 0 < len(touched) <= _MOST_TOUCHED:
            return show()
        steps = [picture.renames.from_run(step) for step in touched]
        looks, wires = picture.steps.known, picture.wires.known
        before = {step: looks[step] for step in steps if step in looks}
        strung = {w: wires[w].status for s in before for w in picture.wiring.of(s) if w in wires}
        dirty, now = show(), self._now()
        for step, was in before.items():
            look = looks.get(step)
            if look is None or len(self._pings) >= most:
                continue
            if look.goal_reached and not was.goal_reached:
                self._goals[step] = now
            if look.status == StepStatus.COMPLETED != was.status and look.glyph is Glyph.CHECK:
                self._pings[step] = now
        for wire, status in strung.items():
            arrived = wire in wires and wires[wire].status is WireStatus.ARRIVED
            if arrived and status is not WireStatus.ARRIVED and len(self._pulses) < 2 * most:
                self._pulses[wire] = now
        return dirty
