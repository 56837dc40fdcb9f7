"""Runs what was loaded, keeps it where it is to be kept, and tells how it ended."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TextIO, TypeVar

import click

from engine.cli.exits import Exit
from engine.cli.storing import warned
from engine.cli.streams import as_json, kept_stdout, leave, put, say, work_is_left

if TYPE_CHECKING:
    from engine.answers import Answers
    from engine.cli.progress import Progress
    from engine.cli.running import Ended
    from engine.errors import JournalBroken
    from engine.flow import Flow
    from engine.memo import Memo
    from engine.plan import Plan
    from engine.question import Asker
    from engine.registry import Registry
    from engine.state import RunState
    from engine.store import Journal
    from engine.store.cutting import Usable

F = TypeVar("F", bound=Callable[..., Any])

ENDED: Final = {
    "completed": Exit.COMPLETED,
    "failed": Exit.FAILED,
    "cancelled": Exit.CANCELLED,
}
"""The exit statuses of a run that has ended."""

json_option = click.option("--json", "json_", is_flag=True, help="Print one JSON value.")


class Loaded(NamedTuple):
    """A Flow that was read and planned from the command line; `text` is its file's.

    `memo` is what is remembered of its Steps, where anything is.
    """

    flow: Flow
    text: bytes
    plan: Plan
    registry: Registry
    folder: Path
    memo: Memo | None = None


class Manner(NamedTuple):
    """How to tell of a run."""

    json_: bool
    quiet: bool
    verbose: bool


def manner_options(command: F) -> F:
    """The options that say how to tell of a run."""
    options = (
        json_option,
        click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors."),
        click.option("-v", "--verbose", is_flag=True, help="Show where in its code a step failed."),
    )
    for option in reversed(options):
        command = option(command)
    return command


class Bounds(NamedTuple):
    """What a run is tied to: where its events go, what was answered beforehand, its time in seconds.

    `executor` says where its Steps do their work; empty: here.
    """

    events: TextIO | None
    answers: Answers
    timeout: float | None
    executor: str = ""


def perform(
    loaded: Loaded,
    manner: Manner,
    bounds: Bounds,
    *,
    journal: Journal | None = None,
    left: Usable | None = None,
) -> int:
    """Run to the end, tell of it, and give the exit status; the journal is closed.

    A run that was cut off goes on from what is `left` of it.

    Where the events go to stdout, nothing else goes there. Questions that were not answered beforehand
    are asked of whoever sits at the terminal.

    Raises:
        PlanError: The Plan cannot be run; nothing has happened.
    """
    from engine.cli.progress import show_progress
    from engine.cli.running import carry_out
    from engine.errors import JournalBroken
    from engine.inside import NOTHING_STANDS

    to_stdout = bounds.events is sys.stdout
    asker_of = _askers(bounds.answers)  # before stdin is taken away
    with kept_stdout() as stdout:
        result = None if to_stdout else stdout
        lines = stdout if to_stdout else bounds.events
        if bounds.events is not None and not to_stdout:
            with suppress(OSError, ValueError):  # a pipe holds nothing
                bounds.events.truncate(0)
        try:
            with _closed_at_end(journal):
                progress = show_progress(loaded.plan, quiet=manner.quiet)
                ended = carry_out(
                    loaded.plan, loaded.registry, loaded.folder,
                    progress=progress, events=lines, journal=journal,
                    resume=left.records if left else (),
                    standing=left.standing if left else NOTHING_STANDS,
                    memo=loaded.memo, asker=asker_of(progress), timeout=bounds.timeout,
                    executor=bounds.executor, result=result if manner.json_ else None,
                    leaving=lambda state: _tell_end(loaded.flow, state, result, manner),
                )  # fmt: skip
        except JournalBroken as error:
            status, stays = _tell_broken(error, result, manner), False
        else:
            _tell_end(loaded.flow, ended.state, result, manner)
            if ended.later:
                say(ended.later)
            if ended.events_lost:
                say("backcast: events were lost, since they could not be written any more")
            if ended.unread:
                say("backcast: the run was stopped, since nobody reads its events any more")
            status, stays = _status(ended), ended.left_behind
    if stays or work_is_left():
        leave(status)
    return status


@contextmanager
def _closed_at_end(journal: Journal | None) -> Iterator[None]:
    try:
        yield
    finally:
        if journal is not None:
            with warned():
                journal.close()


def _askers(answers: Answers) -> Callable[[Progress], Asker]:
    """Who answers the questions of a run, which its progress gives way to."""
    from engine.answers import Prepared
    from engine.cli.asking import Terminal, open_keyboard

    keyboard = open_keyboard()

    def asker(progress: Progress) -> Asker:
        return Prepared(
            answers, None if keyboard is None else Terminal(keyboard, progress, sys.stderr)
        )

    return asker


def _status(ended: Ended) -> int:
    """The exit status; a run whose events were lost or unread did not do all that was asked of it."""
    status = ENDED[ended.state.status]
    is_short = status is Exit.COMPLETED and ended.events_lost
    return Exit.FAILED if is_short or ended.unread else status


def _tell_broken(error: JournalBroken, result: TextIO | None, manner: Manner) -> int:
    """Say that the run was broken off because it could not be kept."""
    if manner.json_ and result is not None:
        told = {"kind": error.kind, "message": str(error), "names": list(error.names)}
        put(as_json({"error": told}), result)
    say(f"backcast: {error}")
    return Exit.FAILED


def _tell_end(flow: Flow, state: RunState, result: TextIO | None, manner: Manner) -> None:
    """Print the result, and say on stderr how the run ended."""
    from engine.cli.sentences import end_in_words, outputs_of_goals
    from engine.report import result_to_json
    from engine.value import encode

    if result is not None and manner.json_:
        put(as_json(result_to_json(state)), result)
    elif result is not None:
        for name, value in outputs_of_goals(flow, state):
            put(f"{name}: ", result, encode(value))
    if not manner.quiet or ENDED[state.status] is Exit.FAILED:
        for line in end_in_words(state, verbose=manner.verbose):
            say(line)
