"""What Ctrl+F does: looks for Steps, marks all that are found, and goes from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer

from designer.document.search import STATES, Index, Query, parse
from designer.panels.find_bar import FindBar
from designer.words import tr
from engine.flow import StepId
from engine.state import StepStatus
from engine.value import ABSENT

if TYPE_CHECKING:
    from designer.canvas.view import Canvas
    from engine.problem import Problem

_SLICE: Final = 0.006
"""Seconds that reading the Steps beforehand may take at a time."""
_LATER: Final = 120
"""Milliseconds after an edit or a record of a run before it looks again."""
_MARGIN: Final = 10

_OF_RUN: Final = {
    "failed": (StepStatus.FAILED,),
    "running": (StepStatus.RUNNING,),
    "completed": (StepStatus.COMPLETED, StepStatus.CACHED),
    "waiting": (StepStatus.PENDING,),
    "skipped": (StepStatus.SKIPPED,),
    "blocked": (StepStatus.BLOCKED,),
    "cancelled": (StepStatus.CANCELLED,),
    "reused": (StepStatus.CACHED,),
}


class FindControl(QObject):
    """Joins the find bar and the canvas."""

    def __init__(
        self, bar: FindBar, canvas: Canvas, problems: Callable[[], Sequence[Problem]],
        go: Callable[[StepId], None], parent: QObject,
    ) -> None:  # fmt: skip
        """Take the bar, the canvas, what is wrong at present, and what shows a Step."""
        super().__init__(parent)
        self._bar, self._canvas, self._problems, self._go = bar, canvas, problems, go
        self._index = Index()
        self._query = Query()
        self._found: tuple[StepId, ...] = ()
        self._at: StepId | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER)
        self._later.timeout.connect(self._look_again)
        self._reading = QTimer(self)
        self._reading.setInterval(0)
        self._reading.timeout.connect(self._read_on)
        bar.asked.connect(self._ask)
        bar.stepped.connect(self.step)
        bar.closed.connect(self._forget)
        canvas.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether the bar is shown."""
        return not self._bar.isHidden()

    def open(self) -> None:
        """Let the user type, and read the Steps meanwhile."""
        self._bar.open(self._kinds)
        self._place()
        self._reading.start()
        self._ask(self._bar.text)

    def close(self) -> bool:
        """Have nothing found any more; False where it was not open."""
        return self._bar.close_bar()

    def step(self, by: int) -> None:
        """Show the next or the previous Step that was found, round and round."""
        if not self.is_open:
            self.open()
        if not self._found:
            return
        here = self._found.index(self._at) if self._at in self._found else -1 if by > 0 else 0
        self._at = self._found[(here + by) % len(self._found)]
        self._go(self._at)
        self._tell()

    def tell_changed(self) -> None:
        """The document, its check or the run may have changed: look again soon."""
        if self.is_open and not self._later.isActive():
            self._later.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner of the canvas."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.is_open:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self._bar.place()
        self._bar.move(self._canvas.pos().x() + _MARGIN, self._canvas.pos().y() + _MARGIN)

    def _ask(self, text: str) -> None:
        self._query = parse(text)
        self._look()
        self._at = self._at if self._at in self._found else None
        self._tell()

    def _look_again(self) -> None:
        self._look()
        self._tell()

    def _look(self) -> None:
        diagram = self._canvas.picture.diagram
        self._found = self._index.find(diagram, self._query, self._marks)
        self._canvas.show_found(frozenset(self._found))

    def _tell(self) -> None:
        if self._query.unknown:
            states = ", ".join(STATES)
            unknown = self._query.unknown[0]
            sentence = tr(
                "'is:{state}' is no state. There are {states}.", state=unknown, states=states
            )
            self._bar.show_problem(sentence)
        elif self._query.is_empty:
            self._bar.show_problem("")
        else:
            at = self._found.index(self._at) + 1 if self._at in self._found else 0
            self._bar.show_found(at, len(self._found), self._where())

    def _where(self) -> str:
        if self._at not in self._found or self._at is None:
            return ""
        there, _, name = self._index.where(
            self._canvas.picture.diagram.flow, self._at, self._query
        ).partition(" ")
        place = f"{tr(there)} {name}".strip()
        return f"{self._at or tr('Flow inputs')} · {place}" if place else self._at

    def _forget(self) -> None:
        self._later.stop()
        self._reading.stop()
        self._found, self._at = (), None
        self._canvas.show_found(frozenset())
        self._canvas.setFocus()

    def _read_on(self) -> None:
        if self._index.learn(self._canvas.picture.diagram.flow, _SLICE):
            self._reading.stop()

    def _kinds(self) -> list[str]:
        return sorted({step.kind for step in self._canvas.picture.diagram.flow.steps.values()})

    def _marks(self, state: str) -> Collection[StepId]:
        """The Steps that are in a state."""
        picture = self._canvas.picture
        flow, run = picture.diagram.flow, picture.state
        match state:
            case "goal":
                return flow.goals
            case "disabled":
                return {step.id for step in flow.steps.values() if step.disabled}
            case "unused":
                needed = picture.plan.steps if picture.plan else {}
                return flow.steps.keys() - needed.keys()
            case "problem":
                return {problem.step for problem in self._problems() if problem.step is not None}
            case "pinned":
                return {
                    step.id
                    for step in flow.steps.values()
                    if any(output.value is not ABSENT for output in step.outputs.values())
                }
        if run is None:
            return ()
        today = {picture.renames.from_run(step): one.status for step, one in run.steps.items()}
        stale = {s for s in today if s in picture.steps and s in picture.stale}
        if state == "stale":
            return stale
        return {s for s, status in today.items() if status in _OF_RUN[state] and s not in stale}
