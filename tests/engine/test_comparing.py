from __future__ import annotations

from dataclasses import replace

from engine.comparing import Aspect, compare, is_notable
from engine.flow import StepId
from engine.testing import flow_of
from tests.scripted import ran

FLOW = flow_of("load: n -> a", "work: a -> b", "end: b -> c", goals="end")


async def test_two_runs_of_the_same_differ_in_nothing():
    one = await ran(FLOW, given={"n": 1})
    other = await ran(FLOW, given={"n": 1})
    found = compare(one.state, other.state)
    assert [d for d in found.differences if d.aspect is not Aspect.TIME] == []


async def test_a_given_value_and_all_that_follows_from_it_are_named():
    def work(call):
        return dict.fromkeys(call.outputs, call.inputs)

    script = dict.fromkeys(("load", "work", "end"), work)
    one = await ran(FLOW, script, given={"n": 1})
    other = await ran(FLOW, script, given={"n": 2})
    values = [d for d in compare(one.state, other.state).differences if d.aspect is Aspect.VALUE]
    assert [(d.step, d.name) for d in values] == [
        ("", "n"), ("load", "a"), ("work", "b"), ("end", "c"),
    ]  # fmt: skip
    assert (values[0].before, values[0].after) == ("1", "2")
    assert values[0].message == "given 'n' was 1, and is 2"


async def test_a_failure_is_a_difference_of_cause_in_every_step_that_it_stopped():
    one = await ran(FLOW, given={"n": 1})
    other = await ran(FLOW, {"work": ValueError("no")}, given={"n": 1})
    found = compare(one.state, other.state)
    causes = {d.step: (d.before, d.after) for d in found.differences if d.aspect is Aspect.CAUSE}
    assert causes[StepId("")] == ("completed", "failed")
    assert causes[StepId("work")][0] == "completed"
    assert causes[StepId("work")][1].startswith("failed (ValueError: no")
    assert causes[StepId("end")][1].startswith("blocked")
    assert found.steps == {"work", "end"}


async def test_what_was_changed_in_a_step_and_what_was_left_out_are_named():
    steps = dict(FLOW.steps)
    steps[StepId("work")] = replace(steps[StepId("work")], config={"function": "other:work"})
    changed = replace(FLOW, steps=steps)
    one = await ran(FLOW, given={"n": 1})
    plans = compare(one.state, (await ran(changed, given={"n": 1})).state).differences
    assert [(d.step, d.name) for d in plans if d.aspect is Aspect.PLAN] == [("work", "function")]
    pruned = compare(one.state, (await ran(FLOW, given={"a": 1})).state)
    gone = [d.message for d in pruned.differences if d.aspect is Aspect.PLAN]
    assert gone == ["'load' was planned, and no longer is: 'a' was already given"]


def test_times_differ_where_chance_would_not_make_them():
    assert is_notable(1.0, 1.2)
    assert not is_notable(1.0, 1.05)
    assert not is_notable(0.001, 0.01)
