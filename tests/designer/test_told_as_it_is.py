"""What the window says of a run is what is, before, during and after it: the line, the button, the foot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from designer.canvas.looks import duration
from designer.panels.controls import Sentence
from designer.panels.timeline_words import length_words
from engine.clock import lasting
from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
TEXT = {"type": "string"}
MODULE = (
    "import time\n"
    "def load(who):\n    time.sleep(0.15)\n    return who\n"
    "def pay(amount):\n    time.sleep(0.15)\n    return amount\n"
    "def odd(x, needed):\n    return x\n"
)
STEPS: dict[str, Any] = {
    "load": {
        "kind": "python", "config": {"function": "work:load"},
        "inputs": {"who": TEXT}, "outputs": {"amount": {}},
    },
    "pay": {
        "kind": "python", "config": {"function": "work:pay"},
        "inputs": {"amount": {}}, "outputs": {"paid": {}},
    },
}  # fmt: skip
Open, Write = Callable[..., Hands], Callable[..., Path]


async def ended(hands: Hands) -> None:
    await until(lambda: hands.window.session.is_running, "a run begins")
    await until(lambda: not hands.window.session.is_running, "the run ends")


def foot(hands: Hands) -> str:
    return hands.find(QLabel, "standing").text()


async def test_what_is_said_of_a_run_goes_with_it(open_designer: Open, write_flow: Write) -> None:
    hands = open_designer(write_flow(STEPS, ["pay"], MODULE))
    window, line = hands.window, hands.window.planning.line
    button = hands.find(QPushButton, "runButton")
    await until(lambda: button.text() == "Needs 1 input")
    said = [s.text() for s in window.parts.problems.findChildren(Sentence)]
    assert "No problems. Run asks for 'who' first." in said
    hands.click("runButton")
    told: list[str] = []
    window.pages.current.ran.connect(lambda *_: told.append(line.text()))
    hands.type_into("input:who", "Ada")
    await ended(hands)
    assert told[0] == "Goal pay: Running: 0 of 2 Steps done"
    assert "Goal pay: Running: 1 of 2 Steps done" in told
    assert not any("needs" in words for words in told)
    await until(lambda: "values as in the last run" in line.text())
    assert "needs" not in line.text()
    assert button.text() == "Run"
    assert "Every goal is reached" in foot(hands)
    # a run to here has reached no Goal of the Flow
    hands.canvas.setFocus()
    hands.click_step("load")
    hands.key(Key.Key_F7)
    if window.parts.form.isVisible():
        hands.click("runButton")
    await ended(hands)
    assert foot(hands).startswith("Step 'load' is done in 1")
    assert foot(hands).endswith(" ms, as asked")
    window.canvas.setFocus()
    hands.click_step("load")
    hands.key(Key.Key_D)
    hands.key(Key.Key_D)
    await until(lambda: foot(hands).startswith("Last run: Step 'load' is done in "))


async def test_a_function_that_takes_other_inputs_is_a_problem_on_the_button(
    open_designer: Open, write_flow: Write
) -> None:
    odd = {"kind": "python", "config": {"function": "work:odd"}, "outputs": {"y": {}},
           "inputs": {"x": {"value": 1}}}  # fmt: skip
    hands = open_designer(write_flow({"odd": odd}, ["odd"], MODULE))
    window, button = hands.window, hands.find(QPushButton, "runButton")
    await until(lambda: button.text() == "1 problem")
    assert "needs 'needed'" in button.toolTip()
    assert "needs 'needed'" in window.planning.line.text()
    assert "ready to run" not in window.planning.line.text() + foot(hands)
    assert foot(hands).endswith("the run would fail: 1 problem")
    hands.click("runButton")
    await ended(hands)
    assert window.run_status() == "failed", "it could be run, and it was told"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 ms"), (0.0003, "0.3 ms"), (0.00996, "10 ms"), (0.3, "300 ms"), (0.9996, "1.0 s"),
     (4.23, "4.2 s"), (125, "2 min 05 s")],
)  # fmt: skip
def test_every_part_tells_a_length_of_time_alike(seconds: float, text: str) -> None:
    assert {lasting(seconds), duration(seconds), length_words(round(seconds * 1e6))} == {text}


async def test_a_click_on_an_input_and_o_proposes_for_that_input(
    open_designer: Open, write_flow: Write
) -> None:
    send = {
        "kind": "python", "config": {"function": "work:pay"},
        "inputs": {"first": TEXT, "amount": TEXT}, "outputs": {"sent": {}},
    }  # fmt: skip
    hands = open_designer(write_flow({"send": send}, ["send"], MODULE))
    window, canvas = hands.window, hands.canvas
    canvas.set_reduced_motion(True)
    await until(lambda: window.pages.current.plan.missing)
    canvas.setFocus()
    hands.click_at(canvas.port_center("send", "input", "amount"))
    hands.key(Key.Key_O)
    await until(lambda: window.suggesting.proposing.is_on, "something could give it")
    hands.key(Key.Key_Return)
    assert window.document.undo_text.endswith("connect it to send.amount")
    assert list(window.document.diagram.flow.steps["send"].inputs) == ["first", "amount"]
