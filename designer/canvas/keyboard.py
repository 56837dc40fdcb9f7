"""What the keys do while the canvas has the focus: one table, no modes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from designer.canvas.geometry import GRID
from designer.canvas.walk import Heading, first, neighbour
from designer.words import tr

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

_Key = Qt.Key
_NONE: Final = Qt.KeyboardModifier.NoModifier
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier

_PORTABLE: Final = QKeySequence.SequenceFormat.PortableText

_HEADINGS: Final = {
    _Key.Key_Left: Heading.LEFT,
    _Key.Key_Right: Heading.RIGHT,
    _Key.Key_Up: Heading.UP,
    _Key.Key_Down: Heading.DOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What keys do while the canvas has the focus. `keys` are those it has until the user says else.

    A command of the window with the same `id` is the same command: its menu shows these keys.
    """

    id: str
    text: str
    do: Callable[[Canvas], object]
    keys: tuple[str, ...]


COMMANDS: Final[tuple[Command, ...]] = (
    Command(id="delete", text="Delete", keys=("Del", "Backspace"),
            do=lambda c: c.delete_selection()),
    Command(id="selectAll", text="Select all", keys=("Ctrl+A",), do=lambda c: c.select_all()),
    Command(id="frameSelection", text="Show the selection", keys=("F", "Ctrl+2"),
            do=lambda c: c.frame_selection()),
    Command(id="fit", text="Show all", keys=("A", "Home", "Ctrl+1"), do=lambda c: c.fit()),
    Command(id="zoomReset", text="100 %", keys=("0",), do=lambda c: c.zoom_reset()),
    Command(id="zoomIn", text="Zoom in", keys=("+", "Shift++", "="), do=lambda c: c.zoom_in()),
    Command(id="zoomOut", text="Zoom out", keys=("-",), do=lambda c: c.zoom_out()),
    Command(id="toggleGoal", text="Goal", keys=("G",), do=lambda c: c.toggle_goal()),
    Command(id="onlyGoal", text="Only Goal", keys=("Shift+G",), do=lambda c: c.only_goal()),
    Command(id="duplicate", text="Duplicate", keys=("Ctrl+D",), do=lambda c: c.duplicate()),
    Command(id="copy", text="Copy", keys=("Ctrl+C",), do=lambda c: c.copy()),
    Command(id="cut", text="Cut", keys=("Ctrl+X",), do=lambda c: c.cut()),
    Command(id="paste", text="Paste", keys=("Ctrl+V",), do=lambda c: c.paste()),
    Command(id="pasteWired", text="Paste with wires to outside", keys=("Ctrl+Shift+V",),
            do=lambda c: c.paste(keep_wires=True)),
    Command(id="open", text="Edit in the inspector", keys=("Return", "Enter"),
            do=lambda c: _open(c)),
    Command(id="addStep", text="Add a step…", keys=("Tab", "Ctrl+Space", "/", "Shift+/"),
            do=lambda c: c.adding.ask_step()),
    Command(id="deleteAndHeal", text="Delete and heal", keys=("Ctrl+Del", "Ctrl+Backspace"),
            do=lambda c: c.arranging.heal()),
    Command(id="duplicateWired", text="Duplicate with its inputs", keys=("Ctrl+Shift+D",),
            do=lambda c: c.duplicate(keep_wires=True)),
    Command(id="connectSelection", text="Connect the selection", keys=("Ctrl+L",),
            do=lambda c: c.arranging.connect_selection()),
    Command(id="disable", text="Disable", keys=("D",),
            do=lambda c: c.arranging.toggle_disabled()),
    Command(id="pin", text="Pin the result", keys=("P",),
            do=lambda c: c.arranging.toggle_pinned()),
    Command(id="invertSelection", text="Invert the selection", keys=("Ctrl+I",),
            do=lambda c: c.arranging.invert()),
    Command(id="selectUpstream", text="Select what feeds it", keys=("U",),
            do=lambda c: c.arranging.select_along(upstream=True)),
    Command(id="selectDownstream", text="Select what it feeds", keys=("Shift+U",),
            do=lambda c: c.arranging.select_along(upstream=False)),
    Command(id="tidy", text="Lay out", keys=("L",), do=lambda c: c.arranging.tidy()),
    Command(id="frame", text="Frame", keys=("Ctrl+G",), do=lambda c: c.arranging.add_frame()),
    Command(id="unframe", text="Take the frame away", keys=("Ctrl+Shift+G",),
            do=lambda c: c.arranging.drop_frames()),
    Command(id="note", text="Note", keys=("C",), do=lambda c: c.arranging.add_note()),
    Command(id="rename", text="Rename", keys=("F2",), do=lambda c: c.arranging.rename()),
    Command(id="nextPort", text="Next port", keys=("Alt+P",), do=lambda c: c.stringing.next_port()),
    Command(id="previousPort", text="Previous port", keys=("Alt+Shift+P",),
            do=lambda c: c.stringing.next_port(-1)),
    Command(id="why", text="Why?", keys=("Y",), do=lambda c: c.ask_why()),
    Command(id="suggestSteps", text="Suggest what could give it", keys=("O",),
            do=lambda c: c.ask_suggestions()),
    Command(id="showEverything", text="Show everything", keys=("X",),
            do=lambda c: c.light.show_everything(not c.light.shows_everything)),
    Command(id="showValue", text="Show the value", keys=("V",),
            do=lambda c: c.peek(enter=True)),
    Command(id="alignLeft", text="Align left", keys=("Alt+A, L",),
            do=lambda c: c.arranging.align("left")),
    Command(id="alignCenter", text="Align centre", keys=("Alt+A, C",),
            do=lambda c: c.arranging.align("center")),
    Command(id="alignRight", text="Align right", keys=("Alt+A, R",),
            do=lambda c: c.arranging.align("right")),
    Command(id="alignTop", text="Align top", keys=("Alt+A, T",),
            do=lambda c: c.arranging.align("top")),
    Command(id="alignMiddle", text="Align middle", keys=("Alt+A, M",),
            do=lambda c: c.arranging.align("middle")),
    Command(id="alignBottom", text="Align bottom", keys=("Alt+A, B",),
            do=lambda c: c.arranging.align("bottom")),
    Command(id="distributeAcross", text="Distribute horizontally", keys=("Alt+A, H",),
            do=lambda c: c.arranging.distribute("horizontal")),
    Command(id="distributeDown", text="Distribute vertically", keys=("Alt+A, V",),
            do=lambda c: c.arranging.distribute("vertical")),
)  # fmt: skip
"""All keys of the canvas that are no gesture's. Each can be rebound; single letters act only here."""

Bindings: TypeAlias = Mapping[str, Callable[["Canvas"], object]]
"""What each key does, by its portable text (`Ctrl+D`)."""

TOLD: Final[Mapping[str, str]] = {it.id: it.keys[0] for it in COMMANDS}
"""The keys to show for a command, by its id."""

USUAL: Final[Bindings] = {keys: command.do for command in COMMANDS for keys in command.keys}

_NUDGES: Final = {_CTRL | _SHIFT: GRID, _CTRL | _SHIFT | _ALT: 1.0}
"""How far an arrow moves what is selected."""
_IDS: Final = {command.do: command.id for command in COMMANDS}
_MODIFIERS: Final = {_Key.Key_Shift, _Key.Key_Control, _Key.Key_Alt, _Key.Key_Meta}
_LEAVING: Final = {_Key.Key_Escape, _Key.Key_Tab}
_UNDO: Final = {(_Key.Key_Z, _CTRL), (_Key.Key_Z, _CTRL | _SHIFT), (_Key.Key_Y, _CTRL)}


def press(canvas: Canvas, event: QKeyEvent) -> bool:
    """Do what a key stands for; False where it stands for nothing here."""
    key = _Key(event.key())
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key is _Key.Key_Escape:
        end_sequence(canvas)
        canvas.is_leaving = True
        return modifiers == _NONE and _step_back(canvas)
    canvas.is_leaving = False
    if key in _HEADINGS:
        return _arrow(canvas, _HEADINGS[key], modifiers)
    pressed = QKeySequence(QKeyCombination(modifiers, key)).toString(_PORTABLE)
    keys = f"{canvas.chord}, {pressed}" if canvas.chord else pressed
    do = canvas.bindings.get(keys)
    if key not in _MODIFIERS:
        end_sequence(canvas)
    if do is not None:
        perform(canvas, do)
    return do is not None or _begin_chord(canvas, keys)


def perform(canvas: Canvas, do: Callable[[Canvas], object]) -> None:
    """Do a command, where it may act now; what was said of the one before goes."""
    if not canvas.is_busy:
        canvas.hint.emit("")
    if do not in _IDS or _may(canvas, _IDS[do]):
        do(canvas)  # what is not in the table is the window's, and asks by itself


def mind_shortcut(canvas: Canvas, event: QKeyEvent) -> None:
    """Take note of a key that a shortcut may get: whatever it does, it came between Escape and Tab."""
    canvas.is_leaving = canvas.is_leaving and event.key() in _LEAVING


def end_sequence(canvas: Canvas) -> None:
    """Wait no longer for the next key of several, nor say which there are: something came between."""
    canvas.is_leaving = False
    if canvas.chord:
        canvas.chord = ""
        canvas.hint.emit("")


def _begin_chord(canvas: Canvas, keys: str) -> bool:
    """Wait for the next key, where these are the first of several; say which there are."""
    beginning = f"{keys}, "
    nexts = {
        it.removeprefix(beginning): do
        for it, do in canvas.bindings.items()
        if it.startswith(beginning)
    }
    if not nexts:
        return False
    canvas.chord = keys
    texts = {command.do: command.text for command in COMMANDS}
    canvas.hint.emit(
        " · ".join(f"{it}: {tr(texts[do]) if do in texts else ''}" for it, do in nexts.items())
    )
    return True


def _may(canvas: Canvas, command: str) -> bool:
    return canvas.allows is None or canvas.allows(command)


def turns_time(event: QKeyEvent) -> bool:
    """Whether a key stands for undo or redo, which are the window's."""
    return (_Key(event.key()), event.modifiers()) in _UNDO


def _arrow(canvas: Canvas, heading: Heading, modifiers: Qt.KeyboardModifier) -> bool:
    if canvas.stringing.is_on and modifiers == _NONE:
        canvas.stringing.step_towards(heading)
    elif modifiers in _NUDGES:
        if _may(canvas, "nudge"):
            canvas.nudge(*heading.value, _NUDGES[modifiers])
    elif modifiers in (_NONE, _SHIFT):
        if _may(canvas, "walk"):
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
    """Draw a wire where a port is chosen, else say that the user wants to see into the Step."""
    if canvas.stringing.enter():
        return
    step = canvas.focus_step or min(canvas.selection, default=None)
    if step is not None:
        canvas.activated.emit(step)


def _step_back(canvas: Canvas) -> bool:
    """End the gesture in progress, else point out nothing, else select nothing; False for none of it."""
    if canvas.gesture_active:
        canvas.cancel_gesture()
        return True
    if canvas.arranging.laying_out.give_up():
        canvas.hint.emit("")
        return True
    if canvas.emphasis is not None:
        canvas.emphasise(None)
        return True
    canvas.cancel_gesture()  # a press that is no drag yet
    had_selection = canvas.has_selection
    canvas.select(())
    return had_selection
