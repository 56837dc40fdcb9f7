"""Laws of runs with Flows inside Steps: random children, in one Step, for each element, and two deep."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine import events as e
from engine.codec.decoding import pack_record, unpack_record
from engine.executors.thread import ThreadExecutor
from engine.flow import Flow, Input, Name, Output, Step, StepId
from engine.kinds.flow import FlowKind
from engine.plan import Plan
from engine.planner import make_plan
from engine.planner.children import child_path
from engine.policy import OnFailure, Retry, WorkPolicy
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState, StepState, replay
from engine.testing import flow_of
from tests.laws.test_resume_laws import settled_inputs
from tests.scripted import Ran, ScriptedKind, checked
from tests.strategies import acyclic_flows

FOLDER = Path("/flows")

Family: TypeAlias = tuple[Flow, Mapping[str, Flow]]
"""A Flow, and its children by path."""

law = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def step_around(
    name: str, file: str, flows: Mapping[str, Flow], *, each: bool, retries: int
) -> Step:
    """The Step that runs a child: it hands in what is missing, and takes out whatever may come."""
    plan = make_plan(flows[child_path(FOLDER, file)], folder=FOLDER, flows=flows)
    assume(not plan.faults)
    written = {port.writes(n) for step in plan.steps.values() for n, port in step.outputs.items()}
    inputs = {missing: Input() for missing in sorted(plan.missing)}
    if each:
        inputs[Name("element")] = Input(each=True)
    return Step(
        id=StepId(name),
        kind="flow",
        config={"flow": file},
        inputs=OrderedDict(inputs),
        outputs=OrderedDict((name, Output(optional=True)) for name in sorted(written)),
        policy=WorkPolicy(retry=Retry(times=retries, delay=0, jitter=0)),
    )


@st.composite
def families(draw: st.DrawFn) -> Family:
    """A Flow with a child in a Step, and that perhaps with a child of its own."""
    flows = {child_path(FOLDER, "c.flow.json"): draw(acyclic_flows(settled_inputs))}
    file = "c.flow.json"
    if draw(st.booleans()):
        flows[child_path(FOLDER, "m.flow.json")] = around(draw, "m", file, flows)
        file = "m.flow.json"
    parent = around(draw, "p", file, flows)
    return replace(parent, on_failure=draw(st.sampled_from(list(OnFailure)))), flows


def around(draw: st.DrawFn, name: str, file: str, flows: Mapping[str, Flow]) -> Flow:
    step = step_around(
        f"{name}-run", file, flows, each=draw(st.booleans()), retries=draw(st.integers(0, 1))
    )
    giver = Step(
        id=StepId(f"{name}-give"),
        kind="python",
        outputs=OrderedDict((name, Output()) for name in step.inputs),
    )
    reader = Step(
        id=StepId(f"{name}-read"),
        kind="python",
        inputs=OrderedDict((name, Input(required=False)) for name in step.outputs),
    )
    return flow_of(giver, step, reader, goals=[step.id, reader.id])


def made(family: Family, script: Mapping[str, Any]) -> tuple[Plan, Registry, ScriptedKind]:
    kind = ScriptedKind(script)
    registry = Registry(kinds=[kind, FlowKind()], executors=[ThreadExecutor()])
    plan = make_plan(family[0], kinds=registry, folder=FOLDER, flows=family[1])
    assume(not plan.faults)
    assume(not plan.missing)
    return plan, registry, kind


def outcome(state: RunState) -> Any:
    """What a run came to, down to the runs inside it; how long it took and how often it told is left out."""
    return state.status, {step: _of_step(one) for step, one in state.steps.items()}


def _of_step(one: StepState) -> Any:
    inner = {item: outcome(run) for item, run in (one.inner or {}).items()}
    message = re.sub(r"element \d+", "element", one.message or "")  # which of two failed first
    return one.status, one.reason, message, one.inputs, one.outputs, inner


def script_of(data: st.DataObject, family: Family) -> dict[str, Any]:
    steps = sorted(
        name
        for flow in (family[0], *family[1].values())
        for name, step in flow.steps.items()
        if step.kind == "python"
    )
    failing = data.draw(st.sets(st.sampled_from(steps), max_size=2))
    lists = {
        name: {n: [1, 2] if n == "element" else n for n in step.outputs}
        for flow in (family[0], *family[1].values())
        for name, step in flow.steps.items()
        if name.endswith("-give")
    }
    return lists | dict.fromkeys(failing, ValueError("no"))


async def run_it(runner: Runner) -> RunState:
    async with asyncio.timeout(20):
        return await runner.run()


@law
@given(families(), st.data())
def test_a_run_cut_off_anywhere_inside_ends_as_if_it_had_not_been(
    family: Family, data: st.DataObject
) -> None:
    plan, registry, kind = made(family, script_of(data, family))
    whole: list[e.Record] = []
    end = asyncio.run(run_it(Runner(plan, registry, whole.append, folder=FOLDER)))
    checked(Ran(whole, end, kind))
    kept = [unpack_record(pack_record(record), plan) for record in whole]
    at = data.draw(st.integers(1, 30))
    cut = kept[: max(1, len(kept) - at)]
    resumed = list(cut)
    runner = Runner(plan, registry, resumed.append, folder=FOLDER, resume=cut)
    again = asyncio.run(run_it(runner))
    assert outcome(again) == outcome(end)
    assert [record.seq for record in resumed] == list(range(1, len(resumed) + 1))
    assert replay(resumed, again.run) == again


@law
@given(families(), st.data())
def test_a_run_with_flows_inside_ends_whenever_it_is_stopped(
    family: Family, data: st.DataObject
) -> None:
    plan, registry, kind = made(family, script_of(data, family))
    after = data.draw(st.integers(1, 40))
    records: list[e.Record] = []

    def take(record: e.Record) -> None:
        records.append(record)
        if len(records) == after:
            asyncio.get_running_loop().call_soon(runner.stop)

    runner = Runner(plan, registry, take, folder=FOLDER)
    run = checked(Ran(records, asyncio.run(run_it(runner)), kind))
    for state in _all(run.state):
        assert state.settled
        assert all(one.status.is_terminal for one in state.steps.values())


def _all(state: RunState) -> list[RunState]:
    found = [state]
    for here in found:  # grows while it is walked
        found += [run for one in here.steps.values() for run in (one.inner or {}).values()]
    return found
