"""What is found from edit to edit is what is found from the beginning."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from itertools import pairwise, permutations, product
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from designer.document.diagram import Diagram
from designer.document.draft import EditRefused
from designer.document.links import Links, above
from designer.document.patch import apply
from engine.flow import Flow, Input, Name, Output, Step, StepId
from engine.graph import Names, changed, names, names_after
from engine.knot import Knots, find_knots
from engine.plan import Plan
from engine.planner import make_plan
from engine.planner.again import plan_again
from engine.rechecking import Rechecker
from engine.registry import Registry
from engine.subflow import load_children
from engine.validator import validate
from tests.laws.test_patch_laws import EDITS, diagrams, inputs, outputs, step, types

REGISTRY = Registry.installed()
IDS = [StepId(f"s{n}") for n in range(8)]


def by_name(found: Names) -> object:
    return [
        {name: sorted(ports) for name, ports in side.items()}
        for side in (found.writers, found.readers)
    ]


@st.composite
def histories(draw: st.DrawFn) -> list[Flow]:
    """A Flow of eight Steps, and what becomes of it when a few of them at a time are others."""
    steps: dict[StepId, Step] = {name: draw(step(name)) for name in IDS}
    goals = frozenset(draw(st.sets(st.sampled_from(IDS), max_size=2)))
    flow = Flow(steps=dict(steps), goals=goals)
    flows = [flow]
    for _ in range(draw(st.integers(1, 4))):
        steps = dict(steps)
        for name in draw(st.sets(st.sampled_from(IDS), max_size=2)):
            was = steps.pop(name, None)
            act = draw(st.sampled_from(["gone", "other", "config", "config", "title"]))
            if act == "other" or was is None:
                steps[name] = draw(step(name))
            elif act == "config":
                steps[name] = replace(was, config={"function": draw(st.sampled_from(["a:b", ""]))})
            elif act == "title":
                steps[name] = replace(was, title="T", when=draw(st.sampled_from(["", "1 +"])))
        flow = replace(flow, steps=steps)
        flows.append(flow)
    return flows


PLAIN = st.builds(Input, type=types)
NAMES = [Name(f"a{n}") for n in range(len(IDS))]


@st.composite
def drawings(draw: st.DrawFn) -> list[Flow]:
    """A Flow as it is drawn: each Step writes a name of its own, and is wired, unwired, taken out, put in."""

    def drawn(number: int, below: int) -> Step:
        read = draw(st.sets(st.sampled_from(NAMES[:below] or NAMES), max_size=3))
        odd = draw(st.integers(0, 19))
        wild = draw(inputs) if odd == 0 else draw(PLAIN)
        return Step(
            id=IDS[number],
            kind=draw(st.sampled_from(["python", "python", "pyton"])),
            config={"function": draw(st.sampled_from(["a:b", ""]))},
            disabled=odd == 1,
            inputs=OrderedDict((name, replace(wild, required=odd != 2)) for name in sorted(read)),
            outputs=OrderedDict([(NAMES[number], draw(outputs) if odd == 3 else Output())]),
        )

    steps = {name: drawn(number, number) for number, name in enumerate(IDS)}
    goals = frozenset(draw(st.sets(st.sampled_from(IDS[4:]), min_size=1, max_size=2)))
    flows = [Flow(steps=steps, goals=goals)]
    for _ in range(draw(st.integers(1, 5))):
        steps = dict(steps)
        for number in draw(st.sets(st.sampled_from(range(len(IDS))), min_size=1, max_size=2)):
            if steps.pop(IDS[number], None) is None or draw(st.booleans()):
                whole = draw(st.integers(0, 9)) == 0  # may be wired round
                steps[IDS[number]] = drawn(number, len(IDS) if whole else number)
        flows.append(replace(flows[0], steps=steps))
    return flows


def agrees(checker: Rechecker, flow: Flow, folder: Path | None = None) -> None:
    """What is found from what was found before is what is found from the beginning."""
    children = load_children(flow, folder)
    plan, problems = checker.check(flow, folder, children)
    afresh = make_plan(flow, kinds=REGISTRY, folder=folder, flows=children.flows)
    assert plan == afresh
    assert list(plan.excluded) == list(afresh.excluded)
    assert list(plan.steps.items()) == list(afresh.steps.items())
    assert plan.origin == afresh.origin
    assert problems == validate(flow, afresh, REGISTRY, folder)


@given(histories())
@settings(max_examples=40, deadline=None)
def test_a_flow_is_planned_and_validated_from_edit_to_edit_as_from_the_beginning(
    flows: list[Flow],
) -> None:
    checker = Rechecker(REGISTRY)
    for flow in flows:
        agrees(checker, flow)


@given(diagrams(), st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_edit_is_made_the_check_after_it_is_that_of_the_whole(
    diagram: Diagram, data: st.DataObject
) -> None:
    checker = Rechecker(REGISTRY)
    agrees(checker, diagram.flow)
    for _ in range(3):
        try:
            drawn = data.draw(st.sampled_from(EDITS))(data.draw, diagram)
        except EditRefused:
            continue
        diagram = apply(diagram, drawn.patch)
        agrees(checker, diagram.flow)
    agrees(checker, diagram.flow, Path("elsewhere"))


@given(histories())
@settings(max_examples=40, deadline=None)
def test_names_and_knots_follow_a_change_of_the_steps(flows: list[Flow]) -> None:
    before, known, knots = Flow(), names(Flow()), Knots()
    for flow in flows:
        change = changed(before, flow)
        assert {one.id for one in change.come} == {
            s for s, one in flow.steps.items() if before.steps.get(s) is not one
        }
        known = names_after(known, change, flow)
        assert by_name(known) == by_name(names(flow))
        assert knots.after(change, flow, known) == find_knots(flow)
        before = flow


@given(histories())
@settings(max_examples=40, deadline=None)
def test_a_plan_that_is_known_without_planning_is_the_plan(flows: list[Flow]) -> None:
    hits = 0
    for old, new in pairwise(flows):
        plan: Plan | None = make_plan(old, kinds=REGISTRY)
        assert plan is not None
        known = plan_again(plan, changed(old, new), new, names(new), REGISTRY, None)
        if known is not None:
            hits += 1
            assert known == make_plan(new, kinds=REGISTRY)
    assume(hits)


@given(drawings())
@settings(max_examples=150, deadline=None)
def test_a_plan_is_followed_from_wire_to_wire_as_it_is_made_from_the_beginning(
    flows: list[Flow],
) -> None:
    plan, known = make_plan(flows[0], kinds=REGISTRY), names(flows[0])
    hits = 0
    for old, new in pairwise(flows):
        change = changed(old, new)
        known, afresh = names_after(known, change, new), make_plan(new, kinds=REGISTRY)
        followed = plan_again(plan, change, new, known, REGISTRY, None)
        if followed is not None:
            hits += 1
            assert followed == afresh
            assert list(followed.steps.items()) == list(afresh.steps.items())
            assert list(followed.excluded.items()) == list(afresh.excluded.items())
            assert list(followed.missing) == list(afresh.missing)
        plan = followed or afresh
    assume(hits)


def test_wiring_unwiring_removing_and_adding_planned_steps_is_followed() -> None:
    def works(name: str, *reads: str) -> Step:
        read = OrderedDict((Name(it), Input()) for it in reads)
        written = OrderedDict([(Name(name.upper()), Output())])
        return Step(id=StepId(name), kind="python", inputs=read, outputs=written)

    a, b, c, d = works("a"), works("b", "A"), works("c", "B"), works("d", "B")
    drawn = Flow(steps={it.id: it for it in (a, b, c, d)}, goals=frozenset({c.id}))
    wired, removed = works("c", "B", "D"), {it.id: it for it in (a, c, d)}
    for after in ({**drawn.steps, c.id: wired}, removed, {**drawn.steps, c.id: works("c", "A")}):
        for old, new in permutations((drawn, replace(drawn, steps=after))):
            before = make_plan(old, kinds=REGISTRY)
            found = plan_again(before, changed(old, new), new, names(new), REGISTRY, None)
            assert found == make_plan(new, kinds=REGISTRY)


@given(histories())
@settings(max_examples=40, deadline=None)
def test_links_kept_from_edit_to_edit_know_the_ways_that_links_made_afresh_know(
    flows: list[Flow],
) -> None:
    kept: Links | None = None
    for flow in flows:
        kept, afresh = Links(flow, kept), Links(flow)
        for start, end in product(flow.steps, repeat=2):
            way = kept.path(start, end)
            assert (
                bool(way)
                == bool(afresh.path(start, end))
                == (start == end or start in above([end], afresh))
            )
            assert not way or (way[0], way[-1]) == (start, end)
