"""Moves all wires of an output to another one."""

from __future__ import annotations

from typing import Final

from designer.canvas.curves import curve
from designer.canvas.geometry import PORT_REACH, Point
from designer.canvas.gestures.gesture import Edit, Keys, Outcome, Sight
from designer.canvas.picture import Picture
from designer.canvas.preview import Preview
from designer.document.draft import EditRefused
from designer.document.patch import Patch
from designer.document.splicing import take_over
from designer.words import tr
from engine.flow import Port, Side

_HINT: Final = "Drop on another output: it feeds them all from then on · Esc: cancel"
_MAGNET: Final = 28.0


class Bundle:
    """Holds the output ends of all wires of a port."""

    def __init__(self, picture: Picture, port: Port) -> None:
        """Take them off the port."""
        self._picture, self._port = picture, port
        self._wires = sorted(w for w in picture.wiring.of(port.step) if w.source == port)
        self._asked: dict[Port, tuple[Patch, str]] = {}

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """Show the loose wires, and where they would go."""
        del keys
        landing, refusal = self._landing(at, sight)
        loose = at
        if landing is not None:
            loose = self._picture.cards[landing.step].port("output", landing.name) or at
        ends = (
            self._picture.cards[w.target.step].port("input", w.target.name) for w in self._wires
        )
        return Preview(
            loose=tuple(curve(loose, end) for end in ends if end is not None),
            landing=("output", landing) if landing else None,
            fitting=self._fitting(sight),
            doomed=frozenset(self._wires) if landing else frozenset(),
            refusal=refusal,
            at=at,
            hint=tr(_HINT),
        )

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """Move them; nothing where they came from.

        Raises:
            EditRefused: The pointer is at no other output that fits.
        """
        del keys
        landing, refusal = self._landing(at, sight)
        if landing is None:
            if self._picture.port_at(at, PORT_REACH / max(sight.zoom, 0.7), self._is_own):
                return None
            raise EditRefused(
                refusal or tr("The wires stay where they are: drop them on another output.")
            )
        text = tr("Move the wires of {old} to {new}", old=self._port, new=landing)
        return Edit(self._ask(landing)[0], text)

    def _landing(self, at: Point, sight: Sight) -> tuple[Port | None, str]:
        on = self._picture.port_at(at, PORT_REACH / max(sight.zoom, 0.7), self._is_other)
        if on is not None:
            refusal = self._ask(on[1])[1]
            return (None, refusal) if refusal else (on[1], "")
        found = self._picture.port_at(at, _MAGNET / sight.zoom, self._fits)
        return (None if found is None else found[1]), ""

    def _is_own(self, side: Side, port: Port) -> bool:
        return side == "output" and port == self._port

    def _is_other(self, side: Side, port: Port) -> bool:
        return side == "output" and port != self._port

    def _fits(self, side: Side, port: Port) -> bool:
        return self._is_other(side, port) and not self._ask(port)[1]

    def _ask(self, port: Port) -> tuple[Patch, str]:
        if port not in self._asked:
            try:
                self._asked[port] = take_over(self._picture.diagram, self._port, port), ""
            except EditRefused as refused:
                self._asked[port] = Patch(), refused.sentence
        return self._asked[port]

    def _fitting(self, sight: Sight) -> frozenset[tuple[Side, Port]]:
        fitting: set[tuple[Side, Port]] = {("output", self._port)}
        for step in self._picture.steps_in(sight.area):
            for side, name, _ in self._picture.ports(step):
                if self._fits(side, Port(step, name)):
                    fitting.add((side, Port(step, name)))
        return frozenset(fitting)


def has_wires(picture: Picture, port: Port) -> bool:
    """Whether an output feeds anything."""
    return any(wire.source == port for wire in picture.wiring.of(port.step))
