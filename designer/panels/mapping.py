"""Edits a mapping from text to text as rows of two fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from designer.panels.controls import IconButton
from designer.panels.fields import Line, Text
from designer.panels.pressing import PushButton
from designer.words import tr
from engine.value import JSON


class MappingEditor(QWidget):
    """Rows of a key and a value; tells the whole mapping when a row is committed or removed.

    A row without a key counts for nothing, and stays until it has one or is removed.
    """

    committed = Signal(object)
    refused = Signal(str)
    """Why the rows make no mapping; empty as soon as they do."""

    def __init__(
        self, name: str, words: str, parent: QWidget | None = None,
        make: Callable[[str, str, QWidget], Line | Text] = Line,
    ) -> None:  # fmt: skip
        """Take the object's name, what the mapping is called, and what makes the field of a value."""
        super().__init__(parent)
        self._make = make
        self._name, self._words = name, words
        self._rows: list[_Pair] = []
        self._shown: dict[str, JSON] = {}
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._add = PushButton(tr("Add a row"), self)
        self._add.setObjectName(f"{name}:add")
        self._add.clicked.connect(self._add_empty)
        self._layout.addWidget(self._add)
        self.setFocusProxy(self._add)

    def show_value(self, value: Mapping[str, JSON]) -> None:
        """Show a mapping; rows that show it already, and one that is being typed, stay."""
        self._shown = dict(value)
        if self._read() == self._shown:
            return
        while self._rows:
            self._drop(self._rows[-1])
        for key, text in value.items():
            self._append(key, str(text))

    def _add_empty(self) -> None:
        self._append("", "").key.setFocus()

    def _append(self, key: str, value: str) -> _Pair:
        row = _Pair(f"{self._name}:{len(self._rows)}", key, value, self, self._make)
        row.key.committed.connect(self._commit)
        row.value.committed.connect(self._commit)
        row.remove.clicked.connect(lambda: self._remove(row))
        self._rows.append(row)
        stops = (self._add.previousInFocusChain(), row.key, row.value, row.remove, self._add)
        for before, after in pairwise(filter(None, stops)):
            QWidget.setTabOrder(before, after)
        self._layout.insertWidget(self._layout.count() - 1, row)
        row.show()
        return row

    def _remove(self, row: _Pair) -> None:
        self._drop(row)
        self._add.setFocus()
        self._commit()

    def _drop(self, row: _Pair) -> None:
        self._rows.remove(row)
        row.hide()  # else a layout just about to show it would show it as a window
        row.setParent(None)
        row.deleteLater()

    def _read(self) -> dict[str, JSON] | None:
        pairs = [(row.key.typed().strip(), row.value.typed()) for row in self._rows]
        named = [pair for pair in pairs if pair[0]]
        made: dict[str, JSON] = dict(named)
        return made if len(made) == len(named) else None

    def _commit(self) -> None:
        made = self._read()
        if made is None:
            self.refused.emit("Two rows have the same name. Give each a name of its own.")
            return
        self.refused.emit("")
        for row in self._rows:
            row.settle()
        if made != self._shown:
            self._shown = made
            self.committed.emit(made)


class _Pair(QWidget):
    """One row."""

    def __init__(
        self, name: str, key: str, value: str, parent: QWidget,
        make: Callable[[str, str, QWidget], Line | Text],
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.key = Line(f"{name}:key", tr("Name"), self)
        self.value = make(f"{name}:value", tr("Value"), self)
        self.remove = IconButton("x", tr("Remove this row"), self)
        self.key.setPlaceholderText(tr("name"))
        self.value.setPlaceholderText(tr("value"))
        self.key.show_value(key)
        self.value.show_value(value)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(self.key, 2, top)
        layout.addWidget(self.value, 3, top)
        layout.addWidget(self.remove, 0, top)

    def settle(self) -> None:
        """Take what is typed for what is so."""
        for line in (self.key, self.value):
            line.accept_typed()
