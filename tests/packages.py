"""Packages for tests, installed by hand: their files on the path, and what a wheel would say of them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

TEMPLATE: Final = Path(__file__).parent / "plugin_template"
SOURCES: Final = TEMPLATE / "src"


def install(site: Path, name: str, entry_points: str, version: str = "1.5") -> None:
    """Let a package be installed in a folder that is on the path."""
    folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir(parents=True)
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (folder / "METADATA").write_text(about, encoding="utf-8")
    (folder / "entry_points.txt").write_text(entry_points, encoding="utf-8")


def install_template(site: Path) -> None:
    """Let the template package be installed, without building it; its sources are in `SOURCES`."""
    project = tomllib.loads((TEMPLATE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = project["entry-points"].items()
    lines = [
        line for group, entries in groups
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in entries.items()))
    ]  # fmt: skip
    install(site, project["name"], "\n".join(lines) + "\n", project["version"])
