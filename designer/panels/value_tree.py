"""Shows the value that stands in a field as JSON as a tree beside it, where it is a list or an object."""

from __future__ import annotations

import json
from itertools import pairwise

from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.panels.branches import Branches
from designer.panels.branching import is_branching
from designer.panels.controls import IconButton, tab_stops
from designer.panels.fields import Line, Text
from designer.panels.typed import read_part
from designer.words import tr
from engine.value import JSON


class ValueTree(QWidget):
    """The tree of a field's value; the field is what commits. `button` opens and closes it."""

    def __init__(self, field: Line | Text, parent: QWidget, *, instead: bool = False) -> None:
        """Take the field; the tree is made when it is first opened, and stands `instead` of it or below."""
        super().__init__(parent)
        self._instead = instead
        self._field = field
        self._name = self._words = self._type = ""
        self._branches: Branches | None = None
        self.button = IconButton("list", tr("Edit as a tree"), parent)
        self.button.setCheckable(True)
        self.button.toggled.connect(self._open)
        self.button.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def call(self, name: str, words: str) -> None:
        """Take the object name of the field and what it is called."""
        self._name, self._words = name, words
        self.button.setObjectName(f"{name}:asTree" if name else "")
        self.button.name(tr("Edit {words} as a tree", words=words))
        if self._branches is not None:
            self._branches.call(f"{name}:branches" if name else "", words)

    def suit(self, type_: str) -> None:
        """Show what the field shows now; `type_` is what its value should be."""
        self._type = type_
        value = self._value()
        fits = is_branching(value) or (type_ in ("object", "array") and value is None)
        self.button.setVisible(fits)
        if not fits or (self._instead and self._field.refusal):
            self.button.setChecked(False)
        if self._branches is not None and self.button.isChecked():
            self._show(value)

    def open(self) -> None:
        """Show the tree, if there can be one."""
        if not self.button.isHidden():
            self.button.setChecked(True)

    def _open(self, on: bool) -> None:
        if on and self._branches is None:
            self._branches = Branches(f"{self._name}:branches", self._words, self)
            self._branches.changed.connect(self._take)
            self._layout.addWidget(self._branches)
            for before, after in pairwise((self.button, *self._stops())):
                QWidget.setTabOrder(before, after)
        if on:
            self._show(self._value())
        self.setVisible(on)
        if self._instead:
            self._field.setVisible(not on)

    def _stops(self) -> list[QWidget]:
        layout = self._branches.layout() if self._branches is not None else None
        return [] if layout is None else list(tab_stops(layout))

    def _show(self, value: JSON) -> None:
        assert self._branches is not None
        empty: JSON = [] if self._type == "array" else {}
        self._branches.show_value(value, empty=empty)

    def _value(self) -> JSON:
        reading = read_part(self._field.typed())
        return None if reading.problems else reading.document

    def _take(self, value: JSON) -> None:
        indent = 2 if isinstance(self._field, Text) else None
        self._field.fill(json.dumps(value, ensure_ascii=False, indent=indent))
        self._field.flush()
