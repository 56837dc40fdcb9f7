"""Asks where a new Python function goes: the file beside the flow, and what the function is called."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Heading, Sentence
from designer.panels.pressing import PushButton
from designer.panels.visitor import Asking
from designer.words import tr


class StubForm(Asking):
    """Two names and a button; Esc gives it up. It stays open while what is asked for cannot be."""

    wanted = Signal(str, str)
    """The file's name, and the function's."""

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden, over a window."""
        super().__init__("stubForm", tr("New Python step"), parent)
        self._file = self._field("stubFile", tr("File beside the flow"))
        self._function = self._field("stubFunction", tr("Function"))
        self._told = Sentence("help", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(Heading(tr("New Python step"), self))
        layout.addWidget(self._told)
        form = QFormLayout()
        form.addRow(tr("File beside the flow"), self._file)
        self._wrong = Sentence("wrong", self)
        self._wrong.setObjectName("stubWrong")
        form.addRow("", self._wrong)
        form.addRow(tr("Function"), self._function)
        layout.addLayout(form)
        row = QHBoxLayout()
        row.addStretch(1)
        for name, words, does in (
            ("stubCancel", tr("Cancel"), self.dismiss),
            ("stubGo", tr("Write it"), self._submit),
        ):
            button = PushButton(words, self)
            button.setObjectName(name)
            button.setDefault(name == "stubGo")
            button.clicked.connect(lambda _=False, does=does: does())
            row.addWidget(button)
        layout.addLayout(row)
        self.hide()

    def ask(self, file: str, function: str, told: str) -> None:
        """Propose names, and say what would be done."""
        self._file.setText(file)
        self._function.setText(function)
        self.setFixedWidth(440)
        self.tell(told)
        self.stand_high()
        self._function.selectAll()
        self.come(self._function)

    def tell(self, sentence: str) -> None:
        """Say what would be done, or why it cannot."""
        self._wrong.say("")
        self._told.say(sentence)
        self.adjustSize()

    def refuse_file(self, sentence: str) -> None:
        """Say at the file's name why it cannot be, and go there."""
        self._wrong.say(sentence)
        self._file.setFocus(Qt.FocusReason.OtherFocusReason)
        self._file.selectAll()
        self.adjustSize()

    def _field(self, name: str, words: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setAccessibleName(words)
        return field

    def _submit(self) -> None:
        self.wanted.emit(self._file.text().strip(), self._function.text().strip())
