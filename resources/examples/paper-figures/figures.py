"""The figures of a paper, and nothing computed twice: what is slow is remembered.

The Steps of `paper-figures.flow.json`: a random walk is simulated many times, its spread is fitted, and both
become a figure and a table. With other colours only the figure is drawn anew; with another seed everything
is. Figures go to `examples/paper-figures` under `BACKCAST_HOME` where that is set, else under the user's data
folder.
"""

from __future__ import annotations

import os
import random
from math import log
from pathlib import Path
from statistics import mean
from typing import Final, NamedTuple

from platformdirs import user_data_path

from engine import StepContext, step

WIDTH: Final = 640
HEIGHT: Final = 400
MARGIN: Final = 56


class Law(NamedTuple):
    """A straight line in the logarithms: spread = factor * time ** exponent."""

    exponent: float
    factor: float


@step(outputs={"spread": list})
def simulate(seed: int, walkers: int, steps: int, context: StepContext) -> list[float]:
    """Let walkers stumble at random, and give the mean square distance after every step."""
    rng, places = random.Random(seed), [0] * walkers
    spread = []
    for number in range(steps):
        places = [place + rng.choice((-1, 1)) for place in places]
        spread.append(mean(place * place for place in places))
        context.progress((number + 1) / steps)
    return spread


@step(outputs={"exponent": float, "factor": float})
def fit_law(spread: list[float]) -> Law:
    """Fit a power law to the spread, by least squares in the logarithms."""
    points = [(log(time), log(value)) for time, value in enumerate(spread, 1) if value > 0]
    at = mean(x for x, _ in points)
    slope = sum((x - at) * y for x, y in points) / sum((x - at) ** 2 for x, _ in points)
    return Law(slope, 2.718281828459045 ** (mean(y for _, y in points) - slope * at))


@step(outputs={"figure": str})
def draw_figure(spread: list[float], exponent: float, factor: float, colour: str) -> str:
    """Draw the spread and the law that was fitted, as SVG, and give the path."""
    fitted = [factor * time**exponent for time in range(1, len(spread) + 1)]
    top = max(*spread, *fitted)
    marks = "".join(
        f'<circle cx="{_x(index, spread):.1f}" cy="{_y(value, top):.1f}" r="2.5"/>'
        for index, value in enumerate(spread)
    )
    line = " ".join(f"{_x(i, spread):.1f},{_y(v, top):.1f}" for i, v in enumerate(fitted))
    told = f"spread = {factor:.2f} · time^{exponent:.2f}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' font-family="serif" font-size="15"><g fill="{colour}">{marks}</g>'
        f'<polyline points="{line}" fill="none" stroke="#1b2430" stroke-width="1.5"/>'
        f'<path d="M{MARGIN} 20V{HEIGHT - MARGIN}H{WIDTH - 20}" fill="none" stroke="#1b2430"/>'
        f'<text x="{MARGIN + 20}" y="40">{told}</text>'
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 16}" text-anchor="middle">time</text></svg>'
    )
    return _write("figure.svg", svg)


@step(outputs={"table": str})
def write_table(exponent: float, factor: float, walkers: int) -> str:
    """Write the fitted numbers as a LaTeX table, and give the path."""
    rows = f"Walkers & {walkers} \\\\\nExponent & {exponent:.3f} \\\\\nFactor & {factor:.3f} \\\\\n"
    return _write("table.tex", f"\\begin{{tabular}}{{lr}}\n{rows}\\end{{tabular}}\n")


def _x(index: int, spread: list[float]) -> float:
    return MARGIN + index / max(1, len(spread) - 1) * (WIDTH - MARGIN - 20)


def _y(value: float, top: float) -> float:
    return HEIGHT - MARGIN - value / top * (HEIGHT - MARGIN - 20)


def _write(name: str, text: str) -> str:
    home = os.environ.get("BACKCAST_HOME")
    data = Path(home).absolute() if home else user_data_path("backcast")
    path = data / "examples" / "paper-figures" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)
