"""What a written file may take the place of: an older one of its own sort, and nothing else.

A name is soon mistyped or completed wrongly, and what stood there is gone for good. So an export takes the
place of an export, a Flow that of the same Flow as it was; what is anything else has to be deleted first.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from engine.flow import Flow

_BEGINNING: Final = 4096
"""Bytes that tell what a file is."""

_LOOKS: Final = {
    "mermaid": re.compile(rb"\s*(---\n.*?\n---\s*)?(flowchart|graph)\s", re.DOTALL),
    "dot": re.compile(rb"\s*(strict\s+)?(di)?graph\b"),
    "svg": re.compile(
        rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg\b", re.DOTALL
    ),
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "argyll": re.compile(rb'\s*\{\s*"goals"\s*:\s*\['),
}
"""How what is exported begins; a flow file is told by its content."""


def check_export(target: Path, notation: str, file: Path) -> None:
    """Let an export of the flow in `file` be written to `target`, if nothing is lost by it.

    Raises:
        UsageError: Something else is there; says what.
        FlowFileError: The flow itself cannot be read.
    """
    beginning = beginning_of(target)
    if not beginning:
        return
    if file.exists() and target.samefile(file):
        if notation == "json":  # the same Flow, tidied
            return
        raise click.UsageError(f"'-o {target}' would overwrite the flow itself; name another file")
    if notation == "json":
        from engine.codec import read_flow

        check_flow(target, read_flow(file).flow)
    elif not _LOOKS[notation].match(beginning):
        raise _refused(target, f"a file that is no {notation}")


def check_flow(target: Path, flow: Flow) -> None:
    """Let a Flow be written to `target`, if nothing is there but the same Flow as it was.

    Raises:
        UsageError: Something else is there.
    """
    from engine.codec import read_flow
    from engine.errors import FlowFileError

    if not beginning_of(target):
        return
    try:
        there = read_flow(target).flow
    except FlowFileError:
        raise _refused(target, "a file that is no flow") from None
    if there.name != flow.name or not (there.steps.keys() & flow.steps.keys()):
        raise _refused(target, "another flow")


def beginning_of(target: Path) -> bytes:
    """How a regular file begins; nothing where there is none, or opening it will tell what is wrong."""
    with suppress(OSError, ValueError):
        if target.is_file():
            with target.open("rb") as file:
                return file.read(_BEGINNING)
    return b""


def _refused(target: Path, what: str) -> click.UsageError:
    message = f"'-o {target}' would overwrite {what}"
    return click.UsageError(f"{message}; name another file, or delete it first")
