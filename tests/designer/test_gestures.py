from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget
from pytestqt.qtbot import QtBot

from designer.canvas.geometry import Point, Rect
from designer.canvas.placing import free_place
from designer.canvas.view import Canvas
from designer.document.diagram import Diagram, Place
from designer.theme import load_theme
from engine.datatype import DataType, TypeName
from engine.flow import Declared, Flow, Name, Port, StepId, Wire
from engine.graph import wires
from engine.testing import flow_of, step_of
from tests.designer.drawing import Desk, placed

pytestmark = pytest.mark.gui

LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def flow() -> Flow:
    text = Declared(type=DataType(name=TypeName.STRING))
    return flow_of("a: x -> p", "b: y -> q", "c: p, z -> r", goals="c", x=text)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    canvas = Canvas(load_theme("light"))
    qtbot.addWidget(canvas)
    canvas.resize(1400, 700)
    diagram = placed(flow(), {"": (0, 0), "a": (300, 0), "b": (300, 200), "c": (700, 0)})
    desk = Desk(canvas, diagram)
    canvas.show()
    canvas.setFocus()
    QApplication.processEvents()
    yield desk
    canvas.close()


def port(desk: Desk, text: str, side: str) -> QPoint:
    step, _, name = text.rpartition(".")
    return desk.canvas.port_center(step, side, name)  # type: ignore[arg-type]


def drag(
    desk: Desk,
    start: QPoint,
    end: QPoint,
    keys: Qt.KeyboardModifier = NONE,
    button: Qt.MouseButton = LEFT,
    *,
    drop: bool = True,
) -> None:
    view = desk.canvas.viewport()
    QTest.mousePress(view, button, keys, start)
    move(desk, start + (end - start) / 3, keys, button)
    move(desk, start + (end - start) * 2 / 3, keys, button)
    move(desk, end, keys, button)
    if drop:
        QTest.mouseRelease(view, button, keys, end)


def move(desk: Desk, at: QPoint, keys: Qt.KeyboardModifier, button: Qt.MouseButton) -> None:
    view = desk.canvas.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), QPointF(view.mapToGlobal(at)),
        Qt.MouseButton.NoButton, button, keys,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def click(desk: Desk, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(desk.canvas.viewport(), LEFT, keys, at)


def key(desk: Desk, which: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(desk.canvas, which, keys)


def centre(desk: Desk, step: str) -> QPoint:
    rect = desk.canvas.step_rect(step)
    return QPoint(rect.center().x(), rect.top() + 14)


def drawn(desk: Desk) -> set[str]:
    return {f"{wire.source}>{wire.target}" for wire in wires(desk.flow)}


# selecting and moving -----------------------------------------------------------------------------


def test_a_click_selects_and_a_click_on_nothing_selects_nothing(desk: Desk) -> None:
    click(desk, centre(desk, "a"))
    assert desk.canvas.selection == {"a"}
    click(desk, QPoint(20, 20))
    assert desk.canvas.selection == frozenset()


def test_shift_adds_and_ctrl_toggles(desk: Desk) -> None:
    click(desk, centre(desk, "a"))
    click(desk, centre(desk, "b"), SHIFT)
    assert desk.canvas.selection == {"a", "b"}
    click(desk, centre(desk, "a"), CTRL)
    assert desk.canvas.selection == {"b"}


def test_a_rubber_band_selects_what_it_touches(desk: Desk) -> None:
    a, b = desk.canvas.step_rect("a"), desk.canvas.step_rect("b")
    drag(desk, a.topLeft() - QPoint(20, 20), b.center())
    assert desk.canvas.selection == {"a", "b"}
    assert desk.texts == []


def test_dragging_moves_by_the_grid_in_one_edit(desk: Desk) -> None:
    at = centre(desk, "a")
    drag(desk, at, at + QPoint(0, 133))
    assert desk.diagram.places[StepId("a")] == Place(300, 140)
    assert desk.texts == ["Move 'a'"]
    desk.undo()
    assert desk.diagram.places[StepId("a")] == Place(300, 0)


def test_alt_leaves_the_grid(desk: Desk) -> None:
    at = centre(desk, "a")
    drag(desk, at, at + QPoint(3, 133), drop=False)
    move(desk, at + QPoint(3, 133), ALT, LEFT)
    QTest.mouseRelease(desk.canvas.viewport(), LEFT, ALT, at + QPoint(3, 133))
    assert desk.diagram.places[StepId("a")] == Place(303, 133)


def test_the_whole_selection_is_dragged(desk: Desk) -> None:
    desk.canvas.select(["a", "b"])
    at = centre(desk, "a")
    drag(desk, at, at + QPoint(0, 40))
    assert desk.diagram.places[StepId("b")] == Place(300, 240)
    assert desk.texts == ["Move 2 steps"]


def test_a_few_pixels_are_no_drag(desk: Desk) -> None:
    at = centre(desk, "a")
    drag(desk, at, at + QPoint(3, 3))
    assert desk.texts == []


def test_a_drag_back_to_its_start_edits_nothing(desk: Desk) -> None:
    at = centre(desk, "a")
    drag(desk, at, at + QPoint(0, 100), drop=False)
    assert desk.canvas.gesture_active
    move(desk, at, NONE, LEFT)
    QTest.mouseRelease(desk.canvas.viewport(), LEFT, NONE, at)
    assert desk.texts == []


@pytest.mark.parametrize("start", ["card", "nothing", "port"])
def test_escape_cancels_every_gesture(desk: Desk, start: str) -> None:
    at = {"card": centre(desk, "a"), "nothing": QPoint(30, 30), "port": port(desk, "a.p", "output")}
    drag(desk, at[start], at[start] + QPoint(60, 90), drop=False)
    assert desk.canvas.gesture_active
    key(desk, Qt.Key.Key_Escape)
    assert not desk.canvas.gesture_active
    QTest.mouseRelease(desk.canvas.viewport(), LEFT, NONE, at[start] + QPoint(60, 90))
    assert desk.texts == []
    assert desk.diagram.places[StepId("a")] == Place(300, 0)


# wires --------------------------------------------------------------------------------------------


def test_a_wire_is_drawn_from_output_to_input(desk: Desk) -> None:
    drag(desk, port(desk, "b.q", "output"), port(desk, "c.z", "input"))
    assert "b.q>c.z" in drawn(desk)
    assert desk.texts == ["Connect b.q → c.z"]
    desk.undo()
    assert "b.q>c.z" not in drawn(desk)


def test_a_wire_is_drawn_from_input_to_output(desk: Desk) -> None:
    drag(desk, port(desk, "c.z", "input"), port(desk, "b.q", "output"))
    assert "b.q>c.z" in drawn(desk)


def test_two_clicks_draw_a_wire(desk: Desk) -> None:
    click(desk, port(desk, "b.q", "output"))
    assert desk.canvas.gesture_active
    move(desk, port(desk, "c.z", "input"), NONE, Qt.MouseButton.NoButton)
    click(desk, port(desk, "c.z", "input"))
    assert "b.q>c.z" in drawn(desk)
    assert not desk.canvas.gesture_active


def test_the_magnet_takes_the_nearest_fitting_port(desk: Desk) -> None:
    drag(desk, port(desk, "b.q", "output"), port(desk, "c.z", "input") + QPoint(-18, 10))
    assert "b.q>c.z" in drawn(desk)


def test_a_drop_on_a_card_takes_the_port_that_suits_best(desk: Desk) -> None:
    rect = desk.canvas.step_rect("c")
    drag(desk, port(desk, "b.q", "output"), rect.center() + QPoint(20, 30))
    assert "b.q>c.z" in drawn(desk)
    assert "a.p>c.p" in drawn(desk)


def test_a_drop_on_nothing_does_nothing(desk: Desk) -> None:
    drag(desk, port(desk, "b.q", "output"), QPoint(650, 640))
    assert desk.texts == []


def test_shift_adds_an_alternative_where_a_plain_drop_replaces(desk: Desk) -> None:
    drag(desk, port(desk, "b.q", "output"), port(desk, "c.p", "input"), SHIFT)
    assert {"a.p>c.p", "b.q>c.p"} <= drawn(desk)
    desk.undo()
    drag(desk, port(desk, "b.q", "output"), port(desk, "c.p", "input"))
    assert "a.p>c.p" not in drawn(desk)


def test_the_wire_that_will_vanish_is_shown_before_the_drop(desk: Desk) -> None:
    drag(desk, port(desk, "b.q", "output"), port(desk, "c.p", "input"), drop=False)
    doomed = Wire(Port(StepId("a"), Name("p")), Port(StepId("c"), Name("p")))
    assert desk.canvas.preview.doomed == {doomed}
    move(desk, port(desk, "c.z", "input"), NONE, LEFT)
    assert desk.canvas.preview.doomed == frozenset()
    key(desk, Qt.Key.Key_Escape)


def test_a_refusal_is_a_sentence_and_nothing_happens(desk: Desk) -> None:
    drag(desk, port(desk, "c.r", "output"), port(desk, "a.x", "input"), drop=False)
    assert "c" in desk.canvas.refusal_text()
    assert desk.canvas.refusal_text().endswith(".")
    QTest.mouseRelease(desk.canvas.viewport(), LEFT, NONE, port(desk, "a.x", "input"))
    assert desk.texts == []
    assert desk.canvas.refusal_text() == ""


def test_an_output_on_an_output_is_refused_with_a_sentence(desk: Desk) -> None:
    drag(desk, port(desk, "a.p", "output"), port(desk, "b.q", "output"), drop=False)
    assert desk.canvas.refusal_text().startswith("An output connects to an input")
    key(desk, Qt.Key.Key_Escape)


def test_fitting_ports_are_lit_and_others_are_not(desk: Desk) -> None:
    drag(desk, port(desk, "a.p", "output"), QPoint(640, 600), drop=False)
    fitting = desk.canvas.preview.fitting or frozenset()
    assert ("input", Port(StepId("b"), Name("y"))) in fitting
    assert ("input", Port(StepId("a"), Name("x"))) not in fitting
    key(desk, Qt.Key.Key_Escape)


def test_the_input_end_of_a_wire_moves_to_another_input_in_one_edit(desk: Desk) -> None:
    drag(desk, port(desk, "c.p", "input"), port(desk, "c.z", "input"))
    assert "a.p>c.z" in drawn(desk)
    assert "a.p>c.p" not in drawn(desk)
    assert len(desk.texts) == 1
    desk.undo()
    assert "a.p>c.p" in drawn(desk)


def test_the_input_end_dropped_on_nothing_cuts_the_wire(desk: Desk) -> None:
    drag(desk, port(desk, "c.p", "input"), QPoint(640, 600))
    assert "a.p>c.p" not in drawn(desk)
    assert desk.texts == ["Cut a.p → c.p"]


def test_the_input_end_dropped_where_it_was_changes_nothing(desk: Desk) -> None:
    at = port(desk, "c.p", "input")
    drag(desk, at, at + QPoint(-40, 30), drop=False)
    move(desk, at, NONE, LEFT)
    QTest.mouseRelease(desk.canvas.viewport(), LEFT, NONE, at)
    assert desk.texts == []
    assert "a.p>c.p" in drawn(desk)


def test_a_click_on_a_wire_selects_it_and_delete_cuts_it(desk: Desk) -> None:
    click(desk, desk.canvas.wire_point(("a", "p"), ("c", "p")))
    assert [str(wire.target) for wire in desk.canvas.selected_wires] == ["c.p"]
    key(desk, Qt.Key.Key_Delete)
    assert "a.p>c.p" not in drawn(desk)


def test_a_wire_from_the_inputs_card(desk: Desk) -> None:
    drag(desk, port(desk, ".x", "output"), port(desk, "b.y", "input"))
    assert "x>b.y" in drawn(desk)


# panning and zooming ------------------------------------------------------------------------------


@pytest.mark.parametrize("button", [MIDDLE, RIGHT])
def test_dragging_with_another_button_pans_over_anything(
    desk: Desk, button: Qt.MouseButton
) -> None:
    before = desk.canvas.step_rect("a").topLeft()
    at = centre(desk, "a")
    drag(desk, at, at + QPoint(60, 36), button=button)
    assert desk.canvas.step_rect("a").topLeft() - before == QPoint(60, 36)
    assert desk.texts == []
    assert desk.canvas.findChild(QMenu, "canvasMenu") is None


def test_space_pans_with_the_left_button(desk: Desk) -> None:
    before = desk.canvas.step_rect("a").topLeft()
    QTest.keyPress(desk.canvas, Qt.Key.Key_Space)
    drag(desk, centre(desk, "a"), centre(desk, "a") + QPoint(30, 0))
    QTest.keyRelease(desk.canvas, Qt.Key.Key_Space)
    assert desk.canvas.step_rect("a").topLeft() - before == QPoint(30, 0)
    assert desk.canvas.selection == frozenset()


def test_panning_works_in_the_middle_of_a_wire(desk: Desk) -> None:
    view = desk.canvas.viewport()
    drag(desk, port(desk, "b.q", "output"), QPoint(600, 600), drop=False)
    QTest.mousePress(view, MIDDLE, NONE, QPoint(600, 600))
    move(desk, QPoint(640, 600), NONE, LEFT | MIDDLE)
    QTest.mouseRelease(view, MIDDLE, NONE, QPoint(640, 600))
    assert desk.canvas.gesture_active
    move(desk, port(desk, "c.z", "input"), NONE, LEFT)
    QTest.mouseRelease(view, LEFT, NONE, port(desk, "c.z", "input"))
    assert "b.q>c.z" in drawn(desk)


def wheel(desk: Desk, at: QPoint, turn: int, pixels: QPoint | None = None) -> None:
    view = desk.canvas.viewport()
    phase = Qt.ScrollPhase.ScrollUpdate if pixels else Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        QPointF(at), QPointF(view.mapToGlobal(at)), pixels or QPoint(), QPoint(0, turn),
        Qt.MouseButton.NoButton, NONE, phase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_the_wheel_zooms_to_the_pointer(desk: Desk, qtbot: QtBot) -> None:
    at = desk.canvas.step_rect("b").topLeft()
    with qtbot.waitSignal(desk.canvas.zoomChanged):
        wheel(desk, at, 120)
    assert desk.canvas.camera.zoom == pytest.approx(1.2)
    assert (desk.canvas.step_rect("b").topLeft() - at).manhattanLength() <= 2


def test_zoom_stays_between_ten_and_four_hundred_percent(desk: Desk) -> None:
    for _ in range(30):
        wheel(desk, QPoint(300, 300), 240)
    assert desk.canvas.camera.zoom == 4.0
    for _ in range(40):
        wheel(desk, QPoint(300, 300), -240)
    assert desk.canvas.camera.zoom == 0.1


def test_two_fingers_pan(desk: Desk) -> None:
    before = desk.canvas.step_rect("a").topLeft()
    wheel(desk, QPoint(300, 300), 40, QPoint(-7, 11))
    assert desk.canvas.step_rect("a").topLeft() - before == QPoint(-7, 11)
    assert desk.canvas.camera.zoom == 1.0


def test_a_drag_held_at_the_edge_scrolls(desk: Desk, qtbot: QtBot) -> None:
    before = desk.canvas.camera.x
    drag(desk, port(desk, "b.q", "output"), QPoint(1392, 300), drop=False)
    qtbot.waitUntil(lambda: desk.canvas.camera.x < before - 20)
    key(desk, Qt.Key.Key_Escape)


# keys ---------------------------------------------------------------------------------------------


def test_delete_takes_the_selected_steps_out_in_one_edit(desk: Desk) -> None:
    desk.canvas.select(["a", "b"])
    key(desk, Qt.Key.Key_Backspace)
    assert set(desk.flow.steps) == {"c"}
    assert desk.texts == ["Delete 2 steps"]
    assert desk.canvas.selection == frozenset()


def test_g_toggles_the_goal(desk: Desk) -> None:
    desk.canvas.select(["a", "c"])
    key(desk, Qt.Key.Key_G)
    assert desk.flow.goals == {"a", "c"}
    key(desk, Qt.Key.Key_G)
    assert desk.flow.goals == frozenset()


def test_arrows_walk_along_wires_and_among_siblings(desk: Desk) -> None:
    key(desk, Qt.Key.Key_Right)
    assert desk.canvas.selection == {""}
    key(desk, Qt.Key.Key_Right)
    assert desk.canvas.selection == {"a"}
    key(desk, Qt.Key.Key_Down)
    assert desk.canvas.selection == {"b"}
    key(desk, Qt.Key.Key_Up)
    key(desk, Qt.Key.Key_Right, SHIFT)
    assert desk.canvas.selection == {"a", "c"}


def test_ctrl_shift_and_arrows_move_by_the_grid_as_one_edit_in_a_row(desk: Desk) -> None:
    desk.canvas.select(["a"])
    key(desk, Qt.Key.Key_Down, CTRL | SHIFT)
    key(desk, Qt.Key.Key_Down, CTRL | SHIFT)
    assert desk.diagram.places[StepId("a")] == Place(300, 40)
    assert desk.merges == ["nudge:a", "nudge:a"]


def test_ctrl_a_selects_all_and_escape_nothing(desk: Desk) -> None:
    key(desk, Qt.Key.Key_A, CTRL)
    assert desk.canvas.selection == {"", "a", "b", "c"}
    key(desk, Qt.Key.Key_Escape)
    assert desk.canvas.selection == frozenset()


def test_enter_and_double_click_ask_for_the_inspector(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.canvas.activated) as opened:
        QTest.mouseDClick(desk.canvas.viewport(), LEFT, NONE, centre(desk, "b"))
    assert opened.args == ["b"]
    desk.canvas.select(["a"])
    desk.canvas.set_focus_step(StepId("a"))
    with qtbot.waitSignal(desk.canvas.activated) as opened:
        key(desk, Qt.Key.Key_Return)
    assert opened.args == ["a"]


def test_duplicate_adds_a_copy_beside_and_selects_it(desk: Desk) -> None:
    desk.canvas.select(["a"])
    key(desk, Qt.Key.Key_D, CTRL)
    (copy,) = set(desk.flow.steps) - {"a", "b", "c"}
    assert desk.canvas.selection == {copy}
    there, new = desk.diagram.places[StepId("a")], desk.diagram.places[copy]
    assert (new.x > there.x, new.y > there.y) == (True, True), "lower, and to the right"
    assert desk.texts == ["Duplicate 'a'"]


def test_cut_and_paste_bring_steps_back(desk: Desk) -> None:
    desk.canvas.select(["b"])
    key(desk, Qt.Key.Key_X, CTRL)
    assert "b" not in desk.flow.steps
    assert '"b"' in QGuiApplication.clipboard().text()
    assert desk.texts == ["Cut 'b'"]
    key(desk, Qt.Key.Key_V, CTRL)
    assert desk.canvas.selection == {"b"}


@pytest.mark.parametrize("modifiers", [CTRL, CTRL | SHIFT])
def test_a_goal_that_is_cut_is_one_again_where_it_is_pasted(
    desk: Desk, modifiers: Qt.KeyboardModifier
) -> None:
    desk.canvas.select(["c"])
    key(desk, Qt.Key.Key_X, CTRL)
    assert desk.flow.goals == frozenset()
    key(desk, Qt.Key.Key_V, modifiers)
    assert desk.flow.goals == {"c"}
    key(desk, Qt.Key.Key_V, modifiers)
    assert len(desk.flow.steps) == 4
    assert desk.flow.goals == {"c"}, "the second is a copy of a Goal that is there"


def test_the_copy_of_a_goal_that_is_still_there_is_none(desk: Desk) -> None:
    desk.canvas.select(["c"])
    key(desk, Qt.Key.Key_C, CTRL)
    key(desk, Qt.Key.Key_V, CTRL)
    desk.canvas.select(["c"])
    key(desk, Qt.Key.Key_D, CTRL)
    assert len(desk.flow.steps) == 5
    assert desk.flow.goals == {"c"}


def test_pasting_what_is_no_flow_says_so(desk: Desk) -> None:
    told: list[str] = []
    desk.canvas.hint.connect(told.append)
    QGuiApplication.clipboard().setText("not a flow")
    key(desk, Qt.Key.Key_V, CTRL)
    assert "clipboard" in told[-1]
    assert told[-1].endswith("expecting value. Copy steps of a Flow first.")


def test_pasting_where_nothing_was_ever_copied_says_so(desk: Desk) -> None:
    told: list[str] = []
    desk.canvas.hint.connect(told.append)
    QGuiApplication.clipboard().clear()
    assert QGuiApplication.clipboard().mimeData() is None, "as this platform has it"
    key(desk, Qt.Key.Key_V, CTRL)
    assert told[-1] == "There is no text on the clipboard. Copy steps of a Flow first."


def test_keys_zoom_and_frame(desk: Desk) -> None:
    desk.canvas.select(["c"])
    key(desk, Qt.Key.Key_Minus)
    assert desk.canvas.camera.zoom == pytest.approx(0.8)
    key(desk, Qt.Key.Key_0)
    assert desk.canvas.camera.zoom == 1.0
    key(desk, Qt.Key.Key_F)
    middle = desk.canvas.viewport().rect().center()
    assert (desk.canvas.step_rect("c").center() - middle).manhattanLength() <= 4
    key(desk, Qt.Key.Key_Home)
    assert desk.canvas.viewport().rect().contains(desk.canvas.step_rect("a"))


# the palette, the menu ----------------------------------------------------------------------------


def test_a_step_from_the_palette_is_shown_then_added_and_selected(desk: Desk) -> None:
    template = step_of("new: k -> v")
    at = desk.canvas.viewport().mapToGlobal(QPoint(600, 500))
    desk.canvas.drag_step(template, at)
    assert desk.canvas.preview.ghosts
    assert desk.canvas.drop_step(template, at)
    assert desk.canvas.selection == {"new"}
    assert desk.canvas.step_rect("new").contains(QPoint(600, 500))
    assert desk.texts == ["Add 'new'"]


def test_a_step_added_without_dragging_lies_where_no_card_is(desk: Desk) -> None:
    canvas = desk.canvas
    middle = canvas.viewport().mapToGlobal(canvas.viewport().rect().center())
    assert canvas.drop_step(step_of("new: k -> v"), middle)
    for _ in range(5):
        assert canvas.add_step(step_of("new: k -> v"))
    rects = [canvas.picture.cards[step].rect for step in desk.flow.steps]
    assert len(rects) == 9
    assert not any(one.touches(two) for n, one in enumerate(rects) for two in rects[n + 1 :])
    assert len(canvas.selection) == 1
    (new,) = canvas.selection
    assert canvas.viewport().rect().contains(canvas.step_rect(new))


def test_a_step_added_where_everything_is_full_lies_below(desk: Desk) -> None:
    crowd = flow_of(*[f"s{n}: -> o{n}" for n in range(400)])
    places = {f"s{n}": (240.0 * (n % 20), 120.0 * (n // 20)) for n in range(400)}
    desk.canvas.show_diagram(placed(crowd, places))
    picture = desk.canvas.picture
    shape = picture.cards[StepId("s0")].shape
    inside = free_place(picture, shape, Point(2400.0, 1200.0))
    room = Rect(inside.x, inside.y, shape.width, shape.height)
    assert not any(card.rect.touches(room) for card in picture.cards.values())


def test_a_step_dropped_beside_the_canvas_is_not_added(desk: Desk) -> None:
    template = step_of("new: -> v")
    beside = desk.canvas.viewport().mapToGlobal(QPoint(-50, 10))
    desk.canvas.drag_step(template, desk.canvas.viewport().mapToGlobal(QPoint(600, 500)))
    desk.canvas.drag_step(template, beside)
    assert desk.canvas.preview.ghosts == ()
    assert not desk.canvas.drop_step(template, beside)
    assert desk.texts == []


def test_a_cancelled_drag_leaves_nothing(desk: Desk) -> None:
    desk.canvas.drag_step(step_of("new: -> v"), desk.canvas.viewport().mapToGlobal(QPoint(9, 9)))
    desk.canvas.cancel_drag()
    assert not desk.canvas.gesture_active
    assert desk.canvas.preview.ghosts == ()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_right_button_offers_what_can_be_done_there(desk: Desk, qtbot: QtBot) -> None:
    QTest.mouseClick(desk.canvas.viewport(), RIGHT, NONE, centre(desk, "b"))
    menu = desk.canvas.findChild(QMenu, "canvasMenu")
    assert menu is not None
    assert desk.canvas.selection == {"b"}
    goal = next(action for action in menu.actions() if action.text() == "Goal")
    goal.trigger()
    assert desk.flow.goals == {"b", "c"}
    menu.close()


def test_hints_come_and_go_with_the_gesture(desk: Desk) -> None:
    hints: list[str] = []
    desk.canvas.hint.connect(hints.append)
    at = centre(desk, "a")
    drag(desk, at, at + QPoint(0, 100))
    assert "Esc" in hints[0]
    assert hints[-1] == ""


@pytest.fixture
def undoing(desk: Desk, qtbot: QtBot) -> Iterator[list[str]]:
    """A window round the canvas whose shortcuts undo and redo, enabled all the time."""
    window, done = QMainWindow(), list[str]()
    qtbot.addWidget(window)
    window.setCentralWidget(desk.canvas)
    for name, keys in (("undo", "Ctrl+Z"), ("redo", "Ctrl+Y"), ("redo", "Ctrl+Shift+Z")):
        action = QAction(name, window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False, name=name: done.append(name))
        window.addAction(action)
    window.show()
    window.activateWindow()
    desk.canvas.setFocus()
    QApplication.processEvents()
    yield done
    window.takeCentralWidget()


def test_undo_and_redo_wait_for_the_end_of_a_gesture(desk: Desk, undoing: list[str]) -> None:
    view, at = desk.canvas.viewport(), centre(desk, "a")
    QTest.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert undoing == ["undo"]
    before = desk.diagram.places[StepId("a")]
    drag(desk, at, at + QPoint(0, 100), drop=False)
    for which, keys in ((Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Y, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT)):
        QTest.keyClick(view, which, keys)
    assert undoing == ["undo"]
    assert desk.canvas.gesture_active
    QTest.mouseRelease(view, LEFT, NONE, at + QPoint(0, 100))
    assert desk.diagram.places[StepId("a")].y > before.y
    QTest.keyClick(view, Qt.Key.Key_Y, CTRL)
    assert undoing == ["undo", "redo"]


def test_a_gesture_says_when_it_begins_and_ends(desk: Desk) -> None:
    told: list[bool] = []
    desk.canvas.gestureChanged.connect(told.append)
    at = centre(desk, "a")
    drag(desk, at, at + QPoint(0, 100), drop=False)
    assert told == [True]
    QTest.mouseRelease(desk.canvas.viewport(), LEFT, NONE, at + QPoint(0, 100))
    assert told == [True, False]
    drag(desk, at + QPoint(0, 100), at, drop=False)
    key(desk, Qt.Key.Key_Escape)
    assert told == [True, False, True, False]


def test_nothing_else_is_edited_in_the_middle_of_a_gesture(desk: Desk) -> None:
    at = centre(desk, "a")
    drag(desk, at, at + QPoint(0, 100), drop=False)
    for which, keys in ((Qt.Key.Key_G, NONE), (Qt.Key.Key_Delete, NONE), (Qt.Key.Key_D, CTRL)):
        key(desk, which, keys)
    assert desk.texts == []
    assert desk.canvas.gesture_active


def test_escape_goes_on_to_the_window_where_there_is_nothing_to_leave(
    desk: Desk, qtbot: QtBot
) -> None:
    class Around(QWidget):
        def __init__(self) -> None:
            super().__init__()
            self.pressed: list[int] = []

        def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
            self.pressed.append(event.key())

    around = Around()
    qtbot.addWidget(around)
    desk.canvas.setParent(around)
    desk.canvas.select(["a"])
    QTest.keyClick(desk.canvas.viewport(), Qt.Key.Key_Escape)
    assert desk.canvas.selection == frozenset()
    assert around.pressed == []
    QTest.keyClick(desk.canvas.viewport(), Qt.Key.Key_Escape)
    assert around.pressed == [Qt.Key.Key_Escape]
    desk.canvas.setParent(None)


def test_shift_g_makes_the_selection_the_only_goal_in_one_edit(desk: Desk) -> None:
    desk.canvas.select(["a"])
    key(desk, Qt.Key.Key_G, SHIFT)
    assert desk.flow.goals == {"a"}
    assert desk.texts == ["Make 'a' the only Goal"]
    key(desk, Qt.Key.Key_G, SHIFT)
    assert len(desk.texts) == 1
    desk.undo()
    assert desk.flow.goals == {"c"}


def test_a_step_that_vanishes_in_the_middle_of_a_drag_ends_it(desk: Desk) -> None:
    at = centre(desk, "a")
    drag(desk, at, at + QPoint(0, 100), drop=False)
    desk.canvas.select(["a"])
    desk.push_removal("a")
    assert not desk.canvas.gesture_active
    QTest.mouseRelease(desk.canvas.viewport(), LEFT, NONE, at)
    assert isinstance(desk.diagram, Diagram)
