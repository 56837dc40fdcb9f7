"""The inspector's page for one Step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from designer.document import edits
from designer.panels.assist import Scope
from designer.panels.controls import Heading, Sentence
from designer.panels.fields import Choice, Line, Text
from designer.panels.forms import ConfigForm
from designer.panels.inspector.brought import Brought
from designer.panels.inspector.complaints import POLICIES, complaints
from designer.panels.inspector.docs import KindDocs
from designer.panels.inspector.functions import function_of, offers_more, take_ports
from designer.panels.inspector.page import Desk, Fold, Labelled
from designer.panels.inspector.rows import NamedList
from designer.panels.inspector.sheet import Sheet
from designer.panels.inspector.step_aspects import WHEN, policy_parts
from designer.panels.inspector.tables import input_table, output_table
from designer.panels.pressing import PushButton
from designer.session.catalog import Catalog
from designer.words import quoted, tr, within
from engine.flow import SUBFLOW, Step
from engine.problem import Problem


class StepPage(QWidget):
    """All that can be said of one Step."""

    enterWanted = Signal()
    """The flow that the Step runs is to be shown."""

    def __init__(self, desk: Desk, catalog: Catalog, parent: QWidget) -> None:
        """Begin with no Step."""
        super().__init__(parent)
        self._desk = desk
        self._catalog = catalog
        self.step: Step | None = None
        self._id = self._line("step:id", "Id", self._rename)
        self._title = self._line("step:title", "Title", lambda text: self._set(title=text.strip()))
        self._kind = Labelled("Kind", Choice("step:kind", tr("Kind"), self), self)
        self._kind_note = Sentence("help", self)
        self._enter = self._button("enterFlow", "Open the sub-flow")
        self._enter.clicked.connect(self.enterWanted)
        self._docs = KindDocs(self)
        self._docs.hide()
        self.docs_fold = Fold("step:docs", "About this kind", self, lambda: self._docs)
        self._goal = self._check("step:goal", "Goal", self._set_goal)
        self._disabled = self._check("step:disabled", "Disabled", lambda on: self._set(disabled=on))
        text = Text("step:description", "Description", self, lines=2)
        self._description = Labelled("Description", text, self)
        self._general = Sentence("wrong", self)
        scope = Scope(
            inputs=lambda: tuple(self.step.inputs) if self.step else (),
            attributes=desk.attributes,
            folder=lambda: desk.folder,
        )
        self._brought = Brought(self)
        self._form = ConfigForm(self, scope)
        self._from_function = self._button("portsFromFunction", "Take ports from the function")
        self._inputs = NamedList("Inputs", desk, self)
        self._outputs = NamedList("Outputs", desk, self)
        self._when = Sheet((WHEN,), scope, self._set_all, self)
        self._when.call("step", "")
        self._policies = Sheet(policy_parts(catalog), scope, self._set_all, self)
        self._policies.call("policy", "")
        self._lay_out()
        self._connect(text)

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
        self._when.show_things([step])
        self._policies.show_things([step])
        function = function_of(step, self._desk.folder)
        self._from_function.setVisible(function is not None and offers_more(step, function))

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say at each field what is wrong with it; above, what concerns no field."""
        told = complaints(self._step.id, problems)
        self._general.say(told.general)
        self._kind.complain(told.kind)
        self._form.show_complaints(told.config)
        self._inputs.complain(told.inputs)
        self._outputs.complain(told.outputs)
        for key in POLICIES:
            self._when.complain(key, told.policies.get(key, ""))
            self._policies.complain(key, told.policies.get(key, ""))

    def prepare(self, fields: Iterable[str]) -> None:
        """Make the fields of these object names, where they are only made when they are wanted."""
        names = tuple(fields)
        self._inputs.open_for(names)
        self._outputs.open_for(names)

    def show_docs(self) -> None:
        """Say what the kind is and takes."""
        self.docs_fold.set_open(True)
        self.docs_fold.focus()

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
        heading = Heading(tr("Configuration"), self)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self._general)
        layout.addWidget(self._id)
        layout.addWidget(self._title)
        layout.addWidget(self._description)
        layout.addWidget(self._kind)
        layout.addWidget(self._kind_note)
        layout.addWidget(self._enter, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.docs_fold)
        layout.addLayout(marks)
        layout.addWidget(self._when)
        lists = (self._from_function, self._inputs, self._outputs)
        policies = Heading(tr("Policies"), self)
        for part in (heading, self._brought, self._form, *lists, policies, self._policies):
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
        check = QCheckBox(tr(words), self)
        check.setObjectName(name)
        check.clicked.connect(edit)
        return check

    def _button(self, name: str, words: str) -> QPushButton:
        button = PushButton(tr(words), self)
        button.setObjectName(name)
        return button

    def _connect(self, description: Text) -> None:
        description.committed.connect(lambda text: self._set(description=text.strip()))
        choice = self._kind.editor
        assert isinstance(choice, Choice)
        choice.committed.connect(lambda kind: self._set(kind=kind))
        for form in (self._form, self._brought):
            form.changed.connect(lambda config, key: self._set(key, config=config))
        self._from_function.clicked.connect(self._take_ports)

    def _show_kind(self, step: Step) -> None:
        choice = self._kind.editor
        assert isinstance(choice, Choice)
        kind = self._catalog.kind(step.kind)
        if choice.count() == 0:
            usable = (offer for offer in self._catalog.offers() if not offer.reason)
            choice.offer({tr(offer.title): offer.name for offer in usable})
        choice.show_value(step.kind, tr("{kind} (not available)", kind=step.kind))
        named = isinstance(step.config.get("flow"), str)
        self._enter.setVisible(step.kind == SUBFLOW and named)
        self._kind_note.say(tr(kind.description) if kind else "")
        self.docs_fold.setVisible(kind is not None)
        self._docs.show_kind(kind)
        self._form.show_config(kind.config if kind else None, step.config)
        spared = self._brought.show_config(step.kind, step.config, kind.config if kind else None)
        self._form.setVisible(spared is not None)
        self._form.spare(spared or frozenset())

    def _rename(self, text: str) -> None:
        old = self._step.id
        self._desk.edit(
            tr("Rename {old} to {new}", old=quoted(old), new=quoted(text.strip())),
            lambda diagram: edits.rename_step(diagram, old, text.strip()),
        )

    def _set(self, what: str = "", **changes: Any) -> None:
        step = replace(self._step, **changes)
        names = f" {tr('and')} ".join(within(name.capitalize()) for name in changes)
        self._desk.edit(
            tr("Change {what} of {thing}", what=what or names, thing=quoted(step.id)),
            lambda diagram: edits.set_step(diagram, step),
        )

    def _set_all(self, what: str, steps: list[Any], key: str) -> None:
        step = steps[0]
        self._desk.edit(
            tr("Change {what} of {thing}", what=within(what), thing=quoted(step.id)),
            lambda diagram: edits.set_step(diagram, step),
            f"{step.id}:{key}" if key else "",
        )

    def _set_goal(self, on: bool) -> None:
        step = self._step.id
        made = tr("Make '{step}' a Goal", step=step)
        text = made if on else tr("'{step}' is no Goal any more", step=step)
        self._desk.edit(text, lambda diagram: edits.set_goal(diagram, step, on))

    def _take_ports(self) -> None:
        step = self._step
        function = function_of(step, self._desk.folder)
        if function is not None:
            self._desk.edit(
                tr(
                    "Take ports of '{step}' from '{function}'", step=step.id, function=function.name
                ),
                lambda diagram: take_ports(diagram, step, function),
            )
