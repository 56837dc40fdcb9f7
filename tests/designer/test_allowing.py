"""Laws over all commands: none acts in the midst of a gesture, none edits a run of the past in silence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QToolBar, QWidget

from designer.canvas.adder import Adder
from designer.canvas.keyboard import COMMANDS, perform
from designer.document.diagram import Diagram
from designer.window.actions import ACTIONS
from designer.window.allowing import EDITS, LOOKS
from tests.designer.hands import LEFT, Hands, until

pytestmark = pytest.mark.gui

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
STEPS = {
    "one": {"kind": "set", "config": {"values": {"a": 1}}, "outputs": {"a": {}}},
    "two": {
        "kind": "set",
        "inputs": {"a": {}},
        "config": {"values": {"b": 2}},
        "outputs": {"b": {}},
    },
    "three": {
        "kind": "set",
        "inputs": {"a": {}},
        "config": {"values": {"c": 3}},
        "outputs": {"c": {}},
    },
}
PLACES = {"one": [0, 0], "two": [400, 0], "three": [400, 260]}
WAIT = "Something is being dragged: let go of it, or Esc leaves it."
WIRE = "A wire is being drawn: Esc leaves it."
PAST = "This is a run as it was. Go back to editing to change the flow."


@pytest.fixture
def desk(open_still: Callable[..., Hands]) -> Hands:
    """Three Steps, all of them selected, with an edit that can be undone and one that can be done again."""
    hands = open_still(STEPS, "two", PLACES)
    for key in (Key.Key_G, Key.Key_D):
        hands.canvas.select(["three"])
        hands.key(key)
    hands.window.document.undo()
    hands.canvas.select(["one", "two", "three"])
    return hands


def presses() -> Iterator[tuple[str, str]]:
    """Every command of the window and of the canvas with each of its keys, or with none."""
    for one in (*ACTIONS, *COMMANDS):
        for keys in one.keys or ("",):
            yield one.id, keys
    for arrow in ("Left", "Shift+Up", "Ctrl+Shift+Down", "Ctrl+Alt+Shift+Right"):
        yield "arrow", arrow


def press(hands: Hands, command: str, keys: str) -> None:
    """Do a command as a user would: by its keys, by the menu where it has none."""
    if not keys:
        made = hands.window.findChild(QAction, command)
        assert isinstance(made, QAction)
        made.trigger()
    sequence = QKeySequence(keys, QKeySequence.SequenceFormat.PortableText)
    for number in range(sequence.count()):
        stroke = sequence[number]
        QTest.keyClick(hands.canvas.viewport(), stroke.key(), stroke.keyboardModifiers())


def begin(hands: Hands, what: str) -> QPoint:
    """Where something is taken hold of."""
    box = hands.canvas.step_rect("two")
    match what:
        case "cards":
            return QPoint(box.center().x(), box.top() + 8)
        case "wire":
            return hands.canvas.port_center("two", "output", "b")
    return QPoint(4, 4)


def shown_windows() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


@pytest.mark.parametrize("what", ["cards", "wire", "box"])
async def test_in_the_midst_of_a_drag_no_command_changes_the_document_or_ends_the_drag(
    desk: Hands, what: str
) -> None:
    window, canvas = desk.window, desk.canvas
    before, file = window.document.diagram, window.document.path.read_text()
    start = begin(desk, what)
    desk.drag(start, start + QPoint(40, 30), release=False)
    gesture, windows, files = (
        canvas.gesture,
        shown_windows(),
        len(list(window.document.folder.iterdir())),
    )
    told, wait = 0, WIRE if what == "wire" else WAIT
    for command, keys in presses():
        action = window.findChild(QAction, command)
        canvas.setFocus()
        window.statusBar().clearMessage()
        press(desk, command, keys)
        said = window.statusBar().currentMessage()
        assert window.document.diagram is before, (command, keys)
        assert canvas.gesture is gesture is not None, (command, keys)
        assert len(window.pages.all) == 1
        assert shown_windows() == windows, (command, keys)
        if command not in LOOKS:
            assert said == wait or not (action is None or action.isEnabled()), (command, keys)
            told += said == wait
    assert told > 100
    await until(lambda: not window.session.is_running, "Run is no edit: it ran")
    assert window.document.path.read_text() == file
    assert len([*window.document.folder.iterdir()]) == files, "no sub-flow was written"
    desk.release(start + QPoint(40, 30))
    assert window.document.undo_text == (
        "Move 3 steps" if what == "cards" else "Mark 'three' as Goal"
    )
    assert window.statusBar().currentMessage() != wait


async def test_a_wire_that_hangs_from_a_click_says_what_the_buttons_wait_for(desk: Hands) -> None:
    canvas = desk.canvas
    desk.click_at(canvas.port_center("one", "output", "a"))
    assert canvas.gesture_active
    bar = desk.window.findChild(QToolBar, "toolbar")
    button = bar.widgetForAction(desk.window.findChild(QAction, "delete"))
    QTest.mouseClick(button, LEFT)
    assert desk.window.statusBar().currentMessage() == WIRE
    desk.key(Key.Key_Escape)
    assert desk.window.statusBar().currentMessage() == ""
    desk.key(Key.Key_Delete)
    assert not desk.window.document.diagram.flow.steps


def do(hands: Hands, command: str) -> None:
    """Do a command of the window, else of the canvas."""
    made = hands.window.findChild(QAction, command)
    if isinstance(made, QAction):
        made.trigger()
        return
    (known,) = (one for one in COMMANDS if one.id == command)
    perform(hands.canvas, known.do)


def every_command() -> list[str]:
    left = {"closeTab", "closeWindow", "newWindow"}
    return [
        one for one in dict.fromkeys(one.id for one in (*ACTIONS, *COMMANDS)) if one not in left
    ]


def tidy_up(hands: Hands, page: object, before: Diagram) -> None:
    """Leave whatever a command has opened, and undo what it has done."""
    window, canvas = hands.window, hands.canvas
    for one in window.findChildren(QFileDialog):
        one.close()
    canvas.writing.finish(for_good=True)
    canvas.adding.dismiss()
    for other in window.pages.all:
        if other is not page:
            window.pages.remove(other)
    if window.document.diagram != before:
        window.document.undo_stack.setIndex(1)  # as it was at first


async def test_every_command_that_edits_is_known_as_one_and_refused_on_a_run_of_the_past(
    desk: Hands,
) -> None:
    window, canvas = desk.window, desk.canvas
    window.runs.run()
    await until(lambda: window.run_status() == "completed", "it has run")
    run = window.session.state.run
    page, before, changing = window.pages.current, window.document.diagram, set()
    canvas.copy()
    for command in every_command():
        canvas.select(["one", "two"])
        window.refresh_commands()
        do(desk, command)
        opened = canvas.writing.is_open or any(map(QWidget.isVisible, window.findChildren(Adder)))
        if page.document.diagram is not before or opened:
            changing.add(command)
        tidy_up(desk, page, before)
        before = page.document.diagram
    assert sorted(changing - EDITS) == []
    await until(lambda: not page.session.is_running, "what the commands have run ends")
    assert {"delete", "collapse", "rename", "note", "toggleBreakpoint", "addStep"} <= changing
    window.past.open(run)
    await until(lambda: window.pages.current.past is not None, "the run opens")
    before = window.document.diagram
    for command in sorted(EDITS):
        canvas.select(["one", "two"])
        window.refresh_commands()
        window.statusBar().clearMessage()
        made = window.findChild(QAction, command)
        keys = [one.toString() for one in made.shortcuts()] if isinstance(made, QAction) else []
        if command == "nudge":
            keys = ["Ctrl+Shift+Left"]
        press(desk, command, keys[0]) if keys else do(desk, command)
        can = bool(keys) or not isinstance(made, QAction) or made.isEnabled()
        assert window.statusBar().currentMessage() == PAST or not can, command
        assert can or command == "pinValue", command
        assert window.document.diagram is before
        assert not canvas.writing.is_open
        assert not window.findChildren(QFileDialog), command


async def test_a_run_of_the_past_is_saved_as_a_copy_and_stays_one(
    desk: Hands, folder: Path
) -> None:
    window = desk.window
    window.runs.run()
    await until(lambda: window.run_status() == "completed", "it has run")
    window.past.open(window.session.state.run)
    await until(lambda: window.pages.current.past is not None, "the run opens")
    page = window.pages.current
    QTest.keyClick(desk.canvas, Key.Key_S, CTRL | SHIFT)
    (dialog,) = window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(folder / "then.flow.json"))
    dialog.close()
    assert window.statusBar().currentMessage() == "Saved 'then.flow.json'"
    assert json.loads((folder / "then.flow.json").read_text())["steps"].keys() == STEPS.keys()
    assert (page.document.path, window.pages.current) == (None, page)
    window.files.open(folder / "then.flow.json")
    assert window.pages.current.past is None, "the copy can be edited"


async def test_what_is_let_go_over_a_run_of_the_past_is_not_said_to_be_imported(
    desk: Hands, folder: Path
) -> None:
    window = desk.window
    window.runs.run()
    await until(lambda: window.run_status() == "completed", "it has run")
    window.past.open(window.session.state.run)
    await until(lambda: window.pages.current.past is not None, "the run opens")
    (folder / "chart.mmd").write_text("flowchart LR\n  a[A] --> b[B]\n")
    window.ways.importing.drop([folder / "chart.mmd"], QPoint(300, 300))
    assert window.statusBar().currentMessage() == PAST


async def test_save_all_says_where_there_is_nothing_to_save(desk: Hands) -> None:
    window = desk.window
    QTest.keyClick(window, Key.Key_S, CTRL | Qt.KeyboardModifier.AltModifier)
    assert window.statusBar().currentMessage() == "Saved 'made.flow.json'"
    QTest.keyClick(window, Key.Key_S, CTRL | Qt.KeyboardModifier.AltModifier)
    told = "There is nothing to save: every file is as it is shown."
    assert window.statusBar().currentMessage() == told


async def test_a_port_that_was_clicked_is_asked_about_though_a_wire_hangs_from_it(
    desk: Hands,
) -> None:
    canvas, window = desk.canvas, desk.window
    desk.click_at(canvas.port_center("one", "output", "a"))
    assert canvas.wire_hangs
    desk.key(Key.Key_Y)
    await until(lambda: window.explaining.is_open, "why")
    assert "'a'" in desk.find(QLabel, "whyTitle").text()
    desk.key(Key.Key_Escape)
    canvas.cancel_gesture()
    desk.click_at(canvas.port_center("one", "output", "a"))
    desk.key(Key.Key_F7)
    await until(lambda: window.session.state.plan.goals, "it runs to there")
    assert [*window.session.state.plan.goals] == ["one"]
