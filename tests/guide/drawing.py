"""Draws the guide's pictures of flows: `python -m tests.guide.drawing` writes them anew.

`pictures/NAME.svg` is of the block `name=NAME.flow.json` of the same page; `pictures/NAME-given-X.svg` of the
same with the value that the page's first `-i X=VALUE` for that flow gives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from engine.codec import parse_flow
from engine.export.diagram import to_svg
from engine.flow import Name
from engine.planner import make_plan
from engine.value import JSON
from tests.guide.reading import GUIDE, PAGES, blocks


def pictures() -> Iterator[tuple[Path, str]]:
    """Every picture that a page shows of a flow in it, as it is to be."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in blocks(page):
            name = block.words.get("name", "").removesuffix(".flow.json")
            if block.language != "json" or not name:
                continue
            for shown, given in re.findall(rf"\(pictures/({name}(?:-given-(\w+))?)\.svg\)", text):
                flow = parse_flow(block.text.encode(), page.name).flow
                values = {Name(given): _value(text, name, given)} if given else {}
                yield (
                    GUIDE / "pictures" / f"{shown}.svg",
                    to_svg(flow, make_plan(flow, None, values)),
                )


def _value(text: str, name: str, given: str) -> JSON:
    """What the page gives that flow under a name."""
    told = re.search(rf"{name}\.flow\.json .*?-i {given}=(\S+)", text)
    assert told is not None, f"the page gives {name} no '{given}'"
    try:
        value: JSON = json.loads(told[1])
    except ValueError:
        value = told[1]
    return value


if __name__ == "__main__":
    for path, picture in pictures():
        path.write_text(picture, encoding="utf-8")
