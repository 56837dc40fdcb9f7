from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from designer.document import storage
from designer.document.collapsing import collapse
from designer.document.diagram import Diagram, Place
from designer.document.draft import EditRefused
from designer.document.patch import apply
from engine.cli import run_command_line
from engine.datatype import DataType, TypeName
from engine.flow import Declared, Flow, Name, StepId
from engine.graph import wires
from engine.testing import flow_of


def ids(text: str) -> frozenset[StepId]:
    return frozenset(map(StepId, text))


def shown(flow: Flow) -> set[str]:
    return {f"{one.source}>{one.target}" for one in wires(flow)}


def test_steps_become_one_step_and_all_wires_to_outside_stay() -> None:
    number = Declared(type=DataType(name=TypeName.NUMBER))
    flow = flow_of("a: k -> x", "b: x -> y", "c: y -> z", "d: z, x", goals="d", k=number)
    diagram = Diagram(flow=flow, places={StepId("b"): Place(100, 0), StepId("c"): Place(300, 40)})
    patch, new, child = collapse(diagram, ids("bc"), "part", "part.flow.json")
    after = apply(diagram, patch)
    assert new == "part"
    assert after.flow.steps.keys() == {"a", "d", "part"}
    assert shown(after.flow) == {"k>a.k", "a.x>part.x", "part.z>d.z", "a.x>d.x"}
    assert after.flow.steps[new].config == {"flow": "part.flow.json"}
    assert after.places[new] == Place(200, 20)
    assert child.flow.steps.keys() == {"b", "c"}
    assert child.flow.inputs.keys() == {"x"}
    assert child.flow.goals == {"c"}
    assert apply(after, patch.inverse()) == diagram


def test_what_the_user_gives_is_declared_in_the_child_as_in_the_parent() -> None:
    declared = Declared(type=DataType(name=TypeName.NUMBER), description="How many")
    diagram = Diagram(flow=flow_of("a: k, free -> x", "d: x", goals="d", k=declared))
    _, _, child = collapse(diagram, ids("a"), "part", "part.flow.json")
    assert child.flow.inputs[Name("k")] == declared
    assert Name("free") in child.flow.inputs


def test_a_goal_that_is_collapsed_makes_the_new_step_one() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: x -> y", goals="b"))
    patch, new, child = collapse(diagram, ids("b"), "part", "part.flow.json")
    after = apply(diagram, patch)
    assert after.flow.goals == {new}
    assert after.flow.steps[new].outputs.keys() == {"y"}
    assert child.flow.goals == {"b"}


def test_what_only_may_be_there_is_not_required_of_the_new_step() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: x? -> y", "c: y"))
    patch, new, _ = collapse(diagram, ids("b"), "part", "part.flow.json")
    assert not apply(diagram, patch).flow.steps[new].inputs[Name("x")].required


def test_a_step_in_between_has_to_come_along() -> None:
    diagram = Diagram(flow=flow_of("a: -> x", "b: x -> y", "c: y"))
    with pytest.raises(EditRefused, match="'b' reads from the selected steps and feeds them"):
        collapse(diagram, ids("ac"), "part", "part.flow.json")
    with pytest.raises(EditRefused, match="Select the steps first"):
        collapse(diagram, ids(""), "part", "part.flow.json")


def test_a_collapsed_flow_gives_what_it_gave_before(tmp_path: Path, capsys: Any) -> None:
    code = "def twice(k: int) -> int:\n    return 2 * k\n\ndef less(x: int) -> int:\n    return x - 1\n"
    (tmp_path / "work.py").write_text(code + "\ndef say(y: int) -> str:\n    return f'{y}!'\n")

    def step(name: str, reads: str, writes: str) -> dict[str, Any]:
        config = {"function": f"work:{name}"}
        return {"kind": "python", "config": config, "inputs": {reads: {}}, "outputs": {writes: {}}}

    steps = {"a": step("twice", "k", "x"), "b": step("less", "x", "y"), "c": step("say", "y", "z")}
    whole = tmp_path / "whole.flow.json"
    whole.write_text(json.dumps({"format": "backcast/1", "goals": ["c"], "steps": steps}))
    diagram = storage.load(whole).diagram
    patch, _, child = collapse(diagram, ids("ab"), "part", "part.flow.json")
    storage.save(tmp_path / "part.flow.json", child)
    storage.save(tmp_path / "parent.flow.json", apply(diagram, patch))
    told = []
    for file in ("whole.flow.json", "parent.flow.json"):
        status = run_command_line(["run", str(tmp_path / file), "--no-store", "-i", "k=21"])
        told.append((status, capsys.readouterr().out))
    assert told[0] == told[1] == (0, 'z: "41!"\n')


def test_steps_that_stand_in_for_one_another_come_with_whoever_chooses_between_them() -> None:
    flow = flow_of("a: -> x", "b: -> y", "c: v=x|y -> z", "d: w=x|y, z", goals="d")
    with pytest.raises(EditRefused, match=r"'c' takes what 'a' gives or .*'c' and 'd' as well"):
        collapse(Diagram(flow=flow), ids("ab"), "part", "part.flow.json")
    _, _, child = collapse(Diagram(flow=flow), ids("abcd"), "part", "part.flow.json")
    assert child.flow.goals == {"d"}
    _, _, alone = collapse(Diagram(flow=flow), ids("a"), "part", "part.flow.json")
    assert alone.flow.goals == {"a"}


def test_steps_all_of_which_are_collected_can_be_collapsed() -> None:
    flow = flow_of("a: -> x", "b: -> y", "c: v=x&y -> z", goals="c")
    _, _, child = collapse(Diagram(flow=flow), ids("ab"), "part", "part.flow.json")
    assert child.flow.goals == {"a", "b"}
