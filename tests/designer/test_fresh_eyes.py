"""What somebody tripped over who saw the designer for the first time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QCursor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget, QMenu, QWidget

from designer.assets import resource
from designer.canvas.geometry import Point
from designer.document import edits
from designer.document.diagram import Diagram, Place
from designer.document.fragment import paste
from designer.document.patch import apply
from designer.document.scenery import Box, Panel, PanelId, set_scenery
from designer.panels.problem_words import sentence_of
from designer.translation import install
from designer.window.side_widths import SideWidths
from tests.designer.hands import Hands, until

pytestmark = [pytest.mark.gui]

Key = Qt.Key
NOTE = PanelId("note", "note_1")
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


STEPS = '"fetch": {"kind": "http", "config": {"url": "x"}}, "say": {"kind": "set"}'


@pytest.mark.parametrize(
    "text",
    [f"{{{STEPS}}}", f'{{"steps": {{{STEPS}}}}}', f"{STEPS},\n", f'\n"steps": {{{STEPS}}},'],
)
def test_a_piece_of_a_flow_file_can_be_pasted(text):
    after = apply(Diagram(), paste(Diagram(), text, Place(40, 60)))
    assert {step.id: step.kind for step in after.flow.steps.values()} == {
        "fetch": "http", "say": "set",
    }  # fmt: skip


async def test_a_snippet_is_pasted_by_key_and_nonsense_is_refused_with_its_place(open_designer):
    hands: Hands = open_designer()
    hands.canvas.setFocus()
    QGuiApplication.clipboard().setText(f"{{{STEPS}}}")
    hands.key(Key.Key_V, CTRL)
    assert hands.canvas.selection == {"fetch", "say"}
    rects = [hands.canvas.step_rect(step) for step in ("fetch", "say")]
    assert not rects[0].intersects(rects[1]), "what says no place is laid out"
    QGuiApplication.clipboard().setText('{"fetch": {"kind": }}')
    hands.key(Key.Key_V, CTRL)
    told = hands.window.statusBar().currentMessage()
    assert "line 1, column 20: this is not JSON" in told


async def test_a_paste_covers_no_card_and_is_seen(open_designer, onboarding):
    hands: Hands = open_designer(onboarding)
    canvas = hands.canvas
    QCursor.setPos(canvas.viewport().mapToGlobal(QPoint(-50, -50)))  # it is elsewhere
    hands.key(Key.Key_A, CTRL)
    hands.key(Key.Key_C, CTRL)
    for _ in range(2):
        hands.key(Key.Key_V, CTRL)
        new = canvas.selection
        old = set(canvas.picture.cards) - new
        boxes = [canvas.picture.box(step) for step in old]
        assert len(new) == 4
        assert not [step for step in new for box in boxes if canvas.picture.box(step).touches(box)]
        seen = canvas.viewport().rect()
        assert all(seen.contains(canvas.step_rect(step)) for step in new)


async def test_a_paste_at_the_pointer_covers_no_card_and_stays_where_there_is_room(
    open_designer, onboarding
):
    hands: Hands = open_designer(onboarding)
    canvas = hands.canvas
    hands.key(Key.Key_A, CTRL)
    hands.key(Key.Key_C, CTRL)
    old, away = dict(canvas.picture.cards), canvas.step_rect("generate-documents").center()
    for at in (away, canvas.viewport().rect().bottomLeft() + QPoint(40, -40)):
        QCursor.setPos(canvas.viewport().mapToGlobal(at))
        before, point = set(canvas.picture.cards), canvas.camera.to_scene(Point(at.x(), at.y()))
        hands.key(Key.Key_V, CTRL)
        boxes = [canvas.picture.box(step) for step in before]
        new = [canvas.picture.box(step) for step in canvas.selection]
        assert len(new) == 4
        assert not [box for box in boxes if any(it.touches(box) for it in new)]
        corner = Point(min(it.x for it in new), min(it.y for it in new))
        nearest = min(old[step].rect.center.to(point) for step in old)
        assert (corner.to(point) < 20) is (at != away), nearest
        assert all(canvas.viewport().rect().contains(canvas.step_rect(s)) for s in canvas.selection)


async def test_the_canvas_speaks_german_throughout(open_still, qapp, monkeypatch):
    steps = {
        "a": {"kind": "python", "config": {"function": "work:a"}, "inputs": {"n": {}},
              "outputs": {"x": {"type": "string"}}},
        "b": {"kind": "python", "config": {"function": "work:b"},
              "inputs": {"x": {}}, "outputs": {"y": {}}},
        "get": {"kind": "http", "config": {}, "outputs": {"body": {}}},
        "set": {"kind": "set", "config": {}, "outputs": {"value": {}}},
    }  # fmt: skip
    monkeypatch.setenv("BACKCAST_LANGUAGE", "de")
    try:
        places = {"a": [0, 0], "b": [400, 0], "get": [0, 250], "set": [400, 250]}
        hands: Hands = open_still(steps, "b", places)
        canvas, status = hands.canvas, hands.window.statusBar()
        await until(lambda: hands.window.pages.current.problems, "it is checked")
        start = canvas.port_center("b", "output", "y")
        hands.drag(start, canvas.port_center("a", "input", "n"), release=False)
        assert status.currentMessage().endswith("Esc: abbrechen")
        told = canvas.preview.refusal
        assert told.startswith("Diese Leitung schlösse einen Kreis: „b“ → „a“ → „b“.")
        hands.key(Key.Key_Escape)
        hands.drag(start, canvas.port_center("b", "input", "x"), release=False)
        assert canvas.preview.refusal.startswith("„b.y“ kommt aus „b“ selbst")
        hands.key(Key.Key_Escape)
        canvas.select(["get", "set"])
        hands.key(Key.Key_G)
        card = canvas.step_text
        await until(lambda: "der Schlüssel „url“ fehlt" in card("get"), card("get"))
        assert "nichts sagt, was „value“ ist" in card("set")
        texts = [action.text() for action in hands.window.findChildren(QAction)]
        assert not [text for text in ("Alles zeigen",) if texts.count(text) > 1]
    finally:
        install(qapp, "en")


async def test_an_expression_is_complained_of_with_the_field_that_it_stands_in(open_still):
    steps = {
        "say": {
            "kind": "set", "when": "n > > 3", "inputs": {"n": {}}, "outputs": {"v": {}},
            "config": {"values": {"v": 1}},
        }
    }  # fmt: skip
    hands: Hands = open_still(steps, "say", {"say": [0, 0]})
    page = hands.window.pages.current
    await until(lambda: page.problems, "it is checked")
    told = "Only when (1:5): extraneous input '>'"
    await until(lambda: told in hands.canvas.step_text("say"), "the card says it")
    (row,) = [it for it in page.problems if it.pointer.endswith("/when")]
    assert sentence_of(row).startswith(told)
    assert hands.find(QWidget, "goal:say:remove").toolTip() == "Take the Goal mark from 'say'"


async def test_recent_files_of_one_name_are_listed_with_their_folders(open_designer, onboarding):
    other = onboarding.parents[1] / "copy" / "flows" / onboarding.name
    third = onboarding.parents[1] / "more" / "flows" / onboarding.name
    for file in (other, third):
        file.parent.mkdir(parents=True)
        shutil.copy(onboarding, file)
    hands: Hands = open_designer(onboarding)
    for file in (other, third):
        hands.window.open_path(str(file))
    menus = hands.window.findChildren(QMenu)
    (recent,) = [menu for menu in menus if menu.title() == "Open recent"]
    recent.aboutToShow.emit()
    assert [action.text() for action in recent.actions()] == [
        f"{onboarding.name} – more/flows",
        f"{onboarding.name} – copy/flows",
        f"{onboarding.name} – onboarding",
    ]


async def test_a_note_is_read_and_taken_hold_of_where_a_wire_runs_beneath_it(
    open_designer, write_flow
):
    steps = {
        "a": {"kind": "python", "config": {"function": "work:a"}, "outputs": {"x": {}}},
        "b": {"kind": "python", "config": {"function": "work:b"}, "inputs": {"x": {}}},
    }
    places = {"positions": {"a": [0, 0], "b": [600, 0]}}
    file = write_flow(steps, ["b"], "def a(): return 1\ndef b(x): return x\n", view=places)
    hands: Hands = open_designer(file)
    canvas = hands.canvas
    canvas.set_reduced_motion(True)
    wire = next(iter(canvas.picture.wires))
    at = canvas.wire_point(*wire)
    middle = canvas.camera.to_scene(Point(at.x(), at.y()))
    box = Box(middle.x - 120, middle.y - 80, 240, 160)

    def around() -> bytes:
        image = canvas.viewport().grab(QRect(at - QPoint(40, 10), QSize(80, 20))).toImage()
        return bytes(image.constBits())

    push = hands.window.document.push
    push(set_scenery(hands.window.document.diagram, {NOTE: Panel("", box)}), "Note")
    with_wire = around()
    push(edits.remove(hands.window.document.diagram, frozenset({"b"}), frozenset()), "Delete")
    assert around() == with_wire, "nothing of the wire shows through"
    hands.window.document.undo()
    hands.click_at(at)
    assert canvas.selected_panels == {NOTE}


async def test_short_names_of_tabs_are_whole_and_the_sheet_tells_of_every_gesture(
    open_designer, onboarding
):
    hands: Hands = open_designer(onboarding)
    names = ["big", "a-rather-long-name-of-a-flow-about-orders", "customers-and-their-accounts",
             "quarterly-report-for-the-board", "big-two", "everything-about-nightly-backups"]  # fmt: skip
    for name in names:
        file = onboarding.with_name(f"{name}.flow.json")
        text = json.loads(onboarding.read_text())
        file.write_text(json.dumps({**text, "name": name}))
        hands.window.open_path(str(file))
    await until(lambda: len(hands.window.pages.all) == 7, "all are open")
    tabs = hands.window.parts.tabs
    for index in range(tabs.count()):
        if tabs.tabText(index) in ("big", "big-two"):
            assert tabs.tabRect(index).width() >= tabs.tabSizeHint(index).width()
    assert tabs.tabRect(2).width() < tabs.tabSizeHint(2).width(), "a long one gives way"
    hands.canvas.setFocus()
    hands.key(Key.Key_Question)
    said = hands.window.ways.sheet.text()
    for word in ("Cut several wires", "with Shift", "through a dot", "into a wire", "without grid"):
        assert word in said


async def test_panels_get_their_widths_back_once_there_is_room_again(open_designer, onboarding):
    window = open_designer(onboarding).window
    docks = [window.findChild(QDockWidget, f"dock:{name}") for name in ("Steps", "Inspector")]

    def widths() -> list[int]:
        return [dock.width() for dock in docks]

    side_widths = window.findChild(SideWidths)
    await until(lambda: side_widths.is_settling)
    await until(lambda: not side_widths.is_settling, "the window is there")
    window.resizeDocks(docks[:1], [260], Qt.Orientation.Horizontal)
    await until(lambda: docks[0].width() == 260)
    before = widths()
    for _ in range(2):
        window.resize(760, 860)
        await until(lambda: sum(widths()) < sum(before), "they give way")
        await until(lambda: not side_widths.is_settling, "all is at rest")
        window.resize(1360, 860)
        await until(lambda: widths() == before, "they are as wide as before")
