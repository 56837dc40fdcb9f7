"""The open diagram: its path, its undo stack, and the one signal that tells of every change.

`push` is the only way in. Nobody may push while `patched` is being told: the undo stack is then in the
middle of its own work. Checking, running and drawing live elsewhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from designer.document import storage
from designer.document.diagram import Diagram
from designer.document.patch import Patch, apply, diff
from engine.files import current_folder

UNTITLED: Final = "Untitled"


class Document(QObject):
    """The diagram being edited. Everybody reads `diagram`; only patches change it."""

    patched = Signal(object)
    """A `Patch` has been applied; `diagram` is already the new one."""
    stateChanged = Signal()
    """The title, the path or the clean mark may differ."""

    def __init__(self, parent: QObject | None = None, *, start: Path | None = None) -> None:
        """Begin with an empty diagram; `start` is its folder until it has a path (default: here)."""
        super().__init__(parent)
        self.diagram = Diagram()
        self.path: Path | None = None
        self.undo_stack = QUndoStack(self)
        self._start = start or current_folder()
        self._order = storage.Order()
        self._on_disk: tuple[int, int] | None = None
        self._telling = False
        self.undo_stack.cleanChanged.connect(self.stateChanged)

    @classmethod
    def new(cls, parent: QObject | None = None, *, start: Path | None = None) -> Document:
        """An untitled, empty document."""
        return cls(parent, start=start)

    @classmethod
    def load(cls, path: Path, parent: QObject | None = None) -> Document:
        """The document in that file.

        Raises:
            FlowFileError: The file cannot be kept faithfully.
        """
        document = cls(parent)
        document.open(path)
        return document

    @property
    def folder(self) -> Path:
        """Where relative paths of the Flow begin: beside the file itself, or where we started.

        The file that a symbolic link leads to is the one that has its modules beside it.
        """
        return self.path.resolve().parent if self.path else self._start

    @property
    def title(self) -> str:
        """What to call it on the screen: the Flow's name, else the file's."""
        if self.diagram.flow.name:
            return self.diagram.flow.name
        return self.path.name.removesuffix(".json").removesuffix(".flow") if self.path else UNTITLED

    @property
    def is_clean(self) -> bool:
        """Whether the file holds what is shown."""
        return self.undo_stack.isClean()

    @property
    def undo_text(self) -> str:
        """What undo would take back ("Move 'pay'"); empty where there is nothing."""
        return self.undo_stack.undoText()

    @property
    def redo_text(self) -> str:
        """What redo would do again; empty where there is nothing."""
        return self.undo_stack.redoText()

    def push(self, patch: Patch, text: str, *, merge: str = "") -> None:
        """Do an edit. Successive ones with the same `merge` key are one step of undo.

        Raises:
            StalePatch: The patch was made for another diagram.
        """
        assert not self._telling, "an edit was pushed while `patched` was being told"
        if patch.is_empty:
            return
        apply(self.diagram, patch)  # raises here rather than inside Qt, where nobody could catch it
        self.undo_stack.push(_PatchCommand(self, patch, text, merge))

    def undo(self) -> None:
        """Take the last edit back, if there is one."""
        self.undo_stack.undo()

    def redo(self) -> None:
        """Do again what was taken back, if there is anything."""
        self.undo_stack.redo()

    def to_json(self) -> dict[str, Any]:
        """The flow file as it would be saved now."""
        return storage.to_json(self.diagram, self._order)

    def renew(self) -> None:
        """Show an empty, untitled Flow instead; what could be undone is forgotten."""
        self._show(Diagram(), None, storage.Order())

    def open(self, path: Path) -> None:
        """Show another file instead; what could be undone is forgotten.

        Raises:
            FlowFileError: The file cannot be kept faithfully; the document stays as it was.
        """
        loaded = storage.load(path)
        self._show(loaded.diagram, path.absolute(), loaded.order)

    @property
    def is_changed_on_disk(self) -> bool:
        """Whether the file is there, and not as it was when it was last read or written here."""
        now = _seen(self.path) if self.path else None
        return now is not None and now != self._on_disk

    def save(self, path: Path | None = None) -> None:
        """Write the file, to another path if one is given, and from then on call that the file.

        Raises:
            OSError: It could not be written; the document and the old file stay as they were.
            ValueError: There is no path yet.
        """
        target = path or self.path
        if target is None:
            raise ValueError("an untitled document is saved under a path")
        storage.save(target, self.diagram, self._order)
        self.path = target.absolute()
        self._on_disk = _seen(self.path)
        self.undo_stack.setClean()
        self.stateChanged.emit()

    def _show(self, diagram: Diagram, path: Path | None, order: storage.Order) -> None:
        old, self.diagram = self.diagram, diagram
        self.path, self._order = path, order
        self._on_disk = _seen(path) if path else None
        self.undo_stack.clear()
        self._tell(diff(old, diagram))
        self.stateChanged.emit()

    def _apply(self, patch: Patch) -> None:
        self.diagram = apply(self.diagram, patch)
        self._tell(patch)
        if "name" in patch.settings:
            self.stateChanged.emit()

    def _tell(self, patch: Patch) -> None:
        self._telling = True
        try:
            self.patched.emit(patch)
        finally:
            self._telling = False


def _seen(path: Path) -> tuple[int, int] | None:
    """What tells one state of a file from another; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


class _PatchCommand(QUndoCommand):
    """The only undo command there is: its inverse is a property of the patch."""

    def __init__(self, document: Document, patch: Patch, text: str, merge: str) -> None:
        super().__init__(text)
        self._document, self._patch, self._merge = document, patch, merge

    def redo(self) -> None:
        self._document._apply(self._patch)

    def undo(self) -> None:
        self._document._apply(self._patch.inverse())

    def id(self) -> int:
        return 1 if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a later command in. Qt asks only where the command below is not the saved state."""
        if not isinstance(other, _PatchCommand) or other._merge != self._merge:
            return False
        self._patch = self._patch.then(other._patch)
        self.setObsolete(self._patch.is_empty)
        return True
