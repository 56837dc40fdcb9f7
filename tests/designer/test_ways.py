from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QLineEdit,
    QToolBar,
    QTreeView,
    QWidget,
)

from tests.designer.conftest import EXAMPLE
from tests.designer.hands import LEFT, Hands, until
from tests.designer.test_window import NEVER, python_step

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
Key = Qt.Key


@pytest.fixture
def hands(open_designer) -> Hands:
    found = open_designer(EXAMPLE)
    found.canvas.setFocus()
    return found


def find(hands: Hands, text: str) -> QLineEdit:
    hands.key(Key.Key_F, CTRL)
    field = hands.find(QLineEdit, "findField")
    field.clear()
    QTest.keyClicks(field, text)
    return field


def count(hands: Hands) -> str:
    return hands.find(QLabel, "findCount").text()


async def test_find_counts_what_is_found_and_enter_goes_from_one_to_the_next(hands):
    field = find(hands, "e")
    assert count(hands) == "5 found"
    assert len(hands.canvas.found) == 5
    assert not hands.canvas.selection
    seen = []
    for number in range(1, 6):
        QTest.keyClick(field, Key.Key_Return)
        assert count(hands) == f"{number} of 5"
        seen += hands.canvas.selection
    assert set(seen) == hands.canvas.found
    QTest.keyClick(field, Key.Key_Return)
    assert count(hands) == "1 of 5"


async def test_f3_and_shift_f3_step_also_with_the_canvas_focused(hands):
    find(hands, "kind:python")
    hands.canvas.setFocus()
    hands.key(Key.Key_F3)
    hands.key(Key.Key_F3)
    assert count(hands) == "2 of 4"
    hands.key(Key.Key_F3, SHIFT)
    assert count(hands) == "1 of 4"
    hands.key(Key.Key_F3, SHIFT)
    assert count(hands) == "4 of 4"


async def test_find_says_where_the_word_stands_and_what_is_no_state(hands):
    field = find(hands, "document_url")
    QTest.keyClick(field, Key.Key_Return)
    told = hands.find(QLabel, "findWhere").text()
    assert "document_url" in told
    assert " · " in told
    field.clear()
    QTest.keyClicks(field, "is:blue")
    assert "'is:blue' is no state. There are failed" in hands.find(QLabel, "findWhere").text()
    assert not hands.canvas.found


async def test_esc_closes_find_and_nothing_stays_marked(hands):
    field = find(hands, "email")
    assert hands.canvas.found
    QTest.keyClick(field, Key.Key_Escape)
    assert not field.isVisible()
    assert not hands.canvas.found
    assert hands.canvas.hasFocus()


async def test_find_knows_goals_what_is_not_needed_and_what_runs(open_designer, write_flow):
    steps = {
        "a": python_step("never"),
        "b": {**python_step("never", outputs=("y",)), "disabled": True},
        "c": python_step("never", outputs=("z",)),
    }
    hands = open_designer(write_flow(steps, ["a"], NEVER))
    await until(lambda: hands.canvas.dimmed("c"))
    field = find(hands, "is:goal")
    assert hands.canvas.found == {"a"}
    for text, meant in (("is:unused", {"b", "c"}), ("is:disabled", {"b"}), ("is:running", set())):
        field.clear()
        QTest.keyClicks(field, text)
        assert hands.canvas.found == meant, text
    hands.click("runButton")
    field.setText("is:running")
    await until(lambda: hands.canvas.found == {"a"}, "what runs is found while it runs")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
async def test_a_find_filter_can_be_picked_with_the_mouse(hands):
    find(hands, "")
    QTest.mouseClick(hands.find(QWidget, "findFilters"), LEFT)
    menu = await until(lambda: QApplication.activePopupWidget())
    pick = next(action for action in menu.actions() if action.text() == "is:goal")
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(pick).center())
    assert hands.find(QLineEdit, "findField").text() == "is:goal"
    assert hands.canvas.found == {"complete-onboarding"}


async def test_a_jump_can_be_taken_back_and_made_again(hands):
    canvas = hands.canvas
    for _ in range(9):
        canvas.zoom_in()
    canvas.pan(-2000, -2000)
    before = canvas.camera
    QTest.keyClick(find(hands, "id:setup"), Key.Key_Return)
    there = canvas.camera
    assert there != before
    assert canvas.selection == {"setup-account"}
    canvas.setFocus()
    hands.key(Key.Key_Left, ALT)
    assert canvas.camera == before
    hands.key(Key.Key_Right, ALT)
    assert canvas.camera == there


def ask(hands: Hands, typed: str) -> QLineEdit:
    hands.key(Key.Key_K, CTRL)
    field = hands.find(QLineEdit, "chooserSearch")
    QTest.keyClicks(field, typed)
    return field


async def test_the_palette_runs_the_command_whose_letters_were_typed(hands):
    before = hands.canvas.camera.zoom
    field = ask(hands, "zmin")
    assert hands.window.ways.chooser.shown()[0] == "Zoom in"
    QTest.keyClick(field, Key.Key_Return)
    assert hands.canvas.camera.zoom > before
    assert not field.isVisible()
    assert hands.canvas.hasFocus()


async def test_the_palette_offers_every_command_with_its_keys(hands):
    from designer.canvas.keyboard import COMMANDS
    from designer.window.actions import ACTIONS

    field = ask(hands, "")
    chooser = hands.window.ways.chooser
    offered = {one.id for one in (*ACTIONS, *COMMANDS)} - {"commandPalette"}
    assert len(chooser.shown()) == len(offered)
    view = hands.find(QTreeView, "chooserRows")
    told = {
        view.model().index(row, 0).data(): view.model().index(row, 1).data()
        for row in range(view.model().rowCount())
    }
    assert told["Save"] == "Ctrl+S"
    assert told["Goal"] == "G"
    assert told["Only Goal"] == "Shift+G"
    QTest.keyClick(field, Key.Key_Escape)
    assert not field.isVisible()


async def test_the_palette_says_why_a_command_cannot_be_used_and_does_nothing(hands):
    field = ask(hands, "duplicate")
    chooser = hands.window.ways.chooser
    assert chooser.shown()[0] == "Duplicate"
    assert chooser.told() == "Select a step, a frame or a note first."
    steps = len(hands.window.document.diagram.flow.steps)
    QTest.keyClick(field, Key.Key_Return)
    assert field.isVisible()
    assert len(hands.window.document.diagram.flow.steps) == steps


async def test_the_palette_does_what_only_the_canvas_can(hands):
    hands.click_step("setup-account")
    QTest.keyClick(ask(hands, "only goal"), Key.Key_Return)
    assert hands.window.document.diagram.flow.goals == {"setup-account"}


async def test_the_palette_goes_when_one_clicks_elsewhere(hands):
    field = ask(hands, "z")
    hands.click_at(QPoint(300, 300))
    assert not field.isVisible()


async def test_m_shows_the_whole_in_small_and_a_drag_in_it_pans(hands):
    canvas = hands.canvas
    minimap = hands.window.ways.minimap
    assert not minimap.isVisible()
    hands.key(Key.Key_M)
    assert minimap.isVisible()
    for _ in range(6):
        canvas.zoom_in()
    before = canvas.camera
    frame = minimap.frame().center().toPoint()
    taken = frame + QPoint(6, 4)  # not at its middle: it does not leap there
    hands.drag_over(minimap, taken, taken + QPoint(20, 10))
    assert canvas.camera.zoom == before.zoom
    assert canvas.camera.x < before.x
    assert (minimap.frame().center().toPoint() - frame - QPoint(20, 10)).manhattanLength() <= 4
    canvas.setFocus()
    hands.key(Key.Key_Left, ALT)
    assert canvas.camera == before
    hands.key(Key.Key_M)
    assert not minimap.isVisible()


async def test_the_minimap_shows_what_state_a_step_is_in(open_designer, write_flow):
    hands = open_designer(write_flow({"a": python_step("never")}, ["a"], NEVER))
    hands.canvas.setFocus()
    hands.key(Key.Key_M)
    minimap, theme = hands.window.ways.minimap, hands.canvas.theme

    def colours() -> set[str]:
        picture = minimap.grab().toImage()
        return {
            picture.pixelColor(x, y).name()
            for x in range(picture.width())
            for y in range(picture.height())
        }

    assert theme["running"].name() not in colours()
    hands.click("runButton")
    await until(lambda: theme["running"].name() in colours(), "its tile is blue")


async def test_the_minimap_can_show_itself_only_while_one_moves(hands):
    QTest.keyClick(ask(hands, "minimap while"), Key.Key_Return)
    minimap = hands.window.ways.minimap
    assert not minimap.isVisible()
    at = QPointF(hands.canvas.viewport().rect().center())
    wheel = QWheelEvent(
        at, hands.canvas.viewport().mapToGlobal(at), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(hands.canvas.viewport(), wheel)
    await until(minimap.isVisible, "it comes")
    await until(lambda: not minimap.isVisible(), "it goes")


async def test_a_question_mark_shows_all_keys_and_esc_hides_them(hands):
    hands.key(Key.Key_Question, SHIFT)
    sheet = hands.window.ways.sheet
    assert sheet.isVisible()
    said = sheet.text()
    for words in ("Find next", "F3", "Ctrl+K", "Draw a wire", "Shift+G"):
        assert words in said, words
    QTest.keyClick(sheet, Key.Key_Escape)
    assert not sheet.isVisible()
    assert hands.canvas.hasFocus()


async def test_the_layout_is_kept_and_can_be_reset(open_designer, home):
    hands = open_designer(EXAMPLE)
    window = hands.window
    dock = window.findChild(QDockWidget, "dock:Inspector")
    bar = window.findChild(QToolBar, "toolbar")
    dock.hide()
    window.addDockWidget(
        Qt.DockWidgetArea.LeftDockWidgetArea, window.findChild(QDockWidget, "dock:Problems and run")
    )
    bar.hide()
    window.close()
    await until(lambda: not window.isVisible())
    again = open_designer(EXAMPLE)
    other = again.window
    dock = other.findChild(QDockWidget, "dock:Inspector")
    assert not dock.isVisible()
    lists = other.findChild(QDockWidget, "dock:Problems and run")
    assert other.dockWidgetArea(lists) is Qt.DockWidgetArea.LeftDockWidgetArea
    assert not other.findChild(QToolBar, "toolbar").isVisible()
    again.canvas.setFocus()
    QTest.keyClick(ask(again, "reset layout"), Key.Key_Return)
    assert dock.isVisible()
    assert other.dockWidgetArea(lists) is Qt.DockWidgetArea.BottomDockWidgetArea
    assert other.findChild(QToolBar, "toolbar").isVisible()


async def test_finding_in_ten_thousand_steps_does_not_stall_the_window(open_designer):
    from collections import OrderedDict

    from designer.document.diagram import Diagram, Place
    from designer.document.patch import diff
    from engine.flow import Flow, Name, Output, Step, StepId

    steps = {
        StepId(f"s{n}"): Step(
            id=StepId(f"s{n}"), kind="set", config={"value": n},
            outputs=OrderedDict({Name("v"): Output(attribute=Name(f"v{n}"))}),
        )
        for n in range(10_000)
    }  # fmt: skip
    places = {step: Place(300.0 * (n % 100), 150.0 * (n // 100)) for n, step in enumerate(steps)}
    hands = open_designer()
    document = hands.window.document
    diagram = Diagram(flow=Flow(steps=steps), places=places)
    document.push(diff(document.diagram, diagram), "Many")
    hands.canvas.setFocus()
    field = find(hands, "")
    await until(lambda: not hands.window.ways.finding._reading.isActive(), "all of it is read")
    before = time.process_time()
    field.setText("s9999")
    assert time.process_time() - before < 0.05
    assert hands.canvas.found == {"s9999"}
