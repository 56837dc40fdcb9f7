"""Pictures of a Flow: drawn by the designer, which is found by entry point and never named here."""

from __future__ import annotations

import contextlib
import sys
from importlib.metadata import entry_points
from typing import Any

import click

from engine.cli.streams import put

GROUP = "backcast.drawing"


def drawn(file: str, to: str) -> bytes:
    """A picture of the Flow in a file, as bytes of a format (`svg`, `png`).

    Raises:
        ClickException: The designer, or what it needs, is not installed.
        FlowFileError: The file cannot be read.
    """
    return bytes(_draw()(file, to))


def put_export(data: bytes, notation: str, *, asked_for: bool) -> None:
    """Put what was exported on stdout; pixels only where that was asked for, or nobody reads them.

    Raises:
        ClickException: They would be written to a terminal.
    """
    if notation != "png":
        put(data.decode().removesuffix("\n"))
        return
    if sys.stdout.isatty() and not asked_for:
        raise click.ClickException("a png is no text: say where to write it with -o FILE")
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def _draw() -> Any:
    found = next(iter(entry_points(group=GROUP)), None)
    try:
        if found is None:
            raise ModuleNotFoundError("it is not installed")
        return found.load()
    except ImportError as error:
        message = f"pictures are drawn by the designer, which cannot be used: {error}"
        if isinstance(error, ModuleNotFoundError):
            message += "; what it needs is installed by: pip install 'backcast[designer]'"
        raise click.ClickException(message) from error
