"""The tour: five things to do on the real canvas, each noticed when the user has done it.

Where the tour stands follows from the document and its run alone, so undo leads back and nothing can get
out of step. What is kept for another day is only how far one was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtWidgets import QListView, QWidget

from designer.assets import resource
from designer.document import edits
from designer.panels.palette import KIND
from designer.panels.tour_card import TourCard
from designer.window import tour_words
from designer.words import tr
from engine.flow import Flow, Name, Port, StepId, Wire
from engine.state import RunStatus

if TYPE_CHECKING:
    from designer.session.catalog import Catalog
    from designer.session.settings import Settings
    from designer.window.main import MainWindow
    from designer.window.page import Page

_LOOK: Final = 90
"""Milliseconds between two looks at how things stand; only while the card is there."""
_KIND: Final = "ask"
_GREET, _LETTER = StepId("greet"), StepId("letter")
_WISH: Final = Port(_LETTER, Name("wish"))
_BASE: Final = frozenset({_GREET, _LETTER})
_RUNNING: Final = 3
"""The stop at which it is run."""
OVER: Final = 5
"""How many things there are to do."""


class Stop(NamedTuple):
    """One thing to do: what it is called, how it is done, and where."""

    title: str
    words: str
    where: Callable[[], QRect]
    help: Callable[[], object]


class TourControl(QObject):
    """Goes with one page; while another one is shown, it is out of the way."""

    def __init__(self, window: MainWindow, catalog: Catalog, settings: Settings) -> None:
        """Take the window that is shown round in; nothing begins by itself."""
        super().__init__(window)
        self._window, self._catalog, self._settings = window, catalog, settings
        self._page: Page | None = None
        self._is_on = False
        self._looked = self._answers = False
        self.card = TourCard(window)
        self.card.helped.connect(self._help)
        self.card.left.connect(self.leave)
        self.card.pageWanted.connect(self._lead_on)
        self._stops = self._make_stops()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._look)
        window.ways.lying.append(self.leave)
        window.parts.welcome.tourWanted.connect(self.begin)

    @property
    def is_on(self) -> bool:
        """Whether the user is being shown round."""
        return self._is_on

    @property
    def stage(self) -> int:
        """How many of the five things are done; all of them must be for the next to count."""
        if self._page is None:
            return 0
        flow = self._page.document.diagram.flow
        done = (bool(flow.steps.keys() - _BASE), _is_wished(flow), bool(flow.goals))
        first = next((number for number, it in enumerate(done) if not it), len(done))
        if first < len(done) or self._page.session.status is not RunStatus.COMPLETED:
            return first
        return 5 if self._looked else 4

    def begin(self) -> None:
        """Begin, or go on where it was left; asked while it is on, it goes."""
        if self._is_on:
            self.leave()
            return
        pages = self._window.pages
        if self._page not in pages.all or self.stage == OVER:
            self._make_page()
        elif self._page is not pages.current:
            pages.show(self._page)
        self._is_on = True
        self._timer.start()
        self._look()

    def leave(self) -> bool:
        """Go out of the way; False where it was not on. `begin` goes on from here."""
        if not self._is_on:
            return False
        self._is_on = False
        self._timer.stop()
        self._window.refresh_commands()
        return self.card.go()

    def _make_page(self) -> None:
        """Show the flow of the tour, as far as the user had come with it."""
        kept = self._settings.tour
        self._window.files.new_from(resource("tour", "greeting.flow.json"))
        self._page, self._looked = self._window.pages.current, False
        for stop in self._stops[: min(kept, 3) if kept < OVER else 0]:
            stop.help()
        self._window.canvas.fit()

    # looking

    def _look(self) -> None:
        """See how far things are, and say what is next where it is now."""
        page = self._page
        if page is None or page not in self._window.pages.all:
            self.leave()
            return
        if page is not self._window.pages.current or self._is_covered:
            self.card.go()
            return
        if self.stage == OVER - 1:
            shown = self._window.valuing.panel.told is not None
            self._looked = shown or self._window.explaining.is_open
        stage = self.stage
        self._answer(stage)
        if stage != self._settings.tour:
            self._settings.tour = stage
        if stage == OVER:
            self.card.say(*tour_words.ending(), OVER + 1, OVER)
            self.card.stand_by(QRect(), QRect())
            return
        stop = self._stops[stage]
        self.card.say(stop.title, stop.words, stage + 1, OVER)
        self.card.stand_by(stop.where(), self._flow_area())

    @property
    def _is_covered(self) -> bool:
        """Whether something lies over the window that the user has asked for."""
        over: tuple[QWidget, ...] = (
            self._window.ways.chooser, self._window.ways.sheet, self._window.galleries.gallery,
        )  # fmt: skip
        return any(part.isVisible() for part in over)

    def _make_stops(self) -> tuple[Stop, ...]:
        kind = self._catalog.kind(_KIND)
        name = tr(kind.title) if kind is not None else _KIND
        ways: tuple[tuple[Callable[[], QRect], Callable[[], object]], ...] = (
            (self._in_palette, self._add),
            (self._at_both_ends, self._connect),
            (self._at_letter, self._mark_goal),
            (self._at_run, self._run),
            (self._at_letter, self._show_value),
        )
        told = tour_words.stops(name)
        return tuple(Stop(*words, *way) for words, way in zip(told, ways, strict=True))

    # where things are, in the window's coordinates

    def _in_palette(self) -> QRect:
        view = self._window.parts.palette.findChild(QListView, "palette")
        assert isinstance(view, QListView), "the palette is a list"
        model = view.model()
        for row in range(model.rowCount()):
            index = model.index(row, 0)
            if index.data(KIND) == _KIND and view.isVisible():
                return self._mapped(view.viewport(), view.visualRect(index))
        return self._at_canvas()

    def _at_both_ends(self) -> QRect:
        """From one end of the wire that is to be drawn to the other."""
        new, canvas = self._new_step(), self._window.canvas
        shown = canvas.picture.steps
        if new is None or not {new, _LETTER} <= shown.keys():
            return self._at_letter()
        steps = self._window.document.diagram.flow.steps
        outputs = list(steps[new].outputs)
        if not outputs or _WISH.name not in steps[_LETTER].inputs:
            return self._step_rect(new)
        start = canvas.port_center(new, "output", outputs[0])
        area = QRect(start, canvas.port_center(_LETTER, "input", _WISH.name)).normalized()
        air = canvas.fontMetrics().lineSpacing()
        area = area.adjusted(-air, -air, air, air) & canvas.viewport().rect()
        return self._mapped(canvas.viewport(), area) if not area.isEmpty() else QRect()

    def _at_letter(self) -> QRect:
        return self._step_rect(_LETTER)

    def _at_run(self) -> QRect:
        """The button; once that is pressed, whatever is asked."""
        parts = self._window.parts
        for form in (parts.form, parts.question):
            if form.isVisible():
                return self._mapped(form, form.rect())
        return self._mapped(parts.runButton, parts.runButton.rect())

    def _flow_area(self) -> QRect:
        """Where there are Steps to be seen."""
        area = QRect()
        for step in self._window.document.diagram.flow.steps:
            area = area.united(self._step_rect(step))
        return area

    def _at_canvas(self) -> QRect:
        return QRect()

    def _step_rect(self, step: StepId) -> QRect:
        canvas = self._window.canvas
        if step not in canvas.picture.steps:
            return QRect()
        area = canvas.step_rect(step) & canvas.viewport().rect()
        return self._mapped(canvas.viewport(), area) if not area.isEmpty() else QRect()

    def _mapped(self, widget: QWidget, area: QRect) -> QRect:
        return QRect(widget.mapTo(self._window, area.topLeft()), area.size())

    # doing it for the user

    def _help(self) -> None:
        if self.stage < OVER:
            self._stops[self.stage].help()
            self._look()

    def _new_step(self) -> StepId | None:
        flow = self._window.document.diagram.flow
        return next((step for step in flow.steps if step not in _BASE), None)

    def _add(self) -> None:
        self._window.canvas.add_step(self._catalog.template(_KIND))

    def _connect(self) -> None:
        diagram, new = self._window.document.diagram, self._new_step()
        if new is not None and diagram.flow.steps[new].outputs:
            source = Port(new, next(iter(diagram.flow.steps[new].outputs)))
            patch = edits.connect(diagram, Wire(source, _WISH))
            text = tr("Connect {source} → {target}", source=source, target=_WISH)
            self._window.push(patch, text)

    def _mark_goal(self) -> None:
        patch = edits.set_goal(self._window.document.diagram, _LETTER, True)
        self._window.document.push(patch, tr("Make '{step}' a goal", step=_LETTER))

    def _run(self) -> None:
        """Run with the example; what the Steps then ask is answered as it comes."""
        runs, form = self._window.runs, self._window.parts.form
        self._answers = True
        if not runs.is_running and form.isHidden():
            runs.run()
        if form.isVisible():
            form.use_examples()
            form.submit()

    def _answer(self, stage: int) -> None:
        """Answer one question for the user, who wants it done."""
        question = self._window.parts.question
        if stage != _RUNNING:
            self._answers = False
        elif self._answers and question.isVisible():
            self._answers = False
            question.fill(tr("Good luck"))
            question.send()

    def _show_value(self) -> None:
        self._window.canvas.select([_LETTER])
        self._window.valuing.ask()

    def _lead_on(self, where: str) -> None:
        self.leave()
        if where == "guide":
            self._window.guiding.open("first-flow.md")
        else:
            self._window.galleries.ask()


def _is_wished(flow: Flow) -> bool:
    """Whether a Step gives the wish that the letter reads."""
    letter = flow.steps.get(_LETTER)
    wish = letter.inputs.get(_WISH.name) if letter is not None else None
    if wish is None:
        return False
    read = set(wish.reads(_WISH.name))
    steps = flow.steps.values()
    return any(it.writes(name) in read for one in steps for name, it in one.outputs.items())
