from __future__ import annotations

from dataclasses import replace

import pytest

from designer.document import splicing
from designer.document.diagram import Diagram, Place
from designer.document.draft import EditRefused
from designer.document.patch import apply
from engine.datatype import DataType, TypeName
from engine.flow import FLOW_INPUTS, Declared, Flow, Input, Name, Output, Port, Step, StepId, Wire
from engine.graph import wires
from engine.testing import flow_of, step_of

TEXT, NUMBER = DataType(name=TypeName.STRING), DataType(name=TypeName.NUMBER)


def port(text: str) -> Port:
    step, _, name = text.rpartition(".")
    return Port(StepId(step), Name(name))


def wire(text: str) -> Wire:
    source, target = text.split(">")
    return Wire(port(source), port(target))


def shown(flow: Flow) -> set[str]:
    return {f"{one.source}>{one.target}" for one in wires(flow)}


def typed(step: str, inputs: dict[str, DataType], outputs: dict[str, DataType]) -> Step:
    return Step(
        id=StepId(step),
        kind="python",
        inputs={Name(n): Input(type=t) for n, t in inputs.items()},
        outputs={Name(n): Output(type=t) for n, t in outputs.items()},
    )


# adding -------------------------------------------------------------------------------------------


def test_a_new_step_takes_the_port_that_suits_the_wire_best() -> None:
    diagram = Diagram(flow=flow_of("a: -> x"))
    template = step_of("new: k, x -> v")
    patch = splicing.add_connected(diagram, template, Place(1, 2), "output", port("a.x"))
    after = apply(diagram, patch)
    assert shown(after.flow) == {"a.x>new.x"}
    assert after.places[StepId("new")] == Place(1, 2)


def test_a_step_without_ports_gets_one_of_the_type_of_the_wire() -> None:
    flow = Flow(steps={StepId("a"): typed("a", {}, {"x": NUMBER})})
    patch = splicing.add_connected(
        Diagram(flow=flow),
        Step(id=StepId("new"), kind="python"),
        Place(0, 0),
        "output",
        port("a.x"),
    )
    made = patch.steps[StepId("new")].after
    assert made is not None
    assert made.inputs[Name("x")].type == NUMBER


def test_how_well_a_step_fits_is_said_before_it_is_added() -> None:
    flow = Flow(steps={StepId("a"): typed("a", {"i": TEXT}, {"x": NUMBER})})
    diagram, end = Diagram(flow=flow), port("a.x")
    same = splicing.fits(diagram, typed("n", {"x": NUMBER}, {}), "output", end)
    other = splicing.fits(diagram, typed("n", {"y": NUMBER}, {}), "output", end)
    loose = splicing.fits(diagram, typed("n", {"y": DataType()}, {}), "output", end)
    none = splicing.fits(diagram, typed("n", {"x": TEXT}, {}), "output", end)
    assert same > other > loose > none == 0
    assert not splicing.fits(diagram, typed("n", {}, {"v": NUMBER}), "input", port("a.i"))


def test_a_flow_input_takes_the_name_that_was_waited_for() -> None:
    diagram = Diagram(flow=flow_of("a: k -> x", "b: k -> y"))
    after = apply(diagram, splicing.give_from_start(diagram, port("a.k"), Place(5, 6)))
    assert set(after.flow.inputs) == {"k"}
    assert shown(after.flow) == {"k>a.k", "k>b.k"}
    assert after.places[FLOW_INPUTS] == Place(5, 6)


def test_a_flow_input_for_a_connected_input_takes_the_place_of_what_it_read() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: x"))
    after = apply(diagram, splicing.give_from_start(diagram, port("b.x"), Place(0, 0)))
    assert shown(after.flow) == {"x_2>b.x"}


# inserting ----------------------------------------------------------------------------------------


def test_a_step_is_put_into_a_wire() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: x", "new: k -> v"))
    after = apply(diagram, splicing.insert(diagram, StepId("new"), wire("a.x>b.x")))
    assert shown(after.flow) == {"a.x>new.k", "new.v>b.x"}


def test_other_readers_and_alternatives_stay_when_a_step_is_put_into_a_wire() -> None:
    flow = flow_of("a: -> x", "o: -> z", "b: x", "c: x", "new: k -> v")
    flow = _reading(flow, "b", "x", ("z", "x"))
    diagram = Diagram(flow=flow)
    after = apply(diagram, splicing.insert(diagram, StepId("new"), wire("a.x>b.x")))
    assert {"o.z>b.x", "new.v>b.x", "a.x>c.x", "a.x>new.k"} <= shown(after.flow)
    assert after.flow.steps[StepId("b")].inputs[Name("x")].sources == ("z", "v")


def _reading(flow: Flow, step: str, name: str, sources: tuple[str, ...]) -> Flow:
    there = flow.steps[StepId(step)]
    names = tuple(map(Name, sources))
    made = replace(there, inputs={Name(name): Input(sources=names)})
    return replace(flow, steps={**flow.steps, StepId(step): made})


def test_of_two_writers_only_the_wire_of_one_is_opened() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "a2: -> v=x", "b: x", "new: k -> w"))
    after = apply(diagram, splicing.insert(diagram, StepId("new"), wire("a.x>b.x")))
    assert shown(after.flow) == {"a.x>new.k", "new.w>b.x", "a2.v>b.x"}


def test_a_step_of_other_types_cannot_be_put_into_a_wire() -> None:
    flow = Flow(
        steps={
            StepId("a"): typed("a", {}, {"x": NUMBER}),
            StepId("b"): typed("b", {"x": NUMBER}, {}),
            StepId("new"): typed("new", {"k": TEXT}, {"v": NUMBER}),
        }
    )
    diagram = Diagram(flow=flow)
    assert not splicing.can_insert(diagram, flow.steps[StepId("new")], wire("a.x>b.x"))
    with pytest.raises(EditRefused, match="No input of 'new' takes number"):
        splicing.insert(diagram, StepId("new"), wire("a.x>b.x"))


# healing, moving ----------------------------------------------------------------------------------


def test_a_chain_that_is_taken_out_is_healed_through() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: x -> y", "c: y -> z", "d: z"))
    healed = splicing.heal(diagram, [StepId("b"), StepId("c")])
    assert shown(apply(diagram, healed.patch).flow) == {"a.x>d.z"}
    assert healed.left_open == ()


def test_what_was_an_alternative_needs_no_healing() -> None:
    flow = _reading(flow_of("a: -> x", "b: x -> y", "o: -> z", "d: z"), "d", "z", ("y", "z"))
    diagram = Diagram(flow=flow)
    healed = splicing.heal(diagram, [StepId("b")])
    assert shown(apply(diagram, healed.patch).flow) == {"a.x>d.z", "o.z>d.z"}


def test_a_flow_input_heals_too_and_a_source_leaves_its_readers_open() -> None:
    diagram = Diagram(flow=flow_of("b: k -> y", "d: y", k=Declared()))
    assert shown(apply(diagram, splicing.heal(diagram, [StepId("b")]).patch).flow) == {"k>d.y"}
    diagram = Diagram(flow=flow_of("a: -> x", "b: x"))
    assert splicing.heal(diagram, [StepId("a")]).left_open == (port("b.x"),)


def test_an_output_takes_over_only_the_wires_of_the_one() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "a2: -> v=x", "n: -> w", "b: x", "c: x"))
    after = apply(diagram, splicing.take_over(diagram, port("a.x"), port("n.w")))
    assert shown(after.flow) == {"n.w>b.x", "n.w>c.x", "a2.v>b.x", "a2.v>c.x"}


def test_a_takeover_that_would_close_a_cycle_is_refused() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: x -> y", "c: y -> z"))
    with pytest.raises(EditRefused, match="cycle"):
        splicing.take_over(diagram, port("a.x"), port("c.z"))
    with pytest.raises(EditRefused, match="no wires"):
        splicing.take_over(diagram, port("c.z"), port("a.x"))


def test_a_row_is_connected_by_the_ports_that_suit_best() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: k, x2 -> y", "c: y2"))
    after = apply(diagram, splicing.connect_row(diagram, [StepId(s) for s in "abc"]))
    assert shown(after.flow) == {"a.x>b.k", "b.y>c.y2"}


def test_a_row_that_cannot_be_connected_says_why() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: -> y"))
    with pytest.raises(EditRefused, match="'a' has no output that 'b' could take"):
        splicing.connect_row(diagram, [StepId("a"), StepId("b")])


def test_a_step_for_a_flow_input_that_has_gone_meanwhile_is_refused_with_a_sentence() -> None:
    gone = Port(FLOW_INPUTS, Name("gone"))
    with pytest.raises(EditRefused, match="no Flow input 'gone'"):
        splicing.fits(Diagram(), Step(id=StepId("new"), kind="set"), "output", gone)
