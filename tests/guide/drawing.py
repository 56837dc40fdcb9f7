"""Draws the guide's pictures of flows: `python -m tests.guide.drawing` writes them anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.codec import parse_flow
from engine.export.diagram import to_svg
from engine.planner import make_plan
from tests.guide.reading import GUIDE, PAGES, blocks


def pictures() -> Iterator[tuple[Path, str]]:
    """Every picture that a page shows of a flow in it, as it is to be."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in blocks(page):
            name = block.words.get("name", "").removesuffix(".flow.json")
            if block.language == "json" and f"(pictures/{name}.svg)" in text:
                flow = parse_flow(block.text.encode(), page.name).flow
                yield GUIDE / "pictures" / f"{name}.svg", to_svg(flow, make_plan(flow))


if __name__ == "__main__":
    for path, picture in pictures():
        path.write_text(picture, encoding="utf-8")
