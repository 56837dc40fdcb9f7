from __future__ import annotations

import io
import json
import os
import pty
import random
import re
import resource
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.cli import run_command_line
from engine.codec import dump_flow
from engine.flow import Flow, Input, Name, StepId
from engine.planner import make_plan
from engine.policy import WorkPolicy
from engine.store import Again, Store
from engine.testing import flow_of, step_of
from tests.engine.program import PROGRAM, backcast, error_of, saved, started
from tests.packages import install

WORK = """
import time
from pathlib import Path

def log(name):
    with open("log", "a") as file:
        file.write(name + "\\n")

def quick(name):
    log(name)
    time.sleep(0.004)

def a(n): quick("a"); return n + 1
def b(x): quick("b"); return {x}
def c(x): quick("c"); return x * 2
def d(y, z): quick("d"); return [sorted(y), z]
def e(w): quick("e"); return len(w)
def f(w): quick("f"); return {"w": w}
def g(u, v): quick("g"); return [u, v, "x" * 70_000]

def waits(n):
    log("waits")
    Path("began").touch()
    while not Path("go").exists():
        time.sleep(0.01)
    return n

def fails(n):
    log("fails")
    if not Path("go").exists():
        raise ValueError("not yet")
    return n

def after(n): log("after"); Path("after").touch(); return n
def now(): log("now"); return {"t": {1}, "u": 1}
def end(t, p, r): log("end"); return r
def pays(n):
    while not Path("after").exists():  # which comes after what cannot be kept
        time.sleep(0.01)
    log(f"pays-{n}")
    if n == 3:
        waits(n)
    return f"receipt {n}"
def prints(): print("x" * 200_000)
def double(n): return n * 2
"""

DIAMOND = flow_of(
    "a: n -> x", "b: x -> y", "c: x -> z", "d: y, z -> w", "e: w -> u", "f: w -> v", "g: u, v -> r"
)
FIRST = step_of("first: n -> p", config={"function": "work:after"})
WAITS = flow_of(FIRST, "waits: n=p -> m", "after: n=m -> q", n=5)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A flow's folder, which is the current one too."""
    (tmp_path / "work.py").write_text(WORK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def store(home: Path) -> Path:
    return home / "store.sqlite3"


def said(*args: str) -> Any:
    """What a command that runs nothing prints as JSON, in this process: starting one takes longer."""
    told = io.StringIO()
    with redirect_stdout(told):
        assert run_command_line([*args, "--json"]) == 0
    return json.loads(told.getvalue())


def listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = said("runs")
    return found


def shown(run: str) -> dict[str, Any]:
    found: dict[str, Any] = said("show", run)
    return found


def logged() -> Counter[str]:
    return Counter(Path("log").read_text().split()) if Path("log").exists() else Counter()


def cut_off(flow: Flow = WAITS, *args: str) -> str:
    """The id of a run that was killed while its Step `waits` was at work."""
    with started("run", saved(flow), *args) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    return str(listed()[0]["run"])


# every run is kept


def test_a_run_is_kept_and_shown_as_it_was_told() -> None:
    told = json.loads(backcast("run", saved(DIAMOND), "-i", "n=1", "--json", "--quiet").stdout)
    (entry,) = listed()
    assert entry == {
        "run": told["run"],
        "flow": "test",
        "status": "completed",
        "started": entry["started"],
        "ended": entry["ended"],
    }
    assert entry["started"] <= entry["ended"]
    assert shown(told["run"]) == told
    assert shown(told["run"][:20].lower()) == told


def test_a_failed_run_is_kept_as_failed() -> None:
    backcast("run", saved(flow_of("fails: n -> m", n=1)))
    (entry,) = listed()
    assert entry["status"] == "failed"
    told = backcast("show", entry["run"]).stdout
    assert re.search(
        r"^  fails  failed     [\d.]+ ms  ValueError: not yet \(work\.py:", told, re.MULTILINE
    )
    assert "step 'fails' failed: ValueError: not yet" in told


def test_runs_and_show_are_readable_by_people() -> None:
    backcast("run", saved(DIAMOND), "-i", "n=1")
    told = backcast("runs").stdout
    assert re.fullmatch(r"\w{26}  completed    \d{4}-\d\d-\d\d \d\d:\d\d:\d\d +\d.+ test\n", told)
    told = backcast("show", told[:26]).stdout
    assert re.search(r"^  a  completed  [\d.]+ ms$", told, re.MULTILINE)
    assert re.search(r"^r: \[2, \{", told, re.MULTILINE)


def test_a_run_is_kept_where_one_says(tmp_path: Path, store: Path) -> None:
    flow = saved(flow_of("double: n -> m", n=1))
    assert backcast("run", flow, "--no-store").returncode == 0
    assert not store.exists()
    assert backcast("run", flow, "--store", "my.db").returncode == 0
    assert said("runs", "--store", "my.db")[0]["flow"] == "test"
    env = {"BACKCAST_STORE": str(tmp_path / "other.db")}
    assert backcast("run", flow, env=env).returncode == 0
    assert len(json.loads(backcast("runs", "--json", env=env).stdout)) == 1
    assert listed() == []


def test_no_runs_are_no_error() -> None:
    assert listed() == []
    done = backcast("runs")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("no runs are kept in ")


@pytest.mark.parametrize("command", ["show", "resume", "rerun"])
def test_an_unknown_run_is_named_with_those_that_there_are(command: str) -> None:
    backcast("run", saved(flow_of("double: n -> m", n=1)))
    run = listed()[0]["run"]
    more = ("--from", "double") if command == "rerun" else ()
    done = backcast(command, "ZZZ", "--json", *more)
    assert done.returncode == 2
    assert error_of(done.stdout)["kind"] == "unknown_run"
    assert error_of(done.stdout)["names"] == [run]
    assert done.stderr == f"there is no run 'ZZZ'; the last ones are {run}\n"


# a store that is no good


def test_a_damaged_store_is_a_sentence_that_says_how_to_run_without(store: Path) -> None:
    store.parent.mkdir()
    store.write_bytes(b"no database at all " * 1000)
    flow = saved(flow_of("double: n -> m", n=1))
    done = backcast("run", flow, "--json")
    assert done.returncode == 2
    assert error_of(done.stdout)["kind"] == "store"
    assert "is damaged, or no run store at all" in done.stderr
    assert "--no-store" in done.stderr
    assert backcast("runs").returncode == 2
    assert backcast("run", flow, "--no-store").stdout == "m: 2\n"


def test_a_full_disk_stops_the_run_with_a_sentence_and_leaves_it_readable() -> None:
    flow = saved(flow_of("double: n -> m", "prints: -> p", n=1, goals="double prints"))
    assert backcast("run", flow).returncode == 0  # so that the list is there

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    done = subprocess.run(
        [*PROGRAM, "run", flow, "--json"], capture_output=True, text=True, preexec_fn=no_room
    )
    assert done.returncode == 1
    assert error_of(done.stdout)["kind"] == "store"
    assert "backcast: the run cannot be kept any more: file too large" in done.stderr
    assert "Traceback" not in done.stderr
    last = listed()[0]
    assert last["status"] == "interrupted"
    assert shown(last["run"])["steps"]["prints"]["status"] == "running"


def test_limits_that_make_no_sense_are_said_before_anything_runs() -> None:
    flow = saved(flow_of("after: n -> m", n=1))
    done = backcast("run", flow, env={"BACKCAST_KEEP_DAYS": "long"})
    assert done.returncode == 2
    assert "BACKCAST_KEEP_DAYS is 'long'; expected a number" in done.stderr
    assert not logged()


def test_old_runs_are_let_go_when_a_run_has_ended() -> None:
    flow = saved(flow_of("double: n -> m", n=1))
    assert backcast("run", flow, env={"BACKCAST_KEEP_MB": "0"}).returncode == 0
    assert listed() == []


def test_what_never_began_is_not_kept() -> None:
    done = backcast("run", saved(DIAMOND), "-i", "n=1", "--events", "no/where")
    assert done.returncode == 2
    assert backcast("run", saved(DIAMOND)).returncode == 3
    assert listed() == []


def test_contradicting_options_are_refused() -> None:
    done = backcast("run", saved(DIAMOND), "-i", "n=1", "--no-store", "--store", "x")
    assert done.returncode == 2
    assert "'--store' and '--no-store' contradict each other" in done.stderr


# resume


def test_a_run_that_was_cut_off_goes_on_where_it_was() -> None:
    run = cut_off()
    assert listed()[0] | {"started": ""} == {
        "run": run, "flow": "test", "status": "interrupted", "started": "", "ended": None
    }  # fmt: skip
    assert shown(run)["status"] == "interrupted"
    assert f"'backcast resume {run}' goes on with it." in backcast("show", run).stdout
    Path("go").touch()
    done = backcast("resume", run[:20], "--json", "--quiet")
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr, told["run"]) == (0, "", run)
    assert told["attributes"]["q"]["value"] == 5
    assert logged() == {"after": 2, "waits": 2}  # `first` is not done twice
    assert [entry["status"] for entry in listed()] == ["completed"]
    assert shown(run) == told


def test_a_run_that_has_ended_cannot_be_resumed() -> None:
    backcast("run", saved(flow_of("double: n -> m", n=1)))
    run = listed()[0]["run"]
    done = backcast("resume", run, "--json")
    assert (done.returncode, error_of(done.stdout)["kind"]) == (2, "run_ended")
    assert f"'backcast rerun {run} --from STEP'" in done.stderr


def test_a_run_that_is_on_cannot_be_resumed() -> None:
    with started("run", saved(WAITS)):
        (entry,) = listed()
        assert entry["status"] == "running"
        done = backcast("resume", entry["run"], "--json")
        assert (done.returncode, error_of(done.stdout)["kind"]) == (2, "run_is_on")


def once(flow: Flow, step: str) -> Flow:
    """The same Flow with a Step that must not be repeated."""
    changed = replace(flow.steps[StepId(step)], policy=WorkPolicy(repeatable=False))
    return replace(flow, steps={**flow.steps, StepId(step): changed})


def test_work_that_must_not_be_repeated_is_not_without_asking() -> None:
    run = cut_off(once(WAITS, "waits"))
    Path("go").touch()
    done = backcast("resume", run, "--json")
    assert done.returncode == 2
    error = error_of(done.stdout)
    assert (error["kind"], error["names"]) == ("not_repeatable", ["waits"])
    assert "resume with --yes" in done.stderr
    assert logged()["waits"] == 1
    assert backcast("resume", run, "--yes").returncode == 0
    assert logged()["waits"] == 2


PAYING = """
import asyncio
import os
from pathlib import Path
from engine.plugin import KindConfig

class Paying:
    name = "paying"; title = "Pay"; description = "Pays."; category = "Others"; icon = "box"
    config = KindConfig; inputs = {}; outputs = {}
    repeatable = False

    def check(self, step, config, folder): return ()
    def needs_thread(self, call, context): return False

    async def perform(self, call, config, context):
        Path("paid").touch()
        Path("began").touch()
        await asyncio.sleep(600)

def noting(handle, sync=os.fsync):
    sync(handle)
    with Path("synced").open("a") as file:
        file.write("late" if Path("paid").exists() else "before")

os.fsync = noting
"""


@pytest.fixture
def paying(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Path("site").absolute()
    install(site, "paying", "[backcast.kinds]\npaying = paying:Paying\n")
    (site / "paying.py").write_text(PAYING)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(site), *sys.path)))


@pytest.mark.usefixtures("paying")
def test_nor_is_that_of_a_kind_that_says_so() -> None:
    run = cut_off(flow_of(step_of("pays: -> x", kind="paying")))
    done = backcast("resume", run, "--json")
    error = error_of(done.stdout)
    assert (done.returncode, error["kind"], error["names"]) == (2, "not_repeatable", ["pays"])
    assert Path("synced").read_text() == "before"


@pytest.mark.usefixtures("paying")
def test_it_begins_once_its_start_is_on_the_disk_also_in_a_run_that_is_resumed() -> None:
    pays = step_of("pays: q -> z", kind="paying")
    run = cut_off(flow_of(*WAITS.steps.values(), pays, n=5))
    assert not Path("synced").exists()
    Path("go").touch()
    until = time.monotonic() + 20
    with started("resume", run) as process:
        while not Path("paid").exists() and process.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.01)
    assert Path("synced").read_text() == "before"


def test_other_work_that_must_not_be_repeated_needs_no_question() -> None:
    run = cut_off(once(once(WAITS, "first"), "after"))
    Path("go").touch()
    assert backcast("resume", run).returncode == 0


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 130)])
def test_on_a_terminal_it_is_asked(answer: str, status: int) -> None:
    run = cut_off(once(WAITS, "waits"))
    Path("go").touch()
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*PROGRAM, "resume", run], stdin=theirs, stderr=theirs, stdout=subprocess.PIPE
    ) as process:
        os.close(theirs)
        said, until = b"", time.monotonic() + 20
        while b"[y/N]" not in said:
            assert time.monotonic() < until, said
            if select.select([ours], [], [], 0.1)[0]:
                said += os.read(ours, 1000)
        assert b"'waits' had begun when the run was cut off, and must not be repeated" in said
        os.write(ours, answer.encode() + b"\n")
        while process.poll() is None:
            if select.select([ours], [], [], 0.05)[0]:
                try:
                    os.read(ours, 1000)
                except OSError:  # the other end is closed
                    break
        assert process.wait(10) == status
    os.close(ours)
    assert logged()["waits"] == (2 if status == 0 else 1)


# rerun


def test_a_rerun_keeps_what_does_not_follow_from_its_step() -> None:
    flow = flow_of(FIRST, "fails: n=p -> m", "after: n=m -> r", n=4)
    backcast("run", saved(flow))
    old = listed()[0]["run"]
    Path("go").touch()
    done = backcast("rerun", old, "--from", "fails", "--json", "--quiet")
    told = json.loads(done.stdout)
    assert (done.returncode, told["status"]) == (0, "completed")
    assert told["attributes"]["r"]["value"] == 4
    assert told["run"] != old
    assert logged() == {"after": 2, "fails": 2}
    assert [entry["status"] for entry in listed()] == ["completed", "failed"]
    assert shown(told["run"]) == told


def test_nothing_is_learned_from_what_a_rerun_only_gave_again(store: Path) -> None:
    Path("go").touch()
    assert backcast("run", saved(WAITS)).returncode == 0
    run = listed()[0]["run"]
    assert backcast("rerun", run, "--from", "waits").returncode == 0
    assert logged() == {"after": 3, "waits": 2}, "the first of which was `first`"
    with Store(store) as kept:
        assert set(kept.timings(run)) == {"first", "waits", "after"}
        assert set(kept.timings(listed()[0]["run"])) == {"waits", "after"}


def test_a_rerun_makes_again_what_could_not_be_kept() -> None:
    backcast("run", saved(DIAMOND), "-i", "n=1")
    done = backcast("rerun", listed()[0]["run"], "--from", "d")
    assert done.returncode == 0
    assert logged() == Counter("abcdefg") + Counter("bdefg")


def test_a_rerun_takes_whole_lists_of_steps_that_ran_for_each_element() -> None:
    each = step_of("double: n -> m")
    each = replace(each, inputs={Name("n"): Input(each=True)})
    flow = flow_of(each, "after: n=m -> r", n=[1, 2])
    assert backcast("run", saved(flow)).returncode == 0
    done = backcast("rerun", listed()[0]["run"], "--from", "after")
    assert (done.returncode, done.stdout) == (0, "r: [2, 4]\n")


def test_a_rerun_that_was_cut_off_still_takes_the_results_of_the_other_run() -> None:
    Path("go").touch()
    flow = flow_of(FIRST, "waits: n -> m", "after: n=m, o=p -> q", n=5)
    Path("work.py").write_text(WORK.replace("def after(n)", "def after(n, o=0)"))
    assert backcast("run", saved(flow)).returncode == 0
    Path("go").unlink()
    Path("began").unlink()
    with started("rerun", listed()[0]["run"], "--from", "waits") as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    Path("go").touch()
    assert backcast("resume", listed()[0]["run"]).stdout == "q: 5\n"
    assert logged() == {"after": 3, "waits": 3}


def test_a_rerun_of_an_edited_flow_that_was_cut_off_takes_nothing_of_what_was_edited(
    store: Path,
) -> None:
    Path("go").touch()
    flow = flow_of(FIRST, "waits: n=p -> m", "other: n -> o", "end: m, o -> r", n=5)
    Path("work.py").write_text(
        f"{WORK}\ndef other(n): log('other'); return n\ndef end(m, o): return m\n"
    )
    assert backcast("run", saved(flow)).returncode == 0
    ran = listed()[0]["run"]
    first = replace(flow.steps[StepId("first")], config={"function": "work:double"})
    edited = replace(flow, steps={**flow.steps, first.id: first})
    with Store(store) as kept:
        plan = make_plan(edited, given={Name("n"): 5})
        kept.begin(
            "R2", plan, dump_flow(edited), file=saved(edited), folder=Path.cwd(), at=time.time(),
            again=Again(ran, StepId("end")),
        ).close()  # fmt: skip
    assert backcast("resume", "R2").stdout == "r: 10\n"
    assert logged() == {"after": 1, "waits": 2, "other": 1}


def test_a_rerun_that_was_cut_off_does_again_what_is_remembered_when_it_is_resumed() -> None:
    Path("go").touch()
    after = step_of("after: n=m -> q", policy=WorkPolicy(cache=True))
    assert backcast("run", saved(flow_of("waits: n -> m", after, n=5))).returncode == 0
    Path("go").unlink()
    Path("began").unlink()
    with started("rerun", listed()[0]["run"], "--from", "waits") as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    Path("go").touch()
    assert backcast("resume", listed()[0]["run"]).stdout == "q: 5\n"
    assert logged() == {"after": 2, "waits": 3}


def test_a_rerun_repeats_nothing_unasked_that_must_not_be_and_does_not_follow() -> None:
    flow = flow_of(FIRST, "waits: n -> m", "after: n=p -> r", "end: t=m, p, r -> q", n=5)
    run = cut_off(once(flow, "waits"))
    Path("go").touch()
    done = backcast("rerun", run, "--from", "after", "--json")
    error = error_of(done.stdout)
    assert (done.returncode, error["kind"], error["names"]) == (2, "not_repeatable", ["waits"])
    assert "'waits' had begun in that run" in done.stderr
    assert "rerun with --yes" in done.stderr
    assert logged()["waits"] == 1
    assert len(listed()) == 1  # none was begun
    assert backcast("rerun", run, "--from", "after", "--yes").returncode == 0
    assert logged()["waits"] == 2
    assert backcast("rerun", run, "--from", "waits").returncode == 0  # as was asked for


def test_a_rerun_says_that_nobody_knows_what_had_begun_where_the_journal_is_lost(
    store: Path,
) -> None:
    now = step_of("now: -> t, u", policy=WorkPolicy(repeatable=False))
    assert backcast("run", saved(flow_of(now, "after: n=t -> r"))).returncode == 0
    journal_of(store).write_bytes(b"")
    run = listed()[0]["run"]
    done = backcast("rerun", run, "--from", "after", "--json")
    assert (done.returncode, error_of(done.stdout)["names"]) == (2, ["now"])
    assert f"warning: the journal '{journal_of(store)}' was cut off" in done.stderr
    assert "'now' may have begun in that run" in done.stderr
    assert backcast("rerun", run, "--from", "after", "--yes").returncode == 0
    assert logged()["now"] == 2


def test_a_rerun_from_nowhere_is_refused() -> None:
    backcast("run", saved(DIAMOND), "-i", "n=1")
    done = backcast("rerun", listed()[0]["run"], "--from", "nowhere")
    assert done.returncode == 2
    assert "the run has no step 'nowhere'; it has a, b, c, d, e, f, g" in done.stderr
    backcast("run", saved(flow_of("p: -> x:=1", goals="p")))
    done = backcast("rerun", listed()[0]["run"], "--from", "p")
    assert "the run did not run step 'p': 'x' is pinned" in done.stderr
    done = backcast("rerun", listed()[0]["run"], "--from", "nowhere")
    assert "the run has no step 'nowhere'; it has none" in done.stderr


PAYMENTS = flow_of(
    "now: -> t, u",
    step_of("first: n=u -> p", config={"function": "work:after"}),
    step_of(
        "pays: n -> r", policy=WorkPolicy(parallelism=1),
        inputs={Name("n"): Input(each=True)},
    ),
    "end: t, p, r -> w",
    n=[1, 2, 3],
)  # fmt: skip


def test_what_ended_after_a_value_that_could_not_be_kept_is_not_done_again() -> None:
    run = cut_off(PAYMENTS)
    assert logged() == Counter(
        {"now": 1, "after": 1, "pays-1": 1, "pays-2": 1, "pays-3": 1, "waits": 1}
    )
    Path("go").touch()
    done = backcast("resume", run, "--json")
    assert done.returncode == 0
    assert "step 'now' is done again, since what came of it could not be kept" in done.stderr
    told = json.loads(done.stdout)
    assert told["attributes"]["w"]["value"] == ["receipt 1", "receipt 2", "receipt 3"]
    assert logged() == Counter(
        {"now": 2, "after": 1, "pays-1": 1, "pays-2": 1, "pays-3": 2, "waits": 2, "end": 1}
    ), "what had ended is not paid for twice"


# kill -9


def journal_of(store: Path) -> Path:
    (journal,) = store.with_name("store.sqlite3.runs").glob("*/journal")
    return journal


def kill_and_resume(store: Path, chance: random.Random) -> None:
    """Kill a run somewhere, perhaps more than once; it ends as if nothing had happened."""
    command: tuple[str, ...] = ("run", saved(DIAMOND), "-i", "n=1")
    records = chance.randrange(1, 40)
    for _ in range(chance.choice((1, 1, 2))):
        kill_after(store, command, records, chance.random() * 0.004)
        (entry,) = listed()
        if entry["status"] == "completed":
            break
        assert entry["status"] == "interrupted"
        before = shown(entry["run"])["steps"]
        ended = [step for step, one in before.items() if one["status"] == "completed"]
        counts = logged()
        command, records = ("resume", entry["run"]), records + chance.randrange(1, 10)
    else:
        done = backcast(*command, "--json", "--quiet")
        assert done.returncode == 0, done.stderr
        again = {"b", "c", "d", "e", "f", "g"} if "b" in ended else set()  # its set was not kept
        assert all(logged()[step] == counts[step] for step in ended if step not in again)
    (entry,) = listed()
    told = shown(entry["run"])
    assert (entry["status"], told["error"]) == ("completed", None)
    assert {one["status"] for one in told["steps"].values()} == {"completed"}
    assert {name: one["value"] for name, one in told["attributes"].items() if name != "y"} == {
        "n": 1, "x": 2, "z": 4, "w": [[2], 4], "u": 2, "v": {"w": [[2], 4]},
        "r": [2, {"w": [[2], 4]}, "x" * 70_000],
    }  # fmt: skip
    lines = [json.loads(line) for line in journal_of(store).read_text().splitlines()]
    assert [line[0] for line in lines] == [*range(1, len(lines) + 1)]


def kill_after(store: Path, command: tuple[str, ...], records: int, delay: float) -> None:
    """Run the program until so many records are there, and `delay` s longer; then kill it."""
    with subprocess.Popen(
        [*PROGRAM, *command, "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        until = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < until:
            journals = list(store.with_name("store.sqlite3.runs").glob("*/journal"))
            if journals and journals[0].read_bytes().count(b"\n") >= records:
                time.sleep(delay)
                break
            time.sleep(0.001)
        process.kill()


@pytest.mark.parametrize("seed", range(5))
def test_a_run_killed_at_any_moment_resumes_to_the_same_end(store: Path, seed: int) -> None:
    kill_and_resume(store, random.Random(seed))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5, 205))
def test_two_hundred_times(store: Path, seed: int) -> None:
    kill_and_resume(store, random.Random(seed))


def test_a_run_killed_before_its_first_record_begins_when_it_is_resumed(store: Path) -> None:
    backcast("run", saved(DIAMOND), "-i", "n=1")
    journal_of(store).write_bytes(b"")
    subprocess.run(
        [sys.executable, "-c", "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]);"
         "d.execute(\"UPDATE runs SET status = 'running', ended = NULL\"); d.commit()", str(store)],
        check=True,
    )  # fmt: skip
    (entry,) = listed()
    assert entry["status"] == "interrupted"
    assert shown(entry["run"])["flow"] == "test"
    assert backcast("resume", entry["run"]).returncode == 0
    assert shown(entry["run"])["attributes"]["n"]["value"] == 1


def test_a_rerun_says_of_which_run_it_takes_results() -> None:
    flow = saved(flow_of("a: n -> x", "b: x -> z", n=1))
    run = said("run", flow)["run"]
    done = backcast("rerun", run, "--from", "b")
    lines = [line.split(maxsplit=2)[2] for line in done.stderr.splitlines() if line[0] == "+"]
    assert [" ".join(line.split()[:4]) for line in lines[:2]] == [
        "a completed taken from",
        "b running",
    ]
    assert f"taken from {run}" in done.stderr


def test_a_rerun_says_where_the_file_was_edited_and_runs_it_if_asked_to() -> None:
    Path("go").touch()
    flow = flow_of(FIRST, "after: n=p -> q", "broken: n=q -> r", n=5)
    boom = replace(flow.steps[StepId("broken")], config={"function": "work:boom"})
    code = "def boom(n): raise ValueError\ndef broken(n): return -n\n"
    Path("work.py").write_text(f"{WORK}\n{code}")
    done = backcast("run", saved(replace(flow, steps={**flow.steps, boom.id: boom})), "--json")
    run = json.loads(done.stdout)["run"]
    saved(flow)
    as_then = backcast("rerun", run, "--from", "broken")
    assert as_then.returncode == 1
    assert as_then.stderr.splitlines()[0] == (
        f"note: 'f.flow.json' is not as run '{run}' was made of it; "
        "it is run as it was then. --edited runs it as it is now"
    )
    as_now = backcast("rerun", run, "--from", "broken", "--edited")
    assert (as_now.returncode, as_now.stdout) == (0, "r: -5\n"), as_now.stderr
    assert "note:" not in as_now.stderr
    assert as_now.stderr.count("taken from") == 2
    Path("f.flow.json").unlink()
    gone = backcast("rerun", run, "--from", "broken", "--edited")
    assert gone.returncode == 2
    assert f"the file that run '{run}' was made of is not there" in gone.stderr


def test_what_a_rerun_took_is_shown_and_explained_as_taken(store: Path) -> None:
    flow = saved(flow_of("a: n -> x", "b: x -> y", "c: x -> z", goals="b c", n=1))
    first = said("run", flow)["run"]
    again = said("rerun", first, "--from", "b")["run"]
    shown_rows = [line.split() for line in backcast("show", again).stdout.splitlines()]
    rows = {row[0]: row[1:] for row in shown_rows}
    assert [rows[step] for step in "ac"] == [["completed", "taken", "from", first]] * 2
    assert rows["b"][0] == "completed"
    assert "taken" not in rows["b"]
    taken = f"tep 'c' was not run again: its outputs were taken from run '{first}'"
    for name in ("c", "z", "a->c"):
        done = backcast("explain", flow, name, "--run", again).stdout
        assert taken in done
        assert "it waited" not in done
    assert backcast("explain", flow, "b", "--run", again).stdout.startswith("Step 'b' completed in")
    with Store(store) as kept:
        kept.drop(first)
    assert "taken" not in backcast("show", again).stdout, "nobody can tell any more"


def test_of_many_runs_that_begin_alike_a_few_are_named() -> None:
    flow = saved(flow_of("a: n -> x", n=1))
    for _ in range(7):
        backcast("run", flow, "--quiet")
    done = backcast("show", "")
    assert done.stderr.count(", ") == 4
    assert done.stderr.endswith(" and 2 more\n")


def test_a_folder_in_place_of_a_store_is_a_whole_sentence(tmp_path: Path) -> None:
    done = backcast("runs", "--store", str(tmp_path))
    assert done.stderr.endswith("cannot be used: is a directory; name another one with --store\n")


@pytest.mark.parametrize(
    ("place", "why"),
    [("/", "is a directory"), ("/.", "is a directory"), ("/dev/null", "it is a device or a pipe")],
)
def test_what_can_be_no_store_is_refused_with_a_sentence(place: str, why: str) -> None:
    flow = saved(flow_of("a: n -> x", n=1))
    for command in (["runs"], ["run", flow], ["show", "x"], ["resume", "x"], ["cache", "list"]):
        done = backcast(*command, "--store", place)
        assert done.returncode == 2
        assert done.stderr.startswith("the run store '/")
        assert f"cannot be used: {why}" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not logged()


def test_a_shown_value_does_not_draw_over_what_else_is_shown() -> None:
    flow = saved(flow_of("first: n -> p", n="a\x1b[2Jb\x07c\u202ed"))
    Path("work.py").write_text("def first(n): return n")
    backcast("run", flow, "-q")
    told = backcast("show", listed()[0]["run"]).stdout
    assert told.endswith("p: ab cd\n")


def test_a_listed_run_of_a_flow_without_a_name_goes_by_its_file() -> None:
    flow = saved(replace(flow_of("a: n -> x", n=1), name=""))
    backcast("run", flow, "--quiet")
    assert [one["flow"] for one in listed()] == [flow]


def test_what_is_lost_of_a_run_is_said_when_it_is_shown(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = json.loads(backcast("run", saved(DIAMOND), "-i", "n=1", "--json").stdout)["run"]
    journal = Path(f"{store}.runs") / run / "journal"
    whole = journal.read_bytes().splitlines(keepends=True)
    for left, told in (
        ([*whole[:4], b"[5,nonsense\n", *whole[5:]], "is damaged at line 5; what happened from"),
        (whole[:6], "was cut off; what happened after line 6 is lost"),
        (None, "is gone; what the steps of the run gave and said is lost"),
    ):
        if left is None:
            journal.unlink()
        else:
            journal.write_bytes(b"".join(left))
        for option in ((), ("--json",)):
            assert run_command_line(["show", run, *option]) == 1
            assert told in capsys.readouterr().err


def test_a_value_that_json_would_change_is_made_again_when_a_run_is_resumed() -> None:
    Path("work.py").write_text(
        f"{WORK}\n"
        "def makes(): log('makes'); return (1, 2)\n"
        "def adds(point, m): return sum(point + (m,))\n"
        "def waits_then(n, point): return waits(n)\n"
    )
    made = step_of("makes: -> point", config={"function": "work:makes"})
    then = step_of("waits: n, point -> m", config={"function": "work:waits_then"})
    run = cut_off(flow_of(made, then, "adds: point, m -> sum", n=5))
    Path("go").touch()
    done = backcast("resume", run, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["steps"]["adds"]["outputs"] == {"sum": 8}
    assert logged()["makes"] == 2
    assert told["steps"]["makes"]["outputs"] == {"point": [1, 2]}
    assert shown(run) == told
