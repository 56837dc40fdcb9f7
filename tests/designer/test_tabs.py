from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from designer.document.scenery import PanelId
from designer.window.tabs import Tabs
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def flows(folder: Path) -> tuple[Path, Path, Path]:
    """Three flow files, `one`, `two` and `three`, each with a Step of that name."""
    (folder / "work.py").write_text(
        "import asyncio\ndef go():\n    return 1\n"
        "async def never():\n    await asyncio.Event().wait()\n"
    )
    made = []
    for name in ("one", "two", "three"):
        step = {"kind": "python", "config": {"function": "work:go"}, "outputs": {"x": {}}}
        path = folder / f"{name}.flow.json"
        path.write_text(
            json.dumps({"format": "backcast/1", "goals": [name], "steps": {name: step}})
        )
        made.append(path)
    return tuple(made)


def tabs(hands: Hands) -> Tabs:
    return hands.window.parts.tabs


def titles(hands: Hands) -> list[str]:
    return [tabs(hands).tabText(index) for index in range(tabs(hands).count())]


def press(hands: Hands, key: Qt.Key, modifiers: Any = CTRL) -> None:
    QTest.keyClick(hands.window, key, modifiers)


def shown(hands: Hands) -> str:
    return next(iter(hands.window.document.diagram.flow.steps), "")


async def test_one_document_has_no_row_of_tabs_and_two_have(open_designer, flows):
    hands = open_designer(flows[0])
    assert not tabs(hands).isVisible()
    hands.window.open_path(str(flows[1]))
    assert tabs(hands).isVisible()
    assert titles(hands) == ["one", "two"]
    assert shown(hands) == "two"
    assert hands.canvas.step_rect("two")


async def test_what_is_being_written_is_there_after_a_look_at_another_tab(open_designer, flows):
    data = json.loads(flows[0].read_text())
    data["view"] = {"notes": {"n": {"text": "Note", "box": [0, 200, 200, 90]}}}
    flows[0].write_text(json.dumps(data))
    hands = open_designer(flows[0])
    hands.window.open_path(str(flows[1]))
    press(hands, Qt.Key.Key_Tab)
    note = PanelId("note", "n")
    hands.canvas.writing.write_on(note)
    QTest.keyClicks(hands.find(QPlainTextEdit, "panelText"), "Kept")
    press(hands, Qt.Key.Key_Tab)
    assert shown(hands) == "two"
    press(hands, Qt.Key.Key_Tab)
    assert hands.window.document.diagram.view["notes"]["n"]["text"] == "Kept"
    assert hands.canvas.picture.scenery.panels[note].text == "Kept"


async def test_ctrl_tab_goes_round_and_back(open_designer, flows):
    hands = open_designer(flows[0])
    for path in flows[1:]:
        hands.window.open_path(str(path))
    seen = []
    for _ in range(3):
        press(hands, Qt.Key.Key_Tab)
        seen.append(shown(hands))
    assert seen == ["one", "two", "three"]
    press(hands, Qt.Key.Key_Backtab, CTRL | SHIFT)
    assert shown(hands) == "two"
    assert "two" in hands.window.windowTitle()


async def test_each_document_keeps_its_undo_its_view_its_selection_and_its_problems(
    open_designer, flows
):
    hands = open_designer(flows[0])
    hands.click_step("one")
    hands.type_into("step:title", "First")
    hands.canvas.zoom_to(2.0)
    seen = hands.canvas.step_rect("one")
    hands.window.open_path(str(flows[1]))
    assert hands.window.document.undo_text == ""
    assert hands.canvas.selection == frozenset()
    await until(lambda: hands.window.problem_list == () and hands.window.pages.current.plan.steps)
    QTest.mouseClick(tabs(hands), Qt.MouseButton.LeftButton, pos=tabs(hands).tabRect(0).center())
    assert shown(hands) == "one"
    assert hands.canvas.selection == {"one"}
    assert hands.canvas.step_rect("one") == seen
    assert hands.window.inspector.findChild(QWidget, "step:title").text() == "First"
    press(hands, Qt.Key.Key_Z)
    assert hands.window.document.is_clean
    assert hands.window.document.diagram.flow.steps["one"].title == ""
    press(hands, Qt.Key.Key_Tab)
    assert hands.window.document.redo_text == ""


async def test_a_run_goes_on_behind_another_tab_and_is_shown_on_coming_back(open_designer, flows):
    flows[0].write_text(flows[0].read_text().replace("work:go", "work:never"))
    hands = open_designer(flows[0])
    hands.click("runButton")
    await until(lambda: hands.canvas.step_status("one") == "running")
    first = hands.window.session
    hands.window.open_path(str(flows[1]))
    assert hands.window.run_status() == "none"
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed")
    assert hands.canvas.step_status("two") == "completed"
    assert first.is_running
    first.stop()
    await until(lambda: not first.is_running)
    press(hands, Qt.Key.Key_Tab)
    assert hands.window.run_status() == "cancelled"
    assert hands.canvas.step_status("one") == "cancelled"
    assert hands.window.parts.log.rows.rowCount() > 0
    words = [label.text() for label in hands.window.statusBar().findChildren(QLabel)]
    assert not any(text.startswith("Running") for text in words)


async def test_a_file_that_is_open_is_not_opened_twice(open_designer, flows, folder):
    hands = open_designer(flows[0])
    hands.click_step("one")
    hands.type_into("step:title", "Mine")
    hands.window.open_path(str(flows[1]))
    link = folder / "link.flow.json"
    link.symlink_to(flows[0])
    for path in (flows[0], folder / ".." / folder.name / "one.flow.json", link):
        hands.window.pages.step(1)
        hands.window.open_path(str(path))
        assert titles(hands) == ["● one", "two"]
        assert hands.window.document.diagram.flow.steps["one"].title == "Mine"


async def test_a_file_that_is_open_in_another_window_is_shown_there(open_designer, flows):
    hands = open_designer(flows[0])
    press(hands, Qt.Key.Key_N, CTRL | SHIFT)
    other = await until(lambda: next(iter(hands.window.family.windows[1:]), None))
    assert other.document.is_pristine
    other.open_path(str(flows[1]))
    other.open_path(str(flows[0]))
    assert [page.document.title for page in other.pages.all] == ["two"]
    hands.window.open_path(str(flows[1]))
    assert titles(hands) == ["one"]


async def test_new_makes_a_tab_and_an_empty_one_is_used_up_first(open_designer, flows):
    hands = open_designer()
    press(hands, Qt.Key.Key_N)
    assert len(titles(hands)) == 1
    hands.window.open_path(str(flows[0]))
    assert titles(hands) == ["one"]
    press(hands, Qt.Key.Key_N)
    assert titles(hands) == ["one", "Untitled"]
    assert hands.window.document.diagram.flow.steps == {}


async def test_ctrl_w_and_the_middle_button_close_a_tab(open_designer, flows):
    hands = open_designer(flows[0])
    for path in flows[1:]:
        hands.window.open_path(str(path))
    press(hands, Qt.Key.Key_W)
    assert titles(hands) == ["one", "two"]
    assert shown(hands) == "two"
    at = tabs(hands).tabRect(0).center()
    QTest.mouseClick(tabs(hands), Qt.MouseButton.MiddleButton, pos=at)
    assert shown(hands) == "two"
    assert not tabs(hands).isVisible()
    press(hands, Qt.Key.Key_W)
    await until(lambda: not hands.window.isVisible())


async def test_closing_a_tab_with_work_asks_and_cancel_keeps_it(open_designer, flows):
    hands = open_designer(flows[0])
    before = flows[0].read_bytes()
    hands.click_step("one")
    hands.key(Qt.Key.Key_Delete)
    hands.window.open_path(str(flows[1]))
    at = tabs(hands).tabRect(0).center()
    QTest.mouseClick(tabs(hands), Qt.MouseButton.MiddleButton, pos=at)
    assert shown(hands) == "", "the tab that is asked about is shown"
    hands.click("closeCancel")
    assert titles(hands) == ["● one", "two"]
    press(hands, Qt.Key.Key_W)
    hands.click("closeDiscard")
    assert titles(hands) == ["two"]
    assert flows[0].read_bytes() == before


async def test_going_to_another_tab_takes_the_question_back(open_designer, flows):
    hands = open_designer(flows[0])
    hands.click_step("one")
    hands.key(Qt.Key.Key_Delete)
    hands.window.open_path(str(flows[1]))
    press(hands, Qt.Key.Key_Tab)
    press(hands, Qt.Key.Key_W)
    assert hands.find(QWidget, "closePrompt")
    press(hands, Qt.Key.Key_Tab)
    assert not hands.window.parts.prompt.isVisible()
    assert titles(hands) == ["● one", "two"]


async def test_closing_the_window_asks_for_each_tab_and_gives_up_nothing_before_the_last_answer(
    open_designer, flows
):
    hands = open_designer(flows[0])
    hands.window.open_path(str(flows[1]))
    for name in ("two", "one"):
        hands.click_step(name)
        hands.type_into("step:title", name.title())
        press(hands, Qt.Key.Key_Tab)
    hands.window.close()
    assert shown(hands) == "one"
    hands.click("closeDiscard")
    assert shown(hands) == "two"
    hands.click("closeCancel")
    assert titles(hands) == ["● one", "● two"]
    assert hands.window.isVisible()
    hands.window.close()
    hands.click("closeDiscard")
    hands.click("closeSave")
    await until(lambda: not hands.window.isVisible())
    assert "One" not in flows[0].read_text()
    assert json.loads(flows[1].read_text())["steps"]["two"]["title"] == "Two"


async def test_tabs_can_be_moved_and_say_which_is_saved(open_designer, flows):
    hands = open_designer(flows[0])
    hands.window.open_path(str(flows[1]))
    bar = tabs(hands)
    assert bar.accessibleTabName(0) == "one, saved"
    start = bar.tabRect(1).center()
    hands.drag_over(bar, start, QPoint(2, start.y()))
    await until(lambda: titles(hands) == ["two", "one"])
    assert [page.document.title for page in hands.window.pages.all] == ["two", "one"]
    assert shown(hands) == "two"
    hands.click_step("two")
    hands.key(Qt.Key.Key_Delete)
    assert titles(hands) == ["● two", "one"]
    assert bar.accessibleTabName(0) == "two, not saved"


async def test_two_files_of_one_name_are_told_apart_by_their_folders(open_designer, flows, folder):
    hands = open_designer(flows[0])
    twin = folder / "other" / "one.flow.json"
    twin.parent.mkdir()
    twin.write_bytes(flows[0].read_bytes())
    hands.window.open_path(str(twin))
    assert titles(hands) == [f"one – {folder.name}", "one – other"]


async def test_what_was_typed_goes_to_its_own_document_when_the_tab_changes(open_designer, flows):
    hands = open_designer(flows[0])
    hands.window.open_path(str(flows[1]))
    press(hands, Qt.Key.Key_Tab)
    hands.click_step("one")
    hands.type_into("step:title", "Typed", commit=False)
    press(hands, Qt.Key.Key_Tab)
    assert hands.window.document.is_clean
    press(hands, Qt.Key.Key_Tab)
    assert hands.window.document.diagram.flow.steps["one"].title == "Typed"


async def test_files_dropped_on_the_window_are_opened(open_designer, flows):
    hands = open_designer()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in flows[:2]])
    at = QPoint(200, 200)
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(hands.window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(hands.window, drop)
    assert titles(hands) == ["one", "two"]


async def test_the_open_dialog_takes_several_files(open_designer, flows):
    hands = open_designer()
    press(hands, Qt.Key.Key_O)
    dialog = await until(lambda: hands.window.findChild(QFileDialog))
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit([str(path) for path in flows])
    dialog.reject()
    assert titles(hands) == ["one", "two", "three"]


async def test_a_template_is_a_copy_that_runs_and_leaves_the_example_alone(open_designer, folder):
    before = EXAMPLE.read_bytes()
    hands = open_designer()
    (menu,) = [m for m in hands.window.findChildren(QMenu) if m.title() == "New from template"]
    (entry,) = [item for item in menu.actions() if item.text() == EXAMPLE.name]
    entry.trigger()
    document = hands.window.document
    assert document.path is None
    assert "setup-account" in document.diagram.flow.steps
    await until(lambda: hands.window.pages.current.plan.steps)
    assert hands.window.problem_list == ()
    hands.click_step("setup-account")
    hands.type_into("step:title", "Mine")
    hands.window.save_path(str(folder / "mine.flow.json"))
    assert EXAMPLE.read_bytes() == before
    assert json.loads((folder / "mine.flow.json").read_text())["steps"]["setup-account"]["title"]
    assert (folder / "onboarding.py").read_bytes() == EXAMPLE.with_name(
        "onboarding.py"
    ).read_bytes()
    await until(lambda: hands.window.problem_list == ())


async def test_recent_files_open_from_the_menu(open_designer, flows):
    hands = open_designer(flows[0])
    hands.window.open_path(str(flows[1]))
    press(hands, Qt.Key.Key_W)
    (menu,) = [m for m in hands.window.findChildren(QMenu) if m.title() == "Open recent"]
    menu.aboutToShow.emit()
    assert [item.text() for item in menu.actions()][:2] == ["two.flow.json", "one.flow.json"]
    menu.actions()[0].trigger()
    assert titles(hands) == ["one", "two"]


async def test_an_example_that_came_with_backcast_is_never_written_over(open_designer):
    before = EXAMPLE.read_bytes()
    hands = open_designer(EXAMPLE)
    hands.click_step("setup-account")
    hands.type_into("step:title", "Mine")
    press(hands, Qt.Key.Key_S)
    dialog = await until(lambda: hands.window.findChild(QFileDialog))
    assert "read-only" in hands.window.parts.bar.sentence
    dialog.reject()
    assert EXAMPLE.read_bytes() == before
    hands.window.document.undo()


async def test_a_read_only_file_says_so_and_save_asks_for_another_place(open_designer, flows):
    flows[0].chmod(0o444)
    before = flows[0].read_bytes()
    hands = open_designer(flows[0])
    assert "read-only" in hands.window.windowTitle()
    hands.click_step("one")
    hands.type_into("step:title", "Mine")
    press(hands, Qt.Key.Key_S)
    dialog = await until(lambda: hands.window.findChild(QFileDialog))
    assert "read-only" in hands.window.parts.bar.sentence
    assert flows[0].read_bytes() == before
    elsewhere = flows[0].parent / "copy.flow.json"
    dialog.fileSelected.emit(str(elsewhere))
    dialog.reject()
    assert elsewhere.exists()
    assert hands.window.document.path == elsewhere
    assert "read-only" not in hands.window.windowTitle()
    await asyncio.sleep(0)


async def test_flows_of_one_name_are_told_apart_by_their_files_and_new_ones_by_number(
    open_designer, flows
):
    for path in flows[:2]:
        path.write_text(path.read_text().replace('"goals"', '"name": "Pay", "goals"'))
    hands = open_designer(flows[0])
    assert titles(hands) == ["Pay"]
    hands.window.open_path(str(flows[1]))
    assert titles(hands) == ["one", "two"]
    for _ in range(2):
        press(hands, Qt.Key.Key_N)
        hands.window.parts.palette.chosen.emit("set")
    assert titles(hands) == ["one", "two", "● Untitled", "● Untitled (2)"]
    assert tabs(hands).accessibleTabName(3) == "Untitled (2), not saved"


async def test_the_cross_on_a_tab_closes_it(open_designer, flows):
    hands = open_designer(flows[0])
    hands.window.open_path(str(flows[1]))
    cross = tabs(hands).tabButton(0, Tabs.ButtonPosition.RightSide)
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert titles(hands) == ["two"]
