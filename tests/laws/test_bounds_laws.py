"""A run that was given a time ends, whatever its work does, and however often it is paused."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.flow import Flow
from engine.planner import make_plan
from engine.policy import OnFailure, Retry, WorkPolicy
from tests.scripted import Ran, checked, runner_of
from tests.strategies import acyclic_flows

TIME = 0.03
ENDS = ["at once", "soon", "never", "fails", "is tried again"]
ACTS = ["pause", "resume", "advance", "wait", "stop"]


async def work(call: Any, how: str) -> Any:
    match how:
        case "soon":
            await asyncio.sleep(0.002)
        case "never":
            await asyncio.get_running_loop().create_future()
        case "fails" | "is tried again":
            raise OSError("down")
    return {name: f"{call.step}.{name}" for name in call.outputs}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Flow, dict[str, str], list[str]]:
    flow: Flow = draw(acyclic_flows())
    ends = {step: draw(st.sampled_from(ENDS)) for step in flow.steps}
    again = WorkPolicy(retry=Retry(times=50, delay=0.004))
    steps = {
        name: replace(step, policy=again) if ends[name] == "is tried again" else step
        for name, step in flow.steps.items()
    }
    failing = draw(st.sampled_from(list(OnFailure)))
    return (
        replace(flow, steps=steps, on_failure=failing),
        ends,
        draw(st.lists(st.sampled_from(ACTS), max_size=6)),
    )


async def ended(flow: Flow, ends: dict[str, str], acts: list[str], given: dict[str, Any]) -> Ran:
    script = {step: lambda call: work(call, ends[call.step]) for step in flow.steps}
    runner, records, kind = runner_of(flow, script, given, timeout=TIME)
    running = asyncio.create_task(runner.run())
    for act in acts:
        await asyncio.sleep(0.002)
        if act != "wait":
            getattr(runner, act)()
    async with asyncio.timeout(5):
        return checked(Ran(records, await running, kind))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(cases())
def test_every_run_with_a_time_ends(case: tuple[Flow, dict[str, str], list[str]]) -> None:
    flow, ends, acts = case
    missing = dict.fromkeys(make_plan(flow).missing, "given")
    plan = make_plan(flow, given=missing)
    assume(not plan.faults)
    assume(not plan.missing)
    run = asyncio.run(ended(flow, ends, acts, missing))
    assert run.state.settled
    assert not run.state.paused
