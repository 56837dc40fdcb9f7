"""The named sets of initial values of a Flow: added, renamed, filled in and removed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from designer.document import edits
from designer.document.edits import EditRefused
from designer.panels.controls import Card, Heading, IconButton, Sentence
from designer.panels.fields import Line, Text
from designer.panels.inspector.page import Desk
from designer.panels.pressing import PushButton
from designer.panels.typed import read_part
from designer.panels.value_tree import ValueTree
from designer.words import tr
from engine.flow import NAME, Name
from engine.value import JSON

Values = Mapping[Name, JSON]


class PresetList(QWidget):
    """A card for each preset, and the button that adds one."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Begin with none."""
        super().__init__(parent)
        self._desk = desk
        self._rows: dict[str, PresetRow] = {}
        add = PushButton(tr("Add preset"), self)
        add.setObjectName("addPreset")
        add.clicked.connect(self._add)
        top = QHBoxLayout()
        top.addWidget(Heading(tr("Presets"), self), 1)
        top.addWidget(add, 0, Qt.AlignmentFlag.AlignRight)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addLayout(top)

    def show_presets(self, presets: Mapping[str, Values]) -> None:
        """Show the presets as they are now; a renamed one keeps its card."""
        gone = [name for name in self._rows if name not in presets]
        come = [name for name in presets if name not in self._rows]
        if len(gone) == len(come) == 1 and len(presets) == len(self._rows):
            self._rows[come[0]] = self._rows.pop(gone[0])
            self._rows[come[0]].call(come[0])
            gone, come = [], []
        for name in gone:
            self._rows.pop(name).retire()
        for name in come:
            self._rows[name] = PresetRow(name, self._desk, self)
            self._layout.addWidget(self._rows[name])
            self._rows[name].show()
        for name, values in presets.items():
            self._rows[name].show_values(values)

    def _add(self) -> None:
        presets = self._desk.diagram.flow.presets
        name, number = "preset", 2
        while name in presets:
            name, number = f"preset_{number}", number + 1
        flow = self._desk.diagram.flow
        values = {
            key: declared.example
            for key, declared in flow.inputs.items()
            if declared.example and not declared.type.secret
        }
        made = {**presets, name: values}
        self._desk.edit(
            tr("Add preset '{name}'", name=name),
            lambda diagram: edits.set_flow(diagram, presets=made),
        )
        self._rows[name].name_line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._rows[name].name_line.selectAll()


class PresetRow(Card):
    """One preset: its name, and its values as a tree or as JSON."""

    def __init__(self, name: str, desk: Desk, parent: QWidget) -> None:
        """Take which preset it is."""
        super().__init__("card", parent)
        self._name, self._desk = name, desk
        self._seen = False
        self.name_line = Line("", tr("Name"), self)
        self.name_line.committed.connect(self._rename)
        self._text = Text("", tr("Values"), self, lines=3)
        self._text.committed.connect(self._set)
        self._tree = ValueTree(self._text, self, instead=True)
        self._wrong = Sentence("wrong", self)
        for field in (self.name_line, self._text):
            field.refused.connect(self._wrong.say)
        self._remove = IconButton("trash-2", tr("Remove"), self)
        self._remove.clicked.connect(
            lambda: self._edit(tr("Remove preset '{name}'", name=self._name), {}, keep=False)
        )
        top = QHBoxLayout()
        top.setSpacing(4)
        for widget in (self.name_line, self._tree.button, self._remove):
            top.addWidget(widget, int(widget is self.name_line))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        for part in (self._wrong, self._text, self._tree):
            layout.addWidget(part)
        self.call(name)

    def call(self, name: str) -> None:
        """Take another name for the preset; all object names follow."""
        self._name = name
        for key, widget in (
            ("name", self.name_line), ("values", self._text), ("remove", self._remove),
        ):  # fmt: skip
            widget.setObjectName(f"preset:{name}:{key}")
        self.name_line.setAccessibleName(tr("{words} of {noun}", words=tr("Name"), noun=name))
        self._text.setAccessibleName(tr("{words} of {noun}", words=tr("Values"), noun=name))
        self._remove.setAccessibleName(tr("{words} of {noun}", words=tr("Remove"), noun=name))
        self._tree.call(f"preset:{name}:values", tr("Values"))

    def show_values(self, values: Values) -> None:
        """Show the values as they are now."""
        self.name_line.show_value(self._name)
        self._text.show_value(json.dumps(dict(values), ensure_ascii=False, indent=2))
        self._tree.suit("object")
        if not self._seen:
            self._seen = True
            self._tree.open()

    def retire(self) -> None:
        """Leave the list."""
        for widget in self.findChildren(QWidget):
            widget.blockSignals(True)
            widget.setObjectName("")
        self.hide()  # else a layout just about to show it would show it as a window
        self.setParent(None)
        self.deleteLater()

    def _rename(self, text: str) -> None:
        new, presets = text.strip(), self._desk.diagram.flow.presets
        if not new or (new != self._name and new in presets):
            why = (
                tr("There is a preset '{name}' already.", name=new)
                if new
                else tr("Give it a name.")
            )
            self.name_line.refuse(why)
            return
        made = {new if name == self._name else name: v for name, v in presets.items()}
        text = tr("Rename preset '{old}' to '{new}'", old=self._name, new=new)
        self._push(text, made, self.name_line.refuse)

    def _set(self, text: str) -> None:
        reading = read_part(text)
        if reading.problems or not isinstance(reading.document, dict):
            example = '{"customer_id": "C-1"}'
            self._text.refuse(
                tr("The values are a JSON object, such as {example}.", example=example)
            )
            return
        wrong = [key for key in reading.document if not NAME.fullmatch(key)]
        if wrong:
            self._text.refuse(tr("'{name}' cannot be the name of an Attribute.", name=wrong[0]))
            return
        text = tr("Change preset '{name}'", name=self._name)
        self._edit(text, reading.document, keep=True)

    def _edit(self, text: str, values: Mapping[str, JSON], *, keep: bool) -> None:
        presets = dict(self._desk.diagram.flow.presets)
        if keep:
            presets[self._name] = {Name(key): value for key, value in values.items()}
        else:
            del presets[self._name]
        self._push(text, presets, self._text.refuse)

    def _push(
        self, text: str, presets: Mapping[str, Values], refuse: Callable[[str], None]
    ) -> None:
        try:
            self._desk.edit(text, lambda diagram: edits.set_flow(diagram, presets=presets))
        except EditRefused as refused:
            refuse(refused.sentence)
