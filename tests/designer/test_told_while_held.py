"""While one has gone back in a run that is on, what is said of the run is what the run does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

MODULE = (
    "import time\nfrom pathlib import Path\n"
    "def _until(name):\n"
    "    while not Path(__file__).with_name(name).exists():\n        time.sleep(0.005)\n"
    "def one():\n    return 1\n"
    "def two(x):\n    _until('go-two')\n    return 2\n"
    "def three(y):\n    _until('go-three')\n    return 3\n"
)


def steps(*chain: tuple[str, str, str]) -> dict[str, object]:
    return {
        name: {
            "kind": "python",
            "config": {"function": f"work:{name}"},
            "inputs": {takes: {}} if takes else {},
            "outputs": {gives: {}},
        }
        for name, takes, gives in chain
    }


async def test_the_count_of_a_run_that_is_on_goes_on_while_one_looks_back(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    path = write_flow(
        steps(("one", "", "x"), ("two", "x", "y"), ("three", "y", "z")), ["three"], MODULE
    )
    hands = open_designer(path)
    window = hands.window
    foot, line = hands.find(QLabel, "standing"), window.planning.line
    hands.click("runButton")
    await until(lambda: foot.text() == "Running: 1 of 3 steps have ended")
    window.moments.go_to(2)
    assert window.moments.is_held
    (path.parent / "go-two").touch()
    await until(lambda: window.session.state.steps["two"].status.is_terminal)
    await until(lambda: foot.text() == "Running: 2 of 3 steps have ended")
    assert line.text() == "Goal three: Running: 2 of 3 Steps done"
    await until(lambda: window.windowTitle().startswith("2/3 · "))
    assert window.moments.is_held
    assert window.canvas.step_status("two") == "pending", "the moment that is looked at stays"
    window.moments.show_newest()
    assert foot.text() == "Running: 2 of 3 steps have ended"
    (path.parent / "go-three").touch()
    await until(lambda: not window.session.is_running)
    await until(lambda: "very goal" in foot.text())


async def test_run_is_not_said_to_ask_for_values_as_if_none_had_been_given(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(
        write_flow(
            {
                "say": {
                    "kind": "set",
                    "config": {"values": {"y": "who"}},
                    "inputs": {"who": {"type": "string"}},
                    "outputs": {"y": {}},
                }
            },
            ["say"],
        )
    )
    window, foot = hands.window, hands.find(QLabel, "standing")
    await until(lambda: foot.text().endswith("Run asks for 1 value"))
    hands.click("runButton")
    hands.type_into("input:who", "Ada")
    await until(lambda: window.run_status() == "completed")
    await until(lambda: not window.session.is_running)
    hands.canvas.setFocus()
    hands.click_step("say")
    hands.key(Qt.Key.Key_D)
    hands.key(Qt.Key.Key_D)
    await until(lambda: "asks" in foot.text())
    assert foot.text().endswith("Run asks again, with the values of the last run")
    assert "values as in the last run" in window.planning.line.text()
