"""Running beside a living window: `python -m tests.bench.bench_qt` compares two event loops.

Wide and layered Flows of no-op async Steps, folded, with and without a journal. On the designer's loop a
timer of Qt's beats every 16 ms, as a canvas that shows the run does; how late it is, is what a user would
feel. On plain asyncio, a timer of the loop's does the same. Prints us a Step, the ratio of both loops, and
the 50th, 99th and worst lateness in milliseconds.
"""

from __future__ import annotations

import asyncio
import gc
import os
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer

from designer.app import create_loop
from designer.session.keeping import begin_aside, end_aside
from engine.codec import dump_flow
from engine.collector import relax
from engine.events import Record
from engine.executors.thread import ThreadExecutor
from engine.flow import Flow, Name
from engine.plan import Plan
from engine.planner import make_plan
from engine.registry import Registry
from engine.runner import Runner
from engine.store import Journal, Store
from tests.bench.bench_planner import chain, layered, wide
from tests.bench.bench_runner import NoOp

Beating = Callable[[Coroutine[Any, Any, float], "Ticker"], Coroutine[Any, Any, float]]
Loops = dict[str, tuple[asyncio.AbstractEventLoop, Beating]]

ROUNDS = 3
BEAT = 0.016


class Ticker:
    """Notes how late each beat is, in milliseconds."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._due = 0.0

    def begin(self) -> None:
        self._due = time.perf_counter() + BEAT

    def beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._due) * 1e3)
        self._due = max(self._due + BEAT, now)

    def told(self) -> str:
        if not self.late:
            return "no beat"
        late = sorted(self.late)
        at = [late[min(len(late) - 1, int(len(late) * part))] for part in (0.5, 0.99)]
        return (
            f"late: half {at[0]:5.1f}  99 % {at[1]:5.1f}  worst {late[-1]:5.1f} ms of {len(late)}"
        )


async def with_timer_of_qt(work: Coroutine[Any, Any, float], ticker: Ticker) -> float:
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(ticker.beat)
    timer.start(int(BEAT * 1000))
    ticker.begin()
    try:
        return await work
    finally:
        timer.stop()


async def with_timer_of_asyncio(work: Coroutine[Any, Any, float], ticker: Ticker) -> float:
    async def beats() -> None:
        while True:
            await asyncio.sleep(BEAT)
            ticker.beat()

    ticker.begin()
    beating = asyncio.get_running_loop().create_task(beats())
    try:
        return await work
    finally:
        beating.cancel()


def _forget(record: Record) -> None:
    pass


def _nothing() -> None:
    pass


async def ran(plan: Plan, flow: Flow, store: Store | None, run: str) -> float:
    """Seconds of wall time that a run takes; beginning and ending to keep it are beside that."""
    registry = Registry(kinds=[NoOp({})], executors=[ThreadExecutor()])
    sink: Callable[[Record], None] = _forget
    keep: Callable[[], None] = _nothing
    journal = None
    if store is not None:
        journal = await begin_aside(
            store,
            lambda: store.begin(run, plan, dump_flow(flow), file="", folder=Path(), at=0.0),
        )
        assert isinstance(journal, Journal)
        sink, keep = journal.put, journal.flush
    before = time.perf_counter()
    state = await Runner(plan, registry, sink, folder=Path(), run=run, keep=keep).run()
    took = time.perf_counter() - before
    if store is not None:
        await end_aside(store, journal)
    assert state.status == "completed"
    return took


def compared(flow: Flow, plan: Plan, store: Store | None, loops: Loops) -> None:
    """Print what a run costs on each loop, in turns, and how late the ticker was."""
    times: dict[str, list[float]] = {name: [] for name in loops}
    tickers = {name: Ticker() for name in loops}
    for number in range(ROUNDS):
        for name, (loop, beating) in loops.items():
            asyncio.set_event_loop(loop)
            work = beating(ran(plan, flow, store, f"{name}{number}"), tickers[name])
            times[name].append(loop.run_until_complete(work))
            gc.collect()
    told = {name: min(all_) * 1e6 / len(plan.steps) for name, all_ in times.items()}
    print(f"    ratio {told['designer'] / told['asyncio']:.2f}")
    for name in loops:
        print(f"    {name:9} {told[name]:6.1f} us a Step   {tickers[name].told()}")


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    relax()
    loops: Loops = {
        "asyncio": (asyncio.new_event_loop(), with_timer_of_asyncio),
        "designer": (create_loop(), with_timer_of_qt),
    }
    for shape, size in ((wide, 10_000), (chain, 1_000), (layered, 10_000)):
        flow = shape(size)
        plan = make_plan(flow, given={Name("start"): 1})
        print(f"{shape.__name__} {len(plan.steps)}")
        compared(flow, plan, None, loops)
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "store")) as store:
            print(f"{shape.__name__} {len(plan.steps)}, journalled")
            compared(flow, plan, store, loops)
    for loop, _ in loops.values():
        loop.close()


if __name__ == "__main__":
    main()
