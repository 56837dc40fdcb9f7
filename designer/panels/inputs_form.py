"""Asks for the values that a run still lacks: a panel over the canvas that nothing waits for.

An empty field is a missing value. The file's examples are only shown, never submitted; what was typed
the last time stands in the fields and is selected when a field is entered, so that typing replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Card, Heading, IconButton, Sentence, restyle
from designer.panels.fields import Choice
from designer.panels.typed import read_value, write_value
from engine.datatype import DataType, TypeName
from engine.flow import Declared, Flow, Name
from engine.givens import PATH_FORMAT, type_of
from engine.plan import Plan
from engine.secret import is_reference
from engine.value import ABSENT, JSON, preview

SECRET_HINT: Final = "env:NAME"
_NOT_A_REFERENCE: Final = (
    "A secret is given as a reference, so that it is never written down: "
    "env:NAME, file:PATH or keyring:SERVICE/NAME."
)
_MULTILINE: Final = "multiline"

LEAST_WIDTH: Final = 20
"""Of the fields, in lines of text."""
MOST_HEIGHT: Final = 26
"""Of the fields before they scroll, in lines of text."""


class InputsForm(Card):
    """A field for each missing value. `submitted` gives the values by name."""

    submitted = Signal(dict)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden, with nothing to ask."""
        super().__init__("card", parent)
        self.setObjectName("inputsForm")
        self.setAccessibleName("Values for this run")
        self._rows: dict[Name, _Row] = {}
        title = Heading("Values for this run", self)
        self._area = _Area(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(self._area)
        layout.addLayout(self._buttons())
        self.hide()

    def ask(self, plan: Plan, flow: Flow, last: Mapping[str, str]) -> None:
        """Show a field for each missing value of a Plan; `last` are the texts typed the last time.

        With nothing missing the answer is given at once, and nothing is shown.
        """
        if not plan.missing:
            self.submitted.emit({})
            return
        order = [name for name in flow.inputs if name in plan.missing]
        order += sorted(name for name in plan.missing if name not in flow.inputs)
        fields = QWidget()
        layout = QVBoxLayout(fields)
        layout.setContentsMargins(0, 0, 6, 0)
        layout.setSpacing(12)
        self._rows = {}
        for name in order:
            declared = flow.inputs.get(name, Declared(type=type_of(flow, name)))
            row = _Row(name, declared, plan.missing[name], fields)
            row.write(last.get(name, ""))
            self._rows[name] = row
            layout.addWidget(row)
        layout.addStretch()
        self._area.setWidget(fields)
        for part in (fields, self._area.viewport()):
            part.setAutoFillBackground(False)  # the card shines through
        for part in (fields, self._area.viewport()):
            part.setAutoFillBackground(False)  # the card shows through
        self._fit(fields)
        self.show()
        self.raise_()
        self._rows[order[0]].focus()

    def texts(self) -> dict[str, str]:
        """What stands in the fields, to be offered the next time; never what is meant for a secret."""
        return {
            name: row.text() for name, row in self._rows.items() if not row.declared.type.secret
        }

    def submit(self) -> None:
        """Give the values; where one is missing or wrong, say so at its field and go there."""
        wrong = [row for row in self._rows.values() if not row.check()]
        if wrong:
            wrong[0].focus()
            self._area.ensureWidgetVisible(wrong[0])
            return
        values = {name: row.value for name, row in self._rows.items()}
        self.hide()
        self.submitted.emit(values)

    def cancel(self) -> None:
        """Ask no more."""
        self.hide()
        self.cancelled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter submits, or presses the button that has the focus; Esc cancels."""
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif isinstance(focused, QPushButton | IconButton):
            focused.click()
        else:
            self.submit()

    def _buttons(self) -> QHBoxLayout:
        run = QPushButton("Run", self)
        run.setObjectName("inputsRun")
        run.setDefault(True)
        run.clicked.connect(self.submit)
        cancel = QPushButton("Cancel", self)
        cancel.setObjectName("inputsCancel")
        cancel.clicked.connect(self.cancel)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(run)
        return row

    def _fit(self, fields: QWidget) -> None:
        """As high as the fields are, where there is room; the fields scroll where there is not."""
        line = self.fontMetrics().height()
        width = max(fields.minimumSizeHint().width(), line * LEAST_WIDTH)
        height = min(fields.minimumSizeHint().height(), line * MOST_HEIGHT)
        self._area.wanted = QSize(width + 2 * line, height + line)  # room for a scroll bar
        self._area.updateGeometry()


class _Area(QScrollArea):
    """Wants the size that its fields need, and gets by with less."""

    wanted = QSize()

    def sizeHint(self) -> QSize:
        """What the fields need."""
        return self.wanted

    def minimumSizeHint(self) -> QSize:
        """Enough for one field."""
        line = self.fontMetrics().height()
        return QSize(8 * line, 5 * line)


class _Row(QWidget):
    """One value: its name and type, what it is for, the field, and what is wrong with it."""

    def __init__(
        self, name: Name, declared: Declared, wanted_by: tuple[str, ...], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.name, self.declared = name, declared
        self.value: JSON = None
        self.editor = self._make_editor()
        self.editor.setObjectName(f"input:{name}")
        self.editor.setAccessibleName(f"{name}, {declared.type}")
        steps = ", ".join(f"'{step}'" for step in wanted_by)
        self.editor.setToolTip(f"Needed by {steps}" if steps else "")
        label, type_ = Heading(name, self), QLabel(_words(declared.type), self)
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
        sentence = "" if text.strip() else f"'{self.name}' is missing. Give it a value."
        if self.declared.type.secret and text.strip() and not is_reference(text.strip()):
            sentence = _NOT_A_REFERENCE
        if not sentence:
            try:
                self.value = self._read(text)
            except ValueError as error:
                sentence = str(error)
        self._say(sentence)
        return not sentence

    def focus(self) -> None:
        """Go to the field, ready to be typed over."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.editor, QLineEdit | QPlainTextEdit):
            self.editor.selectAll()

    def _read(self, text: str) -> JSON:
        if isinstance(self.editor, Choice):
            return self.editor.value()
        return read_value(text.strip() if self.declared.type.secret else text, self.declared.type)

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
        return choice

    def _make_text(self) -> QPlainTextEdit:
        text = QPlainTextEdit(self)
        text.setTabChangesFocus(True)
        text.setPlaceholderText(self._example())
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        text.setFixedHeight(text.fontMetrics().lineSpacing() * 4 + 16)
        text.textChanged.connect(lambda: self._say(""))
        return text

    def _make_line(self, type_: DataType) -> QLineEdit:
        line = _Entry(self)
        line.setPlaceholderText(self._example())
        line.textEdited.connect(lambda: self._say(""))
        if type_.secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setPlaceholderText(SECRET_HINT)
        return line

    def _example(self) -> str:
        example = self.declared.example
        return "" if example is ABSENT else write_value(example, self.declared.type)

    def _controls(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.editor, 1)
        if self.declared.type.format == PATH_FORMAT:
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

    def _say(self, sentence: str) -> None:
        self._wrong.say(sentence)
        self.editor.setAccessibleDescription(sentence)
        restyle(self.editor, "wrong", "true" if sentence else "false")


def _words(type_: DataType) -> str:
    return f"{type_} · {type_.format}" if type_.format else str(type_)


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
