"""Readings that are published only if they are good; all others are put aside with what is wrong.

The Steps of `quality-gate.flow.json`. What comes out goes to `examples/quality-gate` under `BACKCAST_HOME`
where that is set, else under the user's data folder.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path
from statistics import mean
from typing import Any, Final, NamedTuple

from platformdirs import user_data_path

from engine import step

COLDEST: Final = -60.0
HOTTEST: Final = 60.0


class Checked(NamedTuple):
    """The verdict in one word, and a sentence for everything that is wrong."""

    verdict: str
    findings: list[str]


@step(outputs={"verdict": str, "findings": list})
def check_readings(readings: list[dict[str, Any]]) -> Checked:
    """Look for readings that cannot be: twice the same day, or a temperature that nobody survives."""
    findings, seen = [], set()
    for number, row in enumerate(readings, 2):
        key = (row["station"], row["day"])
        if key in seen:
            findings.append(f"line {number}: '{key[0]}' has a second reading for {key[1]}")
        seen.add(key)
        if not COLDEST <= row["temperature"] <= HOTTEST:
            findings.append(f"line {number}: {row['temperature']} degrees at '{key[0]}'")
    if not readings:
        findings.append("there are no readings at all")
    return Checked("bad" if findings else "good", findings)


@step(outputs={"published": str})
def publish(verdict: str, readings: list[dict[str, Any]]) -> str:  # noqa: ARG001 - the gate
    """Publish the mean of every station; behind a gate that only good readings open."""
    stations = defaultdict(list)
    for row in readings:
        stations[row["station"]].append(row["temperature"])
    means = {station: round(mean(values), 2) for station, values in sorted(stations.items())}
    return _write("means.json", means)


@step(outputs={"report": str})
def put_aside(verdict: str, findings: list[str]) -> str:  # noqa: ARG001 - the gate
    """Put the readings aside, with a report of what is wrong with them."""
    return _write("findings.json", findings)


def _write(name: str, content: object) -> str:
    home = os.environ.get("BACKCAST_HOME")
    data = Path(home).absolute() if home else user_data_path("backcast")
    path = data / "examples" / "quality-gate" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return str(path)
