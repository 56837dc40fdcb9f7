"""The canvas: shows a picture, takes hands and keys, gives patches. The only QWidget of its package.

An own viewport with a grid index, not a `QGraphicsScene`: ten thousand items cost 33 us each to make and
17 us a paint, while a frame here costs what is in view. What was painted stays in the window's backing
store: a pan moves it and paints the strip that came into view, a record of a run repaints the card and
the wires that it touched. While cards are dragged, all that lies still is kept as one picture (`frame`).
What touches more than a few hundred Steps is worked out in slices between events (`later`, `slices`).
Measured with `tests/bench/bench_canvas.py` (1600 x 900, two busy cores, 1,000 and 10,000 Steps alike):
pan 2 ms, a whole frame 7 ms at 100 %, 19 ms at 36 %, 15 ms at 10 %, dragging a Step 4 ms.

Nothing is kept here but what is seen and held: camera, selection, hover, a gesture in progress.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from designer.canvas import accessible, keyboard, menu
from designer.canvas.adding import Adding
from designer.canvas.arranging import Arranging
from designer.canvas.backdrop import Dot, Edges
from designer.canvas.camera import Camera
from designer.canvas.editing import Editing
from designer.canvas.frame import Frame
from designer.canvas.geometry import Point, Rect
from designer.canvas.gestures.gesture import Ask, Edit, Gesture, Keys, Selection, Sight
from designer.canvas.hands import Hands
from designer.canvas.picture import Picture
from designer.canvas.preview import NOTHING, Preview
from designer.canvas.reading import Reading, to_qpoint
from designer.canvas.seeing import Seeing
from designer.canvas.stringing import Stringing
from designer.canvas.touching import touch
from designer.canvas.writing import Writing
from designer.document.diagram import Diagram
from designer.document.draft import EditRefused
from designer.document.patch import Patch, followed
from designer.document.scenery import PanelId
from designer.theme import Theme, load_theme
from designer.words import tr
from engine.flow import FLOW_INPUTS, Port, Side, StepId, Wire
from engine.plan import Plan
from engine.problem import Problem
from engine.state import RunState

_ARROW: Final = Qt.CursorShape.ArrowCursor
_CURSORS: Final = {
    Edges(left=True): Qt.CursorShape.SizeHorCursor,
    Edges(right=True): Qt.CursorShape.SizeHorCursor,
    Edges(top=True): Qt.CursorShape.SizeVerCursor,
    Edges(bottom=True): Qt.CursorShape.SizeVerCursor,
    Edges(left=True, top=True): Qt.CursorShape.SizeFDiagCursor,
    Edges(right=True, bottom=True): Qt.CursorShape.SizeFDiagCursor,
    Edges(right=True, top=True): Qt.CursorShape.SizeBDiagCursor,
    Edges(left=True, bottom=True): Qt.CursorShape.SizeBDiagCursor,
}


class Canvas(QAbstractScrollArea, Reading, Seeing, Editing):
    """The diagram on the screen."""

    edited = Signal(object, str, str)
    """A patch that the user wants made, the text of its undo step, and what it may be merged with."""
    selectionChanged = Signal()
    zoomChanged = Signal(float)
    hint = Signal(str)
    """What the modifiers do in the gesture in progress; empty when it is over."""
    gestureChanged = Signal(bool)
    """A gesture has begun (true) or is over: undo and redo have to wait for it."""
    activated = Signal(str)
    """A Step was double-clicked, or Enter pressed on it."""
    announced = Signal(str)
    """What assistive technology was told aloud: a Goal reached, a Step that failed."""

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        """Show an empty diagram."""
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName("Canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameStyle(QFrame.Shape.Box)
        self.setLineWidth(2)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.theme = theme or load_theme("light")
        self.now: Callable[[], float] = time.time
        self.bindings, self.told_keys = keyboard.USUAL, keyboard.TOLD
        self.camera = Camera()
        self.preview: Preview = NOTHING
        self.selection: frozenset[StepId] = frozenset()
        self.selected_wires: frozenset[Wire] = frozenset()
        self.selected_panels: frozenset[PanelId] = frozenset()
        self.selected_dots: frozenset[Dot] = frozenset()
        self.focus_step: StepId | None = None
        self.hover: tuple[Side, Port] | None = None
        self.chord = ""
        self.is_leaving = False
        self.tab_moves_focus = False
        self._keep_fitting = True
        self.reduced_motion = False
        self._gesture: Gesture | None = None
        self._hands = Hands(self)
        self.adding = Adding(self)
        self.arranging = Arranging(self)
        self.writing = Writing(self)
        self.stringing = Stringing(self)
        self.drag_step, self.drop_step = self.adding.drag_step, self.adding.drop_step
        self.add_step, self.cancel_drag = self.adding.add_step, self.adding.cancel_drag
        self.frame = Frame(self, self.theme)
        self.picture = Picture(self.frame.measure)
        self._accessible = accessible.Voice(self)
        self.tell_port = self._accessible.tell_port
        self.set_theme(self.theme)

    # what is shown --------------------------------------------------------------------------------

    def show_diagram(self, diagram: Diagram) -> None:
        """Show another document, all of it in view; plan and run of the one before are gone."""
        self.cancel_gesture()
        self.picture.show_diagram(diagram)
        self.select(())
        self.focus_step, self.hover = None, None
        self._keep_fitting = True
        self.fit()
        self._accessible.forget()
        self.frame.rebuild()

    def show_patch(self, patch: Patch, diagram: Diagram) -> None:
        """Show an edit that was made or unmade."""
        self._keep_fitting = False
        dirty = self.picture.show_patch(patch, diagram)
        self.cancel_gesture()
        self.writing.forget()
        there = self.picture.steps.keys()
        self.hover = None
        self.select(
            followed(self.selection, patch) & there, self.selected_wires,
            self.selected_panels, self.selected_dots,
        )  # fmt: skip
        if self.focus_step not in there:
            self.focus_step = None
        self._accessible.tell_changed()
        self.frame.relay(dirty)

    def show_plan(self, plan: Plan | None, problems: Sequence[Problem]) -> None:
        """Show what the check of the document came to."""
        self.frame.redraw(self.picture.show_plan(plan, problems))

    def show_run(self, state: RunState | None, touched: frozenset[StepId]) -> None:
        """Show what a run has come to; `touched` are the Steps changed since the last time."""
        dirty = self.picture.show_run(state, touched)
        self.frame.redraw(dirty)
        self._accessible.tell_run(state, touched)

    def set_theme(self, theme: Theme) -> None:
        """Paint with another theme's colours."""
        self.theme = theme
        self.frame.set_theme(theme)
        self._show_focus()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Keep still: no moving dashes, no arcs; durations still count."""
        self.reduced_motion = reduced
        self.frame.redraw_all()

    # what is seen ---------------------------------------------------------------------------------

    def view_size(self) -> Point:
        """How large the viewport is."""
        return Point(self.viewport().width(), self.viewport().height())

    def sight(self) -> Sight:
        """What part of the scene is in view, and how large a pixel is."""
        area = self.camera.rect_to_scene(Rect(0, 0, *self.view_size()))
        return Sight(area, self.camera.zoom)

    # what is selected -----------------------------------------------------------------------------

    def select(
        self, steps: Iterable[str], wires: Iterable[Wire] = (), panels: Iterable[PanelId] = (),
        dots: Iterable[Dot] = (),
    ) -> None:  # fmt: skip
        """Select these and nothing else."""
        there, bends = self.picture.scenery.panels, self.picture.scenery.bends
        chosen = frozenset(StepId(step) for step in steps if step in self.picture.steps)
        strung = frozenset(wire for wire in wires if wire in self.picture.wires)
        framed = frozenset(panel for panel in panels if panel in there)
        bent = frozenset(dot for dot in dots if dot.number < len(bends.get(dot.wire, ())))
        before = self.selection, self.selected_wires, self.selected_panels, self.selected_dots
        if (chosen, strung, framed, bent) == before:
            return
        self.selection, self.selected_wires = chosen, strung
        self.selected_panels, self.selected_dots = framed, bent
        self.frame.redraw_all()
        self.selectionChanged.emit()

    def select_all(self) -> None:
        """Select every card, frame and note."""
        steps = self.picture.diagram.flow.steps
        self.select([*steps, FLOW_INPUTS], panels=self.picture.scenery.panels)

    def set_focus_step(self, step: StepId | None) -> None:
        """Say which card the keys start from."""
        self.focus_step = step
        self._accessible.tell_focus(step)

    def set_hover(self, port: tuple[Side, Port] | None) -> None:
        """Light the port under the pointer."""
        if port != self.hover:
            steps = {of[1].step for of in (self.hover, port) if of is not None}
            self.hover = port
            cards = self.picture.cards
            self.frame.redraw([cards[s].rect.grown(12) for s in steps if s in cards])

    # gestures -------------------------------------------------------------------------------------

    @property
    def gesture(self) -> Gesture | None:
        """What is being dragged or drawn."""
        return self._gesture

    @property
    def gesture_active(self) -> bool:
        """Whether something is being dragged or drawn; undo has to wait."""
        return self._gesture is not None

    def begin(self, gesture: Gesture) -> None:
        """Take up a gesture."""
        self.arranging.stop()
        self._hold(gesture)
        self.set_hover(None)

    def show_gesture(self, at: Point, keys: Keys) -> None:
        """Show the gesture with the pointer at a place of the viewport."""
        if self._gesture is not None:
            self.show_preview(self._gesture.move(self.camera.to_scene(at), keys, self.sight()))

    def end_gesture(self, at: Point, keys: Keys) -> bool:
        """Let go there; whether an edit came of it."""
        gesture = self._gesture
        self._hold(None)
        outcome, refusal = None, ""
        if gesture is not None:
            try:
                outcome = gesture.release(self.camera.to_scene(at), keys, self.sight())
            except EditRefused as refused:
                refusal = refused.sentence
        self.show_preview(NOTHING)
        if refusal:
            self.hint.emit(refusal)
        if isinstance(outcome, Selection):
            self.select(*outcome)
        if isinstance(outcome, Ask):
            self.adding.ask_for_wire(outcome)
        return isinstance(outcome, Edit) and self.make_and_tell(outcome)

    def cancel_gesture(self) -> None:
        """Throw the gesture in progress away."""
        self.arranging.stop()
        self._hands.forget()
        self._hold(None)
        self.show_preview(NOTHING)

    def _hold(self, gesture: Gesture | None) -> None:
        before, self._gesture = self._gesture, gesture
        if (before is None) != (gesture is None):
            self.gestureChanged.emit(gesture is not None)

    def show_preview(self, preview: Preview) -> None:
        """Show what a gesture is about to do, or what is on its way."""
        before, self.preview = self.preview, preview
        self.frame.redraw_preview(before, preview)
        if before.hint != preview.hint:
            self.hint.emit(tr(preview.hint))

    def show_menu(self, at: Point) -> None:
        """Show the context menu for what lies at a place of the viewport."""
        step = self.picture.step_at(self.camera.to_scene(at))
        if step is not None and step not in self.selection:
            self.select({step})
        menu.pop_up(self, self.viewport().mapToGlobal(to_qpoint(at)))

    def cursor_at(self, at: Point) -> Qt.CursorShape:
        """What the pointer looks like there: panels say by which edges they are held."""
        if not self.picture.scenery.panels or self.gesture_active:
            return _ARROW
        grip = touch(self, at, Keys()).grip
        return _CURSORS.get(grip.edges, Qt.CursorShape.SizeAllCursor) if grip else _ARROW

    # Qt -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what has to be painted anew."""
        self.frame.paint(event.region())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fresh document fitted until the user looks elsewhere."""
        super().resizeEvent(event)
        self.refit()

    def event(self, event: QEvent) -> bool:
        """Keep undo and redo from the window's shortcuts while a gesture is half done."""
        is_shortcut = event.type() is QEvent.Type.ShortcutOverride
        if not (is_shortcut and self.gesture_active and isinstance(event, QKeyEvent)):
            return super().event(event)
        if keyboard.turns_time(event):
            event.accept()
        return True

    def viewportEvent(self, event: QEvent) -> bool:
        """Take tooltips, pinches, and the pointer leaving."""
        if event.type() is QEvent.Type.ToolTip:
            return self.frame.show_tip(event)
        if event.type() is QEvent.Type.Leave:
            self.set_hover(None)
        if isinstance(event, QNativeGestureEvent) and self._hands.pinch(event):
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pass it to the hands."""
        self._hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pass it to the hands."""
        self._hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pass it to the hands."""
        self._hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Pass it to the hands."""
        self._hands.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pass it to the hands."""
        self._hands.wheel(event)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key stands for; modifiers are shown at once in a gesture."""
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and not ctrl:
            self._hands.hold_space(held=True)
        elif self.gesture_active and keyboard.turns_time(event):
            event.accept()
        elif not keyboard.press(self, event) and not self._hands.mind_keys(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab add a Step; right after Escape, or where the user wants it, it goes on as elsewhere."""
        adds = forward and self.hasFocus()  # Qt asks here too for what lies over the canvas
        if adds and not (self.is_leaving or self.tab_moves_focus):
            return False
        return super().focusNextPrevChild(forward)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of Space, or of a modifier."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hands.hold_space(held=False)
        elif not self._hands.mind_keys(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys go to the canvas."""
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self._hands.hold_space(held=False)
        keyboard.end_chord(self)
        self._show_focus()

    def _show_focus(self) -> None:
        palette = self.palette()
        token = "selection" if self.hasFocus() else "canvas"
        palette.setColor(self.foregroundRole(), self.theme[token])
        self.setPalette(palette)
        self.frame.redraw_all()
