from __future__ import annotations

import time
from dataclasses import replace

import pytest

from designer.document.diagram import Diagram, Place
from designer.document.edits import connect, move, set_flow, set_goal, set_step
from designer.document.patch import Change, Patch, StalePatch, apply, diff
from engine.flow import Name, Port, StepId, Wire
from engine.testing import flow_of

A, B = StepId("a"), StepId("b")


def diagram() -> Diagram:
    return Diagram(flow=flow_of("a: -> x", "b: x"), places={A: Place(0, 0)})


def test_a_patch_says_what_was_and_what_is() -> None:
    patch = move(diagram(), {A: Place(1, 2)})
    assert patch == Patch(places={A: Change(Place(0, 0), Place(1, 2))})
    assert not patch.is_empty


def test_a_move_and_the_move_back_are_nothing_together() -> None:
    there = move(diagram(), {A: Place(1, 2)})
    assert there.then(there.inverse()).is_empty


def test_a_goal_that_is_set_and_taken_away_is_nothing() -> None:
    first = diagram()
    patch = set_goal(first, A, True)
    assert patch.goals.gained == {A}
    assert patch.then(set_goal(apply(first, patch), A, False)).is_empty


def test_an_edit_that_changes_nothing_is_an_empty_patch() -> None:
    first = diagram()
    assert set_step(first, replace(first.flow.steps[A])).is_empty
    assert set_flow(first, name=first.flow.name, view={}).is_empty
    assert diff(first, diagram()).is_empty


def test_a_stale_patch_changes_nothing_and_says_where_it_does_not_fit() -> None:
    first = diagram()
    patch = move(first, {A: Place(1, 2)}).then(set_goal(first, A, True))
    moved = apply(first, move(first, {A: Place(3, 3)}))
    with pytest.raises(StalePatch) as stale:
        apply(moved, patch)
    assert (stale.value.part, stale.value.key) == ("places", A)
    with pytest.raises(StalePatch):
        apply(apply(first, patch), patch)
    assert moved.flow.goals == {B}


def test_the_order_of_ports_is_a_change_and_the_order_of_steps_is_none() -> None:
    one = Diagram(flow=flow_of("a: x, y", "b: x", goals=""))
    ports = Diagram(flow=flow_of("a: y, x", "b: x", goals=""))
    steps = Diagram(flow=flow_of("b: x", "a: x, y", goals=""))
    assert diff(one, ports).steps.keys() == {A}
    assert diff(one, steps).is_empty


def test_a_move_leaves_the_flow_itself_alone() -> None:
    first = diagram()
    assert apply(first, move(first, {A: Place(1, 2)})).flow is first.flow
    assert apply(first, set_flow(first, view={"zoom": 2})).flow is first.flow


def test_ten_thousand_steps_are_moved_and_wired_in_a_breath() -> None:
    count = 10_000
    steps = [f"s{n}: i{n}=o{max(n - 1, 0)}, j{n} -> o{n}" for n in range(count)]
    flow = flow_of(*steps)
    big = Diagram(flow=flow, places={step: Place(0, 0) for step in flow.steps})
    patch = move(big, {StepId("s5"): Place(9, 9)})
    assert quickest(lambda: apply(big, patch)) < 0.02
    wire = Wire(Port(StepId("s9"), Name("o9")), Port(StepId("s99"), Name("j99")))
    drawn = connect(big, wire)
    assert quickest(lambda: apply(big, drawn)) < 0.05


def quickest(work: object) -> float:
    best = 1e9
    for _ in range(5):
        start = time.perf_counter()
        work()  # type: ignore[operator]
        best = min(best, time.perf_counter() - start)
    return best
