"""Asks for the values that a run still lacks: a panel over the canvas that nothing waits for.

An empty field is a missing value. The file's examples are only shown, and never submitted unless a click puts
them into the fields; what was typed the last time stands there and is selected when a field is entered, so
that typing replaces it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from designer.panels.controls import ElidedButton, Heading, tab_stops
from designer.panels.form_card import FormCard
from designer.panels.input_row import InputRow
from designer.panels.pressing import PushButton
from designer.panels.typed import write_value
from designer.panels.value_sets import ValueSets
from designer.words import tr
from engine.datatype import DataType
from engine.flow import Declared, Flow, Name
from engine.givens import type_of
from engine.plan import Plan

LEAST_WIDTH: Final = 20
"""Of the fields, in lines of text."""
MOST_HEIGHT: Final = 26
"""Of the fields before they scroll, in lines of text."""


class InputsForm(FormCard):
    """A field for each missing value. `submitted` gives the values by name."""

    submitted = Signal(object)
    """The values by name, as `object`: Qt has no room for every int."""
    cancelled = Signal()
    entered = Signal(str)
    """The name of the value whose field the keyboard is in; empty where it is in none."""
    setSaved = Signal(str, object)
    """The name of a set, and the values by name that it is to hold."""
    fixWanted = Signal(str, object)
    """The name of a value that is to be part of the Flow from now on, and the value."""
    stepWanted = Signal(str)
    """The name of a value that a Step is to give."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden, with nothing to ask."""
        super().__init__(parent)
        self.setObjectName("inputsForm")
        self.setAccessibleName(tr("Values for this run"))
        self._flow = Flow()
        self._last: Mapping[str, str] = {}
        self._typed: dict[Name, str] = {}
        """What was typed for this document and not submitted."""
        self._rows: dict[Name, InputRow] = {}
        self._renames: dict[Name, Name] = {}
        """What the values of rows are called since the rows were laid: by their names in the rows."""
        title = Heading(tr("Values for this run"), self)
        self.sets = ValueSets(self)
        self.sets.chosen.connect(self._fill)
        self.sets.saved.connect(self._save)
        self._area = FieldArea(self)
        self._fields = self._area.fields
        self._run, self._cancel = PushButton(tr("Run"), self), PushButton(tr("Cancel"), self)
        self._more, self._plan = PushButton(self), Plan()
        self._examples = ElidedButton(tr("Use the examples"), self)
        self._examples.setObjectName("inputsExamples")
        self._examples.setProperty("role", "link")
        self._examples.setAutoDefault(False)
        self._examples.clicked.connect(self.use_examples)
        top = QHBoxLayout()
        top.addWidget(title, 1)
        top.addWidget(self._examples)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.sets)
        layout.addWidget(self._area)
        layout.addLayout(self._lay_buttons())
        self.hide()

    def ask(self, plan: Plan, flow: Flow, last: Mapping[str, str]) -> None:
        """Show a field for each missing value of a Plan; `last` are the texts typed the last time.

        What was typed and not submitted yet stands there again, save for secrets. With nothing missing
        the answer is given at once, and nothing is shown.
        """
        if not plan.missing:
            self.submitted.emit({})
            return
        self._flow, self._last = flow, last
        if not self.isHidden():
            self._lay_rows(plan)
            return
        self._drop(list(self._rows))
        self._lay_rows(plan)
        self.show()
        self.raise_()
        next(iter(self._rows.values())).focus()

    def refresh(self, plan: Plan, flow: Flow | None = None) -> None:
        """Follow an edit made while it is open: ask for what is missing now, and keep what is typed.

        `flow` tells what the values are declared as; where it is not given, they are as they were.
        With nothing missing any more there is nothing to ask.
        """
        if self.isHidden():
            return
        self._flow = flow or self._flow
        if plan.missing:
            self._lay_rows(plan)
        else:
            self.cancel()

    def follow(self, old: Name, new: Name) -> None:
        """A value is called something else now: what is typed for it goes along."""
        if old in self._typed:
            self._typed[new] = self._typed[old]
        if not self.isHidden():
            first = next((row for row, name in self._renames.items() if name == old), old)
            self._renames[first] = new

    def forget(self) -> None:
        """Ask no more, and forget what was typed: another document is shown."""
        self._hide()
        self._drop(list(self._rows))
        self._typed.clear()
        self._renames.clear()

    def focus_on(self, name: Name) -> None:
        """Go to the field of a value, if it is asked for."""
        if name in self._rows and not self.isHidden():
            self._rows[name].focus()
            self._area.ensureWidgetVisible(self._rows[name])

    def texts(self) -> dict[str, str]:
        """What stands in the fields, to be offered the next time; never what is meant for a secret."""
        return {
            name: row.text() for name, row in self._rows.items() if not row.declared.type.secret
        }

    def submit(self) -> None:
        """Give the values; where one is missing or wrong, say so at its field and go there."""
        wrong = [row for row in self._rows.values() if not row.check()]
        if wrong:
            self._area.fit()  # what is wrong takes room too
            wrong[0].focus()
            self._area.ensureWidgetVisible(wrong[0])
            return
        values = {
            name: row.value for name, row in self._rows.items() if row.required or row.is_given
        }
        for name in values:
            self._typed.pop(name, None)
        self._hide()
        self.submitted.emit(values)

    def cancel(self) -> None:
        """Ask no more for now; what is typed stands there the next time."""
        self._keep(self._rows)
        self._hide()
        self.cancelled.emit()

    def press_enter(self) -> None:
        """Give the values."""
        self.submit()

    def press_escape(self) -> None:
        """Ask no more for now."""
        self.cancel()

    def _lay_buttons(self) -> QHBoxLayout:
        self._run.setObjectName("inputsRun")
        self._run.setDefault(True)
        self._run.clicked.connect(self.submit)
        self._cancel.setObjectName("inputsCancel")
        self._cancel.clicked.connect(self.cancel)
        self._more.setObjectName("inputsMore")
        self._more.setCheckable(True)
        self._more.setAutoDefault(False)
        self._more.toggled.connect(self._turn_more)
        row = QHBoxLayout()
        row.addWidget(self._more)
        row.addStretch()
        row.addWidget(self._cancel)
        row.addWidget(self._run)
        return row

    def _lay_rows(self, plan: Plan) -> None:
        """Have a row for each missing value, in the order of the Flow; those that are there stay."""
        flow, missing = self._flow, plan.missing
        order = [name for name in flow.inputs if name in missing]
        order += sorted(name for name in missing if name not in flow.inputs)
        self._plan = plan
        optional = self._optional(plan)
        self._more.setVisible(bool(optional))
        self._more.setText(tr("More values ({count})", count=len(optional)))
        order += optional if self._more.isChecked() else ()
        wanted = {name: flow.inputs.get(name, Declared(type=type_of(flow, name))) for name in order}
        changed = [
            name
            for name, row in self._rows.items()
            if (wanted.get(name), name in missing) != (row.declared, row.required)
        ]
        self._keep(changed)
        carried, held = self._carry(changed)
        self._drop(changed)
        for place, (name, declared) in enumerate(wanted.items()):
            row = self._rows.pop(name, None) or self._make_row(
                name, declared, required=name in missing, text=carried.get((name, declared.type))
            )
            row.tell_who_needs_it(missing.get(name) or plan.offered.get(name, ()))
            self._rows[name] = row
            self._fields.insertWidget(place, row)
            row.show()  # at once: the layout would only do it when the loop turns
        self.sets.show_sets(flow.presets)
        stops = list(tab_stops(self._fields))
        more = [stop for row in self._rows.values() for stop in row.more]
        fields = [stop for stop in stops if stop not in more]
        buttons = (self._run, self._cancel, self._more, self._examples)
        self.order_stops([*fields, *buttons, *more, *self.sets.stops()])
        self._offer_examples()
        self._area.fit()
        if held in self._rows:
            self._rows[held].focus()

    def _carry(
        self, names: Collection[Name]
    ) -> tuple[dict[tuple[Name, DataType], str], Name | None]:
        """What is typed in rows that go, by what it is called and is since; and where the keyboard is."""
        renames, self._renames = self._renames, {}
        rows = {new: self._rows[old] for old, new in renames.items() if old in names}
        held = next((name for name, row in rows.items() if row.editor.hasFocus()), None)
        return {(name, row.declared.type): row.text() for name, row in rows.items()}, held

    def _optional(self, plan: Plan) -> list[Name]:
        """What may be given besides: Flow inputs with a default that is used, and what is only offered."""
        defaults = [name for name in self._flow.inputs if name in plan.given]
        return [*defaults, *sorted(name for name in plan.offered if name not in defaults)]

    def _turn_more(self) -> None:
        """Ask for what may be given besides, or no longer; what was typed there is kept."""
        self._lay_rows(self._plan)

    def _make_row(
        self, name: Name, declared: Declared, *, required: bool, text: str | None
    ) -> InputRow:
        row = InputRow(name, declared, self._area.content, required=required)
        known = self._typed.get(name, self._last.get(name, ""))
        row.write(known if text is None else text)
        row.editor.installEventFilter(self)
        row.changed.connect(self._offer_examples)
        row.offer_more(
            fix=lambda: self._fix(row), make=lambda: self.stepWanted.emit(name)
        )  # fmt: skip
        return row

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell which field the keyboard is in."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            here = event.type() == QEvent.Type.FocusIn
            names = [name for name, row in self._rows.items() if row.editor is watched]
            self.entered.emit(names[0] if here and names else "")
        return super().eventFilter(watched, event)

    def _offer_examples(self) -> None:
        """Offer to take the examples, as long as a field is empty that has one."""
        self._examples.setVisible(any(it.example and not it.is_given for it in self._rows.values()))

    def use_examples(self) -> None:
        """Put the examples into the fields that are empty; the next Enter runs with them."""
        for row in self._rows.values():
            if row.example and not row.is_given:
                row.write(row.example)
        empty = [row for row in self._rows.values() if row.required and not row.is_given]
        empty[0].focus() if empty else self._run.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer_examples()

    def _fill(self, name: str) -> None:
        """Put the values of a set into their fields."""
        values = self._flow.presets.get(name, {})
        filled = [row for key, row in self._rows.items() if key in values]
        for row in filled:
            row.write(write_value(values[row.name], row.declared.type))
        self._offer_examples()
        if len(filled) < len(self._rows):
            told = tr(
                "{some} of {all} values are in this set.", some=len(filled), all=len(self._rows)
            )
            self.sets.tell(told)

    def _save(self, name: str) -> None:
        """Hand over what stands in the fields, but for secrets and what is wrong."""
        given = [
            row for row in self._rows.values() if row.is_given and not row.declared.type.secret
        ]
        if not given:
            self.sets.tell(tr("There is nothing to keep: every field is empty."))
        elif all(row.check() for row in given):
            self.setSaved.emit(name, {row.name: row.value for row in given})

    def _fix(self, row: InputRow) -> None:
        if row.is_given and not row.check():
            row.focus()
        elif row.is_given:
            self.fixWanted.emit(row.name, row.value)
        else:
            row.check()
            row.focus()

    def _drop(self, names: Sequence[Name]) -> None:
        for name in names:
            row = self._rows.pop(name)
            self._fields.removeWidget(row)
            row.retire()

    def _keep(self, names: Iterable[Name]) -> None:
        """Remember what is typed; never what is meant for a secret."""
        rows = ((name, self._rows[name]) for name in names)
        self._typed |= {name: row.text() for name, row in rows if not row.declared.type.secret}

    def _hide(self) -> None:
        """Go away, and give the keyboard to what lies beneath if it was here."""
        focused, beneath = self.window().focusWidget(), self.parentWidget()
        held = focused is not None and self.isAncestorOf(focused)
        self.hide()
        if held and beneath is not None:
            beneath.setFocus(Qt.FocusReason.OtherFocusReason)


class FieldArea(QScrollArea):
    """Wants the size that its fields need, and gets by with less."""

    wanted = QSize()

    def __init__(self, parent: QWidget) -> None:
        """Begin with no fields; they are put into `fields`, as children of `content`."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # or Tab would stop at the frame too
        self.content = QWidget()
        self.fields = QVBoxLayout(self.content)
        self.fields.setContentsMargins(0, 0, 6, 0)
        self.fields.setSpacing(12)
        self.fields.addStretch()
        self.setWidget(self.content)
        for part in (self.content, self.viewport()):
            part.setAutoFillBackground(False)  # the card shows through

    def fit(self) -> None:
        """As high as the fields are, where there is room; the fields scroll where there is not."""
        line = self.fontMetrics().height()
        width = max(self.content.minimumSizeHint().width(), line * LEAST_WIDTH)
        wanted = self.content.heightForWidth(width)  # -1 where nothing in it wraps
        height = min(wanted if wanted > 0 else self.content.sizeHint().height(), line * MOST_HEIGHT)
        self.wanted = QSize(width + 2 * line, height + line)  # room for a scroll bar
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """What the fields need."""
        return self.wanted

    def minimumSizeHint(self) -> QSize:
        """Enough for one field."""
        line = self.fontMetrics().height()
        return QSize(8 * line, 5 * line)
