from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.codec import dump_flow, parse_flow
from engine.export.argyll import to_argyll
from engine.export.conditions import to_cel, to_lua
from engine.flow import Collect
from engine.importing import ImportRefused, import_file
from engine.importing.argyll import import_argyll, is_argyll
from engine.policy import Backoff
from engine.testing import flow_of
from engine.value import ABSENT
from tests.engine.importing import run_json
from tests.engine.webserver import response, serving

TEXT = {
    "id": "text-processor",
    "name": "Text Processor",
    "type": "service",
    "attributes": {
        "input_text": {
            "role": "required",
            "type": "string",
            "required": {
                "mapping": {"name": "text"},
                "match": {"language": "lua", "script": 'return value ~= ""'},
            },
        },
        "mode": {"role": "const", "type": "string", "const": {"value": '"fast"'}},
        "limit": {
            "role": "optional",
            "type": "number",
            "optional": {"default": "5", "deadline": 2000, "collect": "last"},
        },
        "rows": {"role": "required", "type": "array", "required": {"for_each": True}},
        "hook": {"role": "meta", "type": "string", "meta": {"key": "webhook_url"}},
        "processed": {"role": "output", "type": "string", "output": {"mapping": {"name": "done"}}},
    },
    "http": {
        "invoke": {"method": "POST", "endpoint": "http://localhost:8081/{text}", "timeout": 30000},
        "health": "http://localhost:8081/health",
    },
    "work_config": {
        "max_retries": 3,
        "init_backoff": 500,
        "max_backoff": 4000,
        "backoff_type": "linear",
        "parallelism": 2,
    },
    "handling": "memoized",
    "labels": {"team": "text"},
    "predicate": {"language": "lua", "script": 'return limit > 3 and mode == "fast"'},
}
FLOW = {"goals": ["text-processor"], "init": {"input_text": ["Hello"]}, "steps": [TEXT]}


def read(document: Any, folder):
    path = folder / "steps.json"
    path.write_text(json.dumps(document))
    return import_file(path, folder)


def test_all_that_both_know_is_carried_over(tmp_path):
    made = read(FLOW, tmp_path)
    step = made.flow.steps["text-processor"]
    assert made.flow.goals == {"text-processor"}
    assert made.flow.presets == {"init": {"input_text": "Hello"}}
    assert (step.title, step.kind, step.when) == (
        "Text Processor", "http", 'limit > 3 && mode == "fast"',
    )  # fmt: skip
    assert step.config == {
        "method": "POST",
        "url": "http://localhost:8081/{text}",
        "json": {"text": "{text}", "mode": "{mode}", "limit": "{limit}", "rows": "{rows}"},
        "by_name": True,
    }
    text, limit = step.inputs["text"], step.inputs["limit"]
    assert (text.sources, text.match, text.required) == (("input_text",), 'value != ""', True)
    assert step.inputs["mode"].value == "fast"
    assert (limit.default, limit.deadline, limit.collect) == (5, 2.0, Collect.LAST)
    assert step.inputs["rows"].each
    assert step.outputs["done"].attribute == "processed"
    policy = step.policy
    assert (policy.retry.times, policy.retry.delay, policy.retry.max_delay) == (3, 0.5, 4.0)
    assert policy.retry.backoff is Backoff.LINEAR
    assert (policy.timeout, policy.cache, policy.parallelism) == (30.0, True, 2)
    assert step.extra["x-labels"] == {"team": "text"}
    assert any("health check" in note for note in made.notes)
    assert any("'hook' of the role 'meta'" in note for note in made.notes)


def test_exporting_gives_it_back_word_for_word(tmp_path):
    made = read(FLOW, tmp_path)
    saved = parse_flow(dump_flow(made.flow), "x").flow
    assert to_argyll(saved).document == FLOW


@pytest.mark.parametrize(
    "wrap",
    [
        lambda step: step,
        lambda step: [step],
        lambda step: {"steps": [step], "count": 1},
        lambda step: {"steps": {step["id"]: step}, "attributes": {}},
        lambda step: {"id": "wf-1", "status": "active", "plan": {"steps": {step["id"]: step}}},
    ],
)
def test_every_form_in_which_its_api_puts_steps_is_read(tmp_path, wrap):
    assert list(read(wrap(TEXT), tmp_path).flow.steps) == ["text-processor"]


def test_the_forms_before_are_read_too(tmp_path):
    old = {
        "id": "old",
        "name": "Old",
        "type": "async",
        "attributes": {
            "user_id": {"role": "optional", "type": "string", "default": '"u1"'},
            "rows": {"role": "required", "type": "array", "for_each": True},
            "n": {"role": "output", "type": "number"},
        },
        "http": {"endpoint": "http://h/x", "health_check": "http://h", "timeout": 1500},
        "memoizable": True,
        "work_config": {"max_retries": -1, "backoff_ms": 10},
    }
    made = read(old, tmp_path)
    step = made.flow.steps["old"]
    assert step.config["url"] == "http://h/x"
    assert step.inputs["user_id"].default == "u1"
    assert step.inputs["rows"].each
    assert (step.policy.timeout, step.policy.cache, step.policy.retry.delay) == (1.5, True, 0.01)
    told = " ".join(made.notes)
    assert "webhook" in told
    assert "without limit" in told


def test_scripts_and_sub_flows_and_compensation(tmp_path):
    undone = {
        **TEXT, "id": "charge", "handling": "compensated",
        "attributes": {"order": {"role": "required", "type": "string", "compensated": True}},
        "http": {"invoke": {"endpoint": "http://h/c"},
                 "compensate": {"endpoint": "http://h/c/{order}", "method": "DELETE"}},
        "predicate": {"language": "lua", "script": "return order:match('x')"},
    }  # fmt: skip
    script = {"id": "greet", "name": "greet", "type": "script", "attributes": {},
              "script": {"language": "lua", "script": "return {}"}}  # fmt: skip
    child = {"id": "both", "name": "both", "type": "flow", "attributes": {},
             "flow": {"goals": ["charge", "greet"]}}  # fmt: skip
    made = read([undone, script, child], tmp_path)
    steps = made.flow.steps
    assert steps["charge"].policy.undo == {"kind": "http", "config": {
        "method": "DELETE", "url": "http://h/c/{order}", "response": "none",
    }}  # fmt: skip
    assert steps["both"].kind == "flow"
    assert steps["both"].config == {"goals": ["charge", "greet"]}
    told = " ".join(made.notes)
    assert "script in lua" in told
    assert "no simple comparison" in told
    back = {step["id"]: step for step in to_argyll(made.flow).document["steps"]}
    assert back["greet"]["script"] == script["script"]
    assert back["charge"]["predicate"] == undone["predicate"]
    assert back["charge"]["http"]["compensate"] == undone["http"]["compensate"]
    assert back["charge"]["handling"] == "compensated"


def test_goals_without_steps_are_refused(tmp_path):
    with pytest.raises(ImportRefused, match="has no steps"):
        read({"id": "wf", "goals": ["x"], "init": {}}, tmp_path)


def test_what_argyll_cannot_say_is_listed():
    flow = flow_of("a: -> x", "b: x -> y")
    made = to_argyll(flow)
    assert any("kind" in note and "has to be built" in note for note in made.notes)
    assert is_argyll(made.document)


async def test_a_single_output_is_taken_by_its_name(tmp_path):
    async with serving() as server:
        server.says("/double", response(200, b'{"result": 42}'))
        step = {
            "id": "double", "name": "double", "type": "service",
            "attributes": {"n": {"role": "required", "type": "number"},
                           "result": {"role": "output", "type": "number"}},
            "http": {"invoke": {"endpoint": f"{server.url}/double"}},
        }  # fmt: skip
        flow = read({"steps": [step], "goals": ["double"], "init": {}}, tmp_path).flow
        told = await asyncio.to_thread(run_json, flow, tmp_path, {"n": 21})
        assert told["attributes"]["result"]["value"] == 42
        assert json.loads(server.received[0].body) == {"n": 21}


@pytest.mark.parametrize(
    ("language", "script", "cel"),
    [
        ("lua", "return amount > 100", "amount > 100"),
        ("lua", "kind ~= nil and kind.name == 'x'", 'kind != null && kind.name == "x"'),
        ("ale", "(>= amount 10)", "amount >= 10"),
        ("ale", '(= kind "x")', 'kind == "x"'),
        ("lua", "return amount > 100 and kind == 'a' or kind == 'b'", ""),
        ("lua", "return other > 1", ""),
        ("lua", "return amount > f(1)", ""),
        ("jpath", "$.amount", ""),
        ("lua", "a" * 5000, ""),
    ],
)
def test_only_simple_comparisons_are_translated(language, script, cel):
    assert to_cel(language, script, {"amount", "kind"}) == cel
    if cel:
        assert to_cel("lua", to_lua(cel), {"amount", "kind"}) == cel


names = st.from_regex(r"[a-z][a-z_]{0,6}", fullmatch=True)
types = st.sampled_from(["string", "number", "boolean", "object", "any"])
values = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=5))
as_json = values.map(lambda value: json.dumps(value, ensure_ascii=False))
collects = st.sampled_from([{}, {"collect": "last"}, {"collect": "some"}, {"collect": "all"}])


@st.composite
def attributes(draw) -> dict[str, Any]:
    role = draw(st.sampled_from(["required", "optional", "const", "output"]))
    about: dict[str, Any] = {}
    if role in ("required", "optional"):
        about |= draw(collects)
        about |= {"for_each": True} if draw(st.booleans()) else {}
    if role == "optional":
        about |= {"default": draw(as_json)} if draw(st.booleans()) else {}
        about |= {"deadline": draw(st.integers(0, 9000))} if draw(st.booleans()) else {}
    if role == "const":
        about["value"] = draw(as_json)
    kind = "array" if about.get("for_each") else draw(types)
    return {"role": role, "type": kind, **({role: about} if about else {})}


@st.composite
def services(draw, number: int) -> dict[str, Any]:
    specs = draw(st.dictionaries(names, attributes(), max_size=5))
    ports = [name for name, spec in specs.items() if spec["role"] != "output"]
    outputs = [name for name, spec in specs.items() if spec["role"] == "output"]
    specs = {name: specs[name] for name in [*ports, *outputs]}
    path = f"/{{{ports[0]}}}" if ports and draw(st.booleans()) else ""
    invoke = {
        "method": draw(st.sampled_from(["POST", "PUT", "GET"])),
        "endpoint": f"http://h{path}",
    }
    if draw(st.booleans()):
        invoke["timeout"] = draw(st.integers(1, 60_000))
    step = {"id": f"s{number}", "name": draw(st.sampled_from([f"s{number}", "A name"])),
            "type": "service", "http": {"invoke": invoke}}  # fmt: skip
    step |= {"attributes": specs} if specs else {}
    step |= {"handling": "memoized"} if draw(st.booleans()) else {}
    work: dict[str, Any] = {}
    if draw(st.booleans()):
        work = {"max_retries": draw(st.integers(1, 9)), "init_backoff": draw(st.integers(1, 9999)),
                "max_backoff": draw(st.integers(1, 99_999)),
                "backoff_type": draw(st.sampled_from(["fixed", "linear", "exponential"]))}  # fmt: skip
    if any(spec.get(spec["role"], {}).get("for_each") for spec in specs.values()):
        work["parallelism"] = draw(st.integers(1, 20))
    return {**step, **({"work_config": work} if work else {})}


@st.composite
def documents(draw) -> dict[str, Any]:
    steps = [draw(services(number)) for number in range(draw(st.integers(1, 3)))]
    goals = draw(st.lists(st.sampled_from([step["id"] for step in steps]), unique=True))
    init = draw(st.dictionaries(names, values, max_size=2))
    return {"goals": sorted(goals), "init": {k: [v] for k, v in init.items()}, "steps": steps}


@settings(deadline=None, max_examples=25)
@given(documents())
def test_import_and_export_are_the_inverse_of_each_other_where_both_know_the_words(document):
    for step in document["steps"]:
        step.setdefault("attributes", {})
    made = import_argyll(document, "x")
    saved = parse_flow(dump_flow(made.flow), "x").flow
    back = to_argyll(saved).document
    for step in back["steps"]:
        step.setdefault("attributes", {})
    assert back == document
    again = import_argyll(back, "x").flow
    assert again == made.flow


def test_no_default_is_not_null(tmp_path):
    spec = {"role": "optional", "type": "any"}
    step = {"id": "a", "name": "a", "type": "service", "attributes": {"x": spec},
            "http": {"invoke": {"endpoint": "http://h"}}}  # fmt: skip
    assert read(step, tmp_path).flow.steps["a"].inputs["x"].default is ABSENT
