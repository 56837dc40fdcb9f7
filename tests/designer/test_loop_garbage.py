from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest

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
