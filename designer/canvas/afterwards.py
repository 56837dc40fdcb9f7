"""Lets what may follow a moment later begin once the canvas has been painted: pixels come first.

What begins does no work by itself: it starts a timer. Where nothing is painted it begins all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

_PATIENCE: Final = 50
"""Milliseconds after which nothing more is waited for: perhaps nobody sees the canvas."""


class Afterwards(QObject):
    """What waits for the next frame of one canvas."""

    def __init__(self, parent: QObject) -> None:
        """Begin with nothing that waits."""
        super().__init__(parent)
        self._waiting: dict[Callable[[], object], None] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE)
        self._timer.timeout.connect(self.painted)

    def do(self, begin: Callable[[], object]) -> None:
        """Let this begin after the next frame, once however often it is asked for."""
        self._waiting[begin] = None
        if not self._timer.isActive():
            self._timer.start()

    def painted(self) -> None:
        """A frame is there."""
        if self._waiting:
            waiting, self._waiting = self._waiting, {}
            self._timer.stop()
            for begin in waiting:
                begin()
