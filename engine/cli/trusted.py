"""The command about flows from elsewhere that were allowed to run: list the folders, forget one."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli import offers
from engine.cli.caching import cli
from engine.cli.exits import Exit
from engine.cli.streams import put, say
from engine.errors import said

__all__ = ["cli"]


@cli.command()
@click.option(
    "--forget", metavar="FOLDER", shell_complete=offers.files, help="Trust nothing of it any more."
)
def trusted(forget: str | None) -> int:
    """List the folders of which something was trusted, or forget one."""
    if forget is not None:
        _forget(Path(forget))
    else:
        _put_all()
    return Exit.COMPLETED


def _put_all() -> None:
    from engine.trust import Trust

    kept = Trust()
    listed = kept.folders()
    wide = max((len(str(one.folder)) for one in listed), default=0)
    for one in listed:
        what = "all that is in it" if one.always else f"{one.parts} files as they were"
        if not put(f"{one.folder!s:<{wide}}  {what}, since {one.since[:10]}"):
            return
    if not listed:
        say(f"nothing is trusted in '{kept.path}'")


def _forget(folder: Path) -> None:
    """Trust nothing of a folder any more.

    Raises:
        ClickException: Nothing was, or the list cannot be written.
    """
    from engine.trust import Trust

    try:
        was = Trust().forget(folder)
    except OSError as error:
        raise click.ClickException(f"it cannot be forgotten: {said(error)}") from error
    if not was:
        raise click.ClickException(f"nothing of '{folder}' is trusted")
