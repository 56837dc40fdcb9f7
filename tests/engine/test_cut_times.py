"""How long a run and its Steps took whose process had died meanwhile: without the time of that."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine import events as e
from engine.codec import dump_flow
from engine.executors.thread import ThreadExecutor
from engine.flow import Flow, Name, Step, StepId
from engine.planner import make_plan
from engine.plugin import Call
from engine.policy import OnFailure, WorkPolicy
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState, StepStatus, replay
from engine.store import Store
from engine.store.cutting import usable
from engine.testing import flow_of, step_of
from engine.timing import Doing, Tape, course
from engine.value import Unkept
from tests.engine.program import WORK, backcast, saved, started
from tests.engine.test_timing import began, came, done, seconds, told
from tests.scripted import Ran, ScriptedKind, checked, ran

A, B, P = StepId("a"), StepId("b"), StepId("p")
HOURS = 7200.0
UNDOABLE = step_of("a: -> x", policy=WorkPolicy(undo={"function": "work:undo"}))
MORE = """
async def waits():
    Path("began").touch()
    await asyncio.sleep(0 if Path("go").exists() else 600)
    return 1

def end(d, m):
    return d + m
"""
ONCE = flow_of("a: -> x", "b: x -> y", goals="b")


def for_each(line: str, name: str, **more: Any) -> Step:
    step = step_of(line, **more)
    ports = OrderedDict(step.inputs)
    ports[Name(name)] = replace(ports[Name(name)], each=True)
    return replace(step, inputs=ports)


def at(*times: tuple[float, e.Event]) -> list[e.Record]:
    return [e.Record(n, when, event) for n, (when, event) in enumerate(times, 1)]


def long_ago(records: Sequence[e.Record], seconds: float = HOURS) -> list[e.Record]:
    """The same records, as if all of it had been so many seconds earlier."""
    return [record._replace(at=record.at - seconds) for record in records]


async def resumed(flow: Flow, script: Mapping[str, Any], cut: Sequence[e.Record]) -> Ran:
    """The run gone on with what can be built upon of these records."""
    plan = make_plan(flow, given={n: it.default for n, it in flow.inputs.items()})
    left = usable(plan, cut)
    records, kind = list(left.records), ScriptedKind(script)
    registry = Registry(kinds=[kind], executors=[ThreadExecutor()])
    runner = Runner(
        plan, registry, records.append,
        folder=Path(), resume=left.records, standing=left.standing,
    )  # fmt: skip
    return checked(Ran(records, await runner.run(), kind))


# what the records come to


def test_a_step_that_began_again_took_as_long_as_that_and_the_run_without_the_break() -> None:
    plan = make_plan(ONCE)
    state = replay(at(
        (0, e.RunStarted("test", plan, {})), (1, began("a")),
        (105, e.RunResumed(away=100)), (107, done("a")), (107, began("b")), (110, done("b")),
        (110, e.RunCompleted()),
    ))  # fmt: skip
    assert (state.steps[A].took, state.steps[B].took, state.took) == (2, 3, 10)
    assert state.steps[A].started == 105, "when the work began that its end is told of"
    assert [state.lasted(when) for when in (1, 105, 107)] == [1, 5, 7]


def test_what_outlives_its_process_goes_on_counting_from_where_it_was() -> None:
    plan = make_plan(flow_of(for_each("a: v -> x", "v"), "b: -> y", goals=("a", "b"), v=[1, 2]))
    failed = e.StepRetrying(B, 1, 200.0, "exception", "no")
    state = replay(at(
        (0, e.RunStarted("test", plan, {})), (0, began("a", 2)), (0, began("b")),
        (1, e.ItemStarted(A, 0)), (3, e.ItemCompleted(A, 0, 1, {"x": 1})), (4, failed),
        (104, e.RunResumed(away=99)), (106, done("a")), (206, done("b", 2)),
    ))  # fmt: skip
    assert state.steps[A].took == 7, "the element that had ended counts"
    assert state.steps[B].took == 107, "so does the try that had failed, and the wait"


def test_a_resumption_after_a_pause_leaves_nothing_out() -> None:
    plan = make_plan(ONCE)
    state = replay(at(
        (0, e.RunStarted("test", plan, {})), (1, began("a")), (2, e.RunPaused()),
        (9, e.RunResumed()), (10, done("a")),
    ))  # fmt: skip
    assert (state.steps[A].took, state.breaks) == (9, [])


# the timeline


def test_on_the_timeline_what_follows_a_break_follows_at_once() -> None:
    tape = told(
        make_plan(ONCE),
        (1, began("a")), (105, e.RunResumed(away=100)), (107, done("a")),
        (107, came("b", "x", "a")), (107, began("b")), (110, done("b")), (110, e.RunCompleted()),
    )  # fmt: skip
    assert [(one.at, one.length) for one in tape.breaks] == [(5_000_000, 100_000_000)]
    queue = (Doing.QUEUE, 0, 1)
    assert seconds(tape.bar(A)) == [queue, (Doing.LOST, 1, 5), (Doing.WORK, 5, 7)]
    assert seconds(tape.bar(B)) == [(Doing.INPUT, 0, 7), (Doing.WORK, 7, 10)]
    assert tape.ended == 10_000_000
    found = course(tape)
    assert (found.path, found.makespan, found.saved(A)) == (("a", "b"), 10_000_000, 2_000_000)


def test_a_moment_of_the_run_and_a_time_of_day_lead_to_each_other_around_breaks() -> None:
    zero = 1_700_000_000.0
    tape = told(
        make_plan(ONCE), (10, began("a")), (110, e.RunResumed(away=100)),
        (130, e.RunResumed(away=15)), (140, done("a")),
    )  # fmt: skip
    for wall, moment in ((0, 0), (9, 9), (10, 10), (60, 10), (110, 10), (112, 12), (140, 25)):
        assert tape.since(zero + wall) == moment * 1_000_000
    for moment, wall in ((0, 0), (10, 10), (11, 111), (15, 115), (16, 131), (25, 140)):
        assert tape.time_of(moment * 1_000_000) == zero + wall


def test_a_retry_that_is_waited_for_comes_nearer_while_the_process_is_dead() -> None:
    failed = e.StepRetrying(A, 1, 20.0, "exception", "no")
    tape = told(
        make_plan(ONCE),
        (1, began("a")), (2, failed), (105, e.RunResumed(away=100)), (107, done("a", 2)),
    )  # fmt: skip
    work = [(Doing.WORK, 1, 2), (Doing.RETRY, 2, 5), (Doing.WORK, 5, 7)]
    assert seconds(tape.bar(A))[1:] == work


def test_a_run_inside_a_step_leaves_the_same_time_out() -> None:
    inner = make_plan(flow_of("p: -> q", "r: -> s", goals=("p", "r")))
    inside = [
        (1, e.RunStarted("in", inner, {})), (1, began("p")), (2, done("p")), (2, began("r")),
    ]  # fmt: skip
    events = [(float(when), e.Inner(A, None, event)) for when, event in inside]
    after = (104, e.Inner(A, None, done("r")))
    tape = told(
        make_plan(flow_of("a: -> x", goals="a")),
        (0, began("a")), *events, (103, e.RunResumed(away=100)), after, (104, done("a")),
    )  # fmt: skip
    bars = {bar.step: bar for bar in tape.inner_bars()}
    assert (bars[StepId("a/p")].end, bars[StepId("a/r")].end) == (2_000_000, 4_000_000)
    assert seconds(tape.bar(A)) == [(Doing.WORK, 0, 4)], "what it runs was not begun anew"
    assert bars[StepId("a/r")].spans[-1].length == 1_000_000


# runs that go on


async def test_a_resumed_run_took_as_long_as_it_was_on() -> None:
    whole = await ran(ONCE)
    cut = next(n for n, event in enumerate(whole.events) if isinstance(event, e.StepCompleted))
    again = await resumed(ONCE, {}, long_ago(whole.records[:cut]))
    (back,) = again.all(e.RunResumed)
    assert HOURS - 1 < back.away < HOURS + 1
    assert again.state.took is not None
    assert again.state.took < 10
    assert {step: one.took is not None and one.took < 5 for step, one in again.state.steps.items()}
    ends = {one.step: one.took for one in again.all(e.StepCompleted)}
    assert (ends["a"] is None, ends["b"]) == (False, None), "only `a` had been in flight"


async def test_elements_that_had_ended_count_for_as_long_as_they_took() -> None:
    flow = flow_of(
        for_each("p: v -> y", "v", policy=WorkPolicy(parallelism=1)), goals="p", v=[1, 2, 3]
    )
    script = {"p": lambda call: {"y": call.inputs["v"]}}
    whole = await ran(flow, script, {"v": [1, 2, 3]})
    two = [n for n, event in enumerate(whole.events) if isinstance(event, e.ItemCompleted)][1]
    cut = long_ago(whole.records[: two + 1])
    cut[-1] = cut[-1]._replace(at=cut[-1].at + 60)
    again = await resumed(flow, script, cut)
    assert [call.inputs["v"] for call in again.kind.calls] == [3]
    took = again.state.steps[P].took
    assert took is not None
    assert 60 < took < 65, "the minute before the cut, not the hours after it"


def given_anew(records: Sequence[e.Record]) -> list[e.Record]:
    """The same, where what `a` gave could not be kept."""
    lost = Unkept("set", "{1}")
    return [
        record._replace(event=replace(record.event, value=lost))
        if isinstance(record.event, e.AttributeSet) and record.event.step == A
        else record
        for record in records
    ]


async def test_what_stands_took_as_long_as_it_did_and_nothing_of_it_is_done_again() -> None:
    async def later(call: Call) -> dict[str, int]:
        await asyncio.sleep(0.01)
        return {"m": 2}

    each = for_each("p: v -> y", "v")
    flow = flow_of("a: n -> x", "w: n -> m", each, "b: x, y, m -> z", goals="b", n=1, v=[1, 2, 3])
    script = {"p": lambda call: {"y": call.inputs["v"]}, "w": later}
    whole = await ran(flow, script, {"n": 1, "v": [1, 2, 3]})
    cut = whole.order((e.StepStarted, "b"))[0]
    ends = {"w": 30.0, "p": 40.0}
    late = [
        record._replace(at=record.at + ends[record.event.step])
        if isinstance(record.event, e.StepCompleted) and record.event.step in ends
        else record
        for record in long_ago(given_anew(whole.records[:cut]))
    ]
    again = await resumed(flow, script, late)
    assert [str(call.step) for call in again.kind.calls] == ["a", "b"]
    told = {one.step: one.took for one in again.all(e.StepCompleted)}
    assert (round(told["w"]), round(told["p"])) == (30, 40)
    state: RunState = again.state
    assert (round(state.steps[StepId("w")].took or 0), round(state.steps[P].took or 0)) == (30, 40)
    assert all(one.status is StepStatus.COMPLETED for one in state.steps.values())
    bar = Tape().take_all(again.records).bar(StepId("w"))
    assert bar.start is not None
    assert bar.end is not None
    assert round((bar.end - bar.start) / 1e6) in (30, round(bar.end / 1e6)), (
        "no longer than the run"
    )


async def test_what_is_foreseen_is_learned_from_work_and_not_from_breaks(tmp_path: Path) -> None:
    whole = await ran(ONCE)
    cut = next(n for n, event in enumerate(whole.events) if isinstance(event, e.StepCompleted))
    again = await resumed(ONCE, {}, long_ago(whole.records[:cut]))
    with Store(tmp_path / "store.sqlite3") as store:
        plan = make_plan(ONCE)
        text = dump_flow(ONCE)
        journal = store.begin("R1", plan, text, file="", folder=Path(), at=again.records[0].at)
        for record in again.records:
            journal.append(record)
        journal.close()
        assert store.read_records("R1", plan) == again.records, "what is seldom said is kept, too"
        assert {step: took < 5 for step, took in store.timings("R1").items()} == {A: True, B: True}
        (entry,) = store.runs()
        assert entry.took == again.state.took
        assert HOURS - 1 < entry.away < HOURS + 1


async def test_undoing_that_was_cut_off_is_gone_on_with_after_the_break() -> None:
    flow = replace(flow_of(UNDOABLE, "b: x -> y"), on_failure=OnFailure.UNDO)
    whole = await ran(flow, {"b": ValueError("no")})
    cut = whole.order((e.UndoStarted, "a"))[0] + 1
    again = await resumed(flow, {}, long_ago(whole.records[:cut]))
    kinds = [type(event) for event in again.events[cut - 2 :]]
    expected = [
        e.RunFailed,
        e.UndoStarted,
        e.RunResumed,
        e.UndoStarted,
        e.UndoCompleted,
        e.RunSettled,
    ]
    assert kinds == expected
    assert again.state.took == whole.state.took, "it had ended before"
    tape = Tape().take_all(again.records)
    undone = [span for span in tape.bar(A).spans if span.doing is Doing.UNDO]
    assert len(undone) == 1
    assert undone[0].length < 5_000_000
    settled = await resumed(flow, {}, long_ago(whole.records[:-1]))
    assert settled.all(e.RunResumed) == [], "nothing was left to do but to say so"


# the command line


@pytest.fixture
def cut_off_hours_ago(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a run that was killed while its Step `waits` was at work, two hours ago."""
    monkeypatch.chdir(tmp_path)
    Path("work.py").write_text(WORK + MORE)
    flow = flow_of("double: n -> d", "waits: -> m", "end: d, m -> e", goals="end", n=1)
    steps = {s: replace(it, config={"function": f"work:{s}"}) for s, it in flow.steps.items()}
    with started("run", saved(replace(flow, steps=OrderedDict(steps)))) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    (journal,) = Path(os.environ["BACKCAST_HOME"]).glob("*.runs/*/journal")
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    moved = [[seq, when - HOURS, *rest] for seq, when, *rest in lines]
    journal.write_text("".join(json.dumps(line) + "\n" for line in moved))
    Path("go").touch()
    return journal.parent.name


def test_the_command_line_tells_of_a_break_and_counts_none_of_it(cut_off_hours_ago: str) -> None:
    run = cut_off_hours_ago
    done = backcast("resume", run, "--events", "events.ndjson")
    assert done.returncode == 0, done.stderr
    shown = backcast("show", run).stdout
    assert "was cut off, and went on 2 h 00 min later; that is not counted\n" in shown
    assert "h " not in shown.replace("2 h 00 min", ""), "no Step and no run took hours"
    assert " h " not in backcast("runs").stdout
    words = backcast("show", run, "--timeline").stdout
    assert "the run was cut off; it went on 2 h 00 min later, which is left out" in words
    told = json.loads(backcast("show", run, "--timeline", "--json").stdout)
    assert (told["took"] < 60, told["makespan"] < 60) == (True, True)
    (pause,) = told["breaks"]
    assert HOURS - 1 < pause["seconds"] < HOURS + 60
    back = json.loads(Path("events.ndjson").read_text().splitlines()[0])
    assert back["type"] == "run_resumed"
    assert back["away"] == pause["seconds"]
