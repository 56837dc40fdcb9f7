"""A run that was cut off anywhere and resumed ends as the one that was never cut."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine import events as e
from engine.executors.thread import ThreadExecutor
from engine.flow import Collect, Flow, Input
from engine.planner import make_plan
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState, replay
from tests.scripted import ScriptedKind
from tests.strategies import acyclic_flows, names


async def run_it(
    flow: Flow, script: Mapping[str, Any], cut: list[e.Record]
) -> tuple[list[e.Record], RunState]:
    wanted = make_plan(flow)
    plan = make_plan(flow, given=dict.fromkeys(wanted.missing, "given"))
    assume(not plan.faults)
    records = list(cut)
    kind = ScriptedKind(script)
    registry = Registry(kinds=[kind], executors=[ThreadExecutor()])
    runner = Runner(plan, registry, records.append, folder=Path(), resume=cut)
    async with asyncio.timeout(10):
        return records, await runner.run()


def outcome(state: RunState) -> Any:
    return (
        state.status,
        {
            step: (one.status, one.reason, one.inputs, one.outputs)
            for step, one in state.steps.items()
        },
        {name: [(w.value, w.step) for w in written] for name, written in state.attributes.items()},
    )


def settled_inputs() -> st.SearchStrategy[Input]:
    """Inputs whose value does not hang on which of two producers is quicker."""
    one = st.builds(Input, required=st.booleans(), sources=st.tuples(names))
    many = st.lists(names, min_size=1, max_size=3, unique=True).map(tuple)
    return st.one_of(one, st.builds(Input, sources=many, collect=st.just(Collect.ALL)))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(acyclic_flows(settled_inputs), st.data())
def test_a_run_cut_off_anywhere_ends_as_if_it_had_not_been(flow: Flow, data: st.DataObject) -> None:
    failing = data.draw(st.sets(st.sampled_from(sorted(flow.steps))))
    script = {step: ValueError("no") for step in failing}
    whole, end = asyncio.run(run_it(flow, script, []))
    left = data.draw(st.integers(1, 12))  # however many records it came to this time
    at = max(1, len(whole) - left)
    resumed, again = asyncio.run(run_it(flow, script, whole[:at]))
    assert outcome(again) == outcome(end)
    assert [record.seq for record in resumed] == list(range(1, len(resumed) + 1))
    assert replay(resumed, again.run) == again
