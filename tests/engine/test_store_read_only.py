"""A store on a medium that cannot be written is read all the same."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.store import Store
from tests.engine.program import backcast

SCRIPT = """
import contextlib, io, json, sys
from engine.cli import run_command_line

told = []
for args in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run_command_line(args)
    told.append([status, out.getvalue(), err.getvalue()])
print(json.dumps(told))
"""


FLOW = {
    "format": "backcast/1",
    "name": "sums",
    "goals": ["a"],
    "steps": {
        "a": {
            "kind": "set",
            "config": {"expressions": {"x": "n + 1"}},
            "inputs": {"n": {"type": "integer"}},
            "outputs": {"x": {}},
        }
    },
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of one run."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "f.flow.json").write_text(json.dumps(FLOW))
    done = backcast("run", "f.flow.json", "-i", "n=1", "--store", "medium/s.db", cwd=folder)
    assert done.returncode == 0
    return folder / "medium"


@pytest.fixture
def kept(made: Path, tmp_path: Path) -> Path:
    """A store with one run."""
    return shutil.copytree(made, tmp_path / "medium") / "s.db"


def as_read_only(folder: Path, *commands: list[str]) -> list[tuple[int, str, str]]:
    """What commands say where a folder is on a read-only file system: mounted so for them alone."""
    program = [sys.executable, "-c", SCRIPT, json.dumps(commands)]
    mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    alone = ["unshare", "--mount", "sh", "-c", mount, str(folder)]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("mounting takes more rights")
    done = subprocess.run([*alone, *program], capture_output=True, text=True, check=True)
    told: list[list[Any]] = json.loads(done.stdout)
    return [(status, out, err) for status, out, err in told]


def test_runs_are_listed_and_shown_from_a_read_only_file_system(kept: Path) -> None:
    run = Store(kept).runs()[0].run
    store = ["--store", str(kept)]
    told = as_read_only(
        kept.parent, ["runs", *store], ["show", run, *store], ["cache", "list", *store],
        ["show", run, "--command", *store], ["rerun", run, "--from", "a", *store],
    )  # fmt: skip
    assert told[0][0] == 0, told[0]
    assert run in told[0][1]
    assert told[1][0] == 0, told[1]
    assert "x: 2" in told[1][1]
    assert told[2][0] == 0, told[2]
    assert told[3][1].startswith("backcast run")
    why = f"the run store '{kept}' cannot be written: read-only file system; name another "
    assert told[4][0] == 2
    assert why in told[4][2]


def test_what_was_not_folded_in_yet_is_read_too_or_said_to_be_lacking(
    kept: Path, tmp_path: Path
) -> None:
    """A copy that was made while a run was on has its newest rows beside the file."""
    copy = tmp_path / "copy"
    with contextlib.closing(sqlite3.connect(kept)) as writer:
        writer.execute("UPDATE runs SET flow = 'as it is now'")
        writer.commit()
        shutil.copytree(kept.parent, copy)
    command = ["runs", "--store", str(copy / "s.db")]
    assert (copy / "s.db-wal").stat().st_size
    ((status, out, err),) = as_read_only(copy, command)
    assert (status, err) == (0, "")
    assert "as it is now" in out
    (copy / "s.db-shm").unlink()  # without it, SQLite cannot tell what of them counts
    ((status, out, err),) = as_read_only(copy, command)
    assert (status, out) == (2, "")
    assert "cannot be written: read-only file system" in err


def test_a_store_of_another_version_on_a_read_only_file_system_is_a_sentence(kept: Path) -> None:
    command = ["runs", "--store", str(kept)]
    for version, told in ((1, "by an older version"), (99, "by a newer version")):
        with contextlib.closing(sqlite3.connect(kept)) as changed:
            changed.execute(f"PRAGMA user_version = {version}")
        ((status, _, err),) = as_read_only(kept.parent, command)
        assert (status, told in err) == (2, True)
