"""What is half done when another tab is chosen: it is kept, or it goes; never shown where it is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from designer.document.edits import set_goal
from tests.designer.hands import Hands

pytestmark = pytest.mark.gui

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
STEPS = {
    "load": {"kind": "python", "title": "Load", "outputs": {"total": {}}},
    "pay": {"kind": "python", "inputs": {"amount": {"from": ["total"]}}},
}
PLACES = {"load": [0, 0], "pay": [400, 0]}


@pytest.fixture
def hands(open_designer: Callable[..., Hands], write_flow: Callable[..., Path]) -> Hands:
    hands = open_designer(write_flow(STEPS, ["pay"], view={"positions": PLACES}))
    QApplication.processEvents()
    hands.canvas.set_reduced_motion(True)
    hands.canvas.setFocus()
    return hands


def by_keys(hands: Hands) -> None:
    QTest.keyClick(hands.window, Key.Key_Tab, CTRL)
    QTest.keyClick(hands.window, Key.Key_Tab, CTRL)


def by_mouse(hands: Hands) -> None:
    tabs = hands.window.parts.tabs
    for index in (1, 0):
        QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(index).center())


def by_a_new_one(hands: Hands) -> None:
    QTest.keyClick(hands.window, Key.Key_N, CTRL)
    QTest.keyClick(hands.window, Key.Key_W, CTRL)
    QTest.keyClick(hands.window, Key.Key_Tab, CTRL)


def second_tab(hands: Hands) -> None:
    first = hands.window.pages.current
    QTest.keyClick(hands.window, Key.Key_N, CTRL)
    hands.window.pages.show(first)


@pytest.mark.parametrize("leave", [by_keys, by_mouse, by_a_new_one])
async def test_a_name_being_written_is_kept_by_document_and_canvas_when_the_tab_changes(
    hands: Hands, leave: Callable[[Hands], None]
) -> None:
    second_tab(hands)
    hands.click_step("load")
    hands.key(Key.Key_F2)
    QTest.keyClicks(hands.find(QLineEdit, "stepText"), "Fetch")
    leave(hands)
    document: Any = hands.window.document
    assert document.to_json()["steps"]["load"]["title"] == "Fetch"
    assert "Fetch" in hands.canvas.step_text("load")
    hands.click_step("load")
    hands.key(Key.Key_G)
    assert set(document.to_json()["goals"]) == {"load", "pay"}, "edits go on"
    for _ in range(2):
        QTest.keyClick(hands.window, Key.Key_Z, CTRL)
    assert "Load" in hands.canvas.step_text("load")


async def test_a_note_being_written_is_kept_when_the_tab_changes(hands: Hands) -> None:
    second_tab(hands)
    hands.click_at(QPoint(30, 30))
    hands.key(Key.Key_C)
    QTest.keyClicks(hands.find(QPlainTextEdit, "panelText"), "my thoughts")
    by_keys(hands)
    (panel,) = hands.canvas.picture.scenery.panels.values()
    assert panel.text == "my thoughts"
    assert [note["text"] for note in hands.window.document.to_json()["view"]["notes"].values()] == [
        "my thoughts"
    ]


async def test_the_popup_of_new_steps_goes_with_its_tab(hands: Hands) -> None:
    second_tab(hands)
    hands.key(Key.Key_Tab)
    adder = hands.find(QWidget, "adder")
    QTest.keyClick(hands.window, Key.Key_Tab, CTRL)
    assert not adder.isVisible()


async def test_an_edit_for_another_state_is_told_and_the_flow_shown_as_it_is(hands: Hands) -> None:
    window = hands.window
    before = window.document.diagram
    stale = set_goal(before, "load", True)
    hands.click_step("load")
    hands.key(Key.Key_G)
    window.canvas.edited.emit(stale, "Make 'load' a goal", "")
    assert "had changed meanwhile" in window.parts.status.currentMessage()
    assert window.document.diagram.flow.goals == {"load", "pay"}
    assert hands.canvas.picture.diagram is window.document.diagram
    assert hands.canvas.selection == {"load"}
    hands.key(Key.Key_D)
    assert window.document.to_json()["steps"]["load"]["disabled"] is True


async def test_a_second_paste_lies_beside_the_first(hands: Hands) -> None:
    hands.click_step("load")
    for key in (Key.Key_C, Key.Key_V, Key.Key_V, Key.Key_V):
        hands.key(key, CTRL)
    places = list(hands.window.document.diagram.places.values())
    assert len(places) == 5
    assert len(set(places)) == 5, "none lies exactly on another"


async def test_laying_out_a_part_covers_no_card_outside_of_it(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    places = {"load": [0, 0], "pay": [900, 20], "other": [320, 0], "more": [340, 220]}
    steps = {**STEPS, "other": {"kind": "python"}, "more": {"kind": "python"}}
    hands = open_designer(write_flow(steps, ["pay"], view={"positions": places}))
    QApplication.processEvents()
    canvas = hands.canvas
    canvas.set_reduced_motion(True)
    canvas.setFocus()
    hands.click_step("load")
    box = canvas.step_rect("pay")
    QTest.mouseClick(
        canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier,
        QPoint(box.center().x(), box.top() + 8),
    )  # fmt: skip
    assert canvas.selection == {"load", "pay"}
    canvas.arranging.tidy()
    cards = canvas.picture.cards
    assert cards["pay"].x < 900, "they were laid out"
    outside = [cards[s].rect for s in ("other", "more")]
    assert not any(cards[s].rect.touches(o) for s in ("load", "pay") for o in outside)


@pytest.mark.parametrize("leave", [by_keys, by_mouse])
async def test_the_next_key_after_a_change_of_tabs_edits_no_field_of_the_other_document(
    hands: Hands, leave: Callable[[Hands], None]
) -> None:
    second_tab(hands)
    first = hands.window.document
    hands.click_step("load")
    field = hands.find(QLineEdit, "step:title")
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "Fetch")
    hands.window.coding.ask_new()  # and a question
    leave(hands)
    for _ in range(2):
        assert hands.window.focusWidget() is hands.canvas
        assert not hands.window.inspector.is_typing
        hands.window.pages.step(1)
    assert first.diagram.flow.steps["load"].title == "LoadFetch"


async def test_a_name_typed_into_an_empty_flow_stays_its_own_when_a_file_is_opened(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    path = write_flow(STEPS, ["pay"])
    hands = open_designer()
    field = hands.find(QLineEdit, "flow:name")
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "Mine")
    hands.window.open_path(str(path))
    assert [page.document.title for page in hands.window.pages.all] == ["Mine", "made"]
    assert hands.window.document.path == path
    assert hands.window.focusWidget() is hands.canvas
    hands.key(Key.Key_W, CTRL)
    assert hands.find(QLineEdit, "flow:name").text() == "Mine"
