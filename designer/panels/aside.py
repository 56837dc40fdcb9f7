"""Works something out in a thread, where it would keep the window from answering. The newest counts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

T = TypeVar("T")

_LOOK: Final = 8
"""Milliseconds between two looks at whether it is there."""


class Aside(Generic[T]):
    """One question at a time; what a newer question has overtaken is never told."""

    def __init__(self, tell: Callable[[T], None], parent: QObject) -> None:
        """Take what is told the answer, on the loop; nothing is told once `parent` is gone."""
        self._tell = tell
        self._number = 0
        self._answers: SimpleQueue[tuple[int, T | Exception]] = SimpleQueue()
        self._timer = QTimer(parent)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._timer.isActive()

    def ask(self, work: Callable[[], T]) -> None:
        """Have it worked out by `work`, which touches nothing that anybody changes, nor any widget."""
        self._number += 1
        number = self._number
        threading.Thread(target=lambda: self._do(number, work), daemon=True).start()
        self._timer.start()

    def forget(self) -> None:
        """Nobody wants to know any more."""
        self._number += 1
        self._timer.stop()

    def _do(self, number: int, work: Callable[[], T]) -> None:
        try:
            self._answers.put((number, work()))
        except Exception as error:  # noqa: BLE001 - it is raised again where it is told
            self._answers.put((number, error))

    def _look(self) -> None:
        while not self._answers.empty():
            number, answer = self._answers.get()
            if number != self._number:
                continue
            self._timer.stop()
            if isinstance(answer, Exception):
                raise answer
            self._tell(answer)
