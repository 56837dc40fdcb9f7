"""What one click mends of a Problem: by the edit itself, and in the window by the button and the key."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from designer.document import edits
from designer.document.diagram import Diagram
from designer.document.draft import EditRefused
from designer.document.fixing import fix_of
from designer.document.patch import apply
from designer.document.widening import plug_in
from engine.codec import parse_flow
from engine.flow import Flow, Name, Port, StepId
from engine.planner import make_plan
from engine.problem import Problem
from engine.registry import Registry
from engine.validator import validate
from tests.designer.hands import Hands, until

TEXT = {"type": "string"}


def flow_of(steps: dict[str, Any], goals: list[str], **more: Any) -> Flow:
    told = {"format": "backcast/1", "goals": goals, "steps": steps, **more}
    return parse_flow(json.dumps(told).encode(), "made").flow


def problems(flow: Flow) -> tuple[Problem, ...]:
    return tuple(validate(flow, make_plan(flow), Registry.installed(), None))


def step(kind: str, config: dict[str, Any], *outputs: str, **inputs: Any) -> dict[str, Any]:
    gives: dict[str, Any] = {name: {} for name in outputs}
    return {"kind": kind, "config": config, "inputs": inputs, "outputs": gives}


def mended(flow: Flow, words: str) -> Flow:
    """The Flow after the one fix that says these words."""
    diagram = Diagram(flow=flow)
    found = [fix for problem in problems(flow) if (fix := fix_of(diagram, problem))]
    fix = next((it for it in found if it.words == words), None)
    assert fix is not None, [it.words for it in found]
    return apply(diagram, fix.patch).flow


SET = step("set", {"expressions": {"total": "price * count"}}, "total")
CASES = {
    "names of an expression": ({"a": SET}, ["a"], "Add the inputs 'count', 'price'"),
    "a name of a template": (
        {"a": step("command", {"command": ["echo", "{word}"]}, "output")}, ["a"],
        "Add the input 'word'",
    ),
    "a condition": (
        {"a": {**step("command", {"command": ["ls"]}, "output"), "when": "hour > 6"}}, ["a"],
        "Add the input 'hour'",
    ),
    "an output that is set": (
        {"a": step("set", {"values": {"x": 1, "longer": 2}}, "x")}, ["a"], "Add the output 'longer'",
    ),
    "no goal": (
        {"a": step("set", {"values": {"x": 1}}, "x"), "b": step("command", {"command": ["ls"]}, x={})},
        [], "Make 'b' the Goal",
    ),
    "a goal that has gone": (
        {"a": step("set", {"values": {"x": 1}}, "x")}, ["a", "quite-different"],
        "Forget the Goal 'quite-different'",
    ),
    "a goal that is off": (
        {"a": {**step("set", {"values": {"x": 1}}, "x"), "disabled": True}}, ["a"], "Enable 'a'",
    ),
    "a name a letter apart": (
        {
            "a": step("set", {"values": {"customer": 1}}, "customer"),
            "b": step("command", {"command": ["ls", "{custommer}"]}, custommer={}),
        },
        ["a", "b"], "Let 'b.custommer' read 'customer'",
    ),
    "nothing to write": (
        {
            "a": step("set", {"values": {"x": "1"}}, "x"),
            "b": step("file", {"action": "write", "path": "f"}, x={}),
        },
        ["b"], "Call the input 'x' 'content'",
    ),
    "what a written file gives": (
        {"b": step("file", {"action": "write", "path": "f"}, "content", content={})}, ["b"],
        "Call the output 'content' 'path'",
    ),
    "nothing to write at all": (
        {"b": step("file", {"action": "write", "path": "f"})}, ["b"], "Add the input 'content'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "goals", "words"), CASES.values(), ids=CASES)
def test_one_click_mends_what_it_says(steps: dict[str, Any], goals: list[str], words: str) -> None:
    before = flow_of(steps, goals)
    after = mended(before, words)
    assert len(problems(after)) < len(problems(before))
    if "Call the input" in words:
        assert make_plan(after).missing == {}  # the wire is kept


@pytest.mark.parametrize(
    ("steps", "goals"),
    [
        ({"a": step("set", {"values": {}}, "x")}, ["a"]),  # nothing says what x is
        ({"a": step("set", {"expressions": {"x": "prise"}}, "x", price={})}, ["a"]),  # a slip
        ({"a": step("set", {"expressions": {"x": "1 +"}}, "x")}, ["a"]),  # no expression at all
        ({"a": step("python", {"function": "{x}:y"}, "x")}, ["a"]),
        ({n: step("set", {"values": {n: 1}}, n) for n in "ab"}, []),  # which Goal is meant
        ({"a": step("nonsense", {"text": "{x}"}, "x")}, ["a"]),
    ],
)
def test_what_is_for_the_user_to_say_is_not_guessed(
    steps: dict[str, Any], goals: list[str]
) -> None:
    flow = flow_of(steps, goals)
    found = problems(flow)
    assert found
    assert [fix_of(Diagram(flow=flow), problem) for problem in found] == [None] * len(found)


def test_a_card_gets_an_input_of_the_name_and_type_of_what_is_dropped_on_it() -> None:
    flow = flow_of(
        {
            "a": {"kind": "set", "config": {"values": {"x": "1"}}, "outputs": {"x": TEXT}},
            "b": step("set", {"values": {"y": 1}}, "y", x={"from": "other"}),
            "f": step("file", {"action": "append", "path": "f"}),
        },
        ["b"],
    )
    diagram = Diagram(flow=flow)
    wider = apply(diagram, plug_in(diagram, Port(StepId("a"), Name("x")), StepId("b"))).flow
    assert list(wider.steps[StepId("b")].inputs) == ["x", "x_2"]
    assert str(wider.steps[StepId("b")].inputs[Name("x_2")].type) == "string"
    assert wider.steps[StepId("b")].inputs[Name("x_2")].reads(Name("x_2")) == ("x",)
    written = apply(diagram, plug_in(diagram, Port(StepId("a"), Name("x")), StepId("f"))).flow
    assert list(written.steps[StepId("f")].inputs) == ["content"]


def test_a_card_that_feeds_a_step_gets_nothing_back_from_it() -> None:
    steps = {
        "a": step("set", {"expressions": {"x": "y"}}, "x", y={}),
        "b": step("set", {"values": {"y": 1}}, "y"),
    }
    diagram = Diagram(flow=flow_of(steps, ["a"]))
    with pytest.raises(EditRefused, match="cycle"):
        plug_in(diagram, Port(StepId("a"), Name("x")), StepId("b"))
    assert not edits.set_goal(diagram, StepId("a"), on=True).steps


async def test_the_button_and_the_key_mend_without_choosing_a_row(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Any]
) -> None:
    steps = {
        "sum": SET,
        "show": step("set", {"expressions": {"shown": "total"}}, "shown", total={}),
    }
    hands = open_designer(write_flow(steps, []))
    window = hands.window
    before = window.document.to_json()
    button = window.findChild(QPushButton, "problemFix")
    await until(button.isVisible)
    assert button.text() == "Add the inputs 'count', 'price'"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert list(window.document.diagram.flow.steps["sum"].inputs) == ["count", "price"]
    await until(lambda: button.text() == "Make 'show' the Goal")
    hands.key(Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert window.document.diagram.flow.goals == {"show"}
    assert window.document.undo_text == "Make 'show' the Goal"
    await until(lambda: window.problem_list == ())
    assert button.isHidden()
    window.document.undo()
    window.document.undo()
    assert window.document.to_json() == before


async def test_a_wire_let_go_over_a_card_that_takes_any_input_makes_one(
    open_still: Callable[..., Hands],
) -> None:
    steps = {
        "a": step("set", {"values": {"x": 1}}, "x"), "b": step("set", {"values": {"y": 1}}, "y"),
        "p": {"kind": "python", "outputs": {"z": {}}},
    }  # fmt: skip
    hands = open_still(steps, "b", {"a": [0, 0], "b": [400, 0], "p": [400, 240]})
    canvas, document = hands.canvas, hands.window.document

    def over(card: str, *, release: bool = True) -> None:
        hands.drag(
            canvas.port_center("a", "output", "x"), canvas.step_rect(card).center(), release=release
        )

    over("p", release=False)
    assert canvas.refusal_text() == "'p' has no inputs."  # its function says what it takes
    hands.release(canvas.step_rect("p").center())
    assert not document.undo_text
    over("b")
    assert list(document.diagram.flow.steps["b"].inputs) == ["x"]
    assert canvas.wire_status(("a", "x"), ("b", "x"))
    assert document.undo_text == "Connect a.x → b"
    document.undo()
    assert not document.diagram.flow.steps["b"].inputs
