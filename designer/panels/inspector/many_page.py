"""The inspector's page for several Steps: what they share, and edits for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from designer.document import edits
from designer.document.diagram import Diagram
from designer.document.patch import Patch, apply
from designer.panels.assist import Scope
from designer.panels.controls import Heading, Sentence
from designer.panels.forms import ConfigForm, with_value
from designer.panels.inspector.page import Desk
from designer.panels.inspector.sheet import Sheet
from designer.panels.inspector.step_aspects import many_parts
from designer.session.catalog import Catalog
from designer.words import tr, within
from engine.flow import Step, StepId
from engine.problem import Problem
from engine.value import JSON, Absent

MOST: Final = 2_000
"""Steps whose fields are compared and edited together."""


class ManyPage(QWidget):
    """What several Steps say of themselves; where they differ, a field says so."""

    def __init__(self, desk: Desk, catalog: Catalog, parent: QWidget) -> None:
        """Begin with none."""
        super().__init__(parent)
        self._desk, self._catalog = desk, catalog
        self._steps: tuple[StepId, ...] = ()
        self._sheet: Sheet | None = None
        self._form: ConfigForm | None = None
        self._scope = Scope(inputs=self._inputs, folder=lambda: desk.folder)
        self._title = Heading("", self)
        self._title.setObjectName("many:title")
        self._kinds = Sentence("help", self)
        self._goal = QCheckBox(tr("Goals"), self)
        self._goal.setObjectName("many:goal")
        self._goal.clicked.connect(self._set_goals)
        self._wrong = Sentence("wrong", self)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(10)
        for part in (self._title, self._kinds, self._goal, self._wrong):
            self._layout.addWidget(part)
        self._layout.addStretch()

    def show_steps(self, steps: Iterable[StepId]) -> None:
        """Show what the Steps share, and how many of them are Goals."""
        self._steps = tuple(sorted(steps))
        goals = [step for step in self._steps if step in self._desk.diagram.flow.goals]
        self._title.setText(tr("{count} Steps are selected", count=len(self._steps)))
        some = Qt.CheckState.PartiallyChecked if goals else Qt.CheckState.Unchecked
        every = len(goals) == len(self._steps)
        self._goal.setCheckState(Qt.CheckState.Checked if every else some)
        if len(self._steps) > MOST:
            self._show_too_many()
        else:
            self._show_shared(self._now())

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say nothing: the Problems of several Steps have a list of their own."""

    def focus(self) -> None:
        """Put the focus onto the first control."""
        self._goal.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _now(self) -> list[Step]:
        """Those that are shown, as they are now; one that was just deleted is not among them."""
        there = self._desk.diagram.flow.steps
        return [there[step] for step in self._steps if step in there]

    def _inputs(self) -> set[str]:
        """The names that every one of the Steps can read."""
        names = [set(map(str, step.inputs)) for step in self._now()]
        return set.intersection(*names) if names else set()

    def _show_too_many(self) -> None:
        self._kinds.say(tr("Select at most {count} to change what they share.", count=MOST))
        for part in (self._sheet, self._form):
            if part is not None:
                part.hide()

    def _show_shared(self, steps: Sequence[Step]) -> None:
        kinds = sorted({step.kind for step in steps})
        self._kinds.say(tr("Kinds: {names}", names=", ".join(kinds[:6])))
        kind = self._catalog.kind(kinds[0]) if len(kinds) == 1 else None
        if self._sheet is None:
            self._sheet = Sheet(many_parts(self._catalog), self._scope, self._set, self)
            self._sheet.call("many", tr("all"))
            self._form = ConfigForm(self, self._scope)
            self._form.committed.connect(self._set_config)
            for place, part in ((4, self._form), (5, self._sheet)):
                self._layout.insertWidget(place, part)
        assert self._form is not None
        self._sheet.show_things(steps)
        self._sheet.show()
        self._form.setVisible(kind is not None)
        if kind is not None:
            self._form.show_configs(kind.config, [step.config for step in steps])

    def _set_goals(self) -> None:
        goals = self._desk.diagram.flow.goals
        on = any(step not in goals for step in self._steps)
        count = len(self._steps)
        text = tr("Make {count} Steps Goals" if on else "{count} Goals fewer", count=count)
        steps = self._steps
        self._desk.edit(
            text, lambda diagram: _for_all(diagram, steps, lambda d, s: edits.set_goal(d, s, on))
        )

    def _set(self, words: str, steps: list[Any], key: str = "") -> None:
        made = {step.id: step for step in steps}
        text = tr("Change {what} of {count} Steps", what=within(words), count=len(steps))
        self._desk.edit(
            text,
            lambda diagram: _for_all(diagram, made, lambda d, s: edits.set_step(d, made[s])),
            f"{key}:{' '.join(made)}" if key else "",
        )

    def _set_config(self, key: str, value: JSON | Absent) -> None:
        steps = [replace(step, config=with_value(step.config, key, value)) for step in self._now()]
        self._set(key, steps)


def _for_all(
    diagram: Diagram, steps: Iterable[StepId], edit: Callable[[Diagram, StepId], Patch]
) -> Patch:
    """One patch that edits every one of the Steps."""
    patch = Patch()
    for step in steps:
        made = edit(diagram, step)
        patch = patch.then(made)
        diagram = apply(diagram, made)
    return patch
