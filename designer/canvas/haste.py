"""Whether one moment of a run is shown so soon after another that nobody can look closely at either.

Then wires are drawn as the straight pieces that were kept of them, which is sooner done; when the hand
rests all in view is painted once more, as it is painted ever.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from PySide6.QtCore import QObject, QTimer

from engine.flow import StepId

_REST: Final = 250
"""Milliseconds without another moment after which the hand rests."""


class Haste(QObject):
    """What knows when moments follow each other fast."""

    def __init__(self, rested: Callable[[], None], parent: QObject) -> None:
        """Take what paints all in view once more."""
        super().__init__(parent)
        self._rested = rested
        self.is_on = False
        """Whether the moment that is shown is one of many."""
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_REST)
        self._calm.timeout.connect(self._rest)

    def note(self, touched: Collection[StepId]) -> None:
        """Another moment is shown, in which these Steps may look different."""
        if touched:
            self.is_on = self._calm.isActive()
            self._calm.start()

    def _rest(self) -> None:
        if self.is_on:
            self.is_on = False
            self._rested()
