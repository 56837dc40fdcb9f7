from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from engine.doings import doings
from engine.flow import Flow
from engine.kinds.command import CommandConfig, CommandKind
from engine.planner import make_plan
from engine.registry import Registry
from tests.engine.performing import Bench, step

SHOW = [sys.executable, "-c", "import sys, json; print(json.dumps(sys.argv[1:]))"]


@pytest.fixture
def bench(tmp_path):
    return Bench(CommandKind(), tmp_path)


async def arguments(bench, options, inputs, *more):
    config = {"command": [*SHOW, *more], "options": options, "output": "json"}
    return (await bench.perform(config, inputs, "shown"))["shown"]


async def test_an_option_goes_with_its_input(bench):
    options = {"--size": "{size}", "-n": "{n}", "-name": "{name}"}
    given = {"size": 10, "n": 3, "name": "x y"}
    assert await arguments(bench, options, given) == ["--size=10", "-n3", "-name", "x y"]
    assert await arguments(bench, options, {"n": 3}) == ["-n3"]
    assert await arguments(bench, options, {"n": 3, "size": None}) == ["-n3"], "null is no value"


async def test_true_is_the_bare_option_and_false_is_none(bench):
    options = {"--verbose": "{verbose}", "--dry": "{dry}"}
    assert await arguments(bench, options, {"verbose": True, "dry": False}) == ["--verbose"]


async def test_a_list_repeats_its_option(bench):
    assert await arguments(bench, {"--tag": "{tags}"}, {"tags": ["a", 2]}) == ["--tag=a", "--tag=2"]
    assert await arguments(bench, {"--tag": "{tags}"}, {"tags": []}) == []


async def test_options_stand_where_they_are_asked_for_else_last(bench):
    given = {"size": 1, "file": "f"}
    options = {"--size": "{size}"}
    assert await arguments(bench, options, given, "{options}", "{file}") == ["--size=1", "f"]
    assert await arguments(bench, options, given, "{file}") == ["f", "--size=1"]


async def test_an_input_called_options_is_that_input(bench):
    options = {"--size": "{size}"}
    given = {"size": 1, "options": "mine"}
    assert await arguments(bench, options, given, "{options}", "z") == ["mine", "z", "--size=1"]


def test_an_option_of_no_input_is_a_problem(tmp_path):
    config = CommandConfig(command=["tool", "{options}"], options={"--size": "{sise}"})
    of = step({}, "size")
    (problem,) = CommandKind().check(of, config, tmp_path)
    assert problem.pointer == "/steps/work/config/options/--size"
    assert "size" in problem.hint


def test_what_would_be_executed_names_the_options_too(tmp_path):
    of = step({"command": ["tool", "{options}"], "options": {"--run": "x.sh"}})
    of = replace(of, kind="command")
    (tmp_path / "x.sh").write_text("")
    flow = Flow(steps={of.id: of}, goals=frozenset({of.id}))
    registry = Registry.installed()
    (doing,) = doings(make_plan(flow, kinds=registry, folder=tmp_path), registry, tmp_path)
    assert doing.name == "tool '{options}' [--run x.sh]"
    assert [path.name for path in doing.files] == ["x.sh"]
