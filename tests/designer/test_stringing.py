from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from designer.document.scenery import PanelId
from engine.flow import Port, StepId
from tests.designer.hands import Hands

pytestmark = pytest.mark.gui

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Key = Qt.Key


def step(inputs: tuple[str, ...], outputs: tuple[str, ...]) -> dict:
    return {
        "kind": "python",
        "config": {"function": "work:go"},
        "inputs": {name: {"from": [f"{name}_given"]} for name in inputs},
        "outputs": {name: {} for name in outputs},
    }


@pytest.fixture
def hands(open_designer, write_flow) -> Hands:
    view = {
        "positions": {"load": [0, 0], "high": [400, 0], "low": [400, 240]},
        "frames": {"f": {"title": "Both", "box": [380, -40, 320, 500]}},
        "notes": {"n": {"text": "Mind this", "box": [0, 300, 200, 80]}},
    }
    steps = {"load": step((), ("rows",)), "high": step(("a",), ()), "low": step(("b",), ("c",))}
    hands = open_designer(write_flow(steps, ["high"], "def go(): pass", view=view))
    hands.canvas.setFocus()
    return hands


def wires(hands: Hands) -> set[str]:
    return {f"{w.source} > {w.target}" for w in hands.canvas.picture.wires}


async def test_a_wire_is_drawn_by_keys_alone(hands):
    hands.key(Key.Key_Right)  # the leftmost Step
    assert hands.canvas.focus_step == "load"
    hands.key(Key.Key_P, ALT)
    assert hands.canvas.hover == ("output", Port(StepId("load"), "rows"))
    hands.key(Key.Key_Return)
    assert hands.canvas.gesture_active
    assert hands.canvas.preview.landing == ("input", Port(StepId("high"), "a"))
    hands.key(Key.Key_Down)
    assert hands.canvas.preview.landing == ("input", Port(StepId("low"), "b"))
    hands.key(Key.Key_Return)
    assert wires(hands) == {"load.rows > low.b"}
    assert not hands.canvas.gesture_active
    hands.window.document.undo()
    assert wires(hands) == set()


async def test_esc_lets_go_of_the_wire_and_nothing_is_done(hands):
    hands.click_step("high")
    hands.key(Key.Key_P, ALT)
    hands.key(Key.Key_Return)
    assert hands.canvas.gesture_active
    hands.key(Key.Key_Escape)
    assert not hands.canvas.gesture_active
    assert wires(hands) == set()
    assert hands.window.document.undo_text == ""


async def test_ports_are_gone_through_both_ways_and_another_step_begins_anew(hands):
    hands.click_step("low")
    seen = []
    for _ in range(3):
        hands.key(Key.Key_P, ALT)
        seen.append(str(hands.canvas.hover[1]))
    assert seen == ["low.b", "low.c", "low.b"]
    hands.key(Key.Key_P, ALT | Qt.KeyboardModifier.ShiftModifier)
    assert str(hands.canvas.hover[1]) == "low.c"
    hands.click_step("high")
    hands.key(Key.Key_Return)  # no port of this one was chosen: the form
    assert not hands.canvas.gesture_active


async def test_a_step_is_renamed_in_its_place(hands):
    hands.click_step("low")
    hands.key(Key.Key_F2)
    field = hands.find(QLineEdit, "stepText")
    assert field.hasFocus()
    assert field.text() == "low"
    QTest.keyClicks(field, "deep")
    QTest.keyClick(field, Key.Key_Return)
    assert set(hands.window.document.diagram.flow.steps) == {"load", "high", "deep"}
    assert hands.window.document.undo_text == "Rename 'low' to 'deep'"
    assert hands.canvas.hasFocus()
    hands.key(Key.Key_F2)
    field = hands.find(QLineEdit, "stepText")
    QTest.keyClicks(field, "high")
    QTest.keyClick(field, Key.Key_Return)
    assert set(hands.window.document.diagram.flow.steps) == {"load", "high", "deep"}


async def test_a_title_is_what_is_renamed_where_there_is_one(hands):
    hands.click_step("low")
    hands.type_into("step:title", "Lower")
    hands.canvas.setFocus()
    hands.key(Key.Key_F2)
    field = hands.find(QLineEdit, "stepText")
    assert field.text() == "Lower"
    QTest.keyClicks(field, "Lowest")
    QTest.keyClick(field, Key.Key_Return)
    assert hands.window.document.diagram.flow.steps["low"].title == "Lowest"


async def test_tab_leads_on_where_the_user_wants_that(hands):
    action = hands.window.findChild(QAction, "tabMovesFocus")
    action.trigger()
    assert action.isChecked()
    hands.key(Key.Key_Tab)
    assert not hands.canvas.hasFocus()
    action.trigger()
    hands.canvas.setFocus()
    hands.key(Key.Key_Tab)
    assert hands.find(QLineEdit, "adderSearch").isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")
async def test_the_menu_tells_the_keys_that_a_command_has_now(hands):
    hands.window.ways.keymap.bind("duplicate", ("Ctrl+Alt+D",))
    hands.click_step("low")
    at = hands.canvas.step_rect("low").center()
    QTest.mouseClick(hands.canvas.viewport(), Qt.MouseButton.RightButton, pos=at)
    menu = hands.find(QMenu, "canvasMenu")
    keys = {action.objectName(): action.shortcut().toString() for action in menu.actions()}
    assert keys["duplicate"] == "Ctrl+Alt+D"
    assert keys["toggleGoal"] == "G"
    menu.close()


async def test_frames_and_notes_are_told_to_assistive_technology(hands):
    canvas = QAccessible.queryAccessibleInterface(hands.canvas)
    parts = [canvas.child(index) for index in range(canvas.childCount())]
    told = {part.text(QAccessible.Text.Name): part for part in parts}
    assert told["Both"].role() == QAccessible.Role.Grouping
    assert told["Both"].text(QAccessible.Text.Description) == "Frame: high, low"
    note = told["Mind this"]
    assert note.role() == QAccessible.Role.Note
    assert canvas.indexOfChild(note) == parts.index(note)
    middle = note.rect().center()
    assert canvas.childAt(middle.x(), middle.y()).text(QAccessible.Text.Name) == "Mind this"
    hands.canvas.select((), panels={PanelId("note", "n")})
    assert note.state().selected
    hands.key(Key.Key_Delete)
    assert not note.isValid()


async def test_frames_and_notes_are_copied_and_pasted_with_the_steps(hands):
    hands.key(Key.Key_A, CTRL)
    hands.key(Key.Key_C, CTRL)
    text = QApplication.clipboard().text()
    assert '"Mind this"' in text
    assert '"Both"' in text
    hands.key(Key.Key_V, CTRL)
    panels = hands.canvas.picture.scenery.panels
    assert sorted(panel.text for panel in panels.values()) == ["Both"] * 2 + ["Mind this"] * 2
    assert len(hands.canvas.selected_panels) == 2
    assert len(hands.canvas.selection) == 3
    old, new = panels[PanelId("frame", "f")], panels[PanelId("frame", "f_2")]
    (copied,) = (s for s in hands.canvas.selection if s.startswith("high"))
    cards = hands.canvas.picture.cards
    assert new.box.x - old.box.x == cards[copied].x - cards["high"].x
    hands.window.document.undo()
    assert len(hands.canvas.picture.scenery.panels) == 2


async def test_a_note_alone_is_copied_and_duplicated(hands):
    hands.canvas.select((), panels={PanelId("note", "n")})
    hands.key(Key.Key_D, CTRL)
    assert hands.window.document.undo_text == "Duplicate note"
    assert len(hands.canvas.picture.scenery.panels) == 3


async def test_dots_of_copied_wires_go_with_them(hands):
    hands.connect(("load", "rows"), ("low", "b"))
    (wire,) = hands.canvas.picture.wires
    hands.canvas.arranging.add_dot(wire, hands.canvas.picture.curves[wire].at(0.5))
    hands.key(Key.Key_A, CTRL)
    hands.key(Key.Key_D, CTRL)
    bends = hands.canvas.picture.scenery.bends
    assert len(bends) == 2
    (old,), (new,) = (bends[w] for w in sorted(bends))
    assert (new.x - old.x, new.y - old.y) == (40, 40)


async def test_panels_stay_selected_while_another_tab_is_shown(hands):
    hands.canvas.select((), panels={PanelId("note", "n")})
    hands.key(Key.Key_N, CTRL)
    QTest.keyClick(hands.window, Key.Key_N, CTRL)
    hands.window.pages.step(1)
    assert hands.canvas.selected_panels == {PanelId("note", "n")}
