from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.codec import parse_flow, read_flow
from engine.errors import FlowFileError
from engine.flow import Flow, Input, Name, Output, Step
from engine.knot import find_knots
from engine.plan import Plan
from engine.planner import make_plan
from engine.plugin import Call, Context, KindConfig, Outputs
from engine.problem import Code, Problem, Severity
from engine.registry import Registry
from engine.validator import validate

ERROR, WARNING = Severity.ERROR, Severity.WARNING


class Anything(KindConfig):
    level: int = 0


class AnyKind:
    name = "any"
    title = description = category = icon = ""
    config: type[KindConfig] = Anything
    inputs: Mapping[Name, Input] = {}
    outputs: Mapping[Name, Output] = {}

    def check(self, step: Step, config: Any, folder: Path) -> Iterable[Problem]:
        return ()

    def needs_thread(self, call: Call, context: Context) -> bool:
        return False

    async def perform(self, call: Call, config: Any, context: Context) -> Outputs:
        return {}


def flow(steps: dict[str, Any], **parts: Any) -> Flow:
    parts.setdefault("goals", list(steps)[-1:])
    made = {name: {"kind": "any", **step} for name, step in steps.items()}
    data = json.dumps({"format": "backcast/1", "steps": made, **parts}).encode()
    return parse_flow(data, "a").flow


def checked(subject: Flow) -> tuple[Problem, ...]:
    registry = Registry([AnyKind()])
    return validate(subject, make_plan(subject, kinds=registry), registry, None)


def found(steps: dict[str, Any], **parts: Any) -> list[tuple[Code, Severity, str]]:
    problems = checked(flow(steps, **parts))
    return [(problem.code, problem.severity, problem.pointer) for problem in problems]


def wire(source: dict[str, Any], target: dict[str, Any]) -> dict[str, Any]:
    return {"total": {"outputs": {"sum": source}}, "pay": {"inputs": {"sum": target}}}


def test_a_sound_flow_has_no_problems() -> None:
    assert found(wire({"type": "integer"}, {"type": "number"})) == []


def test_an_empty_flow_has_no_problems() -> None:
    assert found({}) == []


def test_a_flow_of_steps_without_a_goal_is_half_drawn() -> None:
    assert found({"a": {}}, goals=[]) == [(Code.NO_GOALS, WARNING, "")]


def test_a_goal_that_is_not_there_comes_with_the_nearest() -> None:
    (problem,) = checked(flow({"pay": {}}, goals=["pya"]))
    assert (problem.code, problem.severity) == (Code.UNKNOWN_GOAL, ERROR)
    assert problem.message == "there is no step 'pya' to be a goal; did you mean 'pay'?"


def test_a_disabled_goal_is_an_error_at_its_switch() -> None:
    expected = [(Code.GOAL_BLOCKED, ERROR, "/steps/a/disabled")]
    assert found({"a": {"disabled": True}}) == expected


def test_kinds_and_configs_are_errors_whether_planned_or_not() -> None:
    steps = {"a": {"kind": "nay"}, "b": {"config": {"level": "x"}}, "c": {}}
    assert found(steps) == [
        (Code.UNKNOWN_KIND, ERROR, "/steps/a/kind"),
        (Code.BAD_CONFIG, ERROR, "/steps/b/config/level"),
    ]


def test_a_disabled_step_has_only_warnings() -> None:
    steps = {
        "a": {"kind": "nay", "disabled": True, "inputs": {"x": {"type": "string", "value": 1}}},
        "b": {"disabled": True, "outputs": {"out": {"type": "string"}}},
        "c": {"inputs": {"out": {"type": "number"}}},
    }
    assert found(steps) == [
        (Code.UNKNOWN_KIND, WARNING, "/steps/a/kind"),
        (Code.WIRE_TYPES, WARNING, "/steps/c/inputs/out/type"),
        (Code.BAD_VALUE, WARNING, "/steps/a/inputs/x/value"),
    ]


def test_a_wire_whose_types_disagree_says_what_comes_and_what_goes() -> None:
    (problem,) = checked(flow(wire({"type": "string"}, {"type": "number"})))
    assert (problem.code, problem.pointer) == (Code.WIRE_TYPES, "/steps/pay/inputs/sum/type")
    assert problem.message == "'total.sum' gives string, and 'pay.sum' takes number"


def test_a_flow_input_is_an_end_of_a_wire_too() -> None:
    inputs = {"email": {"type": "integer"}}
    steps = {"a": {"inputs": {"to": {"type": "string", "from": "email"}}}}
    (problem,) = checked(flow(steps, inputs=inputs))
    assert problem.message == "'email' gives integer, and 'a.to' takes string"


def test_a_step_that_runs_once_per_element_gives_lists() -> None:
    steps = {
        "many": {"inputs": {"x": {"each": True}}, "outputs": {"y": {"type": "string"}}},
        "one": {"inputs": {"y": {"type": "string"}}},
    }
    codes = {(code, pointer) for code, _, pointer in found(steps)}
    assert (Code.WIRE_TYPES, "/steps/one/inputs/y/type") in codes
    steps["one"] = {"inputs": {"y": {"type": "array"}}}
    assert Code.WIRE_TYPES not in {code for code, _, _ in found(steps)}


def test_many_wires_of_one_type_are_one_problem_for_their_reader() -> None:
    writers = {f"w{n}": {"outputs": {"x": {"type": "string"}}} for n in range(9)}
    problems = found({**writers, "r": {"inputs": {"x": {"type": "object"}}}})
    assert problems == [(Code.WIRE_TYPES, ERROR, "/steps/r/inputs/x/type")]


@pytest.mark.parametrize(
    ("port", "key", "message"),
    [
        ({"type": "string", "value": 1}, "value", "expected string, got integer 1"),
        ({"type": "string", "default": None}, "default", "expected string, got null"),
        ({"enum": ["a"], "default": "b"}, "default", 'expected one of a, got string b'),
        ({"type": "string", "each": True, "value": "a"}, "value", "expected array, got string a"),
        ({"type": "string", "each": True, "value": ["a", 2]}, "value", "item 1: expected string"),
        ({"type": "string", "collect": "all", "value": [1]}, "value", "item 0: expected string"),
    ],
)  # fmt: skip
def test_a_literal_must_fit_its_port(port: dict[str, Any], key: str, message: str) -> None:
    problems = {p.pointer: p for p in checked(flow({"a": {"inputs": {"x": port}}}))}
    problem = problems[f"/steps/a/inputs/x/{key}"]
    assert (problem.code, problem.severity) == (Code.BAD_VALUE, ERROR)
    assert problem.message.startswith(f"{key} of 'a.x': {message}")


@pytest.mark.parametrize(
    ("step", "place"),
    [
        ({"when": "1 +"}, "when"),
        ({"inputs": {"x": {"match": "value >"}}}, "inputs/x/match"),
        ({"inputs": {"x": {"match": "value + 1", "value": 3}}}, "inputs/x/match"),
        ({"inputs": {"x": {"match": "value == 1", "format": "secret"}}}, "inputs/x/match"),
    ],
)
def test_an_expression_that_is_none_is_told_with_its_place(
    step: dict[str, Any], place: str
) -> None:
    for asleep, severity in ((False, ERROR), (True, WARNING)):
        problems = found({"a": {**step, "disabled": asleep}, "g": {}})
        assert (Code.BAD_CONFIG, severity, f"/steps/a/{place}") in problems


def test_good_expressions_are_no_problem() -> None:
    step = {"when": "x > 1", "inputs": {"x": {"match": "value > 1", "value": 3}}}
    assert Code.BAD_CONFIG not in {code for code, _, _ in found({"a": step})}


def test_a_pinned_output_must_fit_its_port() -> None:
    steps = {"a": {"outputs": {"x": {"type": "integer", "value": "one"}}}}
    assert found(steps) == [(Code.BAD_VALUE, ERROR, "/steps/a/outputs/x/value")]


def test_a_secret_written_into_the_file_is_an_error_that_does_not_show_it() -> None:
    secret = {"type": "string", "format": "secret"}
    steps = {"a": {"inputs": {"x": {**secret, "value": "hunter2"}, "y": {**secret, "from": "z"}}}}
    problems = checked(flow(steps, inputs={"z": {**secret, "default": "hunter2"}}))
    assert [problem.pointer for problem in problems] == [
        "/steps/a/inputs/x/value",
        "/inputs/z/default",
    ]
    assert "hunter2" not in str(problems)


def test_initial_values_must_fit_their_flow_input() -> None:
    inputs = {"n": {"type": "integer", "default": "x", "example": "y"}}
    steps = {"a": {"inputs": {"n": {"type": "integer"}}}}
    assert found(steps, inputs=inputs, presets={"p": {"n": "z", "other": 1}}) == [
        (Code.BAD_VALUE, ERROR, "/inputs/n/default"),
        (Code.BAD_VALUE, ERROR, "/presets/p/n"),
        (Code.BAD_VALUE, WARNING, "/inputs/n/example"),
        (Code.UNREAD_INPUT, WARNING, "/presets/p/other"),
    ]


RING = {
    "a": {"inputs": {"z": {}}, "outputs": {"x": {}}},
    "b": {"inputs": {"x": {}}, "outputs": {"y": {}}},
    "c": {"inputs": {"y": {}}, "outputs": {"z": {}}},
}


def test_a_cycle_that_the_goals_need_is_one_error() -> None:
    (problem,) = checked(flow(RING))
    assert (problem.code, problem.severity) == (Code.CYCLE, ERROR)
    assert problem.message == "steps wait for each other: 'a' -> 'b' -> 'c' -> 'a'"


def test_a_cycle_beside_the_goals_is_a_warning() -> None:
    (problem,) = checked(flow({**RING, "goal": {}}))
    assert (problem.code, problem.severity) == (Code.CYCLE, WARNING)
    assert problem.pointer == "/steps/a"
    assert problem.message == "steps wait for each other: 'a' -> 'b' -> 'c' -> 'a'"


def test_a_step_that_waits_for_itself_is_a_cycle() -> None:
    (problem,) = checked(flow({"a": {"inputs": {"x": {}}, "outputs": {"x": {}}}, "goal": {}}))
    assert problem.message == "steps wait for each other: 'a' -> 'a'"


@pytest.mark.parametrize("cut", [{"disabled": True}, {"outputs": {"y": {"value": 1}}}])
def test_a_disabled_step_or_a_pinned_output_cuts_a_cycle(cut: dict[str, Any]) -> None:
    assert found({**RING, "b": {**RING["b"], **cut}, "goal": {}}) == []


def test_every_knot_is_told_by_its_shortest_cycle() -> None:
    steps = {
        **RING,
        "d": {"inputs": {"x": {}}, "outputs": {"z": {}, "away": {}}},
        "after": {"inputs": {"away": {}}, "outputs": {"more": {}}},
        "e": {"inputs": {"q": {}, "more": {}}, "outputs": {"p": {}}},
        "f": {"inputs": {"p": {}}, "outputs": {"q": {}}},
    }
    knots = find_knots(flow(steps))
    assert [knot.cycle for knot in knots] == [("a", "d"), ("e", "f")]
    assert [sorted(knot.steps) for knot in knots] == [["a", "b", "c", "d"], ["e", "f"]]


def test_a_name_that_is_a_letter_off_is_pointed_out() -> None:
    steps = {"a": {"outputs": {"document_url": {}}}, "b": {"inputs": {"documnet_url": {}}}}
    (problem,) = checked(flow(steps))
    assert (problem.code, problem.severity) == (Code.NEAR_NAME, WARNING)
    assert problem.pointer == "/steps/b/inputs/documnet_url"
    assert "there is 'document_url'" in problem.message


@pytest.mark.parametrize(("written", "read"), [("row_1", "row_2"), ("id", "it"), ("name", "total")])
def test_names_that_differ_on_purpose_are_let_be(written: str, read: str) -> None:
    assert found({"a": {"outputs": {written: {}}}, "b": {"inputs": {read: {}}}}) == []


def test_a_flow_input_that_nobody_reads_is_pointed_out() -> None:
    steps = {"a": {"inputs": {"emails": {}}}}
    problems = checked(flow(steps, inputs={"email": {}, "unused": {}}))
    unread = [p.message for p in problems if p.code is Code.UNREAD_INPUT]
    assert unread == [
        "no step reads the flow input 'email'; did you mean 'emails'?",
        "no step reads the flow input 'unused'",
    ]


def test_errors_come_first_and_the_order_of_the_file_does_not_matter() -> None:
    steps = {"b": {"kind": "nay"}, "a": {"kind": "nay"}, **wire({"type": "string"}, {})}
    parts: dict[str, Any] = {"inputs": {"z": {}, "y": {}}, "goals": ["pay", "gone"]}
    problems = checked(flow(steps, **parts))
    turned = checked(flow(dict(reversed(steps.items())), **parts))
    assert problems == turned
    assert [problem.pointer for problem in problems] == [
        "/goals",
        "/steps/a/kind",
        "/steps/b/kind",
        "/inputs/y",
        "/inputs/z",
    ]


def big(count: int) -> Flow:
    return flow(
        {
            f"s{n}": {
                "inputs": {
                    "near": {"type": "string", "from": f"a{n - 1}"},
                    "far": {"type": "string", "from": f"a{n // 2}"},
                },
                "outputs": {"out": {"type": "string", "to": f"a{n}"}},
            }
            for n in range(1, count)
        }
    )


def test_ten_thousand_steps_are_checked_between_two_key_strokes() -> None:
    subject, registry = big(10_000), Registry([AnyKind()])
    validate(subject, Plan(), registry, None)
    times = []
    for _ in range(3):
        start = time.process_time()
        validate(subject, Plan(), registry, None)
        times.append(time.process_time() - start)
    assert min(times) < 0.6  # of the processor's time; about 0.16 s on an idle machine


def test_a_name_that_thousands_share_costs_no_more_than_its_ports() -> None:
    shared = {"inputs": {"x": {}}, "outputs": {"x": {}}}
    subject = flow({f"s{n}": shared for n in range(3000)})
    start = time.process_time()
    (problem,) = validate(subject, Plan(), Registry([AnyKind()]), None)
    assert problem.code is Code.CYCLE
    assert time.process_time() - start < 1.0  # 9,000,000 pairs would take many times that


SECRET: dict[str, Any] = {"type": "string", "format": "secret"}


def test_a_literal_that_a_secret_port_would_take_is_found_wherever_it_stands() -> None:
    steps = {"a": {"inputs": {"x": SECRET, "y": {**SECRET, "each": True}}}}
    presets = {"p": {"x": "hunter2"}, "q": {"x": "env:X", "y": ["file:a", "hunter2"]}}
    inputs = {"x": {"type": "string", "default": "hunter2"}}
    problems = checked(flow(steps, inputs=inputs, presets=presets))
    errors = [problem.pointer for problem in problems if problem.severity is ERROR]
    assert errors == ["/inputs/x/default", "/presets/p/x", "/presets/q/y"]
    assert "hunter2" not in str(problems)


def test_a_secret_on_one_side_only_is_a_warning() -> None:
    steps = {"a": {"inputs": {"x": {"type": "string"}, "y": SECRET, "z": SECRET}}}
    inputs = {"x": SECRET, "y": {"type": "string"}, "z": SECRET}
    problems = checked(flow(steps, inputs=inputs))
    assert [(p.code, p.severity, p.pointer, p.message) for p in problems] == [
        (Code.WIRE_TYPES, WARNING, "/steps/a/inputs/x/format",
         "the flow input 'x' is a secret, and 'a.x' is not"),
        (Code.WIRE_TYPES, WARNING, "/steps/a/inputs/y/format",
         "'a.y' is a secret, and the flow input 'y' is not"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "told"),
    [("it is off", "it is off. Turn it on."), ("is it 'a'?", "is it 'a'? Turn it on.")],
)
def test_message_and_hint_are_two_sentences(message: str, told: str) -> None:
    problem = Problem(code=Code.CYCLE, message=message, hint="Turn it on.")
    assert problem.sentence == told
    assert Problem(code=Code.CYCLE, pointer="/a", message=message).sentence == message
    assert str(problem) == told


@pytest.mark.parametrize("optional", [{"required": False}, {"default": 0}])
def test_a_match_on_an_optional_input_is_a_warning(optional: dict[str, Any]) -> None:
    gated = {"a": {"inputs": {"n": {"match": "value == 3", **optional}}}}
    assert (Code.BAD_CONFIG, WARNING, "/steps/a/inputs/n/match") in found(gated)


@pytest.mark.parametrize(
    ("optional", "is_idle"),
    [
        ({}, True),
        ({"default": 1}, False),
        ({"required": False}, False),
        ({"required": True, "default": 1}, True),
        ({"collect": "none", "default": 1}, True),
    ],
)
def test_a_deadline_on_an_input_that_is_waited_for_is_a_warning(
    optional: dict[str, Any], is_idle: bool
) -> None:
    limited = {"a": {"inputs": {"n": {"deadline": 0.5, **optional}}}}
    warning = (Code.BAD_CONFIG, WARNING, "/steps/a/inputs/n/deadline")
    assert (warning in found(limited)) is is_idle


@pytest.mark.parametrize("gate", [{}, {"collect": "none", "default": 0}])
def test_a_match_that_is_a_gate_is_no_problem(gate: dict[str, Any]) -> None:
    assert found({"a": {"inputs": {"n": {"match": "value == 3", **gate}}}}) == []


def test_the_names_in_conditions_and_gates_are_looked_at() -> None:
    inputs = {"n": {"match": "valu == 1"}, "m": {"match": "value == type(1)"}}
    problems = checked(flow({"a": {"when": "nn > 1 && n > 1", "inputs": inputs}}))
    told = {one.pointer: one.message for one in problems if one.code is Code.BAD_CONFIG}
    assert told == {
        "/steps/a/when": "'nn > 1 && n > 1': there is no 'nn'; did you mean 'n'?",
        "/steps/a/inputs/n/match": "'valu == 1': there is no 'valu'; did you mean 'value'?",
    }


def test_a_preset_that_gives_what_no_step_reads_is_told() -> None:
    steps = {"a": {"inputs": {"count": {}}}}
    problems = checked(flow(steps, presets={"p": {"cuont": 1, "count": 2}}))
    assert [(one.code, one.severity, one.pointer, one.message) for one in problems] == [
        (
            Code.UNREAD_INPUT,
            WARNING,
            "/presets/p/cuont",
            "preset 'p' gives 'cuont', which no step reads; did you mean 'count'?",
        )
    ]


def test_a_pipe_is_refused_as_a_flow_file_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FlowFileError, match="this is no regular file"):
        read_flow(tmp_path / "pipe")


def test_a_default_that_does_not_fit_is_not_said_to_be_given() -> None:
    inputs = {"n": {"type": "integer", "default": "three"}}
    made = make_plan(flow({"a": {"inputs": {"n": {}}}}, inputs=inputs), kinds=Registry([AnyKind()]))
    assert [fault.message for fault in made.faults] == [
        "default of 'n': expected integer, got string three"
    ]
