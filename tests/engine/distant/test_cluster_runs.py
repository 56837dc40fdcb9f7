"""Runs whose work is done by four worker processes of a Dask cluster."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from dataclasses import replace

import pytest

from engine import events as e
from engine import open_flow
from engine.datatype import DataType, TypeName
from engine.errors import StepFailure
from engine.executors import dask as executor
from engine.kept import Kept
from engine.policy import Retry
from engine.value import encode
from engine.workers.pool import POOL, cores
from tests.engine.distant.running import Going, only, ran, step, write


async def test_a_step_is_done_by_a_worker_and_says_by_which(cluster, folder):
    write(
        folder,
        """
        import os
        from engine import StepContext
        def where(n: int, context: StepContext):
            print("at it")
            context.progress(0.5, "half")
            return {"pid": os.getpid(), "n": n + 1}
        """,
    )
    going = await ran(folder, [step("where", "n", "pid n2")], f"dask:{cluster.address}", n=1)
    assert going.runner.state.status == "failed"  # 'n2' is not returned
    assert only(going).reason == "missing_output"

    going = await ran(folder, [step("where", "n", "pid")], f"dask:{cluster.address}", n=1)
    state = going.runner.state
    assert state.status == "completed", state.error
    (done,) = going.of(e.StepCompleted)
    assert state.attributes["pid"][0].value["pid"] == cluster.workers[done.worker].pid
    assert done.waited is not None
    assert 0 <= done.waited < 10
    assert [(one.text, one.worker) for one in going.of(e.StepOutput)] == [("at it", done.worker)]
    assert [(one.fraction, one.worker) for one in going.of(e.StepProgress)] == [(0.5, done.worker)]
    (told,) = going.warned("cluster")
    assert told.names[1:] == (cluster.address, "w0", "w1", "w2", "w3")
    assert "runs on 4 workers" in told.message


async def test_steps_that_say_local_and_kinds_that_cannot_travel_stay_here(cluster, folder):
    write(folder, "import os\ndef here(): return os.getpid()\ndef there(a): return os.getpid()\n")
    steps = [
        step("here", "", "a", executor="local"),
        step("set", "a", "b", kind="set", config={"values": {"b": "a"}}),
        step("there", "a", "c"),
        step("last", "b c", "", kind="set", config={"values": {}}),
    ]
    going = await ran(folder, steps, f"dask:{cluster.address}")
    state = going.runner.state
    assert state.status == "completed", state.error
    assert state.attributes["a"][0].value == os.getpid()
    assert state.attributes["c"][0].value != os.getpid()
    workers = {one.step: one.worker for one in going.of(e.StepCompleted)}
    assert workers["here"] is workers["set"] is None
    assert workers["there"] in cluster.workers


async def test_a_steps_own_executor_sends_it_there_though_the_run_is_here(cluster, folder):
    write(folder, "import os\ndef a(): return os.getpid()\ndef b(x): return os.getpid()\n")
    steps = [step("a", "", "x"), step("b", "x", "y", executor=f"dask:{cluster.address}")]
    going = await ran(folder, steps, "")
    state = going.runner.state
    assert state.attributes["x"][0].value == os.getpid()
    assert state.attributes["y"][0].value in {one.pid for one in cluster.workers.values()}


async def test_elements_go_together_and_come_back_in_order(cluster, folder):
    write(folder, "def double(x): return x * 2\n")
    steps = [step("double", "x", "ys", each="x")]
    going = await ran(folder, steps, f"dask:{cluster.address}", x=[*range(3_000)])
    state = going.runner.state
    assert state.status == "completed", state.error
    assert state.attributes["ys"][0].value == [2 * n for n in range(3_000)]
    assert len(going.of(e.ItemStarted)) == len(going.of(e.ItemCompleted)) == 3_000
    assert {one.worker for one in going.of(e.ItemCompleted)} == set(cluster.workers)


async def test_a_failure_says_what_it_says_here(cluster, folder):
    write(
        folder,
        """
        def bad(n):
            raise ValueError(f"no {n}")
        """,
    )
    told = []
    for spec in ("", f"dask:{cluster.address}"):
        going = await ran(folder, [step("bad", "n", "x")], spec, n=1)
        one = only(going)
        told.append((one.status, one.reason, one.message, one.trace, one.tries))
    assert told[0] == told[1]
    assert going.of(e.StepFailed)[0].worker in cluster.workers


async def test_a_retry_is_ours_and_goes_there_again(cluster, folder):
    write(
        folder,
        """
        from engine import StepContext
        def flaky(context: StepContext):
            if context.attempt < 3:
                raise ValueError("not yet")
            return context.attempt
        """,
    )
    steps = [step("flaky", "", "x", retry=Retry(times=3, delay=0.01))]
    going = await ran(folder, steps, f"dask:{cluster.address}")
    assert going.runner.state.attributes["x"][0].value == 3
    assert [one.attempt for one in going.of(e.StepRetrying)] == [1, 2]


async def test_a_module_that_was_changed_is_never_stale(cluster, folder):
    steps = [step("which", "", "x")]
    for number in range(3):
        write(folder, f"from beside import N\ndef which(): return N + {number}\n")
        write(folder, f"N = {100 * number}\n", "beside")
        going = await ran(folder, steps, f"dask:{cluster.address}")
        assert going.runner.state.attributes["x"][0].value == 101 * number


async def test_classes_of_the_flows_own_modules_go_there_and_come_back(cluster, folder):
    write(
        folder,
        """
        from dataclasses import dataclass
        @dataclass
        class Point:
            x: int
        def make(n): return Point(n)
        """,
    )
    write(folder, "def read(p):\n    assert type(p).__name__ == 'Point'\n    return p.x\n", "other")
    steps = [
        step("make", "n", "p"),
        step("read", "p", "x", config={"function": "other:read"}),
    ]
    going = await ran(folder, steps, f"dask:{cluster.address}", n=5)
    assert going.runner.state.attributes["x"][0].value == 5, going.runner.state.error


@pytest.mark.parametrize(
    ("source", "given", "reason", "said"),
    [
        ("def f(x): return 1\n", lambda: None, "not_picklable", "input 'x' is function, which cannot"),
        ("def f(x): return lambda: 1\n", 1, "not_picklable", "output 'y' is function, which cannot"),
        (
            "class Odd(Exception):\n    def __reduce__(self): raise TypeError('no')\n"
            "def f(x): raise Odd('it broke')\n",
            1, "exception", "Odd: it broke",
        ),
        ("import no_such_package\ndef f(x): return 1\n", 1, "import_failed", "no_such_package"),
        (
            "def f(x):\n    import no_such_package\n    return 1\n",
            1, "import_failed", "where what the flow needs has to be installed too",
        ),
        ("def f(x): raise SystemExit(3)\n", 1, "exception", "SystemExit"),
    ],
    ids=["input", "result", "exception", "package", "later", "exit"],
)  # fmt: skip
async def test_what_cannot_travel_or_is_not_there_is_a_sentence(
    cluster, folder, source, given, reason, said
):
    write(folder, source)
    going = await ran(folder, [step("f", "x", "y")], f"dask:{cluster.address}", x=given)
    one = only(going)
    assert (one.status, one.reason) == ("failed", reason), one.message
    assert said in one.message
    if reason == "not_picklable":
        assert "write it to a file and pass its path on, or keep the step here" in one.message
    if reason == "import_failed":
        assert "on worker 'w" in one.message


async def test_values_that_are_heavy_come_home_whole(cluster, folder):
    write(folder, "def big(n): return 'x' * n\n")
    steps = [
        step("big", "n", "ys", each="n"),
        step("one", "ys", "z", config={"function": "work:big"}),
    ]
    del steps[1]
    going = await ran(folder, steps, f"dask:{cluster.address}", n=[3_000_000, 10, 400_000])
    state = going.runner.state
    assert state.status == "completed", state.error
    assert [len(one) for one in state.attributes["ys"][0].value] == [3_000_000, 10, 400_000]


async def test_a_resource_that_no_worker_has_is_a_sentence(cluster, folder):
    write(folder, "def f(): return 1\n")
    for needs, said in (
        ({"GPU": 1}, "no worker has the resources 'GPU': 1"),
        ({"worker": "w9"}, "there is no worker 'w9'; the workers are: w0, w1, w2, w3"),
        ({"memory": "40 PB"}, "no worker has the resources 'memory': '40 PB'"),
        ({"memory": "much"}, "expected a number, or a size such as '4 GB'"),
    ):
        going = await ran(folder, [step("f", "", "x", resources=needs)], f"dask:{cluster.address}")
        assert only(going).reason == "no_worker"
        assert said in only(going).message


async def test_a_step_can_be_pinned_to_a_worker(cluster, folder):
    write(folder, "import os\ndef f(x): return os.getpid()\n")
    steps = [step("f", "x", "ys", each="x", resources={"worker": "w2", "memory": "1 MB"})]
    going = await ran(folder, steps, f"dask:{cluster.address}", x=[*range(20)])
    state = going.runner.state
    assert state.status == "completed", state.error
    assert set(state.attributes["ys"][0].value) == {cluster.workers["w2"].pid}


async def test_stopping_tells_the_workers_and_ends_soon(cluster, folder):
    write(
        folder,
        """
        import asyncio, time
        from engine import StepContext
        async def sleeps(context: StepContext):
            print("asleep")
            try:
                await asyncio.sleep(600)
            finally:
                print("woken")
        def polls(context: StepContext):
            print("polling")
            while not context.cancelled:
                time.sleep(0.01)
        def blocks():
            print("blocking")
            time.sleep(100)
        def spins():
            print("spinning")
            while True:
                pass
        """,
    )
    steps = [
        step("sleeps"), step("polls"), step("blocks"),
        step("spins", config={"function": "work:spins", "isolate": "process"}),
    ]  # fmt: skip
    going = Going(folder, steps, f"dask:{cluster.address}", "sleeps polls blocks spins")
    for text in ("asleep", "polling", "blocking", "spinning"):
        await going.printed(text)
    loop = asyncio.get_running_loop()
    before = loop.time()
    going.runner.stop()
    state = await going.end()
    assert state.status == "cancelled"
    assert loop.time() - before < 6
    assert {one.status for one in state.steps.values()} == {"cancelled"}
    # the slots are free again: four Steps that wait for each other can be done at one time
    write(
        folder,
        """
        import time, pathlib
        def meet(n):
            place = pathlib.Path(__file__).parent
            (place / f"here-{n}").touch()
            end = time.monotonic() + 20
            while len(list(place.glob("here-*"))) < 4:
                assert time.monotonic() < end, "alone"
                time.sleep(0.01)
            return n
        """,
    )
    steps = [step("meet", "n", "ns", each="n")]
    again = await ran(folder, steps, f"dask:{cluster.address}", n=[0, 1, 2, 3])
    assert again.runner.state.status == "completed", again.runner.state.error


async def test_a_time_limit_ends_what_can_be_ended_and_leaves_the_rest(cluster, folder):
    write(
        folder,
        """
        import asyncio, time, pathlib
        async def sleeps():
            await asyncio.sleep(600)
        def blocks(until):
            while not pathlib.Path(until).exists():
                time.sleep(0.01)
            return 1
        """,
    )
    gate = folder / "gate"
    retry = Retry(times=1, delay=0.01)
    steps = [
        step("sleeps", "", "a", timeout=1.0, retry=retry),
        step("blocks", "until", "b", timeout=1.0, retry=retry),
    ]
    going = Going(folder, steps, f"dask:{cluster.address}", "sleeps blocks", until=str(gate))
    state = await going.end()
    assert state.steps["sleeps"].reason == state.steps["blocks"].reason == "timeout"
    assert state.steps["sleeps"].tries == 2  # it was really ended, so it may be tried again
    assert state.steps["blocks"].tries == 1  # it goes on, as a thread would
    gate.touch()


async def test_what_delivers_too_late_is_dropped_and_undone(cluster, folder):
    write(
        folder,
        """
        import time, pathlib
        def act(gate):
            while not pathlib.Path(gate).exists():
                time.sleep(0.01)
            return "acted"
        def undo(gate, done):
            pathlib.Path(gate + "-undone").write_text(done)
        def wait(gate):
            while not pathlib.Path(gate + "-end").exists():
                time.sleep(0.01)
        """,
    )
    gate = str(folder / "gate")
    steps = [
        step("act", "gate", "done", timeout=1.0, undo={"function": "work:undo"}),
        step("wait", "gate"),
    ]
    going = Going(folder, steps, f"dask:{cluster.address}", "act wait", gate=gate)
    await going.until(lambda: going.of(e.StepFailed))
    (folder / "gate").touch()
    await going.until(lambda: going.warned("late_result"))
    (folder / "gate-end").touch()
    await going.end()
    assert (folder / "gate-undone").read_text() == "acted"


async def test_secrets_are_looked_up_here_and_blotted_out_of_what_comes_back(
    cluster, folder, monkeypatch
):
    from engine.value import Secret

    monkeypatch.setenv("MY_TOKEN", "hush-hush-9")
    write(folder, "def use(token):\n    print('got', token)\n    return [len(token), token]\n")
    going = await ran(
        folder, [step("use", "token", "x")], f"dask:{cluster.address}", token=Secret("env:MY_TOKEN")
    )
    state = going.runner.state
    assert state.status == "completed", state.error
    length, shown = state.attributes["x"][0].value
    assert length == len("hush-hush-9")
    assert "hush" not in shown
    assert [("hush" in one.text, one.text[:3]) for one in going.of(e.StepOutput)] == [
        (False, "got")
    ]


async def test_a_process_pool_is_an_executor_too(folder):
    write(folder, "import os\ndef f(x): return os.getpid()\n")
    going = await ran(folder, [step("f", "x", "ys", each="x")], "process", x=[1, 2, 3])
    state = going.runner.state
    assert state.status == "completed", state.error
    assert os.getpid() not in state.attributes["ys"][0].value


def test_a_kind_that_stays_here_is_warned_of_where_its_step_names_a_cluster(folder):
    from engine.registry import Registry

    one = step("s", "a", "b", kind="set", config={"values": {"b": "a"}}, executor="dask:4")
    (found,) = Registry.installed().problems(one, folder)
    assert (found.severity, found.pointer) == ("warning", "/steps/s/executor")
    assert "'set' are always performed here, not by 'dask'" in found.message
    assert not Registry.installed().problems(step("s", executor="local"), folder)[1:]


LARGE = """
    from dataclasses import dataclass
    @dataclass
    class Table:
        rows: list
    def make(n):
        print("making")
        return Table([f"{i:0100d}" for i in range(n)])
    def more(table):
        return Table(table.rows + ["y"])
    def count(table2):
        return len(table2.rows)
    def slow(table, gate):
        import os, time
        print("waiting")
        while not os.path.exists(gate):
            time.sleep(0.01)
        return len(table.rows)
"""


async def test_a_large_value_between_steps_stays_on_the_cluster(cluster, folder):
    write(folder, LARGE)
    steps = [
        step("make", "n", "table"),
        step("more", "table", "table2"),
        step("count", "table2", "k"),
    ]
    big = await ran(folder, steps, f"dask:{cluster.address}", n=20_000)
    state = big.runner.state
    assert state.status == "completed", state.error
    assert state.attributes["k"][0].value == 20_001
    for name in ("table", "table2"):
        told = encode(state.attributes[name][0].value)
        assert told["$type"] == "Table"
        assert "(kept on worker 'w" in told["preview"]

    small = await ran(folder, steps, f"dask:{cluster.address}", n=2)
    assert type(small.runner.state.attributes["table"][0].value).__name__ == "Table"


async def test_what_stayed_can_be_brought_home_while_the_run_is_on(cluster, folder):
    write(folder, LARGE)
    steps = [step("make", "n", "table"), step("slow", "table gate", "k")]
    gate = folder / "gate"
    going = Going(folder, steps, f"dask:{cluster.address}", n=20_000, gate=str(gate))
    await going.printed("waiting")
    kept = going.runner.state.attributes["table"][0].value
    assert isinstance(kept, Kept)
    assert len((await kept.fetch()).rows) == 20_000
    gate.touch()
    assert (await going.end()).attributes["k"][0].value == 20_000
    with pytest.raises(StepFailure, match="cannot be had any more"):
        await kept.fetch()


async def test_what_a_goal_gives_or_something_here_reads_comes_home(cluster, folder):
    write(folder, LARGE)
    steps = [
        step("make", "n", "table"),
        step("more", "table", "table2"),
        step("here", "table", "k", executor="local", config={"function": "work:more"}),
        step("last", "table2 k", "z", kind="set", config={"values": {"z": "1"}}),
    ]
    going = await ran(folder, steps, f"dask:{cluster.address}", "last", n=20_000)
    state = going.runner.state
    assert state.status == "completed", state.error
    for name in ("table", "table2", "k"):
        assert type(state.attributes[name][0].value).__name__ == "Table"


async def test_a_value_that_stayed_is_checked_where_it_is_read(cluster, folder):
    write(folder, LARGE)
    reader = step("count", "table2", "k")
    port = replace(
        reader.inputs["table2"], type=DataType(name=TypeName.INTEGER), sources=("table",)
    )
    steps = [step("make", "n", "table"), replace(reader, inputs={"table2": port})]
    going = await ran(folder, steps, f"dask:{cluster.address}", n=20_000)
    one = only(going)
    assert one.reason == "bad_input"
    assert one.message.startswith("input 'table2': expected integer, got Table")


async def test_the_steps_of_a_flow_inside_a_step_travel_too(cluster, folder):
    write(folder, "import os\ndef pid(n):\n    print('inside')\n    return os.getpid()\n")
    child = {
        "format": "backcast/1", "goals": ["pid"],
        "steps": {
            "pid": {
                "kind": "python", "config": {"function": "work:pid"},
                "inputs": {"n": {}}, "outputs": {"found": {}},
            }
        },
    }  # fmt: skip
    (folder / "child.flow.json").write_text(json.dumps(child))
    parent = {
        "format": "backcast/1", "goals": ["sub"],
        "steps": {
            "sub": {
                "kind": "flow", "config": {"flow": "child.flow.json"},
                "inputs": {"n": {"each": True}}, "outputs": {"found": {}},
            }
        },
    }  # fmt: skip
    (folder / "parent.flow.json").write_text(json.dumps(parent))
    records = []
    found = await open_flow(folder / "parent.flow.json").run_async(
        n=[1, 2, 3], on_event=records.append, executor=f"dask:{cluster.address}"
    )
    pids = {one.pid for one in cluster.workers.values()}
    assert set(found["found"]) <= pids
    inner = [one.event.innermost for one in records if isinstance(one.event, e.Inner)]
    done = [one for one in inner if isinstance(one, e.StepCompleted)]
    assert len(done) == 3
    assert {one.worker for one in done} <= set(cluster.workers)
    assert {one.worker for one in inner if isinstance(one, e.StepOutput)} <= set(cluster.workers)


@pytest.mark.parametrize("where", ["cluster", "process"])
async def test_the_time_limit_of_a_step_does_not_run_while_it_waits_for_its_turn(
    cluster, folder, where
):
    write(folder, "import time\ndef f(x):\n    time.sleep(0.6)\n    return x\n")
    count = 2 if where == "cluster" else 2 * cores()
    steps = [
        step(
            f"s{n}", "x", f"y{n}", config={"function": "work:f"}, timeout=1.0,
            resources={"worker": "w0"} if where == "cluster" else {},
        )
        for n in range(count)
    ]  # fmt: skip
    spec = f"dask:{cluster.address}" if where == "cluster" else "process"
    going = await ran(folder, steps, spec, " ".join(one.id for one in steps), x=1)
    POOL.close()  # other tests count its workers
    state = going.runner.state
    assert state.status == "completed", state.error


async def test_the_time_limit_of_a_step_runs_while_a_worker_is_at_it(cluster, folder):
    write(folder, "import asyncio\nasync def f(x):\n    await asyncio.sleep(60)\n")
    one = step("f", "x", "y", timeout=0.4, retry=Retry(times=2, delay=0.01))
    going = await ran(folder, [one], f"dask:{cluster.address}", x=1)
    assert (only(going).reason, only(going).tries) == ("timeout", 3), only(going).message


async def test_a_step_can_be_stopped_before_the_cluster_is_there(folder, monkeypatch):
    monkeypatch.setattr(executor, "TIMEOUT", 30.0)
    write(folder, "def f(): return 1\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, and says nothing
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        going = Going(folder, [step("f", "", "x")], f"dask:{address}")
        await going.until(lambda: going.of(e.StepStarted))
        loop = asyncio.get_running_loop()
        before = loop.time()
        going.runner.stop()
        assert (await going.end()).status == "cancelled"
        assert loop.time() - before < 6
