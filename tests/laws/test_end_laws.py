"""Every run ends: no combination of rules, failures and timings may leave one that does not.

The Flows have all rules at once; their work fails, hangs, clings to life after it was cancelled, comes too
late, or sits in a thread; the run is stopped or paused at any moment. The real runner does them, on a loop
whose waiting costs nothing.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, example, given, settings
from hypothesis import strategies as st

from engine import events as e
from engine.errors import Fatal
from engine.flow import Flow
from engine.planner import make_plan
from engine.plugin import Call, Context
from engine.runner import Runner
from engine.state import RunState
from engine.testing import flow_of
from tests.scripted import Ran, checked, runner_of
from tests.strategies import rich_flows
from tests.virtual import VirtualLoop

LAST = 1e6
"""Seconds after which a run is stopped whatever it does: work that hangs is allowed to."""

STOPS_WITHIN = 6.0

DEEDS = [
    "gives", "gives", "gives", "gives", "gives list", "gives list", "gives nothing", "gives more",
    "fails", "fails", "is fatal", "exits", "cancels itself", "takes 3 s", "takes 3 s", "takes 40 s",
    "takes 3 s and fails", "hangs", "clings for 4 s", "clings for 9 s", "clings and fails",
    "thread", "thread fails", "thread hangs",
]  # fmt: skip
HANGING = {"hangs", "clings for 4 s", "clings for 9 s", "clings and fails", "thread hangs"}

values = st.one_of(st.integers(0, 4), st.lists(st.integers(0, 4), max_size=3))


class Actor:
    """Does for each try of each Step what was drawn for it."""

    def __init__(self, loop: VirtualLoop, deeds: Mapping[str, list[tuple[str, Any]]]) -> None:
        self.loop, self.deeds = loop, deeds
        self.tries: dict[str, int] = {}
        self.released = threading.Event()
        self.hung = False

    async def act(self, call: Call, context: Context) -> Any:
        name = "undo" if call.config.get("function") == "work:undo" else call.step
        turn = self.tries[name] = self.tries.get(name, -1) + 1
        deeds = self.deeds[name]
        deed, value = deeds[min(turn, len(deeds) - 1)]
        self.hung |= deed in HANGING
        return await self.do(deed, dict.fromkeys(call.outputs, value), context)

    async def do(self, deed: str, given: dict[str, Any], context: Context) -> Any:
        match deed.split():
            case ["gives", "nothing"]:
                return {}
            case ["gives", "more"]:
                return {**given, "unknown": 1}
            case ["takes", seconds, "s", *fails]:
                await asyncio.sleep(float(seconds))
                return self.end(bool(fails), given)
            case ["hangs"]:
                await asyncio.Event().wait()
            case ["clings", *how]:
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    await asyncio.sleep(float(how[1]) if how[0] == "for" else 1.0)
                return self.end(how[0] != "for", given)
            case ["cancels", _]:
                raise asyncio.CancelledError
            case ["is", "fatal"]:
                raise Fatal("no good")
            case ["exits"]:
                raise SystemExit(3)
            case ["thread", *how]:
                if how == ["hangs"]:
                    return await context.blocking(lambda: self.released.wait() and given)
                with self.loop.patient():
                    return await context.blocking(partial(self.end, bool(how), given))
        return self.end(deed == "fails", given)

    def end(self, fails: bool, given: dict[str, Any]) -> dict[str, Any]:
        if fails:
            raise ValueError("no")
        return given


@dataclass
class Case:
    """A Flow, what its work does, and what is done to the run at which moment."""

    flow: Flow
    given: Mapping[str, Any]
    deeds: Mapping[str, list[tuple[str, Any]]]
    moments: list[tuple[float, str]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    flow = draw(rich_flows())
    given = draw(st.dictionaries(st.sampled_from("abcdefgh"), values, max_size=2))
    missing = make_plan(flow, given=given).missing  # type: ignore[arg-type]
    given |= {name: draw(values) for name in sorted(missing)}
    plan = make_plan(flow, given=given)  # type: ignore[arg-type]
    assume(not plan.faults)
    assume(not plan.missing)
    one = st.tuples(st.sampled_from(DEEDS), values)
    names = [*sorted(flow.steps), "undo"]
    deeds = {name: draw(st.lists(one, min_size=1, max_size=3)) for name in names}
    times = st.sampled_from([0.0, 0.5, 1.0, 2.5, 5.0, 21.0, 45.0, 100.0])
    what = st.sampled_from(["stop", "pause and resume"])
    return Case(flow, given, deeds, draw(st.lists(st.tuples(times, what), max_size=2)))


def ended(case: Case, cut: list[e.Record] | None = None) -> Ran:
    """The run of a case, which has ended, and in time."""
    loop = VirtualLoop()
    actor = Actor(loop, case.deeds)
    try:
        return loop.run_until_complete(_ended(case, actor, loop, cut or []))
    finally:
        actor.released.set()
        loop.close()


async def _ended(case: Case, actor: Actor, loop: VirtualLoop, cut: list[e.Record]) -> Ran:
    script = dict.fromkeys(case.flow.steps, actor.act)
    runner, records, kind = runner_of(case.flow, script, case.given, resume=cut)
    stopped: list[float] = []

    def stop() -> None:
        if not runner.state.status.is_terminal or not runner.state.settled:
            stopped.append(loop.time())
            runner.stop()

    for at, what in case.moments:
        loop.call_later(at, partial(_do, runner, stop, what))
    last = loop.call_later(LAST, stop)
    async with asyncio.timeout(LAST + 2 * STOPS_WITHIN):
        state: RunState = await runner.run()
    at = loop.time()
    last.cancel()
    await _left_nothing(actor, loop)
    if stopped:
        assert at - stopped[0] <= STOPS_WITHIN
        assert actor.hung or stopped[0] < LAST, "nothing hung, and yet it went on"
    event(f"{state.status}, {'stopped' if stopped else 'by itself'}")
    return checked(Ran(records, state, kind))


async def _left_nothing(actor: Actor, loop: VirtualLoop) -> None:
    """Once threads that hung are let go, and what clung to life had its time, no task is there any more."""
    actor.released.set()
    await asyncio.sleep(60)
    if others := asyncio.all_tasks() - {asyncio.current_task()}:
        with loop.patient():
            _, left = await asyncio.wait(others, timeout=60)
        assert not left


def _do(runner: Runner, stop: Any, what: str) -> None:
    if what == "stop":
        stop()
    elif hasattr(runner, "pause"):
        runner.pause()
        asyncio.get_running_loop().call_later(7.0, runner.resume)


def many(default: int) -> settings:
    return settings(
        max_examples=int(os.environ.get("LAW_EXAMPLES", default)),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@many(200)
@given(cases())
def test_no_combination_leaves_a_run_that_does_not_end(case: Case) -> None:
    run = ended(case)
    assert run.state.settled


STOPPED = Case(flow_of("a: -> x"), {}, {"a": [("clings and fails", 0)], "undo": [("gives", 0)]}, [])
"""It is stopped in the end, and its Goal fails: cut off before it has settled, it stays cancelled."""


@many(60)
@example(STOPPED, 1)
@given(cases(), st.integers(1, 30))
def test_a_run_that_was_cut_off_anywhere_ends_when_it_is_resumed(case: Case, left: int) -> None:
    whole = ended(replace(case, moments=[]))
    cut = whole.records[: max(1, len(whole.records) - left)]
    assert ended(case, cut).state.settled


@pytest.mark.long
@pytest.mark.timeout(7_200)
@settings(many(20_000))
@given(cases())
def test_nor_do_twenty_thousand(case: Case) -> None:
    assert ended(case).state.settled
