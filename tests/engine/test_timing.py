from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from types import FrameType

import pytest

from engine import events as e
from engine.cli.looking_back import _timeline_in_words
from engine.flow import Name, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.testing import flow_of, step_of
from engine.timing import Bar, Doing, Tape, course
from tests.scripted import ran


def told(plan: Plan, *events: tuple[float, e.Event]) -> Tape:
    """A run of that Plan, its events at these seconds after the beginning."""
    started = (0.0, e.RunStarted("test", plan, plan.given))
    at = 1_700_000_000.0
    every = enumerate((started, *events), 1)
    return Tape().take_all(e.Record(n, at + when, event) for n, (when, event) in every)


def came(step: str, name: str, *steps: str) -> e.InputSettled:
    source = e.Source("arrived", (name,), tuple(map(StepId, steps)))
    return e.InputSettled(StepId(step), name, source, 1)


def began(step: str, items: int | None = None) -> e.StepStarted:
    return e.StepStarted(StepId(step), items)


def done(step: str, tries: int = 1) -> e.StepCompleted:
    return e.StepCompleted(StepId(step), tries)


def seconds(bar: Bar) -> list[tuple[Doing, float, float]]:
    return [(span.doing, span.start / 1e6, span.end / 1e6) for span in bar.spans]


async def test_the_critical_path_of_a_real_run_is_the_slow_branch():
    async def slow(call):
        await asyncio.sleep(0.08)
        return {"b": 1}

    flow = flow_of("load: -> a", "slow: a -> b", "quick: a -> c", "end: b, c -> d", goals="end")
    run = await ran(flow, {"slow": slow})
    tape = Tape().take_all(run.records)
    found = course(tape)
    assert found.path == ("load", "slow", "end")
    assert found.slack["quick"] > 50_000
    assert found.saved(StepId("slow")) > 50_000
    assert found.saved(StepId("quick")) == 0
    waited = next(s for s in tape.bar(StepId("end")).spans if s.doing is Doing.INPUT)
    assert (waited.name, waited.step) == ("b", "slow")


def test_a_wait_is_told_by_its_cause():
    plan = make_plan(flow_of("a: -> x", "b: x -> y", goals="b"))
    question = e.QuestionAsked(StepId("b"), "May I?", "", {}, True)
    tape = told(
        plan,
        (0, began("a")),
        (1, done("a")),
        (1, came("b", "x", "a")),
        (1.5, e.RunPaused()),
        (2.5, e.RunResumed()),
        (3, began("b")),
        (4, e.StepRetrying(StepId("b"), 1, 2.0, "exception", "no")),
        (7, question),
        (9, e.QuestionAnswered(StepId("b"), {}, "panel")),
        (10, done("b", 2)),
    )
    assert seconds(tape.bar(StepId("b"))) == [
        (Doing.INPUT, 0, 1),
        (Doing.QUEUE, 1, 1.5),
        (Doing.PAUSE, 1.5, 2.5),
        (Doing.QUEUE, 2.5, 3),
        (Doing.WORK, 3, 4),
        (Doing.RETRY, 4, 6),
        (Doing.WORK, 6, 7),
        (Doing.PERSON, 7, 9),
        (Doing.WORK, 9, 10),
    ]
    assert tape.bar(StepId("b")).spans[6].attempt == 2


def test_a_step_at_a_breakpoint_waits_for_the_pause_and_not_for_the_input_that_it_has():
    plan = make_plan(flow_of("a: -> x", "b: x -> y", goals="b"))
    edited = e.InputSettled(StepId("b"), Name("x"), e.Source("edited"), 2)
    events = [
        (0, began("a")), (1, done("a")), (1, came("b", "x", "a")), (1, e.RunPaused(StepId("b"))),
        (7, edited), (7, e.RunResumed()), (7, began("b")), (8, done("b")),
    ]  # fmt: skip
    waiting = told(plan, *events[:4])
    waiting.tick(1_700_000_000.0 + 5)
    assert seconds(waiting.bar(StepId("b"))) == [(Doing.INPUT, 0, 1), (Doing.PAUSE, 1, 5)]
    bar = told(plan, *events).bar(StepId("b"))
    assert seconds(bar) == [(Doing.INPUT, 0, 1), (Doing.PAUSE, 1, 7), (Doing.WORK, 7, 8)]
    assert bar.stirred == 1_000_000


def test_of_several_elements_work_counts_before_a_retry_that_is_waited_for():
    plan = make_plan(flow_of("a: -> x", goals="a"))
    tape = told(
        plan,
        (0, began("a", 2)),
        (0, e.ItemStarted(StepId("a"), 0)),
        (0, e.ItemStarted(StepId("a"), 1)),
        (1, e.StepRetrying(StepId("a"), 1, 5.0, "exception", "no", 0)),
        (3, e.ItemCompleted(StepId("a"), 1, 1, {})),
        (7, e.ItemCompleted(StepId("a"), 0, 2, {})),
        (7, done("a", 2)),
    )
    assert [span[0] for span in seconds(tape.bar(StepId("a")))] == [
        Doing.WORK,
        Doing.RETRY,
        Doing.WORK,
    ]
    assert tape.bar(StepId("a")).spent(Doing.RETRY) == 3_000_000


def test_a_stand_in_is_held_until_the_one_before_it_has_failed_and_follows_it_on_the_path():
    flow = flow_of("a: -> x", "b: -> y", "c: v=x|y -> z", goals="c")
    plan = make_plan(flow)
    failed = e.StepFailed(StepId("a"), 1, "exception", "no")
    tape = told(
        plan,
        (0, began("a")),
        (2, failed),
        (2, began("b")),
        (5, done("b")),
        (5, came("c", "v", "b")),
        (5, began("c")),
        (6, done("c")),
    )
    assert seconds(tape.bar(StepId("b")))[0] == (Doing.HELD, 0, 2)
    found = course(tape)
    assert found.path == ("a", "b", "c")
    assert found.makespan == 6_000_000
    assert found.saved(StepId("a")) == 2_000_000


def test_a_step_that_is_at_work_goes_on_to_now_and_a_pending_one_says_what_it_lacks():
    plan = make_plan(flow_of("a: -> x", "b: x -> y", goals="b"))
    tape = told(plan, (1, began("a")))
    tape.tick(1_700_000_004.0)
    assert seconds(tape.bar(StepId("a")))[-1] == (Doing.WORK, 1, 4)
    waiting = tape.bar(StepId("b"))
    assert (waiting.start, waiting.end) == (None, None)
    assert [(s.doing, s.name, s.step) for s in waiting.spans] == [(Doing.INPUT, "x", "a")]
    assert course(tape).path == ("a",)


def test_undoing_is_told_apart_from_the_run():
    plan = make_plan(flow_of("a: -> x", goals="a"))
    tape = told(
        plan,
        (0, began("a")),
        (1, done("a")),
        (1, e.RunCompleted()),
        (2, e.UndoStarted(StepId("a"))),
        (3, e.UndoCompleted(StepId("a"))),
    )
    assert seconds(tape.bar(StepId("a")))[-1] == (Doing.UNDO, 2, 3)
    assert tape.ended == 1_000_000


def test_steps_of_runs_inside_go_by_the_step_around_them():
    plan = make_plan(flow_of("a: -> x", goals="a"))
    inner = make_plan(flow_of("p: -> q", goals="p"))
    inside = [e.RunStarted("in", inner, {}), began("p"), done("p")]
    events = [(float(n), e.Inner(StepId("a"), None, it)) for n, it in enumerate(inside, 1)]
    tape = told(plan, (0, began("a")), *events, (4, done("a")))
    (bar,) = tape.inner_bars()
    assert (bar.step, bar.inside) == ("a/p", "a")
    assert (bar.start, bar.end) == (2_000_000, 3_000_000)
    assert step_of("p: -> q").id == "p"


def test_a_look_at_the_clock_does_not_move_what_is_recorded_late():
    plan = make_plan(flow_of("a: -> x", goals="a"))
    tape = told(plan)
    tape.tick(1_700_000_003.0)
    assert tape.now == 3_000_000
    tape.take(e.Record(2, 1_700_000_001.0, began("a")))
    tape.take(e.Record(3, 1_700_000_002.0, done("a")))
    assert seconds(tape.bar(StepId("a"))) == [(Doing.QUEUE, 0, 1), (Doing.WORK, 1, 2)]


def test_waiting_for_a_worker_elsewhere_stands_within_a_bar_and_sums_stay_exact():
    plan = make_plan(flow_of("a: -> x", goals="a"))
    tape = told(
        plan,
        (1, began("a")),
        (3, e.StepRetrying(StepId("a"), 1, 2.0, "exception", "no")),
        (9, e.StepCompleted(StepId("a"), 2, worker="w1", waited=1.5)),
    )
    assert seconds(tape.bar(StepId("a"))) == [
        (Doing.QUEUE, 0, 1),
        (Doing.WORK, 1, 3),
        (Doing.RETRY, 3, 5),
        (Doing.WORKER, 5, 6.5),
        (Doing.WORK, 6.5, 9),
    ]
    assert tape.bar(StepId("a")).workers == ("w1",)
    assert tape.stints == [("w1", "a", None, 6_500_000, 9_000_000)]


def test_of_several_elements_one_at_work_counts_before_those_that_wait_for_a_worker():
    plan = make_plan(flow_of("a: x -> y", goals="a"), given={"x": [1, 2, 3]})
    step = StepId("a")
    tape = told(
        plan,
        (0, began("a", 3)),
        *((0, e.ItemStarted(step, item)) for item in range(3)),
        (2, e.ItemCompleted(step, 0, 1, {}, worker="w1", waited=0.5)),
        (4, e.ItemCompleted(step, 1, 1, {}, worker="w2", waited=3.0)),
        (4, e.ItemFailed(step, 2, 1, "exception", "no", worker="w1", waited=9.0)),
        (4, e.StepFailed(step, 1, "exception", "no")),
    )
    assert seconds(tape.bar(step)) == [
        (Doing.WORKER, 0, 0.5),
        (Doing.WORK, 0.5, 2),
        (Doing.WORKER, 2, 3),
        (Doing.WORK, 3, 4),
    ]
    told_once = [span for span in tape.bar(step).told if span.doing is Doing.WORKER]
    assert [span.length for span in told_once] == [1_500_000]
    assert tape.bar(step).workers == ("w1", "w2")
    assert [(one.item, one.start / 1e6) for one in tape.stints] == [(0, 0.5), (1, 3), (2, 4)]


def test_a_step_of_ten_thousand_elements_is_told_in_a_moment():
    plan = make_plan(flow_of("a: x -> y", goals="a"), given={"x": 1})
    step, count = StepId("a"), 10_000
    events = [(0.0, began("a", count))]
    for item in range(count):
        events.append((item / 1000, e.ItemStarted(step, item)))
        done = e.ItemCompleted(step, item, 1, {}, worker="w1", waited=0.0005)
        events.append((item / 1000 + 0.001, done))
    tape = told(plan, *events, (10.1, e.StepCompleted(step, 1)))
    before = time.process_time()
    bar = tape.bar(step)
    assert time.process_time() - before < 1.0  # each mark against all elements before took 1.8 s
    assert len(tape.stints) == count
    assert bar.spent(Doing.WORKER) == count * 500


@pytest.mark.parametrize("wide", [True, False])
def test_telling_what_held_a_run_up_takes_work_in_proportion_to_its_steps(wide):
    """Calls are counted: of a run of three times as many Steps, three times as many are made."""

    def calls(steps: int) -> int:
        tape = wide_run(steps) if wide else long_run(steps)
        lines: list[str] = []
        counted = calls_of(lambda: lines.extend(_timeline_in_words(tape, course(tape))))
        assert len(lines) - 1 == len(tape.tracks) >= steps
        assert "if cached: -" in "".join(lines)
        return counted

    assert calls(300) < 4 * calls(100)


def wide_run(steps: int) -> Tape:
    """Many Steps at once, each longer than the one before, and one that waits for all of them."""
    each = [f"s{n}" for n in range(steps)]
    flow = flow_of(*(f"{s}: -> {s}" for s in each), f"g: v={'&'.join(each)} -> r", goals="g")
    ends = [event for n, s in enumerate(each, 1) for event in ((0, began(s)), (n, done(s)))]
    ends.sort(key=lambda one: one[0])
    last: list[tuple[float, e.Event]] = [
        (steps, came("g", "v", *each)), (steps, began("g")), (steps + 1, done("g")),
    ]  # fmt: skip
    return told(make_plan(flow), *ends, *last)


def long_run(steps: int) -> Tape:
    """Steps one after the other, each for a second."""
    flow = flow_of(
        "s0: -> s0", *(f"s{n}: s{n - 1} -> s{n}" for n in range(1, steps)), goals=f"s{steps - 1}"
    )
    events: list[tuple[float, e.Event]] = []
    for n in range(steps):
        if n:
            events.append((n, came(f"s{n}", f"s{n - 1}", f"s{n - 1}")))
        events += [(n, began(f"s{n}")), (n + 1, done(f"s{n}"))]
    return told(make_plan(flow), *events)


def calls_of(do: Callable[[], object]) -> int:
    """How many calls are made, of Python and of C, until it is done."""
    made = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        do()
    finally:
        sys.setprofile(before)
    return made
