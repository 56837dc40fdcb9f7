"""Watches files and folders, and that the folders are where they were: one can be moved with all in it.

Of a folder that is moved away, or comes back, only the folders above hear; they are listened to as well,
and what they tell counts only where a watched folder is another than before. Reads nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeAlias

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

GATHER: Final = 50
"""Milliseconds in which signs from the folders above are gathered: somebody else may be busy there."""

_Identity: TypeAlias = tuple[int, int] | None
"""Which folder a path leads to; None where there is none."""


class Watching(QObject):
    """A set of paths, and a signal when something happens to one of them."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        """Begin with nothing to watch."""
        super().__init__(parent)
        self._own: frozenset[str] = frozenset()
        self._folders: dict[Path, _Identity] = {}
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self.changed)
        self._watcher.directoryChanged.connect(self._mind)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GATHER)
        self._timer.timeout.connect(self._compare)

    def watch(self, files: Iterable[Path], folders: Iterable[Path]) -> bool:
        """Watch these, and no others; whether the system lets all of them be watched.

        A file that is written anew is another one, and so is a folder that was put in the place of one:
        ask again after each sign.
        """
        now = {folder: _identity(folder) for folder in folders}
        stale = tuple(str(it) for it, was in self._folders.items() if now.get(it, was) != was)
        self._own, self._folders = frozenset(map(str, (*files, *now))), now
        above = {str(one) for folder in now for one in folder.parents if one.is_dir()}
        wanted = self._own | above
        watched = {*self._watcher.files(), *self._watcher.directories()}
        gone = {it for it in watched if it not in wanted or it.startswith(stale)}
        if gone:
            self._watcher.removePaths(sorted(gone))
        come = sorted(wanted - (watched - gone))
        refused = self._watcher.addPaths(come) if come else []
        return self._own.isdisjoint(refused)

    def _mind(self, folder: str) -> None:
        if folder in self._own:
            self.changed.emit()
        elif not self._timer.isActive():
            self._timer.start()

    def _compare(self) -> None:
        if any(_identity(folder) != was for folder, was in self._folders.items()):
            self.changed.emit()


def _identity(folder: Path) -> _Identity:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
