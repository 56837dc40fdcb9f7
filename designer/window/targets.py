"""Asks where something is to be written, and before it takes the place of a file that is there.

Qt's own dialog would ask that in a nested event loop, and of the name as it was typed, before it has its
ending: here it is asked in the window, of the file that would be written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from designer.panels.prompt import Answer
from designer.words import tr

if TYPE_CHECKING:
    from designer.window.main import MainWindow

Write = Callable[[Path], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is asked for: a place for something that has a name already."""

    title: str
    folder: Path
    file: str
    """The name that is proposed."""
    names: str
    """Which files are listed, as Qt has it."""
    ending: str
    """What a name that has no ending gets, with its dot."""
    name: str
    """The dialog's object name."""
    own: Path | None = None
    """The file that may be written over unasked: it is that of what is written."""


def ask_target(window: MainWindow, target: Target, write: Write) -> None:
    """Ask for the place, and write there; where that would replace another file, ask that too."""
    dialog = QFileDialog(window, target.title, str(target.folder), target.names)
    dialog.setObjectName(target.name)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.selectFile(target.file)
    dialog.finished.connect(dialog.deleteLater)
    dialog.fileSelected.connect(
        lambda file: _take(window, target, _ended(Path(file), target), write)
    )
    dialog.open()


def _take(window: MainWindow, target: Target, path: Path, write: Write) -> None:
    if not path.exists() or path == target.own:
        write(path)
        return
    told = tr("'{name}' is there already, in {folder}.", name=path.name, folder=path.parent)
    window.parts.bar.say(
        told,
        (
            Answer(tr("Another name…"), "targetOther", lambda: ask_target(window, target, write)),
            Answer(tr("Replace it"), "targetReplace", lambda: write(path)),
            Answer(tr("Cancel"), "targetCancel"),
        ),
        icon="triangle-alert",
    )


def _ended(path: Path, target: Target) -> Path:
    """The path with an ending, or what lacks of it, where the user gave none."""
    first, _, last = target.ending[1:].rpartition(".")
    if not first:
        return path if path.suffix else path.with_name(path.name + target.ending)
    if path.suffix == f".{last}":
        return path
    return path.with_name(path.name.removesuffix(f".{first}") + target.ending)
