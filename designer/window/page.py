"""One open document: its file and undo stack, its run, its plan and problems, and how it was looked at.

What of it is on the screen is the window's business; a page only tells, and while another one is shown
it keeps what will be wanted when it is shown again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from designer.canvas.kept import Kept
from designer.session.document import Document
from designer.session.history import PastRun
from designer.session.journal import Journal
from designer.session.playback import Playback
from designer.session.running import RunSession
from designer.session.typed import Typed
from designer.window.status import Ended
from designer.words import quoted, tr
from engine.codec import dump_flow
from engine.events import Record, RunStarted
from engine.plan import Plan
from engine.registry import Registry
from engine.status import RunStatus

if TYPE_CHECKING:
    from engine.flow import Flow, StepId
    from engine.problem import Problem
    from engine.state import RunState


class Page(QObject):
    """Everything of one document that a window has to know."""

    patched = Signal(object)
    """A patch was applied to the document. This and the next two only while the page is shown."""
    ran = Signal(object, object)
    """The `RunState`, and the frozenset of Steps touched; not while another moment of it is shown."""
    went_on = Signal()
    """The run of this page has come further, whatever moment of it is shown: `far` says how far."""
    recorded = Signal(object)
    """The list of new `Record`s."""
    changed = Signal(object)
    """This page's title, path or clean mark may differ."""
    undoable = Signal()
    """What can be undone or redone may differ."""
    started = Signal()
    settled = Signal(object)
    """The run of this page has come to its very end."""
    said = Signal(object, str)
    """This page, and a sentence about its run."""

    def __init__(
        self, registry: Registry, parent: QObject, document: Document | None = None
    ) -> None:
        """Begin with an empty, untitled document, or a given one; the kinds are for its runs."""
        super().__init__(parent)
        self.document = document or Document(self, journal=Journal())
        self.session = RunSession(registry, self)
        self.is_shown = False
        self.plan = Plan()
        self.problems: tuple[Problem, ...] = ()
        self.records: list[Record] = []
        """What happened in the last run."""
        self.goals_then: frozenset[StepId] | None = None
        """The Goals that the Flow had as the last run began; None before any."""
        self._ended = Ended()
        self.far = 0
        """How many Steps of the last run have ended, seen or not."""
        self.playback: Playback | None = None
        """The run at one of its records, where another moment than the newest is shown."""
        self.kept: Kept | None = None
        """What the canvas showed when another page took its place."""
        self.past: PastRun | None = None
        """The run of the past that this page was made for."""
        self.drafts: tuple[Typed, ...] = ()
        """What was typed in the inspector and not taken when another page took its place."""
        self.after: Callable[[], None] | None = None
        """What to do once the run has ended."""
        self.told: object = None
        """Which state of the file the user was told of."""
        self.companions: Mapping[str, Path] = {}
        """Files to be copied to beside this one, once it is saved, by name: it came from a template."""
        self.trouble_told = ""
        """Why its journal could not be kept, as the user was told."""
        self._join()

    def _join(self) -> None:
        document, session = self.document, self.session
        session.writer_of = self._writer_of
        document.patched.connect(self._tell_patch)
        document.stateChanged.connect(self._tell_changed)
        document.undo_stack.indexChanged.connect(self.undoable)
        session.started.connect(self._mind_start)
        session.changed.connect(self._tell_run)
        session.recorded.connect(self._take)
        session.settled.connect(self._tell_settled)
        session.broken.connect(self._tell_sentence)
        session.unkept.connect(self._tell_sentence)
        session.undoing_put_off.connect(self._tell_put_off)

    @property
    def goes_on(self) -> bool:
        """Whether the last run has not ended yet."""
        return self.session.state.status is RunStatus.RUNNING

    @property
    def shown_state(self) -> RunState:
        """The state of the run that is shown: that of the moment one has gone back to, else the newest."""
        return self.session.state if self.playback is None else self.playback.state

    def forget_run(self) -> None:
        """Another document is shown in this page: what was known of the last one is gone."""
        self.session.forget()
        self.records, self.playback, self.goals_then = [], None, None
        self.plan, self.problems, self.kept, self.told = Plan(), (), None, None

    def close(self) -> None:
        """Let go of the document in good order: nothing of it will be recovered."""
        self.document.undo_stack.indexChanged.disconnect(self.undoable)  # it tells of its own end
        if self.document.journal is not None:
            self.document.journal.close()

    def _writer_of(self, flow: Flow) -> Callable[[], bytes]:
        """What writes the flow file that a run is kept with: with its picture, where it is the one drawn."""
        is_drawn = flow is self.document.diagram.flow
        return self.document.writer() if is_drawn else partial(dump_flow, flow)

    def _mind_start(self) -> None:
        flow = self.document.diagram.flow
        there = (step for step in flow.goals if step in flow.steps)
        self.goals_then = frozenset(step for step in there if not flow.steps[step].disabled)
        self.far = 0
        self.started.emit()

    def _tell_patch(self, patch: object) -> None:
        if self.is_shown:
            self.patched.emit(patch)

    def _tell_changed(self) -> None:
        self.changed.emit(self)

    def _tell_run(self, state: RunState, touched: frozenset[StepId]) -> None:
        self.far = self._ended.count(state, touched)
        if not self.is_shown:
            return
        self.went_on.emit()
        if self.playback is None:
            self.ran.emit(state, touched)

    def _take(self, records: list[Record]) -> None:
        if any(isinstance(record.event, RunStarted) for record in records):
            self.records, self.playback = [], None
        self.records += records
        if self.is_shown:
            self.recorded.emit(records)

    def _tell_settled(self) -> None:
        """Tell that the run has ended; on the page of a past run, it is the one that is shown there now."""
        run = self.session.state
        if self.past is not None and run.last_seq == len(self.records):
            self.past = replace(self.past, run=run.run, records=tuple(self.records), source="")
        self.settled.emit(self)

    def _tell_put_off(self, steps: list[StepId]) -> None:
        names = ", ".join(map(quoted, steps))
        told = tr("Undoing was stopped.") + " "
        told += tr("What {names} did is not undone yet.", names=names) + " " if names else ""
        self._tell_sentence(told + tr("'Go on with it' in the history of runs undoes the rest."))

    def _tell_sentence(self, sentence: str) -> None:
        self.said.emit(self, sentence)
