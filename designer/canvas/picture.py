"""The whole diagram as looks at their places, kept by patches, plans and records. Qt-free.

`picture = look(diagram, run state, plan, problems)`: everything in here could be thrown away and
worked out again (`Picture.of`), and a law holds that the two are equal. What is kept is there for speed
alone: a change costs what it touches, and no question walks all Steps. What touches more than
`AT_ONCE` Steps and wires is worked out when it is asked for, or by `catch_up` in slices.

Each `show_...` gives the areas whose picture changed, for the view to repaint.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from designer.canvas.backdrop import Backdrop, panel_area
from designer.canvas.curves import Curve, cover
from designer.canvas.differing import differing, unequal
from designer.canvas.finding import AROUND_CARD, Finding
from designer.canvas.geometry import CARD_MIN, Card, Measure, Rect, Shape, Words, bounds, shape
from designer.canvas.grid import Grid
from designer.canvas.later import Due, Later
from designer.canvas.looking import inputs_look, step_look, wire_look
from designer.canvas.looks import Around, StepLook, WireLook
from designer.canvas.renames import Renames
from designer.canvas.staleness import Staleness
from designer.canvas.wiring import Wiring
from designer.document.diagram import Diagram
from designer.document.patch import Patch
from designer.document.scenery import Scenery, scenery
from engine.flow import FLOW_INPUTS, Name, StepId, Wire
from engine.plan import Plan
from engine.problem import Problem
from engine.state import RunState

AT_ONCE = 600
"""Steps and wires that are worked out as soon as they change; more of them later, in slices."""

_INPUTS_GAP = 160.0
_UNSEEN = Rect(0.0, 0.0, CARD_MIN, 110.0)
"""What a card is taken to cover that has not been measured yet."""


class Picture(Finding, Backdrop):
    """Looks and geometry of everything on the canvas, and what is where."""

    def __init__(self, measure: Measure) -> None:
        """Begin with an empty diagram."""
        self._measure = measure
        self._shapes: dict[Words, Shape] = {}
        self._problems: Mapping[StepId, Sequence[Problem]] = {}
        self.state: RunState | None = None
        self.plan: Plan | None = None
        self.diagram = Diagram()
        self.scenery = Scenery()
        self.wiring = Wiring(self.diagram.flow)
        self.show_diagram(self.diagram)

    @classmethod
    def of(
        cls,
        measure: Measure,
        diagram: Diagram,
        plan: Plan | None = None,
        problems: Sequence[Problem] = (),
        state: RunState | None = None,
        renames: Renames | None = None,
    ) -> Picture:
        """The picture of these values, built from nothing."""
        picture = cls(measure)
        picture.show_diagram(diagram)
        picture.show_plan(plan, problems)
        picture.show_run(state, frozenset(), renames)
        return picture

    # what is shown --------------------------------------------------------------------------------

    def show_diagram(self, diagram: Diagram) -> None:
        """Take a whole new document; plan, problems and run of the old one are gone."""
        self.plan, self._problems, self.state = None, {}, None
        self.renames = Renames()
        self._staleness: Staleness | None = None
        self._around = Around(goals=diagram.flow.goals)
        self._begin(diagram)

    def _begin(self, diagram: Diagram) -> None:
        """Work everything out from nothing, also what a patch would take longer for."""
        if diagram is not self.diagram:
            self.wiring = Wiring(diagram.flow)
        self.diagram = diagram
        self.scenery = scenery(diagram.view)
        self._due_steps = Due(self._redo_step)
        self._due_wires = Due(self._redo_wire)
        self.steps: Later[StepId, StepLook] = Later(self._due_steps, self._settle_all)
        self.cards: Later[StepId, Card] = Later(self._due_steps, self._settle_all)
        self.wires: Later[Wire, WireLook] = Later(self._due_wires, self._settle_all)
        self.curves: Later[Wire, Curve] = Later(self._due_wires, self._settle_all)
        self.ticking: set[StepId] = set()
        self._card_grid: Grid[StepId] = Grid()
        self._wire_grid: Grid[Wire] = Grid()
        self._redo(diagram.flow.steps, self.wiring.wires)
        self._redo_inputs()

    def show_patch(self, patch: Patch, diagram: Diagram) -> list[Rect]:
        """Take an edit that was made, or unmade."""
        if len(patch.steps) > AT_ONCE and len(patch.steps) > len(diagram.flow.steps) // 2:
            return self._renew(patch, diagram)
        self.diagram = diagram
        names, gone = self.wiring.change(
            ((change.before, change.after) for change in patch.steps.values()),
            ((name, change.after is not None) for name, change in patch.inputs.items()),
        )
        wires = {w for name in names for w in self._wires_of(name)}
        uncovered, bent = self._take_view(diagram) if "view" in patch.settings else ([], set())
        wires |= bent
        steps = {*patch.steps, *patch.places, *patch.goals.lost, *patch.goals.gained}
        steps.discard(FLOW_INPUTS)
        readers = {port.step for name in names for port in self.wiring.readers(name)}
        self._compare({*patch.steps, *readers}, patch)
        steps |= self._look_around()
        for step in steps:
            wires |= self.wiring.of(step)
        dirty = self._redo(steps | set(patch.steps), wires | gone)
        return dirty + uncovered + self._redo_inputs()

    def _renew(self, patch: Patch, diagram: Diagram) -> list[Rect]:
        """Take an edit of most of the Steps: whatever was to be seen may have changed."""
        before = self.bounds()
        self.wiring = Wiring(diagram.flow)
        self.diagram = diagram
        self._compare({*patch.steps, *diagram.flow.steps}, patch)
        self._look_around()
        self._begin(diagram)
        return [area for area in (before, self.bounds()) if area is not None]

    @property
    def is_behind(self) -> bool:
        """Whether `catch_up` has something to work out, or to tell."""
        return self._is_due or bool(self._due_steps.noticed or self._due_wires.noticed)

    @property
    def _is_due(self) -> bool:
        return bool(len(self._due_steps) or len(self._due_wires))

    def catch_up(self, seconds: float) -> list[Rect]:
        """Work out what is due, for so long; the areas where what was made since is to be seen."""
        dirty = self._settle_until(time.perf_counter() + seconds)
        for due in (self._due_steps, self._due_wires):
            dirty += due.noticed
            due.noticed = []
        return dirty

    def _settle_all(self) -> None:
        self._due_steps.noticed += self._settle_until(math.inf)

    def _settle_until(self, end: float) -> list[Rect]:
        if not self._is_due:
            return []
        dirty = self._due_steps.settle_until(end)
        if not len(self._due_steps):
            dirty += self._due_wires.settle_until(end)
        return dirty if self._is_due else dirty + self._redo_inputs()

    def show_plan(self, plan: Plan | None, problems: Sequence[Problem]) -> list[Rect]:
        """Take what the check of the diagram came to."""
        steps = differing(self.plan, plan)
        found = _by_step(problems)
        steps |= unequal(self._problems, found)
        self.plan, self._problems = plan, found
        steps |= self._look_around()
        return self._redo_looks(steps)

    def show_run(
        self, state: RunState | None, touched: frozenset[StepId], renames: Renames | None = None
    ) -> list[Rect]:
        """Take what a run has come to; `touched` are its Steps changed since the last time.

        `renames` are those since it began, where it is not told of from its beginning.
        """
        known = self._staleness.plan if self._staleness else None
        fresh = state is not self.state or (state is not None and state.plan is not known)
        steps = self._take_run(state, renames or Renames()) if fresh else set()
        for step in map(self.renames.from_run, touched):
            steps |= {step, *self._below(step)}
        steps |= self._look_around()
        dirty = self._redo_looks(steps)
        return dirty + (self._redo_inputs() if fresh else [])

    def _take_run(self, state: RunState | None, renames: Renames) -> set[StepId]:
        """Take another run; the Steps that it or the one before concerns."""
        plans = [it.plan for it in (self.state, state, self._staleness) if it is not None]
        old = {self.renames.from_run(step) for plan in plans for step in plan.steps}
        self.state, self.renames = state, renames
        self._staleness = None
        if state is not None:
            self._staleness = Staleness(state, self.diagram.flow, self.wiring, renames)
        new = {renames.from_run(step) for plan in plans for step in plan.steps}
        return old | new | {step for plan in plans for step in plan.excluded}

    # what is where --------------------------------------------------------------------------------

    def bounds(self, steps: Iterable[StepId] | None = None) -> Rect | None:
        """The rectangle round some cards, or all of them: nearly that where not all are known yet."""
        if steps is not None:
            return bounds(self.cards[step].rect for step in steps if step in self.cards)
        panels = [panel_area(panel.box) for panel in self.scenery.panels.values()]
        steps = self.diagram.flow.steps.keys() | {FLOW_INPUTS}
        return bounds([*self._seen_or_guessed(steps), *panels])

    def _seen_or_guessed(self, steps: Iterable[StepId]) -> Iterator[Rect]:
        known, places = self.cards.known, self.diagram.places
        for step in steps:
            if step in known:
                yield known[step].rect
            elif step != FLOW_INPUTS:
                yield _UNSEEN.moved(*places.get(step, (0.0, 0.0)))

    def shape_of(self, words: Words) -> Shape:
        """A card's shape, measured once for the same words."""
        if words not in self._shapes:
            self._shapes[words] = shape(words, self._measure)
        return self._shapes[words]

    # keeping it -----------------------------------------------------------------------------------

    def _look_around(self) -> set[StepId]:
        """Renew what all looks depend on; the Steps whose staleness or being a Goal changed."""
        old = self._around
        self._around = Around(
            goals=self.diagram.flow.goals,
            plan=self.plan,
            problems=self._problems,
            state=self.state,
            stale=self._stale(),
            renames=self.renames,
        )
        stale = {s for s, _ in old.stale.items() ^ self._around.stale.items()}
        return stale | (old.goals ^ self._around.goals)

    def _stale(self) -> dict[StepId, str]:
        """The Steps whose marks no longer hold, by their ids of today, each with the reason."""
        reasons = self._staleness.stale() if self._staleness else {}
        return {self.renames.from_run(step): why for step, why in reasons.items()}

    def _compare(self, steps: Iterable[StepId], patch: Patch) -> None:
        """Look again at which marks of the run are stale, after an edit that concerns some Steps."""
        if self._staleness is None:
            return
        before, self.renames = self.renames, self.renames.after(patch)
        ids = {names.to_run(step) for step in steps for names in (before, self.renames)}
        known = [step for step in ids if step is not None]
        self._staleness.compare(known, self.diagram.flow, self.wiring, self.renames)

    def _redo_looks(self, steps: Iterable[StepId]) -> list[Rect]:
        there = {step for step in steps if step in self.diagram.flow.steps}
        return self._redo(there, {wire for step in there for wire in self.wiring.of(step)})

    def _redo(self, steps: Iterable[StepId], wires: Iterable[Wire]) -> list[Rect]:
        """Work these out again; many of them later, but what is gone goes at once."""
        now, then = list(steps), list(wires)
        if len(now) + len(then) > AT_ONCE:
            there, strung = self.diagram.flow.steps, self.wiring.wires
            self._due_steps.put_off(step for step in now if step in there)
            self._due_wires.put_off(wire for wire in then if wire in strung)
            now = [step for step in now if step not in there]
            then = [wire for wire in then if wire not in strung]
        dirty: list[Rect] = []
        for step in now:
            dirty += self._due_steps.settle(step)
        for wire in then:
            dirty += self._due_wires.settle(wire)
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
        others = bounds(self._seen_or_guessed(self.diagram.flow.steps))
        return (others.x - made.width - _INPUTS_GAP, others.y) if others else (0.0, 0.0)

    def _put_card(self, look: StepLook, card: Card) -> list[Rect]:
        step = look.step
        before = self.cards.known.get(step)
        if before == card and self.steps.known.get(step) == look:
            return []
        self.steps.known[step], self.cards.known[step] = look, card
        (self.ticking.discard if look.ticking is None else self.ticking.add)(step)
        now = card.rect.grown(AROUND_CARD)
        if before == card:
            return [now]
        self._card_grid.put(step, (now,))
        return [now] if before is None else [before.rect.grown(AROUND_CARD), now]

    def _drop_card(self, step: StepId) -> list[Rect]:
        card = self.cards.known.pop(step, None)
        self.steps.known.pop(step, None)
        self.ticking.discard(step)
        self._card_grid.drop(step)
        return [] if card is None else [card.rect.grown(AROUND_CARD)]

    def _redo_wire(self, wire: Wire) -> list[Rect]:
        attribute = self.wiring.wires.get(wire)
        before = self.curves.known.get(wire)
        now = None if attribute is None else self.curve_of(wire)
        if attribute is None or now is None:
            return self._drop_wire(wire)
        ends = (self.steps.get(port.step) for port in wire)
        dimmed = any(look is not None and look.dimmed for look in ends)
        look = wire_look(wire, attribute, self._around, dimmed)
        if before == now and self.wires.known.get(wire) == look:
            return []
        self.wires.known[wire], self.curves.known[wire] = look, now
        covered = cover(before) if before is not None else ()
        if before == now:
            return list(covered)
        covers = cover(now)
        self._wire_grid.put(wire, covers)
        return [*covered, *covers]

    def _drop_wire(self, wire: Wire) -> list[Rect]:
        curve = self.curves.known.pop(wire, None)
        self.wires.known.pop(wire, None)
        self._wire_grid.drop(wire)
        return [] if curve is None else list(cover(curve))

    def _wires_of(self, attribute: Name) -> Iterable[Wire]:
        targets = self.wiring.readers(attribute)
        return (Wire(s, t) for s in self.wiring.writers(attribute) for t in targets)

    def _below(self, step: StepId) -> set[StepId]:
        return {w.target.step for w in self.wiring.of(step) if w.source.step == step}


def _by_step(problems: Iterable[Problem]) -> dict[StepId, list[Problem]]:
    found: dict[StepId, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.step is not None:
            found[problem.step].append(problem)
    return dict(found)
