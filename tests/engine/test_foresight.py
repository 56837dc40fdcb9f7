"""What is foreseen of a run is what then happens, and nothing that is not known is foreseen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.flow import Flow, Name, Output, StepId
from engine.foresight import Fate, Foresight, foresee, typical
from engine.memo import StoredMemo
from engine.planner import make_plan
from engine.policy import WorkPolicy
from engine.registry import Registry
from engine.store import Memory, Store
from engine.store.timings import timings
from engine.testing import flow_of, step_of
from tests.scripted import ScriptedKind, ran

CACHED = WorkPolicy(cache=True)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Store(tmp_path / "store.sqlite3") as store:
        yield store.memory


def chain() -> Flow:
    return flow_of(
        step_of("a: n -> x", policy=CACHED), step_of("b: x -> y", policy=CACHED), "c: y -> z"
    )


def seen(
    flow: Flow, given: Mapping[str, Any], memory: Memory | None, folder: Path,
    measured: Mapping[str, float] | None = None,
) -> Foresight:  # fmt: skip
    plan = make_plan(flow, given={Name(n): v for n, v in given.items()})
    registry = Registry(kinds=[ScriptedKind({}, ())], executors=[])
    memo = StoredMemo(memory, plan, registry, folder) if memory is not None else None
    times = {StepId(step): seconds for step, seconds in (measured or {}).items()}
    return foresee(plan, memo, times)


def fates(found: Foresight) -> dict[str, str]:
    return {step: it.fate.value for step, it in found.steps.items()}


async def test_what_is_foreseen_as_reused_is_cached_in_the_run_that_follows(memory: Memory) -> None:
    flow, script = chain(), {"a": {"x": 1}, "b": {"y": 2}, "c": {"z": 3}}
    before = seen(flow, {"n": 1}, memory, Path())
    assert fates(before) == {"a": "changed", "b": "unknown", "c": "not_cached"}
    assert before.steps[StepId("b")].names == ("x",)
    await ran(flow, script, {"n": 1}, memory=memory)
    found = seen(flow, {"n": 1}, memory, Path())
    assert fates(found) == {"a": "reused", "b": "reused", "c": "not_cached"}
    assert found.with_fate(Fate.REUSED) == ("a", "b")
    assert found.steps[StepId("a")].made
    again = await ran(flow, script, {"n": 1}, memory=memory)
    assert again.statuses == {"a": "cached", "b": "cached", "c": "completed"}
    assert fates(seen(flow, {"n": 2}, memory, Path()))["a"] == "changed"


async def test_an_input_that_is_missing_leaves_open_what_hangs_on_it(memory: Memory) -> None:
    await ran(chain(), {"a": {"x": 1}, "b": {"y": 2}, "c": {"z": 3}}, {"n": 1}, memory=memory)
    found = seen(chain(), {}, memory, Path())
    assert fates(found) == {"a": "unknown", "b": "unknown", "c": "not_cached"}
    assert found.steps[StepId("a")].message == "its input 'n' is only known in the run"


async def test_a_condition_is_only_decided_in_the_run(memory: Memory) -> None:
    flow = flow_of(step_of("a: n -> x", policy=CACHED, when="n > 0"))
    await ran(flow, {"a": {"x": 1}}, {"n": 1}, memory=memory)
    assert fates(seen(flow, {"n": 1}, memory, Path())) == {"a": "unknown"}


def test_a_pinned_result_is_no_work_and_nothing_is_reused_without_a_memory() -> None:
    pinned = replace(step_of("a: n -> x"), outputs={Name("x"): Output(value=5)})
    flow = flow_of(pinned, step_of("b: m -> y", policy=CACHED))
    flow = replace(flow, goals=frozenset({StepId("a"), StepId("b")}))
    found = seen(flow, {"m": 1, "n": 1}, None, Path())
    told = fates(found)
    assert told["b"] == "changed"
    assert told.get("a", "pinned") == "pinned"


def test_the_time_is_the_longest_way_of_what_was_measured() -> None:
    flow = flow_of("a: n -> x", "b: n -> y", "c: x, y -> z")
    found = seen(flow, {"n": 1}, None, Path(), {"a": 2.0, "b": 5.0, "c": 1.0})
    assert (found.seconds, found.unmeasured) == (6.0, ())
    found = seen(flow, {"n": 1}, None, Path(), {"a": 2.0})
    assert (found.seconds, found.unmeasured) == (2.0, ("b", "c"))


def test_the_typical_time_is_the_median_of_the_runs() -> None:
    a = StepId("a")
    assert typical([{a: 1.0}, {a: 9.0}, {a: 2.0}, {}]) == {a: 2.0}


def test_times_are_read_from_the_journal_alone(tmp_path: Path) -> None:
    file = tmp_path / "journal"
    lines = [
        [1, 10.0, "run_started", {}], [2, 10.5, "step_started", {"step": "a"}],
        [3, 12.0, "step_completed", {"step": "a"}], [4, 12.0, "step_started", {"step": "b"}],
    ]  # fmt: skip
    file.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
    assert timings(file) == {"a": 1.5}
    assert timings(tmp_path / "none") == {}
