from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.codec.reading import MAX_BYTES
from engine.datatype import DataType, TypeName
from engine.flow import Declared, Flow, Input, Name
from engine.givens import (
    BadInput,
    read_assignments,
    read_inputs,
    read_preset,
    type_of,
    unread,
)
from engine.testing import flow_of, step_of

HERE = Path("/caller")


def declared(type_: str, format_: str = "") -> Declared:
    return Declared(type=DataType(name=TypeName(type_), format=format_))


def one_input(type_: str, format_: str = "") -> Flow:
    return flow_of("a: v -> x", v=declared(type_, format_))


def reading_ports(*types: str) -> Flow:
    """A Flow without declared inputs; each Step reads 'v' as one of the types."""
    ports = {
        f"s{i}": {Name("v"): Input(type=DataType(name=TypeName(type_)))}
        for i, type_ in enumerate(types)
    }
    return flow_of(*(step_of(f"{step}: -> {step}", inputs=port) for step, port in ports.items()))


def value(flow: Flow, text: str, folder: Path = HERE) -> Any:
    return read_assignments(flow, [f"v={text}"], folder)["v"]


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        ("string", "42", "42"),
        ("string", '"quoted"', '"quoted"'),
        ("string", "", ""),
        ("string", "a=b", "a=b"),
        ("integer", "42", 42),
        ("number", "4.5", 4.5),
        ("boolean", "true", True),
        ("object", '{"a": [1]}', {"a": [1]}),
        ("array", "[]", []),
        ("integer", '"text"', "text"),  # the planner says that it does not fit
        ("any", "42", 42),
        ("any", "null", None),
        ("any", "C-1001", "C-1001"),
        ("any", "", ""),
        ("any", "NaN", "NaN"),
        ("any", '{"a": 1', '{"a": 1'),
    ],
)
def test_a_value_is_text_for_a_string_and_json_otherwise(
    type_: str, text: str, expected: object
) -> None:
    found = value(one_input(type_), text)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize("text", ["abc", "", "NaN", "{'a': 1}", "[" * 200, "0x10"])
def test_what_is_not_json_is_refused_where_json_is_wanted(text: str) -> None:
    with pytest.raises(BadInput, match="'v': expected number as JSON") as caught:
        value(one_input("number"), text)
    assert caught.value.names == ("v",)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["string", "string"], "string"),
        (["integer"], "integer"),
        (["string", "integer"], "any"),
        (["string", "any"], "any"),
        ([], "any"),
    ],
)
def test_an_undeclared_name_has_the_type_that_its_readers_share(
    types: list[str], expected: str
) -> None:
    assert type_of(reading_ports(*types), Name("v")).name == expected


def test_the_flow_input_decides_before_the_readers() -> None:
    flow = replace(reading_ports("string"), inputs={Name("v"): declared("integer")})
    assert value(flow, "42") == 42


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e2", 100), ("100.0", 100), ("-0.0", 0), ("1e15", 10**15), ("7", 7), ("1.5", 1.5),
     ("1e300", 1e300), ("true", True)],
)  # fmt: skip
def test_a_whole_number_is_an_integer_where_one_is_wanted_however_it_is_written(
    text: str, value: object
) -> None:
    flow = replace(one_input("integer"), presets={"set": {Name("v"): json.loads(text)}})
    given = read_assignments(flow, [f"v={text}"], HERE)
    inputs = read_inputs(flow, f'{{"v": {text}}}'.encode(), "--inputs", HERE)
    for found in (given, inputs, read_preset(flow, "set", HERE)):
        assert found == {"v": value}
        assert type(found["v"]) is type(value)
    assert repr(read_assignments(one_input("number"), ["v=1e2"], HERE)["v"]) == "100.0"
    assert type(read_assignments(reading_ports("integer"), ["v=1e2"], HERE)["v"]) is int


def test_an_each_input_is_given_a_list() -> None:
    each = {Name("v"): Input(type=DataType(name=TypeName.STRING), each=True)}
    assert value(flow_of(step_of("a: -> x", inputs=each)), '["p"]') == ["p"]


def test_a_file_is_read_as_text_or_as_json(tmp_path: Path) -> None:
    (tmp_path / "value.txt").write_text("\ufeff[1, 2]\n", "utf-8")
    assert value(one_input("string"), "@value.txt", tmp_path) == "[1, 2]\n"
    assert value(one_input("array"), "@value.txt", tmp_path) == [1, 2]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"\xff")
    with pytest.raises(BadInput, match=r"'v'.*gone.*no such file"):
        value(one_input("string"), "@gone", tmp_path)
    with pytest.raises(BadInput, match=r"'v'.*folder"):
        value(one_input("string"), "@.", tmp_path)
    with pytest.raises(BadInput, match=r"'v'.*not UTF-8"):
        value(one_input("string"), "@latin", tmp_path)


def test_paths_are_the_callers_and_those_of_a_preset_the_flows() -> None:
    flow = replace(one_input("string", "path"), presets={"small": {Name("v"): "small.csv"}})
    assert value(flow, "data.csv") == str(HERE / "data.csv")
    assert value(flow, "/data.csv") == "/data.csv"
    assert value(flow, "~/data.csv") == str(Path.home() / "data.csv")
    assert read_inputs(flow, b'{"v": "d.csv"}', "stdin", HERE) == {"v": str(HERE / "d.csv")}
    assert read_preset(flow, "small", Path("/flow")) == {"v": str(Path("/flow/small.csv"))}


@pytest.mark.parametrize(
    ("format_", "text", "there"),
    [
        ("path", '["d.csv", "/e", 3, ""]', [str(HERE / "d.csv"), "/e", 3, ""]),
        ("secret", '["file:t", "env:T"]', [f"file:{HERE / 't'}", "env:T"]),
        ("email", '["d.csv"]', ["d.csv"]),
    ],
)
def test_so_are_those_of_a_list_that_a_step_runs_for_each_of(
    format_: str, text: str, there: list[Any]
) -> None:
    port = Input(type=DataType(name=TypeName.STRING, format=format_), each=True)
    flow = flow_of(step_of("a: v -> x", inputs={Name("v"): port}))
    assert value(flow, text) == there
    asked = flow_of(*flow.steps.values(), v=declared("array"))
    assert value(asked, text) == there


def test_a_text_that_is_no_path_is_left_alone() -> None:
    assert value(one_input("string"), "data.csv") == "data.csv"


def test_of_two_values_for_one_name_the_last_counts() -> None:
    assert read_assignments(one_input("integer"), ["v=1", "v=2"], HERE) == {"v": 2}


@pytest.mark.parametrize("text", ["v", "=1", "1v=1", "a-b=1"])
def test_an_assignment_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_assignments(one_input("any"), [text], HERE)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"[1]", "expected an object of values by name, got array"),
        (b"{", "not JSON"),
        (b'{"a": 1, "a": 2}', "2 times"),
        (b'{"a b": 1}', "'a b' cannot name a value"),
        (b"\xff\xfe", "UTF-16"),
        (b"", "empty"),
    ],
)
def test_bad_inputs_say_where_and_what(text: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as caught:
        read_inputs(one_input("any"), text, "stdin", HERE)
    assert caught.value.message.startswith("stdin: ")


def test_an_unknown_preset_names_the_nearest() -> None:
    flow = replace(one_input("any"), presets={"small": {}, "large": {}})
    with pytest.raises(BadInput, match="no preset 'smal'; did you mean 'small'"):
        read_preset(flow, "smal", HERE)
    with pytest.raises(BadInput, match="it has 'small', 'large'"):
        read_preset(flow, "zzz", HERE)
    with pytest.raises(BadInput, match="it has none"):
        read_preset(one_input("any"), "zzz", HERE)


def test_a_name_that_nobody_reads_is_told_with_the_nearest() -> None:
    flow = flow_of("a: email -> x", "b: x -> done", spare=declared("any"))
    assert unread(flow, ["emial", "qqq"]) == [
        "nothing reads 'emial'; did you mean 'email'?",
        "nothing reads 'qqq'",
    ]
    assert unread(flow, ["email", "x", "done", "spare"]) == []


def test_a_name_that_differs_in_case_alone_is_the_nearest() -> None:
    flow = flow_of("a: customer_id, n, nn -> done")
    assert unread(flow, ["CUSTOMER_ID", "N", "customerId"]) == [
        "nothing reads 'CUSTOMER_ID'; did you mean 'customer_id'?",
        "nothing reads 'N'; did you mean 'n'?",
        "nothing reads 'customerId'; did you mean 'customer_id'?",
    ]
    both = flow_of("a: rate, RATE -> done")
    assert unread(both, ["RATe"]) == ["nothing reads 'RATe'; did you mean 'RATE'?"]


@pytest.mark.parametrize("text", ["@x", "@", "@@"])
def test_a_doubled_at_stands_for_a_text_that_begins_with_one(text: str) -> None:
    assert value(one_input("string"), f"@{text}") == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a": 1, "a": 2}', "/a: the key 'a' is there 2 times"),
        ("[1e999]", "/0: the number 1e999 is too large"),
        ("[" * 200 + "]" * 200, "nested too deeply"),
    ],
)
@pytest.mark.parametrize("type_", ["array", "any"])
def test_json_that_is_refused_says_why_and_never_becomes_a_text(
    type_: str, text: str, why: str
) -> None:
    with pytest.raises(BadInput, match=f"expected {type_} as JSON, got ") as caught:
        value(one_input(type_), text)
    assert why in caught.value.message


def test_what_is_no_json_at_all_says_where() -> None:
    with pytest.raises(BadInput, match="got 'abc': line 1, column 1: this is not JSON"):
        value(one_input("number"), "abc")
    with pytest.raises(BadInput, match="expected number as JSON, got nothing"):
        value(one_input("number"), "")


def test_a_secret_file_is_anchored_where_the_value_comes_from() -> None:
    flow = replace(one_input("string", "secret"), presets={"p": {Name("v"): "file:token"}})
    assert value(flow, "file:token") == f"file:{HERE / 'token'}"
    assert value(flow, "file:/token") == "file:/token"
    assert value(flow, "env:TOKEN") == "env:TOKEN"
    assert read_preset(flow, "p", Path("/flow")) == {"v": f"file:{Path('/flow/token')}"}
    assert value(one_input("string"), "file:token") == "file:token"


def test_a_secret_port_makes_a_value_a_secret_whatever_the_flow_input_says() -> None:
    port = {Name("v"): Input(type=DataType(name=TypeName.STRING, format="secret"))}
    flow = flow_of(step_of("a: -> x", inputs=port), v=declared("string"))
    assert value(flow, "file:token") == f"file:{HERE / 'token'}"


def test_a_device_is_not_read() -> None:
    with pytest.raises(BadInput, match="'/dev/zero': this is a device; expected a file"):
        value(one_input("string"), "@/dev/zero")


def test_a_pipe_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_text("text"))
    writer.start()
    assert value(one_input("string"), "@pipe", tmp_path) == "text"
    writer.join(10)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(BadInput, match="too large; expected at most 64 MB"):
        value(one_input("string"), "@big", tmp_path)


def test_the_choices_that_all_readers_share_are_those_of_the_value():
    def reading(*enums: tuple[str, ...]) -> Flow:
        types = [DataType(name=TypeName.STRING, enum=enum) for enum in enums]
        steps = [step_of(f"s{n}: ->") for n in range(len(types))]
        ports = [{Name("colour"): Input(type=type_)} for type_ in types]
        made = [replace(step, inputs=port) for step, port in zip(steps, ports, strict=True)]
        return Flow(steps={step.id: step for step in made})

    colours = ("red", "green")
    assert type_of(reading(colours, colours), Name("colour")).enum == colours
    assert type_of(reading(colours, ("red",)), Name("colour")) == declared("string").type
