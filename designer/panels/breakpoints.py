"""Lists the breakpoints of a Flow: where each is, its condition, which can be edited, and a way there."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from designer.panels.controls import Heading, IconButton, Sentence, restyle, tab_stops
from designer.panels.corner import CornerCard
from designer.panels.inputs_form import FieldArea
from designer.panels.pressing import PushButton
from designer.words import tr
from engine.errors import ExpressionError
from engine.expressions import compile_expression


class Listed(NamedTuple):
    """One breakpoint in words, its condition, and whether the condition asks about one `value`."""

    told: str
    condition: str
    has_value: bool


class _Row(QWidget):
    """One breakpoint."""

    def __init__(self, one: Listed, parent: QWidget) -> None:
        super().__init__(parent)
        self.go = PushButton(one.told, self)
        self.go.setObjectName(f"breakpointGo:{one.told}")
        self.go.setProperty("role", "link")
        self.go.setToolTip(tr("Show it on the canvas"))
        self.drop = IconButton("x", tr("Clear the breakpoint at {place}", place=one.told), self)
        self.drop.setObjectName(f"breakpointDrop:{one.told}")
        self.field = QLineEdit(one.condition, self)
        self.field.setObjectName(f"breakpointIf:{one.told}")
        self.field.setAccessibleName(tr("Condition of the breakpoint at {place}", place=one.told))
        example = tr("always, or e.g. {example}", example="value > 100")
        self.field.setPlaceholderText(example if one.has_value else tr("always, or a condition"))
        self.wrong = Sentence("wrong", self)
        self.wrong.keep_place()
        top = QHBoxLayout()
        top.addWidget(self.go, 1, Qt.AlignmentFlag.AlignLeft)
        top.addWidget(self.drop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addWidget(self.field)
        layout.addWidget(self.wrong)

    def check(self) -> bool:
        """Whether the condition can be asked; if not, it is said why."""
        text, told = self.field.text().strip(), ""
        try:
            if text:
                compile_expression(text)
        except ExpressionError as error:
            told = str(error)
        self.wrong.say(told)
        self.field.setAccessibleDescription(told)
        restyle(self.field, "wrong", "true" if told else "false")
        return not told


class BreakpointList(CornerCard):
    """All breakpoints of the Flow that is shown. A place is whatever it was told by."""

    changed = Signal(object, str)
    """A place, and its condition from now on."""
    cleared = Signal(object)
    """A place, or None: all of them."""
    wanted = Signal(object)
    """Show this place."""

    def __init__(self, over: QWidget) -> None:
        """Begin hidden."""
        super().__init__(over, left=True)
        self.setObjectName("breakpoints")
        self.setAccessibleName(tr("Breakpoints"))
        self._rows: dict[Hashable, _Row] = {}
        self._listed: Mapping[Any, Listed] = {}
        self._draft: tuple[Hashable, Listed] | None = None
        """A place that has no breakpoint yet; it gets one with its condition, or by Enter."""
        self._area = FieldArea(self)
        self._none = Sentence("help", self)
        self._none.say(tr("There is none. Select a step or a wire and press F9."))
        self._clear_all = PushButton(tr("Clear all"), self)
        self._clear_all.setObjectName("breakpointsClear")
        self._clear_all.clicked.connect(lambda: self.cleared.emit(None))
        self._close = PushButton(tr("Close"), self)
        self._close.setObjectName("breakpointsClose")
        self._close.clicked.connect(self.leave)
        row = QHBoxLayout()
        row.addWidget(self._clear_all)
        row.addStretch()
        row.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        for widget in (Heading(tr("Breakpoints"), self), self._none, self._area):
            layout.addWidget(widget)
        layout.addLayout(row)

    def open(self, place: Hashable | None = None, draft: Listed | None = None) -> None:
        """Show the list, and go to the condition of one of them; a `draft` is not set by that yet."""
        if draft is not None and place is not None:
            self._draft = (place, draft)
            self.show_breakpoints(self._listed)
        self.show()
        self._area.fit()  # rows that were never shown did not know their sizes
        self.raise_()
        row = self._rows.get(place) or next(iter(self._rows.values()), None)
        (row.field if row else self._close).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_breakpoints(self, listed: Mapping[Any, Listed]) -> None:
        """List these; where one is typed in, that stands."""
        if self._draft is not None:
            place, draft = self._draft
            self._draft = None if place in listed and listed is not self._listed else self._draft
            listed = listed if self._draft is None else {**listed, place: draft}
        if listed == self._listed:
            return
        for place in [p for p in self._rows if p not in listed]:
            row = self._rows.pop(place)
            self._area.fields.removeWidget(row)
            row.setParent(None)
            row.deleteLater()
        self._listed = dict(listed)
        for at, (place, one) in enumerate(listed.items()):
            row = self._rows[place] if place in self._rows else self._make(place, one)
            self._rows[place] = row
            if row.field.text().strip() != one.condition and not row.field.hasFocus():
                row.field.setText(one.condition)
            self._area.fields.insertWidget(at, row)
            row.show()
        self._none.setVisible(not listed)
        self._area.setVisible(bool(listed))
        self._clear_all.setEnabled(bool(listed))
        stops = [*tab_stops(self._area.fields), self._clear_all, self._close]
        self.order_stops(stops)
        self._area.fit()

    def press_enter(self) -> None:
        """Take the conditions as they are typed."""
        kept = {place: self._commit(place, entered=True) for place in list(self._rows)}
        if all(kept.values()):
            self.leave()

    def press_escape(self) -> None:
        """Go back to the canvas."""
        self.leave()

    def leave(self) -> None:
        """Go, and forget the place that was only looked at."""
        if self._draft is not None:
            place, self._draft = self._draft[0], None
            if place in self._rows:
                self._rows[place].field.blockSignals(True)  # going is no way to set it
            super().leave()
            self.show_breakpoints({p: one for p, one in self._listed.items() if p != place})
            return
        super().leave()

    def _make(self, place: Hashable, one: Listed) -> _Row:
        row = _Row(one, self._area.content)
        row.go.clicked.connect(lambda: self.wanted.emit(place))
        row.drop.clicked.connect(lambda: self.cleared.emit(place))
        row.field.editingFinished.connect(partial(self._commit, place))
        return row

    def _commit(self, place: Hashable, *, entered: bool = False) -> bool:
        row, known = self._rows.get(place), self._listed.get(place)
        if row is None or known is None:
            return True
        if not row.check():
            self._area.fit()
            return False
        is_new = self._draft is not None and self._draft[0] == place
        if row.field.text().strip() != known.condition or (is_new and entered):
            self.changed.emit(place, row.field.text().strip())
        return True
