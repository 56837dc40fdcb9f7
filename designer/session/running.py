"""Starts and stops runs, folds their records, and tells the views once a frame.

The only place in the designer that makes a Runner. It folds for itself and shares nothing mutable with
the runner, so a view cannot tell a live run from a recorded one.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from designer.session.questions import Questions
from engine.clock import SystemClock, new_run_id
from engine.codec import dump_flow
from engine.errors import EngineError, StoreError
from engine.events import Record
from engine.flow import Flow, StepId
from engine.memo import StoredMemo
from engine.plan import Plan
from engine.registry import Registry
from engine.runner import Runner
from engine.state import RunState, RunStatus
from engine.store import Journal, Store, store_path

FRAME: Final = 33
"""Milliseconds between two notices to the views."""


class RunSession(QObject):
    """The run that is on, or the last one."""

    started = Signal()
    changed = Signal(object, object)
    """The `RunState`, and the frozenset of Steps touched since the last notice."""
    recorded = Signal(object)
    """The list of `Record`s since the last notice."""
    settled = Signal()
    broken = Signal(str)
    """The run could not be started, or was broken off; a sentence."""
    unkept = Signal(str)
    """The run goes on without being kept; a sentence says why."""

    def __init__(self, registry: Registry, parent: QObject | None = None) -> None:
        """Take the kinds that Steps may be of."""
        super().__init__(parent)
        self.state = RunState()
        self.questions = Questions(self)
        self._registry = registry
        self._runner: Runner | None = None
        self._task: asyncio.Task[None] | None = None
        self._store: Store | None = None
        self._journal: Journal | None = None
        self._touched: set[StepId] = set()
        self._records: list[Record] = []
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(FRAME)
        self._frame.timeout.connect(self._tell)

    @property
    def is_running(self) -> bool:
        """Whether a run is on."""
        return self._task is not None

    @property
    def status(self) -> RunStatus:
        """What the run has come to, as far as the views have been told."""
        return self.state.status

    def start(self, plan: Plan, folder: Path, flow: Flow, file: str = "") -> None:
        """Run a Plan of a Flow on the running asyncio loop; `settled` follows, whatever happens.

        The run is kept in the store, under the name of its `file`; where that cannot be, it is said
        and the run goes on.

        Raises:
            PlanError: The Plan cannot be run; nothing was started.
        """
        assert not self.is_running, "one run at a time: stop the other first"
        plan.require_runnable()
        now = SystemClock().now()
        run = new_run_id(now)
        self._journal = self._begin_journal(run, now, plan, folder, flow, file)
        memo = None
        if self._store is not None:
            memo = StoredMemo(self._store.memory, plan, self._registry, folder)
        runner = Runner(
            plan, self._registry, self._take, folder=folder, run=run, memo=memo,
            asker=self.questions,
        )  # fmt: skip
        self._runner = runner
        self._touched.clear()
        self._records.clear()
        self.state = RunState(run=runner.run_id)
        self._task = asyncio.get_running_loop().create_task(self._run(runner))
        self.started.emit()

    def stop(self) -> None:
        """Give up the run that is on; `settled` follows within 6 s."""
        if self._runner is not None and self.is_running:
            self._runner.stop()

    def forget(self) -> None:
        """Drop the last run: another document was opened."""
        assert not self.is_running, "a run that is on cannot be forgotten"
        self.state = RunState()
        self._touched.clear()
        self._records.clear()

    def _begin_journal(
        self, run: str, now: float, plan: Plan, folder: Path, flow: Flow, file: str
    ) -> Journal | None:
        try:
            self._store = Store(store_path())
            return self._store.begin(run, plan, dump_flow(flow), file=file, folder=folder, at=now)
        except StoreError as error:
            self._close_store()
            self.unkept.emit(f"This run is not kept: {error}.")
            return None

    def _close_store(self) -> None:
        try:
            if self._journal is not None:
                self._journal.close()
            if self._store is not None:
                self._store.close()
        except StoreError as error:
            self.unkept.emit(f"{error}.")
        self._journal = self._store = None

    async def _run(self, runner: Runner) -> None:
        try:
            await runner.run()
        except (EngineError, OSError) as error:
            self.broken.emit(f"The run was broken off: {error}")
        finally:
            self._task = None
            self._close_store()
            self._tell()
            self.settled.emit()

    def _take(self, record: Record) -> None:
        """The runner's sink: what cannot be kept did not happen."""
        if self._journal is not None:
            self._journal.append(record)
        touched = self.state.apply(record)
        if touched is not None:
            self._touched.add(touched)
        self._records.append(record)
        if not self._frame.isActive():
            self._frame.start()

    def _tell(self) -> None:
        self._frame.stop()
        records, self._records = self._records, []
        touched, self._touched = frozenset(self._touched), set()
        if records:
            self.recorded.emit(records)
            self.changed.emit(self.state, touched)
