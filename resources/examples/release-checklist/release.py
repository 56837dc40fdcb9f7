"""A release that a person answers for: what was asked and said stands in the run.

The Steps of `release-checklist.flow.json`. The notes go to `examples/release-checklist` under `BACKCAST_HOME`
where that is set, else under the user's data folder.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_data_path

from engine import Fatal, step


@step(outputs={"changes": list})
def collect_changes(log: str) -> list[str]:
    """Collect what changed since the last release, a line for each change."""
    lines = [line.strip("-* ") for line in log.splitlines()]
    changes = [line for line in lines if line]
    if not changes:
        raise Fatal("nothing changed since the last release; there is nothing to release")
    return changes


@step(outputs={"notes": str})
def write_notes(version: str, changes: list[str], highlight: str) -> str:
    """Write the release notes, and give their path."""
    lines = [f"# {version} ({datetime.now(UTC):%Y-%m-%d})", "", highlight, ""]
    lines += [f"- {change}" for change in changes]
    home = os.environ.get("BACKCAST_HOME")
    data = Path(home).absolute() if home else user_data_path("backcast")
    path = data / "examples" / "release-checklist" / f"{Path(version).name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


@step(outputs={"released": str})
def release(version: str, notes: str, approved: bool, comment: str = "") -> str:
    """Release, if whoever was asked has approved."""
    if not approved:
        raise Fatal(f"version {version} was not approved: {comment or 'no reason was given'}")
    return f"version {version} is released; its notes are in {notes}"
