"""The event loop of the designer: qasync's, with its timers and its queue made fit for ten thousand Steps.

Stock qasync makes a Qt timer for every callback: infinite or long delays overflow, sleeps end early,
cancelled timers live until they are due, and each callback costs three times what asyncio's does.
Here ready callbacks wait in one queue that is emptied for at most `BUDGET` seconds a turn, so that
painting and input get their turn in between; timers wait in a heap that one precise Qt timer serves.

While the loop runs, Python's garbage collector looks on this thread alone: started by whatever thread happens
to make an object, it would end widgets there, which Qt does not survive. It looks at few young objects at a
time, so that no frame waits for it, and at old ones when nothing else goes on.
"""

from __future__ import annotations

import asyncio
import gc
import heapq
import itertools
import math
import time
from collections import deque
from collections.abc import Callable
from contextvars import Context
from typing import Any, Final

import qasync
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

BUDGET: Final = 0.004
"""Seconds of callbacks in one turn of Qt's loop."""

LONGEST_TIMER: Final = 2**31 - 1
"""Milliseconds that a Qt timer can wait; for later ones it is armed again."""

SWEEP: Final = 200
"""Milliseconds between two looks for garbage."""

YOUNG: Final = 10_000
"""New objects that are looked at in one go: about 2 ms."""

PATIENCE: Final = 10
"""How many times over a look at old objects may be due before it is taken though somebody is busy."""

PURGE_AT: Final = 256
"""Cancelled timers that may lie in the heap before it is swept."""


class _Waker(QObject):
    """Wakes the loop from another thread."""

    woken = Signal()


class DesignerLoop(qasync.QEventLoop):  # type: ignore[misc]
    """asyncio on Qt's event loop. Use it as any asyncio loop, on the thread of the `QApplication`."""

    def __init__(self, app: QApplication) -> None:
        """Take the application whose event loop this is to be."""
        self._ready: deque[asyncio.Handle] = deque()
        self._heap: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._numbers = itertools.count()
        self._cancelled = 0
        self._is_busy = False  # since the last look for garbage
        self._armed_for = math.inf
        self._turn = QTimer()
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._run_ready)
        self._alarm = QTimer()
        self._alarm.setSingleShot(True)
        self._alarm.setTimerType(Qt.TimerType.PreciseTimer)
        self._alarm.timeout.connect(self._take_due)
        self._sweep = QTimer()
        self._sweep.setInterval(SWEEP)
        self._sweep.timeout.connect(self._collect_due)
        self._waker = _Waker()
        self._waker.woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)
        super().__init__(app)

    def call_soon(
        self, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Call back in the next turn."""
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        self._wake()
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Call back in the next turn; from any thread."""
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        self._waker.woken.emit()
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call back after `delay` seconds, which may be infinite, and never early."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call back when `time()` reaches `when`."""
        self._check_closed()
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        handle._scheduled = True  # type: ignore[attr-defined]  # asyncio then tells of a cancel
        heapq.heappush(self._heap, (when, next(self._numbers), handle))
        if when < self._armed_for:
            self._arm()
        return handle

    def time(self) -> float:
        """Seconds on the clock that `call_at` goes by."""
        return time.monotonic()

    def run_forever(self) -> Any:
        """Run until stopped; garbage is collected on this thread alone meanwhile."""
        was_on = gc.isenabled()
        gc.disable()
        self._sweep.start()
        self._wake()
        try:
            return super().run_forever()
        finally:
            self._sweep.stop()
            if was_on:
                gc.enable()

    def close(self) -> None:
        """Release everything; the loop cannot be used again."""
        self._turn.stop()
        self._alarm.stop()
        super().close()
        self._ready.clear()
        self._heap.clear()

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Sweep the heap once cancelled timers are the greater part of it; asyncio calls this."""
        del handle
        self._cancelled += 1
        if self._cancelled > PURGE_AT and self._cancelled * 2 > len(self._heap):
            self._heap = [entry for entry in self._heap if not entry[2].cancelled()]
            heapq.heapify(self._heap)
            self._cancelled = 0

    def _wake(self) -> None:
        if self._ready and not self._turn.isActive():
            self._turn.start()

    def _run_ready(self) -> None:
        if not self.is_running():  # somebody else has Qt's events done: ours wait for the loop
            return
        ready, until, self._is_busy = self._ready, self.time() + BUDGET, True
        within = asyncio.current_task(self) is not None  # which has Qt's events done in its midst
        put_off: list[asyncio.Handle] = []
        while ready:
            handle = ready.popleft()
            if within and _is_step(handle):
                put_off.append(handle)
            elif not handle.cancelled():
                handle._run()
            if gc.get_count()[0] > YOUNG:
                gc.collect(0)
            if self.time() > until:
                break
        if put_off:
            ready.extendleft(reversed(put_off))  # the turn that the task is in goes on with them
        else:
            self._wake()

    def _arm(self) -> None:
        while self._heap and self._heap[0][2].cancelled():
            heapq.heappop(self._heap)
            self._cancelled -= 1
        self._armed_for = self._heap[0][0] if self._heap else math.inf
        if math.isinf(self._armed_for):
            self._alarm.stop()
        else:
            wait = math.ceil((self._armed_for - self.time()) * 1000)
            self._alarm.start(min(LONGEST_TIMER, max(0, wait)))

    def _take_due(self) -> None:
        now = self.time()
        while self._heap and self._heap[0][0] <= now:
            handle = heapq.heappop(self._heap)[2]
            handle._scheduled = False  # type: ignore[attr-defined]
            if not handle.cancelled():
                self._ready.append(handle)
            else:
                self._cancelled -= 1
        self._arm()
        self._wake()

    def _collect_due(self) -> None:
        """Collect the oldest generation whose time has come, as Python itself would have done."""
        held = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        patience, self._is_busy = PATIENCE if held or self._is_busy else 1, False
        young, *old = zip(gc.get_count(), gc.get_threshold(), strict=True)
        for generation in (2, 1):
            count, limit = old[generation - 1]
            if limit and count > limit * patience:
                gc.collect(generation)
                return
        if young[0] > min(young[1], YOUNG):
            gc.collect(0)


def _is_step(handle: asyncio.Handle) -> bool:
    """Whether it is a task that goes on: asyncio lets none do so, and forgets it, in the midst of another."""
    return isinstance(getattr(handle._callback, "__self__", None), asyncio.Task)  # type: ignore[attr-defined]
