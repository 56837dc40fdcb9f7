"""The program as people get it: a wheel in an environment of its own, and the standalone application."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUALITY = ROOT / "resources" / "examples" / "quality-gate"

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


NOTEBOOK = {
    "nbformat": 4, "nbformat_minor": 4, "metadata": {},
    "cells": [
        {"cell_type": "code", "metadata": {"tags": [tag]}, "source": source, "outputs": [],
         "execution_count": None}
        for tag, source in (("parameters", "rows: list = [1]"),
                            ("outputs", "mean = sum(rows) / len(rows)"))
    ],
}  # fmt: skip


def do(*command: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **env}, timeout=600,
    )  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the source distribution."""
    place = tmp_path_factory.mktemp("built")
    tools = place / "tools"
    assert do(sys.executable, "-m", "venv", tools, cwd=place).returncode == 0
    pip = do(tools / "bin" / "pip", "install", "-q", "build", cwd=place)
    assert pip.returncode == 0, pip.stderr
    made = do(tools / "bin" / "python", "-m", "build", "-o", place / "dist", ROOT, cwd=place)
    assert made.returncode == 0, made.stderr
    return place / "dist"


def test_a_wheel_brings_the_program_its_man_page_and_its_place_on_the_desktop(
    built: Path, tmp_path: Path
) -> None:
    [wheel] = built.glob("*.whl")
    assert do(sys.executable, "-m", "venv", "env", cwd=tmp_path).returncode == 0
    pip = do("env/bin/pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel, cwd=tmp_path)
    assert pip.returncode == 0, pip.stderr
    shutil.copytree(QUALITY, tmp_path / "flow")
    home = str(tmp_path / "home")
    ran = do(
        tmp_path / "env/bin/backcast", "run", "quality-gate.flow.json", "-q",
        cwd=tmp_path / "flow", BACKCAST_HOME=home,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    share = tmp_path / "env" / "share"
    assert (share / "man/man1/backcast.1").exists()
    assert "Exec=backcast %F" in (share / "applications/backcast.desktop").read_text()
    assert "*.flow.json" in (share / "mime/packages/backcast.xml").read_text()
    no_designer = do(tmp_path / "env/bin/backcast", cwd=tmp_path, BACKCAST_HOME=home)
    assert no_designer.returncode == 2  # it was installed without


FIRST_RUN = """
import asyncio, sys
from designer.app import create_loop, create_window
from hands import Hands, until

async def walk():
    window = create_window(None)
    window.resize(1360, 860)
    window.show()
    hands = Hands(window)
    hands.click("example:onboarding")
    ready = lambda: hands.canvas.port_status("setup-account", "input", "email") == "missing"
    await until(ready, seconds=30)
    for name in ("runButton", "inputsExamples", "inputsRun"):
        hands.click(name)
    await until(lambda: window.run_status() == "completed", seconds=30)
    window.close()
    print("completed", sys.modules["designer"].__file__)

loop = create_loop()
asyncio.set_event_loop(loop)
with loop:
    loop.run_until_complete(walk())
"""


def test_the_designer_of_a_wheel_runs_an_example_by_four_clicks(
    built: Path, tmp_path: Path
) -> None:
    """As with `pipx`: an environment of its own, a home that is new, nothing of the sources."""
    [wheel] = built.glob("*.whl")
    assert do(sys.executable, "-m", "venv", "env", cwd=tmp_path).returncode == 0
    pip = do("env/bin/pip", "install", "-q", f"{wheel}[designer]", cwd=tmp_path)
    assert pip.returncode == 0, pip.stderr
    shutil.copy(ROOT / "tests/designer/hands.py", tmp_path / "hands.py")
    (tmp_path / "walk.py").write_text(FIRST_RUN)
    walked = do(tmp_path / "env/bin/python", "walk.py", cwd=tmp_path, HOME=str(tmp_path / "home"),
                BACKCAST_HOME=str(tmp_path / "home"), PYTHONPATH="")  # fmt: skip
    assert walked.returncode == 0, walked.stderr
    assert walked.stdout.startswith(f"completed {tmp_path}"), walked.stdout


def test_the_source_distribution_holds_what_the_tests_need(built: Path) -> None:
    [archive] = built.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert {"pyproject.toml", "constraints.txt", "tests/examples/test_packages.py"} <= names
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed_wheel:
        assert "designer/resources/guide/index.md" in packed_wheel.namelist()


def test_the_standalone_application_runs_flows_and_opens_the_designer(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    assert do(sys.executable, "-m", "venv", tools, cwd=tmp_path).returncode == 0
    pip = do(
        tools / "bin/pip", "install", "-q", "-c", ROOT / "constraints.txt", f"{ROOT}[designer,notebooks]",
        "pyinstaller", cwd=tmp_path,
    )  # fmt: skip
    assert pip.returncode == 0, pip.stderr
    spec = ROOT / "resources" / "packaging" / "backcast.spec"
    made = do(tools / "bin/pyinstaller", "-y", spec, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    program, home = tmp_path / "dist/backcast/backcast", str(tmp_path / "home")
    shutil.copytree(QUALITY, tmp_path / "flow")
    flow = tmp_path / "flow" / "quality-gate.flow.json"
    ran = do(program, "run", flow, "-q", cwd=tmp_path, BACKCAST_HOME=home)
    assert (ran.returncode, ran.stderr) == (0, "")
    (tmp_path / "w.py").write_text("def pid(n: int):\n    return n\n")
    (tmp_path / "w.flow.json").write_text(
        '{"format": "backcast/1", "goals": ["a"], "steps": {"a": {"kind": "python",'
        ' "config": {"function": "w:pid", "isolate": "process"},'
        ' "inputs": {"n": {"type": "integer"}}, "outputs": {"pid": {}}}}}'
    )
    apart = do(program, "run", "w.flow.json", "-q", "-i", "n=7", cwd=tmp_path, BACKCAST_HOME=home)
    assert apart.stdout == "pid: 7\n"
    (tmp_path / "mean.ipynb").write_text(json.dumps(NOTEBOOK))
    assert do(program, "import", "mean.ipynb", "-o", "m.flow.json", cwd=tmp_path).returncode == 0
    notebook = do(
        program,
        "run",
        "m.flow.json",
        "-q",
        "-i",
        "rows=[1, 2, 6]",
        cwd=tmp_path,
        BACKCAST_HOME=home,
    )
    assert "mean: 3.0\n" in notebook.stdout, notebook.stderr
    with subprocess.Popen(
        [str(program), str(flow)], cwd=tmp_path,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "BACKCAST_HOME": home},
    ) as designer:  # fmt: skip
        try:
            until = time.monotonic() + 30
            while not Path(home, "designer.socket").exists():
                assert time.monotonic() < until
                time.sleep(0.1)
            handed = do(program, tmp_path / "w.flow.json", cwd=tmp_path, BACKCAST_HOME=home)
            assert handed.returncode == 0  # the one that is open has taken it
            assert designer.poll() is None
        finally:
            designer.kill()
