"""How long it takes from a place on the scrubber to pixels: 50,000 events, thousands of Steps in view.

By hand: `python tests/bench/bench_scrubbing.py [STEPS]`. The whole window is there, the run comes out of an
events file as it does for a user, and the scrubber is moved by real mouse events. A frame is everything
from the event to the last pixel, blocks that were put off included; times are of this process' own work.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from engine.codec import dump_record

FRAMES = int(os.environ.get("FRAMES", "200"))


def write(folder: Path, steps: int, events: int) -> Path:
    """A run of so many Steps as an events file, with its flow beside it.

    They stand in columns, and each reads two of the column before and one of ten before that.
    """
    from designer.document.diagram import Diagram, Place
    from designer.document.storage import save
    from tests.bench.bench_timeline import a_run

    side = round((steps / 2) ** 0.5)
    backs = (side, side + 1, 10 * side)
    flow, records = a_run(steps, max(0, events // steps - 6), backs)
    places = {step: Place(n // side * 420.0, n % side * 220.0) for n, step in enumerate(flow.steps)}
    save(folder / "made.flow.json", Diagram(flow=flow, places=places))
    file = folder / "events.jsonl"
    file.write_text("".join(dump_record(record, "01BENCH") + "\n" for record in records))
    print(f"{len(records):,} events, {len(flow.steps):,} steps")
    return file


def mouse(widget: QWidget, kind: QEvent.Type, x: int) -> None:
    at = QPoint(x, widget.height() // 2)
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    up = kind is QEvent.Type.MouseButtonRelease
    buttons = Qt.MouseButton.NoButton if up else Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    place = QPointF(widget.mapToGlobal(at))
    QApplication.sendEvent(widget, QMouseEvent(kind, QPointF(at), place, button, buttons, none))


def tell(what: str, each: list[float]) -> None:
    each = sorted(each)
    part = {q: each[min(len(each) - 1, int(len(each) * q))] for q in (0.5, 0.95, 0.99)}
    over = sum(one > 16 for one in each)
    print(
        f"  {what}: median {part[0.5]:.1f} ms, 95 % {part[0.95]:.1f}, 99 % {part[0.99]:.1f},"
        f" most {each[-1]:.1f}; {over} of {len(each)} over 16 ms"
    )


async def scrub(window: QWidget, what: str, places: Iterable[int]) -> None:
    from designer.window.main import MainWindow

    assert isinstance(window, MainWindow)
    slider, canvas = window.moments.scrubber.slider, window.canvas
    mouse(slider, QEvent.Type.MouseButtonPress, 20)
    each, more, frames = list[float](), list[float](), list[int]()
    for x in places:
        before = time.process_time()
        mouse(slider, QEvent.Type.MouseMove, x)
        while window.moments.scrubber.is_late:  # a hand that is too fast is waited for
            time.sleep(0.001)  # noqa: ASYNC251 - the window is to do nothing meanwhile
            QApplication.processEvents()
        QApplication.processEvents()
        frame = time.process_time()
        each.append((frame - before) * 1000)
        late = 0
        while canvas.frame.film.is_late or canvas.frame.is_blurred or canvas.picture.is_behind:
            frame, late = time.process_time(), late + 1
            QApplication.processEvents()
            more.append((time.process_time() - frame) * 1000)
        frames.append(late)
    mouse(slider, QEvent.Type.MouseButtonRelease, x)
    tell(what, each)
    if more:
        tell(f"  further frames for wires, {max(frames)} at most", more)
    for _ in range(30):
        await asyncio.sleep(0.01)


def beside(window: QWidget, rounds: int) -> None:
    """A jump as a film, and as any change of a run is shown, in turns: what a film saves."""
    from designer.window.main import MainWindow

    assert isinstance(window, MainWindow)
    canvas, playback, chosen = window.canvas, window.pages.current.playback, random.Random(3)
    assert playback is not None
    ways = {"as a film": canvas.show_moment, "as any change": canvas.show_run}
    took: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(2 * rounds):
        for name, show in list(ways.items())[number // (rounds // 2) % 2 :][:1]:
            position = chosen.randint(1, len(playback))
            before = time.process_time()
            show(playback.state, playback.seek(position))
            QApplication.processEvents()
            while name != "as a film" and (canvas.frame.is_blurred or canvas.picture.is_behind):
                QApplication.processEvents()
            took[name].append((time.process_time() - before) * 1000)
            while canvas.frame.film.is_late:
                QApplication.processEvents()
    film, change = (statistics.median(took[name]) for name in ways)
    print(f"  in turns, median: as a film {film:.1f} ms, as any change {change:.1f} ms,"
          f" {change / film:.0f} times as long")  # fmt: skip


async def measure(file: Path) -> None:
    from designer.app import create_window
    from tests.designer.hands import until

    window = create_window(str(file))
    window.resize(1600, 900)
    window.show()
    await until(lambda: window.pages.current.past is not None, "the run opens", 60)
    canvas, slider = window.canvas, window.moments.scrubber.slider
    chosen = random.Random(2)
    for name, zoom in (
        ("all of it in view", 0.0),
        ("closer", 0.12),
        ("tiles", 0.3),
        ("cards", 1.0),
    ):
        canvas.fit()
        if zoom:
            canvas.zoom_to(zoom)
        await asyncio.sleep(1.5)
        await until(lambda: not canvas.frame.is_blurred, "all is painted", 300)
        await until(
            lambda: canvas.frame.film.is_ready or not canvas.camera.flat, "the film is ready", 300
        )
        seen = len(canvas.picture.steps_in(canvas.sight().area))
        print(f"{name}: {seen:,} steps in view, zoom {canvas.camera.zoom:.2f}")
        wide = slider.width()
        if canvas.camera.flat:
            canvas.frame.film.forget()
            playback = window.pages.current.playback
            assert playback is not None, "a past run is played back"
            canvas.show_moment(playback.state, frozenset())
            beside(window, 12)
        await scrub(window, "anywhere", [chosen.randint(0, wide) for _ in range(FRAMES)])
        await scrub(window, "a drag", [*range(0, wide, max(1, wide // FRAMES))])
        await scrub(window, "a drag back", [*range(wide, 0, -max(1, wide // FRAMES))])
    window.close()
    await until(lambda: not window.isVisible())


def main() -> None:
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 8_000
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(BACKCAST_HOME=home, BACKCAST_THEME="light", BACKCAST_REDUCED_MOTION="1")
        from designer.app import create_loop

        loop = create_loop()
        asyncio.set_event_loop(loop)
        file = write(Path(home), steps, 50_000)
        with loop:
            loop.run_until_complete(measure(file))


if __name__ == "__main__":
    main()
