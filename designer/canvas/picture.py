"""The whole diagram as looks at their places, kept by patches, plans and records. Qt-free.

`picture = look(diagram, run state, plan, problems)`: everything in here could be thrown away and
worked out again (`Picture.of`), and a law holds that the two are equal. What is kept is there for speed
alone: a change costs what it touches, and no question walks all Steps.

Each `show_...` gives the areas whose picture changed, for the view to repaint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from designer.canvas.geometry import (
    PORT_REACH,
    Card,
    Curve,
    Measure,
    Point,
    Rect,
    Shape,
    Words,
    bounds,
    cover,
    curve,
    distance,
    shape,
)
from designer.canvas.grid import Grid
from designer.canvas.looking import inputs_look, step_look, wire_look
from designer.canvas.looks import Around, StepLook, WireLook
from designer.canvas.staleness import Staleness
from designer.canvas.wiring import Wiring
from designer.document.diagram import Diagram
from designer.document.patch import Patch
from engine.flow import FLOW_INPUTS, Name, Port, Side, StepId, Wire
from engine.plan import Plan
from engine.problem import Problem
from engine.state import RunState

AROUND_CARD = 12.0
"""How far a card's rings, ports and shadow reach beyond it."""

_INPUTS_GAP = 160.0


class Picture:
    """Looks and geometry of everything on the canvas, and what is where."""

    def __init__(self, measure: Measure) -> None:
        """Begin with an empty diagram."""
        self._measure = measure
        self._shapes: dict[Words, Shape] = {}
        self._problems: Sequence[Problem] = ()
        self.state: RunState | None = None
        self.plan: Plan | None = None
        self.show_diagram(Diagram())

    @classmethod
    def of(
        cls,
        measure: Measure,
        diagram: Diagram,
        plan: Plan | None = None,
        problems: Sequence[Problem] = (),
        state: RunState | None = None,
    ) -> Picture:
        """The picture of these values, built from nothing."""
        picture = cls(measure)
        picture.show_diagram(diagram)
        picture.show_plan(plan, problems)
        picture.show_run(state, frozenset())
        return picture

    # what is shown --------------------------------------------------------------------------------

    def show_diagram(self, diagram: Diagram) -> None:
        """Take a whole new document; plan, problems and run of the old one are gone."""
        self.diagram = diagram
        self.plan, self._problems, self.state = None, (), None
        self._staleness: Staleness | None = None
        self.steps: dict[StepId, StepLook] = {}
        self.wires: dict[Wire, WireLook] = {}
        self.cards: dict[StepId, Card] = {}
        self.curves: dict[Wire, Curve] = {}
        self._covers: dict[Wire, tuple[Rect, ...]] = {}
        self.ticking: set[StepId] = set()
        self._card_grid: Grid[StepId] = Grid()
        self._wire_grid: Grid[Wire] = Grid()
        self.wiring = Wiring(diagram.flow)
        self._around = Around(goals=diagram.flow.goals)
        self._redo(diagram.flow.steps, self.wiring.wires)
        self._redo_inputs()

    def show_patch(self, patch: Patch, diagram: Diagram) -> list[Rect]:
        """Take an edit that was made, or unmade."""
        self.diagram = diagram
        names, gone = self.wiring.change(
            ((change.before, change.after) for change in patch.steps.values()),
            ((name, change.after is not None) for name, change in patch.inputs.items()),
        )
        wires = {w for name in names for w in self._wires_of(name)}
        steps = {*patch.steps, *patch.places, *patch.goals.lost, *patch.goals.gained}
        steps.discard(FLOW_INPUTS)
        readers = {port.step for name in names for port in self.wiring.readers(name)}
        if self._staleness is not None:
            self._staleness.compare({*patch.steps, *readers}, diagram.flow, self.wiring)
        steps |= self._look_around()
        for step in steps:
            wires |= self.wiring.of(step)
        dirty = self._redo(steps | set(patch.steps), wires | gone)
        return dirty + self._redo_inputs()

    def show_plan(self, plan: Plan | None, problems: Sequence[Problem]) -> list[Rect]:
        """Take what the check of the diagram came to."""
        steps = _differing(self.plan, plan)
        steps |= {p.step for p in (*self._problems, *problems) if p.step is not None}
        self.plan, self._problems = plan, problems
        steps |= self._look_around()
        return self._redo_looks(steps)

    def show_run(self, state: RunState | None, touched: frozenset[StepId]) -> list[Rect]:
        """Take what a run has come to; `touched` are the Steps changed since the last time."""
        steps = set(touched)
        known = self._staleness.plan if self._staleness else None
        fresh = state is not self.state or (state is not None and state.plan is not known)
        if fresh:
            for old_or_new in (self.state, state):
                if old_or_new is not None:
                    steps |= {*old_or_new.plan.steps, *old_or_new.plan.excluded}
            steps |= set(self._staleness.plan.steps) if self._staleness else set()
            self.state = state
            flow = self.diagram.flow
            self._staleness = Staleness(state, flow, self.wiring) if state is not None else None
        for step in touched:
            steps |= self._below(step)
        steps |= self._look_around()
        dirty = self._redo_looks(steps)
        return dirty + (self._redo_inputs() if fresh else [])

    # what is where --------------------------------------------------------------------------------

    def bounds(self, steps: Iterable[StepId] | None = None) -> Rect | None:
        """The rectangle round some cards, or all of them."""
        of = self.cards if steps is None else [step for step in steps if step in self.cards]
        return bounds(self.cards[step].rect for step in of)

    def steps_in(self, area: Rect) -> list[StepId]:
        """The cards that touch an area, those painted last at the end."""
        near = self._card_grid.near(area.grown(AROUND_CARD))
        return sorted(s for s in near if self.cards[s].rect.grown(AROUND_CARD).touches(area))

    def wires_in(self, area: Rect) -> list[Wire]:
        """The wires that may touch an area."""
        return sorted(self._wire_grid.near(area))

    def step_at(self, at: Point) -> StepId | None:
        """The topmost card there."""
        steps = self.steps_in(Rect(at.x, at.y, 0, 0))
        return next((s for s in reversed(steps) if self.cards[s].rect.contains(at)), None)

    def port_at(
        self, at: Point, reach: float = PORT_REACH, fits: Callable[[Side, Port], bool] | None = None
    ) -> tuple[Side, Port] | None:
        """The nearest port within reach, of those that fit."""
        best, found = reach, None
        for step in self.steps_in(Rect(at.x, at.y, 0, 0).grown(reach)):
            for side, name, centre in self.ports(step):
                away = centre.to(at)
                port = Port(step, name)
                if away <= best and (fits is None or fits(side, port)):
                    best, found = away, (side, port)
        return found

    def ports(self, step: StepId) -> Iterable[tuple[Side, Name, Point]]:
        """The ports of a card with their centres."""
        card = self.cards[step]
        for name, row in card.shape.inputs.items():
            yield "input", name, Point(card.x + row.at.x, card.y + row.at.y)
        for name, row in card.shape.outputs.items():
            yield "output", name, Point(card.x + row.at.x, card.y + row.at.y)

    def wire_at(self, at: Point, reach: float) -> Wire | None:
        """The nearest wire within reach."""
        near = self._wire_grid.near(Rect(at.x, at.y, 0, 0).grown(reach))
        away = {wire: distance(self.curves[wire], at) for wire in near}
        nearest = min(sorted(away), key=away.__getitem__, default=None)
        return nearest if nearest is not None and away[nearest] <= reach else None

    def shape_of(self, words: Words) -> Shape:
        """A card's shape, measured once for the same words."""
        if words not in self._shapes:
            self._shapes[words] = shape(words, self._measure)
        return self._shapes[words]

    # keeping it -----------------------------------------------------------------------------------

    def _look_around(self) -> set[StepId]:
        """Renew what all looks depend on; the Steps whose staleness or being a Goal changed."""
        by_step: dict[StepId, list[Problem]] = defaultdict(list)
        for problem in self._problems:
            if problem.step is not None:
                by_step[problem.step].append(problem)
        old = self._around
        self._around = Around(
            goals=self.diagram.flow.goals,
            plan=self.plan,
            problems=by_step,
            state=self.state,
            stale=self._staleness.stale() if self._staleness else {},
        )
        stale = {s for s, _ in old.stale.items() ^ self._around.stale.items()}
        return stale | (old.goals ^ self._around.goals)

    def _redo_looks(self, steps: Iterable[StepId]) -> list[Rect]:
        there = {step for step in steps if step in self.diagram.flow.steps}
        return self._redo(there, {wire for step in there for wire in self.wiring.of(step)})

    def _redo(self, steps: Iterable[StepId], wires: Iterable[Wire]) -> list[Rect]:
        dirty: list[Rect] = []
        for step in steps:
            dirty += self._redo_step(step)
        for wire in wires:
            dirty += self._redo_wire(wire)
        return dirty

    def _redo_step(self, step: StepId) -> list[Rect]:
        it = self.diagram.flow.steps.get(step)
        if it is None:
            return self._drop_card(step)
        look = step_look(it, self._around)
        words = Words(look.title, look.subtitle, tuple(look.inputs), tuple(look.outputs))
        x, y = self.diagram.places.get(step, (0.0, 0.0))
        return self._put_card(look, Card(float(x), float(y), self.shape_of(words)))

    def _redo_inputs(self) -> list[Rect]:
        """The card of the Flow's inputs: its look, its place where it has none, its wires."""
        flow = self.diagram.flow
        if not flow.inputs:
            return self._drop_card(FLOW_INPUTS)
        look = inputs_look(flow, self.state)
        outputs = tuple(look.outputs)
        made = self.shape_of(Words(look.title, look.subtitle, (), outputs, footer=False))
        x, y = self.diagram.places.get(FLOW_INPUTS) or self._left_of_all(made)
        dirty = self._put_card(look, Card(float(x), float(y), made))
        if not dirty:
            return []
        return dirty + self._redo((), self.wiring.of(FLOW_INPUTS))

    def _left_of_all(self, made: Shape) -> tuple[float, float]:
        others = bounds(card.rect for step, card in self.cards.items() if step != FLOW_INPUTS)
        return (others.x - made.width - _INPUTS_GAP, others.y) if others else (0.0, 0.0)

    def _put_card(self, look: StepLook, card: Card) -> list[Rect]:
        step = look.step
        if self.steps.get(step) == look and self.cards.get(step) == card:
            return []
        before = self.cards.get(step)
        self.steps[step], self.cards[step] = look, card
        (self.ticking.discard if look.ticking is None else self.ticking.add)(step)
        now = card.rect.grown(AROUND_CARD)
        if before == card:
            return [now]
        self._card_grid.put(step, (now,))
        return [now] if before is None else [before.rect.grown(AROUND_CARD), now]

    def _drop_card(self, step: StepId) -> list[Rect]:
        card = self.cards.pop(step, None)
        self.steps.pop(step, None)
        self.ticking.discard(step)
        self._card_grid.drop(step)
        return [] if card is None else [card.rect.grown(AROUND_CARD)]

    def _redo_wire(self, wire: Wire) -> list[Rect]:
        attribute = self.wiring.wires.get(wire)
        before = self.curves.get(wire)
        now = None if attribute is None else self.curve_of(wire)
        if attribute is None or now is None:
            return self._drop_wire(wire)
        dimmed = any(
            end in self.steps and self.steps[end].dimmed for end in (wire[0][0], wire[1][0])
        )
        look = wire_look(wire, attribute, self._around, dimmed)
        if before == now and self.wires.get(wire) == look:
            return []
        self.wires[wire], self.curves[wire] = look, now
        covered = self._covers.get(wire, ())
        if before == now:
            return list(covered)
        self._covers[wire] = cover(now)
        self._wire_grid.put(wire, self._covers[wire])
        return [*covered, *self._covers[wire]]

    def _drop_wire(self, wire: Wire) -> list[Rect]:
        self.curves.pop(wire, None)
        self.wires.pop(wire, None)
        self._wire_grid.drop(wire)
        return list(self._covers.pop(wire, ()))

    def curve_of(self, wire: Wire, cards: Mapping[StepId, Card] | None = None) -> Curve | None:
        """The curve between two ports, with some cards elsewhere; None where a port is not there."""
        moved = cards or {}
        source = moved.get(wire.source.step) or self.cards.get(wire.source.step)
        target = moved.get(wire.target.step) or self.cards.get(wire.target.step)
        start = source.port("output", wire.source.name) if source else None
        end = target.port("input", wire.target.name) if target else None
        return None if start is None or end is None else curve(start, end)

    def _wires_of(self, attribute: Name) -> Iterable[Wire]:
        targets = self.wiring.readers(attribute)
        return (Wire(s, t) for s in self.wiring.writers(attribute) for t in targets)

    def _below(self, step: StepId) -> set[StepId]:
        return {w.target.step for w in self.wiring.of(step) if w.source.step == step}


def _differing(old: Plan | None, new: Plan | None) -> set[StepId]:
    """The Steps of which two Plans say something else."""
    one, other = old or Plan(), new or Plan()
    if bool(one.goals) != bool(other.goals) or (old is None) != (new is None):
        return {*one.steps, *one.excluded, *other.steps, *other.excluded, *_wanting(one, other)}
    steps = _unequal(one.feeds, other.feeds) | _unequal(one.excluded, other.excluded)
    steps |= one.steps.keys() ^ other.steps.keys()
    if one.missing != other.missing:
        steps |= _wanting(one, other)
    return steps


def _wanting(*plans: Plan) -> set[StepId]:
    return {step for plan in plans for wanting in plan.missing.values() for step in wanting}


def _unequal(old: Mapping[StepId, object], new: Mapping[StepId, object]) -> set[StepId]:
    return {step for step in {**old, **new} if old.get(step) != new.get(step)}
