from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from designer.document.importing import laid_out
from designer.document.scenery import scenery
from designer.window.files import LARGE
from engine.importing import import_file
from tests.designer.hands import LEFT, Hands, until

pytestmark = pytest.mark.gui

CHART = """flowchart LR
  load[Load rows] -->|rows| check{Good?}
  check -->|good| report[Report]
  subgraph team [The team]
    check
    report
  end
"""
SCRIPT = '#!/bin/sh\n# Say it.\necho "$1" "$@"\n'
PROGRAM = """import argparse
p = argparse.ArgumentParser()
p.add_argument("--size", metavar="INTEGER", type=int)
p.parse_args()
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "chart.mmd").write_text(CHART)
    (tmp_path / "say.sh").write_text(SCRIPT)
    (tmp_path / "x.json").write_text('{"a": 1}')
    tool = tmp_path / "tool"
    tool.write_text(f"#!{sys.executable}\n{PROGRAM}")
    tool.chmod(0o755)
    return tmp_path


def drop(hands: Hands, at: QPoint, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(at, copy, data, LEFT, none)
    QApplication.sendEvent(hands.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(hands.window, QDropEvent(QPointF(at), copy, data, LEFT, none))


def steps(hands: Hands) -> set[str]:
    return set(hands.window.document.diagram.flow.steps)


def bar(hands: Hands) -> str:
    return hands.window.parts.bar.sentence


async def test_an_imported_file_opens_untitled_and_is_one_edit(open_designer, files):
    hands = open_designer()
    QTest.keyClick(
        hands.window, Qt.Key.Key_I,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    dialog = await until(lambda: hands.window.findChild(QFileDialog, "importDialog"))
    dialog.filesSelected.emit([str(files / "chart.mmd")])
    dialog.reject()
    await until(lambda: len(steps(hands)) == 3, "the steps are there")
    document = hands.window.document
    assert document.path is None
    assert document.title == "chart"
    assert document.diagram.flow.goals == {"report"}
    assert [panel.text for panel in scenery(document.diagram.view).panels.values()] == ["The team"]
    places = [document.diagram.places[step] for step in ("load-rows", "good", "report")]
    assert places == sorted(places)
    assert len(set(places)) == 3
    assert "'good' decides" in bar(hands)
    assert document.undo_stack.count() == 1
    document.undo()
    assert not steps(hands)
    assert document.is_clean


async def test_a_file_let_go_over_a_flow_adds_its_steps_there_as_one_edit(
    open_designer, files, write_flow
):
    step = {"kind": "python", "config": {"function": "work:one"}}
    path = write_flow({"one": step}, ["one"])
    hands = open_designer(path)
    QApplication.processEvents()
    at = hands.canvas.viewport().mapTo(hands.window, QPoint(300, 420))
    drop(hands, at, files / "say.sh", files / "chart.mmd")
    await until(lambda: len(steps(hands)) == 5, "both files are there")
    assert steps(hands) == {"one", "say", "load-rows", "good", "report"}
    document = hands.window.document
    assert document.path == path
    assert document.diagram.flow.goals == {"one"}
    assert document.diagram.flow.steps["say"].config["command"][1] == str(files / "say.sh")
    box = hands.canvas.step_rect("say")
    assert abs(box.left() - 300) < 40
    assert abs(box.top() - 420) < 40
    assert hands.canvas.step_rect("good").top() > box.bottom()
    assert hands.canvas.selection == {"load-rows", "good", "report"}
    assert "'$@'" in bar(hands)
    assert "skeleton" in bar(hands)
    document.undo()
    document.undo()
    assert steps(hands) == {"one"}
    assert document.is_clean


async def test_a_program_is_asked_only_when_the_user_says_so(open_designer, files):
    hands = open_designer()
    drop(hands, QPoint(400, 300), files / "tool")
    await until(lambda: steps(hands) == {"tool"}, "the step is there")
    step = hands.window.document.diagram.flow.steps["tool"]
    assert not step.inputs
    hands.click("importRunHelp")
    await until(lambda: list(_inputs(hands)) == ["size"], "the options are there")
    assert steps(hands) == {"tool"}
    assert hands.window.document.undo_stack.count() == 1


def _inputs(hands: Hands) -> list[str]:
    step = hands.window.document.diagram.flow.steps.get("tool")
    return list(step.inputs) if step else []


async def test_what_cannot_be_imported_is_a_sentence_and_changes_nothing(open_designer, files):
    hands = open_designer()
    drop(hands, QPoint(400, 300), files / "x.json")
    await until(lambda: bar(hands), "it is said")
    assert bar(hands).startswith("'x.json' cannot be imported: the file is JSON, and neither")
    assert not steps(hands)
    assert hands.window.document.is_pristine


async def test_a_flow_that_is_let_go_opens_whatever_its_name(open_designer, files):
    path = files / "plain.json"
    path.write_text(json.dumps({"format": "backcast/1", "name": "Plain", "steps": {}}))
    hands = open_designer()
    drop(hands, QPoint(400, 300), path)
    await until(lambda: hands.window.document.path == path, "it is open")


def test_a_frame_lies_round_its_steps(files):
    made = import_file(files / "chart.mmd", files)
    diagram = laid_out(made.flow, made.frames)
    ((_, box),) = scenery(diagram.view).panels.values()
    inside = {
        step
        for step, place in diagram.places.items()
        if box.x < place.x < box.x + box.w and box.y < place.y < box.y + box.h
    }
    assert inside == {"good", "report"}


def test_no_other_step_lies_in_a_frame(tmp_path):
    path = tmp_path / "c.mmd"
    path.write_text("graph LR\n a --> b & c\n b --> d & e\n subgraph one\n b\n d\n e\n end\n")
    made = import_file(path, tmp_path)
    diagram = laid_out(made.flow, made.frames)
    ((_, box),) = scenery(diagram.view).panels.values()
    place = diagram.places["c"]
    assert place.y > box.y + box.h


async def test_a_flow_is_exported_for_argyll_and_what_is_lost_is_said(
    open_designer, files, write_flow
):
    step = {"kind": "python", "config": {"function": "work:one"}, "outputs": {"x": {}}}
    hands = open_designer(write_flow({"one": step}, ["one"]))
    hands.window.ways.exporting.ask_text("argyll")
    assert "'one' is of the kind 'python'" in bar(hands)
    dialog = await until(lambda: hands.window.findChild(QFileDialog, "exportDialog"))
    out = files / "out.json"
    dialog.fileSelected.emit(str(out))
    dialog.reject()
    assert json.loads(out.read_text())["goals"] == ["one"]


async def test_what_was_being_read_is_not_said_to_be_once_it_was_refused(open_designer, files):
    hands = open_designer()
    drop(hands, QPoint(300, 300), files / "x.json")
    assert hands.window.statusBar().currentMessage() == "Reading 'x.json'…"
    await until(lambda: "'x.json' cannot be imported" in bar(hands))
    assert hands.window.statusBar().currentMessage() == ""
    large = files / "large.flow.json"
    large.write_text(f'["{"x" * LARGE}"]')
    drop(hands, QPoint(300, 300), large)
    assert hands.window.statusBar().currentMessage() == "Reading 'large.flow.json'…"
    await until(lambda: "'large.flow.json' cannot be opened" in bar(hands))
    assert hands.window.statusBar().currentMessage() == ""


async def test_a_python_file_that_is_let_go_says_where_its_functions_are(open_designer, files):
    (files / "work.py").write_text("def go() -> int:\n    return 1\n")
    hands = open_designer()
    drop(hands, QPoint(300, 300), files / "work.py")
    assert bar(hands).startswith("'work.py' is a Python file, and no flow.")
    assert "in the list of steps on the left" in bar(hands)
    assert "JSON" not in bar(hands)


async def test_a_newer_flow_that_is_let_go_is_refused_in_whole_sentences(open_designer, files):
    (files / "new.flow.json").write_text('{"format": "backcast/9", "steps": {}}')
    hands = open_designer()
    drop(hands, QPoint(300, 300), files / "new.flow.json")
    assert bar(hands).endswith("reads up to 'backcast/1'. Open it with a newer Backcast.")
