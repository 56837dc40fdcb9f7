"""The template of a plug-in as its readers use it: installed, listed, run headless and in the designer.

The short way lays out what a wheel would leave; the long one builds the wheel and installs it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packages import SOURCES, TEMPLATE, install_template

ROOT = Path(__file__).parents[2]
USING = Path(__file__).with_name("using_postcards.py")
CARD = {
    "kind": "postcard", "executor": "one-at-a-time", "retry": {"times": 1, "delay": 0.01},
    "config": {"wording": "Dear {name}, thank you."},
    "inputs": {"name": {"type": "string", "default": "Ada"}}, "outputs": {"card": {}},
}  # fmt: skip


def do(*command: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1", **env},
        timeout=600,
    )  # fmt: skip


def use_all(python: Path, folder: Path, **env: str) -> None:
    """List and run what the installed package adds, and look at it in the designer."""
    use_headless(python, folder, **env)
    used = do(python, USING, folder / "card.flow.json", cwd=folder, **env)
    assert used.returncode == 0, used.stderr
    seen = json.loads(used.stdout.splitlines()[-1])
    assert (seen["run"], seen["viewer"]) == ("completed", "postcard")
    assert seen["editor"] == "Dear {name}, thank you."
    heading = seen["palette"].index("backcast-postcards")
    assert seen["palette"][heading + 1 :][:2] == ["Birthday card", "Thank-you card"]


def use_headless(python: Path, folder: Path, **env: str) -> None:
    """List what the package adds, and run a flow of its kind in its executor."""
    file = folder / "card.flow.json"
    file.write_text(
        json.dumps({"format": "backcast/1", "goals": ["card"], "steps": {"card": CARD}})
    )
    program: list[str | Path] = [python, "-m", "engine"]
    listed = do(*program, "kinds", "--json", cwd=folder, **env)
    assert listed.returncode == 0, listed.stderr
    found = {
        (one["group"], one["name"]): (one["origin"], one["version"], one["error"])
        for one in json.loads(listed.stdout)
        if one["origin"] == "backcast-postcards"
    }
    added = ("backcast-postcards", "1.2.0", None)
    assert found == dict.fromkeys(
        [("kinds", "postcard"), ("executors", "one-at-a-time"), ("viewers", "postcard"),
         ("palettes", "postcards"), ("inspectors", "postcard.wording")], added,
    )  # fmt: skip
    ran = do(*program, "run", file, "-q", cwd=folder, **env)
    assert (ran.stderr, ran.stdout) == ("", 'card: "Dear Ada, thank you."\n')
    assert (folder / "letterbox" / "card.txt").exists()
    (folder / "letterbox" / ".locked").touch()
    tried = do(*program, "run", file, cwd=folder, **env)
    assert tried.returncode == 1
    assert "the letterbox 'letterbox' is being emptied" in tried.stderr
    (folder / "letterbox" / ".locked").unlink()


def test_the_template_adds_one_of_each_and_all_of_it_works(tmp_path: Path) -> None:
    site = tmp_path / "site"
    install_template(site)
    path = os.pathsep.join(map(str, (SOURCES, site, ROOT)))
    use_headless(Path(sys.executable), tmp_path, PYTHONPATH=path)  # the designer: tests/designer


def test_the_tests_of_the_template_pass(tmp_path: Path) -> None:
    site = tmp_path / "site"
    install_template(site)
    shutil.copytree(TEMPLATE / "tests", tmp_path / "tests")
    path = os.pathsep.join(map(str, (SOURCES, site, ROOT)))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = do(*command, cwd=tmp_path, PYTHONPATH=path)
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_template_works_from_a_wheel(tmp_path: Path) -> None:
    tools, env = tmp_path / "tools", tmp_path / "env"
    for place in (tools, env):
        assert do(sys.executable, "-m", "venv", place, cwd=tmp_path).returncode == 0
    pip = do(tools / "bin/pip", "install", "-q", "build", cwd=tmp_path)
    assert pip.returncode == 0, pip.stderr
    dist = tmp_path / "dist"
    source = shutil.copytree(TEMPLATE, tmp_path / "template")
    for project in (ROOT, source):
        made = do(tools / "bin/python", "-m", "build", "-w", "-o", dist, project, cwd=tmp_path)
        assert made.returncode == 0, made.stderr
    [ours] = dist.glob("backcast-*.whl")
    [theirs] = dist.glob("backcast_postcards-1.2.0-*.whl")
    pip = do(
        env / "bin/pip", "install", "-q", "-c", ROOT / "constraints.txt", f"{ours}[designer]",
        theirs, cwd=tmp_path,
    )  # fmt: skip
    assert pip.returncode == 0, pip.stderr
    use_all(env / "bin/python", tmp_path)
