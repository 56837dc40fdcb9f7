"""Wires are drawn, moved, cut, healed and bent with real hands; what the document says afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from engine.graph import wires
from tests.designer.hands import LEFT, Hands, until

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
    "load": {"kind": "python", "outputs": {"total": NUMBER, "name": TEXT}},
    "other": {"kind": "python", "outputs": {"sum": NUMBER}},
    "round": {
        "kind": "python",
        "inputs": {"value": {**NUMBER, "from": "total"}},
        "outputs": {"rounded": NUMBER},
    },
    "pay": {"kind": "python", "inputs": {"amount": {**NUMBER, "from": "rounded"}}},
    "tell": {"kind": "python", "inputs": {"figure": {**NUMBER, "from": "total"}}},
}
PLACES = {"load": [0, 0], "other": [0, 200], "round": [400, 0], "pay": [800, 0], "tell": [800, 200]}
USUAL = {"load.total>round.value", "round.rounded>pay.amount", "load.total>tell.figure"}


@pytest.fixture
def hands(open_still: Callable[..., Hands]) -> Hands:
    return open_still(STEPS, "pay", PLACES)


def drawn(hands: Hands) -> set[str]:
    return {f"{w.source}>{w.target}" for w in wires(hands.window.document.diagram.flow)}


def out(hands: Hands, step: str, name: str) -> QPoint:
    return hands.canvas.port_center(step, "output", name)


def into(hands: Hands, step: str, name: str) -> QPoint:
    return hands.canvas.port_center(step, "input", name)


def one_edit(hands: Hands, text: str) -> None:
    """It was one undo step, and undone it leaves everything as it was."""
    document = hands.window.document
    assert document.undo_text == text
    document.undo()
    assert drawn(hands) == USUAL
    assert document.undo_text == ""


def pixels(widget: QWidget) -> QImage:
    """What of a widget is in its window's memory; nothing is painted for it."""
    window, at = widget.window(), widget.mapTo(widget.window(), QPoint(0, 0))
    size = widget.size()
    screen = window.screen()
    return screen.grabWindow(window.winId(), at.x(), at.y(), size.width(), size.height()).toImage()


def reroutes(hands: Hands) -> Any:
    return hands.window.document.to_json()["view"].get("reroutes")


async def test_shift_moves_all_wires_of_an_output_to_another_one(hands: Hands) -> None:
    start, end = out(hands, "load", "total"), out(hands, "other", "sum")
    hands.drag(start, end, SHIFT, release=False)
    assert {str(w.target) for w in hands.canvas.preview.doomed} == {"round.value", "tell.figure"}
    hands.release(end, None, SHIFT)
    assert drawn(hands) == {
        "other.sum>round.value", "round.rounded>pay.amount", "other.sum>tell.figure",
    }  # fmt: skip
    one_edit(hands, "Move the wires of load.total to other.sum")


async def test_where_the_wires_of_an_output_cannot_go_a_sentence_says_so(hands: Hands) -> None:
    start, status = out(hands, "load", "total"), hands.window.parts.status
    hands.drag(start, start + QPoint(90, 120), SHIFT)
    assert status.currentMessage() == (
        "The wires stay where they are: drop them on another output."
    )
    hands.drag(start, out(hands, "load", "name"), SHIFT)
    assert "gives string" in status.currentMessage()
    hands.key(Key.Key_Escape)
    hands.drag(start, start + QPoint(2, 2), SHIFT, release=False)
    hands.drag(start + QPoint(30, 30), start, SHIFT)
    assert drawn(hands) == USUAL


@pytest.mark.parametrize("way", ["a click", "keys", "a drag of them all"])
async def test_while_a_wire_is_drawn_a_command_says_true_what_it_waits_for(
    hands: Hands, way: str
) -> None:
    status, step = hands.window.parts.status, hands.window.document.diagram.flow.steps
    hands.click_step("load")
    start = out(hands, "load", "total")
    if way == "a click":
        hands.click_at(start)
    elif way == "keys":
        hands.key(Key.Key_P, ALT)
        hands.key(Key.Key_Return)
    else:
        hands.drag(start, start + QPoint(90, 120), SHIFT, release=False)
    assert hands.canvas.gesture_active
    for key, held in (
        (Key.Key_Delete, NONE),
        (Key.Key_G, NONE),
        (Key.Key_Z, CTRL),
        (Key.Key_D, NONE),
    ):
        hands.window.show_hint("before")
        hands.key(key, held)
        assert status.currentMessage() == "A wire is being drawn: Esc leaves it.", key
    assert hands.window.document.diagram.flow.steps == step
    hands.key(Key.Key_Escape)
    assert status.currentMessage() == ""
    hands.key(Key.Key_Delete)
    assert "load" not in hands.window.document.diagram.flow.steps


async def test_a_card_in_the_hand_and_a_delete_with_nothing_selected_say_so(hands: Hands) -> None:
    status, card = hands.window.parts.status, hands.canvas.step_rect("load")
    grip = QPoint(card.center().x(), card.top() + 8)
    hands.drag(grip, grip + QPoint(40, 40), release=False)
    hands.key(Key.Key_Delete)
    assert status.currentMessage().startswith("Something is being dragged: let go of it")
    hands.key(Key.Key_Escape)
    hands.canvas.select(())
    hands.key(Key.Key_Delete)
    assert status.currentMessage() == "Select a step or a wire first."
    assert drawn(hands) == USUAL


@pytest.mark.parametrize("ends", ["given up", "done", "undone"])
async def test_ports_go_out_with_the_frame_after_the_wire(hands: Hands, ends: str) -> None:
    view = hands.canvas.viewport()
    QTest.mouseMove(view, QPoint(5, 5))
    await until(lambda: hands.canvas.hover is None)
    start, end = out(hands, "load", "total"), into(hands, "pay", "amount")
    unlit = pixels(view)
    hands.drag(start, end, release=False)
    await until(lambda: pixels(view) != unlit)
    if ends == "given up":
        hands.key(Key.Key_Escape)
    hands.release(end)
    if ends == "undone":
        hands.window.document.undo()
    QTest.mouseMove(view, QPoint(5, 5))
    assert (drawn(hands) != USUAL) is (ends == "done")
    anew = lambda: view.grab().toImage().convertToFormat(unlit.format())  # noqa: E731
    await until(lambda: pixels(view) == anew())


async def test_wires_are_not_moved_to_an_output_of_another_type(hands: Hands) -> None:
    start, end = out(hands, "load", "total"), out(hands, "load", "name")
    hands.drag(start, end, SHIFT, release=False)
    assert "gives string" in hands.canvas.refusal_text()
    hands.release(end, None, SHIFT)
    assert drawn(hands) == USUAL


@pytest.mark.parametrize(
    ("share", "target", "expected"),
    [
        (0.97, ("tell", "input", "figure"), "round.rounded>tell.figure"),
        (0.03, ("other", "output", "sum"), "other.sum>pay.amount"),
    ],
)
async def test_either_end_of_a_wire_can_be_taken_off_and_put_elsewhere(
    hands: Hands, share: float, target: tuple[str, Any, str], expected: str
) -> None:
    canvas = hands.canvas
    (wire,) = [w for w in canvas.picture.wires if str(w.target) == "pay.amount"]
    at = canvas.camera.to_view(
        canvas.picture.curves[wire].at(share + (0.05 if share < 0.5 else -0.05))
    )
    end = canvas.port_center(*target)
    hands.drag(QPoint(round(at.x), round(at.y)), end, release=False)
    assert wire in canvas.preview.doomed
    hands.release(end)
    assert expected in drawn(hands)
    assert "round.rounded>pay.amount" not in drawn(hands)


async def test_alt_and_a_stroke_cut_every_wire_that_is_crossed(hands: Hands) -> None:
    box = hands.canvas.step_rect("round")
    start = QPoint(box.left() - 30, box.top() - 40)
    end = QPoint(box.left() - 30, hands.canvas.step_rect("tell").bottom())
    hands.drag(start, end, ALT, release=False)
    assert {str(w.source) for w in hands.canvas.preview.doomed} == {"load.total"}
    assert hands.canvas.preview.knife is not None
    assert drawn(hands) == USUAL
    hands.release(end, None, ALT)
    assert drawn(hands) == {"round.rounded>pay.amount"}
    one_edit(hands, "Cut 2 wires")


async def test_delete_and_heal_joins_what_was_connected_through_the_step(hands: Hands) -> None:
    hands.click_step("round")
    hands.key(Key.Key_Delete, CTRL)
    assert "round" not in hands.window.document.to_json()["steps"]
    assert drawn(hands) == {"load.total>pay.amount", "load.total>tell.figure"}
    one_edit(hands, "Delete 'round' and heal")


async def test_where_nothing_fits_the_heal_says_so(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    steps = {
        "load": {"kind": "python", "outputs": {"name": TEXT}},
        "count": {"kind": "python", "inputs": {"name": TEXT}, "outputs": {"length": NUMBER}},
        "pay": {"kind": "python", "inputs": {"length": NUMBER}},
    }
    hands = open_designer(write_flow(steps, ["pay"]))
    told: list[str] = []
    hands.canvas.hint.connect(told.append)
    hands.click_step("count")
    hands.key(Key.Key_Delete, CTRL)
    assert drawn(hands) == set()
    assert "'pay.length' could not be joined: nothing that fed what is gone fits there." in told


async def test_ctrl_l_connects_the_selection_from_left_to_right(hands: Hands) -> None:
    fed = next(wire for wire in hands.canvas.picture.wires if wire.target.step == "tell")
    hands.canvas.select([], [fed])
    hands.key(Key.Key_Delete)
    hands.canvas.select(["other", "tell"])
    hands.key(Key.Key_L, CTRL)
    assert "other.sum>tell.figure" in drawn(hands)
    assert hands.window.document.undo_text == "Connect 2 steps"
    hands.key(Key.Key_Z, CTRL)
    assert not [wire for wire in drawn(hands) if "tell" in wire]


async def test_ctrl_l_says_why_nothing_can_be_connected(hands: Hands) -> None:
    told: list[str] = []
    hands.canvas.hint.connect(told.append)
    hands.canvas.select(["load", "round"])
    hands.key(Key.Key_L, CTRL)
    assert told[-1] == "'load' and 'round' are connected already."
    assert hands.window.document.undo_text == ""


@pytest.mark.parametrize("way", ["double", "alt"])
async def test_a_wire_is_bent_by_a_double_click_or_alt_and_a_click(hands: Hands, way: str) -> None:
    at = hands.canvas.wire_point(("round", "rounded"), ("pay", "amount"))
    if way == "double":
        QTest.mouseDClick(hands.canvas.viewport(), LEFT, pos=at)
    else:
        QTest.mouseClick(hands.canvas.viewport(), LEFT, ALT, at)
    assert list(reroutes(hands)) == ["round.rounded > pay.amount"]
    assert drawn(hands) == USUAL
    hands.window.document.undo()
    assert reroutes(hands) is None


def bend(hands: Hands) -> QPoint:
    """Bend a wire and give where its dot is."""
    at = hands.canvas.wire_point(("round", "rounded"), ("pay", "amount"))
    QTest.mouseDClick(hands.canvas.viewport(), LEFT, pos=at)
    ((point,),) = reroutes(hands).values()
    there = hands.canvas.camera.to_view(hands.canvas.camera.to_scene(_point(at))._make(point))
    hands.window.document.undo_stack.clear()
    return QPoint(round(there.x), round(there.y))


def _point(at: QPoint) -> Any:
    from designer.canvas.geometry import Point

    return Point(at.x(), at.y())


async def test_a_dot_is_dragged_and_the_wire_runs_through_it(hands: Hands) -> None:
    dot = bend(hands)
    before = reroutes(hands)
    end = dot + QPoint(0, round(80 * hands.canvas.camera.zoom))
    hands.drag(dot, end, release=False)
    assert reroutes(hands) == before
    hands.release(end)
    ((point,),) = reroutes(hands).values()
    ((was,),) = before.values()
    assert point == [pytest.approx(was[0], abs=11), pytest.approx(was[1] + 80, abs=11)]
    assert point != was
    (wire,) = hands.canvas.picture.scenery.bends
    assert hands.canvas.picture.curves[wire].at(0.5) == tuple(point)
    assert hands.window.document.undo_text == "Move a bend of a wire"
    hands.window.document.undo()
    assert reroutes(hands) == before


async def test_a_dot_is_deleted_by_its_key_or_alt_and_a_click(hands: Hands) -> None:
    dot = bend(hands)
    hands.click_at(dot)
    hands.key(Key.Key_Delete)
    assert reroutes(hands) is None
    assert drawn(hands) == USUAL
    hands.window.document.undo()
    QTest.mouseClick(hands.canvas.viewport(), LEFT, ALT, dot)
    assert reroutes(hands) is None
    hands.window.document.undo()
    assert reroutes(hands) is not None


async def test_dots_go_with_both_their_steps_and_away_with_their_wire(hands: Hands) -> None:
    bend(hands)
    ((was,),) = reroutes(hands).values()
    hands.canvas.select(["round", "pay"])
    box = hands.canvas.step_rect("round")
    start = QPoint(box.center().x(), box.top() + 8)
    hands.drag(start, start + QPoint(0, 100))
    ((point,),) = reroutes(hands).values()
    down = hands.window.document.to_json()["view"]["positions"]["pay"][1]
    assert down > 0
    assert point[1] == was[1] + down
    hands.canvas.select(["round"])
    hands.key(Key.Key_Delete)
    assert reroutes(hands) is None
    hands.window.document.undo()
    assert reroutes(hands) is not None


async def test_space_wheel_and_the_middle_button_go_on_while_a_wire_is_drawn(hands: Hands) -> None:
    canvas, view = hands.canvas, hands.canvas.viewport()
    start = out(hands, "other", "sum")
    hands.drag(start, start + QPoint(100, 60), release=False)
    before = canvas.camera
    QTest.keyPress(canvas, Key.Key_Space)
    hands._mouse(view, QEvent.Type.MouseMove, start + QPoint(140, 60), NONE)
    QTest.keyRelease(canvas, Key.Key_Space)
    assert canvas.camera.x == before.x + 40
    at = QPointF(start + QPoint(140, 60))
    wheel = QWheelEvent(
        at, QPointF(view.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120),
        Qt.MouseButton.LeftButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, wheel)
    assert canvas.camera.zoom > before.zoom
    assert canvas.gesture_active
    end = into(hands, "pay", "amount")
    hands._mouse(view, QEvent.Type.MouseMove, end, NONE)
    hands.release(end)
    assert "other.sum>pay.amount" in drawn(hands)


async def test_nothing_is_undone_while_a_gesture_runs(hands: Hands) -> None:
    hands.connect(("other", "sum"), ("tell", "figure"))
    hands.drag(out(hands, "other", "sum"), into(hands, "pay", "amount"), release=False)
    hands.key(Key.Key_Z, CTRL)
    assert "other.sum>tell.figure" in drawn(hands)
    hands.key(Key.Key_Escape)
    hands.key(Key.Key_Z, CTRL)
    assert drawn(hands) == USUAL
