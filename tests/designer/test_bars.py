from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QRegularExpression
from PySide6.QtWidgets import QApplication, QPushButton, QScrollBar

from designer.panels.recover import Lost, Recover
from designer.window.layout import LEAST_CANVAS
from tests.designer.hands import until

pytestmark = pytest.mark.gui


def flow_file(folder: Path, name: str, **steps: object) -> Path:
    path = folder / f"{name}.flow.json"
    path.write_text(json.dumps({"format": "backcast/1", "goals": [], "steps": steps}))
    return path


async def test_of_the_bars_one_is_seen_at_a_time_and_the_others_wait(open_designer):
    hands = open_designer()
    parts = hands.window.parts
    parts.recover.offer([Lost("a.flow.json", "/home/ada", "changed 'b'")])
    await until(lambda: parts.recover.isVisible())
    parts.bar.say("Something else happened.")
    await until(lambda: parts.bar.isVisible() and not parts.recover.isVisible())
    parts.prompt.ask("a")
    await until(lambda: parts.prompt.isVisible() and not parts.bar.isVisible())
    room = parts.prompt.parentWidget().parentWidget()
    await until(lambda: room.height() == parts.prompt.height(), "no gap round it")
    hands.click("closeCancel")
    await until(lambda: parts.bar.isVisible())
    assert parts.bar.sentence == "Something else happened."
    hands.click("messageClose")
    await until(lambda: parts.recover.isVisible())


def rows_seen(panel: Recover) -> list[str]:
    """The documents of the list that can be read whole without scrolling."""
    seen = []
    for button in panel.findChildren(QPushButton, QRegularExpression("^discard:")):
        row = button.parentWidget()
        if not row.isHidden() and row.visibleRegion().boundingRect() == row.rect():
            seen.append(button.accessibleName().removeprefix("Discard: "))
    return seen


async def test_what_can_be_recovered_is_listed_as_far_as_there_is_room_once_other_bars_are_gone(
    open_designer,
):
    hands = open_designer()
    parts = hands.window.parts
    parts.bar.say("Something else happened.")
    names = [f"{number}.flow.json" for number in range(5)]
    lost = [Lost(name, "/home/ada", "changed 'b'") for name in names]
    parts.recover.offer(lost[:3])
    await until(lambda: parts.bar.isVisible() and not parts.recover.isVisible())
    hands.click("messageClose")
    await until(lambda: rows_seen(parts.recover) == names[:3])
    assert not parts.recover.findChild(QScrollBar).isVisible(), "there is nothing to scroll to"
    parts.recover.offer(lost[3:])
    await until(
        lambda: rows_seen(parts.recover) == names[:4], "four are seen, the fifth by scrolling"
    )
    assert hands.canvas.height() > parts.recover.height()
    hands.window.resize(1000, 600)
    await until(lambda: names[:3] == rows_seen(parts.recover)[:3], "a smaller window")
    hands.window.resize(1000, 400)
    await until(lambda: 0 < len(rows_seen(parts.recover)) < 3, "as small as it gets")
    assert hands.canvas.height() >= LEAST_CANVAS.height()
    hands.window.resize(1360, 860)
    await until(lambda: rows_seen(parts.recover) == names[:4])


async def test_a_question_left_by_going_to_another_tab_decides_nothing_and_is_asked_again(
    open_designer, folder
):
    one, two = (flow_file(folder, name, a={"kind": "set"}) for name in ("one", "two"))
    hands = open_designer(one)
    hands.window.open_path(str(two))
    flow_file(folder, "two", b={"kind": "set"})
    bar = hands.window.parts.bar
    await until(lambda: "changed by another program" in bar.sentence)
    hands.window.pages.step(1)
    assert bar.sentence == ""
    hands.window.pages.step(1)
    await until(lambda: "changed by another program" in bar.sentence)
    assert not hands.window.document.is_clean
    hands.click("diskReload")
    assert hands.window.document.diagram.flow.steps.keys() == {"b"}


async def test_a_row_that_goes_before_it_was_shown_never_becomes_a_window(open_designer, folder):
    ports = {name: {} for name in "xyz"}
    path = flow_file(
        folder, "f", many={"kind": "set", "inputs": ports}, none={"kind": "set", "inputs": {}}
    )
    hands = open_designer(path)
    await asyncio.sleep(0)
    for step in ("none", "many", "none"):  # before the loop turns
        hands.canvas.select([step])
    for _ in range(5):
        QApplication.processEvents()
        tops = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
        assert [type(w).__name__ for w in tops if w is not hands.window] == []
