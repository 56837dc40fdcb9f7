from __future__ import annotations

import asyncio
import json
import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from tests.designer.conftest import EXAMPLE
from tests.designer.hands import Hands, until

PARALLEL = ("generate-documents", "setup-account", "send-welcome-email")
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

NEVER = """
import asyncio, threading
async def never():
    await asyncio.Event().wait()
def hang():
    threading.Event().wait()
"""


def python_step(
    function: str, inputs: tuple[str, ...] = (), outputs: tuple[str, ...] = ("x",)
) -> dict:
    return {
        "kind": "python",
        "config": {"function": f"work:{function}"},
        "inputs": {name: {} for name in inputs},
        "outputs": {name: {} for name in outputs},
    }


def fill_in(hands: Hands) -> None:
    for name, value in (
        ("customer_id", "C-1001"), ("email", "ada@example.org"), ("customer_name", "Ada"),
    ):  # fmt: skip
        hands.type_into(f"input:{name}", value, commit=False)
    hands.click("inputsRun")


async def test_the_example_opens_with_its_steps_its_inputs_and_its_goal(open_designer):
    hands = open_designer(EXAMPLE)
    canvas = hands.canvas
    for step in (*PARALLEL, "complete-onboarding", ""):
        assert canvas.viewport().rect().contains(canvas.step_rect(step)), step
    assert "Goal" in canvas.step_text("complete-onboarding")
    assert canvas.step_status("setup-account") == "draft"
    assert not canvas.goal_reached("complete-onboarding")
    await until(lambda: canvas.port_status("setup-account", "input", "email") == "missing")
    assert "customer_id" in canvas.step_text("")
    assert hands.window.run_status() == "none"


async def test_run_asks_for_the_missing_values_runs_and_reaches_the_goal(open_designer, accounts):
    hands = open_designer(EXAMPLE)
    canvas, window = hands.canvas, hands.window
    hands.click("runButton")
    field = hands.find(QLineEdit, "input:email")
    assert field.placeholderText() == "ada@example.org"
    fill_in(hands)
    await until(lambda: window.run_status() == "completed")
    await until(lambda: canvas.goal_reached("complete-onboarding"))
    assert canvas.step_status("setup-account") == "completed"
    assert canvas.port_status("generate-documents", "output", "document_url") == "arrived"
    wire = (("setup-account", "account_id"), ("complete-onboarding", "account_id"))
    assert canvas.wire_status(*wire) == "arrived"
    assert any("C-1001" in map(str, row) for row in accounts())


async def test_an_empty_field_is_missing_and_nothing_runs(open_designer):
    hands = open_designer(EXAMPLE)
    hands.click("runButton")
    hands.type_into("input:email", "ada@example.org", commit=False)
    hands.click("inputsRun")
    assert hands.find(QWidget, "inputsForm").isVisible()
    assert hands.window.run_status() == "none"
    hands.click("inputsCancel")
    assert not hands.window.findChild(QWidget, "inputsForm").isVisible()


async def test_the_three_are_seen_running_at_the_same_time(open_designer, monkeypatch):
    monkeypatch.setenv("BACKCAST_EXAMPLE_PACE", "0.3")
    hands = open_designer(EXAMPLE)
    hands.click("runButton")
    fill_in(hands)
    status = hands.canvas.step_status
    await until(lambda: all(status(step) == "running" for step in PARALLEL), "three at once")
    assert status("complete-onboarding") == "pending"
    assert hands.canvas.wire_status(
        ("setup-account", "account_id"), ("complete-onboarding", "account_id")
    ) == "flowing"  # fmt: skip
    assert hands.find(QPushButton, "stopButton").isEnabled()
    await until(lambda: hands.window.run_status() == "completed")


@pytest.mark.parametrize("function", ["never", "hang"])
async def test_stop_works_on_what_never_ends(open_designer, write_flow, function):
    hands = open_designer(write_flow({"a": python_step(function)}, ["a"], NEVER))
    settled = []
    hands.window.runSettled.connect(lambda: settled.append(True))
    hands.click("runButton")
    await until(lambda: hands.canvas.step_status("a") == "running")
    before = time.monotonic()
    hands.click("stopButton")
    await until(lambda: settled)
    assert time.monotonic() - before < 6
    assert hands.window.run_status() == "cancelled"
    assert hands.canvas.step_status("a") == "cancelled"


async def test_run_while_a_run_is_on_offers_stop_first(open_designer, write_flow):
    hands = open_designer(write_flow({"a": python_step("never")}, ["a"], NEVER))
    await until(hands.window.isActiveWindow)
    QTest.keyClick(hands.window, Qt.Key.Key_F5)
    await until(lambda: hands.window.run_status() == "running")
    first = hands.window.session.state.run
    hands.click("runButton")
    hands.click("stopAndRun")
    await until(lambda: hands.window.session.state.run not in ("", first), "another run")
    await until(lambda: hands.window.run_status() == "running")


async def test_closing_while_it_runs_asks(open_designer, write_flow):
    hands = open_designer(write_flow({"a": python_step("never")}, ["a"], NEVER))
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "running")
    hands.window.close()
    assert hands.window.isVisible()
    hands.click("stopAndLeave")
    await until(lambda: not hands.window.isVisible(), "closed once the run has ended")


async def test_the_question_whether_to_stop_a_run_goes_with_the_run(
    open_designer, write_flow, tmp_path
):
    go = tmp_path / "go"
    module = (
        "import pathlib, time\ndef waits():\n"
        f"    while not pathlib.Path({str(go)!r}).exists(): time.sleep(0.01)\n    return 1\n"
    )
    hands = open_designer(write_flow({"a": python_step("waits")}, ["a"], module))
    window = hands.window
    for ask in (window.close, window.runs.run):
        hands.click("runButton")
        await until(lambda: hands.canvas.step_status("a") == "running")
        ask()
        assert window.parts.bar.sentence.startswith("A run is on.")
        go.touch()
        await until(lambda: not window.session.is_running, "it ends by itself")
        assert window.run_status() == "completed"
        assert window.parts.bar.sentence == ""
        assert window.isVisible()
        go.unlink()


async def test_a_run_uses_the_flow_as_drawn_and_never_saves_it(open_designer, write_flow):
    module = "def one():\n    return 1\ndef two():\n    return 2\n"
    path = write_flow({"a": python_step("one")}, ["a"], module)
    before = path.read_bytes()
    hands = open_designer(path)
    hands.click_step("a")
    hands.type_into("config:function", "work:two")
    assert not hands.window.document.is_clean
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed")
    assert hands.window.session.state.attributes["x"][0].value == 2
    assert path.read_bytes() == before
    assert not hands.window.document.is_clean


async def test_a_flow_is_built_from_an_empty_canvas_with_the_mouse_and_run(
    open_designer, folder, monkeypatch
):
    (folder / "work.py").write_text(
        "def fetch(customer_id):\n    return customer_id + '!'\ndef finish(page):\n    return len(page)\n"
    )
    monkeypatch.chdir(folder)
    hands = open_designer()
    window, canvas = hands.window, hands.canvas
    middle = canvas.viewport().rect().center()

    hands.drag_from_palette("python", middle - QPoint(250, 0))
    assert list(window.document.diagram.flow.steps) == ["python"]
    hands.type_into("step:id", "fetch")
    hands.type_into("config:function", "work:fetch")
    hands.click("addInput")
    hands.type_into("input:input:name", "customer_id")
    hands.click("addOutput")
    hands.type_into("output:output:name", "page")

    hands.drag_from_palette("python", middle + QPoint(150, 60))
    hands.type_into("step:id", "finish")
    hands.type_into("config:function", "work:finish")
    hands.click("addInput")
    hands.type_into("input:input:name", "text")
    hands.click("addOutput")
    hands.type_into("output:output:name", "length")
    # the function calls it `page`: a wire joins what names do not
    hands.connect(("fetch", "page"), ("finish", "text"))
    hands.type_into("input:text:name", "page")
    hands.click_step("finish")
    hands.key(Qt.Key.Key_G)
    assert window.document.diagram.flow.goals == {"finish"}
    saved = window.document.to_json()
    assert saved["steps"]["finish"]["inputs"].keys() == {"page"}

    hands.click("runButton")
    hands.type_into("input:customer_id", "C-7", commit=False)
    hands.click("inputsRun")
    await until(lambda: window.run_status() == "completed")
    assert window.session.state.attributes["length"][0].value == 4

    edits = window.document.undo_stack.count()
    assert edits >= 12
    for _ in range(edits):
        QTest.keyClick(canvas.viewport(), Qt.Key.Key_Z, CTRL)
    assert window.document.to_json()["steps"] == {}
    for _ in range(edits):
        QTest.keyClick(canvas.viewport(), Qt.Key.Key_Z, CTRL | SHIFT)
    assert window.document.to_json() == saved


async def test_a_refusal_is_a_sentence_at_the_cursor(open_designer, write_flow):
    steps = {
        "a": {"kind": "python", "outputs": {"text": {"type": "string"}}},
        "b": {"kind": "python", "inputs": {"count": {"type": "integer"}}},
    }
    hands = open_designer(write_flow(steps, ["b"]))
    hands.connect(("a", "text"), ("b", "count"), release=False)
    sentence = hands.canvas.refusal_text()
    assert "string" in sentence
    assert "integer" in sentence
    hands.release(hands.canvas.port_center("b", "input", "count"))
    assert hands.window.document.undo_text == ""


async def test_closing_with_unsaved_changes_asks_and_cancel_keeps_everything(
    open_designer, write_flow
):
    path = write_flow({"a": python_step("one")}, ["a"])
    before = path.read_bytes()
    hands = open_designer(path)
    hands.click_step("a")
    hands.key(Qt.Key.Key_Delete)
    hands.window.close()
    assert hands.find(QWidget, "closePrompt").isVisible()
    hands.click("closeCancel")
    assert hands.window.isVisible()
    hands.window.close()
    hands.click("closeDiscard")
    await until(lambda: not hands.window.isVisible())
    assert path.read_bytes() == before


async def test_save_at_the_close_prompt_saves_and_closes(open_designer, write_flow):
    path = write_flow({"a": python_step("one")}, ["a"])
    hands = open_designer(path)
    hands.click_step("a")
    hands.type_into("step:title", "First")
    hands.window.close()
    hands.click("closeSave")
    await until(lambda: not hands.window.isVisible())
    assert json.loads(path.read_text())["steps"]["a"]["title"] == "First"


async def test_a_half_drawn_flow_saves_and_opens_again_with_its_problems(open_designer, folder):
    hands = open_designer()
    hands.drag_from_palette("python", hands.canvas.viewport().rect().center())
    path = folder / "half.flow.json"
    hands.window.save_path(str(path))
    assert hands.window.document.is_clean
    again = open_designer(path)
    problems = await until(lambda: again.window.problem_list)
    assert "bad_config" in {problem.code for problem in problems}
    assert again.window.document.to_json() == hands.window.document.to_json()
    again.click("runButton")
    assert again.window.run_status() == "none"
    assert "cannot be run" in again.window.parts.bar.sentence


async def test_a_refused_file_is_a_sentence_and_the_document_stays(open_designer, folder):
    hands = open_designer(EXAMPLE)
    bad = folder / "bad.flow.json"
    bad.write_text('{"format": "backcast/1", "steps": {"a": {"kind": "python", "kind": "x"}}}')
    hands.window.open_path(str(bad))
    assert "bad.flow.json" in hands.window.parts.bar.sentence
    assert "setup-account" in hands.window.document.diagram.flow.steps


async def test_a_save_that_fails_is_a_sentence_and_the_work_is_still_there(open_designer, folder):
    hands = open_designer(EXAMPLE)
    hands.click_step("setup-account")
    hands.type_into("step:title", "Changed")
    hands.window.save_path(str(folder / "no such folder" / "x.flow.json"))
    assert "could not be saved" in hands.window.parts.bar.sentence
    assert not hands.window.document.is_clean


BAD_FUNCTIONS = """
import sys
def raises():
    raise ValueError("no rows")
def wrong():
    return "many"
def leaves():
    sys.exit(3)
def prints():
    print("hello")
    return 1
"""


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("raises", "no rows"),
        ("wrong", "expected integer, got string"),
        ("leaves", "end the program"),
        ("nowhere", "nowhere"),
    ],
)
async def test_bad_functions_fail_their_step_and_the_designer_stands(
    open_designer, write_flow, function, words
):
    step = python_step(function)
    step["outputs"] = {"x": {"type": "integer"}}
    hands = open_designer(write_flow({"a": step}, ["a"], BAD_FUNCTIONS))
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "failed")
    await until(lambda: hands.canvas.step_status("a") == "failed")
    assert words in hands.canvas.step_text("a")
    assert hands.window.isVisible()


async def test_what_a_step_prints_is_listed_in_the_run_panel(open_designer, write_flow, capfd):
    hands = open_designer(write_flow({"a": python_step("prints")}, ["a"], BAD_FUNCTIONS))
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed")
    assert "hello" in " ".join(all_words(hands.window.parts.log))
    assert capfd.readouterr().out == ""


def all_words(widget: QWidget) -> list[str]:
    from PySide6.QtWidgets import QAbstractItemView

    words: list[str] = []
    for view in widget.findChildren(QAbstractItemView):
        model = view.model()
        for row in range(model.rowCount()):
            words += [str(model.index(row, column).data()) for column in range(model.columnCount())]
    return words


async def test_an_edit_after_a_run_makes_what_is_below_it_stale_and_undo_mends_it(
    open_designer, write_flow
):
    module = "def one():\n    return 1\ndef two(x):\n    return 2\n"
    steps = {"a": python_step("one"), "b": python_step("two", ("x",), ("y",))}
    hands = open_designer(write_flow(steps, ["b"], module))
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed")
    hands.click_step("a")
    hands.type_into("config:function", "work:other")
    await until(lambda: hands.canvas.step_status("b") == "stale")
    hands.window.document.undo()
    assert hands.canvas.step_status("b") == "completed"


async def test_three_steps_of_a_second_take_little_more_and_the_loop_is_never_late(
    open_designer, write_flow
):
    module = """
import asyncio, time
async def one():
    await asyncio.sleep(1)
    return 1
def two():
    time.sleep(1)
    return 2
def three():
    time.sleep(1)
    return 3
def goal(x, y, z):
    return x + y + z
"""
    steps = {
        "one": python_step("one"),
        "two": python_step("two", (), ("y",)),
        "three": python_step("three", (), ("z",)),
        "goal": python_step("goal", ("x", "y", "z"), ("sum",)),
    }
    hands = open_designer(write_flow(steps, ["goal"], module))
    await until(lambda: hands.window.problem_list is not None)
    await asyncio.sleep(0.3)  # the window's first paint and check are not the run's
    lateness: list[float] = []

    async def tick() -> None:
        while True:
            due = time.monotonic() + 0.016
            await asyncio.sleep(0.016)
            lateness.append(time.monotonic() - due)

    for _ in range(3):  # a busy machine may be late once; ours is late every time
        lateness.clear()
        ticking = asyncio.create_task(tick())
        hands.click("runButton")
        await until(lambda: hands.window.run_status() == "completed")
        ticking.cancel()
        state = hands.window.session.state
        took = state.ended - state.started
        if took < 1.3 and max(lateness) < 0.1:
            return
    raise AssertionError(f"took {took:.2f} s, the loop was {max(lateness) * 1000:.0f} ms late")


async def test_zoom_goes_to_the_cursor_and_fit_shows_all(open_designer):
    hands = open_designer(EXAMPLE)
    canvas = hands.canvas
    at = canvas.step_rect("setup-account").center()
    before = canvas.step_rect("setup-account").width()
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    for _ in range(5):
        wheel = QWheelEvent(
            QPointF(at), QPointF(canvas.viewport().mapToGlobal(at)), QPoint(), QPoint(0, 120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(canvas.viewport(), wheel)
    assert canvas.step_rect("setup-account").width() > before
    assert (canvas.step_rect("setup-account").center() - at).manhattanLength() < 8
    hands.key(Qt.Key.Key_A)
    for step in (*PARALLEL, "complete-onboarding", ""):
        assert canvas.viewport().rect().contains(canvas.step_rect(step))


async def test_the_title_tells_whether_the_file_holds_what_is_shown(open_designer, write_flow):
    hands = open_designer(write_flow({"a": python_step("one")}, ["a"]))
    saved = [label for label in hands.window.findChildren(QLabel) if label.text() == "Saved"]
    assert saved
    assert not hands.window.isWindowModified()
    hands.click_step("a")
    hands.type_into("step:title", "First")
    assert hands.window.isWindowModified()
    assert saved[0].text() == "● unsaved"
    hands.window.document.undo()
    assert not hands.window.isWindowModified()


async def test_a_file_that_somebody_else_changed_is_not_overwritten_unasked(
    open_designer, write_flow
):
    path = write_flow({"a": python_step("one")}, ["a"])
    hands = open_designer(path)
    hands.click_step("a")
    hands.type_into("step:title", "Mine")
    theirs = path.read_text().replace("work:one", "work:theirs")
    path.write_text(theirs)
    hands.window.save_path(str(path))
    assert "somebody else" in hands.window.parts.bar.sentence
    assert path.read_text() == theirs
    hands.click("saveOverwrite")
    assert json.loads(path.read_text())["steps"]["a"]["title"] == "Mine"
    assert hands.window.document.is_clean


async def test_save_path_saves_under_the_very_path(open_designer, folder):
    hands = open_designer(EXAMPLE)
    hands.window.save_path(str(folder / "plain"))
    assert (folder / "plain").is_file()


async def test_a_save_that_works_takes_the_message_of_one_that_failed_away(open_designer, folder):
    hands = open_designer(EXAMPLE)
    hands.window.save_path(str(folder / "no such folder" / "x.flow.json"))
    assert hands.window.parts.bar.sentence
    hands.window.save_path(str(folder / "x.flow.json"))
    assert hands.window.parts.bar.sentence == ""


async def test_problems_follow_the_document_to_another_folder(open_designer, write_flow, tmp_path):
    path = write_flow({"a": python_step("one")}, ["a"], "def one():\n    return 1\n")
    hands = open_designer(path)
    await until(lambda: hands.window.problem_list == ())
    other = tmp_path / "elsewhere"
    other.mkdir()
    hands.window.save_path(str(other / "made.flow.json"))
    await until(lambda: hands.window.problem_list, "the module is not there")
    (other / "work.py").write_text("def one():\n    return 1\n")


async def test_the_run_key_submits_the_form_that_is_open(open_designer):
    hands = open_designer(EXAMPLE)
    hands.click("runButton")
    for name in ("customer_id", "email", "customer_name"):
        hands.type_into(f"input:{name}", "ada@example.org", commit=False)
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed")


async def test_the_status_bar_tells_how_the_run_stands(open_designer, write_flow):
    hands = open_designer(write_flow({"a": python_step("never")}, ["a"], NEVER))
    hands.click("runButton")
    await until(lambda: hands.canvas.step_status("a") == "running")
    words = [label.text() for label in hands.window.statusBar().findChildren(QLabel)]
    assert "Running: 0 of 1 steps have ended" in words
    hands.click("stopButton")
    await until(lambda: hands.window.run_status() == "cancelled")
    bar = hands.window.statusBar()
    told = ("The run was stopped", "Last run: stopped")
    await until(lambda: any(label.text().startswith(told) for label in bar.findChildren(QLabel)))


async def test_a_run_is_kept_in_the_store_as_it_was_drawn(open_designer, write_flow):
    from engine.store import Store, store_path

    path = write_flow({"a": python_step("prints")}, ["a"], BAD_FUNCTIONS)
    hands = open_designer(path)
    hands.click_step("a")
    hands.type_into("step:title", "Not saved")
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed")
    await until(lambda: not hands.window.session.is_running)
    with Store(store_path()) as store:
        (entry,) = store.runs()
        assert (entry.status, entry.run) == ("completed", hands.window.session.state.run)
        assert b"Not saved" in store.recipe(entry.run).text


async def test_a_run_goes_on_where_it_cannot_be_kept(
    open_designer, write_flow, monkeypatch, tmp_path
):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("BACKCAST_STORE", str(tmp_path / "file" / "store.sqlite3"))
    hands = open_designer(write_flow({"a": python_step("prints")}, ["a"], BAD_FUNCTIONS))
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed")
    assert "not kept" in hands.window.parts.bar.sentence


async def test_the_window_says_unsaved_while_a_field_is_typed_in(open_designer, write_flow) -> None:
    hands = open_designer(write_flow({"a": {"kind": "set", "outputs": {"x": {}}}}, ["a"]))
    await until(hands.window.isActiveWindow)
    hands.canvas.select(["a"])
    assert not hands.window.isWindowModified()
    hands.type_into("step:title", "First", commit=False)
    title = hands.find(QLineEdit, "step:title")
    assert hands.window.isWindowModified()
    assert "● unsaved" in [label.text() for label in hands.window.findChildren(QLabel)]
    QTest.keyClick(title, Qt.Key.Key_Escape)
    assert not hands.window.isWindowModified()
    QTest.keyClicks(title, "First")
    hands.canvas.setFocus()
    assert hands.window.document.diagram.flow.steps["a"].title == "First"
    hands.window.document.undo_stack.undo()
    assert not hands.window.isWindowModified()


async def test_tab_leads_through_the_buttons_of_an_empty_canvas(open_designer) -> None:
    hands = open_designer()
    await until(hands.window.isActiveWindow)
    first, second = hands.window.parts.welcome.findChildren(QPushButton)[:2]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert hands.window.focusWidget() is second
    assert QApplication.activePopupWidget() is None
