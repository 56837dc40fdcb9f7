"""The inspector `postcard.wording`: a field that says how much room is left on the card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

ROOM = 120
"""Characters that fit on a card."""


class WordingEditor(QWidget):
    """The text of a card, and how many characters are left. What is typed counts when it is left."""

    def __init__(self, parent: QWidget, commit: Callable[[Any], None]) -> None:
        """Take what is told the new text."""
        super().__init__(parent)
        self._commit, self._shown = commit, ""
        self.text = QPlainTextEdit(self)
        self.text.setObjectName("wording")
        self.text.setAccessibleName("Wording")
        self.text.setTabChangesFocus(True)
        self.text.setMaximumHeight(90)
        self.text.textChanged.connect(self._count)
        self.text.installEventFilter(self)
        self.left = QLabel(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        layout.addWidget(self.left)
        self.setFocusProxy(self.text)
        self._count()

    def show_value(self, value: Any) -> None:
        """Show the wording, unless another one is just being typed."""
        self._shown = value if isinstance(value, str) else ""
        if not self.text.hasFocus() and self.text.toPlainText() != self._shown:
            self.text.setPlainText(self._shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Tell what was typed when the field is left."""
        if event.type() == QEvent.Type.FocusOut and self.text.toPlainText() != self._shown:
            self._commit(self.text.toPlainText())
        return False

    def _count(self) -> None:
        self.left.setText(f"{ROOM - len(self.text.toPlainText())} characters left")


def make_wording_editor(parent: QWidget, commit: Callable[[Any], None]) -> QWidget:
    """Make the editor for the field `wording` of the kind `postcard`."""
    return WordingEditor(parent, commit)
