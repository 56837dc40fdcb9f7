"""The Goals of a Flow as a list: added by name with completion, and taken away."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from designer.document import edits
from designer.document.edits import EditRefused
from designer.panels.completion import ID_BEGUN
from designer.panels.controls import Elided, Heading, IconButton
from designer.panels.fields import Line
from designer.panels.inspector.page import Desk, Labelled
from designer.words import tr
from engine.flow import StepId


class GoalList(QWidget):
    """A row for each Goal, and a line in which another Step can be named."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Begin with none."""
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[StepId, ...] = ()
        self._rows: list[QWidget] = []
        line = Line("flow:addGoal", tr("Add a Goal"), self)
        line.setPlaceholderText(tr("id of a Step"))
        line.complete_with(lambda _before: self._offered(), ID_BEGUN)
        line.committed.connect(self._add)
        self._line = Labelled("Add a Goal", line, self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._layout.addWidget(Heading(tr("Goals"), self))
        self._layout.addWidget(self._line)

    def show_goals(self, goals: Iterable[StepId]) -> None:
        """Show the Goals as they are now."""
        shown = tuple(sorted(goals))
        if shown == self._shown:
            return
        self._shown = shown
        for row in self._rows:
            for button in row.findChildren(IconButton):
                button.setObjectName("")
            row.hide()
            row.deleteLater()
        self._rows = [self._row(goal) for goal in shown]
        for place, row in enumerate(self._rows, 1):
            self._layout.insertWidget(place, row)
            row.show()

    def _row(self, goal: StepId) -> QWidget:
        row = QWidget(self)
        name = Elided(row)
        name.say(goal)
        away = IconButton("x", tr("Take the Goal mark from '{step}'", step=goal), row)
        away.setObjectName(f"goal:{goal}:remove")
        away.clicked.connect(lambda: self._set(goal, on=False))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.addWidget(name, 1)
        layout.addWidget(away)
        return row

    def _offered(self) -> list[str]:
        flow = self._desk.diagram.flow
        return [step for step in flow.steps if step not in flow.goals]

    def _add(self, text: str) -> None:
        step = StepId(text.strip())
        if step:
            self._line.attempt(lambda: self._set(step, on=True), lambda: "")

    def _set(self, step: StepId, *, on: bool) -> None:
        text = (
            tr("Make '{step}' a Goal", step=step)
            if on
            else tr("'{step}' is no Goal any more", step=step)
        )
        if on and step not in self._desk.diagram.flow.steps:
            raise EditRefused(tr("There is no step '{step}' in this Flow.", step=step))
        self._desk.edit(text, lambda diagram: edits.set_goal(diagram, step, on))
