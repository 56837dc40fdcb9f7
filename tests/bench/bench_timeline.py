"""How long a frame of the timeline takes with 10,000 bars, and a position of a run with 50,000 events.

By hand: `python tests/bench/bench_timeline.py`. Times of this process' own work, the best of some rounds.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections import OrderedDict
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtWidgets import QApplication

from designer.canvas.view import Canvas
from designer.document.arrange import missing_places
from designer.document.diagram import Diagram
from designer.panels.timeline_chart import Chart
from designer.panels.timeline_rows import Grouping
from designer.session.playback import Playback
from engine import events as e
from engine.flow import Flow, Input, Name, Output, Step, StepId
from engine.planner import make_plan
from engine.timing import Tape, course

WORKERS = 64


def a_run(steps: int, chatty: int, backs: tuple[int, ...] = (21,)) -> tuple[Flow, list[e.Record]]:
    """A made-up run: layers of Steps, 64 at a time, each of which tells its progress so many times.

    Each reads those that come so many before it.
    """
    rng, made = random.Random(1), OrderedDict()
    for number in range(steps):
        before = [f"s{number - back}" for back in backs if number >= back]
        made[StepId(f"s{number}")] = Step(
            id=StepId(f"s{number}"),
            kind="python",
            config={"function": "a:b"},
            inputs=OrderedDict((Name(name), Input()) for name in before),
            outputs=OrderedDict({Name(f"s{number}"): Output()}),
        )
    read = {name for step in made.values() for name in step.inputs}
    flow = Flow(steps=made, goals=frozenset(s for s in made if s not in read))
    plan = make_plan(flow)
    events: list[tuple[float, e.Event]] = [(0.0, e.RunStarted("bench", plan, {}))]
    free, ended = [0.0] * WORKERS, {}
    for name, step in plan.steps.items():
        ready = max((ended[StepId(i)] for i in step.inputs), default=0.0)
        free.sort()
        start = max(ready, free[0])
        took = rng.uniform(0.01, 0.4)
        free[0] = ended[name] = start + took
        for attribute in step.inputs:
            source = e.Source("arrived", (attribute,), (StepId(attribute),))
            events.append((ready, e.InputSettled(name, attribute, source, 1)))
        events.append((start, e.StepStarted(name)))
        events += [
            (start + took * part / (chatty + 1), e.StepProgress(name, part / chatty, "on"))
            for part in range(1, chatty + 1)
        ]
        events.append((start + took, e.AttributeSet(Name(name), name, Name(name), 1)))
        events.append((start + took, e.StepCompleted(name, 1)))
    events.sort(key=lambda one: one[0])
    events += [(events[-1][0], e.RunCompleted()), (events[-1][0], e.RunSettled())]
    at = 1_700_000_000.0
    return flow, [e.Record(n, at + t, event) for n, (t, event) in enumerate(events, 1)]


def timed(do: object, rounds: int = 9) -> float:
    """Milliseconds, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        before = time.process_time()
        do()  # type: ignore[operator]
        best = min(best, time.process_time() - before)
    return best * 1000


def the_timeline() -> None:
    _, records = a_run(10_000, 0)
    tape = Tape()
    print(
        f"{len(records):,} records to a tape: {timed(lambda: Tape().take_all(records), 3):.0f} ms"
    )
    tape.take_all(records)
    print(f"what held it up, what each step would save: {timed(lambda: course(tape), 3):.0f} ms")
    found = course(tape)
    chart = Chart()
    chart.resize(1400, 420)
    chart.show()
    chart.show_tape(tape)
    chart.show_course(found)
    QApplication.processEvents()
    for grouping in (Grouping.STEPS, Grouping.LANES):
        chart.group(grouping)
        for what, factor in (("all", 1.0), ("closer", 40.0)):
            chart.fit()
            chart.zoom(factor, 700)
            frame = timed(lambda: chart.viewport().grab())
            print(f"{grouping}, {what} in view: a frame {frame:.1f} ms")
        print(f"{grouping}: rows anew {timed(lambda: chart.refresh(begun=True)):.1f} ms")


def the_scrubber(steps: int, chatty: int) -> None:
    flow, records = a_run(steps, chatty)
    chosen = random.Random(2)
    print(f"{len(records):,} events, {len(flow.steps):,} steps")
    fresh = timed(lambda: Playback(records).seek(len(records)), 1)
    print(f"from the first to the last, with checkpoints: {fresh:.0f} ms")
    playback = Playback(records)
    playback.seek(len(records))
    canvas = Canvas()
    canvas.resize(1000, 620)
    diagram = Diagram(flow=flow)
    canvas.show_diagram(Diagram(flow=flow, places=missing_places(diagram)))
    canvas.show()
    canvas.show_run(playback.state, frozenset(playback.state.steps))
    for _ in range(20):
        QApplication.processEvents()
    places = [chosen.randint(1, len(records)) for _ in range(120)]
    drags = [len(records) // 2 + 17 * n for n in range(120)]
    sweep = [1 + n * len(records) // 120 for n in range(120)]
    for what, wanted in (
        ("anywhere", places),
        ("all of it in two seconds", sweep),
        ("a drag, on", drags),
        ("a drag, back", drags[::-1]),
    ):
        playback.seek(wanted[0])
        alone, whole = [], []
        for position in wanted:
            before = time.process_time()
            touched = playback.seek(position)
            middle = time.process_time()
            canvas.show_run(playback.state, touched)
            QApplication.processEvents()
            alone.append((middle - before) * 1000)
            whole.append((time.process_time() - before) * 1000)
        for name, each in (("the state", alone), ("with the canvas", whole)):
            half, most = statistics.median(each), sorted(each)[int(len(each) * 0.95)]
            print(f"{what}: {name}: median {half:.1f} ms, 95 % {most:.1f} ms, most {max(each):.1f}")


if __name__ == "__main__":
    app = QApplication([])
    the_timeline()
    the_scrubber(8_000, 2)
    the_scrubber(1_000, 46)
