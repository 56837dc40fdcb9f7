"""How strongly cards and wires are painted: less where no Goal needs them, or beside the point. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from designer.canvas.emphasis import Emphasis
from designer.canvas.looks import StepLook, WireLook
from designer.canvas.tiles import Thread
from engine.flow import Port, Side, StepId, Wire

REST: Final = 0.35
"""The share of what lies beside the emphasis."""
_NO_STEPS: Final[frozenset[StepId]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """The rule. `bright` are Steps in the user's hand; `fading` those on their way from another share.

    `pulse` says from 0 to 1 how far the rings round emphasised ports are from rest.
    """

    everything: bool = False
    bright: frozenset[StepId] = _NO_STEPS
    emphasis: Emphasis | None = None
    fading: Mapping[StepId, float] = field(default_factory=dict)
    pulse: float = 0.0

    def of_step(self, look: StepLook, faint: float) -> float:
        """The opacity of a card, from 0 to 1; `faint` is the theme's for what no Goal needs."""
        share = self.fading.get(look.step)
        return self.rest_of_step(look, faint) if share is None else share

    def rest_of_step(self, look: StepLook, faint: float) -> float:
        """The opacity that a card comes to once nothing fades any more."""
        return self.of_tile(look.step, look.dimmed, faint)

    def of_tile(self, step: StepId, dimmed: bool, faint: float) -> float:
        """The same from afar, where nothing fades and no look is known."""
        if step in self.bright:
            return 1.0
        beside = False
        if self.emphasis is not None:
            if step in self.emphasis.steps:
                return 1.0
            beside = self.emphasis.dims_rest
        share = faint if dimmed and not self.everything else 1.0
        return min(share, REST) if beside else share

    def of_wire(self, wire: Wire, look: WireLook | Thread, faint: float) -> float:
        """The opacity of a wire; one that is held at an end is as bright as what holds it."""
        source, target = wire.source.step, wire.target.step
        if self.emphasis is not None:
            if wire in self.emphasis.wires:
                return 1.0
            if self.emphasis.dims_rest:
                return min(REST, faint if look.dimmed else REST)
        if self.fading:
            ends = [self.fading[end] for end in (source, target) if end in self.fading]
            if ends:
                return min(ends)
        held = self.everything or source in self.bright or target in self.bright
        return faint if look.dimmed and not held else 1.0

    @property
    def is_plain(self) -> bool:
        """Whether nothing but looks says how strongly anything is painted."""
        return not (self.everything or self.bright or self.fading or self.emphasis)

    @property
    def dims_rest(self) -> bool:
        """Whether all but what is pointed out is painted with little strength."""
        return self.emphasis is not None and self.emphasis.dims_rest

    def outlines(self, step: StepId) -> bool:
        """Whether a card has the outline of the emphasis."""
        return self.emphasis is not None and step in self.emphasis.steps

    def traces(self, wire: Wire) -> bool:
        """Whether a wire has it."""
        return self.emphasis is not None and wire in self.emphasis.wires

    def rings(self, port: tuple[Side, Port]) -> bool:
        """Whether a port has a ring."""
        return self.emphasis is not None and port in self.emphasis.ports


FULL: Final = Strength()
