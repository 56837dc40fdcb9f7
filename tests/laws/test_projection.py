from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.canvas.geometry import Point, Rect
from designer.canvas.picture import Picture
from designer.canvas.tiles import tile_in
from designer.document import edits
from designer.document.diagram import Diagram, Place
from designer.document.patch import Patch, apply, diff
from designer.document.reroutes import key_of
from engine import events as e
from engine.events import Record, Source
from engine.flow import FLOW_INPUTS, Declared, Flow, Input, Name, Step, StepId
from engine.graph import wires
from engine.plan import Plan
from engine.planner import make_plan
from engine.problem import Code, Problem
from engine.state import RunState, StepStatus
from tests.designer.drawing import PlainMeasure
from tests.strategies import STEP_IDS, acyclic_flows, flows, givens, names

places = st.builds(
    Place, st.integers(-30, 30).map(lambda n: n * 20.0), st.sampled_from([0.0, 90.0])
)
diagrams = st.builds(
    lambda flow, at, view: Diagram(
        flow=flow,
        places={s: p for s, p in at.items() if s in {*flow.steps, FLOW_INPUTS}},
        view={**view, "reroutes": {key_of(w): [[30, 400]] for w in wires(flow)}} if view else {},
    ),
    st.one_of(flows(), acyclic_flows()),
    st.dictionaries(st.sampled_from([*STEP_IDS, FLOW_INPUTS]), places),
    st.sampled_from([{}, {"frames": {"f": {"title": "F", "box": [0, 0, 300, 200]}}}]),
)
which = st.integers(0, 8)
actions = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), diagrams),
        st.tuples(st.just("move"), st.tuples(which, places)),
        st.tuples(st.just("change"), st.tuples(which, st.sampled_from(["config", "title", "off"]))),
        st.tuples(st.just("rewire"), st.tuples(which, names)),
        st.tuples(st.just("goal"), which),
        st.tuples(st.just("drop"), which),
        st.tuples(st.just("rename"), st.tuples(which, st.sampled_from(STEP_IDS))),
        st.tuples(st.just("undo"), st.none()),
        st.tuples(st.just("plan"), givens),
        st.tuples(st.just("forget"), st.none()),
        st.tuples(st.just("run"), givens),
        st.tuples(st.just("whole run"), givens),
        st.tuples(st.just("record"), st.tuples(which, st.integers(0, 9))),
        st.tuples(st.just("records"), st.lists(st.tuples(which, st.integers(0, 9)), max_size=20)),
    ),
    max_size=16,
)


class Told:
    """A picture kept step by step, with all that it was told."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.plan: Plan | None = None
        self.problems: tuple[Problem, ...] = ()
        self.state: RunState | None = None
        self.done: list[Patch] = []
        self.picture = Picture.of(PlainMeasure(), diagram)

    def edit(self, wanted: Diagram) -> None:
        patch = diff(self.diagram, wanted)
        self.done.append(patch)
        self._push(patch)

    def move(self, choice: tuple[int, Place]) -> None:
        step = self._one_of([*self.diagram.flow.steps, FLOW_INPUTS], choice[0])
        self.edit(replace(self.diagram, places={**self.diagram.places, step: choice[1]}))

    def change(self, choice: tuple[int, str]) -> None:
        old = self._step(choice[0])
        if old is not None and choice[1] == "config":
            self._put(replace(old, config={"function": "work:other"}))
        elif old is not None and choice[1] == "title":
            self._put(replace(old, title="Another title"))
        elif old is not None:
            self._put(replace(old, disabled=not old.disabled))

    def rewire(self, choice: tuple[int, Name]) -> None:
        old = self._step(choice[0])
        if old is not None and old.inputs:
            first = next(iter(old.inputs))
            changed = replace(old.inputs[first], sources=(choice[1],))
            self._put(replace(old, inputs=OrderedDict(old.inputs) | {first: changed}))

    def goal(self, choice: int) -> None:
        old = self._step(choice)
        if old is not None:
            flow = self.diagram.flow
            self.edit(replace(self.diagram, flow=replace(flow, goals=flow.goals ^ {old.id})))

    def drop(self, choice: int) -> None:
        old = self._step(choice)
        if old is not None:
            self._put(None, old.id)

    def rename(self, choice: tuple[int, StepId]) -> None:
        old = self._step(choice[0])
        if old is not None and choice[1] not in self.diagram.flow.steps:
            patch = edits.rename_step(self.diagram, old.id, choice[1])
            self.done.append(patch)
            self._push(patch)

    def undo(self, _: None) -> None:
        if self.done:
            self._push(self.done.pop().inverse())

    def plan_(self, values: dict[Any, Any]) -> None:
        self.plan = make_plan(self.diagram.flow, given=values)
        first = min(self.diagram.flow.steps, default="none")
        problem = Problem(code=Code.BAD_CONFIG, pointer=f"/steps/{first}", message="not right")
        self.problems = (problem,) if values else ()
        self.picture.show_plan(self.plan, self.problems)

    def forget(self, _: None) -> None:
        self.state = None
        self.picture.show_run(None, frozenset())

    def run(self, values: dict[Any, Any]) -> None:
        self.state = RunState(run="R")
        plan = make_plan(self.diagram.flow, given=values)
        self.state.apply(Record(1, 1000.0, e.RunStarted("test", plan, values)))
        self.picture.show_run(self.state, frozenset(self.state.steps))

    def whole_run(self, values: dict[Any, Any]) -> None:
        self.run(values)
        for step in self.state.plan.steps if self.state else ():
            for choice in (3, 3, 3, 4, 3, 3, 4):
                self.tell(step, choice)

    def record(self, choice: tuple[int, int]) -> None:
        if self.state is None or not self.state.steps:
            return
        self.tell(self._one_of(list(self.state.steps), choice[0]), choice[1])

    def tell(self, step: StepId, choice: int) -> None:
        event = _event(self.state, step, choice) if self.state else None
        if self.state is not None and event is not None:
            self.state.apply(Record(self.state.last_seq + 1, 1001.0 + self.state.last_seq, event))
            self.picture.show_run(self.state, frozenset({step}))

    def records(self, choices: list[tuple[int, int]]) -> None:
        for choice in choices:
            self.record(choice)

    def _step(self, choice: int) -> Step | None:
        steps = self.diagram.flow.steps
        return steps[self._one_of(list(steps), choice)] if steps else None

    def _put(self, step: Step | None, gone: StepId | None = None) -> None:
        flow = self.diagram.flow
        steps = {s: it for s, it in flow.steps.items() if s != gone}
        if step is not None:
            steps[step.id] = step
        self.edit(replace(self.diagram, flow=replace(flow, steps=steps)))

    @staticmethod
    def _one_of(steps: list[StepId], choice: int) -> StepId:
        return sorted(steps)[choice % len(steps)]

    def _push(self, patch: Patch) -> None:
        self.diagram = apply(self.diagram, patch)
        self.picture.show_patch(patch, self.diagram)


def _event(state: RunState, step: StepId, choice: int) -> e.Event | None:
    it, now = state.plan.steps[step], state.steps[step]
    if now.status is StepStatus.PENDING:
        name = next((name for name in it.inputs if name not in now.inputs), None)
        if name is not None and choice % 2:
            return e.InputSettled(step, name, Source("arrived"), choice)
        if choice == 0:
            return e.StepSkipped(step, "not_needed", (), "no longer needed")
        if choice == 2:
            return e.StepBlocked(step, step, "input_lost", (step, "a"), "blocked")
        return e.StepStarted(step)
    if now.status is StepStatus.RUNNING:
        name = next((name for name in it.outputs if name not in now.outputs), None)
        if name is not None and choice % 2:
            return e.AttributeSet(it.outputs[name].writes(name), step, name, choice)
        if choice == 0:
            return e.StepFailed(step, 1, "exception", "it broke")
        if choice == 2:
            return e.StepProgress(step, 0.5, "half")
        return e.StepCompleted(step, 1)
    return None


def seen(picture: Picture) -> dict[str, object]:
    return {
        "steps": picture.steps,
        "wires": picture.wires,
        "cards": picture.cards,
        "curves": picture.curves,
        "panels": picture.panels(),
        "tiles": {s: picture.tile(s) for s in picture.steps},
        "threads": {w: picture.thread(w) for w in picture.wires},
        "ticking": picture.ticking,
        "wiring": picture.wiring.wires,
        "cards near": {s: s in picture.steps_in(c.rect) for s, c in picture.cards.items()},
        "wires near": {
            w: w in picture.wires_in(_round(c.at(0.5))) for w, c in picture.curves.items()
        },
    }


def _round(at: Point) -> Rect:
    return Rect(at.x - 1, at.y - 1, 2, 2)


@settings(max_examples=150, deadline=None)
@given(diagrams, actions)
def test_a_picture_kept_by_patches_equals_one_built_from_nothing(
    diagram: Diagram, script: list[tuple[str, Any]]
) -> None:
    told = Told(diagram)
    does: dict[str, Callable[[Any], None]] = {
        "edit": told.edit,
        "move": told.move,
        "change": told.change,
        "rewire": told.rewire,
        "goal": told.goal,
        "drop": told.drop,
        "rename": told.rename,
        "undo": told.undo,
        "plan": told.plan_,
        "forget": told.forget,
        "run": told.run,
        "whole run": told.whole_run,
        "record": told.record,
        "records": told.records,
    }
    for what, arguments in script:
        does[what](arguments)
        afresh = Picture.of(
            PlainMeasure(), told.diagram, told.plan, told.problems, told.state,
            told.picture.renames,
        )  # fmt: skip
        assert seen(told.picture) == seen(afresh)
        for step, look in afresh.steps.items():
            assert step == FLOW_INPUTS or afresh.tile(step) == tile_in(look)
        for wire, strung in afresh.wires.items():
            assert afresh.thread(wire) == (strung.tone, strung.dimmed)


@settings(max_examples=60, deadline=None)
@given(st.lists(flows(), min_size=1, max_size=4))
def test_wires_kept_by_patches_are_those_of_the_flow(history: list[Flow]) -> None:
    picture = Picture.of(PlainMeasure(), Diagram(flow=history[0]))
    for before, after in pairwise(history):
        old, new = Diagram(flow=before), Diagram(flow=after)
        picture.show_patch(diff(old, new), new)
    assert picture.wiring.wires.keys() == set(wires(history[-1]))
    assert picture.wires.keys() == set(wires(history[-1]))


@settings(max_examples=60, deadline=None)
@given(diagrams, diagrams)
def test_what_changed_is_always_repainted(old: Diagram, new: Diagram) -> None:
    picture = Picture.of(PlainMeasure(), old)
    before = (dict(picture.steps), dict(picture.cards))
    dirty = picture.show_patch(diff(old, new), new)
    for step, card in picture.cards.items():
        changed = before[0].get(step) != picture.steps[step] or before[1].get(step) != card
        assert not changed or any(area.touches(card.rect) for area in dirty)
    for step, card in before[1].items():
        assert step in picture.cards or any(area.touches(card.rect) for area in dirty)


def test_wires_follow_the_inputs_of_a_flow_that_change_rows_in_a_card_of_the_same_size() -> None:
    first, second, third = (Name(name) for name in ("aa", "bb", "cc"))
    reader = Step(id=STEP_IDS[0], kind="set", inputs=OrderedDict({first: Input(), second: Input()}))
    steps = {reader.id: reader}
    before = Flow(steps=steps, inputs={first: Declared(), second: Declared()})
    after = Flow(steps=steps, inputs={second: Declared(), third: Declared()})
    picture = Picture.of(PlainMeasure(), Diagram(flow=before))
    _ = seen(picture)
    box = picture.box(FLOW_INPUTS)
    picture.show_patch(diff(Diagram(flow=before), Diagram(flow=after)), Diagram(flow=after))
    assert picture.box(FLOW_INPUTS) == box, "one comes for one that goes"
    assert seen(picture) == seen(Picture.of(PlainMeasure(), Diagram(flow=after)))
