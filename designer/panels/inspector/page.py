"""What the inspector's pages share: where their edits go, and what becomes of one that is refused."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from designer.document.diagram import Diagram
from designer.document.edits import EditRefused
from designer.document.patch import Patch
from designer.panels.controls import Sentence
from designer.panels.fields import Choice, Line, Text


class Desk(QObject):
    """Where edits are made: it holds the diagram as it is, and hands over the patches."""

    edited = Signal(object, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with an empty diagram."""
        super().__init__(parent)
        self.diagram = Diagram()

    def edit(self, text: str, make: Callable[[Diagram], Patch], merge: str = "") -> None:
        """Make an edit and hand its patch over, unless it changes nothing.

        Raises:
            EditRefused: It cannot be; nothing was handed over.
        """
        patch = make(self.diagram)
        if not patch.is_empty:
            self.edited.emit(patch, text, merge)


class Labelled(QWidget):
    """A field under its name, with room for the sentence that says what is wrong with it."""

    def __init__(self, words: str, editor: Line | Text | Choice, parent: QWidget) -> None:
        """Take what the field is called, and the field."""
        super().__init__(parent)
        self.editor = editor
        self._refusal = ""
        self._complaint = ""
        label = QLabel(words, self)
        label.setBuddy(editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(label)
        layout.addWidget(editor)
        self.wrong = Sentence("wrong", self)
        layout.addWidget(self.wrong)
        if isinstance(editor, Line | Text):
            editor.refused.connect(self._refuse)

    @property
    def text_editor(self) -> Line | Text:
        """The field, where it is one of text."""
        assert isinstance(self.editor, Line | Text)
        return self.editor

    def show_value(self, text: str) -> None:
        """Show what is so; what is being typed, or was refused, stays."""
        self.editor.show_value(text)

    def complain(self, sentence: str) -> None:
        """Say what is wrong with the value as it is."""
        self._complaint = sentence
        self.wrong.say(self._refusal or self._complaint)

    def attempt(self, edit: Callable[[], None], now: Callable[[], str]) -> None:
        """Do an edit, then show what is so `now`; where it is refused, say why and keep what was typed."""
        try:
            edit()
        except (EditRefused, ValueError) as refused:
            self.text_editor.refuse(str(refused))
        else:
            self.show_value(now())

    def _refuse(self, sentence: str) -> None:
        self._refusal = sentence
        self.wrong.say(self._refusal or self._complaint)
