from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import engine
from engine import Fatal, step
from engine.decorator import MARK


def test_the_function_stays_as_it_was():
    def run(a):
        return a

    assert step(run) is run
    assert step(outputs={"url": str})(run) is run
    assert run(3) == 3


def test_the_decorator_leaves_its_mark():
    @step
    def bare(): ...

    @step()
    def empty(): ...

    @step(outputs=["a", "b"], title="Both")
    async def both(): ...

    assert getattr(bare, MARK) == getattr(empty, MARK) == {"outputs": None, "title": ""}
    assert getattr(both, MARK) == {"outputs": {"a": Any, "b": Any}, "title": "Both"}


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"outputs": "url"}, TypeError, r"did you mean \['url'\]"),
        ({"outputs": {3: str}}, TypeError, "must be text, not int"),
        ({"outputs": ["a b"]}, ValueError, "'a b' cannot be the name"),
        ({"outputs": ["ü"]}, ValueError, "'ü' cannot be the name"),
        ({"outputs": 3}, TypeError, "not iterable"),
        ({"title": 3}, TypeError, "title must be text"),
    ],
)
def test_arguments_are_checked(arguments, error, text):
    with pytest.raises(error, match=text):
        step(**arguments)


@pytest.mark.parametrize("thing", [3, str, "run"])
def test_only_functions_can_be_marked(thing):
    with pytest.raises(TypeError, match="decorates functions"):
        step(thing)


def test_the_public_names_are_there():
    assert {"Fatal", "StepContext", "step"} < set(engine.__all__)
    assert engine.Fatal is Fatal
    assert callable(engine.step)


def test_importing_engine_is_cheap():
    code = "import sys; before = set(sys.modules); {}; print(*set(sys.modules) - before)"
    code = code.format("from engine import Fatal, StepContext, step")
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(Path(engine.__file__).parents[1])},
    )  # fmt: skip
    loaded = {name for name in done.stdout.split() if name.startswith("engine")}
    assert loaded == {"engine", "engine.context", "engine.decorator", "engine.errors"}
    assert not {"asyncio", "pydantic", "PySide6", "networkx", "dataclasses"} & set(
        done.stdout.split()
    )
