"""The open diagram: its path, its undo stack, and the one signal that tells of every change.

`push` is the only way in. Nobody may push while `patched` is being told: the undo stack is then in the
middle of its own work. Checking, running and drawing live elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from designer.document import storage
from designer.document.diagram import Diagram
from designer.document.patch import Patch, apply, diff
from designer.session.journal import Base, Journal
from designer.session.on_disk import is_read_only, seen
from designer.session.typed import Typed
from designer.words import tr
from engine.codec import dump_flow
from engine.errors import FlowFileError
from engine.files import current_folder

UNTITLED: Final = "Untitled"


class Disk(Enum):
    """How the file is, against what was last read or written here."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


class Document(QObject):
    """The diagram being edited. Everybody reads `diagram`; only patches change it."""

    patched = Signal(object)
    """A `Patch` has been applied; `diagram` is already the new one."""
    stateChanged = Signal()
    """The title, the path or the clean mark may differ."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        start: Path | None = None,
        journal: Journal | None = None,
    ) -> None:
        """Begin with an empty diagram; `start` is its folder until it has a path (default: here).

        Every command is kept in the `journal`, where there is one, until it is saved.
        """
        super().__init__(parent)
        self.diagram = Diagram()
        self.path: Path | None = None
        self.undo_stack = QUndoStack(self)
        self._start = start or current_folder()
        self._order = storage.Order()
        self._data = b""
        self._on_disk: tuple[int, int] | None = None
        self.disk = Disk.SAME
        """How the file was when it was last looked at."""
        self.is_read_only = False
        """Whether the file was there then, and could not be written over."""
        self.journal = journal
        self._base: Base | None = None
        """What the journal begins with, once there is something in it."""
        self.typed: tuple[Typed, ...] = ()
        """What is held in fields and is not in the diagram: typed, and not taken over."""
        self._telling = False
        self.undo_stack.cleanChanged.connect(self._mind_clean)

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
        if self.path is None:
            return tr(UNTITLED)
        return self.path.name.removesuffix(".json").removesuffix(".flow")

    @property
    def is_clean(self) -> bool:
        """Whether the file holds what is shown, or there is nothing yet to hold."""
        return self.undo_stack.isClean() and self.disk is Disk.SAME and not self.typed

    @property
    def has_changes(self) -> bool:
        """Whether there is something that saving would keep."""
        return not self.undo_stack.isClean() or self.disk is Disk.GONE

    @property
    def has_work(self) -> bool:
        """Whether something would be lost if this were let go of, be it a text in a field."""
        return self.has_changes or bool(self.typed)

    @property
    def is_pristine(self) -> bool:
        """Whether it is untitled, empty, and nothing was ever done in it."""
        empty = self.path is None and not self._data and self.undo_stack.count() == 0
        return empty and not self.typed and self.diagram == Diagram()

    @property
    def is_telling(self) -> bool:
        """Whether an edit is being told of: whether there are changes is known once that is over."""
        return self._telling

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
        after = apply(self.diagram, patch)  # raises here, as nobody could catch it inside Qt
        self.undo_stack.push(_PatchCommand(self, patch, text, merge, after))

    def undo(self) -> None:
        """Take the last edit back, if there is one."""
        self.undo_stack.undo()

    def redo(self) -> None:
        """Do again what was taken back, if there is anything."""
        self.undo_stack.redo()

    def to_json(self) -> dict[str, Any]:
        """The flow file as it would be saved now."""
        return storage.to_json(self.diagram, self._order)

    def as_file(self) -> bytes:
        """The flow file as it would be saved now, as it would be written."""
        return self.writer()()

    def writer(self) -> Callable[[], bytes]:
        """What writes the flow file as it would be saved now, later and in any thread."""
        diagram, order = self.diagram, self._order
        return lambda: dump_flow(diagram.flow, storage.view_of(diagram, order), order.parts)

    def renew(self) -> None:
        """Show an empty, untitled Flow instead; what could be undone is forgotten."""
        self._show(storage.parse(b"", ""), None, b"")

    def open(self, path: Path, fetched: storage.Fetched | None = None) -> None:
        """Show another file instead; what could be undone is forgotten.

        What was `fetched` from it just now need not be read again.

        Raises:
            FlowFileError: The file cannot be kept faithfully; the document stays as it was.
        """
        data, loaded = fetched or storage.fetch(path)
        self._show(loaded, path.absolute(), data)

    def copy_of(self, path: Path) -> None:
        """Show what is in a file as an untitled document, which has its modules where that has them.

        Raises:
            FlowFileError: The file cannot be kept faithfully; the document stays as it was.
        """
        data = storage.read(path)
        self._start = path.resolve().parent
        self._show(storage.parse(data, str(path)), None, data)

    def recover(self, path: Path | None, folder: Path, data: bytes, diagram: Diagram) -> None:
        """Show a document as it was left behind: what its file held, and the lost commands as one.

        Raises:
            FlowFileError: `data` is no flow file; the document stays as it was.
        """
        loaded = storage.parse(data, str(path or UNTITLED))
        self._start = folder
        self._show(loaded, path, data)
        self._on_disk = None
        self.look()
        self.push(diff(self.diagram, diagram), tr("Recover unsaved changes"))
        if self.disk is not Disk.SAME:  # undone, it is not what the file holds either
            self.undo_stack.resetClean()

    def reload(self) -> None:
        """Take over what is in the file now; Undo brings back what was shown before.

        Raises:
            FlowFileError: The file cannot be kept faithfully; the document stays as it was.
            ValueError: There is no file.
        """
        if self.path is None:
            raise ValueError("an untitled document has no file to reload")
        data = storage.read(self.path)
        loaded = storage.parse(data, str(self.path))
        self.push(diff(self.diagram, loaded.diagram), tr("Reload from disk"))
        self._order = loaded.order
        self._take_as_saved(data)

    def difference_on_disk(self) -> Patch:
        """What reloading would change.

        Raises:
            FlowFileError: The file cannot be read, or not be kept faithfully.
        """
        assert self.path is not None, "an untitled document has no file"
        return diff(self.diagram, storage.load(self.path).diagram)

    def keep_mine(self) -> None:
        """Let what is shown stand against what somebody else put into the file; it is not saved yet."""
        self._on_disk = seen(self.path) if self.path else None
        self.disk = Disk.SAME
        self.undo_stack.resetClean()
        self._note_down(Patch())
        self.stateChanged.emit()

    def note_typed(self, typed: Sequence[Typed]) -> None:
        """Have what is typed in fields and not taken over outlive this process, too; none: no longer."""
        before, self.typed = self.typed, tuple(typed)
        if self.typed == before:
            return
        if self.journal is not None and self.has_work:
            self.journal.keep_typed(self._journal_base(), self.typed)
        else:
            self._forget_journal()
        if bool(self.typed) != bool(before):
            self.stateChanged.emit()

    def look(self) -> Disk:
        """Look at the file: whether it is still what was last read or written here."""
        before = (self.disk, self.is_read_only)
        self.disk, self.is_read_only = self._found(), is_read_only(self.path)
        if (self.disk, self.is_read_only) != before:
            if self.disk is Disk.GONE:  # what is shown is all that there is
                self._note_down(Patch())
            self.stateChanged.emit()
        return self.disk

    @property
    def is_changed_on_disk(self) -> bool:
        """Whether the file is there, and not as it was when it was last read or written here."""
        return self.look() is Disk.CHANGED

    def save(self, path: Path | None = None) -> None:
        """Write the file, to another path if one is given, and from then on call that the file.

        Raises:
            OSError: It could not be written; the document and the old file stay as they were.
            ValueError: There is no path yet.
        """
        target = path or self.path
        if target is None:
            raise ValueError("an untitled document is saved under a path")
        data = storage.save(target, self.diagram, self._order)
        self.path = target.absolute()
        self._take_as_saved(data)

    def _take_as_saved(self, data: bytes) -> None:
        """What is shown is now what the file holds."""
        self._data = data
        self._on_disk = seen(self.path) if self.path else None
        self.disk, self.is_read_only = Disk.SAME, is_read_only(self.path)
        self.undo_stack.setClean()
        self._forget_journal()
        self.stateChanged.emit()

    def _show(self, loaded: storage.Loaded, path: Path | None, data: bytes) -> None:
        old, self.diagram = self.diagram, loaded.diagram
        self.path, self._order, self._data = path, loaded.order, data
        self.typed = ()
        self._on_disk = seen(path) if path else None
        self.disk, self.is_read_only = Disk.SAME, is_read_only(path)
        self.undo_stack.clear()
        self._forget_journal()
        self._tell(diff(old, self.diagram))
        self.stateChanged.emit()

    def _found(self) -> Disk:
        """How the file is; one that was only touched is the same."""
        if self.path is None:
            return Disk.SAME
        now = seen(self.path)
        if now is None:
            return Disk.GONE
        if now == self._on_disk:
            return Disk.SAME
        try:
            if storage.read(self.path) != self._data:
                return Disk.CHANGED
        except FlowFileError:
            return Disk.CHANGED
        self._on_disk = now
        return Disk.SAME

    def _mind_clean(self, clean: bool) -> None:
        """Undone or redone to what the file holds, there is nothing to recover."""
        if clean and self.disk is Disk.SAME:
            self._forget_journal()
        self.stateChanged.emit()

    def _note_down(self, patch: Patch) -> None:
        """Have what a command changed outlive this process."""
        if self.journal is not None:
            self.journal.extend(self._journal_base(), patch)

    def _journal_base(self) -> Base:
        if self._base is None:
            folder, title = self.folder, self.title
            self._base = Base(path=self.path, folder=folder, title=title, data=self._data)
        return self._base

    def _forget_journal(self) -> None:
        """Begin the journal anew: with what is held in fields, else once there is something again."""
        self._base = None
        if self.journal is not None:
            self.journal.drop()
            if self.typed:
                self.journal.keep_typed(self._journal_base(), self.typed)

    def _apply(self, patch: Patch, after: Diagram | None = None) -> None:
        self.diagram = after or apply(self.diagram, patch)
        self._order = self._order.after(patch)
        self._note_down(patch)
        self._tell(patch)
        if "name" in patch.settings:
            self.stateChanged.emit()

    def _tell(self, patch: Patch) -> None:
        self._telling = True
        try:
            self.patched.emit(patch)
        finally:
            self._telling = False


class _PatchCommand(QUndoCommand):
    """The only undo command there is: its inverse is a property of the patch."""

    def __init__(
        self, document: Document, patch: Patch, text: str, merge: str, after: Diagram
    ) -> None:
        super().__init__(text)
        self._document, self._patch, self._merge = document, patch, merge
        self._after: Diagram | None = after
        """What it makes of the diagram, until it is done for the first time."""

    def redo(self) -> None:
        after, self._after = self._after, None
        self._document._apply(self._patch, after)

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
