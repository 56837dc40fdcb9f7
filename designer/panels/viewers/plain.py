"""Two viewers for what cannot be looked into: an object of Python by its preview, a secret not at all."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from designer.panels.controls import Sentence
from designer.panels.viewers.viewing import Shown
from designer.theme import mono_font
from designer.words import tr
from engine.value import Secret, Unkept, Value, preview, type_name

_LENGTH = 4_000


def is_masked(shown: Shown) -> bool:
    """Whether a value is a secret, of which nothing but its reference is ever shown."""
    return isinstance(shown.value, Secret) or shown.format == "secret"


class SecretViewer:
    """Says that there is a secret, and where it is kept; never what it is."""

    name = "secret"
    title = "Secret"

    def accepts(self, shown: Shown) -> int:
        """100 for a secret."""
        return 100 if is_masked(shown) else 0

    def widget(self, shown: Shown, parent: QWidget) -> QWidget:
        """A sentence with the reference."""
        sentence = Sentence("", parent)
        if isinstance(shown.value, Secret):
            where = shown.value.reference
            sentence.say(tr("A secret, kept as {where}. It is never shown.", where=where))
        else:
            sentence.say(tr("A secret. It is never shown."))
        sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        return sentence


class PlainViewer:
    """Shows the type of any value and how it looks in a line."""

    name = "plain"
    title = "Preview"

    def accepts(self, shown: Shown) -> int:
        """Anything, where nothing else can; well what is no JSON."""
        if is_masked(shown):
            return 0
        return 30 if _is_object(shown.value) else 1

    def widget(self, shown: Shown, parent: QWidget) -> QWidget:
        """What it is, and its preview."""
        box = QWidget(parent)
        sentence = Sentence("help", box)
        value = shown.value
        kind = value.type if isinstance(value, Unkept) else type_name(value)
        if isinstance(value, Unkept):
            sentence.say(tr("A {kind}, of which only this was kept:", kind=kind))
        elif _is_object(value):
            sentence.say(tr("A {kind}, which is no JSON. It looks like this:", kind=kind))
        text = QPlainTextEdit(box)
        text.setObjectName("valuePreview")
        text.setAccessibleName(tr("Preview of the value"))
        text.setReadOnly(True)
        text.setFont(mono_font())
        text.setPlainText(value.preview if isinstance(value, Unkept) else preview(value, _LENGTH))
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sentence)
        layout.addWidget(text, 1)
        return box


def _is_object(value: Value) -> bool:
    return not isinstance(value, str | int | float | bool | list | dict | None)
