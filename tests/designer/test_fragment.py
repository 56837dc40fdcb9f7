from __future__ import annotations

import json
from dataclasses import replace

import pytest

from designer.document.diagram import Diagram, Place
from designer.document.edits import EditRefused
from designer.document.fragment import copy, paste
from designer.document.patch import apply
from engine.flow import Declared, Flow, Name, Output, StepId
from engine.graph import wires
from engine.testing import flow_of, step_of

A, B, C = StepId("a"), StepId("b"), StepId("c")


def pasted(flow: Flow, text: str, *, keep_wires: bool = False) -> Flow:
    diagram = Diagram(flow=flow)
    return apply(diagram, paste(diagram, text, Place(0, 0), keep_wires=keep_wires)).flow


def shown(flow: Flow) -> set[str]:
    return {f"{one.source} -> {one.target}" for one in wires(flow)}


def test_what_is_copied_is_a_flow_file_of_just_those_steps() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: x"), places={A: Place(1, 2), B: Place(3, 4)})
    file = json.loads(copy(diagram, {B}))
    assert file["format"] == "backcast/1"
    assert file["steps"].keys() == {"b"}
    assert file["view"] == {"positions": {"b": [3, 4]}}


def test_pasted_steps_get_ids_and_attributes_of_their_own_and_keep_their_wires() -> None:
    flow = flow_of("a: -> x", "b: x -> y")
    after = pasted(flow, copy(Diagram(flow=flow), {A, B}))
    assert after.steps.keys() == {"a", "b", "a_2", "b_2"}
    assert shown(after) == {"a.x -> b.x", "a_2.x -> b_2.x"}
    assert after.steps[StepId("a_2")].outputs[Name("x")].attribute == "x_2"
    assert after.steps[A] is flow.steps[A]
    assert after.goals == flow.goals


def test_in_another_flow_nothing_is_renamed() -> None:
    flow = flow_of("a: -> x", "b: x, v:=1 -> y=total")
    after = pasted(Flow(), copy(Diagram(flow=flow), {A, B}))
    assert after.steps == flow.steps


def test_a_copied_goal_is_one_in_an_empty_flow_and_elsewhere_where_that_is_wanted() -> None:
    text = copy(Diagram(flow=flow_of("a: -> x", "b: x", goals="b")), {A, B})
    assert json.loads(text)["goals"] == ["b"]
    assert pasted(Flow(), text).goals == {"b"}
    other = Diagram(flow=flow_of("c: -> y", goals="c"))
    assert pasted(other.flow, text).goals == {"c"}, "what is imported brings none"
    patch = paste(other, text, Place(0, 0), keep_goals=True)
    assert apply(other, patch).flow.goals == {"b", "c"}


def test_writers_that_shared_an_attribute_share_the_new_one() -> None:
    flow = flow_of("a: -> x", "b: -> x", "c: x")
    after = pasted(flow, copy(Diagram(flow=flow), {A, B, C}))
    assert {"a_2.x -> c_2.x", "b_2.x -> c_2.x"} <= shown(after)


def test_wires_to_the_outside_are_cut_or_kept() -> None:
    flow = flow_of("a: -> x", "b: x, mail, free -> y", "c: y", mail=Declared())
    text = copy(Diagram(flow=flow), {B})
    assert shown(pasted(flow, text)) == shown(flow)
    new = pasted(flow, text).steps[StepId("b_2")]
    assert [port.reads(name) for name, port in new.inputs.items()] == [
        ("b_2_x",),
        ("b_2_mail",),
        ("free",),
    ]
    kept = pasted(flow, text, keep_wires=True)
    assert shown(kept) == shown(flow) | {"a.x -> b_2.x", "mail -> b_2.mail"}


def test_a_pasted_output_takes_no_name_that_something_waits_for() -> None:
    flow = flow_of("c: x")
    after = pasted(flow, copy(Diagram(flow=flow_of("a: -> x", "b: v=x_2")), {A, B}))
    assert after.steps[A].outputs == {"x": Output(attribute=Name("x_3"))}


def test_pasted_steps_keep_their_places_to_each_other() -> None:
    diagram = Diagram(flow=flow_of("a: ", "b: "), places={A: Place(5, 50), B: Place(15, 10)})
    patch = paste(diagram, copy(diagram, {A, B}), Place(100, 200))
    assert {step: change.after for step, change in patch.places.items()} == {
        "a_2": Place(100, 240),
        "b_2": Place(110, 200),
    }


def test_steps_of_a_text_without_a_picture_are_laid_out() -> None:
    text = json.dumps({"format": "backcast/1", "steps": {"a": {"kind": "python"}}})
    assert paste(Diagram(), text, Place(7, 8)).places[A].after == Place(7, 8)


def test_everything_a_step_says_survives_the_clipboard() -> None:
    step = step_of("a: x?=1 -> y*", when="x > 1", title="T", extra={"x-note": [1, True]})
    flow = flow_of(replace(step, disabled=True))
    assert pasted(Flow(), copy(Diagram(flow=flow), {A})).steps == flow.steps


@pytest.mark.parametrize(
    "text", ["hello", "[1]", '{"format": "backcast/1"}', '{"a": 1, "a": 2}', "\ud800"]
)
def test_a_text_that_is_no_flow_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(EditRefused) as refused:
        paste(Diagram(), text, Place(0, 0))
    assert "clipboard holds no steps" in refused.value.sentence


@pytest.mark.parametrize("text", ["", " \n", '{"a": 1}'])
def test_what_was_never_meant_to_be_steps_is_not_found_fault_with_as_a_file(text: str) -> None:
    with pytest.raises(EditRefused) as refused:
        paste(Diagram(), text, Place(0, 0))
    told = refused.value.sentence
    assert "on the clipboard" in told
    assert told.endswith("Copy steps of a Flow first.")
    assert "file" not in told
    assert "format" not in told


def test_a_flow_without_steps_is_refused() -> None:
    with pytest.raises(EditRefused, match="without steps"):
        paste(Diagram(), '{"format": "backcast/1", "steps": {}}', Place(0, 0))


@pytest.mark.parametrize(
    "around",
    [
        "```json\n{text}\n```",
        "Here it is:\n\n~~~\n{text}\n~~~\nPaste it.",
        "  ````\n{text}",
        "1.\n  ```json\n{text}\n  ```",
    ],
)
def test_steps_between_fences_are_pasted_as_a_chat_gives_them(around: str) -> None:
    text = copy(Diagram(flow=flow_of("a: -> x", "b: x")), {A, B})
    assert pasted(Flow(), around.format(text=text)).steps.keys() == {"a", "b"}
    bare = '"a": {"kind": "set"}'
    assert pasted(Flow(), around.format(text=bare)).steps.keys() == {"a"}


def test_fences_in_a_text_of_a_step_are_its_own() -> None:
    text = "Say:\n```json\n{}\n```\n"
    flow = flow_of("a: -> x")
    told = Flow(steps={A: replace(flow.steps[A], description=text)})
    assert pasted(Flow(), copy(Diagram(flow=told), {A})).steps[A].description == text


def test_steps_of_a_newer_format_are_told_to_be_newer() -> None:
    text = '{"format": "backcast/99", "steps": {"a": {"kind": "set"}}}'
    with pytest.raises(EditRefused) as refused:
        paste(Diagram(), text, Place(0, 0))
    assert "of format 'backcast/99'" in refused.value.sentence
    assert refused.value.sentence.endswith("Use a newer Backcast.")
