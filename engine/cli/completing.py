"""The commands that make the others known: to a shell, so that Tab completes them, and as a man page."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Final

import click

from engine.cli.exits import Exit
from engine.cli.streams import put
from engine.cli.trusted import cli

VARIABLE: Final = "_BACKCAST_COMPLETE"
SHELLS: Final = ("bash", "zsh", "fish")

__all__ = ["cli"]


@cli.command()
@click.argument("shell", type=click.Choice(SHELLS), required=False)
def completion(shell: str | None) -> int:
    """Print what makes a shell complete backcast's words: eval "$(backcast completion bash)"."""
    from click.shell_completion import get_completion_class

    name = shell or PurePath(os.environ.get("SHELL", "")).name
    made = get_completion_class(name)
    if made is None or name not in SHELLS:
        raise click.UsageError(f"say which shell: {', '.join(SHELLS)}")
    put(made(cli, {}, "backcast", VARIABLE).source())
    return Exit.COMPLETED


@cli.command()
def manual() -> int:
    """Print the man page: backcast manual > backcast.1."""
    from engine.cli.manual import man_page

    put(man_page(cli))
    return Exit.COMPLETED
