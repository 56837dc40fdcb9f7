from __future__ import annotations

import gc
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QTableView

from designer.panels.controls import Sentence
from designer.panels.run_log import NOTHING_YET, RunLog
from designer.panels.run_rows import FOLD, ROW_LIMIT, STEP, WORDS
from designer.panels.run_words import is_told, step_of, tell
from engine import events as e
from engine.events import Record
from engine.flow import Name, StepId
from engine.plan import Fault, Plan
from engine.testing import step_of as made

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]

PAY, LOAD = StepId("pay"), StepId("load")
START = e.RunStarted("Shop", Plan(goals=(PAY,)), {})


def records(*events: e.Event, first: int = 1) -> list[Record]:
    return [Record(seq, 1.7e9 + seq, event) for seq, event in enumerate(events, first)]


def lines(count: int, step: StepId = PAY) -> list[Record]:
    return records(*(e.StepOutput(step, "stdout", f"line {n}\n") for n in range(count)))


@pytest.fixture
def log(qtbot) -> RunLog:
    log = RunLog()
    qtbot.addWidget(log)
    log.resize(600, 260)
    log.show()
    qtbot.waitExposed(log)
    return log


@pytest.fixture
def view(log: RunLog) -> QTableView:
    found = log.findChild(QTableView, "runLog")
    assert found is not None
    return found


def words(log: RunLog) -> list[str]:
    model = log.rows
    return [model.index(row, WORDS).data() for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (START, "The run began: 0 Steps to reach pay."),
        (e.StepStarted(PAY), "started"),
        (e.StepProgress(PAY, 0.5, "half way"), "50% · half way"),
        (e.StepOutput(PAY, "stdout", "hello\n"), "hello"),
        (e.StepRetrying(PAY, 1, 2.0, "exception", "no route"), "try 1 failed: no route; again in 2 s"),
        (e.AttributeSet(Name("sum"), PAY, Name("sum"), [1, 2]), "sum = [1, 2]"),
        (e.StepCompleted(PAY, 1), "completed"),
        (e.StepCompleted(PAY, 3), "completed at try 3"),
        (e.StepFailed(PAY, 1, "exception", "ValueError: no"), "failed: ValueError: no"),
        (e.StepBlocked(PAY, LOAD, "input_lost", (), "blocked by 'load'"), "blocked by 'load'"),
        (e.StepSkipped(PAY, "not_needed", (), "no longer needed"), "skipped: no longer needed"),
        (e.StepCancelled(PAY, 1, "stopped", (), "stopped"), "cancelled: stopped"),
        (e.Warning("x", "nobody reads it", PAY), "nobody reads it"),
        (e.RunCompleted(), "The run is completed."),
        (e.RunFailed(Fault("x", "step 'pay' failed")), "The run failed: step 'pay' failed"),
        (e.RunCancelled("stopped", "stopped"), "The run was stopped."),
    ],
)  # fmt: skip
def test_every_event_is_told_in_words(event: e.Event, told: str) -> None:
    found = tell(records(event)[0])
    assert found is not None
    assert found.words == told
    assert found.step == (getattr(event, "step", None) or "")


def test_records_become_rows_with_time_and_step(log: RunLog) -> None:
    log.take(records(START, e.StepStarted(PAY), e.RunSettled()))
    assert words(log) == ["The run began: 0 Steps to reach pay.", "started"]
    assert log.rows.index(1, STEP).data() == "pay"
    assert len(log.rows.index(1, 0).data()) == len("00:00:00.000")


def test_before_any_run_it_says_so(log: RunLog) -> None:
    said = [s.text() for s in log.findChildren(Sentence) if s.isVisible()]
    assert said == [NOTHING_YET]


def test_another_run_begins_afresh(log: RunLog) -> None:
    log.take(records(START, e.StepStarted(PAY)))
    log.take(records(e.RunCompleted(), START, e.StepStarted(LOAD)))
    assert words(log) == ["The run began: 0 Steps to reach pay.", "started"]
    assert log.rows.index(1, STEP).data() == "load"


FAILED = e.StepFailed(PAY, 1, "exception", "no", "File x\n  raise\n")


def test_a_failure_opens_to_its_trace(qtbot, log: RunLog, view: QTableView) -> None:
    log.take(records(FAILED, e.StepStarted(LOAD)))
    view.setCurrentIndex(log.rows.index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert words(log) == ["failed: no", "File x", "  raise", "started"]
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert words(log) == ["failed: no", "started"]
    assert view.currentIndex().row() == 0
    mark = view.visualRect(log.rows.index(0, FOLD)).center()
    for lines_there in (4, 2):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=mark)
        assert log.rows.rowCount() == lines_there
    view.setCurrentIndex(log.rows.index(1, 0))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert log.rows.rowCount() == 2


def test_an_opened_trace_leaves_with_its_failure_when_there_are_too_many_rows(log: RunLog) -> None:
    log.take(records(FAILED))
    log.take(lines(ROW_LIMIT - 3))
    log.rows.unfold(0, True)
    log.take(lines(1))
    assert (words(log)[0], log.rows.rowCount()) == ("line 0", ROW_LIMIT - 2)


def test_only_the_newest_rows_are_kept(log: RunLog) -> None:
    log.take(lines(ROW_LIMIT + 300))
    assert log.rows.rowCount() == ROW_LIMIT
    assert words(log)[-1] == f"line {ROW_LIMIT + 299}"


def test_it_follows_the_end_unless_scrolled_up(log: RunLog, view: QTableView) -> None:
    bar = view.verticalScrollBar()
    log.take(lines(100))
    assert bar.value() == bar.maximum() > 0
    log.take(lines(10))
    assert bar.value() == bar.maximum()
    bar.setValue(20)
    log.take(lines(10))
    assert bar.value() == 20


def test_only_the_selected_steps_where_asked(qtbot, log: RunLog) -> None:
    log.take(records(e.StepStarted(PAY), e.StepStarted(LOAD)))
    log.show_selection(frozenset({LOAD}))
    assert log.rows.rowCount() == 2
    check = log.findChild(QCheckBox, "runLogOnly")
    qtbot.mouseClick(check, Qt.MouseButton.LeftButton)
    assert [log.rows.step(row) for row in range(log.rows.rowCount())] == ["load"]
    log.take(records(e.StepCompleted(PAY, 1), e.StepCompleted(LOAD, 1)))
    assert words(log) == ["started", "completed"]
    log.show_selection(frozenset())
    assert log.rows.rowCount() == 4


def test_a_double_click_leads_to_the_step(qtbot, log: RunLog, view: QTableView) -> None:
    log.take(records(START, e.StepStarted(PAY)))
    heard: list[str] = []
    log.stepActivated.connect(heard.append)
    for row in (0, 1):
        place = view.visualRect(log.rows.index(row, WORDS)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard == ["pay"]


def test_a_hundred_thousand_lines_do_not_hold_the_loop_up(qapp, log: RunLog) -> None:
    took = []
    gc.disable()  # the program sweeps rarely, and freezes what is there when it begins
    for batch in (100_000, 100_000, 5_000, 500):
        told = lines(batch)
        before = time.process_time()
        log.take(told)
        qapp.processEvents()
        took.append(time.process_time() - before)
    gc.enable()
    assert min(took[:2]) < 0.05, took  # of the processor's time, whoever else is at work
    assert min(took[2:]) < 0.05, took


def test_a_row_of_many_characters_shows_a_line_of_them(log: RunLog) -> None:
    log.take(records(e.StepOutput(PAY, "stdout", "x" * 1_000_000)))
    cell = log.rows.index(0, WORDS)
    assert len(cell.data()) <= 500
    assert len(cell.data(Qt.ItemDataRole.ToolTipRole)) <= 4_000


def test_what_happens_inside_a_step_is_told_of_both_and_leads_to_the_outer_one() -> None:
    failed = e.StepFailed(StepId("a"), 1, "exception", "boom", "Traceback\n  at a")
    inner = e.Inner(StepId("s"), None, e.Inner(StepId("t"), 2, failed))
    start = e.Inner(
        StepId("s"),
        None,
        e.RunStarted("child", Plan(goals=(StepId("a"),), steps={StepId("a"): made("a: -> x")}), {}),
    )
    told, began = (tell(record) for record in records(inner, start))
    assert (told.step, told.words) == ("s/t[2]/a", "failed: boom")
    assert told.details == ("Traceback", "  at a")
    assert (began.step, began.words) == ("s", "Its flow began: 1 Step to reach a.")
    assert step_of(records(inner)[0]) == "s"
    quiet = e.Inner(StepId("s"), None, e.ItemStarted(StepId("a"), 0))
    assert not is_told(records(quiet)[0])
