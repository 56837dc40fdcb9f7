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
from engine.value import JSON, same


class ValueTree(QWidget):
    """The tree of a field's value; the field is what commits. `button` opens and closes it."""

    def __init__(self, field: Line | Text, parent: QWidget, *, instead: bool = False) -> None:
        """Take the field; the tree is made when it is first opened, and stands `instead` of it or below."""
        super().__init__(parent)
        self._instead = instead
        self._field = field
        self._name = self._words = self._type = ""
        self._branches: Branches | None = None
        self._before: str | None = None
        """What stood in the field before a cell of the tree was typed in."""
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
        self._before = None
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

    @property
    def field(self) -> Line | Text:
        """The field whose value it is."""
        return self._field

    def settle(self) -> None:
        """Take over what is typed in a cell."""
        if self._branches is not None:
            self._branches.settle()

    def leave(self) -> None:
        """Close the cell that is typed in; the field holds what was typed there."""
        self._before = None
        if self._branches is not None:
            self._branches.leave()

    def follow(self) -> None:
        """Show what has come back into the field and was not taken over yet."""
        if self._field.draft is None or not self.button.isChecked():
            return
        if self._instead:
            self.button.setChecked(False)
        else:
            self._show(self._value())

    def _open(self, on: bool) -> None:
        if on and self._branches is None:
            self._branches = Branches(f"{self._name}:branches", self._words, self)
            self._branches.changed.connect(self._take)
            self._branches.typed.connect(self._hold)
            self._branches.closed.connect(self._let_go)
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
        return self._value_of(self._field.typed())

    def _value_of(self, text: str) -> JSON:
        reading = read_part(text)
        return None if reading.problems else reading.document

    def _take(self, value: JSON) -> None:
        self._before = None
        self._write(value)
        self._field.flush()

    def _hold(self, value: JSON) -> None:
        """Have in the field what is typed in a cell: it is kept like anything that is typed there."""
        if self._before is None:
            self._before = self._field.typed()
        if same(value, self._value_of(self._before)):
            self._field.fill(self._before)
        else:
            self._write(value)

    def _let_go(self) -> None:
        """Put back what stood there where the cell was left without being taken over."""
        before, self._before = self._before, None
        if before is not None:
            self._field.fill(before)

    def _write(self, value: JSON) -> None:
        indent = 2 if isinstance(self._field, Text) else None
        self._field.fill(json.dumps(value, ensure_ascii=False, indent=indent))


def field_of(widget: QWidget | None) -> Line | Text | None:
    """The field that is typed in: the widget itself, or that whose tree it is a cell of."""
    while widget is not None and not isinstance(widget, Line | Text):
        if isinstance(widget, ValueTree):
            return widget.field
        widget = widget.parentWidget()
    return widget
