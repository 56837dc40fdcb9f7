"""A run with memory gives what one without gives, and does no work that is remembered."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import events as e
from engine.flow import Collect, Flow, Input, Step, StepId
from engine.planner import make_plan
from engine.policy import WorkPolicy
from engine.store import Memory, Store
from tests.scripted import Ran, ran
from tests.strategies import acyclic_flows, whole_inputs

MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
HASTY = (Collect.FASTEST, Collect.LAST)
"""Policies whose value hangs on which of two Steps is quicker."""


@st.composite
def ports(draw: st.DrawFn) -> Input:
    """Gates, lists, elements, stand-ins: all that does not hang on who is quicker."""
    port = draw(whole_inputs())
    collect = Collect.FIRST if port.collect in HASTY else port.collect
    gathers = collect in (Collect.SOME, Collect.ALL)
    return replace(port, collect=collect, each=gathers and draw(st.booleans()))


@st.composite
def remembering_flows(draw: st.DrawFn) -> Flow:
    """Random Flows, some of whose Steps are remembered, conditional, or leave an output out.

    One failed Goal stops no other: how far the others are by then hangs on who is quicker.
    """
    flow = draw(acyclic_flows(ports))
    steps = {name: draw(_changed(step)) for name, step in flow.steps.items()}
    return replace(flow, steps=steps)


@st.composite
def _changed(draw: st.DrawFn, step: Step) -> Step:
    ((name, port),) = step.outputs.items()
    return replace(
        step,
        inputs=OrderedDict((port, _sure(it)) for port, it in step.inputs.items()),
        when=draw(st.sampled_from(["", "", "", "false"])),
        policy=WorkPolicy(cache=draw(st.sampled_from([True, True, False]))),
        outputs=OrderedDict({name: replace(port, optional=draw(st.booleans()))}),
    )


def _sure(port: Input) -> Input:
    """The same, but of several that are made the first: one that is wanted elsewhere may come sooner."""
    if port.collect is not Collect.FIRST:
        return port
    made = [source for source in port.sources if source.startswith("a")]
    kept = (source for source in port.sources if source not in made[1:])
    return replace(port, sources=tuple(kept))


def work_of(flow: Flow, failing: set[StepId], silent: set[StepId]) -> Mapping[str, Any]:
    """For each Step a pure function of its inputs: a small number, a failure, or nothing."""

    def work(call: Any) -> Any:
        if call.step in failing:
            raise ValueError("no")
        if call.step in silent:
            return {}
        told = repr(sorted(call.inputs.items()))
        return {"out": (sum(map(ord, told)) + len(call.step)) % 5}

    return dict.fromkeys(flow.steps, work)


async def pairs(
    flow: Flow, script: Mapping[str, Any], memory: Memory
) -> AsyncIterator[tuple[Ran, Ran]]:
    """Runs without memory and with it, from one value, from another, and from the first again."""
    for value in (2, 1, 2):
        given = dict.fromkeys(make_plan(flow).missing, value)
        plan = make_plan(flow, given=given)
        if not plan.faults and not plan.missing:
            yield await ran(flow, script, given), await ran(flow, script, given, memory=memory)


def delivered(run: Ran) -> dict[str, Any]:
    return {
        step: (one.inputs, one.outputs)
        for step, one in run.state.steps.items()
        if one.status.delivered
    }


@MANY
@given(remembering_flows(), st.data())
def test_a_run_with_memory_gives_what_one_without_gives(flow: Flow, data: st.DataObject) -> None:
    some = st.sets(st.sampled_from(sorted(flow.steps)), max_size=2)
    script = work_of(flow, data.draw(some), data.draw(some))
    asyncio.run(hold(flow, script))


async def hold(flow: Flow, script: Mapping[str, Any]) -> None:
    known: dict[tuple[StepId, str], Any] = {}  # what a Step gave for its inputs
    with TemporaryDirectory() as folder, Store(Path(folder) / "store") as store:
        async for plain, run in pairs(flow, script, store.memory):
            assert run.state.status == plain.state.status
            assert not [event for event in run.all(e.Warning) if event.code != "undeclared_output"]
            for goal in plain.state.plan.goals:
                assert ended(run, goal) == ended(plain, goal)
            there = delivered(plain)
            for step, what in delivered(run).items():
                assert step not in there or there[step] == what
                key = step, repr(sorted(what[0].items()))
                if flow.steps[step].policy.cache:
                    expected = "completed" if known.get(key) is None else "cached"
                    assert run.state.steps[step].status == expected
                    known[key] = what


def ended(run: Ran, goal: StepId) -> Any:
    if goal not in run.state.steps:
        return None
    one = run.state.steps[goal]
    return (one.inputs, one.outputs) if one.status.delivered else one.status
