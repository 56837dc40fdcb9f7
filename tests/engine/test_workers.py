"""The kind `python` with `isolate`, and the workers behind it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from engine import events as e
from engine.errors import StepFailure
from engine.flow import Input
from engine.kinds import python
from engine.kinds.python import PythonKind
from engine.planner import make_plan
from engine.policy import Retry, WorkPolicy
from engine.registry import Registry
from engine.runner import Runner
from engine.testing import flow_of, step_of
from engine.tracing import describe
from engine.workers import pool, worker
from engine.workers.parcel import Frame, Reader
from engine.workers.pool import POOL, Pool
from tests.engine.performing import Bench

ROOT = Path(__file__).parents[2]

WORK = """
import ctypes, os, subprocess, sys, threading, time
from dataclasses import dataclass
from pathlib import Path
from engine import Fatal, StepContext
import helper

@dataclass
class Page:
    url: str

def own_process():
    return os.getpid()

def twice(a, b=1):
    return [a, b] * 2

def shared_module():
    helper.COUNT += 1
    return helper.COUNT

async def waits(a):
    import asyncio
    await asyncio.sleep(0)
    return a

def counts(n):
    for i in range(n):
        yield i / n, f"{i} of {n}"
    return n

def reports(n, context: StepContext):
    for i in range(n):
        context.progress(i / n, str(i))
    context.log("done\\nreally")
    return [context.step, context.attempt, context.cancelled]

def keeps(context):
    (context.folder / "x").write_text("x")
    return str(context.folder)

def exists(path):
    return Path(path).exists()

def makes_page():
    return Page("u")

def takes_page(page):
    return [isinstance(page, Page), page.url]

def both():
    return Page("u") and {"url": "u", "size": 3, "more": 1}

def raises():
    raise ValueError("no rows")

def fatal():
    raise Fatal("never again", reason="mine")

def quits():
    sys.exit(3)

def interrupts():
    raise KeyboardInterrupt

def asks():
    return input("Name?")

def exits():
    print("last words")
    os._exit(7)

def crashes():
    ctypes.string_at(0)

def killed():
    os.kill(os.getpid(), 9)

def closes_everything():
    os.closerange(3, 256)
    return 1

def prints():
    print("plain")
    print("bad", file=sys.stderr)
    os.write(1, b"written\\n")
    subprocess.run(["echo", "echoed"], check=True)
    print("half", end="")

def huge():
    return b"x" * 100_000_000

def length(data):
    return len(data)

def returns_lambda():
    return lambda: 1

def returns_lock():
    return threading.Lock()

def bomb():
    kept = []
    while True:
        kept.append(bytearray(1_000_000))

def modest():
    return len(bytearray(20_000_000))

def forever():
    print(os.getpid())
    while True:
        pass

def with_child():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print(child.pid)
    child.wait()

def forks():
    if os.fork() == 0:
        return "child"
    os.wait()
    return "parent"

def slow(i):
    time.sleep(0.005)
    return [i, os.getpid()]

def much():
    return [os.getpid(), len(bytearray(600_000_000))]

def gives_back(a):
    return waits(a)

def leaves_a_child():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print(child.pid)
    os._exit(7)

def naps(n):
    time.sleep(n)
    return n
"""


@pytest.fixture
def bench(tmp_path):
    (tmp_path / "work.py").write_text(WORK)
    (tmp_path / "helper.py").write_text("COUNT = 0")
    return Bench(PythonKind(), tmp_path)


def isolated(function, **more):
    return {"function": f"work:{function}", "isolate": "process", **more}


async def result(bench, function, inputs=None, **more):
    return (await bench.perform(isolated(function, **more), inputs))["result"]


async def failure(bench, function, inputs=None, **more) -> StepFailure:
    with pytest.raises(StepFailure) as caught:
        await bench.perform(isolated(function, **more), inputs)
    return caught.value


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def gone(pid: int) -> None:
    async with asyncio.timeout(5):
        while is_alive(pid):  # noqa: ASYNC110 - the kernel's doing
            await asyncio.sleep(0.005)


# what it does


async def test_a_function_runs_in_another_process_and_the_process_is_used_again(bench):
    first = await result(bench, "own_process")
    assert first != os.getpid()
    assert await result(bench, "own_process") == first
    assert not bench.kind.needs_thread(bench.call(isolated("own_process"), {}, "result"), bench)


async def test_inputs_outputs_and_coroutines_are_as_elsewhere(bench):
    assert await result(bench, "twice", {"a": {"k": None}}) == [{"k": None}, 1] * 2
    assert await result(bench, "waits", {"a": 1}) == 1
    assert await result(bench, "gives_back", {"a": 1}) == 1
    found = await bench.perform(isolated("both"), outputs="url size")
    assert found == {"url": "u", "size": 3, "more": 1}


async def test_modules_are_loaded_once_a_run_and_afresh_for_the_next(bench, tmp_path):
    assert [await result(bench, "shared_module") for _ in range(2)] == [1, 2]
    assert await result(Bench(PythonKind(), tmp_path), "shared_module") == 1


async def test_objects_of_the_flows_own_classes_travel_both_ways(bench):
    page = await result(bench, "makes_page")
    assert page.url == "u"
    assert await bench.perform({"function": "work:takes_page"}, {"page": page}) == {
        "result": [True, "u"]
    }
    assert await result(bench, "takes_page", {"page": page}) == [True, "u"]


async def test_progress_comes_as_it_happens_and_the_last_word_is_there(bench):
    assert await result(bench, "counts", {"n": 20_000}) == 20_000
    assert bench.progress[-1] == (19_999 / 20_000, "19999 of 20000")
    assert len(bench.progress) < 200


async def test_a_context_is_given_to_whoever_asks(bench):
    assert await result(bench, "reports", {"n": 3}) == ["work", 1, False]
    assert bench.progress[-1] == (2 / 3, "2")
    assert [line for line in bench.lines if line[0] == "stdout"] == [
        ("stdout", "done"), ("stdout", "really")
    ]  # fmt: skip


async def test_the_temporary_folder_is_removed_afterwards(bench):
    folder = await result(bench, "keeps")
    assert Path(folder).parent.name.startswith("backcast-worker-")
    assert not await result(bench, "exists", {"path": folder})


async def test_what_it_prints_is_recorded_whoever_printed_it(bench, capfd):
    await bench.perform(isolated("prints"), outputs="")
    out = [text for stream, text in bench.lines if stream == "stdout"]
    assert out == ["plain", "written", "echoed", "half"]
    assert ("stderr", "bad") in bench.lines
    assert capfd.readouterr() == ("", "")


async def test_a_hundred_megabytes_travel_both_ways(bench):
    data = await result(bench, "huge")
    assert len(data) == 100_000_000
    assert await result(bench, "length", {"data": data}) == 100_000_000


async def test_fifty_at_once_share_two_workers(bench, monkeypatch):
    two = Pool(2)
    monkeypatch.setattr(python, "POOL", two)
    calls = [result(bench, "slow", {"i": i}) for i in range(50)]
    found = await asyncio.gather(*calls)
    assert [i for i, _ in found] == list(range(50))
    assert len({pid for _, pid in found}) <= 2
    assert two.workers <= 2
    two.close()
    assert two.workers == 0
    assert not any(is_alive(pid) for _, pid in found)


async def test_there_is_one_worker_for_each_core_that_we_may_use(bench, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {5}, raising=False)
    own = Pool()
    monkeypatch.setattr(python, "POOL", own)
    found = await asyncio.gather(*(result(bench, "slow", {"i": i}) for i in range(5)))
    assert len({pid for _, pid in found}) == 1
    own.close()


async def test_a_worker_without_work_ends_after_a_while(bench, monkeypatch):
    monkeypatch.setattr(pool, "IDLE_SECONDS", 0.05)
    short = Pool(1)
    monkeypatch.setattr(python, "POOL", short)
    pid = await result(bench, "own_process")
    await gone(pid)
    assert await result(bench, "own_process") != pid


# what goes wrong


@pytest.mark.parametrize(
    ("function", "reason", "retryable", "text"),
    [
        ("raises", "exception", True, "ValueError: no rows (work.py:55, in raises)"),
        ("fatal", "mine", False, "never again"),
        ("quits", "exception", True, "SystemExit: the work asked to end the program, with status 3"),
        ("interrupts", "exception", True, "KeyboardInterrupt (work.py:"),
        ("asks", "no_keyboard", False, "input() cannot be used in a step"),
        ("exits", "process_died", True, "the function ended its process, with exit status 7"),
        ("crashes", "process_died", True, "the process ended by signal SIGSEGV"),
        ("killed", "process_died", True, "signal SIGKILL; the machine may have run out of memory"),
        ("closes_everything", "process_died", True, " process"),  # by itself, or by us
        ("twice", "bad_signature", False, "function 'work:twice' needs 'a'"),
        ("twise", "missing_function", False, "did you mean 'twice'?"),
        ("returns_lambda", "not_picklable", False, "output 'result' is function, which cannot be"),
        ("returns_lock", "not_picklable", False, "output 'result' is lock, which cannot be sent"),
    ],
)  # fmt: skip
async def test_what_goes_wrong_in_there_is_a_sentence_and_the_next_call_is_well(
    bench, function, reason, retryable, text
):
    error = await failure(bench, function)
    assert text in str(error)
    assert (error.reason, error.retryable) == (reason, retryable)
    assert await result(bench, "twice", {"a": 0}) == [0, 1, 0, 1]


async def test_a_failure_carries_the_users_part_of_the_traceback(bench):
    error = await failure(bench, "raises")
    assert 'raise ValueError("no rows")' in error.trace
    assert "engine" not in error.trace
    assert describe(error)[1] == error.trace


async def test_a_missing_module_names_the_nearest(bench):
    with pytest.raises(StepFailure, match=r"module 'wrk' was not found .* did you mean 'work'"):
        await bench.perform({"function": "wrk:run", "isolate": "process"})


async def test_an_input_that_cannot_be_sent_is_named(bench):
    error = await failure(bench, "twice", {"b": 1, "a": lambda: 1})
    assert str(error).startswith("input 'a' is function, which cannot be sent between processes")
    assert error.reason == "not_picklable"


async def test_what_is_too_large_to_be_sent_says_so(bench, monkeypatch):
    monkeypatch.setattr(pool, "LIMIT", 1024)
    error = await failure(bench, "length", {"data": b"x" * 2_000_000})
    assert error.reason == "too_large"
    assert "write them to a file" in str(error)


async def test_a_memory_limit_ends_what_takes_more_and_nothing_else(bench):
    error = await failure(bench, "bomb", memory_mb=100)
    assert str(error) == "the function needed more than its 100 MB of memory"
    assert (error.reason, error.retryable) == ("memory_limit", False)
    assert await result(bench, "modest", memory_mb=100) == 20_000_000


async def test_a_memory_limit_is_that_of_its_call_alone(bench):
    worker = await result(bench, "own_process", memory_mb=100)
    assert await result(bench, "much") == [worker, 600_000_000]


async def test_last_words_are_heard(bench):
    await failure(bench, "exits")
    assert ("stdout", "last words") in bench.lines


async def test_what_a_worker_that_ended_had_started_is_ended_too(bench):
    await failure(bench, "leaves_a_child")
    (pid,) = (int(text) for stream, text in bench.lines if stream == "stdout")
    await gone(pid)


async def test_a_fork_of_the_worker_does_not_answer_for_it(bench):
    assert await result(bench, "forks") == "parent"


# Stop


async def begun(bench, function):
    task = asyncio.get_running_loop().create_task(bench.perform(isolated(function)))
    async with asyncio.timeout(20):
        while not bench.lines:
            await asyncio.sleep(0.005)
            assert not task.done()
    return task, int(bench.lines[0][1])


async def stop(task):
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)


async def test_cancelling_kills_what_never_ends(bench):
    task, pid = await begun(bench, "forever")
    assert is_alive(pid)
    await stop(task)
    assert not is_alive(pid)
    assert await result(bench, "own_process") != pid


async def test_cancelling_kills_what_it_started_too(bench):
    task, pid = await begun(bench, "with_child")
    await stop(task)
    await gone(pid)


async def test_a_call_that_waits_for_a_worker_can_be_cancelled(bench, monkeypatch):
    one = Pool(1)
    monkeypatch.setattr(python, "POOL", one)
    busy, pid = await begun(bench, "forever")
    waiting = asyncio.get_running_loop().create_task(bench.perform(isolated("own_process")))
    await asyncio.sleep(0)
    await stop(waiting)
    assert is_alive(pid)
    await stop(busy)
    assert await result(bench, "own_process") != pid
    one.close()


async def run_of(bench, step):
    records = []
    plan = make_plan(flow_of(step))
    runner = Runner(plan, Registry.installed(), records.append, folder=bench.folder)
    return runner, records


async def test_a_time_limit_kills_for_real_and_the_step_may_be_tried_again(bench):
    again = WorkPolicy(timeout=0.6, retry=Retry(times=1, delay=0.0))
    step = step_of("forever: -> x", config=isolated("forever"), policy=again)
    runner, records = await run_of(bench, step)
    async with asyncio.timeout(30):
        state = await runner.run()
    assert (state.steps["forever"].status, state.steps["forever"].tries) == ("failed", 2)
    assert state.steps["forever"].reason == "timeout"
    pids = [int(one.event.text) for one in records if isinstance(one.event, e.StepOutput)]
    assert len(pids) == 2
    assert not any(map(is_alive, pids))


async def test_a_time_limit_does_not_run_while_the_work_waits_for_a_worker(bench, monkeypatch):
    one = Pool(1)
    monkeypatch.setattr(python, "POOL", one)
    naps = step_of("naps: n -> x", config=isolated("naps"), policy=WorkPolicy(timeout=0.6))
    naps = replace(naps, inputs={"n": Input(each=True, value=[0.2] * 4)})
    state = await (await run_of(bench, naps))[0].run()
    assert state.steps["naps"].outputs == {"x": [0.2] * 4}
    naps = replace(naps, inputs={"n": Input(each=True, value=[0.2, 60])})
    state = await (await run_of(bench, naps))[0].run()
    assert state.steps["naps"].message == "element 1: took longer than 0.6 s"
    one.close()


async def test_stop_ends_a_run_at_once_though_its_step_never_ends(bench):
    runner, records = await run_of(bench, step_of("f: -> x", config=isolated("forever")))
    task = asyncio.get_running_loop().create_task(runner.run())
    async with asyncio.timeout(20):
        while not any(isinstance(one.event, e.StepOutput) for one in records):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    before = time.perf_counter()
    runner.stop()
    state = await task
    assert time.perf_counter() - before < 2
    assert state.status == "cancelled"
    (pid,) = (int(one.event.text) for one in records if isinstance(one.event, e.StepOutput))
    assert not is_alive(pid)


PROGRAM = """
import asyncio, os, pathlib, signal, sys, time
from engine.kinds.python import PythonKind
from tests.engine.performing import Bench

async def main(folder, how):
    bench = Bench(PythonKind(), pathlib.Path(folder))
    def begin(function):
        config = {"function": f"work:{function}", "isolate": "process"}
        return asyncio.create_task(bench.perform(config, outputs=""))
    idle = await bench.perform(
        {"function": "work:own_process", "isolate": "process"}, outputs="pid")
    tasks = [begin("forever")]
    while len(bench.lines) < 1:
        await asyncio.sleep(0.01)
    print(idle["pid"], bench.lines[0][1], flush=True)
    if how == "fork" and os.fork() == 0:  # lives on, and holds whatever it inherited
        os.close(1)
        os.close(2)
        time.sleep(8)
        os._exit(0)
    if how in ("kill", "fork"):
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "_exit":
        os._exit(3)
    sys.exit(3)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("how", ["exit", "_exit", "kill", "fork"])
async def test_the_end_of_the_program_leaves_no_process_behind(bench, tmp_path, how):
    files = tmp_path / "files"
    files.mkdir()
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-W", "error", "-c", dedent(PROGRAM), str(tmp_path), how],
        capture_output=True, text=True, timeout=30, cwd=ROOT, env={**os.environ, "TMPDIR": str(files)},
    )  # fmt: skip
    assert done.returncode == (3 if "exit" in how else -signal.SIGKILL), done.stderr
    assert done.stderr.count("Traceback") == 0
    for pid in done.stdout.split():
        await gone(int(pid))
    async with asyncio.timeout(5):
        while list(files.iterdir()):  # noqa: ASYNC110 - the guards' doing
            await asyncio.sleep(0.005)


def test_a_closed_worker_leaves_neither_process_nor_folder():
    one = worker.Worker()
    folder = Path(one._folder)
    assert folder.is_dir()
    one.close()
    assert not folder.exists()
    assert not is_alive(one._process.pid)


async def test_a_process_that_cannot_be_started_is_a_sentence(bench, monkeypatch):
    one = Pool(1)
    monkeypatch.setattr(python, "POOL", one)
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    error = await failure(bench, "own_process")
    assert error.reason == "no_process"
    assert str(error) == "a process of its own could not be started: No such file or directory"


# the protocol


def test_messages_are_read_however_they_are_cut():
    data = b"\2" + (3).to_bytes(8, "big") + b"abc" + b"\3" + (0).to_bytes(8, "big")
    for size in range(1, len(data) + 1):
        reader, found = Reader(), []
        for at in range(0, len(data), size):
            found += reader.feed(data[at : at + size])
        assert found == [(Frame.PROGRESS, b"abc"), (Frame.RESULT, b"")]


def test_nonsense_is_no_message():
    with pytest.raises(ValueError, match="too long"):
        list(Reader().feed(b"\xff" * 20))


async def test_a_call_costs_little_once_the_worker_is_warm(bench):
    await result(bench, "twice", {"a": 1})
    costs = []
    for _ in range(20):
        before = time.perf_counter()
        await result(bench, "twice", {"a": 1})
        costs.append(time.perf_counter() - before)
    assert min(costs) < 0.02
    assert POOL.workers >= 1
