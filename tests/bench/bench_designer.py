"""The designer with 10,000 Steps and 20,000 wires: `python -m tests.bench.bench_designer [STEPS]`.

Prints every row of the budget: what the designer takes, what a naive `QGraphicsScene` takes in the same
process, the ratio, and what is to be reached. Real mouse, wheel and key events through the real window,
whose canvas is 1600 x 900; a frame ends when it is in the window's memory. Beside each row stands how
late a tick of the loop came at worst while it was measured.
"""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer.canvas.geometry import Rect
from designer.document.storage import save
from engine import collector
from engine import events as e
from engine.events import Record
from engine.flow import Step, StepId
from engine.planner import make_plan
from engine.state import RunState
from tests.bench.naive_scene import NaiveCanvas
from tests.bench.watching import CLOCK, LEFT, MIDDLE, Bench, Took, diagram_of, shown
from tests.leaks import holding

VIEW = QSize(1600, 900)
STORM = 5_000
"""State changes a second."""


async def bench_open(it: Bench, path: Path, before: float) -> None:
    """Open the file: until the whole is painted, and until it is all worked out."""
    with it.beats.watched() as late:
        begun = time.perf_counter()
        it.window.open_path(str(path))
        while len(it.window.document.diagram.flow.steps) < len(it.diagram.flow.steps):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        it.app.processEvents()
        first = (time.perf_counter() - begun) * 1e3
        while it.canvas.picture.is_behind or it.canvas.frame.is_blurred:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        full = (time.perf_counter() - begun) * 1e3
        await it.settled()
    kept = holding().memory - before
    with_naive = holding().memory
    begun = time.perf_counter()
    it.naive = NaiveCanvas(it.diagram)
    naive_of(it).resize(VIEW)
    naive_of(it).show()
    zoom = it.canvas.camera.zoom
    naive_of(it).zoom_to(zoom)
    naive_of(it).centerOn(naive_of(it).sceneRect().center())
    it.app.processEvents()
    built = Took([(time.perf_counter() - begun) * 1e3])
    steps = len(it.diagram.flow.steps)
    other = (holding().memory - with_naive) * 1024 / steps
    it.say("open the file, first picture", Took([first]), built, "", max(late))
    it.say("open the file, first full picture", Took([full]), built, "under 2000", max(late))
    own = kept * 1024 / steps
    print(f"{'memory, KB a Step':48} {own:8.1f} {'':8}  {other:8.1f} {'':8}  {own / other:6.2f}"
          f"  {'':8}   under 12")  # fmt: skip


def naive_of(it: Bench) -> NaiveCanvas:
    assert it.naive is not None, "it is made once the file is open"
    return it.naive


async def bench_seeing(it: Bench) -> None:
    """Pan and zoom with the whole in view and at 1:1."""
    naive = naive_of(it)
    for where in ("whole flow", "1:1"):
        if where == "1:1":
            await look_closely(it)
        with it.beats.watched() as late:
            took = await it.pan(it.view, MIDDLE)
        other = await it.pan(naive.viewport(), LEFT, 12)
        it.say(f"pan, {where}", took, other, "under 16 / 33", max(late))
        await it.settled()
        with it.beats.watched() as late:
            took = await it.frames(lambda n: it.wheel(it.view, n), 30)
        base = naive.transform().m11()
        other = await it.frames(
            lambda n, base=base: naive.zoom_to(  # type: ignore[misc]
                base * 1.25 ** (n % 6 + 1 if n % 6 < 3 else 5 - n % 6)
            ),
            12,
            naive.viewport(),
        )
        it.say(f"zoom, {where}", took, other, "under 16 / 33", max(late))
        await it.settled()
        if where == "whole flow":
            await bench_drag(it, where)
            await bench_state(it, where)
    await bench_drag(it, "1:1")
    await bench_state(it, "1:1")


async def look_closely(it: Bench) -> None:
    """See the held Step at 1:1, in both."""
    naive = naive_of(it)
    it.canvas.zoom_to(1.0)
    it.canvas.reveal(it.held)
    naive.zoom_to(1.0)
    if it.held in naive.steps:  # the edits take it away there
        naive.centerOn(naive.steps[it.held])
    await it.settled()


async def look_at_all(it: Bench) -> None:
    """See the whole flow, wherever the parts before this have left the canvas."""
    it.canvas.fit()
    await it.settled()


async def bench_drag(it: Bench, where: str) -> None:
    """Drag one Step with its wires."""
    naive, box = naive_of(it), it.canvas.step_rect(it.held)
    at = QPoint(box.center().x(), box.top() + min(8, box.height() // 2))
    with it.beats.watched() as late:
        took = await it.drag(at)
    start = naive.steps[it.held].pos()
    step = 4 / it.canvas.camera.zoom
    other = it.timed(
        lambda n: naive.move_step(it.held, start + QPointF(step * (n + 1), step * n / 2)), 12,
        naive.viewport(),
    )  # fmt: skip
    naive.move_step(it.held, start)
    it.say(f"drag one Step, {where}", took, other, "under 16", max(late))
    await it.settled()


def begin_run(it: Bench) -> None:
    session = it.window.session
    session.state = RunState(run="R")
    plan = make_plan(it.window.document.diagram.flow)
    happen(it, e.RunStarted("bench", plan, {}))
    session._tell()


def happen(it: Bench, event: e.Event) -> None:
    """Let the session have a record as a runner gives it: taken, kept, and from then on to be seen."""
    session = it.window.session
    session._take(Record(session.state.last_seq + 1, time.time(), event))
    session._keep()


def seen(it: Bench) -> list[StepId]:
    """Steps in the middle of what is in view, all of them whole."""
    picture, area = it.canvas.picture, it.canvas.sight().area
    inside = Rect(area.x + area.w / 10, area.y + area.h / 10, area.w * 0.8, area.h * 0.8)
    boxes = {step: picture.box(step) for step in it.diagram.flow.steps}
    return [step for step, box in boxes.items() if inside.contains(box.center)]


async def bench_state(it: Bench, where: str) -> None:
    """One Step changes state, to pixels: work that has been going on for a while is done.

    Once out of the blue, with the processor's caches gone cold, and once as others have just done so too.
    """
    session, naive = it.window.session, naive_of(it)
    begin_run(it)
    steps = seen(it)
    steps = steps[len(steps) // 2 :][:12]

    def change(step: StepId) -> None:
        happen(it, e.StepCompleted(step, 1))
        session._tell()
        it.canvas.frame.pace.hurry()  # its work has just been painted, and this would wait a frame

    took: list[float] = []
    for step in steps:
        happen(it, e.StepStarted(step))
        session._tell()
        await asyncio.sleep(0.6)  # it is shown to be at work
        await it.settled()
        took += (await it.frames(lambda _, step=step: change(step), 1)).each  # type: ignore[misc]
    others = [step for step in seen(it) if step not in steps][:12]
    for step in others:
        happen(it, e.StepStarted(step))
    session._tell()
    await asyncio.sleep(0.6)
    await it.settled()
    following = await it.frames(lambda number: change(others[number]), len(others))

    def recolour(number: int) -> None:
        naive.steps[it.held].colour.setRed(number * 5)
        naive.steps[it.held].update()

    other = await it.frames(recolour, 12, naive.viewport())
    most = 2 if where == "1:1" else 8
    it.say(f"one Step changes state, {where}", Took(took), other, f"under {most}")
    it.say(f"one Step after the other, {where}", following, other, f"under {most}")
    await forget_run(it)


async def forget_run(it: Bench) -> None:
    it.window.session.state = RunState()
    it.canvas.show_run(None, frozenset())
    it.window.parts.log.clear()
    await it.settled()


def storm_of(it: Bench) -> Iterator[e.Event]:
    """Changes without an end: two of five happen to Steps in view, where those can still change."""
    near = dict.fromkeys(seen(it)[:400])
    assert near, "nothing is in view"
    far = [step for step in it.window.session.state.steps if step not in near]
    return _storm(list(near), iter(far))


def _storm(near: Sequence[StepId], far: Iterator[StepId]) -> Iterator[e.Event]:
    for step in near:
        yield e.StepStarted(step)
    for number in count():
        step, away = near[number % len(near)], next(far, None)
        yield e.StepProgress(step, number % 97 / 97, f"part {number}")
        yield e.StepProgress(near[(number * 7) % len(near)], number % 89 / 89, "more")
        if away is not None:
            yield e.StepStarted(away)
            yield e.StepProgress(away, 0.5, "half")
            yield e.StepCompleted(away, 1)


async def bench_storm(it: Bench, where: str, seconds: float) -> None:
    """5,000 state changes a second; what a frame takes, and how late the loop's tick is."""
    frame = it.canvas.frame
    await (look_closely(it) if where == "1:1" else look_at_all(it))
    begin_run(it)
    await it.settled()
    took: list[float] = []
    paint = frame.paint

    def timed(region: object) -> None:
        begun = CLOCK()
        paint(region)  # type: ignore[arg-type]
        took.append((CLOCK() - begun) * 1e3)

    frame.paint = timed  # type: ignore[method-assign]
    storm, number, before = storm_of(it), 0, shown(it.view)
    with it.beats.watched() as late:
        begun = time.perf_counter()
        while (now := time.perf_counter() - begun) < seconds:
            while number < now * STORM:
                happen(it, next(storm))
                number += 1
            await asyncio.sleep(0.002)
    frame.paint = paint  # type: ignore[method-assign]
    assert shown(it.view) != before, "nothing of the storm was painted"
    it.say(f"{STORM} changes a second, {where}, a frame", Took(took), None, "worst under 33 / tick 50",
           max(late))  # fmt: skip
    print(f"{'':10}{number / seconds:.0f} changes and {len(took) / seconds:.0f} frames a second")
    await forget_run(it)


async def bench_edits(it: Bench) -> None:
    """Connect, remove and add by hand: to the picture, to the problems, and the planning between."""
    await look_closely(it)
    naive, canvas = naive_of(it), it.canvas
    number = int(it.held.removeprefix("step-"))
    source = canvas.port_center(it.held, "output", f"a{number}")
    other = StepId(f"step-{number + 1}")
    acts: list[tuple[str, Callable[[], object]]] = []

    def connect() -> None:
        target = canvas.port_center(other, "input", next(iter(it.diagram.flow.steps[other].inputs)))
        it.mouse(it.view, QEvent.Type.MouseButtonPress, QPointF(source), LEFT)
        for part in (0.3, 0.6, 1.0):
            there = QPointF(source) + (QPointF(target) - QPointF(source)) * part
            it.mouse(it.view, QEvent.Type.MouseMove, there, LEFT)
        it.released = lambda: it.mouse(  # type: ignore[attr-defined]
            it.view, QEvent.Type.MouseButtonRelease, QPointF(target), LEFT
        )

    acts.append(("connect", lambda: it.released()))  # type: ignore[attr-defined]
    acts.append(("remove", lambda: QTest.keyClick(it.view, Qt.Key.Key_Delete)))
    acts.append(("add", lambda: canvas.add_step(Step(id=StepId("new"), kind="python"))))
    for what, act in acts:
        edits, checks, plans, worst = [], [], [], 0.0
        for _ in range(5):
            if what == "connect":
                connect()
            else:
                canvas.select([it.held])
            await it.settled()
            diagram = it.window.document.diagram
            with it.beats.watched() as late:
                edits += it.timed(lambda _, act=act: act(), 1).each  # type: ignore[misc]
                assert it.window.document.diagram is not diagram, f"{what} did nothing"
                await it.settled()
                plans.append(it.checks.planning[-1])
                checks.append(it.checks.telling[-1])
            worst = max(worst, *late)
            it.window.document.undo()
            await it.settled()
        second = it.timed(
            lambda n, what=what: _naive_edit(naive, what, it.held, n),
            3,
            naive.viewport(),  # type: ignore[misc]
        )
        it.say(f"{what}: to the picture", Took(edits), second, "under 16 on the loop", worst)
        it.say(f"{what}: problems told", Took(checks), None, "under 16 on the loop")
        it.say(f"{what}: planning, in the background", Took(plans), None, "under 150")


def _naive_edit(naive: NaiveCanvas, what: str, step: StepId, number: int) -> None:
    match what:
        case "connect":
            above = int(step.removeprefix("step-")) + number - 2
            naive.connect_steps(StepId(f"step-{above}"), StepId(f"step-{above + 1}"))
        case "remove":
            naive.remove(StepId(f"step-{int(step.removeprefix('step-')) + number}"))
        case _:
            naive.add(
                StepId(f"more-{number}"),
                "more",
                *naive.mapToScene(200 + 30 * number, 200).toTuple(),
            )


async def bench_undo(it: Bench) -> None:
    """Undo of pasting 1,000 Steps."""
    canvas, naive, took, worst = it.canvas, naive_of(it), [], 0.0
    canvas.fit()
    canvas.select(list(it.diagram.flow.steps)[:1000])
    canvas.copy()
    for _ in range(3):
        canvas.paste()
        await it.settled()
        with it.beats.watched() as late:
            took += it.timed(lambda _: it.window.document.undo(), 1).each
            await it.settled()
        worst = max(worst, *late)
    for number in range(1000):
        at = naive.mapToScene(number % 40 * 30, number // 40 * 25)
        naive.add(StepId(f"pasted-{number}"), "more", *at.toTuple())
    it.app.processEvents()
    gone = lambda _: [naive.remove(StepId(f"pasted-{n}")) for n in range(1000)]  # noqa: E731
    other = it.timed(gone, 1, naive.viewport())
    it.say("undo of pasting 1,000 Steps", Took(took), other, "under 300", worst)


_START = """
import sys, time
begun = float(sys.argv[1])
import asyncio
from designer.app import create_loop, create_window
from engine import collector
collector.relax()  # as `designer.app.main` does
loop = create_loop()
asyncio.set_event_loop(loop)
async def show():
    window = create_window()
    window.show()
    from PySide6.QtWidgets import QApplication
    QApplication.processEvents()
    print(time.time() - begun, flush=True)
loop.run_until_complete(show())
import os
os._exit(0)
"""
_NAIVE_START = """
import sys, time
begun = float(sys.argv[1])
from PySide6.QtWidgets import QApplication, QMainWindow, QGraphicsView, QGraphicsScene
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QGraphicsView(QGraphicsScene()))
window.show()
app.processEvents()
print(time.time() - begun)
"""


async def started(program: str, cache: str) -> float:
    """Milliseconds from starting a process to its first painted window, with modules compiled before."""
    surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(time.time()),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=surroundings,
    )  # fmt: skip
    told, _ = await run.communicate()
    return float(told) * 1e3


async def bench_start(it: Bench) -> None:
    """A start, warm: the files of the program have just been read."""
    own, naive = [], []
    with tempfile.TemporaryDirectory() as cache:
        for _ in range(6):
            own.append(await started(_START, cache))
            naive.append(await started(_NAIVE_START, cache))
    it.say("start to first usable window, warm", Took(own[1:]), Took(naive[1:]), "under 800")


async def bench(app: QApplication, size: int) -> None:
    from designer.app import create_window

    window = create_window()
    window.show()
    app.processEvents()
    spare = window.size() - window.canvas.viewport().size()
    window.resize(VIEW + spare)
    app.processEvents()
    assert window.canvas.viewport().size() == VIEW, window.canvas.viewport().size()
    await asyncio.sleep(0.5)
    gc.freeze()
    diagram = diagram_of(size)
    before = holding().memory
    it = Bench(app, window, diagram)
    print(
        f"{size} Steps; milliseconds: ours median and worst, naive median and worst, ratio, tick late"
    )
    parts: dict[str, Callable[[], Awaitable[None]]] = {
        "seeing": lambda: bench_seeing(it),
        "storm": lambda: bench_storm(it, "1:1", 10.0),
        "edits": lambda: bench_edits(it),
        "undo": lambda: bench_undo(it),
        "whole": lambda: bench_storm(it, "whole flow", 10.0),
        "start": lambda: bench_start(it),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "large.flow.json")
        save(path, diagram)
        await bench_open(it, path, before)
        chosen = sys.argv[2:] or list(parts)
        for name in chosen:
            await parts[name]()
    os._exit(0)  # what was edited is not asked for


def main() -> None:
    from designer.app import create_loop

    home = tempfile.TemporaryDirectory()
    os.environ["BACKCAST_HOME"] = home.name  # nothing is there to be recovered
    collector.relax()
    loop = create_loop()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(bench(app, int(sys.argv[1]) if sys.argv[1:] else 10_000))


if __name__ == "__main__":
    main()
