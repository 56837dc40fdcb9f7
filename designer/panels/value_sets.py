"""The sets of values that a Flow keeps by name: one is chosen to fill a form, or saved from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from designer.panels.choice import ElidedBox
from designer.panels.controls import ElidedButton, Sentence
from designer.panels.pressing import PushButton
from designer.words import tr
from engine.flow import Name
from engine.value import JSON

Values = Mapping[Name, JSON]
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ValueSets(QWidget):
    """A list of the sets, and a line for the name under which the form is saved as one."""

    chosen = Signal(str)
    """The name of a set that the fields are to be filled from."""
    saved = Signal(str)
    """The name under which what stands in the fields is to be kept."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with no sets."""
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._list = ElidedBox(self)
        self._list.setObjectName("valueSets")
        self._list.setAccessibleName(tr("Sets of values"))
        self._list.setProperty("role", "choice")
        self._list.activated.connect(self._choose)
        self._save = ElidedButton(tr("Save as a set…"), self)
        self._save.setObjectName("valueSetSave")
        self._save.setAutoDefault(False)
        self._save.clicked.connect(self._ask)
        self._name = QLineEdit(self)
        self._name.setObjectName("valueSetName")
        self._name.setAccessibleName(tr("Name of the set"))
        self._name.setPlaceholderText(tr("Name of the set"))
        self._name.installEventFilter(self)
        self._keep = PushButton(tr("Save"), self)
        self._keep.setObjectName("valueSetKeep")
        self._keep.setAutoDefault(False)
        self._keep.clicked.connect(self._done)
        self._told = Sentence("help", self)
        self._told.setObjectName("valueSetTold")
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget, share in ((self._list, 1), (self._name, 1), (self._save, 0), (self._keep, 0)):
            row.addWidget(widget, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._told)
        self._ask_name(on=False)
        self.show_sets(())

    def stops(self) -> tuple[QWidget, ...]:
        """What Tab stops at, in order."""
        return self._list, self._name, self._save, self._keep

    def show_sets(self, names: Mapping[str, Values] | tuple[str, ...]) -> None:
        """Offer the sets that there are now."""
        self._names = tuple(names)
        current = self._list.currentText()
        self._list.clear()
        self._list.addItem(tr("Values from a set…"))
        self._list.addItems(list(self._names))
        self._list.setCurrentIndex(1 + self._names.index(current) if current in self._names else 0)
        self._list.setEnabled(bool(self._names))

    def tell(self, sentence: str) -> None:
        """Say what came of it."""
        self._told.say(sentence)

    def dismiss(self) -> bool:
        """Ask for no name any more; False where none is asked for."""
        if self._name.isHidden():
            return False
        self._ask_name(on=False)
        self._save.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter saves under the name that is typed; Esc asks for none."""
        if watched is self._name and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
                self._done()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                return self.dismiss()
        return False

    def _choose(self, row: int) -> None:
        if row > 0:
            self.tell("")
            self.chosen.emit(self._names[row - 1])

    def _ask(self) -> None:
        row = self._list.currentIndex()
        self._ask_name(on=True)
        self._name.setText(self._names[row - 1] if row > 0 else "")
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._name.selectAll()

    def _done(self) -> None:
        name = self._name.text().strip()
        if not name:
            self.tell(tr("Give the set a name."))
            self._name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.dismiss()
        self.saved.emit(name)
        self._list.setCurrentIndex(1 + self._names.index(name) if name in self._names else 0)

    def _ask_name(self, *, on: bool) -> None:
        for widget, there in (
            (self._list, not on), (self._save, not on), (self._name, on), (self._keep, on),
        ):  # fmt: skip
            widget.setVisible(there)
        self.tell("")
