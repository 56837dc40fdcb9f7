"""What the canvas does with what is selected: delete, copy, mark, nudge. Each asks for one edit.

Steps go to the clipboard as the text of a small flow file, so they can be mailed, read and pasted back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QCursor, QGuiApplication

from designer.canvas import commands
from designer.canvas.geometry import Point, snapped
from designer.canvas.gestures.gesture import Edit
from designer.canvas.gestures.move import named
from designer.document import fragment
from designer.document.diagram import Place
from designer.document.draft import EditRefused
from designer.document.patch import Patch
from engine.flow import FLOW_INPUTS, StepId, Wire

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from designer.canvas.camera import Camera
    from designer.canvas.picture import Picture


class Editing:
    """The commands. The canvas is one of these."""

    picture: Picture
    camera: Camera
    selection: frozenset[StepId]
    selected_wires: frozenset[Wire]
    edited: SignalInstance
    hint: SignalInstance

    if TYPE_CHECKING:

        @property
        def gesture_active(self) -> bool:
            """Whether something is being dragged."""

        def viewport(self) -> QWidget:
            """Where it is painted."""

        def select(self, steps: Iterable[str], wires: Iterable[Wire] = ()) -> None:
            """Select these and nothing else."""

        def set_focus_step(self, step: StepId | None) -> None:
            """Say which card the keys start from."""

    def make(self, edit: Edit | None) -> bool:
        """Ask for an edit; False where there is none, or a gesture is half done."""
        if edit is None or edit.patch.is_empty or self.gesture_active:
            return False
        self.edited.emit(edit.patch, edit.text, edit.merge)
        return True

    def delete_selection(self) -> None:
        """Take out what is selected."""
        self.make(commands.delete(self.picture, self.selection, self.selected_wires))

    def toggle_goal(self) -> None:
        """Make the selected Steps Goals, or no longer."""
        self.make(commands.toggle_goal(self.picture, self.selection))

    def only_goal(self) -> None:
        """Make the selected Steps Goals, and no other Step."""
        self.make(commands.only_goal(self.picture, self.selection))

    def nudge(self, dx: int, dy: int, step: float) -> None:
        """Move what is selected by keys."""
        self.make(commands.nudge(self.picture, self.selection, dx, dy, step))

    def copy(self) -> None:
        """Put the selected Steps on the clipboard as text."""
        steps = self.selection - {FLOW_INPUTS}
        if steps:
            QGuiApplication.clipboard().setText(fragment.copy(self.picture.diagram, steps))

    def cut(self) -> None:
        """Copy and delete."""
        self.copy()
        self.delete_selection()

    def paste(self, *, keep_wires: bool = False) -> None:
        """Add the Steps on the clipboard at the pointer, or in the middle where it is elsewhere."""
        at = self.viewport().mapFromGlobal(QCursor.pos())
        if not self.viewport().rect().contains(at):
            at = self.viewport().rect().center()
        scene = snapped(self.camera.to_scene(Point(at.x(), at.y())))
        self._bring_in(QGuiApplication.clipboard().text(), scene, "Paste", keep_wires=keep_wires)

    def duplicate(self) -> None:
        """Add copies of the selected Steps beside them; the clipboard stays as it is."""
        steps = self.selection - {FLOW_INPUTS}
        if steps:
            text = fragment.copy(self.picture.diagram, steps)
            at = commands.beside(self.picture, steps)
            self._bring_in(text, at, f"Duplicate {named(self.picture, steps)}")

    def select_added(self, patch: Patch) -> None:
        """Select the Steps that a patch brought in."""
        added = [step for step, change in patch.steps.items() if change.before is None]
        if all(step in self.picture.steps for step in added):
            self.select(added)
            self.set_focus_step(min(added, default=None))

    def _bring_in(self, text: str, at: Point, name: str, *, keep_wires: bool = False) -> None:
        place = Place(at.x, at.y)
        try:
            patch = fragment.paste(self.picture.diagram, text, place, keep_wires=keep_wires)
        except EditRefused as refused:
            self.hint.emit(refused.sentence)
            return
        if self.make(Edit(patch, name)):
            self.select_added(patch)
