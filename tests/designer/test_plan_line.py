"""The line above the canvas: as much as there is room for, never the half of a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from designer.document import edits
from designer.document.patch import apply
from designer.panels.plan_line import PlanLine
from designer.panels.plan_words import Standing
from engine.flow import Input, Name, StepId
from tests.designer.hands import Hands, until

NEEDS = ("customer_id", "customer_name", "email", "region", "currency")
STANDING = Standing(
    goals=(("done", "Complete onboarding"), ("sent", "Send all letters")), needed=4, all=7,
    needs=NEEDS, spare=2, seconds="about 1.3 s",
)  # fmt: skip

SHOW = {
    "show": {
        "kind": "python", "config": {"function": "work:show"},
        "inputs": {"x": {"type": "integer"}}, "outputs": {"y": {}},
    }
}  # fmt: skip


@pytest.fixture
def line(qtbot: QtBot) -> PlanLine:
    made = PlanLine()
    qtbot.addWidget(made)
    made.show_standing(STANDING)
    made.show()
    return made


def test_what_there_is_no_room_for_is_counted_and_never_cut_in_a_word(line: PlanLine) -> None:
    words = line.findChild(QLabel, "planWords")
    assert words is not None
    seen = []
    for width in range(1400, 90, -15):
        line.resize(width, line.sizeHint().height())
        shown = line.shown()
        seen.append(shown)
        assert words.fontMetrics().horizontalAdvance(shown) <= words.width(), "all of it is seen"
        whole = set(line.text().replace(",", "").replace(":", "").split())
        counted = {"more", "and", "inputs", "…", "needs", "1", "2", "3", "4", "5"}
        told = shown.replace(",", "").replace(":", "").split()
        assert set(told) <= whole | counted, "no half of a word"
        assert (words.toolTip(), words.accessibleName()) == (line.text(), line.text())
    assert all(name in line.text() for name in NEEDS)
    assert "customer_id, customer_name, email and 2 more" in seen[0]
    assert any("customer_id, customer_name and 3 more" in it for it in seen)
    assert any("customer_id and 4 more" in it for it in seen)
    assert any("Complete onboarding and 1 more: 4 of 7 Steps, needs 5 inputs" in it for it in seen)
    assert seen[-1].endswith("…")


def test_a_count_leads_to_what_it_counts(line: PlanLine, qtbot: QtBot) -> None:
    words = line.findChild(QLabel, "planWords")
    assert words is not None
    for width in range(1400, 90, -15):
        line.resize(width, line.sizeHint().height())
        if "needs 5 inputs" in line.shown():
            break
    assert 'href="need:customer_id"' in words.text()
    with qtbot.waitSignal(line.needChosen) as told:
        words.linkActivated.emit("need:customer_id")
    assert told.args == ["customer_id"]


async def test_the_foot_of_the_window_tells_of_runs_and_the_button_what_it_does(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(SHOW, ["show"], "def show(x): return x\n"))
    foot, run = hands.find(QLabel, "standing"), hands.find(QPushButton, "runButton")
    await until(lambda: foot.text() == "Not run yet · Run asks for 1 value")
    assert "asks for what is missing" in run.toolTip()
    assert (run.text(), run.icon().isNull(), run.isEnabled()) == ("Needs 1 input", False, True)
    hands.click("runButton")
    hands.type_into("input:x", "3")
    await until(lambda: hands.window.run_status() == "completed")
    hands.canvas.setFocus()
    hands.click_step("show")
    hands.key(Qt.Key.Key_D)
    await until(lambda: foot.text().startswith("Last run: every goal reached in "), "it is told on")
    hands.key(Qt.Key.Key_G)
    await until(lambda: foot.text().endswith("· without a Goal nothing runs"))
    hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.canvas.select(())
    await until(lambda: hands.window.pages.current.plan.goals)
    hands.canvas.select(["show"])
    QTest.keyClick(hands.canvas.viewport(), Qt.Key.Key_Delete)
    hands.canvas.suggestionsAsked.emit()  # the plan still tells of the Step that is gone
    assert "Select a step" in hands.window.parts.status.currentMessage()


async def test_a_form_that_an_edit_has_overtaken_asks_for_what_is_missing_now(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(SHOW, ["show"], "def show(x, z=1): return x\n"))
    window, form = hands.window, hands.window.parts.form
    await until(lambda: window.pages.current.plan.missing)
    hands.click("runButton")
    hands.find(QLineEdit, "input:x").setText("3")
    diagram = window.document.diagram
    window.document.push(edits.add_input(diagram, StepId("show"), Name("z"), Input()), "Add z")
    form.submit()  # before the flow has been checked again
    assert not window.session.is_running
    assert hands.find(QLineEdit, "input:x").text() == "3"
    assert form.findChild(QWidget, "input:z") is not None


async def test_what_is_proposed_is_for_the_flow_as_it_is_by_now(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    module = "def show(x: int): return x\ndef x() -> int: return 1\n"
    hands = open_designer(write_flow(SHOW, ["show"], module))
    window, suggesting = hands.window, hands.window.suggesting
    await until(lambda: window.pages.current.plan.missing)
    suggesting.ask()
    step = window.document.diagram.flow.steps[StepId("show")]
    renamed = edits.set_step(window.document.diagram, replace(step, title="Show it"))
    window.document.push(renamed, "Rename")  # before the search has come to an end
    await until(lambda: suggesting.proposals, "it is proposed all the same")
    for it in suggesting.proposals:
        assert apply(window.document.diagram, it.patch).flow.steps[step.id].title == "Show it"


async def test_the_picture_is_where_it_stays_from_the_first_moment_on(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer()
    window, canvas, line = hands.window, hands.canvas, hands.window.planning.line
    assert not line.isVisible(), "of an empty flow there is nothing to say"
    top, height = canvas.mapTo(window, canvas.rect().topLeft()).y(), canvas.height()
    window.files.open(write_flow(SHOW, ["show"]))
    await until(line.text)
    await until(line.isVisible)
    QApplication.processEvents()
    assert (canvas.mapTo(window, canvas.rect().topLeft()).y(), canvas.height()) == (top, height)
    assert line.text().startswith("Goal show")
