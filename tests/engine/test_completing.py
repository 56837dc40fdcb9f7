from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.program import backcast

EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKCAST_HOME", str(tmp_path / "home"))
    shutil.copy(EXAMPLES / "onboarding" / "onboarding.flow.json", "f.flow.json")


def offered(*words: str) -> list[str]:
    done = backcast(
        env={
            "_BACKCAST_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(["backcast", *words]),
            "COMP_CWORD": str(len(words)),
        }
    )
    assert done.returncode == 0
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


def test_commands_are_offered():
    assert {"run", "plan", "check"} <= set(offered(""))
    assert offered("pl") == ["plan"]


def test_what_the_flow_file_names_is_offered():
    assert offered("run", "f.flow.json", "--goal", "se") == ["setup-account", "send-welcome-email"]
    assert offered("run", "f.flow.json", "-i", "") == [
        "customer_id=", "customer_name=", "email="
    ]  # fmt: skip
    assert offered("explain", "f.flow.json", "gen") == ["generate-documents"]


def test_a_file_that_cannot_be_read_offers_nothing_and_says_nothing():
    Path("bad.flow.json").write_text("{")
    assert offered("run", "bad.flow.json", "--goal", "") == []
    assert offered("run", "none.flow.json", "-i", "") == []


def test_kept_runs_are_offered():
    done = backcast("run", str(EXAMPLES / "quality-gate" / "quality-gate.flow.json"), "--json")
    assert done.returncode == 0
    [run] = offered("show", "")
    assert f'"run": "{run}"' in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_takes_the_completion_that_is_printed():
    script = backcast("completion", "bash").stdout
    command = f"{script}\ncomplete -p backcast"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert "_backcast_completion" in done.stdout


def test_the_shell_is_that_of_the_user_unless_named():
    assert "#compdef backcast" in backcast("completion", env={"SHELL": "/bin/zsh"}).stdout
    refused = backcast("completion", env={"SHELL": "/bin/ash"})
    assert (refused.returncode, "bash, zsh, fish" in refused.stderr) == (2, True)


def test_the_man_page_that_is_installed_says_what_the_commands_say():
    page = backcast("manual").stdout
    kept = Path(__file__).parents[2] / "resources" / "man" / "backcast.1"
    assert kept.read_text(encoding="utf-8") == page
    assert ".SS backcast run FILE" in page
    assert r"\-\-timeout S" in page


@pytest.mark.skipif(shutil.which("man") is None, reason="needs man")
def test_man_shows_the_page_without_a_complaint(tmp_path):
    (tmp_path / "backcast.1").write_text(backcast("manual").stdout)
    done = subprocess.run(
        ["man", "--warnings", "-l", "backcast.1"], capture_output=True, text=True, check=True,
        env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.stderr == ""
    assert sys.executable not in done.stdout
    assert "EXIT STATUS" in done.stdout
