"""Runs from elsewhere on the command line: refused with what they would execute, unless they are trusted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.streams import say
from engine.errors import PlanError, said

if TYPE_CHECKING:
    from engine.cli.performing import Loaded
    from engine.trust import Asked

trust_option = click.option(
    "--trust", is_flag=True, help="Run it though it was downloaded, from now on until it changes."
)


def require_trust(loaded: Loaded, file: Path | None, *, trust: bool, quiet: bool) -> None:
    """Let only a flow pass that is this user's own, or that was allowed; `trust` allows it.

    Raises:
        PlanError: `not_trusted`: it is neither; nothing of it has been executed.
    """
    from engine.trust import Trust

    kept = Trust()
    asked = kept.needed(file, loaded.plan, loaded.registry)
    if asked is None:
        return
    if trust:
        try:
            kept.remember(asked)
        except OSError as error:
            say(f"warning: what '{asked.file.name}' may do is not remembered: {said(error)}")
        return
    if not quiet:
        _tell(asked)
    message = f"{asked.why_again}; look at what it would execute, then run it with --trust"
    steps = dict.fromkeys(step for doing in asked.doings for step in doing.steps)
    raise PlanError("not_trusted", message, list(steps))


def _tell(asked: Asked) -> None:
    """What it would execute, on stderr."""
    from engine.trust import shown

    wide = max((len(doing.what) for doing in asked.doings), default=0)
    say(f"'{asked.file}' would execute:" if asked.doings else f"'{asked.file}' executes no code")
    for doing in asked.doings:
        files = ", ".join(dict.fromkeys(file.name for file in doing.files))
        steps = ", ".join(f"'{step}'" for step in doing.steps)
        code = f"({shown(files)}) " if files else ""
        say(f"  {doing.what:<{wide}}  {shown(doing.name)}  {code}in {shown(steps)}")
