"""The inspector's page for the Flow itself: its name, Goals, inputs, presets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.document import edits
from designer.panels.fields import Choice, Line, Text
from designer.panels.inspector.goals import GoalList
from designer.panels.inspector.page import Desk, Labelled
from designer.panels.inspector.presets import PresetList
from designer.panels.inspector.rows import NamedList
from designer.panels.inspector.tables import declared_table
from designer.panels.problem_words import sentence_of
from designer.words import tr
from engine.flow import Flow
from engine.policy import OnFailure
from engine.problem import Problem

_ON_FAILURE = {
    "Go on with the other Goals": str(OnFailure.CONTINUE),
    "Stop the run": str(OnFailure.STOP),
    "Stop the run and undo": str(OnFailure.UNDO),
}


class FlowPage(QWidget):
    """The Flow's own name and settings, and its inputs."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Begin with an empty Flow."""
        super().__init__(parent)
        self._desk = desk
        name = Line("flow:name", "Name of the Flow", self)
        description = Text("flow:description", "Description of the Flow", self, lines=3)
        on_failure = Choice("flow:onFailure", tr("When a Goal fails"), self)
        on_failure.offer({tr(words): value for words, value in _ON_FAILURE.items()})
        name.committed.connect(lambda text: self._set("name", text.strip()))
        description.committed.connect(lambda text: self._set("description", text.strip()))
        on_failure.committed.connect(lambda value: self._set("on_failure", OnFailure(value)))
        self._name = Labelled("Name of the Flow", name, self)
        self._description = Labelled("Description", description, self)
        self._on_failure = Labelled("When a Goal fails", on_failure, self)
        self._goals = GoalList(desk, self)
        self._inputs = NamedList("Flow inputs", desk, self)
        self._presets = PresetList(desk, self)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        own = (self._name, self._description, self._goals, self._inputs, self._presets)
        for part in (*own, self._on_failure):
            layout.addWidget(part)
        layout.addStretch()

    def show_flow(self, flow: Flow) -> None:
        """Show the Flow as it is now."""
        self._name.show_value(flow.name)
        self._description.show_value(flow.description)
        self._on_failure.show_value(str(flow.on_failure))
        self._goals.show_goals(flow.goals)
        self._inputs.show_table(declared_table(), afresh=False)
        self._presets.show_presets(flow.presets)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say at each Flow input what is wrong with it."""
        found: dict[str, dict[str, str]] = {}
        for problem in problems:
            match problem.pointer.split("/"):
                case ["", "inputs", name, *rest]:
                    found.setdefault(name, {})[rest[0] if rest else ""] = sentence_of(problem)
        self._inputs.complain(found)

    def prepare(self, fields: Iterable[str]) -> None:
        """Make the fields of these object names, where they are only made when they are wanted."""
        self._inputs.open_for(fields)

    def focus(self) -> None:
        """Put the focus into the first field."""
        self._name.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _set(self, name: str, value: Any) -> None:
        what = name.replace("_", " ")
        self._desk.edit(
            tr("Change the Flow's {what}", what=tr(what)),
            lambda diagram: edits.set_flow(diagram, **{name: value}),
        )
