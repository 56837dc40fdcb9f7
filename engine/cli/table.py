"""The live table of Steps on a terminal: a projection of the run's state, redrawn a few times a second.

Imported only where there is a terminal to draw on, since it brings `rich` with it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from engine import events as e
from engine.cli.progress import STATUS_WIDTH, of_item, one_line, sent_by, taken_from
from engine.clock import SystemClock, lasting, local_time
from engine.flow import StepId
from engine.state import WAITING_FOR_ANSWER, RunState, RunStatus, StepState, StepStatus

INTERVAL: Final = 0.1
"""Seconds between two pictures."""

DURATION_WIDTH: Final = len("59 min 59 s")

ROOMY: Final = 44
"""Columns that a terminal must have for more than the names and how they are doing."""

MARKS: Final = {
    StepStatus.PENDING: ("○", "dim"),
    StepStatus.RUNNING: ("▶", "cyan"),
    StepStatus.COMPLETED: ("✓", "green"),
    StepStatus.CACHED: ("✓", "green"),
    StepStatus.SKIPPED: ("⊘", "dim"),
    StepStatus.FAILED: ("✕", "bold red"),
    StepStatus.BLOCKED: ("⊟", "yellow"),
    StepStatus.CANCELLED: ("■", "yellow"),
}
"""A glyph and a style for each status; the word stands beside them, so colour never says it alone."""

_INTEREST: Final = (StepStatus.FAILED, StepStatus.RUNNING, StepStatus.BLOCKED, StepStatus.CANCELLED)


class LiveTable:
    """Folds the records and draws what they come to. Lives on the run's own loop, without a thread."""

    def __init__(self, stream: TextIO) -> None:
        """Take the terminal to draw on."""
        self._clock = SystemClock()
        self._state = RunState()
        self._last_line: dict[StepId, str] = {}
        self._console = Console(file=stream, highlight=False)
        self._live = self._make_live()
        self._holds = False
        self._timer: asyncio.TimerHandle | None = None

    def take(self, record: e.Record) -> None:
        """Fold a record in; the picture follows within `INTERVAL`."""
        self._state.apply(record)
        event = record.event.seen if isinstance(record.event, e.Inner) else record.event
        match event:
            case e.StepOutput(step=step, text=text) | e.StepProgress(step=step, text=text) if text:
                self._last_line[step] = sent_by(event.worker) + one_line(text.splitlines()[-1])
            case e.QuestionAsked(step=step):
                self._last_line[step] = WAITING_FOR_ANSWER
            case e.QuestionAnswered(step=step):
                self._last_line.pop(step, None)
            case e.RunStarted() if event is record.event:
                with contextlib.suppress(OSError):
                    self._live.start()
                self._draw()

    def catch_up(self, records: Iterable[e.Record]) -> None:
        """Draw what had happened before."""
        for record in records:
            self.take(record)

    def note(self, text: str) -> None:
        """Write a line above the table."""
        with contextlib.suppress(OSError):
            self._console.print(Text(text))

    def complain(self, text: str) -> None:
        """Write a line above the table."""
        self.note(text)

    def hold(self) -> None:
        """Leave the table as it is, and draw no more: what follows stands below it."""
        self._holds = True
        if self._live.is_started:
            with contextlib.suppress(OSError):
                self._live.stop()

    def go_on(self) -> None:
        """Draw a table anew, below what was said meanwhile."""
        self._holds = False
        self._live = self._make_live()  # the old one would draw over the question
        with contextlib.suppress(OSError):
            self._live.start()
        self._show()

    def close(self) -> None:
        """Draw the last picture and give the terminal back."""
        if self._timer is not None:
            self._timer.cancel()
        if self._live.is_started:
            self._show()
            with contextlib.suppress(OSError):
                self._live.stop()

    def _make_live(self) -> Live:
        return Live(
            console=self._console,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )

    def _draw(self) -> None:
        if not self._holds:
            self._show()
        self._timer = asyncio.get_running_loop().call_later(INTERVAL, self._draw)

    def _show(self) -> None:
        with contextlib.suppress(OSError):  # the terminal was closed: the run goes on
            self._live.update(self._picture(), refresh=True)

    def _picture(self) -> Group:
        now = self._clock.now()
        roomy = self._console.width >= ROOMY
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, expand=roomy)
        table.add_column(no_wrap=True, width=1)
        table.add_column(no_wrap=True, overflow="ellipsis", width=self._name_width())
        table.add_column(no_wrap=True, width=STATUS_WIDTH)
        if roomy:
            table.add_column(no_wrap=True, width=DURATION_WIDTH, justify="right")
            table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        for step, one in self._shown():
            table.add_row(*self._row(step, one, now)[: len(table.columns)])
        return Group(table, self._summary(now))

    def _name_width(self) -> int:
        """As wide as the names, where the other columns leave that much and some room for details."""
        free = self._console.width - STATUS_WIDTH - 7
        if self._console.width >= ROOMY:
            free = (free - DURATION_WIDTH - 4) * 2 // 3
        longest = max(map(len, self._state.steps), default=1)
        return max(min(longest, free), 1)

    def _shown(self) -> list[tuple[StepId, StepState]]:
        """The Steps there is room for: all of them, or those that are worth watching, in order."""
        steps, room = dict(_with_inner(self._state)), max(self._console.height - 3, 1)
        if len(steps) <= room:
            return list(steps.items())
        worth = [step for step, one in steps.items() if one.status in _INTEREST]
        rest = [step for step, one in steps.items() if one.status is StepStatus.PENDING]
        chosen = {*(worth + rest)[:room]}
        return [(step, one) for step, one in steps.items() if step in chosen]

    def _row(self, step: StepId, one: StepState, now: float) -> tuple[Text, ...]:
        word, (glyph, style) = one.status.value, MARKS[one.status]
        if one.retrying is not None:
            word, glyph, style = "retrying", "↻", "yellow"
        return (
            Text(glyph, style),
            Text(step),
            Text(word, style),
            Text(_time(one, now), "dim"),
            Text(self._detail(step, one), "dim"),
        )

    def _detail(self, step: StepId, one: StepState) -> str:
        if one.retrying is not None:
            return of_item(one.retrying.item) + one_line(one.retrying.message)
        if one.message:
            return one_line(one.message)
        if one.status is StepStatus.COMPLETED and (taken := taken_from(self._state.plan, step)):
            return taken
        if one.made:
            return f"reused, from {local_time(one.made)}"
        line = self._last_line.get(step, "")
        share = "" if one.fraction is None else f"{one.fraction:.0%} "
        return share + line

    def _summary(self, now: float) -> Text:
        counts = Counter(one.status for one in self._state.steps.values())
        parts = [f"{counts[status]} {status}" for status in StepStatus if counts[status]]
        ended = self._state.ended
        took = lasting(self._state.lasted(now if ended is None else ended) or 0.0)
        return Text(" · ".join([*parts, took]), "dim", no_wrap=True, overflow="ellipsis")


def _with_inner(state: RunState, way: str = "") -> Iterator[tuple[StepId, StepState]]:
    """Every Step; inside one that runs a Flow, those that are at work just now."""
    for step, one in state.steps.items():
        if not way or one.status is StepStatus.RUNNING:
            yield StepId(f"{way}{step}"), one
        for item, run in one.inner.items() if one.inner else ():
            if run.status is RunStatus.RUNNING:
                yield from _with_inner(run, f"{way}{e.Inside(step, item)}/")


def _time(one: StepState, now: float) -> str:
    """How long the Step has been at work, or how long it still waits for its next try."""
    if one.retrying is not None:
        return f"in {lasting(one.retrying.due - now)}"
    lasts = one.lasts(now)
    return "" if lasts is None else lasting(lasts)
