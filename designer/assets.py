"""Where the pictures, fonts and tokens are: the one place that knows how Backcast was installed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent


def resource_folder() -> Path:
    """The folder `resources`: inside the package in an installed wheel, beside it in a checkout."""
    inside = _HERE / "resources"
    return inside if inside.is_dir() else _HERE.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of one file in `resources`, whether it is there or not."""
    return resource_folder().joinpath(*parts)
