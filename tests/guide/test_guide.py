"""Every command of the guide is run, every picture is as it would be drawn, every link leads somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guide.drawing import pictures
from tests.guide.kinds import kinds_page
from tests.guide.reading import GUIDE, PAGES, Block, blocks, commands, complaint

EXAMPLES = GUIDE.parent / "examples"


class Reader:
    """Somebody who follows a page to the letter, in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.here = folder / "here"
        self.here.mkdir()
        self._folder = folder
        bin_ = str(Path(sys.executable).parent)
        self._env = {
            **os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
            "BACKCAST_HOME": str(folder / "home"), "PYTHONWARNINGS": "error",
        }  # fmt: skip

    def place(self, block: Block) -> Path:
        example = block.words.get("in")
        if example is None:
            return self.here
        place = self._folder / example
        if not place.exists():
            shutil.copytree(EXAMPLES / example, place)
        return place

    def do(self, command: str | list[str], place: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, shell=isinstance(command, str), cwd=place, env=self._env, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            check=False, timeout=50,
        )  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_can_be_followed_to_the_letter(page: Path, tmp_path: Path) -> None:
    reader, printed = Reader(tmp_path), ""
    for block in blocks(page):
        place = reader.place(block)
        if "name" in block.words:
            (place / block.words["name"]).write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for command in commands(block):
                done = reader.do(command.line, place)
                assert not complaint(command.expected, done.stdout), command.line
                assert done.returncode == command.status, command.line
        elif "run" in block.words:
            done = reader.do([sys.executable, "-c", block.text], place)
            assert done.returncode == 0, done.stdout
            printed = done.stdout
        elif block.language == "output":
            assert printed == block.text


def test_the_pictures_of_flows_are_as_they_would_be_drawn() -> None:
    drawn = dict(pictures())
    assert len(drawn) >= 4
    for path, picture in drawn.items():
        assert path.read_text(encoding="utf-8") == picture, "python -m tests.guide.drawing"


def test_the_page_of_kinds_says_what_the_kinds_say() -> None:
    assert (GUIDE / "kinds.md").read_text(encoding="utf-8") == kinds_page(), (
        "python -m tests.guide.kinds"
    )


@pytest.mark.parametrize("page", [*PAGES, GUIDE.parents[1] / "README.md"], ids=lambda p: p.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "//" not in link and not (page.parent / link).exists()]
    assert not missing


def test_every_page_is_listed_first() -> None:
    index = (GUIDE / "index.md").read_text(encoding="utf-8")
    assert [p.name for p in PAGES if p.name != "index.md" and f"({p.name})" not in index] == []
