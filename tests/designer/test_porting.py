from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.document.diagram import Diagram
from designer.document.draft import EditRefused
from designer.document.patch import apply
from designer.document.porting import is_outdated, update_ports
from designer.document.stub import stub
from designer.session.own import OwnFunctions, signature_line
from engine.datatype import DataType, TypeName
from engine.flow import Collect, Flow, Input, Name, Output, Step, StepId
from engine.graph import wires
from engine.signature import FunctionInfo, read_functions

TEXT = DataType(name=TypeName.STRING)
WHOLE = DataType(name=TypeName.INTEGER)
HERE = StepId("here")


def function(source: str) -> FunctionInfo:
    return read_functions(source)[-1]


def calling(source: str) -> Step:
    info = function(source)
    return Step(
        id=HERE, kind="python", config={"function": f"work:{info.name}"},
        inputs=OrderedDict(info.inputs), outputs=OrderedDict(info.outputs),
    )  # fmt: skip


def wired(source: str) -> Diagram:
    """A Step that calls a function, with a Step before each input and one behind its outputs."""
    here = calling(source)
    steps = {HERE: here}
    for name in here.inputs:
        before = StepId(f"before-{name}".replace("_", "-"))
        outputs = OrderedDict({name: Output()})
        steps[before] = Step(id=before, kind="set", outputs=outputs)
    inputs = OrderedDict((name, Input()) for name in here.outputs)
    steps[StepId("after")] = Step(id=StepId("after"), kind="set", inputs=inputs)
    return Diagram(flow=Flow(steps=steps))


def ends(diagram: Diagram) -> set[tuple[str, str]]:
    return {(str(wire.source), str(wire.target)) for wire in wires(diagram.flow)}


@pytest.mark.parametrize(
    ("before", "after", "renamed", "dropped"),
    [
        ("def f(mail: str): return 1", "def f(email: str): return 1", [("mail", "email")], []),
        ("def f(a: str, b: int): ...", "def f(x: str, b: int): ...", [("a", "x")], []),
        ("def f(a: str, b: int): ...", "def f(y: int, x: str): ...", [("a", "x"), ("b", "y")], []),
        ("def f(a: str, b: str): ...", "def f(x: str, y: str): ...", [("a", "x"), ("b", "y")], []),
        ("def f(a: str, b: str): ...", "def f(x: str): ...", [], ["a", "b"]),
        ("def f(a: str): ...", "def f(x: int): ...", [], ["a"]),
        ("def f(a: str): ...", "def f(a: str, *, b: int = 2): ...", [], []),
        ("def f(a: str): ...", "def f(**more): ...", [], []),
    ],
)
def test_ports_are_renamed_where_there_is_no_doubt_and_else_dropped(
    before, after, renamed, dropped
):
    diagram = wired(before)
    made = update_ports(diagram, HERE, function(after))
    assert sorted(made.renamed) == renamed
    assert list(made.dropped) == dropped
    now = apply(diagram, made.patch)
    step = now.flow.steps[HERE]
    assert not is_outdated(step, function(after))
    kept = {f"here.{new}" for _, new in made.renamed}
    assert kept <= {target for _, target in ends(now)}
    assert apply(now, made.patch.inverse()) == diagram


def test_outputs_by_name_are_renamed_with_all_their_readers():
    head = "class R(NamedTuple):\n  {}: str\n  count: int\ndef f(a) -> R: ..."
    diagram = wired(head.format("adress"))
    made = update_ports(diagram, HERE, function(head.format("address")))
    assert made.renamed == (("adress", "address"),)
    now = apply(diagram, made.patch)
    assert ("here.address", "after.adress") in ends(now)
    assert ("here.count", "after.count") in ends(now)


def test_one_output_keeps_the_name_that_the_step_has_for_it():
    diagram = wired("def f(a: str) -> str:\n  url = a\n  return url")
    info = function("def f(a: str) -> int:\n  return 1")
    assert is_outdated(diagram.flow.steps[HERE], info)
    now = apply(diagram, update_ports(diagram, HERE, info).patch)
    assert {n: o.type for n, o in now.flow.steps[HERE].outputs.items()} == {"url": WHOLE}
    assert ("here.url", "after.url") in ends(now)


_NAMES = st.sampled_from(["a", "b", "amount", "amounts", "mail", "email", "user_id"])
_KINDS = st.sampled_from(["str", "int", "float", "bool", "list", "dict", "date", "Path"])
_SIGNATURES = st.dictionaries(_NAMES, _KINDS, max_size=4).map(
    lambda named: f"def f({', '.join(f'{n}: {k}' for n, k in named.items())}) -> str: ..."
)


@given(_SIGNATURES, _SIGNATURES)
def test_an_update_fits_loses_no_wire_of_a_port_that_stays_and_can_be_undone(before, after):
    diagram = wired(before)
    made = update_ports(diagram, HERE, function(after))
    now = apply(diagram, made.patch)
    step = now.flow.steps[HERE]
    assert set(step.inputs) == set(function(after).inputs)
    assert not is_outdated(step, function(after))
    names = dict(made.renamed)
    for source, target in ends(diagram):
        port = Name(target.partition(".")[2])
        if target.startswith("here.") and port not in made.dropped:
            assert (source, f"here.{names.get(port, port)}") in ends(now)
    assert apply(now, made.patch.inverse()) == diagram


_FORMATS = ["", "path", "date", "date-time", "time", "uuid"]
_TYPES = st.one_of(
    st.sampled_from([DataType(name=name) for name in TypeName]),
    st.sampled_from([DataType(name=TypeName.STRING, format=form) for form in _FORMATS]),
    st.just(DataType(name=TypeName.STRING, enum=("a", "b"))),
)
_PORTS = st.dictionaries(st.sampled_from(["a", "b", "c_d", "E"]), _TYPES, max_size=4)


@given(_PORTS, st.dictionaries(st.sampled_from(["x", "y", "z"]), _TYPES, max_size=3))
def test_a_stub_has_the_ports_of_its_step(inputs, outputs):
    step = Step(
        id=HERE, kind="python", description='Says "this"',
        inputs=OrderedDict((Name(n), Input(type=t, description="so")) for n, t in inputs.items()),
        outputs=OrderedDict((Name(n), Output(type=t)) for n, t in outputs.items()),
    )  # fmt: skip
    source = stub(step, "work").whole()
    compile(source, "stub", "exec")
    (info,) = read_functions(source)
    assert {n: it.type for n, it in info.inputs.items()} == inputs
    assert all(it.description == "so" for it in info.inputs.values())
    found = [it.type for it in info.outputs.values()]
    assert found == list(outputs.values())
    assert not is_outdated(step, info)


def test_a_function_called_for_each_of_what_is_collected_takes_one_of_it():
    port = Input(type=WHOLE, collect=Collect.SOME, each=True)
    step = Step(id=HERE, kind="python", inputs=OrderedDict({Name("a"): port}))
    source = stub(step, "work").whole()
    assert "def work(a: int)" in source
    assert not is_outdated(step, function(source))
    whole = replace(step, inputs=OrderedDict({Name("a"): replace(port, each=False)}))
    assert "def work(a: list[int])" in stub(whole, "work").source
    assert is_outdated(whole, function(source))


def test_a_stub_has_the_defaults_and_refuses_words_of_python():
    inputs = OrderedDict(
        {
            Name("a"): Input(type=TEXT, required=False, default="x"),
            Name("b"): Input(type=WHOLE),
            Name("c"): Input(type=DataType(name=TypeName.ARRAY), required=False, default=[1]),
        }
    )
    step = Step(id=HERE, kind="python", inputs=inputs)
    source = stub(step, "work").source
    assert "def work(b: int, a: str = 'x', c: list[Any] | None = None) -> None:" in source
    with pytest.raises(EditRefused, match="'class' cannot be a name in Python"):
        stub(replace(step, inputs=OrderedDict({Name("class"): Input()})), "work")


def test_functions_of_packages_and_of_folders_within_are_found(tmp_path: Path) -> None:
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit/tools.py").write_text("def seven(limit: int = 5) -> int: ...\ndef _own(): ...")
    (tmp_path / "test_it.py").write_text("def test_a(): ...")
    found = OwnFunctions().find(tmp_path, ["kit", "json", "no.such.thing", "statistics"])
    named = {own.name: own for own in found.functions}
    assert named["kit.tools:seven"].template.config == {"function": "kit.tools:seven"}
    assert signature_line(named["kit.tools:seven"].info) == "(limit: integer = 5) → seven: integer"
    assert named["json:dumps"].shelf == "json"
    assert named["statistics:median"].shelf == "statistics"
    assert "json.decoder:JSONObject" in named
    assert not any("test" in own.name for own in found.functions)
    assert found.missing == ("no.such.thing",)


def test_a_file_that_breaks_keeps_the_functions_that_were_there(tmp_path: Path) -> None:
    path = tmp_path / "work.py"
    own = OwnFunctions()
    path.write_text("def one(a): ...\ndef two(b): ...\n")
    assert [it.name for it in own.find(tmp_path).functions] == ["work:one", "work:two"]
    path.write_text("def one(a): ...\ndef two(b:\n\ndef three(): ...\n")
    found = own.find(tmp_path)
    assert [it.name for it in found.functions] == ["work:one", "work:two", "work:three"]
    (broken,) = found.broken
    assert (broken.shelf, broken.line) == ("work.py", 2)
