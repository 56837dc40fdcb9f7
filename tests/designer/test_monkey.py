from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.designer.conftest import EXAMPLE
from tests.designer.hands import Hands
from tests.designer.monkey import Monkey

pytestmark = pytest.mark.gui

SEEDS = [int(seed) for seed in os.environ.get("MONKEY_SEEDS", "2 3 4 5 6 7").split()]
"""Of the runs in full length; `MONKEY_SEEDS="8 9"` has other ones."""

MODULE = """
import asyncio

def one():
    return 1

def add(x, y=2):
    return x + y

async def slow(x):
    await asyncio.sleep(0.2)
    return x

def breaks(x):
    raise ValueError("no")
"""


@pytest.fixture
def files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Flows to play with, all of them in a folder that may be spoilt."""
    shutil.copytree(EXAMPLE.parent, folder / "onboarding")
    (folder / "work.py").write_text(MODULE)
    steps = {
        "one": step("one", (), ("a",)),
        "add": step("add", ("a", "y"), ("b",)),
        "slow": step("slow", ("b",), ("c",)),
        "breaks": step("breaks", ("b",), ("d",)),
        "set": {"kind": "set", "config": {"values": {"y": 3}}, "outputs": {"y": {}}},
    }
    view = {
        "frames": {"f": {"title": "Frame", "box": [0, -80, 700, 300]}},
        "notes": {"n": {"text": "Note", "box": [0, 300, 200, 90]}},
    }
    flow = {"format": "backcast/1", "goals": ["slow"], "steps": steps, "view": view}
    made = folder / "made.flow.json"
    made.write_text(json.dumps(flow))
    files = [folder / "onboarding" / EXAMPLE.name, made]
    monkeypatch.setattr("designer.window.files.resource", lambda _: folder)  # ours stay as they are
    monkeypatch.chdir(folder)
    return files


def step(function: str, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> dict[str, object]:
    config = {"function": f"work:{function}"}
    ports = {name: {} for name in inputs}, {name: {} for name in outputs}
    return {"kind": "python", "config": config, "inputs": ports[0], "outputs": ports[1]}


async def test_whatever_a_monkey_does_everything_stays_true_and_can_be_undone(
    open_designer: Callable[[Path], Hands], files: list[Path]
) -> None:
    await Monkey(1, open_designer, files).play(500, look_every=125)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_monkey_with_much_time_breaks_nothing_either(
    open_designer: Callable[[Path], Hands], files: list[Path], seed: int
) -> None:
    await Monkey(seed, open_designer, files).play(20_000, look_every=200)
