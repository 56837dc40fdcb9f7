"""Reads the run before one of a flow file out of the store, in a thread: it may be large."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from designer.session.aside import Aside
from designer.words import tr
from engine.errors import EngineError
from engine.state import RunState, replay
from engine.store import RunEntry, Store, store_path


class Previous(NamedTuple):
    """A run and what it came to."""

    entry: RunEntry
    state: RunState


class PreviousRuns(QObject):
    """Finds the run of the same flow file that began before another; each is read once."""

    found = Signal(str, object)
    """The id of the run that was asked about, and the `Previous`, or a sentence that says why not."""

    def __init__(self, parent: QObject) -> None:
        """Begin with nothing read."""
        super().__init__(parent)
        self._known: dict[str, Previous] = {}
        self._aside = Aside(self)

    def ask(self, run: str) -> None:
        """Look for the run before this one; `found` follows, at once where it is known."""
        if run in self._known:
            self.found.emit(run, self._known[run])
        else:
            self._aside.ask(partial(_read, run), partial(self._tell, run))

    def _tell(self, run: str, told: Previous | str) -> None:
        if isinstance(told, Previous):
            self._known = {run: told}  # the last one is enough: a run may be large
        self.found.emit(run, told)


def _read(run: str) -> Previous | str:
    try:
        return _before(run)
    except (EngineError, OSError) as error:
        return f"{error}."


def _before(run: str) -> Previous | str:
    with Store(store_path()) as store:
        entries = store.runs()
        this = next((entry for entry in entries if entry.run == run), None)
        if this is None:
            return tr("This run is not kept, so there is none to compare it with.")
        earlier = [
            entry
            for entry in entries
            if (entry.file, entry.folder) == (this.file, this.folder)
            and entry.started < this.started
        ]
        if not earlier:
            return tr("This is the first run of the flow that is kept.")
        entry = earlier[0]
        return Previous(entry, replay(store.read_records(entry.run, whole=False), entry.run))
