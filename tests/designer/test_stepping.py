"""Runs in parts, held back and let go on, by real keys and the real mouse."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QToolButton, QWidget

from designer.document.breakpoints import breakpoints
from designer.panels.controls import Sentence
from engine.cli import run_command_line
from engine.flow import Name, Port, StepId, Wire
from engine.store import Store, store_path
from tests.designer.hands import Hands, until
from tests.engine.program import backcast

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

MODULE = """
import threading
go = threading.Event()
calls = []

def load(start: int = 1): calls.append('load'); return start + 1
def wait(x): go.wait(5); return x
def add(x): calls.append('add'); return x + 10
def show(y): calls.append('show'); return f'= {y}'
"""
STEPS = {
    "load": {"kind": "python", "config": {"function": "work:load"}, "cache": True,
             "inputs": {"start": {"type": "integer"}}, "outputs": {"x": {"type": "integer"}}},
    "add": {"kind": "python", "config": {"function": "work:add"},
            "inputs": {"x": {"type": "integer"}}, "outputs": {"y": {"type": "integer"}}},
    "show": {"kind": "python", "config": {"function": "work:show"},
             "inputs": {"y": {"type": "integer"}}, "outputs": {"shown": {}}},
}  # fmt: skip
VIEW = {"positions": {"load": [0, 0], "add": [380, 0], "show": [760, 0]}}
WIRE = Wire(Port(StepId("load"), Name("x")), Port(StepId("add"), Name("x")))


@pytest.fixture
def hands(open_designer: Callable[..., Hands], write_flow: Callable[..., Path]) -> Hands:
    path = write_flow(STEPS, ["show"], MODULE, inputs={"start": {"default": 1}}, view=VIEW)
    return open_designer(path)


async def planned(hands: Hands) -> None:
    await until(lambda: hands.window.pages.current.plan.steps, "it is planned")
    hands.canvas.fit()


async def ended(hands: Hands) -> dict[str, str]:
    session = hands.window.session
    await until(lambda: not session.is_running and session.state.settled, "the run ends")
    return {step: str(one.status) for step, one in session.state.steps.items()}


async def held(hands: Hands, step: str) -> None:
    session = hands.window.session
    await until(lambda: session.state.halt and session.state.halt.step == step, f"held at {step}")
    await until(hands.window.parts.halt.isVisible, "the panel")


def there(hands: Hands) -> dict[Any, str]:
    return breakpoints(hands.window.document.diagram.view)


def click_wire(hands: Hands, wire: Wire) -> None:
    at = hands.canvas.picture.curves[wire].at(0.5)
    view = hands.canvas.camera.to_view(at)
    hands.click_at(QPoint(round(view.x), round(view.y)))


async def test_f9_sets_breakpoints_which_are_drawn_saved_undone_and_cleared(hands, tmp_path):
    await planned(hands)
    window, canvas = hands.window, hands.canvas
    before = window.document.diagram.flow
    hands.key(Key.Key_F9)
    assert "Select a step" in window.parts.status.currentMessage()
    hands.click_step("add")
    hands.key(Key.Key_F9)
    click_wire(hands, WIRE)
    assert canvas.selected_wires == {WIRE}
    hands.key(Key.Key_F9)
    assert there(hands) == {StepId("add"): "", WIRE: ""}
    assert canvas.picture.steps[StepId("add")].breakpoint
    assert canvas.picture.wires[WIRE].breakpoint
    assert window.document.diagram.flow is before
    QTest.mouseMove(canvas.viewport(), canvas.port_center("show", "input", "y"))
    await until(lambda: canvas.hover, "the port is under the pointer")
    hands.key(Key.Key_F9)
    assert Port(StepId("show"), Name("y")) in there(hands)
    assert canvas.picture.steps[StepId("show")].inputs[Name("y")].breakpoint
    canvas.set_hover(None)
    window.save_path(str(tmp_path / "kept.flow.json"))
    kept = json.loads((tmp_path / "kept.flow.json").read_text())
    assert kept["view"]["breakpoints"] == {
        "steps": {"add": ""}, "wires": {"load.x > add.x": ""}, "inputs": {"show.y": ""},
    }  # fmt: skip
    hands.key(Key.Key_Z, CTRL)
    assert len(there(hands)) == 2
    hands.key(Key.Key_F9, CTRL | SHIFT)
    assert there(hands) == {}
    assert not canvas.picture.steps[StepId("add")].breakpoint


async def test_the_list_edits_conditions_shows_places_and_clears(hands):
    await planned(hands)
    window, canvas = hands.window, hands.canvas
    hands.click_step("add")
    hands.key(Key.Key_F9, CTRL)
    panel = window.parts.breakpoints
    assert panel.isVisible()
    field = hands.find(QLineEdit, "breakpointIf:add")
    assert window.focusWidget() is field
    QTest.keyClicks(field, "x >")
    QTest.keyClick(field, Key.Key_Return)
    assert panel.isVisible(), "a condition that cannot be asked is not taken"
    assert there(hands) == {}
    field.clear()
    QTest.keyClicks(field, "x > 100")
    QTest.keyClick(field, Key.Key_Return)
    assert there(hands) == {StepId("add"): "x > 100"}
    assert not panel.isVisible()
    assert canvas.hasFocus()
    canvas.select(())
    hands.key(Key.Key_F9, CTRL)
    hands.click("breakpointGo:add")
    assert canvas.selection == {StepId("add")}
    hands.click("breakpointsClear")
    assert there(hands) == {}
    QTest.keyClick(window.focusWidget(), Key.Key_Escape)
    assert not panel.isVisible()


async def test_a_run_is_held_at_a_wire_and_goes_on_with_an_edited_value(hands, capsys):
    await planned(hands)
    window = hands.window
    click_wire(hands, WIRE)
    hands.key(Key.Key_F9)
    said: list[str] = []
    hands.canvas.announced.connect(said.append)
    hands.key(Key.Key_F5)
    await held(hands, "add")
    assert said == ["Paused before 'add'"]
    panel = window.parts.halt
    look = hands.canvas.picture.steps[StepId("add")]
    assert (look.status, look.glyph, look.weight) == ("paused", "pause", 2.5)
    assert look.words == "paused before run"
    assert panel.held.port == "x"
    field = hands.find(QLineEdit, "halt:x")
    assert field.text() == "2"
    hands.type_into("halt:x", "two")
    assert panel.isVisible(), "what does not fit the port is not taken"
    assert window.session.is_paused
    hands.type_into("halt:x", "5")
    assert (await ended(hands))["show"] == "completed"
    state = window.session.state
    assert state.steps[StepId("show")].outputs == {"shown": "= 15"}
    assert state.steps[StepId("add")].edited == ("x",)
    assert not panel.isVisible()
    window.findChild(QAction, "copyCommand").trigger()
    assert "'x' of step 'add' was given another value" in window.parts.bar.sentence
    assert run_command_line(["show", state.run, "--command"]) == 0
    assert "warning: 'x' of step 'add' was given another value" in capsys.readouterr().err
    assert "Another value" in hands.canvas.picture.steps[StepId("add")].inputs[Name("x")].tip


async def test_f5_goes_on_with_what_is_typed_and_a_held_run_can_be_stopped(hands):
    await planned(hands)
    window = hands.window
    hands.click_step("add")
    hands.key(Key.Key_F9)
    hands.key(Key.Key_F5)
    await held(hands, "add")
    hands.type_into("halt:x", "7", commit=False)
    QTest.keyClick(hands.find(QLineEdit, "halt:x"), Key.Key_F5)
    await ended(hands)
    assert window.session.state.steps[StepId("add")].outputs == {"y": 17}
    hands.key(Key.Key_F5)
    await held(hands, "add")
    for _ in range(6):
        hands.key(Key.Key_F6)
        if window.parts.halt.holds_keyboard:
            break
    assert window.parts.halt.holds_keyboard, "F6 leads there"
    QTest.keyClick(window.focusWidget(), Key.Key_Escape)
    assert hands.canvas.hasFocus()
    assert window.session.is_paused
    hands.click("haltStop")
    assert (await ended(hands))["add"] == "cancelled"
    assert not window.parts.halt.isVisible()


async def test_a_run_is_still_held_at_a_step_that_was_deleted_meanwhile(hands):
    await planned(hands)
    window = hands.window
    hands.click_step("add")
    hands.key(Key.Key_F9)
    canvas, card = hands.canvas, hands.canvas.step_rect("add")
    foot = canvas.viewport().rect().adjusted(0, 0, 0, -60)
    canvas.pan(foot.center().x() - card.center().x(), foot.bottom() - card.bottom())
    hands.key(Key.Key_F5)
    await held(hands, "add")
    assert not hands.canvas.step_rect("add").intersects(window.parts.halt.geometry()), "both seen"
    held_page = window.pages.current
    hands.click_step("add")
    hands.key(Key.Key_Delete)
    assert "add" not in hands.canvas.picture.steps
    window.files.new()
    await until(lambda: window.pages.current is not held_page, "another tab")
    window.pages.show(held_page)
    await held(hands, "add")
    window.ways.jump(StepId("add"))
    assert window.parts.status.currentMessage() == "'add' is no longer in the flow."
    assert hands.canvas.selection == frozenset()
    window.parts.halt.findChild(QPushButton, "haltContinue").click()
    assert (await ended(hands))["show"] == "completed"


async def test_f10_starts_exactly_one_more_step_each_time(hands):
    await planned(hands)
    session = hands.window.session

    def begun() -> list[str]:
        return [s for s, one in session.state.steps.items() if one.started is not None]

    seen = []
    for _ in range(2):
        hands.key(Key.Key_F10)
        count = len(seen) + 1
        await until(lambda count=count: len(begun()) == count, "one more")
        await until(lambda: session.is_paused and not hands.window.canvas.picture.ticking, "paused")
        seen.append(begun())
    assert [len(each) for each in seen] == [1, 2]
    button = hands.find(QPushButton, "pauseButton")
    await until(lambda: button.text() == "Continue", "the button says so")
    told = hands.find(QLabel, "standing")
    await until(lambda: "Paused" in told.text(), "so does the line, which is paced")
    hands.click("pauseButton")
    assert (await ended(hands))["show"] == "completed"
    assert hands.find(QPushButton, "pauseButton").text() == "Pause"


async def test_the_pause_button_holds_what_has_not_begun(hands):
    await planned(hands)
    window, session = hands.window, hands.window.session
    hands.key(Key.Key_F5)
    hands.key(Key.Key_F5, CTRL)
    await until(lambda: session.is_paused or not session.is_running, "paused")
    assert session.is_paused
    hands.key(Key.Key_F5)
    assert (await ended(hands))["show"] == "completed"
    assert window.run_status() == "completed"


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard")
async def test_f7_runs_to_a_step_to_what_feeds_a_port_and_from_the_menu(hands):
    await planned(hands)
    window, canvas = hands.window, hands.canvas
    hands.click_step("add")
    hands.key(Key.Key_F7)
    assert await ended(hands) == {"load": "completed", "add": "completed"}
    assert window.document.diagram.flow.goals == {"show"}, "the Flow's own Goals stay"
    QTest.mouseMove(canvas.viewport(), canvas.port_center("add", "input", "x"))
    await until(lambda: canvas.hover, "the port is under the pointer")
    hands.key(Key.Key_F7)
    assert (await ended(hands)).keys() == {"load"}
    canvas.set_hover(None)
    box = canvas.step_rect("add")
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, NONE, box.center())
    menu = await until(lambda: canvas.findChild(QMenu, "canvasMenu"), "the menu")
    menu.findChild(QAction, "runTo").trigger()
    menu.close()
    assert (await ended(hands)).keys() == {"load", "add"}


async def test_one_step_is_run_alone_with_the_values_of_the_last_run_edited(hands):
    await planned(hands)
    window = hands.window
    hands.key(Key.Key_F5)
    await ended(hands)
    hands.click_step("add")
    hands.key(Key.Key_F7, CTRL)
    field = hands.find(QLineEdit, "input:x")
    assert field.text() == "2"
    hands.type_into("input:x", "30")
    assert await ended(hands) == {"add": "completed"}
    assert window.session.state.steps[StepId("add")].outputs == {"y": 40}
    assert hands.canvas.picture.stale == {}
    hands.click_step("show")
    hands.key(Key.Key_F7, CTRL)
    assert hands.find(QLineEdit, "input:y").text() == "12", "what an earlier run knew of it"


async def test_what_one_step_was_tried_with_is_no_result_of_the_others(hands):
    await planned(hands)
    window = hands.window
    hands.click_step("add")
    hands.key(Key.Key_F7, CTRL)
    hands.type_into("input:x", "30")
    await ended(hands)
    hands.key(Key.Key_F7, CTRL | SHIFT)
    assert "Only one step was run" in window.parts.status.currentMessage()
    hands.key(Key.Key_F5)
    await ended(hands)
    hands.key(Key.Key_F7, CTRL)
    hands.type_into("input:x", "30")
    await ended(hands)
    hands.key(Key.Key_F7, CTRL | SHIFT)
    await until(lambda: StepId("show") in window.session.state.steps, "more than one step runs")
    await ended(hands)
    assert window.session.state.steps[StepId("add")].outputs == {"y": 12}
    assert window.canvas.picture.steps[StepId("load")].words.startswith("reused · from ")


async def test_the_command_of_a_run_of_one_step_names_it_as_the_goal(hands, capsys):
    await planned(hands)
    window = hands.window
    hands.key(Key.Key_F5)
    await ended(hands)
    hands.click_step("add")
    hands.key(Key.Key_F7, CTRL)
    hands.type_into("input:x", "30")
    assert await ended(hands) == {"add": "completed"}
    window.findChild(QAction, "copyCommand").trigger()
    copied = QGuiApplication.clipboard().text()
    assert ".flow.json -i x=30 --goal add --store " in copied, "the Flow's own Goal is another"
    assert run_command_line(["show", window.session.state.run, "--command"]) == 0
    assert capsys.readouterr().out.strip() == copied.partition(" --store ")[0]
    again = json.loads(backcast(*shlex.split(copied)[1:], "--json").stdout)
    assert {step: one["status"] for step, one in again["steps"].items()} == {"add": "completed"}
    assert again["attributes"]["y"]["value"] == 40


async def test_the_command_of_a_run_from_here_runs_from_there_again(hands, capsys):
    await planned(hands)
    window = hands.window
    hands.key(Key.Key_F5)
    await ended(hands)
    first = window.session.state.run

    async def from_here() -> str:
        hands.click_step("show")
        hands.key(Key.Key_F7, CTRL | SHIFT)
        await until(lambda: window.session.state.run != first)
        await ended(hands)
        window.findChild(QAction, "copyCommand").trigger()
        return QGuiApplication.clipboard().text()

    copied = await from_here()
    assert copied.startswith(f"backcast rerun {first} --from show --store ")
    run = window.session.state.run
    assert run_command_line(["show", run, "--command"]) == 0
    assert capsys.readouterr().out.strip() == copied.partition(" --store ")[0]
    again = json.loads(backcast(*shlex.split(copied)[1:], "--json").stdout)
    shown = json.loads(backcast("show", run, "--json").stdout)
    assert again["status"] == "completed"
    assert again["attributes"] == shown["attributes"]
    window.past.open(run)
    await until(lambda: window.pages.current.past is not None, "it opens")
    QGuiApplication.clipboard().setText("")
    hands.find(QToolButton, "pastCommand").click()
    assert QGuiApplication.clipboard().text() == copied
    hands.click("pastBack")
    with Store(store_path()) as store:
        store.drop(first)
    window.findChild(QAction, "copyCommand").trigger()
    assert f"the other results of run '{first}', which is not kept" in window.parts.bar.sentence


async def test_a_run_of_one_step_that_no_command_does_again_is_said_to_be_such(
    open_designer, write_flow, capsys
):
    steps = STEPS | {"add": STEPS["add"] | {"inputs": {"x": {"required": False, "default": 1}}}}
    hands = open_designer(write_flow(steps, ["show"], MODULE, view=VIEW))
    await planned(hands)
    window = hands.window
    hands.click_step("add")
    hands.key(Key.Key_F7, CTRL)
    assert await ended(hands) == {"add": "completed"}
    QGuiApplication.clipboard().setText("before")
    window.findChild(QAction, "copyCommand").trigger()
    assert QGuiApplication.clipboard().text() == "before"
    assert "No command does this run again: it was of 'add' alone" in window.parts.bar.sentence
    assert run_command_line(["show", window.session.state.run, "--command"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "would make 'x'" in told.err


async def test_a_run_from_here_takes_what_is_above_as_it_was_and_says_from_when(hands):
    await planned(hands)
    window, canvas = hands.window, hands.canvas
    hands.click_step("add")
    hands.key(Key.Key_F7, CTRL | SHIFT)
    assert "Nothing was run yet" in window.parts.status.currentMessage()
    hands.key(Key.Key_F5)
    await ended(hands)
    hands.key(Key.Key_F7, CTRL | SHIFT)
    assert set((await ended(hands)).values()) == {"completed"}
    look = canvas.picture.steps[StepId("load")]
    assert look.words.startswith("reused · from ")
    assert (look.glyph, look.stroke) == ("again", "double")
    assert canvas.picture.steps[StepId("add")].glyph == "check"
    assert canvas.picture.stale == {}, "what was taken as it was is not taken for edited"
    hands.key(Key.Key_R, CTRL)
    assert (await ended(hands))["load"] in ("cached", "completed")


async def test_a_run_from_here_asks_before_it_repeats_what_must_not_be(open_designer, write_flow):
    steps = STEPS | {
        "send": {"kind": "python", "config": {"function": "work:send"}, "repeatable": False,
                 "inputs": {"x": {"type": "integer"}}, "outputs": {"sent": {}}},
    }  # fmt: skip
    module = MODULE + "\ndef send(x):\n    calls.append('send')\n    raise OSError('no line')\n"
    view = {"positions": VIEW["positions"] | {"send": [380, 200]}}
    given = {"start": {"default": 1}}
    hands = open_designer(write_flow(steps, ["show", "send"], module, inputs=given, view=view))
    await planned(hands)
    window = hands.window
    hands.key(Key.Key_F5)
    assert (await ended(hands))["send"] == "failed"
    first = window.session.state.run
    hands.click_step("show")
    hands.key(Key.Key_F7, CTRL | SHIFT)
    assert "send" in window.parts.bar.sentence
    assert "must not be repeated" in window.parts.bar.sentence
    hands.click("leaveSteps")
    assert window.session.state.run == first
    assert not window.session.is_running
    hands.key(Key.Key_F7, CTRL | SHIFT)
    hands.click("repeatSteps")
    await until(lambda: window.session.state.run != first, "it begins again")
    assert (await ended(hands))["send"] == "failed"
    hands.click_step("send")
    hands.key(Key.Key_F7, CTRL | SHIFT)
    assert not window.parts.bar.sentence, "that very Step is asked for"
    await ended(hands)


async def test_a_run_from_here_works_again_on_what_was_undone(open_designer, write_flow):
    steps = json.loads(json.dumps(STEPS))
    del steps["load"]["cache"]
    steps["load"]["undo"] = {"function": "work:unload"}
    steps["add"]["config"]["function"] = "work:fails"
    module = MODULE + "\ndef unload(**_): pass\ndef fails(x): raise OSError('no line')\n"
    given = {"start": {"default": 1}}
    more = {"inputs": given, "view": VIEW, "on_failure": "undo"}
    hands = open_designer(write_flow(steps, ["show"], module, **more))
    await planned(hands)
    hands.key(Key.Key_F5)
    assert (await ended(hands))["add"] == "failed"
    session = hands.window.session
    await until(lambda: session.state.settled, "it is undone")
    hands.click_step("add")
    hands.key(Key.Key_F7, CTRL | SHIFT)
    assert (await ended(hands))["load"] == "completed"
    assert session.state.steps[StepId("load")].undo, "it has worked again, and that is undone, too"


async def test_ctrl_shift_f5_works_on_what_is_remembered_too(hands):
    await planned(hands)
    for keys, came in ((NONE, "completed"), (NONE, "cached"), (CTRL | SHIFT, "completed")):
        hands.key(Key.Key_F5, keys)
        assert (await ended(hands))["load"] == came


async def test_an_edit_while_it_runs_leaves_the_run_alone_and_marks_what_it_made_stale(hands):
    await planned(hands)
    window, canvas = hands.window, hands.canvas
    hands.click_step("show")
    hands.key(Key.Key_F9)
    hands.key(Key.Key_F5)
    await held(hands, "show")
    hands.click_step("add")
    hands.key(Key.Key_D)
    await until(lambda: canvas.picture.stale, "what was edited is marked")
    assert canvas.picture.stale == {StepId("add"): "disabled since"}
    assert window.session.is_paused
    hands.key(Key.Key_F5)
    assert (await ended(hands))["show"] == "completed"
    assert set(canvas.picture.stale) == {StepId("add"), StepId("show")}
    assert canvas.picture.steps[StepId("show")].words == "'add' changed"


async def test_slow_motion_shows_the_run_later_than_it_was_and_really_slows_it(hands):
    await planned(hands)
    window, session = hands.window, hands.window.session
    action = window.findChild(QAction, "slow025")
    action.trigger()
    assert action.isChecked()
    began = time.monotonic()
    hands.key(Key.Key_F5)
    await until(lambda: session.is_behind, "the view lags")
    await ended(hands)
    assert time.monotonic() - began >= 0.7
    steps = session.state.steps.values()
    assert all(one.ended - one.started < 0.2 for one in steps if one.started), "as it really was"
    window.findChild(QAction, "slowReally").trigger()
    hands.key(Key.Key_F5, CTRL | SHIFT)
    await ended(hands)
    assert not session.is_behind
    took = [one.ended - one.started for one in session.state.steps.values()]
    assert len(took) == 3
    assert min(took) >= 0.24


async def test_the_end_of_a_long_run_is_told_to_the_desktop_where_one_looks_elsewhere(hands):
    await planned(hands)
    window, notifying = hands.window, hands.window.notifying
    told: list[Any] = []
    notifying.alert = told.append
    notifying.message = lambda title, words: told.append((title, words))
    hands.key(Key.Key_F5)
    await ended(hands)
    assert told == [], "a short one is not"
    notifying.long, notifying.is_away = 0.0, lambda: True
    window.slowing.choose(0.25)
    titles: list[str] = []
    window.windowTitleChanged.connect(titles.append)
    hands.key(Key.Key_F5)
    await ended(hands)
    assert told[0] is window
    assert told[1][0] == window.document.title
    assert told[1][1].startswith("Every goal is reached")
    assert any("/3 ·" in title for title in titles)
    assert "/3" not in window.windowTitle()
    notifying.is_away = lambda: False
    window.slowing.choose(0.0)
    hands.key(Key.Key_F5)
    await ended(hands)
    assert len(told) == 2, "nor is one that is watched"


async def test_several_questions_are_answered_in_the_panel_with_the_keyboard_alone(
    open_designer, write_flow
):
    ask = {"kind": "ask", "config": {"title": "How many?"}}
    steps = {
        "one": {**ask, "outputs": {"a": {"type": "integer"}}},
        "two": {**ask, "outputs": {"b": {"type": "integer"}}},
        "sum": {"kind": "set", "config": {"expressions": {"sum": "a + b"}},
                "inputs": {"a": {"type": "integer"}, "b": {"type": "integer"}},
                "outputs": {"sum": {}}},
    }  # fmt: skip
    hands = open_designer(write_flow(steps, ["sum"]))
    window, panel = hands.window, hands.window.parts.question
    await until(lambda: window.pages.current.plan.steps, "it is planned")
    hands.canvas.setFocus()
    hands.key(Key.Key_F5)
    await until(lambda: len(window.session.questions.waiting) == 2, "both ask")
    names = []
    for _ in range(2):  # the way to the next is a stop of Tab
        names.append(window.focusWidget().objectName())
        while window.focusWidget().objectName() != "questionNext":
            QTest.keyClick(window.focusWidget(), Key.Key_Tab)
        QTest.keyClick(window.focusWidget(), Key.Key_Return)
    assert sorted(names) == ["answer:a", "answer:b"]
    for answer in ("3", "4"):
        await until(lambda: panel.isVisible() and window.focusWidget().objectName()[:6] == "answer")
        QTest.keyClicks(window.focusWidget(), answer)
        QTest.keyClick(window.focusWidget(), Key.Key_Return)
    assert set((await ended(hands)).values()) == {"completed"}
    assert window.session.state.steps[StepId("sum")].outputs == {"sum": 7}
    assert window.focusWidget() is hands.canvas


async def test_looking_at_conditions_sets_no_breakpoint_and_esc_leaves_none(hands: Hands) -> None:
    await planned(hands)
    stepping = hands.window.stepping
    hands.click_step("add")
    hands.key(Key.Key_F9, CTRL)
    field = hands.find(QLineEdit, "breakpointIf:add")
    assert not stepping.has_breakpoints, "looking sets none"
    QTest.keyClicks(field, "1 +")
    card = hands.window.parts.breakpoints
    places = [it.mapToGlobal(it.rect().topLeft()) for it in card.findChildren(QWidget)]
    box = card.geometry()
    QTest.keyClick(field, Key.Key_Return)
    await until(lambda: field.accessibleDescription(), "it says what is wrong")
    QTest.qWait(20)
    said = field.parentWidget().findChild(Sentence)
    assert said.isVisible()
    assert said.height() >= said.heightForWidth(said.width()), "all of it is seen"
    assert card.geometry() == box, "nothing moves under the mouse"
    assert [it.mapToGlobal(it.rect().topLeft()) for it in card.findChildren(QWidget)] == places
    assert not stepping.has_breakpoints, "a wrong condition sets none"
    QTest.keyClick(field, Key.Key_Escape)
    assert not stepping.has_breakpoints
    assert not hands.window.document.undo_text
    hands.click_step("add")
    hands.key(Key.Key_F9, CTRL)
    QTest.keyClick(hands.find(QLineEdit, "breakpointIf:add"), Key.Key_Return)
    assert stepping.has_breakpoints, "Enter sets it"
    # and slow motion is chosen first where one types it
    QTest.keyClick(hands.window, Key.Key_K, CTRL)
    search = hands.find(QLineEdit, "chooserSearch")
    QTest.keyClicks(search, "slow")
    QTest.keyClick(search, Key.Key_Return)
    assert hands.window.slowing.seconds > 0
