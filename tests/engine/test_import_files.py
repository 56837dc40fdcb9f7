"""Importing as a whole: flow files, the command, and what somebody careless or bad would hand in."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.codec import dump_flow, parse_flow
from engine.importing import Imported, ImportRefused, import_file
from tests.engine.importing import only_step, program, run_json
from tests.engine.test_import_argyll import FLOW
from tests.engine.test_import_mermaid import CHART
from tests.engine.test_import_openapi import PET, answering, document
from tests.engine.test_import_shell import BACKUP
from tests.hostile import damaged_bytes, damaged_values

EXAMPLE = Path(__file__).parents[2] / "resources/examples/onboarding/onboarding.flow.json"
CHILD = {
    "format": "backcast/1", "name": "Doubling", "description": "Twice", "goals": ["double"],
    "inputs": {"n": {"type": "integer", "description": "What to double"},
               "times": {"type": "integer", "default": 2}},
    "steps": {"double": {
        "kind": "set", "config": {"expressions": {"twice": "n * times"}},
        "inputs": {"n": {"type": "integer"}, "times": {"type": "integer", "default": 2}},
        "outputs": {"twice": {"type": "integer"}},
    }},
}  # fmt: skip


def test_a_flow_becomes_one_step_that_asks_for_what_it_lacks(tmp_path):
    made = import_file(EXAMPLE, tmp_path)
    step = only_step(made)
    assert step.kind == "flow"
    assert step.config == {"flow": str(EXAMPLE.resolve())}
    assert list(step.inputs) == ["customer_id", "email", "customer_name"]
    assert all(port.required for port in step.inputs.values())
    assert step.inputs["email"].type.format == "email"
    assert {name: str(port.type) for name, port in step.outputs.items()} == {
        "onboarding_complete": "boolean"
    }


def test_an_imported_flow_runs_as_a_step(tmp_path):
    (tmp_path / "child.flow.json").write_text(json.dumps(CHILD))
    made = import_file(tmp_path / "child.flow.json", tmp_path)
    step = only_step(made)
    assert (step.id, step.title) == ("child", "Doubling")
    assert (step.inputs["n"].required, step.inputs["times"].required) == (True, False)
    told = run_json(made.flow, tmp_path, {"n": 21})
    assert told["attributes"]["twice"]["value"] == 42, told


# the command


def test_the_command_prints_a_flow_and_says_what_was_lost(tmp_path):
    (tmp_path / "steps.json").write_text(json.dumps(FLOW))
    done = program("import", "steps.json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(parse_flow(done.stdout.encode(), "x").flow.steps) == ["text-processor"]
    assert "steps.json: steps of Argyll, 1 step\n" in done.stderr
    assert "note: 'text-processor': its health check is left out.\n" in done.stderr


def test_the_command_writes_a_file_and_never_over_another(tmp_path):
    (tmp_path / "chart.mmd").write_text(CHART)
    done = program("import", "chart.mmd", "-o", "out.flow.json", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["what"], told["file"], told["flow"]) == (
        "a Mermaid flowchart",
        "out.flow.json",
        None,
    )
    assert len(told["notes"]) == 2
    before = (tmp_path / "out.flow.json").read_bytes()
    again = program("import", "chart.mmd", "-o", "out.flow.json", folder=tmp_path)
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert (tmp_path / "out.flow.json").read_bytes() == before


def test_the_command_says_that_it_runs_help(tmp_path):
    tool = tmp_path / "tool"
    tool.write_text(
        "#!/usr/bin/env python3\nimport argparse\nargparse.ArgumentParser().parse_args()\n"
    )
    tool.chmod(0o755)
    without = program("import", "tool", folder=tmp_path).stderr
    assert "is run" not in without
    assert "hint: '--run-help'" in without
    done = program("import", "tool", "--run-help", folder=tmp_path)
    assert done.stderr.startswith("'tool --help' is run\n")


def test_the_command_refuses_with_a_sentence(tmp_path):
    (tmp_path / "x.bin").write_bytes(b"\1\2\3")
    done = program("import", "x.bin", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(
        "backcast: 'x.bin' cannot be imported: it is not known what this is"
    )
    assert "Traceback" not in done.stderr


def test_export_to_argyll_says_what_is_lost(tmp_path):
    done = program("export", str(EXAMPLE), "--to", "argyll", folder=tmp_path)
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert document["goals"] == ["complete-onboarding"]
    assert len(document["steps"]) == 4
    assert "note: " in done.stderr


# hostile input


SEEDS = {
    "a.sh": BACKUP.encode(),
    "a.mmd": CHART.encode(),
    "a.json": json.dumps(FLOW).encode(),
    "api.json": json.dumps(document({"/p/{petId}": {
        "parameters": [{"$ref": "#/components/parameters/id"}],
        "post": {"requestBody": {"content": {"application/json": {"schema": PET}}},
                 "security": [{"key": []}], **answering(PET)}}})).encode(),
    "a.ipynb": json.dumps({"nbformat": 4, "metadata": {}, "cells": [
        {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": ["x: int = 1\n", "y = 2"]},
        {"cell_type": "code", "metadata": {"tags": ["outputs"]}, "source": "x, y"}]}).encode(),
    "c.flow.json": json.dumps(CHILD).encode(),
}  # fmt: skip


def outcome(path: Path) -> Imported | None:
    """What comes of a file; a sentence is fine, anything else that is raised is not."""
    try:
        made = import_file(path, path.parent)
    except ImportRefused as refused:
        why = str(refused)
        return (
            None if why.strip() and "Traceback" not in why else pytest.fail(f"no sentence: {why}")
        )
    parse_flow(dump_flow(made.flow), "x")
    assert all(note.strip() for note in made.notes)
    return made


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_files_end_in_steps_or_in_a_sentence(name, tmp_path):
    chance = random.Random(7)
    path = tmp_path / name
    for round_ in range(50):
        data = SEEDS[name]
        is_json = not name.endswith((".sh", ".mmd"))
        for _ in range(chance.randrange(1, 4)):
            data = (
                damaged_values(chance, data)
                if is_json and round_ % 2
                else damaged_bytes(chance, data)
            )
            is_json = is_json and round_ % 2 == 1
            data = data or b" "
        path.write_bytes(data)
        outcome(path)


@pytest.mark.parametrize("suffix", ["", ".sh", ".mmd", ".md", ".json", ".yaml", ".ipynb", ".py"])
@settings(deadline=None, max_examples=12)
@given(
    data=st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace"))
    )
)
def test_rubbish_is_a_sentence(suffix, data, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / f"rubbish{suffix}"
    path.write_bytes(data)
    outcome(path)


DEEP = 5_000


def parameters(source: str) -> bytes:
    tagged = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source}
    return json.dumps({"nbformat": 4, "cells": [tagged]}).encode()


LARGE = {
    "deep.json": b"[" * DEEP + b"]" * DEEP,
    "deep.ipynb": parameters("x = " + "(" * 2000),
    "unary.ipynb": parameters("x = " + "-" * 90_000 + "1"),
    "quotes.sh": b"#!/bin/sh\n" + b"'\"" * 500_000,
    "braces.sh": b"#!/bin/sh\n" + b"${A:-" * 200_000,
    "positional.sh": b"#!/bin/sh\n" + b"${1:-x" * 150_000,
    "assign.sh": b"#!/bin/sh\n" + b"a=$1 " * 200_000,
    "spaces.sh": b"#!/bin/sh\n" + b" " * 1_000_000 + b"x",
    "words.sh": b"#!/bin/sh\n" + b"declare -a " * 150_000,
    "arrows.mmd": b"graph LR\n" + b"a --> b\n" * 20_000,
    "dashes.mmd": b"graph LR\na " + b"-" * 19_000,
    "texts.mmd": b"graph LR\na " + b"-- x " * 3_900,
    "ids.mmd": b"graph LR\n" + b"a-" * 9_000,
    "fences.md": b"```mermaid\n" * 100_000,
    "many.mmd": b"graph LR\n" + b"".join(b"n%d\n" % n for n in range(30_000)),
    "notes.json": json.dumps({"steps": [{**FLOW["steps"][0], "id": f"s{n}"} for n in range(700)]}).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_large_and_deep_files_end_soon(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(LARGE[name])
    begun = time.process_time()
    outcome(path)
    assert time.process_time() - begun < 6


def test_a_file_beyond_the_bound_is_a_sentence(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate((64 << 20) + 1)
    with pytest.raises(ImportRefused, match="too large; expected at most 64 MB"):
        import_file(path)


def test_bytes_that_are_no_text_are_no_script_and_what_follows_a_script_may_be(tmp_path):
    path = tmp_path / "bin.sh"
    path.write_bytes(random.Random(1).randbytes(1 << 20))
    with pytest.raises(ImportRefused, match=r"it is no text: byte \d+ of it is null"):
        import_file(path, tmp_path)
    path.write_bytes(b"#!/bin/sh\ntar -x\nexit 0\n" + b"#" * 5000 + b"\0\1\2")
    assert import_file(path, tmp_path).what == "a shell script"
