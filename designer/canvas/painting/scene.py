"""What painting needs to know besides looks. A value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QPainter

from designer.canvas.looks import StepLook, WireLook
from designer.canvas.moments import NO_MOMENTS, Moments
from designer.canvas.painting.ink import Ink
from designer.canvas.strength import FULL, Strength
from engine.flow import Port, Side, Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What painting needs besides looks: the zoom, the screen, the time, and what the user holds."""

    ink: Ink
    zoom: float = 1.0
    ratio: float = 1.0
    now: float = 0.0
    past: bool = False
    """Whether a moment that is over is shown: then work that ended in a blink was at work all the same."""
    still: bool = False
    as_paths: bool = False
    """Whether nothing may be pixels: the picture is taken away to be shown in any size."""
    stand_in: Callable[[QPainter, str, float, float], None] | None = None
    """Draws what stands for an icon, of that name and with its corner there, instead of the icon."""
    hasty: bool = False
    """Whether the next frame shows something else: it need not be looked at closely."""
    selected: frozenset[str] = frozenset()
    focus: str | None = None
    hover: tuple[Side, Port] | None = None
    fitting: frozenset[tuple[Side, Port]] | None = None
    landing: tuple[Side, Port] | None = None
    found: frozenset[str] = frozenset()
    parts: frozenset[object] = frozenset()
    strength: Strength = FULL
    moments: Moments = NO_MOMENTS

    @property
    def line(self) -> float:
        """What a pixel-wide line is in scene units: borders stay visible when zoomed out."""
        return min(max(1.0 / self.zoom, 0.7), 2.2)

    def of_step(self, look: StepLook) -> float:
        """The opacity of a card."""
        return self.strength.of_step(look, self.ink.theme.share("unneeded"))

    def of_wire(self, wire: Wire, look: WireLook) -> float:
        """The opacity of a wire."""
        return self.strength.of_wire(wire, look, self.ink.theme.share("unneeded"))
