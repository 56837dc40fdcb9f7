"""Import: other tools' files become Steps, by menu or let go here; what was lost stands in the bar.

Files are read in a thread. Into an empty document they come as a whole, else beside what is there; either
way it is one edit. A program is started with `--help` only when the user says so.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QFileDialog

from designer.canvas.geometry import Point, snapped
from designer.canvas.gestures.gesture import Edit
from designer.document import fragment
from designer.document.diagram import Place
from designer.document.draft import EditRefused
from designer.document.importing import as_text, height, laid_out
from designer.document.patch import diff
from designer.panels.aside import Aside
from designer.panels.prompt import Answer
from designer.window.allowing import may
from designer.words import tr

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from engine.importing import Imported

MOST_NOTES: Final = 30
"""Lines of what could not be carried over that the bar shows."""

_GAP: Final = 40.0
_EVENTS: Final = (".jsonl", ".ndjson")
_FLOW: Final = re.compile(rb'"format"\s*:\s*"backcast/')


class _Answer(NamedTuple):
    """What came of reading a file: the Steps, or why there are none."""

    path: Path
    made: Imported | None
    why: str = ""


def is_imported(path: Path) -> bool:
    """Whether a file that is let go here is one to import, as far as its name and beginning tell."""
    name = path.name.lower()
    if name.endswith((".flow.json", *_EVENTS)) or not path.is_file():
        return False
    ending = path.suffix.removeprefix(".")
    if ending == "json":
        try:
            with path.open("rb") as file:
                return _FLOW.search(file.read(4096)) is None
        except OSError:
            return False
    from engine.importing import SUFFIXES  # a start does without all that reads them

    return ending in SUFFIXES or os.access(path, os.X_OK)


class ImportControl(QObject):
    """Joins the file, the canvas and the bar."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window whose document takes the Steps."""
        super().__init__(window)
        self._window = window
        self._aside: Aside[_Answer] = Aside(self._take, self)
        self._waiting: list[Path] = []
        self._place = Place(0, 0)
        """Where the next file's Steps go."""
        self._said: list[str] = []

    def ask(self) -> None:
        """Ask which file to import."""
        from engine.importing import SUFFIXES

        folder = str(self._window.document.folder)
        endings = " ".join(f"*.{ending}" for ending in SUFFIXES)
        filters = f"{tr('Everything that can be imported')} ({endings});;{tr('All files')} (*)"
        dialog = QFileDialog(self._window, tr("Import"), folder, filters)
        dialog.setObjectName("importDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.finished.connect(dialog.deleteLater)
        dialog.filesSelected.connect(lambda names: self.bring_in(map(Path, names)))
        dialog.open()

    def drop(self, paths: Iterable[Path], at: QPoint) -> None:
        """Open or import the files that were let go at a point of the window."""
        paths = list(paths)
        imported = [path for path in paths if is_imported(path)]
        if opened := [path for path in paths if path not in imported]:
            self._window.files.open_all(opened)
        viewport = self._window.canvas.viewport()
        where = viewport.mapFrom(self._window, at)
        self.bring_in(imported, where if viewport.rect().contains(where) else None)

    def bring_in(self, paths: Iterable[Path], at: QPoint | None = None) -> None:
        """Import files one after the other, at a point of the canvas or in its middle."""
        paths, canvas, self._said = list(paths), self._window.canvas, []
        if paths and not may(self._window, "importFile"):
            return
        middle = at or canvas.viewport().rect().center()
        scene = snapped(canvas.camera.to_scene(Point(middle.x(), middle.y())))
        self._place = Place(scene.x, scene.y)
        self._waiting += paths
        self._next()

    def _next(self, *, run_help: bool = False) -> None:
        if self._waiting and not self._aside.is_busy:
            path, folder = self._waiting.pop(0), self._window.document.folder
            self._window.show_hint(tr("Reading '{name}'…", name=path.name))
            self._aside.ask(lambda: _read(path, folder, run_help=run_help))

    def _take(self, answer: _Answer) -> None:
        path, made = answer.path, answer.made
        self._window.parts.telling.pass_on()  # it is not being read any more
        if made is None:
            self._say(tr("'{name}' cannot be imported: {why}", name=path.name, why=answer.why))
        elif self._bring_in(path, made):
            self._tell(path, made)
        self._next()

    def _bring_in(self, path: Path, made: Imported) -> bool:
        """Add the Steps as one edit; whether that could be done."""
        window, canvas = self._window, self._window.canvas
        diagram, text = laid_out(made.flow, made.frames), tr("Import '{name}'", name=path.name)
        if window.document.is_pristine:
            name = made.flow.name or path.name.partition(".")[0]
            whole = replace(diagram, flow=replace(diagram.flow, name=name))
            canvas.make(Edit(diff(window.document.diagram, whole), text))
            QTimer.singleShot(0, self, canvas.fit)  # once the bar has its place
            return True
        place = self._place
        try:
            there = window.document.diagram
            patch = fragment.paste(there, as_text(diagram), place, keep_wires=True)
        except EditRefused as refused:
            self._say(refused.sentence)
            return False
        if canvas.make(Edit(patch, text)):
            canvas.select_added(patch)
        canvas.setFocus()
        self._place = Place(place.x, place.y + height(diagram) + _GAP)
        return True

    def _tell(self, path: Path, made: Imported) -> None:
        count = len(made.flow.steps)
        one, many = tr("Imported a step from '{name}'"), tr("Imported {count} steps from '{name}'")
        told = (one if count == 1 else many).format(count=count, name=path.name)
        if not made.notes:
            self._window.show_hint(told)
            return
        notes = [f"•  {note}" for note in made.notes[:MOST_NOTES]]
        if len(made.notes) > MOST_NOTES:
            notes.append(tr("… and {count} more", count=len(made.notes) - MOST_NOTES))
        lost = tr("Not carried over:")
        self._said.append("\n".join([f"{told}. {lost}", *notes]))
        answers = []
        if made.asks_help:
            answers.append(
                Answer(tr("Run it with --help"), "importRunHelp", lambda: self._ask_program(path))
            )
        answers.append(Answer(tr("Close"), "messageClose"))
        self._show(answers)

    def _ask_program(self, path: Path) -> None:
        """Take the Step back, and make it again from what the program says of itself."""
        document = self._window.document
        if document.undo_text == tr("Import '{name}'", name=path.name):
            document.undo()
        self._said = []
        self._waiting.insert(0, path)
        self._next(run_help=True)

    def _say(self, sentence: str) -> None:
        self._said.append(sentence)
        self._show([Answer(tr("Close"), "messageClose")])

    def _show(self, answers: list[Answer]) -> None:
        bar = self._window.parts.bar
        bar.say("\n".join(self._said), answers, icon="info", grab=False)


def _read(path: Path, folder: Path, *, run_help: bool) -> _Answer:
    from engine.importing import ImportRefused, import_file

    try:
        return _Answer(path, import_file(path, folder, run_help=run_help))
    except ImportRefused as refused:
        return _Answer(path, None, str(refused))
