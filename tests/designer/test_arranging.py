"""Selecting, moving, lining up, laying out, frames and notes, with real hands on a real window."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAction,
    QCursor,
    QGuiApplication,
    QNativeGestureEvent,
    QPointingDevice,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QPlainTextEdit

from designer.assets import resource
from designer.canvas.editing import MIME
from designer.canvas.geometry import GRID, Point, Rect
from designer.canvas.gliding import DURATION
from designer.document.scenery import Box, Panel, PanelId, set_scenery
from tests.designer.hands import LEFT, Hands, until

pytestmark = pytest.mark.gui

Key = Qt.Key
NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
STEPS: dict[str, Any] = {
    "a": {"kind": "python", "outputs": {"x": {}}},
    "b": {"kind": "python", "inputs": {"x": {}}, "outputs": {"y": {}}},
    "c": {"kind": "python", "inputs": {"y": {}}},
    "d": {"kind": "python", "inputs": {"z": {}}, "outputs": {"w": {}}},
}
PLACES = {"a": [0, 0], "b": [300, 40], "c": [660, 0], "d": [300, 300]}


@pytest.fixture
def hands(open_still: Callable[..., Hands]) -> Hands:
    hands = open_still(STEPS, "c", PLACES)
    hands.window.resize(1360, 900)  # the canvas is high enough for every place that is pointed at
    QApplication.processEvents()
    hands.canvas.zoom_reset()
    return hands


def view(hands: Hands) -> dict[str, Any]:
    return dict(hands.window.document.to_json()["view"])


def places(hands: Hands) -> dict[str, Any]:
    return dict(view(hands)["positions"])


def head(hands: Hands, step: str) -> QPoint:
    box = hands.canvas.step_rect(step)
    return QPoint(box.center().x(), box.top() + 8)


def chord(hands: Hands, last: Qt.Key) -> None:
    hands.key(Key.Key_A, ALT)
    hands.key(last)


def one_edit(hands: Hands, text: str) -> None:
    document = hands.window.document
    assert document.undo_text == text
    document.undo()
    assert document.undo_text == ""
    assert view(hands) == {"positions": PLACES}


# selecting ----------------------------------------------------------------------------------------


async def test_a_band_adds_with_shift_and_toggles_with_ctrl_notes_and_frames_too(
    hands: Hands,
) -> None:
    document, canvas = hands.window.document, hands.canvas
    note, frame = PanelId("note", "n"), PanelId("frame", "f")
    panels = {note: Panel("", Box(300, 150, 160, 80)), frame: Panel("", Box(-60, -60, 800, 700))}
    document.push(set_scenery(document.diagram, panels), "Panels")

    def band(first: str, last: str, keys: Qt.KeyboardModifier) -> None:
        one, other = canvas.step_rect(first), canvas.step_rect(last)
        hands.drag(one.topLeft() - QPoint(6, 6), other.bottomRight() + QPoint(6, 6), keys)

    band("a", "a", Qt.KeyboardModifier.NoModifier)
    assert (canvas.selection, canvas.selected_panels) == ({"a"}, set())
    band("b", "d", SHIFT)
    assert canvas.selection == {"a", "b", "d"}
    assert canvas.selected_panels == {note}, "the frame only where all of it lies in the band"
    band("c", "c", SHIFT)
    assert (canvas.selection, canvas.selected_panels) == ({"a", "b", "c", "d"}, {note})
    band("c", "c", CTRL)
    band("d", "d", CTRL)
    assert (canvas.selection, canvas.selected_panels) == ({"a", "b"}, {note})
    band("b", "d", CTRL)
    assert (canvas.selection, canvas.selected_panels) == ({"a", "d"}, set())
    band("c", "c", Qt.KeyboardModifier.NoModifier)
    assert canvas.selection == {"c"}


async def test_inverting_and_following_the_wires_select(hands: Hands) -> None:
    hands.click_step("b")
    hands.key(Key.Key_U)
    assert hands.canvas.selection == {"a", "b"}
    hands.click_step("b")
    hands.key(Key.Key_U, SHIFT)
    assert hands.canvas.selection == {"b", "c"}
    hands.key(Key.Key_I, CTRL)
    assert hands.canvas.selection == {"a", "d"}
    hands.window.findChild(QAction, "selectDownstream").trigger()
    assert hands.canvas.selection == {"a", "b", "c", "d"}


# moving -------------------------------------------------------------------------------------------


async def test_a_dragged_card_snaps_to_where_its_wire_runs_straight(hands: Hands) -> None:
    port_a = hands.canvas.port_center("a", "output", "x")
    port_b = hands.canvas.port_center("b", "input", "x")
    off = port_a.y() - port_b.y()
    start = head(hands, "b")
    hands.drag(start, start + QPoint(0, off + 3), release=False)
    assert hands.canvas.preview.guides
    hands.release(start + QPoint(0, off + 3))
    assert hands.canvas.port_center("b", "input", "x").y() == port_a.y()
    one_edit(hands, "Move 'b'")


async def test_alt_in_the_drag_means_neither_grid_nor_guides(hands: Hands) -> None:
    start = head(hands, "b")
    end = start + QPoint(7, -37)
    hands.drag(start, end, release=False)
    QTest.keyPress(hands.canvas, Key.Key_Alt)
    hands.release(end, None, ALT)
    QTest.keyRelease(hands.canvas, Key.Key_Alt)
    assert places(hands)["b"] == [307, 3]


async def test_alt_at_the_press_drags_a_copy_away(hands: Hands) -> None:
    start = head(hands, "b")
    end = start + QPoint(0, 200)
    hands.drag(start, end, ALT, release=False)
    assert [ghost.look.title for ghost in hands.canvas.preview.ghosts] == ["b"]
    hands.release(end)
    assert places(hands)["b_2"] == [300, 240]
    assert places(hands)["b"] == [300, 40]
    assert hands.canvas.selection == {"b_2"}
    made = hands.window.document.to_json()["steps"]["b_2"]
    assert made["inputs"]["x"]["from"] not in ("x", ["x"])
    one_edit(hands, "Duplicate 'b'")


async def test_ctrl_shift_d_keeps_the_inputs_of_a_copy_wired(hands: Hands) -> None:
    hands.click_step("b")
    hands.key(Key.Key_D, CTRL | SHIFT)
    assert "from" not in hands.window.document.to_json()["steps"]["b_2"]["inputs"]["x"]
    one_edit(hands, "Duplicate 'b'")


async def test_the_status_bar_says_what_the_modifiers_do(hands: Hands) -> None:
    told: list[str] = []
    hands.canvas.hint.connect(told.append)
    start = head(hands, "b")
    hands.drag(start, start + QPoint(0, 60), release=False)
    assert told[-1] == "Alt: no grid, no guides · Esc: cancel"
    assert hands.window.parts.status.currentMessage() == told[-1]
    hands.key(Key.Key_Escape)
    assert told[-1] == ""


# lining up ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "expected", "text"),
    [
        (Key.Key_L, {"a": [0, 0], "b": [0, 40], "d": [0, 300]}, "Align left"),
        (Key.Key_R, {"a": [300, 0], "b": [300, 40], "d": [300, 300]}, "Align right"),
        (Key.Key_C, {"a": [150, 0], "b": [150, 40], "d": [150, 300]}, "Align centre"),
        (Key.Key_T, {"a": [0, 0], "b": [300, 0], "d": [300, 0]}, "Align top"),
    ],
)
async def test_a_chord_lines_the_selection_up(
    hands: Hands, last: Qt.Key, expected: dict[str, Any], text: str
) -> None:
    hands.canvas.select(["a", "b", "d"])
    chord(hands, last)
    assert {step: places(hands)[step] for step in expected} == expected
    one_edit(hands, text)


async def test_middles_and_bottoms_line_up(hands: Hands) -> None:
    hands.canvas.select(["a", "b", "d"])
    chord(hands, Key.Key_B)
    assert len({hands.canvas.picture.cards[s].rect.bottom for s in ("a", "b", "d")}) == 1
    one_edit(hands, "Align bottom")
    hands.canvas.select(["a", "b", "d"])
    chord(hands, Key.Key_M)
    assert len({hands.canvas.picture.cards[s].rect.center.y for s in ("a", "b", "d")}) == 1


async def test_distributing_makes_even_gaps_and_leaves_the_outermost(hands: Hands) -> None:
    hands.canvas.select(["a", "b", "c"])
    chord(hands, Key.Key_H)
    left = {step: hands.canvas.picture.cards[step].rect for step in "abc"}
    assert left["b"].x - left["a"].right == left["c"].x - left["b"].right
    assert (left["a"].x, left["c"].x) == (0, 660)
    one_edit(hands, "Distribute horizontally")
    hands.canvas.select(["a", "b", "c"])
    chord(hands, Key.Key_H)
    chord(hands, Key.Key_H)
    said = hands.window.parts.status.currentMessage()
    assert said == "The selected steps lie so already."


async def test_a_chord_that_is_not_finished_says_what_could_come(hands: Hands) -> None:
    told: list[str] = []
    hands.canvas.hint.connect(told.append)
    hands.key(Key.Key_A, ALT)
    assert "L: Align left" in told[-1]
    hands.key(Key.Key_X)
    hands.key(Key.Key_L)  # no longer part of a chord
    assert hands.window.document.undo_text.startswith("Lay out")


# laying out ---------------------------------------------------------------------------------------


async def test_l_lays_out_in_columns_with_straight_wires_in_one_edit_and_stays(
    hands: Hands,
) -> None:
    hands.key(Key.Key_L)
    port = hands.canvas.port_center
    assert port("a", "output", "x").y() == port("b", "input", "x").y()
    assert port("b", "output", "y").y() == port("c", "input", "y").y()
    laid = places(hands)
    assert laid["a"][0] < laid["b"][0] < laid["c"][0]
    hands.key(Key.Key_L)
    assert places(hands) == laid
    one_edit(hands, "Lay out 4 steps")


async def test_l_with_a_selection_moves_nothing_else(hands: Hands) -> None:
    hands.canvas.select(["a", "b"])
    hands.key(Key.Key_L)
    assert places(hands)["c"] == PLACES["c"]
    assert places(hands)["d"] == PLACES["d"]
    assert places(hands)["b"] != PLACES["b"]


async def test_cards_glide_to_their_new_places(hands: Hands) -> None:
    hands.canvas.set_reduced_motion(False)
    before = hands.canvas.step_rect("c")
    hands.key(Key.Key_L)
    assert places(hands)["c"] != PLACES["c"]  # the document does not wait
    await until(lambda: hands.canvas.preview.cards, "they are on their way")
    assert not hands.canvas.gesture_active
    await until(lambda: not hands.canvas.preview.cards, "they have arrived", DURATION / 100 + 3)
    assert hands.canvas.step_rect("c") != before


# frames and notes ---------------------------------------------------------------------------------


def frame(hands: Hands, *steps: str, title: str = "Prepare") -> PanelId:
    hands.canvas.select(steps)
    hands.key(Key.Key_G, CTRL)
    editor = hands.find(QLineEdit, "panelText")
    QTest.keyClicks(editor, title)
    QTest.keyClick(editor, Key.Key_Return)
    (panel,) = hands.canvas.picture.scenery.panels
    return panel


def title_at(hands: Hands, panel: PanelId) -> QPoint:
    box = hands.canvas.picture.scenery.panels[panel].box
    at = hands.canvas.camera
    return QPoint(round((box.x + 30) * at.zoom + at.x), round((box.y + 15) * at.zoom + at.y))


async def test_ctrl_g_frames_the_selection_and_asks_for_a_title(hands: Hands) -> None:
    panel = frame(hands, "a", "b")
    (made,) = view(hands)["frames"].values()
    assert made["title"] == "Prepare"
    x, y, w, h = made["box"]
    for step in ("a", "b"):
        rect = hands.canvas.picture.cards[step].rect
        assert x < rect.x
        assert y < rect.y
        assert rect.right < x + w
        assert rect.bottom < y + h
    assert hands.canvas.selected_panels == {panel}
    one_edit(hands, "Frame the selection")


async def test_a_frame_takes_its_steps_along(hands: Hands) -> None:
    panel = frame(hands, "a", "b")
    before = view(hands)["frames"]
    hands.drag(title_at(hands, panel), title_at(hands, panel) + QPoint(0, 100))
    assert places(hands)["a"] == [0, 100]
    assert places(hands)["b"] == [300, 140]
    assert places(hands)["c"] == PLACES["c"]
    (was,), (now,) = before.values(), view(hands)["frames"].values()
    assert now["box"][1] == was["box"][1] + 100
    hands.window.document.undo()
    assert view(hands)["frames"] == before


async def test_a_frame_is_resized_by_its_corner(hands: Hands) -> None:
    panel = frame(hands, "a", "b")
    box = hands.canvas.picture.scenery.panels[panel].box
    camera = hands.canvas.camera
    corner = QPoint(
        round((box.x + box.w) * camera.zoom + camera.x),
        round((box.y + box.h) * camera.zoom + camera.y),
    )
    hands.drag(corner, corner + QPoint(60, 40))
    (now,) = view(hands)["frames"].values()
    assert now["box"][2] - box.w == pytest.approx(60, abs=20)
    assert now["box"][3] - box.h == pytest.approx(40, abs=20)
    assert hands.window.document.undo_text == "Resize frame"


async def test_the_inside_of_a_frame_is_empty_canvas(hands: Hands) -> None:
    frame(hands, "a", "c")
    hands.canvas.select(())
    start = head(hands, "b") - QPoint(0, 14)
    hands.drag(start + QPoint(-140, 40), start + QPoint(20, 60))
    assert hands.canvas.selection == {"b"}
    assert places(hands) == PLACES


async def test_a_double_click_on_the_title_edits_it(hands: Hands) -> None:
    panel = frame(hands, "a")
    QTest.mouseDClick(hands.canvas.viewport(), LEFT, pos=title_at(hands, panel))
    editor = hands.find(QLineEdit, "panelText")
    QTest.keyClicks(editor, "Later")
    hands.click_at(QPoint(6, 6))  # leaving keeps what was typed
    (made,) = view(hands)["frames"].values()
    assert made["title"] == "Later"


async def test_ctrl_shift_g_takes_the_frame_away_and_leaves_its_steps(hands: Hands) -> None:
    frame(hands, "a", "b")
    hands.click_step("a")
    hands.key(Key.Key_G, CTRL | SHIFT)
    assert "frames" not in view(hands)
    assert places(hands) == PLACES


async def test_c_puts_a_note_where_the_pointer_is_and_its_text_is_typed_there(
    hands: Hands,
) -> None:
    at = hands.canvas.viewport().rect().center() + QPoint(0, 150)
    QCursor.setPos(hands.canvas.viewport().mapToGlobal(at))
    hands.key(Key.Key_C)
    editor = hands.find(QPlainTextEdit, "panelText")
    QTest.keyClicks(editor, "Ask Ada")
    QTest.keyClick(editor, Key.Key_Return, CTRL)
    (made,) = view(hands)["notes"].values()
    assert made["text"] == "Ask Ada"
    assert hands.canvas.hasFocus()
    one_edit(hands, "Add a note")


@pytest.mark.parametrize("where", ["at a card", "by what is selected", "in the middle"])
async def test_a_note_hides_nothing_and_is_hidden_by_nothing(hands: Hands, where: str) -> None:
    canvas, picture = hands.canvas, hands.canvas.picture
    viewport, card = canvas.viewport(), canvas.step_rect("b").center()
    canvas.pan(*(viewport.rect().center() - card).toTuple())  # a card lies in the middle
    pointer = canvas.step_rect("b").center() if where == "at a card" else QPoint(-50, -50)
    QCursor.setPos(viewport.mapToGlobal(pointer))
    for text in ("one", "two"):
        canvas.select(["b"] if where == "by what is selected" else [])
        hands.key(Key.Key_C)
        editor = hands.find(QPlainTextEdit, "panelText")
        assert canvas.rect().contains(editor.geometry())
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Key.Key_Return, CTRL)
    one, two = (Rect(*note["box"]) for note in view(hands)["notes"].values())
    assert not one.touches(two)
    for note in (one, two):
        assert not any(picture.box(step).touches(note) for step in STEPS)
        courses = (picture.curves[wire] for wire in picture.wires)
        assert not any(note.contains(it.at(part / 40)) for it in courses for part in range(41))
        assert note.center.to(picture.box("b").center) < 400, "near by"


async def test_a_note_is_dragged_selected_and_deleted(hands: Hands) -> None:
    QCursor.setPos(hands.canvas.viewport().mapToGlobal(QPoint(300, 500)))
    hands.key(Key.Key_C)
    QTest.keyClick(hands.find(QPlainTextEdit, "panelText"), Key.Key_Escape)
    (made,) = view(hands)["notes"].values()
    start = QPoint(400, 550)
    hands.drag(start, start + QPoint(100, 0))
    (moved,) = view(hands)["notes"].values()
    assert moved["box"] == [made["box"][0] + 100, *made["box"][1:]]
    hands.click_at(start + QPoint(100, 0))
    assert {panel.kind for panel in hands.canvas.selected_panels} == {"note"}
    hands.key(Key.Key_Delete)
    assert "notes" not in view(hands)
    hands.window.document.undo()
    assert view(hands)["notes"]


async def test_an_empty_note_is_none(hands: Hands) -> None:
    hands.key(Key.Key_C)
    editor = hands.find(QPlainTextEdit, "panelText")
    QTest.keyClick(editor, Key.Key_Delete)
    QTest.keyClick(editor, Key.Key_Escape)
    assert view(hands) == {"positions": PLACES}


async def test_frames_follow_their_steps_when_they_are_laid_out(hands: Hands) -> None:
    panel = frame(hands, "b", "c")
    hands.canvas.select(())
    hands.key(Key.Key_L)
    held, _ = hands.canvas.picture.inside([panel])
    assert {"b", "c"} <= held


async def test_notes_in_a_frame_go_with_their_steps_when_they_are_laid_out(hands: Hands) -> None:
    picture = hands.canvas.picture
    panel = frame(hands, "b", "c")
    x, y, wide, high = picture.scenery.panels[panel].box
    inside, outside = Box(x + 20, y + high, 120, 60), Box(x - 900, y, 120, 60)
    patch = set_scenery(
        hands.window.document.diagram,
        {
            panel: Panel("Prepare", Box(x, y, wide, high + 100)),
            PanelId("note", "in"): Panel("In", inside),
            PanelId("note", "out"): Panel("Out", outside),
        },
    )
    hands.window.push(patch, "Notes")
    hands.canvas.select(())
    hands.key(Key.Key_L)
    _, held = picture.inside([panel])
    there = picture.scenery.panels
    assert PanelId("note", "in") in held, "the frame is still round it"
    note = Rect(*there[PanelId("note", "in")].box)
    assert not any(note.touches(picture.box(step)) for step in picture.diagram.flow.steps)
    assert there[PanelId("note", "in")].box != inside
    assert there[PanelId("note", "out")].box == outside
    hands.window.document.undo()
    assert picture.scenery.panels[PanelId("note", "in")].box == inside


# what a Step does ---------------------------------------------------------------------------------


async def test_d_disables_and_enables(hands: Hands) -> None:
    hands.click_step("b")
    hands.key(Key.Key_D)
    assert hands.window.document.to_json()["steps"]["b"]["disabled"] is True
    hands.key(Key.Key_D)
    assert "disabled" not in hands.window.document.to_json()["steps"]["b"]
    assert hands.window.document.undo_text == "Enable 'b'"


async def test_p_never_writes_a_secret_into_the_flow(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    outputs = {"token": {"type": "string", "format": "secret"}, "x": {"type": "integer"}}
    steps = {"one": {"kind": "python", "config": {"function": "work:one"}, "outputs": outputs}}
    module = "def one():\n    return {'token': 'hush', 'x': 41}\n"
    hands = open_designer(write_flow(steps, ["one"], module))
    hands.click_step("one")
    hands.window.runs.run()
    await until(lambda: hands.window.run_status() == "completed")
    hands.canvas.setFocus()
    hands.key(Key.Key_P)
    made = hands.window.document.to_json()["steps"]["one"]["outputs"]
    assert made == {"token": outputs["token"], "x": {"type": "integer", "value": 41}}


async def test_p_pins_what_the_last_run_gave_and_unpins_it(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    steps = {
        "one": {
            "kind": "python",
            "config": {"function": "work:one"},
            "outputs": {"x": {"type": "integer"}},
        }
    }
    hands = open_designer(write_flow(steps, ["one"], "def one() -> int:\n    return 41\n"))
    hands.click_step("one")
    told: list[str] = []
    hands.canvas.hint.connect(told.append)
    hands.key(Key.Key_P)
    assert "There is no result to pin yet: run the step first." in told
    hands.window.runs.run()
    await until(lambda: hands.window.run_status() == "completed")
    hands.canvas.setFocus()
    hands.key(Key.Key_P)
    made = hands.window.document.to_json()["steps"]["one"]["outputs"]["x"]
    assert made == {"type": "integer", "value": 41}
    hands.key(Key.Key_P)
    made = hands.window.document.to_json()["steps"]["one"]["outputs"]["x"]
    assert made == {"type": "integer"}


async def test_alt_and_a_click_set_a_dot_on_a_wire_and_take_it_away(hands: Hands) -> None:
    wire = next(w for w in hands.canvas.picture.wires if w.target.step == "b")
    at = hands.canvas.wire_point(*wire)
    QTest.mouseClick(hands.canvas.viewport(), LEFT, ALT, at)
    ((point,),) = hands.canvas.picture.scenery.bends.values()
    here = hands.canvas.camera.to_scene(Point(at.x(), at.y()))
    assert Point(*point).to(here) < 30
    dot = hands.canvas.camera.to_view(Point(*point))
    QTest.mouseClick(hands.canvas.viewport(), LEFT, ALT, QPoint(round(dot.x), round(dot.y)))
    assert not hands.canvas.picture.scenery.bends
    document = hands.window.document
    document.undo()
    assert hands.canvas.picture.scenery.bends
    document.undo()
    assert view(hands) == {"positions": PLACES}


@pytest.mark.parametrize("more", [NONE, CTRL])
async def test_a_copy_that_is_dragged_reads_what_the_step_reads_where_ctrl_is_held(
    hands: Hands, more: Qt.KeyboardModifier
) -> None:
    start = head(hands, "b")
    hands.drag(start, start + QPoint(0, 140), ALT | more)
    ((new, copied),) = [
        it for it in hands.window.document.to_json()["steps"].items() if it[0] not in STEPS
    ]
    assert new.startswith("b")
    read = [str(w.source) for w in hands.canvas.picture.wires if w.target.step == new]
    assert read == (["a.x"] if more is CTRL else []), copied


async def test_a_step_from_the_palette_lies_beside_the_grid_where_alt_is_held(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    palette = hands.window.parts.palette.findChild(QListView, "palette")
    rows = [palette.model().index(row, 0) for row in range(palette.model().rowCount())]
    row = next(it for it in rows if it.data(Qt.ItemDataRole.UserRole) == "wait")
    below, lies = hands.canvas.step_rect("d").bottomLeft(), []
    for number, keys in enumerate((NONE, ALT)):
        at = below + QPoint(-103 + 3 * number, 43 + 7 * number)
        end = palette.viewport().mapFromGlobal(hands.canvas.viewport().mapToGlobal(at))
        # offscreen no key is held: what is asked of the system is said here
        monkeypatch.setattr(QApplication, "keyboardModifiers", staticmethod(lambda keys=keys: keys))
        hands.drag_over(palette.viewport(), palette.visualRect(row).center(), end, keys)
        (new,) = hands.canvas.selection
        lies.append([side % GRID for side in places(hands)[new]])
        hands.window.document.undo()
    assert lies[0] == [0, 0]
    assert lies[1] != [0, 0]


async def test_a_pinch_zooms_toward_where_the_fingers_are(hands: Hands) -> None:
    canvas, at = hands.canvas, QPointF(120.0, 90.0)
    here, zoom = canvas.camera.to_scene(Point(at.x(), at.y())), canvas.camera.zoom
    everywhere = QPointF(canvas.viewport().mapToGlobal(at.toPoint()))
    pad = QPointingDevice.primaryPointingDevice()

    def pinch(kind: Qt.NativeGestureType, value: float) -> None:
        event = QNativeGestureEvent(kind, pad, 2, at, at, everywhere, value, QPointF())
        QApplication.sendEvent(canvas.viewport(), event)

    pinch(Qt.NativeGestureType.ZoomNativeGesture, 0.25)
    assert canvas.camera.zoom == pytest.approx(zoom * 1.25)
    assert canvas.camera.to_scene(Point(at.x(), at.y())).to(here) < 2
    pinch(Qt.NativeGestureType.RotateNativeGesture, 0.5)
    assert canvas.camera.zoom == pytest.approx(zoom * 1.25)


async def test_a_click_that_shakes_moves_nothing(hands: Hands) -> None:
    start = head(hands, "b")
    hands.drag(start, start + QPoint(4, 3))
    assert hands.window.document.undo_text == ""
    assert places(hands) == PLACES
    assert hands.canvas.selection == {"b"}
    hands.drag(start, start + QPoint(3, 2), ALT)  # or it would be a copy, beside the grid
    assert hands.window.document.undo_text == ""


# pasting ------------------------------------------------------------------------------------------


async def test_a_paste_keeps_the_wires_from_outside_where_shift_is_held(hands: Hands) -> None:
    hands.click_step("b")
    hands.key(Key.Key_C, CTRL)
    for keys, read in ((CTRL, []), (CTRL | SHIFT, ["a.x"])):
        hands.key(Key.Key_V, keys)
        (new,) = hands.canvas.selection
        assert [str(w.source) for w in hands.canvas.picture.wires if w.target.step == new] == read


async def test_the_text_of_a_whole_flow_file_is_pasted_at_the_pointer(
    hands: Hands, write_flow: Callable[..., Path]
) -> None:
    steps = {
        "greet": {"kind": "python", "inputs": {"who": {}}, "outputs": {"text": {}}},
        "send": {"kind": "python", "inputs": {"text": {}}},
    }
    whole = write_flow(steps, ["send"], inputs={"who": {"type": "string"}}).read_text()
    QGuiApplication.clipboard().setText(whole)
    pointer = hands.canvas.step_rect("d").bottomLeft() + QPoint(0, 20)
    free = hands.canvas.camera.to_scene(Point(pointer.x(), pointer.y()))
    QCursor.setPos(hands.canvas.viewport().mapToGlobal(pointer))
    hands.key(Key.Key_V, CTRL)
    document = hands.window.document.to_json()
    assert {"greet", "send"} <= document["steps"].keys()
    assert document["inputs"] == {"who": {"type": "string"}}
    assert document["goals"] == ["c"]  # those of the document stay
    assert Point(*hands.canvas.picture.box("greet")[:2]).to(free) < 25
    assert hands.canvas.selection == {"greet", "send"}
    one_edit(hands, "Paste")


async def test_copied_steps_are_plain_text_and_of_a_kind_of_their_own(hands: Hands) -> None:
    hands.click_step("b")
    hands.key(Key.Key_C, CTRL)
    data = QGuiApplication.clipboard().mimeData()
    assert json.loads(data.text())["steps"].keys() == {"b"}
    assert bytes(data.data(MIME).data()).decode() == data.text()


# a Flow of its own --------------------------------------------------------------------------------


async def test_ctrl_shift_e_puts_the_selection_into_a_flow_file_beside_this_one(
    hands: Hands, folder: Path
) -> None:
    hands.canvas.select(["a", "b"])
    hands.key(Key.Key_E, CTRL | SHIFT)
    child = json.loads((folder / "part.flow.json").read_text())
    assert child["steps"].keys() == {"a", "b"}
    assert child["goals"] == ["b"]
    steps = hands.window.document.to_json()["steps"]
    assert steps.keys() == {"c", "d", "part"}
    assert steps["part"]["config"] == {"flow": "part.flow.json"}
    assert hands.canvas.selection == {"part"}
    told = hands.window.parts.status.currentMessage()
    assert "part.flow.json" in told, "the file beside the flow is told of"
    one_edit(hands, "Collapse to 'part.flow.json'")
    (folder / "part.flow.json").write_text("{}")
    hands.canvas.select(["a"])
    hands.key(Key.Key_E, CTRL | SHIFT)
    assert (folder / "part_2.flow.json").exists()  # what is there is never written over
    assert (folder / "part.flow.json").read_text() == "{}"


async def test_an_untitled_flow_has_to_be_saved_before_a_part_of_it_is_a_file(
    open_designer: Callable[..., Hands],
) -> None:
    hands = open_designer()
    QApplication.processEvents()
    hands.canvas.setFocus()
    hands.key(Key.Key_Tab)
    QTest.keyClicks(hands.find(QLineEdit, "adderSearch"), "wait")
    QTest.keyClick(hands.find(QLineEdit, "adderSearch"), Key.Key_Return)
    hands.key(Key.Key_E, CTRL | SHIFT)
    told = hands.window.parts.status.currentMessage()
    assert told == "Save the flow first: the new one is put beside its file."
    assert hands.window.document.to_json()["steps"].keys() == {"wait"}


async def test_connecting_by_key_takes_no_input_that_is_fed_already(open_still: Any) -> None:
    def step(function: str, **ports: Any) -> dict[str, Any]:
        return {"kind": "python", "config": {"function": f"work:{function}"}, **ports}

    steps = {
        "old": step("old", outputs={"order": {}}),
        "new": step("new", outputs={"payment": {}}),
        "book": step("book", inputs={"order": {}, "n": {"value": 3}}, outputs={"done": {}}),
    }
    hands = open_still(steps, "book", {"old": [0, 0], "new": [0, 200], "book": [400, 100]})
    before = hands.window.document.diagram
    hands.click_step("new")
    QTest.mouseClick(hands.canvas.viewport(), LEFT, CTRL, head(hands, "book"))
    hands.key(Key.Key_L, CTRL)
    assert "No input of 'book' is free" in hands.window.statusBar().currentMessage()
    assert hands.window.document.diagram is before


async def test_suppliers_that_stand_in_for_each_other_are_not_collapsed_without_their_buyers(
    open_designer: Callable[..., Hands], tmp_path: Path
) -> None:
    example = resource("examples") / "order-processing"
    file = tmp_path / "order-processing.flow.json"
    shutil.copytree(example, tmp_path, dirs_exist_ok=True)
    hands = open_designer(file)
    before = hands.window.document.diagram
    hands.click_step("buy-from-north")
    QTest.mouseClick(hands.canvas.viewport(), LEFT, CTRL, head(hands, "buy-from-south"))
    hands.key(Key.Key_E, CTRL | SHIFT)
    assert "Select 'book-carrier' and 'confirm-order' as well" in hands.window.parts.bar.sentence
    assert hands.window.document.diagram is before
    assert not (tmp_path / "part.flow.json").exists()
