"""A window and a naive canvas, used by real events and watched by the clock: for `bench_designer`."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from designer.document.diagram import Diagram, Place
from designer.session.checking import Checker
from designer.window.main import MainWindow
from engine.flow import Flow, Input, Name, Output, Step, StepId
from tests.bench.naive_scene import NaiveCanvas

BEAT = 0.005
CLOCK = time.thread_time if os.environ.get("BENCH_CLOCK") == "cpu" else time.perf_counter
"""What acts are timed by: a loaded machine says more by the time that the thread had."""
LEFT, NONE, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.MouseButton.MiddleButton
PLAIN = Qt.KeyboardModifier.NoModifier


def diagram_of(count: int) -> Diagram:
    """Columns of Steps, each of which reads two of the column before; as wide as it is high."""
    rows = max(1, round((count * 0.8) ** 0.5 * 1.1))
    steps: dict[StepId, Step] = {}
    places: dict[StepId, Place] = {}
    for number in range(count):
        column, row = divmod(number, rows)
        read = [(column - 1) * rows + (row + k) % rows for k in (0, 1)] if column else []
        step = StepId(f"step-{number}")
        steps[step] = Step(
            id=step,
            kind="python",
            title=f"Work number {number}",
            config={"function": "os.path:join"},
            inputs=OrderedDict((Name(f"a{n}"), Input()) for n in read),
            outputs=OrderedDict([(Name(f"a{number}"), Output())]),
        )
        places[step] = Place(column * 360.0, row * 160.0)
    goals = frozenset(StepId(f"step-{n}") for n in range(count - rows, count))
    return Diagram(flow=Flow(steps=steps, goals=goals), places=places)


class Took(NamedTuple):
    """Milliseconds of several tries, of which there has to be one."""

    each: list[float]

    def __str__(self) -> str:
        assert self.each, "nothing was measured"
        return f"{median(self.each):8.1f} {max(self.each):8.1f}"


def shown(widget: QWidget) -> QImage:
    """What of a widget is in its window's memory now; nothing is painted for it."""
    window = widget.window()
    at, size = widget.mapTo(window, QPoint(0, 0)), widget.size()
    kept = window.screen().grabWindow(window.winId(), at.x(), at.y(), size.width(), size.height())
    return kept.toImage()


class Beats:
    """How late each beat of the loop comes, in milliseconds.

    By the processor's clock no later than the time that the process, all threads of it, had since the
    beat before: for the rest others had the machine.
    """

    def __init__(self) -> None:
        self.late: list[float] = []
        self._loop = asyncio.get_running_loop()
        self._due, self._spent = 0.0, 0.0
        self._beat()

    def _beat(self) -> None:
        now, spent = time.perf_counter(), time.process_time()
        own = math.inf if CLOCK is time.perf_counter else spent - self._spent
        self.late.append(min(max(0.0, now - self._due), own) * 1e3)
        self._due, self._spent = now + BEAT, spent
        self._loop.call_later(BEAT, self._beat)

    @contextmanager
    def watched(self) -> Iterator[list[float]]:
        """Collects in the list that it gives how late the beats were."""
        kept = self.late = [0.0]
        self._due = time.perf_counter() + BEAT  # what went before is not to be blamed on this
        self._spent = time.process_time()
        yield kept


class Checks:
    """What the checks of the document take, in the background and on the loop, in milliseconds."""

    def __init__(self, checker: Checker) -> None:
        self.planning, self.telling = [0.0], [0.0]
        self._checker = checker
        checker._check = self._timed(checker._check, self.planning)  # type: ignore[method-assign]
        checker._publish = self._timed(checker._publish, self.telling)  # type: ignore[method-assign]

    @property
    def is_on(self) -> bool:
        return self._checker._busy or self._checker._timer.isActive()

    @staticmethod
    def _timed(act: Callable[..., None], into: list[float]) -> Callable[..., None]:
        def timed(*arguments: object) -> None:
            begun = CLOCK()
            act(*arguments)
            into.append((CLOCK() - begun) * 1e3)

        return timed


class Bench:
    """A window, and the naive canvas beside it."""

    def __init__(self, app: QApplication, window: MainWindow, diagram: Diagram) -> None:
        self.app, self.window, self.canvas = app, window, window.canvas
        self.diagram, self.beats, self.checks = diagram, Beats(), Checks(window._checker)
        self.view = self.canvas.viewport()
        self.naive: NaiveCanvas | None = None
        self.held = StepId(f"step-{len(diagram.flow.steps) // 2 + 20}")

    def say(
        self, what: str, took: Took, naive: Took | None = None, to_reach: str = "",
        late: float | None = None,
    ) -> None:  # fmt: skip
        """Print a row: median and worst of both in milliseconds, and the ratio of the medians."""
        other = str(naive) if naive else 17 * " "
        ratio = f"{median(took.each) / max(median(naive.each), 1e-6):6.2f}" if naive else 6 * " "
        tick = f"{late:8.1f}" if late is not None else 8 * " "
        print(f"{what:48} {took}  {other}  {ratio}  {tick}   {to_reach}", flush=True)

    def timed(self, act: Callable[[int], object], times: int, of: QWidget | None = None) -> Took:
        """Milliseconds from each act until what it changed is in the window's memory.

        Raises:
            AssertionError: Nothing has changed there: what took so long was not what is asked for.
        """
        each, of = [], of or self.view
        for number in range(times):
            before = shown(of)
            begun = CLOCK()
            act(number)
            self.app.processEvents()
            each.append((CLOCK() - begun) * 1e3)
            assert shown(of) != before, f"nothing was painted of change {number}"
        return Took(each)

    async def frames(
        self, act: Callable[[int], object], times: int, of: QWidget | None = None
    ) -> Took:
        """The same, with the loop going on between the frames as it does between two real events."""
        each = []
        for number in range(times):
            each += self.timed(lambda _, n=number: act(n), 1, of).each  # type: ignore[misc]
            await asyncio.sleep(0.002)
        return Took(each)

    async def settled(self) -> None:
        """Wait until nothing is left to be worked out."""
        quiet = 0
        while quiet < 20:
            await asyncio.sleep(0.01)
            busy = self.canvas.picture.is_behind or self.canvas.frame.labels_wait
            busy = busy or self.canvas.frame.is_blurred or self.checks.is_on
            busy = busy or self.canvas.frame.is_rough
            quiet = 0 if busy else quiet + 1

    # hands

    def mouse(
        self, widget: QWidget, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton
    ) -> None:
        moves, up = kind is QEvent.Type.MouseMove, kind is QEvent.Type.MouseButtonRelease
        there = QPointF(widget.mapToGlobal(at))
        event = QMouseEvent(
            kind, at, there, NONE if moves else button, NONE if up else button, PLAIN
        )
        QApplication.sendEvent(widget, event)

    def wheel(self, widget: QWidget, number: int) -> None:
        """Three notches in, three out."""
        at, way = QPointF(800, 450), 120 if number % 6 < 3 else -120
        event = QWheelEvent(
            at, QPointF(widget.mapToGlobal(at)), QPoint(), QPoint(0, way), NONE, PLAIN,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    async def pan(self, widget: QWidget, button: Qt.MouseButton, times: int = 40) -> Took:
        """Drag the whole about."""
        at = QPointF(800, 450)
        self.mouse(widget, QEvent.Type.MouseButtonPress, at, button)

        def move(number: int) -> None:
            way = number + 1 if number < 20 else 39 - number
            self.mouse(widget, QEvent.Type.MouseMove, at + QPointF(9 * way, 5 * way), button)

        took = await self.frames(move, times, widget)
        self.mouse(widget, QEvent.Type.MouseButtonRelease, at, button)
        return took

    async def drag(self, at: QPoint, times: int = 24) -> Took:
        """Take the held Step in the hand, move it about, and put it where it was."""
        start = QPointF(at)
        self.mouse(self.view, QEvent.Type.MouseButtonPress, start, LEFT)

        def move(number: int) -> None:
            turn = number + 1 if number < times // 2 else times - number - 1
            way = 22.0 * turn  # past the grid
            there = start + QPointF(way, way / 2)
            self.mouse(self.view, QEvent.Type.MouseMove, there, LEFT)

        took = await self.frames(move, times)
        QTest.keyClick(self.view, Qt.Key.Key_Escape)
        self.mouse(self.view, QEvent.Type.MouseButtonRelease, start, LEFT)
        return took
