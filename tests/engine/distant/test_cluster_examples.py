"""The examples, done by four worker processes: the same result and the same events as here.

Not compared are numbers, times, who did it, and values that differ between two runs here; events of Steps
that are at work together have no order between them, so they are compared Step by Step, and progress, of
which only so much is passed on, by its last word.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import events as e
from engine.answers import Answers, Prepared
from engine.codec import read_flow, record_to_json
from engine.planner import make_plan
from engine.registry import Registry
from engine.report import result_to_json
from engine.runner import Runner
from engine.value import ABSENT
from tests.engine.distant.cluster import Cluster
from tests.examples.test_recipes import site

EXAMPLES = Path(__file__).parents[3] / "resources" / "examples"
FLOWS = sorted(EXAMPLES.rglob("*.flow.json"))
TAKES_LONG, LONG = {"thousand-jobs.flow"}, pytest.mark.long


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, Path]]:
    """Workers that write where we write."""
    folder = tmp_path_factory.mktemp("examples")
    home = folder / "home"
    made = Cluster(folder, 4, env={"BACKCAST_HOME": str(home), "BACKCAST_EXAMPLE_PACE": "0"})
    try:
        yield made, home
    finally:
        made.close()


def performed(
    path: Path, executor: str, more: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The result, and the events by Step."""
    flow, registry = read_flow(path).flow, Registry.installed()
    given = {
        name: port.example for name, port in flow.inputs.items()
        if port.default is ABSENT and port.example is not ABSENT
    }  # fmt: skip
    plan = make_plan(flow, None, given | more, kinds=registry, folder=path.parent)
    plan.require_runnable()
    records: list[e.Record] = []

    async def go() -> Any:
        asker = Prepared(Answers({}), None) if "release" in path.name else None
        runner = Runner(
            plan, registry, records.append, folder=path.parent, run="r", executor=executor,
            asker=asker,
        )  # fmt: skip
        return await runner.run()

    state = asyncio.run(go())
    return _plain(result_to_json(state)), _by_step(records)


def _plain(result: Any) -> Any:
    """A result without times and workers."""
    match result:
        case dict():
            left_out = ("started", "ended", "worker", "at", "waited", "seq")
            return {key: _plain(one) for key, one in result.items() if key not in left_out}
        case list():
            return [_plain(one) for one in result]
        case _:
            return result


def _by_step(records: list[e.Record]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    progress: dict[str, Any] = {}
    for record in records:
        told = _plain(record_to_json(record, "r"))
        if told["type"] == "warning" and told["code"] == "cluster":
            continue
        step = str(told.get("step") or "")
        if told["type"] == "step_progress":
            progress[step] = told["text"]
            continue
        found.setdefault(step, []).append(told)
    for step, events in found.items():
        settled = [one for one in events if one["type"] == "input_settled"]  # as they arrive
        settled.sort(key=lambda one: str(one["input"]))
        events[:] = [*settled, *(one for one in events if one["type"] != "input_settled")]
        if any(one["type"].startswith("item_") for one in events):
            events.sort(key=lambda one: (one["type"], one.get("item") or 0, str(one)))
        events.append({"last progress": progress.get(step)})
    return found


def _steady(one: Any, here: Any, again: Any) -> Any:
    """What is the same in two runs here; a time of day or an id made by chance is only of the same type."""
    match here:
        case dict() if isinstance(one, dict) and isinstance(again, dict):
            return {key: _steady(one[key], here.get(key), again.get(key)) for key in one}
        case list() if isinstance(one, list) and len(one) == len(here) == len(again):
            return [_steady(*each) for each in zip(one, here, again, strict=True)]
        case _:
            return one if here == again else type(one)


@pytest.mark.parametrize(
    "path",
    [pytest.param(one, marks=LONG if one.stem in TAKES_LONG else ()) for one in FLOWS],
    ids=lambda path: path.stem.removesuffix(".flow"),
)
def test_an_example_does_the_same_on_a_cluster(
    path: Path, shared: tuple[Cluster, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, home = shared
    monkeypatch.setenv("BACKCAST_HOME", str(home))
    runs = []
    with site(["<p>One page</p>"] * 3) as url:
        given = {"url": url} if path.stem == "page-watcher.flow" else {}
        for executor in ("", "", f"dask:{cluster.address}"):
            shutil.rmtree(home, ignore_errors=True)
            runs.append(performed(path, executor, given))
    here, again, there = runs
    assert _steady(there[0], here[0], again[0]) == _steady(here[0], here[0], again[0])
    assert _steady(there[1], here[1], again[1]) == _steady(here[1], here[1], again[1])
