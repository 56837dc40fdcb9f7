"""Works out between two events what the canvas has put off: where things are, labels, blocks.

A slice is shorter than a frame, so that nothing is ever late for it; what it made is painted a few
times a second. What nobody waits for comes when nothing has happened for a while.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from designer.canvas.afar import Afar
from designer.canvas.geometry import Rect
from designer.canvas.labels import Labels
from engine import collector

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

SLICE: Final = 0.008
"""Seconds of work between two events."""
AT_ONCE_AFAR: Final = 1_500
"""Steps that are painted in one go from afar, however long that takes."""
_BLOCKS: Final = 0.006
"""The same for painting blocks, after which they have to be shown."""
_SHOWN_EVERY: Final = 0.4
_CALM: Final = 400
"""Milliseconds without anything new after which the whole in small is painted."""
_IDLE_SLICE: Final = 0.004
_IDLE_PAUSE: Final = 12

_Paint = Callable[[list[Rect]], None]


class Slices(QObject):
    """Goes on as long as anything is due, and then rests."""

    def __init__(
        self, canvas: Canvas, labels: Labels, afar: Afar, changed: _Paint, painted: _Paint
    ) -> None:
        """Take who is told of areas of the scene that changed, and of those that need but be shown."""
        super().__init__(canvas)
        self._canvas, self._labels, self._afar = canvas, labels, afar
        self._changed, self._painted = changed, painted
        self._made: list[Rect] = []
        self._shown = 0.0
        self._timer, self._calm = QTimer(self), QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._work)
        self._calm.timeout.connect(self._work_in_calm)

    def mind(self) -> None:
        """Begin, if there is anything to work out."""
        if not self._timer.isActive() and self._is_behind:
            self._timer.start()
        if self._lacks_whole:
            self._calm.start(_CALM)

    @property
    def _is_behind(self) -> bool:
        picture, frame = self._canvas.picture, self._canvas.frame
        return picture.is_behind or self._labels.is_behind or frame.is_blurred

    @property
    def _lacks_whole(self) -> bool:
        """Whether one could zoom out to where nothing is known, and it would take a while."""
        picture = self._canvas.picture
        return len(picture.diagram.flow.steps) > AT_ONCE_AFAR and self._afar.lacks_whole

    def _work(self) -> None:
        picture = self._canvas.picture
        if picture.is_behind:
            self._catch_up()
        elif self._canvas.frame.is_blurred:
            self._painted(self._afar.go_on(_BLOCKS))
        else:
            self._changed(self._labels.go_on(picture))
        if not self._is_behind:
            self._timer.stop()

    def _catch_up(self) -> None:
        picture = self._canvas.picture
        if not self._made:
            self._shown = time.perf_counter()
        self._made += picture.catch_up(SLICE)
        now = time.perf_counter()
        if not picture.is_behind or now - self._shown > _SHOWN_EVERY:
            made, self._made = self._made, []
            self._changed(made)
        if not picture.is_behind:
            self._canvas.refit()
            if len(picture.diagram.flow.steps) > AT_ONCE_AFAR:
                collector.settle()

    def _work_in_calm(self) -> None:
        self._calm.setInterval(_IDLE_PAUSE)
        if not self._lacks_whole:
            self._calm.stop()
        elif not self._is_behind:
            picture, size = self._canvas.picture, self._canvas.view_size()
            self._afar.go_on_with_whole(_IDLE_SLICE, picture.bounds, size)
