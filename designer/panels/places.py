"""Where functions are looked for besides the flow's own folder: other folders, and installed packages."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Heading, Sentence
from designer.panels.pressing import PushButton
from designer.panels.visitor import Visitor
from designer.words import tr


class Places(Visitor):
    """A list to add to and to take from; Esc closes it."""

    added = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden, over a window."""
        super().__init__("placesCard", tr("Where functions come from"), parent)
        self._list = QListWidget(self)
        self._list.setObjectName("placesList")
        self._list.setAccessibleName(tr("Folders and packages"))
        self._field = QLineEdit(self)
        self._field.setObjectName("placesField")
        self._field.setAccessibleName(tr("Folder or package"))
        self._field.setPlaceholderText(tr("A folder or an installed package"))
        self._remove = self._button("placesRemove", tr("Remove"), self._take)
        self._list.currentRowChanged.connect(lambda row: self._remove.setEnabled(row >= 0))
        layout = QVBoxLayout(self)
        layout.addWidget(Heading(tr("Where functions come from"), self))
        self._told = Sentence("help", self)
        self._told.say(tr("The files beside the flow are always there. They are read, never run."))
        layout.addWidget(self._told)
        layout.addWidget(self._list)
        line = QHBoxLayout()
        line.addWidget(self._field, 1)
        line.addWidget(self._button("placesBrowse", tr("Browse…"), self._browse))
        line.addWidget(self._button("placesAdd", tr("Add"), self._add))
        layout.addLayout(line)
        row = QHBoxLayout()
        row.addWidget(self._remove)
        row.addStretch(1)
        row.addWidget(self._button("placesClose", tr("Close"), self.dismiss))
        layout.addLayout(row)
        self.hide()

    def show_places(self, places: Sequence[str], missing: Collection[str] = ()) -> None:
        """Show what there is; what was not found says so."""
        row = self._list.currentRow()
        self._list.clear()
        for place in places:
            words = tr("{place} (not found)", place=place) if place in missing else place
            item = QListWidgetItem(words, self._list)
            item.setData(Qt.ItemDataRole.UserRole, place)
        self._list.setCurrentRow(min(row, self._list.count() - 1))
        self._remove.setEnabled(self._list.currentRow() >= 0)

    def ask(self) -> None:
        """Come to the front, ready to be typed in."""
        self._field.clear()
        self.resize(max(440, self.sizeHint().width()), 320)
        self.stand_high()
        self.come(self._field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds, Delete removes, Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._add()
        elif event.key() == Qt.Key.Key_Delete and self._list.hasFocus():
            self._take()
        else:
            super().keyPressEvent(event)

    def _button(self, name: str, words: str, does: object) -> QPushButton:
        button = PushButton(words, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: does())  # type: ignore[operator]
        return button

    def _add(self) -> None:
        place = self._field.text().strip()
        if place:
            self._field.clear()
            self.added.emit(place)

    def _take(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            self.removed.emit(item.data(Qt.ItemDataRole.UserRole))

    def _browse(self) -> None:
        dialog = QFileDialog(self.window(), tr("Folder with Python files"))
        dialog.setObjectName("placesDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(self.added)
        dialog.open()
