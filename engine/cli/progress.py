"""What `run` shows while it runs: lines on stderr, or a live table where stderr is a terminal.

Both are projections of the records, and know nothing else of the run. `rich` is imported for the
table alone.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Protocol, TextIO

from engine import events as e
from engine.cli.streams import say
from engine.clock import lasting, local_time
from engine.flow import StepId
from engine.recall import recalled_from
from engine.value import preview

if TYPE_CHECKING:
    from engine.plan import Plan

NAME_WIDTH: Final = 32
MESSAGE_LENGTH: Final = 1_000
"""Characters of a message in the sentence that tells how a run ended."""

BRIEF: Final = 200
"""Characters of a message on a line that is not the last word on it."""

STATUS_WIDTH: Final = 9
"""The longest status word: nothing that says how a Step is doing is ever cut off."""

_COLOURS: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_CONTROLS: Final[dict[int, str | None]] = {
    **dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029], " "),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], None),
}
"""Controls, line ends among them, and what turns the letters that follow, on the whole line, around."""


class Progress(Protocol):
    """Somewhere to show a run while it is on."""

    def take(self, record: e.Record) -> None:
        """Show what a record says."""
        ...

    def catch_up(self, records: Iterable[e.Record]) -> None:
        """Take note of what had happened before a run was resumed."""
        ...

    def note(self, text: str) -> None:
        """Show a sentence that is about the run as a whole."""
        ...

    def complain(self, text: str) -> None:
        """Show a sentence that must not be missed."""
        ...

    def hold(self) -> None:
        """Give way to a question: draw nothing over what follows."""
        ...

    def go_on(self) -> None:
        """Go on after a question."""
        ...

    def close(self) -> None:
        """Show the last of it, and leave the terminal as it was."""
        ...


class Quiet:
    """Shows nothing."""

    def take(self, record: e.Record) -> None:
        """Show nothing."""

    def catch_up(self, records: Iterable[e.Record]) -> None:
        """Show nothing."""

    def note(self, text: str) -> None:
        """Show nothing."""

    def complain(self, text: str) -> None:
        """Write the sentence all the same."""
        say(text)

    def hold(self) -> None:
        """Do nothing."""

    def go_on(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Lines:
    """A plain line for everything that happens to a Step: seconds since the start, Step, what, how long."""

    def __init__(self, stream: TextIO) -> None:
        """Take where to write."""
        self._stream = stream
        self._start: float | None = None
        self._started: dict[StepId, float] = {}
        self._width = 0
        self._plan: Plan | None = None
        self._kept: list[str] | None = None

    def take(self, record: e.Record) -> None:
        """Write the line of a record, if it is worth one."""
        start = self._note_times(record.event, record.at)
        event, at = _seen(record.event), record.at
        taken = self._taken_from(record.event)
        for word, detail in _words_of_taken(event, taken) if taken else self._words(event, at):
            step = getattr(event, "step", None) or "run"
            what = f"| {detail}" if word == "|" else f"{word:<{STATUS_WIDTH}}  {detail}"
            line = f"{at - start:+.3f} s  {step:<{self._width}}  {what}"
            self.note(line.rstrip())

    def catch_up(self, records: Iterable[e.Record]) -> None:
        """Write nothing: those lines were written when it happened."""
        for record in records:
            self._note_times(record.event, record.at)

    def note(self, text: str) -> None:
        """Write the sentence as it is."""
        if self._kept is None:
            say(text, self._stream)
        else:
            self._kept.append(text)

    def complain(self, text: str) -> None:
        """Write the sentence as it is."""
        self.note(text)

    def hold(self) -> None:
        """Keep what happens meanwhile for later: it would stand in the line that is being typed."""
        self._kept = []

    def go_on(self) -> None:
        """Write what has happened meanwhile."""
        kept, self._kept = self._kept or [], None
        for line in kept:
            say(line, self._stream)

    def close(self) -> None:
        """Do nothing: every line has been written."""

    def _note_times(self, event: e.Event, at: float) -> float:
        """Keep when things began, for what will have taken how long; gives when the run did."""
        if isinstance(event, e.RunStarted):
            self._plan = event.plan
            self._width = min(max(map(len, event.plan.steps), default=0), NAME_WIDTH)
        seen = _seen(event)
        if isinstance(seen, e.StepStarted):
            self._started[seen.step] = at
        self._start = at if self._start is None else self._start
        return self._start

    def _taken_from(self, event: e.Event) -> str:
        """Where the results of an event's Step are taken from, in a rerun; empty for others."""
        step = None if isinstance(event, e.Inner) else getattr(event, "step", None)
        return taken_from(self._plan, step) if self._plan is not None and step else ""

    def _words(self, event: e.Event, at: float) -> list[tuple[str, str]]:
        match event:
            case e.StepStarted():
                return [("running", "")]
            case e.StepOutput(text=text, worker=worker):
                return [("|", sent_by(worker) + plain(line)) for line in text.splitlines()]
            case e.StepProgress(fraction=fraction, text=text, worker=worker):
                share = "" if fraction is None else f"{fraction:.0%} "
                return [("running", sent_by(worker) + share + one_line(text))]
            case e.StepRetrying(attempt=attempt, delay=delay, message=message, item=item):
                again = f"again in {delay:.3g} s; try {attempt} failed: {one_line(message, BRIEF)}"
                return [("retrying", of_item(item) + again)]
            case e.QuestionAsked(title=title):
                return [("asking", one_line(title))]
            case e.QuestionAnswered(rejected=rejected, by=by):
                return [("answered", f"{'no, ' if rejected else ''}by {by}" if by else "")]
            case e.StepCompleted(step=step, worker=worker, took=known):
                on = "" if worker is None else f"  on worker {plain(worker)}"
                long = self._took(step, at) if known is None else lasting(known)
                return [("completed", long + on)]
            case e.StepCached(made=made):
                return [("cached", f"reused, from {local_time(made)}")]
            case e.StepFailed(step=step, message=message):
                took, said = self._took(step, at), one_line(message, BRIEF)
                return [("failed", f"{took}  {said}" if took else said)]
            case e.StepBlocked(message=message):
                return [("blocked", one_line(message))]
            case e.StepSkipped(message=message):
                return [("skipped", one_line(message))]
            case e.StepCancelled(message=message):
                return [("cancelled", one_line(message))]
            case e.Warning(code="cluster", message=message):
                return [("cluster", one_line(message))]
            case e.Warning(message=message):
                return [("warning", one_line(message))]
        return []

    def _took(self, step: StepId, at: float) -> str:
        return lasting(at - self._started[step]) if step in self._started else ""


def _words_of_taken(event: e.Event, taken: str) -> list[tuple[str, str]]:
    """One line for a Step that is not worked on again."""
    return [("completed", taken)] if isinstance(event, e.StepCompleted) else []


def _seen(event: e.Event) -> e.Plain:
    """An event with its Step as it is named from outside."""
    return event.seen if isinstance(event, e.Inner) else event


def show_progress(plan: Plan, *, quiet: bool) -> Progress:
    """Whatever suits the place that stderr leads to."""
    if quiet:
        return Quiet()
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and plan.steps:
        from engine.cli.table import LiveTable

        return LiveTable(sys.stderr)
    return Lines(sys.stderr)


def taken_from(plan: Plan, step: StepId) -> str:
    """What is said of a Step whose results are another run's; nothing of one that is worked on."""
    run = recalled_from(plan, step)
    return f"taken from {run}" if run else ""


def of_item(item: int | None) -> str:
    """What stands before a line about one element of a Step; nothing before others."""
    return "" if item is None else f"element {item}: "


def sent_by(worker: str | None) -> str:
    """What stands before a line that a worker elsewhere has sent."""
    return "" if worker is None else f"[{plain(worker)}] "


def plain(text: str) -> str:
    """Text without colours, line ends and control characters, which could draw over other text."""
    return _COLOURS.sub("", text).translate(_CONTROLS).rstrip()


def one_line(text: str, length: int = MESSAGE_LENGTH) -> str:
    """The same with single spaces between words, and no longer than that."""
    return preview(plain(text[: length * 4]), length)
