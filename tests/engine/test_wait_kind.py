from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from engine.clock import SystemClock
from engine.errors import StepFailure
from engine.kinds import wait
from engine.kinds.wait import LONGEST, WaitConfig, WaitKind
from tests.engine.performing import Bench, step


@pytest.fixture
def bench(tmp_path):
    return Bench(WaitKind(), tmp_path)


def soon(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def problems(config, inputs="", outputs="waited"):
    subject = step(config, inputs, outputs)
    found = WaitKind().check(subject, WaitConfig(**config), Path())
    return [(p.pointer.removeprefix("/steps/work"), p.message) for p in found]


@pytest.mark.parametrize("said", ["config", "input"])
@pytest.mark.parametrize("name", ["seconds", "until"])
async def test_it_waits_as_long_as_config_or_input_say(bench, said, name):
    value = 0.15 if name == "seconds" else soon(0.15)
    config, inputs = ({name: value}, {}) if said == "config" else ({}, {name: value})
    began = time.monotonic()
    (waited,) = (await bench.perform(config, inputs, "waited")).values()
    assert 0.1 <= waited <= time.monotonic() - began


async def test_no_seconds_and_a_past_time_are_no_wait_and_outputs_are_not_needed(bench):
    began = time.monotonic()
    assert await bench.perform({"seconds": 0}, outputs="") == {}
    assert await bench.perform({"until": "2001-01-01T00:00:00Z"}, outputs="") == {}
    assert await bench.perform({"until": "2001-01-01"}, outputs="") == {}
    assert await bench.perform({"until": "0001-01-01T00:00:00+14:00"}, outputs="") == {}
    assert time.monotonic() - began < 1


async def test_a_clock_that_is_set_while_one_waits_is_noticed(bench, monkeypatch):
    set_forward = 0.0

    class Clock(SystemClock):
        def now(self):
            return super().now() + set_forward

    monkeypatch.setattr(wait, "SystemClock", Clock)
    monkeypatch.setattr(wait, "_LOOK_AGAIN", 0.01)
    waiting = asyncio.create_task(bench.perform({"until": soon(3_600)}, outputs=""))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    set_forward = 3_601.0
    async with asyncio.timeout(5):
        await waiting


@pytest.mark.parametrize("config", [{"seconds": LONGEST}, {"until": soon(9 * 365 * 86_400)}])
async def test_a_wait_of_years_ends_when_it_is_cancelled(bench, config):
    work = asyncio.create_task(bench.perform(config, outputs="waited"))
    await asyncio.sleep(0.02)
    assert not work.done()
    began = time.monotonic()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert time.monotonic() - began < 1


async def test_it_tells_until_when_it_waits_and_needs_no_thread(bench):
    await bench.perform({"until": "2001-01-01T01:00:00+01:00"}, outputs="")
    assert bench.lines == [("progress", "until 2001-01-01T00:00:00.000000+00:00")]
    assert WaitKind().needs_thread(bench.call({}, {}, ""), bench) is False


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "nothing says how long"),
        ({"seconds": "3"}, "'seconds' is string 3; expected a number"),
        ({"seconds": True}, "'seconds' is boolean true"),
        ({"seconds": -1}, "'seconds' is -1; expected 0 to"),
        ({"seconds": float("nan")}, "'seconds' is nan"),
        ({"seconds": 10**400}, "expected 0 to"),
        ({"until": "tomorrow"}, "'until' is string 'tomorrow'; expected a time such as"),
        ({"until": 3}, "'until' is integer '3'; expected a time such as"),
        ({"until": "2999-01-01"}, "more than ten years away"),
        ({"until": "9999-12-31T23:59:59-12:00"}, "more than ten years away"),
    ],
)
async def test_a_time_that_is_none_fails_the_step_for_good(bench, inputs, words):
    with pytest.raises(StepFailure) as caught:
        await bench.perform({}, inputs, "waited")
    assert words in str(caught.value)
    assert (caught.value.reason, caught.value.retryable) == ("bad_time", False)


@pytest.mark.parametrize(
    "config",
    [
        {"seconds": -1},
        {"seconds": "3"},
        {"seconds": float("inf")},
        {"seconds": LONGEST * 2},
        {"until": 3},
        {"minutes": 1},
    ],
)
def test_a_config_of_another_shape_is_refused(config):
    with pytest.raises(ValidationError):
        WaitConfig(**config)


@pytest.mark.parametrize(
    ("config", "inputs", "outputs", "found"),
    [
        ({"seconds": 1}, "", "waited", []),
        ({}, "until", "", []),
        ({}, "", "waited", ["/config"]),
        ({"seconds": 1, "until": "2030-01-01"}, "", "waited", ["/config"]),
        ({"seconds": 1}, "seconds", "waited", ["/config"]),
        ({"seconds": 1}, "until", "waited", ["/config"]),
        ({"until": "soon"}, "", "waited", ["/config/until"]),
        ({"seconds": 1}, "", "done", ["/outputs/done"]),
    ],
)
def test_what_check_finds(config, inputs, outputs, found):
    assert [place for place, _ in problems(config, inputs, outputs)] == found
