from __future__ import annotations

import asyncio
import contextvars
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from engine.executors import thread
from engine.executors.thread import ThreadExecutor


async def outcome(function: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    future = asyncio.get_running_loop().create_future()
    ThreadExecutor().submit(function, lambda *both: future.set_result(both))
    return await future


async def test_the_result_comes_back_on_the_loops_thread():
    threads = []
    future = asyncio.get_running_loop().create_future()

    def done(result, error):
        threads.append(threading.get_ident())
        future.set_result((result, error))

    ThreadExecutor().submit(threading.get_ident, done)
    ident, error = await future
    assert error is None
    assert ident != threading.get_ident() == threads[0]


@pytest.mark.parametrize(
    "error", [ValueError("no"), SystemExit(3), KeyboardInterrupt(), StopIteration(1)], ids=repr
)
async def test_whatever_is_raised_is_the_error(error):
    def fail():
        raise error

    assert await outcome(fail) == (None, error)
    assert await outcome(lambda: 1) == (1, None)


async def test_the_callers_context_variables_are_there():
    var = contextvars.ContextVar("var", default="none")
    var.set("mine")

    def change():
        seen = var.get()
        var.set("theirs")
        return seen

    assert await outcome(change) == ("mine", None)
    assert var.get() == "mine"


async def test_an_idle_thread_is_used_again():
    first, _ = await outcome(threading.current_thread)
    names = {(await outcome(threading.current_thread))[0].name for _ in range(50)}
    assert first.daemon
    assert len(names) < 10  # a result may be there a moment before its thread is idle


async def test_an_idle_thread_ends_after_a_while(monkeypatch):
    monkeypatch.setattr(thread, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(thread, "_POOL", thread._Pool())
    worker, _ = await outcome(threading.current_thread)
    await asyncio.to_thread(worker.join, 10)
    assert not worker.is_alive()
    assert await outcome(lambda: "again") == ("again", None)


async def test_work_beyond_the_limit_waits_its_turn(monkeypatch):
    monkeypatch.setattr(thread, "LIMIT", 2)
    monkeypatch.setattr(thread, "_POOL", thread._Pool())
    busy, most = set(), []
    gate = threading.Event()

    def work():
        busy.add(threading.get_ident())
        most.append(len(busy))
        gate.wait(10)
        busy.discard(threading.get_ident())

    waiting = [asyncio.ensure_future(outcome(work)) for _ in range(8)]  # noqa: TID251
    await asyncio.to_thread(gate.wait, 0.05)
    assert len(busy) == 2
    gate.set()
    await asyncio.gather(*waiting)
    assert len(most) == 8
    assert max(most) <= 2


async def test_ten_thousand_results_each_arrive_once():
    loop, arrived = asyncio.get_running_loop(), []
    end = loop.create_future()

    def done(result, error):
        arrived.append(result)
        if len(arrived) == 10_000:
            end.set_result(None)

    for number in range(10_000):
        ThreadExecutor().submit(lambda number=number: number, done)
    await end
    assert sorted(arrived) == list(range(10_000))


async def test_what_a_thread_sent_before_its_end_arrives_before_its_result():
    loop, seen = asyncio.get_running_loop(), []
    end = loop.create_future()

    def work(number):
        loop.call_soon_threadsafe(seen.append, number)

    def done(number):
        assert number in seen
        if len(seen) == 2000 and not end.done():
            end.set_result(None)

    complaints = []
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    for number in range(2000):
        ThreadExecutor().submit(lambda n=number: work(n), lambda _, __, n=number: done(n))
    await end
    assert not complaints


async def test_a_callback_that_raises_does_not_keep_others_from_their_results():
    complaints = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(context["exception"]))
    gate = threading.Event()
    end = loop.create_future()

    def bad(result, error):
        raise ValueError("callback")

    ThreadExecutor().submit(gate.wait, bad)
    ThreadExecutor().submit(gate.wait, lambda *_: end.set_result(None))
    gate.set()
    await end
    while not complaints:  # noqa: ASYNC110 - a thread's doing
        await asyncio.sleep(0)
    assert [str(error) for error in complaints] == ["callback"]


def test_a_result_for_a_closed_loop_is_dropped_quietly():
    gate, late = threading.Event(), []

    async def start():
        ThreadExecutor().submit(lambda: (gate.wait(10), threading.current_thread())[1], late.append)

    asyncio.run(start())
    gate.set()
    assert asyncio.run(outcome(lambda: 1)) == (1, None)
    assert not late


def test_a_thread_that_never_ends_does_not_keep_the_program_alive():
    code = (
        "import asyncio, time\n"
        "from engine.executors.thread import ThreadExecutor\n"
        "async def main():\n"
        "    ThreadExecutor().submit(lambda: time.sleep(1000), print)\n"
        "asyncio.run(main())\n"
        "print('bye')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=True
    )
    assert (done.stdout, done.stderr) == ("bye\n", "")


def test_it_works_on_the_designers_loop():
    pytest.importorskip("qasync")
    code = (
        "import asyncio, qasync\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from engine.executors.thread import ThreadExecutor\n"
        "async def main():\n"
        "    end, left = asyncio.get_running_loop().create_future(), list(range(500))\n"
        "    def done(result, error):\n"
        "        left.remove(result)\n"
        "        left or end.set_result('all')\n"
        "    for number in left:\n"
        "        ThreadExecutor().submit(lambda number=number: number, done)\n"
        "    return await end\n"
        "with qasync.QEventLoop(QCoreApplication([])) as loop:\n"
        "    print(loop.run_until_complete(main()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert (done.stdout, done.returncode) == ("all\n", 0), done.stderr


async def test_work_that_waits_can_be_given_up_and_work_that_has_begun_cannot(monkeypatch):
    monkeypatch.setattr(thread, "LIMIT", 1)
    monkeypatch.setattr(thread, "_POOL", thread._Pool())
    begun, gate, done = threading.Event(), threading.Event(), []

    def first():
        begun.set()
        gate.wait(10)

    give_up_first = ThreadExecutor().submit(first, lambda *both: done.append("first"))
    give_up_second = ThreadExecutor().submit(list, lambda *both: done.append("second"))
    await asyncio.to_thread(begun.wait, 10)
    assert give_up_second()
    assert not give_up_first()
    gate.set()
    assert await outcome(lambda: "third") == ("third", None)
    assert done == ["first"]
