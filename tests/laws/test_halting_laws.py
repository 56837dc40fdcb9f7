"""Laws of runs that are held back: whoever continues them, and how, they come to the same end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from engine import events as e
from engine.breakpoint import Breakpoint
from engine.flow import Collect, Flow, Port
from engine.halting import Halts
from engine.planner import make_plan
from engine.runner import Runner
from engine.state import RunState
from tests.laws.test_end_laws import many
from tests.scripted import Ran, checked, runner_of
from tests.strategies import acyclic_flows
from tests.virtual import VirtualLoop

CONDITIONS = ["", "", "value == 'given'", "value != null", "size(value) > 3", "value.x > 1"]


@st.composite
def plain_flows(draw: st.DrawFn) -> Flow:
    """Flows in which nothing depends on what comes first: one producer an input, no deadline."""
    flow: Flow = draw(acyclic_flows())
    steps = {}
    for name, step in flow.steps.items():
        inputs = {
            n: replace(p, sources=p.sources[:1], collect=Collect.FIRST, deadline=None, match="")
            for n, p in step.inputs.items()
        }
        steps[name] = replace(step, inputs=inputs, when="")
    return replace(flow, steps=steps)


@st.composite
def breakpoints(draw: st.DrawFn, flow: Flow) -> list[Breakpoint]:
    found = []
    for step in draw(st.lists(st.sampled_from(sorted(flow.steps)), max_size=4)):
        names = [None, *flow.steps[step].inputs]
        name = draw(st.sampled_from(names))
        source = draw(
            st.sampled_from([None, Port(draw(st.sampled_from(sorted(flow.steps))), "out")])
        )
        condition = draw(st.sampled_from(CONDITIONS if name else ["", "true", "nobody > 1"]))
        found.append(
            Breakpoint(step=step, input=name, source=source if name else None, condition=condition)
        )
    return found


def _end_of(
    flow: Flow, script: Mapping[str, Any], given_: Mapping[str, Any], halts: Halts,
    acts: list[str], cut: Sequence[e.Record] = (),
) -> Ran:  # fmt: skip
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(_ended(flow, script, given_, halts, acts, cut))
    finally:
        loop.close()


async def _ended(
    flow: Flow, script: Mapping[str, Any], given_: Mapping[str, Any], halts: Halts,
    acts: list[str], cut: Sequence[e.Record],
) -> Ran:  # fmt: skip
    runner, records, kind = runner_of(flow, script, given_, halts=halts, resume=cut)

    async def go_on() -> None:
        turn = 0
        while True:
            await asyncio.sleep(1)
            if runner.state.paused:
                act = acts[turn % len(acts)] if acts else "resume"
                _edit(runner) if act == "edit" else getattr(runner, act)()
                turn += 1

    hand = asyncio.create_task(go_on())
    state: RunState = await asyncio.wait_for(runner.run(), 10_000)
    hand.cancel()
    return checked(Ran(records, state, kind))


@many(40)
@given(st.data())
def test_a_run_with_breakpoints_comes_to_the_same_end(data: st.DataObject) -> None:
    flow = data.draw(plain_flows())
    wanted = make_plan(flow)
    given_ = dict.fromkeys(wanted.missing, "given")
    plan = make_plan(flow, given=given_)
    assume(plan.steps and not plan.faults and not plan.missing)
    bad = data.draw(st.sets(st.sampled_from(sorted(flow.steps)), max_size=2))
    script = {step: ValueError("no") for step in bad}
    points = data.draw(breakpoints(flow))
    acts = data.draw(st.lists(st.sampled_from(["resume", "advance"]), max_size=3))
    paused = data.draw(st.booleans())
    free = _end_of(flow, script, given_, Halts(), [])
    held = _end_of(flow, script, given_, Halts(points, paused=paused), acts)
    assert held.state.status == free.state.status
    assert [held.statuses.get(goal) for goal in plan.goals] == [
        free.statuses.get(goal) for goal in plan.goals
    ]
    if not bad:  # else work that a failure made needless has begun in the one and not in the other
        assert held.statuses == free.statuses
        assert _values(held) == _values(free)
    assert not free.all(e.RunPaused)
    if paused:
        assert held.all(e.RunPaused)


@many(40)
@given(st.data())
def test_a_held_run_that_was_cut_off_anywhere_keeps_what_was_edited(data: st.DataObject) -> None:
    flow = data.draw(plain_flows())
    given_ = dict.fromkeys(make_plan(flow).missing, "given")
    plan = make_plan(flow, given=given_)
    assume(plan.steps and not plan.faults and not plan.missing)
    points = [Breakpoint(step=step) for step in data.draw(st.sets(st.sampled_from([*plan.steps])))]
    whole = _end_of(flow, {}, given_, Halts(points), ["edit"])
    cut = whole.records[: data.draw(st.integers(1, len(whole.records) - 1))]
    edited = [
        record.event
        for record in cut
        if isinstance(record.event, e.InputSettled) and record.event.source.how == "edited"
    ]
    again = _end_of(flow, {}, given_, Halts(), [], cut)
    assert again.state.status == whole.state.status
    for event in edited:
        one = again.state.steps[event.step]
        assert one.inputs[event.input] == "edited"
        assert event.input in one.edited


def _edit(runner: Runner) -> None:
    """Put another value in the place of every input of the Step that the run is held at, and go on."""
    halt = runner.state.halt
    assert halt is not None
    assert halt.step is not None
    runner.halts.edit(dict.fromkeys(runner.state.steps[halt.step].inputs, "edited"))
    runner.resume()


def _values(run: Ran) -> dict[str, list[Any]]:
    return {name: [w.value for w in all_] for name, all_ in run.state.attributes.items()}
