"""What the status bar says in passing, and until when. Knows no command and no gesture by name."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QStatusBar

from designer.canvas.view import Canvas
from designer.panels.aloud import tell_aloud

_PASSING: Final = 6_000
"""Milliseconds that a sentence stays where nothing else is done meanwhile."""


class Telling:
    """Shows one sentence at a time over the line of the Goals."""

    def __init__(self, status: QStatusBar, canvas: Canvas) -> None:
        """Tell what the canvas hints at, and what it is told."""
        self._status, self._canvas = status, canvas
        self._is_held = False
        canvas.hint.connect(self._hint)

    def tell(self, text: str) -> None:
        """Say something that goes with the next thing that is done, or after a while."""
        self._is_held = False
        self._status.showMessage(text, _PASSING)
        tell_aloud(self._status, text)

    def pass_on(self) -> None:
        """Something else is done: what was said is old, but for the hint of what is still going on."""
        if not self._is_held:
            self._status.clearMessage()

    def _hint(self, text: str) -> None:
        """Say what keys do while something is held, and a refusal in passing; empty ends either."""
        self._is_held = bool(text) and self._canvas.is_busy
        if not text:
            self._status.clearMessage()
        elif self._is_held:
            self._status.showMessage(text)
            self._status.setAccessibleDescription(text)  # the hand moves: it is read on request
        else:
            self.tell(text)
