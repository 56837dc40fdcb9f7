from __future__ import annotations

import time
from collections.abc import Mapping
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.canvas.curves import curve
from designer.canvas.geometry import Point
from designer.document.diagram import Place
from designer.document.lanes import Lanes, Link
from designer.document.tidying import Block, GivenUp, lay_out, tidy
from engine.flow import FLOW_INPUTS, Declared, Flow, StepId, Wire
from engine.graph import wires
from engine.testing import flow_of
from tests.strategies import acyclic_flows


def block(flow: Flow, step: StepId, x: float, y: float) -> Block:
    if step == FLOW_INPUTS:
        return Block(x, y, 180, 100, {}, dict.fromkeys(flow.inputs, 60.0))
    it = flow.steps[step]
    rows = max(len(it.inputs), len(it.outputs))
    return Block(
        x, y, 220, 80 + 22 * rows,
        {name: 60.0 + 22 * n for n, name in enumerate(it.inputs)},
        {name: 60.0 + 22 * n for n, name in enumerate(it.outputs)},
    )  # fmt: skip


def blocks(flow: Flow, places: dict[str, tuple[float, float]]) -> dict[StepId, Block]:
    steps = [*flow.steps, *([FLOW_INPUTS] if flow.inputs else [])]
    return {step: block(flow, step, *places.get(step, (0.0, 0.0))) for step in steps}


def test_a_wire_runs_straight_where_nothing_is_in_the_way() -> None:
    flow = flow_of("a: -> x", "b: k, x", k=Declared())
    places = tidy(flow, blocks(flow, {"b": (300, 90)}))
    assert places[StepId("a")].y + 60 == places[StepId("b")].y + 60 + 22 - 2  # as near as the grid
    assert places[FLOW_INPUTS].x < places[StepId("a")].x < places[StepId("b")].x


def test_what_the_user_put_above_stays_above() -> None:
    flow = flow_of("a: -> x", "b: x", "c: x", "d: x")
    at = {"b": (300.0, 50.0), "c": (500.0, 400.0), "d": (0.0, 300.0)}
    places = tidy(flow, blocks(flow, at))
    assert places[StepId("b")].y < places[StepId("d")].y < places[StepId("c")].y
    assert len({places[StepId(s)].x for s in "bcd"}) == 1


def test_the_upper_left_corner_stays() -> None:
    flow = flow_of("a: -> x", "b: x")
    places = tidy(flow, blocks(flow, {"a": (400, 200), "b": (700, 260)}))
    assert min(place.x for place in places.values()) == 400
    assert min(place.y for place in places.values()) == 200


@settings(max_examples=60, deadline=None)
@given(acyclic_flows(), st.randoms(use_true_random=False))
def test_no_cards_overlap_and_a_second_time_changes_nothing(flow: Flow, chance: object) -> None:
    at = {
        step: (chance.randrange(0, 900) * 1.0, chance.randrange(0, 900) * 1.0)  # type: ignore[attr-defined]
        for step in [*flow.steps, FLOW_INPUTS]
    }
    before = blocks(flow, at)
    places = tidy(flow, before)
    assert places.keys() == before.keys()
    for one, other in combinations(places, 2):
        a, b = before[one], before[other]
        (ax, ay), (bx, by) = places[one], places[other]
        assert ax + a.w <= bx or bx + b.w <= ax or ay + a.h <= by or by + b.h <= ay
    again = {step: block(flow, step, *place) for step, place in places.items()}
    assert lay_out(flow, again) == lay_out(flow, before)


def crossed(flow: Flow, places: Mapping[StepId, Place], bends: Mapping[Wire, tuple[Place, ...]]):
    """The cards between its ends that a wire runs over, by wire, as the canvas draws it."""
    there = {step: block(flow, step, *place) for step, place in places.items()}
    found: dict[Wire, set[StepId]] = {}
    for wire in wires(flow):
        one, other = there[wire.source.step], there[wire.target.step]
        start = Point(one.x + one.w, one.y + one.outputs[wire.source.name])
        end = Point(other.x, other.y + other.inputs[wire.target.name])
        if end.x <= start.x:
            continue
        course = curve(start, end, tuple(Point(*at) for at in bends.get(wire, ())))
        for at in course.points(40):
            found.setdefault(wire, set()).update(
                step
                for step, it in there.items()
                if step not in (wire.source.step, wire.target.step)
                and it.x < at.x < it.x + it.w
                and it.y < at.y < it.y + it.h
            )
    return {wire: steps for wire, steps in found.items() if steps}


def test_a_wire_past_several_columns_runs_over_no_card() -> None:
    flow = flow_of(
        "a: -> x, far", "b: x -> y", "c: y -> z", "d: z, far", "e: x -> w", "f: w -> v", "g: v, far",
    )  # fmt: skip
    laid = lay_out(flow, blocks(flow, {}))
    assert not crossed(flow, laid.places, laid.bends)
    assert crossed(flow, laid.places, {}).keys() == laid.bends.keys()
    assert {str(wire.source) for wire in laid.bends} <= {"a.far"}


def test_wires_of_one_output_share_their_lanes_and_short_ones_have_none() -> None:
    flow = flow_of("a: -> x", "b: x -> y", "c: y -> z", "d: z, x", "e: z, x")
    where = {StepId(step): column for step, column in zip("abcde", (0, 1, 2, 3, 3), strict=True)}
    lanes = Lanes([Link(wire, 0.0, 0.0) for wire in wires(flow)], where)
    assert sorted(column for column, _ in lanes) == [1, 2]
    assert {str(wire.target) for wire in wires(flow) if wire in lanes} == {"d.x", "e.x"}


def test_of_the_wires_that_would_run_over_cards_next_to_none_does() -> None:
    would, still = 0, 0
    for seed in range(25):
        chance = Random(seed)
        flow = flow_of(
            *(
                f"s{n}: {', '.join(f'x{m}' for m in chance.sample(range(n), min(n, 3)))} -> x{n}"
                for n in range(chance.randrange(4, 14))
            )
        )
        laid = lay_out(flow, blocks(flow, {}))
        would += len(crossed(flow, laid.places, {}))
        still += len(crossed(flow, laid.places, laid.bends))
    assert would > 80
    assert still < would / 25


def test_a_layout_that_nobody_wants_any_more_is_given_up() -> None:
    flow = flow_of("a: -> x", "b: x -> y", "c: y, x")
    told: list[float] = []

    def tell(share: float) -> bool:
        told.append(share)
        return len(told) < 5

    with pytest.raises(GivenUp):
        lay_out(flow, blocks(flow, {}), tell)
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] < 1


def test_ten_thousand_steps_are_laid_out_in_two_seconds() -> None:
    lines = [f"s{n}: {'x' + str(n // 2) if n else ''} -> x{n + 1}" for n in range(10_000)]
    flow = flow_of(*lines)
    there = blocks(flow, {f"s{n}": (0.0, float(n)) for n in range(10_000)})
    start = time.process_time()
    assert len(tidy(flow, there)) == 10_000
    assert time.process_time() - start < 4.0
