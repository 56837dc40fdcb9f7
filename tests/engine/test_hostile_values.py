"""Values whose own code raises, or that change while they are kept: a Step's trouble, never the run's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.program import backcast

MODULE = """
import time

def raises(*_, **__):
    raise RuntimeError("never mind me")

def leaves(*_, **__):
    raise SystemExit(5)

def quits(*_, **__):
    raise SystemExit(7)

def breaks_in(*_, **__):
    raise KeyboardInterrupt

BAD = {
    "list": type("L", (list,), {"__iter__": raises, "__len__": raises})([1]),
    "dict": type("D", (dict,), {"__iter__": raises, "items": raises, "keys": raises})(a=1),
    "tuple": type("T", (tuple,), {"__iter__": raises})((1,)),
    "text": type("S", (str,), {"__eq__": raises, "__hash__": str.__hash__, "isascii": raises})("s"),
    "number": type("I", (int,), {"bit_length": raises, "__eq__": raises, "__hash__": raises})(1),
    "point": type("F", (float,), {"is_integer": raises, "__eq__": raises})(1.5),
    "quitting": type("T", (tuple,), {"__iter__": quits, "__len__": quits})((1,)),
    "object": type("O", (), {"__repr__": raises, "__eq__": raises})(),
    "leaving": type("O", (), {"__repr__": leaves})(),
    "broken in": type("O", (), {"__repr__": breaks_in})(),
    "class": type("M", (type,), {"__repr__": raises, "__eq__": raises, "__hash__": raises})("C", (), {}),
}

def give(which): return BAD[which]
def wrap(which): return {"in": [BAD[which]]}
def fails(how):
    raises_so = {"raises": raises, "leaves": leaves, "breaks_in": breaks_in}[how]
    raise type("Odd", (Exception,), {"__str__": raises_so})

def take(o): return "taken"
def fine(): return "fine"
CACHE = {}

def grows():
    for n in range(100_000):
        CACHE[str(n)] = n
    return CACHE

def changes():
    until, n = time.monotonic() + 1, 0
    while time.monotonic() < until:
        n += 1
        CACHE[f"x{n}"] = n
        if n % 20_000 == 0:
            for old in range(n - 20_000, n):
                CACHE.pop(f"x{old}", None)
    return 1

THERE = [1, {"a": 1}]

def here(): return THERE
def spoils(there):
    THERE[1]["a"] = 2
    THERE.append(3)
    return 1
"""
VALUES = [
    "list", "dict", "tuple", "text", "number", "point", "quitting", "object", "leaving", "broken in", "class",
]  # fmt: skip


def python(function: str, inputs: dict[str, Any], *outputs: str, **more: Any) -> dict[str, Any]:
    config = {"function": f"work:{function}"}
    ports = {name: {} for name in outputs}
    return {"kind": "python", "config": config, "inputs": inputs, "outputs": ports, **more}


def ran(folder: Path, steps: dict[str, Any], *args: str) -> dict[str, Any]:
    (folder / "work.py").write_text(MODULE)
    document = {"format": "backcast/1", "goals": sorted(steps), "steps": steps}
    (folder / "f.flow.json").write_text(json.dumps(document))
    done = backcast("run", "f.flow.json", "--json", *args, cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    listed = json.loads(backcast("runs", "--json", cwd=folder).stdout)
    assert [run["status"] for run in listed] == [result["status"]]
    assert backcast("show", result["run"], cwd=folder).returncode == 0
    return result


@pytest.mark.parametrize("function", ["give", "wrap"])
@pytest.mark.parametrize("which", VALUES)
def test_a_value_whose_own_code_raises_fails_at_most_the_steps_that_read_it(
    which: str, function: str, tmp_path: Path
) -> None:
    steps = {
        "give": python(function, {"which": {"value": which}}, "o"),
        "keep": python(function, {"which": {"value": which}}, "kept", cache=True),
        "take": python("take", {"o": {}}, "a"),
        "typed": python("take", {"o": {"type": "integer"}}, "b"),
        "chosen": python("take", {"o": {"enum": [1, "s"]}}, "c"),
        "each": python("take", {"o": {"each": True}}, "d"),
        "gated": python("take", {"o": {"match": "value == 1"}}, "e"),
        "asked": python("take", {"o": {}}, "f", when="o == 1"),
        "some": python("take", {"o": {"collect": "some"}}, "g"),
        "set": {"kind": "set", "config": {"expressions": {"h": "o == 1"}},
                "inputs": {"o": {}}, "outputs": {"h": {}}},
        "recalls": python("take", {"o": {}}, "i", cache=True),
        "fine": python("fine", {}, "fine"),
    }  # fmt: skip
    result = ran(tmp_path, steps)
    statuses = {name: step["status"] for name, step in result["steps"].items()}
    assert statuses["fine"] == "completed"
    assert {*statuses.values()} <= {"completed", "failed", "blocked", "skipped"}


@pytest.mark.parametrize("how", ["raises", "leaves", "breaks_in"])
def test_an_exception_whose_own_text_raises_fails_its_step_and_nothing_else(
    how: str, tmp_path: Path
) -> None:
    steps = {
        "here": python("fails", {"how": {"value": how}}, "a"),
        "apart": python("fails", {"how": {"value": how}}, "b"),
        "fine": python("fine", {}, "fine"),
    }
    steps["apart"]["config"]["isolate"] = "process"
    result = ran(tmp_path, steps)
    statuses = {name: step["status"] for name, step in result["steps"].items()}
    assert statuses == {"here": "failed", "apart": "failed", "fine": "completed"}
    for step in ("here", "apart"):
        assert result["steps"][step]["message"].startswith("Odd: its text could not be made")


def test_a_dict_that_another_step_changes_meanwhile_is_kept_as_it_was_at_one_moment(
    tmp_path: Path,
) -> None:
    steps = {"grows": python("grows", {}, "o"), "changes": python("changes", {}, "p")}
    assert ran(tmp_path, steps, "--quiet")["status"] == "completed"


def test_what_a_step_does_to_what_it_gave_before_changes_nothing_of_that(tmp_path: Path) -> None:
    steps = {
        "here": python("here", {}, "there"),
        "spoils": python("spoils", {"there": {}}, "spoilt"),
        "after": {"kind": "set", "config": {"expressions": {"seen": "there"}},
                  "inputs": {"there": {}, "spoilt": {}}, "outputs": {"seen": {}}},
    }  # fmt: skip
    result = ran(tmp_path, steps)
    assert result["steps"]["after"]["outputs"] == {"seen": [1, {"a": 1}]}
    assert result["steps"]["here"]["outputs"] == {"there": [1, {"a": 1}]}
