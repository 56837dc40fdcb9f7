from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from designer.document import edits, fragment
from designer.document.diagram import Diagram, Place
from designer.document.edits import EditRefused
from designer.document.patch import Patch, StalePatch, apply, diff
from designer.document.storage import Order, from_file, view_of
from engine.codec import dump_flow, parse_flow
from engine.datatype import ANY, DataType, TypeName
from engine.flow import (
    FLOW_INPUTS,
    Collect,
    Declared,
    Flow,
    Input,
    Name,
    Output,
    Port,
    Step,
    StepId,
    Wire,
)
from engine.graph import find_cycle, wires
from engine.planner import make_plan
from engine.value import ABSENT, same

WORDS = [Name(word) for word in ("", " ", "1x", "a b", "ä", "x-", "x\n", "ok", "Ok_1")]
"""What people type into a field for a name; few of them can be one."""

IDS = [StepId(step) for step in ("a", "b", "c", "d-1")]
NAMES = [Name(name) for name in ("x", "y", "z", "x_2", "a_x")]

types = st.sampled_from([ANY, ANY, DataType(name=TypeName.STRING), DataType(name=TypeName.INTEGER)])
names = st.sampled_from(NAMES)
inputs = st.builds(
    Input,
    type=types,
    value=st.sampled_from([ABSENT, ABSENT, ABSENT, 1]),
    sources=st.lists(names, unique=True, max_size=2).map(tuple),
    collect=st.sampled_from([Collect.FIRST, Collect.FIRST, Collect.ALL]),
)
outputs = st.builds(
    Output,
    type=types,
    attribute=st.sampled_from([Name(""), *NAMES]),
    value=st.sampled_from([ABSENT, ABSENT, ABSENT, True]),
)
configs = st.dictionaries(st.sampled_from("pq"), st.sampled_from([1, 1.0, True, None]), max_size=2)


def ports(kind: st.SearchStrategy[Any]) -> st.SearchStrategy[OrderedDict[Name, Any]]:
    return st.dictionaries(names, kind, max_size=2).map(OrderedDict)


def step(name: StepId) -> st.SearchStrategy[Step]:
    return st.builds(
        Step,
        id=st.just(name),
        kind=st.just("python"),
        config=configs,
        inputs=ports(inputs),
        outputs=ports(outputs),
        disabled=st.sampled_from([False, False, True]),
    )


places = st.builds(Place, st.integers(0, 3).map(float), st.integers(0, 3).map(float))


@st.composite
def diagrams(draw: st.DrawFn) -> Diagram:
    chosen = draw(st.lists(st.sampled_from(IDS), unique=True))
    flow = Flow(
        name=draw(st.sampled_from(["", "one"])),
        steps={name: draw(step(name)) for name in chosen},
        goals=frozenset(draw(st.lists(st.sampled_from(chosen)))) if chosen else frozenset(),
        inputs=draw(st.dictionaries(names, st.builds(Declared, type=types), max_size=2)),
        presets=draw(st.dictionaries(st.just("p"), st.dictionaries(names, st.just(1)))),
    )
    cards = [*chosen, FLOW_INPUTS]
    placed = draw(st.dictionaries(st.sampled_from(cards), places))
    return Diagram(flow=flow, places=placed, view=draw(configs))


def alike(one: Diagram, other: Diagram) -> bool:
    return one == other and diff(one, other).is_empty


@given(diagrams(), diagrams())
def test_a_difference_leads_from_one_diagram_to_the_other_and_back(a: Diagram, b: Diagram) -> None:
    patch = diff(a, b)
    assert alike(apply(a, patch), b)
    assert alike(apply(b, patch.inverse()), a)
    assert patch.inverse().inverse() == patch


@given(diagrams(), diagrams(), diagrams())
def test_two_differences_join_into_one(a: Diagram, b: Diagram, c: Diagram) -> None:
    joined = diff(a, b).then(diff(b, c))
    assert joined == diff(a, c)
    assert alike(apply(a, joined), c)


@given(diagrams(), diagrams(), diagrams())
def test_a_patch_fits_only_where_it_finds_what_it_expects(
    a: Diagram, b: Diagram, c: Diagram
) -> None:
    patch = diff(a, b)
    try:
        after = apply(c, patch)
    except StalePatch:
        assert not alike(a, c)
    else:
        assert alike(apply(after, patch.inverse()), c)


@given(diagrams())
def test_one_and_true_and_one_point_zero_are_three_values(diagram: Diagram) -> None:
    one, true, point = (
        replace(diagram, view={"v": value}, flow=replace(diagram.flow, extra={"x-v": value}))
        for value in (1, True, 1.0)
    )
    assert len({repr(diff(one, other)) for other in (one, true, point)}) == 3
    with pytest.raises(StalePatch):
        apply(true, diff(one, point))


class Drawn:
    """An edit chosen at random, and what it may do to the wires."""

    def __init__(
        self,
        patch: Patch,
        *,
        lost: Callable[[Wire], bool] = lambda wire: False,
        gained: Callable[[Wire], bool] = lambda wire: False,
        moved: Callable[[Port, str], Port] = lambda port, side: port,
    ) -> None:
        self.patch, self.lost, self.gained, self.moved = patch, lost, gained, moved


def some_wire(draw: st.DrawFn, flow: Flow) -> Wire:
    sources = [Port(s.id, name) for s in flow.steps.values() for name in s.outputs]
    sources += [Port(FLOW_INPUTS, name) for name in flow.inputs]
    targets = [Port(s.id, name) for s in flow.steps.values() for name in s.inputs]
    assume(sources and targets)
    return Wire(draw(st.sampled_from(sources)), draw(st.sampled_from(targets)))


def some_port(draw: st.DrawFn, flow: Flow, side: str) -> Port:
    found = [Port(s.id, name) for s in flow.steps.values() for name in getattr(s, f"{side}s")]
    assume(found)
    return draw(st.sampled_from(found))


def some_step(draw: st.DrawFn, diagram: Diagram) -> Step:
    assume(diagram.flow.steps)
    return draw(st.sampled_from(list(diagram.flow.steps.values())))


def connect(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    wire, more = some_wire(draw, diagram.flow), draw(st.booleans())
    card = wire.source.step == FLOW_INPUTS
    return Drawn(
        edits.connect(diagram, wire, alternative=more),
        lost=lambda other: other.target == wire.target and not more,
        # a name that is a Flow input as well is an alternative for all its readers
        gained=lambda other: (
            other.target == wire.target
            and (other == wire or card != (other.source.step == FLOW_INPUTS))
        ),
    )


def cut(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    there = wires(diagram.flow)
    assume(there)
    chosen = draw(st.sets(st.sampled_from(there), min_size=1))
    return Drawn(edits.cut(diagram, chosen), lost=lambda wire: wire in chosen)


def remove(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    gone = draw(st.sets(st.sampled_from(IDS)).map(lambda s: s & diagram.flow.steps.keys()))
    there = wires(diagram.flow)
    chosen = draw(st.sets(st.sampled_from(there))) if there else set()
    return Drawn(
        edits.remove(diagram, gone, chosen),
        lost=lambda wire: wire in chosen or bool(gone & {wire.source.step, wire.target.step}),
    )


def rename_step(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    old, new = some_step(draw, diagram).id, StepId("new")
    return Drawn(
        edits.rename_step(diagram, old, new),
        moved=lambda port, side: Port(new, port.name) if port.step == old else port,
    )


def rename_port(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    side = draw(st.sampled_from(["input", "output"]))
    old, new = some_port(draw, diagram.flow, side), draw(names)
    after = Port(old.step, new)
    return Drawn(
        edits.rename_port(diagram, old.step, side, old.name, new),  # type: ignore[arg-type]
        # by its new name a port may find others
        gained=lambda wire: side == "output" or wire.target == after,
        moved=lambda port, where: after if port == old and where == side else port,
    )


def add_port(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    owner, name = some_step(draw, diagram).id, draw(st.sampled_from(["", *NAMES]))
    add = draw(st.sampled_from([edits.add_input, edits.add_output]))
    return Drawn(
        add(diagram, owner, name),
        gained=lambda wire: bool(name) and owner in {wire.source.step, wire.target.step},
    )


def remove_port(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    side = draw(st.sampled_from(["input", "output"]))
    port = some_port(draw, diagram.flow, side)
    return Drawn(
        edits.remove_port(diagram, port.step, side, port.name),  # type: ignore[arg-type]
        lost=lambda wire: port == (wire.target if side == "input" else wire.source),
    )


def move_port(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    port, to = some_port(draw, diagram.flow, "input"), draw(st.integers(-1, 3))
    return Drawn(edits.move_port(diagram, port.step, "input", port.name, to))


def set_output(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    port, new = some_port(draw, diagram.flow, "output"), draw(outputs)
    return Drawn(
        edits.set_port(diagram, port.step, "output", port.name, new), gained=lambda wire: True
    )


def add_step(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    template = draw(step(draw(st.sampled_from([*IDS, StepId("")]))))
    patch = edits.add_step(diagram, template, draw(places))
    (new,) = patch.steps
    return Drawn(patch, gained=lambda wire: new in {wire.source.step, wire.target.step})


def paste(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    other = draw(diagrams())
    patch = fragment.paste(diagram, fragment.copy(other, IDS), draw(places))
    new = patch.steps.keys()
    return Drawn(patch, gained=lambda wire: {wire.source.step, wire.target.step} <= new)


def declare(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    name, declared = draw(names), draw(st.sampled_from([None, Declared()]))
    port = Port(FLOW_INPUTS, name)
    return Drawn(
        edits.declare(diagram, name, declared),
        lost=lambda wire: declared is None and wire.source == port,
        gained=lambda wire: wire.source == port,
    )


def rename_declared(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    assume(diagram.flow.inputs)
    old, new = draw(st.sampled_from(list(diagram.flow.inputs))), draw(names)
    after = Port(FLOW_INPUTS, new)
    return Drawn(
        edits.rename_declared(diagram, old, new),
        gained=lambda wire: wire.source == after,
        moved=lambda port, side: after if port == Port(FLOW_INPUTS, old) else port,
    )


def picture_only(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    chosen = some_step(draw, diagram)
    patches = [
        edits.move(diagram, {chosen.id: draw(places), FLOW_INPUTS: draw(places)}),
        edits.set_goal(diagram, chosen.id, draw(st.booleans())),
        edits.set_step(diagram, replace(chosen, title="T", config={"p": draw(st.booleans())})),
        edits.set_flow(diagram, name="two", view={"zoom": 1}),
    ]
    return Drawn(draw(st.sampled_from(patches)))


def typed(draw: st.DrawFn, diagram: Diagram) -> Drawn:
    """A name as it is typed: an edit either refuses it or makes what a file can hold."""
    word, chosen = draw(st.sampled_from(WORDS)), some_step(draw, diagram)
    side = draw(st.sampled_from(["input", "output"]))
    ports_there = list(getattr(chosen, f"{side}s"))
    port = draw(st.sampled_from([*ports_there, Name("none")]))
    said = draw(st.sampled_from([Input(sources=(word,)), Output(attribute=word)]))
    value = draw(st.sampled_from([1, float("nan"), "\ud800", float("inf")]))
    tries = [
        lambda: edits.rename_port(diagram, chosen.id, side, port, word),  # type: ignore[arg-type]
        lambda: edits.rename_step(diagram, chosen.id, word),
        lambda: edits.add_input(diagram, chosen.id, word),
        lambda: edits.add_output(diagram, chosen.id, word),
        lambda: edits.add_input(diagram, chosen.id, "", Input(sources=(word,))),
        lambda: edits.add_output(diagram, chosen.id, "", Output(attribute=word)),
        lambda: edits.set_step(diagram, replace(chosen, inputs=OrderedDict({word: Input()}))),
        lambda: edits.set_step(diagram, replace(chosen, config={"p": value})),
        lambda: edits.add_step(diagram, replace(chosen, outputs=OrderedDict(y=said)), Place(0, 0)),
        lambda: edits.declare(diagram, word, Declared(default=value)),
        lambda: edits.rename_declared(diagram, Name("x"), word),
        lambda: edits.set_flow(diagram, presets={word: {word: 1}}),
        lambda: edits.move(diagram, {chosen.id: Place(value, 0.0)}),  # type: ignore[arg-type]
    ]
    attempt = draw(st.sampled_from(tries[:8] + tries[9:] if isinstance(said, Input) else tries))
    if isinstance(value, str):
        assume(attempt is not tries[12])
    return Drawn(attempt(), gained=lambda wire: True, lost=lambda wire: True)


EDITS = [
    connect, connect, cut, cut, remove, rename_step, rename_port, add_port, remove_port, move_port,
    set_output, add_step, paste, declare, rename_declared, picture_only, typed,
]  # fmt: skip


def moved_wires(before: Iterable[Wire], drawn: Drawn) -> set[Wire]:
    return {
        Wire(drawn.moved(wire.source, "output"), drawn.moved(wire.target, "input"))
        for wire in before
        if not drawn.lost(wire)
    }


@given(st.data(), diagrams())
def test_every_wire_that_an_edit_did_not_name_is_still_there(
    data: st.DataObject, diagram: Diagram
) -> None:
    edit = data.draw(st.sampled_from(EDITS))
    try:
        drawn = data.draw(st.composite(edit)(diagram))
    except EditRefused:
        return
    after = apply(diagram, drawn.patch)
    kept = moved_wires(wires(diagram.flow), drawn)
    now = set(wires(after.flow))
    assert kept <= now
    assert all(drawn.gained(wire) for wire in now - kept)


@given(st.data(), diagrams())
def test_no_goal_and_no_place_names_a_step_that_is_gone_and_undoing_all_gives_the_first_diagram(
    data: st.DataObject, first: Diagram
) -> None:
    diagram, done = first, []
    for edit in data.draw(st.lists(st.sampled_from(EDITS), max_size=6)):
        try:
            patch = data.draw(st.composite(edit)(diagram)).patch
        except EditRefused:
            continue
        diagram = apply(diagram, patch)
        done.append(patch)
        assert diagram.flow.goals <= diagram.flow.steps.keys()
        assert diagram.places.keys() <= {*diagram.flow.steps, FLOW_INPUTS}
        assert all(step == diagram.flow.steps[step].id for step in diagram.flow.steps)
        saved = dump_flow(diagram.flow, view_of(diagram, Order()))
        assert from_file(parse_flow(saved, "saved")).diagram.flow == diagram.flow
    joined = Patch()
    for patch in done:
        joined = joined.then(patch)
    assert alike(apply(first, joined), diagram)
    for patch in reversed(done):
        diagram = apply(diagram, patch.inverse())
    assert alike(diagram, first)
    assert same(dict(sorted(diagram.places.items())), dict(sorted(first.places.items())))


@given(st.data(), diagrams())
def test_a_wire_that_is_not_refused_leaves_every_goal_a_plan(
    data: st.DataObject, diagram: Diagram
) -> None:
    edges = [(wire.source.step, wire.target.step) for wire in wires(diagram.flow)]
    assume(diagram.flow.goals and not find_cycle(edges))
    wire = data.draw(st.composite(lambda draw: some_wire(draw, diagram.flow))())
    more = data.draw(st.booleans())
    if not edits.refusal(diagram, wire, alternative=more):
        patch = edits.connect(diagram, wire, alternative=more)
        plan = make_plan(apply(diagram, patch).flow)
        assert not any(fault.kind == "cycle" for fault in plan.faults)
