"""Runs of the past: listed, opened as they were, compared, run again, let go of; headless ones too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QToolButton,
)

from designer.canvas.view import Canvas
from designer.session.instance import Doorman, RunWanted, hand_over
from engine.cli import run_command_line
from engine.store import Store, store_path
from tests.designer.hands import LEFT, Hands, until
from tests.designer.test_timeline import MODULE, STEPS


async def run(hands: Hands, status: str = "completed") -> str:
    hands.click("runButton")
    await until(lambda: hands.window.session.is_running, "the run begins")
    await until(lambda: not hands.window.session.is_running, "the run ends")
    assert hands.window.run_status() == status
    return hands.window.session.state.run


def picture(canvas: Canvas) -> dict[str, Any]:
    """All that the canvas says of itself."""
    shown = canvas.picture
    told: dict[str, Any] = {}
    for step, look in shown.steps.items():
        told[step] = (
            canvas.step_status(step), canvas.step_text(step), canvas.dimmed(step),
            canvas.goal_reached(step),
            {name: canvas.port_status(step, "input", name) for name in look.inputs},
            {name: canvas.port_status(step, "output", name) for name in look.outputs},
        )  # fmt: skip
    for wire in shown.wires:
        told[str(wire)] = canvas.wire_status(tuple(wire.source), tuple(wire.target))
    return told


async def portrait(canvas: Canvas) -> QImage:
    """What it looks like at rest, always of the same size."""
    canvas.select(())
    canvas.fit()
    for _ in range(20):
        QApplication.processEvents()
    await until(lambda: not canvas.picture.ticking, "nothing moves")
    canvas.setFixedSize(700, 420)
    canvas.fit()
    QApplication.processEvents()
    image = canvas.viewport().grab().toImage()
    canvas.setMinimumSize(100, 80)
    canvas.setMaximumSize(16777215, 16777215)
    return image


def headless(path: Path, *more: str, within: Path | None = None) -> None:
    subprocess.run(
        [sys.executable, "-m", "engine", "run", str(path), "--quiet", *more],
        check=True, cwd=within, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True,
    )  # fmt: skip


async def test_the_same_run_looks_the_same_live_from_history_and_from_an_events_file(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path], home: Path
) -> None:
    hands = open_designer(write_flow(STEPS, ["end"], MODULE))
    window, canvas = hands.window, hands.canvas
    id_ = await run(hands)
    live, image = picture(canvas), await portrait(canvas)

    window.past.open(id_)
    await until(lambda: window.pages.current.past is not None, "the run opens")
    await until(lambda: window.pages.current.plan.steps, "it is planned")
    assert picture(canvas) == live
    assert (await portrait(canvas)) == image
    hands.click("pastBack")

    events = home / "events.jsonl"
    with Store(store_path()) as store:
        from engine.codec import dump_record

        lines = [dump_record(record, id_) for record in store.read_records(id_)]
    events.write_text("\n".join(lines) + "\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(events))])
    at, copy, none = QPoint(40, 40), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(at, copy, data, LEFT, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(at), copy, data, LEFT, none))
    await until(lambda: window.pages.current.past is not None, "the file opens")
    await until(lambda: window.pages.current.plan.steps, "it is planned")
    assert window.pages.current.past.source == str(events)
    assert picture(canvas) == live
    assert (await portrait(canvas)) == image


async def test_a_headless_run_that_was_not_kept_opens_with_the_flow_beside_it(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    path = write_flow(STEPS, ["end"], MODULE)
    events = path.with_name("events.jsonl")
    headless(path, "--no-store", "--events", str(events))
    hands = open_designer(events)
    window = hands.window
    await until(lambda: window.pages.current.past is not None, "the file opens")
    assert len(window.pages.all) == 1
    assert not window.pages.current.past.is_sketched
    assert window.canvas.goal_reached("end")
    assert hands.find(QLabel, "pastWords").toolTip().startswith("Run of ")

    events.write_text(events.read_text()[:-30])
    path.unlink()
    hands.click("pastBack")
    await until(lambda: window.pages.current.past is None, "back to editing")
    window.open_path(str(events))
    await until(lambda: window.pages.current.past is not None, "the torn file opens")
    assert window.pages.current.past.is_sketched
    assert window.canvas.step_status("end") == "completed"


async def test_a_bad_events_file_is_refused_in_a_sentence_with_the_line(
    open_designer: Callable[..., Hands], folder: Path
) -> None:
    events = folder / "events.jsonl"
    events.write_text('{"seq": 1, "at": "now", "run": "R", "type": "run_started"}\n')
    hands = open_designer()
    hands.window.open_path(str(events))
    bar = hands.window.parts.bar
    await until(bar.isVisible, "it is said")
    assert f"line 1 of '{events}'" in bar.accessibleName()
    assert "'now' is no time" in bar.accessibleName()


async def test_the_history_lists_searches_opens_compares_and_lets_go(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path], home: Path
) -> None:
    steps = {"make": {"kind": "set", "config": {"expressions": {"y": "x + 1"}}, "outputs": {"y": {}},
                      "inputs": {"x": {"type": "integer"}}}}  # fmt: skip
    path = write_flow(steps, ["make"], name="Adding")
    headless(path, "-i", "x=1")
    headless(Path(path.parent.name, path.name), "-i", "x=4711", within=path.parents[1])
    other = write_flow({"a": {"kind": "wait", "config": {"seconds": 0}}}, ["a"])
    elsewhere = other.rename(other.with_name("other.flow.json"))
    headless(elsewhere)
    path = write_flow(steps, ["make"], name="Adding")
    hands = open_designer(path)
    window, canvas = hands.window, hands.canvas
    canvas.setFocus()
    hands.key(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    view = hands.find(QTableView, "historyRuns")
    rows = view.model()
    await until(lambda: rows.rowCount() == 2, "the runs of this file are listed")
    assert [rows.index(n, 4).data() for n in range(2)] == ["x = 4711", "x = 1"]
    assert [rows.index(0, column).data() for column in (0, 2)] == ["completed", "make"]
    hands.find(QCheckBox, "historyAll").click()
    assert rows.rowCount() == 3
    hands.find(QLineEdit, "historySearch").setText("adding x 4711")
    assert rows.rowCount() == 1
    hands.find(QLineEdit, "historySearch").setText("")
    hands.find(QCheckBox, "historyAll").click()

    every = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (0, 1):
        view.selectionModel().select(rows.index(row, 0), every)
    hands.find(QToolButton, "historyCompare").click()
    await until(lambda: window.pages.current.past is not None, "the newer one opens")
    found = hands.find(QListWidget, "differences")
    told = [found.item(n).text() for n in range(found.count())]
    assert "given 'x' was 1, and is 4711" in told
    assert "'make.y' was 2, and is 4712" in told
    assert canvas.emphasis.steps == {"make"}
    found.setCurrentRow(told.index("'make.y' was 2, and is 4712"))
    assert canvas.selection == {"make"}
    hands.find(QToolButton, "pastCommand").click()
    assert f"run {path} -i x=4711" in QGuiApplication.clipboard().text()

    view.clearSelection()
    view.selectionModel().select(rows.index(1, 0), every)
    hands.find(QToolButton, "historyDrop").click()
    assert rows.rowCount() == 2
    hands.click("dropRuns")
    await until(lambda: rows.rowCount() == 1, "it is gone")
    with Store(store_path()) as store:
        assert [entry.flow for entry in store.runs()] == ["", "Adding"]


async def test_a_past_run_is_read_only_and_runs_again_as_it_was(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    path = write_flow(STEPS, ["end"], MODULE)
    hands = open_designer(path)
    window, canvas = hands.window, hands.canvas
    id_ = await run(hands)
    canvas.select(["quick"])
    canvas.delete_selection()
    assert "quick" not in window.document.diagram.flow.steps
    window.past.open(id_)
    await until(lambda: window.pages.current.past is not None, "the run opens")
    assert canvas.step_status("quick") == "completed"
    hands.click_step("quick")
    hands.key(Qt.Key.Key_Delete)
    assert "quick" in window.document.diagram.flow.steps
    assert "Go back to editing" in window.statusBar().currentMessage()
    button = hands.find(QPushButton, "runButton")
    assert (button.text(), button.isEnabled()) == ("Back to editing", True)
    assert window.findChild(QLabel, "standing").text().startswith("A run of ")
    assert not hands.find(QLineEdit, "step:title").isEnabled()
    hands.find(QToolButton, "pastAgain").click()
    await until(lambda: window.session.is_running, "it runs again")
    await until(lambda: window.run_status() == "completed", "to its end")
    assert window.session.state.run != id_
    assert set(window.session.state.steps) == set(STEPS)
    await until(lambda: button.text() == "Back to editing")
    hands.click("runButton")
    assert window.document.path == path
    assert not window.session.is_running
    hands.click_step("end")
    assert hands.find(QLineEdit, "step:title").isEnabled()
    assert "quick" not in window.document.diagram.flow.steps


async def test_a_past_run_for_another_goal_is_shown_with_that_goal(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    path = write_flow(STEPS, ["end"], MODULE)
    headless(path, "--goal", "slow")
    hands = open_designer(path)
    window, canvas = hands.window, hands.canvas
    await until(lambda: window.pages.current.plan.goals == ("end",), "the file is planned")
    with Store(store_path()) as store:
        (entry,) = store.runs()
    window.past.open(entry.run)
    await until(lambda: window.pages.current.past is not None, "the run opens")
    await until(lambda: window.pages.current.plan.goals, "it is planned")
    assert window.pages.current.plan.goals == ("slow",)
    assert set(window.pages.current.plan.steps) == {"load", "slow"}
    assert (canvas.dimmed("slow"), canvas.dimmed("end")) == (False, True)
    flagged = {step for step, look in canvas.picture.steps.items() if look.goal}
    assert flagged == {"slow"}
    assert {goal for goal, _ in window.planning._standing().goals} == {"slow"}
    hands.click("runButton")
    assert window.document.path == path
    assert window.document.diagram.flow.goals == {"end"}, "the flow's own Goals stay"


async def test_a_run_is_handed_over_to_the_designer_that_is_running(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path], home: Path
) -> None:
    headless(write_flow(STEPS, ["end"], MODULE))
    with Store(store_path()) as store:
        (entry,) = store.runs()
    hands = open_designer()
    doorman = Doorman()
    doorman.runAsked.connect(hands.window.family.show_run)
    assert doorman.listen()
    asked = subprocess.Popen(  # noqa: ASYNC220 - it is waited for while the loop goes on
        [sys.executable, "-m", "engine", "show", entry.run[:12], "--in-designer"], env=os.environ
    )
    await until(lambda: hands.window.pages.current.past is not None, "it is shown")
    await until(lambda: asked.poll() is not None, "the other start is done")
    doorman.close()
    assert asked.returncode == 0
    assert hands.window.pages.current.past.run == entry.run
    assert not hand_over([], RunWanted(entry.run, ""))


def test_two_views_of_a_run_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["show", "X", "--timeline", "--in-designer"]) == 2
    assert "only one of" in capsys.readouterr().err


async def test_a_tab_of_the_past_closes_without_a_question(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(STEPS, ["end"], MODULE))
    id_ = await run(hands)
    hands.window.past.open(id_)
    await until(lambda: len(hands.window.pages.all) == 2, "the run opens")
    QTest.keyClick(hands.canvas, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert len(hands.window.pages.all) == 1
    assert not [b for b in hands.window.findChildren(QPushButton, "closeSave") if b.isVisible()]
