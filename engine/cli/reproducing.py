"""What `show` says of how to do a run again: its command, its values, the smallest flow of one Step."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.exits import Exit
from engine.cli.streams import as_json, put, say

if TYPE_CHECKING:
    from engine.events import Record
    from engine.headless import Headless
    from engine.state import RunState
    from engine.store import Recipe, RunEntry, Store


def check_one_of(
    *, json_: bool, command: bool, given: bool, minimal: str | None, output: str | None
) -> None:
    """Refuse to print two things at once, or to write what was not asked for.

    Raises:
        UsageError: It was asked for.
    """
    if sum((json_, command, given, minimal is not None)) > 1:
        raise click.UsageError(
            "only one of '--json', '--command', '--given' and '--minimal' at a time"
        )
    if output is not None and minimal is None:
        raise click.UsageError("'-o' says where to write what '--minimal STEP' makes")


def put_given(recipe: Recipe) -> int:
    """Print the values that a run began with, as one JSON object."""
    from engine.headless import given_json, stated

    put(as_json(given_json(stated(recipe.flow, recipe.given))))
    return Exit.COMPLETED


def put_command(
    kept: Store, entry: RunEntry, recipe: Recipe, records: Iterable[Record], store: str | None
) -> int:
    """Print the command that does a run again; what it cannot do again is said on stderr."""
    from engine.headless import edit_notes
    from engine.state import replay

    at = Path(store).absolute() if store is not None else None
    made = command_of(kept, entry, recipe, at)
    put(made.text)
    for note in (*made.notes, *edit_notes(replay(records, entry.run))):
        say(f"warning: {note}")
    return Exit.COMPLETED


def command_of(kept: Store, entry: RunEntry, recipe: Recipe, store: Path | None = None) -> Headless:
    """The command that does a kept run again.

    Raises:
        ClickException: Its flow was never saved as a file, or only a part of the file's was run, or
            it took the results of a run that is gone.
    """
    from engine.errors import EngineError
    from engine.headless import rerun_command, run_command

    file = entry.path
    try:
        if (again := rerun_command(kept, recipe, store)) is not None:
            return again
        if file is None:
            raise click.ClickException("the flow of this run was never saved as a file")
        return run_command(
            recipe.flow, file, recipe.given, recipe.goals, run=entry.run, store=store
        )
    except EngineError as error:
        raise click.ClickException(str(error)) from error


def put_minimal(
    entry: RunEntry, recipe: Recipe, state: RunState, step: str, output: str | None
) -> int:
    """Print the smallest flow in which a Step does again what it did, or write it with its modules."""
    from engine.cli.replacing import check_flow
    from engine.codec import dump_flow
    from engine.minimal import minimal_flow, write_minimal

    target = Path(output).absolute().parent if output is not None else entry.folder
    made = minimal_flow(
        recipe.flow, state, step, folder=entry.folder, target=target, file=entry.path
    )
    for note in made.notes:
        say(f"warning: {note}")
    if output is None:
        put(dump_flow(made.flow).decode().rstrip("\n"))
        return Exit.COMPLETED
    check_flow(Path(output), made.flow)
    try:
        written = write_minimal(made, Path(output))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise click.ClickException(f"'{output}' cannot be written: {why}") from error
    for path in written:
        say(f"wrote '{path}'")
    return Exit.COMPLETED
