"""Files that an edit writes beside the flow: they go and come with it, where nobody else counts on them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.designer.hands import Hands, until

Open = Callable[..., Hands]
Key = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
STEPS = {
    "a": {"kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}},
    "b": {"kind": "set", "config": {"values": {"y": 1}}, "inputs": {"x": {}}, "outputs": {"y": {}}},
}
MODULE = "def old():\n    return 1\n"


@pytest.fixture
def hands(open_designer: Open, write_flow: Callable[..., Path]) -> Hands:
    hands = open_designer(write_flow(STEPS, ["b"], MODULE))
    QApplication.processEvents()
    hands.canvas.setFocus()
    return hands


def told(hands: Hands) -> str:
    return hands.window.parts.status.currentMessage()


def collapse(hands: Hands) -> None:
    hands.canvas.select(["a"])
    hands.key(Key.Key_E, CTRL | SHIFT)


def write(hands: Hands, file: str, function: str) -> None:
    hands.canvas.select([])
    QTest.keyClick(hands.window, Key.Key_N, CTRL | ALT)
    hands.type_into("stubFile", file, commit=False)
    hands.type_into("stubFunction", function)
    hands.canvas.setFocus()


async def test_a_collapsed_part_goes_with_its_edit_and_comes_again(
    hands: Hands, folder: Path
) -> None:
    part = folder / "part.flow.json"
    collapse(hands)
    written = part.read_bytes()
    hands.key(Key.Key_Z, CTRL)
    assert not part.exists()
    assert told(hands) == "'part.flow.json' beside the flow was taken away again."
    hands.key(Key.Key_Y, CTRL)
    assert part.read_bytes() == written
    assert told(hands) == "'part.flow.json' beside the flow was written again."
    hands.key(Key.Key_Z, CTRL)
    part.write_text("of somebody else")
    hands.key(Key.Key_Y, CTRL)
    assert part.read_text() == "of somebody else"
    assert told(hands) == "'part.flow.json' was not written again: it holds something else now."


@pytest.mark.parametrize("reason", ["changed", "open", "named", "saved"])
async def test_a_part_stays_where_somebody_may_count_on_it(
    hands: Hands, folder: Path, reason: str
) -> None:
    part = folder / "part.flow.json"
    collapse(hands)
    match reason:
        case "changed":
            part.write_bytes(part.read_bytes() + b"\n")
        case "open":
            hands.window.open_path(str(part))
            hands.window.open_path(str(folder / "made.flow.json"))
        case "named":
            other = {"x": {"kind": "flow", "config": {"flow": "part.flow.json"}}}
            flow = {"format": "backcast/1", "goals": ["x"], "steps": other}
            (folder / "other.flow.json").write_text(json.dumps(flow))
        case "saved":
            QTest.keyClick(hands.window, Key.Key_S, CTRL)
    kept = part.read_bytes()
    hands.canvas.setFocus()
    hands.key(Key.Key_Z, CTRL)
    assert hands.window.document.diagram.flow.steps.keys() == {"a", "b"}
    assert part.read_bytes() == kept
    assert told(hands) == "'part.flow.json' stays beside the flow: it was changed, or is in use."
    hands.key(Key.Key_Y, CTRL)
    assert part.read_bytes() == kept


async def test_an_edit_that_can_never_be_redone_lets_go_of_its_file(
    hands: Hands, folder: Path
) -> None:
    collapse(hands)
    hands.key(Key.Key_Z, CTRL)
    hands.canvas.select(["b"])
    hands.key(Key.Key_D)
    hands.key(Key.Key_D)
    assert not (folder / "part.flow.json").exists()


async def test_a_function_goes_with_the_step_that_it_was_written_for(
    hands: Hands, folder: Path
) -> None:
    work, fresh = folder / "work.py", folder / "fresh.py"
    write(hands, "work.py", "charge")
    code = hands.find(QPlainTextEdit, "codeText")
    assert "def charge(" in work.read_text()
    assert "def charge(" in code.toPlainText()
    hands.key(Key.Key_Z, CTRL)
    assert work.read_text() == MODULE
    assert hands.find(QPlainTextEdit, "codeText").toPlainText() == MODULE
    assert told(hands) == "'work.py' beside the flow is as it was before."
    hands.key(Key.Key_Y, CTRL)
    assert "def charge(" in hands.find(QPlainTextEdit, "codeText").toPlainText()
    hands.key(Key.Key_Z, CTRL)
    write(hands, "fresh.py", "send")
    assert "def send(" in fresh.read_text()
    hands.key(Key.Key_Z, CTRL)
    assert not fresh.exists()
    code = hands.find(QPlainTextEdit, "codeText")
    assert (code.toPlainText(), code.isReadOnly()) == ("", True)


async def test_a_function_stays_while_something_is_typed_in_its_file(
    hands: Hands, folder: Path
) -> None:
    fresh = folder / "fresh.py"
    write(hands, "fresh.py", "send")
    written = fresh.read_bytes()
    code = hands.find(QPlainTextEdit, "codeText")
    QTest.keyClicks(code, "to")
    hands.canvas.setFocus()
    hands.key(Key.Key_Z, CTRL)
    assert "send" not in hands.window.document.diagram.flow.steps
    assert fresh.read_bytes() == written
    assert "def send(to" in code.toPlainText()
    assert "stays beside the flow" in told(hands)
    QTest.keyClick(code, Key.Key_Z, CTRL)


async def test_what_is_done_is_on_the_disk_within_a_moment(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[int] = []
    sync = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda handle: (put.append(os.fstat(handle).st_size), sync(handle))
    )
    hands.canvas.select(["a"])
    hands.key(Key.Key_D)
    await until(lambda: put, "the journal is not only written, but put on the disk", 3.0)
    assert put[-1] > 0
    hands.key(Key.Key_Z, CTRL)
