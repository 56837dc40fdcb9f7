"""Mends Problems by one click or key: joins the list of them to the edits that can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.document.draft import EditRefused
from designer.document.fixing import fix_of
from designer.words import tr
from engine.problem import Problem

if TYPE_CHECKING:
    from designer.window.library import Library
    from designer.window.main import MainWindow


class Fixing(QObject):
    """What the button below the Problems says and does."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        """Take the window, and what knows the functions behind its Steps."""
        super().__init__(window)
        self._window, self._library = window, library
        problems = window.parts.problems
        problems.fixWanted.connect(self.mend)
        problems.offer_fixes(self.words)

    @property
    def can_mend(self) -> bool:
        """Whether one of the Problems is one that a key mends."""
        return self._window.parts.problems.mendable() is not None

    def words(self, problem: Problem) -> str:
        """What a click would do about a Problem; empty where that is for the user to say."""
        if problem.step is not None and self._library.outdated([problem.step]):
            return tr("Update the ports of '{step}'", step=problem.step)
        fix = fix_of(self._window.document.diagram, problem)
        return "" if fix is None else fix.words

    def mend_shown(self) -> None:
        """Mend the chosen Problem, else the first that a key can."""
        problem = self._window.parts.problems.mendable()
        if problem is None:
            self._window.show_hint(tr("None of the problems is one that a key could mend."))
        else:
            self.mend(problem)

    def mend(self, problem: Problem) -> None:
        """Do what `words` says, as one edit."""
        if problem.step is not None and self._library.outdated([problem.step]):
            self._library.update(problem.step)
            return
        fix = fix_of(self._window.document.diagram, problem)
        if fix is None:
            return
        try:
            self._window.document.push(fix.patch, fix.words)
        except EditRefused as refused:
            self._window.parts.bar.say(refused.sentence, icon="circle-x")
