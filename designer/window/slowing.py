"""Slow motion, for showing a flow to people: each Step takes a least time, on the screen or really.

On the screen only, the run goes as fast as it can and the view comes after it; what is seen is still the
fold of the run's own records. Really, the work itself is held back, and so is what follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from designer.words import tr

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from designer.window.page import Page

SPEEDS: Final = (0.0, 0.25, 0.5, 1.0, 2.0)
"""Seconds that each Step takes at least, of which one can be chosen; 0 is as fast as it is."""


class Slowing(QObject):
    """How slowly a window shows its runs."""

    def __init__(self, window: MainWindow) -> None:
        """Begin as fast as it is."""
        super().__init__(window)
        self._window = window
        self.seconds = 0.0
        self.is_real = False
        window.pages.opened.connect(self._join)
        window.pages.shown.connect(self._join)
        self._join(window.pages.current)

    def choose(self, seconds: float) -> None:
        """Let each Step take so long from now on; what is really slowed down is the next run."""
        self.seconds = seconds
        self._apply(self._pace() if seconds else tr("Slow motion is off."))

    def turn_real(self) -> None:
        """Slow the work itself, or only what is seen of it."""
        self.is_real = not self.is_real
        self._apply(self._pace() if self.seconds else self._what_it_slows())

    def _apply(self, told: str) -> None:
        window = self._window
        window.runs.least = self.seconds if self.is_real else 0.0
        for page in window.pages.all:
            page.session.slow_down(0.0 if self.is_real else self.seconds)
        window.refresh_commands()
        window.show_hint(told)

    def _join(self, page: Page) -> None:
        page.session.slow_down(0.0 if self.is_real else self.seconds)
        self._window.canvas.now = page.session.now

    def _what_it_slows(self) -> str:
        if self.is_real:
            return tr("Slow motion will slow the work itself, once a speed is chosen.")
        return tr("Slow motion will slow only what is shown, once a speed is chosen.")

    def _pace(self) -> str:
        time = f"{self.seconds:g} s"
        if self.is_real:
            return tr("Each step of the next run takes at least {time}, really.", time=time)
        return tr(
            "Each step is shown for at least {time}; the run itself is not slowed.", time=time
        )
