"""What the timeline does in a window: follows the run of the page shown, and goes with the canvas both ways.

The times are `engine.timing`'s; here they are only passed on, and what takes long is worked out in a
thread once a run has ended.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from designer.canvas.emphasis import Emphasis
from designer.panels.aside import Aside
from designer.panels.timeline import Timeline
from designer.panels.timeline_words import length_words
from designer.window.page import Page
from designer.words import tr
from engine import events as e
from engine.flow import StepId
from engine.timing import Course, Tape, course

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from engine.events import Record

_BEAT: Final = 100
"""Milliseconds between two looks at the clock while a run is on."""
_EVERY: Final = 5
"""Beats between two answers to what holds a run up that is on."""
_LIVE: Final = 1_000
"""Steps up to which that is worked out while it is on, and the bars are put in order at once."""
_MARKING: Final = (e.StepStarted, e.StepEnd, e.RunStarted)


class Timing(QObject):
    """Joins the records of each page, the Timeline panel and the canvas."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window, whose pages and panels are there."""
        super().__init__(window)
        self._window = window
        self.panel = Timeline(window)
        window.parts.add_tab(self.panel, tr("Timeline"))
        self._tapes: dict[Page, Tape] = {}
        self._courses: dict[Page, Course] = {}
        self._aside: Aside[tuple[Page, Tape, Course]] = Aside(self._take_course, self)
        self._beats = 0
        self._begun = False
        self._emphasis: Emphasis | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_BEAT)
        self._clock.timeout.connect(self._beat)
        window.pages.opened.connect(self._join)
        window.pages.shown.connect(self._show_page)
        self._join(window.pages.current)
        window.canvas.selectionChanged.connect(self._show_selection)
        window.canvas.light.changed.connect(self._mind_emphasis)
        self.panel.chosen.connect(self._choose)
        self.panel.activated.connect(self._go)
        self.panel.pathToggled.connect(self._turn_path)

    def open(self) -> None:
        """Show the timeline and give it the keyboard; again, give the canvas the keyboard back."""
        if self.panel.isVisible() and self.panel.isAncestorOf(self._window.focusWidget()):
            self._window.canvas.setFocus()
            return
        self._window.parts.show_tab(self.panel)
        self.panel.focus()

    @property
    def tape(self) -> Tape:
        """The times of the run that is shown."""
        return self._tapes.get(self._page) or Tape()

    @property
    def course(self) -> Course | None:
        """What held the run up that is shown, where that is known by now."""
        return self._courses.get(self._page)

    @property
    def _page(self) -> Page:
        return self._window.pages.current

    def show_recorded(self, page: Page) -> None:
        """Take the records of a page that was filled with a run from elsewhere."""
        self._tapes[page] = Tape().take_all(page.records)
        self._ask(page)

    def _join(self, page: Page) -> None:
        page.session.recorded.connect(partial(self._take, page))
        page.session.settled.connect(partial(self._ask, page))
        page.destroyed.connect(partial(self._forget, page))

    def _forget(self, page: Page) -> None:
        self._tapes.pop(page, None)
        self._courses.pop(page, None)

    def _take(self, page: Page, records: list[Record]) -> None:
        if any(isinstance(record.event, e.RunStarted) for record in records):
            self._tapes[page] = Tape()
            self._courses.pop(page, None)
            if page is self._page:
                self.panel.show_tape(self._tapes[page])
                self._clock.start()
        tape = self._tapes.setdefault(page, Tape())
        tape.take_all(records)
        if page is self._page:
            self._begun = self._begun or any(isinstance(r.event, _MARKING) for r in records)
            if len(tape.tracks) <= _LIVE:
                self._refresh()

    def _beat(self) -> None:
        """Let the bars of what is at work grow, and look now and then at what holds the run up."""
        page, tape = self._page, self.tape
        if not page.session.is_running:
            self._clock.stop()
            return
        if not self.panel.isVisible():
            return
        tape.tick(page.session.now())
        self._beats += 1
        is_small = len(tape.tracks) <= _LIVE
        if self._beats % _EVERY == 0 and is_small:
            self._courses[page] = course(tape)
            self.panel.show_course(self._courses[page])
        if self._beats % _EVERY == 0 or is_small:
            self._refresh()

    def _refresh(self) -> None:
        begun, self._begun = self._begun, False
        self.panel.refresh(begun=begun)

    def _ask(self, page: Page) -> None:
        """Work out what held up a run that has ended."""
        tape = self._tapes.get(page)
        if tape is None:
            return
        if len(tape.tracks) <= _LIVE:
            self._take_course((page, tape, course(tape)))
        else:
            self._aside.ask(lambda: (page, tape, course(tape)))

    def _take_course(self, found: tuple[Page, Tape, Course]) -> None:
        page, tape, made = found
        if self._tapes.get(page) is not tape:
            return
        self._courses[page] = made
        if page is self._page:
            self.panel.refresh(begun=True)
            self.panel.show_course(made)
            self._window.refresh_commands()
            self._point_out()

    def _show_page(self, page: Page) -> None:
        if page.records and page not in self._tapes:
            self.show_recorded(page)
        self.panel.show_tape(self.tape)
        self.panel.show_course(self.course)
        self.panel.show_moment(None)
        if page.session.is_running:
            self._clock.start()
        self._point_out()

    # with the canvas

    def _show_selection(self) -> None:
        canvas = self._window.canvas
        if len(canvas.selection) != 1:
            return
        step = next(iter(canvas.selection))
        there = canvas.picture.renames.to_run(step)
        if there is not None and there in self.tape.tracks:
            self.panel.select(there)

    def _choose(self, name: str) -> None:
        canvas, step = self._window.canvas, self._on_canvas(name)
        if step is not None:
            canvas.select([step])
            canvas.set_focus_step(step)
            self._window.ways.bring_into_view(step)

    def _go(self, name: str) -> None:
        step = self._on_canvas(name)
        if step is not None:
            self._window.ways.jump(step)

    def _on_canvas(self, name: str) -> StepId | None:
        """The card of a Step of the run; of one inside another, the outermost around it."""
        outer = StepId(re.split(r"[/\[]", name, maxsplit=1)[0])
        now = self._window.canvas.picture.renames.from_run(outer)
        return now if now in self._window.document.diagram.flow.steps else None

    def turn_path(self) -> None:
        """Show the critical path on the canvas, or no longer."""
        self.panel.turn_path()

    @property
    def path_is_on(self) -> bool:
        """Whether the critical path is pointed out on the canvas."""
        return self.panel.path_is_on

    def _turn_path(self, on: bool) -> None:
        if on:
            self._point_out()
        elif self._emphasis is not None and self._window.canvas.emphasis is self._emphasis:
            self._emphasis = None
            self._window.canvas.emphasise(None)
        self._window.refresh_commands()

    def _point_out(self) -> None:
        """Point the critical path out on the canvas, where that is wanted and known."""
        found = self.course
        if not self.panel.path_is_on or found is None or not found.path:
            return
        canvas = self._window.canvas
        path = [step for one in found.path if (step := self._on_canvas(one)) is not None]
        wires = frozenset(
            wire
            for one, other in pairwise(path)
            for wire in canvas.picture.wiring.of(other)
            if wire.source.step == one and wire.target.step == other
        )
        words = tr(
            "Critical path: {names}; {time}",
            names=" → ".join(path), time=length_words(found.makespan),
        )  # fmt: skip
        self._emphasis = Emphasis(steps=frozenset(path), wires=wires, words=words)
        canvas.emphasise(self._emphasis)

    def _mind_emphasis(self) -> None:
        """Something else is pointed out, or nothing any more: the button does not say otherwise."""
        if self._emphasis is not None and self._window.canvas.emphasis != self._emphasis:
            self._emphasis = None
            self.panel.leave_path()
