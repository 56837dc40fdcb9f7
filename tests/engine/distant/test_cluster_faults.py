"""What goes wrong on a cluster, done for real: processes are killed and stopped, packages are not there."""

from __future__ import annotations

import asyncio
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import events as e
from engine.executors import dask as executor
from tests.engine.distant.cluster import Cluster, free_port
from tests.engine.distant.running import Going, only, ran, step, write

WORK = """
import os, pathlib, time
from engine import StepContext

def act(place):
    "Notes that it began, and goes on when it may."
    with open(place + "/begun", "a") as file:
        file.write(f"{os.getpid()}\\n")
    print("begun")
    while not os.path.exists(place + "/gate"):
        time.sleep(0.01)
    return os.getpid()

def quick(x):
    return x + 1

def dies(x):
    os._exit(9)
"""


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Workers that tests may kill: they add one for each."""
    made = Cluster(tmp_path_factory.mktemp("crowd"), 3)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster of two workers for one test."""
    folder = tmp_path / "own"
    folder.mkdir()
    made = Cluster(folder, 2)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def place(folder: Path) -> Path:
    write(folder, WORK)
    return folder


def begun(place: Path) -> int:
    return len((place / "begun").read_text().splitlines())


async def test_work_of_a_worker_that_is_killed_is_done_again_by_another(crowd, place):
    going = Going(place, [step("act", "place", "pid")], f"dask:{crowd.address}", place=str(place))
    worker = (await going.printed("begun")).worker
    crowd.kill_worker(worker)
    crowd.add_worker()
    await going.until(lambda: going.warned("done_again"))
    (place / "gate").touch()
    state = await going.end()
    assert state.status == "completed", state.error
    (done,) = going.of(e.StepCompleted)
    assert done.worker != worker
    assert state.attributes["pid"][0].value == crowd.workers[done.worker].pid
    (told,) = going.warned("done_again")
    assert told.message == f"step 'act': worker '{worker}' was lost while at it; it is done again"
    assert begun(place) == 2


async def test_work_that_must_not_be_repeated_never_begins_twice(crowd, place):
    steps = [step("act", "place", "pid", repeatable=False), step("quick", "x", "y")]
    given = {"place": str(place), "x": 1}
    going = Going(place, steps, f"dask:{crowd.address}", "act quick", **given)
    worker = (await going.printed("begun")).worker
    crowd.kill_worker(worker)
    crowd.add_worker()
    await going.until(lambda: going.of(e.StepFailed))
    (place / "gate").touch()
    state = await going.end()
    failed = state.steps["act"]
    assert (failed.reason, failed.worker) == ("worker_died", worker)
    assert f"worker '{worker}' died while at it, and it may not be done twice" in failed.message
    assert state.steps["quick"].status == "completed"
    assert not going.warned("done_again")
    # the cluster is well, and would have had the time to begin it again
    again = await ran(
        place, [step("quick", "x", "ys", each="x")], f"dask:{crowd.address}", x=[1] * 50
    )
    assert again.runner.state.status == "completed"
    assert begun(place) == 1


@pytest.mark.long
async def test_work_that_kills_every_worker_fails_with_a_sentence(tmp_path, place, monkeypatch):
    folder = tmp_path / "frail"
    folder.mkdir()
    env = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    frail = Cluster(folder, 3, env=env)
    try:
        going = await ran(place, [step("dies", "x", "y")], f"dask:{frail.address}", x=1)
    finally:
        frail.close()
    assert only(going).reason == "worker_died"
    assert "2 workers died one after the other while at it" in only(going).message


@pytest.mark.long
async def test_work_that_kills_one_worker_after_the_other_fails(tmp_path, place):
    write(
        place,
        WORK + "\n\ndef some(x):\n    time.sleep(0.001)\n    return dies(x) if x == 70 else x\n",
    )
    folder = tmp_path / "patient"
    folder.mkdir()
    env = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "100"}
    patient = Cluster(folder, 3, nanny=True, env=env)
    try:
        steps = [step("some", "x", "y", each="x")]
        going = await ran(place, steps, f"dask:{patient.address}", x=[*range(100)])
        assert only(going).reason == "worker_died"
        assert "3 workers died one after the other while at it" in only(going).message
        (failed,) = going.of(e.ItemFailed)
        assert failed.item == 70
        going = await ran(place, [step("dies", "x", "y")], f"dask:{patient.address}", x=1)
        assert only(going).reason == "worker_died"
    finally:
        patient.close()


async def test_a_cluster_that_has_no_workers_any_more_is_told_of_once(own, place, monkeypatch):
    monkeypatch.setattr(executor, "BEAT", 0.1)
    going = Going(place, [step("act", "place", "pid")], f"dask:{own.address}", place=str(place))
    await going.printed("begun")
    for name in [*own.workers]:
        own.kill_worker(name)
    await going.until(lambda: going.warned("cluster_deserted"))
    (place / "gate").touch()
    own.add_worker()
    assert (await going.end()).status == "completed"
    (told,) = going.warned("cluster_deserted")
    said = "has no workers any more; the run waits for one, and can be stopped"
    assert told.message == f"the scheduler at {own.address} {said}"


async def test_elements_survive_the_death_of_a_worker(crowd, place):
    write(
        place,
        """
        import time
        def slow(x):
            if x == 0:
                print("first")
            time.sleep(0.02)
            return x * 2
        """,
        "work",
    )
    steps = [step("slow", "x", "ys", each="x", parallelism=4)]
    going = Going(place, steps, f"dask:{crowd.address}", x=[*range(120)])
    worker = (await going.printed("first")).worker
    await going.until(lambda: len(going.of(e.ItemCompleted)) > 20)
    crowd.kill_worker(worker)
    crowd.add_worker()
    state = await going.end()
    assert state.status == "completed", state.error
    assert state.attributes["ys"][0].value == [2 * n for n in range(120)]
    assert len(going.of(e.ItemCompleted)) == 120


async def test_a_scheduler_that_dies_and_comes_back_loses_nothing(own, place):
    steps = [step("act", "place", "pid"), step("quick", "pid", "y")]
    write(place, WORK.replace("def quick(x):\n    return x + 1", "def quick(pid):\n    return pid"))
    going = Going(place, steps, f"dask:{own.address}", place=str(place))
    await going.printed("begun")
    own.kill_scheduler()
    await going.until(lambda: going.warned("cluster_away"))
    for name in [*own.workers]:
        own.kill_worker(name)
    own.start_scheduler()
    name = own.add_worker()
    await going.until(lambda: going.warned("cluster_back"))
    (place / "gate").touch()
    state = await going.end()
    assert state.status == "completed", state.error
    assert state.attributes["y"][0].value == own.workers[name].pid
    assert going.warned("done_again")


async def test_what_must_not_be_repeated_fails_when_the_scheduler_dies_with_it(own, place):
    steps = [step("act", "place", "pid", repeatable=False)]
    going = Going(place, steps, f"dask:{own.address}", place=str(place))
    await going.printed("begun")
    own.kill_scheduler()
    state = await going.end()
    assert only(going).reason == "worker_died"
    assert state.status == "failed"
    (place / "gate").touch()
    assert begun(place) == 1


@pytest.mark.long
async def test_a_scheduler_that_stays_away_ends_the_run_with_a_sentence(own, place, monkeypatch):
    monkeypatch.setattr(executor, "TIMEOUT", 2.0)
    going = Going(place, [step("act", "place", "pid")], f"dask:{own.address}", place=str(place))
    await going.printed("begun")
    own.kill_scheduler()
    await going.end()
    assert only(going).reason == "no_cluster"
    assert "did not come back; start it, and resume the run" in only(going).message


async def test_a_network_that_stalls_is_told_of_and_waited_for(own, place, monkeypatch):
    monkeypatch.setattr(executor, "BEAT", 0.2)
    monkeypatch.setattr(executor, "SILENCE", 0.5)
    (place / "gate").touch()
    steps = [step("quick", "x", "a"), step("act", "place", "pid")]
    going = Going(place, steps, f"dask:{own.address}", "quick act", place=str(place), x=1)
    await going.until(lambda: going.warned("cluster"))
    own.stop_scheduler()
    await going.until(lambda: going.warned("cluster_silent"))
    own.continue_scheduler()
    state = await going.end()
    assert state.status == "completed", state.error


async def test_a_run_can_be_stopped_while_the_network_stalls(own, place):
    going = Going(place, [step("act", "place", "pid")], f"dask:{own.address}", place=str(place))
    await going.printed("begun")
    own.stop_scheduler()
    loop = asyncio.get_running_loop()
    before = loop.time()
    going.runner.stop()
    state = await going.end()
    assert state.status == "cancelled"
    assert loop.time() - before < 6 + 2
    own.continue_scheduler()
    (place / "gate").touch()


async def test_a_scheduler_that_is_not_there_is_a_sentence(place, monkeypatch):
    monkeypatch.setattr(executor, "TIMEOUT", 1.0)
    address = f"tcp://127.0.0.1:{free_port()}"
    going = await ran(place, [step("quick", "x", "y")], f"dask:{address}", x=1)
    assert only(going).reason == "no_cluster"
    assert f"no Dask scheduler answers at {address}" in only(going).message


UNFIT = {
    "missing": (
        """
        import sys
        class Nobody:
            def find_spec(self, name, path=None, target=None):
                if name.partition(".")[0] == "engine":
                    raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        sys.meta_path.insert(0, Nobody())
        import importlib.metadata as metadata
        real = metadata.distributions
        metadata.distributions = lambda **k: () if k.get("name") == "backcast" else real(**k)
        """,
        "unfit_worker", "worker 'w0' has no backcast, and here it is ",
    ),
    "other": (
        """
        import importlib.metadata as metadata
        class Old:
            version = "0.0.1"
        real = metadata.distributions
        metadata.distributions = lambda **k: [Old] if k.get("name") == "backcast" else real(**k)
        """,
        "unfit_worker", "worker 'w0' has backcast 0.0.1, and here it is ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", UNFIT)
async def test_a_worker_that_does_not_fit_is_a_sentence(tmp_path, place, what):
    source, reason, said = UNFIT[what]
    folder = tmp_path / "unfit"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(textwrap.dedent(source))
    unfit = Cluster(folder, 1, env={"PYTHONPATH": str(folder)})
    try:
        going = await ran(place, [step("quick", "x", "y")], f"dask:{unfit.address}", x=1)
    finally:
        unfit.close()
    assert only(going).reason == reason
    assert said in only(going).message


async def test_another_python_on_the_workers_is_warned_of(tmp_path, place):
    folder = tmp_path / "unfit"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import platform\nplatform.python_version = lambda: '3.99.1'\n"
    )
    (folder / "bokeh").mkdir()  # it is there, and the scheduler has no pages all the same
    (folder / "bokeh" / "__init__.py").touch()
    unfit = Cluster(folder, 1, env={"PYTHONPATH": str(folder)})
    try:
        going = await ran(place, [step("quick", "x", "y")], f"dask:{unfit.address}", x=1)
    finally:
        unfit.close()
    assert going.runner.state.status == "completed"
    (where,) = going.warned("cluster")
    assert where.names[0] == ""
    assert "dashboard" not in where.message
    (told,) = going.warned("unfit_worker")
    assert "worker 'w0' runs Python 3.99.1" in told.message


async def test_a_value_that_stayed_is_made_again_when_its_worker_is_killed(crowd, place):
    write(
        place,
        """
        import os, time
        def make(n):
            return [f"{i:0100d}" for i in range(n)]
        def wait(gate):
            print("waiting")
            while not os.path.exists(gate):
                time.sleep(0.01)
            return 1
        def count(table, go):
            return len(table)
        """,
    )
    steps = [step("make", "n", "table"), step("wait", "gate", "go"), step("count", "table go", "k")]
    going = Going(place, steps, f"dask:{crowd.address}", n=20_000, gate=str(place / "gate"))
    await going.printed("waiting")
    await going.until(lambda: any(one.step == "make" for one in going.of(e.StepCompleted)))
    holder = next(one.worker for one in going.of(e.StepCompleted) if one.step == "make")
    crowd.kill_worker(holder)
    crowd.add_worker()
    await going.until(lambda: going.warned("done_again"))
    (place / "gate").touch()
    state = await going.end()
    assert state.status == "completed", state.error
    assert state.attributes["k"][0].value == 20_000
    assert f"worker '{holder}' was lost with a value that stayed there" in "".join(
        one.message for one in going.warned("done_again")
    )
