"""README's blocks of commands: what they start is started, and the long tests do all of it from nothing."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.guide.reading import GUIDE

ROOT = GUIDE.parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
OPEN, HEADLESS, TEST = re.findall(r"^```sh\n(.*?)\n```$", TEXT, re.M | re.S)
EXAMPLE = ROOT / "resources/examples/onboarding/three-goals.flow.json"
INSTALL = "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt "


def program(block: str) -> list[str]:
    """The last command of a block, with the interpreter of this test in the place of the one it makes."""
    last = shlex.split(block.rpartition("&& ")[2])
    start = last.pop(0)
    assert start in (".venv/bin/backcast", ".venv/bin/python"), start
    return [sys.executable, *(("-m", "engine") if start.endswith("backcast") else ()), *last]


def started(command: list[str], home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "BACKCAST_HOME": str(home)},
    )  # fmt: skip


def test_the_blocks_are_those_that_are_tested() -> None:
    assert all(block.startswith(INSTALL) and "\n" not in block for block in (OPEN, HEADLESS, TEST))
    assert "-e '.[designer]'" in OPEN
    assert "-e ." in HEADLESS
    assert program(TEST)[1:3] == ["-m", "pytest"]


def test_the_headless_example_runs_as_readme_says(tmp_path: Path) -> None:
    with started(program(HEADLESS), tmp_path) as run:
        told, said = run.communicate(timeout=50)
    assert run.returncode == 0, said
    assert "onboarding_complete: true" in told
    made = re.findall(r"BACKCAST_HOME|data folder", TEXT)
    assert len(made) == 2
    assert (tmp_path / "examples/onboarding/onboarding.sqlite3").exists()


def test_the_designer_opens_on_the_example_as_readme_says(tmp_path: Path) -> None:
    with started(program(OPEN), tmp_path) as designer:
        try:
            until = time.monotonic() + 40
            while not (tmp_path / "designer.socket").exists() and time.monotonic() < until:
                assert designer.poll() is None, designer.communicate()
                time.sleep(0.05)
            handed = [*program(OPEN)[:3], str(EXAMPLE)]
            with started(handed, tmp_path) as second:
                said = second.communicate(timeout=30)
            assert second.returncode == 0, said  # the window that is open has taken it
            assert designer.poll() is None
        finally:
            designer.kill()
            designer.communicate()


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("block", [HEADLESS, TEST], ids=["headless", "test"])
def test_a_block_works_from_nothing(block: str, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    few = "tests/engine/test_set_kind.py tests/engine/test_import_notebook.py"
    command = block.replace("pytest -n 2", f"pytest {few} -n 2")
    clean = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "LANG", "TMPDIR") or name.startswith("PIP_")
    }
    done = subprocess.run(
        command, shell=True, cwd=clone, text=True, capture_output=True, timeout=800, check=False,
        env={**clean, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "skipped" not in done.stdout


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_pictures_are_made_by_hand(tmp_path: Path) -> None:
    assert "`python -m tests.pictures FOLDER`" in TEXT
    with started(
        [sys.executable, "-m", "tests.pictures", str(tmp_path)], tmp_path / "home"
    ) as made:
        said = made.communicate(timeout=250)
    assert made.returncode == 0, said
    assert len(list(tmp_path.glob("*.png"))) == 4


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_benchmark_measures(tmp_path: Path) -> None:
    """Its first figures; all of them take minutes."""
    assert "`python tests/bench/bench_planner.py`" in TEXT
    command = [sys.executable, "-u", "tests/bench/bench_planner.py"]
    with started(command, tmp_path) as bench:
        assert bench.stdout is not None
        try:
            assert any("us a Step" in line for line in bench.stdout)
        finally:
            bench.kill()
