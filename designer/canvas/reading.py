"""What the canvas shows, asked for by name: for tests, scripts and assistive technology.

Every answer is taken from the looks and the geometry that are painted; nothing is kept beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect

from designer.canvas.camera import READABLE
from designer.canvas.geometry import Point, Rect
from designer.canvas.looks import says
from engine.flow import Name, Port, Side, StepId, Wire

if TYPE_CHECKING:
    from designer.canvas.camera import Camera
    from designer.canvas.picture import Picture
    from designer.canvas.preview import Preview


class Reading:
    """The questions. The canvas is one of these."""

    picture: Picture
    camera: Camera
    preview: Preview

    def now(self) -> float:
        """The time that words are worked out for, in seconds since 1970."""
        raise NotImplementedError

    def step_rect(self, step: str) -> QRect:
        """Where a card is, in viewport coordinates.

        Raises:
            KeyError: There is no such card.
        """
        return to_qrect(self.camera.rect_to_view(self._card_rect(step)))

    def port_center(self, step: str, side: Side, name: str) -> QPoint:
        """Where a port is, in viewport coordinates.

        Raises:
            KeyError: There is no such port.
            ValueError: The side is neither "input" nor "output".
        """
        moved = self.preview.cards.get(StepId(step)) or self.picture.cards[StepId(step)]
        at = moved.port(side, Name(name))
        if at is None:
            raise KeyError(name)
        return to_qpoint(self.camera.to_view(at))

    def wire_point(self, source: tuple[str, str], target: tuple[str, str]) -> QPoint:
        """A point on a wire where neither a card nor another wire is taken for it.

        Raises:
            KeyError: There is no such wire.
        """
        wire = _wire(source, target)
        curve = self.picture.curves[wire]
        for t in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.15, 0.85):
            at = curve.at(t)
            if self.picture.step_at(at) is None and self.picture.wire_at(at, 6) == wire:
                return to_qpoint(self.camera.to_view(at))
        return to_qpoint(self.camera.to_view(curve.at(0.5)))

    def step_status(self, step: str) -> str:
        """`draft`, a status of the run, or `stale`.

        Raises:
            KeyError: There is no such card.
        """
        return str(self.picture.steps[StepId(step)].status)

    def port_status(self, step: str, side: Side, name: str) -> str:
        """`empty`, `missing`, `arrived` or `pinned`.

        Raises:
            KeyError: There is no such port.
        """
        look = self.picture.steps[StepId(step)]
        ports = look.inputs if side == "input" else look.outputs
        return ports[Name(name)].status.value

    def wire_status(self, source: tuple[str, str], target: tuple[str, str]) -> str:
        """`idle`, `will-run`, `flowing`, `arrived` or `guilty`.

        Raises:
            KeyError: There is no such wire.
        """
        return self.picture.wires[_wire(source, target)].status.value

    def step_text(self, step: str) -> str:
        """All words on a card, a line each: title, state, small print, ports.

        Whole, also where the card has to shorten them.

        Raises:
            KeyError: There is no such card.
        """
        look = self.picture.steps[StepId(step)]
        ports = [*look.inputs.values(), *look.outputs.values()]
        named = [f"{port.name} {port.note}".strip() for port in ports]
        lines = [look.title, self.step_words(step) or look.note, look.subtitle, *named]
        return "\n".join(line for line in lines if line)

    def step_words(self, step: str) -> str:
        """The state in words, as the foot of a card says it; empty where there is none to say.

        Raises:
            KeyError: There is no such card.
        """
        return says(self.picture.steps[StepId(step)], self.now())

    def dimmed(self, step: str) -> bool:
        """Whether a card is faded, as no Goal needs it.

        Raises:
            KeyError: There is no such card.
        """
        return self.picture.steps[StepId(step)].dimmed

    def goal_reached(self, step: str) -> bool:
        """Whether the card's flag says that the Goal is reached.

        Raises:
            KeyError: There is no such card.
        """
        return self.picture.steps[StepId(step)].goal_reached

    def refusal_text(self) -> str:
        """The sentence at the cursor; empty where nothing is refused."""
        return self.preview.refusal

    def is_readable(self, step: str) -> bool:
        """Whether a card is seen whole, and large enough to be read."""
        seen = self.camera.rect_to_view(self._card_rect(step))
        size = self.view_size()
        inside = seen.x >= 0 and seen.y >= 0 and seen.right <= size.x and seen.bottom <= size.y
        return inside and self.camera.zoom >= READABLE

    def view_size(self) -> Point:
        """How large the viewport is."""
        raise NotImplementedError

    def _card_rect(self, step: str) -> Rect:
        card = self.preview.cards.get(StepId(step)) or self.picture.cards[StepId(step)]
        return card.rect


def to_qrect(rect: Rect) -> QRect:
    """The smallest rectangle of whole pixels round it."""
    left, top = int(rect.x // 1), int(rect.y // 1)
    return QRect(left, top, int(-(-rect.right // 1)) - left, int(-(-rect.bottom // 1)) - top)


def from_qrect(rect: QRect) -> Rect:
    """The same rectangle."""
    return Rect(rect.x(), rect.y(), rect.width(), rect.height())


def to_qpoint(at: Point) -> QPoint:
    """The nearest pixel."""
    return QPoint(round(at.x), round(at.y))


def _wire(source: tuple[str, str], target: tuple[str, str]) -> Wire:
    return Wire(Port(StepId(source[0]), Name(source[1])), Port(StepId(target[0]), Name(target[1])))
