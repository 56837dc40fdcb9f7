"""Flows from elsewhere in the designer: nothing is executed before the user says so."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QTreeWidget, QWidget

from designer.panels.trusting import MOST_ROWS, Executed, TrustPanel
from engine.provenance import ORIGIN, download_mark
from engine.trust import REQUIRED, Trust
from tests.designer.hands import Hands, until

MODULE = """
from pathlib import Path
Path(__file__).with_name("imported").touch()

def pay():
    return {"paid": 1}
"""
PAY = {"kind": "python", "config": {"function": "work:pay"}, "outputs": {"paid": {}}}
TELL = {
    "kind": "command", "config": {"command": ["echo", "{paid}"]},
    "inputs": {"paid": {}}, "outputs": {"told": {}},
}  # fmt: skip

pytestmark = pytest.mark.skipif(not hasattr(os, "setxattr"), reason="the system has no such marks")


@pytest.fixture
def download(write_flow: Any) -> Path:
    path: Path = write_flow({"pay": PAY, "tell": TELL}, ["tell"], MODULE)
    os.setxattr(path, ORIGIN, b"https://example.com/made.zip")
    return path


def asks(hands: Hands) -> TrustPanel | None:
    panel = hands.window.trusting.panel
    return panel if panel.isVisible() else None


def imported(path: Path) -> bool:
    return path.with_name("imported").exists()


def title(path: Path, step: str) -> str:
    return str(json.loads(path.read_text())["steps"][step]["title"])


async def press_run(hands: Hands) -> None:
    await until(lambda: hands.window.pages.current.plan.steps, "it is planned")
    hands.click("runButton")


async def completed(hands: Hands) -> None:
    await until(lambda: hands.window.run_status() == "completed", "it runs")
    await until(lambda: not hands.window.session.is_running)


async def test_a_download_opens_plans_and_draws_and_asks_before_its_first_run(
    open_designer: Callable[..., Hands], download: Path
) -> None:
    hands = open_designer(download)
    await press_run(hands)
    panel = asks(hands)
    assert panel is not None
    assert not imported(download)
    assert str(download.parent) in panel.accessibleName()
    tree = hands.find(QTreeWidget, "trustList")
    items = [tree.topLevelItem(n) for n in range(tree.topLevelItemCount())]
    assert [[item.text(column) for column in range(4)] for item in items] == [
        ["Call", "work:pay", "work.py", "pay"],
        ["Start", "echo '{paid}'", "", "tell"],
    ]
    assert hands.window.focusWidget().objectName() == "trustNotNow"
    QTest.keyClick(hands.window.focusWidget(), Qt.Key.Key_Escape)
    assert asks(hands) is None
    await asyncio.sleep(0)
    assert not hands.window.session.is_running
    assert hands.window.focusWidget() is hands.canvas

    hands.click("runButton")
    QTest.keyClick(hands.window.focusWidget(), Qt.Key.Key_Tab)
    assert hands.window.focusWidget().objectName() == "trustRun"
    QTest.keyClick(hands.window.focusWidget(), Qt.Key.Key_Return)
    await completed(hands)
    assert imported(download)

    hands.click("runButton")
    assert asks(hands) is None, "the answer is remembered"
    await completed(hands)
    assert Trust().folders()[0].folder == download.parent.resolve()


async def test_a_changed_module_asks_again_and_says_what_changed(
    open_designer: Callable[..., Hands], download: Path
) -> None:
    hands = open_designer(download)
    await press_run(hands)
    hands.click("trustRun")
    await completed(hands)
    work = download.with_name("work.py")
    work.write_text(work.read_text() + "# tampered with\n")
    hands.click("runButton")
    assert asks(hands) is not None
    words = [child.text() for child in asks(hands).findChildren(QWidget) if hasattr(child, "text")]
    assert "Changed since it was allowed: 'work.py'." in words
    first = hands.find(QTreeWidget, "trustList").topLevelItem(0)
    assert first.text(1) == "work:pay (changed)"
    hands.find(QCheckBox, "trustAlways").setFocus()
    QTest.keyClick(hands.find(QCheckBox, "trustAlways"), Qt.Key.Key_Space)
    assert hands.find(QCheckBox, "trustAlways").isChecked()
    hands.click("trustRun")
    await completed(hands)
    work.write_text(work.read_text() + "# and again\n")
    hands.click("runButton")
    assert asks(hands) is None
    await completed(hands)

    action = hands.window.findChild(QAction, "trustedFolders")
    assert action is not None
    action.trigger()
    tree = hands.find(QTreeWidget, "trustedList")
    assert tree.topLevelItem(0).text(0) == str(download.parent.resolve())
    hands.click("trustedForget")
    assert tree.topLevelItemCount() == 0
    hands.click("runButton")
    assert asks(hands) is not None


async def test_code_that_is_changed_while_the_question_stands_is_asked_about_too(
    open_designer: Callable[..., Hands], download: Path
) -> None:
    hands = open_designer(download)
    await press_run(hands)
    work = download.with_name("work.py")
    work.write_text(work.read_text() + "# swapped behind the panel\n")
    hands.click("trustRun")
    assert asks(hands) is not None
    assert not imported(download)
    hands.click("trustRun")
    await completed(hands)


async def test_an_answer_that_cannot_be_kept_runs_nothing(
    open_designer: Callable[..., Hands], download: Path
) -> None:
    hands = open_designer(download)
    await press_run(hands)
    hands.window.trusting.trust.path.mkdir(parents=True)
    hands.click("trustRun")
    assert "nothing was run" in hands.window.parts.bar.sentence
    assert not imported(download)
    assert not hands.window.session.is_running


async def test_ones_own_edits_of_an_allowed_flow_are_not_asked_about(
    open_designer: Callable[..., Hands], download: Path
) -> None:
    hands = open_designer(download)
    await press_run(hands)
    hands.click("trustRun")
    await completed(hands)
    hands.click_step("tell")
    hands.type_into("step:title", "Tell them")
    hands.click("runButton")
    await completed(hands)
    assert asks(hands) is None
    hands.window.save_path(str(download))
    assert title(download, "tell") == "Tell them"
    assert download_mark(download) == "https://example.com/made.zip"
    hands.click("runButton")
    assert asks(hands) is None
    await completed(hands)


async def test_saving_a_download_that_was_never_allowed_allows_nothing(
    open_designer: Callable[..., Hands], download: Path
) -> None:
    hands = open_designer(download)
    await until(lambda: hands.window.pages.current.plan.steps, "it is planned")
    hands.click_step("tell")
    hands.type_into("step:title", "Tell them")
    hands.window.save_path(str(download))
    hands.canvas.setFocus()
    hands.click("runButton")
    assert asks(hands) is not None
    assert not imported(download)
    hands.click_step("pay")
    hands.key(Qt.Key.Key_Delete)
    assert asks(hands) is None, "what was asked about is not what is shown any more"


async def test_ones_own_flow_runs_unasked_unless_trust_is_required(
    open_designer: Callable[..., Hands], write_flow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_flow({"pay": PAY, "tell": TELL}, ["tell"], MODULE)
    hands = open_designer(path)
    await press_run(hands)
    assert asks(hands) is None
    await completed(hands)
    monkeypatch.setenv(REQUIRED, "1")
    hands.click("runButton")
    assert asks(hands) is not None
    hands.click("trustNotNow")
    assert asks(hands) is None


async def test_a_thousand_things_with_hostile_names_are_listed_in_a_small_panel(
    open_designer: Callable[..., Hands],
) -> None:
    hands = open_designer()
    panel = hands.window.trusting.panel
    many = [Executed("program", f"<b>{n}</b>" + "x" * 300, "", "s" * 500) for n in range(1000)]
    panel.ask("<img src=x>" + "f" * 400, "why", many, ["<b>c</b>"])
    assert hands.find(QTreeWidget, "trustList").topLevelItemCount() == MOST_ROWS
    room = hands.canvas.rect()
    assert room.contains(panel.geometry())
    run = hands.find(QWidget, "trustRun")
    assert panel.rect().contains(run.geometry()), "the buttons can be reached"
