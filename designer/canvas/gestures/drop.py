"""A Step from the palette, held over the canvas."""

from __future__ import annotations

from designer.canvas.geometry import Card, Point, Shape, Words, snapped
from designer.canvas.gestures.gesture import Edit, Keys, Outcome, Sight
from designer.canvas.gestures.insertion import Insertion
from designer.canvas.looking import step_look
from designer.canvas.looks import Around, StepLook
from designer.canvas.picture import Picture
from designer.canvas.preview import Ghost, Preview
from designer.document import edits
from designer.document.diagram import Place
from designer.document.splicing import insert_new
from designer.words import tr
from engine.flow import Step, Wire

_HINT = "Drop to add the step · Alt: no grid · Esc: cancel"
_HINT_INSERT = "Drop to insert it into the wire · Alt: do not insert · Esc: cancel"


def shape_as(picture: Picture, look: StepLook) -> Shape:
    """The shape of a card that looks so."""
    words = Words(look.title, look.subtitle, tuple(look.inputs), tuple(look.outputs))
    return picture.shape_of(words)


class Drop:
    """Shows the Step as it would lie, its head at the pointer."""

    def __init__(self, picture: Picture, template: Step) -> None:
        """Take the Step that would be added."""
        self._picture = picture
        self._template = template
        self._look = step_look(template, Around(icons=picture.icons))
        self._insertion = Insertion(picture, template, is_there=False)
        self._place: Point | None = None
        look = self._look
        self.shape = shape_as(picture, look)

    def lie(self, place: Point) -> None:
        """Put its corner there, wherever the pointer is."""
        self._place = place

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """Show it."""
        del sight
        place = self.corner(at, keys)
        card = Card(place.x, place.y, self.shape)
        into = self._into(card, keys)
        hint, refusal = tr(_HINT_INSERT if into else _HINT), self._refusal(card, keys)
        threads = self._insertion.threads(into, card) if into else ()
        ghosts = (Ghost(self._look, card),)
        return Preview(ghosts=ghosts, into=into, loose=threads, at=at, refusal=refusal, hint=hint)

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """Add it."""
        del sight
        corner = self.corner(at, keys)
        place, diagram = Place(corner.x, corner.y), self._picture.diagram
        card = Card(*corner, self.shape)
        into = self._into(card, keys)
        if into is None:
            patch = edits.add_step(diagram, self._template, place)
            text = tr("Add '{step}'", step=next(iter(patch.steps)))
            return Edit(patch, text, told=self._refusal(card, keys))
        patch = insert_new(diagram, self._template, place, into)
        new = next(step for step, change in patch.steps.items() if change.before is None)
        wire = f"{into.source} → {into.target}"
        return Edit(patch, tr("Insert '{step}' into {wire}", step=new, wire=wire))

    def _into(self, card: Card, keys: Keys) -> Wire | None:
        """The wire that it would be put into; none where its place was found for it."""
        is_held = self._place is None and not keys.alt
        return self._insertion.wire_under(card.rect) if is_held else None

    def _refusal(self, card: Card, keys: Keys) -> str:
        """Why it would not be put into the wire that lies under it."""
        is_held = self._place is None and not keys.alt
        return self._insertion.refusal(card.rect) if is_held else ""

    def corner(self, at: Point, keys: Keys) -> Point:
        """Where its corner lies with the pointer at a scene point."""
        if self._place is not None:
            return self._place
        wish = Point(at.x - self.shape.width / 2, at.y - self.shape.header / 2)
        return wish if keys.alt else snapped(wish)
