"""The whole diagram as looks at their places, kept by patches, plans and records. Qt-free.

`picture = look(diagram, run state, plan, problems)`: everything in here could be thrown away and
worked out again (`Picture.of`), and a law holds that the two are equal. What is kept is there for speed
alone: a change costs what it touches, and no question walks all Steps.

Looks are made for who asks for them. Of what is seen from afar only tiles and threads are kept (`tiles`),
and where things are is found out by `catch_up` in slices (`laying`). `close` is where cards are seen:
what has changed elsewhere is forgotten instead of being made anew.

Each `show_...` gives the areas whose picture changed, for the view to repaint.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from designer.canvas.at_work import AtWork
from designer.canvas.differing import by_step, differing, unequal
from designer.canvas.finding import AROUND_CARD
from designer.canvas.geometry import EVERYWHERE, NOWHERE, Measure, Rect
from designer.canvas.later import Later
from designer.canvas.laying import Laying
from designer.canvas.looking import inputs_look, step_look, wire_look, wire_tone
from designer.canvas.looks import Around, Outlook, StepLook, WireLook
from designer.canvas.renames import Renames
from designer.canvas.staleness import Staleness
from designer.canvas.tiles import PLAIN, Thread, Tile, thread_of, tile_in, tile_of
from designer.canvas.wiring import Wiring
from designer.document.breakpoints import breakpoints, step_of
from designer.document.diagram import Diagram
from designer.document.patch import Patch
from designer.document.scenery import Scenery, scenery
from engine.flow import FLOW_INPUTS, Name, StepId, Wire
from engine.plan import Plan
from engine.problem import Problem
from engine.state import RunState

AT_ONCE: Final = 600
"""Of so many Steps and wires that change together each is looked at; of more nobody asks which."""


class Picture(Laying):
    """Looks and geometry of everything on the canvas, and what is where."""

    def __init__(self, measure: Measure, icons: Mapping[str, str] | None = None) -> None:
        """Begin with an empty diagram; `icons` are those of kinds that packages bring."""
        super().__init__(measure)
        self.icons = {} if icons is None else icons
        self._problems: Mapping[StepId, Sequence[Problem]] = {}
        self.state: RunState | None = None
        self.plan: Plan | None = None
        self.diagram = Diagram()
        self.scenery = Scenery()
        self.wiring = Wiring(self.diagram.flow)
        self.close: Rect | None = None
        """Where cards are seen and not just tiles; None where that may be anywhere."""
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
        icons: Mapping[str, str] | None = None,
    ) -> Picture:
        """The picture of these values, built from nothing."""
        picture = cls(measure, icons)
        picture.show_diagram(diagram)
        picture.show_plan(plan, problems)
        picture.show_run(state, frozenset(), renames)
        return picture

    # what is shown --------------------------------------------------------------------------------

    def show_diagram(self, diagram: Diagram) -> None:
        """Take a whole new document; plan, problems and run of the old one are gone."""
        self.plan, self._problems, self.state = None, {}, None
        self._outlooks: Mapping[StepId, Outlook] = {}
        self.renames = Renames()
        self._staleness: Staleness | None = None
        self._around = Around(
            goals=diagram.flow.goals, breaks=breakpoints(diagram.view), icons=self.icons
        )
        self._begin(diagram)

    def _begin(self, diagram: Diagram) -> None:
        """Know nothing of the diagram yet, but what is at work."""
        self.wiring = Wiring(diagram.flow)
        self.diagram = diagram
        self.scenery, self._breaks = scenery(diagram.view), breakpoints(diagram.view)
        self.steps: Later[StepId, StepLook] = Later(self._there, self._make_look)
        self.wires: Later[Wire, WireLook] = Later(self._strung, self._make_wire_look)
        self._tiles: dict[StepId, Tile] = {}
        self._threads: dict[Wire, Thread] = {}
        self._at_work = AtWork(lambda: (self.diagram.flow.steps, self._around))
        self._noticed: list[Rect] = []
        self._lay()
        self._inputs = inputs_look(diagram.flow, self.state)
        self._lay_inputs()
        self._all_wires = True
        if len(diagram.flow.steps) <= AT_ONCE:
            self.finish()

    def show_patch(self, patch: Patch, diagram: Diagram) -> list[Rect]:
        """Take an edit that was made, or unmade."""
        flow = diagram.flow
        if max(len(patch.steps), len(patch.places)) > max(AT_ONCE, len(flow.steps) // 2):
            return self._renew(patch, diagram)
        old = self.diagram.flow.steps
        laid = {s for s in (*patch.steps, *patch.places) if s in old or s in flow.steps}
        boxes = {step: self.box(step) for step in laid if step in old}
        strung = {wire for step in laid for wire in self.wiring.of(step)}
        covered = {w: self._covers(w) for w in strung.union(*map(self._wires_of, patch.inputs))}
        if "view" in patch.settings:
            there = self.wiring.wires
            covered |= {wire: self._covers(wire) for wire in self.scenery.bends if wire in there}
        self.diagram = diagram
        names, gone = self.wiring.change(
            ((change.before, change.after) for change in patch.steps.values()),
            ((name, change.after is not None) for name, change in patch.inputs.items()),
        )
        strung = {wire for name in names for wire in self._wires_of(name)}
        uncovered, bent = self._take_view(diagram) if "view" in patch.settings else ([], set())
        if "view" in patch.settings:
            self._breaks = breakpoints(diagram.view)
        dirty = uncovered + self._lay_again(laid, boxes, patch.steps)
        moved = {wire for step in laid for wire in self.wiring.of(step)} | strung | bent
        dirty += self._string_again(moved, gone, covered)
        self._forget(gone, [step for step in laid if step not in flow.steps])
        readers = {port.step for name in names for port in self.wiring.readers(name)}
        self._compare({*patch.steps, *readers}, patch)
        steps = {*patch.goals.lost, *patch.goals.gained} | self._look_around()
        return dirty + self._redo_looks(steps | laid, moved) + self._redo_inputs()

    def _renew(self, patch: Patch, diagram: Diagram) -> list[Rect]:
        """Take an edit of most of the Steps: whatever was to be seen may have changed."""
        self.wiring = Wiring(diagram.flow)
        self.diagram = diagram
        self._compare({*patch.steps, *diagram.flow.steps}, patch)
        self._look_around()
        self._begin(diagram)
        return [EVERYWHERE]

    @property
    def is_behind(self) -> bool:
        """Whether `catch_up` has something to find out, or to tell."""
        return self._is_loose or bool(self._noticed)

    def catch_up(self, seconds: float) -> list[Rect]:
        """Find out where things are for so long; the areas where what was found is to be seen."""
        found = self._settle_until(time.perf_counter() + seconds) if self._is_loose else 0
        dirty, self._noticed = self._noticed, []
        return [EVERYWHERE] if found else dirty

    def show_plan(self, plan: Plan | None, problems: Sequence[Problem]) -> list[Rect]:
        """Take what the check of the diagram came to."""
        steps = differing(self.plan, plan)
        found = by_step(problems)
        steps |= unequal(self._problems, found)
        self.plan, self._problems = plan, found
        steps |= self._look_around()
        return self._redo_looks(steps)

    def show_outlooks(self, outlooks: Mapping[StepId, Outlook]) -> list[Rect]:
        """Take what is foreseen of the Steps of the Plan."""
        steps = unequal(self._outlooks, outlooks)
        self._outlooks = outlooks
        self._look_around()
        return self._redo_looks(steps)

    def show_run(
        self, state: RunState | None, touched: frozenset[StepId], renames: Renames | None = None,
        *, jump: bool = False,
    ) -> list[Rect]:  # fmt: skip
        """Take what a run has come to; `touched` are its Steps changed since the last time.

        `renames` are those since it began, where it is not told of from its beginning. Where many have
        changed nobody asks which looks those are; after a `jump` in time only what is in sight is told.
        """
        known = self._staleness.plan if self._staleness else None
        fresh = state is not self.state or (state is not None and state.plan is not known)
        steps = self._take_run(state, renames or Renames()) if fresh else set()
        if jump or len(touched) > AT_ONCE:
            self._look_around()
            near = jump and not fresh and self.close not in (None, NOWHERE)
            dirty = self._redo_seen() if near else self._redo_all()
            return dirty + (self._redo_inputs() if fresh else [])
        own = {*map(self.renames.from_run, touched)}
        steps |= own | self._look_around()
        below = set[StepId]().union(*map(self._below, own)) - steps  # whose wires are no others now
        dirty = sum(map(self._redo_step, below), self._redo_looks(steps))
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

    @property
    def ticking(self) -> set[StepId]:
        """The Steps that say something that changes with the time."""
        return self._at_work.steps

    def ticking_in(self, area: Rect) -> list[StepId]:
        """Those of them in an area."""
        among = self._at_work.among(lambda: self.steps_among([area]))
        return [step for step in among if self.box(step).touches(area)]

    # what is seen from afar -----------------------------------------------------------------------

    def tile(self, step: StepId) -> Tile:
        """What a Step shows from afar."""
        tile = self._tiles.get(step)
        if tile is None:
            it, look = self.diagram.flow.steps.get(step), self.steps.known.get(step)
            if it is None:
                return PLAIN
            tile = tile_in(look) if look is not None else tile_of(it, self._around)
            self._tiles[step] = tile
        return tile

    @property
    def stale(self) -> Mapping[StepId, str]:
        """The Steps whose marks of the run no longer hold, each with the reason."""
        return self._around.stale

    def title(self, step: StepId) -> str:
        """What a Step is called."""
        it = self.diagram.flow.steps.get(step)
        return self._inputs.title if it is None else it.label

    def thread(self, wire: Wire) -> Thread:
        """What a wire shows from afar."""
        thread = self._threads.get(wire)
        if thread is None:
            thread = self._threads[wire] = self._make_thread(wire)
        return thread

    def _make_thread(self, wire: Wire) -> Thread:
        dimmed = self.tile(wire.source.step).dimmed or self.tile(wire.target.step).dimmed
        return thread_of(wire_tone(wire, self.wiring.wires[wire], self._around), dimmed)

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
            outlooks=self._outlooks,
            renames=self.renames,
            breaks=self._breaks,
            icons=self.icons,
            _sources=old._sources if old.plan is self.plan else {},
        )
        stale = {s for s, _ in old.stale.items() ^ self._around.stale.items()}
        stale |= {step_of(it) for it in old.breaks.keys() ^ self._around.breaks.keys()}
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

    def _redo_looks(self, steps: Iterable[StepId], more: Iterable[Wire] = ()) -> list[Rect]:
        """Look at Steps and their wires again; the areas of those that look otherwise now."""
        there = [step for step in steps if step in self.diagram.flow.steps]
        if len(there) > AT_ONCE:
            return self._redo_all()
        wires = {wire for step in there for wire in self.wiring.of(step)}.union(more)
        dirty: list[Rect] = []
        for step in there:
            dirty += self._redo_step(step)
        for wire in wires:
            dirty += self._redo_wire(wire)
        return dirty

    def _redo_all(self) -> list[Rect]:
        """Forget every look; those that are seen are made anew at once."""
        self._redo_seen()
        return [EVERYWHERE]

    def _redo_seen(self) -> list[Rect]:
        """The same; the areas in sight of what looks otherwise now."""
        strung, dirty, looks = dict(self.wires.known), list[Rect](), self.steps.known
        for it in (self._tiles, self._threads, self.wires.known):
            it.clear()
        self._at_work.forget()
        for step, was in list(looks.items()):
            if step not in self.diagram.flow.steps or not self._is_close(step):
                del looks[step]
                continue
            now = self._make_look(step)
            looks[step] = was if now == was else now
            if now != was or now.ticking is not None:
                dirty.append(self.box(step).grown(AROUND_CARD))
        ties = ((wire, tied) for wire, tied in strung.items() if self._is_wire_close(wire))
        if any(self.wires[wire] != tied for wire, tied in ties):
            dirty.append(self.close or EVERYWHERE)
        return dirty

    def _redo_step(self, step: StepId) -> list[Rect]:
        """Look at a Step again, if anybody has seen it."""
        it, look, tile = self.diagram.flow.steps[step], self.steps.known.get(step), None
        differs = False
        if look is not None and self._is_close(step):
            fresh = self.steps.known[step] = step_look(it, self._around)
            differs, tile = fresh != look, tile_in(fresh)
        elif look is not None:
            del self.steps.known[step]
        before = self._tiles.get(step)
        if before is not None:
            tile = self._tiles[step] = tile or tile_of(it, self._around)
            differs = differs or tile != before
        self._at_work.mind(step)
        return [self.box(step).grown(AROUND_CARD)] if differs else []

    def _redo_wire(self, wire: Wire) -> list[Rect]:
        """Look at a wire again, if anybody has seen it."""
        look, thread = self.wires.known.get(wire), self._threads.get(wire)
        if (look is None and thread is None) or wire not in self.wiring.wires:
            return []
        differs = False
        if look is not None:
            fresh = self.wires.known[wire] = self._make_wire_look(wire)
            differs = fresh != look
        if thread is not None:
            now = self._threads[wire] = self._make_thread(wire)
            differs = differs or now != thread
        return list(self._covers(wire)) if differs else []

    def _is_close(self, step: StepId) -> bool:
        return self.close is None or self.box(step).grown(AROUND_CARD).touches(self.close)

    def _is_wire_close(self, wire: Wire) -> bool:
        course = self.curves.known.get(wire) if wire in self.wiring.wires else None
        return course is not None and self.close is not None and course.may_touch(self.close)

    def _make_look(self, step: StepId) -> StepLook:
        it = self.diagram.flow.steps.get(step)
        return self._inputs if it is None else step_look(it, self._around)

    def _make_wire_look(self, wire: Wire) -> WireLook:
        dimmed = any(self.tile(port.step).dimmed for port in wire)
        return wire_look(wire, self.wiring.wires[wire], self._around, dimmed)

    def _forget(self, wires: Iterable[Wire], steps: Iterable[StepId]) -> None:
        """What is gone is seen no more."""
        for wire in wires:
            self.wires.known.pop(wire, None)
            self._threads.pop(wire, None)
        for step in steps:
            self.steps.known.pop(step, None)
            self._tiles.pop(step, None)
            self._at_work.mind(step)

    def _redo_inputs(self) -> list[Rect]:
        """The card of the Flow's inputs: its look, its place where it has none, its wires."""
        dirty, before = self._lay_inputs(), self._inputs
        look = self._inputs = inputs_look(self.diagram.flow, self.state)
        if not self.diagram.flow.inputs:
            self.steps.known.pop(FLOW_INPUTS, None)
            return dirty
        if FLOW_INPUTS in self.steps.known:
            self.steps.known[FLOW_INPUTS] = look
        same = look == before and tuple(look.outputs) == tuple(before.outputs)
        return dirty if same else [*dirty, self.box(FLOW_INPUTS).grown(AROUND_CARD)]

    def _wires_of(self, attribute: Name) -> Iterable[Wire]:
        targets = self.wiring.readers(attribute)
        return (Wire(s, t) for s in self.wiring.writers(attribute) for t in targets)

    def _below(self, step: StepId) -> set[StepId]:
        return {w.target.step for w in self.wiring.of(step) if w.source.step == step}
