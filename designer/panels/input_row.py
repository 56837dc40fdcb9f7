"""One field of the form for missing values: what is asked for, the control, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Heading, IconButton, Sentence, restyle
from designer.panels.fields import Choice
from designer.panels.likely import doubt
from designer.panels.typed import read_value, write_value
from designer.words import quoted, tr
from engine.datatype import PATH, DataType, TypeName
from engine.flow import Declared, Name, StepId
from engine.secret import is_reference
from engine.value import ABSENT, JSON, preview

SECRET_HINT: Final = "env:NAME"
SECRET_OR_TYPED: Final = "The secret, or env:NAME"
_NOT_A_REFERENCE: Final = (
    "A secret is given as a reference, so that it is never written down: "
    "env:NAME, file:PATH or keyring:SERVICE/NAME."
)
_MULTILINE: Final = "multiline"


class InputRow(QWidget):
    """One value: its name and type, what it is for, the field, and what is wrong with it."""

    changed = Signal()
    """What stands in the field is another text."""

    def __init__(
        self,
        name: Name,
        declared: Declared,
        parent: QWidget,
        *,
        prefix: str = "input",
        required: bool = True,
        typed: bool = False,
        empty: bool = False,
    ) -> None:
        """Take the name, and what it is declared as.

        `prefix` is of the field's object name; `typed` says that a secret may be typed as it is,
        `empty` that no text at all is a text, too.
        """
        super().__init__(parent)
        self.name, self.declared = name, declared
        self.required, self._typed, self._empty = required, typed, empty
        self.more: list[QWidget] = []
        """What can be done with the value besides typing it; Tab comes there after all fields."""
        self.value: JSON = None
        self.editor = self._make_editor()
        self.editor.setObjectName(f"{prefix}:{name}")
        self.editor.setAccessibleName(f"{name}, {declared.type}")
        label, type_ = Heading(name, self), QLabel(_words(declared.type, required=required), self)
        label.setBuddy(self.editor)
        type_.setProperty("role", "help")
        type_.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(type_, 1, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addLayout(self._controls())
        self._wrong = Sentence("wrong", self)
        self._help = Sentence("help", self)
        layout.addWidget(self._wrong)
        layout.addWidget(self._help)
        self._help.say(declared.description)

    def tell_who_needs_it(self, steps: tuple[StepId, ...]) -> None:
        """Say in the tooltip which Steps want the value."""
        names = ", ".join(quoted(step) for step in steps)
        self.editor.setToolTip(f"Needed by {names}" if names else "")

    def offer_more(self, *, fix: Callable[[], object], make: Callable[[], object]) -> None:
        """Offer to make the value part of the Flow, where it is no secret, or to have a Step give it."""
        for icon, key, words, do in (
            ("pin", "fix", tr("Keep '{name}' in the flow", name=self.name), fix),
            ("workflow", "make", tr("Have a step give '{name}'…", name=self.name), make),
        ):
            if key == "fix" and self.declared.type.secret:
                continue
            button = IconButton(icon, words, self)
            button.setObjectName(f"{key}:{self.name}")
            button.clicked.connect(lambda _=False, do=do: do())
            self._row.addWidget(button)
            self.more.append(button)

    def retire(self) -> None:
        """Leave the form."""
        self.editor.setObjectName("")  # it lives on until the loop turns, and must not be found
        self.hide()  # else a layout just about to show it would show it as a window
        self.setParent(None)
        self.deleteLater()

    def text(self) -> str:
        """What stands in the field."""
        match self.editor:
            case Choice():
                value = self.editor.value()
                return "" if value is ABSENT else write_value(value, self.declared.type)
            case QPlainTextEdit():
                return self.editor.toPlainText()
        return self.editor.text()

    def write(self, text: str) -> None:
        """Put a text into the field."""
        match self.editor:
            case Choice():
                self._choose(text)
            case QPlainTextEdit():
                self.editor.setPlainText(text)
            case _:
                self.editor.setText(text)

    def check(self) -> bool:
        """Whether the field holds a value; if not, it is said why."""
        text = self.text()
        sentence = "" if self.is_given else f"'{self.name}' is missing. Give it a value."
        if not self.is_given and not self.required:
            self._say("")
            return True
        if self._is_bare_secret(text.strip()):
            sentence = _NOT_A_REFERENCE
        if not sentence:
            try:
                self.value = self._read(text)
            except ValueError as error:
                sentence = str(error)
        self._say(sentence)
        return not sentence

    @property
    def example(self) -> str:
        """What the Flow gives as an example, as it would be typed; empty where it gives none."""
        return self._example()

    @property
    def is_given(self) -> bool:
        """Whether there is anything in the field."""
        is_text = self.declared.type.name is TypeName.STRING and not isinstance(self.editor, Choice)
        return bool(self.text().strip()) or (self._empty and is_text)

    def focus(self) -> None:
        """Go to the field, ready to be typed over."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.editor, QLineEdit | QPlainTextEdit):
            self.editor.selectAll()

    def _read(self, text: str) -> JSON:
        if isinstance(self.editor, Choice):
            return self.editor.value()
        reference = self.declared.type.secret and is_reference(text.strip())
        return read_value(text.strip() if reference else text, self.declared.type)

    def _is_bare_secret(self, text: str) -> bool:
        """Whether it is a secret itself, where only a reference to one may be given."""
        bare = self.declared.type.secret and bool(text) and not is_reference(text)
        return bare and not self._typed

    def _make_editor(self) -> _Editor:
        type_ = self.declared.type
        choices = type_.enum
        if choices is None and type_.name is TypeName.BOOLEAN:
            choices = (True, False)
        if choices is not None:
            return self._make_choice(choices)
        if type_.format == _MULTILINE or type_.name in (TypeName.OBJECT, TypeName.ARRAY):
            return self._make_text()
        return self._make_line(type_)

    def _make_choice(self, choices: tuple[JSON, ...]) -> Choice:
        choice = Choice("", "", self)
        choice.offer({"Choose…": ABSENT, **{preview(value, 60): value for value in choices}})
        choice.committed.connect(lambda: self._say(""))
        choice.committed.connect(self.changed)
        return choice

    def _make_text(self) -> QPlainTextEdit:
        text = QPlainTextEdit(self)
        text.setTabChangesFocus(True)
        text.setPlaceholderText(self._example())
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        text.setFixedHeight(text.fontMetrics().lineSpacing() * 4 + 16)
        text.textChanged.connect(lambda: self._say(""))
        text.textChanged.connect(self.changed)
        return text

    def _make_line(self, type_: DataType) -> QLineEdit:
        line = _Entry(self)
        line.setPlaceholderText(self._example())
        line.textEdited.connect(lambda: self._say(""))
        line.textChanged.connect(self.changed)
        line.textChanged.connect(lambda: self._help.say(self.declared.description))
        line.editingFinished.connect(self._doubt)
        if type_.secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setPlaceholderText(SECRET_OR_TYPED if self._typed else SECRET_HINT)
        return line

    def _example(self) -> str:
        example = self.declared.default
        example = self.declared.example if example is ABSENT else example
        return "" if example is ABSENT else write_value(example, self.declared.type)

    def _controls(self) -> QHBoxLayout:
        row = self._row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.editor, 1)
        if self.declared.type.format == PATH:
            browse = IconButton("folder-open", f"Choose a file for {self.name}", self)
            browse.clicked.connect(self._browse)
            row.addWidget(browse)
        return row

    def _browse(self) -> None:
        dialog = QFileDialog(self.window(), self.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def _choose(self, text: str) -> None:
        assert isinstance(self.editor, Choice)
        try:
            value = read_value(text, self.declared.type) if text else ABSENT
        except ValueError:
            value = ABSENT  # what was chosen the last time is not on offer any more
        self.editor.show_value(value)

    def _doubt(self) -> None:
        """Say in passing that a text does not look like what is wanted; it is taken all the same."""
        type_ = self.declared.type
        told = "" if type_.secret else doubt(self.text(), type_.format)
        self._help.say(" ".join(part for part in (told, self.declared.description) if part))

    def keep_place(self) -> None:
        """Let nothing move when it says what is wrong: the place for that is always there."""
        self._wrong.keep_place()

    def _say(self, sentence: str) -> None:
        self._wrong.say(sentence)
        self.editor.setAccessibleDescription(sentence)
        restyle(self.editor, "wrong", "true" if sentence else "false")


def _words(type_: DataType, *, required: bool) -> str:
    optional = "" if required else "optional"
    return " · ".join(part for part in (str(type_), type_.format, optional) if part)


class _Entry(QLineEdit):
    """A line that is selected whole when it is entered, also with the mouse."""

    _entered = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._entered = event.reason() == Qt.FocusReason.MouseFocusReason

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._entered and not self.hasSelectedText():
            self.selectAll()
        self._entered = False


_Editor: TypeAlias = QLineEdit | QPlainTextEdit | Choice
