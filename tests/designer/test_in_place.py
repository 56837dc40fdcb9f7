"""What is typed in place, over a card, a note, a frame, in the outline, in a tree, is as safe as a field."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTreeWidget, QWidget

from designer.canvas.backdrop import TITLE_BAR
from designer.document import storage
from designer.document.scenery import PanelId
from designer.session.journal import SUFFIX
from designer.session.recovery import Left, find_left
from tests.designer.hands import LEFT, Hands, until

pytestmark = pytest.mark.gui

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WORD = "a word"


def flow_file(folder: Path, name: str = "f") -> Path:
    steps = {
        "a": {"title": "Ay", "kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}},
        "b": {"kind": "wait", "config": {"seconds": 0.01}},
    }
    view = {
        "positions": {"a": [0, 0], "b": [400, 0]},
        "notes": {"n": {"text": "old note", "box": [0, 300, 240, 120]}},
        "frames": {"f": {"title": "old frame", "box": [-100, 200, 900, 400]}},
    }
    path = folder / f"{name}.flow.json"
    flow = {"format": "backcast/1", "goals": ["a"], "presets": {"p": {"x": 1}}, "steps": steps}
    path.write_text(json.dumps({**flow, "view": view}))
    return path


@pytest.fixture
def hands(open_designer, tmp_path: Path) -> Hands:
    made: Hands = open_designer(flow_file(tmp_path))
    made.canvas.set_reduced_motion(True)
    made.canvas.setFocus()
    return made


def at_panel(hands: Hands, kind: Any) -> QPoint:
    canvas = hands.canvas
    box = canvas.picture.scenery.panels[PanelId(kind, kind[0])].box
    at = canvas.camera
    return QPoint(
        round((box.x + 30) * at.zoom + at.x), round((box.y + TITLE_BAR / 2) * at.zoom + at.y)
    )


def on_note(hands: Hands) -> None:
    QTest.mouseDClick(hands.canvas.viewport(), LEFT, pos=at_panel(hands, "note"))


def on_frame(hands: Hands) -> None:
    QTest.mouseDClick(hands.canvas.viewport(), LEFT, pos=at_panel(hands, "frame"))


def on_card(hands: Hands) -> None:
    hands.click_step("a")
    hands.key(Key.Key_F2)


def in_outline(hands: Hands) -> None:
    hands.click_step("a")
    hands.key(Key.Key_O, CTRL | SHIFT)
    outline = hands.window.parts.outline
    outline.go_to("a")
    assert outline.current() == "a"
    QTest.keyClick(outline.view, Key.Key_F2)


def in_tree(hands: Hands) -> None:
    hands.click_step("a")
    in_cell(hands, "config:values:branches:tree")


def in_preset(hands: Hands) -> None:
    in_cell(hands, "preset:p:values:branches:tree")


def in_cell(hands: Hands, name: str) -> None:
    tree = hands.find(QTreeWidget, name)
    tree.setFocus()
    tree.setCurrentItem(tree.topLevelItem(0))
    QTest.keyClick(tree, Key.Key_Return)


Begin = Callable[[Hands], None]
PLACES: dict[str, tuple[Begin, Callable[[dict[str, Any]], Any], Any]] = {
    "note": (on_note, lambda it: it["view"]["notes"]["n"]["text"], "old note"),
    "frame": (on_frame, lambda it: it["view"]["frames"]["f"]["title"], "old frame"),
    "card": (on_card, lambda it: it["steps"]["a"]["title"], "Ay"),
    "outline": (in_outline, lambda it: it["steps"]["a"]["title"], "Ay"),
    "tree": (in_tree, lambda it: it["steps"]["a"]["config"]["values"]["x"], 1),
    "preset": (in_preset, lambda it: it["presets"]["p"]["x"], 1),
}
everywhere = pytest.mark.parametrize("place", PLACES)


def begin(hands: Hands, place: str, text: str = WORD) -> QWidget:
    """Open the editor and type; the editor."""
    PLACES[place][0](hands)
    editor = QApplication.focusWidget()
    assert editor is not None
    assert editor is not hands.canvas
    QTest.keyClick(editor, Key.Key_A, CTRL)
    QTest.keyClicks(editor, text)
    return editor


def shown(hands: Hands, place: str) -> Any:
    return PLACES[place][1](hands.window.document.to_json())


def filed(folder: Path, place: str) -> Any:
    return PLACES[place][1](json.loads((folder / "f.flow.json").read_text()))


def told(hands: Hands) -> tuple[bool, str]:
    (saved,) = (label.text() for label in hands.window.findChildren(QLabel, "saved"))
    return hands.window.isWindowModified(), saved


def kept(folder: Path) -> bytes:
    there = []
    for path in folder.glob(f".*{SUFFIX}"):
        with suppress(FileNotFoundError):  # it is taken away at that very moment
            there.append(path.read_bytes())
    return b"".join(there)


def left_behind(folder: Path) -> Path:
    """What would be there if the designer died now."""
    elsewhere = folder / "as if it had died"
    elsewhere.mkdir()
    for path in folder.glob("*f.flow.json*"):
        shutil.copy(path, elsewhere)  # a copy is held by nobody
    return elsewhere


UNSAVED, SAVED = (True, "● unsaved"), (False, "Saved")


@everywhere
async def test_what_is_typed_in_place_is_unsaved_and_saving_saves_it(hands, tmp_path, place):
    editor = begin(hands, place)
    assert told(hands) == UNSAVED, "at once"
    assert shown(hands, place) == PLACES[place][2], "nothing is taken over while one types"
    await until(lambda: WORD.encode() in kept(tmp_path), "it outlives a crash")
    QTest.keyClick(editor, Key.Key_S, CTRL)
    assert filed(tmp_path, place) == WORD
    assert told(hands) == SAVED
    assert hands.window.statusBar().currentMessage() == "Saved 'f.flow.json'"
    await until(lambda: not kept(tmp_path), "nothing is left to recover")
    hands.canvas.setFocus()
    assert told(hands) == SAVED
    hands.key(Key.Key_Z, CTRL)
    assert shown(hands, place) == PLACES[place][2], "one step of undo"


LEAVING = [(place, Key.Key_W) for place in ("note", "card", "outline", "tree")]
LEAVING.append(("note", Key.Key_Q))


@pytest.mark.parametrize(("place", "key"), LEAVING)
async def test_leaving_asks_with_what_is_typed_in_place_taken_over(hands, tmp_path, place, key):
    if key == Key.Key_W:
        hands.window.open_path(str(flow_file(tmp_path, "g")))
        QTest.keyClick(hands.window, Key.Key_Tab, CTRL)
    editor = begin(hands, place)
    QTest.keyClick(editor, key, CTRL)
    prompt = hands.window.parts.prompt
    await until(prompt.isVisible)
    assert prompt.sentence == "'f' has changes that are not saved."
    hands.click("closeSave")
    assert filed(tmp_path, place) == WORD
    tabs = hands.window.parts.tabs
    await until(lambda: tabs.count() == 1 if key == Key.Key_W else not hands.window.isVisible())


@pytest.mark.parametrize("place", ["outline", "tree"])
async def test_another_tab_leaves_what_is_typed_in_place_in_its_own(hands, tmp_path, place):
    begin(hands, place)
    document = hands.window.document
    hands.window.open_path(str(flow_file(tmp_path, "g")))
    assert hands.window.document is not document
    assert shown(hands, place) == PLACES[place][2]
    assert PLACES[place][1](document.to_json()) == WORD
    assert document.undo_stack.count() == 1
    assert not hands.canvas.writing.is_open


@everywhere
async def test_what_was_left_behind_is_in_its_place_again(
    hands: Hands, tmp_path: Path, open_designer: Callable[..., Hands], place: str
) -> None:
    begin(hands, place)
    await until(lambda: WORD.encode() in kept(tmp_path))
    elsewhere = left_behind(tmp_path)
    after: Hands = open_designer(elsewhere / "f.flow.json")
    after.canvas.set_reduced_motion(True)
    panel = after.window.parts.recover
    await until(panel.isVisible)
    where = {"note": "a note", "frame": "the title of a frame"}.get(place, "'a'")
    where = "the Flow" if place == "preset" else where
    said = " ".join(label.text() for label in panel.findChildren(QLabel))
    assert f"typed in {where} and not taken over yet: " in said
    after.click("recover:0")
    assert told(after) == UNSAVED
    assert shown(after, place) == PLACES[place][2], "it is not taken over unasked"
    if place not in ("tree", "preset"):
        name = "panelText" if place in ("note", "frame") else "stepText"
        (editor,) = after.canvas.findChildren(QWidget, name)
        assert editor.isVisible()
        assert editor.geometry().intersects(after.canvas.viewport().geometry())
    await until(lambda: WORD.encode() in kept(elsewhere), "it is kept anew")
    after.window.files.save()
    assert filed(elsewhere, place) == WORD
    assert told(after) == SAVED


@pytest.mark.parametrize("place", ["outline", "tree"])
async def test_what_was_just_taken_over_is_in_the_journal(
    hands: Hands, tmp_path: Path, place: str
) -> None:
    editor = begin(hands, place)
    await until(lambda: WORD.encode() in kept(tmp_path))
    QTest.keyClick(editor, Key.Key_Return)
    await until(lambda: shown(hands, place) == WORD)
    await until(lambda: not hands.window.document.typed)
    journal = hands.window.document.journal
    assert journal is not None
    assert journal.flush()
    (left,) = find_left(left_behind(tmp_path) / "f.flow.json")
    left.let_go()
    assert isinstance(left, Left)
    assert not left.typed
    assert (
        PLACES[place][1](storage.to_json(left.diagram, storage.parse(left.data, "").order)) == WORD
    )


@pytest.mark.parametrize("place", ["outline", "tree"])
async def test_what_is_typed_in_a_cell_is_seen_whole(hands: Hands, place: str) -> None:
    editor = begin(hands, place)
    assert editor.height() >= editor.sizeHint().height()
    assert editor.parentWidget().rect().contains(editor.geometry())


async def test_a_run_is_of_what_stands_in_the_tree(hands: Hands) -> None:
    editor = begin(hands, "tree", "99")
    QTest.keyClick(editor, Key.Key_F5)
    await until(lambda: hands.window.run_status() == "completed")
    assert hands.window.session.state.plan.steps["a"].config["values"] == {"x": 99}


async def test_a_note_that_is_saved_goes_on_being_written(hands: Hands, tmp_path: Path) -> None:
    editor = begin(hands, "note")
    QTest.keyClick(editor, Key.Key_S, CTRL)
    assert QApplication.focusWidget() is editor
    QTest.keyClicks(editor, " and more")
    assert told(hands) == UNSAVED
    QTest.keyClick(editor, Key.Key_Escape)
    assert shown(hands, "note") == f"{WORD} and more"
    assert filed(tmp_path, "note") == WORD
    assert hands.canvas.hasFocus()


@pytest.mark.parametrize("place", ["card", "frame", "outline", "tree"])
async def test_esc_leaves_a_name_as_it_was(hands: Hands, tmp_path: Path, place: str) -> None:
    editor = begin(hands, place)
    await until(lambda: WORD.encode() in kept(tmp_path))
    QTest.keyClick(editor, Key.Key_Escape)
    await until(lambda: told(hands) == SAVED)
    assert shown(hands, place) == PLACES[place][2]
    assert not hands.window.document.undo_text
    await until(lambda: not kept(tmp_path))


@pytest.mark.parametrize("begins", [on_card, in_outline])
async def test_a_name_that_is_refused_is_held_and_closing_asks(
    hands: Hands, tmp_path: Path, begins: Begin
) -> None:
    hands.window.push(*_without_title(hands))
    hands.window.files.save()
    begins(hands)
    editor = QApplication.focusWidget()
    QTest.keyClick(editor, Key.Key_A, CTRL)
    QTest.keyClicks(editor, "b")
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_S, CTRL)
        assert hands.window.statusBar().currentMessage() == (
            "Saved 'f.flow.json', but not what is typed in 'a' and not taken over yet: 'b'"
        )
        assert told(hands) == UNSAVED
    hands.window.open_path(str(flow_file(tmp_path, "g")))
    assert not hands.canvas.writing.is_open
    hands.window.close()
    prompt = hands.window.parts.prompt
    assert prompt.sentence == (
        "Closing 'f' would lose what stands in a field. Typed in 'a' and not taken over yet: 'b'."
    )
    hands.click("closeShow")
    held = hands.find(QLineEdit, "stepText")
    assert (held.text(), held.hasFocus()) == ("b", True)
    assert "already" in hands.find(QLabel, "stepTextRefusal").text()
    QTest.keyClick(held, Key.Key_Escape)
    assert told(hands) == SAVED
    assert set(hands.window.document.diagram.flow.steps) == {"a", "b"}


def _without_title(hands: Hands) -> tuple[Any, str]:
    from dataclasses import replace

    from designer.document import edits

    diagram = hands.window.document.diagram
    return edits.set_step(diagram, replace(diagram.flow.steps["a"], title="")), "no title"


async def test_undo_takes_back_what_is_just_written(hands: Hands) -> None:
    hands.click_step("b")
    hands.key(Key.Key_G)
    for place in ("card", "note", "frame", "outline"):
        begin(hands, place)
        next(a for a in hands.window.actions() if a.objectName() == "undo").trigger()
        assert shown(hands, place) == PLACES[place][2]
        assert hands.window.document.undo_text == "Mark 'b' as Goal"
        hands.canvas.setFocus()
        assert shown(hands, place) == PLACES[place][2], "it is not written once more"


async def test_reloading_lets_undo_bring_back_what_was_just_written(
    hands: Hands, tmp_path: Path
) -> None:
    begin(hands, "note")
    path = tmp_path / "f.flow.json"
    there = json.loads(path.read_text())
    del there["view"]["notes"]
    path.write_text(json.dumps(there))
    hands.window.outside.look()
    await until(lambda: "changed by another program" in hands.window.parts.bar.sentence)
    hands.find(
        QPushButton, "diskReload"
    ).click()  # as assistive technology does: nothing is focused
    assert "notes" not in hands.window.document.to_json()["view"]
    hands.window.document.undo()
    assert shown(hands, "note") == WORD


async def test_a_step_goes_into_another_flow_with_the_name_that_is_just_typed(
    hands: Hands, tmp_path: Path
) -> None:
    editor = begin(hands, "card")
    QTest.keyClick(editor, Key.Key_E, CTRL | SHIFT)
    await until((tmp_path / "part.flow.json").exists)
    made = json.loads((tmp_path / "part.flow.json").read_text())
    assert made["steps"]["a"]["title"] == WORD


async def test_the_editor_stays_over_what_is_seen_elsewhere(hands: Hands) -> None:
    editor = begin(hands, "card")
    before, card = editor.geometry(), hands.canvas.step_rect("a")
    hands.canvas.pan(120, 40)
    moved = hands.canvas.step_rect("a").topLeft() - card.topLeft()
    assert moved != QPoint(0, 0)
    assert editor.geometry().topLeft() == before.topLeft() + moved


@pytest.mark.parametrize("begins", ["field", "tree"])
async def test_an_undo_in_the_middle_of_typing_is_in_the_journal(
    hands: Hands, tmp_path: Path, begins: str
) -> None:
    hands.click_step("a")
    hands.key(Key.Key_D, CTRL)
    (copy,) = hands.canvas.selection
    hands.window.files.save()
    if begins == "field":
        hands.type_into("step:title", WORD, commit=False)
    else:
        in_cell(hands, "config:values:branches:tree")
        QTest.keyClicks(QApplication.focusWidget(), WORD)
    await until(lambda: WORD.encode() in kept(tmp_path))
    next(a for a in hands.window.actions() if a.objectName() == "undo").trigger()
    assert copy not in hands.window.document.diagram.flow.steps
    await until(lambda: not hands.window.document.typed)
    journal = hands.window.document.journal
    assert journal is not None
    assert journal.flush()
    (left,) = find_left(left_behind(tmp_path) / "f.flow.json")
    left.let_go()
    assert isinstance(left, Left)
    assert copy not in left.diagram.flow.steps
    next(a for a in hands.window.actions() if a.objectName() == "redo").trigger()
    await until(lambda: hands.window.document.typed, "it is there again with its Step")
    hands.canvas.select([copy])
    hands.window.inspector.catch_up()
    hands.window.drafting.settle()
    assert WORD in json.dumps(hands.window.document.to_json()["steps"][copy])
