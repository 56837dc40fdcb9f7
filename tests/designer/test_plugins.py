"""Packages in the designer: the template by mouse and keys, and broken ones that break nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QTreeWidget, QWidget

from engine import offered as offering
from tests.designer.hands import Hands, until
from tests.designer.test_values import click_port, panel, run
from tests.packages import SOURCES, install, install_template

BROKEN = """
from PySide6.QtWidgets import QWidget
STEPS = [{"kind": "set"}]
def hangs():
    import time
    while True: time.sleep(0.05)
def raises(parent, commit):
    raise RuntimeError("no editor today")
class Odd(QWidget):
    def __init__(self, parent, commit):
        super().__init__(parent)
    def show_value(self, value):
        raise KeyError("wording")
def whole(parent, commit):
    from PySide6.QtWidgets import QPushButton
    class Whole(QPushButton):
        def show_value(self, value):
            self.setText(str(value))
    button = Whole(parent)
    button.setObjectName("wholeEditor")
    button.clicked.connect(lambda: commit({"seconds": 7.0}))
    return button
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "designer_broken.py").write_text(BROKEN)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.syspath_prepend(SOURCES)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield folder
    for name in [n for n in sys.modules if n.startswith(("designer_broken", "backcast_postcards"))]:
        del sys.modules[name]


def card(wording: str = "Dear {name}, hello.") -> dict[str, Any]:
    return {
        "kind": "postcard", "config": {"wording": wording},
        "inputs": {"name": {"value": "Ada"}}, "outputs": {"card": {"type": "string"}},
    }  # fmt: skip


def trigger(hands: Hands, command: str) -> None:
    action = hands.window.findChild(QAction, command)
    assert action is not None
    action.trigger()


def rows(tree: QTreeWidget) -> dict[str, list[str]]:
    items = [tree.topLevelItem(n) for n in range(tree.topLevelItemCount())]
    return {f"{i.text(1)}: {i.text(0)}": [i.text(2), i.text(3)] for i in items}


async def test_the_template_is_used_by_mouse_and_keys(
    open_designer: Callable[..., Hands], write_flow: Any, site: Path
) -> None:
    install_template(site)
    path = write_flow({"c": card()}, ["c"])
    hands = open_designer(path)
    await until(lambda: "c" in hands.window.pages.current.plan.steps, "it is planned")

    hands.click_step("c")
    wording = await until(lambda: hands.window.findChild(QPlainTextEdit, "wording"))
    assert wording.toPlainText() == "Dear {name}, hello."
    assert not [w for w in hands.window.findChildren(QWidget, "config:wording") if w.isVisible()]
    QTest.mouseClick(wording.viewport(), Qt.MouseButton.LeftButton)
    wording.selectAll()
    QTest.keyClicks(wording, "Dear {name}, bye.")
    QTest.keyClick(wording, Qt.Key.Key_Tab)
    step = hands.window.document.diagram.flow.steps
    assert step["c"].config == {"wording": "Dear {name}, bye."}
    trigger(hands, "undo")
    assert wording.toPlainText() == "Dear {name}, hello."

    hands.canvas.setFocus()
    await run(hands)
    click_port(hands, "c", "output", "card")
    shown = hands.find(QLabel, "postcardViewer")
    assert shown.text() == "Dear Ada, hello."
    assert panel(hands).view is shown

    QTest.keyClicks(hands.find(QLineEdit, "paletteSearch"), "birthday")
    QTest.keyClick(hands.find(QLineEdit, "paletteSearch"), Qt.Key.Key_Return)
    added = hands.window.document.diagram.flow.steps["birthday-card"]
    assert (added.kind, added.policy.retry.times) == ("postcard", 2)
    assert added.config == {"wording": "Dear {name}, happy birthday."}


async def test_help_lists_plug_ins_and_a_broken_one_breaks_nothing(
    open_designer: Callable[..., Hands], write_flow: Any, site: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(offering, "PATIENCE", 0.3)
    install_template(site)
    install(
        site, "broken",
        "[backcast.kinds]\ngone = designer_gone:Kind\n"
        "[backcast.palettes]\nodd = designer_broken\nhangs = designer_broken:hangs\n"
        "[backcast.viewers]\nnone = designer_broken:STEPS\n"
        "[backcast.inspectors]\npostcard = designer_broken:raises\n"
        "postcard.box = designer_broken:Odd\nwait = designer_broken:whole\n",
    )  # fmt: skip
    install(site, "torn", "[backcast.kinds]\nthis is no entry\n")
    wait = {"kind": "wait", "config": {"seconds": 0}, "outputs": {"waited": {}}}
    hands = open_designer(write_flow({"c": card(), "w": wait}, ["c"]))
    trigger(hands, "plugins")
    tree = hands.find(QTreeWidget, "pluginList")
    listed = await until(lambda: tree.topLevelItemCount() > 5 and rows(tree))
    assert listed["Kind of Step: postcard"][0] == "backcast-postcards 1.2.0"
    package, why = listed["Kind of Step: gone"]
    assert package == "broken 1.5"
    assert "No module named 'designer_gone'" in why
    assert "cannot be read" in listed["Package: torn"][1]
    assert listed["Kind of Step: python"][0] == "backcast 0.1.0"
    QTest.keyClick(tree, Qt.Key.Key_Home)
    assert tree.currentItem() is not None

    palette = hands.window.parts.palette.findChild(QWidget, "palette")
    model = palette.model()
    items = [model.item(row) for row in range(model.rowCount())]
    broken = {item.text(): item for item in items if not item.isEnabled()}
    assert "one of its Steps is no object with an 'id'" in broken["odd"].toolTip()
    assert "still being loaded" in broken["hangs"].toolTip()

    hands.click_step("c")
    hands.window.inspector.catch_up()
    told = [w.text() for w in hands.window.inspector.findChildren(QLabel) if w.isVisible()]
    sentence = next(text for text in told if "cannot be used" in text)
    assert "RuntimeError: no editor today. This form takes its place." in sentence
    assert "KeyError" in sentence
    assert hands.find(QLineEdit, "config:box"), "the made form takes the place of the broken editor"

    trigger(hands, "fit")
    hands.click_step("w")
    assert hands.canvas.selection == {"w"}
    hands.click("wholeEditor")
    assert hands.window.document.diagram.flow.steps["w"].config == {"seconds": 7.0}
    assert not [w for w in hands.window.findChildren(QWidget, "config:seconds") if w.isVisible()]
