from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from designer.panels.inspector.grip import Grip
from designer.window.actions import ACTIONS
from designer.window.allowing import LOOKS
from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
async def hands(open_designer, folder: Path) -> Hands:
    """A window on a Step with the inputs a, b, c and d, which is selected."""
    path = folder / "f.flow.json"
    step = {"kind": "set", "inputs": {name: {} for name in "abcd"}}
    path.write_text(json.dumps({"format": "backcast/1", "goals": ["s"], "steps": {"s": step}}))
    hands = open_designer(path)
    hands.click_step("s")
    await until(lambda: rows(hands) == "abcd")  # the form is laid out
    return hands


def inputs(hands: Hands) -> str:
    return "".join(hands.window.document.diagram.flow.steps["s"].inputs)


def rows(hands: Hands) -> str:
    """The names as they are read from top to bottom."""
    fields = {name: hands.find(QLineEdit, f"input:{name}:name") for name in "abcd"}
    return "".join(sorted(fields, key=lambda name: fields[name].mapToGlobal(QPoint()).y()))


def drag(hands: Hands, name: str, over: str, *, release: bool = True) -> Grip:
    """Drag the row `name` to just below the middle of the row `over`."""
    grip = hands.find(Grip, f"input:{name}:grip")
    row = hands.find(QWidget, f"row:input:{over}")
    below = row.mapToGlobal(row.rect().center()) + QPoint(0, 4)
    hands.drag_over(grip, grip.rect().center(), grip.mapFromGlobal(below), release=release)
    return grip


async def test_an_input_is_dragged_to_another_place_in_one_undo_step(hands):
    undone = hands.window.document.undo_stack.count()
    drag(hands, "a", over="c")
    assert inputs(hands) == "bcad"
    assert hands.window.document.undo_text == "Move input 'a'"
    assert hands.window.document.undo_stack.count() == undone + 1
    QTest.qWait(0)
    assert rows(hands) == "bcad"
    drag(hands, "d", over="b")
    assert inputs(hands) == "bdca"
    hands.window.document.undo()
    hands.window.document.undo()
    assert inputs(hands) == "abcd"


async def test_while_it_is_dragged_a_line_shows_where_it_would_go_and_escape_leaves_it(hands):
    grip = drag(hands, "a", over="c", release=False)
    line = hands.find(QWidget, "dropLine")
    below = hands.find(QWidget, "row:input:d")
    assert abs(line.geometry().center().y() - below.y()) < 8
    QTest.keyClick(grip, Qt.Key.Key_Escape)
    assert not grip.is_dragged
    hands.release(QPoint(0, 200), grip)
    assert inputs(hands) == "abcd"
    drag(hands, "b", over="a")  # to where it is
    assert hands.window.document.undo_text == ""


async def test_alt_and_an_arrow_move_an_input_and_the_keyboard_stays_with_it(hands):
    field = hands.find(QLineEdit, "input:b:name")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Down, ALT)
    assert inputs(hands) == "acbd"
    QTest.keyClick(hands.window.focusWidget(), Qt.Key.Key_Down, ALT)
    QTest.keyClick(hands.window.focusWidget(), Qt.Key.Key_Down, ALT)  # it is the last
    assert inputs(hands) == "acdb"
    QTest.keyClick(hands.window.focusWidget(), Qt.Key.Key_Up, ALT)
    assert inputs(hands) == "acbd"
    assert hands.window.focusWidget().objectName() == "input:b:name"


async def test_while_a_row_is_dragged_no_command_changes_the_document_and_it_goes_on(hands):
    window = hands.window
    drag(hands, "a", over="c")
    assert inputs(hands) == "bcad"
    QTest.qWait(0)
    grip = drag(hands, "d", over="b", release=False)
    before = window.document.diagram
    for one in ACTIONS:
        if one.id not in LOOKS:
            window.findChild(QAction, one.id).trigger()
            assert window.document.diagram is before, one.id
            assert grip.is_dragged, one.id
    told = "Something is being dragged: let go of it, or Esc leaves it."
    assert window.statusBar().currentMessage() == told
    above = hands.find(QWidget, "row:input:b").mapToGlobal(QPoint())
    hands.release(grip.mapFromGlobal(above), grip)
    assert inputs(hands) == "dbca"
