"""Has a file that an edit wrote beside the flow go with the edit when that is undone, and come with it again.

That is only so while nobody has changed the file, has it open, runs it or names it anywhere else; otherwise
it stays as it is, and that is said: nothing that somebody may count on goes without a word.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from shiboken6 import isValid

from designer.words import tr
from engine.files import save_atomically

if TYPE_CHECKING:
    from designer.window.main import MainWindow

_MOST: Final = 1_000
"""Flow files of the folder that are searched for the name: where there are more, the file stays."""


class Beside(QObject):
    """One file that the newest edit of the document that is shown has written; it lives as long as that."""

    def __init__(self, window: MainWindow, path: Path, before: bytes | None, named: str) -> None:
        """Take the file, what it held before (None: it was not there), and how flows name what is new."""
        super().__init__(window.document)
        self._window, self._path, self._named = window, path, named.encode()
        self._before, self._after = before, path.read_bytes()
        self._document, self._stack = window.document, window.document.undo_stack
        self._at = self._stack.index()
        self._command = self._stack.command(self._at - 1)
        self._is_there = True
        self._stack.indexChanged.connect(self._follow)

    def _follow(self, index: int) -> None:
        if not isValid(self._stack):  # it says so as it ends
            return
        if self._stack.command(self._at - 1) is not self._command:  # it can never be redone
            self._stack.indexChanged.disconnect(self._follow)
            self.deleteLater()
        elif index < self._at and self._is_there:
            self._take_back()
        elif index >= self._at and not self._is_there:
            self._put_back()

    def _take_back(self) -> None:
        name = self._path.name
        try:
            if self._read() != self._after or self._is_in_use():
                told = tr(
                    "'{name}' stays beside the flow: it was changed, or is in use.", name=name
                )
                self._window.show_hint(told)
                return
            self._write(self._before)
        except OSError as error:
            why = error.strerror or str(error)
            self._window.show_hint(tr("'{name}' could not be written: {why}.", name=name, why=why))
            return
        self._is_there = False
        gone = tr("'{name}' beside the flow was taken away again.", name=name)
        less = tr("'{name}' beside the flow is as it was before.", name=name)
        self._window.show_hint(gone if self._before is None else less)

    def _put_back(self) -> None:
        name = self._path.name
        try:
            if self._read() != self._before or self._window.coding.files.is_changed(self._path):
                told = tr("'{name}' was not written again: it holds something else now.", name=name)
                self._window.show_hint(told)
                return
            self._write(self._after)
        except OSError as error:
            why = error.strerror or str(error)
            self._window.show_hint(tr("'{name}' could not be written: {why}.", name=name, why=why))
            return
        self._is_there = True
        self._window.show_hint(tr("'{name}' beside the flow was written again.", name=name))

    def _read(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None

    def _write(self, data: bytes | None) -> None:
        if data is None:
            self._path.unlink()
        else:
            save_atomically(self._path, data)
        self._window.coding.files.look_again(self._path)
        self._window.library.look()

    def _is_in_use(self) -> bool:
        """Whether somebody else may count on what was written: one who has it open, runs it or names it."""
        window = self._window
        pages = [page for other in window.family.windows for page in other.pages.all]
        if any(page.session.is_running or page.document.path == self._path for page in pages):
            return True
        if window.coding.files.is_changed(self._path):
            return True
        if any(self._named in page.document.as_file() for page in pages):
            return True
        files = list(islice(self._path.parent.glob("*.json"), _MOST + 1))
        return len(files) > _MOST or any(self._names(file) for file in files if file != self._path)

    def _names(self, file: Path) -> bool:
        with suppress(OSError):
            return self._named in file.read_bytes()
        return False
