"""Works things out in a thread, one at a time, where the loop would be held up: only the newest counts.

What is worked out takes values and gives a value; the thread touches no Qt object, since the window may
be gone before it ends. What has been overtaken by another question is thrown away.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QTimer

FETCH: Final = 8
"""Milliseconds between two looks at whether the answer is there."""

T = TypeVar("T")
_Ask = tuple[int, Callable[[], Any], Callable[[Any], None]]


class Aside(QObject):
    """A question at a time; one that is asked meanwhile takes the place of the one that waits."""

    def __init__(self, parent: QObject) -> None:
        """Begin with nothing asked."""
        super().__init__(parent)
        self._number = 0
        self._waiting: _Ask | None = None
        self._busy = False
        self._found: SimpleQueue[tuple[int, Callable[[Any], None], bool, Any]] = SimpleQueue()
        self._fetch = QTimer(self)
        self._fetch.setInterval(FETCH)
        self._fetch.timeout.connect(self._take)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._busy or self._waiting is not None

    def ask(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Work something out, and do `then` with it on the loop, unless something else is asked first."""
        self._number += 1
        self._waiting = (self._number, work, then)
        self._start()

    def drop(self) -> None:
        """Nobody wants the answer any more."""
        self._number += 1
        self._waiting = None

    def _start(self) -> None:
        if self._busy or self._waiting is None:
            return
        self._busy = True
        asked, self._waiting = self._waiting, None
        self._fetch.start()
        threading.Thread(target=self._work, args=asked, daemon=True).start()

    def _work(self, number: int, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        there, found = False, None
        try:
            found, there = work(), True
        finally:
            self._found.put((number, then, there, found))

    def _take(self) -> None:
        if self._found.empty():
            return
        self._fetch.stop()
        number, then, there, found = self._found.get()
        self._busy = False
        self._start()
        if number == self._number and there:
            then(found)
