"""What the Plan would come to if it were run now, worked out off the loop after each check.

The only place in the designer that asks the memory and the measured times before a run. The store is
opened in the thread that reads it and closed again; a store that cannot be read foresees nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from designer.session.aside import Aside
from engine.errors import StoreError
from engine.flow import StepId
from engine.foresight import Foresight, foresee, typical
from engine.memo import StoredMemo
from engine.plan import Plan
from engine.registry import Registry
from engine.store import Store, store_path
from engine.store.entry import RUNNING

MEASURED: Final = 8
"""The newest runs of the file whose times are taken."""
_MOST: Final = 4_000_000
"""Bytes of a run that is still read for its times."""


class Foreseer(QObject):
    """Asks what a Plan would come to; `foreseen` tells it, for the newest Plan only."""

    foreseen = Signal(object)
    """A `Foresight`."""

    def __init__(self, registry: Registry, parent: QObject) -> None:
        """Take the kinds that Steps may be of."""
        super().__init__(parent)
        self._registry = registry
        self._aside = Aside(self)
        self._times: dict[str, Mapping[StepId, float]] = {}
        """What was measured in a run that has ended, by its id; only the thread has it."""

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be told."""
        return self._aside.is_busy

    def schedule(self, plan: Plan, folder: Path, file: Path | None) -> None:
        """Ask about a Plan of a Flow that lies in a folder, or in a file there."""
        self._aside.ask(lambda: self._look(plan, folder, file), self.foreseen.emit)

    def _look(self, plan: Plan, folder: Path, file: Path | None) -> Foresight:
        where = store_path()
        if not plan.steps or not where.exists():
            return foresee(plan, None, {})
        try:
            with Store(where) as store:
                memo = None
                if any(step.policy.cache for step in plan.steps.values()):
                    memo = StoredMemo(store.memory, plan, self._registry, folder)
                return foresee(plan, memo, typical(self._measured(store, plan, folder, file)))
        except StoreError:
            return foresee(plan, None, {})

    def _measured(
        self, store: Store, plan: Plan, folder: Path, file: Path | None
    ) -> list[Mapping[StepId, float]]:
        """What was measured in the newest runs of this file, or of this Flow where it has none."""
        runs = [
            entry
            for entry in store.runs()
            if entry.status != RUNNING
            and entry.size < _MOST
            and (
                entry.file == str(file)
                if file
                else (entry.flow, entry.folder) == (plan.flow, folder)
            )
        ]
        found = []
        for entry in runs[:MEASURED]:
            if entry.run not in self._times:
                self._times[entry.run] = store.timings(entry.run)
            found.append(self._times[entry.run])
        return found
