"""Where cards stand and wires run: found in slices for thousands, and at once for who asks. Qt-free.

Of each card just the size is kept: its lines of text, its ports' rows and its wires' curves are made
for what is looked at from near. A picture is one of these.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from designer.canvas.backdrop import Backdrop, panel_area
from designer.canvas.curves import Curve, cover, reach
from designer.canvas.finding import AROUND_CARD, Finding
from designer.canvas.geometry import (
    CARD_MAX,
    CARD_MIN,
    EVERYWHERE,
    ROW,
    Card,
    Measure,
    Point,
    Rect,
    Shape,
    Size,
    Words,
    bounds,
    shape,
    size,
)
from designer.canvas.grid import Grid
from designer.canvas.later import Later
from designer.canvas.looking import inputs_look
from designer.canvas.looks import subtitle_of
from designer.canvas.wiring import Wiring
from designer.document.diagram import Diagram
from engine.flow import FLOW_INPUTS, Name, Port, Side, StepId, Wire

_INPUTS_GAP = 160.0
_UNSEEN = Size(CARD_MIN, 110.0, 0.0)
"""How large a card is taken to be that has not been measured yet."""
_CENTRE = 0.0, 0.0


class Laying(Finding, Backdrop):
    """Cards and curves, what is where, and what has still to be found out."""

    diagram: Diagram
    wiring: Wiring

    def __init__(self, measure: Measure) -> None:
        """Take what measures text."""
        self._measure = measure
        self._alike: dict[Size, Size] = {}
        """Each size once, so that thousands of cards do not have sizes of their own."""

    def _lay(self) -> None:
        """Begin with nothing known of the diagram."""
        self.cards: Later[StepId, Card] = Later(self._there, self._make_card)
        self.curves: Later[Wire, Curve] = Later(self._strung, self._make_curve)
        self._card_grid: Grid[StepId] = Grid()
        self._wire_grid: Grid[Wire] = Grid()
        self._sizes: dict[StepId, Size] = {}
        self._inputs_at = Point(0.0, 0.0)
        self._inputs_box: Rect | None = None
        self._inputs_rows: tuple[Name, ...] = ()
        self._bounds: Rect | None = None
        self._loose_cards: dict[StepId, None] = dict.fromkeys(self._there())
        self._loose_wires: dict[Wire, None] = {}
        self._all_wires = False
        """Whether every wire is loose, as soon as it is known which there are."""

    def _there(self) -> Collection[StepId]:
        """The Steps, and the card of the Flow's inputs where it has any."""
        flow = self.diagram.flow
        return _AndInputs(flow.steps) if flow.inputs else flow.steps

    def _strung(self) -> Collection[Wire]:
        return self.wiring.wires.keys()

    # what is where --------------------------------------------------------------------------------

    def box(self, step: StepId) -> Rect:
        """What a card covers, without rings.

        Raises:
            KeyError: There is no such card.
        """
        if step in self._loose_cards:
            self._settle_card(step)
        wide, high, _ = self._sizes.get(step) or self._size(step)
        return Rect(*self._place(step), wide, high)

    def guess(self, step: StepId) -> Rect:
        """The same, but nearly where it has not been measured yet."""
        wide, high, _ = self._sizes.get(step, _UNSEEN)
        return Rect(*self._place(step), wide, high)

    def laid(self) -> Iterator[tuple[StepId, float, float, float, float]]:
        """Every card with its left, its top, its width and its height, some of them guessed."""
        sizes, places = self._sizes, self.diagram.places
        for step in self.diagram.flow.steps:
            (x, y), (wide, high, _) = places.get(step, _CENTRE), sizes.get(step, _UNSEEN)
            yield step, x, y, wide, high
        if self.diagram.flow.inputs:
            yield FLOW_INPUTS, *self.guess(FLOW_INPUTS)

    def guesses(self, area: Rect) -> Iterator[Rect]:
        """What the cards in an area nearly cover, found sooner than each by itself."""
        sizes, (x, y, wide, high) = self._sizes, area
        left, right, low = x - CARD_MAX, x + wide, y + high
        for step, at in self.diagram.places.items():
            if left <= at[0] <= right and at[1] <= low:
                across, down, _ = sizes.get(step, _UNSEEN)
                if at[1] + down >= y:
                    yield Rect(at[0], at[1], across, down)

    def ends(self, wire: Wire) -> tuple[Point, Point]:
        """Where a wire begins and ends."""
        return self._end("output", wire.source), self._end("input", wire.target)

    def end(self, side: Side, port: Port) -> Point:
        """Where the wires of a port meet."""
        return self._end(side, port)

    def bounds(self, steps: Iterable[StepId] | None = None) -> Rect | None:
        """The rectangle round some cards, or all of them: nearly that where not all are known yet."""
        if steps is not None:
            there = self._there()
            return bounds(self.box(step) for step in steps if step in there)
        if self._bounds is None:
            self._bounds = self._measured()
        return self._bounds

    def _measured(self) -> Rect | None:
        places, sizes = self.diagram.places, self._sizes
        rects = [panel_area(panel.box) for panel in self.scenery.panels.values()]
        if self.diagram.flow.inputs:
            rects.append(self.box(FLOW_INPUTS))
        steps = self.diagram.flow.steps
        if steps:
            laid = [(places.get(step, _CENTRE), sizes.get(step, _UNSEEN)) for step in steps]
            left, top = min(at[0] for at, _ in laid), min(at[1] for at, _ in laid)
            right, low = max(at[0] + s[0] for at, s in laid), max(at[1] + s[1] for at, s in laid)
            rects.append(Rect(left, top, right - left, low - top))
        return bounds(rects)

    def shape_of(self, words: Words) -> Shape:
        """The shape of a card with these words."""
        return shape(words, self._measure)

    def _place(self, step: StepId) -> tuple[float, float]:
        at = self.diagram.places.get(step)
        if at is not None:
            return float(at[0]), float(at[1])
        return self._inputs_at if step == FLOW_INPUTS else _CENTRE

    def _left_of_all(self, width: float) -> Point:
        """Where the card of the inputs stands that has no place of its own."""
        places, steps = self.diagram.places, self.diagram.flow.steps
        if not steps:
            return Point(0.0, 0.0)
        laid = [places.get(step, _CENTRE) for step in steps]
        return Point(min(at[0] for at in laid) - width - _INPUTS_GAP, min(at[1] for at in laid))

    def _size(self, step: StepId) -> Size:
        known = self._sizes.get(step)
        if known is None:
            made = size(self._words(step), self._measure)
            known = self._sizes[step] = self._alike.setdefault(made, made)
        return known

    def _words(self, step: StepId) -> Words:
        flow = self.diagram.flow
        if step == FLOW_INPUTS and flow.inputs:
            look = inputs_look(flow, None)
            return Words(look.title, look.subtitle, (), tuple(look.outputs), footer=False)
        it = flow.steps[step]
        return Words(it.label, subtitle_of(it), tuple(it.inputs), tuple(it.outputs))

    def _end(self, side: Side, port: Port) -> Point:
        step, name = port
        wide, _, header = self._sizes.get(step) or self._size(step)
        flow = self.diagram.flow
        names: Collection[str]
        if step == FLOW_INPUTS:
            names, at = flow.inputs, self._place(step)
        else:
            it = flow.steps[step]
            names = it.inputs if side == "input" else it.outputs
            at = self.diagram.places.get(step, _CENTRE)
        row = header + ROW / 2
        if len(names) > 1:
            row = header + list(names).index(name) * ROW + ROW / 2
        return Point(at[0] + (0.0 if side == "input" else wide), at[1] + row)

    def _via(self, wire: Wire) -> tuple[Point, ...]:
        bends = self.scenery.bends
        return tuple(Point(*point) for point in bends[wire]) if wire in bends else ()

    def _make_card(self, step: StepId) -> Card:
        if step in self._loose_cards:
            self._settle_card(step)
        return Card(*self._place(step), self.shape_of(self._words(step)))

    def _make_curve(self, wire: Wire) -> Curve:
        if wire in self._loose_wires:
            self._settle_wire(wire)
        made = self.curve_of(wire)
        assert made is not None, "a wire that is strung has both its ports"
        return made

    def _covers(self, wire: Wire) -> tuple[Rect, ...]:
        """Where a wire is to be seen."""
        known = self.curves.known.get(wire)
        return cover(known) if known is not None else reach(*self.ends(wire), self._via(wire))

    # after an edit --------------------------------------------------------------------------------

    def _lay_again(
        self, steps: Iterable[StepId], boxes: Mapping[StepId, Rect], other: Collection[StepId]
    ) -> list[Rect]:
        """Take Steps that an edit concerns, `other` ones at that; where they were, and where they are."""
        dirty = [box.grown(AROUND_CARD) for box in boxes.values()]
        whole, now = self._bounds, list[Rect]()
        for step in steps:
            if step in other:
                self._sizes.pop(step, None)
            if step not in self.diagram.flow.steps:
                self._drop_card(step)
                continue
            self.cards.known.pop(step, None)
            self._settle_card(step)
            now.append(self.box(step))
        if whole is not None and all(_is_within(box, whole) for box in boxes.values()):
            self._bounds = bounds([whole, *now])  # none of those that were at its edges has gone
        return dirty + [box.grown(AROUND_CARD) for box in now]

    def _string_again(
        self, wires: Iterable[Wire], gone: Iterable[Wire], covered: Mapping[Wire, tuple[Rect, ...]]
    ) -> list[Rect]:
        """Take wires that an edit may have moved; where they were and are, if that is not the same."""
        dirty: list[Rect] = []
        for wire in gone:
            dirty += covered.get(wire, ())
            self._drop_wire(wire)
        for wire in wires:
            if wire not in self.wiring.wires:
                continue
            before = covered.get(wire, ())
            old = self.curves.known.pop(wire, None)
            if old is not None and self.curves[wire] == old:
                self.curves.known[wire] = old  # labels know it by its identity
                continue
            if old is not None:
                before = (*before, *cover(old))
            self._settle_wire(wire)
            now = self._covers(wire)
            if now != before:
                dirty += (*before, *now)
        return dirty

    def _lay_inputs(self) -> list[Rect]:
        """The card of the Flow's inputs, its place where it has none, its wires."""
        before, self._inputs_box = self._inputs_box, None
        rows, self._inputs_rows = self._inputs_rows, tuple(self.diagram.flow.inputs)
        self.cards.known.pop(FLOW_INPUTS, None)
        self._sizes.pop(FLOW_INPUTS, None)
        if not self.diagram.flow.inputs:
            self._drop_card(FLOW_INPUTS)
            return [] if before is None else [before.grown(AROUND_CARD)]
        self._inputs_at = self._left_of_all(self._size(FLOW_INPUTS).width)
        self._settle_card(FLOW_INPUTS)
        now = self._inputs_box = self.box(FLOW_INPUTS)
        if now == before and rows == self._inputs_rows:
            return []
        for wire in self.wiring.of(FLOW_INPUTS) if self.wiring.is_known else ():
            self.curves.known.pop(wire, None)
            self._settle_wire(wire)
        return [EVERYWHERE]

    # finding out ----------------------------------------------------------------------------------

    @property
    def _is_loose(self) -> bool:
        return bool(self._loose_cards or self._loose_wires or self._all_wires)

    def _settle_until(self, end: float) -> int:
        """Find out where things are until then; of how many that was."""
        count = 0
        for step in list(self._loose_cards):
            if step in self._loose_cards:
                self._settle_card(step)
            count += 1
            if time.perf_counter() > end:
                return count
        if self._all_wires:
            if not self.wiring.learn_until(end):
                return count
            self._loose_wires, self._all_wires = dict.fromkeys(self.wiring.wires), False
        for wire in list(self._loose_wires):
            if wire in self._loose_wires:
                self._settle_wire(wire)
            count += 1
            if time.perf_counter() > end:
                break
        return count

    def finish(self) -> None:
        """Find out where everything is, however long that takes."""
        if self._is_loose:
            self._settle_until(math.inf)

    def _settle_card(self, step: StepId) -> None:
        self._loose_cards.pop(step, None)
        self._bounds = None
        wide, high, _ = self._sizes.get(step) or self._size(step)
        x, y = self._place(step)
        room = Rect(
            x - AROUND_CARD, y - AROUND_CARD, wide + 2 * AROUND_CARD, high + 2 * AROUND_CARD
        )
        self._card_grid.put(step, (room,))

    def _settle_wire(self, wire: Wire) -> None:
        self._loose_wires.pop(wire, None)
        self._wire_grid.put(wire, reach(*self.ends(wire), self._via(wire)))

    def _drop_card(self, step: StepId) -> None:
        self._loose_cards.pop(step, None)
        self._bounds = None
        self.cards.known.pop(step, None)
        self._sizes.pop(step, None)
        self._card_grid.drop(step)

    def _drop_wire(self, wire: Wire) -> None:
        self._loose_wires.pop(wire, None)
        self.curves.known.pop(wire, None)
        self._wire_grid.drop(wire)


class _AndInputs(Collection[StepId]):
    """Steps, and the card of the Flow's inputs."""

    def __init__(self, steps: Collection[StepId]) -> None:
        self._steps = steps

    def __contains__(self, step: object) -> bool:
        return step in self._steps or step == FLOW_INPUTS

    def __iter__(self) -> Iterator[StepId]:
        return chain(self._steps, (FLOW_INPUTS,))

    def __len__(self) -> int:
        return len(self._steps) + 1


def _is_within(box: Rect, whole: Rect) -> bool:
    """Whether a box lies in another without touching its edges."""
    return (
        whole.x < box.x
        and whole.y < box.y
        and box.right < whole.right
        and box.bottom < whole.bottom
    )
