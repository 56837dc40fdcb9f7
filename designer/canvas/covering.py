"""What of the scene a gesture's preview covers, so that just that is painted anew. Qt-free."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from designer.canvas.backdrop import panel_area
from designer.canvas.camera import READABLE
from designer.canvas.curves import cover
from designer.canvas.finding import AROUND_CARD
from designer.canvas.geometry import Rect
from designer.canvas.gestures.gesture import Sight
from designer.canvas.picture import Picture
from designer.canvas.preview import Preview

LABEL_ROOM: Final = 90.0
"""How far a wire's label reaches from it."""
MANY: Final = 300
"""Of so many cards in the hand, only the wires of those in view are drawn while they move."""


def covered_by(preview: Preview, picture: Picture, sight: Sight) -> Iterable[Rect]:
    """Everything that a preview shows elsewhere or otherwise, and where that lies else."""
    room = LABEL_ROOM if sight.zoom >= READABLE else 6.0
    if len(preview.cards) > MANY:
        yield sight.area
        return
    for step, card in preview.cards.items():
        yield card.rect.grown(AROUND_CARD)
        if step in picture.cards:
            yield picture.cards[step].rect.grown(AROUND_CARD)
        for wire in picture.wiring.of(step):
            curve = picture.curve_of(wire, preview.cards, preview.bends)
            yield from cover(curve, room) if curve is not None else ()
            if wire in picture.curves:
                yield from cover(picture.curves[wire], room)
    for wire in preview.doomed:
        yield from cover(picture.curves[wire]) if wire in picture.curves else ()
    for loose in preview.loose:
        yield from cover(loose, 8.0)
    if preview.landing is not None:
        yield picture.cards[preview.landing[1].step].rect.grown(AROUND_CARD)
    for ghost in preview.ghosts:
        yield ghost.card.rect.grown(AROUND_CARD)
    if preview.band is not None:
        yield preview.band.grown(4)
    yield from _covered_backdrop(preview, picture, sight)


def _covered_backdrop(preview: Preview, picture: Picture, sight: Sight) -> Iterable[Rect]:
    for panel, (_, box) in preview.panels.items():
        yield panel_area(box)
        if panel in picture.scenery.panels:
            yield panel_area(picture.scenery.panels[panel].box)
    for wire in (*preview.bends, *([preview.into] if preview.into else ())):
        curve = picture.curve_of(wire, preview.cards, preview.bends)
        yield from cover(curve, LABEL_ROOM) if curve is not None else ()
        yield from cover(picture.curves[wire], LABEL_ROOM) if wire in picture.curves else ()
    for line in (*preview.guides, *([preview.knife] if preview.knife else ())):
        yield Rect.spanning(*line).grown(4 / sight.zoom)
