"""Slow motion on the screen: records come later, in order, and nothing is lost."""

from __future__ import annotations

from designer.session.pacing import Pacer
from engine import events as e
from engine.flow import StepId
from engine.plan import Plan

A, B = StepId("a"), StepId("b")


def records(*events: e.Event) -> list[e.Record]:
    return [e.Record(at + 1, 0.0, event) for at, event in enumerate(events)]


def told(pacer: Pacer, now: float) -> list[int]:
    return [record.seq for record in pacer.pass_on(now)]


def test_each_step_is_seen_at_work_for_a_while_and_several_at_once() -> None:
    pacer = Pacer(1.0)
    for record in records(
        e.RunStarted("f", Plan(), {}), e.StepStarted(A), e.StepStarted(B),
        e.StepCompleted(B, 1), e.StepCompleted(A, 1), e.RunCompleted(),
    ):  # fmt: skip
        pacer.put(record)
    assert told(pacer, 100.0) == [1, 2, 3]
    assert pacer.wait(100.25) == 0.75
    assert told(pacer, 100.9) == []
    assert told(pacer, 101.0) == [4, 5, 6]
    assert pacer.wait(101.0) is None


def test_what_took_longer_is_not_held_back() -> None:
    pacer = Pacer(1.0)
    pacer.put(records(e.StepStarted(A))[0])
    assert told(pacer, 5.0) == [1]
    pacer.put(records(e.StepFailed(A, 1, "exception", "no"))[0])
    assert told(pacer, 9.0) == [1]


def test_what_is_reused_is_seen_one_after_the_other() -> None:
    pacer = Pacer(0.5)
    for record in records(e.RunStarted("f", Plan(), {}), e.StepCached(A, "", ""),
                          e.StepCached(B, "", "")):  # fmt: skip
        pacer.put(record)
    assert [told(pacer, now) for now in (1.0, 1.5, 2.0)] == [[1], [2], [3]]


def test_turned_off_everything_passes_at_once() -> None:
    pacer = Pacer(2.0)
    for record in records(e.StepStarted(A), e.StepCompleted(A, 1)):
        pacer.put(record)
    assert told(pacer, 0.0) == [1]
    pacer.least = 0.0
    assert told(pacer, 0.0) == [2]
    assert not pacer.is_behind
