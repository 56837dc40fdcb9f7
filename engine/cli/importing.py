"""The command `import`: what other tools call theirs becomes a flow file; what was lost is said on stderr.

With `--json` stdout has one object in place of the flow file:

    {"what": "a shell script", "file": "backup.flow.json", "flow": {...}, "notes": ["..."]}

`file` is null, and `flow` is there, where the flow was not written to a file.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.exits import Exit
from engine.cli.streams import as_json, put, say
from engine.errors import said

if TYPE_CHECKING:
    from engine.flow import Flow


def bring_in(source: str, output: str | None, *, json_: bool, run_help: bool) -> int:
    """Import a file, print or write the Flow, and say what could not be carried over.

    Raises:
        ClickException: It cannot be imported, or not be written.
    """
    from engine.codec import dump_flow, flow_to_json
    from engine.files import current_folder, save_atomically
    from engine.importing import ImportRefused, import_file

    path, target = _found(source), None if output in (None, "-") else Path(str(output))
    if run_help:
        say(f"'{path} --help' is run")
    folder = target.absolute().parent if target else current_folder()
    try:
        made = import_file(path, folder, run_help=run_help)
    except ImportRefused as error:
        raise click.ClickException(f"'{source}' cannot be imported: {error}") from None
    if target is not None:
        _refuse_to_overwrite(target)
        try:
            save_atomically(target, dump_flow(made.flow))
        except (OSError, ValueError) as error:
            why = said(error) if isinstance(error, OSError) else str(error)
            raise click.ClickException(f"'{output}' cannot be written: {why}") from error
    if json_:
        flow = None if target else flow_to_json(made.flow)
        notes = list(made.notes)
        file = str(output) if target else None
        put(as_json({"what": made.what, "file": file, "flow": flow, "notes": notes}, indent=2))
    elif target is None:
        put(dump_flow(made.flow).decode().removesuffix("\n"))
    count = len(made.flow.steps)
    say(f"{source}: {made.what}, {count} step{'' if count == 1 else 's'}")
    for note in made.notes:
        say(f"note: {note}")
    if made.asks_help:
        say("hint: '--run-help' starts it so, and makes inputs of what it tells")
    return Exit.COMPLETED


def _refuse_to_overwrite(target: Path) -> None:
    """Let nothing that is there be lost.

    Raises:
        UsageError: There is such a file.
    """
    if target.is_file() and target.stat().st_size:
        raise click.UsageError(
            f"'{target}' is there already; name another file, or delete it first"
        )


def _found(source: str) -> Path:
    """The file itself, or the program of that name."""
    path = Path(source)
    if not path.exists() and "/" not in source and (program := shutil.which(source)):
        return Path(program)
    return path


def as_argyll(flow: Flow) -> str:
    """The Flow for Argyll; what it cannot say is said on stderr."""
    from engine.export.argyll import to_argyll

    made = to_argyll(flow)
    for note in made.notes:
        say(f"note: {note}")
    return made.text
