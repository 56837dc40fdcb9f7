"""The timeline, the critical path and the scrubber, used by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QTableView, QToolButton

from designer.panels.timeline_chart import Chart
from designer.panels.timeline_painting import short_name
from designer.panels.timeline_rows import Grouping, lanes_of, rows_of
from designer.panels.timeline_scale import fitting, tick_words, ticks
from designer.panels.timeline_words import length_words
from designer.session.running import RunSession
from engine import events as e
from engine.flow import StepId
from engine.planner import make_plan
from engine.state import StepStatus, replay
from engine.testing import flow_of
from engine.timing import Doing, Tape
from tests.designer.hands import LEFT, Hands, until

MODULE = """
import time
tries = []
def load(): time.sleep(0.03); return [1, 2]
def slow(rows): time.sleep(0.2); return 3
def quick(rows): return 4
def flaky(rows):
    tries.append(1)
    if len(tries) < 2: raise ValueError("not yet")
    return 5
def end(total, count, rate): return total + count + rate
"""


def step(name: str, inputs: str = "", output: str = "", **more: object) -> dict[str, object]:
    ports = {port: {} for port in inputs.split()}
    made: dict[str, object] = {"kind": "python", "config": {"function": f"work:{name}"}}
    return made | {"inputs": ports, "outputs": {output or name: {}}} | more


STEPS = {
    "load": step("load", output="rows"),
    "slow": step("slow", "rows", "total"),
    "quick": step("quick", "rows", "count"),
    "flaky": step(
        "flaky", "rows", "rate",
        retry={"times": 2, "delay": 0.05, "backoff": "fixed", "jitter": 0},
    ),
    "end": step("end", "total count rate", "sum"),
}  # fmt: skip


async def after_a_run(open_designer: Callable[..., Hands], path: Path) -> Hands:
    hands = open_designer(path)
    hands.window.timing.open()
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed", "the run completes")
    await until(lambda: hands.window.timing.course is not None, "what held it up is known")
    QApplication.processEvents()
    return hands


def chart_of(hands: Hands) -> Chart:
    return hands.find(Chart, "timelineChart")


def click_bar(hands: Hands, name: str) -> None:
    chart = chart_of(hands)
    QTest.mouseClick(chart.viewport(), LEFT, pos=chart.bar_place(name))


async def test_the_timeline_shows_a_run_and_goes_with_the_canvas_both_ways(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = await after_a_run(open_designer, write_flow(STEPS, ["end"], MODULE))
    window, chart = hands.window, chart_of(hands)
    assert window.timing.course.path == ("load", "slow", "end")
    assert chart.rows[0].step == "load"

    click_bar(hands, "slow")
    assert window.canvas.selection == {"slow"}
    told = hands.find(QLabel, "timelineTold").text()
    assert told.startswith("'slow': completed · took ")
    assert "on the critical path" in told
    assert "if this were cached: −" in told

    hands.click_step("flaky")
    assert chart.shown.selected == "flaky"
    told = hands.find(QLabel, "timelineTold").text()
    assert "2 tries" in told
    assert "after try 1 had failed" in told
    assert "slack " in told

    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert window.canvas.selection == {"load"}
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert window.canvas.selection == {chart.rows[1].step}
    window.canvas.select(())
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert window.canvas.selection == {chart.rows[1].step}


async def test_every_number_on_the_timeline_agrees_with_the_events(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = await after_a_run(open_designer, write_flow(STEPS, ["end"], MODULE))
    hands.find(QToolButton, "timelineTable").click()
    table = hands.find(QTableView, "timelineTimes")
    model = table.model()
    state = replay(hands.window.pages.current.records)
    cells = {
        model.index(row, 0).data(): [model.index(row, column).data() for column in range(7)]
        for row in range(model.rowCount())
    }
    assert cells.keys() == state.steps.keys()
    start = state.started or 0.0
    for name, one in state.steps.items():
        assert one.started is not None
        assert one.ended is not None
        bar = hands.window.timing.tape.bar(name)
        assert abs((bar.start or 0) - (one.started - start) * 1e6) <= 1
        assert cells[name][2] == length_words(bar.start or 0)
        assert cells[name][3] == length_words((bar.end or 0) - (bar.start or 0))
    assert cells["flaky"][1] == "completed · 2 tries"
    assert "after try 1 had failed" in cells["flaky"][6]
    assert cells["slow"][4] == "none: critical"
    assert re.fullmatch(r"−\d+ ms", cells["slow"][5])

    table.setFocus()
    table.setCurrentIndex(model.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert hands.window.canvas.selection == {model.index(1, 0).data()}


async def test_the_critical_path_is_pointed_out_on_the_canvas_until_something_else_is(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = await after_a_run(open_designer, write_flow(STEPS, ["end"], MODULE))
    window = hands.window
    window.canvas.setFocus()
    hands.key(Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert window.canvas.emphasis.steps == {"load", "slow", "end"}
    assert {(w.source.step, w.target.step) for w in window.canvas.emphasis.wires} == {
        ("load", "slow"),
        ("slow", "end"),
    }
    assert window.canvas.emphasis.words.startswith("Critical path: load → slow → end; ")
    window.canvas.emphasise(None)
    assert not window.timing.path_is_on


async def test_the_wheel_zooms_to_the_pointer_and_the_hand_pulls(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = await after_a_run(open_designer, write_flow(STEPS, ["end"], MODULE))
    chart = chart_of(hands)
    at = QPointF(chart.bar_place("slow"))
    before = chart.shown.scale
    held = before.at(at.x() - chart.shown.gutter)
    turn = QWheelEvent(
        at, QPointF(chart.viewport().mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 240),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(chart.viewport(), turn)
    after = chart.shown.scale
    assert after.per_pixel < before.per_pixel
    assert abs(after.at(at.x() - chart.shown.gutter) - held) < 1
    hands.drag_over(chart.viewport(), at.toPoint(), at.toPoint() - QPoint(60, 0))
    assert chart.shown.scale.left > after.left
    assert chart.horizontalScrollBar().value() > 0
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.shown.scale == fitting(chart._total, chart._room)


async def test_lanes_are_as_many_as_worked_at_once(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = await after_a_run(open_designer, write_flow(STEPS, ["end"], MODULE))
    rows = hands.find(QComboBox, "timelineRows")
    rows.setCurrentIndex(rows.findData(Grouping.LANES))
    chart = chart_of(hands)
    lanes = lanes_of(chart.tape)
    assert len(lanes) <= 3
    assert sorted(step for lane in lanes for step in lane.steps) == sorted(STEPS)
    for lane in lanes:
        assert all(end <= start for end, start in zip(lane.ends, lane.starts[1:], strict=False))
    click_bar(hands, "slow")
    assert hands.window.canvas.selection == {"slow"}


async def test_scrubbing_shows_values_as_of_then_and_playing_leads_to_the_end(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = await after_a_run(open_designer, write_flow(STEPS, ["end"], MODULE))
    window, canvas = hands.window, hands.canvas
    scrubber = window.moments.scrubber
    assert scrubber.isVisible()
    chart = chart_of(hands)
    slow = chart.tape.bar(StepId("slow"))
    middle = ((slow.start or 0) + (slow.end or 0)) / 2
    at = QPoint(round(chart.shown.gutter + chart.shown.scale.x(middle)), 5)
    QTest.mouseClick(chart.viewport(), LEFT, pos=at)
    assert window.moments.is_held
    assert canvas.step_status("slow") == "running"
    assert canvas.step_status("end") == "pending"
    assert canvas.port_status("load", "output", "rows") == "arrived"
    assert canvas.port_status("slow", "output", "total") == "empty"
    assert canvas.step_text("slow").splitlines()[1].startswith("running ")
    assert window.pages.current.shown_state.steps["slow"].status is StepStatus.RUNNING
    assert window.run_status() == "completed"
    assert chart.shown.moment is not None

    canvas.setFocus()
    hands.key(Qt.Key.Key_F6)
    assert scrubber.slider.hasFocus()
    QTest.keyClick(scrubber.slider, Qt.Key.Key_Home)
    assert canvas.step_status("load") == "pending"
    canvas.setFocus()
    hands.key(Qt.Key.Key_Period, Qt.KeyboardModifier.AltModifier)
    assert window.pages.current.playback.position == 2
    hands.key(Qt.Key.Key_Comma, Qt.KeyboardModifier.AltModifier)
    assert window.pages.current.playback.position == 1

    speed = hands.find(QComboBox, "scrubSpeed")
    speed.setCurrentIndex(speed.findData(10.0))
    hands.find(QToolButton, "scrubPlay").click()
    await until(lambda: window.pages.current.playback is None, "it plays to the end")
    assert not scrubber.is_playing
    assert canvas.step_status("end") == "completed"
    assert not hands.find(QPushButton, "scrubNewest").isEnabled()


async def test_nothing_jumps_as_a_run_begins_or_is_looked_back_at(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(STEPS, ["end"], MODULE))
    window, canvas, scrubber = hands.window, hands.canvas, hands.window.moments.scrubber
    await until(window.parts.plan_line.isVisible)
    QApplication.processEvents()

    def place() -> QPoint:
        return canvas.viewport().mapTo(window, canvas.step_rect("load").topLeft())

    before = place()
    hands.click("runButton")
    await until(lambda: window.run_status() == "completed")
    assert place() == before
    window.findChild(QAction, "eventBack").trigger()
    await until(scrubber.isVisible)
    QApplication.processEvents()
    assert window.moments.is_held
    assert place() == before, "there is less room for it now, but it stays"
    hands.click("scrubNewest")
    await until(lambda: not scrubber.isVisible())
    assert place() == before


async def test_beside_the_timeline_there_is_room_for_the_scrubber_before_anything_runs(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(STEPS, ["end"], MODULE))
    window, scrubber = hands.window, hands.window.moments.scrubber
    window.timing.open()
    await until(scrubber.isVisible)
    assert not scrubber.isEnabled()
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_F6)
    assert window.focusWidget() is not None
    assert window.inspector.isAncestorOf(window.focusWidget()), "what is off is passed by"
    await until(window.parts.plan_line.isVisible)
    height = hands.canvas.height()
    hands.click("runButton")
    await until(lambda: window.run_status() == "completed")
    await until(scrubber.isEnabled)
    assert hands.canvas.height() == height


async def test_a_run_is_played_again_though_the_scrubber_was_not_to_be_seen(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(STEPS, ["end"], MODULE))
    window, scrubber = hands.window, hands.window.moments.scrubber
    hands.click("runButton")
    await until(lambda: window.run_status() == "completed")
    assert not scrubber.isVisible()
    window.findChild(QAction, "playRun").trigger()
    assert scrubber.is_playing
    await until(lambda: hands.canvas.step_status("slow") == "running", "it is seen from its start")
    await until(lambda: hands.canvas.step_status("end") == "completed", "and to its end")


def standing(hands: Hands, beginning: str) -> bool:
    """Whether the status bar says something that begins so."""
    labels = hands.window.statusBar().findChildren(QLabel)
    return any(label.text().startswith(beginning) for label in labels)


async def test_a_live_run_can_be_looked_back_at_while_it_goes_on(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(STEPS, ["end"], MODULE))
    window, canvas = hands.window, hands.canvas
    canvas.setFocus()
    hands.key(Qt.Key.Key_T)
    hands.click("runButton")
    await until(lambda: canvas.step_status("slow") == "running", "the slow one is at work")
    window.moments.go_to(1)
    session: RunSession = window.session
    assert session.is_running
    assert canvas.step_status("load") == "pending"
    bar = window.timing.tape.bar(StepId("slow"))
    await until(lambda: window.run_status() == "completed", "the run goes on to its end")
    assert canvas.step_status("load") == "pending"
    assert window.timing.tape.bar(StepId("slow")).spent(Doing.WORK) > bar.spent(Doing.WORK)
    await until(lambda: not session.is_running)
    assert not standing(hands, "Running"), "the run that has ended is told of as such"
    assert standing(hands, "Last run: every goal reached")
    hands.click("scrubNewest")
    assert standing(hands, "Last run: every goal reached")
    assert canvas.step_status("end") == "completed"
    assert window.focusWidget() is window.moments.scrubber.slider, "nothing else gets the keyboard"
    assert chart_of(hands).shown.moment is None


def test_the_ruler_names_round_times_far_enough_apart() -> None:
    for total in (900, 5_000, 123_456, 7_654_321, 3_600_000_000, 90_000_000_000):
        scale = fitting(total, 1000)
        marks = ticks(scale, 1000, 80)
        step = marks[1] - marks[0]
        assert 3 <= len(marks) <= 13
        assert step / scale.per_pixel >= 79
        assert len({tick_words(mark, step) for mark in marks}) == len(marks)


def test_steps_of_runs_inside_stand_below_the_step_around_them() -> None:
    outer = make_plan(flow_of("a: -> x", "b: x -> y", goals="b"))
    inner = make_plan(flow_of("p: -> q", goals="p"))
    events: list[e.Event] = [
        e.RunStarted("out", outer, {}),
        e.StepStarted(StepId("a")),
        e.Inner(StepId("a"), None, e.RunStarted("in", inner, {})),
        e.Inner(StepId("a"), None, e.StepStarted(StepId("p"))),
    ]
    tape = Tape().take_all(e.Record(n, 1.0 * n, event) for n, event in enumerate(events, 1))
    rows = rows_of(tape, Grouping.INSIDE)
    assert [(row.step, row.depth) for row in rows] == [("a", 0), ("a/p", 1), ("b", 0)]
    assert [row.step for row in rows_of(tape)] == ["a", "b"]
    assert rows[1].bar().start == 3_000_000
    assert [short_name(StepId(name)) for name in ("a", "a/p", "a[2]/p")] == ["a", "p", "[2] p"]
