"""Turns mouse and trackpad into pans, zooms, selections and gestures. Edits nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from designer.canvas import peeking
from designer.canvas.geometry import Point
from designer.canvas.gestures.gesture import Keys
from designer.canvas.gestures.wire import begin_wire
from designer.canvas.keyboard import end_sequence
from designer.canvas.touching import Touch, gesture_from, port_at, touch

if TYPE_CHECKING:
    from designer.canvas.view import Canvas
    from engine.flow import Port, Side

THRESHOLD: Final = 6.0
"""Pixels that the pointer must move with a button down before it is a drag."""
_NOTCH: Final = 1.2
_SCROLL: Final = 0.6
"""Pixels for an eighth of a degree of a wheel that scrolls: 72 a notch."""
_EDGE: Final = 24
_EDGE_SPEED: Final = 14
_EDGE_AFTER: Final = 350
"""Milliseconds at the edge before it scrolls, so that passing by does nothing."""

_Button = Qt.MouseButton
_MODIFIERS: Final = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt)
_One = TypeVar("_One")


class Hands(QObject):
    """What the pointer is doing: what was pressed, and which gesture that became."""

    def __init__(self, canvas: Canvas) -> None:
        """Serve a canvas, which passes its events on."""
        super().__init__(canvas)
        self._canvas = canvas
        self._pressed: Touch | None = None
        self._panning: Point | None = None
        self._pan_button = _Button.NoButton
        self._context: Point | None = None
        self._at = Point(0.0, 0.0)
        self._sticky = False
        self._armed: tuple[Side, Port] | None = None
        """A port whose value was shown by a click: a click on one that fits it connects the two."""
        self._space = False
        self._space_used = False
        self._edge, self._edge_wait = QTimer(self), QTimer(self)
        self._edge.setInterval(16)
        self._edge.timeout.connect(self._scroll_at_edge)
        self._edge_wait.setInterval(_EDGE_AFTER)
        self._edge_wait.setSingleShot(True)
        self._edge_wait.timeout.connect(self._edge.start)

    # press, move, release -------------------------------------------------------------------------

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        at = _point(event.position())
        self._at = at
        end_sequence(self._canvas)
        self._canvas.writing.finish()
        if event.button() is _Button.MiddleButton or (
            event.button() is _Button.LeftButton and self._space
        ):
            self._start_pan(at, event.button())
        elif event.button() is _Button.RightButton:
            self._context = at
        elif event.button() is _Button.LeftButton and not self._sticky:
            self._press_left(at, keys_of(event))

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved."""
        at, keys = _point(event.position()), keys_of(event)
        if self._context is not None and self._context.to(at) > THRESHOLD:
            self._start_pan(self._context, _Button.RightButton)
            self._context = None
        if self._panning is not None:
            self._canvas.pan(at.x - self._panning.x, at.y - self._panning.y)
            self._panning = at
        elif self._space and self._canvas.gesture_active:
            self._canvas.pan(at.x - self._at.x, at.y - self._at.y)
        self._at = at
        pressed = self._pressed
        if pressed is not None and not self._canvas.gesture_active:
            self._begin(pressed, at)
        if self._canvas.gesture_active:
            self._canvas.show_gesture(at, keys)
            self._mind_edge(at)
        elif self._pressed is None and self._panning is None:
            self._canvas.set_hover(port_at(self._canvas, at))
            self._show_cursor()

    def release(self, event: QMouseEvent) -> None:
        """A button came up."""
        at, keys = _point(event.position()), keys_of(event)
        if self._panning is not None and event.button() is self._pan_button:
            self._end_pan()
        elif event.button() is _Button.RightButton and self._context is not None:
            self._context = None
            self._canvas.show_menu(at)
        elif event.button() is _Button.LeftButton:
            self._release_left(at, keys)

    def double_click(self, event: QMouseEvent) -> None:
        """The second press of a double click: opens what lies there, else counts as a press."""
        at = _point(event.position())
        if event.button() is not _Button.LeftButton or self._sticky or self._space:
            self.press(event)
            return
        there = touch(self._canvas, at, keys_of(event))
        if there.port is not None:
            self.press(event)
        elif there.step is not None:
            if not self._canvas.enters(there.step):
                self._canvas.activated.emit(there.step)
        elif there.grip is not None:
            self._canvas.writing.write_on(there.grip.panel)
        elif there.wire is not None:
            self._canvas.arranging.add_dot(there.wire, self._canvas.camera.to_scene(at))
        elif there.is_empty:
            self._canvas.adding.ask_step(at)

    @property
    def is_sticky(self) -> bool:
        """Whether a wire hangs from a click, with no button held."""
        return self._sticky

    def forget(self) -> None:
        """Whatever was going on is over."""
        self._pressed, self._sticky, self._armed = None, False, None
        self._context = None
        self._edge.stop()
        self._edge_wait.stop()
        self._end_pan()

    def hold_space(self, *, held: bool) -> None:
        """Space turns a drag into a pan; pressed by itself it shows the value at the port in focus."""
        if self._space and not held and not self._space_used and self._canvas.stringing.port:
            self._canvas.peek()
        self._space, self._space_used = held, False
        if self._panning is None:
            self._show_cursor()

    def mind_keys(self, event: QKeyEvent) -> bool:
        """A modifier changed in the middle of a gesture: show what it does."""
        if not self._canvas.gesture_active or event.key() not in _MODIFIERS:
            return False
        self._canvas.show_gesture(self._at, keys_now())
        return True

    # wheel and trackpad ---------------------------------------------------------------------------

    def wheel(self, event: QWheelEvent) -> None:
        """A wheel zooms to the pointer; two fingers on a trackpad pan, with Ctrl they zoom.

        A wheel that is to scroll does as two fingers do; with Shift it goes across.
        """
        end_sequence(self._canvas)
        at = _point(event.position())
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        fingers = event.phase() is not Qt.ScrollPhase.NoScrollPhase
        if fingers and not event.pixelDelta().isNull() and not ctrl:
            self._canvas.pan(event.pixelDelta().x(), event.pixelDelta().y())
        elif self._canvas.wheel_scrolls and not ctrl and not fingers:
            across, down = event.angleDelta().x(), event.angleDelta().y()
            if keys_now().shift:
                across, down = across or down, 0
            self._canvas.pan(round(across * _SCROLL), round(down * _SCROLL))
        else:
            turn = event.angleDelta().y() or event.angleDelta().x()
            self._canvas.zoom_to(self._canvas.camera.zoom * _NOTCH ** (turn / 120), at)
        if self._canvas.gesture_active:
            self._canvas.show_gesture(at, keys_now())

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Two fingers apart or together zoom."""
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        end_sequence(self._canvas)
        zoom = self._canvas.camera.zoom * (1 + event.value())
        self._canvas.zoom_to(zoom, _point(event.position()))
        return True

    # what a press becomes -------------------------------------------------------------------------

    def _press_left(self, at: Point, keys: Keys) -> None:
        canvas = self._canvas
        self._pressed = touch(canvas, at, keys)
        step = self._pressed.step
        if step is not None and not (keys.shift or keys.ctrl):
            if step not in canvas.selection:
                canvas.select({step})
            canvas.set_focus_step(step)

    def _begin(self, pressed: Touch, at: Point) -> None:
        """A press becomes a drag once the pointer has moved far enough."""
        if pressed.at.to(at) > THRESHOLD:
            self._canvas.begin(gesture_from(self._canvas, pressed))

    def _release_left(self, at: Point, keys: Keys) -> None:
        canvas = self._canvas
        if canvas.gesture_active and (self._pressed is not None or self._sticky):
            self.forget()
            canvas.end_gesture(at, keys)
        elif self._pressed is not None:
            there, self._pressed = self._pressed, None
            self._click(there, keys)

    def _click(self, there: Touch, keys: Keys) -> None:
        canvas, adds = self._canvas, keys.shift or keys.ctrl
        steps = canvas.selection if adds else frozenset()
        armed, self._armed = self._armed, None
        if there.port is not None:
            self._click_port(*there.port, there.at, keys, armed)
        elif there.step is not None:
            chosen = _chosen(canvas.selection, there.step, keys)
            canvas.select(chosen, panels=canvas.selected_panels if adds else ())
            canvas.set_focus_step(there.step)
        elif there.dot is not None and keys.alt:
            canvas.arranging.drop_dots({there.dot})
        elif there.dot is not None:
            canvas.select(steps, dots=_chosen(canvas.selected_dots, there.dot, keys))
        elif there.wire is not None and keys.alt:
            canvas.arranging.add_dot(there.wire, canvas.camera.to_scene(there.at))
        elif there.wire is not None:
            canvas.select(steps, _chosen(canvas.selected_wires, there.wire, keys))
        elif there.grip is not None:
            panels = _chosen(canvas.selected_panels, there.grip.panel, keys)
            canvas.select(steps, panels=panels)
        elif not adds:
            canvas.select(())

    def _click_port(
        self, side: Side, port: Port, at: Point, keys: Keys, armed: tuple[Side, Port] | None
    ) -> None:
        """Show the value that has come to a port; where there is none, a wire hangs from it.

        Reading one value after the other connects nothing; from a value to a port that has none, it does.
        With Alt no value is asked for: it connects with the port that was read, else a wire hangs.
        """
        canvas = self._canvas
        if not keys.alt and peeking.has_value(canvas, side, port):
            self._armed = (side, port)
            canvas.valueWanted.emit(side, port)
        elif armed is not None and armed[0] != side:
            canvas.begin(begin_wire(canvas.picture, *armed, dragged=False))
            canvas.end_gesture(at, keys)
        else:
            self._sticky = True
            canvas.begin(begin_wire(canvas.picture, side, port, dragged=False))
            canvas.show_gesture(at, keys)

    # panning, the edge ----------------------------------------------------------------------------

    def _start_pan(self, at: Point, button: Qt.MouseButton) -> None:
        self._panning, self._pan_button = at, button
        self._space_used = True
        self._canvas.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def _end_pan(self) -> None:
        if self._panning is not None:
            self._panning = None
            self._show_cursor()

    def _show_cursor(self) -> None:
        shape = Qt.CursorShape.OpenHandCursor if self._space else self._canvas.cursor_at(self._at)
        if self._canvas.viewport().cursor().shape() is not shape:
            self._canvas.viewport().setCursor(shape)

    def _mind_edge(self, at: Point) -> None:
        if self._push(at) == (0, 0):
            self._edge.stop()
            self._edge_wait.stop()
        elif not (self._edge.isActive() or self._edge_wait.isActive()):
            self._edge_wait.start()

    def _push(self, at: Point) -> tuple[int, int]:
        size = self._canvas.view_size()
        return _towards(at.x, size.x), _towards(at.y, size.y)

    def _scroll_at_edge(self) -> None:
        dx, dy = self._push(self._at)
        if not self._canvas.gesture_active or (dx, dy) == (0, 0):
            self._edge.stop()
            return
        self._canvas.pan(dx * _EDGE_SPEED, dy * _EDGE_SPEED)
        self._canvas.show_gesture(self._at, keys_now())


def keys_of(event: QMouseEvent | QKeyEvent) -> Keys:
    """The modifiers of an event."""
    return _keys(event.modifiers())


def keys_now() -> Keys:
    """The modifiers held at this moment."""
    return _keys(QApplication.keyboardModifiers())


def _keys(modifiers: Qt.KeyboardModifier) -> Keys:
    return Keys(
        shift=bool(modifiers & Qt.KeyboardModifier.ShiftModifier),
        ctrl=bool(modifiers & Qt.KeyboardModifier.ControlModifier),
        alt=bool(modifiers & Qt.KeyboardModifier.AltModifier),
    )


def _chosen(before: frozenset[_One], one: _One, keys: Keys) -> frozenset[_One]:
    if keys.ctrl:
        return before ^ {one}
    return before | {one} if keys.shift else frozenset({one})


def _towards(value: float, size: float) -> int:
    if value < _EDGE:
        return 1
    return -1 if value > size - _EDGE else 0


def _point(at: QPointF) -> Point:
    return Point(at.x(), at.y())
