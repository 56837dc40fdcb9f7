"""Goes through the moments of the run that is shown: by the scrubber, the timeline, or playing it.

A run that is on goes on meanwhile; only what is seen stands still. Everybody else learns of the moment
from the canvas, which is told the state as of then as it is told any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from designer.panels.run_words import clock
from designer.panels.scrubber import Scrubber
from designer.panels.timeline_words import length_words
from designer.session.playback import Playback
from designer.window.status import page_line
from designer.words import tr
from engine.flow import StepId
from engine.state import RunState

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from designer.window.page import Page
    from designer.window.timing import Timing

_SOON: Final = 120
"""Milliseconds after which outline and minimap follow: they need not keep up with the hand."""
_MICRO: Final = 1e-6


class Moments(QObject):
    """Joins the scrubber, the timeline's ruler and the canvas."""

    shown = Signal(object, object)
    """The `RunState` of another moment, and the frozenset of Steps that may look different in it."""

    def __init__(self, window: MainWindow, timing: Timing) -> None:
        """Take the window and its timeline."""
        super().__init__(window)
        self._window, self._timing = window, timing
        self.scrubber = Scrubber(window)
        layout = window.parts.centre.layout()
        assert layout is not None, "the canvas stands in a layout"
        layout.addWidget(self.scrubber)
        window.parts.ring.append(self.scrubber.slider)
        self._played = 0.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SOON)
        self._later.timeout.connect(self._tell_others)
        self.scrubber.positionWanted.connect(self.go_to)
        self.scrubber.played.connect(self._play)
        self.scrubber.newestWanted.connect(self.show_newest)
        timing.panel.momentWanted.connect(self.go_to_time)
        timing.panel.installEventFilter(self)
        window.pages.opened.connect(self._join)
        window.pages.shown.connect(lambda _: self._follow())
        self._join(window.pages.current)

    @property
    def _page(self) -> Page:
        return self._window.pages.current

    @property
    def is_held(self) -> bool:
        """Whether another moment than the newest is shown of a run."""
        playback = self._page.playback
        return playback is not None and playback.position < len(playback)

    @property
    def can_go(self) -> bool:
        """Whether there is a run to go through."""
        return bool(self._page.records)

    def go_to(self, position: int) -> None:
        """Show the run as it was after so many events; after all of them, as it is."""
        page = self._page
        if not page.records:
            return
        if position >= len(page.records) and page.past is None:
            self.show_newest()
            return
        if page.playback is None:
            page.playback = Playback(page.records, page.session.state.run)
            page.playback.seek(position)
            touched = frozenset(page.playback.state.steps)
        else:
            touched = page.playback.seek(position)
        self._show(page.playback, touched)

    def go_to_time(self, micros: int) -> None:
        """Show the run as it was so many microseconds after its beginning."""
        page = self._page
        if page.records:
            playback = page.playback or Playback(page.records, page.session.state.run)
            self.go_to(playback.position_at(self._timing.tape.time_of(micros) + _MICRO))

    def step_by(self, by: int) -> None:
        """One event on or back."""
        page = self._page
        here = len(page.records) if page.playback is None else page.playback.position
        self._open()
        self.go_to(max(1, here + by))

    def turn_play(self) -> None:
        """Let the run be seen again as it went, or stop there."""
        self._open()
        self.scrubber.turn_play()

    def show_newest(self) -> None:
        """Show what is going on, or how the run ended."""
        page = self._page
        if page.past is not None:
            self.go_to(len(page.records))
            return
        page.playback = None
        canvas, state = self._window.canvas, page.session.state
        canvas.now = page.session.now
        canvas.show_run(state, frozenset(state.steps))
        canvas.keep_still()
        self._timing.panel.show_moment(None)
        self._window.parts.show_standing(self._line(page))
        self.shown.emit(state, frozenset(state.steps))
        self._refresh()
        self._later.start()

    def _join(self, page: Page) -> None:
        page.session.recorded.connect(self._refresh)
        page.session.settled.connect(self._refresh)
        page.settled.connect(self._tell_end)
        page.started.connect(self._follow)

    def _tell_end(self, page: Page) -> None:
        """Say that the run has ended, though a moment of it is shown: nobody else does then."""
        if page.is_shown and page.playback is not None:
            self._window.parts.show_standing(self._line(page))

    def _line(self, page: Page) -> str:
        return page_line(page, as_before=self._window.runs.offers_again)

    def _open(self) -> None:
        if self.can_go and self.scrubber.isHidden():
            self._window.canvas.stay()
            self.scrubber.show()
            self._fill()

    def _show(self, playback: Playback, touched: frozenset[StepId]) -> None:
        canvas, at = self._window.canvas, playback.at
        canvas.now = lambda: at
        state: RunState = playback.state
        canvas.show_moment(state, touched, plays=self.scrubber.is_playing)
        held = playback.position < len(playback)
        since = self._timing.tape.since(at)
        self._timing.panel.show_moment(since if held else None)
        self.shown.emit(state, touched)
        self._refresh()
        self._later.start()

    def _play(self, seconds: float) -> None:
        """Let time pass; of a long silence one waits no longer than it lasted."""
        page = self._page
        if page.playback is None:
            self.scrubber.stop()
            return
        tape = self._timing.tape
        self._played = max(self._played, tape.since(page.playback.at) * _MICRO) + seconds
        position = page.playback.position_at(tape.time_of(round(self._played / _MICRO)))
        if position > page.playback.position:
            self.go_to(position)

    def _follow(self) -> None:
        """Another run, or another page, is shown."""
        page = self._page
        self._played = 0.0
        self.scrubber.stop()
        if page.playback is not None:
            self._show(page.playback, frozenset())
        self._refresh()

    def _refresh(self, _: object = None) -> None:
        """Show where in the run one is."""
        page = self._page
        held, is_timed = page.playback is not None, self._timing.panel.isVisible()
        if held and not is_timed and self.scrubber.isHidden():
            self._window.canvas.stay()
        # beside the timeline there is room for it before anything runs: else the picture jumps then
        self.scrubber.setVisible(
            is_timed or (bool(page.records) and (held or page.past is not None))
        )
        self.scrubber.setEnabled(bool(page.records))
        self._window.canvas.frame.film.expect(bool(page.records) and not self.scrubber.isHidden())
        if not page.records:
            self.scrubber.show_moment(1, 1, "")
        elif not self.scrubber.isHidden():
            self._fill()

    def _fill(self) -> None:
        page = self._page
        count = len(page.records)
        position = count if page.playback is None else page.playback.position
        if not self.scrubber.is_playing:
            self._played = 0.0
        self.scrubber.show_moment(position, count, self._words(position))
        self.scrubber.show_live(page.session.is_running, position >= count)

    def _words(self, position: int) -> str:
        records = self._page.records
        at = records[position - 1].at
        since = self._timing.tape.since(at)
        return tr(
            "{clock} · +{time} · event {number} of {count}",
            clock=clock(at), time=length_words(since),
            number=f"{position:,}", count=f"{len(records):,}",
        )  # fmt: skip

    def _tell_others(self) -> None:
        self._window.ways.tell_changed()
        self._window.refresh_commands()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the timeline."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            QTimer.singleShot(0, self, self._refresh)
        return super().eventFilter(watched, event)
