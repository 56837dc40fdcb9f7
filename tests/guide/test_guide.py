"""Every command of the guide is run, every picture is as it would be drawn, every link leads somewhere."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.guide.drawing import pictures
from tests.guide.kinds import kinds_page
from tests.guide.photographs import NAMES
from tests.guide.reading import GUIDE, PAGES, Block, blocks, commands, complaint

EXAMPLES = GUIDE.parent / "examples"


class Reader:
    """Somebody who follows a page to the letter, in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.here = folder / "here"
        self.here.mkdir()
        self._folder, self._begun = folder, list[int]()
        bin_ = str(Path(sys.executable).parent)
        self._env = {
            **os.environ, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
            "BACKCAST_HOME": str(folder / "home"),
            # a scheduler says so of a dashboard of another test, and takes another port
            "PYTHONWARNINGS": "error,ignore:Port 8787 is already in use",
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
        with subprocess.Popen(
            command, shell=isinstance(command, str), cwd=place, env=self._env, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as begun:  # fmt: skip
            self._begun.append(begun.pid)
            try:
                printed = begun.communicate(timeout=50)[0]
            except BaseException:
                begun.kill()
                raise
        return subprocess.CompletedProcess(command, begun.returncode, printed)

    def leave(self) -> None:
        """End what a command has left running, as a page does whose last command is reached."""
        for group in self._begun:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    made = Reader(tmp_path)
    yield made
    made.leave()


@pytest.mark.timeout(180)  # one page starts clusters, which takes a while on a busy machine
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_can_be_followed_to_the_letter(page: Path, reader: Reader) -> None:
    printed = ""
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


def _anchors(page: Path) -> set[str]:
    """The places of a page that a code host gives a name: its headings, lower, hyphens for blanks."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", [*PAGES, GUIDE.parents[1] / "README.md"], ids=lambda p: p.stem)
def test_every_link_leads_somewhere_on_the_web_too(page: Path) -> None:
    """Relative, within what is committed, with pictures that a browser shows, and places that are there."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    links = re.findall(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", text))
    root = GUIDE.parents[1]
    for picture, words, link in links:
        if "//" in link:
            assert link.startswith("https://"), link
            continue
        name, _, place = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert target.is_relative_to(root), link
        assert not place or place in _anchors(target), link
        if picture:
            assert target.suffix in (".png", ".svg"), link
            assert len(words) > 10, f"{link} is shown to nobody who cannot see it"


def test_nothing_in_the_guide_needs_more_than_markdown() -> None:
    """No HTML, no front matter, one title a page: what a code host shows is what is meant."""
    for page in PAGES:
        text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
        assert text.startswith("# "), page.name
        assert len(re.findall(r"^# ", text, re.M)) == 1, page.name
        assert not re.search(r"<[a-z]+[ >/]", re.sub(r"`[^`]*`", "", text)), page.name


def test_every_picture_is_shown_and_every_shown_one_is_made_by_the_program() -> None:
    shown = {
        name for page in PAGES
        for name in re.findall(r"\]\(pictures/([^)]+)\)", page.read_text(encoding="utf-8"))
    }  # fmt: skip
    made = {path.name for path, _ in pictures()} | {f"{name}.png" for name in NAMES}
    assert shown == made == {path.name for path in (GUIDE / "pictures").iterdir()}


def test_every_page_is_listed_first() -> None:
    index = (GUIDE / "index.md").read_text(encoding="utf-8")
    assert [p.name for p in PAGES if p.name != "index.md" and f"({p.name})" not in index] == []
