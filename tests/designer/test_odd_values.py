"""Values whose own code raises are looked at like any other: the window stays, whatever they do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.designer.hands import Hands, until
from tests.engine.test_hostile_values import MODULE, python

pytestmark = pytest.mark.gui

Key = Qt.Key
PLACES = {"give": [0, 0], "wrap": [0, 200], "take": [400, 0]}


@pytest.mark.parametrize("which", ["dict", "text", "number", "quitting", "leaving"])
async def test_a_value_whose_own_code_raises_can_be_looked_at(
    which: str, open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    steps = {
        "give": python("give", {"which": {"value": which}}, "o"),
        "wrap": python("wrap", {"which": {"value": which}}, "w"),
        "take": python("take", {"o": {}}, "a"),
    }
    path = write_flow(steps, sorted(steps), MODULE, view={"positions": PLACES})
    hands = open_designer(path)
    window = hands.window
    await until(lambda: window.pages.current.plan.steps, "it is planned")
    hands.key(Key.Key_F5)
    await until(lambda: window.session.state.settled, "it has run")
    assert {str(one.status) for one in window.session.state.steps.values()} <= {
        "completed", "failed", "blocked"
    }  # fmt: skip
    for step in steps:
        hands.click_step(step)
        hands.key(Key.Key_V)
        (port,) = steps[step]["outputs"]
        hands.click_at(hands.canvas.port_center(step, "output", port))
        hands.key(Key.Key_Escape)
        assert not window.grab().isNull()
    hands.key(Key.Key_F5)
    await until(lambda: window.session.state.settled, "it runs again")
