"""Files that are dragged onto the window from a file manager are opened, or imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

if TYPE_CHECKING:
    from designer.window.files import FileControl
    from designer.window.ways import Ways


class TakesFiles(QMainWindow):
    """A window that opens or imports what is let go over it."""

    files: FileControl
    ways: Ways

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if _files_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the files that were let go here; those of other tools become Steps where they fell."""
        if files := _files_of(event):
            event.acceptProposedAction()
            self.ways.importing.drop(files, event.position().toPoint())


def _files_of(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
