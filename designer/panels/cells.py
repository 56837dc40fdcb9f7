"""The editor that opens in a cell of a tree: what is typed in it is known before it is taken over."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Signal
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

_Index = QModelIndex | QPersistentModelIndex


class Cells(QStyledItemDelegate):
    """Makes the editors of a tree, one at a time."""

    typed = Signal()
    """Something was typed into the cell."""
    closed = Signal()
    """The editor is gone, and what was typed in it taken over or not."""

    def __init__(self, parent: QWidget) -> None:
        """Serve a tree; nothing is edited yet."""
        super().__init__(parent)
        self._editor: QLineEdit | None = None
        self._index = QPersistentModelIndex()

    @property
    def open(self) -> tuple[QModelIndex, str] | None:
        """The cell that is edited, and what stands in its editor."""
        if self._editor is None or not self._index.isValid():
            return None
        model = self._index.model()
        index = model.index(self._index.row(), self._index.column(), self._index.parent())
        return index, self._editor.text()

    def settle(self) -> None:
        """Take over what is typed, and close the editor."""
        if (editor := self._editor) is not None:
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)

    def leave(self) -> None:
        """Close the editor; what is typed in it is not taken over."""
        if self._editor is not None:
            self.closeEditor.emit(self._editor)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """Make an editor, and listen to it."""
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            editor.textEdited.connect(self.typed)
            self._editor, self._index = editor, QPersistentModelIndex(index)
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """Lay the editor over the cell, as high as its text needs it, where the row is lower."""
        super().updateEditorGeometry(editor, option, index)
        room, height = editor.geometry(), editor.sizeHint().height()
        above, more = editor.parentWidget(), height - room.height()
        if above is not None and more > 0:
            lowest = above.height() - height
            top = max(0, min(room.top() - more // 2, lowest))
            editor.setGeometry(room.left(), top, room.width(), height)

    def destroyEditor(self, editor: QWidget, index: _Index) -> None:
        """Let go of an editor."""
        if editor is self._editor:
            self._editor = None
            self.closed.emit()
        super().destroyEditor(editor, index)
