"""Undoing after a run: what a Flow inside a Step had done, what Stop leaves undone, and who is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine import events as e
from engine.cause import run_timeout
from engine.cli.sentences import end_in_words
from engine.codec.decoding import pack_record, unpack_record
from engine.explain import explain_run
from engine.flow import Flow, Step
from engine.plan import Plan
from engine.policy import OnFailure, WorkPolicy
from engine.recall import taken_back
from engine.report import result_to_json
from engine.state import replay
from engine.store.cutting import Usable, usable
from engine.testing import flow_of, step_of
from tests.engine.program import backcast, saved
from tests.engine.test_bounds import for_each, forever, until
from tests.engine.test_subflow_runs import ran, runner_of, sub, within
from tests.scripted import Ran, checked

UNDO = WorkPolicy(undo={"function": "work:undo"})
CHILD = flow_of(
    step_of("a: u -> x", policy=UNDO), "b: x -> y", step_of("c: y -> z", policy=UNDO), goals="c"
)
BOOM = ValueError("no")


def undoes(*steps: str | Step, **more: Any) -> Flow:
    return replace(flow_of(*steps, **more), on_failure=OnFailure.UNDO)


def each_of(step: Step) -> Step:
    return for_each(flow_of(step), step.id, "u").steps[step.id]


class Deeds:
    """Work that notes what is undone; of the Steps in `broken` it cannot be."""

    def __init__(self, *broken: str) -> None:
        self.broken = broken
        self.undone: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, call):
        if call.config.get("function") != "work:undo":
            return {name: f"{call.step}.{name}" for name in call.outputs}
        if call.step in self.broken:
            raise ValueError(f"{call.step} cannot be undone")
        self.undone.append((call.step, dict(call.inputs)))
        return {}

    @property
    def script(self) -> dict[str, Any]:
        return {**dict.fromkeys("abcdpq", self), "boom": BOOM}


def told(run: Ran) -> list[tuple[str, str]]:
    """The undo events: where, and which."""
    found = []
    for event in run.events:
        seen = event.seen if isinstance(event, e.Inner) else event
        if isinstance(seen, e.UndoStarted | e.UndoCompleted | e.UndoFailed):
            found.append((type(seen).__name__[4:].lower(), str(seen.step)))
    return found


# what a Flow inside a Step had done


async def test_what_a_completed_child_did_is_undone_at_the_place_of_its_step():
    work = Deeds()
    parent = undoes(
        step_of("p: -> u", policy=UNDO), sub("s: u -> z"), step_of("q: z -> v", policy=UNDO),
        "boom: v ->",
    )  # fmt: skip
    run = await ran(parent, work.script, child=CHILD)
    assert work.undone == [
        ("q", {"z": "c.z", "v": "q.v"}),
        ("c", {"y": "b.y", "z": "c.z"}),
        ("a", {"u": "p.u", "x": "a.x"}),
        ("p", {"u": "p.u"}),
    ]
    assert [place for how, place in told(run) if how == "completed"] == ["q", "s/c", "s/a", "p"]
    inner = run.state.steps["s"].inner[None]
    assert {name: one.undo for name, one in inner.steps.items()} == {
        "a": "completed", "b": "", "c": "completed"
    }  # fmt: skip
    assert run.order((e.RunFailed, None))[0] < min(
        n for n, event in enumerate(run.events) if ("started", "s/c") in told_of(event)
    )


def told_of(event: e.Event) -> list[tuple[str, str]]:
    return told(Ran([e.Record(1, 0.0, event)], None, None))  # type: ignore[arg-type]


async def test_with_an_undo_of_its_own_only_that_is_called():
    work = Deeds()
    parent = undoes(sub("s: u:=1 -> z", policy=UNDO), "boom: z ->")
    await ran(parent, {**work.script, "s": work}, child=CHILD)
    assert work.undone == [("s", {"u": 1, "z": "c.z"})]


async def test_the_elements_of_a_step_that_ran_a_flow_for_each_are_undone_last_first():
    work = Deeds()
    step = each_of(sub("s: u -> z", policy=WorkPolicy(parallelism=1)))
    await ran(undoes(step, "boom: z ->"), work.script, {"u": [1, 2]}, child=CHILD)
    assert [(step, values.get("u")) for step, values in work.undone] == [
        ("c", None), ("a", 2), ("c", None), ("a", 1)
    ]  # fmt: skip


async def test_elements_of_a_failed_step_that_ran_a_flow_are_undone_with_the_rest():
    work = Deeds()

    def fails_for_two(call):
        if call.inputs.get("u") == 2 and call.outputs:
            raise BOOM
        return work(call)

    step = each_of(sub("s: u -> z", policy=WorkPolicy(parallelism=1)))
    script = {**work.script, "a": fails_for_two}
    await ran(undoes(step), script, {"u": [1, 2]}, child=CHILD)
    assert [step for step, _ in work.undone] == ["c", "a"]


async def test_flows_inside_flows_are_undone_too():
    work = Deeds()
    middle = flow_of(sub("m: u -> z"), step_of("d: z -> w", policy=UNDO), goals="d")
    parent = undoes(sub("s: u:=1 -> w", "middle.flow.json"), "boom: w ->")
    run = await ran(parent, work.script, child=CHILD, middle=middle)
    assert [place for how, place in told(run) if how == "completed"] == ["s/d", "s/m/c", "s/m/a"]


async def test_a_flow_inside_that_undoes_knows_what_was_done_in_the_flows_inside_of_it():
    work = Deeds()
    middle = undoes(step_of("d: u -> v", policy=UNDO), sub("m: v -> z"), "boom: z -> w")
    child = flow_of(step_of("a: v -> x", policy=UNDO), step_of("c: x -> z", policy=UNDO))
    parent = flow_of(sub("s: u:=1 -> w", "middle.flow.json"))
    run = await ran(parent, work.script, child=child, middle=middle)
    assert [place for how, place in told(run) if how == "completed"] == ["s/m/c", "s/m/a", "s/d"]
    assert [step for step, _ in work.undone] == ["c", "a", "d"]


async def test_nothing_inside_is_undone_where_the_flow_does_not_say_so():
    work = Deeds()
    await ran(flow_of(sub("s: u:=1 -> z"), "boom: z ->"), work.script, child=CHILD)
    assert work.undone == []


async def test_a_child_step_named_like_one_of_the_parent_is_undone_beside_it():
    work = Deeds()
    parent = undoes(step_of("a: -> u", policy=UNDO), sub("s: u -> z"), "boom: z ->")
    await ran(parent, work.script, child=CHILD)
    assert [step for step, _ in work.undone] == ["c", "a", "a"]


async def test_an_undo_inside_that_prints_or_is_a_flow_disturbs_nothing():
    work = Deeds()

    def prints(call, context):
        if call.outputs:
            return work(call)
        context.output("bye", "stdout")
        return {}

    undo = {"kind": "flow", "config": {"flow": None, "goals": ["d"]}}
    child = flow_of(
        step_of("a: u -> x", policy=UNDO),
        step_of("c: x -> z", policy=WorkPolicy(undo=undo)),
        "d: z ->", goals="c",
    )  # fmt: skip
    run = await ran(
        undoes(sub("s: u:=1 -> z"), "boom: z ->"),
        {**work.script, "a": prints, "d": {}},
        child=child,
    )
    assert [call.step for call in run.kind.calls] == ["a", "c", "boom", "d", "a"]
    assert [place for how, place in told(run) if how == "completed"] == ["s/c", "s/a"]


async def test_a_run_cut_off_anywhere_while_it_undoes_inside_ends_with_all_undone_once():
    work = Deeds()
    parent = undoes(step_of("p: -> u", policy=UNDO), sub("s: u -> z"), "boom: z ->")
    whole = await ran(parent, work.script, child=CHILD)
    failed = whole.order((e.RunFailed, None))[0]
    for at in range(failed, len(whole.records)):
        work.undone.clear()
        runner, records, kind = runner_of(parent, work.script, cut=whole.records[:at], child=CHILD)
        state = await asyncio.wait_for(runner.run(), 10)
        run = checked(Ran(records, state, kind))
        done = [place for how, place in told(run) if how == "completed"]
        assert done == ["s/c", "s/a", "p"], at
        assert len(work.undone) == 3 - sum(
            ("completed", place) in told_of(record.event)
            for record in whole.records[:at]
            for place in done
        )


def cut_with_what_is_lost(records: Sequence[e.Record], plan: Plan, at: int) -> Usable:
    """What of the first so many records a store would give to go on from."""
    return usable(plan, [unpack_record(pack_record(record), plan) for record in records[:at]])


def begins(run: Ran, step: str) -> int:
    return run.order((e.StepStarted, step))[0]


@pytest.mark.parametrize("deep", [False, True])
async def test_what_was_done_inside_of_what_stands_is_undone_as_if_the_run_had_not_been_cut(deep):
    work = Deeds()
    middle = flow_of(sub("m: u -> z"), step_of("d: z -> w", policy=UNDO), goals=("m", "d"))
    step = each_of(sub("s: u -> z", *["middle.flow.json"][:deep], policy=WorkPolicy(parallelism=1)))
    parent = undoes("k: -> lost", "p: -> u", step, "boom: z, lost ->")
    script = {**work.script, "k": {"lost": {1}}, "p": {"u": [1, 2]}}
    children = {"child": CHILD, "middle": middle}
    whole = await ran(parent, script, **children)
    undone = list(work.undone)
    assert len(undone) == (6 if deep else 4)
    left = cut_with_what_is_lost(whole.records, whole.state.plan, begins(whole, "boom"))
    assert list(left.again) == ["k"], "and the others stand"
    work.undone.clear()
    runner, records, kind = runner_of(
        parent, script, cut=left.records, standing=left.standing, **children
    )
    again = checked(Ran(records, await asyncio.wait_for(runner.run(), 10), kind))
    assert [call.step for call in kind.calls][:2] == ["k", "boom"], "nothing else is worked for"
    assert work.undone == undone
    assert told(again) == told(whole)
    assert within(again) == within(whole), "who looks at it finds what was done there"
    for at in range(begins(again, "boom"), len(again.records)):
        left = cut_with_what_is_lost(again.records, again.state.plan, at)
        runner, records, kind = runner_of(
            parent, script, cut=left.records, standing=left.standing, **children
        )
        last = checked(Ran(records, await asyncio.wait_for(runner.run(), 10), kind))
        done = [place for how, place in told(last) if how == "completed"]
        assert done == [place for how, place in told(whole) if how == "completed"], at


async def test_what_stands_inside_took_as_long_as_it_did():
    parent = undoes("k: -> lost", sub("s: u:=1 -> z"), "boom: z, lost ->")
    script = {**Deeds().script, "k": {"lost": {1}}}
    whole = await ran(parent, script, child=CHILD)
    ended = next(
        n
        for n, event in enumerate(whole.events)
        if isinstance(event, e.Inner)
        and isinstance(event.innermost, e.StepCompleted)
        and event.seen.step == "s/c"
    )
    late = [r._replace(at=r.at + 30 * (n >= ended)) for n, r in enumerate(whole.records)]
    left = cut_with_what_is_lost(late, whole.state.plan, begins(whole, "boom"))
    runner, _, _ = runner_of(parent, script, cut=left.records, standing=left.standing, child=CHILD)
    state = await asyncio.wait_for(runner.run(), 10)
    inner = (state.steps["s"].inner or {})[None].steps
    assert [round(one.took or 0.0) for one in inner.values()] == [0, 0, 30]


# what Stop leaves undone


@pytest.mark.parametrize(
    ("why", "first", "rest"),
    [
        (None, "cut short: the run was stopped", "not undone: the run was stopped"),
        (
            run_timeout(3),
            "cut short: the run took longer than 3 s",
            "not undone: the run took longer than 3 s",
        ),
    ],
)
async def test_what_is_not_undone_since_the_run_was_stopped_is_recorded(why, first, rest):
    work = Deeds()

    async def hangs(call):
        return work(call) if call.outputs else await forever(call)

    parent = undoes(
        step_of("p: -> u", policy=UNDO), sub("s: u -> z"), step_of("q: z -> v", policy=UNDO),
        "boom: v ->",
    )  # fmt: skip
    runner, records, kind = runner_of(parent, {**work.script, "q": hangs}, child=CHILD)
    task = asyncio.create_task(runner.run())
    await until(lambda: runner.state.steps and runner.state.steps["q"].undo == "running")
    if why is None:
        runner.stop()
        runner.stop()
    else:
        runner._undoer.stop(why)
    run = checked(Ran(records, await asyncio.wait_for(task, 5), kind))
    assert told(run) == [
        ("started", "q"), ("failed", "q"), ("failed", "s/c"), ("failed", "s/a"), ("failed", "p")
    ]  # fmt: skip
    assert run.state.status == "failed"
    assert run.state.steps["q"].undo_message == first
    (left,) = [event for event in run.all(e.UndoFailed) if event.step == "p"]
    assert (left.reason, left.message) == ("stopped", rest)
    assert work.undone == []


# who is told


async def failed_to_undo() -> Ran:
    parent = undoes(step_of("p: -> u", policy=UNDO), sub("s: u -> z"), "boom: z ->")
    return await ran(parent, Deeds("a").script, child=CHILD)


async def test_the_end_in_words_names_what_was_undone_and_what_could_not_be():
    run = await failed_to_undo()
    *_, last = end_in_words(run.state, verbose=False)
    assert last.startswith(
        "undone: 'p', 's/c'; could not be undone: 's/a': ValueError: a cannot be"
    )
    cut = [r for r in run.records if not isinstance(r.event, e.RunSettled)]
    at = next(n for n, r in enumerate(cut) if ("started", "s/c") in told_of(r.event))
    *_, last = end_in_words(replay(cut[: at + 1]), verbose=False)
    assert last == "undoing had begun: 's/c'"
    done = await ran(flow_of("a: -> x"))
    assert not any("undo" in line for line in end_in_words(done.state, verbose=False))


async def test_the_result_says_of_every_step_how_it_was_undone():
    steps = result_to_json((await failed_to_undo()).state)["steps"]
    assert {name: one["undo"] for name, one in steps.items()} == {
        "p": "completed", "s": None, "boom": None
    }  # fmt: skip
    inner = steps["s"]["inner"]
    assert {name: one["undo"] for name, one in inner.items()} == {
        "a": "failed", "b": None, "c": "completed"
    }  # fmt: skip


async def test_an_explanation_says_what_could_not_be_undone_and_why():
    run = await failed_to_undo()
    flow = undoes(step_of("p: -> u", policy=UNDO), sub("s: u -> z"), "boom: z ->")
    said = [cause.message for cause in explain_run(flow, run.state, "s")[0].sentences]
    assert "what step 's/c' had done was undone" in said
    assert any(s.startswith("what step 's/a' had done could not be undone: Val") for s in said)


def test_run_and_show_tell_what_could_not_be_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work.py").write_text(
        "def a(): return 1\ndef undo(**_): raise ValueError('gone')\ndef boom(x): raise ValueError\n"
    )
    flow = saved(undoes(step_of("a: -> x", policy=UNDO), "boom: x ->"))
    Path(flow).write_text(json.dumps(json.loads(Path(flow).read_text()) | {"on_failure": "undo"}))
    done = backcast("run", flow, "--json", "--quiet", "--store", "s.db")
    told = "could not be undone: 'a': ValueError: gone (work.py:2, in undo)"
    assert (done.returncode, told in done.stderr) == (1, True)
    result = json.loads(done.stdout)
    assert result["steps"]["a"]["undo"] == "failed"
    assert told in backcast("show", result["run"], "--store", "s.db").stdout


def test_a_rerun_works_again_on_what_was_undone_and_on_what_is_fed_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work.py").write_text(
        "def a(): return 1\ndef b(x): return x\ndef c(): return 2\ndef undo(**_): pass\n"
        "def g(y, z): raise ValueError\n"
    )
    flow = saved(undoes(step_of("a: -> x", policy=UNDO), "b: x -> y", "c: -> z", "g: y, z ->"))
    Path(flow).write_text(json.dumps(json.loads(Path(flow).read_text()) | {"on_failure": "undo"}))
    first = json.loads(backcast("run", flow, "--json", "--store", "s.db").stdout)
    assert first["steps"]["a"]["undo"] == "completed"
    done = backcast("rerun", first["run"], "--from", "g", "--store", "s.db")
    taken = [line.split()[2] for line in done.stderr.splitlines() if "taken from" in line]
    assert taken == ["c"], done.stderr
    assert (done.returncode, "undone: 'a'" in done.stderr) == (1, True)


async def test_what_was_undone_inside_a_flow_makes_its_step_s_result_void_too():
    state = (await failed_to_undo()).state
    assert taken_back(state) == ["p", "s"]
