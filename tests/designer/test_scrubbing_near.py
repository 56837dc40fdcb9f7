"""Going through the moments of a run where cards are seen: as fast as from afar, and at rest as ever."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest
from PySide6.QtGui import QImage, QPainter

from designer.canvas.curves import curve
from designer.canvas.geometry import Point, Rect
from designer.canvas.looks import Stroke, Tone, WireLook
from designer.canvas.painting.ink import FontMeasure, Ink
from designer.canvas.painting.scene import Scene
from designer.canvas.painting.strokes import OFF, ON, dashes_of, joints_of
from designer.canvas.painting.wire import Course, paint_wires
from designer.canvas.picture import Picture
from designer.session.playback import Playback
from designer.theme import load_theme
from engine.flow import Name
from engine.graph import wires
from engine.state import StepStatus
from engine.testing import flow_of
from tests.designer.drawing import PlainMeasure
from tests.designer.test_run_seen import pixels, settle, shown, told_of


def far_apart(one: QImage, other: QImage, least: int) -> float:
    """The share of pixels that differ by at least that in a colour."""
    pairs = zip(memoryview(one.constBits()), memoryview(other.constBits()), strict=True)
    return sum(abs(a - b) >= least for a, b in pairs) / (4 * one.width() * one.height())


def test_moments_seen_from_near_show_what_is_so_and_at_rest_just_as_if_it_was_painted_afresh(
    qtbot,
) -> None:
    diagram, records = told_of(220)
    playback, chosen = Playback(records), random.Random(7)
    canvas = shown(qtbot, diagram, playback, 0.8)
    qtbot.waitUntil(lambda: not canvas.frame.labels_wait)
    for _ in range(40):
        canvas.show_moment(playback.state, playback.seek(chosen.randint(1, len(records))))
        canvas.viewport().repaint()
    canvas.show_moment(playback.state, playback.seek(len(records) // 2))
    assert canvas.frame.is_rough, "the hand is moving"
    moving = pixels(canvas)
    fresh = Picture.of(PlainMeasure(), diagram, None, (), playback.state)
    for step in canvas.picture.steps_in(canvas.sight().area):
        assert canvas.picture.steps[step] == fresh.steps[step]
        assert all(canvas.picture.wires[w] == fresh.wires[w] for w in fresh.wiring.of(step))
    qtbot.waitUntil(lambda: not canvas.frame.is_rough)
    rested = pixels(canvas)
    assert moving != rested, "wires were drawn in pieces"
    assert far_apart(moving, rested, 40) < 0.004, "which nobody can tell"
    canvas.frame.rebuild()
    settle(qtbot, canvas)
    qtbot.waitUntil(lambda: not canvas.frame.labels_wait)
    assert rested == pixels(canvas)


def test_nothing_is_painted_where_a_moment_changes_nothing_in_sight(qtbot) -> None:
    diagram, records = told_of(220)
    playback = Playback(records)
    canvas = shown(qtbot, diagram, playback, 0.8)
    playback.seek(1)
    canvas.show_moment(playback.state, frozenset(playback.state.steps))
    assert not pixels(canvas).isNull()
    area = canvas.sight().area
    far = {s for s in diagram.flow.steps if not canvas.picture.box(s).grown(600).touches(area)}
    first = next(n for n, it in enumerate(records) if getattr(it.event, "step", None) in far)
    touched = playback.seek(first + 1)
    seen = canvas.picture.show_run(playback.state, touched, canvas.picture.renames, jump=True)
    assert not [rect for rect in seen if rect.touches(area)], (area, touched)


def test_what_is_at_work_is_known_after_any_jump(qtbot) -> None:
    diagram, records = told_of(220)
    playback = Playback(records)
    canvas = shown(qtbot, diagram, playback, 0.8)
    for position in range(1, len(records), len(records) // 9):
        canvas.show_moment(playback.state, playback.seek(position))
        busy = {s for s, it in playback.state.steps.items() if it.status is StepStatus.RUNNING}
        everywhere = canvas.picture.bounds()
        assert everywhere is not None
        assert set(canvas.picture.ticking_in(everywhere)) == busy
        assert canvas.picture.ticking == busy


def test_the_kept_dashes_of_a_wire_are_as_long_as_a_pen_makes_them_and_lie_on_it() -> None:
    course, near = curve(Point(0, 0), Point(900, 300)), Rect(300, 0, 200, 300)
    dashes = dashes_of(course, 2.0)
    inked = sum(math.hypot(c - a, d - b) for a, b, c, d in dashes)
    length = sum(a.to(b) for a, b in pairwise(course.points(4_000)))
    assert abs(inked / length - ON / (ON + OFF)) < 0.005
    there = course.points(4_000)
    for made in (dashes, joints_of(course, 2.0)):
        ends = [Point(*end) for line in made for end in (line[:2], line[2:])]
        assert all(min(end.to(at) for at in there) < 1.2 for end in ends)
    some = dashes_of(course, 2.0, near)
    assert set(some) < set(dashes), "no more than may be in view is worked out"
    inside = [it for it in dashes if near.contains(Point(*it[:2]))]
    assert set(inside) <= set(some)


@pytest.mark.parametrize("zoom", [0.4, 1.0, 1.7])
def test_a_dashed_wire_that_is_kept_as_an_outline_looks_as_one_that_a_pen_draws(
    qapp, zoom: float
) -> None:
    theme = load_theme("light")
    ink = Ink(theme, FontMeasure(theme))
    look = WireLook(attribute=Name("x"), tone=Tone.WAITING, stroke=Stroke.DASHED)
    flow = flow_of("a: -> x", "b: x -> y")
    (wire,) = wires(flow)
    courses = [
        Course(wire, look, curve(Point(10 / zoom, 20 / zoom), Point(to / zoom, 80 / zoom)), 1.0)
        for to in (190, 60)
    ]

    def drawn(*, as_paths: bool) -> QImage:
        image = QImage(200, 100, QImage.Format.Format_RGB32)
        image.fill(ink["canvas"])
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(zoom, zoom)
        paint_wires(painter, courses, Scene(ink=ink, zoom=zoom, as_paths=as_paths))
        painter.end()
        return image

    by_pen, kept = drawn(as_paths=True), drawn(as_paths=False)
    blank = QImage(200, 100, QImage.Format.Format_RGB32)
    blank.fill(ink["canvas"])
    assert far_apart(by_pen, blank, 30) > 0.002, "something is there to be compared"
    assert far_apart(by_pen, kept, 30) < 0.002
    assert far_apart(by_pen, kept, 6) < 0.01
