"""The whole walk through a run, on the examples; and its pictures, on request."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.designer import walking
from tests.designer.hands import Hands
from tests.designer.walking import Walk

pytestmark = pytest.mark.gui

SCENES = (
    walking.before, walking.during, walking.after, walking.failed, walking.held, walking.asked,
    walking.from_elsewhere,
)  # fmt: skip


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
async def test_the_walk_through_a_run(
    scene: Callable[[Walk], object], open_designer: Callable[..., Hands], tmp_path: Path
) -> None:
    walk = Walk(tmp_path, open_designer)
    await scene(walk)
    if scene is walking.after:
        await walking.compared(walk)


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scale", ["1", "2"])
def test_each_stop_has_a_picture(theme: str, scale: str, tmp_path: Path) -> None:
    folder = Path(os.environ.get("BACKCAST_PICTURES", tmp_path)) / scale
    subprocess.run(
        [sys.executable, "-m", "tests.designer.walking", str(folder), theme],
        check=True, env=os.environ | {"QT_SCALE_FACTOR": scale}, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert len(list(folder.glob(f"*-{theme}.png"))) == 20
