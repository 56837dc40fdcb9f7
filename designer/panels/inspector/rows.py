"""A list of named things, each a row that opens: inputs, outputs, Flow inputs.

Rows live as long as what they show: an edit elsewhere, a rename included, changes the texts in them and
leaves the focus and the cursor where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from designer.document.diagram import Diagram
from designer.document.edits import EditRefused
from designer.document.patch import Patch
from designer.panels.controls import Card, Heading, IconButton, Sentence
from designer.panels.fields import Choice, Line
from designer.panels.inspector.aspects import TYPES, Aspect, Flag, with_type
from designer.panels.inspector.page import Desk, Labelled
from designer.panels.inspector.tables import Table
from engine.flow import Name

NAME_CHARACTERS: Final = 9
"""Letters of a name that are seen however narrow the panel is."""
TYPE_CHARACTERS: Final = 5
"""Of the widest letter: enough for the name of any type."""


class NamedRow(Card):
    """One of the list: its name and type, and what else can be said of it below."""

    def __init__(self, name: Name, table: Table, desk: Desk, parent: QWidget) -> None:
        """Take what the row is about."""
        super().__init__("card", parent)
        self.name = name
        self.table = table
        self._desk = desk
        self._port: Any = None
        self._labelled = {
            aspect.key: Labelled(aspect.words, self._make_line(aspect), self)
            for aspect in table.aspects
        }
        self._flags = {flag.key: self._make_flag(flag) for flag in table.flags}
        self.name_line = Line("", "", self)
        self.name_line.setMinimumWidth(self.fontMetrics().averageCharWidth() * NAME_CHARACTERS)
        self.name_line.committed.connect(self._rename)
        self.name_line.refused.connect(self._say)
        self._type = Choice("", "", self)
        self._type.setMinimumContentsLength(TYPE_CHARACTERS)
        self._type.offer({name: name for name in TYPES})
        self._type.committed.connect(self._set_type)
        self._more = IconButton("chevron-right", "", self)
        self._more.setCheckable(True)
        self._more.toggled.connect(self._open)
        self._wrong = Sentence("wrong", self)
        self._refusal = self._complaint = ""
        self._details = self._make_details()
        self._lay_out()
        self.call(name)

    def call(self, name: Name) -> None:
        """Take another name for what the row shows; all object names follow."""
        self.name = name
        prefix, noun = f"{self.table.prefix}:{name}", f"{self.table.noun} {name}"
        self.setObjectName(f"row:{prefix}")
        named: dict[str, tuple[QWidget, str]] = {
            "name": (self.name_line, "Name"),
            "type": (self._type, "Type"),
            "more": (self._more, "More"),
            **{a.key: (self._labelled[a.key].editor, a.words) for a in self.table.aspects},
            **{f.key: (self._flags[f.key], f.words) for f in self.table.flags},
            **{key: (button, words) for key, (button, words) in self._buttons.items()},
        }
        for key, (widget, words) in named.items():
            widget.setObjectName(f"{prefix}:{key}")
            widget.setAccessibleName(f"{words} of {noun}")
        self._more.setToolTip("Show more" if not self._more.isChecked() else "Show less")

    def show_port(self, port: Any) -> None:
        """Show what is so now."""
        self._port = port
        self.name_line.show_value(self.name)
        self._type.show_value(str(port.type.name))
        for aspect in self.table.aspects:
            labelled = self._labelled[aspect.key]
            labelled.show_value(aspect.write(port))
            labelled.text_editor.setPlaceholderText(aspect.empty.format(name=self.name))
        for flag in self.table.flags:
            self._flags[flag.key].setChecked(flag.get(port))

    def complain(self, sentence: str) -> None:
        """Say what is wrong with the port as it is."""
        self._complaint = sentence
        self._wrong.say(self._refusal or sentence)

    def retire(self) -> None:
        """Leave the list; nothing can be edited from here any more."""
        for widget in self.findChildren(QWidget):
            widget.blockSignals(True)
            widget.setObjectName("")
        self.setObjectName("")
        self.setParent(None)
        self.deleteLater()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.name_line, 1)
        top.addWidget(self._type)
        top.addWidget(self._more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._wrong)
        layout.addWidget(self._details)
        self._details.hide()

    def _make_details(self) -> QWidget:
        details = QWidget(self)
        layout = QVBoxLayout(details)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for check in self._flags.values():
            layout.addWidget(check)
        for labelled in self._labelled.values():
            layout.addWidget(labelled)
        buttons = QHBoxLayout()
        buttons.addStretch()
        self._buttons: dict[str, tuple[IconButton, str]] = {}
        if self.table.move is not None:
            self._add_button("up", "arrow-up", "Move up", buttons)
            self._add_button("down", "arrow-down", "Move down", buttons)
            self._buttons["up"][0].clicked.connect(lambda: self._move(-1))
            self._buttons["down"][0].clicked.connect(lambda: self._move(1))
        self._add_button("remove", "trash-2", "Remove", buttons)
        self._buttons["remove"][0].clicked.connect(self._remove)
        layout.addLayout(buttons)
        return details

    def _add_button(self, key: str, icon: str, words: str, layout: QHBoxLayout) -> None:
        button = IconButton(icon, words, self)
        self._buttons[key] = button, words
        layout.addWidget(button)

    def _make_line(self, aspect: Aspect) -> Line:
        line = Line("", "", self)
        line.committed.connect(lambda text: self._set_aspect(aspect, text))
        return line

    def _make_flag(self, flag: Flag) -> QCheckBox:
        check = QCheckBox(flag.words, self)
        check.clicked.connect(lambda on: self._set_flag(flag, on=on))
        return check

    def _open(self, open_: bool) -> None:
        self._details.setVisible(open_)
        self._more.show_icon("chevron-down" if open_ else "chevron-right")
        self._more.setToolTip("Show less" if open_ else "Show more")

    def _say(self, refusal: str) -> None:
        self._refusal = refusal
        self._wrong.say(refusal or self._complaint)

    def _edit(self, text: str, make: Callable[[Diagram], Patch]) -> None:
        try:
            self._desk.edit(text, make)
        except EditRefused as refused:
            self._say(refused.sentence)

    def _rename(self, text: str) -> None:
        old = self.name
        try:
            self._desk.edit(
                f"Rename {self.table.noun} '{old}' to '{text.strip()}'",
                lambda diagram: self.table.rename(diagram, old, text.strip()),
            )
        except EditRefused as refused:
            self.name_line.refuse(refused.sentence)
        else:
            self.name_line.show_value(self.name)

    def _change(self, what: str, port: Any) -> None:
        self._desk.edit(
            f"Change {what.lower()} of {self.table.noun} '{self.name}'",
            lambda diagram: self.table.change(diagram, self.name, port),
        )

    def _set_type(self, name: str) -> None:
        self._change("type", with_type(self._port, name))

    def _set_aspect(self, aspect: Aspect, text: str) -> None:
        heard = aspect.heard(text, self.name)
        self._labelled[aspect.key].attempt(
            lambda: self._change(aspect.words, aspect.read(self._port, heard)),
            lambda: aspect.write(self._port),
        )

    def _set_flag(self, flag: Flag, *, on: bool) -> None:
        self._change(flag.words, flag.set(self._port, on))

    def _move(self, by: int) -> None:
        assert self.table.move is not None
        names, move = list(self.table.entries(self._desk.diagram)), self.table.move
        to = names.index(self.name) + by
        if 0 <= to < len(names):
            words = f"Move {self.table.noun} '{self.name}'"
            self._edit(words, lambda diagram: move(diagram, self.name, to))

    def _remove(self) -> None:
        words = f"Remove {self.table.noun} '{self.name}'"
        self._edit(words, lambda diagram: self.table.remove(diagram, self.name))


class NamedList(QWidget):
    """The rows under a heading, and the button that adds one."""

    def __init__(self, heading: str, desk: Desk, parent: QWidget) -> None:
        """Take the heading."""
        super().__init__(parent)
        self._desk = desk
        self._table: Table | None = None
        self._rows: dict[Name, NamedRow] = {}
        self._adding = False
        title = Heading(heading, self)
        self._add = QPushButton(self)
        self._add.clicked.connect(self._add_one)
        top = QHBoxLayout()
        top.addWidget(title, 1)
        top.addWidget(self._add, 0, Qt.AlignmentFlag.AlignRight)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addLayout(top)

    def show_table(self, table: Table, *, afresh: bool) -> None:
        """Show what a table holds; `afresh` where it is about another Step than before."""
        entries = table.entries(self._desk.diagram)
        self._table = table
        self._add.setText(f"Add {table.noun}")
        self._add.setObjectName(table.add_name)
        if afresh:
            self._drop(list(self._rows))
        self._carry_over_rename(entries)
        self._drop([name for name in self._rows if name not in entries])
        added = [name for name in entries if name not in self._rows]
        for name in added:
            self._rows[name] = NamedRow(name, table, self._desk, self)
        self._order(entries)
        for name, port in entries.items():
            self._rows[name].table = table
            self._rows[name].show_port(port)
        if self._adding and added:
            self._begin_naming(self._rows[added[-1]])

    def complain(self, complaints: Mapping[str, str]) -> None:
        """Say what is wrong with which of them."""
        for name, row in self._rows.items():
            row.complain(complaints.get(name, ""))

    def _carry_over_rename(self, entries: Mapping[Name, Any]) -> None:
        old, new = list(self._rows), list(entries)
        gone = [name for name in old if name not in entries]
        come = [name for name in new if name not in self._rows]
        if len(old) != len(new) or len(gone) != 1 or len(come) != 1:
            return
        self._rows = {(come[0] if n == gone[0] else n): row for n, row in self._rows.items()}
        self._rows[come[0]].call(come[0])

    def _order(self, entries: Mapping[Name, Any]) -> None:
        if list(self._rows) == list(entries) and self._layout.count() == len(entries) + 1:
            return
        self._rows = {name: self._rows[name] for name in entries}
        for place, row in enumerate(self._rows.values(), start=1):
            self._layout.removeWidget(row)
            self._layout.insertWidget(place, row)
            row.show()  # at once: the layout would only do it when the loop turns

    def _drop(self, names: list[Name]) -> None:
        for name in names:
            row = self._rows.pop(name)
            self._layout.removeWidget(row)
            row.retire()

    def _add_one(self) -> None:
        assert self._table is not None
        self._adding = True
        self._desk.edit(f"Add {self._table.noun}", self._table.add)
        self._adding = False

    def _begin_naming(self, row: NamedRow) -> None:
        row.name_line.setFocus(Qt.FocusReason.OtherFocusReason)
        row.name_line.selectAll()
