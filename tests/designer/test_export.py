from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QWidget

from designer.canvas.portrait import MOST_PIXELS, part
from designer.panels.export_form import PictureWish
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import Hands, until
from tests.designer.test_window import fill_in

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def hands(open_designer) -> Hands:
    found = open_designer(EXAMPLE)
    found.canvas.setFocus()
    return found


def wish(**more: object) -> PictureWish:
    asked = {"to": "svg", "selection": False, "states": True, "scale": 1.0, **more}
    return PictureWish(**asked)  # type: ignore[arg-type]


def drawn(hands: Hands, **more: object) -> str:
    return hands.window.ways.exporting.drawn(wish(**more)).decode()


async def test_the_whole_flow_is_drawn_whatever_part_of_it_is_seen(hands):
    for _ in range(9):
        hands.canvas.zoom_in()
    text = drawn(hands)
    for words in ("Generate documents", "Flow inputs", "onboarding_complete"):
        assert words in text
    assert "<title>Customer onboarding</title>" in text
    assert QSvgRenderer(QByteArray(text.encode())).isValid()


async def test_an_icon_is_drawn_once_and_used_by_every_card_that_has_it(hands):
    text = drawn(hands)
    cards = len(hands.canvas.picture.steps)
    assert text.count("<use ") == cards
    kinds = {look.icon for look in hands.canvas.picture.steps.values()}
    assert text.count('<g id="icon-') == len(kinds) < cards
    assert "<image" not in text
    assert "data:image" not in text


async def test_only_what_is_selected_is_drawn_where_that_was_wanted(hands):
    hands.click_step("setup-account")
    text = drawn(hands, selection=True)
    assert "Set up account" in text
    assert "Generate documents" not in text
    assert "Flow inputs" not in text


async def test_a_part_keeps_its_wires_its_goals_and_the_inputs_that_were_chosen(hands):
    diagram = hands.window.document.diagram
    some = part(diagram, {"setup-account", "complete-onboarding"})
    assert set(some.flow.steps) == {"setup-account", "complete-onboarding"}
    assert some.flow.goals == {"complete-onboarding"}
    assert not some.flow.inputs
    assert part(diagram, {""}).flow.inputs == diagram.flow.inputs


async def test_the_states_of_the_last_run_can_be_left_out(hands):
    hands.click("runButton")
    fill_in(hands)
    await until(lambda: hands.window.run_status() == "completed")
    await until(lambda: hands.canvas.goal_reached("complete-onboarding"))
    ok = hands.canvas.theme["ok"].name()
    assert ok in drawn(hands)
    assert ok not in drawn(hands, states=False)
    hands.click_step("setup-account")
    assert ok in drawn(hands, selection=True)
    assert ok not in drawn(hands, selection=True, states=False)


async def test_a_png_has_the_size_that_was_asked_for(hands):
    exporting = hands.window.ways.exporting
    sizes = [
        QImage.fromData(exporting.drawn(wish(to="png", scale=scale))).width()
        for scale in (1.0, 2.0)
    ]
    assert abs(sizes[1] - 2 * sizes[0]) <= 2
    huge = QImage.fromData(exporting.drawn(wish(to="png", scale=200.0)))
    assert huge.width() * huge.height() <= MOST_PIXELS * 1.01


async def test_the_form_asks_by_keys_and_the_picture_lands_in_the_file(hands, tmp_path):
    hands.click_step("setup-account")
    hands.key(Key.Key_K, CTRL)
    search = hands.find(QLineEdit, "chooserSearch")
    QTest.keyClicks(search, "export picture")
    QTest.keyClick(search, Key.Key_Return)
    form = hands.find(QWidget, "exportForm")
    what = hands.find(QComboBox, "exportWhat")
    assert [what.itemText(row) for row in range(what.count())] == [
        "The whole flow",
        "What is selected",
    ]
    assert what.currentData() is True
    assert not hands.find(QCheckBox, "exportStates").isEnabled()
    QTest.keyClick(hands.find(QComboBox, "exportFormat"), Key.Key_Down)
    assert hands.find(QComboBox, "exportSize").isEnabled()
    QTest.keyClick(form, Key.Key_Return)
    assert not form.isVisible()
    dialog = hands.window.findChild(QFileDialog, "exportDialog")
    out = tmp_path / "picture.png"
    dialog.fileSelected.emit(str(out))
    dialog.close()
    assert out.read_bytes().startswith(b"\x89PNG")


async def test_esc_gives_the_form_up(hands):
    hands.window.ways.exporting.ask()
    form = hands.find(QWidget, "exportForm")
    QTest.keyClick(form, Key.Key_Escape)
    assert not form.isVisible()
    assert hands.window.findChild(QFileDialog, "exportDialog") is None


async def test_a_picture_that_cannot_be_written_is_a_sentence(hands, tmp_path: Path):
    assert not hands.window.ways.exporting.export_to(tmp_path / "no" / "where.svg", wish())
    assert "'where.svg' could not be written" in hands.window.parts.bar.sentence


@pytest.mark.parametrize(("to", "begins"), [("mermaid", "flowchart"), ("dot", "digraph")])
async def test_the_flow_is_exported_as_text(hands, tmp_path, to, begins):
    hands.window.ways.exporting.ask_text(to)
    dialog = hands.window.findChild(QFileDialog, "exportDialog")
    out = tmp_path / "flow.txt"
    dialog.fileSelected.emit(str(out))
    dialog.close()
    assert begins in out.read_text()
