from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Iterator
from typing import ClassVar

import pytest

from designer.loop import SWEEP, YOUNG
from tests.designer.hands import until


class Knot:
    """Garbage that only the collector can end, and that tells where it did."""

    ended: ClassVar[set[int]] = set()

    def __init__(self) -> None:
        self.own = self

    def __del__(self) -> None:
        self.ended.add(threading.get_ident())


def make_knots() -> None:
    for _ in range(5_000):
        Knot()


@pytest.fixture
def usual_limits() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


async def test_garbage_that_threads_make_is_ended_on_the_windows_thread(qapp, usual_limits):
    Knot.ended.clear()
    thread = threading.Thread(target=make_knots)
    thread.start()
    thread.join()
    await until(lambda: bool(Knot.ended))
    assert Knot.ended == {threading.get_ident()}


async def test_while_much_goes_on_only_few_young_objects_are_looked_at_in_one_go(qapp):
    looks: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            looks.append(info["generation"] or gc.get_count()[0])

    kept: list[list[int]] = []
    gc.callbacks.append(note)
    try:
        for _ in range(60):  # far more than the collector's own limit, in turns of the loop
            kept += [[number] for number in range(2_000)]
            await asyncio.sleep(0)
    finally:
        gc.callbacks.remove(note)
    assert len(looks) >= 60 * 2_000 // YOUNG - 2
    assert 2 not in looks
    assert max(looks) <= YOUNG + 4_000


async def test_old_objects_are_looked_at_once_nothing_else_goes_on(qapp, usual_limits):
    gc.set_threshold(10_000, 20, 100)
    olds: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"]:
            olds.append(info["generation"])

    for _ in range(22):
        gc.collect(0)  # the second generation is due
    gc.callbacks.append(note)
    try:
        begun = time.monotonic()
        while time.monotonic() < begun + 3 * SWEEP / 1000:  # noqa: ASYNC110 - being busy is the point
            await asyncio.sleep(0)
        assert not olds, "while callbacks come without end, it waits"
        await asyncio.sleep(4 * SWEEP / 1000)
        assert olds == [1]
    finally:
        gc.callbacks.remove(note)
