from __future__ import annotations

import time

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor

from designer.canvas.geometry import Point
from designer.canvas.slices import AT_ONCE_AFAR
from designer.canvas.view import Canvas
from designer.document import edits
from designer.document.diagram import Place
from designer.document.patch import apply
from designer.document.storage import save
from designer.theme import load_theme
from engine.events import Record, RunStarted, StepCompleted, StepStarted
from engine.flow import StepId
from engine.planner import make_plan
from engine.state import RunState
from tests.bench.watching import diagram_of
from tests.designer.hands import until


def shown(qtbot, count: int) -> Canvas:
    canvas = Canvas(load_theme("light"))
    qtbot.addWidget(canvas)
    canvas.resize(640, 400)
    canvas.show()
    canvas.show_diagram(diagram_of(count))
    canvas.zoom_to(0.2, Point(0, 0))
    settle(qtbot, canvas)
    return canvas


def settle(qtbot, canvas: Canvas) -> None:
    qtbot.waitUntil(lambda: not (canvas.picture.is_behind or canvas.frame.is_blurred))


def pixels(canvas: Canvas) -> object:
    return canvas.viewport().grab().toImage()


def test_from_afar_what_changes_and_pans_keep_looks_as_if_painted_afresh(qtbot):
    canvas = shown(qtbot, 300)
    state, plan = RunState(run="R"), make_plan(canvas.picture.diagram.flow)
    canvas.show_plan(plan, ())
    state.apply(Record(1, time.time(), RunStarted("afar", plan, {})))
    canvas.show_run(state, frozenset())
    state.apply(Record(2, time.time(), StepStarted(StepId("step-0"))))
    state.apply(Record(3, time.time(), StepCompleted(StepId("step-0"), 1)))
    canvas.show_run(state, frozenset({StepId("step-0")}))
    before = pixels(canvas)
    patch = edits.move(canvas.picture.diagram, {StepId("step-20"): Place(700.0, 900.0)})
    canvas.show_patch(patch, apply(canvas.picture.diagram, patch))
    canvas.pan(-130, -45)
    canvas.select(["step-20"])
    canvas.select([])
    kept = pixels(canvas)
    canvas.frame.rebuild()
    assert kept == pixels(canvas)
    assert kept != before


def test_from_afar_a_large_flow_is_painted_bit_by_bit_until_all_of_it_is_there(qtbot):
    canvas = shown(qtbot, AT_ONCE_AFAR + 100)
    canvas.frame.rebuild()
    pixels(canvas)
    settle(qtbot, canvas)
    kept = pixels(canvas)
    seen = canvas.camera
    canvas.zoom_to(0.12, Point(0, 0))
    canvas.look_at(seen)
    settle(qtbot, canvas)
    assert pixels(canvas) == kept
    box = canvas.step_rect("step-0")
    ground = kept.pixelColor(QPoint(box.right() + 6, box.bottom() + 3))
    assert kept.pixelColor(box.center()) != ground


def test_a_tile_says_its_title_as_long_as_it_can_carry_one(qtbot):
    canvas = shown(qtbot, 40)
    text = canvas.theme["text"]

    def writes(zoom: float) -> bool:
        canvas.zoom_to(zoom, Point(0, 0))
        settle(qtbot, canvas)
        box, image = canvas.step_rect("step-0").adjusted(3, 3, -3, -3), pixels(canvas)
        spots = [
            (x, y) for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())
        ]
        return any(near(image.pixelColor(x, y), text) for x, y in spots)

    assert writes(0.34)
    assert writes(0.25)
    assert not writes(0.12)


def near(one: QColor, other: QColor) -> bool:
    apart = zip(one.getRgb(), other.getRgb(), strict=True)
    return all(abs(a - b) < 60 for a, b in apart)  # type: ignore[operator]


def test_a_large_flow_is_sketched_before_anybody_knows_where_all_of_it_is(qtbot):
    canvas = Canvas(load_theme("light"))
    qtbot.addWidget(canvas)
    canvas.resize(640, 400)
    canvas.show()
    canvas.show_diagram(diagram_of(AT_ONCE_AFAR + 500))
    sketch = pixels(canvas)
    assert canvas.picture.is_behind
    middle = canvas.camera.rect_to_view(canvas.picture.guess(StepId("step-900"))).center
    assert sketch.pixelColor(round(middle.x), round(middle.y)) != canvas.theme["canvas"]
    settle(qtbot, canvas)
    assert not canvas.frame.is_opening


async def test_a_large_file_is_read_while_the_window_goes_on(open_designer, tmp_path):
    path = tmp_path / "large.flow.json"
    save(path, diagram_of(2_000))
    hands = open_designer()
    hands.window.open_path(str(path))
    assert not hands.window.document.diagram.flow.steps
    hands.window.open_path(str(path))  # asked twice, it is opened once
    await until(lambda: len(hands.window.document.diagram.flow.steps) == 2_000)
    assert hands.window.document.path == path
    assert len(hands.window.pages.all) == 1
    broken = tmp_path / "broken.flow.json"
    broken.write_text("{" + " " * 500_000)
    hands.window.open_path(str(broken))
    await until(lambda: "broken" in hands.window.parts.bar.sentence)
    assert hands.window.document.path == path
