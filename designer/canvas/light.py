"""What of the picture is bright: the user's hand, what was just added, what is pointed out; the rest fades.

What no Goal needs is dimmed by its look. This keeps what is stronger than that, for as long as it is,
and lets a card that changes its strength do so in a moment instead of a jump.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from designer.canvas.curves import cover
from designer.canvas.emphasis import Emphasis
from designer.canvas.finding import AROUND_CARD
from designer.canvas.geometry import Rect
from designer.canvas.strength import Strength
from designer.document.patch import Patch
from engine.flow import StepId

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

FADE: Final = 0.12
"""Seconds that a card takes from one strength to the other."""
FRESH: Final = 10_000
"""Milliseconds for which what was just added stays bright."""
_PULSE: Final = 0.7
_FRAME: Final = 16
_MOST: Final = 200
"""Where more cards than this are in view, nothing fades: nobody would see it."""


class _Fade(NamedTuple):
    start: float
    share: float


class Light(QObject):
    """The strength of everything that a canvas paints."""

    changed = Signal()
    """Another part is pointed out, or none; or everything is shown, or no longer."""

    def __init__(self, canvas: Canvas) -> None:
        """Shine on a canvas: what the Goals need, and what is held."""
        super().__init__(canvas)
        self._canvas = canvas
        self.emphasis: Emphasis | None = None
        self.shows_everything = False
        self.fresh_for = FRESH
        self._fresh: dict[StepId, int] = {}
        self._fades: dict[StepId, _Fade] = {}
        self._pulsed: float | None = None
        self._frames = QTimer(self)
        self._frames.setInterval(_FRAME)
        self._frames.timeout.connect(self._tick)

    def strength(self) -> Strength:
        """How strongly everything is to be painted now."""
        now, rest, looks = time.perf_counter(), self._rest(), self._canvas.picture.steps
        pulse = 0.0 if self._pulsed is None else max(0.0, 1.0 - (now - self._pulsed) / _PULSE)
        fading = {}
        for step, fade in self._fades.items():
            look = looks.get(step)
            if look is not None:
                part = min(1.0, (now - fade.start) / FADE)
                share = rest.rest_of_step(look, self._faint)
                fading[step] = fade.share + (share - fade.share) * part
        return replace(rest, fading=fading, pulse=pulse) if fading or pulse else rest

    @property
    def is_fading(self) -> bool:
        """Whether it paints by itself, since strengths are on their way."""
        return self._frames.isActive()

    @property
    def fresh(self) -> frozenset[StepId]:
        """The Steps that were added a moment ago."""
        return frozenset(self._fresh)

    # what changes it ------------------------------------------------------------------------------

    def emphasise(self, emphasis: Emphasis | None) -> bool:
        """Point out a part of the picture, or none; whether that is anything new."""
        if emphasis == self.emphasis:
            return False
        self._change(lambda: setattr(self, "emphasis", emphasis))
        self._canvas.frame.redraw_all()
        if emphasis is not None and emphasis.ports and not self._canvas.reduced_motion:
            self._pulsed = time.perf_counter()
            self._frames.start()
        self.changed.emit()
        return True

    def show_everything(self, on: bool) -> None:
        """Paint what no Goal needs as strongly as the rest, or no longer."""
        if on != self.shows_everything:
            self._change(lambda: setattr(self, "shows_everything", on))
            self._canvas.frame.redraw_all()
            self.changed.emit()

    def take_plan(self, show: Callable[[], list[Rect]]) -> list[Rect]:
        """Show another Plan, letting what it no longer needs, or needs now, fade."""
        dirty: list[Rect] = []
        self._change(lambda: dirty.extend(show()))
        return dirty

    def take_patch(self, patch: Patch) -> None:
        """Follow an edit: what is pointed out was so before it; what it adds stays bright for a while."""
        self.emphasise(None)
        added = [step for step, change in patch.steps.items() if change.before is None]
        for step in [step for step in self._fresh if step not in self._canvas.picture.steps]:
            del self._fresh[step]
        if not added or len(added) > _MOST:
            return
        for step in added:
            self._fresh[step] = self._fresh.get(step, 0) + 1
        QTimer.singleShot(self.fresh_for, self, lambda: self._settle(added))

    def forget(self) -> None:
        """Another document is shown."""
        self._fresh.clear()
        self._fades.clear()
        self.emphasise(None)

    # how it goes on -------------------------------------------------------------------------------

    @property
    def _faint(self) -> float:
        return self._canvas.theme.share("unneeded")

    def _rest(self) -> Strength:
        """The strengths that everything comes to."""
        preview = self._canvas.preview
        more = self._fresh.keys() | preview.cards.keys()
        if preview.landing is not None:
            more.add(preview.landing[1].step)
        held = self._canvas.selection  # as it is: it may be everything
        return Strength(
            everything=self.shows_everything,
            bright=held | more if more else held,
            emphasis=self.emphasis,
        )

    def _settle(self, added: Iterable[StepId]) -> None:
        """What was added is new no more."""

        def settle() -> None:
            for step in added:
                left = self._fresh.get(step, 1) - 1
                if left > 0:
                    self._fresh[step] = left
                else:
                    self._fresh.pop(step, None)

        self._change(settle)
        self._redraw(added)

    def _change(self, do: Callable[[], object]) -> None:
        """Do what changes strengths; cards in view that have another one then begin to fade."""
        if not self._may_fade:
            self._fades.clear()
            do()
            return
        picture, area = self._canvas.picture, self._canvas.sight().area
        faint, before, known = self._faint, self.strength(), picture.steps.known
        near = picture.steps_near(area)
        seen = [step for step in near if step in known] if len(near) <= _MOST else []
        shares = {step: before.of_step(known[step], faint) for step in seen}
        do()
        after, now = self._rest(), time.perf_counter()
        for step, share in shares.items():
            look = picture.steps.get(step)
            if look is not None and abs(after.rest_of_step(look, faint) - share) > 0.01:
                self._fades[step] = _Fade(now, share)
                self._frames.start()

    @property
    def _may_fade(self) -> bool:
        return self._canvas.isVisible() and not (
            self._canvas.reduced_motion or self._canvas.camera.flat
        )

    def _tick(self) -> None:
        now = time.perf_counter()
        moved = list(self._fades)
        self._fades = {s: fade for s, fade in self._fades.items() if now - fade.start < FADE}
        if self._pulsed is not None:
            moved += {port.step for _, port in self.emphasis.ports} if self.emphasis else ()
            if now - self._pulsed > _PULSE or self.emphasis is None:
                self._pulsed = None
        if not self._fades and self._pulsed is None:
            self._frames.stop()
        self._redraw(moved)

    def _redraw(self, steps: Iterable[StepId]) -> None:
        picture = self._canvas.picture
        rects: list[Rect] = []
        for step in steps:
            card = picture.cards.get(step)
            if card is not None:
                rects.append(card.rect.grown(AROUND_CARD))
                for wire in picture.wiring.of(step):
                    curve = picture.curves.get(wire)
                    rects += cover(curve) if curve is not None else ()
        self._canvas.frame.redraw(rects)
