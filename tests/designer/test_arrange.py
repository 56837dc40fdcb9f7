from __future__ import annotations

import time
from collections import OrderedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from designer.canvas.painting.ink import FontMeasure
from designer.canvas.picture import Picture
from designer.document.arrange import arrange, estimates, missing_places
from designer.document.diagram import Diagram, Place
from designer.theme import load_theme
from engine.flow import FLOW_INPUTS, Declared, Flow, Input, Name, Output, Step, StepId
from engine.graph import wires
from engine.testing import flow_of

A, B, C = StepId("a"), StepId("b"), StepId("c")


def test_every_step_stands_right_of_those_that_feed_it() -> None:
    flow = flow_of("d: x, z", "b: x -> y", "a: m -> x", "c: y -> z", m=Declared())
    places = arrange(flow)
    assert places.keys() == {*flow.steps, FLOW_INPUTS}
    assert all(places[w.source.step].x < places[w.target.step].x for w in wires(flow))


def test_the_card_of_the_inputs_has_the_first_column_to_itself() -> None:
    places = arrange(flow_of("a: -> x", "b: m", m=Declared()))
    assert places[FLOW_INPUTS].x < min(places[A].x, places[B].x)
    assert FLOW_INPUTS not in arrange(flow_of("a: m"))


def test_columns_are_as_wide_as_their_widest_card_and_centred() -> None:
    flow = flow_of("a: -> x", "b: -> y", "c: x, y")
    places = arrange(flow, {A: (300, 100), B: (100, 100), C: (100, 40)})
    assert places[C].x >= 300
    assert places[C].y + 20 == (places[A].y + places[B].y + 100) / 2


def test_no_two_cards_overlap() -> None:
    flow = flow_of(*[f"s{n}: i{n}=o{n // 3}, j, k -> o{n}" for n in range(1, 60)], "s0: -> o0")
    size = dict.fromkeys(flow.steps, (200.0, 150.0))
    places = list(arrange(flow, size).values())
    assert not any(
        abs(one.x - two.x) < 200 and abs(one.y - two.y) < 150
        for n, one in enumerate(places)
        for two in places[:n]
    )


def test_neighbours_are_put_side_by_side() -> None:
    flow = flow_of("a: -> x", "b: -> y", "c: y", "d: x")
    places = arrange(flow)
    assert (places[A].y < places[B].y) == (places[StepId("d")].y < places[C].y)


def test_the_order_of_the_file_does_not_matter() -> None:
    lines = ["a: -> x", "b: -> y", "c: y, z", "d: x -> z", "e: z"]
    assert arrange(flow_of(*lines)) == arrange(flow_of(*reversed(lines)))


def test_cycles_and_steps_that_feed_themselves_are_laid_out() -> None:
    places = arrange(flow_of("a: x -> y", "b: y -> x", "c: c -> c"))
    assert places.keys() == {A, B, C}
    assert places[A].x < places[B].x


def test_an_empty_flow_has_no_places() -> None:
    assert arrange(Flow()) == {}
    assert missing_places(Diagram()) == {}


def test_what_is_placed_stays_and_the_rest_goes_below() -> None:
    flow = flow_of("a: -> x", "b: x", "c: x", m=Declared())
    placed = {A: Place(500, 300)}
    new = missing_places(Diagram(flow=flow, places=placed))
    assert new.keys() == {B, C}
    assert min(place.y for place in new.values()) > 300
    assert min(place.x for place in new.values()) == 500


def test_a_card_that_alone_is_placed_stays_too() -> None:
    diagram = Diagram(flow=flow_of("a: m", m=Declared()), places={FLOW_INPUTS: Place(-5, 7)})
    new = missing_places(diagram)
    assert new[FLOW_INPUTS] == Place(-5, 7)
    assert A in new


def test_ten_thousand_steps_are_laid_out_in_a_second() -> None:
    lines = [f"s{n}: i=o{n // 2}, j=o{n - 7 if n > 7 else 0} -> o{n}" for n in range(1, 10_000)]
    flow = flow_of(*lines, "s0: -> o0")
    start = time.process_time()
    places = arrange(flow)
    assert time.process_time() - start < 2
    assert len(places) == 10_000


WORDS = st.text("aMW_ .é字", max_size=60)


@pytest.mark.gui
@given(
    title=WORDS, kind=WORDS, names=st.lists(st.text("aMW_", min_size=1, max_size=40), max_size=4)
)
def test_no_card_is_larger_than_a_layout_takes_it_to_be(
    qapp: QApplication, title: str, kind: str, names: list[str]
) -> None:
    ports = OrderedDict((Name(name), Input()) for name in names)
    outputs = OrderedDict((Name(f"{name}o"), Output()) for name in names[1:])
    step = Step(id=A, kind=kind, title=title, inputs=ports, outputs=outputs)
    flow = Flow(steps={A: step}, inputs={Name(name): Declared() for name in names})
    picture = Picture.of(FontMeasure(load_theme("light")), Diagram(flow=flow))
    taken = estimates(flow)
    for card in [A, *([FLOW_INPUTS] if names else [])]:
        real = picture.cards[card].shape
        assert taken[card][0] >= real.width
        assert taken[card][1] >= real.height
