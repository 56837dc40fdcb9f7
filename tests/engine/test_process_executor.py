from __future__ import annotations

import asyncio
import os
import sys
import time
from functools import partial

import pytest

from engine.capture import capturing, recorded
from engine.errors import StepFailure
from engine.executors.process import ProcessExecutor
from engine.registry import Registry


async def outcome(function):
    future = asyncio.get_running_loop().create_future()
    ProcessExecutor().submit(function, lambda *both: future.set_result(both))
    return await future


async def test_a_function_runs_in_another_process():
    pid, error = await outcome(os.getpid)
    assert error is None
    assert pid != os.getpid()
    assert await outcome(partial(max, [1, 3, 2])) == (3, None)


async def test_whatever_is_raised_in_there_is_the_error():
    for function, text in ((partial(sys.exit, 3), "status 3"), (partial(int, "x"), "ValueError")):
        _, error = await outcome(function)
        assert isinstance(error, StepFailure)
        assert text in str(error)


async def test_what_it_prints_is_the_callers():
    lines = []
    with capturing(), recorded(lambda line, stream: lines.append((stream, line))):
        await outcome(partial(print, "hello"))
    assert lines == [("stdout", "hello")]


@pytest.mark.parametrize(
    ("function", "text"),
    [(lambda: 1, "this work cannot be sent to another process"),
     (partial(open, os.devnull), "output 'result' is TextIOWrapper, which cannot be sent")],
    ids=["work", "result"],
)  # fmt: skip
async def test_what_cannot_travel_says_so(function, text):
    _, error = await outcome(function)
    assert isinstance(error, StepFailure)
    assert (error.reason, error.retryable) == ("not_picklable", False)
    assert text in str(error)


async def test_giving_it_up_ends_it():
    ended = asyncio.get_running_loop().create_future()
    give_up = ProcessExecutor().submit(
        partial(time.sleep, 600), lambda *both: ended.set_result(both)
    )
    assert give_up()
    async with asyncio.timeout(10):
        result, error = await ended
    assert (result, error.reason) == (None, "cancelled")


def test_it_is_installed():
    assert Registry.installed().executor("process").name == "process"
