"""What the canvas does with what is selected: delete, copy, mark, nudge. Each asks for one edit.

Steps go to the clipboard as the text of a small flow file, so they can be mailed, read and pasted back.
"""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, SignalInstance
from PySide6.QtGui import QCursor, QGuiApplication

from designer.canvas import commands
from designer.canvas.backdrop import Dot
from designer.canvas.geometry import GRID, Point, Rect, bounds, snapped
from designer.canvas.gestures.drop import shape_as
from designer.canvas.gestures.gesture import Edit
from designer.canvas.gestures.move import named
from designer.canvas.looking import step_look
from designer.canvas.looks import Around
from designer.canvas.placing import clear_area, covers_a_card
from designer.canvas.scening import new_panels
from designer.document import fragment
from designer.document.diagram import Place
from designer.document.draft import EditRefused
from designer.document.patch import Patch, apply
from designer.document.scenery import PanelId, scenery
from designer.words import tr
from engine.flow import FLOW_INPUTS, StepId, Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtWidgets import QWidget

    from designer.canvas.adding import Adding
    from designer.canvas.arranging import Arranging
    from designer.canvas.camera import Camera
    from designer.canvas.keyboard import Bindings
    from designer.canvas.picture import Picture
    from designer.canvas.stringing import Stringing
    from designer.canvas.writing import Writing

_MOST_PASTES: Final = 100
"""So often a paste is put further aside, where the ones before it still lie."""
MIME: Final = "application/x-backcast-steps+json"
"""Under which copied Steps lie on the clipboard besides being plain text."""


class Editing:
    """The commands. The canvas is one of these."""

    picture: Picture
    camera: Camera
    selection: frozenset[StepId]
    selected_wires: frozenset[Wire]
    selected_panels: frozenset[PanelId]
    selected_dots: frozenset[Dot]
    adding: Adding
    arranging: Arranging
    writing: Writing
    stringing: Stringing
    bindings: Bindings
    allows: Callable[[str], bool] | None = None
    """Whether a command, known by its id, may act now; it says why not. None: nobody minds."""
    told_keys: Mapping[str, str]
    chord: str
    edited: SignalInstance
    hint: SignalInstance

    if TYPE_CHECKING:

        @property
        def gesture_active(self) -> bool:
            """Whether something is being dragged."""

        def tell_held(self) -> None:
            """Say that what is being dragged has to be let go of first."""

        def viewport(self) -> QWidget:
            """Where it is painted."""

        def bring_area_into_view(self, area: Rect) -> None:
            """Pan just as far as it takes to see an area."""

        def cancel_gesture(self) -> None:
            """Let go of what is being dragged."""

        def select(
            self, steps: Iterable[str], wires: Iterable[Wire] = (),
            panels: Iterable[PanelId] = (),
        ) -> None:  # fmt: skip
            """Select these and nothing else."""

        def set_focus_step(self, step: StepId | None) -> None:
            """Say which card the keys start from."""

    def make(self, edit: Edit | None) -> bool:
        """Ask for an edit; False where there is none, or a gesture is half done, which is said."""
        if self.gesture_active:
            self.tell_held()
            return False
        if edit is None or edit.patch.is_empty:
            return False
        self.edited.emit(edit.patch, edit.text, edit.merge)
        return True

    def make_and_tell(self, edit: Edit) -> bool:
        """Ask for an edit, select what it brings in, and say what it could not do."""
        made = self.make(edit)
        if made:
            self.select_added(edit.patch)
            if edit.told:
                self.hint.emit(edit.told)
        return made

    def leave(self) -> None:
        """Another document is about to be shown: what is half done ends, but for what is written."""
        self.cancel_gesture()
        self.adding.dismiss()

    @property
    def is_busy(self) -> bool:
        """Whether keys or the pointer are in the middle of something, whose hint stays till it ends."""
        return self.gesture_active or self.writing.is_open or bool(self.chord)

    @property
    def has_selection(self) -> bool:
        """Whether anything is selected that could be deleted."""
        chosen = (self.selected_wires, self.selected_panels, self.selected_dots)
        return bool(self.selection) or any(chosen)

    def delete_selection(self) -> None:
        """Take out what is selected."""
        chosen = self.selection, self.selected_wires, self.selected_panels, self.selected_dots
        if self.make(commands.delete(self.picture, *chosen)) or self.gesture_active:
            return
        told = tr("The card of the Flow inputs stays: take away its inputs in the inspector.")
        self.hint.emit(told if self.selection else tr("Select a step or a wire first."))

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
        """Put the selected Steps, frames and notes on the clipboard as text."""
        steps, panels = self.selection - {FLOW_INPUTS}, self.selected_panels
        if steps or panels:
            text, data = fragment.copy(self.picture.diagram, steps, panels), QMimeData()
            data.setText(text)
            data.setData(MIME, text.encode())
            QGuiApplication.clipboard().setMimeData(data)
            atexit.unregister(_leave_text)
            atexit.register(_leave_text)

    def cut(self) -> None:
        """Copy and delete; what was a Goal is one again where it is pasted."""
        self.copy()
        chosen = self.selection, self.selected_wires, self.selected_panels, self.selected_dots
        self.make(commands.cut(self.picture, *chosen))

    def paste(self, *, keep_wires: bool = False) -> None:
        """Add the Steps on the clipboard at the pointer, else in the middle of what is seen.

        Where they would cover cards there, as near by as there is room for them. What was cut or copied
        here may be a Goal again; the text of a whole file brings none, as a file that is brought in does.
        """
        at = self.viewport().mapFromGlobal(QCursor.pos())
        if not self.viewport().rect().contains(at):
            at = self.viewport().rect().center()
        scene = snapped(self.camera.to_scene(Point(at.x(), at.y())))
        data = QGuiApplication.clipboard().mimeData()
        # where nothing was ever copied, a platform may have nothing at all for us
        ours, text = (data.hasFormat(MIME), data.text()) if data is not None else (False, "")
        area = self._bring_in(
            text, scene, tr("Paste"), keep_wires=keep_wires, keep_goals=ours, clear=True
        )
        if area is not None:
            self.bring_area_into_view(area)

    def duplicate(self, *, keep_wires: bool = False) -> None:
        """Add copies of what is selected beside it; the clipboard stays as it is.

        With `keep_wires` they read what the selected Steps read.
        """
        steps, panels = self.selection - {FLOW_INPUTS}, self.selected_panels
        if steps or panels:
            text = fragment.copy(self.picture.diagram, steps, panels)
            at = commands.beside(self.picture, steps, panels)
            name = tr("Duplicate {what}", what=named(self.picture, steps, panels))
            self._bring_in(text, at, name, keep_wires=keep_wires)
        elif self.selection:
            self.hint.emit(tr("A flow has one card of Flow inputs: it cannot be duplicated."))

    def select_added(self, patch: Patch) -> None:
        """Select the Steps, frames and notes that a patch brought in."""
        added = [step for step, change in patch.steps.items() if change.before is None]
        panels = new_panels(patch)
        if (added or panels) and all(step in self.picture.steps for step in added):
            self.select(added, panels=panels)
            self.set_focus_step(min(added, default=None))

    def _bring_in(
        self, text: str, at: Point, name: str,
        *, keep_wires: bool = False, keep_goals: bool = False, clear: bool = False,
    ) -> Rect | None:  # fmt: skip
        """Add what a text holds; the area that it covers, where that was to be `clear` of cards."""

        def add(at: Point) -> Patch:
            keep = {"keep_wires": keep_wires, "keep_goals": keep_goals}
            return fragment.paste(self.picture.diagram, text, Place(*at), **keep)

        try:
            patch = add(at)
            boxes = _boxes(self.picture, patch) if clear else []
            area = bounds(boxes)
            if area is not None and any(covers_a_card(self.picture, it) for it in boxes):
                free = clear_area(self.picture, area)
                at = Point(at.x + free.x - area.x, at.y + free.y - area.y)
                patch = add(at)
            for _ in range(_MOST_PASTES):
                if not _lies_on_its_like(self.picture, patch):
                    break
                at = Point(at.x + 2 * GRID, at.y + 2 * GRID)
                patch = add(at)
        except EditRefused as refused:
            self.hint.emit(refused.sentence)
            return None
        if self.make(Edit(patch, name)):
            self.select_added(patch)
            return area and area._replace(x=at.x, y=at.y)
        return None


def _boxes(picture: Picture, patch: Patch) -> list[Rect]:
    """What the cards, frames and notes cover that a patch brings in."""
    around = Around(icons=picture.icons)
    cards = [
        (change.after, shape_as(picture, step_look(change.after, around)))
        for change in patch.steps.values()
        if change.before is None and change.after is not None
    ]
    places = {step: it.after for step, it in patch.places.items() if it.after is not None}
    boxes = [
        Rect(*places[step.id], shape.width, shape.height)
        for step, shape in cards
        if step.id in places
    ]
    there = scenery(apply(picture.diagram, patch).view).panels
    return boxes + [Rect(*there[panel].box) for panel in new_panels(patch) if panel in there]


def _leave_text() -> None:
    """Leave what was copied as Qt's own text: data made in Python may not outlive it."""
    if QGuiApplication.instance() is not None:
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        if data is not None and data.hasFormat(MIME):
            clipboard.setText(clipboard.text())


def _lies_on_its_like(picture: Picture, patch: Patch) -> bool:
    """Whether a patch puts a card or a panel exactly on one that is there: it was pasted before."""
    diagram = apply(picture.diagram, patch)
    taken = {
        Place(card.x, card.y) for step, card in picture.cards.items()
        if step not in patch.steps
    }  # fmt: skip
    new = [step for step, change in patch.steps.items() if change.before is None]
    if any(diagram.places.get(step) in taken for step in new):
        return True
    panels, here = new_panels(patch), picture.scenery.panels
    there = scenery(diagram.view).panels
    boxes = {panel.box for panel in here.values()}
    return any(there[panel].box in boxes for panel in panels if panel in there)
