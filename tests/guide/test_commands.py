"""Every command that README and the guide speak of in passing does what it is said to do.

Blocks of commands are run by `test_guide`; here are those in the middle of a sentence or in a table. What
stands for something (`FILE`, `RUN`) is put in, `[...]` is tried with and without, `a|b` one by one.
"""

from __future__ import annotations

import itertools
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cli import run_command_line
from tests.guide.reading import GUIDE, PAGES

ROOT = GUIDE.parents[1]
README = ROOT / "README.md"
PLACES = (README, *PAGES)

SPAN = re.compile(r"`([^`\n]+)`")
SPOKEN = ("run", "plan", "check", "explain", "export", "import", "schema", "runs", "show", "resume",
          "rerun", "cache", "kinds", "trusted", "completion", "manual")  # fmt: skip

NEEDS_FILE = ("run", "plan", "check", "explain", "export")

ELSEWHERE = {
    "backcast": "tests/guide/test_readme.py",
    "backcast onboarding.flow.json": "tests/guide/test_readme.py",
    "backcast run weather.flow.json -i city=Turin --json": "tests/designer/test_newcomer.py",
    "backcast resume RUN": "tests/engine/test_cli_store.py",
    "backcast import steps.json": "tests/guide/test_guide.py",
    "backcast run my.flow.json -i <Tab>": "tests/engine/test_completing.py",
}
"""Commands that are done in another place, with the screen or the keyboard they need."""

FLOW = {
    "format": "backcast/1", "goals": ["b"], "presets": {"calm": {"n": 2}},
    "steps": {
        "a": {"kind": "set", "config": {"expressions": {"x": "n + 1"}}, "inputs": {"n": {}},
              "outputs": {"x": {}}, "cache": True},
        "b": {"kind": "set", "config": {"expressions": {"y": "x * 2"}}, "inputs": {"x": {}},
              "outputs": {"y": {}}},
    },
}  # fmt: skip


def spans() -> dict[str, str]:
    """Every command in a sentence, and the first page that speaks of it."""
    found: dict[str, str] = {}
    for page in PLACES:
        text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)
        for span in SPAN.findall(text):
            words = span.replace("\\|", "|").split()
            if words[0] == "backcast":
                found.setdefault(" ".join(words), page.name)
            elif words[0] in SPOKEN and len(words) > 1:
                found.setdefault(" ".join(("backcast", *words)), page.name)
    return found


def variants(command: str) -> Iterator[list[str]]:
    """The command without and with each of its options, and with each of its alternatives."""
    command = command.replace("...", "").replace("…", "").strip()
    parts = re.split(r"\s*(\[[^\]]*\])", command)
    choices = [("", part[1:-1]) if part.startswith("[") else (part,) for part in parts if part]
    for chosen in itertools.product(*choices):
        words = [word.split("|") for word in shlex.split(" ".join(filter(None, chosen)))]
        yield from (list(it) for it in itertools.product(*words))


@pytest.fixture
def desk(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> dict[str, str]:
    """A folder with what the placeholders stand for; two runs are kept."""
    (tmp_path / "a.flow.json").write_text(json.dumps(FLOW))
    (tmp_path / "answers.json").write_text("{}")
    (tmp_path / "script.sh").write_text("#!/bin/sh\necho $1\n")
    monkeypatch.chdir(tmp_path)
    for n in "12":
        assert run_command_line(["run", "a.flow.json", "-q", "-i", f"n={n}"]) == 0
    capsys.readouterr()
    assert run_command_line(["runs", "--json"]) == 0
    runs = [one["run"] for one in json.loads(capsys.readouterr().out)]
    return {
        "FILE": "a.flow.json", "STEP": "a", "RUN": runs[0], "RUN2": runs[1], "SOURCE": "script.sh",
        "NAME=VALUE": "n=4", "NAME": "calm", "PRESET": "calm", "DAYS": "30", "S": "30",
    }  # fmt: skip


def put_in(words: list[str], desk: dict[str, str]) -> list[str]:
    """The words of a command line, with what its placeholders stand for."""
    made: list[str] = []
    for word in words[1:]:
        last = made[-1] if made else ""
        if word == "FILE" and last in ("-o", "--events"):
            made.append(f"out{len(list(Path.cwd().iterdir()))}.json")
        elif word == "FILE" and last in ("--answers", "--inputs"):
            made.append("answers.json")
        else:
            made.append(desk.get(word, "a.flow.json" if word == "onboarding.flow.json" else word))
    if made[0] in NEEDS_FILE and "a.flow.json" not in made:
        made.insert(1, "a.flow.json")  # the command alone is spoken of
    if made[0] == "explain" and "a" not in made:
        made.insert(2, "a")
    if made[0] == "import" and "script.sh" not in made:
        made.append("script.sh")
    if made[0] == "run" and "--set" not in made and "-i" not in made:
        made += ["-i", "n=4"]
    if made[0] == "export" and (kind := next((k for k in ("png", "svg") if k in made), "")):
        made += ["-o", f"picture.{kind}"]
    return made


def test_every_command_in_a_sentence_is_run(desk: dict[str, str], capsys) -> None:
    failed, done = [], 0
    for command, page in spans().items():
        if command in ELSEWHERE or "--executor" in command:
            continue  # executors that other packages bring have a page and tests of their own
        for words in variants(command):
            line = put_in(words, desk)
            status = run_command_line(line)
            told = capsys.readouterr()
            done += 1
            if status != 0:
                failed.append(f"{page}: backcast {shlex.join(line)}: {status}\n{told.err[:300]}")
    assert not failed, "\n".join(failed)
    assert done > 40


def test_a_command_that_is_not_there_would_be_found(desk: dict[str, str], capsys) -> None:
    """What the test above relies on: a wrong subcommand, option or file is no success."""
    for line in (
        ["plann", "a.flow.json"],
        ["plan", "--jsn", "a.flow.json"],
        ["plan", "b.flow.json"],
    ):
        assert run_command_line(line) == 2
    capsys.readouterr()


def test_what_is_done_elsewhere_is_done_there() -> None:
    spoken = spans()
    assert ELSEWHERE.keys() - spoken.keys() <= {
        "backcast onboarding.flow.json",
    }
    for place in ELSEWHERE.values():
        assert (ROOT / place).exists(), place
