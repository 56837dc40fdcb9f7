"""Lists the failed Steps of the run that is shown among the Problems, from where one jumps to them.

Which run that is, the canvas's picture says. What is told of a failure is not worked out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from designer.engine_words import in_own_words
from designer.words import tr
from engine.flow import StepId
from engine.problem import Code, Problem, pointer
from engine.state import RunState, StepState, StepStatus

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from designer.window.page import Page

_AT_ONCE: Final = 600
"""Where more Steps may have changed somebody is going through the moments of a large run."""
_SOON: Final = 120
"""Milliseconds after which they are looked at then: the list need not keep up with the hand."""


class FailedSteps(QObject):
    """The failed Steps of the run that is shown, by the ids of the run, each with why."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window whose canvas shows the run, and whose panel lists it."""
        super().__init__(window)
        self._window = window
        self._state: RunState | None = None
        self._why: dict[StepId, str] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SOON)
        self._later.timeout.connect(self._take_all)
        window.canvas.runShown.connect(self._take)
        window.pages.shown.connect(lambda _: self._take(frozenset()))
        window.pages.opened.connect(self._join)
        self._join(window.pages.current)

    def _join(self, page: Page) -> None:
        page.patched.connect(self._follow)

    def _follow(self) -> None:
        """A Step that failed may be called otherwise now, or be gone."""
        if self._why:
            self._tell()

    def _take(self, touched: frozenset[StepId]) -> None:
        """The run went on, or another one is shown."""
        state, before = self._window.canvas.picture.state, dict(self._why)
        if state is not self._state:
            self._state = state
            self._why.clear()
            touched = frozenset(state.steps) if state is not None else touched
        elif len(touched) > _AT_ONCE:
            self._later.start()
            return
        steps = state.steps if state is not None else {}
        for step in sorted(self._why.keys() | _failed(steps, touched)):
            run = steps.get(step)
            if run is not None and run.status is StepStatus.FAILED:
                self._why[step] = in_own_words(run.message or run.reason or "")
            else:
                self._why.pop(step, None)
        if self._why != before:
            self._tell()

    def _take_all(self) -> None:
        """Look at every Step of the run, as many of them may have changed."""
        self._state = None
        self._take(frozenset())

    def _tell(self) -> None:
        names, steps = self._window.canvas.picture.renames, self._window.document.diagram.flow.steps
        there = [(names.from_run(step), why) for step, why in self._why.items()]
        self._window.parts.show_failures(
            [_problem(step, why) for step, why in there if step in steps]
        )
        self._window.refresh_commands()


def _failed(steps: Mapping[StepId, StepState], touched: Iterable[StepId]) -> set[StepId]:
    runs = ((step, steps.get(step)) for step in touched)
    return {step for step, run in runs if run is not None and run.status is StepStatus.FAILED}


def _problem(step: StepId, why: str) -> Problem:
    first = (why.strip().splitlines() or [""])[0].rstrip(".")
    message = tr("failed in this run: {why}", why=first) if first else tr("failed in this run")
    return Problem(code=Code.FAILED, pointer=pointer("steps", step), message=message)
