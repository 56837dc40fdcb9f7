from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from engine import events as e
from engine.cause import Cause
from engine.codec import (
    FileOrder,
    dump_flow,
    dump_record,
    event_schema,
    flow_schema,
    flow_to_json,
    parse_flow,
    plan_to_json,
    problem_to_json,
    read_flow,
    record_to_json,
)
from engine.codec.reading import MAX_BYTES, MAX_DEPTH
from engine.datatype import DataType, TypeName
from engine.errors import FlowFileError
from engine.feed import Feed, Producer
from engine.flow import Collect, Flow, Name, Step, StepId
from engine.plan import Fault, Plan
from engine.planner import make_plan
from engine.policy import Backoff, WorkPolicy
from engine.problem import Code, Problem
from engine.purpose import Purposes
from engine.testing import flow_of
from engine.value import ABSENT, Secret
from tests.hostile import damaged_bytes, damaged_values

SAMPLE = """{
  "format": "backcast/1",
  "name": "Onboarding",
  "goals": [
    "zeta",
    "alpha"
  ],
  "inputs": {
    "email": {
      "type": "string",
      "format": "email",
      "description": "Where to write to",
      "example": "ada@example.org",
      "x-column": 3
    },
    "x-hint": "among the inputs"
  },
  "steps": {
    "zeta": {
      "title": "Zeta",
      "kind": "python",
      "config": {
        "function": "m:f",
        "anything": [
          1.5,
          null
        ]
      },
      "inputs": {
        "to": {
          "type": "string",
          "from": "email"
        },
        "list": {
          "type": "number",
          "required": false,
          "from": [
            "b",
            "a"
          ],
          "collect": "all",
          "each": true,
          "match": "value > 0",
          "deadline": 0.5
        },
        "mode": {
          "enum": [
            "fast",
            1,
            null
          ],
          "default": null
        },
        "pinned": {
          "value": false
        },
        "x-note": "among the ports"
      },
      "outputs": {
        "b_url": {
          "type": "string",
          "to": "url",
          "optional": true,
          "x-o": {}
        },
        "a_url": {
          "value": [
            1
          ]
        }
      },
      "when": "to != ''",
      "retry": {
        "times": 3,
        "delay": 2.5,
        "backoff": "linear",
        "x-why": "flaky"
      },
      "timeout": 5,
      "cache": true,
      "parallelism": 2,
      "combine": "zip",
      "disabled": true,
      "undo": {
        "function": "m:undo"
      },
      "repeatable": false,
      "executor": "thread",
      "resources": {
        "gpu": 1
      },
      "x-color": "red"
    },
    "alpha": {
      "kind": "unheard-of"
    }
  },
  "presets": {
    "ada": {
      "email": "ada@example.org"
    }
  },
  "on_failure": "stop",
  "view": {
    "positions": {
      "zeta": [
        0,
        1.5
      ]
    }
  },
  "x-team": [
    "growth",
    "größer"
  ]
}
"""


BY_HAND = """{
  "format": "backcast/1",
  "name": "Customer onboarding",
  "goals": ["complete-onboarding"],
  "inputs": {
    "customer_id": {"type": "string", "description": "Key of the customer", "example": "C-1001"},
    "email": {"type": "string"}
  },
  "steps": {
    "generate-documents": {
      "description": "Generate the welcome packet",
      "kind": "python",
      "config": {"function": "onboarding:generate_documents"},
      "inputs": {"customer_id": {"type": "string"}},
      "outputs": {
        "document_url": {"type": "string"},
        "pages": {
          "type": "integer",
          "description": "How many sheets of paper the printer will need for the whole packet"
        }
      }
    },
    "complete-onboarding": {
      "kind": "python"
    }
  },
  "view": {"positions": {"generate-documents": [0, 0]}}
}
"""


def document(**changes: Any) -> bytes:
    return json.dumps({"format": "backcast/1", "steps": {}, **changes}).encode()


def step(**parts: Any) -> bytes:
    return document(steps={"a": {"kind": "python", **parts}})


def refused(data: bytes | str) -> tuple[Problem, ...]:
    with pytest.raises(FlowFileError) as caught:
        parse_flow(data.encode() if isinstance(data, str) else data, "a.flow.json")
    assert caught.value.path == "a.flow.json"
    return caught.value.problems


def only(data: bytes | str) -> Problem:
    (problem,) = refused(data)
    return problem


def test_every_part_of_a_file_is_read() -> None:
    file = parse_flow(SAMPLE.encode(), "a")
    zeta = file.flow.steps[StepId("zeta")]
    listed = zeta.inputs[Name("list")]
    assert file.flow.goals == {"zeta", "alpha"}
    assert file.order.goals == ("zeta", "alpha")
    assert list(zeta.inputs) == ["to", "list", "mode", "pinned"]
    assert listed.sources == ("b", "a")
    assert listed.collect is Collect.ALL
    assert (listed.required, listed.each, listed.deadline) == (False, True, 0.5)
    assert zeta.inputs[Name("mode")].type.enum == ("fast", 1, None)
    assert zeta.inputs[Name("pinned")].value is False
    assert zeta.outputs[Name("b_url")].writes(Name("b_url")) == "url"
    assert zeta.policy.retry.backoff is Backoff.LINEAR
    assert (zeta.policy.timeout, zeta.policy.undo) == (5.0, {"function": "m:undo"})
    assert file.flow.presets == {"ada": {"email": "ada@example.org"}}
    assert file.view == {"positions": {"zeta": [0, 1.5]}}


def test_a_file_in_the_order_of_the_contract_is_saved_as_it_was() -> None:
    file = parse_flow(SAMPLE.encode(), "a")
    assert dump_flow(file.flow, file.view, file.order).decode() == SAMPLE


def test_a_file_written_by_hand_is_saved_as_people_write() -> None:
    file = parse_flow(BY_HAND.encode(), "a")
    assert dump_flow(file.flow, file.view, file.order).decode() == BY_HAND


def test_a_flow_that_was_never_read_is_saved_as_people_write() -> None:
    file = parse_flow(json.dumps(json.loads(BY_HAND)).encode(), "a")
    assert dump_flow(file.flow, file.view).decode() == BY_HAND
    assert dump_flow(file.flow, file.view, file.order).decode() == BY_HAND


def test_an_input_is_required_unless_it_has_a_default_or_says_otherwise() -> None:
    ports = {"a": {}, "b": {"default": None}, "c": {"default": 1, "required": True}}
    file = parse_flow(step(inputs=ports), "a")
    inputs = file.flow.steps[StepId("a")].inputs
    assert [port.required for port in inputs.values()] == [True, False, True]
    assert [port.default for port in inputs.values()] == [ABSENT, None, 1]
    assert flow_to_json(file.flow)["steps"]["a"]["inputs"] == ports


def test_only_format_and_steps_are_written_of_an_empty_flow() -> None:
    assert flow_to_json(Flow()) == {"format": "backcast/1", "steps": {}}


def test_what_is_new_is_written_after_what_was_read() -> None:
    steps = {StepId(name): Step(id=StepId(name), kind="k") for name in ("new", "b", "a")}
    flow = Flow(steps=steps, goals=frozenset(steps))
    order = FileOrder(steps=(StepId("a"), StepId("gone"), StepId("b")), goals=(StepId("b"),))
    written = flow_to_json(flow, order=order)
    assert list(written["steps"]) == ["a", "b", "new"]
    assert written["goals"] == ["b", "a", "new"]


def test_seconds_that_are_whole_are_saved_whole_whatever_they_are_held_in() -> None:
    for timeout in (30, 30.0):
        step = Step(id=StepId("a"), kind="k", policy=WorkPolicy(timeout=timeout))
        data = dump_flow(Flow(steps={step.id: step}))
        assert b'"timeout": 30\n' in data or b'"timeout": 30}' in data


def test_changing_what_was_written_does_not_change_the_document() -> None:
    file = parse_flow(SAMPLE.encode(), "a")
    flow_to_json(file.flow, file.view)["view"]["positions"]["new"] = [1, 1]
    assert "new" not in file.view["positions"]


def test_a_byte_order_mark_is_let_pass_and_not_written_back() -> None:
    file = parse_flow(b"\xef\xbb\xbf" + SAMPLE.encode(), "a")
    assert dump_flow(file.flow, file.view, file.order) == SAMPLE.encode()


# what is refused ---------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FlowFileError, match="there is no such file") as caught:
        read_flow(tmp_path / "none.flow.json")
    assert caught.value.problems[0].code is Code.UNREADABLE


def test_a_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FlowFileError, match="this is a folder"):
        read_flow(tmp_path)


def test_a_path_that_no_system_takes_is_refused() -> None:
    with pytest.raises(FlowFileError, match="cannot be read"):
        read_flow(Path("a\0b"))


def test_a_file_on_disk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.flow.json"
    path.write_text(SAMPLE, encoding="utf-8")
    assert read_flow(path) == parse_flow(SAMPLE.encode(), "a")


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b" " * (MAX_BYTES + 1), Code.TOO_LARGE, "at most 64 MB"),
        (b"", Code.SYNTAX, "the file is empty"),
        ('{"format": "ä"}'.encode("utf-16"), Code.ENCODING, "UTF-16; expected UTF-8"),
        (b'{\n"name": "\xe4"}', Code.ENCODING, "line 2: byte 12 of the file"),
        (b'{"format": \n tru}', Code.SYNTAX, "line 2, column 2"),
        (b'{"a": "\x01"}', Code.SYNTAX, "line 1, column 8"),
        (b"[" * 100_000, Code.TOO_DEEP, "at most 100 levels"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, Code.TOO_DEEP, "at most 100 levels"),
        (b"[]", Code.STRUCTURE, "holds array; expected an object"),
        (b"null", Code.STRUCTURE, "holds null; expected an object"),
    ],
    ids=lambda value: value.decode("latin-1")[:12] if isinstance(value, bytes) else None,
)
def test_bytes_that_are_no_flow_file_are_refused(data: bytes, code: Code, words: str) -> None:
    problem = only(data)
    assert problem.code is code
    assert words in problem.message


def test_brackets_in_texts_are_not_depth() -> None:
    text = '[{\\"' * 500
    assert parse_flow(document(name=text), "a").flow.name == text


def test_depth_is_allowed_up_to_the_limit() -> None:
    config: Any = 1
    for _ in range(MAX_DEPTH - 4):  # the file, `steps`, the Step and its config are levels too
        config = [config]
    parse_flow(step(config={"deep": config}), "a")
    assert only(step(config={"deep": [config]})).code is Code.TOO_DEEP


def test_duplicate_keys_are_all_named_with_their_places() -> None:
    data = (
        '{"format": "backcast/1", "steps": {"a": {"kind": "x", "kind": "y"},'
        ' "a": {"kind": "z", "config": {"k": 1, "k": 1, "k": 1}}}}'
    )
    assert [(p.code, p.pointer) for p in refused(data)] == [
        (Code.DUPLICATE_KEY, "/steps/a"),
        (Code.DUPLICATE_KEY, "/steps/a/kind"),
        (Code.DUPLICATE_KEY, "/steps/a/config/k"),
    ]
    assert "3 times" in refused(data)[2].message


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_numbers_that_json_cannot_keep_are_refused(number: str) -> None:
    data = f'{{"format": "backcast/1", "steps": {{}}, "view": {{"x": [0, {number}]}}}}'
    problem = only(data)
    assert (problem.code, problem.pointer) == (Code.NOT_A_NUMBER, "/view/x/1")
    assert number[:5] in problem.message


def test_half_characters_are_refused_in_keys_and_values() -> None:
    data = (
        r'{"format": "backcast/1", "steps": {}, "view": {"\ud83d": "\udc00", "ok": "\ud83d\ude00"}}'
    )
    assert [(p.code, p.pointer) for p in refused(data)] == [
        (Code.ENCODING, "/view/?"),
        (Code.ENCODING, "/view/?"),
    ]


def test_everything_wrong_is_reported_in_one_go() -> None:
    data = """{"format": "backcast/1", "nmae": "x", "goals": ["Not Good"], "view": {"a": 1, "a": NaN},
      "steps": {"a": {"kind": "k", "ouputs": {}, "timeout": Infinity, "retry": {"times": "3"}}, "B c": {}}}"""
    assert {(p.code, p.pointer) for p in refused(data)} == {
        (Code.DUPLICATE_KEY, "/view/a"),
        (Code.NOT_A_NUMBER, "/view/a"),
        (Code.NOT_A_NUMBER, "/steps/a/timeout"),
        (Code.UNKNOWN_KEY, "/nmae"),
        (Code.BAD_NAME, "/goals/0"),
        (Code.UNKNOWN_KEY, "/steps/a/ouputs"),
        (Code.STRUCTURE, "/steps/a/retry/times"),
        (Code.BAD_NAME, "/steps/B c"),
        (Code.STRUCTURE, "/steps/B c/kind"),
    }


@pytest.mark.parametrize(
    ("data", "pointer", "message"),
    [
        (step(ouputs={}), "/steps/a/ouputs", "unknown key 'ouputs'; did you mean 'outputs'?"),
        (
            step(inputs={"x": {"form": "y", "type": "strng"}}),
            "/steps/a/inputs/x/type",
            "'type' is 'strng'; expected one of string, integer, number, boolean, object, array, any;"
            " did you mean 'string'?",
        ),
        (
            step(retry={"qq": 1}),
            "/steps/a/retry/qq",
            "unknown key 'qq'; expected one of times, delay, backoff, max_delay, jitter",
        ),
        (
            step(inputs={"x": {"required": "yes"}}),
            "/steps/a/inputs/x/required",
            "'required' is 'yes'; expected true or false",
        ),
        (step(timeout=True), "/steps/a/timeout", "'timeout' is true; expected a number"),
        (step(timeout=0), "/steps/a/timeout", "'timeout' is 0; expected more than 0"),
        (step(retry={"times": -1}), "/steps/a/retry/times", "'times' is -1; expected 0 or more"),
        (step(retry={"times": 1.5}), "/steps/a/retry/times", None),
        (step(retry={"delay": -1}), "/steps/a/retry/delay", "'delay' is -1; expected 0 or more"),
        (step(parallelism=0), "/steps/a/parallelism", "'parallelism' is 0; expected 1 or more"),
        (step(inputs={"x": {"deadline": -1}}), "/steps/a/inputs/x/deadline", None),
        (step(inputs={"x": {"from": []}}), "/steps/a/inputs/x/from", None),
        (step(inputs={"x": {"from": ["ok", 3]}}), "/steps/a/inputs/x/from/1", None),
        (step(inputs=["x"]), "/steps/a/inputs", "'inputs' is [\"x\"]; expected an object"),
        (step(undo={"functoin": "a"}), "/steps/a/undo/functoin", None),
        (document(steps={"a": {}}), "/steps/a/kind", "the key 'kind' is missing"),
        (document(steps={"a/b~": {"kind": "k"}}), "/steps/a~1b~0", None),
        (document(steps={"a": {"kind": "k", "inputs": {"a b": {}}}}), "/steps/a/inputs/a b", None),
        (document(on_failure="stopp"), "/on_failure", None),
        (document(presets={"a": 1}), "/presets/a", "'a' is 1; expected an object"),
        (b'{"format": "backcast/1"}', "/steps", "the key 'steps' is missing"),
        (b'{"steps": {}}', "/format", "'format' is missing; expected 'backcast/1'"),
        (document(format=1), "/format", "'format' is 1; expected 'backcast/1'"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("/") else "",
)
def test_a_wrong_structure_is_told_in_our_words(
    data: bytes, pointer: str, message: str | None
) -> None:
    found = {problem.pointer: problem for problem in refused(data)}
    assert message is None or found[pointer].message == message
    assert "Input should" not in found[pointer].message


@pytest.mark.parametrize(
    ("data", "near"),
    [
        (document(steps={"Send Mail!": {"kind": "k"}}), "'send-mail'"),
        (document(goals=["Done"]), "'done'"),
        (document(steps={"a" * 65: {"kind": "k"}}), f"'{'a' * 64}'"),
        (step(inputs={"x": {"from": "customer id"}}), "'customer_id'"),
        (step(outputs={"1st": {}}), "'st'"),
        (step(outputs={"x": {"to": "{braces}"}}), "'braces'"),
    ],
)
def test_a_bad_name_comes_with_the_nearest_good_one(data: bytes, near: str) -> None:
    problem = only(data)
    assert problem.code is Code.BAD_NAME
    assert problem.message.endswith(f"; did you mean {near}?")


@pytest.mark.parametrize("version", ["2", "10", "007", "9" * 20, "9" * 99])
def test_every_newer_format_is_told_to_be_newer(version: str) -> None:
    problem = only(document(format=f"backcast/{version}", novelty=1))
    assert (problem.code, problem.hint) == (Code.NEWER_FORMAT, "Open it with a newer Backcast.")
    assert len(problem.message) < 200


@pytest.mark.parametrize("version", ["0", "00", "-2", "2.5", "two", ""])
def test_what_is_no_version_is_not_told_to_be_newer(version: str) -> None:
    problem = only(document(format=f"backcast/{version}"))
    assert problem.code is Code.STRUCTURE


def test_a_newer_format_is_refused_for_that_alone() -> None:
    problem = only(document(format="backcast/2", novelty=1))
    assert (problem.code, problem.pointer) == (Code.NEWER_FORMAT, "/format")
    assert "'backcast/2'" in problem.message


def test_a_version_of_absurd_length_is_no_format() -> None:
    assert only(document(format="backcast/" + "9" * 6000)).code is Code.STRUCTURE


def test_an_older_format_is_migrated_in_memory_step_by_step() -> None:
    def from_zero(old: dict[str, Any]) -> dict[str, Any]:
        return {"format": "backcast/0.5", "tasks": old["jobs"]}

    def from_half(old: dict[str, Any]) -> dict[str, Any]:
        return {"format": "backcast/1", "steps": old["tasks"]}

    data = json.dumps({"format": "backcast/0", "jobs": {"a": {"kind": "k"}}}).encode()
    file = parse_flow(data, "a", {"backcast/0": from_zero, "backcast/0.5": from_half})
    assert file.migrated_from == "backcast/0"
    assert list(file.flow.steps) == ["a"]
    assert parse_flow(SAMPLE.encode(), "a").migrated_from is None
    assert refused(data)[0].pointer == "/format"


def survive(seed: int, count: int) -> None:
    chance, kept = random.Random(seed), 0
    for turn in range(count):
        data = (damaged_bytes if turn % 2 else damaged_values)(chance, SAMPLE.encode())
        try:
            file = parse_flow(data, "a")
        except FlowFileError as error:
            json.dumps(
                [problem_to_json(p, "a") for p in error.problems], ensure_ascii=False
            ).encode()
            str(error).encode()
        else:
            kept += 1
            assert parse_flow(dump_flow(file.flow, file.view, file.order), "a") == file
    assert 0 < kept < count


def test_two_thousand_damaged_files_are_read_or_refused() -> None:
    survive(seed=1, count=2000)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_hundred_thousand_damaged_files_are_read_or_refused() -> None:
    survive(seed=2, count=100_000)


# what leaves the program -------------------------------------------------------------------------

PLAN = Plan(
    flow="Onboarding",
    goals=(StepId("b"),),
    steps={
        StepId("a"): Step(id=StepId("a"), kind="k"),
        StepId("b"): Step(id=StepId("b"), kind="k"),
    },
    because=Purposes(
        {
            StepId("a"): {},
            StepId("b"): {
                Name("url"): Feed(
                    required=True, producers=(Producer(StepId("a"), Name("url"), Name("url")),)
                )
            },
        },
        [StepId("b")],
    ),
    excluded={StepId("c"): Cause("not_needed", (), "not needed for any goal")},
    missing={Name("email"): (StepId("a"),)},
    stages=((StepId("a"),), (StepId("b"),)),
)


def test_a_plan_is_written_as_the_contract_says() -> None:
    assert json.dumps(plan_to_json(PLAN)) == json.dumps(
        {
            "goals": ["b"],
            "steps": [
                {"id": "a", "because": {"goals": ["b"], "chain": ["url"]}},
                {"id": "b", "because": {"goals": ["b"], "chain": []}},
            ],
            "excluded": {
                "c": {"cause": "not_needed", "names": [], "message": "not needed for any goal"}
            },
            "missing": {"email": ["a"]},
            "offered": {},
            "conditional": {},
            "stages": [["a"], ["b"]],
            "error": None,
        }
    )


def test_the_plan_of_a_long_chain_grows_with_its_length_and_says_all_of_it() -> None:
    def told(steps: int) -> tuple[Plan, dict[str, Any]]:
        made = [f"s{n}: v{n} -> v{n + 1}" for n in range(100_000, 100_000 + steps)]
        plan = make_plan(flow_of(*made, v100000=1))
        return plan, plan_to_json(plan)  # type: ignore[return-value]

    (_, short_told), (long, long_told) = told(400), told(1200)
    assert len(json.dumps(long_told)) < 3.5 * len(json.dumps(short_told))
    because = {one["id"]: one["because"] for one in long_told["steps"]}
    for step in ("s100000", "s100700", "s101149", "s101150", "s101199"):
        chain, there = list(because[step]["chain"]), step
        while then := because[there].get("then"):
            there = then
            chain += because[there]["chain"]
        assert chain == list(long.because[StepId(step)].chain)
    schema = event_schema()["$defs"]["run_started"]["properties"]["plan"]["properties"]["steps"]  # type: ignore[index]
    why = schema["items"]["properties"]["because"]
    assert (set(why["properties"]), why["required"]) == (
        {"goals", "chain", "then"},
        ["goals", "chain"],
    )


def test_a_plan_that_cannot_be_run_says_why() -> None:
    plan = Plan(faults=(Fault("cycle", "steps wait", ("a", "b")), Fault("bad_input", "no")))
    error = {"kind": "cycle", "message": "steps wait", "names": ["a", "b"]}
    assert plan_to_json(plan)["error"] == error


def test_a_problem_is_written_as_the_contract_says() -> None:
    problem = Problem(code=Code.CYCLE, pointer="/steps/a", message="m", hint="h")
    assert problem_to_json(problem, "f.json") == {
        "file": "f.json",
        "pointer": "/steps/a",
        "code": "cycle",
        "severity": "error",
        "message": "m",
        "hint": "h",
    }


EVENTS = [
    e.RunStarted("Onboarding", PLAN, {Name("n"): 1}),
    e.InputSettled(StepId("a"), Name("x"), e.Source("arrived", (Name("n"),), (StepId("b"),)), 1),
    e.StepStarted(StepId("a")),
    e.StepProgress(StepId("a"), None, "half"),
    e.StepOutput(StepId("a"), "stdout", "two\nlines \ud800"),
    e.StepRetrying(StepId("a"), 1, 2.5, "timeout", "slow"),
    e.AttributeSet(Name("x"), StepId("a"), Name("x"), (1, {"y": float("nan")}, 10**6000)),
    e.StepCompleted(StepId("a"), 1),
    e.ItemStarted(StepId("a"), 0),
    e.ItemCompleted(StepId("a"), 0, 1, {Name("x"): 1}),
    e.ItemFailed(StepId("a"), 1, 2, "exception", "boom"),
    e.StepSkipped(StepId("a"), "goal_failed", ("b",), "m"),
    e.StepFailed(StepId("a"), 2, "exception", "boom", "line 1"),
    e.StepBlocked(StepId("a"), StepId("b"), "input_lost", ("b", "x"), "m"),
    e.StepCancelled(StepId("a"), 0, "stopped", (), "m"),
    e.Warning("late", "m"),
    e.RunCompleted(),
    e.RunFailed(Fault("exception", "boom", ("a",))),
    e.RunCancelled("stopped", "m"),
    e.UndoStarted(StepId("a")),
    e.UndoCompleted(StepId("a"), 1),
    e.UndoFailed(StepId("a"), None, "exception", "m"),
    e.QuestionAsked(StepId("a"), "t", "m", {"x": {"type": "integer"}}, approve=True, item=0),
    e.QuestionAnswered(StepId("a"), {"x": 1, "s": Secret("env:S")}, "terminal", rejected=False),
    e.StepCached(StepId("a"), "2026-01-01T00:00:00+00:00", "01J"),
    e.RunPaused(),
    e.RunResumed(),
    e.RunSettled(),
    e.StepProgress(StepId("a"), 0.5, "", "w1"),
    e.StepOutput(StepId("a"), "stdout", "x", "w1"),
    e.ItemCompleted(StepId("a"), 0, 1, {}, "w1", 0.25),
    e.ItemFailed(StepId("a"), 0, 1, "exception", "m", "", "w1", 0.25),
    e.StepFailed(StepId("a"), 1, "exception", "m", "", "w1", 0.25),
    e.StepCompleted(StepId("a"), 1, "w1", 0.25),
]


def test_the_events_here_are_all_there_are() -> None:
    assert {type(event) for event in EVENTS} == {*e.EVENTS.values()}


def test_a_record_says_when_and_in_which_run() -> None:
    written = record_to_json(e.Record(7, 1.5, e.StepStarted(StepId("a"))), "01J")
    assert list(written.items()) == [
        ("seq", 7),
        ("at", "1970-01-01T00:00:01.500000+00:00"),
        ("run", "01J"),
        ("type", "step_started"),
        ("step", "a"),
        ("items", None),
    ]


def test_who_did_the_work_is_told_only_where_that_was_elsewhere() -> None:
    here, afar = (
        record_to_json(e.Record(1, 0, e.StepCompleted(StepId("a"), 1, *who)), "r")
        for who in ((), ("w1", 0.25))
    )
    assert {*here} == {"seq", "at", "run", "type", "step", "tries"}
    assert afar == {**here, "worker": "w1", "waited": 0.25}


def test_the_parts_of_an_event_are_named_and_its_values_strict() -> None:
    settled, attribute, failed = (
        record_to_json(e.Record(1, 0, event), "r") for event in (EVENTS[1], EVENTS[6], EVENTS[17])
    )
    assert settled["source"] == {"how": "arrived", "attributes": ["n"], "steps": ["b"]}
    assert attribute["value"][1] == {"y": {"$type": "float", "preview": "nan"}}
    assert attribute["value"][2]["$type"] == "int"
    assert failed["error"] == {"kind": "exception", "message": "boom", "names": ["a"]}


def test_a_text_with_half_a_character_is_no_json_and_said_to_be_none() -> None:
    odd, step, name = "a\ud800b", StepId("a"), Name("x")
    note = {"$type": "str", "preview": r"'a\ud800b'"}
    told = [
        record_to_json(e.Record(1, 0, event), "r")
        for event in (
            e.AttributeSet(name, step, name, odd),
            e.ItemCompleted(step, 0, 1, {name: [odd, "ü"]}),
            e.StepFailed(step, 1, "exception", odd),
            e.RunFailed(Fault("exception", odd)),
        )
    ]
    assert told[0]["value"] == note
    assert told[1]["outputs"] == {"x": [note, "ü"]}
    assert (told[2]["message"], told[3]["error"]["message"]) == ("a?b", "a?b"), "words stay words"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_a_record_is_one_line_of_strict_json_that_fits_its_schema(event: e.Event) -> None:
    line = dump_record(e.Record(1, 0.0, event), "r")
    assert "\n" not in line
    assert "NaN" not in line
    assert unfit(json.loads(line.encode()), event_schema()) == ""


def test_the_schema_of_events_tells_what_they_mean() -> None:
    described = event_schema()["$defs"]["step_output"]
    assert described["description"].startswith("The work printed a line")
    named = ["seq", "at", "run", "type", "step", "stream", "text", "worker", "within"]
    assert list(described["properties"]) == named
    assert described["required"] == named[:-2]


def test_a_file_fits_the_schema_of_files() -> None:
    assert unfit(json.loads(SAMPLE), flow_schema()) == ""
    file = parse_flow(SAMPLE.encode(), "a")
    assert unfit(flow_to_json(file.flow, file.view, file.order), flow_schema()) == ""
    assert flow_schema()["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize(
    "data",
    [
        step(ouputs={}),
        step(inputs={"x": {"type": "strng"}}),
        step(inputs={"a b": {}}),
        step(timeout="5"),
        document(steps={"A": {"kind": "k"}}),
        document(steps={"a": {}}),
        document(format="backcast/2"),
    ],
)
def test_what_is_refused_does_not_fit_the_schema_of_files(data: bytes) -> None:
    refused(data)
    assert unfit(json.loads(data), flow_schema())


def test_types_of_ports_are_shared_between_steps() -> None:
    ports = {"x": {"type": "string"}}
    steps = {name: {"kind": "k", "inputs": ports} for name in ("a", "b")}
    flow = parse_flow(document(steps=steps), "a").flow
    one, other = (flow.steps[StepId(name)].inputs[Name("x")].type for name in ("a", "b"))
    assert one is other
    assert one == DataType(name=TypeName.STRING)


@pytest.mark.parametrize(
    ("part", "is_good"),
    [
        ({"inputs": {"i": {"from": []}}}, False),
        ({"inputs": {"i": {"from": "a-b"}}}, False),
        ({"inputs": {"i": {"from": ["a", ""]}}}, False),
        ({"inputs": {"i": {"from": ["a", "b"]}}}, True),
        ({"outputs": {"o": {"to": "a-b"}}}, False),
        ({"outputs": {"o": {"to": ""}}}, False),
        ({"outputs": {"o": {"to": "a_b"}}}, True),
        ({"goals": ["Ship"]}, False),
        ({"goals": ["a b"]}, False),
        ({"goals": ["ship.it"]}, True),
    ],
)
def test_the_schema_is_as_strict_as_the_reader(part: dict[str, Any], is_good: bool) -> None:
    goals = part.pop("goals", [])
    document = {"format": "backcast/1", "goals": goals, "steps": {"a": {"kind": "k", **part}}}
    assert (unfit(document, flow_schema()) == "") is is_good
    try:
        parse_flow(json.dumps(document).encode(), "f")
    except FlowFileError:
        assert not is_good
    else:
        assert is_good


def unfit(value: Any, schema: dict[str, Any], root: dict[str, Any] | None = None) -> str:
    """Why a value does not fit a schema, as far as the words that our schemas use go."""
    root = root or schema
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    for word in ("oneOf", "anyOf"):
        fits = [one for one in schema.get(word, ()) if not unfit(value, one, root)]
        if word in schema and (not fits or (word == "oneOf" and len(fits) != 1)):
            return f"{value!r} fits {len(fits)} of {word}"
    if "const" in schema and value != schema["const"]:
        return f"{value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{value!r} is not in {schema['enum']!r}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        return f"{value!r} does not match {schema['pattern']}"
    if isinstance(value, list) and len(value) < schema.get("minItems", 0):
        return f"{value!r} is too short"
    if "type" in schema and not isinstance(value, PYTHON_TYPES[schema["type"]]):
        return f"{value!r} is not {schema['type']}"
    if isinstance(value, list):
        return next(filter(None, (unfit(v, schema.get("items", {}), root) for v in value)), "")
    return unfit_object(value, schema, root) if isinstance(value, dict) else ""


def unfit_object(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any]) -> str:
    if absent := {*schema.get("required", ())} - {*value}:
        return f"{absent} missing"
    for key, part in value.items():
        if not re.search(schema.get("propertyNames", {}).get("pattern", ""), key):
            return f"{key!r} is no name"
        others = [s for p, s in schema.get("patternProperties", {}).items() if re.search(p, key)]
        rest = schema.get("additionalProperties", True)
        found = schema.get("properties", {}).get(key, others[0] if others else rest)
        if found is False:
            return f"{key!r} is unknown"
        if isinstance(found, dict) and (why := unfit(part, found, root)):
            return why
    return ""


PYTHON_TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
    "boolean": bool, "null": type(None),
}  # fmt: skip
