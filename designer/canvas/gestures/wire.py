"""Draws a wire from either end, moves an existing one to another input, or cuts it.

Which port a pointer means: the one that it is on, whether it fits or not; else the nearest fitting one
within the magnet's reach; else, over a card, the port of it that fits best. Where that one does not fit,
the sentence of the edit that would be refused is shown. A card whose kind takes any inputs and has none
that is free gets another one.
"""

from __future__ import annotations

from typing import Final

from designer.canvas.curves import Curve, curve
from designer.canvas.geometry import PORT_REACH, Point, snapped
from designer.canvas.gestures.gesture import Ask, Edit, Keys, Outcome, Sight
from designer.canvas.picture import Picture
from designer.canvas.preview import Preview
from designer.document import edits
from designer.document.diagram import Place
from designer.document.draft import EditRefused
from designer.document.patch import apply
from designer.document.splicing import give_from_start
from designer.document.widening import is_open, plug_in
from designer.words import tr
from engine.flow import Port, Side, StepId, Wire

MAGNET: Final = 28.0
"""How far a fitting port pulls, in pixels of the viewport."""

_INPUTS_WIDTH: Final = 180.0

_HINT = "Drop on nothing: choose a step · Shift: add as an alternative · Esc: cancel"
_HINT_INPUT = "Drop on nothing: choose a step · Shift there: make a Flow input · Esc: cancel"
_HINT_WIDER = "Drop to add an input '{name}' to '{step}' · Esc: cancel"
_HINT_PLUG = "Drop on nothing: cut · Shift: add as an alternative · Esc: cancel"


class WireDrag:
    """A wire with one loose end.

    `side` is the side of the port that stays fixed. `plugged` is the wire whose other end was taken
    off; dropping it on nothing cuts it, on another port moves it, in one edit.
    """

    def __init__(
        self, picture: Picture, side: Side, port: Port, plugged: Wire | None = None
    ) -> None:
        """Begin at a port; with `plugged`, at the end of that wire that stays."""
        self._picture = picture
        self._side = side
        self._port = port
        self._plugged = plugged
        self._plug = (plugged.target if side == "output" else plugged.source) if plugged else None
        self._cut = edits.cut(picture.diagram, [plugged]) if plugged else None
        base = picture.diagram
        self._base = apply(base, self._cut) if self._cut is not None else base
        self._asked: dict[tuple[Port, bool], str] = {}
        self._widened: dict[StepId, str] = {}

    @property
    def end(self) -> tuple[Side, Port]:
        """The end that stays where it is."""
        return self._side, self._port

    @property
    def _seeks(self) -> Side:
        return "input" if self._side == "output" else "output"

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """Show the loose wire, the ports that fit, what would vanish, and a refusal if there is one."""
        landing, refusal = self._landing(at, keys, sight)
        wider = self._wider(at, keys, sight)
        return Preview(
            loose=(self._curve(landing, at),),
            landing=(self._seeks, landing) if landing else None,
            fitting=self._fitting(keys, sight),
            doomed=self._doomed(landing, at, keys),
            refusal=self._why_not_wider(wider) if wider else refusal,
            at=at,
            hint=self._hint(wider),
        )

    def _hint(self, wider: StepId | None) -> str:
        if wider is not None:
            return tr(_HINT_WIDER, name=self._port.name, step=self._picture.steps[wider].title)
        if self._plugged is not None:
            return tr(_HINT_PLUG)
        return tr(_HINT if self._side == "output" else _HINT_INPUT)

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """Connect, move or cut; None where nothing is to be done."""
        landing, refusal = self._landing(at, keys, sight)
        wider = self._wider(at, keys, sight)
        if wider is not None:
            return self._widen(wider)
        if landing is None:
            return self._on_nothing(at, keys) if not refusal else None
        wire = self._wire(landing)
        if wire == self._plugged:
            return None
        patch = edits.connect(self._base, wire, alternative=keys.shift)
        if self._cut is not None:
            patch = self._cut.then(patch)
        return None if patch.is_empty else Edit(patch, tr("Connect {what}", what=arrow(wire)))

    def _on_nothing(self, at: Point, keys: Keys) -> Outcome:
        """A wire that was plugged in is cut, another wants a Step; a card in the way does not count."""
        if self._picture.step_at(at) is not None:
            return None
        if self._cut is not None and self._plugged is not None:
            return Edit(self._cut, tr("Cut {what}", what=arrow(self._plugged)))
        if not keys.shift:
            return Ask(self._side, self._port, at)
        if self._side == "output":
            raise EditRefused(
                tr(
                    "'{port}' is an output, and a Flow input can only feed an input. "
                    "Drop the wire without Shift to choose a step.",
                    port=self._port,
                )
            )
        place = snapped(Point(at.x - _INPUTS_WIDTH, at.y))
        patch = give_from_start(self._picture.diagram, self._port, Place(*place))
        return Edit(patch, tr("Make {port} a Flow input", port=self._port))

    def _widen(self, step: StepId) -> Outcome:
        if self._why_not_wider(step):
            return None
        patch = plug_in(self._base, self._port, step)
        patch = patch if self._cut is None else self._cut.then(patch)
        return Edit(patch, tr("Connect {what}", what=f"{self._port} → {step}"))

    def _why_not_wider(self, step: StepId) -> str:
        if step not in self._widened:
            try:
                plug_in(self._base, self._port, step)
                self._widened[step] = ""
            except EditRefused as refused:
                self._widened[step] = refused.sentence
        return self._widened[step]

    # where it would land

    def _wider(self, at: Point, keys: Keys, sight: Sight) -> StepId | None:
        """The Step that would get another input: it takes any, and has none that is free and fits."""
        card = self._picture.step_at(at)
        step = self._base.flow.steps.get(card) if card is not None else None
        if step is None or keys.shift or self._seeks != "input" or step.id == self._port.step:
            return None
        on = self._picture.port_at(at, PORT_REACH / max(sight.zoom, 0.7))
        near = self._picture.port_at(at, MAGNET / sight.zoom, lambda s, p: self._fits(s, p, keys))
        if on is not None or near is not None or not is_open(step):
            return None
        ports = [Port(step.id, name) for name in step.inputs]
        free = [port for port in ports if not all(self._distance(port))]
        return None if any(not self._refusal(port, keys) for port in free) else step.id

    def _landing(self, at: Point, keys: Keys, sight: Sight) -> tuple[Port | None, str]:
        on = self._picture.port_at(at, PORT_REACH / max(sight.zoom, 0.7))
        if on is not None and on != (self._side, self._port):
            return (on[1], "") if self._fits(*on, keys) else (None, self._why_not(on, keys))
        reach = MAGNET / sight.zoom
        found = self._picture.port_at(at, reach, lambda s, p: self._fits(s, p, keys))
        if found is not None:
            return found[1], ""
        card = self._picture.step_at(at)
        return self._on_card(card, keys) if card is not None else (None, "")

    def _on_card(self, step: StepId, keys: Keys) -> tuple[Port | None, str]:
        if step == self._port.step:
            return None, ""
        card = self._picture.cards[step]
        rows = card.shape.inputs if self._seeks == "input" else card.shape.outputs
        ports = [Port(step, name) for name in rows]
        if not ports:
            title = self._picture.steps[step].title
            none = tr("'{step}' has no inputs.", step=title)
            return None, none if self._seeks == "input" else tr(
                "'{step}' has no outputs.", step=title
            )
        fitting = [port for port in ports if not self._refusal(port, keys)]
        if not fitting:
            return None, self._refusal(min(ports, key=self._distance), keys)
        return min(fitting, key=self._distance), ""

    def _distance(self, port: Port) -> tuple[bool, bool]:
        """How well a port suits: the same name first, then one without a wire."""
        named = port.name == self._port.name
        wires = self._picture.wiring.of(port.step)
        taken = any(wire.target == port for wire in wires if wire != self._plugged)
        return not named, taken

    # what fits

    def _fits(self, side: Side, port: Port, keys: Keys) -> bool:
        if port == self._plug:
            return side == self._seeks
        return side == self._seeks and not self._refusal(port, keys)

    def _refusal(self, port: Port, keys: Keys) -> str:
        key = (port, keys.shift)
        if key not in self._asked:
            wire = self._wire(port)
            self._asked[key] = edits.refusal(self._base, wire, alternative=keys.shift)
        return self._asked[key]

    def _why_not(self, near: tuple[Side, Port], keys: Keys) -> str:
        side, port = near
        if side == self._seeks:
            return self._refusal(port, keys)
        if self._side == "output":
            return tr("An output connects to an input, at the left edge of a step.")
        return tr("An input is fed by an output, at the right edge of a step.")

    def _fitting(self, keys: Keys, sight: Sight) -> frozenset[tuple[Side, Port]]:
        fitting: set[tuple[Side, Port]] = {(self._side, self._port)}
        for step in self._picture.steps_in(sight.area):
            for side, name, _ in self._picture.ports(step):
                port = Port(step, name)
                if side == self._seeks and self._fits(side, port, keys):
                    fitting.add((side, port))
        return frozenset(fitting)

    def _doomed(self, landing: Port | None, at: Point, keys: Keys) -> frozenset[Wire]:
        doomed: set[Wire] = set()
        if self._plugged is not None and landing != self._plug:
            kept = landing is None and self._picture.step_at(at) is not None
            doomed |= set() if kept else {self._plugged}
        if landing is not None and not keys.shift:
            wire = self._wire(landing)
            into = self._picture.wiring.of(wire.target.step)
            doomed |= {w for w in into if w.target == wire.target and w != wire}
        return frozenset(doomed - ({self._wire(landing)} if landing else set()))

    def _wire(self, port: Port) -> Wire:
        return Wire(self._port, port) if self._side == "output" else Wire(port, self._port)

    def _curve(self, landing: Port | None, at: Point) -> Curve:
        fixed = self._picture.cards[self._port.step].port(self._side, self._port.name) or at
        loose = at
        if landing is not None:
            loose = self._picture.cards[landing.step].port(self._seeks, landing.name) or at
        return curve(fixed, loose) if self._side == "output" else curve(loose, fixed)


def begin_wire(picture: Picture, side: Side, port: Port, *, dragged: bool) -> WireDrag:
    """The gesture that a press on a port begins; dragging from a connected input takes its wire off."""
    if side == "output" or not dragged:
        return WireDrag(picture, side, port)
    plugged = sorted(wire for wire in picture.wiring.of(port.step) if wire.target == port)
    if not plugged:
        return WireDrag(picture, side, port)
    return WireDrag(picture, "output", plugged[-1].source, plugged[-1])


def take_end(picture: Picture, wire: Wire, at: Point, reach: float) -> WireDrag | None:
    """The gesture that takes a wire by the end that is within reach of a point; None in its middle."""
    line = picture.curves[wire]
    if line.end.to(at) <= reach:
        return WireDrag(picture, "output", wire.source, wire)
    if line.start.to(at) <= reach:
        return WireDrag(picture, "input", wire.target, wire)
    return None


def arrow(wire: Wire) -> str:
    """A wire in the text of an undo step: `load.total → pay.amount`."""
    return f"{wire.source} → {wire.target}"
