"""The man page, written from the commands themselves, so that it cannot say anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import click

_ENDS: Final = (
    ("0", "The run completed; the plan was made, names may be missing."),
    ("1", "The run failed."),
    ("2", "Wrong usage, a refused file, or a plan that cannot be run."),
    ("3", "Values are missing."),
    ("130", "Stopped, as by Ctrl-C."),
)
_SAID: Final = (
    ("BACKCAST_REQUIRE_TRUST", "If set: every flow has to be trusted before it runs, see --trust."),
    ("BACKCAST_HOME", "One folder for settings, kept runs and what the examples write."),
    ("BACKCAST_STORE", "Where runs are kept."),
    ("BACKCAST_LANGUAGE", "Of the designer: en or de."),
    ("BACKCAST_THEME", "Of the designer: light or dark."),
)


def man_page(group: click.Group) -> str:
    """The page in roff, ending without a newline. The same for the same commands, always."""
    return "\n".join(_page(group))


def _page(group: click.Group) -> Iterator[str]:
    yield '.TH BACKCAST 1 "" "Backcast" "User Commands"'
    yield ".SH NAME"
    yield _text("backcast - plan back from the goals of a flow, and run what is needed")
    yield ".SH SYNOPSIS"
    yield from (".B backcast", _text("[FILE...]"), ".br", ".B backcast")
    yield _text("COMMAND [OPTIONS] [ARGS]")
    yield ".SH DESCRIPTION"
    yield _text("With FILEs, or nothing at all, the designer opens. Flows run headless by:")
    yield ".SH COMMANDS"
    for words, command in _commands(group):
        yield ".SS " + _text(f"{words} {_usage(command)}".strip())
        yield _text(" ".join((command.help or "").split()))
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                yield from (".TP", ".B " + _text(_spelled(option)), _text(option.help or ""))
    for title, rows in (("EXIT STATUS", _ENDS), ("ENVIRONMENT", _SAID)):
        yield f".SH {title}"
        for name, told in rows:
            yield from (".TP", f".B {name}", _text(told))


def _commands(group: click.Group, before: str = "backcast") -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        words = f"{before} {name}"
        if isinstance(command, click.Group):
            yield from _commands(command, words)
        elif not command.hidden:
            yield words, command


def _usage(command: click.Command) -> str:
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    return " ".join(one.metavar or (one.name or "").upper() for one in arguments)


def _spelled(option: click.Option) -> str:
    names = ", ".join([*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} {option.metavar or option.type.name.upper()}"


def _text(words: str) -> str:
    """Words as roff takes them: no line is a request, a dash is a dash."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", escaped)
