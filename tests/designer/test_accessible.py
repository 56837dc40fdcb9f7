from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.canvas.view import Canvas
from designer.theme import load_theme
from engine.flow import StepId
from engine.testing import flow_of
from tests.designer.drawing import Desk, Run, placed

pytestmark = pytest.mark.gui

TEXT = QAccessible.Text


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    canvas = Canvas(load_theme("light"))
    qtbot.addWidget(canvas)
    canvas.resize(900, 500)
    canvas.show()
    desk = Desk(canvas, placed(flow_of("load: path -> rows", "count: rows -> total", path="x")))
    QApplication.processEvents()
    yield desk
    canvas.close()


def children(interface: QAccessibleInterface) -> dict[str, QAccessibleInterface]:
    made = [interface.child(index) for index in range(interface.childCount())]
    return {child.text(TEXT.Name): child for child in made}


def interface(desk: Desk) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(desk.canvas)


def test_the_canvas_is_a_graphic_whose_children_are_its_cards(desk: Desk) -> None:
    canvas = interface(desk)
    assert canvas.role() == QAccessible.Role.Graphic
    assert canvas.text(TEXT.Name) == "Canvas"
    assert "2 steps" in canvas.text(TEXT.Description)
    cards = children(canvas)
    assert set(cards) == {"Flow inputs", "load", "count"}
    assert canvas.indexOfChild(cards["load"]) == 2
    assert cards["load"].parent().text(TEXT.Name) == "Canvas"


def test_a_step_tells_its_state_and_ports_in_words(desk: Desk) -> None:
    load = children(interface(desk))["load"]
    assert load.role() == QAccessible.Role.ListItem
    words = load.text(TEXT.Description)
    assert "draft" in words
    assert "inputs: path (empty)" in words
    run = Run(desk.flow).start("load", path="x").complete("load", rows=[1])
    desk.canvas.show_run(run.state, frozenset(run.state.steps))
    words = load.text(TEXT.Description)
    assert "completed; 1.0 s" in words
    assert "outputs: rows (arrived)" in words


def test_ports_are_children_with_their_state(desk: Desk) -> None:
    ports = children(children(interface(desk))["load"])
    assert set(ports) == {"input path", "output rows"}
    assert ports["output rows"].text(TEXT.Value) == "empty"
    assert ports["output rows"].childCount() == 0


def test_a_step_says_where_it_is_and_whether_it_is_selected_and_in_focus(desk: Desk) -> None:
    canvas = desk.canvas
    load = children(interface(desk))["load"]
    assert load.rect().size() == canvas.step_rect("load").size()
    assert not load.state().selected
    canvas.select(["load"])
    assert load.state().selected
    canvas.activateWindow()
    canvas.setFocus()
    canvas.set_focus_step(StepId("load"))
    assert canvas.hasFocus()
    assert load.state().focused
    assert interface(desk).focusChild().text(TEXT.Name) == "load"
    middle = load.rect().center()
    assert interface(desk).childAt(middle.x(), middle.y()).text(TEXT.Name) == "load"


def test_a_running_step_is_busy(desk: Desk) -> None:
    run = Run(desk.flow).start("load", path="x")
    desk.canvas.show_run(run.state, frozenset(run.state.steps))
    assert children(interface(desk))["load"].state().busy


def test_an_interface_outlives_its_step_and_serves_again_after_an_undo(desk: Desk) -> None:
    load = children(interface(desk))["load"]
    desk.push_removal("load")
    assert not load.isValid()
    assert load.text(TEXT.Name) == ""
    assert load.childCount() == 0
    assert set(children(interface(desk))) == {"Flow inputs", "count"}
    desk.undo()
    assert load.isValid()
    assert load.text(TEXT.Name) == "load"


def test_a_goal_reached_and_a_failure_are_said_aloud_once(desk: Desk) -> None:
    said: list[str] = []
    desk.canvas.announced.connect(said.append)
    run = Run(desk.flow).start("load", path="x").complete("load", rows=[1])
    run.start("count", rows=[1]).complete("count", total=1)
    desk.canvas.show_run(run.state, frozenset(run.state.steps))
    desk.canvas.show_run(run.state, frozenset(run.state.steps))
    assert said == ["Goal reached: count"]
    broken = Run(desk.flow)
    broken.state.run = "S"
    broken.start("load", path="x").fail("load", "no such file")
    desk.canvas.show_run(broken.state, frozenset({StepId("load")}))
    assert said[1:] == ["Step 'load' failed: no such file"]


def test_with_assistive_technology_on_everything_still_works(desk: Desk) -> None:
    QAccessible.setActive(True)
    try:
        desk.canvas.select(["load"])
        desk.canvas.set_focus_step(StepId("load"))
        desk.push_removal("load")
        desk.undo()
        run = Run(desk.flow).start("load").complete("load", rows=[1])
        run.start("count").complete("count", total=1)
        desk.canvas.show_run(run.state, frozenset(run.state.steps))
        QApplication.processEvents()
    finally:
        QAccessible.setActive(False)
    assert desk.canvas.goal_reached("count")


def test_a_canvas_that_is_gone_leaves_nothing_behind_with_assistive_technology_on() -> None:
    QAccessible.setActive(True)
    try:
        gone = []
        for _ in range(3):
            canvas = Canvas(load_theme("light"))
            Desk(canvas, placed(flow_of("load: path -> rows", "count: rows -> total", path="x")))
            canvas.show()
            canvas.set_focus_step(StepId("load"))
            for card in children(QAccessible.queryAccessibleInterface(canvas)).values():
                children(card)
            gone.append(weakref.ref(canvas))
            canvas.deleteLater()
            del canvas
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gc.collect()
        assert [one() for one in gone] == [None] * 3
    finally:
        QAccessible.setActive(False)
