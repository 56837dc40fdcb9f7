from __future__ import annotations

import pytest

from engine.errors import Fatal, StepFailure
from engine.executors import thread
from engine.tracing import MESSAGE_LENGTH, TRACE_LENGTH, describe


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:
        return caught


def test_the_sentence_has_type_text_and_place():
    error = raised(ValueError("no rows"))
    line = error.__traceback__.tb_lineno
    sentence, trace = describe(error)
    assert sentence == f"ValueError: no rows (test_tracing.py:{line}, in raised)"
    assert trace.startswith("Traceback (most recent call last):")
    assert trace.endswith("ValueError: no rows\n")


class Nasty(Exception):
    def __str__(self):
        raise RuntimeError("ha")


class Odd(Exception):
    def __str__(self):
        return 3  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (Nasty(), "Nasty: its text could not be made (RuntimeError) (test_tracing.py:"),
        (Odd(), "Odd: its text could not be made (TypeError) (test_tracing.py:"),
        (KeyError("id"), "KeyError: 'id' ("),
        (ValueError(), "ValueError (test_tracing.py:"),
        (ValueError("two\n  lines"), "ValueError: two lines ("),
        (SystemExit(3), "SystemExit: the work asked to end the program, with status 3 ("),
        (KeyboardInterrupt(), "KeyboardInterrupt (test_tracing.py:"),
        (SyntaxError("bad", ("/x/y.py", 7, 1, "", 7, 2)), "SyntaxError: bad (y.py:7)"),
        (Fatal("in words"), "in words"),
        (StepFailure(""), "StepFailure (test_tracing.py:"),
        (
            ExceptionGroup("all of it", [ValueError("a"), KeyError("b"), OSError("c"), OSError()]),
            "ExceptionGroup: all of it: ValueError: a; KeyError: 'b'; OSError: c; and 1 more (",
        ),
    ],
    ids=lambda value: value.split(":")[0] if isinstance(value, str) else type(value).__name__,
)
def test_any_exception_can_be_described(error, begins):
    sentence, _ = describe(raised(error))
    assert sentence.startswith(begins)
    assert "\n" not in sentence


def test_a_huge_text_is_cut():
    sentence, trace = describe(raised(ValueError("x" * 10_000_000)))
    assert len(sentence) < MESSAGE_LENGTH + 100
    assert len(trace) < TRACE_LENGTH + 100
    assert "characters left out" in trace


def test_the_engines_own_frames_are_left_out():
    def work():
        raise ValueError("deep") from raised(OSError("first"))

    told = []
    mailbox = type("Mailbox", (), {"put": lambda _, *letter: told.append(letter)})()
    import contextvars
    import threading

    thread._Job(contextvars.copy_context(), work, mailbox, lambda *_: None, threading.Lock()).run()
    _, trace = describe(told[0][2])
    assert "thread.py" not in trace
    assert "in work" in trace
    assert "OSError: first" in trace


def test_without_user_code_there_is_no_traceback():
    assert describe(ValueError("never raised")) == ("ValueError: never raised", "")
    outer = StepFailure("outer")
    outer.__cause__ = raised(ValueError("inner"))
    assert "inner" in describe(outer)[1]


def test_endless_recursion_can_be_described():
    def work():
        work()

    with pytest.raises(RecursionError) as caught:
        work()
    sentence, trace = describe(caught.value)
    assert sentence.startswith("RecursionError: maximum recursion depth exceeded")
    assert len(trace) < 3000


def test_a_trace_is_cut_where_a_mask_can_see_it():
    trace = describe(raised(ValueError("secretly " * 20_000)))[1]
    before, _, after = trace.partition("characters left out")
    assert "…\n" in before
    assert "\n…" in after
