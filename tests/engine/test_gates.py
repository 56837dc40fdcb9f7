from __future__ import annotations

from dataclasses import replace

import pytest

from engine.datatype import DataType, TypeName
from engine.flow import Collect, Input, Name, Step, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.testing import flow_of, step_of
from engine.value import ABSENT

MATCH = "value > 1"


def with_ports(text: str, **changes: dict) -> Step:
    step = step_of(text)
    ports = {name: replace(port, **changes.get(name, {})) for name, port in step.inputs.items()}
    return replace(step, inputs=type(step.inputs)(ports))


def gated(text: str, *names: str, match: str = MATCH, collect: Collect | None = None) -> Step:
    """The Step with a `match` on these inputs."""
    extra = {} if collect is None else {"collect": collect}
    return with_ports(text, **{name: {"match": match, **extra} for name in names})


def waiting(text: str, *names: str, match: str = "") -> Step:
    """The Step with these inputs as `none` gates."""
    return with_ports(text, **{name: {"collect": Collect.NONE, "match": match} for name in names})


def plan_of(*steps: str | Step, goals: str | None = None, **given: object) -> Plan:
    values = {Name(name): value for name, value in given.items()}
    return make_plan(flow_of(*steps, goals=goals), given=values)


def reason(plan: Plan, step: str) -> str:
    return str(plan.excluded[StepId(step)].reason)


def feed(plan: Plan, step: str, name: str):
    return plan.feeds[StepId(step)][Name(name)]


def producers(plan: Plan, step: str, name: str) -> list[str]:
    return [producer.step for producer in feed(plan, step, name).producers]


# collect: none


def test_a_none_input_is_reachable_without_a_value_and_its_reachable_producers_are_planned() -> (
    None
):
    plan = plan_of("a: u -> x", "b: -> x", waiting("g: x -> y", "x"))
    assert list(plan.steps) == ["b", "g"]
    assert producers(plan, "g", "x") == ["b"]
    assert dict(plan.missing) == {}
    assert dict(plan.offered) == {"u": ("a",)}


def test_a_none_input_whose_attribute_is_given_blocks_its_step() -> None:
    plan = plan_of(waiting("a: x -> y", "x"), "b: -> y", "g: y ->", x=None)
    assert list(plan.steps) == ["b", "g"]
    cause = plan.excluded["a"]
    assert cause[:2] == ("blocked", ("x",))
    assert cause.message == "input 'x' waits for no value, and 'x' is already there"
    assert plan.faults == ()


@pytest.mark.parametrize("pin", ["p: -> x:=3", "p: u -> x:=3"])
def test_a_none_input_whose_attribute_is_pinned_blocks_its_step(pin: str) -> None:
    plan = plan_of(pin, waiting("a: x -> y", "x"), "b: -> y", "g: y ->")
    assert reason(plan, "a") == "blocked"


def test_a_none_input_is_required_whatever_its_default() -> None:
    port = Input(collect=Collect.NONE, required=False, default=7)
    plan = plan_of(step_of("g: -> y", inputs={Name("x"): port}), x=1)
    assert reason(plan, "g") == "blocked"


def test_only_a_value_that_matches_shuts_a_none_gate() -> None:
    steps = ("p: -> x:=1", waiting("g: x -> y", "x", match=MATCH))
    plan = plan_of(*steps)
    assert list(plan.steps) == ["g"]
    assert producers(plan, "g", "x") == []
    assert plan.excluded["p"].reason == "pinned"
    lone = waiting("g: x -> y", "x", match=MATCH)
    assert feed(plan_of(lone, x=1), "g", "x").given == ()
    assert reason(plan_of(lone, x=2), "g") == "blocked"


def test_a_literal_shuts_a_none_gate_like_any_value() -> None:
    port = Input(collect=Collect.NONE, match=MATCH, value=3)
    assert reason(plan_of(step_of("g: ->", inputs={Name("x"): port})), "g") == "blocked"
    plan = plan_of(step_of("g: ->", inputs={Name("x"): replace(port, value=1)}))
    assert feed(plan, "g", "x").literal is ABSENT
    assert not feed(plan, "g", "x").shut


def test_a_blocked_goal_is_a_fault() -> None:
    plan = plan_of(waiting("g: x -> y", "x"), "h: -> z", goals="g h", x=1)
    (fault,) = plan.faults
    assert (fault.kind, fault.names) == ("goal_blocked", ("g", "x"))
    assert list(plan.steps) == ["h"]


def test_a_goal_that_needs_a_blocked_step_is_a_fault_that_names_both() -> None:
    plan = plan_of(waiting("a: x -> y", "x"), "m: y -> z", "g: z ->", x=1)
    (fault,) = plan.faults
    assert (fault.kind, fault.names) == ("goal_blocked", ("g", "m", "a"))
    assert reason(plan, "a") == "blocked"
    assert dict(plan.missing) == {}


def test_a_goal_with_another_way_round_a_blocked_step_takes_it() -> None:
    plan = plan_of(waiting("a: x -> y", "x"), "b: u -> y", "g: y ->", x=1)
    assert dict(plan.missing) == {"u": ("b",)}
    assert plan.faults == ()


def test_all_is_not_complete_without_a_blocked_producer() -> None:
    plan = plan_of(waiting("a: x -> y", "x"), "b: -> y", "g: i=y& ->", x=1)
    assert [fault.kind for fault in plan.faults] == ["goal_blocked"]


def test_a_step_is_blocked_before_it_is_satisfied_or_not_needed() -> None:
    plan = plan_of(waiting("g: x -> y", "x"), waiting("n: x -> w", "x"), goals="g", x=1, y=2)
    assert (reason(plan, "g"), reason(plan, "n")) == ("blocked", "blocked")


def test_a_none_input_closes_a_cycle() -> None:
    plan = plan_of(waiting("a: y -> x", "y"), "b: x -> y", goals="b")
    assert [fault.kind for fault in plan.faults] == ["cycle"]


# match: given, pinned and literal values


def test_a_given_value_that_matches_prunes_and_one_that_does_not_counts_as_not_delivered() -> None:
    steps = ("p: -> v", gated("g: v -> y", "v"))
    plan = plan_of(*steps, v=2)
    assert list(plan.steps) == ["g"]
    assert feed(plan, "g", "v").given == ("v",)
    plan = plan_of(*steps, v=0)
    assert list(plan.steps) == ["p", "g"]
    assert feed(plan, "g", "v").given == ()
    assert producers(plan, "g", "v") == ["p"]


def test_a_second_given_value_that_matches_is_taken() -> None:
    plan = plan_of(gated("g: i=v|w -> y", "i"), v=0, w=5)
    assert feed(plan, "g", "i").given == ("w",)
    assert not feed(plan, "g", "i").shut


@pytest.mark.parametrize("collect", [Collect.FIRST, Collect.FASTEST, Collect.LAST, Collect.SOME])
def test_one_match_is_enough_but_for_all(collect: Collect) -> None:
    plan = plan_of(gated("g: i=v|w, z -> y", "i", collect=collect), v=0, w=5)
    assert dict(plan.missing) == {"z": ("g",)}
    assert feed(plan, "g", "i").given == ("w",)


def test_all_needs_every_one_to_match() -> None:
    plan = plan_of("p: -> w", gated("g: i=v&w, z -> y", "i"), v=0)
    assert feed(plan, "g", "i").shut
    assert list(plan.steps) == ["g"]
    plan = plan_of(gated("g: i=v&w, z -> y", "i"), v=2, w=3)
    assert dict(plan.missing) == {"z": ("g",)}
    plan = plan_of(gated("g: i=v&w -> y", "i"), v=2)
    assert dict(plan.missing) == {"w": ("g",)}


def test_a_pinned_value_that_does_not_match_is_no_producer() -> None:
    plan = plan_of("p: -> v:=1", "q: -> v:=4", gated("g: v -> y", "v"))
    assert producers(plan, "g", "v") == ["q"]
    assert reason(plan, "p") == reason(plan, "q") == "pinned"


@pytest.mark.parametrize(
    ("port", "literal", "shut"),
    [
        (Input(match=MATCH, value=3), 3, False),
        (Input(match=MATCH, value=0), ABSENT, True),
        (Input(match=MATCH, value=[0, 3, 1, 2], collect=Collect.SOME), [3, 2], False),
        (Input(match=MATCH, value=[0], collect=Collect.SOME), ABSENT, True),
        (Input(match=MATCH, value=[], collect=Collect.SOME), ABSENT, True),
        (Input(match=MATCH, value=[2, 3], collect=Collect.ALL), [2, 3], False),
        (Input(match=MATCH, value=[0, 3], collect=Collect.ALL), ABSENT, True),
        (Input(match="size(value) > 1", value=[0, 3], each=True), [0, 3], False),
        (Input(match=MATCH, value=0, required=False, default=9), ABSENT, False),
    ],
)
def test_literals_are_let_in_by_match_too(port: Input, literal: object, shut: bool) -> None:
    plan = plan_of(step_of("g: ->", inputs={Name("i"): port}))
    assert (feed(plan, "g", "i").literal, feed(plan, "g", "i").shut) == (literal, shut)
    assert plan.faults == ()


def test_on_an_optional_input_match_keeps_values_out_and_is_no_gate() -> None:
    plan = plan_of(gated("g: v?=7, z -> y", "v"), v=0)
    assert (feed(plan, "g", "v").given, feed(plan, "g", "v").shut) == ((), False)
    assert dict(plan.missing) == {"z": ("g",)}
    plan = plan_of("p: -> w", gated("g: i=v&w? -> y", "i"), v=0)
    assert feed(plan, "g", "i").lost


# gates that are decided while planning


def test_a_goal_behind_a_shut_gate_is_planned_and_what_the_gate_hides_is_not() -> None:
    plan = plan_of("p: u -> w", "q: -> k", gated("g: v, w, z, k -> y", "v"), v=0)
    assert list(plan.steps) == ["g"]
    assert feed(plan, "g", "v").shut
    assert not feed(plan, "g", "w").shut
    assert (dict(plan.missing), dict(plan.conditional), dict(plan.offered)) == ({}, {}, {})
    assert plan.faults == ()
    plan.require_runnable()


def test_a_shut_gate_hides_the_other_gates_of_its_step_too() -> None:
    plan = plan_of("p: -> w", gated("g: v, w -> y", "v", "w"), v=0)
    assert list(plan.steps) == ["g"]


def test_a_step_behind_a_shut_gate_gives_nothing_so_an_alternative_is_taken() -> None:
    plan = plan_of(gated("a: v -> x", "v"), "b: u -> x", "g: x ->", v=0)
    assert dict(plan.missing) == {"u": ("b",)}
    assert plan.excluded["a"] == (
        "unreachable", ("v",), "no value can come that the gate at input 'v' lets in",
    )  # fmt: skip


def test_what_only_a_shut_gate_could_bring_about_says_so() -> None:
    plan = plan_of(gated("a: v -> x", "v"), "m: x -> y", "b: -> y", "g: y ->", v=0)
    assert plan.excluded["m"] == (
        "unreachable", ("a",), "it needs what only step 'a' could bring about",
    )  # fmt: skip


def test_without_an_alternative_the_step_behind_a_shut_gate_is_planned_to_be_skipped() -> None:
    plan = plan_of(gated("a: v, z -> x", "v"), "g: x ->", v=0)
    assert list(plan.steps) == ["a", "g"]
    assert feed(plan, "a", "v").shut
    assert (dict(plan.missing), plan.faults) == ({}, ())


def test_a_bare_name_beside_a_given_value_does_not_keep_a_gate_undecided() -> None:
    plan = plan_of(gated("g: i=v|w, z -> y", "i"), v=0)
    assert feed(plan, "g", "i").shut
    assert (dict(plan.missing), dict(plan.conditional)) == ({}, {})


def test_behind_a_gate_that_is_open_names_are_missing() -> None:
    assert dict(plan_of(gated("g: v, z -> y", "v"), v=2).missing) == {"z": ("g",)}
    assert dict(plan_of("p: -> v:=2", gated("g: v, z -> y", "v")).missing) == {"z": ("g",)}
    assert dict(plan_of(waiting("g: v, z -> y", "v")).missing) == {"z": ("g",)}
    plan = plan_of("p: u -> v", waiting("g: v, z -> y", "v"))
    assert (dict(plan.missing), dict(plan.conditional)) == ({"z": ("g",)}, {})


# conditional names


@pytest.mark.parametrize("gate", [gated("g: v, w, z -> y", "v"), waiting("g: v, w, z -> y", "v")])
def test_names_wanted_only_behind_an_undecided_gate_are_conditional(gate: Step) -> None:
    plan = plan_of("p: -> v", "q: u -> k", "r: k -> w", gate)
    assert list(plan.steps) == ["p", "q", "r", "g"]
    assert dict(plan.conditional) == {"u": ("q",), "z": ("g",)}
    assert dict(plan.missing) == {}
    plan.require_runnable()


def test_a_name_that_is_wanted_in_front_of_a_gate_too_is_missing_with_all_who_want_it() -> None:
    plan = plan_of("p: z -> v", gated("g: v, z -> y", "v"))
    assert dict(plan.missing) == {"z": ("g", "p")}
    assert dict(plan.conditional) == {}
    steps = ("p: -> v", gated("g: v, w -> y", "v"), "q: u -> w", "h: w ->")
    assert dict(plan_of(*steps, goals="g h").missing) == {"u": ("q",)}
    assert dict(plan_of(*steps, goals="g").conditional) == {"u": ("q",)}


def test_the_name_that_a_gate_itself_lacks_is_missing_and_what_it_hides_conditional() -> None:
    plan = plan_of("p: u -> v", gated("g: v, w, z -> y", "v", "w"))
    assert dict(plan.missing) == {"u": ("p",), "w": ("g",)}
    assert dict(plan.conditional) == {"z": ("g",)}


def test_a_gate_behind_a_gate_is_conditional_altogether() -> None:
    plan = plan_of("p: -> v", gated("m: k, t -> w", "k"), gated("g: v, w -> y", "v"))
    assert dict(plan.conditional) == {"k": ("m",), "t": ("m",)}


def test_a_dead_end_behind_an_undecided_gate_is_no_fault_yet() -> None:
    steps = ("p: -> v", waiting("a: x -> w", "x"), gated("g: v, w -> y", "v"))
    assert [f.kind for f in plan_of(*steps[1:], x=1, v=2).faults] == ["goal_blocked"]
    plan = plan_of(*steps, x=1)
    assert plan.faults == ()
    assert producers(plan, "g", "w") == []


def test_what_optional_inputs_want_behind_a_gate_is_offered() -> None:
    plan = plan_of("p: -> v", gated("g: v, o? -> y", "v"))
    assert (dict(plan.conditional), dict(plan.offered)) == ({}, {"o": ("g",)})


# expressions that are none


@pytest.mark.parametrize(
    ("step", "part"),
    [
        (gated("g: v ->", "v", match="value >"), "'match' of input 'v' of step 'g': 1:"),
        (gated("g: v ->", "v", match="value + 1"), "'match' of input 'v' of step 'g'"),
        (gated("g: v ->", "v", match="other > 1"), "there is no 'other'"),
        (step_of("g: v ->", when="v >"), "'when' of step 'g': 1:"),
        (gated('g: v:=0, v2:="a" ->', "v2"), "'match' of input 'v2' of step 'g'"),
    ],
)
def test_an_expression_that_is_none_is_bad_config_of_its_step(step: Step, part: str) -> None:
    (fault,) = plan_of(step, v=3).faults
    assert (fault.kind, fault.names) == ("bad_config", ("g",))
    assert part in fault.message


def test_an_expression_is_judged_on_known_values_only() -> None:
    assert plan_of("p: -> v", gated("g: v ->", "v", match="value + 1")).faults == ()
    assert plan_of("p: -> v:=1", gated("g: v ->", "v", match="value + 1")).faults != ()


def test_a_value_of_the_wrong_type_is_told_as_such() -> None:
    step = gated("g: v ->", "v")
    number = DataType(name=TypeName.NUMBER)
    step = replace(step, inputs={Name("v"): replace(step.inputs[Name("v")], type=number)})
    (fault,) = plan_of(step, v="three").faults
    assert fault.kind == "bad_input"


def test_a_secret_cannot_be_matched() -> None:
    port = Input(type=DataType(name=TypeName.STRING, format="secret"), match="value != ''")
    (fault,) = plan_of(step_of("g: ->", inputs={Name("t"): port}), t="env:TOKEN").faults
    assert "a secret cannot be matched" in fault.message


# each


@pytest.mark.parametrize(
    ("collect", "value", "complaint"),
    [
        (Collect.FIRST, [1, 2], ""),
        (Collect.FIRST, [], ""),
        (Collect.FIRST, 1, "expected array, got integer 1"),
        (Collect.FIRST, [1, "b"], "item 1: expected number, got string b"),
        (Collect.ALL, 1, ""),
        (Collect.SOME, [1], "expected number, got array [1]"),
    ],
)
def test_with_each_a_given_value_is_a_list_of_elements(
    collect: Collect, value: object, complaint: str
) -> None:
    port = Input(type=DataType(name=TypeName.NUMBER), each=True, collect=collect)
    faults = plan_of(step_of("g: ->", inputs={Name("v"): port}), v=value).faults
    assert [fault.message for fault in faults] == (
        [f"'v' was given for input 'v' of step 'g': {complaint}"] if complaint else []
    )


@pytest.mark.parametrize(
    ("collect", "literal", "fits"),
    [
        (Collect.FIRST, [1, 2], True),
        (Collect.FIRST, 1, False),
        (Collect.FIRST, ["a"], False),
        (Collect.ALL, [1, 2], True),
        (Collect.SOME, [1, "a"], False),
    ],
)
def test_with_each_a_literal_is_the_list_of_elements(
    collect: Collect, literal: object, fits: bool
) -> None:
    port = Input(type=DataType(name=TypeName.NUMBER), each=True, collect=collect, value=literal)
    plan = plan_of(step_of("g: ->", inputs={Name("v"): port}))
    assert [fault.kind for fault in plan.faults] == ([] if fits else ["bad_config"])


def test_a_pinned_output_of_a_step_for_each_element_is_a_list() -> None:
    number = DataType(name=TypeName.NUMBER)
    step = step_of("p: v -> x:=3", inputs={Name("v"): Input(each=True)})
    pinned = replace(step, outputs={Name("x"): replace(step.outputs[Name("x")], type=number)})
    assert [f.kind for f in plan_of(pinned, "g: x ->").faults] == ["bad_config"]
    whole = replace(pinned, outputs={Name("x"): replace(pinned.outputs[Name("x")], value=[1])})
    assert plan_of(whole, "g: x ->").faults == ()
