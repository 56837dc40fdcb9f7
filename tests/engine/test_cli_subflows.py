"""Flows inside Steps from the command line, with real files."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from engine.flow import Input, Name
from engine.policy import WorkPolicy
from engine.testing import flow_of, step_of
from tests.engine.program import backcast, error_of, saved, started

CHILD_WORK = """
import time
from pathlib import Path

def load(n):
    print("loading", n)
    return Path(__file__).with_name("data.txt").read_text() * n

def waits(text):
    with Path(__file__).with_name("log").open("a") as log:
        log.write("waits\\n")
    Path("began").touch()
    while not Path(__file__).with_name("go").exists():
        time.sleep(0.01)
    return text.upper()

def boom(text):
    raise ValueError("no luck")
"""

READ = {"kind": "file", "config": {"action": "read", "path": "data.txt"}, "outputs": {"text": {}}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A flow's folder, with a child's in it; both have a module `work`."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "work.py").write_text("def length(text): return len(text)\n")
    (tmp_path / "deep" / "work.py").write_text(CHILD_WORK)
    (tmp_path / "deep" / "data.txt").write_text("ab")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def child(*steps: str, name: str = "child", **more: Any) -> None:
    made = saved(flow_of(*steps), f"deep/{name}.flow.json")
    if more:
        data = json.loads(Path(made).read_text())
        data["steps"] |= more
        Path(made).write_text(json.dumps(data))


def parent(step: str = "inner: n -> text", flow: str | None = "deep/child.flow.json") -> str:
    return saved(flow_of(step_of(step, kind="flow", config={"flow": flow}), "length: text -> size"))


def test_a_child_has_its_own_modules_and_its_own_relative_paths() -> None:
    child("load: n -> text")
    done = backcast("run", parent(), "-i", "n=3", "--json")
    result = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert result["attributes"]["size"]["value"] == 6
    assert result["steps"]["inner"]["inner"]["load"]["outputs"] == {"text": "ababab"}
    assert "inner" not in result["steps"]["length"]
    assert re.search(r"inner/load\s+\| loading 3", done.stderr)


def test_a_file_that_a_child_names_is_beside_the_child() -> None:
    child("load: n -> ignored", read=READ)
    data = json.loads(Path("deep/child.flow.json").read_text())
    Path("deep/child.flow.json").write_text(json.dumps(data | {"goals": ["read"]}))
    done = backcast("run", parent("inner: -> text"))
    assert (done.returncode, done.stdout) == (0, "size: 2\n"), done.stderr


def test_events_say_within_which_step() -> None:
    child("load: n -> text")
    done = backcast("run", parent(), "-i", "n=1", "--events", "-", "--quiet")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    within = {line["type"] for line in lines if line.get("within") == "inner"}
    assert within >= {"run_started", "step_started", "step_output", "step_completed"}
    assert [line["type"] for line in lines if line["type"].startswith("run_")] == [
        "run_started", "run_started", "run_completed", "run_settled"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "no such file"),
        ("{", "deep/child.flow.json"),
        ('{"format": "backcast/9", "steps": {}}', "backcast/9"),
    ],
)
def test_a_child_that_cannot_be_read_is_a_problem_and_a_refusal(
    text: str | None, told: str
) -> None:
    if text is not None:
        Path("deep/child.flow.json").write_text(text)
    flow = parent()
    checked = backcast("check", flow, "--json")
    (problem,) = json.loads(checked.stdout)
    assert checked.returncode == 2
    assert problem["pointer"] == "/steps/inner/config/flow"
    assert "the flow file 'deep/child.flow.json' cannot be read" in problem["message"]
    assert told.lower() in problem["message"].lower()
    done = backcast("run", flow, "-i", "n=1", "--json")
    assert done.returncode == 2
    assert error_of(done.stdout)["kind"] == "bad_config"
    assert "cannot be read" in error_of(done.stdout)["message"]


def test_a_child_that_nobody_needs_is_a_problem_and_the_run_goes_on() -> None:
    odd = step_of("odd: -> z", kind="flow", config={"flow": "gone.flow.json"})
    flow = saved(flow_of(odd, "length: text -> size", goals="length"))
    assert backcast("check", flow).returncode == 2
    assert backcast("run", flow, "-i", "text=abc").stdout == "size: 3\n"


def ran(*arguments: str) -> str:
    """The id of a run of the parent, which shall fail."""
    done = backcast("run", *arguments, "--json")
    assert done.returncode == 1, done.stderr
    return str(json.loads(done.stdout)["run"])


def explained(*arguments: str) -> dict[str, Any]:
    done = backcast("explain", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    (one,) = json.loads(done.stdout)["explanations"]
    return dict(one)


def told(one: dict[str, Any]) -> list[str]:
    return [sentence["message"] for sentence in one["sentences"]]


def test_what_is_inside_of_a_step_is_explained_down_to_where_it_began() -> None:
    child("load: n -> raw", "boom: raw -> bad", "shown: bad -> text")
    (Path("deep") / "work.py").write_text(CHILD_WORK.replace("def boom(text)", "def boom(raw)"))
    flow = parent()
    run = ran(flow, "-i", "n=1")
    inner = explained(flow, "inner/shown", "--run", run)
    assert (inner["subject"], inner["verdict"]) == (
        {"topic": "step", "name": "inner/shown"}, "blocked"
    )  # fmt: skip
    assert told(inner)[0].startswith("step 'shown' could not run: ")
    assert "step 'boom' failed" in told(inner)[1]
    assert told(inner)[2] == "that is inside of step 'inner'"
    assert told(inner)[3].startswith("step 'inner' failed: ")
    assert inner["chain"][-1] == {"topic": "step", "name": "inner/boom"}
    offers = [one["message"] for one in inner["suggestions"]]
    assert offers == [
        "correct the code of step 'boom', or what it is given",
        "run again from step 'inner' on",
    ]
    outer = explained(flow, "inner", "--run", run)
    assert told(outer)[1].startswith("step 'inner/boom' failed: ValueError: no luck")
    assert outer["suggestions"][0] == {
        "action": "correct",
        "names": ["inner"],
        "message": "correct the code of step 'inner/boom', or what it is given",
    }
    after = explained(flow, "length", "--run", run)
    assert any(one.startswith("step 'inner/boom' failed") for one in told(after))
    assert told(explained(flow, "inner/raw", "--run", run))[0].startswith("'raw' was set by step")
    wire = explained(flow, "inner/load.raw->boom.raw", "--run", run)
    assert (wire["subject"]["topic"], wire["verdict"]) == ("wire", "took")


def test_what_a_step_inside_is_for_is_explained_by_the_plan() -> None:
    child("load: n -> raw", "boom: raw -> text", "aside: n -> other")
    data = json.loads(Path("deep/child.flow.json").read_text())
    Path("deep/child.flow.json").write_text(json.dumps(data | {"goals": ["boom"]}))
    flow = parent()
    inner = explained(flow, "inner/load", "-i", "n=1")
    assert inner["verdict"] == "planned"
    assert told(inner)[0] == "step 'load' is in the plan: goal 'boom' needs it, through raw"
    assert told(inner)[-2:] == [
        "that is inside of step 'inner'",
        "step 'inner' is in the plan: goal 'length' needs it, through text",
    ]
    assert explained(flow, "inner/aside")["verdict"] == "not_needed"
    for wrong, hint in [
        ("inner/laod", "; did you mean 'inner/load'?"),
        ("inner/quite-another", ""),
        ("length/load", "; did you mean 'length'?"),
        ("inner[0]/quite-another", ""),
    ]:
        done = backcast("explain", flow, wrong)
        assert done.returncode == 2
        assert f"the flow has no step, attribute or wire '{wrong}'{hint}\n" in done.stderr


def test_of_elements_the_one_that_went_wrong_is_explained_and_shown() -> None:
    child("load: n -> raw", "boom: raw -> text")
    work = CHILD_WORK.replace("def boom(text):", "def boom(raw):\n    if len(raw) == 2: return raw")
    (Path("deep") / "work.py").write_text(work)
    flow = Path(parent())
    data = json.loads(flow.read_text())
    data["steps"]["inner"]["inputs"]["n"] = {"each": True, "from": "ns"}
    flow.write_text(json.dumps(data))
    run = ran(str(flow), "-i", "ns=[1, 2, 1]")
    inner = explained(str(flow), "inner/boom", "--run", run)
    assert (inner["subject"]["name"], inner["verdict"]) == ("inner[1]/boom", "failed")
    assert "that is inside of step 'inner', element 1" in told(inner)
    first = explained(str(flow), "inner[0]/boom", "--run", run)
    assert (first["subject"]["name"], first["verdict"]) == ("inner[0]/boom", "completed")
    assert backcast("explain", str(flow), "inner[9]/boom", "--run", run).returncode == 2
    shown = [line.split()[:2] for line in backcast("show", run).stdout.splitlines()]
    assert [row for row in shown if row[0].startswith("inner")] == [
        ["inner", "failed"], ["inner[1]/load", "completed"], ["inner[1]/boom", "failed"]
    ]  # fmt: skip


def test_what_is_cut_short_inside_of_a_step_says_why_and_is_shown() -> None:
    child("load: n -> raw", "waits: raw -> text")
    flow = Path(parent())
    data = json.loads(flow.read_text())
    data["steps"]["inner"]["timeout"] = 0.5
    flow.write_text(json.dumps(data))
    (Path("deep") / "work.py").write_text(CHILD_WORK.replace("def waits(text)", "def waits(raw)"))
    run = ran(str(flow), "-i", "n=1")
    inner = explained(str(flow), "inner/waits", "--run", run)
    assert inner["verdict"] == "cancelled"
    assert told(inner)[-1] == "step 'inner' failed: took longer than 0.5 s"
    assert "longer timeout" in inner["suggestions"][0]["message"]
    shown = [line.split()[:2] for line in backcast("show", run).stdout.splitlines()]
    assert ["inner/waits", "cancelled"] in shown


def test_what_is_inside_begins_again_and_is_cut_out_with_the_step_around() -> None:
    child("load: n -> raw", "boom: raw -> text")
    run = ran(parent(), "-i", "n=1")
    again = backcast("rerun", run, "--from", "inner/boom")
    assert again.returncode == 2
    assert "'inner/boom' is inside of step 'inner', which begins again as a whole" in again.stderr
    assert f"backcast rerun {run} --from inner\n" in again.stderr
    cut = backcast("show", run, "--minimal", "inner/boom")
    assert cut.returncode == 2
    assert "is inside of step 'inner', and only 'inner' can be cut out" in cut.stderr
    assert backcast("show", run, "--minimal", "inner").returncode == 0


def test_a_cycle_of_files_is_told_with_its_path() -> None:
    saved(
        flow_of(step_of("back: n -> text", kind="flow", config={"flow": "../flow.flow.json"})),
        "deep/child.flow.json",
    )
    flow = parent()
    assert flow.endswith("flow.json")
    Path(flow).rename("flow.flow.json")
    done = backcast("plan", "flow.flow.json", "--json", "--goal", "inner")
    assert (done.returncode, error_of(done.stdout)["kind"]) == (2, "cycle")
    assert "'inner' -> 'back' in 'child.flow.json' -> 'inner'" in error_of(done.stdout)["message"]
    why = explained("flow.flow.json", "inner")
    assert why["suggestions"][0] == {
        "action": "correct",
        "names": ["inner"],
        "message": "let step 'inner' run a flow that does not run it again",
    }


def test_a_failure_inside_is_told_with_its_place() -> None:
    child("load: n -> raw", "boom: text=raw -> text")
    done = backcast("run", parent(), "-i", "n=1", "--verbose")
    assert done.returncode == 1
    told = "step 'boom' of flow 'deep/child.flow.json' failed: ValueError: no luck"
    assert told in done.stderr
    assert 'raise ValueError("no luck")' in done.stderr


def interrupted(home: Path, policy: WorkPolicy = WorkPolicy()) -> str:
    """A run that was killed while a Step in its child was at work."""
    waits = step_of("waits: text=raw -> text", policy=policy)
    saved(flow_of("load: n -> raw", waits), "deep/child.flow.json")
    with started("run", parent(), "-i", "n=2") as running:
        running.kill()
    (entry,) = json.loads(backcast("runs", "--json").stdout)
    assert entry["status"] == "interrupted"
    return str(entry["run"])


def test_a_run_that_was_killed_goes_on_inside_its_child(home: Path) -> None:
    run = interrupted(home)
    Path("deep/go").touch()
    Path("deep/child.flow.json").unlink()  # it is kept with the run
    done = backcast("resume", run, "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["attributes"]["text"]["value"] == "ABAB"
    assert "inner/load" not in done.stderr
    assert Path("deep/log").read_text() == "waits\nwaits\n"
    shown = json.loads(backcast("show", run, "--json").stdout)
    assert shown["steps"]["inner"]["inner"]["waits"]["status"] == "completed"


def test_work_inside_that_must_not_be_repeated_is_asked_about(home: Path) -> None:
    run = interrupted(home, WorkPolicy(repeatable=False))
    Path("deep/go").touch()
    done = backcast("resume", run, "--json")
    assert done.returncode == 2
    assert error_of(done.stdout)["kind"] == "not_repeatable"
    assert error_of(done.stdout)["names"] == ["inner/waits"]
    done = backcast("rerun", run, "--from", "length", "--json")
    assert error_of(done.stdout)["names"] == ["inner/waits"]
    assert backcast("resume", run, "--yes").returncode == 0


def test_a_rerun_runs_the_child_as_it_was_kept(home: Path) -> None:
    child("load: n -> text")
    backcast("run", parent(), "-i", "n=2")
    (entry,) = json.loads(backcast("runs", "--json").stdout)
    Path("deep/child.flow.json").unlink()
    done = backcast("rerun", entry["run"], "--from", "inner")
    assert (done.returncode, done.stdout) == (0, "size: 4\n"), done.stderr


def test_a_flow_for_each_element() -> None:
    child("load: n -> text")
    step = step_of(
        "inner: -> text", kind="flow", config={"flow": "deep/child.flow.json"},
        inputs={Name("n"): Input(each=True)},
    )  # fmt: skip
    done = backcast("run", saved(flow_of(step)), "-i", "n=[1,2]", "--json")
    result = json.loads(done.stdout)
    assert result["attributes"]["text"]["value"] == ["ab", "abab"]
    inner = result["steps"]["inner"]["inner"]
    assert [one["item"] for one in inner] == [0, 1]
    assert re.search(r"inner\[1\]/load\s+\| loading 2", done.stderr)


UNDOING = """
from pathlib import Path

def log(what):
    with Path(__file__).with_name("log").open("a") as log:
        log.write(what + "\\n")

def makes(): log("makes"); return (1, 2)
def one(n): log("one"); return n + 1
def two(x): log("two"); return x * 10
def undo_one(x, **_): log(f"undo one {x}")
def undo_two(z, **_): log(f"undo two {z}")
def boom(point, done): raise ValueError("no luck")

def waits(z):
    Path("began").touch()
    while not Path("go").exists(): __import__("time").sleep(0.01)
    return z
"""


def test_what_a_flow_inside_did_is_undone_after_its_run_was_killed_and_resumed() -> None:
    for folder in (".", "deep"):
        Path(folder, "work.py").write_text(
            UNDOING.replace("__file__", repr(str(Path("x").absolute())))
        )
    undo = {name: {"undo": {"function": f"work:undo_{name}"}} for name in ("one", "two")}
    made = Path(saved(flow_of("one: n -> x", "two: x -> z"), "deep/child.flow.json"))
    flow = json.loads(made.read_text())
    flow["steps"] = {name: step | undo[name] for name, step in flow["steps"].items()}
    made.write_text(json.dumps(flow))
    sub = step_of("inner: n -> z", kind="flow", config={"flow": "deep/child.flow.json"})
    outer = Path(saved(flow_of("makes: -> point", sub, "waits: z -> done", "boom: point, done ->")))
    outer.write_text(json.dumps(json.loads(outer.read_text()) | {"on_failure": "undo"}))
    with started("run", str(outer), "-i", "n=1") as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    Path("go").touch()
    (entry,) = json.loads(backcast("runs", "--json").stdout)
    done = backcast("resume", entry["run"], "--json")
    assert done.returncode == 1, done.stderr
    *worked, last, first = Path("log").read_text().splitlines()
    assert sorted(worked) == ["makes", "makes", "one", "two"], "what `inner` had done stands"
    assert (last, first) == ("undo two 20", "undo one 2"), "and is undone, the last first"
    assert "undone: 'inner/one', 'inner/two'" in done.stderr
    inner = json.loads(done.stdout)["steps"]["inner"]["inner"]
    assert {name: one["undo"] for name, one in inner.items()} == dict.fromkeys(undo, "completed")
    assert backcast("show", entry["run"], "--json").stdout == done.stdout
