"""What is seen of a run where much changes at once, where Steps wait, and where flows run inside flows."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication

from designer.canvas.camera import Camera
from designer.canvas.geometry import Point
from designer.canvas.looking import step_look
from designer.canvas.looks import Around
from designer.canvas.picture import Picture
from designer.canvas.slots import Slot, middle_first
from designer.canvas.tiles import PLAIN, tile_in, tile_of
from designer.canvas.view import Canvas
from designer.document.diagram import Diagram, Place
from designer.document.patch import apply
from designer.document.scenery import Box, Panel, PanelId, set_scenery
from designer.panels.difference_words import later_words, note_words
from designer.panels.scrubber import Scrubber
from designer.session.playback import Playback
from designer.theme import load_theme
from engine import events as e
from engine.comparing import compare
from engine.flow import StepId
from engine.policy import THREADS
from engine.store import store_path
from engine.testing import flow_of
from tests.bench.bench_timeline import a_run
from tests.designer.drawing import PlainMeasure, Run
from tests.designer.hands import Hands, until
from tests.designer.test_subflows import PARENT, WORK, write_child

pytestmark = pytest.mark.gui

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
A, B = StepId("a"), StepId("b")


class TestWords:
    def test_a_step_with_all_it_needs_says_what_it_is_queued_for(self) -> None:
        names = [f"s{number}" for number in range(THREADS + 1)]
        flow = flow_of(*(f"{name}: -> {name}" for name in names))
        run = Run(replace(flow, goals=frozenset(flow.steps)))
        for name in names[:-1]:
            run.start(name)
        last = run.plan.steps[StepId(names[-1])]
        words = step_look(last, Around(plan=run.plan, state=run.state)).words
        assert words == f"queued: {THREADS} of {THREADS} threads are busy"
        run.complete(names[0], **{names[0]: 1})
        assert step_look(last, Around(plan=run.plan, state=run.state)).words == "queued"
        run.tell(e.RunPaused())
        words = step_look(last, Around(plan=run.plan, state=run.state)).words
        assert words == "queued: the run is paused"

    def test_elements_in_progress_hold_a_thread_each(self) -> None:
        run = Run(flow_of("a: -> x", "b: x -> y")).tell(e.StepStarted(A, items=20))
        assert Around(plan=run.plan, state=run.state).busy == 8, "as many as work at a time"
        for item in range(15):
            run.tell(e.ItemCompleted(A, item, 1, {}))
        assert Around(plan=run.plan, state=run.state).busy == 5, "and the last ones"

    def test_a_card_says_by_how_much_a_step_took_longer_and_what_else_differs(self) -> None:
        flow = flow_of("a: -> x", "b: x -> y")
        first = Run(flow).start("a").complete("a", x=1).start("b").complete("b", y=1)
        second = Run(flow).start("a").complete("a", x=2)
        second.start("b").tell(e.StepProgress(B, 0.5, ""), after=2.0).complete("b", y=1)
        found = compare(first.state, second.state)
        assert (note_words(found, A), note_words(found, B)) == ("other value", "+2.0 s")
        assert later_words(-0.3) == "\u2212300 ms"


# a film of moments ---------------------------------------------------------------------------------


def told_of(count: int) -> tuple[Diagram, list[e.Record]]:
    flow, records = a_run(count, 1, (20, 21))
    places = {step: Place(n // 20 * 420.0, n % 20 * 220.0) for n, step in enumerate(flow.steps)}
    return Diagram(flow=flow, places=places), records


def shown(qtbot, diagram: Diagram, playback: Playback, zoom: float) -> Canvas:
    canvas = Canvas(load_theme("light"))
    qtbot.addWidget(canvas)
    canvas.resize(900, 560)
    canvas.set_reduced_motion(True)
    canvas.show()
    canvas.show_diagram(diagram)
    playback.seek(len(playback))
    canvas.show_run(playback.state, frozenset(playback.state.steps))
    canvas.zoom_to(zoom)
    settle(qtbot, canvas)
    return canvas


def settle(qtbot, canvas: Canvas) -> None:
    qtbot.waitUntil(lambda: not (canvas.picture.is_behind or canvas.frame.is_blurred))


def pixels(canvas: Canvas) -> QImage:
    image: QImage = canvas.viewport().grab().toImage()
    return image


def unlike(one: QImage, other: QImage) -> float:
    """The share of pixels that differ."""
    pairs = zip(memoryview(one.constBits()).cast("I"), memoryview(other.constBits()).cast("I"))  # noqa: B905
    return sum(a != b for a, b in pairs) / (one.width() * one.height())


@pytest.mark.parametrize("zoom", [0.06, 0.22])
def test_a_moment_from_afar_is_painted_as_it_would_be_afresh(qtbot, zoom: float) -> None:
    diagram, records = told_of(220)
    playback, chosen = Playback(records), random.Random(5)
    canvas = shown(qtbot, diagram, playback, zoom)
    film = canvas.frame.film
    for last in (len(records) * 2 // 3, 1, len(records)):
        for position in [*(chosen.randint(1, len(records)) for _ in range(3)), last]:
            canvas.show_moment(playback.state, playback.seek(position))
            while film.is_late:
                canvas.viewport().repaint()
        assert film.is_on
        moving = pixels(canvas)
        fresh = Picture.of(PlainMeasure(), diagram, None, (), playback.state)
        assert all(canvas.picture.tile(step) == fresh.tile(step) for step in diagram.flow.steps)
        canvas.frame.redraw_all()
        settle(qtbot, canvas)
        assert not film.is_on
        assert unlike(moving, pixels(canvas)) < 0.004, (
            "but for which of two wires crosses the other"
        )


@pytest.mark.parametrize("zoom", [0.12, 0.3])
def test_from_afar_too_a_note_lies_over_the_wires(qtbot, zoom: float) -> None:
    plain, records = told_of(220)
    playback = Playback(records)
    canvas = shown(qtbot, plain, playback, zoom)
    ends = {(wire.source.step, wire.target.step): wire for wire in canvas.picture.wires}
    apart = next(
        wire for (one, other), wire in sorted(ends.items())
        if plain.places[other].x - plain.places[one].x > 400
    )  # fmt: skip
    middle = canvas.picture.curves[apart].at(0.5)
    note, box = PanelId("note", "note_1"), Box(middle.x - 80, middle.y - 60, 160, 120)
    size = QSize(round(100 * zoom), round(80 * zoom))

    def colours() -> int:
        inside = QRect(QPoint(450 - size.width() // 2, 280 - size.height() // 2), size)
        image = canvas.viewport().grab(inside).toImage()
        return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})

    def look() -> None:
        canvas.look_at(Camera(zoom, round(450 - middle.x * zoom), round(280 - middle.y * zoom)))
        settle(qtbot, canvas)

    look()
    assert colours() > 1, "a wire runs there"
    canvas.show_diagram(apply(plain, set_scenery(plain, {note: Panel("", box)})))
    canvas.show_run(playback.state, frozenset(playback.state.steps))
    look()
    assert colours() == 1, "as it rests"
    canvas.show_moment(playback.state, playback.seek(len(records) // 2))
    canvas.viewport().repaint()
    assert canvas.frame.film.is_on
    assert colours() == 1, "while one goes through moments"
    canvas.frame.redraw_all()
    canvas.pan(8, 0)
    canvas.pan(-8, 0)
    settle(qtbot, canvas)
    assert colours() == 1, "as it is painted by blocks"


def test_a_jump_is_painted_over_several_frames_and_comes_to_what_it_would_at_once(
    qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    diagram, records = told_of(900)
    playback = Playback(records)
    canvas = shown(qtbot, diagram, playback, 0.03)
    film = canvas.frame.film
    for name in ("_FIRST", "_NEXT"):
        monkeypatch.setattr(f"designer.canvas.film.{name}", -1.0)  # no frame has any time
    for position in (1, len(records) // 2, len(records) // 3):
        canvas.show_moment(playback.state, playback.seek(position))
        canvas.viewport().repaint()
        assert film.is_late, "the rest is for the next frames"
    qtbot.waitUntil(lambda: not film.is_late)
    assert film.is_shown
    moving = pixels(canvas)
    canvas.frame.redraw_all()
    settle(qtbot, canvas)
    assert unlike(moving, pixels(canvas)) < 0.004


def test_what_is_in_the_middle_of_the_view_is_painted_first() -> None:
    slots = [Slot(StepId(f"s{number}"), PLAIN) for number in range(256)]
    for number, slot in enumerate(slots[:192]):
        slot.rect = QRectF(100.0 * number, 0, 80, 40)
    first = middle_first(slots, Point(100.0 * 150, 20.0))
    assert [*first[:64]] == slots[128:192], "side by side, as they were"
    assert [*first[-64:]] == slots[192:], "what is out of view is last"


def test_after_the_hand_has_come_to_rest_the_film_is_over(qtbot) -> None:
    diagram, records = told_of(200)
    playback = Playback(records)
    canvas = shown(qtbot, diagram, playback, 0.06)
    canvas.frame.film.expect(True)
    qtbot.waitUntil(lambda: canvas.frame.film.is_ready)
    canvas.show_moment(playback.state, playback.seek(len(records) // 2))
    assert not canvas.frame.is_blurred, "nothing else is painted while the hand moves"
    assert canvas.frame.film.is_shown
    qtbot.waitUntil(lambda: not canvas.frame.film.is_shown)
    settled = pixels(canvas)
    canvas.frame.rebuild()
    settle(qtbot, canvas)
    assert settled == pixels(canvas)
    canvas.show_moment(playback.state, playback.seek(1))
    canvas.pan(-40, 0)
    assert not canvas.frame.film.is_shown, "from elsewhere it shows nothing"


def test_a_tile_says_of_every_state_what_its_look_does() -> None:
    flow = flow_of("a: -> x", "b: x -> y", "c: y -> z")
    run = Run(flow)
    steps = [
        e.StepStarted(A), e.StepRetrying(A, 1, 4.0, "timeout", "no"), e.StepProgress(A, 0.5, ""),
        e.StepFailed(A, 1, "exception", "no"),
        e.StepBlocked(B, A, "input_lost", (A, "x"), "no"),
    ]  # fmt: skip
    for event in steps:
        run.tell(event)
        around = Around(plan=run.plan, state=run.state, goals=flow.goals)
        for step in flow.steps.values():
            assert tile_of(step, around) == tile_in(step_look(step, around))


def test_while_the_hand_moves_only_the_latest_moment_counts(qtbot) -> None:
    scrubber = Scrubber()
    qtbot.addWidget(scrubber)
    scrubber.resize(900, 40)
    scrubber.show()
    scrubber.show_moment(1, 50_000, "")
    wanted: list[int] = []
    scrubber.positionWanted.connect(wanted.append)
    slider = scrubber.slider

    def move(kind: QMouseEvent.Type, x: int) -> None:
        at, left, none = QPointF(x, 8), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(
            slider, QMouseEvent(kind, at, slider.mapToGlobal(at), left, left, none)
        )

    move(QMouseEvent.Type.MouseButtonPress, 20)
    for x in range(21, 200):
        move(QMouseEvent.Type.MouseMove, x)
    last = slider.value()
    move(QMouseEvent.Type.MouseButtonRelease, 199)
    assert wanted[-1] == last, "where it was let go is shown"
    assert not scrubber.is_late
    assert len(wanted) < 60
    assert all(one < other for one, other in pairwise(wanted))


async def test_work_that_ended_in_a_blink_was_at_work_all_the_same(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    steps = {"a": {"kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}}}
    hands = open_designer(write_flow(steps, ["a"]))
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed", "the run completes")
    records = hands.window.pages.current.records
    began = next(n for n, it in enumerate(records, 1) if isinstance(it.event, e.StepStarted))
    hands.window.moments.go_to(began)
    hands.canvas.set_reduced_motion(True)
    assert hands.canvas.step_status("a") == "running"
    running = pixels(hands.canvas)
    hands.canvas.is_past = False
    hands.canvas.frame.rebuild()
    assert running != pixels(hands.canvas), "live it would be shown as queued, for so short a time"


# flows inside flows --------------------------------------------------------------------------------


TWO = {
    "load": {
        "kind": "python", "config": {"function": "inner:load"},
        "inputs": {"n": {}}, "outputs": {"raw": {}},
    },
    "trim": {
        "kind": "python", "config": {"function": "inner:trim"},
        "inputs": {"raw": {}}, "outputs": {"text": {}},
    },
}  # fmt: skip
WAITING = """
import pathlib, time
def load(n):
    while not pathlib.Path(__file__).with_name("go").exists(): time.sleep(0.005)
    return "ab" * n
def trim(raw): return raw[1:]
"""


def begun(hands: Hands) -> list[str]:
    """The Steps that have begun, those inside by the way to them."""
    found = []
    for record in hands.window.pages.current.records:
        way, event = "", record.event
        while isinstance(event, e.Inner):
            way, event = f"{way}{event.step}/", event.event
        if isinstance(event, e.StepStarted):
            found.append(f"{way}{event.step}")
    return found


async def test_a_family_of_runs_is_paused_and_goes_on_one_step_at_a_time(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path], folder: Path
) -> None:
    write_child(folder, TWO)
    (folder / "deep" / "inner.py").write_text(WAITING)
    hands = open_designer(write_flow(PARENT, ["length"], WORK))
    window, session = hands.window, hands.window.session
    await until(lambda: window.pages.current.plan.steps, "it is planned")
    hands.canvas.setFocus()
    hands.key(Key.Key_F5)
    await until(lambda: begun(hands)[-1:] == ["child/load"], "the one inside is at work")
    hands.key(Key.Key_F5, CTRL)
    await until(lambda: session.is_paused, "paused")
    (folder / "deep" / "go").touch()
    inside = lambda: session.state.steps[StepId("child")].inner[None]  # type: ignore[index]  # noqa: E731
    await until(lambda: inside().steps[StepId("load")].status.is_terminal, "it is done")
    await asyncio.sleep(0.05)
    assert begun(hands)[-1] == "child/load", "nothing inside begins while it is paused"
    hands.key(Key.Key_F10)
    await until(lambda: begun(hands)[-1] == "child/trim", "one Step more, of the flow inside")
    await until(lambda: session.state.steps[StepId("child")].status.is_terminal)
    await asyncio.sleep(0.05)
    assert begun(hands)[-1] == "child/trim"
    assert session.is_paused
    hands.key(Key.Key_F5)
    await until(lambda: window.run_status() == "completed", "it goes on")
    assert begun(hands) == ["number", "child", "child/load", "child/trim", "length"]


async def test_breakpoints_of_a_flow_inside_are_said_not_to_hold_the_run_around_it(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path], folder: Path
) -> None:
    write_child(folder)
    path = write_flow(PARENT, ["length"], WORK)
    hands = open_designer(folder / "deep" / "child.flow.json")
    window = hands.window
    await until(lambda: window.pages.current.plan.steps, "the child is planned")
    hands.click_step("load")
    hands.key(Key.Key_F9)
    window.open_path(str(path))
    await until(lambda: "child" in window.pages.current.plan.steps, "the parent is planned")
    hands.canvas.setFocus()
    hands.key(Key.Key_F5)
    assert "Breakpoints of 'child.flow.json' do not hold this run" in window.parts.bar.sentence
    await until(lambda: window.run_status() == "completed", "and so it goes on to its end")


# from the command line -----------------------------------------------------------------------------


async def test_a_run_is_shown_in_a_designer_that_has_no_screen_but_memory(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path], home: Path
) -> None:
    steps = {"a": {"kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}}}
    hands = open_designer(write_flow(steps, ["a"]))
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed", "the run completes")
    await until(lambda: not hands.window.session.is_running, "and is kept")
    run = hands.window.session.state.run
    script = home / "seen.py"
    script.write_text(SEEN)
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, str(script), run, str(store_path())],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, check=True,
        timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout) == {"run": run, "a": "completed"}


SEEN = """
import asyncio, json, sys
import designer.session.instance as instance
from designer import app
from designer.window.family import Family

class Seen(instance.Doorman):
    def listen(self):
        window = Family.latest
        async def look():
            while window.pages.current.past is None or not window.isVisible():
                await asyncio.sleep(0.01)
            told = {"run": window.pages.current.past.run, "a": window.canvas.step_status("a")}
            print(json.dumps(told), flush=True)
            window.close()
        self.task = asyncio.ensure_future(look())
        return True

join = Family.join
def remember(self, window):
    Family.latest = window
    join(self, window)
Family.join = remember
app.Doorman = Seen
sys.exit(app.main(["--run", sys.argv[1], "--store", sys.argv[2]]))
"""
