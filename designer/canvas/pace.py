"""Lets what a run changes be painted thirty times a second and no oftener, however much happens.

What is asked for meanwhile is painted together, in the next frame: the last of it always is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from designer.canvas.geometry import Rect

_FRAME: Final = 33
"""Milliseconds between two frames."""


class Pace(QObject):
    """Areas of the scene that are still to be painted anew."""

    def __init__(self, show: Callable[[list[Rect]], None], parent: QObject) -> None:
        """Take who paints them."""
        super().__init__(parent)
        self._show, self._rects = show, list[Rect]()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(self._pass_on)

    @property
    def is_on(self) -> bool:
        """Whether the last frame is so short a time ago that another one would wait."""
        return self._timer.isActive()

    def ask(self, rects: Iterable[Rect]) -> None:
        """Have these painted anew, at once if the last frame is long enough ago."""
        self._rects += rects
        if not self.is_on:
            self._pass_on()

    def hurry(self) -> None:
        """Have whatever waits painted now: the picture has been moved."""
        self._pass_on()

    def _pass_on(self) -> None:
        if self._rects:
            rects, self._rects = self._rects, []
            self._timer.start()
            self._show(rects)
