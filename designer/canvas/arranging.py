"""What the canvas does with where things are: lays out, lines up, frames, notes, dots of wires.

And with what is selected by how the Flow hangs together. Each edit is one undo step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtGui import QCursor

from designer.canvas import commands, scening
from designer.canvas.aligning import Alignment, Axis, aligned, distributed
from designer.canvas.backdrop import Dot
from designer.canvas.covering import MANY
from designer.canvas.geometry import GRID, Point, Rect, bounds, snapped
from designer.canvas.gestures.gesture import Edit
from designer.canvas.gestures.move import moved, named
from designer.canvas.gliding import Gliding
from designer.canvas.laying_out import LayingOut
from designer.canvas.placing import lies_in, quiet_place
from designer.document.diagram import Place
from designer.document.draft import EditRefused
from designer.document.patch import Patch
from designer.document.splicing import connect_row
from designer.words import tr
from engine.flow import StepId, Wire

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

_ALIGNED: Final = {
    "left": "Align left", "center": "Align centre", "right": "Align right", "top": "Align top",
    "middle": "Align middle", "bottom": "Align bottom",
}  # fmt: skip
_SPREAD: Final = {"horizontal": "Distribute horizontally", "vertical": "Distribute vertically"}
_Arrange: TypeAlias = Callable[[Mapping[StepId, Rect]], dict[StepId, Place]]


class Arranging:
    """The part of a canvas that arranges."""

    def __init__(self, canvas: Canvas) -> None:
        """Serve a canvas."""
        self._canvas = canvas
        self._gliding = Gliding(canvas)
        self.laying_out = LayingOut(canvas)

    def stop(self) -> None:
        """Show everything where it lies."""
        self._gliding.stop()

    # laying out -----------------------------------------------------------------------------------

    def tidy(self) -> None:
        """Lay out the selected Steps, or where fewer than two are selected all of them."""
        picture, chosen = self._canvas.picture, self._canvas.selection
        steps = chosen if len(chosen) > 1 else frozenset(picture.cards)
        self.laying_out.start(picture.cards.keys() & steps)

    def align(self, how: Alignment) -> None:
        """Line the selected cards up."""
        self._place(lambda rects: aligned(rects, how), tr(_ALIGNED[how]), 2)

    def distribute(self, axis: Axis) -> None:
        """Spread the selected cards evenly."""
        self._place(lambda rects: distributed(rects, axis), tr(_SPREAD[axis]), 3)

    def _place(self, arrange: _Arrange, text: str, least: int) -> None:
        canvas = self._canvas
        rects = {s: canvas.picture.cards[s].rect for s in canvas.selection}
        if len(rects) < least:
            canvas.hint.emit(tr("Select {least} steps or more first.", least=least))
            return
        edit = moved(canvas.picture, arrange(rects))
        if edit is None:
            canvas.hint.emit(tr("The selected steps lie so already."))
        self.make_and_glide(edit and edit._replace(text=text), rects)

    def make_and_glide(self, edit: Edit | None, steps: Iterable[StepId]) -> None:
        """Make an edit that moves cards, and let them glide there."""
        canvas = self._canvas
        moving = list(steps)
        before = {s: canvas.picture.cards[s] for s in moving} if len(moving) <= MANY else {}
        if canvas.make(edit) and before:
            now = canvas.picture.cards
            self._gliding.start({s: c for s, c in before.items() if s in now and now[s] != c})

    # frames, notes, dots --------------------------------------------------------------------------

    def add_frame(self) -> None:
        """Put a frame round what is selected, and ask for its title."""
        canvas = self._canvas
        edit = scening.framed(canvas.picture, canvas.selection, canvas.selected_panels)
        if edit is None:
            canvas.hint.emit(tr("Select the steps that belong together, then frame them."))
        elif canvas.make(edit):
            self._write_on_new(edit.patch)

    @property
    def can_unframe(self) -> bool:
        """Whether a frame is selected, or is round what is selected."""
        return self._unframed() is not None

    def drop_frames(self) -> None:
        """Take away the frames that are selected, or that are round what is selected."""
        self._canvas.make(self._unframed())

    def _unframed(self) -> Edit | None:
        canvas = self._canvas
        return scening.unframed(canvas.picture, canvas.selection, canvas.selected_panels)

    def add_note(self) -> None:
        """Put a note where the pointer is, else by what is selected or in the middle, and ask for its text.

        Where it would hide something, or be hidden, it lies near there.
        """
        canvas = self._canvas
        size = canvas.view_size()
        seen = Rect.spanning(canvas.camera.to_scene(Point(0, 0)), canvas.camera.to_scene(size))
        pointer = self._pointer()
        wish = Rect(*snapped(pointer or self._wish()), *scening.NOTE)
        place = quiet_place(canvas.picture, wish, seen, pointed=pointer is not None)
        edit = scening.noted(canvas.picture, place)
        if canvas.make(edit):
            if pointer is None and not lies_in(Rect(*place, *scening.NOTE), seen):
                canvas.bring_area_into_view(Rect(*place, *scening.NOTE))
            self._write_on_new(edit.patch)

    def _pointer(self) -> Point | None:
        """Where the pointer is in the scene; None where it is not over the canvas."""
        canvas = self._canvas
        at = canvas.viewport().mapFromGlobal(QCursor.pos())
        inside = canvas.viewport().rect().contains(at)
        return canvas.camera.to_scene(Point(at.x(), at.y())) if inside else None

    def _wish(self) -> Point:
        """Where a note is wished for that nobody points for: below what is selected, or in the middle."""
        canvas = self._canvas
        picture = canvas.picture
        chosen = bounds(picture.box(step) for step in canvas.selection if step in picture.cards)
        if chosen is not None:
            return Point(chosen.x, chosen.bottom + GRID)
        middle = canvas.camera.to_scene(canvas.view_size().scaled(0.5))
        return Point(middle.x - scening.NOTE[0] / 2, middle.y - scening.NOTE[1] / 2)

    def _write_on_new(self, patch: Patch) -> None:
        panel = scening.new_panel(patch)
        if panel is not None:
            self._canvas.select((), panels={panel})
            self._canvas.writing.write_on(panel)

    def rename(self) -> None:
        """Ask for the text of the frame or the note that is selected, or what a Step is called."""
        canvas = self._canvas
        steps = sorted(canvas.selection & canvas.picture.diagram.flow.steps.keys())
        for panel in sorted(canvas.selected_panels)[:1]:
            canvas.writing.write_on(panel)
        if not canvas.selected_panels and steps:
            focused = canvas.focus_step
            canvas.writing.rename(focused if focused in steps else steps[0])

    def add_dot(self, wire: Wire, at: Point) -> None:
        """Let a wire run through a point, which is selected then."""
        edit, dot = scening.bent(self._canvas.picture, wire, at)
        if self._canvas.make(edit):
            self._canvas.select((), dots={dot})

    def drop_dots(self, dots: Iterable[Dot]) -> None:
        """Let wires run past points."""
        self._canvas.make(scening.unbent(self._canvas.picture, dots))

    # what is connected ----------------------------------------------------------------------------

    def connect_selection(self) -> None:
        """Draw a wire from each selected Step to the next, from left to right."""
        canvas = self._canvas
        cards = canvas.picture.cards
        row = sorted(canvas.selection, key=lambda s: (cards[s].x, cards[s].y, s))
        try:
            patch = connect_row(canvas.picture.diagram, row)
        except EditRefused as refused:
            canvas.hint.emit(refused.sentence)
            return
        canvas.make(Edit(patch, tr("Connect {what}", what=named(canvas.picture, canvas.selection))))

    def heal(self) -> None:
        """Delete what is selected, and join what was connected through it."""
        canvas = self._canvas
        edit, told = commands.heal(canvas.picture, canvas.selection, canvas.selected_wires)
        if edit is None:
            canvas.delete_selection()
        elif canvas.make(edit) and told:
            canvas.hint.emit(told)

    def invert(self) -> None:
        """Select what is not selected."""
        canvas = self._canvas
        canvas.select(frozenset(canvas.picture.cards) - canvas.selection)

    def select_along(self, *, upstream: bool) -> None:
        """Select also every Step that feeds a selected one, or that one feeds, from afar too."""
        canvas = self._canvas
        chosen = set(canvas.selection)
        waiting = list(chosen)
        while waiting:
            step = waiting.pop()
            for source, target in canvas.picture.wiring.of(step):
                here, there = (target, source) if upstream else (source, target)
                if here.step == step and there.step not in chosen:
                    chosen.add(there.step)
                    waiting.append(there.step)
        canvas.select(chosen)

    # what a Step does -----------------------------------------------------------------------------

    def toggle_disabled(self) -> None:
        """Disable the selected Steps; where all of them are, enable them."""
        self._canvas.make(commands.toggle_disabled(self._canvas.picture, self._canvas.selection))

    def toggle_pinned(self) -> None:
        """Pin what the last run of the selected Steps gave; where all of it is pinned, unpin it."""
        canvas = self._canvas
        edit = commands.toggle_pinned(canvas.picture, canvas.selection)
        if edit is None and canvas.selection:
            canvas.hint.emit(tr("There is no result to pin yet: run the step first."))
        canvas.make(edit)
