"""What somebody tripped over who saw the designer for the first time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.assets import resource
from tests.designer.hands import Hands

pytestmark = [pytest.mark.gui]

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def onboarding(tmp_path: Path) -> Path:
    """A copy of the example."""
    folder = tmp_path / "onboarding"
    shutil.copytree(resource("examples") / "onboarding", folder)
    return folder / "onboarding.flow.json"


async def test_a_step_of_another_id_stays_where_it_is_in_the_file(open_designer, onboarding):
    hands: Hands = open_designer(onboarding)
    before = onboarding.read_text()
    hands.click_step("generate-documents")
    hands.type_into("step:id", "write-documents")
    QTest.keyClick(hands.window, Key.Key_S, CTRL)
    after = json.loads(onboarding.read_text())
    assert list(after["steps"]) == list(json.loads(before.replace("generate-", "write-"))["steps"])
    assert list(after["view"]["positions"]).index("write-documents") < 3
    hands.window.document.undo()
    QTest.keyClick(hands.window, Key.Key_S, CTRL)
    assert list(json.loads(onboarding.read_text())["steps"]) == list(json.loads(before)["steps"])
