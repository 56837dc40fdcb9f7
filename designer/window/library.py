"""The user's own functions in the palette: read in a thread, watched, held against the Steps they do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from designer.document.draft import EditRefused
from designer.document.ghosts import Template
from designer.document.porting import Update, is_outdated, update_ports
from designer.panels.places import Places
from designer.session.aside import Aside
from designer.session.own import Broken, Found, OwnFunctions
from designer.window.fixing import Fixing
from designer.window.watching import Watching
from designer.words import quoted, tr
from engine.flow import Step, StepId
from engine.problem import Code, Problem, Severity
from engine.reading import function_named
from engine.signature import FunctionInfo

if TYPE_CHECKING:
    from designer.session.catalog import Catalog
    from designer.session.checking import Checker
    from designer.session.settings import Settings
    from designer.window.main import MainWindow
    from designer.window.page import Page

SETTLE: Final = 60
"""Milliseconds after a sign of change before files are read: programs write in several goes."""
FALLBACK: Final = 2000
"""Milliseconds between two looks where the system cannot watch all of them."""
PYTHON: Final = "python"


class Library(QObject):
    """Keeps the palette up with the files."""

    read = Signal()
    """The files have been read, and what they hold is on offer."""
    judged = Signal()
    """The files have been read or the Flow has been checked: ports may be outdated, or no longer."""

    def __init__(
        self, window: MainWindow, catalog: Catalog, checker: Checker, settings: Settings
    ) -> None:
        """Begin with nothing read; the first check tells which folder is meant."""
        super().__init__(window)
        self._window, self._catalog = window, catalog
        self._checker, self._settings = checker, settings
        self._own = OwnFunctions()
        self._aside = Aside(self)
        self._folder: Path | None = None
        self.found = Found()
        self.form = Places(window)
        self.form.added.connect(self._add_place)
        self.form.removed.connect(self._remove_place)
        self._watching = Watching(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE)
        self._fallback = QTimer(self)
        self._fallback.setInterval(FALLBACK)
        self._watching.changed.connect(self._mind)
        self._timer.timeout.connect(self._look_again)
        self._fallback.timeout.connect(self.look)
        checker.checked.connect(self._follow)
        checker.checked.connect(self.judged)
        self.read.connect(self.judged)
        self.fixing: Fixing = Fixing(window, self)
        window.parts.palette.placesWanted.connect(self.ask_places)
        window.ways.lying.append(self.form.dismiss)
        window.installEventFilter(self)
        window.pages.opened.connect(self._join)
        self._join(window.pages.current)
        self._follow()

    def look(self) -> None:
        """Read what has changed, in a thread."""
        folder, places, own = self._window.document.folder, self._settings.libraries, self._own
        self._folder = folder
        self._aside.ask(lambda: own.find(folder, places), self._take)

    def templates(self, folder: Path) -> tuple[Template, ...]:
        """What could give a value, as the search for producers takes it; can be asked in a thread."""
        return self._own.templates(folder, self._settings.libraries)

    def ask_places(self) -> None:
        """Show which folders and packages there are, to add others."""
        self.form.show_places(self._settings.libraries, self.found.missing)
        self.form.ask()

    # Steps whose function is another than it was ----------------------------------------------------

    def function_of(self, step: Step) -> FunctionInfo | None:
        """What the source says of the function that a Step calls."""
        if step.kind != PYTHON:
            return None
        found = function_named(step.config, self._window.document.folder)
        return None if found is None else found[1]

    def outdated(self, steps: Iterable[StepId]) -> list[StepId]:
        """Those of some Steps whose ports are not their function's."""
        there = self._window.document.diagram.flow.steps
        known = [(id_, self.function_of(there[id_])) for id_ in steps if id_ in there]
        return [id_ for id_, info in known if info is not None and is_outdated(there[id_], info)]

    def update_chosen(self) -> None:
        """Update the ports of the selected Steps; of all, where none is selected."""
        chosen = self._window.canvas.selection or self._window.document.diagram.flow.steps
        steps = self.outdated(sorted(chosen))
        if not steps:
            self._window.show_hint(tr("The ports are those of the functions already."))
        for step in steps:
            self.update(step)

    def update(self, step: StepId | None) -> None:
        """Give a Step the ports of its function as one edit, and tell what became of them."""
        diagram = self._window.document.diagram
        there = diagram.flow.steps.get(step) if step is not None else None
        function = None if there is None else self.function_of(there)
        if step is None or function is None:
            return
        try:
            made = update_ports(diagram, step, function)
        except EditRefused as refused:
            self._window.parts.bar.say(refused.sentence, icon="circle-x")
            return
        if not made.patch.is_empty:
            self._window.document.push(made.patch, tr("Update the ports of '{step}'", step=step))
            self._tell(step, made)

    def _tell(self, step: StepId, made: Update) -> None:
        """Say what was renamed in passing; what was dropped stays until it has been read."""
        if made.dropped:
            names = ", ".join(quoted(name) for name in made.dropped)
            told = tr(
                "'{step}': {names} had no counterpart in the function and went, with their wires.",
                step=step, names=names,
            )  # fmt: skip
            self._window.parts.bar.say(told, icon="info")
            return
        pairs = ", ".join(f"{old} → {new}" for old, new in made.renamed)
        self._window.show_hint(
            tr("Ports of '{step}': {pairs}; every wire is kept", step=step, pairs=pairs)
            if pairs
            else tr("Ports of '{step}' updated; every wire is kept", step=step)
        )

    # files ------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look when the user comes back to the window, whatever the system has told."""
        if event.type() == QEvent.Type.WindowActivate and self._folder is not None:
            self._mind()
        return super().eventFilter(watched, event)

    def _join(self, page: Page) -> None:
        """Look as a run begins and ends: what stands beside its Steps then is to be true."""
        page.started.connect(self._mind)
        page.settled.connect(self._mind)

    def _mind(self) -> None:
        self._timer.start()

    def _look_again(self) -> None:
        """Look at the files, and at what is said of those that nobody watches."""
        self.look()
        self._checker.look_again()

    def _follow(self) -> None:
        """Read another folder once the document that is shown lies in another."""
        if self._folder != self._window.document.folder:
            self.look()

    def _take(self, found: Found) -> None:
        changed = found != self.found
        self.found = found
        self._watch(found)
        if changed:
            self._catalog.take_own(found.functions)
            offers = self._catalog.everything()
            self._window.parts.palette.show_offers(offers)
            self._window.canvas.adding.show_offers(offers, self._catalog.template)
            self._checker.show_beside(map(_problem, found.broken))
        if self.form.isVisible():
            self.form.show_places(self._settings.libraries, found.missing)
        self.read.emit()

    def _watch(self, found: Found) -> None:
        if self._watching.watch(found.files, found.folders):
            self._fallback.stop()
        elif not self._fallback.isActive():
            self._fallback.start()

    def _add_place(self, place: str) -> None:
        self._settings.libraries = (*self._settings.libraries, place)
        self.form.show_places(self._settings.libraries, self.found.missing)
        self.look()

    def _remove_place(self, place: str) -> None:
        self._settings.libraries = tuple(one for one in self._settings.libraries if one != place)
        self.form.show_places(self._settings.libraries, self.found.missing)
        self.look()


def _problem(broken: Broken) -> Problem:
    where = tr(", line {line}", line=broken.line) if broken.line else ""
    return Problem(
        code=Code.BAD_CONFIG,
        severity=Severity.WARNING,
        message=tr(
            "'{file}'{where}: {why}. What could be read of it is on offer.",
            file=broken.shelf, where=where, why=broken.why,
        ),
    )  # fmt: skip
