"""What tests of importing share: the one Step that came of a file, and a real run of what came."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from engine.codec import dump_flow
from engine.flow import Flow, Step
from engine.importing import Imported


def only_step(made: Imported) -> Step:
    (step,) = made.flow.steps.values()
    return step


def program(*args: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The program itself, as a child process."""
    environment = {**os.environ, "BACKCAST_HOME": str(folder / "home")}
    return subprocess.run(
        [sys.executable, "-m", "engine", *args], capture_output=True, text=True, timeout=50,
        check=False, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def run_json(flow: Flow, folder: Path, given: dict[str, Any]) -> dict[str, Any]:
    """A whole run in a child process, and what `run --json` says of it."""
    (folder / "imported.flow.json").write_bytes(dump_flow(flow))
    (folder / "given.json").write_text(json.dumps(given))
    done = program(
        "run", "imported.flow.json", "--inputs", "given.json", "--json", "--no-store", "--quiet",
        folder=folder,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def run_flow(flow: Flow, folder: Path, given: dict[str, Any]) -> Any:
    """The first output of the one Goal of a run that completes."""
    told = run_json(flow, folder, given)
    assert told["status"] == "completed", told
    (goal,) = told["goals"]
    return next(iter(told["steps"][goal]["outputs"].values()))
