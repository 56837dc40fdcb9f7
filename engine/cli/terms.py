"""The terms of a run, the same for `run`, `resume` and `rerun`: its events, its answers, its time, where."""

from __future__ import annotations

import functools
import math
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TextIO, TypeVar

import click

from engine.cli import offers
from engine.cli.performing import Bounds
from engine.cli.replacing import beginning_of
from engine.cli.streams import say
from engine.destination import VARIABLE
from engine.errors import said

if TYPE_CHECKING:
    from engine.answers import Answers
    from engine.plan import Origin

F = TypeVar("F", bound=Callable[..., Any])

LONGEST: Final = 10 * 366 * 86_400.0
"""Seconds that a run may be given; nobody means to wait longer."""

_EVENT: Final = re.compile(rb'\{"seq": ?[0-9]+, ?[^\n]*"run": ?"')


class Terms(NamedTuple):
    """What was said of a run: where its events go, the file of its answers, its time in seconds.

    `executor` says where its Steps do their work; empty: here.
    """

    events: str | None
    answers: str | None
    timeout: float | None
    executor: str = ""

    @contextmanager
    def bounds(self, origin: Origin, *, quiet: bool) -> Iterator[Bounds]:
        """What they come to for a Plan of that Flow; the events are closed where no run comes of it.

        Raises:
            PlanError: The answers cannot be read, or one does not fit; or there is no such executor.
            ClickException: The events cannot be written.
        """
        if self.executor:
            from engine.registry import Registry

            Registry.installed().require_executor(self.executor)
        answers = _answers(self.answers, origin, quiet=quiet)
        events = opened_events(self.events)
        try:
            yield Bounds(events, answers, self.timeout, self.executor)
        except BaseException:
            if events is not None and events is not sys.stdout:
                events.close()
            raise


def terms_options(command: F) -> F:
    """The options that make `terms`."""

    @functools.wraps(command)
    def folded(
        *args: Any,
        events: str | None,
        answers: str | None,
        timeout: float | None,
        executor: str | None,
        **more: Any,
    ) -> int:
        terms = Terms(events, answers, timeout, executor or "")
        return int(command(*args, terms=terms, **more))

    options = (
        click.option(
            "--events", "events", metavar="FILE|-", help="Write every event as a line of JSON."
        ),
        click.option(
            "--answers", "answers", metavar="FILE|-",
            help='Answers to questions as a JSON object: {"STEP": {"NAME": VALUE}}.',
        ),
        click.option(
            "--timeout", "timeout", metavar="S", callback=_seconds,
            help="Fail the run if it takes longer than that, in seconds.",
        ),
        click.option(
            "--executor", "executor", metavar="SPEC", envvar=VARIABLE,
            shell_complete=offers.executors,
            help="Where steps do their work: process, dask (workers started for the run), dask:4 (so"
            " many), dask:tcp://HOST:PORT (a scheduler that runs); else here.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        folded = option(folded)
    return folded  # type: ignore[return-value]


def check_terms(
    terms: Terms, *, json_: bool, flow: str | None = None, inputs: str | None = None
) -> None:
    """Refuse terms that contradict each other, or would overwrite a file that holds no events.

    Raises:
        UsageError: They do; says what and why.
    """
    if terms.events == "-" and json_:
        raise click.UsageError("'--events -' and '--json' cannot both write to stdout")
    if terms.answers == "-" and inputs == "-":
        raise click.UsageError("'--answers -' and '--inputs -' cannot both read stdin")
    if terms.events not in (None, "-"):
        refuse_to_overwrite(str(terms.events), flow)


def refuse_to_overwrite(events: str, flow: str | None) -> None:
    """Let only events take the place of what is there: a name is soon mistyped.

    Raises:
        UsageError: The file `events` is the flow's, or holds something else than events.
    """
    path = Path(events)
    beginning = beginning_of(path)
    if not beginning or _EVENT.match(beginning):
        return
    if flow is not None and Path(flow).exists() and path.samefile(flow):
        raise click.UsageError(f"'--events {events}' would overwrite the flow itself")
    message = f"'--events {events}' would overwrite a file that holds no events"
    raise click.UsageError(f"{message}; name another one, or delete it first")


def opened_events(file: str | None) -> TextIO | None:
    """Where `--events` says that records go: a file, or stdout for `-`.

    What the file holds stays until a run begins: one that is refused takes nothing away.

    Raises:
        ClickException: It cannot be written.
    """
    if file is None or file == "-":
        return sys.stdout if file else None
    try:
        return Path(file).open("a", encoding="utf-8")
    except (OSError, ValueError) as error:
        raise click.ClickException(f"'{file}' cannot be written: {said(error)}") from error


def read_source(source: str) -> tuple[bytes, str]:
    """What a file, or stdin for `-`, holds, and what to call it.

    Raises:
        BadInput: It cannot be read.
    """
    from engine.codec.reading import MAX_BYTES, read_bytes
    from engine.givens import BadInput
    from engine.problem import Problem

    if source == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1), "stdin"
    data = read_bytes(Path(source))
    if isinstance(data, Problem):
        raise BadInput(f"'{source}': {data.message}")
    return data, f"'{source}'"


def _answers(source: str | None, origin: Origin, *, quiet: bool) -> Answers:
    """What `--answers` says; what is odd about it is said on stderr."""
    from engine.answers import Answers, read_answers
    from engine.files import current_folder

    if source is None:
        return Answers()
    answers = read_answers(origin, *read_source(source), current_folder())
    for sentence in () if quiet else answers.warnings:
        say(f"warning: {sentence}")
    return answers


def _seconds(_context: object, _option: object, text: str | None) -> float | None:
    """The time that a run may take."""
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= LONGEST:
        message = f"expected a number of seconds above 0, at most {LONGEST:.0f}, got '{text}'"
        raise click.BadParameter(message)
    return seconds
