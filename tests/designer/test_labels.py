"""Where the names of wires are written, and that an edit does not wait for them."""

from __future__ import annotations

from designer.canvas.curves import Curve
from designer.canvas.geometry import Point, Rect
from designer.canvas.labels import Labels
from designer.canvas.picture import Picture
from tests.bench.bench_canvas import diagram_of
from tests.designer.drawing import PlainMeasure


def test_labels_beside_a_change_stay_where_they_were_until_they_are_placed_anew():
    measure = PlainMeasure()
    picture = Picture.of(measure, diagram_of(150))
    picture.finish()
    wires, labels = sorted(picture.wiring.wires), Labels(measure)
    before = labels.place(wires, picture, {}, all_now=True)
    assert len(before) > 100

    labels.forget([Rect(-1e6, -1e6, 2e6, 2e6)])
    shown = labels.place(wires, picture, {})
    assert labels.is_behind
    assert shown.keys() == before.keys(), "none goes out for a moment"

    moved = [at for _ in range(1000) if labels.is_behind for at in labels.go_on(picture)]
    assert not labels.is_behind
    after = labels.place(wires, picture, {})
    assert not labels.is_behind
    late = [w for w in wires if shown.get(w) == before.get(w) != after.get(w)]
    assert {at for wire in late for at in (before[wire], after.get(wire)) if at} <= set(moved)


def test_a_label_whose_wire_runs_elsewhere_is_not_shown_where_it_was():
    measure = PlainMeasure()
    picture = Picture.of(measure, diagram_of(150))
    picture.finish()
    wires, labels = sorted(picture.wiring.wires), Labels(measure)
    labels.place(wires, picture, {}, all_now=True)
    labels.forget([Rect(-1e6, -1e6, 2e6, 2e6)])
    lower = {wire: _lowered(picture.curves[wire]) for wire in wires[-5:]}
    shown = labels.place(wires, picture, lower)
    assert lower.keys() & shown.keys()
    assert all(shown[wire].y > 9000 for wire in lower if wire in shown)


def _lowered(course: Curve) -> Curve:
    ends = {part: getattr(course, part) for part in ("start", "lead", "trail", "end")}
    return course._replace(**{part: Point(at.x, at.y + 10_000) for part, at in ends.items()})
