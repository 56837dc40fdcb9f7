"""When a thread, a process of its own, and a cluster each pay: the same Steps on each, by length of work.

By hand: `python -m tests.bench.bench_executors [--rounds N] [--best] [--only NAME] [--elements]`.

A Flow of equal Steps that depend on nobody, and a Goal that joins them, is run with the work in threads,
with `--executor process`, and on a Dask cluster of as many worker processes as there are cores, where
`distributed` is installed; the cluster is started once, before anything is measured, and how long that
took is told beside. `--elements` measures one Step with `each` in place of many Steps.

Computing is pure Python for so many seconds of *processor time of its own thread*, so that a busy machine
makes nothing cheaper or dearer; waiting is `time.sleep`, which stands for a disk, a database or a web
service; values are texts that one Step makes and the others read, and do nothing else with.

What is printed, in wall time, of rounds in which the executors take turns (the median, or with `--best`
the shortest, for a machine that others use too): the time to finish, and what a Step cost over its work,
which is (time to finish - the least it could take) / Steps. The least is Steps x work / cores for
computing, and the work once for waiting, since all can wait at the same time. `cpu` is the processor time
of all processes together that a Step cost besides its work: it says the same however busy the machine is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

import psutil

from engine.collector import relax
from engine.flow import Collect, Flow, Input, Name, Output, Step, StepId
from engine.planner import make_plan
from engine.policy import WorkPolicy
from engine.registry import Registry
from engine.runner import Runner

CORES: Final = os.cpu_count() or 1

WORK: Final = """
import time


def nothing(number):
    return number


def compute(number, seconds):
    until = time.thread_time() + seconds
    total = 0
    while time.thread_time() < until:
        for one in range(200):
            total += one * one % 7
    return number


def wait(number, seconds):
    time.sleep(seconds)
    return number


def make(size):
    return "x" * size


def measure(number, text):
    return len(text)


def join(results):
    return len(results)
"""

LENGTHS: Final = ((0.0, (100, 1000)), (0.001, (1000,)), (0.01, (200,)), (0.1, (20,)), (1.0, (4,)))
"""Seconds of work, and how many Steps of it."""

SIZES: Final = ((1_000, 200), (1_000_000, 40), (50_000_000, 4))
"""Characters of a value, and how many Steps read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Steps of one sort; `size` is what a value that each of them reads is long."""

    what: str
    seconds: float = 0.0
    size: int = 0
    count: int = 1
    elements: bool = False

    @property
    def least(self) -> float:
        """Seconds that it must take, with nothing but the work."""
        match self.what:
            case "compute":
                return self.seconds * self.count / CORES
            case "wait":
                return self.seconds
            case _:
                return 0.0

    @property
    def words(self) -> str:
        """As the table says it."""
        if self.size:
            return f"read {_size(self.size)}"
        return "no work" if not self.seconds else f"{self.what} {_length(self.seconds)}"


def flow_of(case: Case) -> Flow:
    """The Flow of a case."""
    steps = [_work(case, number) for number in range(1 if case.elements else case.count)]
    names = tuple(step.outputs[Name("x")].attribute for step in steps)
    collect = Collect.FIRST if case.elements else Collect.ALL
    results = Input(sources=names, collect=collect)
    made = [*steps, _step("join", "join", {"results": results}, "n")]
    if case.size:
        made.append(_step("make", "make", {"size": Input(value=case.size)}, "text"))
    return Flow(steps={step.id: step for step in made}, goals=frozenset([StepId("join")]))


def _work(case: Case, number: int) -> Step:
    inputs: dict[str, Input] = {"number": Input(value=number)}
    if case.elements:
        inputs["number"] = Input(each=True, value=list(range(case.count)))
    function = "measure" if case.size else case.what if case.seconds else "nothing"
    if case.size:
        inputs["text"] = Input()
    elif case.seconds:
        inputs["seconds"] = Input(value=case.seconds)
    step = _step(f"s{number}", function, inputs, f"x{number}", port="x")
    return replace(step, policy=WorkPolicy(parallelism=256)) if case.elements else step


def _step(
    id_: str, function: str, inputs: Mapping[str, Input], output: str, port: str = ""
) -> Step:
    return Step(
        id=StepId(id_),
        kind="python",
        config={"function": f"bench_work:{function}"},
        inputs=OrderedDict((Name(name), found) for name, found in inputs.items()),
        outputs=OrderedDict([(Name(port or output), Output(attribute=Name(output)))]),
    )


class Took(NamedTuple):
    """Seconds from the start of a run to its end, and of processor time of all processes meanwhile."""

    wall: float
    cpu: float


def cpu() -> float:
    """Processor time of this process and all that it has started, in seconds."""
    mine = psutil.Process()
    times = [one.cpu_times() for one in (mine, *mine.children(recursive=True))]
    return sum(time.user + time.system for time in times)


async def finish(case: Case, place: str, folder: Path, address: str) -> Took:
    """What a run took; planning is left out."""
    registry = Registry.installed()
    plan = make_plan(flow_of(case), kinds=registry)
    spec = {"thread": "", "process": "process", "dask": f"dask:{address}"}[place]
    runner = Runner(plan, registry, lambda record: None, folder=folder, executor=spec)
    before, spent = time.perf_counter(), cpu()
    state = await runner.run()
    took = Took(time.perf_counter() - before, cpu() - spent)
    assert state.status == "completed", state
    return took


@contextmanager
def cluster() -> Iterator[tuple[str, float]]:
    """A cluster of this machine's cores, and how long it took to start; "" where there can be none."""
    if "dask" not in Registry.installed().executors():
        yield "", 0.0
        return
    import dask
    from distributed import LocalCluster

    dask.config.set({"distributed.worker.memory.terminate": False})
    before = time.perf_counter()
    with LocalCluster(
        n_workers=CORES, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as made:
        yield made.scheduler_address, time.perf_counter() - before


def cases(only: str, *, elements: bool) -> Iterator[Case]:
    """All that is to be measured."""
    for what in ("compute", "wait"):
        for seconds, counts in LENGTHS if only in ("", what) else ():
            if seconds or what == "compute":
                for count in counts:
                    yield Case(what=what, seconds=seconds, count=count, elements=elements)
    for size, count in SIZES if only in ("", "values") and not elements else ():
        yield Case(what="values", size=size, count=count)


async def measure(
    case: Case, places: list[str], options: argparse.Namespace, folder: Path, address: str
) -> str:
    """One row: the places take turns, round by round."""
    middle: Callable[[list[float]], float] = min if options.best else statistics.median
    times: dict[str, list[Took]] = {place: [] for place in places}
    for number in range(options.rounds):
        for place in places if number % 2 else reversed(places):
            times[place].append(await finish(case, place, folder, address))
    cells = []
    for place in places:
        took = middle([one.wall for one in times[place]])
        spent = middle([one.cpu for one in times[place]])
        work = case.least * CORES if case.what == "compute" else 0.0
        over, busy = (took - case.least) / case.count, (spent - work) / case.count
        cells.append(f"{_length(took):>8} {_length(over):>8} {_length(busy):>8}")
    return f"{case.words:15} {case.count:6,}  {_length(case.least):>8}  " + "  ".join(cells)


def _length(seconds: float) -> str:
    if abs(seconds) < 0.0095:
        return f"{seconds * 1000:.2f} ms"
    return f"{seconds * 1000:.0f} ms" if abs(seconds) < 0.95 else f"{seconds:.1f} s"


def _size(characters: int) -> str:
    many = characters >= 1_000_000
    return f"{characters // 1_000_000} MB" if many else f"{characters // 1000} KB"


async def measure_all(options: argparse.Namespace, folder: Path, address: str) -> None:
    """Print the table."""
    places = ["thread", "process", *(["dask"] if address else [])]
    for place in places:  # processes are started, modules are loaded
        await finish(Case(what="compute", seconds=0.01, count=50), place, folder, address)
    unit = "elements" if options.elements else "steps"
    heads = "  ".join(f"{place:>8} {'over':>8} {'cpu':>8}" for place in places)
    print(f"{'each':15} {unit:>6}  {'least':>8}  {heads}")
    for case in cases(options.only, elements=options.elements):
        print(await measure(case, places, options, folder, address), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("compute", "wait", "values"), default="")
    parser.add_argument("--best", action="store_true")
    parser.add_argument("--elements", action="store_true")
    options = parser.parse_args()
    relax()
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    print(
        f"{CORES} cores, Python {platform.python_version()}, {options.rounds} rounds, load {load}"
    )
    with tempfile.TemporaryDirectory() as home, cluster() as (address, began):
        (Path(home) / "bench_work.py").write_text(WORK, encoding="utf-8")
        if address:
            print(f"the cluster of {CORES} workers took {_length(began)} to start, once")
        with suppress(KeyboardInterrupt):
            asyncio.run(measure_all(options, Path(home), address))


if __name__ == "__main__":
    main()
