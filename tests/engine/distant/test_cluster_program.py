"""The program with a cluster of its own: results, refusals, and what is left when it is killed."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from engine import events as e
from tests.engine.distant.cluster import Cluster, until
from tests.engine.distant.running import Going, step, write

FLOW = {
    "format": "backcast/1",
    "goals": ["last"],
    "steps": {
        "first": {
            "kind": "python", "config": {"function": "work:first"},
            "inputs": {"n": {"type": "integer"}}, "outputs": {"m": {"type": "integer"}},
        },
        "last": {
            "kind": "python", "config": {"function": "work:last"},
            "inputs": {"m": {}, "place": {}}, "outputs": {"found": {}},
        },
    },
}  # fmt: skip

SOURCE = """
import os, time
def first(n):
    print("on", os.getpid())
    return n + 1
def last(m, place):
    while not os.path.exists(place + "/gate"):
        time.sleep(0.02)
    return m * 10
"""


def program(*words: str, home: Path) -> list[str]:
    return [sys.executable, "-m", "engine", *words]


def prepared(folder: Path) -> None:
    write(folder, SOURCE)
    (folder / "a.flow.json").write_text(json.dumps(FLOW))


def children(pid: int) -> set[int]:
    """All processes below one."""
    found = subprocess.run(
        ["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout.split()
    parents = {int(one): int(above) for one, above in zip(found[::2], found[1::2], strict=True)}
    below = {pid}
    while more := {one for one, above in parents.items() if above in below} - below:
        below |= more
    return below - {pid}


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_a_killed_client_leaves_nobody_behind_and_the_run_can_be_resumed(folder, home):
    prepared(folder)
    words = ["run", "a.flow.json", "-i", "n=4", "-i", f"place={folder}", "--executor", "dask:2"]
    with subprocess.Popen(
        program(*words, home=home), cwd=folder, stderr=subprocess.PIPE, text=True
    ) as client:
        assert client.stderr is not None
        for line in client.stderr:
            if line.split()[2:4] == ["first", "completed"]:
                break
        workers = children(client.pid)
        assert len(workers) >= 2
        client.send_signal(signal.SIGKILL)
    until(lambda: not any(map(alive, workers)), 20)

    (folder / "gate").touch()
    listed = subprocess.run(
        program("runs", "--json", home=home), cwd=folder, capture_output=True, check=True
    )
    (kept,) = json.loads(listed.stdout)
    assert kept["status"] == "interrupted"
    resumed = subprocess.run(
        program("resume", kept["run"], "--json", "--executor", "dask:2", home=home),
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert resumed.returncode == 0, resumed.stderr
    told = json.loads(resumed.stdout)
    assert told["status"] == "completed"
    assert told["attributes"]["found"]["value"] == 50


def test_events_name_the_worker_and_a_bad_executor_is_refused_before_anything_runs(folder, home):
    prepared(folder)
    (folder / "gate").touch()
    words = ["run", "a.flow.json", "-i", "n=4", "-i", f"place={folder}", "--events", "-"]
    env = {**os.environ, "BACKCAST_EXECUTOR": "dask:1"}
    ended = subprocess.run(
        program(*words, home=home), cwd=folder, capture_output=True, text=True, env=env, timeout=60,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    done = {one["step"]: one["worker"] for one in events if one["type"] == "step_completed"}
    assert done == {"first": "0", "last": "0"}
    assert all("waited" in one for one in events if one["type"] == "step_completed")

    for spec, said in (
        ("dsk", "unknown executor 'dsk'; did you mean 'dask'?"),
        ("dask:nowhere", "'nowhere' is no address of a Dask scheduler"),
        ("process:4", "executor 'process' takes no address, and got '4'"),
    ):
        refused = subprocess.run(
            program(*words, "--executor", spec, home=home), cwd=folder, capture_output=True,
            text=True, timeout=60, check=False,
        )  # fmt: skip
        assert refused.returncode == 2
        assert said in refused.stderr + refused.stdout


def test_a_cluster_of_its_own_ends_with_the_run(folder, home):
    prepared(folder)
    write(folder, "import time\ndef first(n):\n    print('at it')\n    time.sleep(600)\n")
    words = ["run", "a.flow.json", "-i", "n=4", "-i", f"place={folder}", "--executor", "dask:2"]
    with subprocess.Popen(
        program(*words, home=home), cwd=folder, stderr=subprocess.PIPE, text=True
    ) as client:
        assert client.stderr is not None
        for line in client.stderr:
            if line.rstrip().endswith("at it"):
                break
        workers = children(client.pid)
        before = time.monotonic()
        client.send_signal(signal.SIGINT)
        rest = client.stderr.read()
        assert client.wait(20) == 130
    assert time.monotonic() - before < 8
    assert "Traceback" not in rest, rest
    until(lambda: not any(map(alive, workers)), 20)


@pytest.mark.parametrize("end", ["by itself", "stopped", "stopped early"])
async def test_nothing_of_a_cluster_of_its_own_is_left_after_a_run(folder, end):
    write(folder, "import time\ndef f(x):\n    print('at it')\n    time.sleep(x)\n    return x\n")
    going = Going(folder, [step("f", "x", "y")], "dask:2", x=0 if end == "by itself" else 600)
    if end == "stopped":
        await going.printed("at it")
        going.runner.stop()
    elif end == "stopped early":
        await going.until(lambda: going.of(e.StepStarted))
        await asyncio.to_thread(until, multiprocessing.active_children)
        going.runner.stop()
    state = await going.end()
    assert state.status == ("completed" if end == "by itself" else "cancelled")

    def is_over() -> bool:
        depots = [one for one in threading.enumerate() if one.name == "backcast-depot"]
        return not depots and not multiprocessing.active_children()

    await asyncio.to_thread(until, is_over, 15)


@pytest.mark.long
def test_a_scheduler_behind_tls_is_reached_with_dasks_own_settings(folder, home, tmp_path):
    prepared(folder)
    (folder / "gate").touch()
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    options = ("--tls-ca-file", str(cert), "--tls-cert", str(cert), "--tls-key", str(key))
    made = Cluster(tmp_path, 1, options=options, scheme="tls")
    words = ["run", "a.flow.json", "-i", "n=4", "-i", f"place={folder}", "--json"]
    settings = "DASK_DISTRIBUTED__COMM__TLS__"
    env = {
        **os.environ, "BACKCAST_EXECUTOR": f"dask:{made.address}", f"{settings}CA_FILE": str(cert),
        f"{settings}CLIENT__CERT": str(cert), f"{settings}CLIENT__KEY": str(key),
    }  # fmt: skip
    try:
        ended = subprocess.run(
            program(*words, home=home), cwd=folder, capture_output=True, text=True, env=env,
            timeout=60, check=False,
        )  # fmt: skip
    finally:
        made.close()
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["attributes"]["found"]["value"] == 50
