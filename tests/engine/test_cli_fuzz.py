"""Hostile words, files, stores and environments: the command line says a sentence and ends, every time."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import sqlite3
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from engine.cli import cli, run_command_line
from tests.hostile import JUNK, KEYS, damaged_bytes, damaged_values, rotten_bytes
from tests.leaks import holding

LONGEST = 5.0
"""Seconds that any of them may take, on a busy machine."""

WORK = """
import asyncio

async def add(n, m=1): return n + m
def text(x): print(x); return str(x)
def boom(x): raise ValueError("no rows")
def large(x): return "x" * 70_000
"""

FLOW = """{
  "format": "backcast/1",
  "name": "Fuzzed",
  "goals": ["report", "last"],
  "inputs": {"n": {"type": "integer", "default": 3}, "who": {"type": "string", "example": "Ada"}},
  "presets": {"small": {"n": 1}, "odd": {"n": 2, "who": "x"}},
  "steps": {
    "add": {"kind": "python", "config": {"function": "work:add"},
            "inputs": {"n": {"type": "integer"}}, "outputs": {"x": {"type": "integer"}}},
    "twice": {"kind": "set", "config": {"expressions": {"y": "x * 2"}}, "inputs": {"x": {}},
              "outputs": {"y": {"to": "z"}}},
    "text": {"kind": "python", "config": {"function": "work:text"}, "when": "x > 1",
             "inputs": {"x": {"match": "value < 9"}}, "outputs": {"s": {}},
             "undo": {"function": "work:text"}},
    "large": {"kind": "python", "config": {"function": "work:large"}, "inputs": {"x": {}},
              "outputs": {"big": {}}},
    "many": {"kind": "set", "config": {"expressions": {"m": "i + 1"}}, "parallelism": 2,
             "inputs": {"i": {"each": true, "from": "list", "required": false, "default": [1, 2]}},
             "outputs": {"m": {}}},
    "boom": {"kind": "python", "config": {"function": "work:boom"}, "inputs": {"x": {}},
             "outputs": {"s2": {"to": "s"}}},
    "report": {"kind": "set", "config": {"values": {"done": true}},
               "inputs": {"z": {}, "s": {"from": ["s"], "collect": "some"}, "big": {}},
               "outputs": {"done": {}}},
    "greet": {"kind": "set", "config": {"expressions": {"hello": "'Hello ' + who"}},
              "inputs": {"who": {"type": "string"}}, "outputs": {"hello": {"type": "string"}}},
    "last": {"kind": "set", "config": {"expressions": {"all": "m"}}, "inputs": {"m": {}},
             "outputs": {"all": {"type": "array"}}}
  },
  "on_failure": "continue",
  "view": {"positions": {"add": [0, 0]}}
}"""

WORDS = [
    "", " ", "-", "--", "---", "-i", "--json", "--jsn", "--json=1", "-q", "-qv", "-vvv", "-h", "--help",
    "--version", "--set", "--set=small", "--set=", "--goal", "--goal=report", "--goal=nobody", "--inputs",
    "--inputs=-", "--events=-", "--events", "--store", "--store=", "--no-store", "--from", "--from=add",
    "--to", "--to=dot", "--to=json", "--to=mermaid", "--to=svg", "-o", "-o=-", "n=1", "n=", "=1", "n",
    "n=@", "n=@@x", "n=@inputs.json", "n=@.", "who=\udcff", "n=1e999", "n=[", "n=" + "9" * 5000,
    "n=" + "[" * 5000, "report", "RUN", "01", "%s", "{0}", "*", "\udcff", "\ud800", "a\0b", "ünï\u202e",
    "\x1b[2J", "x" * 10_000, "n={\"a\": 1, \"a\": 2}", "n=NaN", "0", "-1", "1e9", "flow.flow.json",
    "flow.flow.json/", "missing.flow.json", "folder", "inputs.json", "store", ".", "..", "~nobody/x",
    "--goal=" + "g" * 5000, "--timeout", "--timeout=0.5", "--timeout=-1", "--timeout=nan", "--run", "-y",
]  # fmt: skip
ENVIRONMENT = {
    "BACKCAST_STORE": ["", "store", "folder", "flow.flow.json", "flow.flow.json/x", "x" * 5000, "\udcff"],
    "BACKCAST_KEEP_DAYS": ["", "0", "-1", "nan", "inf", "1e999", "many", "\udcff", "9" * 5000],
    "BACKCAST_KEEP_MB": ["", "0", "-1", "nan", "0.001", "none"],
    "BACKCAST_HOME": ["", "home", "folder", "flow.flow.json", "\udcff", "x" * 300],
    "COLUMNS": ["", "0", "-5", "x", "1", "99999999999999999999"],
    "TERM": ["", "dumb", "\udcff"],
    "NO_COLOR": ["1"],
    "FORCE_COLOR": ["1"],
    "LANG": ["", "C", "xx_YY.nope", "\udcff"],
    "TZ": ["", "Nowhere/None", "\udcff"],
}  # fmt: skip
COLUMNS = [
    "run", "flow", "file", "folder", "text", "goals", "given", "flows", "source", "start", "status",
    "started", "ended", "size",
]  # fmt: skip
STATUSES = {0, 1, 2, 3, 130}


class Kept(io.BytesIO):
    """What was written stays readable, whoever closes it."""

    def close(self) -> None:
        pass


class Told(NamedTuple):
    """What a call of the program came to."""

    status: int
    out: str
    err: str


@contextmanager
def streams(stdin: bytes) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """The program's three streams as files in memory."""
    kept = sys.stdin, sys.stdout, sys.stderr
    out, err = Kept(), Kept()
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
    ours = [io.TextIOWrapper(each, encoding="ascii") for each in (out, err)]
    sys.stdout, sys.stderr = ours
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept
        for stream in ours:
            if not stream.closed:
                stream.flush()


def said(args: list[str], stdin: bytes = b"") -> Told:
    """Call the program in this process."""
    with streams(stdin) as (out, err):
        status = run_command_line(args)
    return Told(status, out.getvalue().decode(), err.getvalue().decode())


class Fuzz:
    """A folder with a flow, a module and a store with three runs, each of which may be damaged."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance = folder, random.Random(seed)
        self.seen: Counter[tuple[str, int]] = Counter()
        (folder / "folder").mkdir()
        (folder / "work.py").write_text(WORK)
        (folder / "flow.flow.json").write_text(FLOW)
        (folder / "inputs.json").write_text('{"n": 2}')
        self.commands = {name: self._options(cli.commands[name]) for name in cli.commands}
        self.runs = [self._kept_run(number) for number in "123"]
        with sqlite3.connect("good.sqlite3") as database:
            database.execute(
                "UPDATE runs SET status = 'running', ended = NULL WHERE run = ?", self.runs[:1]
            )
            database.execute("PRAGMA journal_mode = DELETE")
        database.close()
        journal = Path("good.sqlite3.runs", self.runs[0], "journal")
        journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:9]))

    def _options(self, command: click.Command) -> list[str]:
        own = [option for one in command.params for option in one.opts if option.startswith("-")]
        below = list(command.commands) if isinstance(command, click.Group) else []
        return own + below

    def _kept_run(self, n: str) -> str:
        told = said(["run", "flow.flow.json", "-i", f"n={n}", "--store", "good.sqlite3", "--json"])
        return str(json.loads(told.out)["run"])

    # one case

    def go(self, turn: int) -> None:
        """Do one hostile thing, and hold what comes of it against what must hold."""
        case = (self.words, self.files, self.files, self.store)[turn % 4]
        environment = self.environment() if not self.chance.randrange(4) else {}
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            args, stdin = case()
            began = time.monotonic()
            try:
                told = said(args, stdin)
            except BaseException as error:
                self._keep_for_us(turn)
                raise AssertionError(
                    f"turn {turn}: {args!r} under {environment!r} raised"
                ) from error
        what = f"turn {turn}: {args!r} under {environment!r} said {told!r}"[:5000]
        assert told.status in STATUSES, what
        assert "Traceback" not in told.err, what
        assert "Traceback" not in told.out or "--events" in " ".join(args), what  # it has a `trace`
        assert told.status != 2 or told.err or told.out, what
        if case != self.words and "--json" in args and "-" not in args:
            assert json.loads(told.out) is not None, what
        assert time.monotonic() - began < LONGEST, what
        self.seen[args[0] if args and args[0] in self.commands else "", told.status] += 1

    def _keep_for_us(self, turn: int) -> None:
        kept = os.environ.get("FUZZ_KEEP")
        if kept:
            shutil.copytree(self.folder, Path(kept) / str(turn), dirs_exist_ok=True)

    def environment(self) -> dict[str, str]:
        names = self.chance.sample(sorted(ENVIRONMENT), self.chance.randint(1, 3))
        return {name: self.chance.choice(ENVIRONMENT[name]) for name in names}

    def words(self) -> tuple[list[str], bytes]:
        """A command with any options of any command, half of them, and words that mean nothing."""
        chance = self.chance
        command = chance.choice([*self.commands, *self.commands, "", "rn", "--json", "flow"])
        options = [*self.commands.get(command, []), *WORDS]
        rest = chance.choices(options, k=chance.randint(0, 5))
        if chance.randrange(2):
            rest.insert(0, chance.choice(["flow.flow.json", *self.runs]))
        if chance.randrange(6) == 0 and rest:
            at = chance.randrange(len(rest))
            rest[at] = rest[at][: chance.randint(0, len(rest[at]))] + chance.choice(WORDS)
        return [command, *(word for word in rest if not word.startswith("/"))], b'{"n": 1}'

    def files(self) -> tuple[list[str], bytes]:
        """A damaged flow, or damaged initial values, for a command that reads them."""
        chance = self.chance
        damage = chance.choice([damaged_bytes, damaged_values])
        text = damage(chance, FLOW.encode()) if chance.randrange(4) else FLOW.encode()
        Path("bad.flow.json").write_bytes(text)
        inputs = b'{"n": 2, "who": "Ada", "x": [1, {"a": null}], "list": [1, 2, 3]}'
        values = damage(chance, inputs) if chance.randrange(2) else inputs
        Path("bad.json").write_bytes(values)
        command = chance.choice(["check", "plan", "run", "run", "export", "explain"])
        args = [command, "bad.flow.json"]
        if command in ("plan", "run"):
            name = chance.choice(["n", "who", "list", *KEYS])
            value = chance.choice(
                [json.dumps(chance.choice(JUNK)), "@bad.json", "@@", "text", "\udcff"]
            )
            args += chance.choice(
                [["--inputs", "bad.json"], ["--inputs", "-"], ["-i", f"{name}={value}"], []]
            )
            args += chance.choice(
                [
                    [],
                    [],
                    ["--goal", chance.choice(["add", "many", "boom", "greet", "greet", *KEYS])],
                ]
            )
        if command == "run":
            args += chance.choice([["--no-store"], ["--no-store"], ["--store", "runs.sqlite3"]])
            args += chance.choice(
                [[], [], ["--events", chance.choice(["-", "events", "folder", "bad.json"])]]
            )
        if command == "export":
            args += ["--to", chance.choice(["mermaid", "dot", "json"])]
            args += chance.choice([[], ["-o", chance.choice(["out", "folder", "no/where"])]])
        if command == "explain":
            args += [chance.choice(["report", "z", "big", *KEYS])]
        args += ["--json"] if command != "export" and chance.randrange(2) else []
        return args, values

    def store(self) -> tuple[list[str], bytes]:
        """A store with something in it damaged or gone, and a command that reads or goes on from it."""
        chance = self.chance
        for suffix in ("-wal", "-shm", "-journal"):
            Path(f"bad.sqlite3{suffix}").unlink(missing_ok=True)
        shutil.rmtree("bad.sqlite3.runs", ignore_errors=True)
        shutil.copytree("good.sqlite3.runs", "bad.sqlite3.runs")
        shutil.copyfile("good.sqlite3", "bad.sqlite3")
        for _ in range(chance.choice([0, 1, 1, 1, 2])):
            self._rot(
                chance.choice(
                    ["database", "cell", "cell", "journal", "journal", "line", "value", "gone"]
                )
            )
        run = chance.choice([*self.runs, self.runs[0], self.runs[0][:4], "", "nobody"])
        command = chance.choice(["runs", "show", "show", "resume", "resume", "rerun", "explain"])
        args = [command, *([] if command == "runs" else [run])]
        if command == "explain":
            args = [command, "flow.flow.json", "report", "--run", run]
        if command == "rerun":
            args += ["--from", chance.choice(["add", "text", "nobody"])]
        if command == "resume":
            args += chance.choice([[], ["--yes"]])
        args += ["--json"] if chance.randrange(2) else []
        return [*args, "--store", "bad.sqlite3"], b""

    def _rot(self, what: str) -> None:
        chance = self.chance
        runs = Path("bad.sqlite3.runs")
        match what:
            case "database":
                path = Path("bad.sqlite3")
                path.write_bytes(rotten_bytes(chance, path.read_bytes()))
            case "cell":
                self._rot_cell()
            case "journal":
                path = runs / chance.choice(self.runs) / "journal"
                if path.exists():
                    path.write_bytes(rotten_bytes(chance, path.read_bytes()))
            case "line":
                self._rot_line(runs / chance.choice(self.runs[:1] + self.runs) / "journal")
            case "value":
                values = [path for path in runs.glob("*/values/*") if path.is_file()]
                if values and chance.randrange(2):
                    path = chance.choice(values)
                    path.write_bytes(rotten_bytes(chance, path.read_bytes()))
                elif values:
                    chance.choice(values).unlink()
            case _:
                gone = chance.choice([runs, runs / self.runs[0], *runs.glob("*/values")])
                shutil.rmtree(gone, ignore_errors=True)
                runs.mkdir(exist_ok=True)

    def _rot_cell(self) -> None:
        """Something else in a field of the list, which SQLite does not mind."""
        column = self.chance.choice(COLUMNS)
        junk = [
            None,
            1,
            -1.5,
            "",
            "a\0b",
            "\U0001f600",
            b"\xff\xfe",
            "{}",
            "[1]",
            '{"a": {"$b": 1}}',
            "1e999",
        ]
        try:
            with sqlite3.connect("bad.sqlite3") as database:
                database.execute(f"UPDATE runs SET {column} = ?", [self.chance.choice(junk)])
        except sqlite3.Error:
            pass
        finally:
            database.close()

    def _rot_line(self, path: Path) -> None:
        """A line of a journal that is sound to look at, and says something else than it should."""
        if not path.exists():
            return
        lines = path.read_bytes().splitlines(keepends=True)
        if not lines:
            return
        at = self.chance.randrange(len(lines))
        try:
            seq, when, name, body = json.loads(lines[at])
        except ValueError:
            return
        key = self.chance.choice([*body, "extra"])
        body[key] = self.chance.choice([junk for junk in JUNK if junk != 10**300])
        lines[at] = json.dumps([seq, when, name, body], separators=(",", ":")).encode() + b"\n"
        path.write_bytes(b"".join(lines))


@pytest.fixture
def fuzz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Fuzz:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "engine.cli.commands._open_designer", lambda args: 0
    )  # a window, and a loop
    return Fuzz(tmp_path, seed=zlib.crc32(request.node.name.encode()))


def test_a_thousand_hostile_calls_end_with_a_sentence_and_a_status(fuzz: Fuzz) -> None:
    for turn in range(1_000):
        fuzz.go(turn)
    assert {status for _, status in fuzz.seen} >= {0, 1, 2, 3}
    assert {name for name, _ in fuzz.seen} >= set(fuzz.commands)


@pytest.mark.long
@pytest.mark.timeout(5_400)
def test_a_hundred_thousand_hostile_calls_leave_nothing_behind(fuzz: Fuzz) -> None:
    for turn in range(10_000):
        fuzz.go(turn)
    before, began = holding(), time.monotonic()
    for turn in range(10_000, 100_000):
        fuzz.go(turn)
        if turn % 5_000 == 0:
            shutil.rmtree("runs.sqlite3.runs", ignore_errors=True)
            Path("runs.sqlite3").unlink(missing_ok=True)
    after = holding()
    print(f"{90_000 / (time.monotonic() - began):.0f} a second; {before} -> {after}")
    print(dict(sorted(fuzz.seen.items())))
    assert after.memory - before.memory < 30
    assert after.files <= before.files + 2
    assert after.threads <= before.threads + 2
    assert after.children == before.children
