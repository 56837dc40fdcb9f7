from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.codec import dump_flow
from engine.flow import Flow, Input, Name, Step
from engine.policy import WorkPolicy
from engine.testing import flow_of, step_of
from tests.engine.program import PROGRAM, backcast, saved, started

WORK = """
import time
from pathlib import Path
import helper

def log(name):
    with open("log", "a") as file:
        file.write(name + "\\n")

def a(n):
    log("a")
    return helper.more(n)

def b(x):
    log("b")
    return x * 2

def waits(n):
    log("waits")
    Path("began").touch()
    while not Path("go").exists():
        time.sleep(0.01)
    return n

def odd(n):
    log("odd")
    return {n}

def large(n):
    log("large")
    return [str(n) * 1_000_000]

def makes(n):
    log("makes")
    import pathlib
    pathlib.Path("made.txt").write_text(str(n))
    return "made.txt"
"""
CACHED = WorkPolicy(cache=True)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work.py").write_text(WORK)
    (tmp_path / "helper.py").write_text("import deeper\ndef more(n): return deeper.more(n)\n")
    (tmp_path / "deeper.py").write_text("def more(n): return n + 1\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cached(text: str, **changes: Any) -> Step:
    return step_of(text, **{"policy": CACHED, **changes})


CHAIN = flow_of(cached("a: n -> x"), "b: x -> y")


def logged() -> Counter[str]:
    return Counter(Path("log").read_text().split()) if Path("log").exists() else Counter()


def ran(flow: Flow, *args: str, n: Any = 1) -> dict[str, Any]:
    done = backcast("run", saved(flow), "-i", f"n={json.dumps(n)}", "--json", "--quiet", *args)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def status(told: dict[str, Any], step: str = "a") -> str:
    return str(told["steps"][step]["status"])


def listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(backcast("cache", "list", "--json").stdout)
    return found


def test_a_step_is_reused_by_the_next_process_and_shown_so() -> None:
    first = ran(CHAIN)
    done = backcast("run", saved(CHAIN), "-i", "n=1")
    assert done.stdout == "y: 4\n"
    assert re.search(
        r"^\+0\.\d+ s  a  cached     reused, from \d\d:\d\d$", done.stderr, re.MULTILINE
    )
    assert logged() == {"a": 1, "b": 2}
    runs = json.loads(backcast("runs", "--json").stdout)
    shown = json.loads(backcast("show", runs[0]["run"], "--json").stdout)
    assert status(shown) == "cached"
    assert shown["steps"]["a"]["outputs"] == {"x": 2}
    assert re.search(
        r"^  a  cached     reused, from \d\d:\d\d$",
        backcast("show", runs[0]["run"]).stdout,
        re.MULTILINE,
    )
    (entry,) = listed()
    assert entry["run"] == first["run"]


def test_the_event_says_from_when_and_from_which_run() -> None:
    first = ran(CHAIN)
    lines = backcast("run", saved(CHAIN), "-i", "n=1", "--events", "-").stdout.splitlines()
    (event,) = (e for e in map(json.loads, lines) if e["type"] == "step_cached")
    assert (event["step"], event["from_run"]) == ("a", first["run"])
    assert event["made"] <= event["at"]
    assert datetime.fromisoformat(event["made"]).utcoffset() is not None


@pytest.mark.parametrize("file", ["work.py", "helper.py", "deeper.py"])
def test_a_changed_function_or_anything_it_imports_is_a_new_key(file: str) -> None:
    ran(CHAIN)
    with Path(file).open("a") as code:
        code.write("\nsomething = 1\n")
    assert status(ran(CHAIN)) == "completed"
    assert status(ran(CHAIN)) == "cached"
    Path("unrelated.py").write_text("")
    assert status(ran(CHAIN)) == "cached"


def test_a_new_result_follows_from_the_changed_code() -> None:
    assert ran(CHAIN)["attributes"]["y"]["value"] == 4
    Path("deeper.py").write_text("def more(n): return n + 9\n")
    assert ran(CHAIN)["attributes"]["y"]["value"] == 20


def test_another_input_or_config_is_a_new_key() -> None:
    ran(CHAIN)
    assert status(ran(CHAIN, n=2)) == "completed"
    isolated = cached("a: n -> x", config={"function": "work:a", "isolate": "process"})
    assert status(ran(flow_of(isolated, "b: x -> y"))) == "completed"
    assert status(ran(CHAIN)) == "cached"


def test_no_cache_works_again_and_remembers_that() -> None:
    ran(CHAIN)
    assert status(ran(CHAIN, "--no-cache")) == "completed"
    assert logged()["a"] == 2
    (entry,) = listed()
    assert entry["run"] == json.loads(backcast("runs", "--json").stdout)[0]["run"]


def test_no_store_neither_uses_nor_writes_a_memory(home: Path) -> None:
    for _ in range(2):
        assert status(ran(CHAIN, "--no-store")) == "completed"
    assert not home.exists()
    ran(CHAIN)
    assert status(ran(CHAIN, "--no-store")) == "completed"


def test_each_store_has_a_memory_of_its_own() -> None:
    ran(CHAIN)
    assert status(ran(CHAIN, "--store", "other.sqlite3")) == "completed"
    assert status(ran(CHAIN, "--store", "other.sqlite3")) == "cached"


def test_a_rerun_does_again_what_it_was_asked_to() -> None:
    run = ran(CHAIN)["run"]
    again = json.loads(backcast("rerun", run, "--from", "a", "--json", "--quiet").stdout)
    assert status(again) == "completed"
    assert logged()["a"] == 2
    assert status(ran(CHAIN)) == "cached"


def test_a_value_that_json_cannot_say_is_told_and_worked_out_again() -> None:
    flow = flow_of(cached("odd: n -> x"))
    for _ in range(2):
        done = backcast("run", saved(flow), "-i", "n=1")
        assert done.returncode == 0
        assert "step 'odd' is not remembered: output 'x' has set in it" in done.stderr
    assert logged()["odd"] == 2


def test_large_results_are_kept_in_files_and_a_lost_file_means_work(home: Path) -> None:
    flow = flow_of(cached("large: n -> x"))
    ran(flow)
    again = ran(flow)
    assert status(again, "large") == "cached"
    assert again["attributes"]["x"]["value"] == ["1" * 1_000_000]
    (file,) = (f for f in home.glob("store.sqlite3.memo/*/*") if f.is_file())
    file.unlink()
    assert status(ran(flow), "large") == "completed"


def test_a_program_counts_with_its_script_and_what_it_made() -> None:
    Path("script.py").write_text("print('one')")
    command = ["python3", "script.py", "{n}"]
    flow = flow_of(cached("c: n -> said", kind="command", config={"command": command}))
    assert status(ran(flow), "c") == "completed"
    assert status(ran(flow), "c") == "cached"
    Path("script.py").write_text("print('two')")
    told = ran(flow)
    assert (status(told, "c"), told["attributes"]["said"]["value"]) == ("completed", "two")


def test_a_file_that_is_read_counts_by_its_content_and_one_that_was_written_is_left_alone() -> None:
    read = cached("r: n -> content", kind="file", config={"action": "read", "path": "{n}.txt"})
    write = cached("w: content ->", kind="file", config={"action": "write", "path": "copy.txt"})
    flow = flow_of(read, write)
    Path("data.txt").write_text("one")
    assert status(ran(flow, n="data"), "w") == "completed"
    told = ran(flow, n="data")
    assert (status(told, "r"), status(told, "w")) == ("cached", "cached")
    Path("data.txt").write_text("two")
    told = ran(flow, n="data")
    assert (status(told, "r"), status(told, "w")) == ("completed", "completed")
    assert Path("copy.txt").read_text() == "two"
    assert status(ran(flow, n="data"), "w") == "cached"
    Path("copy.txt").write_text("by hand")
    assert status(ran(flow, n="data"), "w") == "completed"
    assert Path("copy.txt").read_text() == "two"


def test_code_that_changes_while_its_run_is_on_is_not_remembered() -> None:
    flow = saved(flow_of(cached("waits: n -> x"), n=5))
    with started("run", flow) as process:
        with Path("work.py").open("a") as code:
            code.write("\nchanged = 1\n")
        Path("go").touch()
        _, said = process.communicate(timeout=20)
    assert b"step 'waits' is not remembered: its code was changed while the run was on" in said
    assert listed() == []


def test_a_killed_run_that_is_resumed_uses_what_is_remembered(home: Path) -> None:
    flow = flow_of(cached("a: n -> x"), "waits: n=x -> m", cached("b: x=m -> y"), n=1)
    ran(flow_of(cached("a: n -> x"), "b: x -> y"))
    with started("run", saved(flow)) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    Path("go").touch()
    run = json.loads(backcast("runs", "--json").stdout)[0]["run"]
    told = json.loads(backcast("resume", run, "--json", "--quiet").stdout)
    assert [status(told, step) for step in ("a", "waits", "b")] == [
        "cached",
        "completed",
        "completed",
    ]
    assert {entry["step"] for entry in listed()} == {"a", "b"}


def test_two_processes_at_once_share_one_memory() -> None:
    steps = [cached(f"a{i}: n, i:={i} -> x{i}", config={"function": "work:b"}) for i in range(20)]
    steps = [replace(s, inputs={Name("x"): Input(sources=(Name("n"),))}) for s in steps]
    goals = " ".join(step.id for step in steps)
    file = saved(flow_of(*steps, goals=goals, n=3))
    runs = [
        subprocess.Popen([*PROGRAM, "run", file, "--json", "--quiet"], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    for run in runs:
        out, _ = run.communicate(timeout=30)
        assert run.returncode == 0
        assert json.loads(out)["status"] == "completed"
    assert len(listed()) == 20
    told = json.loads(backcast("run", file, "--json", "--quiet").stdout)
    assert {one["status"] for one in told["steps"].values()} == {"cached"}


def test_a_run_that_is_killed_while_it_keeps_leaves_a_memory_that_can_be_used() -> None:
    steps = [cached(f"large{i}: n -> x{i}", config={"function": "work:large"}) for i in range(12)]
    file = saved(flow_of(*steps, goals=" ".join(step.id for step in steps), n=3))
    for turn in range(6):
        with subprocess.Popen(
            [*PROGRAM, "run", file, "--quiet"], stdout=subprocess.PIPE
        ) as process:
            until = time.monotonic() + 20
            while len(listed_in_store()) <= turn and process.poll() is None:
                assert time.monotonic() < until
            os.kill(process.pid, signal.SIGKILL)
        done = backcast("cache", "list", "--json")
        assert done.returncode == 0, done.stderr
    told = json.loads(backcast("run", file, "--json", "--quiet").stdout)
    assert told["status"] == "completed"
    values = [told["attributes"][f"x{i}"]["value"] for i in range(12)]
    assert values == [["3" * 1_000_000]] * 12


def listed_in_store() -> list[Any]:
    from engine.store import Store, store_path

    with Store(store_path()) as store:
        return list(store.memory.entries())


# the commands


def test_the_list_says_step_when_size_run_and_flow() -> None:
    assert backcast("cache", "list").stdout == ""
    run = ran(CHAIN)["run"]
    (entry,) = listed()
    assert list(entry) == ["step", "flow", "kind", "folder", "made", "run", "size"]
    assert entry["step"] == "a"
    assert (entry["flow"], entry["kind"]) == ("test", "python")
    assert Path(entry["folder"]) == Path.cwd()
    told = backcast("cache", "list").stdout
    assert re.fullmatch(rf"a  \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d +\d+ B  {run}  test\n", told)


def test_the_list_has_the_newest_first() -> None:
    for n in (1, 2):
        ran(CHAIN, n=n)
    first, second = listed()
    assert first["made"] > second["made"]


def test_clearing_forgets_everything_or_only_a_step_or_only_what_is_old() -> None:
    flow = flow_of(cached("a: n -> x"), cached("b: x -> y"))
    ran(flow)
    done = backcast("cache", "clear", "--older-than", "1")
    assert (done.returncode, done.stderr) == (0, "there is nothing to forget\n")
    done = backcast("cache", "clear", "--step", "bb")
    assert done.stderr == "nothing is remembered of a step 'bb'; did you mean 'b'?\n"
    done = backcast("cache", "clear", "--step", "b")
    assert re.fullmatch(r"forgot 1 result \(\d+ B\)\n", done.stderr)
    told = ran(flow)
    assert (status(told), status(told, "b")) == ("cached", "completed")
    assert backcast("cache", "clear").stderr.startswith("forgot 2 results (")
    assert listed() == []
    told = ran(flow)
    assert (status(told), status(told, "b")) == ("completed", "completed")


def test_old_results_are_forgotten_after_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    ran(CHAIN)
    monkeypatch.setenv("BACKCAST_KEEP_DAYS", "0")
    ran(flow_of("b: x=n -> y"))
    assert listed() == []


@pytest.mark.parametrize(
    "args", [["--older-than", "-1"], ["--older-than", "x"], ["--older-than", "nan"], ["more"]]
)
def test_bad_words_are_a_usage_error(args: list[str]) -> None:
    assert backcast("cache", "clear", *args).returncode == 2


def test_a_flow_that_remembers_and_undoes_a_step_is_refused() -> None:
    policy = WorkPolicy(cache=True, undo={"function": "work:b"})
    done = backcast("run", saved(flow_of(cached("a: n -> x", policy=policy))), "-i", "n=1")
    assert done.returncode == 2
    assert "cannot be undone" in done.stderr


# sub-flows


def parent(**changes: Any) -> Step:
    config = {"flow": "child.flow.json"}
    return cached("sub: n -> y", kind="flow", config=config, **changes)


def child(*steps: Step | str, name: str = "child") -> Flow:
    made = replace(flow_of(*steps), name=name)
    Path("child.flow.json").write_bytes(dump_flow(made))
    return made


def test_a_sub_flow_is_remembered_by_its_definition_and_the_code_of_its_steps() -> None:
    child("a: n -> x", "b: x -> y")
    flow = flow_of(parent())
    assert status(ran(flow), "sub") == "completed"
    assert status(ran(flow), "sub") == "cached"
    assert logged() == {"a": 1, "b": 1}
    Path("deeper.py").write_text("def more(n): return n + 9\n")
    told = ran(flow)
    assert (status(told, "sub"), told["attributes"]["y"]["value"]) == ("completed", 20)
    child("a: n -> x", "b: x -> y", name="other")
    assert status(ran(flow), "sub") == "completed"


def test_a_step_of_a_sub_flow_is_remembered_by_itself() -> None:
    child(cached("a: n -> x"), "b: x -> y")
    flow = flow_of(parent(policy=WorkPolicy()))
    for _ in range(2):
        told = ran(flow)
        assert (status(told, "sub"), told["attributes"]["y"]["value"]) == ("completed", 4)
    assert logged() == {"a": 1, "b": 2}
    Path("deeper.py").write_text("def more(n): return n + 9\n")
    assert ran(flow)["attributes"]["y"]["value"] == 20


def test_a_sub_flow_that_works_on_files_only_its_inputs_tell_is_not_remembered() -> None:
    read = {"action": "read", "path": "{n}.txt"}
    child(step_of("r: n -> y", kind="file", config=read))
    Path("1.txt").write_text("one")
    done = backcast("run", saved(flow_of(parent())), "-i", "n=1")
    assert done.returncode == 0, done.stderr
    assert (
        "step 'sub' is not remembered: the files that step 'r' works on cannot be told"
        in done.stderr
    )
    assert listed() == []
