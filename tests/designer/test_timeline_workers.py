"""What workers elsewhere did: a lane for each on the timeline, and their names wherever a run is told of."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QTableView, QToolButton

from designer.panels.run_words import tell
from designer.panels.timeline_chart import Chart
from designer.panels.timeline_rows import Grouping
from designer.panels.timeline_table import TITLES, WORKER
from designer.panels.timeline_workers import HOMEWARD, WorkerLanes
from designer.window import provenance
from engine import events as e
from engine.codec import dump_flow
from engine.flow import Name, Port, StepId
from engine.planner import make_plan
from engine.report import result_to_json
from engine.state import replay
from engine.testing import flow_of
from engine.timing import Stint, Tape
from tests.designer.hands import LEFT, Hands, until

FLOW = flow_of("load: -> rows", "score: rows -> scores", "sum: scores -> total", goals="sum")
SCORE = StepId("score")


def came(step: StepId, name: str, of: StepId) -> e.InputSettled:
    return e.InputSettled(step, Name(name), e.Source("arrived", (name,), (of,)), [1, 2])


def records() -> list[e.Record]:
    """A run of which one Step, with two elements, and the one after it were done by workers."""
    load, sum_ = StepId("load"), StepId("sum")
    events: list[tuple[float, e.Event]] = [
        (0, e.RunStarted("Scores", make_plan(FLOW), {})),
        (0, e.StepStarted(load)),
        (1, e.AttributeSet("rows", load, "rows", [1, 2])),
        (1, e.StepCompleted(load, 1)),
        (1, came(SCORE, "rows", load)),
        (1, e.StepStarted(SCORE, 2)),
        (1, e.ItemStarted(SCORE, 0)),
        (1, e.ItemStarted(SCORE, 1)),
        (2, e.StepOutput(SCORE, "stdout", "hello\nthere", worker="w10")),
        (3, e.ItemCompleted(SCORE, 0, 1, {"scores": 1}, worker="w10", waited=0.5)),
        (4, e.ItemCompleted(SCORE, 1, 1, {"scores": 2}, worker="w2", waited=1.0)),
        (4, e.AttributeSet("scores", SCORE, "scores", [1, 2])),
        (4, e.StepCompleted(SCORE, 1)),
        (4, came(sum_, "scores", SCORE)),
        (4, e.StepStarted(sum_)),
        (7, e.AttributeSet("total", sum_, "total", 3)),
        (7, e.StepCompleted(sum_, 1, worker="w2", waited=2.0)),
        (7, e.RunCompleted()),
        (7, e.RunSettled()),
    ]
    at = 1_764_000_000.0
    return [e.Record(number, at + when, event) for number, (when, event) in enumerate(events, 1)]


def opened(open_designer: Callable[..., Hands], folder: Path) -> Hands:
    file = folder / "scores.flow.json"
    file.write_bytes(dump_flow(FLOW))
    hands = open_designer(file)
    window, page = hands.window, hands.window.pages.current
    page.records = records()
    page.session.state = replay(page.records)
    window.canvas.show_run(page.session.state, frozenset(page.session.state.steps))
    window.timing.show_recorded(page)
    window.timing.panel.show_tape(window.timing.tape)
    window.timing.open()
    QApplication.processEvents()
    return hands


async def test_the_timeline_has_a_lane_for_each_worker_and_tells_what_it_did(
    open_designer: Callable[..., Hands], folder: Path
) -> None:
    hands = opened(open_designer, folder)
    window, chart = hands.window, hands.find(Chart, "timelineChart")
    rows = hands.find(QComboBox, "timelineRows")
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_End)
    assert rows.currentData() == Grouping.WORKERS
    lanes = {lane.name: lane for lane in chart.shown.lanes}
    assert [*lanes] == ["w2", "w10", "here"]
    assert lanes["w2"].steps == ["score", "sum"]
    assert lanes["w10"].starts == [1_500_000]
    assert lanes["here"].steps == ["load"]

    def told(name: str, seconds: float) -> str:
        shown = chart.shown
        y = shown.y_of([*lanes].index(name)) + shown.row / 2
        return chart.told_at(QPointF(shown.gutter + shown.scale.x(seconds * 1e6), y))

    assert told("w2", 3).startswith("score[1]: 2.0 s on worker w2\n'score': completed · took 3.0 s")
    assert "on workers w10, w2" in told("w2", 3)
    assert told("w10", 2).startswith("score[0]: 1.5 s on worker w10")
    assert told("w10", 6) == "6.0 s"
    assert chart.told_at(QPointF(5, chart.shown.y_of(1) + 4)) == "w10"

    at = QPoint(
        round(chart.shown.gutter + chart.shown.scale.x(6.5e6)), round(chart.shown.y_of(0) + 8)
    )
    QTest.mouseClick(chart.viewport(), LEFT, pos=at)
    assert window.canvas.selection == {"sum"}
    assert "on worker w2 · waited 2.0 s for a worker" in chart.accessibleDescription()


async def test_the_names_of_workers_stand_in_table_tips_and_values(
    open_designer: Callable[..., Hands], folder: Path
) -> None:
    hands = opened(open_designer, folder)
    hands.find(QToolButton, "timelineTable").click()
    table = hands.find(QTableView, "timelineTimes").model()
    told = {table.index(n, 0).data(): table.index(n, WORKER).data() for n in range(3)}
    assert told == {"load": "-", "score": "w10, w2", "sum": "w2"}
    assert table.columnCount() == len(TITLES)
    assert "Last on worker w2." in hands.canvas.picture.steps[StepId("sum")].tip
    state = hands.window.session.state
    found = provenance.find(state, FLOW, "output", Port(StepId("sum"), "total"))
    assert found is not None
    assert found.origin.startswith("made by 'sum', on worker w2 · ")
    read = provenance.find(state, FLOW, "input", Port(StepId("sum"), "scores"))
    assert read is not None
    assert "the last on worker w2" in read.origin
    many = provenance.find(state, FLOW, "output", Port(SCORE, "scores"))
    assert many is not None
    assert "from 2 elements, the last on worker w2" in many.origin


def test_log_lines_name_the_worker_that_they_are_from() -> None:
    told = [tell(record).words for record in records()]
    assert "[w10] hello\n[w10] there" in told
    assert "completed · on worker w2" in told
    assert told.count("completed") == 2


def test_the_report_names_workers_only_where_there_were_any() -> None:
    steps = result_to_json(replay(records()))["steps"]
    assert isinstance(steps, dict)
    assert {name: one.get("worker") for name, one in steps.items()} == {
        "load": None,
        "score": "w2",
        "sum": "w2",
    }
    assert "worker" not in steps["load"]


async def test_what_is_under_way_is_told_apart_from_what_was_done_here() -> None:
    tape = Tape().take_all(records()[:9])
    lanes = WorkerLanes()
    assert [(lane.name, lane.steps) for lane in lanes.lanes(tape)] == [
        ("here", ["load"]),
    ]  # a worker has already said that it is at 'score'
    tape = Tape().take_all(records()[:8])
    assert [lane.name for lane in lanes.lanes(tape)] == ["here", "under way"]
    tape.take_all(records()[8:])
    assert [lane.name for lane in lanes.lanes(tape)] == ["w2", "w10", "here"]
    assert [lane.steps for lane in lanes.lanes(tape)] == [["score", "sum"], ["score"], ["load"]]


@st.composite
def stints(draw: st.DrawFn) -> list[Stint]:
    """What two workers did, in the order in which it was heard."""
    told, heard = [], 0
    for number in range(draw(st.integers(0, 30))):
        heard += draw(st.sampled_from([0, 10, 3_000, 40_000, 2_000_000]))
        start = max(0, heard - draw(st.sampled_from([0, 10, 1_000, 245_000, 260_000, 3_000_000])))
        worker = draw(st.sampled_from(["w1", "w2"]))
        told.append(Stint(worker, StepId(f"s{number}"), None, start, heard))
    return told


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(stints(), st.integers(0, 30))
def test_every_stint_has_one_place_in_a_lane_of_its_worker_and_none_lie_over_another(
    told: list[Stint], seen: int
) -> None:
    tape, lanes = Tape(), WorkerLanes()
    tape.stints += told[:seen]
    lanes.lanes(tape)
    tape.stints += told[seen:]
    found = lanes.lanes(tape)
    assert sorted(s for lane in found for s in lane.stints) == sorted(told)
    for lane in found:
        assert {stint.worker for stint in lane.stints} == {lane.name.split(" · ")[0]}
        assert lane.starts == [stint.start for stint in lane.stints]
        pairs = [*zip(lane.starts, lane.ends, strict=True)]
        assert all(start <= end for start, end in pairs)
        assert all(one[1] <= other[0] for one, other in pairwise(pairs))
    alone = WorkerLanes()
    assert [lane.steps for lane in alone.lanes(tape)] == [lane.steps for lane in found]


def test_a_worker_with_two_threads_has_two_lanes_and_one_that_is_heard_late_has_one() -> None:
    tape = Tape()
    second = 1_000_000
    tape.stints += [
        Stint("w1", StepId("a"), None, 0, 2 * second),
        Stint("w1", StepId("b"), None, second, 4 * second),
        Stint("w2", StepId("c"), None, 0, second),
        Stint("w2", StepId("d"), None, second - HOMEWARD, 2 * second),
        Stint("3", StepId("e"), None, 0, second),
    ]
    lanes = WorkerLanes().lanes(tape)
    assert [(lane.name, lane.steps) for lane in lanes] == [
        ("worker 3", ["e"]),
        ("w1", ["a"]),
        ("w1 · 2", ["b"]),
        ("w2", ["c", "d"]),
    ]
    assert lanes[3].ends == [second - HOMEWARD, 2 * second]


async def test_a_hundred_thousand_elements_are_put_into_lanes_once(
    open_designer: Callable[..., Hands], folder: Path
) -> None:
    hands = opened(open_designer, folder)
    tape, window = hands.window.timing.tape, hands.window
    tape.stints += [
        Stint(f"w{n % 4}", SCORE, n, 1_000_000 + n * 20, 1_000_080 + n * 20) for n in range(100_000)
    ]
    chart = window.timing.panel.chart
    chart.group(Grouping.WORKERS)
    made = [id(lane.steps) for lane in chart.shown.lanes if lane.stints]
    chart.refresh(begun=True)
    assert [id(lane.steps) for lane in chart.shown.lanes if lane.stints] == made
    assert sum(len(lane.steps) for lane in chart.shown.lanes if lane.stints) == 100_003
    await until(lambda: not chart.grab().isNull())
