"""Values and failures of a run, by mouse and by keys: seen, pinned, saved, compared, taken elsewhere."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from designer.canvas.geometry import Point
from designer.canvas.tips import tip_at
from designer.panels.viewers.tables import TableView
from designer.panels.viewers.trees import Tree
from engine.flow import Name, Port, StepId
from engine.store import Unread
from tests.designer.hands import Hands, until
from tests.engine.program import PROGRAM, backcast

WORK = """
def rows(count, token=None):
    return {"rows": [{"n": n} for n in range(count)], "settings": {"limit": 3, "count": count}}

def check(rows, settings):
    total = sum(row["n"] for row in rows)
    if total > settings["limit"]:
        raise ValueError(f"{total} is too much")
    return total

def mail(total):
    return total
"""
CODE_LINE = '        raise ValueError(f"{total} is too much")'


@pytest.fixture
def numbers(write_flow: Any) -> Path:
    steps = {
        "rows": {
            "kind": "python",
            "config": {"function": "work:rows"},
            "inputs": {
                "count": {"type": "integer"},
                "token": {"format": "secret", "required": False},
            },
            "outputs": {"rows": {"type": "array"}, "settings": {"type": "object"}},
        },
        "check": {
            "kind": "python",
            "config": {"function": "work:check"},
            "inputs": {"rows": {"type": "array"}, "settings": {"type": "object"}},
            "outputs": {"total": {"type": "integer"}},
        },
        "mail": {
            "kind": "python",
            "config": {"function": "work:mail"},
            "inputs": {"total": {"type": "integer"}},
            "outputs": {"sent": {}},
        },
    }
    inputs = {
        "count": {"type": "integer", "default": 3},
        "token": {"type": "string", "format": "secret", "default": "env:HOME"},
    }
    path: Path = write_flow(steps, ["mail"], WORK, inputs=inputs)
    return path


async def ran(open_designer: Any, file: Path, status: str = "completed") -> Hands:
    hands: Hands = open_designer(file)
    await run(hands, status)
    return hands


async def run(hands: Hands, status: str = "completed") -> None:
    before = hands.window.session.state.run
    await until(lambda: hands.window.pages.current.plan.steps, "it is planned")
    hands.click("runButton")
    window = hands.window
    await until(lambda: window.session.state.run != before and window.run_status() == status)
    await until(lambda: not window.session.is_running)


def click_port(hands: Hands, step: str, side: str, name: str) -> None:
    hands.click_at(hands.canvas.port_center(step, side, name))


def facts(hands: Hands) -> str:
    return hands.find(QLabel, "valueFacts").text()


def in_shell(command: str) -> str:
    return subprocess.run(
        command, shell=True, capture_output=True, text=True, cwd="/", check=False
    ).stdout


def panel(hands: Hands) -> Any:
    return hands.find(QWidget, "values")


async def test_ports_wires_and_steps_show_their_values_by_mouse_and_by_keys(open_designer, numbers):
    hands = await ran(open_designer, numbers)
    click_port(hands, "rows", "output", "rows")
    told = panel(hands).told
    assert told.shown.value == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert isinstance(panel(hands).view, TableView)
    assert "array · 3 rows × 1 column" in facts(hands)
    assert "made by 'rows'" in facts(hands)
    assert hands.window.session.state.run[-6:] in facts(hands)
    assert not hands.canvas.gesture_active, "no wire hangs from a port that was only looked at"

    source, target = ("rows", "settings"), ("check", "settings")
    hands.click_at(hands.canvas.wire_point(source, target))
    assert panel(hands).told.end[1] == source
    assert isinstance(panel(hands).view, Tree)
    hands.key(Qt.Key.Key_Escape)

    hands.canvas.setFocus()
    hands.click_step("check")
    assert panel(hands).told.end == ("output", ("check", "total"))
    hands.key(Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    hands.key(Qt.Key.Key_Space)
    assert panel(hands).told.end == ("input", ("check", "rows"))
    assert "made by 'rows'" in facts(hands)
    hands.key(Qt.Key.Key_V)
    focused = hands.window.focusWidget()
    assert panel(hands).isAncestorOf(focused), "V gives the value the keyboard"
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert hands.window.focusWidget() is hands.canvas

    choice = hands.find(QComboBox, "valuePort")
    assert [choice.itemText(at) for at in range(choice.count())] == [
        "check.total", "check.rows (taken)", "check.settings (taken)",
    ]  # fmt: skip
    click_port(hands, "", "output", "count")
    assert "given at the start" in facts(hands)


async def test_a_step_asked_for_before_it_has_a_value_shows_it_when_it_comes(
    open_designer, write_flow
):
    code = """
import asyncio, pathlib
async def make():
    while not (pathlib.Path(__file__).parent / "go").exists():
        await asyncio.sleep(0.02)
    return 7
"""
    steps = {
        "make": {
            "kind": "python",
            "config": {"function": "work:make"},
            "outputs": {"x": {"type": "integer"}},
        }
    }
    path = write_flow(steps, ["make"], code)
    hands = open_designer(path)
    await until(lambda: hands.window.pages.current.plan.steps, "it is planned")
    hands.click("runButton")
    await until(lambda: hands.canvas.step_status("make") == "running", "it runs")
    hands.click_step("make")
    hands.key(Qt.Key.Key_V)
    assert panel(hands).told is None
    (path.parent / "go").touch()
    await until(lambda: panel(hands).told is not None, "the value came")
    assert panel(hands).told.shown.value == 7


async def test_reading_one_value_after_the_other_connects_nothing(open_designer, numbers):
    hands = await ran(open_designer, numbers)
    before = hands.window.document.diagram
    click_port(hands, "rows", "output", "settings")
    click_port(hands, "check", "input", "rows")
    assert panel(hands).told.end == ("input", ("check", "rows"))
    click_port(hands, "rows", "output", "rows")
    click_port(hands, "mail", "input", "total")
    assert panel(hands).told.end == ("input", ("mail", "total"))
    assert hands.window.document.diagram is before


async def test_a_step_asked_for_before_there_is_a_run_shows_what_the_run_brings(
    open_designer, write_flow
):
    steps = {"a": {"kind": "set", "config": {"values": {"x": 5}}, "outputs": {"x": {}}}}
    hands = open_designer(write_flow(steps, ["a"]))
    await until(lambda: hands.window.pages.current.plan.steps, "it is planned")
    hands.click_step("a")
    hands.key(Qt.Key.Key_V)
    assert panel(hands).told is None
    hands.click("runButton")
    await until(lambda: panel(hands).told is not None, "the value came")
    assert panel(hands).told.shown.value == 5


async def test_a_click_on_a_fitting_port_still_connects(open_designer, write_flow):
    steps = {
        "a": {"kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}},
        "b": {
            "kind": "set",
            "config": {"expressions": {"y": "1"}},
            "inputs": {"z": {"required": False}},
            "outputs": {"y": {}},
        },
    }
    hands = await ran(open_designer, write_flow(steps, ["a", "b"]))
    click_port(hands, "a", "output", "x")
    assert panel(hands).told.shown.value == 1
    click_port(hands, "b", "input", "z")
    await until(lambda: hands.window.document.undo_text.startswith("Connect"))
    assert hands.window.document.to_json()["steps"]["b"]["inputs"]["z"]["from"] == "x"


async def test_two_ports_that_both_have_values_are_connected_by_alt_and_by_keys(
    open_designer, write_flow
):
    def made(name: str, reads: dict[str, Any]) -> dict[str, Any]:
        config = {"expressions": {name: "1"}}
        return {"kind": "set", "config": config, "inputs": reads, "outputs": {name: {}}}

    steps = {"a": made("x", {}), "c": made("w", {}), "b": made("y", {"z": {"from": "w"}})}
    hands = await ran(open_designer, write_flow(steps, ["a", "b"]))
    window, canvas = hands.window, hands.canvas

    def source() -> str:
        return window.document.to_json()["steps"]["b"]["inputs"]["z"]["from"]

    def click(step: str, side: str, name: str, keys=Qt.KeyboardModifier.NoModifier) -> None:
        at = canvas.port_center(step, side, name)
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, keys, at)

    alt, at = Qt.KeyboardModifier.AltModifier, canvas.port_center("b", "input", "z")
    assert "Alt+click" in tip_at(canvas, canvas.camera.to_scene(Point(at.x(), at.y())))
    ways = (
        (("a", "output", "x", alt), ("b", "input", "z")),
        (("b", "input", "z", alt), ("a", "output", "x")),
        (("a", "output", "x"), ("b", "input", "z", alt)),
    )
    for first, second in ways:
        click(*first)
        click(*second)
        await until(lambda: source() == "x", f"{first} {second}")
        assert not canvas.gesture_active
        hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert source() == "w"
    hands.click_step("a")
    hands.key(Qt.Key.Key_P, alt)
    assert canvas.stringing.port == ("output", Port(StepId("a"), Name("x")))
    hands.key(Qt.Key.Key_Return)
    assert canvas.gesture_active, "the keys draw a wire whatever has a value"
    hands.key(Qt.Key.Key_Return)
    assert source() == "x"


async def test_a_value_is_copied_saved_and_pinned_as_an_edit(open_designer, numbers, tmp_path):
    hands = await ran(open_designer, numbers)
    window = hands.window
    click_port(hands, "rows", "output", "settings")
    QTest.mouseClick(hands.find(QToolButton, "valueCopy"), Qt.MouseButton.LeftButton)
    assert json.loads(QGuiApplication.clipboard().text()) == {"limit": 3, "count": 3}

    QTest.mouseClick(hands.find(QToolButton, "valueSave"), Qt.MouseButton.LeftButton)
    dialog = await until(lambda: window.findChild(QFileDialog, "valueDialog"))
    dialog.fileSelected.emit(str(tmp_path / "saved.json"))
    dialog.reject()
    assert json.loads((tmp_path / "saved.json").read_text()) == {"limit": 3, "count": 3}
    assert not window.valuing.save_to(tmp_path / "nowhere" / "x.json")
    assert "could not be written" in window.parts.bar.sentence

    QTest.mouseClick(hands.find(QToolButton, "valuePin"), Qt.MouseButton.LeftButton)
    output = window.document.to_json()["steps"]["rows"]["outputs"]["settings"]
    assert output["value"] == {"limit": 3, "count": 3}
    assert window.document.undo_text == "Pin rows.settings"
    window.document.undo()
    assert "value" not in window.document.to_json()["steps"]["rows"]["outputs"]["settings"]


async def test_a_value_is_compared_with_that_of_the_run_before(open_designer, numbers):
    hands = await ran(open_designer, numbers)
    window = hands.window
    click_port(hands, "rows", "output", "settings")
    QTest.mouseClick(hands.find(QToolButton, "valueCompare"), Qt.MouseButton.LeftButton)
    await until(lambda: "first run" in window.parts.bar.sentence)
    button = hands.find(QToolButton, "valueCompare")
    assert not button.isChecked(), "there is nothing to compare with"
    module = numbers.parent / "work.py"
    module.write_text(WORK.replace('"limit": 3', '"limit": 4'))
    await run(hands)
    assert panel(hands).told.shown.value["limit"] == 4, "what is shown follows the run"
    QTest.mouseClick(hands.find(QToolButton, "valueCompare"), Qt.MouseButton.LeftButton)
    view = await until(lambda: window.findChild(QWidget, "valueDifferences"))
    top = view.topLevelItem(0)
    told = [[top.child(at).text(c) for c in range(3)] for at in range(top.childCount())]
    assert told == [["≠ limit", "4", "3"], ["count", "3", "3"]]
    assert button.isChecked()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isChecked()
    assert isinstance(panel(hands).view, Tree), "pressed again it shows the value as before"
    window.valuing.compare()
    await until(lambda: panel(hands).is_beside and button.isChecked())
    window.valuing.compare()
    assert isinstance(panel(hands).view, Tree)


async def test_a_run_of_the_past_shows_its_own_values(open_designer, numbers):
    hands = await ran(open_designer, numbers)
    window = hands.window
    run_id = window.session.state.run
    (numbers.parent / "work.py").write_text(WORK.replace('"limit": 3', '"limit": 4'))
    await run(hands)
    (numbers.parent / "work.py").unlink()
    window.past.open(run_id)
    await until(lambda: window.canvas.picture.state and window.canvas.picture.state.run == run_id)
    window.canvas.fit()
    click_port(hands, "rows", "output", "settings")
    assert panel(hands).told.shown.value["limit"] == 3
    assert run_id[-6:] in facts(hands)
    window.findChild(QAction, "copyCommand").trigger()
    assert f"run {numbers}" in QGuiApplication.clipboard().text()


async def test_a_large_value_of_the_past_is_read_when_it_is_looked_at(open_designer, numbers):
    data = json.loads(numbers.read_text())
    data["inputs"]["count"]["default"] = 9_000
    numbers.write_text(json.dumps(data))
    hands = await ran(open_designer, numbers, "failed")
    window = hands.window
    run_id = window.session.state.run
    window.past.open(run_id)

    def kept() -> Any:
        rows = window.canvas.picture.state.steps.get("rows")
        return rows.outputs.get("rows") if rows else None

    await until(lambda: isinstance(kept(), Unread))
    window.canvas.fit()
    click_port(hands, "rows", "output", "rows")
    await until(lambda: panel(hands).told, "it is read")
    assert len(panel(hands).told.shown.value) == 9_000
    assert panel(hands).view.model.rowCount() == 9_000


async def test_a_secret_is_never_shown_copied_or_kept(open_designer, numbers):
    hands = await ran(open_designer, numbers)
    click_port(hands, "rows", "input", "token")
    words = " ".join(label.text() for label in panel(hands).findChildren(QLabel))
    assert "A secret, kept as env:HOME." in words
    for name in ("valueCopy", "valueSave", "valuePin", "valueCompare"):
        assert not hands.find(QToolButton, name).isEnabled(), name
    QGuiApplication.clipboard().setText("before")
    panel(hands).copy()
    assert QGuiApplication.clipboard().text() == "before"


async def test_a_failed_step_says_what_where_why_and_what_it_held_up(
    open_designer, numbers, tmp_path
):
    data = json.loads(numbers.read_text())
    data["inputs"]["count"]["default"] = 9
    numbers.write_text(json.dumps(data))
    hands = await ran(open_designer, numbers, "failed")
    window = hands.window
    hands.click_step("check")
    page = hands.find(QWidget, "failure")
    words = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "'check' failed at" in words
    assert "ValueError: 36 is too much" in words
    assert f"{numbers.parent / 'work.py'}:8" in words
    line = next(w for w in page.findChildren(QLabel) if w.accessibleName().startswith("The line"))
    assert CODE_LINE.strip() in line.text()
    assert "Correct the code of step 'check'" in words
    assert hands.find(QPushButton, "failureInput:settings").text().startswith("settings = {2}")

    told = tmp_path / "told"
    script = tmp_path / "editor.py"
    script.write_text(f"import sys; open({str(told)!r}, 'w').write('|'.join(sys.argv[1:]))")
    QTest.mouseClick(hands.find(QToolButton, "failureEditor"), Qt.MouseButton.LeftButton)
    command = f"{shlex.quote(sys.executable)} {shlex.quote(str(script))} --goto {{file}}:{{line}}"
    hands.type_into("editorCommand", command)
    hands.click("failureEdit")
    await until(lambda: told.exists() and told.read_text())
    assert told.read_text() == f"--goto|{numbers.parent / 'work.py'}:8"
    assert window._settings.editor_command == command

    hands.click("failureCopy")
    assert "ValueError: 36 is too much" in QGuiApplication.clipboard().text()
    QTest.mouseClick(hands.find(QPushButton, "failureBlocked:mail"), Qt.MouseButton.LeftButton)
    assert hands.canvas.selection == {"mail"}
    hands.canvas.select(["check"])
    hands.window.valuing.tell_opened()
    parts = hands.window.parts
    parts.show_tab(parts.log)
    view = hands.find(QTableView, "runLog")
    rows = range(view.model().rowCount())
    failed = next(row for row in rows if "failed: V" in str(view.model().index(row, 3).data()))
    view.setCurrentIndex(view.model().index(failed, 3))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert hands.find(QWidget, "failure").isVisible(), "the run's log leads there"
    hands.find(QPushButton, "failureInput:rows").click()
    assert panel(hands).told.end == ("input", ("check", "rows"))


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")
async def test_a_failed_step_and_its_run_are_done_again_headless(open_designer, numbers, tmp_path):
    data = json.loads(numbers.read_text())
    data["inputs"]["count"]["default"] = 9
    numbers.write_text(json.dumps(data))
    hands = await ran(open_designer, numbers, "failed")
    window = hands.window
    hands.click_step("check")
    at = hands.canvas.step_rect("check").center()
    QTest.mouseClick(hands.canvas.viewport(), Qt.MouseButton.RightButton, pos=at)
    menu = hands.find(QMenu, "canvasMenu")
    names = [action.objectName() for action in menu.actions()]
    assert {"exportMinimal", "openFailedLine", "copyCommand", "showValue"} <= set(names)
    next(action for action in menu.actions() if action.objectName() == "exportMinimal").trigger()
    menu.close()
    dialog = await until(lambda: window.findChild(QFileDialog, "minimalDialog"))
    out = tmp_path / "small.flow.json"
    dialog.fileSelected.emit(str(out))
    dialog.reject()
    small = json.loads(backcast("run", str(out), "--json", cwd=tmp_path).stdout)
    state = window.session.state.steps["check"]
    assert (small["steps"]["check"]["reason"], small["steps"]["check"]["message"]) == (
        state.reason, state.message,
    )  # fmt: skip

    window.findChild(QAction, "copyCommand").trigger()
    command = QGuiApplication.clipboard().text()
    assert command.startswith("backcast run ")
    typed = command.replace("backcast", shlex.join(PROGRAM), 1)
    again = json.loads(in_shell(f"{typed} --json"))
    assert again["steps"]["check"]["message"] == state.message
    assert again["attributes"]["rows"]["value"] == window.session.state.attributes["rows"][0].value


async def test_without_a_run_the_panel_says_what_it_is_for(open_designer, numbers):
    hands = open_designer(numbers)
    hands.click_step("rows")
    hands.key(Qt.Key.Key_V)
    words = " ".join(label.text() for label in panel(hands).findChildren(QLabel))
    assert "has no value in this run" in words
    assert not hands.window.findChild(QAction, "copyCommand").isEnabled()
    click_port(hands, "mail", "output", "sent")
    assert hands.canvas.gesture_active, "a port without a value begins a wire, as ever"
    hands.key(Qt.Key.Key_Escape)
