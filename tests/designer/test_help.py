"""F1 on anything: every panel and card, a port, a wire, every Problem and kind leads to its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QTabWidget, QTreeView, QWidget

from designer.panels.controls import Card
from designer.panels.guide.book import folder, headings, problem_place, slug
from designer.window.guiding import _PLACES, WIRES, _names
from engine.problem import Code
from tests.designer.hands import Hands, until

STEPS = {
    "one": {"kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}},
    "two": {"kind": "set", "config": {"expressions": {"y": "x + z"}}, "inputs": {"x": {}},
            "outputs": {"y": {}}},
}  # fmt: skip
PLACES = {"one": [0, 0], "two": [400, 0]}


@pytest.fixture
def hands(open_still: Callable[..., Hands]) -> Iterator[Hands]:
    made = open_still(STEPS, "two", PLACES)
    yield made
    made.window.guiding.guide.close()


def pressed(hands: Hands, widget: QWidget) -> str:
    """Where F1 leads from a widget: the page, and the heading that is shown at its top."""
    guiding = hands.window.guiding
    guiding._since.invalidate()
    QTest.keyClick(widget, Qt.Key.Key_F1)
    guide = guiding.guide
    assert guide.isVisible()
    heading = guide.browser.textCursor().block().text()
    guide.close()
    return f"{guide.shown}#{slug(heading)}" if heading else guide.shown


def test_every_place_that_help_leads_to_is_there() -> None:
    for place in (*_PLACES.values(), WIRES, *map(problem_place, Code)):
        name, _, heading = place.partition("#")
        assert (folder() / name).is_file(), place
        assert not heading or heading in map(slug, headings(name)), place


@pytest.mark.parametrize("code", Code)
def test_every_problem_has_a_place_of_its_own(code: Code) -> None:
    assert problem_place(code).startswith(f"troubleshooting.md#{code}-")


async def test_every_card_and_every_panel_of_the_window_has_a_place(hands: Hands) -> None:
    window = hands.window
    for command in ("gallery", "functionPlaces", "newPythonStep", "breakpointList"):
        action = window.findChild(QAction, command)
        if action is not None:
            action.trigger()
    parts: list[QWidget] = [c for c in window.findChildren(Card) if c.objectName()]
    parts += [
        dock.widget() for dock in window.findChildren(QDockWidget) if dock.widget().objectName()
    ]
    for tabs in window.findChildren(QTabWidget):
        parts += [tabs.widget(number) for number in range(tabs.count())]
    assert len(parts) > 15
    without = [p.objectName() for p in parts if not any(name in _PLACES for name in _names(p))]
    assert without == []


async def test_help_on_a_problem_tells_of_that_problem(hands: Hands) -> None:
    problems = hands.window.parts.problems
    await until(lambda: problems.count)
    hands.window.show_next_problem(1)
    view = problems.findChild(QTreeView, "problems")
    view.setFocus()
    assert problems.current().code is Code.BAD_CONFIG
    assert pressed(hands, view) == problem_place(Code.BAD_CONFIG)


async def test_help_on_a_port_and_on_a_wire_tells_of_ports_and_wires(hands: Hands) -> None:
    canvas = hands.canvas
    viewport = canvas.viewport()
    at = canvas.port_center("one", "output", "x")
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), QPointF(viewport.mapToGlobal(at)),
        Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, move)
    assert canvas.hover is not None
    assert pressed(hands, viewport) == WIRES
    canvas.set_hover(None)
    hands.click_at(canvas.wire_point(("one", "x"), ("two", "x")))
    assert canvas.selected_wires
    assert pressed(hands, viewport) == WIRES


async def test_help_on_a_card_tells_of_its_kind_and_on_nothing_of_the_canvas(hands: Hands) -> None:
    hands.click_step("one")
    assert pressed(hands, hands.canvas.viewport()) == "kinds.md#set-set-values"
    hands.key(Qt.Key.Key_Escape)
    assert pressed(hands, hands.canvas.viewport()).startswith("designer.md")


async def test_help_in_the_code_tells_of_code(
    open_designer: Callable[..., Hands], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    hands = open_designer()
    hands.click("welcomeStub")
    field = hands.find(QWidget, "stubFunction")
    assert pressed(hands, field) == "designer.md#code-of-your-own"
    QTest.keyClick(field, Qt.Key.Key_Return)
    code = hands.find(QWidget, "codeText")
    assert pressed(hands, code) == "designer.md#code-of-your-own"
    hands.window.guiding.guide.close()
