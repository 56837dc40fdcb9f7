from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine import events as e
from engine.datatype import DataType, TypeName
from engine.flow import Collect, Flow, Input, Name, Output, Step, StepId
from engine.policy import Combine, Retry, WorkPolicy
from engine.store import Memory, Store
from engine.testing import flow_of, step_of
from engine.value import Secret
from tests.scripted import Ran, ran

CACHED = WorkPolicy(cache=True)
PATH = DataType(name=TypeName.STRING, format="path")
SECRET = DataType(name=TypeName.STRING, format="secret")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Store(tmp_path / "store.sqlite3") as store:
        yield store.memory


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "flow"
    made.mkdir()
    return made


def cached(text: str = "a: n -> x", **changes: Any) -> Step:
    return step_of(text, **{"policy": CACHED, **changes})


def both(step: Step | None = None) -> Flow:
    return flow_of(step or cached(), "b: x -> y")


def all_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def worked(run: Ran) -> list[str]:
    return [call.step for call in run.kind.calls]


def warned(run: Ran) -> list[str]:
    return [event.message for event in run.all(e.Warning)]


async def test_a_success_is_reused_in_the_next_run_and_feeds_it_the_same(memory: Memory) -> None:
    first = await ran(both(), {"a": {"x": 7}}, {"n": 1}, memory=memory)
    assert first.statuses == {"a": "completed", "b": "completed"}
    again = await ran(both(), {"a": {"x": 8}}, {"n": 1}, memory=memory)
    assert again.statuses == {"a": "cached", "b": "completed"}
    assert worked(again) == ["b"]
    assert again.state.steps["b"].inputs == {"x": 7}
    assert again.state.steps["a"].outputs == {"x": 7}
    ended = first.state.steps["a"].ended
    (event,) = again.all(e.StepCached)
    assert event.from_run == first.state.run
    assert again.state.steps["a"].made == event.made
    assert ended is not None
    assert again.order((e.AttributeSet, "a"), (e.StepCached, "a")) == [2, 3]
    assert again.all(e.StepStarted)[0].step == "b"


async def test_a_cached_goal_is_completed(memory: Memory) -> None:
    for status in ("completed", "cached"):
        run = await ran(flow_of(cached()), {"a": {"x": 7}}, {"n": 1}, memory=memory)
        assert (run.state.status, run.statuses) == ("completed", {"a": status})


async def test_without_cache_nothing_is_asked_or_kept(memory: Memory) -> None:
    for _ in range(2):
        run = await ran(flow_of("a: n -> x"), {}, {"n": 1}, memory=memory)
        assert run.statuses == {"a": "completed"}
    assert memory.entries() == []


DIFFERENT: Mapping[str, Step] = {
    "config": cached(config={"function": "work:other"}),
    "id": cached("c: n -> x", config={"function": "work:a"}),
    "another input": cached("a: n, m:=1 -> x"),
    "another output": cached("a: n -> x, z*"),
    "a type": cached(inputs={Name("n"): Input(type=DataType(name=TypeName.INTEGER))}),
    "an output's type": cached(outputs={Name("x"): Output(type=DataType(name=TypeName.INTEGER))}),
    "an optional output": cached("a: n -> x*"),
    "the order of ports": cached("a: m:=1, n -> x"),
    "each": cached(inputs={Name("n"): Input(each=True, value=[1])}),
    "combine": cached(policy=WorkPolicy(cache=True, combine=Combine.ZIP)),
}


@pytest.mark.parametrize("what", DIFFERENT)
async def test_another_definition_is_another_key(memory: Memory, what: str) -> None:
    await ran(flow_of(cached()), {"a": {"x": 7}}, {"n": 1}, memory=memory)
    await ran(flow_of(cached("a: n, m:=1 -> x")), {"a": {"x": 7}}, {"n": 1}, memory=memory)
    if what == "another input":
        memory.clear(memory.entries()[:1])
    step = DIFFERENT[what]
    run = await ran(flow_of(step), {step.id: {"x": 7}}, {"n": 1}, memory=memory)
    assert run.statuses == {step.id: "completed"}


SAME: Mapping[str, Step] = {
    "title": cached(title="A", description="the first"),
    "retry and time limit": cached(
        policy=WorkPolicy(cache=True, retry=Retry(times=3), timeout=9, parallelism=2)
    ),
    "attributes": cached("a: n=k -> x=z"),
    "a default": cached("a: n?=1 -> x"),
    "a literal": cached("a: n:=1 -> x"),
    "a condition": cached(when="n == 1"),
}


@pytest.mark.parametrize("what", SAME)
async def test_what_does_not_change_the_result_does_not_change_the_key(
    memory: Memory, what: str
) -> None:
    await ran(flow_of(cached()), {"a": {"x": 7}}, {"n": 1}, memory=memory)
    given = {} if what in ("a default", "a literal") else {"n": 1, "k": 1}
    run = await ran(flow_of(SAME[what]), {"a": {"x": 8}}, given, memory=memory)
    assert run.statuses == {"a": "cached"}


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 2), (1, 1.0), (1, True), (0, None), ("1", 1), ([1, 2], [2, 1]), ({"a": 1}, {"a": 2}),
     ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ({"$secret": "env:A"}, {"$json": {"$secret": "env:A"}})],
    ids=repr,
)  # fmt: skip
async def test_inputs_are_told_apart_as_json_does(memory: Memory, one: Any, other: Any) -> None:
    for value, status in ((one, "completed"), (other, "completed"), (one, "cached")):
        run = await ran(flow_of(cached()), {"a": {"x": 7}}, {"n": value}, memory=memory)
        assert run.statuses == {"a": status}


async def test_the_same_flow_in_another_folder_remembers_for_itself(
    memory: Memory, tmp_path: Path
) -> None:
    for place in ("one", "two"):
        run = await ran(flow_of(cached()), {}, {"n": 1}, memory=memory, folder=tmp_path / place)
        assert run.statuses == {"a": "completed"}


async def test_a_failure_is_never_remembered(memory: Memory) -> None:
    await ran(both(), {"a": ValueError("no")}, {"n": 1}, memory=memory)
    assert memory.entries() == []
    run = await ran(both(), {"a": {"x": 7}}, {"n": 1}, memory=memory)
    assert run.statuses["a"] == "completed"


async def test_a_success_after_a_retry_is_remembered(memory: Memory) -> None:
    tries: list[int] = []

    def second(call: Any) -> Any:
        tries.append(call.attempt)
        if call.attempt == 1:
            raise ValueError("not yet")
        return {"x": 7}

    step = cached(policy=replace(CACHED, retry=Retry(times=1, delay=0.001)))
    await ran(flow_of(step), {"a": second}, {"n": 1}, memory=memory)
    run = await ran(flow_of(step), {"a": second}, {"n": 1}, memory=memory)
    assert (tries, run.statuses) == ([1, 2], {"a": "cached"})


async def test_the_whole_of_an_each_step_is_one_entry(memory: Memory) -> None:
    step = cached(inputs={Name("n"): Input(each=True)})
    flow = flow_of(step, "b: x -> y")
    script = {"a": lambda call: {"x": call.inputs["n"] * 2}}
    for status in ("completed", "cached"):
        run = await ran(flow, script, {"n": [1, 2, 3]}, memory=memory)
        assert run.statuses["a"] == status
        assert run.state.steps["b"].inputs == {"x": [2, 4, 6]}
    assert run.all(e.ItemStarted) == []
    run = await ran(flow, script, {"n": [1, 2]}, memory=memory)
    assert run.statuses["a"] == "completed"
    assert len(memory.entries()) == 2


async def test_a_failed_element_leaves_nothing_in_memory(memory: Memory) -> None:
    step = cached(inputs={Name("n"): Input(each=True)})
    script = {"a": lambda call: {"x": 1 // call.inputs["n"]}}
    await ran(flow_of(step), script, {"n": [1, 0]}, memory=memory)
    assert memory.entries() == []


async def test_a_condition_is_asked_before_memory(memory: Memory) -> None:
    step = cached(when="n == 1")
    await ran(flow_of(step), {}, {"n": 1}, memory=memory)
    run = await ran(flow_of(step), {}, {"n": 2}, memory=memory)
    assert run.statuses == {"a": "skipped"}


async def test_an_optional_output_that_did_not_come_stays_absent(memory: Memory) -> None:
    flow = flow_of(cached("a: n -> x*, z"), "b: x?=5, z -> y")
    for status in ("completed", "cached"):
        run = await ran(flow, {"a": {"z": 1}}, {"n": 1}, memory=memory)
        assert run.statuses["a"] == status
        assert run.state.steps["b"].inputs == {"x": 5, "z": 1}


async def test_a_pinned_output_wins_over_what_is_remembered(memory: Memory) -> None:
    flow = flow_of(cached("a: n -> x:=3, z"), "b: x, z -> y")
    for status in ("completed", "cached"):
        run = await ran(flow, {"a": {"x": 1, "z": 2}}, {"n": 1}, memory=memory)
        assert run.statuses["a"] == status
        assert run.state.steps["b"].inputs == {"x": 3, "z": 2}


async def test_ignoring_memory_works_anew_and_keeps_the_new_result(memory: Memory) -> None:
    await ran(both(), {"a": {"x": 7}}, {"n": 1}, memory=memory)
    run = await ran(both(), {"a": {"x": 8}}, {"n": 1}, memory=memory, recalls=False)
    assert run.statuses["a"] == "completed"
    run = await ran(both(), {"a": {"x": 9}}, {"n": 1}, memory=memory)
    assert run.state.steps["a"].outputs == {"x": 8}
    assert len(memory.entries()) == 1


class Odd:
    def __repr__(self) -> str:
        return "odd"


@pytest.mark.parametrize(
    ("value", "what"),
    [(Odd(), "Odd"), ([{"a": (1, 2)}], "tuple"), (float("nan"), "float"), ({1: 2}, "a key that is no text"),
     (10**400, "int"), ({1}, "set")],
    ids=repr,
)  # fmt: skip
async def test_what_json_cannot_say_is_neither_a_key_nor_kept(
    memory: Memory, value: Any, what: str
) -> None:
    flow = flow_of("a: n -> x", cached("b: x -> y"), cached("c: m -> z"), goals="b c")
    for _ in range(2):
        run = await ran(
            flow, {"a": {"x": value}, "c": {"z": value}}, {"n": 1, "m": 1}, memory=memory
        )
        assert run.statuses == {"a": "completed", "b": "completed", "c": "completed"}
        why = f"has {what} in it, which JSON cannot say exactly"
        assert sorted(warned(run)) == [
            f"step 'b' is not remembered: input 'x' {why}",
            f"step 'c' is not remembered: output 'z' {why}",
        ]
    assert memory.entries() == []


async def test_a_step_with_a_secret_is_not_remembered_since_it_may_stand_for_another_value(
    memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKCAST_TEST_SECRET", "hunter2-hunter2")
    flow = flow_of(
        cached("a: key, n -> x", inputs={Name("key"): Input(type=SECRET), Name("n"): Input()})
    )
    given = {"key": "env:BACKCAST_TEST_SECRET", "n": 1}
    for secret in ("hunter2-hunter2", "hunter3-hunter3"):
        monkeypatch.setenv("BACKCAST_TEST_SECRET", secret)
        run = await ran(flow, {"a": {"x": 7}}, given, memory=memory)
        assert run.statuses == {"a": "completed"}
        assert run.state.steps["a"].inputs["key"] == Secret("env:BACKCAST_TEST_SECRET")
        told = "input 'key' is a secret, and what it stands for may change"
        assert [event.code for event in run.all(e.Warning)] == ["not_remembered"]
        assert run.all(e.Warning)[0].message == f"step 'a' is not remembered: {told}"
    assert memory.entries() == []
    assert b"hunter" not in all_in(tmp_path)


async def test_a_file_among_the_inputs_counts_by_its_content(memory: Memory, folder: Path) -> None:
    flow = flow_of(cached(inputs={Name("n"): Input(type=PATH)}))
    for text, status in (("1", "completed"), ("1", "cached"), ("2", "completed"), ("1", "cached")):
        (folder / "data").write_text(text)
        run = await ran(flow, {"a": {"x": 7}}, {"n": "data"}, memory=memory, folder=folder)
        assert run.statuses == {"a": status}


async def test_so_do_the_files_of_a_list(memory: Memory, folder: Path) -> None:
    flow = flow_of(cached(inputs={Name("n"): Input(type=PATH, collect=Collect.SOME)}))
    for text, status in (("1", "completed"), ("1", "cached"), ("2", "completed")):
        (folder / "two").write_text(text)
        run = await ran(flow, {"a": {"x": 7}}, {"n": "two"}, memory=memory, folder=folder)
        assert run.state.steps["a"].inputs == {"n": ["two"]}
        assert run.statuses == {"a": status}


async def test_a_result_from_a_file_that_changed_meanwhile_is_not_kept(
    memory: Memory, folder: Path
) -> None:
    (folder / "data").write_text("1")
    flow = flow_of(cached(inputs={Name("n"): Input(type=PATH)}))

    def meddle(call: Any) -> Any:
        (folder / "data").write_text("2")
        return {"x": 1}

    await ran(flow, {"a": meddle}, {"n": "data"}, memory=memory, folder=folder)
    assert memory.entries() == []


async def test_a_file_that_was_made_is_made_again_once_it_is_gone(
    memory: Memory, folder: Path
) -> None:
    flow = flow_of(cached(outputs={Name("x"): Output(type=PATH)}))

    def make(call: Any) -> Any:
        (folder / "made").write_text("result")
        return {"x": str(folder / "made")}

    for status in ("completed", "cached"):
        run = await ran(flow, {"a": make}, {"n": 1}, memory=memory, folder=folder)
        assert run.statuses == {"a": status}
    (folder / "made").unlink()
    for status in ("completed", "cached"):
        run = await ran(flow, {"a": make}, {"n": 1}, memory=memory, folder=folder)
        assert run.statuses == {"a": status}
    assert (folder / "made").read_text() == "result"


async def test_a_store_that_cannot_be_used_is_told_once_and_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_text("no database " * 100)
    flow = flow_of(cached(), cached("b: x -> y"))
    with Store(tmp_path / "store.sqlite3") as store:
        run = await ran(flow, {}, {"n": 1}, memory=store.memory)
    assert run.statuses == {"a": "completed", "b": "completed"}
    (told,) = warned(run)
    assert told.startswith("nothing is remembered in this run: the run store")
    assert "is damaged" in told


async def test_a_full_disk_is_told_once_and_the_run_goes_on(memory: Memory) -> None:
    change = memory._database.change
    change(
        "CREATE TRIGGER full BEFORE INSERT ON memo BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
    )
    flow = flow_of(cached(), cached("b: x -> y"))
    run = await ran(flow, {}, {"n": 1}, memory=memory)
    assert (run.state.status, len(warned(run))) == ("completed", 1)
    assert "disk is full" in warned(run)[0]
    change("DROP TRIGGER full")
    run = await ran(flow, {}, {"n": 1}, memory=memory)
    assert warned(run) == []


async def test_a_run_cut_off_anywhere_ends_the_same_with_what_it_had_reused(memory: Memory) -> None:
    flow = flow_of(cached("a: n -> x, z"), "b: x, z -> y", cached("c: y -> w"))
    await ran(flow, {}, {"n": 1}, memory=memory)
    whole = await ran(flow, {}, {"n": 1}, memory=memory)
    assert whole.statuses == {"a": "cached", "b": "completed", "c": "cached"}
    for at in range(1, len(whole.records)):
        for entries in (True, False):  # it may be forgotten meanwhile
            run = await ran(
                flow, {}, {"n": 1}, resume=whole.records[:at], memory=memory if entries else None
            )
            assert run.state.status == "completed"
            assert {n: one.outputs for n, one in run.state.steps.items()} == {
                n: one.outputs for n, one in whole.state.steps.items()
            }
            had = [r.event.step for r in whole.records[:at] if isinstance(r.event, e.StepCached)]
            assert all(run.statuses[step] == "cached" for step in had)


async def test_work_that_was_in_flight_when_a_run_was_cut_off_is_not_remembered(
    memory: Memory,
) -> None:
    whole = await ran(flow_of(cached()), {}, {"n": 1})
    at = next(n for n, event in enumerate(whole.events) if isinstance(event, e.StepStarted))
    run = await ran(flow_of(cached()), {}, {"n": 1}, resume=whole.records[: at + 1], memory=memory)
    assert run.statuses == {"a": "completed"}
    assert memory.entries() == []


async def test_what_came_from_memory_is_not_undone(memory: Memory) -> None:
    from engine.policy import OnFailure

    undo = {"kind": "python", "config": {"function": "work:undo"}}
    flow = flow_of(cached(), "b: x -> y")
    flow = replace(flow, on_failure=OnFailure.UNDO)
    await ran(flow, {}, {"n": 1}, memory=memory)
    both_ = replace(flow.steps[StepId("a")], policy=replace(CACHED, undo=undo))
    flow = replace(flow, steps={**flow.steps, StepId("a"): both_})
    run = await ran(flow, {"b": ValueError("no")}, {"n": 1}, memory=memory)
    assert run.statuses == {"a": "cached", "b": "failed"}
    assert run.all(e.UndoStarted) == []
