"""A form for a kind's config, made from the config's declaration; each field commits by itself.

The form never decides whether a config is right: it is given the sentences about it (`complaints`). It
only refuses a text that stands for no value at all, and keeps it where it was typed. It may be about
several configs of one kind: where they differ a field says so, and what is typed there is for all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from pydantic import BaseModel
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.panels.assist import Scope
from designer.panels.controls import Sentence
from designer.panels.fields import flush_fields
from designer.panels.form_row import SEVERAL, FieldRow
from designer.panels.schema import FieldSpec, field_specs
from engine.value import ABSENT, JSON, Absent, same

KEPT: Final = 12
"""Kinds whose fields are kept when another kind is shown: making them takes time."""


class ConfigForm(QWidget):
    """The fields of one config, or of several. `changed` gives the whole new config, and the key."""

    changed = Signal(object, str)
    committed = Signal(str, object)
    """The key that changed, and its value (ABSENT: it is left out)."""

    def __init__(self, parent: QWidget | None = None, scope: Scope | None = None) -> None:
        """Begin with no fields; `scope` are the names that can be used in them."""
        super().__init__(parent)
        self._scope = scope or Scope()
        self._configs: tuple[Mapping[str, JSON], ...] = ({},)
        self._model: type[BaseModel] | None = None
        self._rows: dict[str, FieldRow] = {}
        self._kept: dict[type[BaseModel], tuple[QWidget, dict[str, FieldRow]]] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)
        self._general = Sentence("wrong", self)
        self._layout.addWidget(self._general)
        self._sheet = self._make_sheet()

    def show_config(
        self,
        model: type[BaseModel] | None,
        config: Mapping[str, JSON],
        complaints: Mapping[str, str] | None = None,
    ) -> None:
        """Show a config, declared by a model or (None) by nobody; what is being typed stays."""
        self.show_configs(model, [config])
        self.show_complaints(complaints or {})

    def show_configs(
        self, model: type[BaseModel] | None, configs: Sequence[Mapping[str, JSON]]
    ) -> None:
        """Show what several configs have in common."""
        self._configs = tuple(configs)
        joined = {key: value for config in configs for key, value in config.items()}
        specs = field_specs(model, joined)
        if specs != tuple(row.spec for row in self._rows.values()):
            self._rebuild(model, specs)
        self._model = model
        for key, row in self._rows.items():
            row.show_value(self._common(key))

    def show_complaints(self, complaints: Mapping[str, str]) -> None:
        """Show what is wrong, by key; under the key "" what concerns no field in particular."""
        self._general.say(complaints.get("", ""))
        for key, row in self._rows.items():
            row.complain(complaints.get(key, ""))

    def spare(self, keys: Collection[str]) -> None:
        """Do not show these fields: there are better editors of them."""
        for key, row in self._rows.items():
            row.setVisible(key not in keys)

    def flush(self) -> None:
        """Commit what is typed, in every field."""
        flush_fields(self)

    def _common(self, key: str) -> JSON | Absent:
        first = self._configs[0].get(key, ABSENT)
        shared = all(same(config.get(key, ABSENT), first) for config in self._configs[1:])
        return first if shared else SEVERAL

    def _rebuild(self, model: type[BaseModel] | None, specs: tuple[FieldSpec, ...]) -> None:
        focused = next((key for key, row in self._rows.items() if row.has_focus), None)
        if model is not self._model:
            self._turn_to(model)
        before, self._rows = self._rows, {}
        layout = self._sheet.layout()
        assert layout is not None
        for spec in specs:
            kept = before.pop(spec.key, None)
            if kept is not None and kept.spec != spec:
                kept.retire()
                kept = None
            row = kept or self._make_row(spec)
            self._rows[spec.key] = row
            if layout.indexOf(row) != len(self._rows) - 1:
                layout.removeWidget(row)
                layout.addWidget(row)
            row.setVisible(True)
        for row in before.values():
            row.retire()
        if focused in self._rows and not self._rows[focused].has_focus:
            self._rows[focused].editor.setFocus()

    def _turn_to(self, model: type[BaseModel] | None) -> None:
        """Put the fields of one kind away, and bring out those of another if they were kept."""
        for row in self._rows.values():
            row.rest()
        self._sheet.hide()
        if self._model is not None and len(self._kept) < KEPT:
            self._kept[self._model] = self._sheet, self._rows
        else:
            self._layout.removeWidget(self._sheet)
            self._sheet.deleteLater()
        there = self._kept.pop(model, None) if model is not None else None
        self._sheet, self._rows = there or (self._make_sheet(), {})
        for row in self._rows.values():
            row.wake()
        self._sheet.show()

    def _make_sheet(self) -> QWidget:
        sheet = QWidget(self)
        layout = QVBoxLayout(sheet)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self._layout.addWidget(sheet)
        return sheet

    def _make_row(self, spec: FieldSpec) -> FieldRow:
        row = FieldRow(spec, self._sheet, self._scope)
        row.committed.connect(self._commit)
        return row

    def _commit(self, key: str, value: JSON | Absent) -> None:
        if same(value, self._common(key)):
            self._rows[key].show_value(value)
            return
        self.committed.emit(key, value)
        if len(self._configs) == 1:
            self.changed.emit(with_value(self._configs[0], key, value), key)


def with_value(config: Mapping[str, JSON], key: str, value: JSON | Absent) -> dict[str, JSON]:
    """A config with another value under a key, or (ABSENT) without it."""
    changed = {**config, key: value}
    if value is ABSENT:
        del changed[key]
    return changed
