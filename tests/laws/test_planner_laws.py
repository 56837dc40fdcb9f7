from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.flow import Collect, Flow, Input, Name, Step, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.planner.demand import SETTLED_BY_GIVEN
from engine.value import ABSENT
from tests import strategies as own

law = settings(deadline=None, max_examples=80)


def edges(plan: Plan) -> set[tuple[StepId, StepId]]:
    return {
        (producer.step, step)
        for step, feeds in plan.feeds.items()
        for feed in feeds.values()
        for producer in feed.producers
        if producer.value is ABSENT
    }


def has_cycle(plan: Plan) -> bool:
    return any(fault.kind == "cycle" for fault in plan.faults)


def as_text(plan: Plan) -> str:
    return repr(replace(plan, because=dict(plan.because), steps=list(plan.steps)))


@law
@given(own.flows(own.whole_inputs), own.givens, st.data())
def test_a_plan_does_not_depend_on_any_order(flow: Flow, values: dict, data: st.DataObject) -> None:
    steps = data.draw(st.permutations(list(flow.steps.values())))
    shuffled = replace(
        flow,
        steps={step.id: step for step in steps},
        inputs=dict(data.draw(st.permutations(list(flow.inputs.items())))),
    )
    goals = data.draw(st.permutations(sorted(flow.goals)))
    again = dict(data.draw(st.permutations(list(values.items()))))
    assert as_text(make_plan(shuffled, goals, again)) == as_text(make_plan(flow, None, values))


@law
@given(own.flows(own.whole_inputs), own.givens)
def test_every_step_is_planned_or_excluded_and_never_both(flow: Flow, values: dict) -> None:
    plan = make_plan(flow, given=values)
    assert plan.steps.keys() | plan.excluded.keys() == flow.steps.keys()
    assert not plan.steps.keys() & plan.excluded.keys()
    assert list(plan.steps) == list(plan.feeds) == list(plan.because)
    assert sorted(plan.steps) == sorted(step for stage in plan.stages for step in stage)
    assert all(cause.message for cause in plan.excluded.values())
    for step, feeds in plan.feeds.items():
        assert list(feeds) == list(flow.steps[step].inputs)


@law
@given(own.flows(own.whole_inputs), own.givens)
def test_feeds_name_only_planned_steps_pinned_values_and_given_attributes(
    flow: Flow, values: dict
) -> None:
    plan = make_plan(flow, given=values)
    for step, feeds in plan.feeds.items():
        for name, feed in feeds.items():
            source = flow.steps[step].inputs[name]
            reads = source.reads(name)
            assert feed.given == tuple(
                a for a in reads if a in plan.given and fits(source, plan.given[a])
            )
            assert not (feed.given and feed.producers and feed.collect in SETTLED_BY_GIVEN)
            assert not (feed.given and feed.collect is Collect.NONE)
            for producer in feed.producers:
                output = flow.steps[producer.step].outputs[producer.output]
                assert producer.attribute == output.writes(producer.output)
                assert producer.attribute in reads
                assert producer.value is output.value
                assert producer.value is not ABSENT or producer.step in plan.steps
                assert producer.value is ABSENT or fits(source, producer.value)
            places = [reads.index(producer.attribute) for producer in feed.producers]
            assert places == sorted(places)


@law
@given(own.flows(own.whole_inputs), own.givens)
def test_every_planned_step_serves_a_goal_by_the_shortest_chain(flow: Flow, values: dict) -> None:
    plan = make_plan(flow, given=values)
    goals = {goal for goal in plan.goals if goal in plan.steps and not plan.because[goal].chain}
    distance = dict.fromkeys(goals, 0)
    for _ in plan.steps:
        for above, below in edges(plan):
            if below in distance:
                distance[above] = min(distance.get(above, 99), distance[below] + 1)
    assert distance.keys() == plan.steps.keys()
    for step, because in plan.because.items():
        assert len(because.chain) == distance[step]
        below = {step}
        for _ in plan.steps:
            below |= {reader for above, reader in edges(plan) if above in below}
        assert because.goals == tuple(sorted(goals & below))


@law
@given(own.flows(own.whole_inputs), own.givens)
def test_the_order_is_topological_and_stages_are_longest_chains(flow: Flow, values: dict) -> None:
    plan = make_plan(flow, given=values)
    place = {step: number for number, step in enumerate(plan.steps)}
    backwards = [edge for edge in edges(plan) if place[edge[0]] >= place[edge[1]]]
    assert bool(backwards) == has_cycle(plan)
    assume(not backwards)
    stage = {step: number for number, steps in enumerate(plan.stages) for step in steps}
    for step in plan.steps:
        above = [stage[producer] for producer, reader in edges(plan) if reader == step]
        assert stage[step] == 1 + max(above, default=-1)
    assert all(list(steps) == sorted(steps) for steps in plan.stages)


@law
@given(own.flows(own.whole_inputs), own.givens)
def test_a_cycle_fault_names_a_cycle_of_feeds_in_order(flow: Flow, values: dict) -> None:
    plan = make_plan(flow, given=values)
    for fault in plan.faults:
        if fault.kind == "cycle":
            following = (*fault.names[1:], fault.names[0])
            assert set(zip(fault.names, following, strict=True)) <= edges(plan)


@law
@given(own.flows(own.whole_inputs), own.givens)
def test_names_are_missing_conditional_or_offered_and_wanted(flow: Flow, values: dict) -> None:
    plan = make_plan(flow, given=values)
    for name, wanters in [*plan.missing.items(), *plan.conditional.items()]:
        assert name not in plan.given
        for step in wanters:
            assert step in plan.steps
            assert any(
                source.required and name in source.reads(port)
                for port, source in flow.steps[step].inputs.items()
            )
            assert not any(feed.shut for feed in plan.feeds[step].values())
    assert not plan.missing.keys() & plan.offered.keys()
    assert not plan.missing.keys() & plan.conditional.keys()
    assert not plan.offered.keys() & plan.conditional.keys()


@law
@given(own.flows(own.policies), own.givens)
def test_without_gates_giving_what_is_missing_leaves_nothing_missing(
    flow: Flow, values: dict
) -> None:
    plan = make_plan(flow, given=values)
    assume(not has_cycle(plan))
    complete = make_plan(flow, given={**values, **dict.fromkeys(plan.missing, 0)})
    assert not complete.missing
    assert not plan.conditional


@law
@given(own.flows(own.whole_inputs), own.givens)
def test_with_gates_giving_what_is_missing_ends_with_nothing_missing(
    flow: Flow, values: dict
) -> None:
    plan = make_plan(flow, given=values)
    told = set(values)
    while plan.missing:
        assert not plan.missing.keys() & told
        told |= plan.missing.keys()
        plan = make_plan(flow, given={**plan.given, **dict.fromkeys(plan.missing, 5)})


@law
@given(own.acyclic_flows(own.policies))
def test_with_what_is_missing_an_acyclic_flow_can_be_run(flow: Flow) -> None:
    make_plan(flow, given=dict.fromkeys(make_plan(flow).missing, 0)).require_runnable()


@law
@given(own.acyclic_flows(own.whole_inputs), own.givens)
def test_an_acyclic_flow_has_no_faults_but_blocked_goals(flow: Flow, values: dict) -> None:
    assert {fault.kind for fault in make_plan(flow, given=values).faults} <= {
        "goal_blocked",
        "bad_config",
    }


def plain() -> st.SearchStrategy:
    return own.plain_inputs


@law
@given(own.acyclic_flows(plain))
def test_without_alternatives_each_missing_name_is_needed(flow: Flow) -> None:
    names = make_plan(flow).missing
    for name in names:
        others = dict.fromkeys(names.keys() - {name}, 0)
        assert list(make_plan(flow, given=others).missing) == [name]


@law
@given(own.acyclic_flows(plain), own.givens, st.data())
def test_without_alternatives_more_given_never_plans_more(
    flow: Flow, values: dict, data: st.DataObject
) -> None:
    attributes = sorted(
        {o.attribute for step in flow.steps.values() for o in step.outputs.values()}
    )
    fewer = data.draw(st.dictionaries(st.sampled_from(attributes), st.just(1)))
    more = fewer | data.draw(st.dictionaries(st.sampled_from(attributes), st.just(1)))
    few, many = make_plan(flow, given=fewer), make_plan(flow, given=more)
    assert many.steps.keys() <= few.steps.keys()
    assert many.missing.keys() <= few.missing.keys()


@law
@given(own.flows(own.whole_inputs), own.givens)
def test_a_step_is_fed_exactly_when_nothing_of_it_is_missing(flow: Flow, values: dict) -> None:
    """A second, slow opinion on what can be reached, from the contract's words."""
    plan = make_plan(flow, given=values)
    enabled = [step for step in flow.steps.values() if not step.disabled]
    reached: set[StepId] = set()
    for _ in flow.steps:
        reached |= {step.id for step in enabled if _reachable(step, enabled, plan.given, reached)}
    steps = plan.steps.keys()
    shut = {step for step in steps for feed in plan.feeds[step].values() if feed.shut}
    lacking = plan.missing.keys() | plan.conditional.keys() | shut
    assert bool(lacking) <= bool(steps - reached)
    if not {fault.kind for fault in plan.faults} & {"cycle", "goal_blocked"}:
        assert bool(lacking) == bool(steps - reached)
    assert shut == {step for step in steps if _is_shut(plan.steps[step], enabled, plan.given)}
    for step, cause in plan.excluded.items():
        if cause.reason == "unreachable":
            assert step not in reached
    blocked = {step.id for step in enabled if _is_blocked(step, enabled, plan.given)}
    assert {s for s, cause in plan.excluded.items() if cause.reason == "blocked"} == blocked
    if steps <= reached:
        for step in steps:
            assert _expected(plan.steps[step], enabled, plan, reached) == {
                (name, producer.step, producer.output)
                for name, feed in plan.feeds[step].items()
                for producer in feed.producers
            }


def fits(source: Input, value: object) -> bool:
    """A second opinion on the two conditions that random Flows have."""
    return {"": True, "value > 1": value > 1, "value < 3": value < 3}[source.match]  # type: ignore[operator]


def _candidates(name: Name, source: Input, enabled: list[Step]) -> list:
    return [
        (attribute, step.id, port, output)
        for attribute in source.reads(name)
        for step in enabled
        for port, output in step.outputs.items()
        if output.writes(port) == attribute
    ]


def _known(name: Name, source: Input, enabled: list[Step], values: Mapping) -> list[bool]:
    """For every value of an input that is known beforehand, whether it fits."""
    literal = [] if source.value is ABSENT else [source.value]
    here = [values[attribute] for attribute in source.reads(name) if attribute in values]
    made = [output.value for *_, output in _candidates(name, source, enabled)]
    known = [*literal, *here, *(value for value in made if value is not ABSENT)]
    return [fits(source, value) for value in known]


def _is_blocked(step: Step, enabled: list[Step], values: Mapping) -> bool:
    return any(
        source.collect is Collect.NONE and any(_known(name, source, enabled, values))
        for name, source in step.inputs.items()
    )


def _is_shut(step: Step, enabled: list[Step], values: Mapping) -> bool:
    for name, source in step.inputs.items():
        known = _known(name, source, enabled, values)
        if source.collect is Collect.NONE or not source.required or all(known):
            continue
        working = [c for c in _candidates(name, source, enabled) if c[3].value is ABSENT]
        if source.collect is Collect.ALL or not (any(known) or working):
            return True
    return False


def _reachable(step: Step, enabled: list[Step], values: Mapping, reached: set[StepId]) -> bool:
    if _is_blocked(step, enabled, values) or _is_shut(step, enabled, values):
        return False
    for name, source in step.inputs.items():
        if not source.required or source.value is not ABSENT or source.collect is Collect.NONE:
            continue
        made = _candidates(name, source, enabled)
        live = [c for c in made if c[3].value is not ABSENT or c[1] in reached]
        if source.collect is Collect.ALL:
            sourced = {attribute for attribute, *_ in made} | values.keys()
            if len(live) < len(made) or not set(source.reads(name)) <= sourced:
                return False
            continue
        live = [c for c in live if c[3].value is ABSENT or fits(source, c[3].value)]
        given = [values[attribute] for attribute in source.reads(name) if attribute in values]
        if not live and not any(fits(source, value) for value in given):
            return False
    return True


def _expected(step: Step, enabled: list[Step], plan: Plan, reached: set[StepId]) -> set:
    return {
        (name, producer, port)
        for name, source in step.inputs.items()
        if not (
            source.collect in SETTLED_BY_GIVEN
            and any(
                attribute in plan.given and fits(source, plan.given[attribute])
                for attribute in source.reads(name)
            )
        )
        for _, producer, port, output in _candidates(name, source, enabled)
        if (producer in reached if output.value is ABSENT else fits(source, output.value))
    }
