"""What a field refuses is held there: it is unsaved work, and closing asks before it is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea

from designer.session.journal import SUFFIX
from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

CTRL = Qt.KeyboardModifier.ControlModifier
RETRIES = "policy:times"


def flow_file(folder: Path, name: str = "f") -> Path:
    path = folder / f"{name}.flow.json"
    steps = {step: {"kind": "wait", "config": {"seconds": 1}} for step in ("a", "b")}
    places = {"a": [0, 0], "b": [400, 0]}
    view = {"positions": places}
    path.write_text(json.dumps({"format": "backcast/1", "steps": steps, "view": view}))
    return path


@pytest.fixture
def hands(open_designer, tmp_path: Path) -> Hands:
    made: Hands = open_designer(flow_file(tmp_path))
    made.canvas.set_reduced_motion(True)
    return made


def type_refused(hands: Hands, text: str = "abc", *, commit: bool = True) -> QLineEdit:
    """Type something that is no number into Retries of the Step that is selected."""
    field = hands.find(QLineEdit, RETRIES)
    for area in hands.window.inspector.findChildren(QScrollArea):
        area.ensureWidgetVisible(field)
    hands.type_into(RETRIES, text, commit=commit)
    return field


def told(hands: Hands) -> tuple[bool, str, str]:
    """Title, foot and tab: whether it is unsaved."""
    window = hands.window
    at = window.pages.all.index(window.pages.current)
    (saved,) = (label.text() for label in window.findChildren(QLabel, "saved"))
    return window.isWindowModified(), saved, window.parts.tabs.tabText(at)


def kept(folder: Path) -> list[Path]:
    return list(folder.glob(f".*{SUFFIX}"))


UNSAVED = (True, "● unsaved", "● f")
SAVED = (False, "Saved", "f")


async def test_a_refused_text_is_unsaved_wherever_one_looks_and_closing_asks(hands, tmp_path):
    hands.click_step("a")
    type_refused(hands)
    assert told(hands)[:2] == UNSAVED[:2]
    hands.click_step("b")
    assert told(hands) == UNSAVED
    hands.window.inspector.catch_up()
    assert told(hands) == UNSAVED
    hands.window.close()
    prompt = hands.window.parts.prompt
    assert prompt.sentence == (
        "Closing 'f' would lose what stands in a field. Typed in 'a' and not taken over yet: 'abc'."
    )
    hands.click("closeShow")
    assert hands.window.isVisible()
    assert hands.canvas.selection == {"a"}
    assert hands.window.focusWidget() is hands.find(QLineEdit, RETRIES)
    assert hands.find(QLineEdit, RETRIES).text() == "abc"
    assert told(hands) == UNSAVED
    QTest.keyClick(hands.find(QLineEdit, RETRIES), Qt.Key.Key_Escape)
    assert told(hands) == SAVED
    await until(lambda: not kept(tmp_path), "nothing is left to recover")


@pytest.mark.parametrize("commit", [True, False])
async def test_with_the_text_still_in_its_field_closing_asks_too(hands, tmp_path, commit):
    hands.click_step("a")
    type_refused(hands, commit=commit)
    hands.window.close()
    assert hands.window.isVisible()
    assert told(hands) == UNSAVED
    await until(lambda: kept(tmp_path), "it outlives a crash while the question stands")
    hands.click("closeDiscard")
    await until(lambda: not hands.window.isVisible(), "it was said that it may be lost")
    assert not kept(tmp_path)


async def test_saving_says_what_it_could_not_keep_and_the_text_is_unsaved_still(hands, tmp_path):
    hands.click_step("a")
    type_refused(hands)
    hands.click_step("b")
    hands.type_into("step:title", "Bee")
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_S, CTRL)
    assert json.loads((tmp_path / "f.flow.json").read_text())["steps"]["b"]["title"] == "Bee"
    assert hands.window.statusBar().currentMessage() == (
        "Saved 'f.flow.json', but not what is typed in 'a' and not taken over yet: 'abc'"
    )
    assert told(hands) == UNSAVED
    await until(lambda: kept(tmp_path) and b'"abc"' in kept(tmp_path)[0].read_bytes())


async def test_saving_in_the_close_question_asks_once_more_of_what_it_cannot_keep(hands, tmp_path):
    hands.click_step("a")
    type_refused(hands)
    hands.click_step("b")
    hands.type_into("step:title", "Bee")
    hands.window.close()
    assert hands.window.parts.prompt.sentence == (
        "'f' has changes that are not saved. Typed in 'a' and not taken over yet: 'abc'."
    )
    hands.click("closeSave")
    assert json.loads((tmp_path / "f.flow.json").read_text())["steps"]["b"]["title"] == "Bee"
    assert hands.window.isVisible()
    assert "would lose" in hands.window.parts.prompt.sentence
    hands.click("closeCancel")
    assert told(hands) == UNSAVED


async def test_a_text_in_another_tab_is_asked_of_where_it_stands(hands, tmp_path):
    hands.click_step("a")
    type_refused(hands)
    hands.window.open_path(str(flow_file(tmp_path, "g")))
    assert [hands.window.parts.tabs.tabText(at) for at in (0, 1)] == ["● f", "g"]
    hands.window.close()
    assert hands.window.document.title == "f"
    assert "'abc'" in hands.window.parts.prompt.sentence
    hands.click("closeShow")
    assert hands.find(QLineEdit, RETRIES).text() == "abc"


async def test_saving_all_says_what_stands_in_fields_of_any_tab(hands, tmp_path):
    hands.click_step("a")
    type_refused(hands)
    hands.window.open_path(str(flow_file(tmp_path, "g")))
    hands.click_step("b")
    hands.type_into("step:title", "Bee")
    hands.canvas.setFocus()
    before = (tmp_path / "f.flow.json").stat().st_mtime_ns
    hands.key(Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.AltModifier)
    assert hands.window.statusBar().currentMessage() == (
        "Saved 'g.flow.json', but not what is typed in 'a' and not taken over yet: 'abc'"
    )
    assert (tmp_path / "f.flow.json").stat().st_mtime_ns == before, "there was nothing to save"


async def test_what_was_typed_about_a_deleted_step_is_gone_with_it_and_comes_back_with_it(hands):
    hands.click_step("a")
    type_refused(hands)
    hands.click_step("a")
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_Delete)
    await until(lambda: not hands.window.document.typed)
    hands.key(Qt.Key.Key_Z, CTRL)
    await until(lambda: hands.window.document.typed)
    assert told(hands) == UNSAVED
    hands.click_step("a")
    assert hands.find(QLineEdit, RETRIES).text() == "abc"


async def test_a_value_that_comes_to_what_was_there_leaves_nothing_unsaved(hands, tmp_path):
    hands.click_step("a")
    type_refused(hands, "3")
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_S, CTRL)
    assert told(hands) == SAVED
    field = type_refused(hands, " 3 ", commit=False)
    await until(lambda: kept(tmp_path))
    assert told(hands)[0]
    QTest.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: told(hands) == SAVED)


RUNS = {
    "F5": (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier),
    "run to here": (Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier),
    "run only this": (Qt.Key.Key_F7, CTRL),
    "run from here": (Qt.Key.Key_F7, CTRL | Qt.KeyboardModifier.ShiftModifier),
    "run again": (Qt.Key.Key_R, CTRL),
}


@pytest.mark.parametrize("how", RUNS)
async def test_what_is_run_is_what_stands_in_the_field(
    open_designer, tmp_path: Path, how: str
) -> None:
    path = flow_file(tmp_path)
    path.write_text(path.read_text().replace('"seconds": 1', '"seconds": 0.01').replace(
        '"view"', '"goals": ["a"], "view"'))  # fmt: skip
    hands: Hands = open_designer(path)
    window = hands.window
    await until(lambda: window.pages.current.plan.steps)
    hands.key(Qt.Key.Key_F5)
    await until(lambda: window.run_status() == "completed" and hands.canvas.picture.state)
    first = window.session.state.run
    hands.click_step("a")
    hands.type_into("config:seconds", "0.02", commit=False)
    QTest.keyClick(hands.find(QLineEdit, "config:seconds"), *RUNS[how])
    await until(lambda: window.session.state.run != first and window.run_status() == "completed")
    assert window.session.state.plan.steps["a"].config["seconds"] == 0.02
    assert window.document.diagram.flow.steps["a"].config["seconds"] == 0.02


async def test_a_run_says_what_it_goes_without(hands: Hands) -> None:
    window = hands.window
    await until(lambda: window.pages.current.plan)
    hands.click_step("a")
    type_refused(hands, commit=False)
    QTest.keyClick(hands.find(QLineEdit, RETRIES), *RUNS["run only this"])
    await until(lambda: window.session.state.run)
    said = window.parts.status.currentMessage()
    assert said == "This runs without what is typed in 'a' and not taken over yet: 'abc'."
    assert hands.find(QLineEdit, RETRIES).text() == "abc"
