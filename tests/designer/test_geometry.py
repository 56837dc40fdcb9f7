from __future__ import annotations

import pytest

from designer.canvas.curves import cover, curve, distance
from designer.canvas.geometry import (
    CARD_MAX,
    CARD_MIN,
    GRID,
    Card,
    Point,
    Rect,
    Type,
    Words,
    bounds,
    elide,
    shape,
    snapped,
    wrap,
)
from designer.canvas.grid import Grid
from engine.flow import Name
from tests.designer.drawing import PlainMeasure

MEASURE = PlainMeasure()


def words(title: str, inputs: str = "", outputs: str = "") -> Words:
    names = [tuple(Name(name) for name in text.split()) for text in (inputs, outputs)]
    return Words(title, "python", names[0], names[1])


def test_a_text_that_fits_is_left_alone() -> None:
    assert elide("load", 24, Type.SMALL, MEASURE) == "load"


def test_a_long_text_is_shortened_in_the_middle_and_then_fits() -> None:
    shown = elide("customer_identifier", 60, Type.SMALL, MEASURE)
    assert shown == "custo…fier"
    assert MEASURE.width(shown, Type.SMALL) <= 60


def test_a_title_breaks_between_words() -> None:
    assert wrap("send the welcome email", 100, Type.TITLE, MEASURE) == (
        "send the",
        "welcome email",
    )


def test_a_title_without_spaces_breaks_and_is_elided() -> None:
    first, second = wrap("x" * 60, 100, Type.TITLE, MEASURE)
    assert len(first) == 16
    assert "…" in second
    assert MEASURE.width(second, Type.TITLE) <= 100


@pytest.mark.parametrize("title", ["a", "load", "x" * 20, "a title of many words", "x" * 200])
def test_no_line_of_a_card_is_wider_than_the_card(title: str) -> None:
    made = shape(words(title, "left " + "l" * 70, "right " + "r" * 70), MEASURE)
    assert CARD_MIN <= made.width <= CARD_MAX
    assert made.width % GRID == 0
    assert all(MEASURE.width(line, Type.TITLE) < made.width for line in made.title)
    for left, right in zip(made.inputs.values(), made.outputs.values(), strict=True):
        both = MEASURE.width(left.text, Type.SMALL) + MEASURE.width(right.text, Type.SMALL)
        assert both + 24 <= made.width


def test_a_short_name_leaves_its_room_to_the_long_one_beside_it() -> None:
    made = shape(words("load", "x", "r" * 40), MEASURE)
    assert made.inputs[Name("x")].text == "x"
    assert len(made.outputs[Name("r" * 40)].text) > 30


def test_ports_lie_on_the_edges_inputs_left_outputs_right() -> None:
    made = shape(words("load", "a b", "c"), MEASURE)
    card = Card(100, 50, made)
    assert card.port("input", Name("a")) == Point(100, 50 + made.inputs[Name("a")].at.y)
    assert card.port("output", Name("c")) == Point(
        100 + made.width, card.port("input", Name("a")).y
    )  # type: ignore[union-attr]
    assert card.port("output", Name("a")) is None


def test_a_wire_leaves_to_the_right_and_arrives_from_the_left_even_backwards() -> None:
    for end in (Point(300, 80), Point(-300, 80)):
        wire = curve(Point(0, 0), end)
        assert wire.at(0) == wire.start
        assert wire.at(1) == pytest.approx(wire.end)
        assert wire.at(0.05).x > 0
        assert wire.at(0.95).x < end.x


def test_the_cover_of_a_wire_holds_every_point_of_it() -> None:
    for end in (Point(900, 400), Point(30, -500), Point(-700, 90), Point(0, 0), Point(5, 1)):
        wire = curve(Point(0, 0), end)
        rects = cover(wire)
        assert all(any(rect.contains(at) for rect in rects) for at in wire.points(200)), end
    assert len(cover(curve(Point(0, 0), Point(900, 400)))) > 3


def test_the_distance_to_a_wire_is_that_to_its_nearest_piece() -> None:
    wire = curve(Point(0, 0), Point(200, 0))
    assert distance(wire, Point(100, 7)) == pytest.approx(7)
    assert distance(wire, Point(-3, 4)) == pytest.approx(5)


def test_snapping_goes_to_the_nearest_point_of_the_grid() -> None:
    assert snapped(Point(29, -11)) == Point(20, -20)


def test_bounds_hold_everything_and_nothing_has_none() -> None:
    assert bounds([Rect(0, 0, 10, 10), Rect(-5, 20, 5, 5)]) == Rect(-5, 0, 15, 25)
    assert bounds([]) is None


def test_a_grid_finds_what_is_near_and_forgets_what_is_dropped() -> None:
    grid: Grid[str] = Grid()
    grid.put("a", [Rect(0, 0, 100, 100)])
    grid.put("b", [Rect(5000, 5000, 100, 100)])
    assert grid.near(Rect(50, 50, 1, 1)) == {"a"}
    grid.put("a", [Rect(5000, 4900, 100, 100)])
    assert grid.near(Rect(50, 50, 1, 1)) == set()
    assert grid.near(Rect(4900, 4900, 400, 400)) == {"a", "b"}
    assert grid.near(Rect(-1e6, -1e6, 2e6, 2e6)) == {"a", "b"}
    grid.drop("b")
    grid.drop("b")
    assert grid.near(Rect(5050, 5050, 1, 1)) == {"a"}


def test_what_is_very_long_is_found_without_covering_thousands_of_cells():
    grid: Grid[str] = Grid()
    grid.put("long", [Rect(0, 0, 10, 2_000_000)])
    grid.put("short", [Rect(0, 1_000_000, 10, 10)])
    assert grid.near(Rect(0, 1_000_000, 5, 5)) == {"long", "short"}
    assert grid.near(Rect(900_000, 1_000_000, 5, 5)) == set()
    grid.put("long", [Rect(0, 0, 10, 10)])
    assert grid.near(Rect(0, 1_000_000, 5, 5)) == {"short"}
    grid.drop("short")
    assert grid.near(Rect(0, 1_000_000, 5, 5)) == set()
