"""Plans and checks the document a moment after each edit, off the loop, and publishes what came of it.

The only place in the designer that has Flows planned and validated. A check works on values only, so
it needs no lock; one that an edit has overtaken is thrown away and done again.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from queue import SimpleQueue
from typing import Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from engine.flow import Flow, Name, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.problem import Problem
from engine.rechecking import Rechecker
from engine.registry import Registry
from engine.subflow import Children, Reader, load_children
from engine.value import Value

T = TypeVar("T")

DELAY: Final = 80
"""Milliseconds after the last edit."""
_LATER: Final = 20
"""Milliseconds until it is asked again whether a check may begin."""
_PATIENCE: Final = 100
"""How often that is asked."""

FETCH: Final = 8
"""Milliseconds between two looks at whether a check has ended."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the Plan of the Flow as drawn, without given values, and its Problems."""

    flow: Flow
    plan: Plan
    problems: tuple[Problem, ...]


class Again(Enum):
    """Whether what was found wrong is looked at again in a check, and whether that is all it is for."""

    NOT = auto()
    TOO = auto()
    ONLY = auto()


def _sharing(plan: Plan, before: Plan) -> Plan:
    """The same Plan, with the very values of the one before where they are equal: quickly told apart."""
    feeds = _alike(plan.feeds, before.feeds)
    return replace(plan, feeds=feeds, excluded=_alike(plan.excluded, before.excluded))


def _alike(now: Mapping[StepId, T], before: Mapping[StepId, T]) -> Mapping[StepId, T]:
    if now is before:
        return now
    was = before.get
    alike = {s: one for s, it in now.items() if (one := was(s)) is not it and one == it}
    return {**now, **alike} if alike else now


def real_path(path: str) -> str:
    """By what a file is known here, whatever it is called."""
    return os.path.realpath(path)


def _same_flows(one: Mapping[str, Flow], other: Mapping[str, Flow]) -> bool:
    return one.keys() == other.keys() and all(other[path] is flow for path, flow in one.items())


class Checker(QObject):
    """Keeps Plan and Problems up with the document."""

    checked = Signal(object)
    """A `Checked`, for the newest Flow that was scheduled."""

    def __init__(self, registry: Registry, parent: QObject | None = None) -> None:
        """Take the kinds that Steps may be of."""
        super().__init__(parent)
        self._registry = registry
        self._flow = Flow()
        self._folder = Path()
        self._file: Path | None = None
        self._files = Reader()
        self.find_unsaved: Callable[[], Mapping[str, Flow]] = dict
        """The Flows that are shown elsewhere and are not what their files hold, by `real_path`."""
        self.unsaved: Mapping[str, Flow] = {}
        """Those of the last look: a child flow that is among them is not read."""
        self._rechecker = Rechecker(registry)
        self._last = Plan()
        self._number = 0
        self._known = 0
        """Up to which number all is told."""
        self._again = False
        self._busy = False
        self.has_to_wait: Callable[[], bool] = lambda: False
        """Whether something else comes first; asked again until it does not, or has taken long."""
        self._waited = 0
        self._beside: tuple[Problem, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._start)
        self._found: SimpleQueue[tuple[int, Checked | None]] = SimpleQueue()
        self._fetch = QTimer(self)
        self._fetch.setInterval(FETCH)
        self._fetch.timeout.connect(self._take)

    def schedule(
        self, flow: Flow, folder: Path, *, file: Path | None = None, at_once: bool = False
    ) -> None:
        """Check this Flow soon; it replaces one that still waits. `file` is its own, if it has one."""
        self._flow, self._folder, self._file = flow, folder, file
        self._number += 1
        self._timer.start(0 if at_once else DELAY)

    def show_beside(self, problems: Iterable[Problem]) -> None:
        """Take what is wrong with files beside the flow, which is told as well; check all Steps anew."""
        self._beside = tuple(problems)
        self._registry.forget_problems()
        self._rechecker = Rechecker(self._registry)
        self._number += 1
        self._timer.start(0)

    def look(self) -> None:
        """Check again where what is shown elsewhere is not what it was."""
        found = self.find_unsaved()
        if self._number and not _same_flows(found, self.unsaved):
            self._number += 1
            self._timer.start(0)

    def look_again(self) -> None:
        """See whether what was found wrong with Steps still is: the files that they name may be back.

        In a thread, at the cost of those Steps alone; nothing is told where nothing has changed.
        """
        self._again = True
        if not self._timer.isActive():
            self._timer.start(0)

    def plan(
        self, flow: Flow, folder: Path, given: Mapping[Name, Value], file: Path | None = None
    ) -> Plan:
        """The Plan for a run from these values, at once; child flows that have changed are read."""
        if threading.current_thread() is threading.main_thread():
            self.unsaved = self.find_unsaved()
        return self._plan(flow, folder, given, load_children(flow, folder, file, self._read))

    def _plan(
        self, flow: Flow, folder: Path, given: Mapping[Name, Value], children: Children
    ) -> Plan:
        return make_plan(
            flow, given=given, kinds=self._registry, folder=folder,
            flows=children.flows, unread=children.unread,
        )  # fmt: skip

    def _read(self, path: str) -> Flow:
        """A child flow: as it is shown where that is not saved, else out of its file."""
        unsaved = self.unsaved
        shown = unsaved.get(real_path(path)) if unsaved else None
        return self._files(path) if shown is None else shown

    def _start(self) -> None:
        if self._busy:
            return
        if self._waited < _PATIENCE and self.has_to_wait():
            self._waited += 1
            self._timer.start(_LATER)
            return
        self._busy, self._waited = True, 0
        self.unsaved = self.find_unsaved()
        self._fetch.start()
        work = threading.Thread(
            target=self._check,
            args=(self._number, self._flow, self._folder, self._file, self._what_again()),
            daemon=True,
        )
        work.start()

    def _what_again(self) -> Again:
        wanted, self._again = self._again, False
        if not wanted:
            return Again.NOT
        return Again.ONLY if self._known == self._number else Again.TOO

    def _check(
        self, number: int, flow: Flow, folder: Path, file: Path | None, again: Again
    ) -> None:
        """In a thread, which touches no Qt object: the window may be gone before it ends."""
        found: Checked | None = None
        try:
            if again is not Again.NOT and self._registry.look_again(folder):
                self._rechecker = Rechecker(self._registry)
            elif again is Again.ONLY:
                return
            children = load_children(flow, folder, file, self._read)
            plan, problems = self._rechecker.check(flow, folder, children)
            plan = self._last = _sharing(plan, self._last)
            found = Checked(flow, plan, children.all_problems(problems))
        finally:
            self._found.put((number, found))

    def _take(self) -> None:
        if not self._found.empty():
            self._fetch.stop()
            self._publish(*self._found.get())

    def _publish(self, number: int, found: Checked | None) -> None:
        self._busy = False
        if number == self._number and found is not None:
            if self._beside:
                found = replace(found, problems=(*found.problems, *self._beside))
            self._known = number
            self.checked.emit(found)
        if self._again or number != self._number:
            self._timer.start(0)
