"""The inspector's pages for no Step (the Flow itself) and for several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from designer.document import edits
from designer.document.diagram import Diagram
from designer.document.patch import Patch, apply
from designer.panels.controls import Heading, Sentence
from designer.panels.fields import Choice, Line, Text
from designer.panels.inspector.page import Desk, Labelled
from designer.panels.inspector.rows import NamedList
from designer.panels.inspector.tables import declared_table
from designer.panels.problem_words import sentence_of
from engine.flow import Flow, StepId
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
        on_failure = Choice("flow:onFailure", "When a Goal fails", self)
        on_failure.offer(_ON_FAILURE)
        name.committed.connect(lambda text: self._set("name", text.strip()))
        description.committed.connect(lambda text: self._set("description", text.strip()))
        on_failure.committed.connect(lambda value: self._set("on_failure", OnFailure(value)))
        self._name = Labelled("Name of the Flow", name, self)
        self._description = Labelled("Description", description, self)
        self._on_failure = Labelled("When a Goal fails", on_failure, self)
        self._inputs = NamedList("Flow inputs", desk, self)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        for part in (self._name, self._description, self._on_failure, self._inputs):
            layout.addWidget(part)
        layout.addStretch()

    def show_flow(self, flow: Flow) -> None:
        """Show the Flow as it is now."""
        self._name.show_value(flow.name)
        self._description.show_value(flow.description)
        self._on_failure.show_value(str(flow.on_failure))
        self._inputs.show_table(declared_table(), afresh=False)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say at each Flow input what is wrong with it."""
        found: dict[str, str] = {}
        for problem in problems:
            match problem.pointer.split("/"):
                case ["", "inputs", name, *_]:
                    found[name] = sentence_of(problem)
        self._inputs.complain(found)

    def focus(self) -> None:
        """Put the focus into the first field."""
        self._name.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _set(self, name: str, value: Any) -> None:
        what = name.replace("_", " ")
        self._desk.edit(
            f"Change the Flow's {what}", lambda diagram: edits.set_flow(diagram, **{name: value})
        )


class ManyPage(QWidget):
    """What can be done with several Steps at once."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Begin with none."""
        super().__init__(parent)
        self._desk = desk
        self._steps: tuple[StepId, ...] = ()
        self._title = Heading("", self)
        self._title.setObjectName("many:title")
        self._goal = QCheckBox("Goals", self)
        self._goal.setObjectName("many:goal")
        self._goal.clicked.connect(self._set_goals)
        hint = Sentence("help", self)
        hint.say("Drag to move them. Delete takes them out of the Flow; Undo brings them back.")
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        for part in (self._title, self._goal, hint):
            layout.addWidget(part)
        layout.addStretch()

    def show_steps(self, steps: Iterable[StepId]) -> None:
        """Say how many there are, and how many of them are Goals."""
        self._steps = tuple(sorted(steps))
        goals = [step for step in self._steps if step in self._desk.diagram.flow.goals]
        self._title.setText(f"{len(self._steps)} Steps are selected")
        some = Qt.CheckState.PartiallyChecked if goals else Qt.CheckState.Unchecked
        every = len(goals) == len(self._steps)
        self._goal.setCheckState(Qt.CheckState.Checked if every else some)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say nothing: the Problems of several Steps have a list of their own."""

    def focus(self) -> None:
        """Put the focus onto the first control."""
        self._goal.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _set_goals(self) -> None:
        goals = self._desk.diagram.flow.goals
        on = any(step not in goals for step in self._steps)
        text = f"Make {len(self._steps)} Steps Goals" if on else f"{len(self._steps)} Goals fewer"
        self._desk.edit(text, lambda diagram: _marked(diagram, self._steps, on=on))


def _marked(diagram: Diagram, steps: Iterable[StepId], *, on: bool) -> Patch:
    patch = Patch()
    for step in steps:
        patch = patch.then(edits.set_goal(apply(diagram, patch), step, on))
    return patch
