from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import pytest
from pydantic import ValidationError

from engine.datatype import SECRET, DataType, TypeName
from engine.errors import StepFailure
from engine.flow import Input, Output, Step, StepId
from engine.kinds.set import SetConfig, SetKind
from tests.engine.performing import Bench, ports, step


@pytest.fixture
def bench(tmp_path):
    return Bench(SetKind(), tmp_path)


def problems(config, inputs="", outputs="value"):
    subject = step(config, inputs, outputs)
    found = SetKind().check(subject, SetConfig(**config), Path())
    return [(p.pointer.removeprefix("/steps/work"), p.message, p.hint) for p in found]


async def failure(bench, config, inputs=None) -> StepFailure:
    with pytest.raises(StepFailure) as caught:
        await bench.perform(config, inputs, "value")
    return caught.value


async def test_literals_are_given_as_they_are_and_expressions_as_what_they_come_to(bench):
    config = {
        "values": {"country": "DE", "limits": [10, {"a": None}]},
        "expressions": {"total": "price * double(count)", "large": "price > 100.0"},
    }
    found = await bench.perform(config, {"price": 2.5, "count": 4}, "country limits total large")
    assert found == {
        "country": "DE",
        "limits": [10, {"a": None}],
        "total": 10.0,
        "large": False,
    }


async def test_an_input_that_was_left_out_is_null(bench):
    config = {"expressions": {"value": "note == null ? 'none' : note"}}
    assert await bench.perform(config, {}, "value") == {"value": "none"}
    assert await bench.perform(config, {"note": "hello"}, "value") == {"value": "hello"}


async def test_an_input_may_be_called_like_a_word_for_a_type(bench):
    config = {"expressions": {"value": "type + '!'"}}
    assert await bench.perform(config, {"type": "premium"}, "value") == {"value": "premium!"}


async def test_it_is_pure_and_needs_no_thread(bench):
    config = {"expressions": {"value": "x + 1"}}
    assert SetKind().needs_thread(bench.call(config, {"x": 1}, "value"), bench) is False
    await bench.perform(config, {"x": 1}, "value")
    assert bench.lines == []


@pytest.mark.parametrize(
    ("text", "given", "words"),
    [
        ("x +", 1, "'value' could not be worked out: 1:4: unexpected end"),
        ("x + 'a'", 1, "'+' cannot take (int, string)"),
        ("x / 0", 1, "divide by zero"),
        ("x", object(), "a Python object (object)"),
        ("x", 2**64, "more than 64 bits"),
        ("[0].map(i, 1.0 / 0.0)", 1, "inf, which is not JSON"),
    ],
)
async def test_an_expression_that_fails_fails_the_step_for_good(bench, text, given, words):
    error = await failure(bench, {"expressions": {"value": text}}, {"x": given})
    assert words in str(error)
    assert (error.reason, error.retryable) == ("bad_expression", False)


@pytest.mark.parametrize(
    "config",
    [{"values": []}, {"expressions": {"value": 1}}, {"expressions": "x"}, {"value": 1}],
)
def test_a_config_of_another_shape_is_refused(config):
    with pytest.raises(ValidationError):
        SetConfig(**config)


def test_a_good_step_has_no_problems():
    config = {"values": {"a": 1}, "expressions": {"b": "x.total + y"}}
    assert problems(config, "x y", "a b") == []


def test_every_output_is_set_by_one_thing():
    assert problems({}) == [
        (
            "/outputs/value",
            "nothing says what 'value' is.",
            "Add it to the values or to the expressions, or delete the output.",
        )
    ]
    both = {"values": {"value": 1}, "expressions": {"value": "1"}}
    assert [p[0] for p in problems(both)] == ["/config/values/value"]
    pinned = OrderedDict(value=Output(value=3), spare=Output(optional=True))
    assert problems({}, outputs=pinned) == []


def test_names_that_are_no_outputs_come_with_the_nearest():
    config = {"values": {"value": 1, "vaule": 2}, "expressions": {"sum": "1"}}
    assert problems(config) == [
        ("/config/values/vaule", "'vaule' is not an output of the step.", "Did you mean 'value'?"),
        ("/config/expressions/sum", "'sum' is not an output of the step.", "Add an output of that name."),
    ]  # fmt: skip


def test_a_bad_expression_is_a_problem_with_its_place():
    (found,) = problems({"expressions": {"value": "x + + * 1"}}, "x")
    assert found[0] == "/config/expressions/value"
    assert found[1].startswith("1:5: ")
    assert found[2].splitlines() == ["x + + * 1", "    ^"]


def test_a_name_that_is_no_input_is_a_problem_with_the_nearest():
    assert problems({"expressions": {"value": "totl + x"}}, "total x") == [
        (
            "/config/expressions/value",
            "'totl' is not an input of the step.",
            "Did you mean 'total'?",
        )
    ]


def test_a_literal_of_another_type_than_its_output_is_a_problem():
    outputs = OrderedDict(value=Output(type=DataType(name=TypeName.INTEGER)))
    (found,) = problems({"values": {"value": "3"}}, outputs=outputs)
    assert found[:2] == ("/config/values/value", "expected integer, got string 3.")


def test_a_secret_is_not_taken_in():
    subject = Step(
        id=StepId("work"),
        kind="set",
        inputs=OrderedDict(token=Input(type=DataType(name=TypeName.STRING, format=SECRET))),
        outputs=ports("value"),
    )
    found = list(SetKind().check(subject, SetConfig(expressions={"value": "token"}), Path()))
    assert [p.pointer for p in found] == ["/steps/work/inputs/token"]
