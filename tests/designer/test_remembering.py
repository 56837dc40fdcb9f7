from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from designer.canvas.picture import Picture
from designer.panels.run_words import tell
from designer.session.running import RunSession
from engine import events as e
from engine.events import Record
from engine.executors.thread import ThreadExecutor
from engine.flow import StepId
from engine.planner import make_plan
from engine.policy import WorkPolicy
from engine.registry import Registry
from engine.state import RunState
from engine.testing import flow_of, step_of
from tests.designer.drawing import PlainMeasure, placed
from tests.scripted import ScriptedKind

STEP = step_of("a: n -> x", policy=WorkPolicy(cache=True))
MADE = "2020-01-02T12:00:00.000000+00:00"


async def test_a_run_in_the_designer_remembers_and_reuses(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text("def a(n): return n + 1")
    flow = flow_of(STEP, n=1)
    registry = Registry.installed()
    session = RunSession(registry)
    for status in ("completed", "cached"):
        plan = make_plan(flow, kinds=registry, folder=tmp_path)
        ended = asyncio.get_running_loop().create_future()
        session.settled.connect(lambda ended=ended: ended.set_result(None))
        session.start(plan, tmp_path, flow)
        async with asyncio.timeout(10):
            await ended
        session.settled.disconnect()
        assert session.state.steps["a"].status == status
        assert session.state.steps["a"].outputs == {"x": 2}


async def test_what_a_kind_says_must_not_be_repeated_begins_once_its_start_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can pull the plug in a test, so what brings a file to the disk is looked at."""
    synced: list[int] = []
    monkeypatch.setattr("engine.store.journal.os.fsync", synced.append)
    kind = ScriptedKind({"a": lambda _call: {"x": len(synced)}})
    kind.repeatable = False  # type: ignore[attr-defined]
    registry = Registry(kinds=[kind], executors=[ThreadExecutor()])
    session = RunSession(registry)
    ended = asyncio.get_running_loop().create_future()
    session.settled.connect(lambda: ended.set_result(None))
    flow = flow_of("a: -> x")
    session.start(make_plan(flow, kinds=registry, folder=tmp_path), tmp_path, flow)
    async with asyncio.timeout(10):
        await ended
    assert session.state.steps["a"].outputs == {"x": 1}


def test_the_log_and_the_card_say_from_when_a_result_is() -> None:
    said = tell(Record(1, 1.0, e.StepCached(STEP.id, MADE, "R1")))
    assert said.words.startswith("reused, from 2020-01-0")
    assert (Path(__file__).parents[2] / "resources/icons" / f"{said.icon}.svg").exists()
    flow = flow_of(STEP, "b: x -> y", n=1)
    plan = make_plan(flow)
    reused = [e.StepCached(step, MADE, "R1") for step in plan.steps]
    state = RunState()
    for number, event in enumerate([e.RunStarted("test", plan, plan.given), *reused], 1):
        state.apply(Record(number, 1.0, event))
    looks = Picture.of(PlainMeasure(), placed(flow), plan, (), state).steps
    assert looks[STEP.id].words.startswith("reused · from 2020-01-0")
    assert looks[StepId("b")].words.startswith("Goal reused · from 2020-01-0")
