"""Lays out what is selected, or everything: at once where it is little, else while the window answers.

Of many Steps the sizes are taken between events, the places are worked out in a thread, and then one
edit is made of them: nothing has changed before, and Esc leaves it at that. An edit in the meantime
does so too, since what was laid out is not there any more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from designer.canvas import scening
from designer.canvas.gestures.gesture import Edit
from designer.document.diagram import Diagram
from designer.document.tidying import Block, GivenUp, Laid, lay_out
from designer.words import tr
from engine.flow import StepId

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

AT_ONCE: Final = 600
"""So many Steps are laid out before anything else is done."""
_SLICE: Final = 0.006
_LOOK: Final = 15
"""Milliseconds between two looks at how far the thread is."""


class LayingOut(QObject):
    """One layout at a time."""

    def __init__(self, canvas: Canvas) -> None:
        """Serve a canvas."""
        super().__init__(canvas)
        self._canvas = canvas
        self._work: _Work | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_on(self) -> bool:
        """Whether something is being laid out."""
        return self._work is not None

    def start(self, steps: Collection[StepId]) -> None:
        """Lay these Steps out; where that takes a while, an edit is made of it later."""
        picture = self._canvas.picture
        self.give_up()
        if len(steps) <= AT_ONCE:
            self._make(scening.tidied(picture, steps), steps)
            return
        self._work = _Work(picture.diagram, scening.blocks(picture, steps), len(steps))
        self._timer.start(0)
        self._tell()

    def give_up(self) -> bool:
        """Leave everything where it lies; False where nothing was being laid out."""
        if self._work is None:
            return False
        self._work.is_wanted = False
        self._work = None
        self._timer.stop()
        return True

    def _go_on(self) -> None:
        work, picture = self._work, self._canvas.picture
        if work is None:
            return
        if work.diagram is not picture.diagram:
            self.give_up()
            self._canvas.hint.emit(tr("The flow was edited meanwhile, so nothing was laid out."))
        elif not work.is_measured:
            if work.measure_until(time.perf_counter() + _SLICE):
                self._timer.setInterval(_LOOK)
        elif work.error is not None:
            self.give_up()
            raise work.error
        elif work.laid is not None:
            self.give_up()
            self._canvas.hint.emit("")
            self._make(scening.laid_out(picture, work.blocks, work.laid), work.blocks)
        else:
            self._tell()

    def _make(self, edit: Edit | None, steps: Collection[StepId]) -> None:
        self._canvas.arranging.make_and_glide(edit, steps)

    def _tell(self) -> None:
        if self._work is not None:
            share, count = round(100 * self._work.share), self._work.count
            told = tr("Laying out {count} steps: {share} % · Esc: cancel", count=count, share=share)
            self._canvas.hint.emit(told)


class _Work:
    """What is laid out, how far it has come, and what came of it."""

    def __init__(
        self, diagram: Diagram, blocks: Iterator[tuple[StepId, Block]], count: int
    ) -> None:
        self.diagram, self.count = diagram, count
        self.blocks: dict[StepId, Block] = {}
        self.is_wanted = True
        self.is_measured = False
        self.share = 0.0
        self.laid: Laid | None = None
        self.error: Exception | None = None
        self._rest = blocks

    def measure_until(self, end: float) -> bool:
        """Take sizes until then; once all are taken the thread begins."""
        for step, block in self._rest:
            self.blocks[step] = block
            if time.perf_counter() > end:
                return False
        self.is_measured = True
        threading.Thread(target=self._lay_out, name="layout", daemon=True).start()
        return True

    def _lay_out(self) -> None:
        """In the thread, which touches no Qt object."""
        try:
            self.laid = lay_out(self.diagram.flow, self.blocks, self._tell)
        except GivenUp:
            return
        except Exception as error:  # noqa: BLE001 - it is raised again on the loop
            self.error = error

    def _tell(self, share: float) -> bool:
        self.share = share
        return self.is_wanted
