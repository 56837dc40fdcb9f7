"""That a Flow cannot be run is said for as long as it is so, and by the names that Steps have now."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
STEPS = {
    "first": {"kind": "set", "config": {"values": {"a": "1"}}, "outputs": {"a": {}}},
    "last": {
        "kind": "set", "inputs": {"a": {}}, "config": {"values": {"b": "a"}}, "outputs": {"b": {}},
    },
}  # fmt: skip
PLACES = {"first": [0, 0], "last": [400, 0]}


@pytest.fixture
def desk(open_still: Callable[..., Hands]) -> Hands:
    """A Flow whose Goal is disabled, and that was refused therefore."""
    hands = open_still(STEPS, "last", PLACES)
    hands.click_step("last")
    hands.key(Key.Key_D)
    hands.key(Key.Key_F5)
    return hands


def said(hands: Hands) -> str:
    return hands.window.parts.bar.sentence


async def test_the_refusal_goes_once_it_can_be_run(desk: Hands) -> None:
    assert said(desk).startswith("This cannot be run: goal 'last' is disabled")
    desk.key(Key.Key_Z, CTRL)
    await until(lambda: not said(desk), "the bar has nothing to say any more")


async def test_the_refusal_stays_while_it_is_true(desk: Hands) -> None:
    before = said(desk)
    checked = []
    desk.window._checker.checked.connect(lambda _: checked.append(True))
    desk.key(Key.Key_C)  # a note changes nothing
    desk.canvas.writing.finish(for_good=True)
    desk.click_step("first")
    desk.key(Key.Key_D)
    await until(lambda: checked, "it is checked anew")
    assert said(desk) == before


async def test_the_refusal_names_a_step_as_it_is_called_now(desk: Hands) -> None:
    desk.click_step("last")
    desk.type_into("step:id", "final")
    await until(lambda: "'final' is disabled" in said(desk), "the new name is said")
    desk.canvas.setFocus()
    desk.key(Key.Key_Z, CTRL)
    await until(lambda: "'last' is disabled" in said(desk), "the old name again")


async def test_a_part_that_is_not_there_any_more_is_not_refused_any_longer(desk: Hands) -> None:
    desk.click_step("last")
    desk.key(Key.Key_F7)
    assert "cannot be run" in said(desk)
    desk.key(Key.Key_Delete)
    await until(lambda: not said(desk), "nothing is said of what is gone")


async def test_another_flow_is_not_said_to_be_refused(desk: Hands) -> None:
    desk.window.files.new()
    await until(lambda: not said(desk), "the refusal was of the other flow")


async def test_what_else_the_bar_says_since_stays(desk: Hands) -> None:
    desk.window.parts.bar.say("Something else.")
    checked = []
    desk.window._checker.checked.connect(lambda _: checked.append(True))
    desk.key(Key.Key_Z, CTRL)
    await until(lambda: checked, "it is checked anew")
    assert said(desk) == "Something else."
