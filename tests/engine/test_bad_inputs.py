"""All that can be wrong with a Step, by kind: a sentence with its place, in bounded time, no traceback."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from engine.codec import parse_flow
from engine.errors import PlanError
from engine.planner import make_plan
from engine.problem import Severity
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState, StepState
from engine.validator import validate
from tests.engine.webserver import Server, response, serving

WORK = """
import asyncio, ctypes, json, os, sys, time

VALUE = 3
class Thing: pass
def fine(n=None): return 1
def boom(n=None): raise ValueError("no rows")
def exits(n=None): sys.exit(7)
def interrupts(n=None): raise KeyboardInterrupt
def text(n=None): return "seven"
def nothing(n=None): return None
def two(n=None): return {"other": 1}
def needs(n, m): return n
def deep(n=None):
    value = []
    for _ in range(100_000):
        value = [value]
    return value
def recursion(n=None): return recursion(n)
def unbounded(n=None): return float("inf")
def secret_class(n=None): return Thing()
def function(n=None): return lambda: 1
def dies(n=None): os._exit(9)
def crashes(n=None): ctypes.string_at(0)
def grows(n=None): return len(bytearray(3 << 30))
def forever(n=None):
    while True: time.sleep(0.01)
def binary(n=None):
    os.write(1, bytes(range(256)) * 100)
    return 1
def raises_odd(n=None):
    class Odd(Exception):
        def __str__(self): raise RuntimeError("even this fails")
    raise Odd
def long_words(n=None): raise ValueError("x" * 1_000_000)
async def cancels(n=None): raise asyncio.CancelledError
async def waits(n=None): await asyncio.sleep(600)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    (tmp_path / "work.py").write_text(WORK)
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "sick.py").write_text("raise RuntimeError('at import')\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.txt").write_text("hello")
    (tmp_path / "bytes.bin").write_bytes(bytes(range(256)))
    (tmp_path / "bad.json").write_text('{"a": 1,}')
    (tmp_path / "nan.json").write_text('{"a": NaN}')
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "bad.csv").write_text('a,b\n1,2,3\n"x\n')
    (tmp_path / "script").write_text("#!/no/such/interpreter\n")
    (tmp_path / "script").chmod(0o755)
    return tmp_path


def step(kind: str, config: Any, **more: Any) -> bytes:
    work = {"kind": kind, "config": config, **more}
    document = {"format": "backcast/1", "goals": ["work"], "steps": {"work": work}}
    return json.dumps(document).encode()


# what a check finds ------------------------------------------------------------------------------

OUT: Any = {"out": {}}
WRONG = {
    "python": [
        ({}, "/config/function"),
        ({"function": 3}, "/config/function"),
        ({"function": "work"}, "/config/function"),
        ({"function": "work:"}, "/config/function"),
        ({"function": "a b:c d"}, "/config/function"),
        ({"function": "../work:f"}, "/config/function"),
        ({"functoin": "work:fine"}, "/config"),
        ({"function": "work:fine", "isolate": "thread"}, "/config/isolate"),
        ({"function": "work:fine", "isolate": "process", "memory_mb": 0}, "/config/memory_mb"),
        ({"function": "work:fine", "isolate": "process", "memory_mb": "much"}, "/config/memory_mb"),
        (["work:fine"], "/config"),
        ("work:fine", "/config"),
    ],
    "command": [
        ({}, "/config/command"),
        ({"command": "ls -l"}, "/config/command"),
        ({"command": []}, "/config/command"),
        ({"command": [""]}, "/config/command"),
        ({"command": ["ls", 3]}, "/config/command/1"),
        ({"command": ["ls", "{nobody}"]}, "/config/command/1"),
        ({"command": ["ls", "{"]}, "/config/command/1"),
        ({"command": ["ls"], "output": "xml"}, "/config/output"),
        ({"command": ["ls"], "ok": []}, "/config/ok"),
        ({"command": ["ls"], "ok": ["x"]}, "/config/ok/0"),
        ({"command": ["ls"], "env": {"A": 1}}, "/config/env/A"),
        ({"command": ["ls"], "env": ["A"]}, "/config/env"),
        ({"command": ["ls"], "shell": True}, "/config/shell"),
    ],
    "http": [
        ({}, "/config/url"),
        ({"url": ""}, "/config/url"),
        ({"url": "ftp://x"}, "/config/url"),
        ({"url": "example.org"}, "/config/url"),
        ({"url": "http://x/{nobody}"}, "/config/url"),
        ({"url": "http://x/{"}, "/config/url"),
        ({"url": "http://x", "method": "FETCH"}, "/config/method"),
        ({"url": "http://x", "headers": {"a b": "c"}}, "/config/headers"),
        ({"url": "http://x", "headers": {"a": 1}}, "/config/headers/a"),
        ({"url": "http://x", "ok": ["2x"]}, "/config/ok/0"),
        ({"url": "http://x", "limit": 0}, "/config/limit"),
        ({"url": "http://x", "limit": 1e400}, "/config/limit"),
        ({"url": "http://x", "read_timeout": -1}, "/config/read_timeout"),
        ({"url": "http://x", "text": "a", "form": {}}, "/config"),
        ({"url": "http://x", "response": "file"}, "/config/save_to"),
        ({"url": "http://x", "response": "xml"}, "/config/response"),
        ({"url": "http://x", "timeout": 3}, "/config/timeout"),
    ],
    "set": [
        ({}, "/outputs/out"),
        ({"values": 3}, "/config/values"),
        ({"values": {"other": 1}}, "/config/values/other"),
        ({"expressions": {"out": 3}}, "/config/expressions/out"),
        ({"expressions": {"out": "1 +"}}, "/config/expressions/out"),
        ({"expressions": {"out": "nobody + 1"}}, "/config/expressions/out"),
        ({"expressions": {"out": "__import__('os')"}}, "/config/expressions/out"),
        ({"expressions": {"out": "(" * 5_000}}, "/config/expressions/out"),
        ({"values": {"out": 1}, "expressions": {"out": "1"}}, "/config/values/out"),
        ({"value": {"out": 1}}, "/config/value"),
    ],
    "wait": [
        ({}, "/config"),
        ({"seconds": "long"}, "/config/seconds"),
        ({"seconds": -1}, "/config/seconds"),
        ({"seconds": 1e300}, "/config/seconds"),
        ({"until": "tomorrow"}, "/config/until"),
        ({"until": 3}, "/config/until"),
        ({"seconds": 1, "until": "2020-01-01"}, "/config"),
        ({"second": 1}, "/config/second"),
    ],
    "file": [
        ({}, "/config/action"),
        ({"action": "read"}, "/config/path"),
        ({"action": "read", "path": ""}, "/config/path"),
        ({"action": "read", "path": 3}, "/config/path"),
        ({"action": "delete", "path": "x"}, "/config/action"),
        ({"action": "read", "path": "{nobody}"}, "/config/path"),
        ({"action": "read", "path": "x", "format": "yaml"}, "/config/format"),
        ({"action": "read", "path": "x", "encoding": "latin-9000"}, "/config/encoding"),
        ({"action": "read", "path": "x", "encoding": "base64"}, "/config/encoding"),
        ({"action": "read", "path": "x", "delimiter": ";;"}, "/config/delimiter"),
        ({"action": "read", "path": "x", "format": "csv", "columns": {"a": "money"}}, "/config/columns/a"),
        ({"action": "write", "path": "x"}, ""),
        ({"action": "read", "path": "x", "mode": "rb"}, "/config/mode"),
    ],
}  # fmt: skip
CASES = [(kind, config, place) for kind, cases in WRONG.items() for config, place in cases]


@pytest.mark.parametrize(
    ("kind", "config", "place"), CASES, ids=[f"{k}-{str(c)[:50]}" for k, c, _ in CASES]
)
def test_a_config_that_is_wrong_is_a_problem_at_its_place(
    kind: str, config: Any, place: str, folder: Path
) -> None:
    from engine.errors import FlowFileError, PlanError

    registry = Registry.installed()
    try:
        flow = parse_flow(step(kind, config, outputs=OUT), "f").flow
    except FlowFileError as error:
        problems = list(error.problems)
    else:
        plan = make_plan(flow, kinds=registry, folder=folder)
        problems = [
            p for p in validate(flow, plan, registry, folder) if p.severity is Severity.ERROR
        ]
        with pytest.raises(PlanError, match=r"'work'|/steps/work"):
            plan.require_runnable()
    assert any(problem.pointer.startswith(f"/steps/work{place}") for problem in problems), problems
    for problem in problems:
        assert 5 < len(problem.message) < 600
        assert "Input should" not in problem.message
        assert "^" not in problem.message, "a pattern is not for people"


# what a run says ---------------------------------------------------------------------------------


def command(code: str, **more: Any) -> dict[str, Any]:
    return {"command": [sys.executable, "-c", code], **more}


NUMBER: Any = {"out": {"type": "number"}}
RUNS: dict[str, tuple[str, Any, dict[str, Any], str]] = {
    # python, in this process
    "raises": ("python", {"function": "work:boom"}, {}, "ValueError: no rows"),
    "exits": ("python", {"function": "work:exits"}, {}, "exit"),
    "interrupts": ("python", {"function": "work:interrupts"}, {}, "KeyboardInterrupt"),
    "cancels itself": ("python", {"function": "work:cancels"}, {}, "cancelled itself"),
    "no module": ("python", {"function": "wrok:fine"}, {}, "'wrok'.*'work'"),
    "no function": ("python", {"function": "work:fien"}, {}, "'fien'.*'fine'"),
    "no function at all": ("python", {"function": "work:VALUE"}, {}, "VALUE"),
    "a class": ("python", {"function": "work:Thing"}, {}, "class"),
    "bad syntax": ("python", {"function": "broken:f"}, {}, "broken"),
    "bad import": ("python", {"function": "sick:f"}, {}, "at import"),
    "wrong type": ("python", {"function": "work:text"}, {"outputs": NUMBER}, "'out'.*number.*string"),
    "no value": ("python", {"function": "work:two"}, {"outputs": {"out": {}, "b": {}}}, "'out'"),
    "null": ("python", {"function": "work:nothing"}, {"outputs": NUMBER}, "'out'.*number"),
    "other arguments": ("python", {"function": "work:needs"}, {}, "needs 'n'"),
    "recursion": ("python", {"function": "work:recursion"}, {}, "recursion"),
    "an exception without words": ("python", {"function": "work:raises_odd"}, {}, "Odd"),
    "too many words": ("python", {"function": "work:long_words"}, {}, "left out"),
    "never ends": ("python", {"function": "work:forever"}, {"timeout": 0.2}, "0.2 s"),
    "never wakes": ("python", {"function": "work:waits"}, {"timeout": 0.2}, "0.2 s"),
    # python, in a process of its own
    "isolated raises": ("python", {"function": "work:boom", "isolate": "process"}, {}, "no rows"),
    "isolated exits": ("python", {"function": "work:exits", "isolate": "process"}, {}, "exit"),
    "isolated dies": ("python", {"function": "work:dies", "isolate": "process"}, {}, "9"),
    "isolated crashes": ("python", {"function": "work:crashes", "isolate": "process"}, {}, "SIGSEGV"),
    "isolated grows": (
        "python", {"function": "work:grows", "isolate": "process", "memory_mb": 200}, {}, "[Mm]emory"),
    "isolated forever": (
        "python", {"function": "work:forever", "isolate": "process"}, {"timeout": 1}, "1 s"),
    "isolated function": ("python", {"function": "work:function", "isolate": "process"}, {}, "'out'|lambda"),
    "isolated deep": ("python", {"function": "work:deep", "isolate": "process"}, {}, "deep|recursion"),
    "isolated no module": ("python", {"function": "wrok:fine", "isolate": "process"}, {}, "'work'"),
    "isolated no function": ("python", {"function": "work:fien", "isolate": "process"}, {}, "'fine'"),
    "isolated wrong type": (
        "python", {"function": "work:text", "isolate": "process"}, {"outputs": NUMBER}, "'out'"),
    "isolated bad import": ("python", {"function": "sick:f", "isolate": "process"}, {}, "at import"),
    # command
    "no program": ("command", {"command": ["no-such-program"]}, {}, "no-such-program.*not found"),
    "not executable": ("command", {"command": ["./text.txt"]}, {}, "text.txt.*executable"),
    "a folder to run": ("command", {"command": ["./folder"]}, {}, "folder"),
    "no interpreter": ("command", {"command": ["./script"]}, {}, "/no/such/interpreter"),
    "no folder": ("command", {"command": ["true"], "cwd": "nowhere"}, {}, "nowhere.*not there"),
    "exit status": ("command", command("import sys; sys.exit('lost')"), {}, "exit status 1: lost"),
    "killed": ("command", command("import os; os.kill(os.getpid(), 9)"), {}, "SIGKILL"),
    "no json": ("command", command("print('a,b')", output="json"), {}, "JSON.*'a,b'"),
    "no json at all": ("command", command("", output="json"), {}, "printed nothing"),
    "json that is none": ("command", command("print('NaN')", output="json"), {}, "NaN"),
    "json that is too deep": ("command", command("print('['*100_000)", output="json"), {}, "JSON"),
    "json of another shape": (
        "command", command("print(3)", output="json"), {"outputs": {"a": {}, "b": {}}}, "'a', 'b'"),
    "binary for json": (
        "command", command("import os; os.write(1, bytes(range(256)))", output="json"), {}, "JSON"),
    "wrong type of a program": (
        "command", command("print(1)"), {"outputs": NUMBER}, "'out'.*number.*string"),
    "too long an argument": (
        "command", {"command": ["true", "{n}"]}, {"inputs": {"n": {"value": "x" * 3_000_000}}}, "(?i)long"),
    "a null character": (
        "command", {"command": ["true", "{n}"]}, {"inputs": {"n": {"value": "a\0b"}}}, "null"),
    "a bad name in the environment": (
        "command", {"command": ["true"], "env": {"A=B": "1"}}, {}, "environment"),
    "no program after all": (
        "command", {"command": ["{n}"]}, {"inputs": {"n": {"value": ""}}}, "no program"),
    "a program that never ends": (
        "command", command("import time; time.sleep(600)"), {"timeout": 0.3}, "0.3 s"),
    # set
    "division": ("set", {"expressions": {"out": "1 / n"}}, {"inputs": {"n": {"value": 0}}}, "'out'.*zero"),
    "no such key": ("set", {"expressions": {"out": "n.a"}}, {"inputs": {"n": {"value": {}}}}, "'out'"),
    "types that do not mix": (
        "set", {"expressions": {"out": "n + 1"}}, {"inputs": {"n": {"value": "x"}}}, "'out'"),
    "overflow": (
        "set", {"expressions": {"out": "n * n"}}, {"inputs": {"n": {"value": 2**62}}}, "'out'"),
    "an expression of another type": (
        "set", {"expressions": {"out": "'a'"}}, {"outputs": NUMBER}, "'out'.*number"),
    # wait
    "seconds that are none": ("wait", {}, {"inputs": {"seconds": {"value": "ten"}}}, "'seconds'.*number"),
    "seconds below zero": ("wait", {}, {"inputs": {"seconds": {"value": -1}}}, "'seconds'"),
    "seconds true": ("wait", {}, {"inputs": {"seconds": {"value": True}}}, "'seconds'"),
    "no seconds": ("wait", {}, {"inputs": {"seconds": {"value": None}}}, "how long"),
    "seconds of a lifetime": ("wait", {}, {"inputs": {"seconds": {"value": 1e12}}}, "'seconds'"),
    "a time that is none": ("wait", {}, {"inputs": {"until": {"value": "soon"}}}, "'until'.*2026"),
    "a time of another type": ("wait", {}, {"inputs": {"until": {"value": [1]}}}, "'until'"),
    "a time far away": ("wait", {}, {"inputs": {"until": {"value": "9999-12-31"}}}, "ten years"),
    # file
    "no file": ("file", {"action": "read", "path": "nowhere.txt"}, {}, "nowhere.txt"),
    "a folder to read": ("file", {"action": "read", "path": "folder"}, {}, "folder"),
    "a device": ("file", {"action": "read", "path": "/dev/zero"}, {}, "device"),
    "a file as a folder": ("file", {"action": "read", "path": "text.txt/x"}, {}, "text.txt"),
    "no text": ("file", {"action": "read", "path": "bytes.bin"}, {}, "not text in utf-8"),
    "no json in it": ("file", {"action": "read", "path": "bad.json", "format": "json"}, {}, "JSON.*line 1"),
    "nan in it": ("file", {"action": "read", "path": "nan.json", "format": "json"}, {}, "NaN"),
    "too deep": ("file", {"action": "read", "path": "deep.json", "format": "json"}, {}, "JSON"),
    "no csv in it": ("file", {"action": "read", "path": "bad.csv", "format": "csv"}, {}, "CSV.*"),
    "a null in the path": (
        "file", {"action": "read", "path": "{n}"}, {"inputs": {"n": {"value": "a\0b"}}}, "no path"),
    "an empty path": (
        "file", {"action": "read", "path": "{n}"}, {"inputs": {"n": {"value": " "}}}, "no path"),
    "a name too long": (
        "file", {"action": "read", "path": "{n}"}, {"inputs": {"n": {"value": "x" * 5_000}}}, "too long"),
    "a folder to write": (
        "file", {"action": "write", "path": "folder"}, {"inputs": {"content": {"value": "x"}}}, "folder"),
    "no folder to write in": (
        "file", {"action": "write", "path": "no/x"}, {"inputs": {"content": {"value": "x"}}}, "make_folders"),
    "a number as text": (
        "file", {"action": "write", "path": "x"}, {"inputs": {"content": {"value": 3}}}, "'content'.*text"),
    "text as a table": (
        "file", {"action": "write", "path": "x", "format": "csv"},
        {"inputs": {"content": {"value": "a"}}}, "x"),
    "letters that the encoding lacks": (
        "file", {"action": "write", "path": "x", "encoding": "ascii"},
        {"inputs": {"content": {"value": "ü"}}}, "x"),
}  # fmt: skip


async def run_of(document: bytes, folder: Path, given: Any = None) -> RunState:
    registry = Registry.installed()
    plan = make_plan(
        parse_flow(document, "f").flow, given=given or {}, kinds=registry, folder=folder
    )
    runner = Runner(plan, registry, lambda record: None, folder=folder)
    async with asyncio.timeout(20):
        return await runner.run()


def failed(state: RunState, began: float, seconds: float = 10.0) -> StepState:
    """The one Step of a run that failed, in words that a user can do something with."""
    work = state.steps["work"]  # type: ignore[index]
    assert (state.status, work.status) == ("failed", "failed"), (work, state)
    assert time.monotonic() - began < seconds
    assert state.error is not None
    assert state.error.message.startswith("step 'work' failed: ")
    assert work.reason
    assert 5 < len(work.message) < 1_200
    assert "Traceback" not in work.message
    assert "\n" not in work.message.strip(), work.message
    return work


@pytest.mark.parametrize("name", RUNS)
async def test_work_that_goes_wrong_ends_in_a_sentence(name: str, folder: Path) -> None:
    import re

    kind, config, more, words = RUNS[name]
    outputs = {"path": {}} if kind == "file" and config["action"] != "read" else OUT
    outputs = {} if kind == "wait" else outputs
    began = time.monotonic()
    state = await run_of(step(kind, config, **{"outputs": outputs, **more}), folder)
    work = failed(state, began)
    assert re.search(words, work.message), work.message


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("python", {"function": "work:fine"}),
        ("python", {"function": "work:fine", "isolate": "process"}),
        ("command", {"command": ["echo", "{n}"]}),
        ("http", {"url": "http://127.0.0.1:9/{n}"}),
        ("set", {"expressions": {"out": "n"}}),
        ("file", {"action": "read", "path": "{n}"}),
    ],
)
async def test_an_input_of_another_type_is_named_whatever_the_kind(
    kind: str, config: Any, folder: Path
) -> None:
    first = {"kind": "set", "config": {"values": {"n": [1]}}, "outputs": {"n": {}}}
    document = json.loads(step(kind, config, inputs={"n": {"type": "number"}}, outputs=OUT))
    document["steps"]["first"] = first
    began = time.monotonic()
    work = failed(await run_of(json.dumps(document).encode(), folder), began)
    assert work.reason == "bad_input"
    assert "'n'" in work.message
    assert "number" in work.message


async def test_binary_and_endless_output_of_a_worker_is_no_trouble(folder: Path) -> None:
    config = {"function": "work:binary", "isolate": "process"}
    state = await run_of(step("python", config, outputs=OUT), folder)
    assert state.status == "completed", state.error


async def test_binary_output_of_a_program_is_text_with_replacements(folder: Path) -> None:
    config = command("import os; os.write(1, bytes(range(256)) * 1000)")
    state = await run_of(step("command", config, outputs=OUT), folder)
    assert state.status == "completed", state.error
    assert len(state.attributes["out"][0].value) > 200_000  # type: ignore[index]


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="root may read and write everything"
)
@pytest.mark.parametrize("action", ["read", "write"])
async def test_what_may_not_be_touched_is_named(action: str, folder: Path) -> None:
    locked = folder / "locked"
    locked.mkdir(mode=0o000)
    inputs = {"content": {"value": "x"}} if action == "write" else {}
    outputs = {"path": {}} if action == "write" else OUT
    config = {"action": action, "path": "locked/x"}
    began = time.monotonic()
    work = failed(await run_of(step("file", config, inputs=inputs, outputs=outputs), folder), began)
    assert "permission denied" in work.message


# a server that is up to no good ------------------------------------------------------------------


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as server:
        yield server


async def hangs(request: Any, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(600)


async def hangs_in_the_body(request: Any, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    await asyncio.sleep(600)


async def closes(request: Any, writer: asyncio.StreamWriter) -> None:
    writer.close()


def says_and_closes(data: bytes) -> Any:
    async def answer(request: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        writer.close()

    return answer


async def never_stops(request: Any, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        await writer.drain()


async def heads_without_end(request: Any, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while not writer.is_closing():
        writer.write(b"X-More: " + b"y" * 1000 + b"\r\n")
        await writer.drain()


HEAD = b"HTTP/1.1 200 OK\r\n"
SERVERS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "hangs": (hangs, {}, "nothing was heard.*0.3 s"),
    "hangs in the body": (hangs_in_the_body, {}, "nothing was heard.*0.3 s"),
    "closes at once": (closes, {}, "connection.*lost"),
    "says less than it promised": (
        says_and_closes(HEAD + b'Content-Length: 100\r\n\r\n{"a": 1}'), {}, "connection.*lost"),
    "speaks something else": (says_and_closes(b"SSH-2.0-OpenSSH_9.6\r\n"), {}, "connection"),
    "a length that is none": (says_and_closes(HEAD + b"Content-Length: many\r\n\r\n{}"), {}, "connection"),
    "two lengths": (
        says_and_closes(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), {}, "connection"),
    "a length below zero": (says_and_closes(HEAD + b"Content-Length: -1\r\n\r\n{}"), {}, "connection"),
    "chunks that are none": (
        says_and_closes(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"), {}, "connection"),
    "a status that is none": (says_and_closes(b"HTTP/1.1 999999 No\r\n\r\n"), {}, "connection|answered"),
    "never stops": (never_stops, {"limit": 0.1}, "larger than 0.1 MB"),
    "heads without end": (heads_without_end, {}, "connection|nothing was heard"),
    "too large": (response(200, b"x" * 300_000), {"limit": 0.1}, "larger than 0.1 MB"),
    "a bomb": (
        response(200, gzip.compress(b"x" * 30_000_000), "Content-Encoding: gzip"), {"limit": 0.1},
        "larger than 0.1 MB"),
    "packed badly": (response(200, b"not gzip", "Content-Encoding: gzip"), {}, "unpacked.*'gzip'"),
    "packed strangely": (response(200, b"???", "Content-Encoding: rot13"), {}, "unpacked.*'rot13'"),
    "no json": (response(200, b"<html>", type_="text/html"), {}, "not JSON.*text/html"),
    "json that is none": (response(200, b'{"a": NaN}'), {}, "not JSON"),
    "json too deep": (response(200, b"[" * 100_000), {}, "not JSON"),
    "no utf-8": (response(200, b'{"a": "\xff"}'), {}, "not JSON"),
    "json of another shape": (response(200, b"[1]"), {"two": True}, "expected a JSON object"),
    "a loop": (b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", {}, "more than 10 times"),
    "to nowhere": (
        b"HTTP/1.1 302 Found\r\nLocation: http://[::bad\r\nContent-Length: 0\r\n\r\n", {}, "302 Found|URL"),
    "to a file": (
        b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", {},
        "begins with"),
    "a bad status": (response(500, b"out of order"), {}, "500 Internal Server Error.*out of order"),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVERS)
async def test_a_bad_server_ends_in_a_sentence(name: str, server: Server, folder: Path) -> None:
    import re

    answer, config, words = SERVERS[name]
    url = server.says("/x", answer)
    config = dict(config)
    outputs = {"a": {}, "b": {}} if config.pop("two", False) else OUT
    document = step("http", {"url": url, "read_timeout": 0.3, **config}, outputs=outputs)
    began = time.monotonic()
    work = failed(await run_of(document, folder), began)
    assert re.search(words, work.message), work.message
    assert work.message.startswith("GET http://127.0.0.1")
    if not name.startswith(("hangs", "never", "heads")):
        await server.left_alone()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:9/", "no connection.*refused"),
        ("http://nowhere.invalid/", "no connection to 'nowhere.invalid'"),
        ("http://127.0.0.1:99999/", "URL"),
        ("http://[::1/", "URL"),
        ("http:///path", "URL"),
        ("http://exa mple.org/", "URL"),
        ("http://" + "a" * 300 + ".org/", "URL|connection"),
    ],
)
async def test_an_address_that_leads_nowhere_is_said(url: str, words: str, folder: Path) -> None:
    import re

    began = time.monotonic()
    document = step("http", {"url": url, "connect_timeout": 3}, outputs=OUT)
    try:
        told = failed(await run_of(document, folder), began).message
    except PlanError as error:  # what is no URL need not be tried
        told = str(error)
    assert re.search(words, told), told


async def test_a_server_that_does_not_speak_tls_is_said(server: Server, folder: Path) -> None:
    url = server.says("/x", response(200, b"1")).replace("http://", "https://")
    began = time.monotonic()
    config = {"url": url, "connect_timeout": 0.5}
    work = failed(await run_of(step("http", config, outputs=OUT), folder), began)
    assert work.reason in ("tls", "no_reply")
    assert "0.5 s" in work.message or "cannot be trusted or talked to" in work.message


async def test_a_charset_that_nobody_knows_is_read_as_utf_8(server: Server, folder: Path) -> None:
    url = server.says("/x", response(200, "ü".encode(), type_="text/plain; charset=klingon"))
    state = await run_of(step("http", {"url": url, "response": "text"}, outputs=OUT), folder)
    assert state.attributes["out"][0].value == "ü"  # type: ignore[index]


@pytest.mark.parametrize(
    ("config", "inputs", "words"),
    [
        ({"file": "nowhere.bin", "method": "POST"}, {}, "nowhere.bin.*cannot be sent"),
        ({"file": "folder", "method": "POST"}, {}, "folder.*cannot be sent"),
        ({"response": "file", "save_to": "folder"}, {}, "folder.*could not be written"),
        ({"response": "file", "save_to": "no/such/x"}, {}, "could not be written"),
        ({"response": "file", "save_to": "{n}"}, {"n": {"value": "a\0"}}, "no path"),
        ({"headers": {"X-A": "{n}"}}, {"n": {"value": "a\r\nX-B: 1"}}, "'X-A'.*line break"),
        ({"ca_file": "nowhere.pem"}, {}, "nowhere.pem"),
        ({"ca_file": "text.txt"}, {}, "text.txt"),
        ({"client_certificate": "text.txt"}, {}, "text.txt"),
        ({"json": "{n}", "method": "POST"}, {"n": {"required": False}}, ""),
    ],
)
async def test_a_request_that_cannot_be_made_is_said(
    config: Any, inputs: Any, words: str, server: Server, folder: Path
) -> None:
    import re

    url = server.says("/x", response(200, b"1"))
    if "certificate" in str(config) or "ca_file" in config:
        url = url.replace("http://", "https://")
    outputs = {"path": {}} if config.get("response") == "file" else OUT
    began = time.monotonic()
    state = await run_of(
        step("http", {"url": url, **config}, inputs=inputs, outputs=outputs), folder
    )
    if words:
        work = failed(state, began)
        assert re.search(words, work.message), work.message
    else:
        assert state.status == "completed", state.error
