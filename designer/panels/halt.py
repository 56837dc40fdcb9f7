"""Shows where a run is held: the Step that is about to start, its values, and what can be done.

A value that can be typed can be edited; the Step then gets the edited one. Esc gives the keyboard back to
the canvas, and the run stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer.panels.controls import Heading, Sentence, tab_stops
from designer.panels.corner import CornerCard
from designer.panels.input_row import InputRow
from designer.panels.inputs_form import FieldArea
from designer.panels.pressing import PushButton
from designer.panels.typed import write_value
from designer.words import tr
from engine.datatype import DataType
from engine.flow import Declared, Input, Name
from engine.value import Secret, Value, encode, preview, same

MOST_TEXT = 20_000
"""Characters of a value beyond which only its beginning is shown, and it cannot be edited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Where a run is held: the Step by its title, the input that a breakpoint asked about, the values."""

    title: str
    port: Name | None = None
    condition: str = ""
    inputs: Mapping[Name, Input] = field(default_factory=dict)
    values: Mapping[Name, Value] = field(default_factory=dict)


class HaltPanel(CornerCard):
    """What a run that is held shows, and the ways on."""

    resumed = Signal(object)
    """Go on; the values that were edited, by input."""
    advanced = Signal(object)
    """Let one more Step start; the values that were edited, by input."""
    stopped = Signal()

    def __init__(self, over: QWidget) -> None:
        """Begin hidden."""
        super().__init__(over, left=False)
        self.setObjectName("halt")
        self._held: Held | None = None
        self._rows: dict[Name, InputRow] = {}
        self._texts: dict[Name, str] = {}
        self._fixed: list[QLabel] = []
        self._title, self._why = Heading("", self), Sentence("", self)
        self._title.setWordWrap(True)
        self._area = FieldArea(self)
        self._go_on = self._button("haltContinue", self.press_enter)
        self._step = self._button("haltStep", self.advance)
        self._stop = self._button("haltStop", self.stopped.emit)
        self._go_on.setText(tr("Continue"))
        self._step.setText(tr("One step"))
        self._stop.setText(tr("Stop"))
        self._go_on.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(self._stop)
        row.addStretch()
        row.addWidget(self._step)
        row.addWidget(self._go_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        for widget in (self._title, self._why, self._area):
            layout.addWidget(widget)
        layout.addLayout(row)

    @property
    def held(self) -> Held | None:
        """What is shown; None while it is hidden."""
        return self._held

    def show_held(self, held: Held) -> None:
        """Show where the run is held now; what is typed is kept while that is the same."""
        if held == self._held and self.isVisible():
            return
        self._held = held
        self._title.setText(tr("Paused before '{step}'", step=held.title))
        self.setAccessibleName(self._title.text())
        self._why.say(_why(held))
        self._lay(held)
        self.show()
        self.raise_()

    def forget(self) -> None:
        """The run is not held any more."""
        self._held = None
        self._clear()
        self.leave()

    def enter(self) -> None:
        """Give the keyboard to the value that the breakpoint asked about, or to the way on."""
        if self._held is not None and self._held.port in self._rows:
            self._rows[self._held.port].focus()
        else:
            self._go_on.setFocus()

    def press_enter(self) -> None:
        """Go on with what stands in the fields."""
        self._leave_by(self.resumed)

    def advance(self) -> None:
        """Let one more Step start, with what stands in the fields."""
        self._leave_by(self.advanced)

    def press_escape(self) -> None:
        """Go back to the canvas; the run stays held."""
        beneath = self.parentWidget()
        if beneath is not None:
            beneath.setFocus()

    def _leave_by(self, way: object) -> None:
        wrong = [
            row for name, row in self._rows.items() if self._is_edited(name) and not row.check()
        ]
        if wrong:
            self._area.fit()
            wrong[0].focus()
            return
        edited = {name: row.value for name, row in self._rows.items() if self._is_edited(name)}
        way.emit(edited)  # type: ignore[attr-defined]  # a bound signal has no type of its own

    def _is_edited(self, name: Name) -> bool:
        return self._rows[name].text() != self._texts[name]

    def _lay(self, held: Held) -> None:
        self._clear()
        names = sorted(
            held.values, key=lambda name: (name != held.port, [*held.inputs].index(name))
        )
        for place, name in enumerate(names):
            port, value = held.inputs[name], held.values[name]
            text = _editable(value, _type(port))
            widget = self._row(name, port, text) if text is not None else self._note(name, value)
            self._area.fields.insertWidget(place, widget)
            widget.show()
        self._area.setVisible(bool(names))
        self.order_stops([*tab_stops(self._area.fields), self._go_on, self._step, self._stop])
        self._area.fit()

    def _row(self, name: Name, port: Input, text: str) -> InputRow:
        declared = Declared(type=_type(port), description=port.description)
        row = InputRow(name, declared, self._area.content, prefix="halt", empty=True)
        row.write(text)
        row.keep_place()
        self._rows[name], self._texts[name] = row, row.text()
        return row

    def _note(self, name: Name, value: Value) -> QLabel:
        label = QLabel(f"{name} = {preview(value, 200)}", self._area.content)
        label.setWordWrap(True)
        label.setProperty("role", "help")
        label.setObjectName(f"haltValue:{name}")
        self._fixed.append(label)
        return label

    def _clear(self) -> None:
        for row in self._rows.values():
            self._area.fields.removeWidget(row)
            row.retire()
        for label in self._fixed:
            self._area.fields.removeWidget(label)
            label.deleteLater()
        self._rows, self._texts, self._fixed = {}, {}, []

    def _button(self, name: str, does: Callable[[], object]) -> QPushButton:
        button = PushButton(self)
        button.setObjectName(name)
        button.clicked.connect(lambda _=False: does())
        return button


def _why(held: Held) -> str:
    if held.port is None:
        told = tr("Its inputs are there. Nothing new begins until you go on.")
    else:
        value = held.values.get(held.port)
        told = tr("'{port}' is {value}.", port=held.port, value=preview(value, 80))
    return (
        f"{told} {tr('Breakpoint: {condition}', condition=held.condition)}"
        if held.condition
        else told
    )


def _type(port: Input) -> DataType:
    return DataType() if port.is_list else port.type


def _editable(value: Value, type_: DataType) -> str | None:
    """The text of a value that can be edited; None of one that cannot."""
    if isinstance(value, Secret) or type_.secret:
        return None
    plain = encode(value)
    if not same(plain, value):
        return None
    text = write_value(plain, type_)
    return text if len(text) <= MOST_TEXT else None
