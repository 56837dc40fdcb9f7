"""The guide shows the window as it is: photographs are taken anew and held against those that are kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tests.guide.photographs import FOLDER, HEIGHT, NAMES, SCALE, WIDTH, shown
from tests.guide.reading import GUIDE

LARGEST = 150_000
GRID = (62, 39)
FEW = 0.03
"""The share of the fields that may differ: times are never the same twice."""
APART = 0.005
"""The share that at least differs between two moments: a small form over the canvas is just above."""
MUCH = 24
"""Of 255, by which the mean of a field differs."""


def grid(path: Path) -> bytes:
    """How bright a photograph is, field by field."""
    image = QImage(str(path))
    assert (image.width(), image.height()) == (WIDTH * SCALE, HEIGHT * SCALE), path.name
    return fields(image)


def fields(image: QImage) -> bytes:
    """How bright an image of any size is, field by field."""
    small = image.convertToFormat(QImage.Format.Format_Grayscale8).scaled(
        *GRID, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    lines = bytes(small.constBits())
    return b"".join(lines[y * small.bytesPerLine() :][: GRID[0]] for y in range(GRID[1]))


def differing(one: bytes, other: bytes) -> float:
    """The share of the fields that differ by much."""
    return sum(abs(a - b) > MUCH for a, b in zip(one, other, strict=True)) / len(one)


def test_the_pages_show_every_photograph_and_each_is_small() -> None:
    assert shown() == set(NAMES)
    assert {path.stem for path in FOLDER.glob("*.png")} == set(NAMES)
    assert all((FOLDER / f"{name}.png").stat().st_size < LARGEST for name in NAMES)


def test_two_photographs_of_different_moments_are_told_apart() -> None:
    seen = {name: grid(FOLDER / f"{name}.png") for name in NAMES}
    for one in NAMES:
        others = [differing(seen[one], seen[other]) for other in NAMES if other != one]
        assert min(others) > APART, one


@pytest.mark.long
@pytest.mark.timeout(120)
def test_the_window_still_looks_as_the_guide_shows_it(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.guide.photographs", str(tmp_path)],
        cwd=GUIDE.parents[1], env={**os.environ, "PYTHONWARNINGS": "error"},
        capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    stale = {
        name: share
        for name in NAMES
        if (share := differing(grid(FOLDER / f"{name}.png"), grid(tmp_path / f"{name}.png"))) > FEW
    }
    assert not stale, "python -m tests.guide.photographs"
