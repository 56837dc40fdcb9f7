"""Out of the canvas and back to it by keys: Escape and Tab lead away, Escape alone leads back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

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


def turn_the_wheel(hands: Hands) -> None:
    at = QPointF(hands.canvas.viewport().rect().center())
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120), none, Qt.KeyboardModifier.NoModifier,
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
