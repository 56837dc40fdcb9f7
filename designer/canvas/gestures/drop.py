"""A Step from the palette, held over the canvas."""

from __future__ import annotations

from designer.canvas.geometry import Card, Point, Words, snapped
from designer.canvas.gestures.gesture import Edit, Keys, Outcome, Sight
from designer.canvas.looking import step_look
from designer.canvas.looks import Around
from designer.canvas.picture import Picture
from designer.canvas.preview import Ghost, Preview
from designer.document import edits
from designer.document.diagram import Place
from engine.flow import Step

_HINT = "Drop to add the step · Alt: no grid · Esc: cancel"


class Drop:
    """Shows the Step as it would lie, its head at the pointer."""

    def __init__(self, picture: Picture, template: Step) -> None:
        """Take the Step that would be added."""
        self._picture = picture
        self._template = template
        self._look = step_look(template, Around())
        self._place: Point | None = None
        look = self._look
        self.shape = picture.shape_of(
            Words(look.title, look.subtitle, tuple(look.inputs), tuple(look.outputs))
        )

    def lie(self, place: Point) -> None:
        """Put its corner there, wherever the pointer is."""
        self._place = place

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """Show it."""
        del sight
        place = self._corner(at, keys)
        card = Card(place.x, place.y, self.shape)
        return Preview(ghost=Ghost(self._look, card), at=at, hint=_HINT)

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """Add it."""
        del sight
        place = self._corner(at, keys)
        patch = edits.add_step(self._picture.diagram, self._template, Place(place.x, place.y))
        return Edit(patch, f"Add '{next(iter(patch.steps))}'")

    def _corner(self, at: Point, keys: Keys) -> Point:
        if self._place is not None:
            return self._place
        wish = Point(at.x - self.shape.width / 2, at.y - self.shape.header / 2)
        return wish if keys.alt else snapped(wish)
