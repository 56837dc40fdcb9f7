"""Draws a wire by keys alone: goes through the ports of a Step, then through those that fit.

Everything that can be seen of it is the gesture that the mouse would have begun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.canvas.geometry import Point
from designer.canvas.gestures.gesture import Keys, Sight
from designer.canvas.gestures.wire import WireDrag, begin_wire
from designer.canvas.walk import Heading, nearest
from designer.words import tr
from engine.flow import Port, Side

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

_End = tuple[Side, Port]


class Stringing:
    """The part of a canvas that draws wires by keys."""

    def __init__(self, canvas: Canvas) -> None:
        """Serve a canvas."""
        self._canvas = canvas
        self._port: _End | None = None
        self._wire: WireDrag | None = None
        self._targets: dict[_End, Point] = {}
        self._target: _End | None = None

    @property
    def is_on(self) -> bool:
        """Whether a wire hangs from a port that the keys chose."""
        return self._wire is not None and self._canvas.gesture is self._wire

    @property
    def port(self) -> _End | None:
        """The port that Enter begins a wire at; None once another Step is in focus."""
        focused = self._canvas.focus_step
        return self._port if self._port in self._ports() and focused else None

    def next_port(self, by: int = 1) -> None:
        """Go to the next port of the Step in focus, or while a wire hangs to the next that fits."""
        if self.is_on:
            ends = sorted(self._targets, key=lambda end: (*self._targets[end], end))
            at = ends.index(self._target) + by if self._target in ends else 0
            self._aim(ends[at % len(ends)])
            return
        ports = self._ports()
        if not ports:
            self._canvas.hint.emit(tr("Select a step that has ports first."))
            return
        here = self.port
        at = (ports.index(here) + by) if here else (0 if by > 0 else -1)
        self._port = ports[at % len(ports)]
        self._tell(
            self._port,
            tr("{end} · Enter: draw a wire · Space: its value", end=_words(self._port)),
        )

    def leave(self) -> None:
        """Choose no port any more: the keys have gone on to something else."""
        port, self._port = self._port, None
        if port is not None and self._canvas.hover == port:
            self._canvas.set_hover(None)

    def enter(self) -> bool:
        """Begin a wire at the port, or let go of the one that hangs; False where there is neither."""
        if self.is_on:
            self._drop()
            return True
        if self.port is None or self._canvas.gesture_active:
            return False
        self._begin(*self.port)
        return True

    def step_towards(self, heading: Heading) -> None:
        """Lead the loose end to the nearest fitting port in a direction."""
        if self._target is not None:
            here = self._targets[self._target]
            there = nearest(self._targets, self._target, here, heading)
            self._aim(there or self._target)

    def _ports(self) -> list[_End]:
        canvas = self._canvas
        step = canvas.focus_step
        if step is None and len(canvas.selection) == 1:
            (step,) = canvas.selection
            canvas.set_focus_step(step)
        if step is None or step not in canvas.picture.cards:
            return []
        return [(side, Port(step, name)) for side, name, _ in canvas.picture.ports(step)]

    def _begin(self, side: Side, port: Port) -> None:
        canvas = self._canvas
        self._wire = begin_wire(canvas.picture, side, port, dragged=False)
        canvas.begin(self._wire)
        canvas.show_gesture(canvas.camera.to_view(self._centre((side, port))), Keys())
        sight = canvas.sight()
        around = Sight(sight.area.grown(max(sight.area.w, sight.area.h)), sight.zoom)
        fitting = self._wire.move(self._centre((side, port)), Keys(), around).fitting or ()
        self._targets = {end: self._centre(end) for end in fitting if end != (side, port)}
        if not self._targets:
            canvas.cancel_gesture()
            canvas.hint.emit(tr("Nothing near fits '{port}'.", port=port))
            return
        here = self._centre((side, port))
        self._aim(min(self._targets, key=lambda end: (self._targets[end].to(here), end)))

    def _aim(self, target: _End) -> None:
        self._target = target
        canvas = self._canvas
        canvas.bring_into_view(target[1].step)
        canvas.show_gesture(canvas.camera.to_view(self._targets[target]), Keys())
        words = tr(
            "{end} · arrows: another port · Enter: connect · Esc: cancel", end=_words(target)
        )
        self._tell(target, words)

    def _drop(self) -> None:
        target, self._wire = self._target, None
        if target is not None:
            at = self._canvas.camera.to_view(self._targets[target])
            self._canvas.end_gesture(at, Keys())
            self._canvas.set_hover(None)
        self.leave()

    def _tell(self, end: _End, words: str) -> None:
        self._canvas.set_hover(end)
        self._canvas.tell_port(*end)
        self._canvas.hint.emit(words)

    def _centre(self, end: _End) -> Point:
        side, port = end
        card = self._canvas.picture.cards[port.step]
        at = card.port(side, port.name)
        assert at is not None, "a port that is offered has a place"
        return at


def _words(end: _End) -> str:
    side, port = end
    return tr("Input '{port}'", port=port) if side == "input" else tr("Output '{port}'", port=port)
