"""Long work done a little at a time between events, so that the window stays at hand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

SLICE: Final = 0.008
"""Seconds of work in one go."""


class Slicer(QObject):
    """Carries one generator on, slice by slice; what it yields is how far it is, from 0 to 1."""

    progressed = Signal(float)
    finished = Signal()

    def __init__(self, parent: QObject) -> None:
        """Begin with nothing to do."""
        super().__init__(parent)
        self._work: Iterator[float] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    @property
    def is_busy(self) -> bool:
        """Whether there is work left."""
        return self._work is not None

    def start(self, work: Iterator[float]) -> None:
        """Begin a work, the first slice of it at once; what was being done is given up."""
        self._work = work
        self._turn()
        if self._work is not None:
            self._timer.start(0)

    def stop(self) -> None:
        """Give up what is being done."""
        self._work = None
        self._timer.stop()

    def _turn(self) -> None:
        work, until = self._work, time.perf_counter() + SLICE
        far = 0.0
        try:
            while work is not None and time.perf_counter() < until:
                far = next(work)
        except StopIteration:
            self.stop()
            self.finished.emit()
            return
        self.progressed.emit(far)
