"""The designer with Flows inside Steps."""

from __future__ import annotations

import json
import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from designer.canvas.menu import pop_up
from designer.session.checking import Checker
from engine.codec import dump_flow
from engine.registry import Registry
from engine.testing import flow_of, step_of
from tests.designer.hands import Hands, until

pytestmark = [pytest.mark.gui]

CTRL = Qt.KeyboardModifier.ControlModifier

CHILD = {
    "load": {
        "kind": "python", "config": {"function": "inner:load"},
        "inputs": {"n": {}}, "outputs": {"text": {}},
    }
}  # fmt: skip
PARENT = {
    "number": {"kind": "python", "config": {"function": "work:number"}, "outputs": {"n": {}}},
    "child": {
        "kind": "flow", "config": {"flow": "deep/child.flow.json"},
        "inputs": {"n": {}}, "outputs": {"text": {}},
    },
    "length": {
        "kind": "python", "config": {"function": "work:length"},
        "inputs": {"text": {}}, "outputs": {"size": {}},
    },
}  # fmt: skip
WORK = "def number(): return 3\ndef length(text): return len(text)\n"
INNER = "def load(n):\n    print('inside')\n    return 'ab' * n\n"


def write_child(folder, steps=CHILD) -> None:
    (folder / "deep").mkdir(exist_ok=True)
    (folder / "deep" / "inner.py").write_text(INNER)
    flow = {"format": "backcast/1", "goals": list(steps), "steps": steps}
    (folder / "deep" / "child.flow.json").write_text(json.dumps(flow))


async def test_a_flow_with_a_child_opens_without_a_problem_runs_and_tells_what_happens_inside(
    open_designer, write_flow, folder
):
    write_child(folder)
    hands = open_designer(write_flow(PARENT, ["length"], WORK))
    await until(lambda: hands.window.pages.current.plan is not None, "it is checked")
    assert hands.window.pages.current.problems == ()
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed")
    assert hands.canvas.step_status("child") == "completed"
    assert hands.canvas.port_status("child", "output", "text") == "arrived"
    rows = hands.window.parts.log.rows
    told = [
        (rows.index(row, 1).data(), rows.index(row, 3).data()) for row in range(rows.rowCount())
    ]
    assert ("child", "Its flow began: 1 Step to reach load.") in told
    assert ("child/load", "inside") in told
    row = told.index(("child/load", "inside"))
    assert rows.step(row) == "child"


async def test_a_child_that_fails_is_told_on_the_card_around_it(open_designer, write_flow, folder):
    write_child(folder)
    (folder / "deep" / "inner.py").write_text("def load(n): raise ValueError('no luck')\n")
    hands = open_designer(write_flow(PARENT, ["length"], WORK))
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "failed")
    await until(lambda: hands.canvas.step_status("child") == "failed", "the canvas has seen it")
    assert "step 'load' of flow 'deep/child.flow.json' failed" in hands.canvas.step_text("child")


async def test_a_child_that_is_not_there_is_a_problem_and_a_refusal(open_designer, write_flow):
    hands = open_designer(write_flow(PARENT, ["length"], WORK))
    page = hands.window.pages.current
    await until(lambda: page.problems, "it is checked")
    (problem,) = page.problems
    assert "the flow file 'deep/child.flow.json' cannot be read" in problem.message
    hands.click("runButton")
    await until(lambda: "cannot be read" in hands.window.parts.bar.sentence, "it is refused")
    assert hands.window.run_status() == "none"


def test_a_child_is_read_again_only_where_it_has_changed(qapp, tmp_path, monkeypatch):
    read = []
    from engine import subflow

    monkeypatch.setattr(
        subflow, "read_flow", lambda path, real=subflow.read_flow: read.append(path) or real(path)
    )
    file = tmp_path / "child.flow.json"
    file.write_bytes(dump_flow(flow_of("a: -> x")))
    flow = flow_of(step_of("s: -> x", kind="flow", config={"flow": "child.flow.json"}))
    checker = Checker(Registry())
    for _ in range(3):
        assert checker.plan(flow, tmp_path, {}).origin.flows
    assert len(read) == 1
    file.write_bytes(dump_flow(flow_of("a: -> other")))
    os.utime(file, ns=(1, 1))
    assert "never writes 'x'" in checker.plan(flow, tmp_path, {}).faults[0].message
    assert len(read) == 2


async def test_the_flow_as_it_is_drawn_is_its_own_child(open_designer, write_flow):
    steps = PARENT | {"child": PARENT["child"] | {"config": {"flow": None, "goals": ["load"]}}}
    steps["load"] = CHILD["load"] | {
        "config": {"function": "work:load"},
        "outputs": {"text": {"to": "raw"}},
    }
    steps["child"]["outputs"] = {"raw": {"to": "text"}}
    hands = open_designer(write_flow(steps, ["length"], WORK + INNER))
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed")
    state = hands.window.pages.current.session.state
    assert state.attributes["size"][0].value == 6


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")
async def test_a_sub_flow_opens_from_its_step_by_every_way_there_is_and_leads_back(
    open_designer, write_flow, folder
):
    write_child(folder)
    steps = PARENT | {"own": PARENT["child"] | {"config": {"flow": None}}}
    hands = open_designer(write_flow(steps, ["length"], WORK))
    window, canvas = hands.window, hands.canvas
    parent, child = window.pages.current, folder / "deep" / "child.flow.json"

    def is_inside():
        assert window.document.path == child
        assert "leads back" in window.statusBar().currentMessage()
        QTest.keyClick(canvas.viewport(), Qt.Key.Key_Up, CTRL)
        assert (window.pages.current, canvas.selection) == (parent, {"child"})
        hands.click_step("number")

    hands.click_step("child")
    QTest.keyClick(canvas.viewport(), Qt.Key.Key_Down, CTRL)
    is_inside()
    at = canvas.step_rect("child").center()
    hands.click_at(at)
    QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    is_inside()
    hands.click_step("child")
    hands.click("enterFlow")
    is_inside()
    hands.click_step("child")
    menu = pop_up(canvas, canvas.mapToGlobal(at))
    next(it for it in menu.actions() if it.objectName() == "enterFlow").trigger()
    menu.close()
    is_inside()
    for words in ("inside", "open sub", "nested"):
        hands.click_step("child")
        window.ways.ask_command()
        field = hands.find(QLineEdit, "chooserSearch")
        QTest.keyClicks(field, words)
        QTest.keyClick(field, Qt.Key.Key_Return)
        is_inside()
    assert not window.findChild(QAction, "enterFlow").isEnabled()
    hands.click_step("own")
    QTest.keyClick(canvas.viewport(), Qt.Key.Key_Down, CTRL)
    assert "'own' runs the flow that it is in" in window.statusBar().currentMessage()
    at = canvas.step_rect("number").center()
    hands.click_at(at)
    QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert window.focusWidget().objectName() == "step:id"


@pytest.fixture
async def edited(open_designer, write_flow, folder):
    """A parent whose child is open in a tab of its own, where 'load' was renamed and not saved."""
    write_child(folder)
    hands = open_designer(write_flow(PARENT, ["length"], WORK))
    hands.canvas.set_reduced_motion(True)
    await until(lambda: hands.window.pages.current.plan.steps, "it is checked")
    hands.click_step("child")
    QTest.keyClick(hands.canvas.viewport(), Qt.Key.Key_Down, CTRL)
    await until(lambda: "load" in hands.window.document.diagram.flow.steps)
    hands.canvas.setFocus()
    hands.click_step("load")
    hands.type_into("step:id", "fetch")
    assert hands.window.document.has_changes
    return hands


def _told_inside(hands) -> list[str]:
    rows = hands.window.parts.log.rows
    return [rows.index(row, 1).data() for row in range(rows.rowCount())]


async def test_a_run_runs_a_child_as_its_tab_shows_it_saves_nothing_and_says_so(edited, folder):
    file = folder / "deep" / "child.flow.json"
    saved = file.read_bytes()
    QTest.keyClick(edited.canvas.viewport(), Qt.Key.Key_Up, CTRL)
    line = edited.window.parts.plan_line
    await until(lambda: "runs 'child.flow.json' with unsaved changes" in line.text(), line.text())
    QTest.keyClick(edited.canvas.viewport(), Qt.Key.Key_F5)
    told = "'child.flow.json' runs as its tab shows it, not saved"
    assert edited.window.statusBar().currentMessage() == told
    await until(lambda: edited.window.run_status() == "completed")
    await until(lambda: "child/fetch" in _told_inside(edited), "the edit was run")
    assert "child/load" not in _told_inside(edited)
    assert file.read_bytes() == saved
    line.findChild(QLabel, "planWords").linkActivated.emit(f"unsaved:{file}")
    assert edited.window.document.path == file
    QTest.keyClick(edited.canvas.viewport(), Qt.Key.Key_S, CTRL)
    QTest.keyClick(edited.canvas.viewport(), Qt.Key.Key_Up, CTRL)
    await until(lambda: "unsaved" not in line.text(), "now the file is what runs")


async def test_what_is_wrong_in_an_unsaved_child_is_told_of_the_step_that_runs_it(edited):
    edited.type_into("step:id", "fetch")
    edited.canvas.setFocus()
    QTest.keyClick(edited.canvas.viewport(), Qt.Key.Key_D)
    QTest.keyClick(edited.canvas.viewport(), Qt.Key.Key_Up, CTRL)
    await until(lambda: edited.window.pages.current.plan.faults, "it is checked as it is shown")
    QTest.keyClick(edited.canvas.viewport(), Qt.Key.Key_F5)
    assert edited.window.parts.bar.sentence.startswith("This cannot be run:")
    assert edited.window.run_status() not in ("running", "completed")


async def test_a_child_that_is_edited_in_another_window_is_run_as_it_stands_there(edited, folder):
    window = edited.window
    window.pages.show(window.pages.all[0])
    page = window.pages.all[1]
    page.document.save()
    window.files.close(page)
    other = window.new_window()
    other.open_path(str(folder / "deep" / "child.flow.json"))
    theirs = Hands(other)
    await until(lambda: "load" not in other.document.diagram.flow.steps)
    window.open_path(str(folder / "made.flow.json"))
    edited.canvas.setFocus()
    theirs.click_step("fetch")
    theirs.type_into("step:id", "bring")
    QTest.keyClick(edited.canvas.viewport(), Qt.Key.Key_F5)
    await until(lambda: window.run_status() == "completed")
    await until(lambda: "child/bring" in _told_inside(edited))
    line = window.parts.plan_line
    await until(lambda: "with unsaved changes" in line.text(), line.text())
    other.activateWindow()
    theirs.canvas.setFocus()
    theirs.key(Qt.Key.Key_Z, CTRL)
    assert not other.document.has_changes
    window.activateWindow()
    await until(lambda: "unsaved" not in line.text(), "one comes back, and looks again")
