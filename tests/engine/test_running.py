from __future__ import annotations

import json
import os
import pty
import re
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import engine
from engine.flow import Step
from engine.policy import OnFailure, Retry, WorkPolicy
from engine.testing import flow_of, step_of
from tests.engine.program import PROGRAM, SIMPLE, WORK, backcast, saved, started


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A flow's folder, which is the current one too."""
    (tmp_path / "work.py").write_text(WORK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# the streams


def test_user_code_cannot_write_to_stdout_nor_read_stdin() -> None:
    done = backcast(
        "run", saved(flow_of("loud: -> x", "asks: -> y", goals="loud asks")), stdin="secret"
    )
    assert (done.returncode, done.stdout) == (0, 'y: ""\nx: true\n')
    assert re.search(r"loud +\| printed$", done.stderr, re.MULTILINE)
    assert "written" in done.stderr
    assert "echoed" in done.stderr


def test_output_is_utf8_whatever_the_locale() -> None:
    flow = saved(flow_of("odd: -> x"))
    for args in (("--json",), ()):
        done = backcast(
            "run", flow, *args, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}
        )
        assert done.returncode == 0
        assert "ü" in done.stdout
    half = {"$type": "str", "preview": r"'\udcffü'"}  # a text that no JSON can hold
    assert json.loads(done.stdout.removeprefix("x: ")) == [half, {"$type": "set", "preview": "{1}"}]


@pytest.mark.parametrize("to", ["-", "events.jsonl"])
def test_events_are_lines_of_json(to: str) -> None:
    done = backcast("run", saved(SIMPLE), "-i", "n=1", "--events", to, "--quiet")
    text = done.stdout if to == "-" else Path(to).read_text("utf-8")
    events = [json.loads(line) for line in text.splitlines()]
    assert [event["seq"] for event in events] == [*range(1, len(events) + 1)]
    assert (events[0]["type"], events[-1]["type"]) == ("run_started", "run_settled")
    assert len({event["run"] for event in events}) == 1
    assert to == "-" or done.stdout == "doubled: 2\n"


def test_a_reader_of_events_that_goes_away_ends_the_run_with_a_sentence() -> None:
    with started("run", saved(flow_of("chatters: -> x")), "--events", "-", "--quiet") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(10) == 1  # nobody pressed Ctrl-C
        told = b"backcast: the run was stopped, since nobody reads its events any more\n"
        assert process.stderr.read() == told


def test_a_closed_pipe_is_no_error() -> None:
    flow = flow_of(*(f"s{i}: -> x{i}" for i in range(3000)), goals=[f"s{i}" for i in range(3000)])
    with subprocess.Popen(
        [*PROGRAM, "plan", saved(flow)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        process.wait(20)
        assert process.stderr.read() == b""


# stopping


@pytest.mark.parametrize("step", ["waits", "forever", "lingers"])
def test_ctrl_c_ends_the_run_with_its_result(step: str) -> None:
    with started("run", saved(flow_of(f"{step}: -> x")), "--json") as process:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
    result = json.loads(out)
    assert process.returncode == 130
    assert (result["status"], result["goals"]) == ("cancelled", {step: "cancelled"})
    assert b"run cancelled after" in err
    assert b"Traceback" not in err


def test_sigterm_stops_like_ctrl_c() -> None:
    with started("run", saved(flow_of("waits: -> x"))) as process:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (130, b"")
    assert b"run cancelled after" in err


def test_a_second_ctrl_c_leaves_at_once_though_the_loop_is_blocked() -> None:
    with started("run", saved(flow_of("blocks: -> x"))) as process:
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)  # two signals that come at once are one
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=5)
    assert process.returncode == 130
    (run,) = json.loads(backcast("runs", "--json").stdout)
    assert run["status"] == "interrupted"
    told = f"the run is kept as interrupted; 'backcast resume {run['run']}' goes on with it"
    assert told in err.decode()


def test_ctrl_c_is_heard_before_anything_that_takes_time_is_imported() -> None:
    code = "import sys, engine.__main__; print(*(m for m in sys.modules if m in sys.argv))"
    names = ("engine.errors", "typing", "enum", "signal", "click", "engine.__main__")
    done = subprocess.run(
        [sys.executable, "-S", "-c", code, *names], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(engine.__file__).parents[1])},
    )  # fmt: skip
    assert done.stdout.split() == ["engine.__main__"]


IMPATIENT = (
    "import sys, engine.cli.watching as watching\n"
    "from engine.__main__ import main\n"
    "watching.GRACE, watching.PATIENCE, watching.BEAT = 0.3, 0.4, 0.1\n"
    "sys.exit(main())\n"
)
IN_A_HURRY = (sys.executable, "-c", IMPATIENT)


def test_a_run_that_cannot_stop_is_left_after_a_while() -> None:
    with started("run", saved(flow_of("blocks: -> x")), program=IN_A_HURRY) as process:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert b"did not stop within 0.3 s" in err


def kept_status() -> str:
    (run,) = json.loads(backcast("runs", "--json").stdout)
    return str(run["status"])


def test_a_run_whose_time_is_up_ends_though_a_coroutine_blocks_it() -> None:
    flow = saved(flow_of("double: n -> y", "blocks: -> x", "late: x ->", goals="late double", n=2))
    args = ("run", flow, "--timeout", "0.2", "--json", "--events", "e.jsonl")
    done = backcast(*args, program=IN_A_HURRY)
    result = json.loads(done.stdout)
    told = "the run took longer than 0.2 s, and step 'blocks' held up the program, which was left"
    assert (done.returncode, result["status"], kept_status()) == (1, "failed", "failed")
    assert result["error"] == {"kind": "timeout", "message": told, "names": []}
    statuses = {name: (one["status"], one["reason"]) for name, one in result["steps"].items()}
    assert statuses["blocks"] == statuses["late"] == ("cancelled", "run_timeout")
    assert "step 'blocks' does not let anything else go on" in done.stderr
    events = [json.loads(line) for line in Path("e.jsonl").read_text().splitlines()]
    assert [one["seq"] for one in events] == list(range(1, len(events) + 1))
    assert [one["type"] for one in events[-2:]] == ["run_failed", "run_settled"]
    shown = json.loads(backcast("show", result["run"], "--json").stdout)
    assert shown["steps"] == result["steps"]


def test_a_coroutine_that_goes_on_past_its_timeout_and_blocks_the_run_fails_with_it() -> None:
    flow = flow_of(with_timeout("blocks: -> x", 0.2), "late: x ->", goals="late")
    done = backcast("run", saved(flow), "--json", program=IN_A_HURRY)
    result = json.loads(done.stdout)
    assert (done.returncode, result["status"], kept_status()) == (1, "failed", "failed")
    assert result["steps"]["blocks"]["reason"] == "timeout"
    told = "took longer than 0.2 s and held up the program, which was left"
    assert result["steps"]["blocks"]["message"] == told
    assert result["error"]["message"] == f"step 'blocks' failed: {told}"
    assert result["steps"]["late"]["status"] == "blocked"


def test_what_a_blocked_run_has_to_undo_is_undone_when_it_is_resumed() -> None:
    policy = WorkPolicy(undo={"function": "work:undoes"})
    flow = flow_of(step_of("double: n -> y", policy=policy), with_timeout("blocks: y ->", 0.2), n=2)
    code = "def undoes(n, y):\n    pass\n" + WORK.replace(
        "async def blocks()", "async def blocks(y)"
    )
    Path("work.py").write_text(code)
    flow = replace(flow, on_failure=OnFailure.UNDO)
    done = backcast("run", saved(flow), "--json", program=IN_A_HURRY)
    run = json.loads(done.stdout)
    assert (done.returncode, run["status"]) == (1, "failed")
    assert f"'backcast resume {run['run']}' undoes what is left to undo" in done.stderr
    done = backcast("resume", run["run"], "--json")
    result = json.loads(done.stdout)
    assert (done.returncode, result["status"], kept_status()) == (1, "failed", "failed")
    assert result["steps"]["double"]["undo"] == "completed"


def test_undoing_that_was_stopped_goes_on_when_the_run_is_resumed() -> None:
    """The first undo waits for Ctrl-C; when the run is resumed, it does not."""
    policy = WorkPolicy(undo={"function": "work:undoes"})
    flow = flow_of(
        step_of("double: n -> y", policy=policy),
        step_of("again: n=y -> z", config={"function": "work:double"}, policy=policy),
        step_of("boom: z ->", config={"function": "work:fails"}), n=2,
    )  # fmt: skip
    Path("work.py").write_text(
        WORK + "def fails(z):\n    raise ValueError('no')\n"
        "async def undoes(n, y=0, z=0):\n"
        "    first = not Path('began').exists()\n"
        "    Path('began').touch()\n"
        "    await asyncio.sleep(600 if first else 0)\n"
    )
    file = saved(replace(flow, on_failure=OnFailure.UNDO))
    with started("run", file, "--json", "--events", "e.jsonl") as process:
        status, out, err = left(process, signal.SIGINT)
    run = json.loads(out)
    assert (status, run["status"], kept_status()) == (1, "failed", "interrupted")
    assert "undoing had begun: 'again'" in err
    assert f"'backcast resume {run['run']}' undoes what is left to undo" in err
    assert "undo_failed" not in Path("e.jsonl").read_text()
    result = json.loads(backcast("resume", run["run"], "--json").stdout)
    assert [result["steps"][s]["undo"] for s in ("again", "double")] == ["completed", "completed"]
    assert kept_status() == "failed"


def test_undoing_that_was_stopped_is_given_up_where_the_run_is_not_kept() -> None:
    policy = WorkPolicy(undo={"function": "work:undoes"})
    flow = flow_of(
        step_of("double: n -> y", policy=policy),
        step_of("boom: y ->", config={"function": "work:fails"}), n=2,
    )  # fmt: skip
    code = "def fails(y):\n    raise ValueError('no')\nasync def undoes(n, y):\n    await waits()\n"
    Path("work.py").write_text(WORK + code)
    file = saved(replace(flow, on_failure=OnFailure.UNDO))
    with started("run", file, "--json", "--no-store") as process:
        status, out, err = left(process, signal.SIGINT)
    assert (status, json.loads(out)["steps"]["double"]["undo"]) == (1, "failed")
    assert "could not be undone: 'double': cut short: the run was stopped" in err
    assert "resume" not in err


def with_timeout(step: str, seconds: float) -> Step:
    return step_of(step, policy=WorkPolicy(timeout=seconds))


# starting


def test_neither_qt_nor_anything_heavy_is_imported() -> None:
    assert backcast("run", saved(flow_of("modules: -> x")), "-q").stdout == "x: []\n"


def test_the_program_costs_little_to_start() -> None:
    flow, costs = saved(SIMPLE), []
    for _ in range(3):  # processor time, since other programs use the machine too
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert backcast("run", flow, "-i", "n=1", "-q").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(costs) < 0.6


# on a terminal


def test_a_terminal_shows_a_live_table_that_never_cuts_off_a_status() -> None:
    again = WorkPolicy(retry=Retry(times=1, delay=0.3, jitter=0.0))
    name = "boom-" + "long" * 10
    flow = flow_of(
        step_of(f"{name}: -> x", config={"function": "work:boom"}, policy=again),
        "double: n=x -> y", "loud: -> z", goals="double loud",
    )  # fmt: skip
    controller, terminal = pty.openpty()
    os.set_blocking(controller, True)
    process = subprocess.Popen(
        [*PROGRAM, "run", saved(flow)], stdout=subprocess.PIPE, stderr=terminal,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "48", "LINES": "20"},
    )  # fmt: skip
    os.close(terminal)
    shown = b""
    with process:
        while chunk := _read(controller):
            shown += chunk
    os.close(controller)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    assert process.returncode == 1
    assert re.search(r"↻  boom-long\w*…  retrying +in [\d.]+ ms  V", text)
    assert re.search(r"✕  boom-long\w*…  failed    ", text)
    assert re.search(r"⊟  double +blocked   ", text)
    assert re.search(r"✓  loud +completed ", text)
    assert "1 completed · 1 failed · 1 blocked" in text
    assert "run failed after" in text


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux says that the other end was closed
        return b""


# what Steps do to the program


RUDE = """
import asyncio, gc, os, sys
from pathlib import Path

async def stops_the_loop():
    asyncio.get_running_loop().stop()
    await asyncio.sleep(0.01)
    return 1

async def cancels_all():
    for task in asyncio.all_tasks():
        task.cancel()
    await asyncio.sleep(0)

async def cancels_whatever_there_is():
    for one in gc.get_objects():
        if isinstance(one, asyncio.Task):
            one.cancel()
    await asyncio.sleep(0)

async def exits_later():
    asyncio.get_running_loop().call_soon(sys.exit, 7)
    await asyncio.sleep(0.01)
    return 1

async def leaves_a_task():
    async def tidies():
        try:
            await asyncio.sleep(600)
        finally:
            Path("tidied").touch()

    asyncio.create_task(tidies())
    await asyncio.sleep(0)
    return 3

def steady():
    return 2

def verbose():
    raise ValueError("many words " * 100_000)
"""


def rude(*steps: str) -> str:
    Path("rude.py").write_text(RUDE)
    made = (step_of(f"{s}: -> {s}", config={"function": f"rude:{s}"}) for s in steps)
    return saved(flow_of(*made, goals=list(steps)))


@pytest.mark.parametrize("step", ["stops_the_loop", "exits_later"])
def test_a_step_that_stops_the_loop_stops_nothing(step: str) -> None:
    done = backcast("run", rude(step, "steady"), "--json", "-q")
    result = json.loads(done.stdout)
    assert (done.returncode, done.stderr, result["status"]) == (0, "", "completed")


def test_a_task_that_a_step_forgot_is_cancelled_at_the_end() -> None:
    done = backcast("run", rude("leaves_a_task"), "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "leaves_a_task: 3\n", "")
    assert Path("tidied").exists()


def test_a_step_that_cancels_all_tasks_fails_and_the_run_goes_on() -> None:
    done = backcast("run", rude("cancels_all"), "--json")
    result = json.loads(done.stdout)
    assert (done.returncode, result["status"]) == (1, "failed")
    assert result["error"]["names"] == ["cancels_all"]


def test_a_step_that_cancels_the_run_itself_leaves_a_result() -> None:
    done = backcast("run", rude("cancels_whatever_there_is"), "--json")
    assert (done.returncode, json.loads(done.stdout)["status"]) == (130, "cancelled")


def test_a_long_message_is_cut_and_said_once() -> None:
    done = backcast("run", rude("verbose"))
    assert done.returncode == 1
    assert 1_000 < len(done.stderr) < 2_000
    done = backcast("run", rude("verbose"), "--json", "--quiet", "--verbose")
    assert 60_000 < len(done.stderr) < 70_000
    assert len(json.loads(done.stdout)["steps"]["verbose"]["message"]) < 1_200


# leaving


def left(process: subprocess.Popen[bytes], *signals: signal.Signals) -> tuple[int, bytes, str]:
    for one in signals:
        process.send_signal(one)
        time.sleep(0.3)  # two signals that come at once are one
    out, err = process.communicate(timeout=10)
    return process.returncode, out, err.decode()


def test_a_blocked_run_that_is_left_tells_how_far_it_was() -> None:
    flow = saved(flow_of("double: n -> y", "blocks: y -> x", goals="blocks", n=2))
    Path("work.py").write_text(WORK.replace("async def blocks()", "async def blocks(y)"))
    with started("run", flow, "--json", "--events", "e.jsonl") as process:
        status, out, err = left(process, signal.SIGINT, signal.SIGINT)
    result = json.loads(out)
    assert (status, result["status"], result["error"]["kind"]) == (130, "cancelled", "cancelled")
    assert result["goals"] == {"blocks": "cancelled"}
    assert result["steps"]["double"]["status"] == "completed"
    assert result["attributes"]["y"]["value"] == 4
    assert "stopping; Ctrl-C again leaves at once" in err
    events = [json.loads(line)["type"] for line in Path("e.jsonl").read_text().splitlines()]
    assert events.count("step_started") == 2


def test_a_blocked_run_says_at_once_that_it_is_stopping() -> None:
    with started("run", saved(flow_of("blocks: -> x"))) as process:
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        os.set_blocking(process.stderr.fileno(), False)
        said, until = b"", time.monotonic() + 3
        while b"stopping" not in said and time.monotonic() < until:
            said += process.stderr.read() or b""
            time.sleep(0.02)
        assert b"stopping; Ctrl-C again leaves at once" in said


STUBBORN = "trap '' TERM; touch began; sleep 300"


def stubborn() -> str:
    config = {"command": ["sh", "-c", f"echo $$ > pid; {STUBBORN}"]}
    return saved(flow_of(step_of("a: -> x", kind="command", config=config)))


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until_gone(pid: int) -> None:
    until = time.monotonic() + 5
    while not is_gone(pid):
        assert time.monotonic() < until, "the program is still there"
        time.sleep(0.02)


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGHUP])
def test_a_run_that_is_left_takes_its_programs_along(first: signal.Signals) -> None:
    with started("run", stubborn(), "--json") as process:
        status, out, _ = left(process, first, signal.SIGINT)
    assert (status, json.loads(out)["status"]) == (130, "cancelled")
    wait_until_gone(int(Path("pid").read_text()))


@pytest.mark.parametrize("stubborn_one", ["a program", "a coroutine"])
def test_a_run_that_is_left_while_it_stops_has_one_status_everywhere(stubborn_one: str) -> None:
    flow = stubborn() if stubborn_one == "a program" else saved(flow_of("swallows: -> x"))
    with started("run", flow, "--json") as process:
        status, out, err = left(process, signal.SIGINT, signal.SIGINT)
    assert (status, json.loads(out)["status"], kept_status()) == (130, "cancelled", "cancelled")
    assert "run cancelled after" in err
    assert "resume" not in err


def test_a_terminal_that_is_closed_stops_the_run() -> None:
    with started("run", saved(flow_of("waits: -> x")), "--json") as process:
        status, out, _ = left(process, signal.SIGHUP)
    assert (status, json.loads(out)["status"]) == (130, "cancelled")


def test_with_nohup_a_run_outlives_its_terminal() -> None:
    ignoring = (
        "import signal, sys\n"
        "from engine.__main__ import main\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "sys.exit(main())\n"
    )
    program = (sys.executable, "-c", ignoring)
    with started("run", saved(flow_of("waits: -> x")), program=program) as process:
        process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        assert process.poll() is None


# events that cannot be kept


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_lost_events_are_said_and_fail_the_program() -> None:
    done = backcast("run", saved(SIMPLE), "-i", "n=1", "--events", "/dev/full", "--quiet")
    assert (done.returncode, done.stdout) == (1, "doubled: 2\n")
    assert done.stderr.splitlines() == [
        "the events can no longer be written: No space left on device",
        "backcast: events were lost, since they could not be written any more",
    ]
