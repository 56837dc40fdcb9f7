"""A command that cannot be used says why, whichever way it is asked for: by a key, or in the palette."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from designer.window.action import always
from designer.window.actions import ACTIONS
from designer.window.refusing import NEEDS, REASONS
from designer.words import tr
from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
STEPS = {
    "one": {"kind": "set", "config": {"values": {"a": "1"}}, "outputs": {"a": {}}},
    "two": {
        "kind": "set", "inputs": {"a": {}}, "config": {"values": {"b": "a"}}, "outputs": {"b": {}},
    },
}  # fmt: skip
PLACES = {"one": [0, 0], "two": [400, 0]}
STEP = "Select a step first."
CARDS = "Select a step, a frame or a note first."
KEYS = {
    "F2": CARDS,
    "G": STEP,
    "Shift+G": STEP,
    "D": STEP,
    "Ctrl+D": CARDS,
    "Ctrl+Shift+D": CARDS,
    "Ctrl+C": CARDS,
    "Return": STEP,
    "P": STEP,
    "U": STEP,
    "Shift+U": STEP,
    "Ctrl+Shift+G": "Select a frame, or a step within one, first.",
    "Ctrl+Shift+E": "Select the steps first that are to become a Flow of their own.",
    "Ctrl+F7": "Select one step first.",
    "Ctrl+Shift+F7": "Select one step first.",
    "F4": "Select one step first that is a Python function.",
    "F8": "There is no problem.",
    "Shift+T": "Run the flow first.",
    "Shift+F5": "No run is on.",
    "Alt+Left": "You have not jumped anywhere yet.",
}


@pytest.fixture
def desk(open_still: Callable[..., Hands]) -> Hands:
    return open_still(STEPS, "two", PLACES)


def select_nothing(hands: Hands) -> None:
    hands.click_at(QPoint(4, 4))
    assert not hands.canvas.has_selection


def select_a_wire(hands: Hands) -> None:
    hands.click_at(hands.canvas.wire_point(("one", "a"), ("two", "a")))
    assert hands.canvas.selected_wires
    assert not hands.canvas.selection


def press(hands: Hands, keys: str) -> str:
    """What is said when keys are pressed."""
    hands.window.statusBar().clearMessage()
    stroke = QKeySequence(keys, QKeySequence.SequenceFormat.PortableText)[0]
    QTest.keyClick(hands.canvas.viewport(), stroke.key(), stroke.keyboardModifiers())
    return hands.window.statusBar().currentMessage()


@pytest.mark.parametrize("select", [select_nothing, select_a_wire])
async def test_a_key_that_finds_nothing_to_act_on_says_what_to_select(
    desk: Hands, select: Callable[[Hands], None]
) -> None:
    await until(lambda: desk.window.pages.current.plan.steps, "it is planned")
    before = desk.window.document.diagram
    told = {}
    for keys in KEYS:
        select(desk)
        told[keys] = press(desk, keys)
    assert told == KEYS
    assert desk.window.document.diagram is before


async def test_keys_still_act_on_what_is_selected(desk: Hands) -> None:
    desk.click_step("one")
    for keys in ("D", "G", "Ctrl+D", "Shift+G"):
        before = desk.window.document.diagram
        assert press(desk, keys) == ""
        assert desk.window.document.diagram != before, keys
    select_a_wire(desk)
    press(desk, "Ctrl+Del")
    assert not desk.canvas.picture.wires, "what heals takes a wire out too"


async def test_what_is_asked_of_a_port_needs_nothing_selected(desk: Hands) -> None:
    desk.click_step("one")
    desk.key(Key.Key_P, Qt.KeyboardModifier.AltModifier)
    desk.canvas.select(())
    assert desk.canvas.chosen_port is not None
    desk.key(Key.Key_Y)
    await until(lambda: desk.window.explaining.is_open, "why")


def test_every_command_that_cannot_always_be_used_has_a_reason_of_its_own() -> None:
    limited = {one.id for one in ACTIONS if one.enabled is not always}
    assert limited <= NEEDS.keys()
    assert NEEDS.keys() == REASONS.keys()


async def test_the_palette_says_what_to_do_for_each_command(desk: Hands) -> None:
    select_nothing(desk)
    desk.key(Key.Key_K, CTRL)
    chooser, field = desk.window.ways.chooser, desk.find(QLineEdit, "chooserSearch")
    for words, reason in {
        "Align left": "Select two or more steps first.",
        "Only Goal": STEP,
        "Rename": CARDS,
        "Edit in the inspector": STEP,
        "Take the frame away": "Select a frame, or a step within one, first.",
        "Next tab": "No other flow is open.",
        "One event back": "Run the flow first.",
    }.items():
        field.setText(words)
        assert (chooser.shown()[0], chooser.told()) == (words, tr(reason))
        QTest.keyClick(field, Key.Key_Return)
        assert field.isVisible(), "nothing is done, and it stays"
