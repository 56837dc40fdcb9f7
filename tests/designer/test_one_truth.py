"""What is said of a run in one place holds in all of them: numbers, places, failures, pins, endings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QPushButton,
    QTableView,
    QToolButton,
    QTreeView,
)

from engine.codec import dump_record
from engine.flow import StepId
from engine.store import Store, store_path
from tests.designer.hands import LEFT, Hands, until

Open, Write = Callable[..., Hands], Callable[..., Path]
Key = Qt.Key
HUGE = 12345678901234567890
MODULE = """
import time

def load(start): return start
def check(x):
    if x != 1:
        raise ValueError(f'{x} is not 1')
    return 'v1'
def show(version): return f'= {version}'
def stay(): time.sleep(30)
"""
STEPS = {
    "load": {"kind": "python", "config": {"function": "work:load"},
             "inputs": {"start": {"type": "integer"}}, "outputs": {"x": {"type": "integer"}}},
    "check": {"kind": "python", "config": {"function": "work:check"},
              "inputs": {"x": {"type": "integer"}}, "outputs": {"version": {"type": "string"}}},
    "show": {"kind": "python", "config": {"function": "work:show"},
             "inputs": {"version": {"type": "string"}}, "outputs": {"shown": {}}},
}  # fmt: skip
INPUTS = {"start": {"type": "integer"}}


async def opened(open_designer: Open, path: Path) -> Hands:
    hands = open_designer(path)
    await until(lambda: hands.window.pages.current.plan.steps, "it is planned")
    hands.canvas.fit()
    return hands


async def run(hands: Hands, start: str) -> str:
    """Ask with F5, type the value, press Enter; what the run has come to."""
    window = hands.window
    before = window.session.state
    hands.canvas.setFocus()
    hands.key(Key.Key_F5)
    hands.type_into("input:start", start)
    await until(lambda: window.session.state is not before, "it begins")
    await until(lambda: not window.session.is_running, "it ends")
    return window.run_status()


def problems(hands: Hands) -> list[tuple[str, str]]:
    model = hands.window.parts.problems.findChild(QTreeView, "problems").model()
    return [(model.index(n, 1).data(), model.index(n, 0).data()) for n in range(model.rowCount())]


def click_problem(hands: Hands, row: int) -> None:
    hands.window.parts.show_panel("problems")
    view = hands.find(QTreeView, "problems")
    at = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=at)


async def test_a_number_beyond_64_bits_is_run_with_and_its_failure_is_a_problem(
    open_designer: Open, write_flow: Write, home: Path
) -> None:
    hands = await opened(open_designer, write_flow(STEPS, ["show"], MODULE, inputs=INPUTS))
    window, failure = hands.window, hands.window.parts.values.failure
    assert await run(hands, str(HUGE)) == "failed"
    assert window.session.state.attributes["start"][0].value == HUGE
    told = [("check", f"Failed in this run: ValueError: {HUGE} is not 1 (work.py:7, in check).")]
    assert problems(hands) == told
    assert window.parts.problems.title == "Problems (1)"
    hands.canvas.select(())
    click_problem(hands, 0)
    assert hands.canvas.selection == {"check"}
    assert failure.isVisible()
    hands.canvas.select(())
    hands.canvas.setFocus()
    hands.key(Key.Key_F8)
    assert hands.canvas.selection == {"check"}
    assert failure.isVisible()

    run_id, events = window.session.state.run, home / "events.jsonl"
    with Store(store_path()) as store:
        lines = [dump_record(record, run_id) for record in store.read_records(run_id)]
    events.write_text("\n".join(lines) + "\n")
    assert await run(hands, "1") == "completed"
    assert problems(hands) == []
    drop(hands, events)
    await until(lambda: window.pages.current.past is not None, "the file opens")
    await until(lambda: problems(hands) == told, "its failure is listed")
    hands.click("pastBack")
    await until(lambda: problems(hands) == [], "the run of here did not fail")


def drop(hands: Hands, file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    at, copy, none = QPoint(40, 40), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(hands.window, QDragEnterEvent(at, copy, data, LEFT, none))
    QApplication.sendEvent(hands.window, QDropEvent(QPointF(at), copy, data, LEFT, none))


async def test_an_edited_value_may_be_empty_or_huge_and_is_told_as_changed_by_hand(
    open_designer: Open, write_flow: Write
) -> None:
    hands = await opened(open_designer, write_flow(STEPS, ["show"], MODULE, inputs=INPUTS))
    window = hands.window
    hands.click_step("show")
    hands.key(Key.Key_F9)
    hands.click_step("load")
    hands.key(Key.Key_F9)
    hands.key(Key.Key_F5)
    hands.type_into("input:start", "7")
    session = window.session

    async def held(step: str) -> None:
        await until(lambda: session.state.halt and session.state.halt.step == step, step)
        panel = window.parts.halt
        await until(lambda: panel.isVisible() and panel.held.title == step, "the panel")

    await held("load")
    hands.type_into("halt:start", str(HUGE))
    await until(lambda: not session.is_running, "it ends")
    assert session.state.steps[StepId("load")].outputs == {"x": HUGE}
    hands.key(Key.Key_F5)
    hands.type_into("input:start", "1")
    await held("load")
    hands.key(Key.Key_F5)
    await held("show")
    hands.type_into("halt:version", "")
    await until(lambda: not session.is_running, "it ends")
    assert session.state.steps[StepId("show")].outputs == {"shown": "= "}
    hands.click_at(hands.canvas.port_center("show", "input", "version"))
    told = await until(lambda: window.parts.values.told, "its value is shown")
    assert "changed by hand at the breakpoint · " in told.facts
    assert "made by" not in told.facts


async def test_a_pin_of_the_value_that_is_there_makes_nothing_stale(
    open_designer: Open, write_flow: Write
) -> None:
    hands = await opened(open_designer, write_flow(STEPS, ["show"], MODULE, inputs=INPUTS))
    canvas = hands.canvas
    assert await run(hands, "1") == "completed"
    hands.click_step("check")
    hands.key(Key.Key_P)
    assert hands.window.document.to_json()["steps"]["check"]["outputs"]["version"]["value"] == "v1"
    assert canvas.picture.stale == {}
    assert canvas.step_status("check") == "completed"
    assert "pinned value" in canvas.step_text("check")
    assert canvas.port_status("check", "output", "version") == "pinned"
    hands.key(Key.Key_P)
    assert "pinned value" not in canvas.step_text("check")
    assert canvas.picture.stale == {}


async def test_one_run_is_deleted_in_the_singular(open_designer: Open, write_flow: Write) -> None:
    hands = await opened(open_designer, write_flow(STEPS, ["show"], MODULE, inputs=INPUTS))
    await run(hands, "1")
    await run(hands, "1")
    hands.canvas.setFocus()
    hands.key(Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    view = hands.find(QTableView, "historyRuns")
    await until(lambda: view.model().rowCount() == 2, "they are listed")
    hands.window.past.panel._choose([view.model().run(0).run])
    hands.find(QToolButton, "historyDrop").click()
    assert hands.window.parts.bar.sentence == "Delete this run? It cannot be brought back."
    view.selectAll()
    hands.find(QToolButton, "historyDrop").click()
    assert hands.window.parts.bar.sentence == "Delete 2 runs? They cannot be brought back."


@pytest.mark.timeout(90)
async def test_a_cluster_counts_as_soon_as_it_is_chosen_and_its_closing_is_told_everywhere(
    open_designer: Open, write_flow: Write
) -> None:
    steps = {"stay": {"kind": "python", "config": {"function": "work:stay"}}}
    hands = await opened(open_designer, write_flow(steps, ["stay"], MODULE))
    window, line = hands.window, hands.window.parts.plan_line
    window.findChild(QAction, "whereCluster").trigger()
    hands.key(Key.Key_F5)
    await until(lambda: "on 2 workers at tcp://" in line.text(), "it is sent away", seconds=40)
    assert hands.find(QPushButton, "stopButton").isEnabled()
    hands.click("stopButton")
    await until(lambda: "the workers are being closed" in line.text(), "it says so")
    assert window.session.is_running
    first = window.session.state
    for name in ("stopButton", "pauseButton"):
        assert not hands.find(QPushButton, name).isEnabled(), name
    for name in ("stop", "pause"):
        assert not window.findChild(QAction, name).isEnabled(), name
    window.findChild(QAction, "whereHere").trigger()
    hands.key(Key.Key_F5)
    waits = "The last run is being closed. Then this one starts."
    assert window.parts.bar.sentence == waits
    await until(lambda: window.session.state is not first, "the next one begins", seconds=20)
    await until(lambda: window.run_status() == "running", "it runs")
    assert not window.parts.bar.isVisible()
    assert "worker" not in line.text()
    assert hands.find(QPushButton, "stopButton").isEnabled()
    hands.click("stopButton")
    hands.key(Key.Key_F5)
    assert window.parts.bar.sentence == waits
    second = window.session.state
    hands.click("dropRun")
    await until(lambda: not window.session.is_running, "it ends")
    assert window.session.state is second, "no third one begins"
