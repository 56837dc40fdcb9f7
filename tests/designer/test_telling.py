"""What is said in passing, refused, and found: what real hands do, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView

from tests.designer.hands import Hands

pytestmark = pytest.mark.gui

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
TEXT, NUMBER = {"type": "string"}, {"type": "number"}
STEPS: dict[str, Any] = {
    "load": {"kind": "python", "outputs": {"total": NUMBER}},
    "pay": {"kind": "python", "inputs": {"amount": {"from": ["total"], **NUMBER}}},
    "say": {"kind": "python", "inputs": {"text": TEXT}, "outputs": {"text_2": TEXT}},
    "hear": {"kind": "python", "inputs": {"text_2": TEXT}},
}
PLACES = {"load": [0, 0], "pay": [900, 0], "say": [400, 300], "hear": [900, 300]}


@pytest.fixture
def hands(open_designer: Callable[..., Hands], write_flow: Callable[..., Path]) -> Hands:
    more = {"inputs": {"text": TEXT}, "view": {"positions": PLACES}}
    hands = open_designer(write_flow(STEPS, ["pay"], **more))
    QApplication.processEvents()
    hands.canvas.set_reduced_motion(True)
    hands.canvas.setFocus()
    return hands


def told(hands: Hands) -> str:
    return str(hands.window.parts.status.currentMessage())


def steps(hands: Hands) -> dict[str, Any]:
    return dict(hands.window.document.to_json()["steps"])


def save(hands: Hands, folder: Path) -> None:
    hands.window.save_path(str(folder / "made.flow.json"))
    assert told(hands).startswith("Saved")


# in passing ---------------------------------------------------------------------------------------


async def test_saved_is_said_until_the_next_edit(hands: Hands, folder: Path) -> None:
    save(hands, folder)
    hands.click_step("pay")
    assert told(hands) == ""
    save(hands, folder)
    hands.key(Key.Key_D)
    assert told(hands) == ""


async def test_saved_is_not_said_on_another_tab(hands: Hands, folder: Path) -> None:
    save(hands, folder)
    QTest.keyClick(hands.window, Key.Key_N, CTRL)
    assert len(hands.window.pages.all) == 2
    assert told(hands) == ""


async def test_a_refusal_goes_with_the_next_command(hands: Hands) -> None:
    hands.click_step("load")
    hands.key(Key.Key_P)
    assert told(hands) == "There is no result to pin yet: run the step first."
    hands.key(Key.Key_Plus)
    assert told(hands) == ""


@pytest.mark.parametrize("key", [Key.Key_Escape, Key.Key_L, Key.Key_X])
async def test_the_hint_of_a_chord_ends_with_it(hands: Hands, key: Qt.Key) -> None:
    hands.canvas.select(["load", "pay"])
    hands.key(Key.Key_A, ALT)
    assert "Align left" in told(hands)
    hands.key(key)
    assert told(hands) == ""


async def test_a_click_ends_a_chord(hands: Hands) -> None:
    hands.key(Key.Key_A, ALT)
    hands.click_at(QPoint(5, 5))
    assert told(hands) == ""
    assert hands.canvas.chord == ""


async def test_what_slow_motion_slows_is_said_though_it_is_off(hands: Hands) -> None:
    for words in (
        "Slow motion will slow the work itself, once a speed is chosen.",
        "Slow motion will slow only what is shown, once a speed is chosen.",
    ):
        hands.key(Key.Key_K, CTRL)
        field = hands.find(QLineEdit, "chooserSearch")
        QTest.keyClicks(field, "slow the work itself")
        QTest.keyClick(field, Key.Key_Return)
        assert told(hands) == words
    hands.window.slowing.choose(0.5)
    assert "at least 0.5 s" in told(hands)
    hands.window.slowing.choose(0.0)
    assert told(hands) == "Slow motion is off."


# refused ------------------------------------------------------------------------------------------


def over_wire(hands: Hands) -> QPoint:
    return hands.canvas.wire_point(("load", "total"), ("pay", "amount"))


async def test_a_wired_step_says_why_it_is_not_put_into_a_wire(hands: Hands) -> None:
    box = hands.canvas.step_rect("say")
    start = QPoint(box.center().x(), box.top() + 8)
    end = over_wire(hands) - QPoint(0, box.height() // 2 - 8)
    hands.drag(start, end, release=False)
    why = "'say' is wired already: cut its wires to insert it here."
    assert told(hands) == why
    hands.release(end)
    assert told(hands) == why
    assert hands.window.document.undo_text == "Move 'say'"
    hands.click_at(QPoint(5, 5))
    assert told(hands) == ""


async def test_a_kind_that_does_not_fit_into_a_wire_says_why(hands: Hands) -> None:
    hands.drag_from_palette("wait", hands.canvas.wire_point(("say", "text_2"), ("hear", "text_2")))
    assert "wait" in steps(hands)
    why = "'wait' does not fit into say.text_2 → hear.text_2: it has no output that gives string."
    assert told(hands) == why


@pytest.mark.parametrize(
    ("key", "held", "why"),
    [
        (Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "The card of the Flow inputs stays"),
        (Key.Key_D, CTRL, "A flow has one card of Flow inputs"),
    ],
)
async def test_the_card_of_the_flow_inputs_says_why_it_stays_alone(
    hands: Hands, key: Qt.Key, held: Qt.KeyboardModifier, why: str
) -> None:
    hands.click_step("")
    hands.key(key, held)
    assert told(hands).startswith(why)
    assert steps(hands).keys() == STEPS.keys()


async def test_a_refused_name_stays_in_the_editor_with_the_reason(hands: Hands) -> None:
    hands.click_step("load")
    hands.key(Key.Key_F2)
    field = hands.find(QLineEdit, "stepText")
    QTest.keyClicks(field, "load all")
    QTest.keyClick(field, Key.Key_Return)
    QTest.keyClick(field, Key.Key_Return)
    assert hands.find(QLineEdit, "stepText").text() == "load all"
    why = hands.find(QLabel, "stepTextRefusal").text()
    assert why
    assert told(hands) == why
    QTest.keyClick(field, Key.Key_Home)
    QTest.keyClick(field, Key.Key_Delete, CTRL)
    QTest.keyClick(field, Key.Key_Return)
    assert "all" in steps(hands)
    assert told(hands) == ""


async def test_a_refused_name_is_given_up_by_leaving_it_twice(hands: Hands) -> None:
    hands.click_step("load")
    hands.key(Key.Key_F2)
    field = hands.find(QLineEdit, "stepText")
    QTest.keyClicks(field, "load all")
    hands.click_at(QPoint(5, 5))
    assert field.isVisible()
    hands.click_at(QPoint(5, 5))
    assert not field.isVisible()
    assert steps(hands).keys() == STEPS.keys()


# found --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kind"), [("file", "file"), ("wait", "wait"), ("value", "set"), ("values", "set")]
)
async def test_the_palette_and_the_popup_find_the_kind_that_was_named(
    hands: Hands, typed: str, kind: str
) -> None:
    hands.type_into("paletteSearch", typed, commit=False)
    shown = hands.find(QListView, "palette").currentIndex()
    assert shown.row() == 0
    QTest.keyClick(hands.find(QLineEdit, "paletteSearch"), Key.Key_Return)
    (added,) = steps(hands).keys() - STEPS.keys()
    assert steps(hands)[added]["kind"] == kind
    hands.key(Key.Key_Escape)
    hands.key(Key.Key_Space, CTRL)
    QTest.keyClicks(hands.find(QLineEdit, "adderSearch"), typed)
    QTest.keyClick(hands.find(QLineEdit, "adderSearch"), Key.Key_Return)
    (again,) = steps(hands).keys() - STEPS.keys() - {added}
    assert steps(hands)[again]["kind"] == kind


async def test_steps_added_from_the_popup_at_one_place_lie_side_by_side(hands: Hands) -> None:
    at = hands.canvas.viewport().rect().center() + QPoint(-200, 150)
    QCursor.setPos(hands.canvas.viewport().mapToGlobal(at))
    for _ in range(2):
        hands.key(Key.Key_Escape)
        hands.key(Key.Key_Space, CTRL)
        QTest.keyClicks(hands.find(QLineEdit, "adderSearch"), "python")
        QTest.keyClick(hands.find(QLineEdit, "adderSearch"), Key.Key_Return)
    one, other = (hands.canvas.step_rect(step) for step in steps(hands).keys() - STEPS.keys())
    assert not one.intersects(other)
