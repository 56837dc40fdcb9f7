"""Runs of the past in a window: the History panel, a run opened as it was, two of them compared.

A past run has a page of its own, so that what is being edited stays as it is. Reading is done in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout

from designer.canvas.emphasis import Emphasis
from designer.panels.aside import Aside
from designer.panels.difference_words import note_words
from designer.panels.history import History
from designer.panels.history_bar import HistoryBar
from designer.panels.history_rows import Purpose, RunRow, moment_words
from designer.panels.prompt import Answer
from designer.session.history import Archive, Drawn, PastDocument, PastRun
from designer.session.manner import GoingOn, Manner
from designer.session.playback import Playback
from designer.window.allowing import past_words
from designer.window.page import Page
from designer.window.reproducing import no_command_words, note_sentences
from designer.window.status import bar_line
from designer.words import quoted, tr
from engine.comparing import Aspect, Comparison, Difference, compare
from engine.errors import EngineError, EventsFileError, PlanError, StoreError
from engine.flow import FLOW_INPUTS
from engine.headless import edit_notes, run_command
from engine.registry import Registry
from engine.retelling import is_events
from engine.store import store_path
from engine.store.cutting import usable

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from engine.plan import Plan

Found = PastRun | EngineError
Pair = tuple[Found, Found]


class Past(QObject):
    """Joins the store, the History panel and the pages of past runs."""

    def __init__(self, window: MainWindow, registry: Registry) -> None:
        """Take the window, and the kinds for runs that are done again."""
        super().__init__(window)
        self._window, self._registry = window, registry
        self.archive = Archive()
        self.panel: History = History(self._purposes, window)
        window.parts.add_tab(self.panel, tr("History"))
        self.bar: HistoryBar = HistoryBar(window)
        layout = window.parts.centre.layout()
        assert isinstance(layout, QVBoxLayout), "the canvas stands in a column"
        layout.insertWidget(layout.indexOf(window.parts.tabs) + 1, self.bar)
        self._reading: Aside[tuple[Found, Callable[[PastRun], None]]] = Aside(self._take, self)
        self._comparing: Aside[Pair] = Aside(self._take_pair, self)
        self._emphasis: Emphasis | None = None
        panel, bar = self.panel, self.bar
        panel.refreshWanted.connect(self.refresh)
        panel.chosenChanged.connect(window.refresh_commands)
        panel.openWanted.connect(self.open)
        panel.againWanted.connect(lambda run: self._read(run, self._again))
        panel.resumeWanted.connect(self.resume)
        panel.commandWanted.connect(lambda run: self._read(run, self._copy_command))
        panel.dropWanted.connect(self._ask_drop)
        panel.compareWanted.connect(self.compare)
        panel.differenceChosen.connect(self._go_to_difference)
        bar.backWanted.connect(self.go_back)
        bar.againWanted.connect(lambda: self._with_past(self._again))
        bar.resumeWanted.connect(lambda: self._with_past(lambda past: self.resume(past.run)))
        bar.commandWanted.connect(lambda: self._with_past(self._copy_command))
        window.pages.shown.connect(self._show_page)
        window.pages.opened.connect(self._join)
        self._join(window.pages.current)
        window.runs.go_back = self.go_back

    # the list

    def show_history(self) -> None:
        """Show which runs there are, and let the user search them."""
        self._window.parts.show_tab(self.panel)
        self.panel.enter()

    def refresh(self) -> None:
        """Look at what is kept now."""
        if not self.panel.isVisible():
            return
        try:
            runs = self.archive.runs()
        except StoreError as error:
            self.panel.show_runs([], "")
            self.panel.say(f"{error}.")
            return
        rows = [RunRow(e.run, e.status, e.started, e.took, e.flow, str(e.path or "")) for e in runs]
        self.panel.show_runs(rows, self._file)

    @property
    def _file(self) -> str:
        page = self._window.pages.current
        return page.past.file if page.past is not None else str(page.document.path or "")

    def _purposes(self, runs: Sequence[str]) -> Mapping[str, Purpose]:
        try:
            found = self.archive.about(runs)
        except StoreError:
            return {}
        return {run: Purpose(*one) for run, one in found.items()}

    def _join(self, page: Page) -> None:
        page.started.connect(self._refresh_soon)
        page.settled.connect(self._refresh_soon)

    def _refresh_soon(self, _: object = None) -> None:
        """A run has begun or ended: it may be the one that is shown, gone on with or run again."""
        is_past = self._window.pages.current.past is not None
        QTimer.singleShot(0, self, self._show_again if is_past else self.refresh)

    def _show_again(self) -> None:
        self._show_page(self._window.pages.current)

    # opening

    def open(self, run: str) -> None:
        """Show a run that is kept, as it was; the beginning of its id is enough."""
        self._read(run, self.show)

    def open_from(self, run: str, store: str) -> None:
        """Show a run of another store than the usual one."""
        archive = Archive(Path(store)) if store else self.archive
        self._reading.ask(lambda: (_found(partial(archive.read, run)), self.show))

    def takes(self, path: Path) -> bool:
        """Show what is in a file, if it is an events file; else leave it to others."""
        if not is_events(path):
            return False
        pages = (page for window in self._window.family.windows for page in window.pages.all)
        drawn = [
            Drawn(it.diagram.flow, it.as_file(), str(it.path or ""), it.folder)
            for it in (page.document for page in pages if page.past is None)
            if it.diagram.flow.steps
        ]
        read = partial(self.archive.read_events, path, drawn)
        self._reading.ask(lambda: (_found(read), self.show))
        return True

    def show(self, past: PastRun) -> None:
        """Show a run on a page of its own, at its end."""
        pages = self._window.pages
        open_ = next((page for page in pages.all if _is_of(page, past)), None)
        if open_ is not None:
            pages.show(open_)
            return
        label = tr(
            "{name} · run of {time}",
            name=past.flow.name or Path(past.file).name.removesuffix(".flow.json") or past.run,
            time=moment_words(past.started),
        )  # fmt: skip
        document = PastDocument(past, label)
        page = Page(self._registry, pages, document)
        document.setParent(page)
        document.refused.connect(self._refuse)
        page.past = past
        page.records = list(past.records)
        page.playback = Playback(page.records, past.run)
        page.playback.seek(len(page.records))
        before = pages.current
        pages.add(page)
        if before.document.is_pristine and not before.session.is_running:
            pages.remove(before)

    def go_back(self) -> None:
        """Leave the past run for the document that it is of."""
        window, page = self._window, self._window.pages.current
        if page.past is None:
            return
        others = [one for one in window.pages.all if one is not page and one.past is None]
        file = Path(page.past.file) if page.past.file else None
        home = next((one for one in others if file and one.document.path == file), None)
        if home is not None:
            window.pages.show(home)
        elif file is not None and file.exists():
            window.files.open(file)
        elif others:
            window.pages.show(others[0])
        else:
            window.files.new()
        if window.pages.current is not page and not page.session.is_running:
            window.pages.remove(page)

    def _read(self, run: str, then: Callable[[PastRun], None]) -> None:
        self._reading.ask(lambda: (_found(partial(self.archive.read, run)), then))

    def _take(self, found: tuple[Found, Callable[[PastRun], None]]) -> None:
        past, then = found
        if isinstance(past, EventsFileError):
            self._say_wrong(tr("This is no run that can be shown: {why}.", why=past))
        elif isinstance(past, EngineError):
            self._say_wrong(f"{past}.")
        else:
            then(past)

    def _show_page(self, page: Page) -> None:
        self.refresh()
        past = page.past
        self._window.inspector.set_read_only(past is not None)
        if past is None:
            self.bar.hide()
            self._window.refresh_commands()
            return
        state, is_on = page.shown_state, page.session.is_running
        is_open = not state.settled and not is_on and not past.source
        words = bar_line(past, state, is_on=is_on)
        self.bar.say(words, again=past.recipe is not None and not is_on, resume=is_open)
        self._window.refresh_commands()

    def _refuse(self) -> None:
        window = self._window
        window.show_hint(past_words())
        page = window.pages.current
        window.inspector.show_diagram(page.document.diagram, window.canvas.selection, page.problems)

    # doing things with it

    def _with_past(self, does: Callable[[PastRun], None]) -> None:
        if (past := self._window.pages.current.past) is not None:
            does(past)

    def _again(self, past: PastRun) -> None:
        """Run it again as it was: in the page of its file where that is as it was then, else in its own."""
        if past.recipe is None:
            return
        try:
            plan = past.recipe.plan(past.folder, self._registry)
            plan.require_runnable()
        except PlanError as error:
            self._say_wrong(tr("This cannot be run again: {why}.", why=error))
            return
        if (home := self._home_of(past)) is not None:
            manner = Manner(executor=self._window.where.spec)
            start = partial(home.session.start, plan, past.folder, past.flow, past.file, manner)
            self._gate(past, plan, start)

    def _gate(self, past: PastRun, plan: Plan, does: Callable[[], None]) -> None:
        file = past.folder / Path(past.file).name if past.file else None
        self._window.runs.gate(file, plan, does)

    def _home_of(self, past: PastRun) -> Page | None:
        """Show the page of a run's file, if that is as it was, else the run's own; None: a run is on."""
        pages = self._window.pages
        same = (
            page for page in pages.all
            if page.past is None and str(page.document.path or "") == past.file
            and page.document.diagram.flow == past.flow
        )  # fmt: skip
        if (home := next(same, None)) is None:
            self.show(past)
            home = pages.current
        pages.show(home)
        if home.session.is_running:
            self._say_wrong(tr("A run is on. Stop it before you run another one."))
            return None
        return home

    def resume(self, run: str) -> None:
        """Go on with a run that was cut off, or whose undoing was: in the page of its file, or in its own."""
        read = partial(self.archive.read, run, whole=True)
        self._reading.ask(lambda: (_found(read), self._ask_to_repeat))

    def _ask_to_repeat(self, past: PastRun) -> None:
        """Go on once the user has allowed what must not be repeated to begin again, if anything will."""
        try:
            going = self.archive.going_on(past, self._registry, self._window.where.spec)
            careful = usable(going.plan, past.records).careful(going.registry.is_repeatable)
        except EngineError as error:
            self._say_wrong(tr("This cannot be gone on with: {why}.", why=error))
            return
        if not careful:
            self._go_on(past, going)
            return
        told = tr(
            "{names} had begun when the run was cut off, and must not be repeated: see what came of it.",
            names=", ".join(map(quoted, careful)),
        )  # fmt: skip
        go = Answer(tr("Begin again"), "repeatSteps", lambda: self._go_on(past, going))
        self._window.parts.bar.say(told, (go, Answer(tr("Leave it"), "leaveSteps")))

    def _go_on(self, past: PastRun, going: GoingOn) -> None:
        if (home := self._home_of(past)) is not None:
            self._gate(past, going.plan, partial(home.session.go_on, past.run, past.folder, going))

    def _copy_command(self, past: PastRun) -> None:
        if not past.file:
            self._say_wrong(tr("There is no command for this run: its flow is in no file."))
            return
        usual, kept = store_path(environment={}), store_path()
        try:
            made = self.archive.rerun_command(past.run) or run_command(
                past.flow, past.folder / Path(past.file).name, past.about.given, past.about.goals,
                run="" if past.source else past.run, store=None if kept == usual else kept,
                executor=self._window.where.spec_of(Path(past.file)),
            )  # fmt: skip
        except EngineError as error:
            self._say_wrong(no_command_words(error))
            return
        QGuiApplication.clipboard().setText(made.text)
        notes = note_sentences((*made.notes, *edit_notes(past.state())))
        if notes:
            self._window.parts.bar.say(tr("Copied the command. {notes}.", notes=notes), grab=False)
        else:
            self._window.show_hint(tr("Copied the command of this run"))

    def _ask_drop(self, runs: Sequence[str]) -> None:
        count = len(runs)
        told = tr("Delete {count} runs?", count=count) + " " + tr("They cannot be brought back.")
        if count == 1:
            told = tr("Delete this run?") + " " + tr("It cannot be brought back.")
        go = Answer(tr("Delete"), "dropRuns", lambda: self._drop(runs))
        keep = Answer(tr("Keep"), "keepRuns")
        self._window.parts.bar.say(told, (go, keep), icon="trash-2")

    def _drop(self, runs: Sequence[str]) -> None:
        try:
            for run in runs:
                self.archive.drop(run)
        except StoreError as error:
            self._say_wrong(f"{error}.")
        self.refresh()

    # comparing

    def compare(self, older: str, newer: str) -> None:
        """List what differs between two runs, and point it out on the newer one."""
        read = partial(self.archive.read, whole=True)
        self._comparing.ask(lambda: (_found(partial(read, older)), _found(partial(read, newer))))

    def _take_pair(self, pair: Pair) -> None:
        first, second = pair
        for one in pair:
            if isinstance(one, EngineError):
                self._say_wrong(f"{one}.")
        if isinstance(first, EngineError) or isinstance(second, EngineError):
            return
        found = compare(first.state(), second.state())
        self.show(second)
        title = tr(
            "From the run of {one} to that of {other}",
            one=moment_words(first.started), other=moment_words(second.started),
        )  # fmt: skip
        self._window.parts.show_tab(self.panel)
        self.panel.show_comparison(title, found)
        self._point_out(found, title)

    def _point_out(self, found: Comparison, title: str) -> None:
        canvas = self._window.canvas
        given = any(one.aspect is Aspect.VALUE for one in found.of(FLOW_INPUTS))
        differ = found.steps | ({FLOW_INPUTS} if given else set())
        steps = frozenset(step for step in differ if step in canvas.picture.steps)
        count = len(found.differences)
        words = tr("{title}: {count} differences", title=title, count=count)
        notes = {step: note_words(found, step) for step in {*steps, *found.later}}
        self._emphasis = Emphasis(steps=steps, dims_rest=bool(steps), words=words, notes=notes)
        canvas.emphasise(self._emphasis)

    def _go_to_difference(self, one: Difference | None) -> None:
        if one is None:
            self.panel.show_comparison("", None)
            if self._window.canvas.emphasis is self._emphasis:
                self._window.canvas.emphasise(None)
        elif one.step in self._window.canvas.picture.steps:
            self._window.canvas.select([one.step])
            self._window.ways.bring_into_view(one.step)

    def _say_wrong(self, sentence: str) -> None:
        self._window.parts.bar.say(sentence, icon="circle-x", grab=False)


def _found(read: Callable[[], PastRun]) -> Found:
    try:
        return read()
    except EngineError as error:
        return error


def _is_of(page: Page, past: PastRun) -> bool:
    return page.past is not None and (page.past.run, page.past.source) == (past.run, past.source)
