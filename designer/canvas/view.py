"""The canvas: shows a picture, takes hands and keys, gives patches. The only QWidget of its package.

An own viewport with a grid index, not a `QGraphicsScene`: ten thousand items cost 33 us each to make and
17 us a paint, while a frame here costs what is in view. What was painted stays in the window's backing
store: a pan moves it and paints the strip that came into view, a record of a run repaints the card and
the wires that it touched. While cards are dragged, all that lies still is kept as one picture (`frame`).
Looks are made for what is seen from near (`later`); from afar a Step is a tile and a wire a thread
(`tiles`), and where thousands of them are is found out in slices between events (`laying`, `slices`).
Measured with `tests/bench/bench_canvas.py` (1600 x 900, the thread's own time on two busy cores, 1,000 and
10,000 Steps): pan 1 to 4 ms, a whole frame 4 to 7 ms at 100 %, 16 to 19 ms at 36 %, 7 to 12 ms at 10 %,
dragging a Step 3 to 7 ms. `tests/bench/bench_designer.py` measures the whole window.

Nothing is kept here but what is seen and held: camera, selection, hover, a gesture in progress.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from designer.canvas import accessible, keyboard, menu, peeking, tips
from designer.canvas.adding import Adding
from designer.canvas.arranging import Arranging
from designer.canvas.backdrop import Dot, Edges
from designer.canvas.camera import Camera
from designer.canvas.editing import Editing
from designer.canvas.frame import Frame
from designer.canvas.geometry import Point, Rect
from designer.canvas.gestures.gesture import Keys, Sight
from designer.canvas.gesturing import Gesturing
from designer.canvas.hands import Hands
from designer.canvas.light import Light
from designer.canvas.picture import Picture
from designer.canvas.preview import NOTHING, Preview
from designer.canvas.reading import Reading, to_qpoint
from designer.canvas.seeing import Seeing
from designer.canvas.stringing import Stringing
from designer.canvas.touching import touch
from designer.canvas.writing import Writing
from designer.document.diagram import Diagram
from designer.document.patch import Patch, followed
from designer.document.scenery import PanelId
from designer.theme import Theme, load_theme
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


class Canvas(QAbstractScrollArea, Reading, Seeing, Gesturing, Editing):
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
    whyAsked = Signal()
    """The user wants to know why what is selected is as it is."""
    suggestionsAsked = Signal()
    """The user wants to see what could give a value that is missing."""
    considered = Signal(object)
    """A `Patch` that the user thinks of making: a wire held over a port, a suggestion; None: no longer."""
    valueWanted = Signal(str, object)
    """The user wants to see the value at a port: its side and the `Port`; no side: those of a Step."""
    valueEntered = Signal()
    """The user wants the keyboard to go to what shows values."""
    runShown = Signal(object)
    """A run is shown, or has gone on: the frozenset of Steps touched."""
    menuShown = Signal(object)
    """The context menu is about to be seen: whoever has more to offer adds it."""
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
        self.is_past = self.plays = False
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
        self.is_leaving = False  # the last that came was Escape: Tab leads out of the canvas
        self.tab_moves_focus = False
        self.menu_actions: Sequence[QAction] = ()
        self.enters: Callable[[StepId], bool] = lambda _: False  # what double clicks do instead
        self.pointed: tuple[Side, Port] | None = None
        self._keep_fitting = True
        self.reduced_motion = False
        self._hands = Hands(self)
        self.adding = Adding(self)
        self.arranging = Arranging(self)
        self.writing = Writing(self)
        self.stringing = Stringing(self)
        self.drag_step, self.drop_step = self.adding.drag_step, self.adding.drop_step
        self.add_step, self.cancel_drag = self.adding.add_step, self.adding.cancel_drag
        self.frame = Frame(self, self.theme)
        self.picture = Picture(self.frame.measure, self.adding.icons)
        self.light = Light(self)
        self._accessible = accessible.Voice(self)
        self.tell_port, self.say = self._accessible.tell_port, self._accessible.say
        self.set_theme(self.theme)

    # what is shown --------------------------------------------------------------------------------

    def show_diagram(self, diagram: Diagram) -> None:
        """Show another document, all of it in view; plan and run of the one before are gone."""
        self.cancel_gesture()
        self.picture.show_diagram(diagram)
        self.light.forget()
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
        self.light.take_patch(patch)
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
        self.frame.redraw(self.light.take_plan(lambda: self.picture.show_plan(plan, problems)))

    def show_run(self, state: RunState | None, touched: frozenset[StepId]) -> None:
        """Show what a run has come to; `touched` are the Steps changed since the last time."""
        self.is_past = self.plays = False
        self.frame.take_run(touched, lambda: self.picture.show_run(state, touched))
        self._accessible.tell_run(state, touched)
        self.runShown.emit(touched)

    def show_moment(
        self, state: RunState, touched: frozenset[StepId], *, plays: bool = False
    ) -> None:
        """Show another moment of the run that is shown; `touched` are the Steps that may differ.

        Where the run `plays`, what happens is seen happening; else it is as if nothing had moved.
        """
        self.is_past, self.plays, show = True, plays, self.picture.show_run
        self.frame.take_moment(touched, lambda: show(state, touched, jump=True))
        self.runShown.emit(touched)

    def keep_still(self) -> None:
        """Show as settled what was just shown: one has come back to it, and it did not happen now."""
        self.frame.clockwork.passing.forget()

    def set_theme(self, theme: Theme) -> None:
        """Paint with another theme's colours."""
        self.theme = theme
        self.frame.set_theme(theme)
        self._show_focus()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Keep still: no moving dashes, no arcs; durations still count."""
        self.reduced_motion = reduced
        self.frame.redraw_all()

    def ask_why(self) -> None:
        """Ask why what is selected is as it is."""
        self.whyAsked.emit()

    def ask_suggestions(self) -> None:
        """Ask for what could give a value that is missing."""
        self.suggestionsAsked.emit()

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
        if step != self.focus_step:
            self.stringing.leave()
        self.focus_step = step
        self._accessible.tell_focus(step)

    def peek(self, *, enter: bool = False) -> None:
        """Ask for the value of the port, the wire or the Step that is held; the keyboard may go there."""
        peeking.peek(self)
        if enter:
            self.valueEntered.emit()

    def set_hover(self, port: tuple[Side, Port] | None) -> None:
        """Light the port under the pointer."""
        if port != self.hover:
            steps = {of[1].step for of in (self.hover, port) if of is not None}
            self.hover = port
            cards = self.picture.cards
            self.frame.redraw([cards[s].rect.grown(12) for s in steps if s in cards])

    # the pointer ---------------------------------------------------------------------------------

    def show_menu(self, at: Point) -> None:
        """Show the context menu for what lies at a place of the viewport."""
        found = touch(self, at, Keys())
        step = found.port[1].step if found.port else found.step
        if step is not None and step not in self.selection:
            self.select({step})
        elif found.wire is not None and found.wire not in self.selected_wires:
            self.select((), {found.wire})
        menu.pop_up(self, self.viewport().mapToGlobal(to_qpoint(at)), found.port)

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
        """Keep a fresh document fitted until the user looks elsewhere; what was looked at stays seen."""
        super().resizeEvent(event)
        self.refit()
        self.keep_some_in_view(*event.oldSize().toTuple())

    def event(self, event: QEvent) -> bool:
        """Keep undo and redo from the window's shortcuts while a gesture is half done."""
        if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        keyboard.mind_shortcut(self, event)
        if not self.gesture_active:
            return super().event(event)
        if keyboard.turns_time(event):
            event.accept()
        return True

    def viewportEvent(self, event: QEvent) -> bool:
        """Take tooltips, pinches, and the pointer leaving."""
        if event.type() is QEvent.Type.ToolTip:
            return tips.show_tip(self, event)
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
            self.tell_held()
        elif not keyboard.press(self, event) and not self._hands.mind_keys(event):
            event.ignore()  # the area's own would keep arrows for scroll bars that there are none of

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
        keyboard.end_sequence(self)
        self._show_focus()

    def _show_focus(self) -> None:
        palette = self.palette()
        token = "selection" if self.hasFocus() else "canvas"
        palette.setColor(self.foregroundRole(), self.theme[token])
        self.setPalette(palette)
        self.frame.redraw_all()
