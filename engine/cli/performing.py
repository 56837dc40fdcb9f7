"""Runs what was loaded, keeps it where it is to be kept, and tells how it ended."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TextIO, TypeVar

import click

from engine.cli.exits import Exit
from engine.cli.storing import warned
from engine.cli.streams import as_json, kept_stdout, leave, put, say, work_is_left

if TYPE_CHECKING:
    from engine.cli.running import Ended
    from engine.errors import JournalBroken
    from engine.events import Record
    from engine.flow import Flow
    from engine.plan import Plan
    from engine.registry import Registry
    from engine.state import RunState
    from engine.store import Journal

F = TypeVar("F", bound=Callable[..., Any])

ENDED: Final = {
    "completed": Exit.COMPLETED,
    "failed": Exit.FAILED,
    "cancelled": Exit.CANCELLED,
}
"""The exit statuses of a run that has ended."""

_BEGINNING: Final = 4096
"""Bytes of a file that tell whether it holds events."""

_EVENT: Final = re.compile(rb'\{"seq": ?[0-9]+, ?[^\n]*"run": ?"')

json_option = click.option("--json", "json_", is_flag=True, help="Print one JSON value.")


class Loaded(NamedTuple):
    """A Flow that was read and planned from the command line; `text` is its file's."""

    flow: Flow
    text: bytes
    plan: Plan
    registry: Registry
    folder: Path


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


def perform(
    loaded: Loaded,
    manner: Manner,
    *,
    journal: Journal | None = None,
    resume: Sequence[Record] = (),
    events: TextIO | None = None,
) -> int:
    """Run to the end, tell of it, and give the exit status; the journal is closed.

    `events` is where the records go as lines of JSON; where that is stdout, nothing else goes there.

    Raises:
        PlanError: The Plan cannot be run; nothing has happened.
    """
    from engine.errors import JournalBroken

    to_stdout = events is sys.stdout
    with kept_stdout() as stdout:
        result = None if to_stdout else stdout
        lines = stdout if to_stdout else events
        try:
            with _closed_at_end(journal):
                ended = _carry_out(loaded, journal, resume, lines, result, manner)
        except JournalBroken as error:
            status, left = _tell_broken(error, result, manner), False
        else:
            _tell_end(loaded.flow, ended.state, result, manner)
            status, left = _status(ended), ended.left_behind
    if left or work_is_left():
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


def _carry_out(
    loaded: Loaded,
    journal: Journal | None,
    resume: Sequence[Record],
    events: TextIO | None,
    result: TextIO | None,
    manner: Manner,
) -> Ended:
    from engine.cli.progress import show_progress
    from engine.cli.running import carry_out

    progress = show_progress(loaded.plan, quiet=manner.quiet)
    return carry_out(
        loaded.plan, loaded.registry, loaded.folder,
        progress=progress, events=events, journal=journal, resume=resume,
        leaving=lambda state: _tell_end(loaded.flow, state, result, manner),
    )  # fmt: skip


def _status(ended: Ended) -> int:
    """The exit status; a run whose events were lost did not do all that was asked of it."""
    status = ENDED[ended.state.status]
    return Exit.FAILED if status is Exit.COMPLETED and ended.events_lost else status


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
            put(f"{name}: {as_json(encode(value))}", result)
    if not manner.quiet or ENDED[state.status] is Exit.FAILED:
        for line in end_in_words(state, verbose=manner.verbose):
            say(line)


def refuse_to_overwrite(events: str, flow: str) -> None:
    """Let only events take the place of what is there: a name is soon mistyped.

    Raises:
        UsageError: The file `events` is the flow's, or holds something else than events.
    """
    path, beginning = Path(events), b""
    with suppress(OSError, ValueError):  # opening it tells what is wrong
        if path.is_file():
            with path.open("rb") as file:
                beginning = file.read(_BEGINNING)
    if not beginning or _EVENT.match(beginning):
        return
    if Path(flow).exists() and path.samefile(flow):
        raise click.UsageError(f"'--events {events}' would overwrite the flow itself")
    message = f"'--events {events}' would overwrite a file that holds no events"
    raise click.UsageError(f"{message}; name another one, or delete it first")


def opened_events(file: str | None) -> TextIO | None:
    """Where `--events` says that records go: a new file, or stdout for `-`.

    Raises:
        ClickException: It cannot be written.
    """
    if file is None or file == "-":
        return sys.stdout if file else None
    try:
        return Path(file).open("w", encoding="utf-8")
    except (OSError, ValueError) as error:
        raise click.ClickException(f"'{file}' cannot be written: {why(error)}") from error


def why(error: Exception) -> str:
    """What an error of the system says, as the end of a sentence."""
    return (getattr(error, "strerror", None) or str(error)).lower()
