from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.datatype import DataType, TypeName
from engine.errors import PlanError
from engine.feed import Feed
from engine.flow import Collect, Declared, Flow, Input, Name, Output, Step, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.policy import OnFailure, WorkPolicy
from engine.problem import Code, Problem, Severity
from engine.testing import flow_of, step_of

ONBOARDING = (
    "generate-documents: customer_id -> document_url",
    "setup-account: customer_id, email -> account_id",
    "send-welcome-email: email, customer_name -> email_sent",
    "complete-onboarding: document_url, account_id, email_sent -> onboarding_complete",
)
STRING = DataType(name=TypeName.STRING)
NUMBER = DataType(name=TypeName.NUMBER)
SECRET = DataType(name=TypeName.STRING, format="secret")


def plan_of(*steps: str | Step, goals: str | None = None, given: str = "", **inputs) -> Plan:
    values = {Name(name): f"given {name}" for name in given.split()}
    return make_plan(flow_of(*steps, goals=goals, **inputs), given=values)


def typed(step: Step, side: str = "inputs", **types: DataType) -> Step:
    ports = {n: replace(p, type=types.get(n, p.type)) for n, p in getattr(step, side).items()}
    return replace(step, **{side: ports})


def reason(plan: Plan, step: str) -> str:
    return str(plan.excluded[StepId(step)].reason)


def producers(plan: Plan, step: str, name: str) -> list[str]:
    return [producer.step for producer in plan.feeds[StepId(step)][Name(name)].producers]


def kinds_of(plan: Plan) -> list[str]:
    return [fault.kind for fault in plan.faults]


# the worked example of the contract


def test_the_worked_example_is_planned_as_the_contract_prints_it() -> None:
    plan = plan_of(*ONBOARDING, "idle: nothing -> z", goals="complete-onboarding")
    assert list(plan.steps) == [
        "generate-documents",
        "send-welcome-email",
        "setup-account",
        "complete-onboarding",
    ]
    assert plan.goals == ("complete-onboarding",)
    assert plan.because["generate-documents"] == (("complete-onboarding",), ("document_url",))
    assert plan.because["complete-onboarding"] == (("complete-onboarding",), ())
    assert plan.stages == (
        ("generate-documents", "send-welcome-email", "setup-account"),
        ("complete-onboarding",),
    )
    assert dict(plan.missing) == {
        "customer_id": ("generate-documents", "setup-account"),
        "customer_name": ("send-welcome-email",),
        "email": ("send-welcome-email", "setup-account"),
    }
    assert plan.excluded["idle"] == ("not_needed", (), "not needed for any goal")
    assert dict(plan.offered) == {}
    assert plan.faults == ()


def test_with_all_values_given_nothing_is_missing_and_it_may_run() -> None:
    plan = plan_of(*ONBOARDING, given="customer_id email customer_name")
    plan.require_runnable()
    assert dict(plan.missing) == {}


def test_a_plan_with_missing_names_is_sound_but_not_runnable() -> None:
    plan = plan_of(*ONBOARDING)
    plan.require_sound()
    with pytest.raises(PlanError, match="customer_id") as caught:
        plan.require_runnable()
    assert caught.value.kind == "missing_inputs"


def test_the_plan_holds_the_very_steps_it_was_made_from() -> None:
    flow = flow_of(*ONBOARDING)
    assert make_plan(flow).steps["setup-account"] is flow.steps["setup-account"]


# Goals


def test_a_flow_without_goals_says_so() -> None:
    plan = plan_of("a: -> x", goals="")
    assert kinds_of(plan) == ["no_goals"]
    assert dict(plan.steps) == {}
    assert reason(plan, "a") == "not_needed"


def test_goals_of_the_caller_replace_those_of_the_flow() -> None:
    flow = flow_of("a: -> x", "b: -> y", goals="a")
    plan = make_plan(flow, [StepId("b")])
    assert list(plan.steps) == ["b"]
    assert plan.goals == ("b",)


def test_an_unknown_goal_is_a_fault_and_the_others_are_planned() -> None:
    plan = plan_of("alpha: -> x", "beta: -> y", goals="alpha betta")
    assert list(plan.steps) == ["alpha"]
    (fault,) = plan.faults
    assert (fault.kind, fault.names) == ("unknown_goal", ("betta",))
    assert "did you mean 'beta'?" in fault.message


def test_a_disabled_goal_is_blocked() -> None:
    plan = plan_of(step_of("a: -> x", disabled=True), "b: -> y", goals="a b")
    (fault,) = plan.faults
    assert (fault.kind, fault.names) == ("goal_blocked", ("a",))
    assert reason(plan, "a") == "disabled"
    assert list(plan.steps) == ["b"]


def test_several_goals_share_what_they_need_and_name_each_other_in_because() -> None:
    plan = plan_of("a: u -> x", "b: x -> y", "c: x -> z", goals="c b")
    assert plan.because["a"].goals == ("b", "c")
    assert plan.because["b"].goals == ("b",)
    assert plan.stages == (("a",), ("b", "c"))


def test_a_goal_that_feeds_another_serves_both() -> None:
    plan = plan_of("a: -> x", "b: x -> y", goals="a b")
    assert plan.because["a"] == (("a", "b"), ())


def test_the_chain_is_the_shortest_and_ties_go_by_name() -> None:
    plan = plan_of("a: -> x, w, long", "m: long -> l2", "g: l2, x, w ->", goals="g")
    assert plan.because["a"].chain == ("w",)
    assert plan.because["m"].chain == ("l2",)


def test_because_works_out_long_chains_only_when_asked() -> None:
    steps = [f"s{n}: a{n} -> a{n + 1}" for n in range(3000)]
    plan = plan_of(*steps)
    assert len(plan.because["s0"].chain) == 2999
    assert plan.because["s0"].goals == ("s2999",)
    assert "s5" in plan.because
    assert len(plan.because) == 3000


# given values


def test_a_given_value_prunes_its_producers() -> None:
    plan = plan_of("a: u -> x", "b: x -> y", "c: y -> z", given="y")
    assert list(plan.steps) == ["c"]
    assert plan.feeds["c"]["y"] == Feed(given=("y",))
    assert plan.excluded["b"] == ("not_needed", ("y",), "'y' was already given")
    assert plan.excluded["a"] == plan.excluded["b"]


def test_any_given_attribute_of_from_prunes_the_producers_of_the_others_too() -> None:
    plan = plan_of("a: -> x", "b: -> y", "c: i=x|y -> z", given="y")
    assert list(plan.steps) == ["c"]
    assert plan.feeds["c"]["i"].producers == ()
    assert reason(plan, "a") == reason(plan, "b") == "not_needed"


def test_given_attributes_keep_the_order_of_preference() -> None:
    plan = plan_of("c: i=x|y|z -> w", given="z x")
    assert plan.feeds["c"]["i"].given == ("x", "z")


def test_a_value_pruned_for_one_reader_is_still_produced_for_another_name() -> None:
    plan = plan_of("a: -> x, y", "c: x, y ->", given="x")
    assert list(plan.steps) == ["a", "c"]
    assert producers(plan, "c", "y") == ["a"]
    assert producers(plan, "c", "x") == []


def test_a_given_value_joins_the_producers_of_all() -> None:
    plan = plan_of("a: -> x", "b: -> x", "c: i=x&y -> z", given="x y")
    assert list(plan.steps) == ["a", "b", "c"]
    assert plan.feeds["c"]["i"].given == ("x", "y")
    assert producers(plan, "c", "i") == ["a", "b"]


def test_all_needs_every_producer_even_of_a_given_attribute() -> None:
    plan = plan_of("a: u -> x", "c: i=x& -> z", given="x")
    assert dict(plan.missing) == {"u": ("a",)}


def test_a_default_of_a_flow_input_counts_as_given() -> None:
    plan = plan_of("a: u -> x", u=3)
    assert dict(plan.given) == {"u": 3}
    assert dict(plan.missing) == {}
    assert plan.feeds["a"]["u"].given == ("u",)


def test_a_default_is_ignored_where_an_enabled_step_writes_the_name() -> None:
    plan = plan_of("p: -> u", "a: u -> x", u=3)
    assert dict(plan.given) == {}
    assert list(plan.steps) == ["p", "a"]


def test_a_default_counts_where_only_a_disabled_step_writes_the_name() -> None:
    plan = plan_of(step_of("p: -> u", disabled=True), "a: u -> x", u=3)
    assert dict(plan.given) == {"u": 3}
    assert list(plan.steps) == ["a"]


def test_an_explicit_value_wins_over_a_default() -> None:
    plan = plan_of("a: u -> x", u=3, given="u")
    assert dict(plan.given) == {"u": "given u"}


def test_null_is_a_value() -> None:
    plan = make_plan(flow_of("p: -> u", "a: u -> x"), given={Name("u"): None})
    assert list(plan.steps) == ["a"]


# satisfied Goals


def test_a_goal_whose_outputs_are_all_given_is_satisfied() -> None:
    plan = plan_of("a: -> x", "g: x -> y, z", given="y z")
    assert dict(plan.steps) == {}
    assert plan.excluded["g"] == ("satisfied", ("y", "z"), "'y' and 'z' were already given")
    assert reason(plan, "a") == "not_needed"
    assert plan.excluded["a"].names == ("y",)
    plan.require_runnable()


def test_a_goal_with_one_output_missing_is_not_satisfied() -> None:
    assert list(plan_of("g: -> y, z", given="y").steps) == ["g"]


def test_given_and_pinned_outputs_together_satisfy_a_goal() -> None:
    plan = plan_of("g: -> y, z:=3", given="y")
    assert plan.excluded["g"] == (
        "satisfied",
        ("y", "z"),
        "'y' was already given and 'z' is pinned",
    )


def test_a_goal_without_outputs_is_never_satisfied() -> None:
    assert list(plan_of("g: x", given="x").steps) == ["g"]


def test_a_satisfied_goal_that_another_needed_step_asks_for_is_planned_all_the_same() -> None:
    plan = plan_of("g: -> x", "h: i=x& -> y", goals="g h", given="x")
    assert list(plan.steps) == ["g", "h"]
    assert plan.because["g"] == (("h",), ("x",))


# pins and literals


def test_a_literal_input_reads_no_attribute() -> None:
    plan = plan_of("a: -> x", "g: x:=5 -> y")
    assert list(plan.steps) == ["g"]
    assert plan.feeds["g"]["x"].literal == 5
    assert reason(plan, "a") == "not_needed"


def test_a_pinned_producer_needs_nothing_and_its_step_is_left_out_as_pinned() -> None:
    plan = plan_of("p: u -> x:=7", "g: x -> y")
    assert list(plan.steps) == ["g"]
    (producer,) = plan.feeds["g"]["x"].producers
    assert producer == ("p", "x", "x", 7)
    assert plan.excluded["p"] == ("pinned", ("x",), "'x' is pinned")
    assert dict(plan.missing) == {}


def test_a_step_that_runs_for_another_output_keeps_its_pin() -> None:
    plan = plan_of("p: -> x:=7, w", "g: x, w -> y")
    assert list(plan.steps) == ["p", "g"]
    assert plan.feeds["g"]["x"].producers[0].value == 7
    assert not plan.feeds["g"]["w"].producers[0].value


def test_what_only_a_pinned_step_needs_is_not_needed() -> None:
    plan = plan_of("a: -> u", "p: u -> x:=7", "g: x -> y")
    assert reason(plan, "a") == "not_needed"


def test_a_pinned_stand_in_keeps_its_place() -> None:
    plan = plan_of("a: -> x", "p: w -> x:=7", "q: -> x", "r: -> w", "g: x -> y")
    assert producers(plan, "g", "x") == ["a", "q", "p"]
    plan = plan_of("p: -> x:=7", "q: w -> x", "r: -> w", "g: x -> y")
    assert producers(plan, "g", "x") == ["p", "q"]
    plan = plan_of("b: -> w", "p: u -> x:=7", "g: i=x|w -> y")
    assert producers(plan, "g", "i") == ["p", "b"]


def test_no_wait_for_the_step_of_a_pinned_value() -> None:
    plan = plan_of("g: x -> y", "p: y -> x:=7, w", "h: w, y ->", goals="h")
    assert list(plan.steps) == ["g", "p", "h"]
    assert plan.faults == ()


# disabled Steps


def test_a_disabled_step_produces_nothing() -> None:
    plan = plan_of(step_of("a: -> x", disabled=True), "g: x -> y")
    assert dict(plan.missing) == {"x": ("g",)}
    assert reason(plan, "a") == "disabled"


# optional inputs


def test_producers_of_an_optional_input_are_planned_when_reachable() -> None:
    plan = plan_of("a: -> x", "g: x? -> y")
    assert list(plan.steps) == ["a", "g"]
    assert not plan.feeds["g"]["x"].required


def test_unreachable_producers_of_an_optional_input_are_left_out_and_their_names_offered() -> None:
    plan = plan_of("a: u -> x", "b: -> x", "g: x?=4 -> y")
    assert list(plan.steps) == ["b", "g"]
    assert producers(plan, "g", "x") == ["b"]
    assert plan.feeds["g"]["x"].default == 4
    assert plan.excluded["a"] == ("unreachable", ("u",), "nothing gives 'u'")
    assert (dict(plan.missing), dict(plan.offered)) == ({}, {"u": ("a",)})


def test_a_name_that_only_optional_inputs_want_is_offered() -> None:
    plan = plan_of("g: x?, z -> y")
    assert dict(plan.missing) == {"z": ("g",)}
    assert dict(plan.offered) == {"x": ("g",)}


def test_a_name_that_is_also_required_is_missing_and_not_offered() -> None:
    plan = plan_of("g: x?, z=x -> y")
    assert dict(plan.missing) == {"x": ("g",)}
    assert dict(plan.offered) == {}


def test_a_given_value_prunes_for_an_optional_input_too() -> None:
    plan = plan_of("a: -> x", "g: i=x|w? -> y", given="w")
    assert list(plan.steps) == ["g"]
    assert dict(plan.offered) == {}


def test_an_optional_all_that_cannot_be_complete_is_marked() -> None:
    plan = plan_of("a: u -> x", "b: -> x", "g: i=x&? -> y")
    assert producers(plan, "g", "i") == ["b"]
    assert plan.feeds["g"]["i"].lost
    assert not plan_of("b: -> x", "g: i=x&? -> y").feeds["g"]["i"].lost
    assert plan_of("b: -> x", "g: i=x&w? -> y").feeds["g"]["i"].lost


# stand-ins


def test_stand_ins_come_in_the_order_of_from() -> None:
    plan = plan_of("a: -> x", "b: -> y", "g: i=y|x -> z")
    assert producers(plan, "g", "i") == ["b", "a"]
    assert list(plan.steps) == ["a", "b", "g"]


def test_within_one_attribute_the_shortest_chain_comes_first_then_the_id() -> None:
    plan = plan_of("a: w -> x", "deep: -> w", "c: -> x", "b: -> x", "g: x -> z")
    assert producers(plan, "g", "x") == ["b", "c", "a"]


def test_the_chain_above_a_step_takes_the_longest_of_what_it_requires() -> None:
    plan = plan_of(
        "p1: -> v1", "p2: v1 -> v2", "a: v2, v1 -> x", "b: v1, o? -> x", "p3: v2 -> o", "g: x -> z"
    )
    assert producers(plan, "g", "x") == ["b", "a"]


def test_unreachable_producers_are_no_stand_ins_while_a_reachable_one_exists() -> None:
    plan = plan_of("a: u -> x", "b: -> x", "g: x -> z")
    assert producers(plan, "g", "x") == ["b"]
    assert plan.excluded["a"] == ("unreachable", ("u",), "nothing gives 'u'")
    assert (dict(plan.missing), dict(plan.offered)) == ({}, {})


def test_both_outputs_of_one_step_may_write_the_attribute() -> None:
    plan = plan_of("a: -> p=x, q=x", "g: i=x& -> z")
    assert [p.output for p in plan.feeds["g"]["i"].producers] == ["p", "q"]
    assert plan.stages == (("a",), ("g",))


# missing names


def test_the_walk_goes_through_the_first_producer_that_could_be_reached() -> None:
    plan = plan_of("a: u -> x", "b: w -> y", "g: i=y|x -> z")
    assert list(plan.steps) == ["b", "g"]
    assert dict(plan.missing) == {"w": ("b",)}
    assert dict(plan.offered) == {"u": ("a",)}
    assert plan.excluded["a"] == ("unreachable", ("u",), "nothing gives 'u'")


def test_a_producer_that_no_value_could_help_is_passed_over() -> None:
    plan = plan_of("a: x -> x", "b: w -> y", "g: i=x|y -> z")
    assert dict(plan.missing) == {"w": ("b",)}
    assert plan.excluded["a"] == ("unreachable", (), "it waits for itself")
    assert plan.faults == ()


def test_if_none_could_be_reached_the_walk_goes_through_all() -> None:
    plan = plan_of("a: y -> x", "b: x -> y", "c: c -> x, c", "g: x -> z")
    assert sorted(plan.steps) == ["a", "b", "c", "g"]
    assert kinds_of(plan) == ["cycle"]


def test_all_is_missing_every_root() -> None:
    plan = plan_of("a: u -> x", "b: w -> x", "g: i=x&y -> z")
    assert dict(plan.missing) == {"u": ("a",), "w": ("b",), "y": ("g",)}
    assert list(plan.steps) == ["a", "b", "g"]


def test_all_is_missing_a_bare_name_though_every_producer_can_be_reached() -> None:
    plan = plan_of("a: -> x", "g: i=x&y -> z")
    assert dict(plan.missing) == {"y": ("g",)}
    assert (list(plan.steps), dict(plan.offered)) == (["a", "g"], {})


def test_of_several_bare_names_the_preferred_is_missing_and_the_others_are_offered() -> None:
    plan = plan_of("g: i=x|y -> z")
    assert dict(plan.missing) == {"x": ("g",)}
    assert dict(plan.offered) == {"y": ("g",)}


def test_a_producer_is_tried_before_a_bare_name() -> None:
    plan = plan_of("a: u -> x", "g: i=page|x -> z")
    assert dict(plan.missing) == {"u": ("a",)}
    assert dict(plan.offered) == {"page": ("g",)}


def test_a_bare_name_is_missing_where_no_producer_could_be_reached() -> None:
    plan = plan_of("a: y -> x", "b: x -> y", "g: i=x|page -> z")
    assert dict(plan.missing) == {"page": ("g",)}
    assert plan.excluded["a"] == ("unreachable", (), "it waits for itself")
    assert plan.faults == ()


def test_roots_are_found_through_long_unreachable_chains() -> None:
    plan = plan_of("a: u -> x", "b: x, k -> y", "c: -> k", "g: y -> z")
    assert list(plan.steps) == ["a", "c", "b", "g"]
    assert dict(plan.missing) == {"u": ("a",)}


def test_what_the_alternatives_lack_is_offered_down_to_the_roots() -> None:
    plan = plan_of("a: -> x", "p: w -> v", "q: v, t -> y", "g: i=s|y -> z", "h: s2 -> s", goals="g")
    assert dict(plan.missing) == {"s2": ("h",)}
    assert dict(plan.offered) == {"t": ("q",), "w": ("p",)}
    assert plan.excluded["p"].names == ("w",)
    assert plan.excluded["q"].names == ("t",)
    assert reason(plan, "a") == "not_needed"


def test_an_unreachable_step_names_the_nearest_root_even_through_planned_steps() -> None:
    plan = plan_of("r: u -> v", "a: v -> x", "g: x?, v -> z")
    assert list(plan.steps) == ["r", "g"]
    assert plan.excluded["a"] == ("unreachable", ("u",), "nothing gives 'u'")


# exclusion


@pytest.mark.parametrize(
    ("steps", "given", "expected"),
    [
        ((step_of("e: -> x", disabled=True), "g: x -> y"), "y", "disabled"),
        (("e: -> x", "g: x -> y"), "", None),
        (("e: -> x:=1", "g: x -> y"), "", "pinned"),
        (("e: u -> x:=1", "f: -> x", "g: x -> y"), "", "pinned"),
        (("e: -> other", "g: x -> y"), "", "not_needed"),
        (("e: u -> other", "g: x -> y"), "", "not_needed"),
        (("e: u -> x", "f: -> x", "g: x -> y"), "", "unreachable"),
    ],
)  # fmt: skip
def test_every_step_left_out_has_the_first_cause_that_applies(
    steps: tuple, given: str, expected: str | None
) -> None:
    plan = plan_of(*steps, goals="g", given=given)
    assert ("e" in plan.excluded) == (expected is not None)
    if expected:
        assert reason(plan, "e") == expected


def test_a_reachable_step_above_an_unreachable_one_is_simply_not_needed() -> None:
    plan = plan_of("c: -> k", "a: u, k -> x", "b: -> x", "g: x -> z")
    assert reason(plan, "a") == "unreachable"
    assert reason(plan, "c") == "not_needed"


# order


def test_steps_come_in_topological_order_with_ties_by_id() -> None:
    plan = plan_of("z: -> a", "b: a -> c", "y: -> d", "g: c, d ->")
    assert list(plan.steps) == ["y", "z", "b", "g"]
    assert plan.stages == (("y", "z"), ("b",), ("g",))
    assert list(plan.feeds) == list(plan.steps)


def test_a_stage_counts_stand_ins_and_optional_producers() -> None:
    plan = plan_of("p: -> w", "a: w -> x", "b: -> x", "o: x -> opt", "g: x, opt? ->")
    assert plan.stages == (("b", "p"), ("a",), ("o",), ("g",))


def test_a_chain_of_many_steps_is_planned_without_recursion() -> None:
    steps = [
        Step(
            id=StepId(f"s{n}"),
            kind="python",
            inputs={Name("i"): Input(sources=(Name(f"a{n}"),))},
            outputs={Name("o"): Output(attribute=Name(f"a{n + 1}"))},
        )
        for n in range(30_000)
    ]
    flow = Flow(steps={s.id: s for s in reversed(steps)}, goals=frozenset({steps[-1].id}))
    plan = make_plan(flow)
    assert list(plan.steps) == [step.id for step in steps]
    assert dict(plan.missing) == {"a0": ("s0",)}


# faults


def test_a_cycle_among_planned_steps_is_a_fault_with_its_path() -> None:
    plan = plan_of("b: x -> y", "a: y -> x", "g: x ->")
    (fault,) = plan.faults
    assert fault == ("cycle", "steps wait for each other: 'a' -> 'b' -> 'a'", ("a", "b"))
    assert sorted(plan.steps) == ["a", "b", "g"]
    with pytest.raises(PlanError, match="steps wait for each other") as caught:
        plan.require_sound()
    assert caught.value.kind == "cycle"


def test_a_step_that_waits_for_itself_is_a_cycle() -> None:
    assert plan_of("a: x -> x").faults[0].names == ("a",)


def test_stand_ins_and_optional_inputs_close_cycles_too() -> None:
    assert kinds_of(plan_of("a: x? -> x")) == ["cycle"]
    assert kinds_of(plan_of("p: -> s", "a: i=s|y -> x", "b: x -> y", goals="b")) == ["cycle"]


def test_a_cycle_that_no_goal_needs_is_no_fault() -> None:
    assert plan_of("a: y -> x", "b: x -> y", "g: -> z").faults == ()


def test_a_given_value_opens_a_cycle() -> None:
    plan = plan_of("a: y -> x", "b: x -> y", "g: x ->", given="y")
    assert plan.faults == ()
    assert list(plan.steps) == ["a", "g"]


class Sceptic:
    """Knows the kind `python` only, and dislikes configs without a function."""

    def __init__(self) -> None:
        self.folders: set[Path | None] = set()

    def problems(self, step: Step, folder: Path | None) -> tuple[Problem, ...]:
        self.folders.add(folder)
        if step.kind != "python":
            return (Problem(code=Code.UNKNOWN_KIND, message=f"unknown kind '{step.kind}'"),)
        if "function" not in step.config:
            return (
                Problem(code=Code.BAD_CONFIG, message="it names no function", hint="Name one."),
                Problem(code=Code.BAD_CONFIG, severity=Severity.WARNING, message="and is ugly"),
            )
        return ()


def test_only_planned_steps_are_asked_for_problems_of_their_kind() -> None:
    sceptic, folder = Sceptic(), Path("/flows")
    odd = step_of("odd: -> x", kind="htpp")
    flow = flow_of(odd, step_of("bad: x -> y", config={}), "g: y -> z", step_of("n:", kind="no"))
    plan = make_plan(flow, [StepId("g")], kinds=sceptic, folder=folder)
    assert plan.faults == (
        ("unknown_kind", "step 'odd': unknown kind 'htpp'", ("odd",)),
        ("bad_config", "step 'bad': it names no function. Name one.", ("bad",)),
    )
    assert sceptic.folders == {folder}
    assert make_plan(flow, [StepId("g")]).faults == ()


def test_policies_other_than_first_are_planned_with_all_reachable_producers() -> None:
    for collect in (Collect.FASTEST, Collect.LAST, Collect.SOME, Collect.NONE):
        goal = step_of("g:", inputs={"x": Input(collect=collect)})
        plan = plan_of("a: u -> x", "b: -> x", "c: -> x", goal)
        assert producers(plan, "g", "x") == ["b", "c"]
        assert dict(plan.missing) == {}
        offered = {"u": ("a",)} if collect is Collect.NONE else {}
        assert dict(plan.offered) == offered


def test_a_given_value_settles_fastest_and_joins_last_and_some() -> None:
    for collect, expected in ((Collect.FASTEST, []), (Collect.LAST, ["b"]), (Collect.SOME, ["b"])):
        goal = step_of("g:", inputs={"x": Input(collect=collect)})
        plan = plan_of("a: u -> x", "b: -> x", goal, given="x")
        assert producers(plan, "g", "x") == expected
        lone = plan_of("a: u -> x", goal, given="x")
        assert list(lone.steps) == ["g"]
        assert dict(lone.missing) == {}


def test_undo_of_a_flow_in_which_nothing_can_be_undone_is_stop() -> None:
    undoing = step_of("b: -> y", policy=WorkPolicy(undo={"function": "m:f"}))
    flow = replace(flow_of("a: -> x", undoing), on_failure=OnFailure.UNDO)
    assert make_plan(flow, [StepId("a")]).on_failure is OnFailure.STOP
    assert make_plan(flow, [StepId("b")]).on_failure is OnFailure.UNDO
    assert make_plan(replace(flow, on_failure=OnFailure.STOP)).on_failure is OnFailure.STOP
    assert make_plan(flow_of("a:")).on_failure is OnFailure.CONTINUE


def test_a_given_value_that_does_not_fit_the_flow_input_is_a_fault() -> None:
    flow = flow_of("a: u -> x", u=Declared(type=NUMBER))
    (fault,) = make_plan(flow, given={Name("u"): "three"}).faults
    assert (fault.kind, fault.names) == ("bad_input", ("u",))
    assert fault.message == "'u' was given: expected number, got string three"
    assert make_plan(flow, given={Name("u"): 3}).faults == ()


def test_a_default_that_does_not_fit_its_flow_input_is_a_fault() -> None:
    flow = flow_of("a: u -> x", u=Declared(type=NUMBER, default="three"))
    assert kinds_of(make_plan(flow)) == ["bad_input"]


def test_a_given_value_that_does_not_fit_a_planned_port_names_step_and_port() -> None:
    step = typed(step_of("a: size=u -> x"), size=NUMBER)
    flow = flow_of("b: u -> y", step, goals="a")
    (fault,) = make_plan(flow, given={Name("u"): True}).faults
    assert (fault.kind, fault.names) == ("bad_input", ("u", "a"))
    assert "input 'size' of step 'a'" in fault.message
    assert make_plan(flow, [StepId("b")], {Name("u"): True}).faults == ()


def test_each_value_of_an_all_input_has_the_type_of_the_port() -> None:
    step = typed(step_of("a: i=u&w -> x"), i=NUMBER)
    assert make_plan(flow_of(step), given={Name("u"): 1, Name("w"): 2}).faults == ()
    (fault,) = make_plan(flow_of(step), given={Name("u"): 1, Name("w"): "2"}).faults
    assert fault.names == ("w", "a")


def test_literals_and_pins_that_do_not_fit_are_bad_config_of_their_step() -> None:
    literal = typed(step_of('a: i:="x", j -> y'), i=NUMBER)
    assert make_plan(flow_of(literal)).faults[0][::2] == ("bad_config", ("a",))
    pinned = typed(step_of('p: -> x:="x"'), "outputs", x=NUMBER)
    plan = make_plan(flow_of(pinned, "g: x ->"))
    assert plan.faults[0][::2] == ("bad_config", ("p",))
    assert "output 'x' of step 'p'" in plan.faults[0].message
    assert make_plan(flow_of(pinned, "g: -> z")).faults == ()


def test_a_pinned_output_of_a_satisfied_goal_has_to_fit_its_type_too(tmp_path: Path) -> None:
    pinned = typed(step_of('g: -> x:="x"'), "outputs", x=NUMBER)
    (fault,) = make_plan(flow_of(pinned)).faults
    assert (fault.kind, fault.names) == ("bad_config", ("g",))
    assert fault.message == "output 'x' of step 'g' is pinned: expected number, got string x"
    given = make_plan(flow_of(pinned), given={Name("x"): 3})
    assert given.faults == (), "the pin is not what the run gives"
    place = DataType(name=TypeName.STRING, format="path", enum=("a", "b"))
    fits = flow_of(typed(step_of('g: -> x:="a"'), "outputs", x=place))
    assert make_plan(fits, folder=tmp_path).faults == (), "it is judged as it is written"
    assert make_plan(fits, folder=tmp_path).held[0].value == str(tmp_path / "a")


@pytest.mark.parametrize("reference", ["env:TOKEN", "keyring:shop/token", "file:token.txt"])
def test_a_secret_is_given_by_reference_only(reference: str) -> None:
    step = typed(step_of("a: token -> x"), token=SECRET)
    flow = flow_of(step, token=Declared(type=SECRET))
    assert make_plan(flow, given={Name("token"): reference}).faults == ()
    (fault,) = make_plan(flow, given={Name("token"): "hunter2"}).faults
    assert fault.kind == "bad_input"
    assert "hunter2" not in fault.message
    assert "env:NAME" in fault.message


def test_a_literal_secret_in_the_file_is_bad_input() -> None:
    for port in (Input(type=SECRET, value="hunter2"),
                 Input(type=SECRET, required=False, default="hunter2")):  # fmt: skip
        (fault,) = make_plan(flow_of(step_of("a:", inputs={"t": port}))).faults
        assert (fault.kind, fault.names) == ("bad_input", ("a",))
        assert "hunter2" not in fault.message
    port = Input(type=SECRET, value="env:TOKEN")
    assert make_plan(flow_of(step_of("a:", inputs={"t": port}))).faults == ()


def test_faults_come_in_the_order_of_their_importance() -> None:
    flow = flow_of(
        typed(step_of('a: y, i:="s", u -> x', kind="odd"), i=NUMBER, u=NUMBER),
        "b: x -> y",
        step_of("d:", disabled=True),
        goals="a d nobody",
    )
    plan = make_plan(flow, given={Name("u"): "u"}, kinds=Sceptic())
    assert kinds_of(plan) == [
        "unknown_goal", "goal_blocked", "unknown_kind", "bad_config", "cycle", "bad_input",
    ]  # fmt: skip


def test_values_of_any_kind_can_be_given_without_being_compared() -> None:
    class Awkward:
        def __eq__(self, other: object) -> bool:
            raise RuntimeError

        __hash__ = None  # type: ignore[assignment]

    plan = make_plan(flow_of("a: u -> x"), given={Name("u"): Awkward()})
    plan.require_runnable()


def test_pins_of_lists_and_objects_are_fine() -> None:
    pinned = replace(
        step_of("p: -> x"), outputs={Name("x"): Output(value=json.loads('[{"a": 1}]'))}
    )
    plan = make_plan(flow_of(pinned, "g: x ->"))
    assert plan.feeds["g"]["x"].producers[0].value == [{"a": 1}]
    assert plan.faults == ()


def test_a_wire_that_no_value_can_fit_stops_the_run_only_where_it_is_planned() -> None:
    text = Output(type=DataType(name=TypeName.STRING))
    number = Input(type=DataType(name=TypeName.INTEGER))
    flow = flow_of(
        step_of("a:", outputs={Name("x"): text}), step_of("b:", inputs={Name("x"): number}), "c:"
    )
    (fault,) = make_plan(flow, [StepId("b")]).faults
    assert fault == ("bad_config", "'a.x' gives string, and 'b.x' takes integer", ("b", "a"))
    assert make_plan(flow, [StepId("c")]).faults == ()


def test_a_default_of_a_step_that_does_not_fit_its_port_is_a_fault_of_the_step() -> None:
    def flow_with(default: object, **changes: object) -> Flow:
        flow = flow_of("g: n? -> x", "other: n? -> y", goals="g")
        port = Input(type=NUMBER, required=False, default=default, **changes)
        step = replace(flow.steps["g"], inputs={Name("n"): port})
        return replace(flow, steps={**flow.steps, "g": step})

    (fault,) = make_plan(flow_with("many")).faults
    assert (fault.kind, fault.names) == ("bad_config", ("g",))
    assert fault.message == "default of input 'n' of step 'g': expected number, got string many"
    assert not make_plan(flow_with(3)).faults
    assert make_plan(flow_with(3, each=True)).faults
    assert not make_plan(flow_with([3], each=True)).faults
    assert not make_plan(flow_with("many"), [StepId("other")]).faults  # it is not in the plan


def test_a_default_that_does_not_fit_stops_the_run_only_where_it_is_taken() -> None:
    wrong = Declared(type=DataType(name=TypeName.INTEGER), default="many")
    flow = flow_of("a: n -> x", "b: -> y", goals="b", n=wrong)
    assert make_plan(flow).faults == ()
    (fault,) = make_plan(flow, [StepId("a")]).faults
    assert fault.kind == "bad_input"
    (fault,) = make_plan(flow, given={Name("n"): "few"}).faults
    assert fault.kind == "bad_input"


def test_relative_paths_in_the_file_are_meant_from_its_folder(tmp_path: Path) -> None:
    path = DataType(name=TypeName.STRING, format="path")
    flow = flow_of(
        step_of("p:", outputs={Name("pin"): Output(type=path, value="pin.txt")}),
        step_of(
            "a:",
            inputs={
                Name("given"): Input(type=path),
                Name("fixed"): Input(type=path, value="lit/x"),
                Name("other"): Input(type=path, required=False, default="def"),
                Name("pin"): Input(type=path),
            },
        ),
        given=Declared(type=path, default="in.txt"),
    )
    plan = make_plan(flow, folder=tmp_path)
    feeds = plan.feeds[StepId("a")]
    assert plan.given == {"given": str(tmp_path / "in.txt")}
    assert feeds[Name("fixed")].literal == str(tmp_path / "lit/x")
    assert feeds[Name("other")].default == str(tmp_path / "def")
    assert feeds[Name("pin")].producers[0].value == str(tmp_path / "pin.txt")
    assert plan.steps[StepId("a")] is flow.steps[StepId("a")]


def test_so_are_those_of_a_list(tmp_path: Path) -> None:
    path = DataType(name=TypeName.STRING, format="path")
    inputs = {
        Name("each"): Input(type=path, each=True, value=["a", "/b", ""]),
        Name("some"): Input(type=path, collect=Collect.SOME, required=False, default=["c"]),
    }
    feeds = make_plan(flow_of(step_of("a:", inputs=inputs)), folder=tmp_path).feeds[StepId("a")]
    assert feeds[Name("each")].literal == [str(tmp_path / "a"), "/b", ""]
    assert feeds[Name("some")].default == [str(tmp_path / "c")]
