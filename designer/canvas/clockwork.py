"""Says what of a picture moves by itself, and when the next frame of it is due: one timer for all.

Nothing ticks unless work in view is running, or something is to be seen for a moment. Where so much
moves that nobody could follow it, only what counts goes on, at a lower rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from designer.canvas.curves import cover
from designer.canvas.finding import AROUND_CARD
from designer.canvas.geometry import EVERYWHERE, Rect
from designer.canvas.looks import WireStatus
from designer.canvas.moments import DELAY, Passing
from engine.flow import StepId, Wire

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

_MOVING: Final = 33
"""Milliseconds between frames while something moves: 30 a second."""
_COUNTING: Final = 100
"""Milliseconds between frames where only durations count."""
_MOST_MOVING: Final = 40
"""More running Steps in view than this only count, so that motion never costs much."""
_FEWEST_MOVING: Final = 8
"""So many may always move, however few there are."""


class Clockwork(QObject):
    """What of a canvas moves."""

    def __init__(self, canvas: Canvas, repaint: Callable[[list[Rect]], None]) -> None:
        """Take the canvas, and who paints areas of the scene anew."""
        super().__init__(canvas)
        self._canvas, self._repaint = canvas, repaint
        self.passing = Passing()
        self._steps: set[StepId] = set()  # what moved at the last tick, or has begun to since
        self._wires: set[Wire] = set()
        self.is_much = False
        """Whether more is running in view than may move."""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    @property
    def is_on(self) -> bool:
        """Whether it paints by itself."""
        return self._timer.isActive()

    @property
    def most(self) -> int:
        """How many Steps may move at once: a tenth of them, and a handful of a few."""
        count = len(self._canvas.picture.diagram.flow.steps)
        return min(max(_FEWEST_MOVING, count // 10), _MOST_MOVING)

    def take(self, touched: frozenset[StepId], show: Callable[[], list[Rect]]) -> list[Rect]:
        """Show what has come of these Steps; the areas to paint, which may then move for a moment.

        Not where another moment of a run is looked at: nothing happens then.
        """
        canvas, looked_at = self._canvas, self._canvas.is_past and not self._canvas.plays
        if looked_at or canvas.reduced_motion or canvas.camera.flat or not canvas.isVisible():
            moved = self.passing.is_on
            self.passing.forget()
            return [*show(), EVERYWHERE] if moved else show()
        rects = self.passing.take(canvas.picture, touched, show, self.most)
        self._note()
        return rects

    def mind(self) -> None:
        """Tick while there is something to tick for, and only then."""
        running = self._running()
        if not running and not self.passing.is_on and not self._steps and not self._wires:
            self._timer.stop()
            return
        self.is_much = len(running) > self.most
        moves = not (self._canvas.reduced_motion or self.is_much) or self.passing.is_on
        interval = _MOVING if moves else _COUNTING
        if not self._timer.isActive() or self._timer.interval() != interval:
            self._timer.start(interval)

    def _note(self) -> None:
        """Remember what moves now: whatever is painted meanwhile may find it over, and forget it."""
        self._steps |= self.passing.steps
        self._wires |= self.passing.wires

    def _running(self) -> list[StepId]:
        picture = self._canvas.picture
        if self._canvas.camera.flat:  # tiles keep still
            return []
        return picture.ticking_in(self._canvas.sight().area.grown(AROUND_CARD))

    def _flowing(self, steps: Iterable[StepId]) -> list[Wire]:
        picture = self._canvas.picture
        return [
            wire
            for step in steps
            for wire in picture.wiring.of(step)
            if wire in picture.wires and picture.wires[wire].status is WireStatus.FLOWING
        ]

    def _tick(self) -> None:
        running, picture = self._running(), self._canvas.picture
        passing = [step for step in self._steps | self.passing.steps if step in picture.steps]
        rects = [picture.box(step).grown(AROUND_CARD) for step in {*running, *passing}]
        wires = {wire for wire in self._wires | self.passing.wires if wire in picture.curves}
        if not self._canvas.reduced_motion or self._has_begun(running):
            wires.update(self._flowing(running))
        for wire in wires:
            rects += cover(picture.curves[wire])
        self.passing.moments()  # what is over by now is painted once more, without it
        self._steps, self._wires = set(), set()
        self._note()
        self._repaint(rects)
        self.mind()

    def _has_begun(self, running: Iterable[StepId]) -> bool:
        """Whether work is only just shown as running, and so are the wires from it."""
        ticks = (self._canvas.picture.steps[step].ticking for step in running)
        return any(tick and self._canvas.now() - tick.since < 4 * DELAY for tick in ticks)
