"""Works out between two events what the canvas has put off: looks of far cards, wires, labels.

A slice is shorter than a frame, so that nothing is ever late for it; what it made is painted a few
times a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from designer.canvas.geometry import Rect
from designer.canvas.labels import Labels

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

SLICE: Final = 0.008
"""Seconds of work between two events."""
_SHOWN_EVERY: Final = 0.15


class Slices(QObject):
    """Goes on as long as anything is due, and then rests."""

    def __init__(
        self, canvas: Canvas, labels: Labels, show: Callable[[list[Rect]], None],
        finish: Callable[[], None],
    ) -> None:  # fmt: skip
        """Take who paints areas of the scene, and what is to be done once all is worked out."""
        super().__init__(canvas)
        self._canvas, self._labels, self._show, self._finish = canvas, labels, show, finish
        self._made: list[Rect] = []
        self._shown = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._work)

    def mind(self) -> None:
        """Begin, if there is anything to work out."""
        if not self._timer.isActive() and (
            self._canvas.picture.is_behind or self._labels.is_behind
        ):
            self._timer.start()

    def _work(self) -> None:
        picture = self._canvas.picture
        was_behind = picture.is_behind
        if was_behind:
            self._made += picture.catch_up(SLICE)
        else:
            self._made += self._labels.go_on(picture)
        now = time.perf_counter()
        if not picture.is_behind or now - self._shown > _SHOWN_EVERY:
            made, self._made, self._shown = self._made, [], now
            self._show(made)
        if was_behind and not picture.is_behind:
            self._finish()
        if not (picture.is_behind or self._labels.is_behind):
            self._timer.stop()
