"""What the keys do while the canvas has the focus: one table, no modes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from designer.canvas.geometry import GRID
from designer.canvas.walk import Heading, first, neighbour

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

_Key = Qt.Key
_NONE: Final = Qt.KeyboardModifier.NoModifier
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier

_HEADINGS: Final = {
    _Key.Key_Left: Heading.LEFT,
    _Key.Key_Right: Heading.RIGHT,
    _Key.Key_Up: Heading.UP,
    _Key.Key_Down: Heading.DOWN,
}

_COMMANDS: Final[dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[Canvas], object]]] = {
    (_Key.Key_Delete, _NONE): lambda c: c.delete_selection(),
    (_Key.Key_Backspace, _NONE): lambda c: c.delete_selection(),
    (_Key.Key_A, _CTRL): lambda c: c.select_all(),
    (_Key.Key_F, _NONE): lambda c: c.frame_selection(),
    (_Key.Key_2, _CTRL): lambda c: c.frame_selection(),
    (_Key.Key_A, _NONE): lambda c: c.fit(),
    (_Key.Key_Home, _NONE): lambda c: c.fit(),
    (_Key.Key_1, _CTRL): lambda c: c.fit(),
    (_Key.Key_0, _NONE): lambda c: c.zoom_reset(),
    (_Key.Key_Plus, _NONE): lambda c: c.zoom_in(),
    (_Key.Key_Plus, _SHIFT): lambda c: c.zoom_in(),
    (_Key.Key_Equal, _NONE): lambda c: c.zoom_in(),
    (_Key.Key_Minus, _NONE): lambda c: c.zoom_out(),
    (_Key.Key_G, _NONE): lambda c: c.toggle_goal(),
    (_Key.Key_G, _SHIFT): lambda c: c.only_goal(),
    (_Key.Key_D, _CTRL): lambda c: c.duplicate(),
    (_Key.Key_C, _CTRL): lambda c: c.copy(),
    (_Key.Key_X, _CTRL): lambda c: c.cut(),
    (_Key.Key_V, _CTRL): lambda c: c.paste(),
    (_Key.Key_V, _CTRL | _SHIFT): lambda c: c.paste(keep_wires=True),
    (_Key.Key_Return, _NONE): lambda c: _open(c),
    (_Key.Key_Enter, _NONE): lambda c: _open(c),
}

_UNDO: Final = {(_Key.Key_Z, _CTRL), (_Key.Key_Z, _CTRL | _SHIFT), (_Key.Key_Y, _CTRL)}


def press(canvas: Canvas, event: QKeyEvent) -> bool:
    """Do what a key stands for; False where it stands for nothing here."""
    key = _Key(event.key())
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key is _Key.Key_Escape:
        return modifiers == _NONE and _step_back(canvas)
    if key in _HEADINGS:
        return _arrow(canvas, _HEADINGS[key], modifiers)
    command = _COMMANDS.get((key, modifiers))
    if command is None:
        return False
    command(canvas)
    return True


def turns_time(event: QKeyEvent) -> bool:
    """Whether a key stands for undo or redo, which are the window's."""
    return (_Key(event.key()), event.modifiers()) in _UNDO


def _arrow(canvas: Canvas, heading: Heading, modifiers: Qt.KeyboardModifier) -> bool:
    if modifiers == _CTRL | _SHIFT:
        canvas.nudge(*heading.value, GRID)
    elif modifiers == _CTRL | _SHIFT | _ALT:
        canvas.nudge(*heading.value, 1.0)
    elif modifiers in (_NONE, _SHIFT):
        _walk(canvas, heading, extend=modifiers == _SHIFT)
    else:
        return False
    return True


def _walk(canvas: Canvas, heading: Heading, *, extend: bool) -> None:
    """Select the Step that the arrow leads to."""
    picture = canvas.picture
    here = canvas.focus_step if canvas.focus_step in picture.cards else None
    if here is None:
        here = min(canvas.selection, default=None)
    there = first(picture) if here is None else neighbour(picture, here, heading)
    if there is not None:
        canvas.select(canvas.selection | {there} if extend else {there})
        canvas.set_focus_step(there)
        canvas.reveal(there)


def _open(canvas: Canvas) -> None:
    """Say that the user wants to see into the Step in focus."""
    step = canvas.focus_step or min(canvas.selection, default=None)
    if step is not None:
        canvas.activated.emit(step)


def _step_back(canvas: Canvas) -> bool:
    """End the gesture in progress, else select nothing; False where there is neither to be done."""
    if canvas.gesture_active:
        canvas.cancel_gesture()
        return True
    canvas.cancel_gesture()  # a press that is no drag yet
    had_selection = bool(canvas.selection or canvas.selected_wires)
    canvas.select(())
    return had_selection
