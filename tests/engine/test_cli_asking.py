"""Questions on a real terminal, answers from a file, and the time of a run, with the program itself."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.cli.asking import read_answer
from engine.datatype import DataType, TypeName
from engine.question import Field
from engine.value import ABSENT
from tests.engine.program import WORK, backcast, error_of

ASK = {
    "kind": "ask",
    "config": {"title": "How many?", "message": "They are heavy.", "defaults": {"size": "small"}},
    "outputs": {
        "count": {"type": "integer", "description": "Of parcels"},
        "size": {"enum": ["small", "large"]},
        "token": {"type": "string", "format": "secret"},
        "note": {"type": "string", "optional": True},
    },
}
PLAIN = {"kind": "ask", "outputs": {"count": {"type": "integer"}}}
ANSWER = '{"ask": {"count": 3}}'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKCAST_STORE", str(tmp_path / "store"))
    (tmp_path / "work.py").write_text(WORK)
    return tmp_path


def write(**steps: Any) -> str:
    flow = {"format": "backcast/1", "goals": list(steps), "steps": steps}
    Path("f.flow.json").write_text(json.dumps(flow))
    return "f.flow.json"


class Seat:
    """Somebody at a terminal: what is seen there, and what is typed."""

    def __init__(self, process: subprocess.Popen[bytes], handle: int) -> None:
        self.process, self._handle = process, handle
        self.seen = ""

    def sees(self, text: str) -> None:
        """Wait for a text that was not seen before; all before it is forgotten."""
        until = time.monotonic() + 20
        while text not in self.seen:
            assert time.monotonic() < until, f"never seen: {text!r} in {self.seen!r}"
            self._look(0.1)
        self.seen = self.seen.partition(text)[2]

    def types(self, text: str) -> None:
        os.write(self._handle, f"{text}\n".encode())

    def ends(self) -> int:
        """Wait for the end of the program, and look at the last of it."""
        until = time.monotonic() + 20
        while self.process.poll() is None:
            assert time.monotonic() < until, f"it goes on: {self.seen!r}"
            self._look(0.05)
        while self._look(0.05):
            pass
        return self.process.returncode

    def _look(self, seconds: float) -> bool:
        if not select.select([self._handle], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._handle, 65536)
        except OSError:  # the program has ended
            return False
        self.seen += data.decode("utf-8", "replace")
        return bool(data)


@contextmanager
def seated(*args: str, term: str = "dumb") -> Iterator[Seat]:
    """The program on a terminal of its own; its stdout is a file called `out`."""
    ours, theirs = pty.openpty()
    try:
        with (
            Path("out").open("wb") as out,
            subprocess.Popen(
                [sys.executable, "-m", "engine", *args],
                stdin=theirs, stdout=out, stderr=theirs, start_new_session=True,
                env={**os.environ, "TERM": term, "COLUMNS": "100", "LINES": "30"},
                preexec_fn=_take_terminal,
            ) as process,
        ):  # fmt: skip
            os.close(theirs)
            try:
                yield Seat(process, ours)
            finally:
                process.kill()
    finally:
        os.close(ours)


def _take_terminal() -> None:
    """Make stdin the controlling terminal, so that Ctrl-C is a signal."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def result() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Path("out").read_text())
    return told


def test_whoever_sits_at_the_terminal_is_asked_for_one_answer_after_the_other():
    with seated("run", write(ask=ASK), "--json") as seat:
        seat.sees("? ask: How many?")
        seat.sees("They are heavy.")
        seat.sees("Of parcels")
        seat.sees("count (integer): ")
        seat.types("many")
        seat.sees("expected integer")
        seat.sees("count (integer): ")
        seat.types("")
        seat.sees("'count' is missing")
        seat.types("3")
        seat.sees("1  small")
        seat.sees("2  large")
        seat.sees("size (number or value) [small]: ")
        seat.types("2")
        seat.sees("token (not shown): ")
        seat.types("hush-hush")
        seat.sees("note (string, may be left empty): ")
        assert "hush" not in seat.seen
        seat.types("")
        assert seat.ends() == 0
        assert "hush" not in seat.seen
    outputs = result()["steps"]["ask"]["outputs"]
    assert (outputs["count"], outputs["size"]) == (3, "large")
    assert "note" not in outputs
    assert "hush" not in Path("out").read_text()
    kept = b"".join(file.read_bytes() for file in Path("store").rglob("*") if file.is_file())
    assert b"hush" not in kept


def test_an_approval_is_answered_with_yes_or_no():
    ok = {"kind": "ask", "config": {"approve": True}, "outputs": {"approved": {}}}
    with seated("run", write(ok=ok)) as seat:
        seat.sees("approved (yes or no): ")
        seat.types("maybe")
        seat.sees("'approved' takes yes or no, and 'maybe' is neither")
        seat.sees("approved (yes or no): ")
        seat.types("no")
        seat.sees("comment")
        seat.types("too heavy")
        assert seat.ends() == 1
        assert "the answer was no: too heavy" in seat.seen


def test_the_live_table_gives_way_to_a_question_and_comes_back():
    with seated("run", write(ask=PLAIN), term="xterm") as seat:
        seat.sees("? ask: ask")
        seat.sees("count (integer): ")
        time.sleep(0.3)  # several pictures long
        assert seat.seen == ""
        seat.types("1")
        assert seat.ends() == 0
        assert "completed" in seat.seen


def test_what_other_steps_say_meanwhile_comes_after_the_answer():
    loud = {"kind": "python", "config": {"function": "work:loud"}, "outputs": {"x": {}}}
    with seated("run", write(ask=PLAIN, loud=loud)) as seat:
        seat.sees("count (integer): ")
        time.sleep(0.3)
        assert "loud" not in seat.seen
        seat.types("1")
        seat.sees("echoed")
        assert seat.ends() == 0


def test_ctrl_c_ends_a_question_and_the_terminal_echoes_again():
    import termios

    secret = {"kind": "ask", "outputs": {"token": {"type": "string", "format": "secret"}}}
    with seated("run", write(ask=secret)) as seat:
        seat.sees("token (not shown): ")
        seat.process.send_signal(signal.SIGINT)
        assert seat.ends() == 130
        local_modes = termios.tcgetattr(seat._handle)[3]
        assert local_modes & termios.ECHO


def test_the_end_of_the_keyboard_is_no_answer():
    with seated("run", write(ask=PLAIN)) as seat:
        seat.sees("count (integer): ")
        os.write(seat._handle, b"\x04")
        assert seat.ends() == 1
        assert "the terminal was closed before 'ask' was answered" in seat.seen


def test_without_a_terminal_the_run_fails_and_says_how_to_answer():
    done = backcast("run", write(ask=PLAIN), "--json")
    assert done.returncode == 1
    step = json.loads(done.stdout)["steps"]["ask"]
    assert step["reason"] == "no_answer"
    assert '--answers FILE, a file with {"ask": {"count": 0}}' in done.stderr


@pytest.mark.parametrize("source", ["file", "-"])
def test_answers_are_read_from_a_file_or_stdin(source):
    Path("file").write_text(ANSWER)
    done = backcast("run", write(ask=PLAIN), "--answers", source, stdin=ANSWER)
    assert (done.returncode, done.stdout) == (0, "count: 3\n")


def test_an_answer_to_nothing_is_a_warning_and_one_that_does_not_fit_is_refused():
    flow = write(ask=PLAIN)
    done = backcast("run", flow, "--answers", "-", stdin='{"aks": {}, "ask": {"count": 3}}')
    assert done.returncode == 0
    assert "warning: stdin: there is no step 'aks' to answer; did you mean 'ask'?" in done.stderr
    done = backcast("run", flow, "--answers", "-", "--json", stdin='{"ask": {"count": "x"}}')
    assert done.returncode == 2
    assert error_of(done.stdout)["kind"] == "bad_input"


def test_answers_and_inputs_cannot_both_be_stdin():
    done = backcast("run", write(ask=PLAIN), "--answers", "-", "--inputs", "-")
    assert done.returncode == 2
    assert "cannot both read stdin" in done.stderr


def interrupted() -> str:
    """The id of a run that was killed while it waited for an answer."""
    waits = {"kind": "python", "config": {"function": "work:waits"}, "outputs": {"w": {}}}
    with seated("run", write(ask=PLAIN, waits=waits)) as seat:
        seat.sees("count (integer): ")
        while not Path("began").exists():
            time.sleep(0.01)
        os.killpg(seat.process.pid, signal.SIGKILL)
        seat.process.wait()
    Path("work.py").write_text(WORK.replace("await asyncio.sleep(600)", "return 1"))
    (run,) = json.loads(backcast("runs", "--json").stdout)
    assert run["status"] == "interrupted"
    return str(run["run"])


def test_an_open_question_is_asked_again_on_resume_and_answers_and_events_go_there_too():
    run = interrupted()
    done = backcast("resume", run, "--answers", "-", "--events", "events", stdin=ANSWER)
    assert done.returncode == 0, done.stderr
    types = [json.loads(line)["type"] for line in Path("events").read_text().splitlines()]
    assert types[-1] == "run_settled"
    assert types.count("question_asked") == 1
    assert "run_started" not in types


def test_a_rerun_has_events_answers_and_a_time_of_its_own():
    backcast("run", write(ask=PLAIN), "--answers", "-", stdin=ANSWER)
    (run,) = json.loads(backcast("runs", "--json").stdout)
    again = ("rerun", run["run"], "--from", "ask")
    done = backcast(*again, "--answers", "-", "--events", "-", stdin='{"ask": {"count": 4}}')
    assert done.returncode == 0
    types = [json.loads(line)["type"] for line in done.stdout.splitlines()]
    assert types[0] == "run_started"
    assert backcast(*again).returncode == 1
    assert backcast(*again, "--events", "-", "--json").returncode == 2


def test_events_of_a_resumed_run_never_overwrite_another_file():
    Path("precious").write_text("words")
    done = backcast("resume", "x", "--events", "precious")
    assert done.returncode == 2
    assert "would overwrite a file that holds no events" in done.stderr
    assert Path("precious").read_text() == "words"


def test_the_events_of_an_earlier_run_stay_where_the_next_one_never_begins():
    flow = write(a={"kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}})
    assert backcast("run", flow, "--events", "events").returncode == 0
    told = Path("events").read_text()
    assert '"run_settled"' in told
    Path("broken").write_text("no store at all" * 1_000)
    done = backcast("run", flow, "--events", "events", "--store", "broken")
    assert done.returncode == 2
    assert "broken" in done.stderr
    assert "ResourceWarning" not in done.stderr
    assert Path("events").read_text() == told
    assert backcast("run", flow, "--events", "events").returncode == 0
    again = Path("events").read_text().splitlines()
    assert len(again) == len(told.splitlines()), "the new events take the place of the old ones"
    assert json.loads(again[0])["seq"] == 1


def test_a_run_that_takes_too_long_fails_with_status_one():
    waits = {"kind": "python", "config": {"function": "work:waits"}, "outputs": {"w": {}}}
    done = backcast("run", write(waits=waits), "--timeout", "0.2", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["status"] == "failed"
    assert told["error"] == {
        "kind": "timeout", "message": "the run took longer than 0.2 s", "names": []
    }  # fmt: skip
    assert told["steps"]["waits"]["status"] == "cancelled"


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "1e99", "soon"])
def test_a_time_that_is_none_is_refused(text):
    done = backcast("run", write(ask=PLAIN), "--timeout", text)
    assert done.returncode == 2
    assert "expected a number of seconds above 0" in done.stderr


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        (DataType(name=TypeName.BOOLEAN), "Y", True),
        (DataType(name=TypeName.BOOLEAN), "false", False),
        (DataType(name=TypeName.STRING), "1", "1"),
        (DataType(name=TypeName.ARRAY), "[1]", [1]),
        (DataType(enum=("a", "b")), "b", "b"),
        (DataType(enum=("a", "b")), "1", "a"),
        (DataType(name=TypeName.INTEGER, enum=(20, 10)), "10", 10),
    ],
)
def test_a_typed_line_is_read_as_what_is_asked_for(type_, text, value):
    assert read_answer("x", Field(type=type_), text) == value


@pytest.mark.parametrize("text", ["maybe", "1", "null", "{"])
def test_what_is_neither_yes_nor_no_is_told_so_in_these_words(text):
    with pytest.raises(ValueError, match=f"^'x' takes yes or no, and '{text}' is neither$"):
        read_answer("x", Field(type=DataType(name=TypeName.BOOLEAN)), text)


def test_an_empty_line_takes_the_default_or_nothing():
    assert read_answer("x", Field(default=7), "") == 7
    assert read_answer("x", Field(required=False), " ") is ABSENT
    with pytest.raises(ValueError, match="missing"):
        read_answer("x", Field(), "")
