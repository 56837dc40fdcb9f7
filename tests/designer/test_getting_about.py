"""Out of the canvas and back to it by keys: Escape and Tab lead away, Escape alone leads back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QLineEdit, QTreeView, QWidget

from tests.designer.conftest import EXAMPLE
from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def hands(open_designer: Callable[..., Hands]) -> Hands:
    found = open_designer(EXAMPLE)
    found.canvas.setFocus()
    return found


def focused() -> str:
    widget = QApplication.focusWidget()
    return "" if widget is None else widget.objectName()


# Escape, then Tab ---------------------------------------------------------------------------------


def drag_a_step(hands: Hands) -> None:
    box = hands.canvas.step_rect("generate-documents")
    start = QPoint(box.center().x(), box.top() + 8)
    hands.drag(start, start + QPoint(0, 40))


def turn_the_wheel(
    hands: Hands, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    at = QPointF(hands.canvas.viewport().rect().center())
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120), none, held,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(hands.canvas.viewport(), event)


def leave_and_come_back(hands: Hands) -> None:
    hands.window.parts.palette.findChild(QWidget, "paletteSearch").setFocus()
    hands.canvas.setFocus()


BETWEEN: dict[str, Callable[[Hands], object]] = {
    "click": lambda hands: hands.click_step("generate-documents"),
    "drag": drag_a_step,
    "wheel": turn_the_wheel,
    "key of the canvas": lambda hands: hands.key(Key.Key_F),
    "key of the window": lambda hands: hands.key(Key.Key_S, CTRL),
    "focus": leave_and_come_back,
}


@pytest.mark.parametrize("between", BETWEEN)
async def test_what_comes_between_escape_and_tab_has_tab_add_a_step_again(
    hands: Hands, between: str
) -> None:
    hands.key(Key.Key_Escape)
    BETWEEN[between](hands)
    hands.key(Key.Key_Tab)
    await until(lambda: focused() == "adderSearch", "quick add")


async def test_escape_and_tab_in_a_row_lead_out_of_the_canvas(hands: Hands) -> None:
    hands.key(Key.Key_Escape)
    hands.key(Key.Key_Tab)
    assert focused() not in ("", "canvas", "adderSearch")


# Escape alone -------------------------------------------------------------------------------------


def press(key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None, "something has the keyboard"
    QTest.keyClick(focus, key)


WAYS = {
    "outline": "outline",
    "timeline": "timelineChart",
    "history": "historyRuns",
    "plugins": "pluginList",
    "trustedFolders": "trustedList",
}


@pytest.mark.parametrize("command", WAYS)
async def test_escape_leads_back_from_a_panel_that_a_command_led_to(
    hands: Hands, command: str
) -> None:
    action = hands.window.findChild(QAction, command)
    assert isinstance(action, QAction)
    action.trigger()
    await until(lambda: focused() == WAYS[command], command)
    press(Key.Key_Escape)
    assert focused() == "canvas"


async def test_escape_leads_back_from_every_panel_that_f6_leads_to(hands: Hands) -> None:
    seen: list[str] = []
    for number in range(1, 12):
        hands.canvas.setFocus()
        for _ in range(number):
            press(Key.Key_F6)
        if focused() == "canvas":
            break
        seen.append(focused())
        press(Key.Key_Escape)
        assert focused() == "canvas", seen[-1]
    assert len(seen) > 2
    assert "paletteSearch" in seen


async def test_an_escape_that_the_panel_needs_for_itself_comes_first(hands: Hands) -> None:
    search = hands.find(QLineEdit, "paletteSearch")
    search.setFocus()
    QTest.keyClicks(search, "set")
    press(Key.Key_Escape)
    assert (search.text(), focused()) == ("", "paletteSearch")
    press(Key.Key_Escape)
    assert focused() == "canvas"

    hands.window.ways.show_outline()
    view = hands.find(QTreeView, "outline")
    await until(lambda: view.model().rowCount(), "the outline is filled")
    hands.window.parts.outline.go_to("setup-account")
    press(Key.Key_F2)
    await until(lambda: isinstance(QApplication.focusWidget(), QLineEdit), "the name is typed")
    press(Key.Key_Escape)
    assert focused() == "outline"
    press(Key.Key_Escape)
    assert focused() == "canvas"


async def test_escape_leads_back_from_a_panel_that_is_a_window_of_its_own(hands: Hands) -> None:
    dock = hands.find(QDockWidget, "dock:Steps")
    dock.setFloating(True)
    dock.activateWindow()
    search = hands.find(QLineEdit, "paletteSearch")
    search.setFocus()
    QTest.keyClick(search, Key.Key_Escape)
    assert hands.window.focusWidget() is hands.canvas
    dock.setFloating(False)


async def test_what_a_bar_says_stays_until_one_is_back(hands: Hands) -> None:
    bar = hands.window.parts.bar
    hands.window.ways.show_outline()
    bar.say("Something was said.")
    press(Key.Key_Escape)
    assert (focused(), bar.sentence) == ("canvas", "Something was said.")
    press(Key.Key_Escape)
    assert bar.sentence == ""


# the panels, the wheel -----------------------------------------------------------------------------


async def test_ctrl_j_leads_to_the_run_log_and_escape_back(hands: Hands) -> None:
    parts = hands.window.parts
    assert parts.below.current is parts.problems
    QTest.keyClick(hands.canvas, Key.Key_J, CTRL)
    hands.window.findChild(QAction, "runLog").trigger()
    assert parts.below.current is parts.log
    assert parts.log.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    await until(hands.canvas.hasFocus, "back on the canvas")


async def test_the_wheel_scrolls_where_that_is_chosen_and_zooms_with_ctrl(hands: Hands) -> None:
    canvas = hands.canvas
    before = canvas.camera
    scrolls = hands.window.findChild(QAction, "wheelScrolls")
    scrolls.trigger()
    assert scrolls.isChecked()
    turn_the_wheel(hands)
    assert (canvas.camera.zoom, canvas.camera.x) == (before.zoom, before.x)
    assert canvas.camera.y == before.y + 72
    turn_the_wheel(hands, CTRL)
    assert canvas.camera.zoom > before.zoom
    assert hands.window._settings.wheel_scrolls, "it is remembered"
    scrolls.trigger()
    zoom = canvas.camera.zoom
    turn_the_wheel(hands)
    assert canvas.camera.zoom > zoom
