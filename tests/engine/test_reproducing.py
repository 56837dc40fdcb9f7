"""A run is done again headless: by its command, and cut down to the Step that failed."""

from __future__ import annotations

import io
import json
import shlex
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from engine.blame import blamed, excerpt, places
from engine.cli import run_command_line
from engine.extent import Size, grid, in_short, size_of
from engine.value import Secret, Unkept, preview
from tests.engine.program import PROGRAM, backcast

WORK = """
import os

class Parcel:
    def __init__(self, weight):
        self.weight = weight

def rows(count):
    return [{"n": n} for n in range(count)]

def wrap(rows):
    return Parcel(len(rows))

def send(parcel, token, note=None):
    if not token.startswith("secret"):
        raise ValueError("no token")
    from parts import check
    return check(parcel.weight)

def heavy(name, limit, extra="x"):
    raise RuntimeError(f"{name} is over {limit} and {extra!r}")

def first(items):
    return items[0]
"""
PARTS = """
def check(weight):
    return 10 // (weight - 3)
"""


@pytest.fixture
def flow(tmp_path: Path) -> Any:
    folder = tmp_path / "it's a flow"
    folder.mkdir()
    (folder / "work.py").write_text(WORK)
    (folder / "parts.py").write_text(PARTS)

    def write(steps: dict[str, Any], goals: list[str], **more: Any) -> Path:
        path = folder / "made.flow.json"
        path.write_text(
            json.dumps({"format": "backcast/1", "goals": goals, "steps": steps, **more})
        )
        return path

    return write


def ran(*args: str, cwd: Path, env: dict[str, str] | None = None) -> dict[str, Any]:
    told = backcast("run", *args, "--json", cwd=cwd, env=env)
    result: dict[str, Any] = json.loads(told.stdout)
    return result


def show(*args: str) -> tuple[int, str, str]:
    """What `show` says, in this process: starting one takes longer."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = run_command_line(["show", *args])
    return status, out.getvalue(), err.getvalue()


def failing(steps: str = "heavy") -> dict[str, Any]:
    return {
        "heavy": {
            "kind": "python",
            "config": {"function": "work:heavy"},
            "inputs": {"name": {"type": "string"}, "limit": {}, "extra": {"required": False}},
            "outputs": {"done": {}},
            "retry": {"times": 1, "delay": 0},
        }
    }


def test_a_failed_step_alone_fails_the_same_way_headless(flow, tmp_path):
    steps = {
        "rows": step("rows", {"count": {}}, {"rows": {}}),
        "wrap": step("wrap", {"rows": {}}, {"parcel": {}}),
        "send": step("send", {"parcel": {}, "token": {"format": "secret"}}, {"sent": {}}),
        "after": step("first", {"items": {"from": "sent"}}, {"end": {}}),
    }
    file = flow(steps, ["after"])
    env = {"TOKEN": "secret-1"}
    first = ran(str(file), "-i", "count=3", "-i", "token=env:TOKEN", cwd=file.parent, env=env)
    assert first["steps"]["send"]["status"] == "failed"
    out = tmp_path / "elsewhere" / "small.flow.json"
    out.parent.mkdir()
    status, _, said = show(first["run"], "--minimal", "send", "-o", str(out))
    assert status == 0, said
    cut = json.loads(out.read_text())
    assert set(cut["steps"]) == {"send", "wrap"}, "a parcel is no JSON, so its maker comes along"
    assert cut["steps"]["wrap"]["inputs"]["rows"]["value"] == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert cut["steps"]["send"]["inputs"]["token"]["value"] == "env:TOKEN"
    assert {path.name for path in out.parent.glob("*.py")} == {"work.py", "parts.py"}
    again = ran(str(out), cwd=tmp_path, env=env)
    assert outcome(again, "send") == outcome(first, "send")


def test_inputs_that_were_left_out_or_of_the_wrong_type_are_so_again(flow):
    steps = failing() | {"first": step("first", {"items": {"type": "array"}}, {"one": {}})}
    steps["heavy"]["inputs"]["limit"] = {"type": "integer"}
    steps["make"] = {
        "kind": "set",
        "config": {"values": {"items": "no list"}},
        "outputs": {"items": {}},
    }
    file = flow(steps, ["heavy", "first"])
    whole = ran(str(file), "-i", "name=a b", "-i", "limit=4", cwd=file.parent)
    for name in ("heavy", "first"):
        assert whole["steps"][name]["status"] == "failed"
        out = file.parent / f"{name}.flow.json"
        show(whole["run"], "--minimal", name, "-o", str(out))
        again = ran(str(out), cwd=file.parent)
        assert outcome(again, name) == outcome(whole, name)


@pytest.mark.parametrize(
    ("given", "long"),
    [
        ({"name": 'it\'s "two"\nlines', "limit": "12", "extra": "@home"}, False),
        ({"name": "x" * 2_000, "limit": {"a": [1.5, None]}, "extra": "true"}, True),
    ],
)
def test_the_command_of_a_run_does_it_again(flow, given, long):
    file = flow(failing(), [])
    inputs = file.parent / "inputs.json"
    inputs.write_text(json.dumps(given))
    first = ran(str(file), "--inputs", str(inputs), "--goal", "heavy", cwd=file.parent)
    command = show(first["run"], "--command")[1].strip("\n")
    assert ("--given" in command) is long
    program = shlex.join(PROGRAM)
    typed = command.replace("backcast show", f"{program} show").replace(
        "backcast run", f"{program} run"
    )
    shell = subprocess.run(
        f"{typed} --json", shell=True, capture_output=True, text=True, cwd="/", check=False
    )
    again = json.loads(shell.stdout)
    assert outcome(again, "heavy") == outcome(first, "heavy")
    assert again["attributes"] == first["attributes"]


def test_what_does_not_go_together_is_refused_in_a_sentence(flow):
    file = flow(failing(), ["heavy"])
    run = ran(str(file), "-i", "name=a", "-i", "limit=1", cwd=file.parent)["run"]
    for args, said in (
        (("--json", "--command"), "only one of"),
        (("-o", "x.json"), "--minimal"),
        (("--minimal", "hevy"), "did you mean 'heavy'?"),
    ):
        status, _, told = show(run, *args)
        assert status == 2
        assert said in told


def test_the_smallest_flow_takes_the_place_of_an_older_one_and_of_nothing_else(flow, tmp_path):
    file = flow(failing(), ["heavy"])
    run = ran(str(file), "-i", "name=a", "-i", "limit=1", cwd=file.parent)["run"]
    out, notes = tmp_path / "out.json", tmp_path / "notes.txt"
    notes.write_text("mine")
    for _ in range(2):
        assert show(run, "--minimal", "heavy", "-o", str(out))[0] == 0
    for there, what in ((file, "another flow"), (notes, "a file that is no flow")):
        before = there.read_bytes()
        status, _, said = show(run, "--minimal", "heavy", "-o", str(there))
        assert (status, f"'-o {there}' would overwrite {what}" in said) == (2, True)
        assert there.read_bytes() == before


def test_a_trace_leads_to_the_users_own_line(tmp_path):
    code = tmp_path / "work.py"
    code.write_text("def a():\n    b()\n\ndef b():\n    raise KeyError('x')\n")
    told = subprocess.run(
        [sys.executable, "-c", "import work; work.a()"], cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    place = blamed(told.stderr, tmp_path)
    assert place is not None
    assert (place.file, place.line, place.function) == (code, 5, "b")
    assert place.code == "raise KeyError('x')"
    assert len(places(told.stderr)) == 3
    shown = excerpt(place)
    assert shown.is_same
    assert (5, "    raise KeyError('x')") in shown.lines
    code.write_text("\n" * 9)
    assert not excerpt(place).is_same


def test_the_extent_of_a_value_is_told_without_reading_all_of_it():
    table = [{"a": n, "b": "x"} for n in range(1_000)]
    assert grid(table) == (1_000, 2)
    assert str(size_of("ü")) == "2 bytes"
    exact = len(json.dumps(table))
    assert abs(size_of(table).bytes - exact) < exact * 0.05
    assert not size_of(table).exact
    assert str(Size(1_234_567, exact=False)) == "about 1.23 MB"
    assert in_short(Secret("env:A")) == "•••"
    assert in_short(Unkept("Parcel", "<Parcel>")) == "<Parcel>"
    assert in_short(table) == "1,000 × 2"


class _Counting(list):  # type: ignore[type-arg]
    read = 0

    def __iter__(self):
        for item in super().__iter__():
            _Counting.read += 1
            yield item


def test_a_preview_reads_no_more_than_it_shows():
    whole = list(range(300))
    assert preview(whole, 40) == json.dumps(whole)[:39] + "…"
    assert preview({"a": [1, "é"]}) == '{"a": [1, "é"]}'
    preview(_Counting(range(1_000_000)), 40)
    assert 0 < _Counting.read < 500


def step(name: str, inputs: dict[str, Any], outputs: dict[str, Any]) -> dict[str, Any]:
    function = {"function": f"work:{name}"}
    return {"kind": "python", "config": function, "inputs": inputs, "outputs": outputs}


def outcome(result: dict[str, Any], name: str) -> tuple[Any, ...]:
    told = result["steps"][name]
    return told["status"], told["reason"], told["message"]
