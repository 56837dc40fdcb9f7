"""One field of a config: what it is called, the control, what it is for, and what is wrong with it."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from designer.panels.assist import Scope, assist_expression, assist_reference, mark_reference
from designer.panels.code import Code
from designer.panels.code_words import Grammar, python_fault
from designer.panels.controls import IconButton, Sentence
from designer.panels.fields import Choice, Line, Text
from designer.panels.mapping import MappingEditor
from designer.panels.schema import Control, FieldSpec
from designer.panels.value_tree import ValueTree
from designer.theme import mono_font
from designer.words import tr
from engine.value import ABSENT, JSON, Absent, preview

Editor: TypeAlias = Line | Text | Choice | QCheckBox | MappingEditor

SEVERAL: Final = object()
"""Shown where several configs differ."""
_DIFFER: Final = "several values"
_LINES: Final = {
    Control.LIST: 3, Control.MULTILINE: 4, Control.CODE: 8, Control.RAW: 2, Control.TREE: 2,
}  # fmt: skip
_REFERS: Final = re.compile(r"\{\w+\}|^(env|file|keyring):")


class FieldRow(QWidget):
    """One field: what it is called, the control, what it is for, and what is wrong with it."""

    committed = Signal(str, object)

    def __init__(self, spec: FieldSpec, parent: QWidget, scope: Scope) -> None:
        """Make the control that suits the field."""
        super().__init__(parent)
        self.spec = spec
        self._scope = scope
        self._refusal = self._complaint = self._fault = ""
        self._names: dict[QWidget, str] = {}
        self._shown_before = False
        self._tree: ValueTree | None = None
        self._wrong = Sentence("wrong", self)
        self.editor = self._make_editor()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        if not isinstance(self.editor, QCheckBox):
            layout.addWidget(self._make_label())
        layout.addLayout(self._controls())
        if self._tree is not None:
            layout.addWidget(self._tree)
        layout.addWidget(self._wrong)
        help_ = Sentence("help", self)
        help_.say(tr(spec.description))
        layout.addWidget(help_)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is somewhere in the field."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def show_value(self, value: JSON | Absent) -> None:
        """Show what the config says; `SEVERAL` where several configs differ."""
        several = value is SEVERAL
        match self.editor:
            case QCheckBox():
                on = bool(self.spec.default if value is ABSENT else value)
                marks = Qt.CheckState
                state = marks.Checked if on else marks.Unchecked
                self.editor.setCheckState(marks.PartiallyChecked if several else state)
            case Choice():
                words = _DIFFER if several else "" if value is ABSENT else preview(value, 40)
                self.editor.show_value(value, words)
                if not several:
                    self.editor.withdraw(SEVERAL)
            case MappingEditor():
                self.editor.show_value({} if value is ABSENT or several else value)
                self.editor.setEnabled(not several)
                self.editor.setToolTip(tr(_DIFFER) if several else "")
                for code in self.editor.findChildren(Code):
                    code.look_again()
            case _:
                self._show_text(value)

    def complain(self, sentence: str) -> None:
        """Show what is wrong with the value, as others see it."""
        self._complaint = sentence
        self._wrong.say(self._refusal or self._complaint or self._fault)

    def rest(self) -> None:
        """Not be found under any name, until the fields of this kind are wanted again."""
        self._names = {self.editor: self.editor.objectName()} | {
            widget: widget.objectName() for widget in self.findChildren(QWidget)
        }
        for widget in self._names:
            widget.setObjectName("")

    def wake(self) -> None:
        """Have all names again, and nothing of what was typed before."""
        for widget, name in self._names.items():
            widget.setObjectName(name)
        self._names = {}
        self._refusal = ""

    def retire(self) -> None:
        """Leave the form; nothing can be committed from here any more."""
        self.blockSignals(True)
        self.editor.setObjectName("")
        self.hide()  # else a layout just about to show it would show it as a window
        self.setParent(None)
        self.deleteLater()

    def _make_label(self) -> QLabel:
        title = tr(self.spec.title)
        label = QLabel(f"{title} *" if self.spec.required else title, self)
        label.setWordWrap(True)
        label.setToolTip(tr("Required") if self.spec.required else "")
        label.setBuddy(self.editor)
        return label

    def _show_text(self, value: JSON | Absent) -> None:
        assert isinstance(self.editor, Line | Text)
        several = value is SEVERAL
        self.editor.setPlaceholderText(tr(_DIFFER) if several else _placeholder(self.spec))
        self.editor.show_value("" if several else self.spec.write(value))
        if self.spec.control is Control.FUNCTION and isinstance(self.editor, Line):
            self._fault = mark_reference(self.editor, self._scope.folder())
            self.complain(self._complaint)
        if self.spec.control is Control.SECRET and isinstance(self.editor, Line):
            self.editor.secret = True
            bare = bool(self.editor.text()) and not _REFERS.search(self.editor.text())
            echo = QLineEdit.EchoMode
            self.editor.setEchoMode(echo.PasswordEchoOnEdit if bare else echo.Normal)
        if self._tree is not None:
            self._tree.suit(self.spec.type)
            if self.spec.control is Control.TREE and not self._shown_before:
                self._tree.open()
            self._shown_before = True

    def _controls(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.editor, 1)
        if self.spec.control is Control.PATH:
            words = tr("Choose a file for {field}", field=tr(self.spec.title))
            browse = IconButton("folder-open", words, self)
            browse.setObjectName(f"config:{self.spec.key}:browse")
            browse.clicked.connect(self._browse)
            row.addWidget(browse)
        if self.spec.unit:
            unit = QLabel(self.spec.unit, self)
            unit.setProperty("role", "help")
            row.addWidget(unit)
        if self._tree is not None:
            row.addWidget(self._tree.button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _make_editor(self) -> Editor:
        name = f"config:{self.spec.key}"
        words = tr(self.spec.title)
        words = tr("{name}, required", name=words) if self.spec.required else words
        match self.spec.control:
            case Control.CHECK:
                return self._make_check(name)
            case Control.CHOICE:
                return self._make_choice(name, words)
            case Control.MAPPING:
                return self._dress_mapping(MappingEditor(name, words, self))
            case Control.EXPRESSIONS:
                return self._dress_mapping(MappingEditor(name, words, self, self._make_expression))
            case Control.CODE:
                lines = _LINES[Control.CODE]
                code = Code(name, words, self, grammar=Grammar.PYTHON, lines=lines)
                code.judge_with(python_fault)
                code.faulted.connect(self._tell_fault)
                return self._dress(code)
            case Control.LIST | Control.MULTILINE | Control.TREE | Control.RAW as control:
                text = Text(name, words, self, lines=_LINES[control])
                if control in (Control.TREE, Control.RAW):
                    self._tree = ValueTree(text, self)
                    self._tree.call(name, self.spec.title)
                return self._dress(text)
        line = Line(name, words, self)
        if self.spec.control is Control.FUNCTION:
            assist_reference(line, self._scope.folder)
        if line.completion is not None:
            line.completion.leave_seen(self._wrong)
        return self._dress(line)

    def _dress_mapping(self, mapping: MappingEditor) -> MappingEditor:
        mapping.committed.connect(lambda value: self._commit(value or ABSENT))
        mapping.refused.connect(self._refuse)
        return mapping

    def _make_expression(self, name: str, words: str, parent: QWidget) -> Code:
        code = Code(name, words, parent, grammar=Grammar.CEL)
        assist_expression(code, self._scope.inputs)
        code.faulted.connect(self._tell_fault)
        if code.completion is not None:
            code.completion.leave_seen(self._wrong)
        return code

    def _tell_fault(self, sentence: str) -> None:
        self._fault = sentence
        self.complain(self._complaint)

    def _dress(self, editor: Line | Text) -> Line | Text:
        editor.committed.connect(self._read)
        editor.refused.connect(self._refuse)
        if self.spec.control in (Control.RAW, Control.TREE):
            editor.setFont(mono_font())
        return editor

    def _make_check(self, name: str) -> QCheckBox:
        check = QCheckBox(tr(self.spec.title), self)
        check.setObjectName(name)
        check.clicked.connect(lambda on: self._commit(ABSENT if on is self.spec.default else on))
        return check

    def _make_choice(self, name: str, words: str) -> Choice:
        choice = Choice(name, words, self)
        default = self.spec.default
        nothing = tr("not set")
        if default is not ABSENT:
            nothing = tr("default: {value}", value=preview(default, 40))
        offered: dict[str, object] = {nothing: ABSENT}
        offered |= {preview(value, 40): value for value in self.spec.choices}
        choice.offer(offered)
        choice.committed.connect(self._commit)
        return choice

    def _read(self, text: str) -> None:
        try:
            value = self.spec.read(text)
        except ValueError as error:
            assert isinstance(self.editor, Line | Text)
            self.editor.refuse(str(error))
            return
        self._commit(value)

    def _commit(self, value: JSON | Absent) -> None:
        if value is not SEVERAL:  # which is no choice, though it stands in the list
            self.committed.emit(self.spec.key, value)

    def _refuse(self, sentence: str) -> None:
        self._refusal = sentence
        self.complain(self._complaint)

    def _browse(self) -> None:
        dialog = QFileDialog(self.window(), tr(self.spec.title))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_path)
        dialog.open()

    def _take_path(self, path: str) -> None:
        assert isinstance(self.editor, Line)
        self.editor.fill(path)
        self.editor.flush()


def _placeholder(spec: FieldSpec) -> str:
    """What an empty field says: what it stands for, or what it could be."""
    if spec.control is Control.LIST and spec.default in (ABSENT, []):
        return tr("one per line")
    if spec.default not in (ABSENT, "", [], {}):
        return preview(spec.default, 60)
    if spec.examples and isinstance(spec.examples[0], str | int | float):
        return tr("such as {example}", example=str(spec.examples[0]))
    return ""
