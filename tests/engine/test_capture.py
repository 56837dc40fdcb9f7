from __future__ import annotations

import asyncio
import io
import logging
import subprocess
import sys
import threading

import pytest

from engine.capture import LINE_LIMIT, Lines, capturing, recorded, unrecorded
from engine.errors import Fatal
from engine.executors.thread import ThreadExecutor


@pytest.fixture
def lines():
    return []


@pytest.fixture
def sink(lines):
    return lambda text, stream: lines.append((stream, text))


def test_prints_become_lines_of_their_stream(sink, lines, capsys):
    with capturing(), recorded(sink):
        print("one\ntwo")
        print("half", end="")
        print("oops", file=sys.stderr)
        print(" and half")
    assert lines == [
        ("stdout", "one"),
        ("stdout", "two"),
        ("stderr", "oops"),
        ("stdout", "half and half"),
    ]
    assert capsys.readouterr() == ("", "")


def test_a_line_without_an_end_comes_at_the_end(sink, lines):
    with capturing(), recorded(sink):
        print("no end", end="")
        assert lines == []
    assert lines == [("stdout", "no end")]


def test_what_no_step_prints_goes_where_it_always_went(capsys):
    with capturing():
        print("out")
        print("err", file=sys.stderr)
    assert capsys.readouterr() == ("out\n", "err\n")


def test_stray_prints_can_be_sent_elsewhere(sink, lines, capsys):
    def stray():
        print("stray")

    thread = threading.Thread(target=stray)
    with capturing(stray=sys.stderr), recorded(sink):
        with unrecorded():  # started by nobody's work
            thread.start()
        thread.join()
        print("mine")
    assert lines == [("stdout", "mine")]
    assert capsys.readouterr() == ("", "stray\n")


def test_the_streams_are_put_back_when_the_last_user_leaves():
    before = (sys.stdin, sys.stdout, sys.stderr)
    first, second = capturing(), capturing()
    first.__enter__()
    ours = sys.stdout
    second.__enter__()
    assert sys.stdout is ours is not before[1]
    first.__exit__(None, None, None)
    assert sys.stdout is ours
    second.__exit__(None, None, None)
    assert (sys.stdin, sys.stdout, sys.stderr) == before


def test_a_stream_that_somebody_else_put_there_stays():
    before = sys.stdout
    with capturing():
        sys.stdout = theirs = io.StringIO()
    assert sys.stdout is theirs
    sys.stdout = before


async def test_coroutines_at_one_time_keep_their_lines_apart():
    async def work(name, lines):
        with recorded(lambda text, _: lines.append(text)):
            for number in range(3):
                print(name, number)
                await asyncio.sleep(0)

    a, b = [], []
    with capturing():
        await asyncio.gather(work("a", a), work("b", b))
    assert a == ["a 0", "a 1", "a 2"]
    assert b == ["b 0", "b 1", "b 2"]


async def test_a_thread_of_ours_prints_for_its_step(sink, lines):
    end = asyncio.get_running_loop().create_future()
    with capturing(), recorded(sink):
        ThreadExecutor().submit(lambda: print("there"), lambda *_: end.set_result(None))
        await end
    assert lines == [("stdout", "there")]


def test_many_threads_of_one_step_never_mix_within_a_line(sink, lines):
    import contextvars

    def work(context, letter):
        for _ in range(200):
            context.run(print, letter * 20)

    with capturing(), recorded(sink):
        threads = [
            threading.Thread(target=work, args=(contextvars.copy_context(), letter))
            for letter in "ab"
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    joined = "".join(text for _, text in lines)
    assert joined.count("a") == joined.count("b") == 4000


def test_a_sink_that_holds_a_thread_up_does_not_hold_up_the_end_of_its_step():
    gate, inside = threading.Event(), threading.Event()
    import contextvars

    def sink(text, _):
        if text == "flood":
            inside.set()
            gate.wait(10)

    with capturing():
        with recorded(sink):
            context = contextvars.copy_context()
            thread = threading.Thread(target=context.run, args=(print, "flood"))
            thread.start()
            inside.wait(10)
        assert thread.is_alive()  # we are past the end of the Step, and it still waits
        gate.set()
        thread.join()


def test_what_abandoned_work_prints_later_is_not_recorded(lines, sink, capsys):
    import contextvars

    with capturing():
        with recorded(sink):
            context = contextvars.copy_context()
        context.run(print, "late")
    assert lines == []
    assert capsys.readouterr().out == "late\n"


def test_a_sink_may_print(capsys):
    with capturing(), recorded(lambda text, stream: print("sink got", text)):
        print("hello")
    assert capsys.readouterr().out == "sink got hello\n"


def test_logging_that_user_code_sets_up_is_recorded(sink, lines):
    with capturing(), recorded(sink):
        handler = logging.StreamHandler()
        logger = logging.Logger("user")
        logger.addHandler(handler)
        logger.warning("careful")
    assert lines == [("stderr", "careful")]


def test_bytes_are_recorded_too(sink, lines):
    with capturing(), recorded(sink):
        sys.stdout.buffer.write(b"caf\xc3\xa9 \xff\n")
    assert lines == [("stdout", "café �")]


def test_a_child_given_our_stdout_cannot_reach_the_programs(tmp_path):
    code = (
        "import subprocess, sys\n"
        "from engine.capture import capturing, recorded\n"
        "with capturing(), recorded(lambda *_: None):\n"
        "    subprocess.run([sys.executable, '-c', 'print(1)'], stdout=sys.stdout)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "1\n")


@pytest.mark.parametrize(
    "ask",
    [input, lambda: input("Name: "), lambda: sys.stdin.read(), lambda: sys.stdin.buffer.read()],
    ids=["input", "input with prompt", "read", "bytes"],
)
def test_a_step_cannot_ask_the_keyboard(ask, sink):
    with capturing(), recorded(sink), pytest.raises(Fatal, match=r"input\(\) cannot be used") as e:
        ask()
    assert e.value.reason == "no_keyboard"


def test_others_may_still_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("typed\n"))
    with capturing():
        assert input() == "typed"


def test_a_program_without_streams_can_run_steps(monkeypatch, sink, lines):
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    with capturing():
        print("nowhere")
        with recorded(sink):
            print("somewhere")
    assert lines == [("stdout", "somewhere")]
    assert sys.stdout is None


def test_user_code_cannot_close_or_change_the_stream(sink, lines):
    with capturing(), recorded(sink):
        sys.stdout.reconfigure(encoding="latin-1")
        sys.stdout.close()
        print("still here")
        assert not sys.stdout.isatty()
    assert lines == [("stdout", "still here")]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["a\r\nb\r", "\n"], ["a", "b"]),
        (["10%\r", "50%\r", "100%\n"], ["100%"]),
        (["10%", "\r50%", "\rdone"], ["done"]),
        (["\n\n"], ["", ""]),
        (["", ""], []),
        (["x" * (LINE_LIMIT + 3) + "\n"], ["x" * LINE_LIMIT, "xxx"]),
    ],
    ids=["crlf", "progress", "progress without end", "empty lines", "nothing", "long"],
)
def test_lines(pieces, expected):
    lines = Lines()
    given = [line for piece in pieces for line in lines.add(piece)]
    assert given + lines.finish() == expected


def test_a_line_that_never_ends_does_not_pile_up():
    lines = Lines()
    given = [line for _ in range(100) for line in lines.add("x" * 1000)]
    assert sum(map(len, given)) > 90_000
    assert sum(map(len, given + lines.finish())) == 100_000
