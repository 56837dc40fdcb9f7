"""The program as a child process, in a flow's folder with a module of functions to call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from engine.codec import dump_flow
from engine.datatype import DataType, TypeName
from engine.flow import Declared, Flow
from engine.testing import flow_of
from tests.engine.forking import CAN_FORK, Forks

WORK: Final = """
import asyncio, os, subprocess, sys, time
from pathlib import Path

def double(n):
    return n * 2

def boom():
    raise ValueError("no rows")

def quits():
    sys.exit(3)

def loud():
    print("printed")
    os.write(1, b"written\\n")
    subprocess.run(["echo", "echoed"], check=True)
    sys.stdout.flush()
    return sys.stdin is not None

def asks():
    return subprocess.run(["cat"], capture_output=True, check=True).stdout.decode()

async def waits():
    Path("began").touch()
    await asyncio.sleep(600)

async def lingers():
    asyncio.get_running_loop().run_in_executor(None, forever)
    await asyncio.sleep(600)

def forever():
    Path("began").touch()
    while True:
        time.sleep(0.05)

async def blocks():
    Path("began").touch()
    while True:
        time.sleep(0.05)

async def swallows():
    Path("began").touch()
    while True:
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            pass

async def chatters():
    Path("began").touch()
    while True:
        print("still here")
        await asyncio.sleep(0.01)

def modules():
    return sorted(name for name in sys.modules if name.split(".")[0] in
                  {"PySide6", "shiboken6", "qasync", "designer", "networkx", "rich"})

def odd():
    return "\\udcff\\u00fc", {1}
"""

PROGRAM: Final = (sys.executable, "-m", "engine")
SCRIPT: Final = (str(Path(sys.executable).with_name("backcast")),)
SIMPLE: Final = flow_of("double: n -> doubled", n=Declared(type=DataType(name=TypeName.INTEGER)))


def saved(flow: Flow | str, name: str = "f.flow.json") -> str:
    Path(name).write_bytes(flow.encode() if isinstance(flow, str) else dump_flow(flow))
    return name


def backcast(
    *args: str,
    program: tuple[str, ...] = PROGRAM,
    stdin: str = "",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    whole = {**os.environ, "PYTHONWARNINGS": "error", **(env or {})}
    done = None
    if program is PROGRAM and CAN_FORK:
        folder = os.open(cwd or ".", os.O_RDONLY)
        try:
            done = _forks().call(args, stdin.encode(), whole, folder)
        finally:
            os.close(folder)
    if done is None:
        ran = subprocess.run(
            [*program, *args], input=stdin.encode(), capture_output=True, check=False, timeout=30,
            cwd=cwd, env=whole,
        )  # fmt: skip
        done = ran.returncode, ran.stdout, ran.stderr
    status, out, err = done[0], done[1].decode("utf-8", "strict"), done[2].decode("utf-8", "strict")
    assert "Traceback" not in err or "--verbose" in args
    return subprocess.CompletedProcess([*program, *args], status, out, err)


@cache
def _forks() -> Forks:
    return Forks({**os.environ, "PYTHONWARNINGS": "error"})


@contextmanager
def started(*args: str, program: tuple[str, ...] = PROGRAM) -> Iterator[subprocess.Popen[bytes]]:
    """The program at work: its Step has begun."""
    with subprocess.Popen(
        [*program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            until = time.monotonic() + 20
            while not Path("began").exists():
                assert time.monotonic() < until, "the step did not begin"
                assert process.poll() is None, process.stderr and process.stderr.read()
                time.sleep(0.01)
            yield process
        finally:
            process.kill()


def error_of(text: str) -> dict[str, Any]:
    document = json.loads(text)
    assert list(document) == ["error"]
    found: dict[str, Any] = document["error"]
    return found
