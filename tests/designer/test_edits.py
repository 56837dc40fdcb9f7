from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

import pytest

from designer.document import edits
from designer.document.diagram import Diagram, Place
from designer.document.edits import EditRefused
from designer.document.patch import Patch, apply
from engine.datatype import DataType, TypeName
from engine.flow import FLOW_INPUTS, Declared, Flow, Input, Name, Output, Port, Step, StepId, Wire
from engine.graph import wires
from engine.policy import OnFailure
from engine.testing import flow_of, step_of
from engine.value import ABSENT

A, B, C = StepId("a"), StepId("b"), StepId("c")
HERE = Place(10, 20)


def done(flow: Flow, edit: Callable[..., Patch], *parts: object, **more: object) -> Flow:
    diagram = Diagram(flow=flow)
    return apply(diagram, edit(diagram, *parts, **more)).flow


def added(flow: Flow, template: str) -> tuple[Step, Flow]:
    diagram = Diagram(flow=flow)
    patch = edits.add_step(diagram, step_of(template), HERE)
    (new,) = patch.steps
    assert patch.places[new].after == HERE
    after = apply(diagram, patch).flow
    return after.steps[new], after


def shown(flow: Flow) -> set[str]:
    return {f"{one.source} -> {one.target}" for one in wires(flow)}


def test_a_dropped_step_is_wired_by_its_names() -> None:
    _, flow = added(flow_of("a: -> x", "c: y"), "b: x -> y")
    assert shown(flow) == {"a.x -> b.x", "b.y -> c.y"}


def test_a_dropped_step_gets_an_id_of_its_own() -> None:
    assert added(flow_of("a: -> x"), "a: ")[0].id == "a_2"
    assert added(flow_of("a: ", "a_2: "), "a_2: ")[0].id == "a_3"
    nameless = Diagram()
    patch = edits.add_step(nameless, Step(id=StepId(""), kind="HTTP Call"), HERE)
    assert list(patch.steps) == ["http-call"]


def test_a_dropped_output_never_collides_with_one_that_is_there() -> None:
    flow = flow_of("a: -> x", "b: x", "c: x_2")
    step, after = added(flow, "a: -> x")
    assert step.outputs[Name("x")].attribute == "x_3"
    assert shown(after) == shown(flow)


def test_a_dropped_step_feeds_neither_itself_nor_those_that_feed_it() -> None:
    own, _ = added(flow_of("a: "), "b: x -> x")
    assert own.outputs[Name("x")].attribute == "x_2"
    step, after = added(flow_of("a: y -> x", "b: x -> z"), "c: z -> y")
    assert step.outputs[Name("y")].attribute == "y_2"
    assert shown(after) == {"a.x -> b.x", "b.z -> c.z"}


def test_two_outputs_of_one_template_may_not_share_an_attribute_that_is_taken() -> None:
    step, _ = added(flow_of("a: -> x"), "b: -> x, y=x")
    assert [port.writes(name) for name, port in step.outputs.items()] == ["x_2", "x_3"]


def test_removing_a_step_takes_its_goal_and_place_and_leaves_its_readers_their_names() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: v=x", goals="a b"), places={A: HERE, B: HERE})
    after = apply(diagram, edits.remove(diagram, [A]))
    assert after.flow.goals == {B}
    assert after.places == {B: HERE}
    assert after.flow.steps[B] is diagram.flow.steps[B]


def test_steps_and_wires_are_removed_together_and_the_card_stays() -> None:
    flow = flow_of("a: -> x", "b: x -> y", "c: y, z=x")
    wire = Wire(Port(A, Name("x")), Port(C, Name("z")))
    gone = Wire(Port(A, Name("x")), Port(B, Name("x")))
    after = done(flow, edits.remove, [B, FLOW_INPUTS], [wire, gone])
    assert after.steps.keys() == {A, C}
    assert after.steps[C].inputs[Name("z")].sources == ()
    assert after.steps[A] is flow.steps[A]


def test_removing_what_is_not_there_is_refused() -> None:
    with pytest.raises(EditRefused, match="no step 'zz'"):
        edits.remove(Diagram(), [StepId("zz")])


def test_cards_are_moved_and_unknown_ones_are_not() -> None:
    diagram = Diagram(flow=flow_of("a: "))
    after = apply(diagram, edits.move(diagram, {A: HERE, FLOW_INPUTS: HERE}))
    assert after.places == {A: HERE, FLOW_INPUTS: HERE}
    with pytest.raises(EditRefused):
        edits.move(diagram, {B: HERE})


def test_a_goal_is_marked_and_unmarked_also_where_its_step_is_missing() -> None:
    flow = flow_of("a: ", goals="ghost")
    assert done(flow, edits.set_goal, A, True).goals == {A, "ghost"}
    assert done(flow, edits.set_goal, StepId("ghost"), False).goals == frozenset()
    with pytest.raises(EditRefused):
        done(flow, edits.set_goal, B, True)


def test_a_renamed_step_keeps_goal_place_and_wires() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: x", goals="a"), places={A: HERE})
    after = apply(diagram, edits.rename_step(diagram, A, "pay.2"))
    assert after.flow.goals == {"pay.2"}
    assert after.places == {"pay.2": HERE}
    assert shown(after.flow) == {"pay.2.x -> b.x"}
    assert edits.rename_step(diagram, A, "a").is_empty


@pytest.mark.parametrize("wanted", ["b", "", "Pay", "-a", "a b", "a" * 65])
def test_a_bad_or_taken_id_is_refused_with_a_sentence(wanted: str) -> None:
    with pytest.raises(EditRefused) as refused:
        done(flow_of("a: ", "b: "), edits.rename_step, A, wanted)
    assert f"'{wanted}'" in refused.value.sentence


def test_a_step_is_replaced_whole() -> None:
    flow = flow_of("a: ")
    step = replace(flow.steps[A], title="Pay", disabled=True, config={"n": 1})
    assert done(flow, edits.set_step, step).steps[A] == step
    with pytest.raises(EditRefused):
        done(flow, edits.set_step, step_of("zz: "))


def test_flow_inputs_are_declared_and_taken_away() -> None:
    text = Declared(type=DataType(name=TypeName.STRING))
    flow = done(flow_of("a: mail"), edits.declare, Name("mail"), text)
    assert flow.inputs == {"mail": text}
    assert shown(flow) == {"mail -> a.mail"}
    assert shown(done(flow, edits.declare, Name("mail"), None)) == set()
    with pytest.raises(EditRefused, match="'e-mail'"):
        done(flow, edits.declare, Name("e-mail"), text)


def test_a_renamed_flow_input_keeps_its_wires_and_its_presets() -> None:
    flow = flow_of("a: mail, v=x|mail", "b: -> x", mail=Declared(description="who"))
    flow = replace(flow, presets={"p": {Name("k"): 0, Name("mail"): 1}})
    after = done(flow, edits.rename_declared, Name("mail"), "email")
    assert after.inputs == {"email": Declared(description="who")}
    assert shown(after) == {"email -> a.mail", "email -> a.v", "b.x -> a.v"}
    assert after.steps[A].inputs[Name("v")].sources == ("x", "email")
    assert list(after.presets["p"].items()) == [("k", 0), ("email", 1)]


@pytest.mark.parametrize("wanted", ["x", "other", "no good"])
def test_a_flow_input_is_not_renamed_to_a_name_that_is_taken(wanted: str) -> None:
    flow = flow_of("a: -> x", mail=Declared(), other=Declared())
    with pytest.raises(EditRefused, match=f"'{wanted}'"):
        done(flow, edits.rename_declared, Name("mail"), wanted)


def test_settings_of_the_flow_are_set_by_name() -> None:
    diagram = Diagram(flow=flow_of("a: "))
    patch = edits.set_flow(diagram, name="Pay", on_failure=OnFailure.STOP, view={"zoom": 2})
    after = apply(diagram, patch)
    assert (after.flow.name, after.flow.on_failure, after.view) == ("Pay", "stop", {"zoom": 2})
    with pytest.raises(TypeError, match="colour"):
        edits.set_flow(diagram, colour="red")


# ports


def test_new_ports_get_names_and_attributes_of_their_own() -> None:
    flow = flow_of("a: input -> output", "b: -> input, output_2")
    after = done(done(flow, edits.add_input, A), edits.add_output, A)
    assert list(after.steps[A].inputs) == ["input", "input_2"]
    assert list(after.steps[A].outputs) == ["output", "output_2"]
    assert after.steps[A].outputs[Name("output_2")].attribute == "output_3"
    assert shown(after) == shown(flow)
    other = done(flow_of("a: ", "b: -> input"), edits.add_input, A)
    assert other.steps[A].inputs[Name("input")].sources == ("a_input",)


def test_a_port_that_is_added_by_name_is_wired_by_it() -> None:
    flow = flow_of("a: -> x", "b: ", "c: y")
    after = done(done(flow, edits.add_input, B, "x"), edits.add_output, B, "y")
    assert shown(after) == {"a.x -> b.x", "b.y -> c.y"}
    text = Input(type=DataType(name=TypeName.STRING), sources=(Name("x"),))
    assert done(flow, edits.add_input, B, "v", text).steps[B].inputs[Name("v")] == text
    kept = done(flow, edits.add_output, B, "x", Output(optional=True)).steps[B]
    assert kept.outputs[Name("x")] == Output(optional=True, attribute=Name("x_2"))


def test_a_port_that_is_added_by_name_feeds_no_step_above_it() -> None:
    after = done(flow_of("a: y -> x", "b: x"), edits.add_output, B, "y")
    assert shown(after) == {"a.x -> b.x"}
    after = done(flow_of("a: -> x", "b: x -> y"), edits.add_input, A, "y")
    assert after.steps[A].inputs[Name("y")].sources == ("a_y",)


@pytest.mark.parametrize("name", ["x", "1x", "a b"])
def test_a_bad_or_taken_name_of_a_port_is_refused(name: str) -> None:
    flow = flow_of("a: x, v -> x, v")
    for edit in (edits.add_input, edits.add_output):
        with pytest.raises(EditRefused, match=f"'{name}'"):
            done(flow, edit, A, name)
    for side in ("input", "output"):
        with pytest.raises(EditRefused, match=f"'{name}'"):
            done(flow, edits.rename_port, A, side, Name("v"), name)


def test_renaming_an_output_renames_its_attribute_for_all_readers() -> None:
    flow = flow_of("a: first, x -> x, last", "b: x", "c: v=x|w", "d: -> x_9=w")
    after = done(flow, edits.rename_port, A, "output", Name("x"), "total")
    assert list(after.steps[A].outputs) == ["total", "last"]
    assert after.steps[A].outputs[Name("total")].attribute == ""
    assert after.steps[B].inputs[Name("x")].sources == ("total",)
    assert after.steps[C].inputs[Name("v")].sources == ("total", "w")


def test_renaming_an_output_drops_the_number_that_kept_it_apart() -> None:
    after = done(
        flow_of("a: -> x", "b: -> x=x_2", "c: x_2"), edits.rename_port, B, "output", Name("x"), "y"
    )
    assert after.steps[B].outputs[Name("y")].attribute == ""
    assert shown(after) == {"b.y -> c.x_2"}


def test_an_attribute_that_was_named_on_purpose_outlives_the_outputs_name() -> None:
    after = done(
        flow_of("a: -> x=total", "b: total"), edits.rename_port, A, "output", Name("x"), "y"
    )
    assert after.steps[A].outputs[Name("y")].attribute == "total"


def test_an_output_is_not_renamed_into_an_attribute_that_is_written_already() -> None:
    flow = flow_of("a: -> x", "b: -> y", "c: x, y")
    after = done(flow, edits.rename_port, A, "output", Name("x"), "y")
    assert after.steps[A].outputs[Name("y")].attribute == "y_2"
    assert shown(after) == {"a.y -> c.x", "b.y -> c.y"}


def test_renaming_one_of_two_writers_keeps_the_wires_of_both() -> None:
    flow = flow_of("a: -> x", "b: -> x", "c: x")
    after = done(flow, edits.rename_port, A, "output", Name("x"), "y")
    assert after.steps[C].inputs[Name("x")].sources == ("x", "y")
    assert after.steps[B] is flow.steps[B]


def test_a_renamed_input_keeps_what_it_reads() -> None:
    after = done(flow_of("a: -> x", "b: x, w"), edits.rename_port, B, "input", Name("x"), "v")
    assert list(after.steps[B].inputs) == ["v", "w"]
    assert shown(after) == {"a.x -> b.v"}
    back = done(after, edits.rename_port, B, "input", Name("v"), "x")
    assert back.steps[B].inputs[Name("x")].sources == ()


def test_a_renamed_input_that_nothing_feeds_asks_for_its_new_name() -> None:
    flow = flow_of("a: -> x", "b: input, v=b_v, w=elsewhere")
    after = done(flow, edits.rename_port, B, "input", Name("input"), "x")
    assert shown(after) == {"a.x -> b.x"}
    after = done(flow, edits.rename_port, B, "input", Name("v"), "mail")
    assert after.steps[B].inputs[Name("mail")].sources == ()
    after = done(flow, edits.rename_port, B, "input", Name("w"), "mail")
    assert after.steps[B].inputs[Name("mail")].sources == ("elsewhere",)


def test_a_renamed_input_never_comes_to_feed_on_its_own_step() -> None:
    after = done(flow_of("a: v -> x"), edits.rename_port, A, "input", Name("v"), "x")
    assert after.steps[A].inputs[Name("x")].sources == ("a_x",)


def test_a_pinned_input_stays_pinned_under_its_new_name() -> None:
    after = done(flow_of("a: v:=3"), edits.rename_port, A, "input", Name("v"), "w")
    assert after.steps[A].inputs[Name("w")] == Input(value=3)


def test_renaming_a_port_to_its_own_name_is_nothing() -> None:
    diagram = Diagram(flow=flow_of("a: x"))
    assert edits.rename_port(diagram, A, "input", Name("x"), "x").is_empty


def test_readers_follow_an_output_to_its_new_attribute() -> None:
    flow = flow_of("a: -> x", "b: x")
    after = done(flow, edits.set_port, A, "output", Name("x"), Output(attribute=Name("t")))
    assert shown(after) == {"a.x -> b.x"}
    assert after.steps[B].inputs[Name("x")].sources == ("t",)


def test_a_port_declares_what_it_is_set_to() -> None:
    flow = flow_of("a: x", "b: -> x")
    pinned = Input(value=None)
    after = done(flow, edits.set_port, A, "input", Name("x"), pinned)
    assert after.steps[A].inputs[Name("x")] == pinned
    assert after.steps[A].inputs[Name("x")].value is not ABSENT
    assert shown(after) == set()
    with pytest.raises(TypeError):
        done(flow, edits.set_port, A, "input", Name("x"), Output())


def test_ports_are_removed_and_moved() -> None:
    flow = flow_of("a: x, y, z -> p, q", "b: p")
    less = done(flow, edits.remove_port, A, "input", Name("y"))
    assert list(less.steps[A].inputs) == ["x", "z"]
    less = done(flow, edits.remove_port, A, "output", Name("p"))
    assert list(less.steps[A].outputs) == ["q"]
    assert less.steps[B] is flow.steps[B]
    for to, order in [(0, "zxy"), (1, "xzy"), (9, "xyz"), (-3, "zxy")]:
        moved = done(flow, edits.move_port, A, "input", Name("z"), to)
        assert "".join(moved.steps[A].inputs) == order
    moved = done(flow, edits.move_port, A, "output", Name("q"), 0)
    assert list(moved.steps[A].outputs) == ["q", "p"]


@pytest.mark.parametrize("side", ["input", "output"])
def test_a_port_that_is_not_there_cannot_be_edited(side: str) -> None:
    flow, port = flow_of("a: x -> y"), Input() if side == "input" else Output()
    for edit, more in [
        (edits.rename_port, ["w"]),
        (edits.set_port, [port]),
        (edits.remove_port, []),
        (edits.move_port, [0]),
    ]:
        with pytest.raises(EditRefused, match=f"no {side} 'no'"):
            done(flow, edit, A, side, Name("no"), *more)


NOT_NAMES = ["", "1a", "a b", "ä", "a-b", "x\n"]


@pytest.mark.parametrize("name", NOT_NAMES)
def test_a_port_is_not_renamed_to_what_cannot_be_a_name(name: str) -> None:
    flow = flow_of("a: x -> y")
    with pytest.raises(EditRefused, match="cannot be the name of an input"):
        done(flow, edits.rename_port, A, "input", Name("x"), name)
    with pytest.raises(EditRefused, match="cannot be the name of an output"):
        done(flow, edits.rename_port, A, "output", Name("y"), name)


@pytest.mark.parametrize("name", NOT_NAMES)
def test_no_edit_brings_in_what_cannot_be_a_name(name: str) -> None:
    flow, bad = flow_of("a: x -> y", x=Declared()), Name(name)
    step = flow.steps[A]
    attempts: list[tuple[Callable[..., Patch], tuple[object, ...]]] = [
        (edits.set_port, (A, "input", Name("x"), Input(sources=(bad,)))),
        (edits.set_step, (replace(step, inputs=OrderedDict({bad: Input()})),)),
        (edits.set_step, (replace(step, outputs=OrderedDict({bad: Output()})),)),
        (edits.add_step, (replace(step, inputs=OrderedDict({bad: Input()})), HERE)),
        (edits.declare, (bad, Declared())),
        (edits.rename_declared, (Name("x"), name)),
    ]
    for edit, parts in attempts:
        with pytest.raises(EditRefused):
            done(flow, edit, *parts)
    with pytest.raises(EditRefused):
        done(flow, edits.set_flow, presets={"p": {bad: 1}})


def test_a_preset_needs_a_name_and_one_of_a_file_keeps_its_keys() -> None:
    flow = replace(flow_of("a: x"), presets={"p": {Name("odd key"): 1}})
    with pytest.raises(EditRefused, match="needs a name"):
        done(flow, edits.set_flow, presets={" ": {}})
    kept = {"p": {Name("odd key"): 2, Name("x"): 1}}
    assert done(flow, edits.set_flow, presets=kept).presets == kept


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {"k": [float("-inf")]}])
def test_a_value_that_no_file_can_hold_is_refused(value: object) -> None:
    flow = flow_of("a: x -> y")
    with pytest.raises(EditRefused, match="cannot hold"):
        done(flow, edits.set_step, replace(flow.steps[A], config={"p": value}))
    with pytest.raises(EditRefused, match="cannot hold"):
        done(flow, edits.declare, Name("n"), Declared(default=value))
    with pytest.raises(EditRefused, match="cannot hold"):
        done(flow, edits.set_port, A, "input", Name("x"), Input(deadline=-1.0))


def test_a_card_lies_at_a_finite_place() -> None:
    with pytest.raises(EditRefused, match="infinitely far"):
        done(flow_of("a: x"), edits.move, {A: Place(float("nan"), 0.0)})


def test_a_step_says_a_renamed_input_by_its_new_name() -> None:
    said = {
        "z": "v + 'v' + o.v + string(v) + \"it's v\" + v(1)",
        "w": "v.v > vv && [v].exists(x, x == v)",
    }
    step = step_of("a: v, o -> z, w", kind="set", config={"expressions": said}, when="v > 1")
    after = done(Flow(steps={A: step}), edits.rename_port, A, "input", Name("v"), "new").steps[A]
    assert after.when == "new > 1"
    assert after.config["expressions"] == {
        "z": "new + 'v' + o.v + string(new) + \"it's v\" + v(1)",
        "w": "new.v > vv && [new].exists(x, x == new)",
    }
    command = {"command": ["go", "{v}", "{{v}}", "{vv}-{v}"], "cwd": "{v}"}
    step = step_of("a: v, vv -> z", kind="command", config=command)
    after = done(Flow(steps={A: step}), edits.rename_port, A, "input", Name("v"), "new").steps[A]
    assert after.config == {"command": ["go", "{new}", "{{v}}", "{vv}-{new}"], "cwd": "{new}"}


def test_what_sets_a_renamed_output_is_renamed_with_it() -> None:
    config = {"values": {"x": 1, "y": {"x": 2}}, "expressions": {"z": "x"}}
    step = step_of("a: x -> x=t, y, z", kind="set", config=config)
    after = done(Flow(steps={A: step}), edits.rename_port, A, "output", Name("x"), "new").steps[A]
    assert after.config == {"values": {"new": 1, "y": {"x": 2}}, "expressions": {"z": "x"}}
    after = done(Flow(steps={A: step}), edits.rename_port, A, "output", Name("z"), "new").steps[A]
    assert after.config["expressions"] == {"new": "x"}
