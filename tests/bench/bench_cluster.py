"""Work on a cluster, as a ratio to plain Dask with the same no-ops on the same cluster.

By hand: `python -m tests.bench.bench_cluster [--small] [--rounds N]`. Starts a scheduler and four workers as
processes, and prints microseconds of wall time a task (connecting, all records and all results included)
and the ratio, both the best of rounds taken in turns in one process. Plain Dask is `Client.map` and
`gather`, and for layers `Client.submit` with futures as arguments, gathered at the end.

The Flows: ten thousand Steps that depend on nobody and one that joins them; a hundred layers of a hundred
Steps that each read two or three of the layer above; one `each` Step over a hundred thousand elements.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import OrderedDict
from pathlib import Path

from engine.collector import relax
from engine.flow import Flow, Input, Name, Output, Step, StepId
from engine.planner import make_plan
from engine.registry import Registry
from engine.runner import Runner
from tests.bench.bench_runner import Reads, layered, wide
from tests.engine.distant.cluster import Cluster

SOURCE = "def one(**inputs):\n    return 1\n\n\ndef element(x):\n    return x\n"


def noop(*inputs: object) -> int:
    return 1


def same(x: int) -> int:
    return x


def flow_of(reads: Reads) -> Flow:
    steps = [
        Step(
            id=StepId(f"s{number}"), kind="python", config={"function": "noops:one"},
            inputs=OrderedDict((Name(f"x{n}"), Input()) for n in sources),
            outputs=OrderedDict([(Name(f"x{number}"), Output())]),
        )
        for number, sources in enumerate(reads)
    ]  # fmt: skip
    return Flow(goals=frozenset([steps[-1].id]), steps={step.id: step for step in steps})


def flow_of_elements() -> Flow:
    step = Step(
        id=StepId("each"), kind="python", config={"function": "noops:element"},
        inputs=OrderedDict([(Name("x"), Input(each=True, sources=(Name("xs"),)))]),
        outputs=OrderedDict([(Name("ys"), Output())]),
    )  # fmt: skip
    return Flow(goals=frozenset([step.id]), steps={step.id: step})


def ours(flow: Flow, given: dict[str, object], folder: Path, address: str) -> float:
    registry = Registry.installed()
    plan = make_plan(
        flow, None, {Name(k): v for k, v in given.items()}, kinds=registry, folder=folder
    )
    records: list[object] = []
    runner = Runner(plan, registry, records.append, folder=folder, executor=f"dask:{address}")
    before = time.perf_counter()
    state = asyncio.run(runner.run())
    took = time.perf_counter() - before
    assert state.status == "completed", state.error
    assert not [w for w in state.warnings if w.code != "cluster"], state.warnings[:3]
    return took


def plain_elements(count: int, address: str) -> float:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        before = time.perf_counter()
        found = client.gather(client.map(same, range(count), pure=False))
        took = time.perf_counter() - before
    assert found == [*range(count)]
    return took


def plain(reads: Reads, address: str) -> float:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        before = time.perf_counter()
        if not any(reads[:-1]):
            made = client.map(noop, range(len(reads) - 1), pure=False)
        else:
            made = []
            for sources in reads[:-1]:
                made.append(client.submit(noop, *(made[n] for n in sources), pure=False))
        assert client.submit(noop, made, pure=False).result() == 1
        assert client.gather(made) == [1] * (len(reads) - 1)
        return time.perf_counter() - before


def measure(name: str, count: int, rounds: int, a, b) -> None:  # type: ignore[no-untyped-def]
    limits, times = [], []
    for _ in range(rounds):
        times.append(a())
        limits.append(b())
    mine, limit = min(times) * 1e6 / count, min(limits) * 1e6 / count
    print(
        f"{name:22} {mine:8.1f} us a task   Dask {limit:8.1f}   ratio {mine / limit:5.2f}",
        flush=True,
    )


def main() -> None:
    relax()
    tenth = 10 if "--small" in sys.argv else 1
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 2
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "noops.py").write_text(SOURCE)
        cluster = Cluster(folder)
        at = cluster.address
        try:
            many = 100_000 // tenth
            elements = flow_of_elements()
            measure(f"{many:,} elements", many, rounds,
                    lambda: ours(elements, {"xs": [*range(many)]}, folder, at),
                    lambda: plain_elements(many, at))  # fmt: skip
            for name, reads in (
                (f"wide {10_000 // tenth:,}", wide(10_000 // tenth)),
                (f"layered 100x{100 // tenth}", layered(100, 100 // tenth)),
            ):
                flow = flow_of(reads)
                measure(name, len(reads), rounds,
                        lambda f=flow: ours(f, {}, folder, at),  # type: ignore[misc]
                        lambda r=reads: plain(r, at))  # fmt: skip
        finally:
            cluster.close()


if __name__ == "__main__":
    main()
