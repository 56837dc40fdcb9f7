from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from engine import events as e
from engine import pulse
from engine.executors.thread import ThreadExecutor
from engine.flow import StepId
from engine.outbox import Outbox
from engine.pulse import Pulse
from engine.testing import step_of
from engine.work import Around, Work, WorkContext


class Hand:
    """Calls back when the test says that the time has come."""

    def __init__(self):
        self.sent, self.waiting = [], []
        self.pulse = Pulse(self.sent.append, lambda delay, callback: self.waiting.append(callback))

    def beat(self):
        waiting, self.waiting = self.waiting, []
        for callback in waiting:
            callback()


def test_the_first_goes_on_at_once_and_then_the_last_of_each_interval():
    hand = Hand()
    for number in range(5):
        hand.pulse.put(number)
    assert hand.sent == [0]
    hand.beat()
    assert hand.sent == [0, 4]
    hand.beat()
    assert hand.sent == [0, 4]
    assert hand.waiting == []
    hand.pulse.put(9)
    assert hand.sent == [0, 4, 9]


def test_flushing_passes_on_what_is_held_and_never_twice():
    hand = Hand()
    for number in range(3):
        hand.pulse.put(number)
    hand.pulse.flush()
    hand.pulse.flush()
    hand.beat()
    assert hand.sent == [0, 2]


def test_none_is_a_report_like_any_other():
    hand = Hand()
    hand.pulse.put(None)
    assert hand.sent == [None]


def test_many_threads_lose_no_last_word():
    hand = Hand()

    def report(first):
        for number in range(first, first + 2000):
            hand.pulse.put(number)

    threads = [threading.Thread(target=report, args=(n * 2000,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hand.beat()
    assert len(hand.sent) == 2
    assert hand.sent[-1] % 2000 == 1999


def context_of(outbox, step="a"):
    return context_for(outbox, Work(step_of(f"{step}: -> x")))


def context_for(outbox, work):
    def never(*_):
        raise AssertionError("nobody asks for this here")

    around = Around(
        folder=Path(), executor=lambda name: ThreadExecutor(), outbox=outbox, shared={},
        on_late=never, on_left=never, asking=never, run_flow=never, limit_time=never,
    )  # fmt: skip
    return WorkContext(work, around)


async def test_a_million_reports_of_a_step_are_a_few_events_and_the_last_is_among_them():
    events = []
    outbox = Outbox(events.append)
    context = context_of(outbox)
    for number in range(100_000):
        context.report(number / 100_000)
    outbox.flush(StepId("a"))
    assert [event.fraction for event in events] == [0.0, 0.99999]


async def test_a_last_word_that_nothing_follows_is_heard_soon():
    events = []
    outbox = Outbox(events.append)
    context = context_of(outbox)
    await asyncio.to_thread(lambda: [context.report(n / 10) for n in range(10)])
    async with asyncio.timeout(5):
        while not events or events[-1].fraction != 0.9:  # noqa: ASYNC110
            await asyncio.sleep(pulse.INTERVAL / 5)
    assert len(events) == 2


async def test_one_steps_end_hurries_no_other():
    events = []
    outbox = Outbox(events.append)
    contexts = {name: context_of(outbox, name) for name in "ab"}
    for context in contexts.values():
        context.report(0.1)
        context.report(0.2)
    outbox.flush(StepId("a"))
    assert events == [
        e.StepProgress(StepId("a"), 0.1, ""), e.StepProgress(StepId("b"), 0.1, ""),
        e.StepProgress(StepId("a"), 0.2, ""),
    ]  # fmt: skip


async def test_a_context_knows_that_its_try_has_been_given_up():
    outbox = Outbox(lambda event: None)
    for change in ({"closed": True}, {"timed_out": True}):
        work = Work(step_of("a: -> x"))
        context = context_for(outbox, work)
        assert not context.cancelled
        for name, value in change.items():
            setattr(work, name, value)
        assert context.cancelled
