"""What was done inside of Steps that did not end well is undone as well, where the Flow says so."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import Any

import pytest

from engine import events as e
from engine.flow import Collect
from engine.policy import OnFailure, Retry, WorkPolicy
from engine.state import RunStatus
from engine.testing import flow_of, step_of
from tests.engine.test_bounds import forever, until
from tests.engine.test_rules import with_input
from tests.engine.test_subflow_runs import ran, runner_of, sub
from tests.engine.test_undoing import BOOM, UNDO, Deeds, each_of, told, told_of, undoes
from tests.scripted import Ran, checked

HALF = flow_of(step_of("a: u -> x", policy=UNDO), "bad: x -> z", goals="bad")


class Half(Deeds):
    """Work whose Step `bad` fails, but for so many tries of it (None: for all)."""

    def __init__(self, fails: int | None = None) -> None:
        super().__init__()
        self.fails, self.tried = fails, 0

    def bad(self, call: Any) -> Any:
        self.tried += 1
        if self.fails is None or self.tried <= self.fails:
            raise BOOM
        return self(call)

    @property
    def script(self) -> dict[str, Any]:
        return {**super().script, "bad": self.bad}


def undone(run: Ran) -> list[str]:
    return [place for how, place in told(run) if how == "completed"]


async def test_what_completed_in_a_child_that_failed_is_undone_at_the_place_of_its_step():
    work = Half()
    parent = undoes(step_of("p: -> u", policy=UNDO), sub("s: u -> z"))
    run = await ran(parent, work.script, child=HALF)
    assert work.undone == [("a", {"u": "p.u", "x": "a.x"}), ("p", {"u": "p.u"})]
    assert undone(run) == ["s/a", "p"]
    assert run.state.steps["s"].inner[None].steps["a"].undo == "completed"


async def test_also_in_the_element_that_failed():
    work = Half()

    def fails_for_two(call: Any) -> Any:
        return work(call) if call.inputs["x"] != "two" else work.bad(call)

    def done(call: Any) -> Any:
        return {"x": "two"} if call.inputs.get("u") == 2 and call.outputs else work(call)

    step = each_of(sub("s: u -> z", policy=WorkPolicy(parallelism=1)))
    script = {**work.script, "a": done, "bad": fails_for_two}
    await ran(undoes(step), script, {"u": [1, 2]}, child=HALF)
    assert [values["u"] for _, values in work.undone] == [2, 1]


async def test_with_an_undo_of_its_own_that_is_called_for_elements_and_the_failed_one_is_step_by_step():
    work = Half()

    def fails_for_two(call: Any) -> Any:
        return {"z": 0} if call.inputs["x"] == 1 else work.bad(call)

    def done(call: Any) -> Any:
        return {"x": call.inputs["u"]} if call.outputs else work(call)

    policy = WorkPolicy(parallelism=1, undo=UNDO.undo)
    step = each_of(sub("s: u -> z", policy=policy))
    script = {**work.script, "a": done, "bad": fails_for_two, "s": work}
    await ran(undoes(step), script, {"u": [1, 2]}, child=HALF)
    assert [(name, values["u"]) for name, values in work.undone] == [("s", 1), ("a", 2)]


@pytest.mark.parametrize("how", ["cancelled", "timed out"])
async def test_what_completed_in_a_child_that_was_cut_short_is_undone(how):
    work = Half()
    begun = asyncio.Event()

    async def stuck(call: Any) -> Any:
        begun.set()
        await forever(call)

    async def quick(call: Any) -> Any:
        await begun.wait()
        return {"w": 1}

    parent = undoes(
        sub("s: u:=1 -> z", policy=WorkPolicy(timeout=0.2 if how == "timed out" else None)),
        "quick: -> w", "boom: v=z|w ->",
    )  # fmt: skip
    which = Collect.FASTEST if how == "cancelled" else Collect.ALL
    parent = with_input(parent, "boom", "v", collect=which)
    script = {**work.script, "bad": stuck, "quick": quick}
    run = await ran(parent, script, child=HALF)
    assert run.statuses["s"] == ("cancelled" if how == "cancelled" else "failed")
    assert undone(run) == ["s/a"]
    begun.clear()
    quiet = await ran(replace(parent, on_failure=OnFailure.STOP), script, child=HALF)
    assert undone(quiet) == []


async def test_elements_that_ended_well_of_a_step_that_was_cancelled_are_undone():
    work, begun = Deeds(), asyncio.Event()

    async def one(call: Any) -> Any:
        if call.inputs.get("u") == 2 and call.outputs:
            begun.set()
            await forever(call)
        return work(call)

    async def quick(call: Any) -> Any:
        await begun.wait()
        return {"w": 1}

    step = each_of(step_of("a: u -> x", policy=replace(UNDO, parallelism=1)))
    parent = with_input(
        flow_of(step, "quick: -> w", "boom: v=x|w ->"), "boom", "v", collect=Collect.FASTEST
    )
    script = {"a": one, "quick": quick, "boom": BOOM}
    for on_failure, expected in ((OnFailure.UNDO, [1]), (OnFailure.STOP, [])):
        begun.clear()
        work.undone.clear()
        run = await ran(replace(parent, on_failure=on_failure), script, {"u": [1, 2, 3]})
        assert run.statuses["a"] == "cancelled"
        assert [values["u"] for _, values in work.undone] == expected


@pytest.mark.parametrize(
    ("fails", "places"), [(None, ["s/a", "s/a"]), (1, ["s/a", "s/a"]), (0, ["s/a"])]
)
async def test_what_earlier_tries_of_a_child_completed_is_undone_too(fails, places):
    work = Half(fails)
    again = WorkPolicy(retry=Retry(times=1, delay=0))
    parent = undoes(sub("s: u:=1 -> z", policy=again), "boom: z ->")
    run = await ran(parent, work.script, child=HALF)
    assert run.state.status is RunStatus.FAILED
    assert undone(run) == places
    kept = await ran(replace(parent, on_failure=OnFailure.STOP), Half(1).script, child=HALF)
    assert not kept.state.earlier, "nothing is kept where nothing is to be undone"


async def test_a_child_that_undoes_by_itself_is_not_undone_twice():
    work = Half()
    again = WorkPolicy(retry=Retry(times=1, delay=0))
    child = replace(HALF, on_failure=OnFailure.UNDO)
    run = await ran(undoes(sub("s: u:=1 -> z", policy=again)), work.script, child=child)
    assert undone(run) == ["s/a", "s/a"], "once for each try"
    assert len(work.undone) == 2


async def test_a_stopped_run_undoes_nothing_inside():
    work = Half()
    begun = asyncio.Event()

    async def stuck(call: Any) -> Any:
        begun.set()
        await forever(call)

    script = {**work.script, "bad": stuck}
    runner, records, kind = runner_of(undoes(sub("s: u:=1 -> z")), script, child=HALF)
    task = asyncio.create_task(runner.run())
    await until(begun.is_set)
    runner.stop()
    run = checked(Ran(records, await asyncio.wait_for(task, 10), kind))
    assert run.state.status is RunStatus.CANCELLED
    assert work.undone == []


@pytest.mark.parametrize("fails", [None, 1])
async def test_cut_off_anywhere_all_of_it_is_undone_once(fails):
    again = WorkPolicy(retry=Retry(times=1, delay=0))
    parent = undoes(step_of("p: -> u", policy=UNDO), sub("s: u -> z", policy=again), "boom: z ->")
    whole = await ran(parent, Half(fails).script, child=HALF)
    failed = whole.order((e.RunFailed, None))[0]
    for at in range(failed, len(whole.records)):
        work = Half(fails)
        runner, records, kind = runner_of(parent, work.script, cut=whole.records[:at], child=HALF)
        run = checked(Ran(records, await asyncio.wait_for(runner.run(), 10), kind))
        assert set(undone(run)) == {"s/a", "p"}, at
        before = sum(
            len([it for it in told_of(record.event) if it[0] == "completed"])
            for record in whole.records[:at]
        )
        assert len(work.undone) + before >= 2, at


@pytest.mark.parametrize("each", [False, True])
@pytest.mark.parametrize("deep", [False, True])
async def test_what_is_given_too_late_inside_is_warned_of_and_undone(each, deep):
    """Its thread goes on when its time is over, the child that it was in has ended, and so has its parent."""
    work, free = Deeds(), threading.Event()

    def slow(call: Any) -> Any:
        if not call.outputs:
            return work(call)
        free.wait(10)
        return work(call)

    async def last(call: Any) -> Any:
        free.set()
        await until(lambda: any(isinstance(_seen(it.event), e.Warning) for it in records))
        raise BOOM

    child = flow_of(step_of("a: u -> x", policy=replace(UNDO, timeout=0.1)), "b: x -> z", goals="b")
    middle = flow_of(sub("m: u -> z"), "d: z -> w", goals="d")
    outer = sub("s: u -> z", *["middle.flow.json"][:deep])
    step = each_of(outer) if each else outer
    parent = undoes(step, "last: v=z|k ->", "k: -> k", goals="last")
    parent = with_input(parent, "last", "v", collect=Collect.LAST)
    script = {**work.script, "a": slow, "last": last}
    runner, records, kind = runner_of(
        parent, script, {"u": [1] if each else 1}, threads=["a"], child=child, middle=middle
    )
    run = checked(Ran(records, await asyncio.wait_for(runner.run(), 15), kind))
    place = ("s[0]" if each else "s") + ("/m/a" if deep else "/a")
    (warned,) = [it for it in run.events if isinstance(_seen(it), e.Warning)]
    assert _seen(warned).code == "late_result"
    assert undone(run) == [place]
    assert work.undone == [("a", {"u": 1, "x": "a.x"})]


async def test_an_undo_that_ends_too_late_is_not_taken_for_its_step():
    free, ended = threading.Event(), threading.Event()

    def slow(call: Any) -> Any:
        if call.outputs:
            return {"x": 1}
        free.wait(10)
        ended.set()
        return {}

    async def first(call: Any) -> Any:
        if call.outputs:
            return {"u": 1}
        free.set()
        await until(ended.is_set)
        for _ in range(20):  # its thread has told the loop by then
            await asyncio.sleep(0.005)
        return {}

    parent = undoes(
        step_of("p: -> u", policy=UNDO), step_of("a: u -> x", policy=replace(UNDO, timeout=0.1)),
        "boom: x ->",
    )  # fmt: skip
    script = {"p": first, "a": slow, "boom": BOOM}
    runner, records, kind = runner_of(parent, script, threads=["a"])
    run = checked(Ran(records, await asyncio.wait_for(runner.run(), 15), kind))
    assert told(run) == [("started", "a"), ("failed", "a"), ("started", "p"), ("completed", "p")]
    assert not run.all(e.Warning)


def _seen(event: e.Event) -> e.Event:
    return event.innermost if isinstance(event, e.Inner) else event
