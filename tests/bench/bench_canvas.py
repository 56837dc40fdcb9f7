"""How fast the canvas is with many Steps. By hand: `python -m tests.bench.bench_canvas [COUNT]...`.

Frames are real paint events of a 1600 x 900 window, counted from asking for a frame until it is in the
window's memory. The budget: with 1,000 Steps a pan and a drag take at most 16 ms a frame.
"""

from __future__ import annotations

import sys
import time
from collections import OrderedDict
from collections.abc import Callable
from statistics import median

from PySide6.QtWidgets import QApplication

from designer.canvas.geometry import Point
from designer.canvas.gestures.gesture import Keys
from designer.canvas.gestures.move import Load, Move
from designer.canvas.view import Canvas
from designer.document import edits
from designer.document.diagram import Diagram, Place
from designer.document.patch import apply
from designer.theme import load_theme
from engine import events as e
from engine.events import Record
from engine.flow import Flow, Input, Name, Output, Step, StepId
from engine.planner import make_plan
from engine.state import RunState
from tests.bench.watching import CLOCK

ROWS = 25


def diagram_of(count: int) -> Diagram:
    """Columns of Steps, each of which reads two of the column before."""
    steps: dict[StepId, Step] = {}
    places: dict[StepId, Place] = {}
    for number in range(count):
        column, row = divmod(number, ROWS)
        read = [(column - 1) * ROWS + (row + k) % ROWS for k in (0, 1)] if column else []
        step = StepId(f"step-{number}")
        steps[step] = Step(
            id=step,
            kind="python",
            title=f"Work number {number}",
            inputs=OrderedDict((Name(f"a{n}"), Input()) for n in read),
            outputs=OrderedDict([(Name(f"a{number}"), Output())]),
        )
        places[step] = Place(column * 360.0, row * 160.0)
    return Diagram(flow=Flow(steps=steps, goals=frozenset(list(steps)[-1:])), places=places)


def timed(app: QApplication, frame: Callable[[int], object], times: int = 30) -> str:
    """Median and slowest frame in milliseconds."""
    taken = []
    for number in range(times):
        begun = CLOCK()
        frame(number)
        app.processEvents()
        taken.append((CLOCK() - begun) * 1000)
    return f"{median(taken):7.1f} ms   (slowest {max(taken):6.1f})"


def bench(app: QApplication, count: int) -> None:
    """Print the table for a Flow of that many Steps."""
    diagram = diagram_of(count)
    canvas = Canvas(load_theme("light"))
    canvas.resize(1600, 900)
    canvas.show()
    say = lambda what, text: print(f"{count:6} Steps  {what:34} {text}")  # noqa: E731

    say("open", timed(app, lambda _: canvas.show_diagram(diagram), 2))
    plan = make_plan(diagram.flow)
    say("plan", timed(app, lambda _: canvas.show_plan(make_plan(diagram.flow), ()), 3))
    middle = canvas.picture.bounds()
    assert middle is not None
    for zoom in (1.0, 0.5, 0.36, 0.25, 0.1):
        canvas.zoom_to(zoom)
        canvas.reveal(f"step-{count // 2}") if zoom >= 0.6 else None
        app.processEvents()
        say(f"{zoom:4.0%} whole frame", timed(app, lambda _: canvas.frame.redraw_all(), 10))
        say(
            f"{zoom:4.0%} pan 12 pixels",
            timed(app, lambda n: canvas.pan(-12 if n % 60 < 30 else 12, 5)),
        )
    canvas.fit()
    say("fitted, whole frame", timed(app, lambda _: canvas.frame.redraw_all(), 10))

    canvas.zoom_to(1.0)
    held = StepId(f"step-{count // 2}")
    canvas.reveal(held)
    card = canvas.picture.cards[held].rect
    canvas.begin(Move(canvas.picture, Load(frozenset({held})), card, card.center))
    at = canvas.step_rect(held).center()
    drag = lambda n: canvas.show_gesture(Point(at.x() + 3 * n, at.y() + n), Keys(alt=True))  # noqa: E731
    say("drag one Step at 100 %", timed(app, drag))
    canvas.cancel_gesture()

    def move(number: int) -> None:
        patch = edits.move(canvas.picture.diagram, {held: Place(number * 20.0, 0.0)})
        canvas.show_patch(patch, apply(canvas.picture.diagram, patch))

    say("patch: move one Step", timed(app, move, 10))
    canvas.fit()
    state = RunState(run="R")
    state.apply(Record(1, time.time(), e.RunStarted("bench", plan, {})))
    say("run starts, fitted", timed(app, lambda _: canvas.show_run(state, frozenset()), 1))
    steps = list(state.steps)

    def records(number: int) -> None:
        touched = steps[number * 50 : number * 50 + 50]
        for step in touched:
            state.apply(Record(state.last_seq + 1, time.time(), e.StepStarted(step)))
            state.apply(Record(state.last_seq + 1, time.time(), e.StepCompleted(step, 1)))
        canvas.show_run(state, frozenset(touched))

    say("50 Steps touched, fitted", timed(app, records, min(15, count // 100)))
    canvas.close()


def main() -> None:
    """Run the bench for the counts on the command line, else for 1,000 and 10,000."""
    app = QApplication([])
    for count in [int(word) for word in sys.argv[1:]] or [1000, 10_000]:
        bench(app, count)


if __name__ == "__main__":
    main()
