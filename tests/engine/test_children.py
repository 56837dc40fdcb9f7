from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.flow import Collect, Flow, Input, Name, Step, StepId
from engine.kinds.flow import FlowKind
from engine.plan import Fault
from engine.planner import make_plan
from engine.planner.children import child_path, inside_itself
from engine.problem import Code, Severity
from engine.registry import Registry
from engine.subflow import load_children
from engine.testing import flow_of, step_of
from engine.validator import validate

FOLDER = Path("/flows")


def sub(text: str, flow: str | None = "child.flow.json", *goals: str) -> Step:
    return step_of(text, kind="flow", config={"flow": flow, "goals": list(goals)})


def faults(parent: Flow, /, **children: Flow) -> list[Fault]:
    flows = {child_path(FOLDER, f"{name}.flow.json"): flow for name, flow in children.items()}
    plan = make_plan(parent, folder=FOLDER, flows=flows)
    return list(plan.faults)


def complaint(parent: Flow, /, **children: Flow) -> str:
    (fault,) = faults(parent, **children)
    assert fault.kind == "bad_config"
    return fault.message


CHILD = flow_of("a: u -> x", "b: x, w -> y", goals="b")


def test_a_child_whose_names_are_all_inputs_of_its_step_is_fine() -> None:
    parent = flow_of("p: -> u, w", sub("s: u, w -> y, x"), "g: y ->")
    assert faults(parent, child=CHILD) == []


def test_the_names_that_a_child_lacks_are_required_inputs_of_its_step() -> None:
    assert complaint(flow_of(sub("s: u:=1 -> y")), child=CHILD) == (
        "step 's': flow 'child.flow.json' needs 'w': give the step an input of that name"
    )
    assert "make the input 'w' required" in complaint(flow_of(sub("s: u:=1, w? -> y")), child=CHILD)
    assert faults(flow_of(sub("s: u:=1, w?=3 -> y")), child=CHILD) == []


def test_an_output_that_the_child_never_writes_is_told() -> None:
    parent = flow_of(sub("s: u:=1, w:=2 -> y, z"))
    assert "flow 'child.flow.json' never writes 'z'" in complaint(parent, child=CHILD)
    assert faults(flow_of(sub("s: u:=1, w:=2 -> y, z*")), child=CHILD) == []
    assert faults(flow_of(sub("s: u:=1, w:=2 -> y, z:=1")), child=CHILD) == []
    assert faults(flow_of(sub("s: u:=1, w:=2 -> u, y")), child=CHILD) == []
    assert "never writes 'y'" in complaint(
        flow_of(sub("s: u:=1 -> x, y", "child.flow.json", "a")), child=CHILD
    )


def test_an_output_may_come_from_a_pinned_port_of_the_child() -> None:
    child = flow_of("a: -> x:=1", "b: x -> y", goals="b")
    assert faults(flow_of(sub("s: -> x, y")), child=child) == []


def test_a_step_planned_again_in_its_own_child_is_a_cycle_whatever_its_names() -> None:
    for goals in ((), ("s",)):
        (fault,) = faults(flow_of(sub("s: x=k -> y=yy, more", None, *goals), goals="s"))
        assert (fault.kind, fault.names) == ("cycle", ("s",))


def test_what_is_wrong_beside_a_cycle_of_flows_is_still_told() -> None:
    found = faults(
        flow_of(sub("s: x=k -> y=yy", None, "s"), sub("t: ->", "gone.flow.json"), goals="s t")
    )
    assert [(fault.kind, fault.names[0]) for fault in found] == [
        ("bad_config", "t"),
        ("cycle", "s"),
    ]


def test_an_input_that_the_child_has_no_use_for_is_a_warning_with_the_nearest_name() -> None:
    child = flow_of("a: customer -> x", "b: x -> y", goals="b")
    parent = flow_of(sub("s: customer:=1, custmer:=1, x:=1, y:=2, zzz? -> y"))
    flows = {child_path(FOLDER, "child.flow.json"): child}
    registry = Registry([FlowKind()])
    plan = make_plan(parent, kinds=registry, folder=FOLDER, flows=flows)
    found = [p for p in validate(parent, plan, registry, FOLDER) if p.code is Code.UNREAD_INPUT]
    assert [(p.severity, p.pointer, p.message) for p in found] == [
        (
            Severity.WARNING,
            "/steps/s/inputs/custmer",
            "no step of the flow that 's' runs reads 'custmer'; did you mean 'customer'?",
        ),
        (
            Severity.WARNING,
            "/steps/s/inputs/zzz",
            "no step of the flow that 's' runs reads 'zzz'",
        ),
    ]
    plan = make_plan(parent, kinds=registry, folder=FOLDER)
    unread = [p for p in validate(parent, plan, registry, FOLDER) if p.code is Code.UNREAD_INPUT]
    assert unread == []


def test_goals_are_the_childs_own_where_the_step_names_none() -> None:
    assert faults(flow_of(sub("s: u:=1 -> x", "child.flow.json", "a")), child=CHILD) == []
    message = complaint(flow_of(sub("s: u:=1 -> x", "child.flow.json", "aa")), child=CHILD)
    assert "there is no step 'aa' to be a goal" in message


def test_a_child_that_is_not_there_is_told() -> None:
    assert complaint(flow_of(sub("s: -> x"))) == (
        "step 's': the flow file 'child.flow.json' cannot be read"
    )


def test_only_planned_steps_have_their_flows_looked_at() -> None:
    assert faults(flow_of(sub("s: -> x"), "g: -> y")) == []


def test_a_config_of_the_wrong_shape_is_left_to_the_kind() -> None:
    odd = step_of("s: -> x", kind="flow", config={"flow": 3})
    assert faults(flow_of(odd)) == []


def test_what_a_grandchild_lacks_is_told_at_the_step_of_the_parent() -> None:
    middle = flow_of(sub("m: u -> y", "child.flow.json"))
    parent = flow_of(sub("s: u:=1 -> y", "middle.flow.json"))
    assert complaint(parent, middle=middle, child=CHILD) == (
        "step 's': in '/flows/middle.flow.json', step 'm': flow 'child.flow.json' needs 'w': "
        "give the step an input of that name"
    )


def test_a_child_is_looked_for_beside_the_file_that_names_it() -> None:
    flows = {
        child_path(FOLDER, "deep/one.flow.json"): flow_of(sub("t: -> x", "two.flow.json")),
        child_path(FOLDER, "deep/two.flow.json"): flow_of("a: -> x"),
    }
    plan = make_plan(flow_of(sub("s: -> x", "deep/one.flow.json")), folder=FOLDER, flows=flows)
    assert not [fault for fault in plan.faults if "cannot be read" in fault.message]


def gated(collect: Collect, match: str) -> Flow:
    gate = Input(collect=collect, match=match)
    return flow_of(step_of("a: -> x", inputs={Name("v"): gate, Name("z"): Input()}))


def test_a_gate_in_a_child_is_not_judged_by_a_value_that_nobody_knows_yet() -> None:
    parent = flow_of("p: -> v", sub("s: v -> x"))
    for collect in Collect:  # so what it hides is conditional, and the child may write 'x'
        assert faults(parent, child=gated(collect, "value > 1")) == []
    assert "needs 'z'" in complaint(parent, child=gated(Collect.FIRST, ""))
    assert "goal 'a' is blocked" in faults(parent, child=gated(Collect.NONE, ""))[0].message


def test_a_gate_in_a_child_is_judged_by_a_literal_of_the_step() -> None:
    child = gated(Collect.FIRST, "value > 1")
    assert "needs 'z'" in complaint(flow_of(sub("s: v:=2 -> x")), child=child)
    assert faults(flow_of(sub("s: v:=1 -> x")), child=child) == []


def test_other_goals_of_the_same_file_are_a_child_too() -> None:
    flow = flow_of("a: u -> x", sub("s: u -> x2=x", None, "a"), goals="s")
    assert "never writes 'x2'" in complaint(flow)
    assert faults(flow_of("a: u -> x", sub("s: u -> x", None, "a"), goals="s")) == []


def test_a_flow_that_would_run_inside_itself_is_a_cycle() -> None:
    (fault,) = faults(flow_of(sub("s: -> x", None, "s")))
    assert fault == ("cycle", "a flow would run inside itself: 's' -> 's'", ("s",))
    assert [fault.kind for fault in faults(flow_of(sub("s: -> x", None)))] == ["cycle"]


def test_a_cycle_through_other_files_names_its_path() -> None:
    parent = flow_of(sub("s: -> x", "one.flow.json"))
    one = flow_of(sub("t: -> x", "two.flow.json"))
    two = flow_of(sub("r: -> x", "parent.flow.json"))
    (fault,) = faults(parent, one=one, two=two, parent=parent)
    assert (fault.kind, fault.names) == ("cycle", ("s", "t", "r"))
    assert fault.message == (
        "a flow would run inside itself: 's' -> 't' in 'one.flow.json' -> 'r' in 'two.flow.json' -> 's'"
    )


def test_files_of_one_name_in_a_cycle_are_told_apart_by_their_paths() -> None:
    told = inside_itself(
        [("", StepId("g")), ("/a/f.json", StepId("g")), ("/b/f.json", StepId("h"))]
    )
    assert told.endswith(": 'g' -> 'g' in '/a/f.json' -> 'h' in '/b/f.json' -> 'g'")


def test_a_cycle_among_children_alone_begins_with_the_step_that_leads_there() -> None:
    one = flow_of(sub("t: -> x", None))
    (fault,) = faults(flow_of(sub("s: -> x", "one.flow.json")), one=one)
    assert (fault.kind, fault.names) == ("cycle", ("s", "t"))
    assert fault.message == "a flow would run inside itself: 't' -> 't'"


def test_a_long_descent_needs_no_recursion() -> None:
    deep = [sub(f"s{n}: -> x", None, f"s{n + 1}") for n in range(300)]
    flow = flow_of(*deep, "s300: -> x", goals="s0")
    assert faults(flow) == []


def test_check_tells_what_keeps_a_step_from_running_its_flow() -> None:
    parent = flow_of(sub("s: u:=1 -> y"))
    flows = {child_path(FOLDER, "child.flow.json"): CHILD}
    plan = make_plan(parent, folder=FOLDER, flows=flows)
    problems = validate(parent, plan, Registry([FlowKind()]), FOLDER)
    told = [problem for problem in problems if problem.code is Code.BAD_CONFIG]
    assert [(p.pointer, "needs 'w'" in p.message) for p in told] == [("/steps/s/config/flow", True)]


def test_the_kind_takes_a_file_or_none_and_goals() -> None:
    registry = Registry([FlowKind()])
    for config in ({}, {"flow": None}, {"flow": "a.flow.json", "goals": ["g"]}):
        step = step_of("s:", kind="flow", config=config)
        assert registry.problems(step, None) == ()
    odd = step_of("o:", kind="flow", config={"flow": 3})
    assert "/steps/o/config/flow" in [p.pointer for p in registry.problems(odd, None)]


# reading them


def write(folder: Path, name: str, steps: dict) -> None:
    folder.mkdir(exist_ok=True)
    text = json.dumps({"format": "backcast/1", "steps": steps})
    (folder / f"{name}.flow.json").write_text(text)


def test_children_are_read_once_through_any_number_of_files(tmp_path: Path) -> None:
    again = {"kind": "flow", "config": {"flow": "../one.flow.json"}}
    write(tmp_path, "one", {"t": {"kind": "flow", "config": {"flow": "deep/two.flow.json"}}})
    write(tmp_path / "deep", "two", {"r": again, "n": {"kind": "flow"}})
    flow = flow_of(sub("s: -> x", "one.flow.json"))
    children = load_children(flow, tmp_path)
    assert sorted(children.flows) == [
        str(tmp_path / "deep" / "two.flow.json"),
        str(tmp_path / "one.flow.json"),
    ]
    assert children.problems == ()
    assert list(children.flows[str(tmp_path / "one.flow.json")].steps) == ["t"]


def test_a_child_that_names_the_flow_itself_gets_it_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, "one", {"t": {"kind": "flow", "config": {"flow": "self.flow.json"}}})
    flow, file = flow_of(sub("s: -> x", "one.flow.json")), tmp_path / "self.flow.json"
    children = load_children(flow, tmp_path, file)
    assert children.flows[str(file)] is flow
    assert children.problems == ()


@pytest.mark.parametrize("content", [None, "{", '{"format": "backcast/9"}'])
def test_a_child_that_cannot_be_read_is_a_problem_of_the_step(
    tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "one.flow.json").write_text(content)
    children = load_children(flow_of(sub("s: -> x", "one.flow.json")), tmp_path)
    (problem,) = children.problems
    assert (problem.code, problem.pointer) == (Code.BAD_CONFIG, "/steps/s/config/flow")
    assert problem.message.startswith("the flow file 'one.flow.json' cannot be read: ")
    assert dict(children.flows) == {}
