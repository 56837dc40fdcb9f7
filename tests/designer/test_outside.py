from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def flow(folder: Path) -> Path:
    path = folder / "f.flow.json"
    write(path, "a", "b")
    return path


def write(path: Path, *steps: str, **config: object) -> None:
    """As other programs write: a new file in the place of the old one."""
    content = {step: {"kind": "set", "title": "x" * len(steps)} for step in steps}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"format": "backcast/1", "steps": content, **config}))
    fresh.replace(path)


def there(path: Path) -> bool:
    return path.exists()


def said(hands: Hands) -> str:
    return hands.window.parts.bar.sentence


async def test_a_file_that_another_program_changed_is_told_of_and_reloaded(open_designer, flow):
    hands = open_designer(flow)
    hands.click_step("a")
    hands.type_into("step:title", "Mine")
    write(flow, "a", "c", "d")
    await until(lambda: "changed by another program" in said(hands))
    assert hands.window.document.diagram.flow.steps.keys() == {"a", "b"}
    assert hands.window.isWindowModified()
    hands.click("diskReload")
    assert hands.window.document.diagram.flow.steps.keys() == {"a", "c", "d"}
    assert hands.canvas.step_rect("d")
    assert not hands.window.isWindowModified()
    hands.key(Qt.Key.Key_Z, CTRL)
    assert hands.window.document.diagram.flow.steps["a"].title == "Mine"
    assert hands.window.isWindowModified()


async def test_the_news_does_not_take_the_keyboard(open_designer, flow):
    hands = open_designer(flow)
    hands.canvas.setFocus()
    write(flow, "c")
    await until(lambda: said(hands))
    assert hands.window.focusWidget() is hands.canvas
    hands.key(Qt.Key.Key_Return)
    assert said(hands)


async def test_keeping_mine_stands_until_it_is_saved_over(open_designer, flow):
    hands = open_designer(flow)
    write(flow, "c")
    await until(lambda: said(hands))
    hands.click("diskKeep")
    assert said(hands) == ""
    assert hands.window.isWindowModified()
    assert hands.window.document.diagram.flow.steps.keys() == {"a", "b"}
    hands.key(Qt.Key.Key_S, CTRL)
    assert said(hands) == ""
    assert json.loads(flow.read_text())["steps"].keys() == {"a", "b"}
    assert not hands.window.isWindowModified()
    backup = flow.with_name("f.flow.json.bak")
    assert json.loads(backup.read_text())["steps"].keys() == {"c"}, "theirs is not lost either"


async def test_compare_lists_what_differs(open_designer, flow):
    hands = open_designer(flow)
    write(flow, "b", "c", "d", goals=["c"])
    await until(lambda: said(hands))
    hands.click("diskCompare")
    told = said(hands)
    for line in ("added 'c', 'd'", "removed 'a'", "changed 'b' (", "made a Goal: 'c'"):
        assert line in told
    hands.click("diskReload")
    assert hands.window.document.diagram.flow.steps.keys() == {"b", "c", "d"}


async def test_a_change_that_is_no_flow_is_said_and_the_work_stays(open_designer, flow):
    hands = open_designer(flow)
    flow.write_text("{")
    await until(lambda: said(hands))
    for answer in ("diskCompare",):
        hands.click(answer)
    assert "cannot be read" in said(hands)
    assert "quotes. Your work is still here." in said(hands), "two sentences"
    assert hands.window.document.diagram.flow.steps.keys() == {"a", "b"}
    hands.window.outside.look()
    assert "cannot be read" in said(hands)


async def test_a_touched_file_and_our_own_save_are_no_news(open_designer, flow):
    hands = open_designer(flow)
    os.utime(flow, (5, 5))
    hands.window.outside.look()
    assert said(hands) == ""
    hands.click_step("a")
    hands.type_into("step:title", "Mine")
    hands.key(Qt.Key.Key_S, CTRL)
    hands.window.outside.look()
    assert said(hands) == ""


async def test_a_deleted_file_is_told_of_and_saving_puts_it_back(open_designer, flow):
    hands = open_designer(flow)
    flow.unlink()
    await until(lambda: "not there any more" in said(hands))
    assert hands.window.isWindowModified()
    hands.window.close()
    assert hands.window.isVisible(), "it is the only copy"
    hands.click("closeCancel")
    hands.key(Qt.Key.Key_S, CTRL)
    assert json.loads(flow.read_text())["steps"].keys() == {"a", "b"}
    assert not hands.window.isWindowModified()
    flow.unlink()
    await until(lambda: "not there any more" in said(hands), "it is told of again")


async def test_a_vanished_folder_is_a_sentence_with_a_way_out(open_designer, flow, tmp_path):
    hands = open_designer(flow)
    hands.click_step("a")
    hands.type_into("step:title", "Mine")
    assert hands.window.document.journal.flush()  # it may be writing into the folder
    shutil.rmtree(flow.parent)
    hands.key(Qt.Key.Key_S, CTRL)
    assert "could not be saved" in said(hands)
    assert hands.window.isWindowModified()
    assert hands.find(QPushButton, "saveElsewhere")
    hands.window.save_path(str(tmp_path / "f.flow.json"))
    assert json.loads((tmp_path / "f.flow.json").read_text())["steps"]["a"]["title"] == "Mine"
    assert said(hands) == ""


async def test_of_two_windows_on_one_file_the_second_is_told_and_nothing_is_overwritten(
    open_designer, flow
):
    first = open_designer(flow)
    first.click_step("a")
    first.type_into("step:title", "First")
    assert first.window.document.journal.flush()
    second = open_designer(flow)
    assert "open in another window" in said(second)
    assert not second.window.parts.recover.isVisible()
    second.click_step("b")
    second.type_into("step:title", "Second")
    first.key(Qt.Key.Key_S, CTRL)
    await until(lambda: "changed by another program" in said(second))
    QTest.keyClick(second.canvas.viewport(), Qt.Key.Key_S, CTRL)
    assert "somebody else" in said(second)
    assert json.loads(flow.read_text())["steps"]["a"]["title"] == "First"
    assert second.window.document.diagram.flow.steps["b"].title == "Second"


async def test_news_of_another_tab_waits_until_it_is_shown(open_designer, flow, folder):
    other = folder / "other.flow.json"
    write(other, "z")
    hands = open_designer(flow)
    hands.window.open_path(str(other))
    write(flow, "c")
    await until(lambda: hands.window.parts.tabs.tabText(0).startswith("●"))
    assert said(hands) == ""
    hands.window.pages.step(1)
    assert "changed by another program" in said(hands)


async def test_a_save_that_cannot_be_kept_safe_against_a_crash_is_told(
    open_designer, flow, home, monkeypatch
):
    shutil.rmtree(home, ignore_errors=True)
    home.write_text("in the way of the recovery folder")
    hands = open_designer(flow)
    hands.click_step("a")
    hands.type_into("step:title", "Mine")
    assert hands.window.document.journal.flush()
    await until(lambda: "would be lost in a crash" in said(hands))
    words = [label.text() for label in hands.window.findChildren(QLabel)]
    assert "● unsaved" in words


async def test_a_vanished_folder_is_told_of_and_made_again_when_asked(open_designer, flow, folder):
    hands = open_designer(flow)
    hands.click_step("a")
    hands.type_into("step:title", "Mine")
    assert hands.window.document.journal.flush()  # it may be writing into the folder
    shutil.rmtree(folder)
    await until(lambda: "and its folder are not there any more" in said(hands))
    QTest.keyClick(hands.window, Qt.Key.Key_S, CTRL)
    assert f"could not be saved: its folder '{folder}' is not there any more" in said(hands)
    assert not there(folder), "nothing is made unasked"
    hands.click("saveFolder")
    assert json.loads(flow.read_text())["steps"]["a"]["title"] == "Mine"
    assert not said(hands)
    assert not hands.window.isWindowModified()
    write(flow, "a", "c")
    await until(lambda: "changed by another program" in said(hands), "it is watched again")
