"""Drags cards, frames, notes and the dots of wires; one edit on release."""

from __future__ import annotations

from typing import Final, NamedTuple

from designer.canvas.backdrop import Dot
from designer.canvas.curves import Curve
from designer.canvas.geometry import Card, Point, Rect
from designer.canvas.gestures.gesture import Edit, Keys, Outcome, Sight
from designer.canvas.gestures.insertion import Insertion
from designer.canvas.guides import Guides, Snapped
from designer.canvas.picture import Picture
from designer.canvas.preview import Preview
from designer.document import edits
from designer.document.diagram import Place
from designer.document.patch import apply
from designer.document.scenery import Panel, PanelId, set_scenery
from designer.document.splicing import insert
from designer.words import quoted, tr
from engine.flow import FLOW_INPUTS, StepId, Wire

_HINT: Final = "Alt: no grid, no guides · Esc: cancel"
_HINT_INSERT: Final = "Drop to insert it into the wire · Alt: do not insert · Esc: cancel"


class Load(NamedTuple):
    """What is in the hand."""

    steps: frozenset[StepId] = frozenset()
    panels: frozenset[PanelId] = frozenset()
    dots: frozenset[Dot] = frozenset()


class Move:
    """Drags some things by one of them, whose corner snaps to guides and to the grid."""

    def __init__(self, picture: Picture, load: Load, anchor: Rect, start: Point) -> None:
        """Take hold of what lies at `anchor`, at a scene point; the whole load goes with it.

        A frame takes along what lies within it, and Steps the dots of the wires between them.
        """
        self._picture = picture
        self._start, self._anchor = start, anchor
        steps, panels = picture.inside(load.panels)
        self._panels = {
            p: picture.scenery.panels[p]
            for p in load.panels | panels
            if p in picture.scenery.panels
        }
        there = picture.cards
        self._cards = {step: there[step] for step in load.steps | steps if step in there}
        self._dots = _dots(picture, frozenset(self._cards), load.dots)
        self._guides: Guides | None = None
        self._insertion = self._make_insertion()
        self._is_wired = any(map(picture.wiring.of, self._cards))

    def _make_insertion(self) -> Insertion | None:
        """A lone Step can be put into a wire, where nothing is wired to it."""
        flow, loose = self._picture.diagram.flow, not (self._panels or self._dots)
        step = next(iter(self._cards), FLOW_INPUTS)
        lone = loose and len(self._cards) == 1 and step in flow.steps
        if not lone:
            return None
        return Insertion(self._picture, flow.steps[step], is_there=True)

    def move(self, at: Point, keys: Keys, sight: Sight) -> Preview:
        """Show everything at its new place."""
        there = self._snapped(at, keys, sight)
        dx, dy = self._way(there)
        into = self._into(dx, dy, keys)
        refusal = self._refusal(dx, dy, keys)
        return Preview(
            cards={s: Card(c.x + dx, c.y + dy, c.shape) for s, c in self._cards.items()},
            panels={p: _shifted(panel, dx, dy) for p, panel in self._panels.items()},
            bends=self._bends(dx, dy),
            guides=there.lines,
            into=into,
            loose=self._threads(into, dx, dy),
            at=at,
            hint=tr(_HINT_INSERT) if into else refusal or tr(_HINT),
        )

    def release(self, at: Point, keys: Keys, sight: Sight) -> Outcome:
        """Put it there, and into the wire that lies under it."""
        dx, dy = self._way(self._snapped(at, keys, sight))
        if not (dx or dy):
            return None
        places = {step: Place(c.x + dx, c.y + dy) for step, c in self._cards.items()}
        panels: dict[PanelId, Panel | None] = {
            p: _shifted(panel, dx, dy) for p, panel in self._panels.items()
        }
        bends = {w: [Place(*b) for b in points] for w, points in self._bends(dx, dy).items()}
        patch = edits.move(self._picture.diagram, places)
        diagram = apply(self._picture.diagram, patch)
        if panels or bends:
            patch = patch.then(set_scenery(diagram, panels, bends))
        into = self._into(dx, dy, keys)
        if into is None:
            told = self._refusal(dx, dy, keys)
            return Edit(patch, tr("Move {what}", what=self._named()), told=told)
        (step,) = self._cards
        patch = patch.then(insert(diagram, step, into))
        wire = f"{into.source} → {into.target}"
        return Edit(patch, tr("Insert '{step}' into {wire}", step=step, wire=wire))

    def _snapped(self, at: Point, keys: Keys, sight: Sight) -> Snapped:
        wish = Point(self._anchor.x + at.x - self._start.x, self._anchor.y + at.y - self._start.y)
        if keys.alt:
            return Snapped(wish)
        if self._guides is None:
            held = frozenset(self._cards)
            self._guides = Guides(self._picture, held, self._anchor, sight.area)
        return self._guides.snap(wish, sight.zoom)

    def _way(self, there: Snapped) -> tuple[float, float]:
        return there.at.x - self._anchor.x, there.at.y - self._anchor.y

    def _into(self, dx: float, dy: float, keys: Keys) -> Wire | None:
        if self._insertion is None or self._is_wired or keys.alt:
            return None
        (card,) = self._cards.values()
        return self._insertion.wire_under(card.rect.moved(dx, dy))

    def _refusal(self, dx: float, dy: float, keys: Keys) -> str:
        """Why the Step would not be put into the wire that lies under it."""
        if self._insertion is None or keys.alt:
            return ""
        ((step, card),) = self._cards.items()
        rect = card.rect.moved(dx, dy)
        if not self._is_wired:
            return self._insertion.refusal(rect)
        wired = tr("'{step}' is wired already: cut its wires to insert it here.", step=step)
        return wired if self._insertion.is_over(rect) else ""

    def _threads(self, into: Wire | None, dx: float, dy: float) -> tuple[Curve, ...]:
        if into is None or self._insertion is None:
            return ()
        (card,) = self._cards.values()
        return self._insertion.threads(into, Card(card.x + dx, card.y + dy, card.shape))

    def _bends(self, dx: float, dy: float) -> dict[Wire, tuple[Point, ...]]:
        bends: dict[Wire, tuple[Point, ...]] = {}
        for wire in {dot.wire for dot in self._dots}:
            bends[wire] = tuple(
                Point(x + dx, y + dy) if Dot(wire, number) in self._dots else Point(x, y)
                for number, (x, y) in enumerate(self._picture.scenery.bends[wire])
            )
        return bends

    def _named(self) -> str:
        if self._cards:
            return named(self._picture, frozenset(self._cards))
        if self._panels:
            return named(self._picture, frozenset(), frozenset(self._panels))
        count = len(self._dots)
        return tr("a bend of a wire") if count == 1 else tr("{count} bends of wires", count=count)


def moved(picture: Picture, places: dict[StepId, Place], merge: str = "") -> Edit | None:
    """The edit that puts cards elsewhere; None where they lie there already."""
    cards = picture.cards
    there = {s: at for s, at in places.items() if s in cards and at != (cards[s].x, cards[s].y)}
    if not there:
        return None
    patch = edits.move(picture.diagram, there)
    return Edit(patch, tr("Move {what}", what=named(picture, frozenset(there))), merge)


def named(
    picture: Picture, steps: frozenset[StepId], panels: frozenset[PanelId] = frozenset()
) -> str:  # fmt: skip
    """Steps in the text of an undo step: `'load'` or `3 steps`; without any, frames and notes."""
    if panels and not steps:
        kind = next(iter(panels)).kind
        return tr(kind) if len(panels) == 1 else tr("{count} frames and notes", count=len(panels))
    if len(steps) != 1:
        return tr("{count} steps", count=len(steps))
    (step,) = steps
    return quoted(step) if step else picture.steps[step].title


def _dots(
    picture: Picture, steps: frozenset[StepId], dots: frozenset[Dot]
) -> frozenset[Dot]:  # fmt: skip
    bends = picture.scenery.bends
    between = {w for w in bends if w.source.step in steps and w.target.step in steps}
    along = {Dot(wire, number) for wire in between for number in range(len(bends[wire]))}
    return frozenset(along | {dot for dot in dots if dot.wire in bends})


def _shifted(panel: Panel, dx: float, dy: float) -> Panel:
    box = panel.box
    return panel._replace(box=box._replace(x=box.x + dx, y=box.y + dy))
