"""Steps come onto the canvas: what real hands do, and what the document says afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListView

from designer.canvas.geometry import Point
from tests.designer.hands import LEFT, Hands

pytestmark = pytest.mark.gui

Key = Qt.Key
NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
TEXT, NUMBER = {"type": "string"}, {"type": "number"}
STEPS: dict[str, Any] = {
    "load": {"kind": "python", "outputs": {"total": NUMBER}},
    "pay": {"kind": "python", "inputs": {"amount": NUMBER}, "outputs": {"receipt": TEXT}},
}
PLACES = {"load": [0, 0], "pay": [600, 0]}


@pytest.fixture
def hands(open_still: Callable[..., Hands]) -> Hands:
    return open_still(STEPS, "pay", PLACES)


def steps(hands: Hands) -> dict[str, Any]:
    return dict(hands.window.document.to_json()["steps"])


def listed(hands: Hands) -> list[str]:
    model = hands.find(QListView, "adderList").model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def empty(hands: Hands) -> QPoint:
    return hands.canvas.viewport().rect().center() + QPoint(0, 220)


def is_open(hands: Hands) -> bool:
    return any(w.isVisible() for w in hands.window.findChildren(QLineEdit, "adderSearch"))


def type_in(hands: Hands, text: str, *keys: Qt.Key) -> None:
    search = hands.find(QLineEdit, "adderSearch")
    QTest.keyClicks(search, text)
    for key in keys:
        QTest.keyClick(search, key)


def undone(hands: Hands) -> bool:
    """Whether one undo takes everything back."""
    hands.window.document.undo()
    return steps(hands) == STEPS and hands.window.document.undo_text == ""


@pytest.mark.parametrize(
    ("key", "held"), [(Key.Key_Tab, NONE), (Key.Key_Space, CTRL), (Key.Key_Slash, NONE)]
)
async def test_a_key_asks_for_a_step_which_typing_finds_and_enter_adds(
    hands: Hands, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    hands.key(key, held)
    assert listed(hands)
    type_in(hands, "wait", Key.Key_Return)
    assert steps(hands)["wait"]["kind"] == "wait"
    assert not is_open(hands)
    assert hands.canvas.hasFocus()
    assert hands.canvas.selection == {"wait"}
    assert undone(hands)


async def test_a_double_click_on_nothing_adds_the_step_there(hands: Hands) -> None:
    at = empty(hands)
    QTest.mouseDClick(hands.canvas.viewport(), LEFT, pos=at)
    type_in(hands, "wait", Key.Key_Return)
    assert hands.canvas.step_rect("wait").contains(at)


async def test_what_is_typed_is_looked_for_in_names_descriptions_and_ports(hands: Hands) -> None:
    hands.key(Key.Key_Tab)
    everything = listed(hands)
    type_in(hands, "waited")  # an output of one kind
    assert listed(hands) == ["Wait"]
    hands.find(QLineEdit, "adderSearch").clear()
    assert listed(hands) == everything
    type_in(hands, "zzz")
    assert listed(hands) == ["No step matches 'zzz'"]
    type_in(hands, "", Key.Key_Return)
    assert steps(hands) == STEPS


async def test_arrows_choose_and_escape_chooses_nothing(hands: Hands) -> None:
    hands.key(Key.Key_Tab)
    second = listed(hands)[1]
    type_in(hands, "", Key.Key_Down)
    assert hands.find(QListView, "adderList").currentIndex().data() == second
    type_in(hands, "", Key.Key_Escape)
    assert not is_open(hands)
    assert hands.canvas.hasFocus()
    assert steps(hands) == STEPS


async def test_a_click_elsewhere_sends_the_popup_away(hands: Hands) -> None:
    hands.key(Key.Key_Tab)
    hands.click_at(empty(hands))
    assert not is_open(hands)


async def test_a_click_on_a_line_adds_that_step(hands: Hands) -> None:
    hands.key(Key.Key_Tab)
    view = hands.find(QListView, "adderList")
    row = listed(hands).index("Wait")
    QTest.mouseClick(
        view.viewport(), LEFT, pos=view.visualRect(view.model().index(row, 0)).center()
    )
    assert "wait" in steps(hands)


async def test_with_a_step_selected_the_new_one_is_connected_to_it(hands: Hands) -> None:
    hands.click_step("load")
    hands.key(Key.Key_Tab)
    told = [label.text() for label in hands.window.findChildren(QLabel) if label.isVisible()]
    assert "Steps that can take 'load.total'" in told
    type_in(hands, "python", Key.Key_Return)
    assert steps(hands)["python"]["inputs"] == {"total": NUMBER}
    assert hands.canvas.picture.wiring.of("python")
    assert undone(hands)


async def test_after_escape_tab_leaves_the_canvas(hands: Hands) -> None:
    hands.key(Key.Key_Escape)
    QTest.keyClick(hands.canvas, Key.Key_Tab)
    assert not is_open(hands)
    assert not hands.canvas.hasFocus()


async def test_a_wire_dropped_on_nothing_asks_for_a_step_that_fits_and_connects_it_in_one_edit(
    hands: Hands,
) -> None:
    start, at = hands.canvas.port_center("pay", "output", "receipt"), empty(hands)
    dropped = hands.canvas.camera.to_scene(Point(at.x(), at.y()))
    hands.drag(start, at)
    assert steps(hands) == STEPS
    assert hands.canvas.preview.loose  # it hangs there until something is chosen
    type_in(hands, "python", Key.Key_Return)
    assert steps(hands)["python"]["inputs"] == {"receipt": TEXT}
    assert hands.window.document.undo_text == "Add 'python' and connect it to pay.receipt"
    assert not hands.canvas.preview.loose
    port = hands.canvas.port_center("python", "input", "receipt")
    assert hands.canvas.camera.to_scene(Point(port.x(), port.y())).to(dropped) < 30
    assert undone(hands)


async def test_a_wire_drawn_back_from_an_input_asks_for_what_gives_it(hands: Hands) -> None:
    start = hands.canvas.port_center("pay", "input", "amount")
    hands.drag(start, empty(hands))
    offered = listed(hands)
    assert "Wait" in offered  # it gives a number
    assert "Command" not in offered  # it gives text
    type_in(hands, "wait", Key.Key_Return)
    assert steps(hands)["pay"]["inputs"]["amount"] == {**NUMBER, "from": "waited"}
    assert undone(hands)


async def test_shift_makes_a_flow_input_of_a_wire_that_is_dropped_on_nothing(hands: Hands) -> None:
    start = hands.canvas.port_center("pay", "input", "amount")
    hands.drag(start, hands.canvas.viewport().rect().center() - QPoint(0, 250), SHIFT)
    assert not is_open(hands)
    document = hands.window.document
    assert document.to_json()["inputs"] == {"amount": NUMBER}
    assert document.undo_text == "Make pay.amount a Flow input"
    document.undo()
    assert "inputs" not in document.to_json()


async def test_shift_with_an_output_in_hand_is_refused_with_a_sentence(hands: Hands) -> None:
    told: list[str] = []
    hands.canvas.hint.connect(told.append)
    hands.drag(hands.canvas.port_center("pay", "output", "receipt"), empty(hands), SHIFT)
    assert any("can only feed an input" in line for line in told)
    assert steps(hands) == STEPS


def connected(hands: Hands) -> None:
    hands.connect(("load", "total"), ("pay", "amount"))
    hands.window.document.undo_stack.clear()


async def test_a_step_from_the_palette_dropped_on_a_wire_goes_into_it(hands: Hands) -> None:
    connected(hands)
    before = steps(hands)
    at = hands.canvas.wire_point(("load", "total"), ("pay", "amount"))
    hands.drag_from_palette("set", at)
    made = steps(hands)
    (new,) = made.keys() - before.keys()
    assert made["pay"]["inputs"]["amount"]["from"] == made[new]["outputs"]["value"].get(
        "to", "value"
    )
    assert made[new]["inputs"] == {"total": NUMBER}
    assert hands.window.document.undo_text == "Insert 'set' into load.total → pay.amount"
    hands.window.document.undo()
    assert steps(hands) == before


async def test_a_lone_step_moved_onto_a_wire_goes_into_it_and_the_wire_is_lit_before(
    hands: Hands,
) -> None:
    connected(hands)
    hands.drag_from_palette("set", empty(hands))
    before = hands.window.document.to_json()
    card, target = hands.canvas.step_rect("set"), hands.canvas.wire_point(*WIRE)
    start = QPoint(card.center().x(), card.top() + 8)
    end = start + (target - card.center())
    hands.drag(start, end, release=False)
    into = hands.canvas.preview.into
    assert into is not None
    assert str(into.source) == "load.total"
    hands.release(end)
    assert steps(hands)["set"]["inputs"] == {"total": NUMBER}
    hands.window.document.undo()
    assert hands.window.document.to_json() == before


WIRE = (("load", "total"), ("pay", "amount"))


async def test_alt_keeps_a_moved_step_out_of_the_wire(hands: Hands) -> None:
    connected(hands)
    hands.drag_from_palette("set", empty(hands))
    card, target = hands.canvas.step_rect("set"), hands.canvas.wire_point(*WIRE)
    start = QPoint(card.center().x(), card.top() + 8)
    end = start + (target - card.center())
    hands.drag(start, end, release=False)
    hands.release(end, None, ALT)
    assert "inputs" not in steps(hands)["set"]


async def test_a_step_that_is_wired_already_is_not_put_into_a_wire(hands: Hands) -> None:
    connected(hands)
    hands.drag_from_palette("python", empty(hands))
    hands.canvas.select(["pay", "python"])
    hands.key(Key.Key_L, CTRL)
    card, target = hands.canvas.step_rect("python"), hands.canvas.wire_point(*WIRE)
    start = QPoint(card.center().x(), card.top() + 8)
    hands.canvas.select(["python"])
    hands.drag(start, start + (target - card.center()), release=False)
    assert hands.canvas.preview.into is None or not hands.canvas.picture.wiring.of("python")
    hands.key(Key.Key_Escape)


async def test_the_popup_opens_at_the_pointer(hands: Hands) -> None:
    at = empty(hands) - QPoint(200, 300)
    QCursor.setPos(hands.canvas.viewport().mapToGlobal(at))
    hands.key(Key.Key_Tab)
    popup = hands.find(QLineEdit, "adderSearch").parentWidget()
    assert (popup.pos() - hands.canvas.viewport().pos() - at).manhattanLength() < 4
