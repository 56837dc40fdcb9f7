"""Every command as a row of the palette: its keys, and why it cannot be used where it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from designer.canvas import keyboard
from designer.panels.chooser import Choice
from designer.window.keymap import Command, Keymap, shown
from designer.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from designer.canvas.view import Canvas

_SELECT: Final = "Select a step first."
_REASONS: Final[Mapping[str, str]] = {
    "undo": "Nothing has been done that could be undone, or a gesture is half done.",
    "redo": "Nothing was undone that could be done again, or a gesture is half done.",
    "cut": _SELECT,
    "copy": _SELECT,
    "duplicate": _SELECT,
    "delete": "Select a step or a wire first.",
    "toggleGoal": _SELECT,
    "onlyGoal": _SELECT,
    "open": _SELECT,
    "stop": "No run is on.",
    "pause": "No run is on.",
    "runOnly": "Select one step first.",
    "runFrom": "Select one step first.",
    "clearBreakpoints": "There is no breakpoint.",
    "nextProblem": "There is no problem.",
    "previousProblem": "There is no problem.",
    "themeSystem": "BACKCAST_THEME says which theme it is.",
    "themeLight": "BACKCAST_THEME says which theme it is.",
    "themeDark": "BACKCAST_THEME says which theme it is.",
    "enterFlow": "Select one step that runs a flow.",
    "leaveFlow": "No other flow is open.",
    "openRun": "Choose a run in the history first.",
    "compareRuns": "Choose two runs in the history first.",
    "resumeRun": "Choose a run in the history that was cut off.",
    "goBack": "You have not jumped anywhere yet.",
    "goForward": "You have not gone back.",
}
_ALSO: Final[Mapping[str, str]] = {
    "enterFlow": "Enter, dive into, look inside the nested flow, subflow, child",
    "leaveFlow": "Leave the sub-flow, subflow, go up to the parent",
}
"""Other words by which people look for a command."""
_NOT_NOW: Final = "It cannot be used as things stand."


def rows(keymap: Keymap, made: Mapping[str, QAction], canvas: Canvas) -> list[Choice]:
    """All commands but the palette itself, in the order of the menus."""
    return list(_rows(keymap, made, canvas))


def _rows(keymap: Keymap, made: Mapping[str, QAction], canvas: Canvas) -> Iterator[Choice]:
    on_canvas = {command.id: command for command in keyboard.COMMANDS}
    for command in keymap.commands.values():
        action = made.get(command.id)
        if command.id == "commandPalette":
            continue
        if action is not None:
            yield _choice(keymap, command, partial(_trigger, action), action)
        else:
            yield _choice(keymap, command, partial(_do, on_canvas[command.id], canvas), None)


def _choice(
    keymap: Keymap, command: Command, does: partial[None], action: QAction | None
) -> Choice:
    keys = keymap.keys(command.id)
    also = _ALSO.get(command.id, "")
    words = action.text().partition("\t")[0] if action is not None else tr(command.text)
    return Choice(
        text=words.replace("&", "").rstrip("… "),
        beside=", ".join(shown(one) for one in keys[:2]),
        known_as=command.text.replace("&", "").rstrip("… "),
        more=f"{tr(command.menu)} {command.text} {tr(also) if also else ''}",
        does=does,
        refusal=partial(_refusal, command.id, action),
    )


def _refusal(command: str, action: QAction | None) -> str:
    if action is None or action.isEnabled():
        return ""
    return tr(_REASONS.get(command, _NOT_NOW))


def _trigger(action: QAction) -> None:
    action.trigger()


def _do(command: keyboard.Command, canvas: Canvas) -> None:
    canvas.setFocus()
    keyboard.perform(canvas, command.do)
