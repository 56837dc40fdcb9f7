"""The house itself: style, types, floors, and what README promises."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False
    )


def tool(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    assert found, f"{name} belongs to the development group"
    return found


@pytest.mark.parametrize("arguments", [["check"], ["format", "--check"]], ids=["lint", "format"])
def test_style_is_kept(arguments):
    told = run(tool("ruff"), *arguments, ".")
    assert told.returncode == 0, told.stdout


@pytest.mark.timeout(300)
def test_types_are_strict():
    told = run(sys.executable, "-m", "mypy")
    assert told.returncode == 0, told.stdout


def test_the_floors_hold():
    told = run(tool("lint-imports"))
    assert told.returncode == 0, told.stdout


INTRUSIONS = {
    "no-gui": ("engine/files.py", "import PySide6.QtCore"),
    "engine-floors": ("engine/flow.py", "import engine.runner"),
    "kinds-see-the-seam": ("engine/kinds/command.py", "import engine.runner"),
    "networkx": ("engine/validator.py", "import networkx"),
    "cel": ("engine/validator.py", "import cel_expr_python"),
    "designer-floors": ("designer/document/edits.py", "import designer.session.settings"),
    "document-without-qt": ("designer/document/edits.py", "import PySide6.QtCore"),
    "canvas-is-a-projection": ("designer/canvas/view.py", "import asyncio"),
    "painting-knows-looks": ("designer/canvas/painting/step.py", "import designer.document.edits"),
    "who-drives-the-engine": ("designer/window/runs.py", "import engine.runner"),
}


def test_every_contract_has_an_intrusion_that_breaks_it():
    contracts = {contract["id"] for contract in SETTINGS["tool"]["importlinter"]["contracts"]}
    assert contracts == set(INTRUSIONS)


@pytest.mark.parametrize("contract", INTRUSIONS)
def test_an_intrusion_is_caught_even_inside_a_function(contract, tmp_path):
    for part in ("engine", "designer"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    file, line = INTRUSIONS[contract]
    with (tmp_path / file).open("a") as module:
        module.write(f"\n\ndef intrude() -> None:\n    {line}\n")
    told = run(tool("lint-imports"), "--no-cache", "--contract", contract, cwd=tmp_path)
    assert told.returncode == 1, told.stdout
    assert "BROKEN" in told.stdout


WITHOUT_QT = """
import importlib, pkgutil, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "qasync", "designer"):
            raise ImportError(f"{name} is not there")

sys.meta_path.insert(0, Refuse())
import engine
for module in pkgutil.walk_packages(engine.__path__, "engine."):
    if module.name != "engine.__main__":
        importlib.import_module(module.name)
from engine.cli import run_command_line
sys.exit(run_command_line(["run", *sys.argv[1:]]))
"""


def test_the_engine_runs_the_example_where_there_is_no_qt():
    example = ROOT / "resources/examples/onboarding/onboarding.flow.json"
    values = ["customer_id=C-1", "email=ada@example.org", "customer_name=Ada"]
    told = run(
        sys.executable,
        "-c",
        WITHOUT_QT,
        str(example),
        *(part for v in values for part in ("-i", v)),
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout == "onboarding_complete: true\n"


def test_the_public_names_are_there():
    import engine

    for name in engine.__all__:
        assert getattr(engine, name)
    assert engine.__all__ == sorted(engine.__all__, key=str.casefold)


@pytest.mark.parametrize("part", ["kinds", "executors"])
def test_every_built_in_plug_in_takes_the_road_of_the_others(part):
    found = entry_points(group=f"backcast.{part}").select()
    ours = {entry.module for entry in found if entry.module.startswith("engine.")}
    modules = {f"engine.{part}.{file.stem}" for file in (ROOT / "engine" / part).glob("[!_]*.py")}
    assert ours == modules


def test_ci_runs_the_test_command_of_the_readme():
    script = (ROOT / ".ci/run").read_text().splitlines()
    assert script[-1] in (ROOT / "README.md").read_text().splitlines()


def test_nothing_committed_names_this_machine_or_a_registry():
    files = run("git", "ls-files").stdout.split()
    words = ["pypi" + ".org", "python" + "hosted", "npmjs" + ".", "/wo" + "rk/main"]
    for file in files:
        try:
            text = (ROOT / file).read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        for word in words:
            assert word not in text, f"{file} says {word}"
