"""A form for a kind's config, made from the config's declaration; each field commits by itself.

The form never decides whether a config is right: it is given the sentences about it (`complaints`). It
only refuses a text that stands for no value at all, and keeps it where it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from pydantic import BaseModel
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from designer.panels.controls import IconButton, Sentence
from designer.panels.fields import Choice, Line, Text, flush_fields
from designer.panels.mapping import MappingEditor
from designer.panels.schema import Control, FieldSpec, field_specs
from designer.theme import mono_font
from engine.value import ABSENT, JSON, Absent, preview, same

Editor: TypeAlias = Line | Text | Choice | QCheckBox | MappingEditor

_LINES = {Control.LIST: 3, Control.MULTILINE: 4, Control.CODE: 8, Control.RAW: 2}


class ConfigForm(QWidget):
    """The fields of one config. `changed` gives the whole new config, and the key that changed in it."""

    changed = Signal(dict, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with no fields."""
        super().__init__(parent)
        self._config: Mapping[str, JSON] = {}
        self._rows: dict[str, FieldRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        self._general = Sentence("wrong", self)
        self._layout.addWidget(self._general)

    def show_config(
        self,
        model: type[BaseModel] | None,
        config: Mapping[str, JSON],
        complaints: Mapping[str, str] | None = None,
    ) -> None:
        """Show a config, declared by a model or (None) by nobody; what is being typed stays."""
        self._config = config
        specs = field_specs(model, config)
        if specs != tuple(row.spec for row in self._rows.values()):
            self._rebuild(specs)
        for key, row in self._rows.items():
            row.show_value(config.get(key, ABSENT))
        self.show_complaints(complaints or {})

    def show_complaints(self, complaints: Mapping[str, str]) -> None:
        """Show what is wrong, by key; under the key "" what concerns no field in particular."""
        self._general.say(complaints.get("", ""))
        for key, row in self._rows.items():
            row.complain(complaints.get(key, ""))

    def flush(self) -> None:
        """Commit what is typed, in every field."""
        flush_fields(self)

    def _rebuild(self, specs: tuple[FieldSpec, ...]) -> None:
        focused = next((key for key, row in self._rows.items() if row.editor.hasFocus()), None)
        for row in self._rows.values():
            row.retire()
        self._rows = {spec.key: FieldRow(spec, self) for spec in specs}
        for row in self._rows.values():
            row.committed.connect(self._commit)
            self._layout.addWidget(row)
            row.show()
        if focused in self._rows:
            self._rows[focused].editor.setFocus()

    def _commit(self, key: str, value: JSON | Absent) -> None:
        if same(value, self._config.get(key, ABSENT)):
            self._rows[key].show_value(value)
            return
        config = {**self._config, key: value}
        if value is ABSENT:
            del config[key]
        self.changed.emit(config, key)


class FieldRow(QWidget):
    """One field: what it is called, the control, what it is for, and what is wrong with it."""

    committed = Signal(str, object)

    def __init__(self, spec: FieldSpec, parent: QWidget) -> None:
        """Make the control that suits the field."""
        super().__init__(parent)
        self.spec = spec
        self._refusal = ""
        self._complaint = ""
        self.editor = self._make_editor()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        if not isinstance(self.editor, QCheckBox):
            layout.addWidget(self._make_label())
        layout.addLayout(self._controls())
        self._wrong = Sentence("wrong", self)
        layout.addWidget(self._wrong)
        help_ = Sentence("help", self)
        help_.say(spec.description)
        layout.addWidget(help_)

    def show_value(self, value: JSON | Absent) -> None:
        """Show what the config says."""
        match self.editor:
            case QCheckBox():
                self.editor.setChecked(bool(self.spec.default if value is ABSENT else value))
            case Choice():
                self.editor.show_value(value, "" if value is ABSENT else preview(value, 40))
            case MappingEditor():
                self.editor.show_value({} if value is ABSENT else value)
            case _:
                self.editor.show_value(self.spec.write(value))

    def complain(self, sentence: str) -> None:
        """Show what is wrong with the value, as others see it."""
        self._complaint = sentence
        self._wrong.say(self._refusal or self._complaint)

    def retire(self) -> None:
        """Leave the form; nothing can be committed from here any more."""
        self.blockSignals(True)
        self.editor.setObjectName("")
        self.setParent(None)
        self.deleteLater()

    def _make_label(self) -> QLabel:
        label = QLabel(f"{self.spec.title} *" if self.spec.required else self.spec.title, self)
        label.setWordWrap(True)
        label.setToolTip("Required" if self.spec.required else "")
        label.setBuddy(self.editor)
        return label

    def _controls(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.editor, 1)
        if self.spec.control is Control.PATH:
            browse = IconButton("folder-open", f"Choose a file for {self.spec.title}", self)
            browse.clicked.connect(self._browse)
            row.addWidget(browse)
        return row

    def _make_editor(self) -> Editor:
        name = f"config:{self.spec.key}"
        words = self.spec.title + (", required" if self.spec.required else "")
        match self.spec.control:
            case Control.CHECK:
                return self._make_check(name)
            case Control.CHOICE:
                return self._make_choice(name, words)
            case Control.MAPPING:
                mapping = MappingEditor(name, words, self)
                mapping.committed.connect(lambda value: self._commit(value or ABSENT))
                mapping.refused.connect(self._refuse)
                return mapping
            case Control.LIST | Control.MULTILINE | Control.CODE | Control.RAW as control:
                return self._dress(Text(name, words, self, lines=_LINES[control]))
        return self._dress(Line(name, words, self))

    def _dress(self, editor: Line | Text) -> Line | Text:
        editor.committed.connect(self._read)
        editor.refused.connect(self._refuse)
        if self.spec.control in (Control.RAW, Control.CODE):
            editor.setFont(mono_font())
        if self.spec.control is Control.LIST:
            editor.setPlaceholderText("one per line")
        if self.spec.default not in (ABSENT, "", [], {}):
            editor.setPlaceholderText(preview(self.spec.default, 60))
        return editor

    def _make_check(self, name: str) -> QCheckBox:
        check = QCheckBox(self.spec.title, self)
        check.setObjectName(name)
        check.clicked.connect(lambda on: self._commit(ABSENT if on is self.spec.default else on))
        return check

    def _make_choice(self, name: str, words: str) -> Choice:
        choice = Choice(name, words, self)
        default = self.spec.default
        nothing = "not set" if default is ABSENT else f"default: {preview(default, 40)}"
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
        self.committed.emit(self.spec.key, value)

    def _refuse(self, sentence: str) -> None:
        self._refusal = sentence
        self.complain(self._complaint)

    def _browse(self) -> None:
        dialog = QFileDialog(self.window(), self.spec.title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_path)
        dialog.open()

    def _take_path(self, path: str) -> None:
        assert isinstance(self.editor, Line)
        self.editor.fill(path)
        self.editor.flush()
