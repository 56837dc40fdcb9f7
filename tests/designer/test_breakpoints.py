"""Breakpoints as the document keeps them: beside the Flow, with what they are on, until that is gone."""

from __future__ import annotations

from designer.document import edits
from designer.document.breakpoints import Place, breakpoints, halts, set_breakpoints, told
from designer.document.diagram import Diagram
from designer.document.patch import apply
from engine.breakpoint import Breakpoint
from engine.flow import Name, Port, StepId, Wire
from engine.testing import flow_of

A, B = StepId("a"), StepId("b")
WIRE = Wire(Port(A, Name("x")), Port(B, Name("x")))
INPUT = Port(B, Name("x"))


def diagram() -> Diagram:
    return Diagram(flow=flow_of("a: -> x", "b: x -> y"), view={"frames": {"f": 1}})


def with_all() -> Diagram:
    wanted: dict[Place, str | None] = {A: "", INPUT: " value > 1 ", WIRE: "value == 2"}
    return apply(diagram(), set_breakpoints(diagram(), wanted))


def test_they_are_kept_in_the_view_and_the_flow_is_the_same() -> None:
    there = with_all()
    assert breakpoints(there.view) == {A: "", INPUT: "value > 1", WIRE: "value == 2"}
    assert there.flow is with_all().flow or there.flow == diagram().flow
    assert there.view["frames"] == {"f": 1}
    assert [told(place) for place in breakpoints(there.view)] == ["a", "b.x", "a.x > b.x"]


def test_taking_the_last_away_leaves_no_trace() -> None:
    there = with_all()
    patch = set_breakpoints(there, dict.fromkeys(breakpoints(there.view)))
    assert apply(there, patch) == diagram()
    assert set_breakpoints(diagram(), {A: None}).is_empty


def test_a_run_holds_where_they_are() -> None:
    there = with_all()
    assert set(halts(there.flow, there.view)) == {
        Breakpoint(step=A),
        Breakpoint(step=B, input=Name("x"), condition="value > 1"),
        Breakpoint(step=B, input=Name("x"), source=WIRE.source, condition="value == 2"),
    }


def test_a_renamed_step_takes_its_breakpoints_along() -> None:
    there = with_all()
    renamed = apply(there, edits.rename_step(there, A, "load"))
    wire = Wire(Port(StepId("load"), Name("x")), INPUT)
    assert breakpoints(renamed.view) == {
        StepId("load"): "", INPUT: "value > 1", wire: "value == 2",
    }  # fmt: skip


def test_what_is_deleted_or_cut_loses_them() -> None:
    there = with_all()
    without = apply(there, edits.remove(there, frozenset({B}), frozenset()))
    assert breakpoints(without.view) == {A: ""}
    cut = apply(there, edits.remove(there, frozenset(), frozenset({WIRE})))
    assert breakpoints(cut.view) == {A: "", INPUT: "value > 1"}


def test_what_is_not_understood_is_kept_and_does_nothing() -> None:
    odd = {"breakpoints": {"steps": {"a": 1}, "wires": {"no arrow": ""}, "later": [1]}}
    there = Diagram(flow=diagram().flow, view=odd)
    assert breakpoints(odd) == {}
    set_one = apply(there, set_breakpoints(there, {A: "x"}))
    assert set_one.view["breakpoints"]["later"] == [1]
    assert set_one.view["breakpoints"]["wires"] == {"no arrow": ""}
