"""Files that are dragged onto the window from a file manager are opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

if TYPE_CHECKING:
    from designer.window.files import FileControl


class TakesFiles(QMainWindow):
    """A window that opens what is let go over it."""

    files: FileControl

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if _files_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the files that were let go here."""
        if files := _files_of(event):
            event.acceptProposedAction()
            self.files.open_all(files)


def _files_of(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
