"""Where something is to be written: an existing file is replaced only when that was said, in the window."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox
from shiboken6 import isValid

from tests.designer.hands import Hands, until

Open = Callable[..., Hands]
Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
STEPS = {"one": {"kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}}}
WAITS = {"one": {"kind": "wait", "config": {"seconds": 0.3}}}


async def name(hands: Hands, dialog: str, file: str) -> None:
    """Type a name into the file dialog and press Enter, as Qt delivers it: in no task of ours."""
    shown = await until(lambda: hands.window.findChild(QFileDialog, dialog))
    await until(shown.isVisible)
    field = shown.findChild(QLineEdit, "fileNameEdit")
    shown.activateWindow()
    field.setFocus()
    await until(field.hasFocus)  # else what is chosen in the list counts
    field.setCompleter(None)  # its popup grabs the keyboard, which cannot be done offscreen
    field.selectAll()
    QTest.keyClicks(field, file)
    QTimer.singleShot(0, lambda: QTest.keyClick(field, Key.Key_Return))
    await until(lambda: not isValid(shown), "the dialog is gone")


def retitle(hands: Hands) -> None:
    hands.click_step("one")
    hands.type_into("step:title", "Mine")


@pytest.mark.parametrize("typed", ["other", "other.flow", "other.flow.json"])
async def test_a_flow_takes_the_place_of_no_file_unasked(
    open_designer: Open, write_flow: Callable[..., Path], typed: str
) -> None:
    path = write_flow(STEPS, ["one"])
    other = path.with_name("other.flow.json")
    other.write_text("precious")
    hands = open_designer(path)
    retitle(hands)
    bar = hands.window.parts.bar
    QTest.keyClick(hands.window, Key.Key_S, CTRL | SHIFT)
    await name(hands, "saveDialog", typed)
    assert bar.sentence == f"'{other.name}' is there already, in {path.parent}."
    assert other.read_text() == "precious"
    hands.click("targetCancel")
    assert (other.read_text(), hands.window.document.path) == ("precious", path)
    QTest.keyClick(hands.window, Key.Key_S, CTRL | SHIFT)
    await name(hands, "saveDialog", typed)
    hands.click("targetOther")
    await name(hands, "saveDialog", typed)
    hands.click("targetReplace")
    assert json.loads(other.read_text())["steps"]["one"]["title"] == "Mine"
    assert hands.window.document.path == other
    QTest.keyClick(hands.window, Key.Key_S, CTRL | SHIFT)
    await name(hands, "saveDialog", other.name)
    assert bar.sentence == "", "its own file is no other"
    assert hands.window.document.is_clean


async def test_a_picture_takes_the_place_of_no_file_unasked(
    open_designer: Open, write_flow: Callable[..., Path]
) -> None:
    path = write_flow(STEPS, ["one"])
    there = path.with_name("drawing.mmd")
    there.write_text("precious")
    hands = open_designer(path)
    hands.window.findChild(QAction, "exportMermaid").trigger()
    await name(hands, "exportDialog", "drawing")
    assert there.read_text() == "precious"
    hands.click("targetReplace")
    assert "one" in there.read_text()


async def test_the_document_that_was_shown_is_saved_whatever_was_opened_meanwhile(
    open_designer: Open, write_flow: Callable[..., Path]
) -> None:
    path = write_flow(STEPS, ["one"])
    second = path.with_name("second.flow.json")
    second.write_bytes(path.read_bytes())
    hands = open_designer(path)
    retitle(hands)
    QTest.keyClick(hands.window, Key.Key_S, CTRL | SHIFT)
    await until(lambda: hands.window.findChild(QFileDialog, "saveDialog"))
    hands.window.open_path(str(second))  # as another program's `backcast second.flow.json` does
    assert hands.window.document.path == second
    await name(hands, "saveDialog", "copy.flow.json")
    copy = path.with_name("copy.flow.json")
    assert json.loads(copy.read_text())["steps"]["one"]["title"] == "Mine"
    assert hands.window.document.path == copy
    assert [page.document.path for page in hands.window.pages.all] == [copy, second]


async def test_a_box_that_qt_itself_executes_breaks_no_run(
    open_designer: Open, write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(WAITS, ["one"]))
    window = hands.window
    ends: list[str] = []
    window.runSettled.connect(lambda *_: ends.append(window.run_status()))
    QTest.keyClick(window, Key.Key_F5)
    await until(lambda: window.run_status() == "running")
    QTest.keyClick(window, Key.Key_O, CTRL)
    dialog = await until(lambda: window.findChild(QFileDialog))
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    field.setText("nowhere")
    seen: list[tuple[str, list[str]]] = []

    def leave() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox) and ends:  # it is executed, and the run has ended meanwhile
            seen.append((box.text(), list(ends)))
            box.reject()
            dialog.reject()
        elif not seen:
            QTimer.singleShot(20, leave)

    QTimer.singleShot(0, lambda: QTest.keyClick(field, Key.Key_Return))
    QTimer.singleShot(0, leave)
    await until(lambda: seen and not isValid(dialog), "both dialogs are gone")
    assert "nowhere" in seen[0][0]
    assert seen[0][1] == ["completed"]
    QTest.keyClick(window, Key.Key_F5)
    await until(lambda: len(ends) == 2, "and another run goes as ever")
    assert ends[1] == "completed"
