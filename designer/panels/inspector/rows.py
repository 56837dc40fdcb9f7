"""A list of named things, each a row that opens: inputs, outputs, Flow inputs.

Rows live as long as what they show: an edit elsewhere, a rename included, changes the texts in them and
leaves the focus and the cursor where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from designer.document.diagram import Diagram
from designer.document.edits import EditRefused
from designer.document.patch import Patch
from designer.panels.assist import Scope
from designer.panels.controls import Card, Heading, IconButton, Sentence, tab_stops
from designer.panels.fields import Choice, Line
from designer.panels.inspector.aspects import TYPES, with_type
from designer.panels.inspector.grip import Grip
from designer.panels.inspector.page import Desk
from designer.panels.inspector.sheet import Sheet
from designer.panels.inspector.tables import Table
from designer.panels.pressing import PushButton
from designer.words import quoted, tr, within
from engine.flow import Name

NAME_CHARACTERS: Final = 9
"""Letters of a name that are seen however narrow the panel is."""
TYPE_CHARACTERS: Final = 5
"""Of the widest letter: enough for the name of any type."""


class NamedRow(Card):
    """One of the list: its name and type, and what else can be said of it below, made once it is opened."""

    def __init__(
        self, name: Name, table: Table, desk: Desk, fellows: Callable[[], Sequence[QWidget]],
        parent: QWidget,
    ) -> None:  # fmt: skip
        """Take what the row is about; `fellows` gives all rows of the list in their order."""
        super().__init__("card", parent)
        self.name = name
        self.table = table
        self._desk = desk
        self._port: Any = None
        self._complaints: Mapping[str, str] = {}
        self._sheet: Sheet | None = None
        self._buttons: dict[str, tuple[IconButton, str]] = {}
        self.name_line = Line("", "", self)
        self.name_line.setMinimumWidth(self.fontMetrics().averageCharWidth() * NAME_CHARACTERS)
        self.name_line.committed.connect(self._rename)
        self.name_line.refused.connect(self._say)
        self._type = Choice("", "", self)
        self._type.setMinimumContentsLength(TYPE_CHARACTERS)
        self._type.offer({name: name for name in TYPES})
        self._type.committed.connect(self._set_type)
        self.more = IconButton("chevron-right", "", self)
        self.more.setCheckable(True)
        self.more.toggled.connect(self._open)
        self.grip = Grip(fellows, self)
        self.grip.dropped.connect(self._move_to)
        self._wrong = Sentence("wrong", self)
        self._refusal = ""
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
            "more": (self.more, "More"),
            **self._buttons,
        }
        for key, (widget, words) in named.items():
            widget.setObjectName(f"{prefix}:{key}")
            widget.setAccessibleName(tr("{words} of {noun}", words=tr(words), noun=noun))
        self.grip.setObjectName(f"{prefix}:grip")
        self.grip.name(tr("Drag to move {noun}; Alt+Up and Alt+Down move it too", noun=noun))
        self.grip.setVisible(self.table.move is not None)
        if self._sheet is not None:
            self._sheet.call(prefix, noun)
        self.more.setToolTip(tr("Show more") if not self.more.isChecked() else tr("Show less"))

    def show_port(self, port: Any) -> None:
        """Show what is so now."""
        self._port = port
        self.name_line.show_value(self.name)
        self._type.show_value(str(port.type.name))
        if self._sheet is not None and self.more.isChecked():
            self._sheet.show_things([port], self.name)

    def complain(self, complaints: Mapping[str, str]) -> None:
        """Say what is wrong with the port as it is, by part; under "" what concerns none of them."""
        self._complaints = complaints
        self._say(self._refusal)

    def be_another(self, name: Name, table: Table) -> None:
        """Show something else from now on, closed again."""
        self.table = table
        self.more.setChecked(False)
        self.complain({})
        self.call(name)

    def retire(self) -> None:
        """Leave the list; nothing can be edited from here any more."""
        for widget in self.findChildren(QWidget):
            widget.blockSignals(True)
            widget.setObjectName("")
        self.setObjectName("")
        self.hide()  # else a layout that was just about to show it would show it as a window
        self.setParent(None)
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Up and Alt+Down move it among its fellows."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by and event.modifiers() == Qt.KeyboardModifier.AltModifier and self.table.move:
            self._move(by)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.grip)
        top.addWidget(self.name_line, 1)
        top.addWidget(self._type)
        top.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._wrong)

    def _names(self) -> tuple[Name, ...]:
        """What an expression here may read; of a Step that was just deleted, nothing."""
        step = self._desk.diagram.flow.steps.get(self.table.step)
        return tuple(step.inputs) if step is not None else ()

    def _make_sheet(self) -> Sheet:
        scope = Scope(
            inputs=self._names,
            attributes=self._desk.attributes,
            folder=lambda: self._desk.folder,
        )
        sheet = Sheet(self.table.parts, scope, self._change, self)
        line = QHBoxLayout()
        line.addStretch()
        if self.table.move is not None:
            self._add_button("up", "arrow-up", "Move up", line)
            self._add_button("down", "arrow-down", "Move down", line)
            self._buttons["up"][0].clicked.connect(lambda: self._move(-1))
            self._buttons["down"][0].clicked.connect(lambda: self._move(1))
        self._add_button("remove", "trash-2", "Remove", line)
        self._buttons["remove"][0].clicked.connect(self._remove)
        layout = sheet.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addLayout(line)
        return sheet

    def _add_button(self, key: str, icon: str, words: str, layout: QHBoxLayout) -> None:
        button = IconButton(icon, tr(words), self)
        self._buttons[key] = button, words
        layout.addWidget(button)

    def _open(self, open_: bool) -> None:
        if open_ and self._sheet is None:
            self._sheet = self._make_sheet()
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._sheet)
            self.call(self.name)
            for before, after in pairwise(tab_stops(layout)):
                QWidget.setTabOrder(before, after)
        if self._sheet is not None:
            self._sheet.setVisible(open_)
            if open_ and self._port is not None:
                self._sheet.show_things([self._port], self.name)
        self._say(self._refusal)
        if open_:  # at once: it can be used before the loop turns
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.more.show_icon("chevron-down" if open_ else "chevron-right")
        self.more.setToolTip(tr("Show less") if open_ else tr("Show more"))
        self.more.setAccessibleDescription(tr("open") if open_ else tr("closed"))

    def _say(self, refusal: str) -> None:
        """Say each sentence at its part where that is seen, and the others at the name."""
        self._refusal = refusal
        sheet = self._sheet if self.more.isChecked() else None
        keys = () if sheet is None else sheet.keys
        here = [said for key, said in self._complaints.items() if key not in keys]
        self._wrong.say(refusal or "\n".join(here))
        for key in keys:
            assert sheet is not None
            sheet.complain(key, self._complaints.get(key, ""))

    @property
    def _called(self) -> str:
        """What the row is about, in words: `input 'amount'`."""
        return f"{tr(self.table.noun)} '{self.name}'"

    def _edit(self, text: str, make: Callable[[Diagram], Patch]) -> None:
        try:
            self._desk.edit(text, make)
        except EditRefused as refused:
            self._say(refused.sentence)

    def _rename(self, text: str) -> None:
        old = self.name
        try:
            self._desk.edit(
                tr("Rename {old} to {new}", old=self._called, new=quoted(text.strip())),
                lambda diagram: self.table.rename(diagram, old, text.strip()),
            )
        except EditRefused as refused:
            self.name_line.refuse(refused.sentence)
        else:
            self.name_line.show_value(self.name)

    def _change(self, what: str, ports: list[Any], key: str) -> None:
        place = (self.table.step, self.table.prefix, self.name, key)
        self._desk.edit(
            tr("Change {what} of {thing}", what=within(what), thing=self._called),
            lambda diagram: self.table.change(diagram, self.name, ports[0]),
            ":".join(place) if key else "",
        )

    def _set_type(self, name: str) -> None:
        self._change("type", [with_type(self._port, name)], "type")

    def _move(self, by: int) -> None:
        self._move_to(list(self.table.entries(self._desk.diagram)).index(self.name) + by)

    def _move_to(self, to: int) -> None:
        move = self.table.move
        if move is not None and 0 <= to < len(self.table.entries(self._desk.diagram)):
            words = tr("Move {thing}", thing=self._called)
            self._edit(words, lambda diagram: move(diagram, self.name, to))

    def _remove(self) -> None:
        words = tr("Remove {thing}", thing=self._called)
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
        title = Heading(tr(heading), self)
        self._add = PushButton(self)
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
        self._add.setText(tr(f"Add {table.noun}"))
        self._add.setObjectName(table.add_name)
        if afresh:
            self._use_again(list(entries), table)
        self._carry_over_rename(entries)
        self._drop([name for name in self._rows if name not in entries])
        added = [name for name in entries if name not in self._rows]
        for name in added:
            self._rows[name] = NamedRow(name, table, self._desk, self._in_order, self)
        self._order(entries)
        for name, port in entries.items():
            self._rows[name].table = table
            self._rows[name].show_port(port)
        if self._adding and added:
            self._begin_naming(self._rows[added[-1]])

    def _in_order(self) -> Sequence[QWidget]:
        return tuple(self._rows.values())

    def complain(self, complaints: Mapping[str, Mapping[str, str]]) -> None:
        """Say what is wrong with which of them, by part."""
        for name, row in self._rows.items():
            row.complain(complaints.get(name, {}))

    def open_for(self, fields: Iterable[str]) -> None:
        """Open the rows whose fields have these object names."""
        for field in fields:
            prefix, _, rest = field.partition(":")
            name, _, key = rest.partition(":")
            row = self._rows.get(Name(name))
            ours = self._table is not None and prefix == self._table.prefix
            if ours and row is not None and key != "name":
                row.more.setChecked(True)

    def _use_again(self, names: list[Name], table: Table) -> None:
        """Let the rows of another Step show these: making rows is what takes time."""
        rows = list(self._rows.values())
        for row in rows[len(names) :]:
            self._layout.removeWidget(row)
            row.retire()
        self._rows = {}
        for name, row in zip(names, rows, strict=False):
            row.be_another(name, table)
            self._rows[name] = row

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
        self._desk.edit(tr(f"Add {self._table.noun}"), self._table.add)
        self._adding = False

    def _begin_naming(self, row: NamedRow) -> None:
        row.name_line.setFocus(Qt.FocusReason.OtherFocusReason)
        row.name_line.selectAll()
