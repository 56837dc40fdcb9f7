"""A run's limit holds even while code does not let go of the interpreter, so that no thread of ours runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.flow import Flow
from engine.testing import flow_of, step_of
from tests.engine.program import backcast, saved

MODULE = """
import re
from pathlib import Path

def first(n):
    return n

def astray(m):
    if Path("mended").exists():
        return m
    return bool(re.match(r"(a+)+$", "a" * 60 + "b"))

async def astray_on_the_loop(m):
    return astray(m)

"""
SOON = """
import sys
from engine.cli import deadline, run_command_line
deadline.MARGIN = 0.5
sys.exit(run_command_line(sys.argv[1:]))
"""


def run(*args: str) -> subprocess.CompletedProcess[str]:
    """The program, which ends what lets nothing go on soon after its time."""
    command = [sys.executable, "-c", SOON, "run", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)


def calling(function: str) -> Flow:
    first = step_of("first: n -> m", config={"function": "work:first"})
    work = step_of("work: m -> y", config={"function": f"work:{function}"})
    return flow_of(first, work, n=1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("work.py").write_text(MODULE)


def test_a_run_is_ended_at_its_limit_whatever_holds_the_interpreter() -> None:
    done = run(saved(calling("astray")), "--timeout", "0.5", "--json")
    assert done.returncode == 1, "it failed"
    assert "Traceback" not in done.stderr
    assert "the run took longer than 0.5 s, and some code let nothing else go on" in done.stderr
    assert 'work.py", line 11 in astray)' in done.stderr, "and where that was"
    (entry,) = json.loads(backcast("runs", "--json").stdout)
    told = json.loads(done.stdout)
    assert told["error"].pop("message").startswith("the run took longer than 0.5 s, and some code")
    assert told == {
        "run": entry["run"], "flow": "test", "status": "failed",
        "error": {"kind": "run_timeout", "names": []},
    }  # fmt: skip
    assert entry["status"] == "interrupted"
    shown = backcast("show", entry["run"]).stdout
    assert "the run took longer than 0.5 s" in shown, "the next start tells why"
    assert "first  completed" in shown
    Path("mended").touch()
    again = backcast("resume", entry["run"])
    assert (again.returncode, again.stdout) == (0, "y: 1\n")
    assert "took longer" not in backcast("show", entry["run"]).stdout


def test_a_run_without_a_store_is_ended_at_its_limit_as_well() -> None:
    done = run(saved(calling("astray_on_the_loop")), "--timeout", "0.5", "--no-store")
    assert (done.returncode, done.stdout) == (1, "")
    assert "some code let nothing else go on" in done.stderr


def test_it_ends_at_its_limit_though_nobody_reads_its_result() -> None:
    command = [sys.executable, "-c", SOON, "run", saved(calling("astray")), "--timeout", "0.5"]
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, "--json"], stdout=pipe, stderr=pipe, text=True) as gone:
        assert gone.stdout is not None
        assert gone.stderr is not None
        gone.stdout.close()
        said = gone.stderr.read().splitlines()
        assert gone.wait(10) == 1
    assert said[-1].startswith("backcast: the run took longer than 0.5 s"), "and nothing besides"


ALIVE = """
import sys, time
from pathlib import Path
from engine.cli import deadline
deadline.MARGIN = 0.4
with deadline.Deadline(0.1, Path(), Path("note")) as limit:
    until = time.monotonic() + 1.0
    while time.monotonic() < until:
        limit.put_off()
        time.sleep(0.05)
    print("still there", flush=True)
    time.sleep(20)
"""


def test_the_end_is_put_off_while_anything_can_go_on() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALIVE], capture_output=True, text=True, check=False, timeout=10
    )
    assert (done.returncode, done.stdout) == (1, "still there\n")
    note = Path("note").read_text()
    assert note.startswith("the run took longer than 0.1 s")
    assert note in done.stderr


def test_a_run_that_ends_in_time_leaves_nothing_behind() -> None:
    Path("mended").touch()
    done = run(saved(calling("astray")), "--timeout", "60")
    assert (done.returncode, done.stdout) == (0, "y: 1\n"), (
        "the guard has gone: nobody holds stderr"
    )
    (entry,) = json.loads(backcast("runs", "--json").stdout)
    assert entry["status"] == "completed"
    assert "some code" not in done.stderr
