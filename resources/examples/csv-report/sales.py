"""A folder of CSV files becomes one page with a plot, each file read by itself and at the same time.

The Steps of `csv-report.flow.json`. The page goes to `examples/csv-report` under `BACKCAST_HOME` where that
is set, else under the user's data folder.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from html import escape
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from engine import Fatal, step

COLOURS: Final = ("#2f7d6b", "#3b6fb5", "#b5703b", "#8b5fb0", "#6b7684", "#a8443a")
WIDTH: Final = 860
HEIGHT: Final = 380
LEFT: Final = 70
BELOW: Final = 50


@step(outputs={"files": list})
def list_files(folder: str) -> list[str]:
    """List the CSV files of a folder, by name."""
    found = sorted(Path(__file__).parent.joinpath(folder).glob("*.csv"))
    if not found:
        raise Fatal(f"there is no CSV file in '{folder}'; give a folder that has some")
    return [str(path) for path in found]


@step(outputs={"summary": dict})
def sum_up(file: str) -> dict[str, Any]:
    """Add up the amounts of one file, month by month."""
    path, months = Path(file), Counter[str]()
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            for row in rows:
                months[row["month"]] += round(float(row["amount"]) * 100)
    except (KeyError, TypeError, ValueError) as error:
        told = "has no month and amount that can be read"
        raise Fatal(f"line {rows.line_num} of '{path.name}' {told}: {error}") from error
    return {"name": path.stem, "months": {month: months[month] / 100 for month in sorted(months)}}


@step(outputs={"plot": str})
def plot_months(summary: list[dict[str, Any]]) -> str:
    """Draw one line a file over the months, as SVG."""
    months = sorted({month for one in summary for month in one["months"]})
    top = max((value for one in summary for value in one["months"].values()), default=1) or 1
    across = (WIDTH - LEFT - 130) / max(1, len(months) - 1)
    parts = [_grid(top)]
    for index, month in enumerate(months):
        x = LEFT + index * across
        parts.append(
            f'<text x="{x:.0f}" y="{HEIGHT - 22}" text-anchor="middle">{month[-2:]}</text>'
        )
    for one, colour in zip(summary, COLOURS * len(summary), strict=False):
        points = [
            f"{LEFT + index * across:.1f},{_height(one['months'].get(month, 0), top):.1f}"
            for index, month in enumerate(months)
        ]
        x, _, y = points[-1].partition(",")
        parts.append(
            f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
            f'<text x="{float(x) + 10:.0f}" y="{y}" fill="{colour}">{escape(one["name"])}</text>'
        )
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13" fill="#4a5764"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(parts)}</svg>'


@step(outputs={"report": str})
def write_report(summary: list[dict[str, Any]], plot: str) -> str:
    """Write the page with the plot and the totals, and give its path."""
    rows = "".join(
        f"<tr><td>{escape(one['name'])}</td><td>{sum(one['months'].values()):,.2f}</td></tr>"
        for one in summary
    )
    total = sum(value for one in summary for value in one["months"].values())
    page = (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Sales</title>'
        "<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:3rem auto;padding:0 1rem}"
        "td{padding:.2rem 2rem .2rem 0}td+td{text-align:right;font-variant-numeric:tabular-nums}"
        f"</style><h1>Sales</h1>{plot}<table>{rows}<tr><th>All<td>{total:,.2f}</table></html>"
    )
    home = os.environ.get("BACKCAST_HOME")
    data = Path(home).absolute() if home else user_data_path("backcast")
    path = data / "examples" / "csv-report" / "sales.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return str(path)


def _height(value: float, top: float) -> float:
    return HEIGHT - BELOW - value / top * (HEIGHT - BELOW - 20)


def _grid(top: float) -> str:
    """Five lines across, each with its amount."""
    lines = []
    for part in range(5):
        y = _height(top * part / 4, top)
        lines.append(
            f'<path d="M{LEFT} {y:.0f}H{WIDTH - 120}" stroke="#d5dbe1"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{top * part / 4:,.0f}</text>'
        )
    return "".join(lines)
