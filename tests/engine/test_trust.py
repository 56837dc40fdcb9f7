"""Flows from elsewhere: real files with real marks, on the command line in processes of their own."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from engine.library import open_flow
from engine.planner import make_plan
from engine.provenance import ORIGIN, download_mark
from engine.registry import Registry
from engine.trust import LARGEST, REQUIRED, Asked, Trust
from tests.engine.program import backcast

MODULE = """
from pathlib import Path
Path(__file__).with_name("imported").touch()
import shelf

def pay(amount: int) -> int:
    return amount + shelf.MORE
"""
STEPS: dict[str, Any] = {
    "pay": {
        "kind": "python",
        "config": {"function": "shop:pay"},
        "inputs": {"amount": {"type": "integer", "default": 1}},
        "outputs": {"paid": {"type": "integer"}},
        "undo": {"function": "shop:pay"},
    },
    "tell": {
        "kind": "command",
        "config": {"command": [sys.executable, "tell.py", "{paid}"]},
        "inputs": {"paid": {"type": "integer"}},
        "outputs": {"told": {}},
    },
    "send": {
        "kind": "http",
        "config": {"method": "POST", "url": "https://example.invalid/{told}"},
        "inputs": {"told": {}},
        "outputs": {"body": {"to": "answer"}},
    },
}

marked = pytest.mark.skipif(not hasattr(os, "setxattr"), reason="the system has no such marks")


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    folder = tmp_path / "from far"
    folder.mkdir()
    (folder / "shop.py").write_text(MODULE)
    (folder / "shelf.py").write_text("MORE = 1\n")
    (folder / "tell.py").write_text("import sys\nprint(sys.argv[1])\n")
    path = folder / "a.flow.json"
    write(path, STEPS, ["tell"])
    return path


def write(path: Path, steps: dict[str, Any], goals: list[str]) -> None:
    path.write_text(json.dumps({"format": "backcast/1", "goals": goals, "steps": steps}))


def mark(path: Path, address: str = "https://example.com/a.zip") -> None:
    os.setxattr(path, ORIGIN, address.encode())


def needed(path: Path, goals: list[str] | None = None) -> Asked | None:
    flow = open_flow(path).flow
    plan = make_plan(flow, goals, kinds=Registry.installed(), folder=path.parent)  # type: ignore[arg-type]
    return Trust().needed(path, plan, Registry.installed())


def require(path: Path) -> Asked:
    asked = needed(path)
    assert asked is not None
    return asked


def test_ones_own_files_are_never_asked_about(flow: Path):
    assert needed(flow) is None
    assert not (flow.parent / "imported").exists()


@marked
def test_a_download_is_asked_about_with_all_it_would_execute_and_executes_nothing(flow: Path):
    mark(flow)
    asked = needed(flow, ["send"])
    assert asked is not None
    assert asked.why == "'a.flow.json' was downloaded from https://example.com/a.zip"
    assert [(doing.what, doing.name.partition(" ")[0], doing.steps) for doing in asked.doings] == [
        ("function", "shop:pay", ("pay",)),
        ("program", sys.executable, ("tell",)),
        ("address", "POST", ("send",)),
    ]
    files = {file.name for doing in asked.doings for file in doing.files}
    assert files == {"shop.py", "shelf.py", "tell.py"}
    assert not (flow.parent / "imported").exists()


@marked
def test_the_mark_of_a_module_alone_is_enough(flow: Path):
    mark(flow.parent / "shop.py", "")
    assert require(flow).why == "'shop.py' was downloaded"


@marked
@pytest.mark.parametrize("changed", ["shop.py", "shelf.py", "tell.py"])
def test_what_was_allowed_runs_until_the_code_behind_it_changes(flow: Path, changed: str):
    mark(flow)
    Trust().remember(require(flow))
    assert needed(flow) is None
    os.utime(flow.parent / changed, (0, 0))
    assert needed(flow) is None  # content counts, not time
    was = (flow.parent / changed).read_text()
    (flow.parent / changed).write_text(was + "# and more\n")
    asked = require(flow)
    assert (asked.before, asked.changed) == (True, (changed,))
    (flow.parent / changed).write_text(was)
    assert needed(flow) is None


@marked
def test_a_changed_flow_asks_again_and_a_moved_picture_does_not(flow: Path):
    mark(flow)
    Trust().remember(require(flow))
    said = json.loads(flow.read_text())
    flow.write_text(json.dumps(said | {"view": {"positions": {"pay": [5, 5]}}}, indent=2))
    mark(flow)
    assert needed(flow) is None
    said["steps"]["pay"]["inputs"]["amount"]["default"] = 9
    flow.write_text(json.dumps(said))
    assert require(flow).changed == ("a.flow.json",)


@marked
def test_a_goal_that_runs_more_code_asks_for_that_code(flow: Path):
    (flow.parent / "other.py").write_text("def more():\n    return {'more': 1}\n")
    more = {"kind": "python", "config": {"function": "other:more"}, "outputs": {"more": {}}}
    write(flow, {**STEPS, "more": more}, ["tell"])
    mark(flow)
    Trust().remember(require(flow))
    asked = needed(flow, ["more"])
    assert asked is not None
    assert asked.changed == ("other.py",)
    assert asked.why_again.endswith(", and 'other.py' was not part of what was trusted")
    (flow.parent / "shop.py").write_text("")
    (flow.parent / "tell.py").write_text("")
    asked = needed(flow, ["tell"])
    assert asked is not None
    assert asked.why_again.endswith("'shop.py', 'tell.py' have changed since it was trusted")


def test_a_script_that_an_input_names_and_a_notebook_count_as_code(
    flow: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(REQUIRED, "1")
    (flow.parent / "n.ipynb").write_text("{}")
    named = {
        "kind": "command", "config": {"command": [sys.executable, "{script}"]},
        "inputs": {"script": {}}, "outputs": {"told": {}},
    }  # fmt: skip
    steps = {
        "named": named,
        "note": {"kind": "notebook", "config": {"notebook": "n.ipynb"}, "outputs": {"n": {}}},
    }
    write(flow, steps, ["named", "note"])
    said = json.loads(flow.read_text())
    flow.write_text(json.dumps(said | {"inputs": {"script": {"default": "tell.py"}}}))
    asked = require(flow)
    assert [doing.what for doing in asked.doings] == ["program", "notebook"]
    Trust().remember(asked)
    assert needed(flow) is None
    (flow.parent / "tell.py").write_text("print('other')")
    (flow.parent / "n.ipynb").unlink()
    assert require(flow).changed == ("n.ipynb", "tell.py")


@marked
def test_a_child_flow_counts_with_its_code(flow: Path):
    child = flow.with_name("child.flow.json")
    write(child, {"pay": STEPS["pay"]}, ["pay"])
    runs = {"kind": "flow", "config": {"flow": "child.flow.json"}, "outputs": {"paid": {}}}
    write(flow, {"run": runs}, ["run"])
    mark(child)
    asked = Trust().needed(flow, open_flow(flow).plan(), Registry.installed())
    assert asked is not None
    assert asked.marked == "child.flow.json"
    assert [doing.name for doing in asked.doings] == ["shop:pay"]
    assert {"a.flow.json", "child.flow.json", "shop.py", "shelf.py"} == set(asked.parts)


@marked
def test_a_folder_may_be_trusted_for_ever_and_forgotten(flow: Path):
    mark(flow)
    Trust().remember(require(flow), always=True)
    (flow.parent / "shop.py").write_text("def pay(amount): return amount\n")
    assert needed(flow) is None
    [trusted] = Trust().folders()
    assert (trusted.folder, trusted.always) == (flow.parent.resolve(), True)
    assert Trust().forget(flow.parent)
    assert not Trust().forget(flow.parent)
    assert require(flow).before is False


def test_the_variable_makes_every_flow_ask(flow: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(REQUIRED, "0")
    assert needed(flow) is None
    monkeypatch.setenv(REQUIRED, "1")
    asked = require(flow)
    assert asked.why == "BACKCAST_REQUIRE_TRUST is set"
    Trust().remember(asked)
    assert needed(flow) is None


def test_the_folder_for_downloads_counts_but_not_what_was_saved_there(
    flow: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(flow.parent))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(flow.parent / "none"))
    monkeypatch.setenv("HOME", str(flow.parent.parent))
    assert require(flow).cause == "downloads"
    Trust().saved(flow)
    assert needed(flow) is None
    write(flow, {"pay": STEPS["pay"]}, ["pay"])  # somebody else put another one there
    assert require(flow).cause == "downloads"


@pytest.mark.parametrize(
    "list_", [b"", b"[]", b'{"format": "other"}', b"\xff", b"[" * 100_000,
              b'{"format": "backcast-trust/1", "folders": [3], "own": 1}', b" " * (LARGEST + 1)],
    ids=["empty", "list", "other", "bytes", "deep", "shape", "huge"],
)  # fmt: skip
def test_a_list_that_makes_no_sense_allows_nothing(
    flow: Path, monkeypatch: pytest.MonkeyPatch, list_: bytes
):
    monkeypatch.setenv(REQUIRED, "1")
    trust = Trust()
    trust.path.parent.mkdir(parents=True, exist_ok=True)
    trust.path.write_bytes(list_)
    assert require(flow)
    trust.remember(require(flow))
    assert needed(flow) is None


def test_a_list_cannot_allow_a_file_that_cannot_be_read(
    flow: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(REQUIRED, "1")
    Trust().remember(require(flow))
    listed = json.loads(Trust().path.read_text())
    kept = listed["folders"][str(flow.parent.resolve())]["parts"]
    kept["shelf.py"] = ""
    Trust().path.write_text(json.dumps(listed))
    assert require(flow).changed == ("shelf.py",)


@marked
def test_saving_a_download_keeps_its_mark(flow: Path):
    from engine.files import save_atomically

    mark(flow)
    save_atomically(flow, flow.read_bytes() + b"\n")
    assert download_mark(flow) == "https://example.com/a.zip"


@marked
def test_hostile_names_do_nothing_to_a_screen(flow: Path):
    evil = "x\x1b]0;title\x07\u202egnp.exe\n" + "y" * 5000
    step = {"kind": "command", "config": {"command": [evil]}, "outputs": {"output": {}}}
    write(flow, {"evil": step}, ["evil"])
    mark(flow, "https://e.example/\x1b[2J\u202e")
    done = backcast("run", str(flow))
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr
    assert max(map(len, done.stderr.splitlines())) < 600


@marked
def test_thousands_of_steps_are_told_in_a_moment(flow: Path):
    steps = {
        f"s{n}": {"kind": "python", "config": {"function": "shop:pay"}, "outputs": {f"p{n}": {}}}
        for n in range(3000)
    }
    write(flow, steps, list(steps))
    mark(flow)
    plan_of = open_flow(flow).flow
    plan = make_plan(plan_of, None, kinds=Registry.installed(), folder=flow.parent)
    began = time.process_time()
    asked = Trust().needed(flow, plan, Registry.installed())
    assert time.process_time() - began < 3
    assert asked is not None
    assert [len(doing.steps) for doing in asked.doings] == [3000]


@pytest.mark.parametrize(
    ("said", "mark_"),
    [
        (
            "[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://example.com/a\r\n",
            "https://example.com/a",
        ),
        ("[ZoneTransfer]\nZoneId=4\n", "a download"),
        ("[ZoneTransfer]\nZoneId=2\nHostUrl=https://intranet/a\n", ""),
        ("\0\xff not at all", ""),
    ],
)
def test_the_mark_of_windows_is_read(
    flow: Path, monkeypatch: pytest.MonkeyPatch, said: str, mark_: str
):
    flow.with_name(f"{flow.name}:Zone.Identifier").write_text(said, newline="")
    monkeypatch.setattr(sys, "platform", "win32")
    assert download_mark(flow) == mark_


def test_a_huge_file_of_code_is_told_apart_without_reading_it(
    flow: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(REQUIRED, "1")
    huge = flow.parent / "tell.py"
    os.truncate(huge, 3 * 2**30)  # a hole: it takes no room
    began = time.process_time()
    Trust().remember(require(flow))
    assert needed(flow) is None
    assert time.process_time() - began < 2
    with huge.open("r+b") as file:
        file.seek(2**30)
        file.write(b"x")
    assert require(flow).changed == ("tell.py",)


@marked
def test_the_command_line_refuses_a_download_until_it_is_trusted(flow: Path):
    mark(flow)
    refused = backcast("run", str(flow))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "shop:pay" in refused.stderr
    assert "run it with --trust" in refused.stderr
    assert not (flow.parent / "imported").exists()
    for opening in ("plan", "check"):
        assert backcast(opening, str(flow)).returncode == 0
    assert backcast("export", "--to", "mermaid", str(flow)).returncode == 0
    assert not (flow.parent / "imported").exists()
    told = json.loads(backcast("run", str(flow), "--json").stdout)
    assert told["error"]["kind"] == "not_trusted"
    allowed = backcast("run", str(flow), "-q", "--trust")
    assert (allowed.stderr, allowed.stdout) == ("", 'told: "2"\n')
    assert (flow.parent / "imported").exists()
    assert backcast("run", str(flow), "-q").returncode == 0
    run = json.loads(backcast("runs", "--json").stdout)[0]["run"]
    (flow.parent / "shelf.py").write_text("MORE = 100\n")
    again = backcast("rerun", run, "--from", "pay")
    assert again.returncode == 2
    assert ", and 'shelf.py' has changed since it was trusted; look at" in again.stderr
    assert backcast("rerun", run, "--from", "pay", "-q", "--trust").returncode == 0
    assert str(flow.parent) in backcast("trusted").stdout
    assert backcast("trusted", "--forget", str(flow.parent)).returncode == 0
    assert backcast("trusted").stdout == ""
    assert backcast("run", str(flow), "-q").returncode == 2


def test_a_machine_that_requires_trust_says_so(flow: Path):
    done = backcast("run", str(flow), "-q", env={REQUIRED: "1"})
    assert done.returncode == 2
    assert "BACKCAST_REQUIRE_TRUST is set; look at what" in done.stderr
    assert not (flow.parent / "imported").exists()


def test_what_changed_since_is_named_even_where_little_is_said(flow: Path):
    assert backcast("run", str(flow), "-q", "--trust", env={REQUIRED: "1"}).returncode == 0
    (flow.parent / "shelf.py").write_text("MORE = 100\n")
    done = backcast("run", str(flow), "-q", env={REQUIRED: "1"})
    assert done.stderr == (
        "BACKCAST_REQUIRE_TRUST is set, and 'shelf.py' has changed since it was trusted;"
        " look at what it would execute, then run it with --trust\n"
    )
