"""Who did the work, wherever the command line tells of a run that was done by workers elsewhere."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from engine import events as e
from engine.cli import run_command_line
from engine.cli.progress import Lines
from engine.clock import new_run_id
from engine.codec import dump_flow, record_to_json
from engine.flow import Name, StepId
from engine.headless import run_command
from engine.planner import make_plan
from engine.store import Store, store_path
from engine.testing import flow_of

FLOW = flow_of("load: -> rows", "sum: rows -> total", goals="sum")
LOAD, SUM = StepId("load"), StepId("sum")
AT = 1_764_000_000.0


def records() -> list[e.Record]:
    came = e.Source("arrived", ("rows",), (LOAD,))
    events: list[tuple[float, e.Event]] = [
        (0, e.RunStarted("", make_plan(FLOW), {})),
        (0, e.Warning("cluster", "runs on 1 worker at tcp://h:1", None, ("", "tcp://h:1", "w1"))),
        (0, e.StepStarted(LOAD)),
        (1, e.AttributeSet(Name("rows"), LOAD, Name("rows"), [1])),
        (1, e.StepCompleted(LOAD, 1)),
        (1, e.InputSettled(SUM, Name("rows"), came, [1])),
        (1, e.StepStarted(SUM)),
        (2, e.StepProgress(SUM, 0.5, "half", worker="w1")),
        (2, e.StepOutput(SUM, "stdout", "one\ntwo", worker="w1")),
        (3, e.AttributeSet(Name("total"), SUM, Name("total"), 1)),
        (3, e.StepCompleted(SUM, 1, worker="w1", waited=0.5)),
        (3, e.RunCompleted()),
        (3, e.RunSettled()),
    ]
    return [e.Record(n, AT + when, event) for n, (when, event) in enumerate(events, 1)]


@pytest.fixture
def kept(home: Path, tmp_path: Path) -> str:
    """The id of such a run in the store."""
    run = new_run_id(AT)
    with Store(store_path()) as store:
        plan = make_plan(FLOW)
        journal = store.begin(run, plan, dump_flow(FLOW), file="", folder=tmp_path, at=AT)
        for record in records():
            journal.put(record)
        journal.flush()
        journal.close()
    return run


def test_lines_name_the_worker_that_they_come_from() -> None:
    stream = io.StringIO()
    lines = Lines(stream)
    for record in records():
        lines.take(record)
    told = stream.getvalue().splitlines()
    assert told[0].split(maxsplit=3)[2:] == ["run", "cluster    runs on 1 worker at tcp://h:1"]
    assert [line.split("sum ", 1)[1].strip() for line in told if " sum " in line] == [
        "running",
        "running    [w1] 50% half",
        "| [w1] one",
        "| [w1] two",
        "completed  2.0 s  on worker w1",
    ]
    assert any(line.endswith("load  completed  1.0 s") for line in told)


def test_a_kept_run_says_who_did_what(kept: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["show", kept, "--timeline"]) == 0
    told = capsys.readouterr().out.splitlines()
    load, total = (next(line for line in told if name in line.split()) for name in ("load", "sum"))
    assert "on worker" not in load
    assert " · on worker w1 · waited 500 ms (worker)" in total
    assert run_command_line(["show", kept, "--timeline", "--json"]) == 0
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert steps["sum"]["workers"] == ["w1"]
    assert "workers" not in steps["load"]
    waits = [span for span in steps["sum"]["spans"] if span["doing"] == "worker"]
    assert [(span["start"], span["end"]) for span in waits] == [(1.0, 1.5)]
    assert run_command_line(["show", kept, "--json"]) == 0
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert steps["sum"]["worker"] == "w1"
    assert "worker" not in steps["load"]


def test_a_file_of_events_keeps_them_and_says_nothing_of_who_was_here(
    kept: str, tmp_path: Path
) -> None:
    told = [record_to_json(record, kept) for record in records()]
    by_type = {(one["type"], one.get("step")): one for one in told}
    assert by_type["step_completed", "sum"]["worker"] == "w1"
    assert by_type["step_completed", "sum"]["waited"] == 0.5
    assert not {"worker", "waited"} & by_type["step_completed", "load"].keys()
    with Store(store_path()) as store:
        read = store.read_records(kept, make_plan(FLOW))
    assert [record.event for record in read][1:] == [record.event for record in records()][1:]


def test_the_command_of_a_run_elsewhere_says_where() -> None:
    words = run_command(FLOW, Path("f.flow.json"), {}, executor="dask:tcp://h:1").words
    assert words == ("backcast", "run", "f.flow.json", "--executor", "dask:tcp://h:1")
    for here in ("", "local"):
        assert "--executor" not in run_command(FLOW, Path("f.flow.json"), {}, executor=here).words
