"""The inspector's page for one Step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from designer.document import edits
from designer.panels.controls import Heading, Sentence
from designer.panels.fields import Choice, Line, Text
from designer.panels.forms import ConfigForm
from designer.panels.inspector.complaints import complaints
from designer.panels.inspector.functions import function_of, offers_more, take_ports
from designer.panels.inspector.page import Desk, Labelled
from designer.panels.inspector.policies import Policies
from designer.panels.inspector.rows import NamedList
from designer.panels.inspector.tables import input_table, output_table
from designer.session.catalog import Catalog
from engine.flow import Step
from engine.problem import Problem


class StepPage(QWidget):
    """All that can be said of one Step."""

    def __init__(self, desk: Desk, catalog: Catalog, parent: QWidget) -> None:
        """Begin with no Step."""
        super().__init__(parent)
        self._desk = desk
        self._catalog = catalog
        self._folder: Path | None = None
        self.step: Step | None = None
        self._id = self._line("step:id", "Id", self._rename)
        self._title = self._line("step:title", "Title", lambda text: self._set(title=text.strip()))
        self._kind = Labelled("Kind", Choice("step:kind", "Kind", self), self)
        self._kind_note = Sentence("help", self)
        self._goal = self._check("step:goal", "Goal", self._set_goal)
        self._disabled = self._check("step:disabled", "Disabled", lambda on: self._set(disabled=on))
        text = Text("step:description", "Description", self, lines=2)
        self._description = Labelled("Description", text, self)
        self._general = Sentence("wrong", self)
        self._form = ConfigForm(self)
        self._from_function = QPushButton("Take ports from the function", self)
        self._inputs = NamedList("Inputs", desk, self)
        self._outputs = NamedList("Outputs", desk, self)
        self._policies = Policies(desk, self)
        self._lay_out()
        self._connect(text)

    def set_folder(self, folder: Path | None) -> None:
        """Take the flow file's folder, where functions are looked up."""
        self._folder = folder

    def show_step(self, step: Step, *, afresh: bool = False) -> None:
        """Show a Step as it is now; `afresh` where it is another one than before."""
        self.step = step
        self._id.show_value(step.id)
        self._title.show_value(step.title)
        self._title.text_editor.setPlaceholderText(step.id)
        self._description.show_value(step.description)
        self._show_kind(step)
        self._goal.setChecked(step.id in self._desk.diagram.flow.goals)
        self._disabled.setChecked(step.disabled)
        self._inputs.show_table(input_table(step.id), afresh=afresh)
        self._outputs.show_table(output_table(step.id), afresh=afresh)
        self._policies.show_step(step)
        function = function_of(step, self._folder)
        self._from_function.setVisible(function is not None and offers_more(step, function))

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say at each field what is wrong with it; above, what concerns no field."""
        told = complaints(self._step.id, problems)
        self._general.say(told.general)
        self._kind.complain(told.kind)
        self._form.show_complaints(told.config)
        self._inputs.complain(told.inputs)
        self._outputs.complain(told.outputs)

    def focus(self) -> None:
        """Put the focus into the first field."""
        self._id.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._id.text_editor.selectAll()

    @property
    def _step(self) -> Step:
        assert self.step is not None
        return self.step

    def _lay_out(self) -> None:
        marks = QHBoxLayout()
        marks.addWidget(self._goal)
        marks.addWidget(self._disabled)
        marks.addStretch()
        heading = Heading("Configuration", self)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self._general)
        layout.addWidget(self._id)
        layout.addWidget(self._title)
        layout.addWidget(self._description)
        layout.addWidget(self._kind)
        layout.addWidget(self._kind_note)
        layout.addLayout(marks)
        lists = (self._from_function, self._inputs, self._outputs)
        for part in (heading, self._form, *lists, self._policies):
            layout.addWidget(part)
        layout.addStretch()

    def _line(self, name: str, words: str, edit: Callable[[str], None]) -> Labelled:
        line = Line(name, words, self)
        labelled = Labelled(words, line, self)
        line.committed.connect(
            lambda text: labelled.attempt(lambda: edit(text), lambda: self._now(name))
        )
        return labelled

    def _now(self, name: str) -> str:
        return self._step.id if name == "step:id" else self._step.title

    def _check(self, name: str, words: str, edit: Callable[[bool], None]) -> QCheckBox:
        check = QCheckBox(words, self)
        check.setObjectName(name)
        check.clicked.connect(edit)
        return check

    def _connect(self, description: Text) -> None:
        description.committed.connect(lambda text: self._set(description=text.strip()))
        choice = self._kind.editor
        assert isinstance(choice, Choice)
        choice.committed.connect(lambda kind: self._set(kind=kind))
        self._form.changed.connect(lambda config, key: self._set(key, config=config))
        self._from_function.setObjectName("portsFromFunction")
        self._from_function.clicked.connect(self._take_ports)

    def _show_kind(self, step: Step) -> None:
        choice = self._kind.editor
        assert isinstance(choice, Choice)
        kind = self._catalog.kind(step.kind)
        if choice.count() == 0:
            usable = (offer for offer in self._catalog.offers() if not offer.reason)
            choice.offer({offer.title: offer.name for offer in usable})
        choice.show_value(step.kind, f"{step.kind} (not available)")
        self._kind_note.say(kind.description if kind else "")
        self._form.show_config(kind.config if kind else None, step.config)

    def _rename(self, text: str) -> None:
        old = self._step.id
        self._desk.edit(
            f"Rename '{old}' to '{text.strip()}'",
            lambda diagram: edits.rename_step(diagram, old, text.strip()),
        )

    def _set(self, what: str = "", **changes: Any) -> None:
        step = replace(self._step, **changes)
        self._desk.edit(
            f"Change {what or ' and '.join(changes)} of '{step.id}'",
            lambda diagram: edits.set_step(diagram, step),
        )

    def _set_goal(self, on: bool) -> None:
        step = self._step.id
        text = f"Make '{step}' a Goal" if on else f"'{step}' is no Goal any more"
        self._desk.edit(text, lambda diagram: edits.set_goal(diagram, step, on))

    def _take_ports(self) -> None:
        step = self._step
        function = function_of(step, self._folder)
        if function is not None:
            self._desk.edit(
                f"Take ports of '{step.id}' from '{function.name}'",
                lambda diagram: take_ports(diagram, step, function),
            )
