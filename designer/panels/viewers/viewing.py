"""What a viewer is, and what it is shown. Qt only for the widget that it makes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from engine.datatype import PATH
from engine.value import Value

GROUP: Final = "backcast.viewers"
"""The entry points of viewers: each a class without arguments that is a `Viewer`."""

_LONGEST: Final = 4096
"""Characters of the longest path that a system takes."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A value to be shown, with what is known of it besides.

    `format` is what the port declares (`path`, `secret`, `multiline` ...); `folder` the flow file's, out of
    which alone a viewer may load anything that a value names; `file` the file that the value names.
    """

    value: Value
    format: str = ""
    folder: Path | None = None
    file: Path | None = None


@runtime_checkable
class Viewer(Protocol):
    """Shows values of some sort. Made once, asked on the GUI thread; neither question may take long."""

    name: str
    """What it is known by: `table`."""
    title: str
    """What the user chooses it by, in English; it goes through the translation."""

    def accepts(self, shown: Shown) -> int:
        """How well it shows that value: 0 not at all, 100 as nothing else can."""
        ...

    def widget(self, shown: Shown, parent: QWidget) -> QWidget:
        """A widget that shows it; it is thrown away when another value is shown."""
        ...


def shown(value: Value, *, format: str = "", folder: Path | None = None) -> Shown:  # noqa: A002
    """A value to be shown; whether it names a file is found out here, once."""
    return Shown(value=value, format=format, folder=folder, file=_file(value, format, folder))


def _file(value: Value, format_: str, folder: Path | None) -> Path | None:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST or "\n" in value:
        return None
    path = Path(value)
    if not path.is_absolute():
        if format_ != PATH or folder is None:
            return None
        path = folder / path
    try:
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None
