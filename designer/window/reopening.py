"""Remembers which files are open, and brings them back at the next start where the user wants that.

Written whenever a tab comes, goes or is moved, so that it is known after a crash, too; the last window
to be closed is the one that is remembered. What has no file yet is the journal's business.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from designer.session.settings import OpenFiles
from designer.words import quoted, tr

if TYPE_CHECKING:
    from designer.session.settings import Settings
    from designer.window.main import MainWindow
    from designer.window.page import Page


class Reopening(QObject):
    """Keeps the files of a window and of its family in the settings."""

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        """Take a window whose pages and tabs are there; nothing is reopened yet."""
        super().__init__(window)
        self._window, self._settings = window, settings
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.remember)
        window.pages.opened.connect(self._join)
        window.pages.shown.connect(self._mind)
        window.pages.closed.connect(self._mind)
        window.parts.tabs.tabMoved.connect(self._mind)
        window.closed.connect(self._mind_closed)
        self._join(window.pages.current)

    @property
    def is_wanted(self) -> bool:
        """Whether the next start brings back what is open now."""
        return self._settings.reopens

    def turn(self) -> None:
        """Bring it back at the next start, or no longer."""
        self._settings.reopens = not self._settings.reopens
        self._window.refresh_commands()

    def reopen(self) -> None:
        """Open what was open when Backcast last ended, where that is wanted; say what is gone."""
        remembered = self._settings.open_files if self.is_wanted else ()
        gone: list[Path] = []
        for number, files in enumerate(remembered):
            there = [path for path in files.paths if path.exists()]
            gone += [path for path in files.paths if path not in there]
            if there:
                window = self._window if number == 0 else self._window.new_window()
                window.files.open_all(there)
                if files.shown in there:
                    window.family.show_open(files.shown)
        if gone:
            names = ", ".join(quoted(path) for path in gone)
            told = tr("Not there any more, and so not opened again: {names}.", names=names)
            bar = self._window.parts.bar  # which may say already what else could not be opened
            bar.say("\n".join(filter(None, (told, bar.sentence))), icon="info", grab=False)

    def remember(self) -> None:
        """Keep what is open in all windows by now."""
        self._later.stop()
        listed = [_files_of(window) for window in self._window.family.windows]
        self._settings.open_files = tuple(files for files in listed if files.paths)

    def _join(self, page: Page) -> None:
        page.changed.connect(self._mind)

    def _mind(self) -> None:
        if self._window in self._window.family.windows:
            self._later.start()

    def _mind_closed(self) -> None:
        """Forget a window that was closed while others go on; of the last one all is remembered."""
        self._later.stop()
        if self._window.family.windows:
            self.remember()


def _files_of(window: MainWindow) -> OpenFiles:
    paths = tuple(page.document.path for page in window.pages.all if page.document.path)
    return OpenFiles(paths=paths, shown=window.document.path)
